//! Runs of inline nodes between two block boundaries: bare addresses, pictures and formulas that stand alone, text in
//! components without a paragraph, tasks.

use std::ops::Range;

use super::markdown::Gather;
use super::node::{Kind, Node, Tag};
use super::{autolink, frame};
use crate::diagnostic::Span;

impl Gather<'_> {
    /// A paragraph that holds nothing but a picture or a formula is not a paragraph.
    pub(super) fn end_paragraph(&mut self) -> Tag {
        let start = self.inline_start.saturating_sub(1);
        let tag = match self.body.nodes.get(self.inline_start..) {
            Some([Node { kind: Kind::Image(_), .. }]) => Tag::Figure,
            Some([first, Node { kind: Kind::Image(_), .. }, _]) if matches!(first.kind, Kind::Start(Tag::Link(_))) => {
                Tag::Figure
            }
            Some([Node { kind: Kind::Math(true, _), .. }]) => Tag::Formula,
            _ => Tag::Paragraph,
        };
        if let Some(node) = self.body.nodes.get_mut(start).filter(|node| node.kind == Kind::Start(Tag::Paragraph)) {
            node.kind = Kind::Start(tag);
            return tag;
        }
        Tag::Paragraph
    }

    /// Turns bare addresses of the inline nodes since the last block boundary into links.
    pub(super) fn flush_inline(&mut self) {
        self.wrap_loose_text();
        if self.may_autolink && self.inline_start < self.body.nodes.len() {
            let tail = self.body.nodes.split_off(self.inline_start);
            let mut linker = autolink::Linker::new(self.input.file, &mut self.body);
            linker.run(tail);
        }
        self.may_autolink = false;
        self.close_raw(usize::MAX);
    }

    /// A tight list item has no paragraphs; a component in it still has.
    pub(super) fn wrap_loose_text(&mut self) {
        let begins = self.inline_start.checked_sub(1).and_then(|before| self.body.nodes.get(before));
        let wrapped = matches!(
            begins.map(|node| &node.kind),
            Some(Kind::Start(Tag::Paragraph | Tag::Heading(_) | Tag::Term | Tag::TableCell))
        );
        let (first, last) = (self.body.nodes.get(self.inline_start), self.body.nodes.last());
        let in_component = matches!(self.frames.last(), Some(frame::Frame::Component(..)));
        if let (Some(first), Some(last), true, false) = (first, last, in_component, wrapped) {
            let span = Span { start: first.span.start, end: last.span.end };
            self.body.nodes.insert(self.inline_start, Node { span, kind: Kind::Start(Tag::Paragraph) });
            self.inline_start += 1;
            let tag = self.end_paragraph();
            self.body.nodes.push(Node { span, kind: Kind::End(tag) });
        }
    }

    /// Closes raw HTML that was left open at `depth` frames or deeper.
    pub(super) fn close_raw(&mut self, depth: usize) {
        if let Some(closing) = self.sanitiser.close(depth) {
            self.push(Kind::Html(Some(closing.into_boxed_str())), &(0..0));
        }
    }

    pub(super) fn task(&mut self, done: bool, range: &Range<usize>) {
        let item = self.frames.iter_mut().rev().find_map(frame::Frame::as_item);
        if let Some((tag, node)) = item {
            *tag = Tag::Task;
            if let Some(node) = self.body.nodes.get_mut(*node) {
                node.kind = Kind::Start(Tag::Task);
            }
            self.push(Kind::TaskBox(done), range);
        }
    }
}
