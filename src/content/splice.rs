//! Bodies put into a body: nodes of another text at the place of a component's call.
//!
//! In: a body, and others for some of its leaf components. Out: one body, whose numbers, ids and notes are its own again. What
//! comes from another text takes its words along, and has the call as its place, since all places are those of one file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::cells;
use super::finish;
use super::node::{Body, Kind, Node, Tag, Words};
use super::text::text_of;
use crate::diagnostic::Span;

/// A body with the text that its spans count in.
pub(super) struct Part {
    pub body: Body,
    pub text: Arc<str>,
}

/// Puts the parts in the place of the components of these numbers; calls for cells without a part show nothing.
pub(super) fn splice(body: &mut Body, mut parts: BTreeMap<u32, Part>, file: &str) {
    let own = body.footnotes.len();
    let nodes = std::mem::take(&mut body.nodes);
    // Where each node of the body has gone, and its end.
    let mut moved = Vec::with_capacity(nodes.len() + 1);
    for node in nodes {
        moved.push(body.nodes.len());
        let is_call = |index: u32| body.components.get(index as usize).is_some_and(cells::is_call);
        match node.kind {
            Kind::Leaf(index) if is_call(index) => {
                if let Some(part) = parts.remove(&index) {
                    add(body, part, node.span);
                }
            }
            _ => body.nodes.push(node),
        }
    }
    moved.push(body.nodes.len());
    let now = |at: usize| moved.get(at).copied().unwrap_or_default();
    for note in body.footnotes.iter_mut().take(own) {
        note.nodes = now(note.nodes.start)..now(note.nodes.end);
    }
    order(body);
    body.more = None;
    finish::measure(body, file);
}

/// Adds a part at the end of the nodes.
fn add(body: &mut Body, part: Part, call: Span) {
    let Part { body: mut part, text } = part;
    let length = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let base = Base {
        headings: length(body.headings.len()),
        links: length(body.links.len()),
        images: length(body.images.len()),
        components: length(body.components.len()),
        code: length(body.code.len()),
        footnotes: length(body.footnotes.len()),
        tables: length(body.tables.len()),
        cells: length(body.cells.len()),
        outputs: length(body.outputs.len()),
    };
    rename(body, &mut part);
    place(&mut part, call);
    let (start, notes) = (body.nodes.len(), body.footnotes.iter().map(|note| note.number).max().unwrap_or(0));
    for note in &mut part.footnotes {
        note.nodes = note.nodes.start + start..note.nodes.end + start;
        note.number += if note.number > 0 { notes } else { 0 };
    }
    let is_call: Vec<bool> = part.components.iter().map(cells::is_call).collect();
    body.nodes.extend(part.nodes.into_iter().map(|node| {
        let kind = match node.kind {
            // The summary of the page ends where the page says so, and cells of cells are not shown.
            Kind::More => Kind::Html(Some(Box::default())),
            Kind::Leaf(index) if is_call.get(index as usize) == Some(&true) => Kind::Html(Some(Box::default())),
            _ => base.kind(node, &text),
        };
        Node { span: call, kind }
    }));
    body.unnamed.extend(part.unnamed.into_iter().map(|(image, cell)| (image + base.images, cell)));
    body.headings.append(&mut part.headings);
    body.links.append(&mut part.links);
    body.images.append(&mut part.images);
    body.components.append(&mut part.components);
    for code in part.code {
        let (number, is_taken) = (body.code.len() + 1, body.code.iter().any(|other| other.id == code.id));
        body.code.push(code.shown_at(call, (number, is_taken)));
    }
    body.footnotes.append(&mut part.footnotes);
    body.tables.append(&mut part.tables);
    body.cells.append(&mut part.cells);
    body.outputs.append(&mut part.outputs);
}

