//! From files to a [`Portfolio`].

use super::Portfolio;
use crate::diagnostic::{Diagnostic, SourcePath};
use crate::yaml::{self, Origin};
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// Reads every file of `data/`: everything that could be read, and all diagnostics.
pub fn load(files: &[(SourcePath, Arc<str>)]) -> (Portfolio, Vec<Diagnostic>) {
    let mut portfolio = Portfolio::default();
    let mut diagnostics = Vec::new();
    for (path, text) in files {
        let Some(stem) = stem(path) else { continue };
        portfolio.texts.insert(stem.to_owned(), (SourcePath::clone(path), Arc::clone(text)));
        let mut reader = Reader { origin: Origin::file(path), text, diagnostics: &mut diagnostics };
        match stem {
            "profile" => portfolio.profile = reader.read(),
            "skills" => portfolio.skill_groups = reader.read().unwrap_or_default(),
            "environments" => portfolio.environments = reader.read().unwrap_or_default(),
            "experience" => portfolio.experience = reader.read().unwrap_or_default(),
            "education" => portfolio.education = reader.read().unwrap_or_default(),
            "courses" => portfolio.courses = reader.read().unwrap_or_default(),
            "certificates" => portfolio.certificates = reader.read().unwrap_or_default(),
            "talks" => portfolio.talks = reader.read().unwrap_or_default(),
            "publications" => portfolio.publications = reader.read().unwrap_or_default(),
            "awards" => portfolio.awards = reader.read().unwrap_or_default(),
            "contributions" => portfolio.contributions = reader.read().unwrap_or_default(),
            "communities" => portfolio.communities = reader.read().unwrap_or_default(),
            "testimonials" => portfolio.testimonials = reader.read().unwrap_or_default(),
            "languages" => portfolio.languages = reader.read().unwrap_or_default(),
            "interests" => portfolio.interests = reader.read().unwrap_or_default(),
            _ => {
                if let Some(value) = reader.read() {
                    portfolio.free.insert(stem.to_owned(), value);
                }
            }
        }
    }
    (portfolio, diagnostics)
}

struct Reader<'a> {
    origin: Origin,
    text: &'a str,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn read<T: DeserializeOwned>(&mut self) -> Option<T> {
        match yaml::from_str(self.text, &self.origin) {
            Ok(value) => Some(value),
            Err(diagnostics) => {
                self.diagnostics.extend(diagnostics);
                None
            }
        }
    }
}

/// The part of a path by which templates know the file.
fn stem(path: &str) -> Option<&str> {
    path.strip_prefix("data/")?.rsplit_once('.').map(|(stem, _)| stem)
}
