//! `::notebook{src="…" cells="2-5"}`: a call that cells of a notebook take the place of.
//!
//! In: a body with such calls, and whoever reads their notebooks. Out: the body with the cells as if they were written there,
//! their pictures, and what is wrong with the calls, at their arguments. How two bodies become one is known to
//! [`splice`](super::splice).

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::document::{Document, Extracted};
use super::node::{Argument, Body, ComponentCall};
use super::notebook::{self, Excerpt};
use super::outline::IncludeFacts;
use super::splice::{self, Part};
use crate::code::IncludedFile;
use crate::diagnostic::{Code, Diagnostic, Place, Span, nearest};
use crate::graph::Fingerprint;

/// The name of the component that is built in.
pub const NAME: &str = "notebook";

/// What it takes.
const PARAMETERS: [&str; 3] = ["src", "cells", "tag"];

/// How ranges are written.
const RANGES: &str = "cells are counted from 1, with text and code alike: `cells=\"2-5, 8\"`, or `cells=\"3-\"` for the \
                      rest";

/// Why a number may be another than was meant.
const COUNTED: &str =
    "cells are counted from 1, with text and code alike; a `tag` stays where it is when cells are added";

/// Gives the notebook that a call names, or what is wrong with its name; nothing while nobody has looked.
pub(super) type Open<'a> = &'a mut dyn FnMut(&str, Place) -> Result<Arc<IncludedFile>, Option<Diagnostic>>;

/// Whether a component is a call for cells.
pub(super) fn is_call(call: &ComponentCall) -> bool {
    call.name == NAME && !call.container
}

/// What the calls of a body ask for, and what is shown of it.
pub(super) fn facts(body: &Body) -> Vec<IncludeFacts> {
    let calls = (0..).zip(&body.components).filter(|(_, call)| is_call(call));
    let facts = |(index, call): (u32, &ComponentCall)| {
        let told =
            call.arguments.iter().map(|one| format!(" {}={}", one.name, one.value.as_deref().unwrap_or_default()));
        let src = call.argument("src").and_then(|src| src.value.clone()).unwrap_or_default();
        IncludeFacts {
            src,
            told: format!("::{NAME}{}", told.collect::<String>()),
            shown: body.excerpts.get(&index).copied(),
        }
    };
    calls.map(facts).collect()
}

/// Puts the cells in the place of the calls; gives their pictures.
pub(super) fn show(
    body: &mut Body,
    document: &Document,
    open: Open<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Extracted> {
    let calls: Vec<(u32, ComponentCall)> = (0..)
        .zip(&body.components)
        .filter(|(_, call)| is_call(call))
        .map(|(index, call)| (index, call.clone()))
        .collect();
    if calls.is_empty() {
        return Vec::new();
    }
    let (mut parts, mut pictures) = (BTreeMap::new(), Vec::new());
    for (index, call) in calls {
        let shown = Call { call: &call, document }.part(open);
        match shown {
            Ok((part, found, extracted)) => {
                diagnostics.extend(found);
                pictures.extend(extracted);
                // The places count within the cells shown, so that a change of others is none.
                let print = [format!("{:?}", part.body), part.text.to_string()];
                body.excerpts.insert(index, Fingerprint::of_parts(print.iter().map(|print| print.as_bytes())));
                parts.insert(index, part);
            }
            Err(found) => diagnostics.extend(found),
        }
    }
    splice::splice(body, parts, &document.text.get());
    pictures
}

struct Call<'a> {
    call: &'a ComponentCall,
    document: &'a Document,
}

/// The cells that are asked for.
enum Wanted<'a> {
    All,
    /// With the place of each piece of the argument.
    Numbers(Vec<(RangeInclusive<u32>, Span)>),
    Tag(&'a str),
}

type Shown = (Part, Vec<Diagnostic>, Vec<Extracted>);

