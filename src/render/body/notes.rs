//! Footnotes: the references in the text, and the notes at its end with the ways back.

use super::escape::{push_attribute, push_number};
use super::writer::Writer;
use crate::content::{Footnote, Kind, Tag};

impl Writer<'_> {
    pub(super) fn footnote_reference(&mut self, index: u32, count: u32) {
        let Some(number) = self.body.footnotes.get(index as usize).map(|note| note.number) else { return };
        self.out.push_str("<sup class=\"footnote-ref\"><a id=\"");
        self.reference_id(number, count);
        self.out.push_str("\" href=\"");
        push_attribute(&self.options.page, &mut self.out);
        self.out.push_str("#fn-");
        push_number(number, &mut self.out);
        self.out.push_str("\" role=\"doc-noteref\">");
        push_number(number, &mut self.out);
        self.out.push_str("</a></sup>");
    }

    fn reference_id(&mut self, number: u32, count: u32) {
        self.out.push_str("fnref-");
        push_number(number, &mut self.out);
        if count > 1 {
            self.out.push('-');
            push_number(count, &mut self.out);
        }
    }

    /// Writes the notes that something refers to, in the order of their numbers.
    pub(super) fn footnotes(&mut self) {
        let mut notes: Vec<&Footnote> = self.body.footnotes.iter().filter(|note| note.number > 0).collect();
        if notes.is_empty() {
            return;
        }
        notes.sort_by_key(|note| note.number);
        self.out.push_str("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"");
        push_attribute(&self.options.labels.footnotes, &mut self.out);
        self.out.push_str("\"><ol>\n");
        for note in notes {
            self.note(note);
        }
        self.out.push_str("</ol></section>\n");
    }

    /// The ways back stand in the last paragraph, or after whatever else comes last.
    fn note(&mut self, note: &Footnote) {
        self.out.push_str("<li id=\"fn-");
        push_number(note.number, &mut self.out);
        self.out.push_str("\">");
        let last = note.nodes.end.checked_sub(1).and_then(|last| self.body.nodes.get(last));
        let paragraph = last.is_some_and(|node| matches!(node.kind, Kind::End(Tag::Paragraph)));
        let end = if paragraph { note.nodes.end - 1 } else { note.nodes.end };
        self.nodes(note.nodes.start..end);
        for count in 1..=note.references {
            self.back_link(note.number, count);
        }
        self.out.push_str(if paragraph { "</p>\n</li>\n" } else { "</li>\n" });
    }

    fn back_link(&mut self, number: u32, count: u32) {
        self.out.push_str(" <a class=\"footnote-back\" href=\"");
        push_attribute(&self.options.page, &mut self.out);
        self.out.push('#');
        self.reference_id(number, count);
        self.out.push_str("\" role=\"doc-backlink\" aria-label=\"");
        let label = self.options.labels.footnote_back.replace("{number}", &number.to_string());
        push_attribute(&label, &mut self.out);
        self.out.push_str("\">↩");
        if count > 1 {
            self.out.push_str("<sup>");
            push_number(count, &mut self.out);
            self.out.push_str("</sup>");
        }
        self.out.push_str("</a>");
    }
}
