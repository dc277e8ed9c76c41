//! Writes ranges of a source in rising order, with what lies on them: links outside, marked parts in them, tokens innermost.
//!
//! What goes on beyond the end of a range is closed there and opened again in the next, so that elements always nest.

use super::frame::Link;
use super::html::{escape, escape_attribute, write_token, write_tokens};
use crate::python::Token;

/// A source and what is still to be written of it.
pub struct Pen<'a> {
    source: &'a str,
    tokens: &'a [Token],
    marked: &'a [(usize, usize)],
    links: Vec<&'a Link>,
    /// How many of the links are done.
    linked: usize,
}

impl<'a> Pen<'a> {
    /// A pen at the beginning of `source`. Links that are not in order, or that do not lie on characters, are left out.
    pub fn new(source: &'a str, tokens: &'a [Token], marked: &'a [(usize, usize)], links: &'a [Link]) -> Self {
        let mut done = 0;
        let mut fitting = Vec::with_capacity(links.len());
        for link in links {
            if done <= link.start && link.start < link.end && source.get(link.start..link.end).is_some() {
                done = link.end;
                fitting.push(link);
            }
        }
        Self { source, tokens, marked, links: fitting, linked: 0 }
    }

    /// Writes the whole source.
    pub fn all(&mut self, out: &mut String) {
        if self.marked.is_empty() && self.links.is_empty() {
            write_tokens(self.source, self.tokens, out);
        } else {
            self.part(0, self.source.len(), out);
        }
    }

    /// Writes bytes `start..end`; no later call may go back behind `end`.
    pub fn part(&mut self, start: usize, end: usize, out: &mut String) {
        let mut written = start;
        while let Some(link) = self.links.get(self.linked).filter(|link| link.start < end).copied() {
            let (from, to) = (link.start.max(start), link.end.min(end));
            if from < to {
                self.in_link(written, from, out);
                open_link(link, out);
                self.in_link(from, to, out);
                out.push_str("</a>");
                written = to;
            }
            if link.end > end {
                break;
            }
            self.linked += 1;
        }
        self.in_link(written, end, out);
    }

    fn in_link(&mut self, start: usize, end: usize, out: &mut String) {
        let mut written = start;
        while let Some((first, rest)) = self.marked.split_first().filter(|(part, _)| part.0 < end) {
            let (from, to) = (first.0.max(start), first.1.min(end));
            if from < to {
                self.in_mark(written, from, out);
                out.push_str("<mark>");
                self.in_mark(from, to, out);
                out.push_str("</mark>");
                written = to;
            }
            if first.1 > end {
                break;
            }
            self.marked = rest;
        }
        self.in_mark(written, end, out);
    }

    fn in_mark(&mut self, start: usize, end: usize, out: &mut String) {
        let mut written = start;
        while let Some((token, rest)) = self.tokens.split_first().filter(|(token, _)| (token.start as usize) < end) {
            let (from, to) = ((token.start as usize).max(start), (token.end as usize).min(end));
            if let (true, Some(plain), Some(text)) =
                (from < to, self.source.get(written..from), self.source.get(from..to))
            {
                escape(plain, out);
                write_token(text, token, out);
                written = to;
            }
            if token.end as usize > end {
                break;
            }
            self.tokens = rest;
        }
        escape(self.source.get(written..end).unwrap_or_default(), out);
    }
}

fn open_link(link: &Link, out: &mut String) {
    out.push_str("<a class=\"ref\" href=\"");
    escape_attribute(&link.url, out);
    if let Some(title) = &link.title {
        out.push_str("\" title=\"");
        escape_attribute(title, out);
    }
    out.push_str(if link.is_repeated { "\" rel=\"noopener\" tabindex=\"-1\">" } else { "\" rel=\"noopener\">" });
}