/// Gives headings of a part ids that the body has not.
fn rename(body: &Body, part: &mut Body) {
    let mut taken: BTreeSet<String> = body.headings.iter().map(|heading| heading.id.clone()).collect();
    for heading in &mut part.headings {
        let mut number = 0;
        let mut id = heading.id.clone();
        while !taken.insert(id.clone()) {
            number += 1;
            id = format!("{}-{number}", heading.id);
        }
        heading.id = id;
    }
}

/// Gives everything in a part the place of the call.
fn place(part: &mut Body, call: Span) {
    part.headings.iter_mut().for_each(|heading| heading.span = call);
    part.links.iter_mut().chain(&mut part.images).for_each(|reference| reference.span = call);
    part.footnotes.iter_mut().for_each(|note| note.span = call);
    for component in &mut part.components {
        (component.span, component.name_span) = (call, call);
        component.arguments.iter_mut().for_each(|argument| (argument.span, argument.value_span) = (call, call));
    }
}

/// How many things of each kind a body has already.
struct Base {
    headings: u32,
    links: u32,
    images: u32,
    components: u32,
    code: u32,
    footnotes: u32,
    tables: u32,
    cells: u32,
    outputs: u32,
}

impl Base {
    /// What a node of a part is in the body. Its words are its own, since the body has another text.
    fn kind(&self, node: Node, text: &str) -> Kind {
        let own = |words: Words| -> Words {
            let node = Node { span: node.span, kind: Kind::More };
            Some(text_of(&words, &node, text).into())
        };
        match node.kind {
            Kind::Start(tag) => Kind::Start(self.tag(tag)),
            Kind::End(tag) => Kind::End(self.tag(tag)),
            Kind::Text(words) => Kind::Text(own(words)),
            Kind::InlineCode(words) => Kind::InlineCode(own(words)),
            Kind::Html(words) => Kind::Html(own(words)),
            Kind::HtmlLink(index) => Kind::HtmlLink(index + self.links),
            Kind::HtmlImage(index) => Kind::HtmlImage(index + self.images),
            Kind::Image(index) => Kind::Image(index + self.images),
            Kind::Code(index) => Kind::Code(index + self.code),
            Kind::Leaf(index) => Kind::Leaf(index + self.components),
            Kind::FootnoteReference(index, count) => Kind::FootnoteReference(index + self.footnotes, count),
            Kind::Output(index) => Kind::Output(index + self.outputs),
            kind
            @ (Kind::Math(..) | Kind::SoftBreak | Kind::HardBreak | Kind::Rule | Kind::TaskBox(_) | Kind::More) => kind,
        }
    }

    fn tag(&self, tag: Tag) -> Tag {
        match tag {
            Tag::Heading(index) => Tag::Heading(index + self.headings),
            Tag::Footnote(index) => Tag::Footnote(index + self.footnotes),
            Tag::Table(index) => Tag::Table(index + self.tables),
            Tag::Link(index) => Tag::Link(index + self.links),
            Tag::Component(index) => Tag::Component(index + self.components),
            Tag::Cell(index) => Tag::Cell(index + self.cells),
            _ => tag,
        }
    }
}

/// Headings and code in reading order: tables of contents, and names that later blocks know, follow it.
fn order(body: &mut Body) {
    let (mut headings, mut code) = (Vec::new(), Vec::new());
    for node in &mut body.nodes {
        match &mut node.kind {
            Kind::Start(Tag::Heading(index)) => {
                headings.extend(body.headings.get(*index as usize).cloned());
                *index = u32::try_from(headings.len().saturating_sub(1)).unwrap_or(u32::MAX);
            }
            // Headings hold no other, so the last that began ends.
            Kind::End(Tag::Heading(index)) => {
                *index = u32::try_from(headings.len().saturating_sub(1)).unwrap_or(u32::MAX);
            }
            Kind::Code(index) => {
                code.extend(body.code.get(*index as usize).cloned());
                *index = u32::try_from(code.len().saturating_sub(1)).unwrap_or(u32::MAX);
            }
            _ => {}
        }
    }
    (body.headings, body.code) = (headings, code);
}