impl Call<'_> {
    fn wrong(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Code::ComponentCall, message).at(self.document.place(span))
    }

    fn part(&self, open: Open<'_>) -> Result<Shown, Vec<Diagnostic>> {
        let one = |diagnostic| vec![diagnostic];
        let wanted = self.wanted().map_err(one)?;
        let src = self.src().map_err(one)?;
        let name = src.value.as_deref().unwrap_or_default();
        let file =
            open(name, self.document.place(src.value_span)).map_err(|found| found.into_iter().collect::<Vec<_>>())?;
        let is_wanted = |number: u32, tags: &[String]| match &wanted {
            Wanted::All => true,
            Wanted::Numbers(ranges) => ranges.iter().any(|(range, _)| range.contains(&number)),
            Wanted::Tag(tag) => tags.iter().any(|one| one == tag),
        };
        let (excerpt, mut found) = notebook::excerpt(file.path(), file.text(), is_wanted);
        let Some(excerpt) = excerpt else { return Err(found) };
        found.extend(self.absent(&wanted, (&excerpt, file.path())));
        let composed = &excerpt.composed;
        let (body, wrong) = composed.body(None, (file.path(), &self.document.source.settings));
        found.extend(wrong.into_iter().map(|one| composed.mapping.lead(one, file.path())));
        found.extend(self.nested(&body, file.path()));
        Ok((Part { body, text: Arc::clone(&composed.text) }, found, excerpt.composed.extracted))
    }

    fn src(&self) -> Result<&Argument, Diagnostic> {
        let src = self.call.argument("src");
        let is_notebook = |src: &&Argument| src.value.as_deref().is_some_and(notebook::is_notebook);
        let wrong = |span, message: &str| self.wrong(span, message).help("write `::notebook{src=\"analysis.ipynb\"}`");
        match src {
            None => Err(wrong(self.call.name_span, "the component `notebook` needs the parameter `src`")),
            Some(src) if !is_notebook(&src) => {
                Err(wrong(src.value_span, "`src` does not name a notebook").caret("does not end in `.ipynb`"))
            }
            Some(src) => Ok(src),
        }
    }

    fn wanted(&self) -> Result<Wanted<'_>, Diagnostic> {
        let call = self.call;
        if let Some(other) = call.arguments.iter().find(|one| !PARAMETERS.contains(&one.name.as_str())) {
            let message = format!("the component `notebook` has no parameter `{}`", other.name);
            let diagnostic = self.wrong(other.span, message).suggest(nearest(&other.name, PARAMETERS));
            return Err(diagnostic.help("it takes `src`, and `cells` or `tag`"));
        }
        match (call.argument("cells"), call.argument("tag")) {
            (None, None) => Ok(Wanted::All),
            (Some(cells), None) => self.numbers(cells).map(Wanted::Numbers),
            (None, Some(tag)) => match tag.value.as_deref().filter(|tag| !tag.is_empty()) {
                Some(word) => Ok(Wanted::Tag(word)),
                None => Err(self.wrong(tag.span, "`tag` needs a value").help("write `tag=\"figure-1\"`")),
            },
            (Some(cells), Some(tag)) => Err(self
                .wrong(tag.span, "`cells` and `tag` exclude each other")
                .label(self.document.place(cells.span), "cells are already chosen here")
                .help("choose cells by their numbers, or by their tag")),
        }
    }

    /// `2-5, 8, 11-`
    fn numbers(&self, cells: &Argument) -> Result<Vec<(RangeInclusive<u32>, Span)>, Diagnostic> {
        let text = cells.value.as_deref().unwrap_or_default();
        let (mut ranges, mut at) = (Vec::new(), 0);
        for piece in text.split(',') {
            let start = at + piece.len() - piece.trim_start().len();
            at += piece.len() + 1;
            let span = Span::new(start, start + piece.trim().len()).shift(cells.value_span.start as usize);
            let number = |word: &str| word.trim().parse::<u32>().ok().filter(|number| *number > 0);
            let range = match piece.split_once('-') {
                Some((first, last)) if last.trim().is_empty() => number(first).map(|first| first..=u32::MAX),
                Some((first, last)) => number(first).zip(number(last)).map(|(first, last)| first..=last),
                None => number(piece).map(|only| only..=only),
            };
            match range.filter(|range| !range.is_empty()) {
                Some(range) => ranges.push((range, span)),
                None => {
                    return Err(self
                        .wrong(span, format!("`{}` is not a range of cells", piece.trim().escape_debug()))
                        .help(RANGES));
                }
            }
        }
        Ok(ranges)
    }

    /// What is asked for and not there.
    fn absent(&self, wanted: &Wanted<'_>, (excerpt, path): (&Excerpt, &str)) -> Vec<Diagnostic> {
        match wanted {
            Wanted::All => Vec::new(),
            Wanted::Numbers(ranges) => {
                let last = |range: &RangeInclusive<u32>| match *range.end() {
                    u32::MAX => *range.start(),
                    end => end,
                };
                let beyond = ranges.iter().filter(|(range, _)| last(range) > excerpt.count);
                let told = |(range, span): &(RangeInclusive<u32>, Span)| {
                    let message = format!("`{path}` has {} cells, and no cell {}", excerpt.count, last(range));
                    self.wrong(*span, message).help(COUNTED)
                };
                beyond.map(told).collect()
            }
            Wanted::Tag(tag) if excerpt.tags.contains(*tag) => Vec::new(),
            Wanted::Tag(tag) => {
                let span = self.call.argument("tag").map_or(self.call.span, |tag| tag.value_span);
                let known: Vec<String> = excerpt.tags.iter().map(|tag| format!("`{}`", tag.escape_debug())).collect();
                let help = match known.len() {
                    0 => "no cell of it has a tag; in JupyterLab, they are given under the gears at the top right"
                        .to_owned(),
                    _ => format!("its cells have {}", known.join(", ")),
                };
                let message = format!("no cell of `{path}` has the tag `{}`", tag.escape_debug());
                let near = nearest(tag, excerpt.tags.iter().map(String::as_str));
                vec![self.wrong(span, message).suggest(near).help(help)]
            }
        }
    }

    /// Cells that show files themselves, which nobody has read.
    fn nested(&self, body: &Body, path: &str) -> Option<Diagnostic> {
        let shows = body.code.iter().any(|code| code.block.include.is_some()) || body.components.iter().any(is_call);
        let message = format!("a cell of `{path}` shows another file, which cannot be shown here");
        shows.then(|| {
            self.wrong(self.call.span, message).help("choose other cells, and show that file on this page itself")
        })
    }
}
