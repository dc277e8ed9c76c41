//! Cells of a notebook: their frame, their folds, and what they printed and showed.

use super::escape::{push_attribute, push_number, push_text};
use super::writer::Writer;
use crate::code::Frame;
use crate::content::{Fold, Output, Part, Printed, Stream, Style};

impl Writer<'_> {
    pub(super) fn start_cell_of_code(&mut self, index: u32) {
        self.out.push_str("<div class=\"cell\"");
        let count = self.body.cells.get(index as usize).and_then(|cell| cell.count).filter(|_| self.options.counts);
        if let Some(count) = count {
            // A style sheet shows it, so that nobody copies it with the code.
            self.out.push_str(" data-count=\"");
            push_number(count, &mut self.out);
            self.out.push('"');
        }
        self.out.push_str(">\n");
    }

    pub(super) fn start_outputs(&mut self) {
        self.out.push_str("<div class=\"outputs\" role=\"group\" aria-label=\"");
        push_attribute(&self.options.labels.cells.outputs, &mut self.out);
        self.out.push_str("\">\n");
    }

    pub(super) fn start_fold(&mut self, fold: Fold) {
        self.out.push_str("<details class=\"cell-fold\"><summary>");
        if let Some(words) = self.options.labels.cells.folds.get(fold as usize) {
            push_text(words, &mut self.out);
        }
        self.out.push_str("</summary>\n");
    }

    /// The alternative text of a picture that nobody has described.
    pub(super) fn unnamed_picture(&mut self, number: u32) {
        let text = self.options.labels.cells.picture.replace("{number}", &number.to_string());
        push_attribute(&text, &mut self.out);
    }

    pub(super) fn output(&mut self, index: u32) {
        let body = self.body;
        match body.outputs.get(index as usize) {
            Some(Output::Printed(printed)) => self.printed(printed),
            Some(Output::Traceback(block)) => block.write_html(&Frame::new(&self.options.code), &mut self.out),
            Some(Output::Html(parts)) => self.parts(parts),
            Some(Output::Interactive) => {
                self.out.push_str("<p class=\"output-note\">");
                push_text(&self.options.labels.cells.interactive, &mut self.out);
                self.out.push_str("</p>");
            }
            None => {}
        }
        self.new_line();
    }

    fn printed(&mut self, printed: &Printed) {
        match printed.stream {
            Stream::Error => {
                self.out.push_str("<pre class=\"output stderr\" tabindex=\"0\" role=\"group\" aria-label=\"");
                push_attribute(&self.options.labels.cells.errors, &mut self.out);
                self.out.push_str("\">");
            }
            Stream::Out => self.out.push_str("<pre class=\"output stdout\" tabindex=\"0\">"),
            Stream::Value => self.out.push_str("<pre class=\"output\" tabindex=\"0\">"),
        }
        // The first line end after the tag would not be shown.
        if printed.text.starts_with('\n') {
            self.out.push('\n');
        }
        let text = printed.text.as_str();
        let mut at = 0;
        for run in &printed.runs {
            push_text(text.get(at..run.start).unwrap_or_default(), &mut self.out);
            self.out.push_str("<span class=\"");
            push_classes(&run.style, &mut self.out);
            self.out.push_str("\">");
            push_text(text.get(run.start..run.end).unwrap_or_default(), &mut self.out);
            self.out.push_str("</span>");
            at = run.end;
        }
        push_text(text.get(at..).unwrap_or_default(), &mut self.out);
        self.out.push_str("</pre>");
    }

    fn parts(&mut self, parts: &[Part]) {
        self.out.push_str("<div class=\"output html\">");
        for part in parts {
            match part {
                Part::Html(html) => self.out.push_str(html),
                Part::Table(table) => {
                    self.open_table();
                    self.out.push_str(table);
                    self.out.push_str("</div>");
                }
            }
        }
        self.out.push_str("</div>");
    }
}

fn push_classes(style: &Style, out: &mut String) {
    let Style { mut ink, mut paper, bold, faint, italic, underline, strike, inverse } = *style;
    if inverse {
        std::mem::swap(&mut ink, &mut paper);
    }
    let flags = [
        (bold, "bold"),
        (faint, "faint"),
        (italic, "italic"),
        (underline, "underline"),
        (strike, "strike"),
        (inverse && style.ink.is_none() && style.paper.is_none(), "inverse"),
    ];
    let begun = out.len();
    let mut class = |prefix: &str, word: &str| {
        out.push_str(if out.len() > begun { " " } else { "" });
        out.push_str(prefix);
        out.push_str(word);
    };
    if let Some(ink) = ink {
        class("ansi-", ink.word());
    }
    if let Some(paper) = paper {
        class("ansi-on-", paper.word());
    }
    for (_, word) in flags.iter().filter(|(is_set, _)| *is_set) {
        class("ansi-", word);
    }
}
