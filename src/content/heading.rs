//! Headings: their titles, their anchors, and braces at their end that are text and not attributes.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::anchor::Anchors;
use super::frame::Frame;
use super::markdown::Gather;
use super::node::{Heading, Kind, Node, Tag};
use super::text;
use crate::diagnostic::{Code, Diagnostic, Place, Span};

/// A heading as the author wrote it.
pub(super) struct Written {
    level: u8,
    id: Option<String>,
    classes: Vec<String>,
    /// Whether the braces hold anything but an id and classes.
    other: bool,
    node: usize,
}

impl Written {
    pub(super) fn new(level: u8, id: Option<CowStr<'_>>, classes: &[CowStr<'_>], other: bool) -> Self {
        let classes = classes.iter().map(|class| class.to_string()).collect();
        Self { level, id: id.map(CowStr::into_string).filter(|id| !id.is_empty()), classes, other, node: 0 }
    }
}

impl Gather<'_> {
    pub(super) fn start_heading(&mut self, mut written: Written, range: &Range<usize>) -> Tag {
        written.node = self.body.nodes.len();
        let index = self.body.headings.len() as u32;
        if written.level == 1 {
            let line = self.source()[range.clone()].lines().next().unwrap_or_default();
            let span = self.span(&(range.start..range.start + line.len()));
            self.first_level(span);
        }
        self.body.headings.push(Heading {
            level: written.level,
            id: String::new(),
            title: String::new(),
            classes: written.classes.clone(),
            span: self.span(range),
            nested: self.frames.iter().any(|frame| matches!(frame, Frame::Block(..))),
        });
        self.headings.push(written);
        Tag::Heading(index)
    }

    fn first_level(&mut self, span: Span) {
        let diagnostic = Diagnostic::new(Code::HeadingLevel, "a first-level heading in the text")
            .caret("the page's title is the first-level heading already")
            .help("begin with `##`; if this line repeats the title, remove it");
        self.report(diagnostic, span);
    }

    pub(super) fn end_heading(&mut self, range: &Range<usize>) -> Tag {
        let index = self.body.headings.len().saturating_sub(1);
        self.restore_braces(range);
        let start = self.headings.last().map_or(0, |written| written.node);
        let title = text::plain(self.body.nodes.get(start..).unwrap_or_default(), &self.body, self.input.file);
        if let Some(heading) = self.body.headings.get_mut(index) {
            heading.title = title;
        }
        Tag::Heading(index as u32)
    }

    /// Only `{#id .class}` are attributes. `## The f-string {name}` is text, of which the parser keeps nothing.
    fn restore_braces(&mut self, range: &Range<usize>) {
        let Some(written) = self.headings.last_mut() else { return };
        if !written.other && (written.id.is_some() || !written.classes.is_empty()) {
            return;
        }
        let last = self.body.nodes.last().filter(|node| !matches!(node.kind, Kind::Start(Tag::Heading(_))));
        let text_end = last.map_or(range.start, |node| node.span.end as usize - self.input.offset);
        let Some(rest) = self.prepared.text.get(text_end..range.end) else { return };
        let Some((open, close)) = rest.find('{').zip(rest.rfind('}')) else { return };
        if rest[..open].contains('\n') || close < open {
            return;
        }
        (written.id, written.classes) = (None, Vec::new());
        if let Some(heading) = self.body.headings.last_mut() {
            heading.classes.clear();
        }
        let from =
            if last.is_some_and(|node| !matches!(node.kind, Kind::Start(_))) { text_end } else { text_end + open };
        let span = Span::new(from, text_end + close + 1).shift(self.input.offset);
        self.body.nodes.push(Node { span, kind: Kind::Text(None) });
    }

    /// Anchors that the author wrote come first, whatever their place; the others make way.
    pub(super) fn name_headings(&mut self) {
        let mut anchors = Anchors::default();
        for id in &self.body.code_ids {
            anchors.take(id);
        }
        for index in 0..self.headings.len() {
            let Some(id) = self.headings.get_mut(index).and_then(|written| written.id.take()) else { continue };
            if anchors.take(&id) {
                if let Some(heading) = self.body.headings.get_mut(index) {
                    heading.id = id;
                }
            } else {
                self.duplicate(index, &id);
            }
        }
        for heading in self.body.headings.iter_mut().filter(|heading| heading.id.is_empty()) {
            heading.id = anchors.make(&heading.title);
        }
    }

    fn duplicate(&mut self, index: usize, id: &str) {
        let Some(heading) = self.body.headings.get(index) else { return };
        let text = self.input.file.get(heading.span.start as usize..heading.span.end as usize).unwrap_or_default();
        let span = match text.rfind(&["#", id].concat()) {
            Some(at) => Span::new(at, at + id.len() + 1).shift(heading.span.start as usize),
            None => heading.span,
        };
        let mut diagnostic = Diagnostic::new(Code::DuplicateHeadingId, format!("the id `{id}` is given twice"))
            .caret("links to it would reach the other place")
            .help("give each heading an id of its own");
        if let Some(first) = self.body.headings.iter().find(|other| other.id == id) {
            diagnostic = diagnostic.label(Place::new(self.input.path, first.span), "first given here");
        }
        self.report(diagnostic, span);
    }
}
