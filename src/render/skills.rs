//! The matrix of skills, the page of each skill, the page of each work environment.

use serde_json::json;
use tera::{Map, Value};

use super::Job;
use super::api_links;
use super::head::HeadFacts;
use super::page::{Common, PageValue, put, put_shape};
use crate::code::{BlockContext, Frame, FrameDefaults};
use crate::python::Exports;
use crate::site::{Crumb, PageId, ProjectQuery, SkillIndex};

/// The most projects that the matrix shows; beyond, counts say more than dots.
const MATRIX_COLUMNS: usize = 24;

impl Job<'_> {
    /// All skills: the matrix and the list.
    pub fn skills(&mut self) -> PageValue {
        let mut map = Map::new();
        put(&mut map, "groups", self.values.skill_groups(self.view));
        put_shape(&mut map, "axis", self.view.axis());
        put_shape(&mut map, "matrix", &self.matrix());
        let (title, summary) = self.introduced("skills", &mut map);
        let crumbs = vec![self.home_crumb()];
        let facts = HeadFacts { schema: "CollectionPage", ..HeadFacts::of(&title, &summary, &crumbs) };
        let head = self.head(facts, |_| {});
        self.common(&mut map, Common { kind: "skills", title, summary, breadcrumbs: crumbs, head });
        self.laid_out("/skills/", "skills", map)
    }

    /// The columns of the matrix: featured projects first, then the newest.
    fn columns(&self) -> (Vec<PageId>, usize) {
        let mut columns = self.view.projects(&ProjectQuery { featured: true, ..ProjectQuery::default() });
        let newest = self.view.projects(&ProjectQuery { newest: true, ..ProjectQuery::default() });
        let all = newest.len();
        for id in newest {
            if columns.len() >= MATRIX_COLUMNS {
                break;
            }
            if !columns.contains(&id) {
                columns.push(id);
            }
        }
        columns.truncate(MATRIX_COLUMNS);
        let more = all - columns.len().min(all);
        (columns, more)
    }

    fn matrix(&self) -> serde_json::Value {
        let (columns, more) = self.columns();
        let projects: Vec<_> = columns
            .iter()
            .map(|id| {
                let card = self.view.card(*id);
                json!({"title": card.title, "url": card.url, "years": card.period.as_ref().map_or("", |period| &period.years)})
            })
            .collect();
        let shown: Vec<&[(SkillIndex, bool)]> = columns.iter().map(|id| self.view.project_skills(*id)).collect();
        let cell =
            |skill: SkillIndex, project: &&[(SkillIndex, bool)]| match project.iter().find(|(id, _)| *id == skill) {
                None => "",
                Some((_, false)) => "named",
                Some((_, true)) => "code",
            };
        let mut groups = Vec::new();
        for (name, skills) in self.view.skill_groups() {
            let rows: Vec<_> = skills
                .iter()
                .map(|id| (*id, self.view.skill(*id)))
                .filter(|(_, skill)| skill.count > 0)
                .map(|(id, skill)| {
                    let cells: Vec<&str> = shown.iter().map(|project| cell(id, project)).collect();
                    let reference = json!({"id": skill.id, "name": skill.name, "url": skill.url, "kind": skill.kind});
                    json!({"skill": reference, "count": skill.count, "cells": cells})
                })
                .collect();
            if !rows.is_empty() {
                groups.push(json!({"name": name, "rows": rows}));
            }
        }
        json!({"projects": projects, "groups": groups, "more": more})
    }

    /// One skill with its evidence.
    pub fn skill(&mut self, id: SkillIndex) -> PageValue {
        let mut map = Map::new();
        let skill = self.view.skill(id);
        put(&mut map, "skill", self.values.skill(self.view, id));
        put_shape(&mut map, "evidence", self.view.evidence(id));
        put_shape(&mut map, "axis", self.view.axis());
        put_shape(&mut map, "neighbours", &self.view.skill_neighbours(id));
        put(&mut map, "snippet", self.snippet(id));
        let crumbs = self.skill_crumbs();
        let head = self.head(HeadFacts::of(&skill.name, &skill.summary, &crumbs), |_| {});
        let common = Common {
            kind: "skill",
            title: skill.name.clone(),
            summary: skill.summary.clone(),
            breadcrumbs: crumbs,
            head,
        };
        self.common(&mut map, common);
        PageValue { template: "skill.html".to_owned(), value: map, source: None }
    }

    fn skill_crumbs(&self) -> Vec<Crumb> {
        vec![self.home_crumb(), Crumb { title: self.view.text("sections.skills"), url: self.view.url("/skills/") }]
    }

    /// One code block that shows the skill, with the page it stands on.
    fn snippet(&self, skill: SkillIndex) -> Value {
        let Some((page, code)) = self.view.skill_snippet(skill) else { return Value::none() };
        let card = self.view.card(page);
        let mut html = String::new();
        let defaults = FrameDefaults { numbers: false, ..self.frames(true) };
        // It stands here without the blocks before it.
        let links = api_links::of_block(self.view, &code.block, self.view.snippet_scope(page), &Exports::default());
        let origin = code.shown.as_ref().map(|shown| shown.origin.clone());
        let context = BlockContext { links, origin, ..BlockContext::default() };
        code.block.write_html(&Frame { context: &context, ..Frame::new(&defaults) }, &mut html);
        let mut map = Map::new();
        put(&mut map, "html", Value::safe_string(&html));
        put(&mut map, "title", card.title.as_str());
        put(&mut map, "url", card.url.as_str());
        map.into()
    }

    /// One work environment with what was done there.
    pub fn environment(&mut self, index: usize) -> PageValue {
        let mut map = Map::new();
        let all = self.view.environments();
        let id = self.site.environment_id(index).unwrap_or_default().to_owned();
        let environment = all.iter().find(|environment| environment.id == id);
        put_shape(&mut map, "environment", &environment);
        let projects = self.view.projects(&ProjectQuery { environment: Some(id.clone()), ..ProjectQuery::default() });
        put(&mut map, "projects", projects.iter().map(|page| self.values.card(self.view, *page)).collect::<Vec<_>>());
        let here = |entry: &&crate::site::Entry| {
            entry.kind == "position" && entry.environment.as_ref().is_some_and(|own| own.id == id)
        };
        let positions: Vec<_> = self.view.timeline().iter().filter(here).collect();
        put_shape(&mut map, "positions", &positions);
        let mut skills: Vec<&crate::site::SkillRef> = Vec::new();
        let named = projects
            .iter()
            .flat_map(|page| &self.view.card(*page).skills)
            .chain(positions.iter().flat_map(|entry| &entry.skills));
        for skill in named {
            if !skills.contains(&skill) {
                skills.push(skill);
            }
        }
        put_shape(&mut map, "skills", &skills);
        let others: Vec<_> = all
            .iter()
            .filter(|other| other.id != id)
            .map(|other| json!({"id": other.id, "name": other.name, "url": other.url}))
            .collect();
        put_shape(&mut map, "others", &others);
        let (title, summary) = environment
            .map_or_else(Default::default, |environment| (environment.name.clone(), environment.summary.clone()));
        let crumbs = vec![self.home_crumb()];
        let head =
            self.head(HeadFacts { schema: "CollectionPage", ..HeadFacts::of(&title, &summary, &crumbs) }, |_| {});
        self.common(&mut map, Common { kind: "environment", title, summary, breadcrumbs: crumbs, head });
        PageValue { template: "environment.html".to_owned(), value: map, source: None }
    }
}
