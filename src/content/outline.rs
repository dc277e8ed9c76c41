//! What the rest of the site needs to know of a body: enough to join a site without holding, or parsing, its texts.
//!
//! In: a parsed body. Out: an [`Outline`], small and plain, so that it can be kept for the next process. Whatever cards,
//! evidence, links and the plan read of a body stands here; the nodes themselves are for rendering alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::cells;
use super::code_block::CodeBlock;
use super::node::{Body, Heading};
use super::text;
use crate::graph::Fingerprint;

/// A body as others see it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// The text before `<!-- more -->`, without markup.
    pub lead: String,
    /// Headings in reading order.
    pub headings: Arc<[Heading]>,
    /// The ids within code.
    pub code_ids: Vec<String>,
    /// Words of prose; code does not count.
    pub words: usize,
    /// Lines of code in code blocks.
    pub code_lines: usize,
    /// The code blocks, in reading order.
    pub code: Vec<CodeFacts>,
    /// What may name a file beside the page: targets of links and pictures, and arguments of components.
    pub files: Arc<[String]>,
    /// The cells of notebooks that it shows; the name of the notebook is empty where a call gives none.
    pub notebooks: Vec<IncludeFacts>,
}

/// What a block of code says about skills.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeFacts {
    /// The usual name of its language.
    pub language: String,
    /// Top-level modules that it imports, if it is Python.
    pub imports: BTreeSet<String>,
    /// What it shows of a file.
    pub include: Option<IncludeFacts>,
}

/// What a block of code shows of a file, or a call of a notebook.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncludeFacts {
    /// The file, as written.
    pub src: String,
    /// What of it, in the words of the attributes.
    pub told: String,
    /// Of all that is shown; none as long as the file is not read, or has not what is asked for.
    pub shown: Option<Fingerprint>,
}

impl CodeFacts {
    fn of(code: &CodeBlock) -> Self {
        let include = code.block.include.as_ref().map(|include| IncludeFacts {
            src: include.src.text.clone(),
            told: include.told(),
            shown: code.shown.as_ref().map(|shown| shown.print),
        });
        Self { language: code.block.language.name().to_owned(), imports: code.block.imports.clone(), include }
    }

    /// Whether two blocks say the same to everybody but the page that shows them. (Code that is missing may be what a skill
    /// has no evidence for.)
    pub fn is_alike(&self, other: &Self) -> bool {
        let is_missing = |one: &Self| one.include.as_ref().is_some_and(|include| include.shown.is_none());
        self.language == other.language && self.imports == other.imports && is_missing(self) == is_missing(other)
    }
}

impl Outline {
    /// The outline of a body in `file`.
    pub fn of(body: &Body, file: &str) -> Self {
        let before = body.more.and_then(|more| body.nodes.get(..more));
        let code = body.code.iter().map(CodeFacts::of);
        Self {
            lead: before.map(|nodes| text::plain(nodes, body, file)).unwrap_or_default(),
            headings: body.headings.as_slice().into(),
            code_ids: body.code_ids.clone(),
            words: body.words,
            code_lines: body.code_lines,
            code: code.collect(),
            files: files(body).into(),
            notebooks: cells::facts(body),
        }
    }

    /// The same, with one memory for what it has in common with another: ten thousand pages are known with and without the
    /// files that they show.
    #[must_use]
    pub fn sharing_with(mut self, other: &Self) -> Self {
        if self.headings == other.headings {
            self.headings = Arc::clone(&other.headings);
        }
        if self.files == other.files {
            self.files = Arc::clone(&other.files);
        }
        self
    }

    /// What it shows of files.
    pub fn includes(&self) -> impl Iterator<Item = &IncludeFacts> {
        self.code.iter().filter_map(|code| code.include.as_ref()).chain(&self.notebooks)
    }

    /// The ids that links can lead to.
    pub fn anchors(&self) -> impl Iterator<Item = &str> {
        self.headings.iter().map(|heading| heading.id.as_str()).chain(self.code_ids.iter().map(String::as_str))
    }
}

fn files(body: &Body) -> Vec<String> {
    let references = body.links.iter().chain(&body.images).map(|reference| reference.target.as_str());
    let calls = body.components.iter().filter(|call| !cells::is_call(call));
    let named =
        calls.flat_map(|call| ["src", "poster"].into_iter().filter_map(|name| call.argument(name)?.value.as_deref()));
    references.chain(named).filter(|target| may_lie_beside(target)).map(str::to_owned).collect()
}

/// Whether a target may name a file that is published because of it; pages have addresses of their own.
fn may_lie_beside(target: &str) -> bool {
    let elsewhere = ["/", "#", "http:", "https:", "mailto:"];
    let path = target.split(['#', '?']).next().unwrap_or_default();
    !elsewhere.iter().any(|start| target.starts_with(start)) && !path.ends_with(".md")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_beside_a_page_are_told_from_all_else() {
        for target in ["plot.png", "../data/a.csv?raw", "a.md.png", "./x.pdf#page=2"] {
            assert!(may_lie_beside(target), "{target}");
        }
        for target in ["/images/a.png", "#top", "https://ada.example/", "mailto:a@ada.example", "b.md", "b.md#x"] {
            assert!(!may_lie_beside(target), "{target}");
        }
    }
}
