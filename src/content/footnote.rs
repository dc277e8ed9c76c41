//! Footnotes: definitions may stand anywhere, numbers follow the order in which a reader meets the references.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

use super::markdown::Gather;
use super::node::{Footnote, Kind, Tag};
use crate::diagnostic::{Code, Diagnostic, Span};

impl Gather<'_> {
    pub(super) fn start_footnote(&mut self, label: String, range: &Range<usize>) -> u32 {
        let start = self.body.nodes.len() + 1;
        let span = self.span(range);
        self.body.footnotes.push(Footnote { label, number: 0, references: 0, nodes: start..start, span });
        self.body.footnotes.len() as u32 - 1
    }

    pub(super) fn end_footnote(&mut self, tag: Tag) -> Tag {
        let end = self.body.nodes.len();
        if let Tag::Footnote(index) = tag
            && let Some(footnote) = self.body.footnotes.get_mut(index as usize)
        {
            footnote.nodes.end = end;
        }
        tag
    }

    /// `[^label]` without a definition comes as text. What looks like a pattern (`[^a-z]`) is left alone.
    pub(super) fn unknown_footnote(&mut self, range: &Range<usize>) {
        let source = self.source();
        let Some((label, _)) = source.get(range.start + 1..).and_then(|rest| rest.split_once(']')) else { return };
        let is_label = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        let pattern = label.split('-').all(|part| part.chars().count() < 2) && label.contains('-');
        if label.is_empty() || pattern || !label.chars().all(is_label) || !source[..range.start].ends_with('[') {
            return;
        }
        let diagnostic = Diagnostic::new(Code::UnknownReference, format!("no footnote is defined as `[^{label}]`"))
            .caret("shown as plain text")
            .help(format!("add a line `[^{label}]: …`"));
        let span = self.span(&(range.start - 1..range.start + label.len() + 2));
        self.report(diagnostic, span);
    }
}

/// Gives footnotes their numbers and each reference its count. References inside notes come after those of the text.
pub(super) fn number(gather: &mut Gather<'_>) {
    if gather.footnote_labels.is_empty() && gather.body.footnotes.is_empty() {
        return;
    }
    let by_label: BTreeMap<(usize, String), usize> = gather
        .body
        .footnotes
        .iter()
        .enumerate()
        .rev()
        .map(|(index, footnote)| ((part(gather, footnote.span), footnote.label.to_lowercase()), index))
        .collect();
    let mut numbering = Numbering { by_label, next: 1, queue: VecDeque::new() };
    for range in outside_notes(gather) {
        numbering.walk(gather, range);
    }
    while let Some(index) = numbering.queue.pop_front() {
        let range = gather.body.footnotes.get(index).map_or(0..0, |footnote| footnote.nodes.clone());
        numbering.walk(gather, range);
    }
    forget_unread(gather);
    report_unused(gather);
}

/// The piece in which something stands: each has footnotes of its own.
fn part(gather: &Gather<'_>, span: Span) -> usize {
    gather.parts.partition_point(|start| *start <= span.start)
}

/// References in notes that nobody reads have no number.
fn forget_unread(gather: &mut Gather<'_>) {
    for node in gather.body.nodes.iter_mut().filter(|node| matches!(node.kind, Kind::FootnoteReference(_, 0))) {
        node.kind = Kind::Text(None);
    }
}

struct Numbering {
    by_label: BTreeMap<(usize, String), usize>,
    next: u32,
    queue: VecDeque<usize>,
}

impl Numbering {
    fn walk(&mut self, gather: &mut Gather<'_>, range: Range<usize>) {
        for at in range {
            let Some(node) = gather.body.nodes.get(at) else { continue };
            let Kind::FootnoteReference(label, 0) = &node.kind else { continue };
            let label = gather.footnote_labels.get(*label as usize).map(|label| label.to_lowercase());
            let part = part(gather, node.span);
            let index = label.and_then(|label| self.by_label.get(&(part, label))).copied();
            let kind = match index.and_then(|index| Some((index, gather.body.footnotes.get_mut(index)?))) {
                Some((index, footnote)) => {
                    footnote.references += 1;
                    if footnote.number == 0 {
                        footnote.number = self.next;
                        self.next += 1;
                        self.queue.push_back(index);
                    }
                    Kind::FootnoteReference(index as u32, footnote.references)
                }
                None => Kind::Text(None),
            };
            if let Some(node) = gather.body.nodes.get_mut(at) {
                node.kind = kind;
            }
        }
    }
}

/// The nodes that stand in no footnote.
fn outside_notes(gather: &Gather<'_>) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut at = 0;
    for footnote in &gather.body.footnotes {
        if footnote.nodes.start >= at {
            ranges.push(at..footnote.nodes.start);
            at = footnote.nodes.end;
        }
    }
    ranges.push(at..gather.body.nodes.len());
    ranges
}

fn report_unused(gather: &mut Gather<'_>) {
    let unused: Vec<_> = gather.body.footnotes.iter().filter(|note| note.number == 0).cloned().collect();
    for note in unused {
        let diagnostic =
            Diagnostic::new(Code::UnusedFootnote, format!("nothing refers to the footnote `{}`", note.label))
                .caret("not shown on the page")
                .help(format!("refer to it with `[^{}]`, or remove it", note.label));
        let (start, end) = (note.span.start as usize, note.span.end as usize);
        let text = gather.input.file.get(start..end).unwrap_or_default();
        let marker = text.find("]:").map_or(text.len(), |close| close + 2);
        gather.report(diagnostic, Span::new(start, start + marker));
    }
}
