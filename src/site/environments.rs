//! Work environments: the built-in ones with their names in the site's language, and the site's own.

use super::pages::Page;
use super::shape::{Environment, EnvironmentRef};
use super::words::Words;
use crate::diagnostic::{Code, Diagnostic};
use crate::portfolio::{self, Portfolio};

/// The work environments that files may name.
#[derive(Debug)]
pub struct Environments {
    list: Vec<Environment>,
}

impl Environments {
    /// Those that are built in and the site's own; `base` is the base path.
    pub fn of(portfolio: &Portfolio, words: &Words, base: &str) -> Self {
        let built_in = portfolio::Environment::BUILT_IN.iter().map(|(id, name)| {
            let key = format!("environment.{id}");
            let name = if words.texts.contains_key(&key) { words.text(&key) } else { (*name).to_owned() };
            ((*id).to_owned(), name, String::new())
        });
        let own = portfolio.environments.iter().map(|own| {
            (own.id.to_string(), own.name.to_string(), own.summary.as_deref().unwrap_or_default().to_owned())
        });
        let mut list: Vec<Environment> = Vec::new();
        for (id, name, summary) in built_in.chain(own) {
            let url = format!("{base}environments/{id}/");
            let environment = Environment { id, name, summary, url, count: 0 };
            match list.iter_mut().find(|other| other.id == environment.id) {
                Some(other) => *other = environment,
                None => list.push(environment),
            }
        }
        Self { list }
    }

    /// A reference to an environment, if it exists.
    pub fn find(&self, id: &str) -> Option<EnvironmentRef> {
        let environment = self.list.iter().find(|environment| environment.id == id)?;
        Some(EnvironmentRef {
            id: environment.id.clone(),
            name: environment.name.clone(),
            url: Some(environment.url.clone()),
        })
    }

    /// The diagnostic for a word that names no environment.
    pub fn unknown(&self, word: &str) -> Diagnostic {
        let known = self.list.iter().map(|environment| environment.id.as_str());
        let list = known.clone().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        Diagnostic::new(Code::UnknownEnvironment, format!("there is no work environment `{word}`"))
            .one_of(word, known)
            .help(format!("the environments are {list}; add your own in `data/environments.yaml`"))
    }

    /// The list with the number of projects and positions of each.
    pub fn counted(&self, portfolio: &Portfolio, pages: &[Page]) -> Vec<Environment> {
        let mut list = self.list.clone();
        let mut count = |id: &str| {
            if let Some(environment) = list.iter_mut().find(|environment| environment.id == id) {
                environment.count += 1;
            }
        };
        for page in pages.iter().filter(|page| page.listed && page.card.kind == "project") {
            if let Some(environment) = &page.card.environment {
                count(&environment.id);
            }
        }
        for organization in &portfolio.experience {
            for position in &organization.positions {
                if let Some(id) = position.environment.as_deref().or(organization.environment.as_deref()) {
                    count(id);
                }
            }
        }
        list
    }
}
