//! Facts for search engines that they cannot read.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic};

/// Looks at the JSON-LD of all pages.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (path, page) in subject.pages {
        for text in &page.jsonld {
            let message = match serde_json::from_str::<serde_json::Value>(text) {
                Err(error) => format!("the structured data of `{path}` is no JSON: {error}"),
                Ok(value) if !value.to_string().contains("schema.org") => {
                    format!("the structured data of `{path}` does not name its vocabulary")
                }
                Ok(_) => continue,
            };
            found.push(
                subject
                    .of_page(path, Code::StructuredData, message)
                    .help("a template wrote it; `\"@context\": \"https://schema.org\"` is its first key"),
            );
        }
    }
    found
}
