//! Blocks and components that are open while the body is read: a component ends in the block in which it began.

use std::ops::Range;

use super::component::{Call, Line, LineKind};
use super::markdown::Gather;
use super::node::{Argument, ComponentCall, Kind, Node, Tag};
use crate::diagnostic::{Code, Diagnostic, Place, Span};

/// How many open components a closing line is compared with.
const DEEPEST: usize = 64;

/// Something open.
pub(super) enum Frame {
    /// A Markdown block and its node.
    Block(Tag, usize),
    /// A container component: its index and the number of its colons.
    Component(u32, usize),
}

impl Frame {
    /// The tag and the node of a list item.
    pub(super) fn as_item(&mut self) -> Option<(&mut Tag, &mut usize)> {
        match self {
            Frame::Block(tag @ Tag::Item, node) => Some((tag, node)),
            _ => None,
        }
    }
}

impl Gather<'_> {
    /// Opens a block whose start is the next node.
    pub(super) fn open_frame(&mut self, tag: Tag) -> Tag {
        self.frames.push(Frame::Block(tag, self.body.nodes.len()));
        tag
    }

    /// Closes the innermost block, and the components that were left open in it.
    pub(super) fn close_frame(&mut self, range: &Range<usize>) -> Option<Tag> {
        loop {
            self.close_raw(self.frames.len().max(1));
            match self.frames.pop()? {
                Frame::Block(tag, _) => return Some(tag),
                Frame::Component(index, colons) => self.unclosed(index, colons, range.end),
            }
        }
    }

    /// Closes what is open at the end of the body.
    pub(super) fn close_all(&mut self) {
        let end = self.source().len();
        while let Some(frame) = self.frames.pop() {
            match frame {
                Frame::Component(index, colons) => self.unclosed(index, colons, end),
                Frame::Block(tag, _) => self.push(Kind::End(tag), &(end..end)),
            }
        }
    }

    fn unclosed(&mut self, index: u32, colons: usize, end: usize) {
        self.push(Kind::End(Tag::Component(index)), &(end..end));
        let Some(call) = self.body.components.get(index as usize) else { return };
        let (span, marker) = (call.span, ":".repeat(colons));
        let diagnostic =
            Diagnostic::new(Code::UnclosedComponent, format!("the component `{}` is not closed", call.name))
                .caret("opened here")
                .help(format!("close it with a line `{marker}` in the same list item, quote or text"));
        self.report(diagnostic, span);
    }

    /// Takes a line that [`component`](super::component) found.
    pub(super) fn component_line(&mut self, line: &Line) {
        let range = line.start..line.end;
        match &line.kind {
            LineKind::Leaf(call) => {
                let index = self.call(line, call, false);
                self.push(Kind::Leaf(index), &range);
            }
            LineKind::Open(colons, call) => {
                let index = self.call(line, call, true);
                self.frames.push(Frame::Component(index, *colons));
                self.push(Kind::Start(Tag::Component(index)), &range);
            }
            LineKind::Close(colons) => self.close_component(*colons, &range),
        }
    }

    fn call(&mut self, line: &Line, call: &Call, container: bool) -> u32 {
        let base = line.start + self.input.offset;
        let at = |(start, end): (usize, usize)| Span::new(start, end).shift(base);
        let arguments = call.arguments.iter().map(|argument| Argument {
            name: argument.name.clone(),
            value: argument.value.clone(),
            span: at(argument.span),
            value_span: at(argument.value_span),
        });
        let component = ComponentCall {
            name: call.name.clone(),
            arguments: arguments.collect(),
            container,
            span: at((0, line.end - line.start)),
            name_span: at(call.name_span),
        };
        self.body.components.push(component);
        if let Some(fault) = &call.fault {
            let diagnostic =
                Diagnostic::new(Code::ComponentSyntax, fault.message.clone()).caret(fault.caret).help(fault.help);
            self.report(diagnostic, at(fault.span));
        }
        self.body.components.len() as u32 - 1
    }

    /// Closes the innermost component of as many colons in the same block.
    fn close_component(&mut self, colons: usize, range: &Range<usize>) {
        let components = self.frames.iter().rev().take_while(|frame| matches!(frame, Frame::Component(..)));
        let open = components.take(DEEPEST);
        let depth = open.clone().position(|frame| matches!(frame, Frame::Component(_, count) if *count == colons));
        let Some(depth) = depth.or_else(|| open.clone().next().map(|_| 0)) else {
            return self.stray(range, None);
        };
        for _ in 0..depth {
            self.close_raw(self.frames.len());
            if let Some(Frame::Component(index, count)) = self.frames.pop() {
                self.unclosed(index, count, range.start);
            }
        }
        self.close_raw(self.frames.len());
        if let Some(Frame::Component(index, count)) = self.frames.pop() {
            if count != colons {
                self.stray(range, Some((index, count)));
            }
            let span = self.span(range);
            self.body.nodes.push(Node { span, kind: Kind::End(Tag::Component(index)) });
        }
    }

    fn stray(&mut self, range: &Range<usize>, open: Option<(u32, usize)>) {
        let mut diagnostic = Diagnostic::new(Code::StrayComponentEnd, "this line closes no component");
        diagnostic = match open.and_then(|(index, count)| Some((self.body.components.get(index as usize)?, count))) {
            Some((call, count)) => diagnostic
                .caret(format!("`{}` was opened with {count} colons", call.name))
                .label(Place::new(self.input.path, call.span), "opened here")
                .help(format!("write `{}`", ":".repeat(count))),
            None => diagnostic
                .caret("nothing is open here")
                .help("remove the line, or open a component before it in the same list item, quote or text"),
        };
        let span = self.span(range);
        self.report(diagnostic, span);
    }
}
