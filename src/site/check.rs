//! What does not fit together, once everything is there: references to nothing, claims without evidence, missing pictures.

use std::collections::BTreeSet;

use super::claims::{self, Claim};
use super::environments::Environments;
use super::pages::Page;
use super::skills::SkillIndex;
use super::{Holes, Site};
use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, is_plain, nearest, only};
use crate::portfolio::Portfolio;

/// Environments and projects that files name and nobody has.
pub fn references(
    (portfolio, holes): (&Portfolio, Holes),
    environments: &Environments,
    (pages, drafts): (&[Page], &BTreeSet<SourcePath>),
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (at, organization) in portfolio.experience.iter().enumerate() {
        let mut check = |id: &str, path: String| {
            if environments.find(id).is_none() {
                diagnostics.push(environments.unknown(id).at(claims::data_place(portfolio, "experience", &path)));
            }
        };
        if let Some(id) = organization.environment.as_deref() {
            check(id, format!("[{at}].environment"));
        }
        for (index, position) in organization.positions.iter().enumerate() {
            if let Some(id) = position.environment.as_deref() {
                check(id, format!("[{at}].positions[{index}].environment"));
            }
        }
    }
    if holes.projects {
        return;
    }
    let slugs: Vec<&str> =
        pages.iter().filter(|page| page.card.kind == "project").map(|page| page.slug.as_str()).collect();
    let unknown = |slug: &str, place: Place| {
        let is_draft = drafts.iter().any(|path| stem(path) == Some(slug));
        let help = match is_draft {
            true => "it is a draft: publish it, or build with `--drafts`",
            false => "a project is named by its slug: `content/projects/x.md` is `x`",
        };
        Diagnostic::new(Code::UnknownProject, format!("there is no project `{slug}`"))
            .at(place)
            .suggest(nearest(slug, slugs.iter().copied()))
            .mend(slug, only(slug, slugs.iter().copied()).filter(|meant| !is_draft && is_plain(meant)))
            .help(help)
    };
    for (at, testimonial) in portfolio.testimonials.iter().enumerate() {
        if let Some(slug) = testimonial.project.as_deref().filter(|slug| !slugs.contains(slug)) {
            diagnostics.push(unknown(slug, claims::data_place(portfolio, "testimonials", &format!("[{at}].project"))));
        }
    }
    for page in pages {
        if let Some(slug) = page.project.as_deref().filter(|slug| !slugs.contains(slug)) {
            diagnostics.push(unknown(slug, page.front_place("project")));
        }
    }
}

/// The name of a project's file.
fn stem(path: &str) -> Option<&str> {
    let name = super::resolve::stem_of(path.strip_prefix("content/projects/")?)?;
    Some(name.strip_suffix("/index").unwrap_or(name))
}

/// Skills that nothing shows, claims without evidence, soft skills without a story.
pub fn evidence(
    (portfolio, holes): (&Portfolio, Holes),
    (skills, pages): (&[super::Skill], &[Page]),
    claims: &[Claim],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut index = 0;
    // Nor is what code would have shown that could not be read.
    let code_is_missing = pages.iter().any(|page| page.shown().any(|(_, shown)| shown.is_none()));
    // What a faulty file would have shown is not known.
    if holes.evidence {
        return;
    }
    for (group_at, group) in portfolio.skill_groups.iter().enumerate() {
        for (at, raw) in group.skills.iter().enumerate() {
            let skill = &skills[index];
            let place =
                |key: &str| claims::data_place(portfolio, "skills", &format!("[{group_at}].skills[{at}].{key}"));
            let id = SkillIndex::new(index);
            index += 1;
            if skill.count == 0 && code_is_missing && !raw.imports.is_empty() {
                continue;
            }
            if skill.count == 0 {
                let message = match &raw.claim {
                    Some(claim) => format!("the claim `{claim}` for `{}` has no evidence", skill.id),
                    None => format!("the skill `{}` has no evidence", skill.id),
                };
                let key = if raw.claim.is_some() { "claim" } else { "id" };
                diagnostics.push(
                    Diagnostic::new(Code::NoEvidence, message)
                        .at(place(key))
                        .about(&skill.id)
                        .help("name it in the `skills:` of a project, a position, a talk, a course, or remove it"),
                );
                continue;
            }
            let story = |claim: &Claim| {
                matches!(claim.kind, "position" | "talk" | "testimonial")
                    && claim.skills.iter().any(|(skill, _)| *skill == id)
            };
            if skill.kind == "soft" && !claims.iter().any(story) {
                diagnostics.push(
                    Diagnostic::new(Code::SoftSkillStory, format!("the soft skill `{}` has no story", skill.id))
                        .at(place("id"))
                        .about(&skill.id)
                        .help("a job, a talk or a testimonial that names it is a story; a project alone is none"),
                );
            }
        }
    }
}

/// Pictures and pages that the configuration names and nobody has; `place` finds a key in it.
pub fn configuration(site: &Site, place: &dyn Fn(&str) -> Place) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    if let Some(image) = site.config.social_image.as_deref().filter(|image| site.static_picture(image).is_none()) {
        let near = nearest(image, site.statics.iter().filter_map(|path| path.strip_prefix("static/")));
        diagnostics.push(
            Diagnostic::new(Code::MissingImage, format!("there is no picture `{image}` in `static/`"))
                .at(place("social_image"))
                .suggest(near)
                .help("pictures of the whole site lie in `static/`"),
        );
    }
    for (index, item) in site.config.navigation.iter().flatten().enumerate() {
        let path = item.url.split(['#', '?']).next().unwrap_or_default();
        // A page that could not be read has its own diagnostic.
        let leads = site.leads_somewhere(path) || site.leads_somewhere(&format!("{path}/")) || site.is_broken_at(path);
        if path.starts_with('/') && !path.starts_with("//") && !leads {
            let pages = site.route_paths().filter(|path| path.ends_with('/') && *path != "/");
            diagnostics.push(
                Diagnostic::new(Code::BrokenLink, format!("the link `{}` leads nowhere", item.url))
                    .at(place(&format!("navigation[{index}].url")))
                    .suggest(nearest(path, pages))
                    .help("name the address of a page of this site, without the base path"),
            );
        }
    }
    diagnostics
}

/// Pictures that front matter and profile name and nobody has.
pub fn pictures(site: &Site, portfolio: &Portfolio) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let statics = || site.statics.iter().filter_map(|path| path.strip_prefix("static/"));
    let mut missing = |src: &str, place: Place| {
        diagnostics.push(
            Diagnostic::new(Code::MissingImage, format!("there is no picture `{src}` in `static/`"))
                .at(place)
                .suggest(nearest(src, statics()))
                .help("pictures of the whole site lie in `static/`"),
        );
    };
    let portrait = portfolio.profile.as_ref().and_then(|profile| profile.image.as_ref());
    if let Some(image) = portrait.filter(|image| site.static_picture(&image.src).is_none()) {
        missing(&image.src, claims::data_place(portfolio, "profile", "image.src"));
    }
    diagnostics.extend(site.pages.iter().flat_map(|page| page.check_pictures(site)));
    diagnostics
}
