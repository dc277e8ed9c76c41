//! A page as lines: where a line of a block stands, and how lines with something else in them are written there.
//!
//! Whatever stands before a block's lines (indentation, the signs of a quote) is found on its own lines, and kept.

use std::ops::Range;
use std::sync::Arc;

use super::process::Other;
use crate::code::{self, Snippet};
use crate::content::{Body, CodeBlock, Document, is_notebook};
use crate::diagnostic::{Place, Span};
use crate::edit::LineEdit;

/// A page whose snippets are run.
pub struct Page<'a> {
    /// The file.
    pub document: &'a Document,
    /// The text that its places count in.
    text: Arc<str>,
    /// The same, parsed.
    body: &'a Body,
    /// The byte at which each line begins.
    starts: Vec<usize>,
}

/// Why what was printed cannot be written into the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unwritable {
    /// A line of it would end the block.
    Fence,
    /// A line of it would be taken for a prompt.
    Prompt,
    /// It stands in another file.
    Elsewhere,
    /// It stands in a notebook.
    Notebook,
    /// It stands in a docstring and would need escapes there.
    Literal,
}

impl Unwritable {
    /// What its author can do.
    pub fn told(self) -> &'static str {
        match self {
            Self::Fence => {
                "what was printed has a line that would end the block: give the block a longer fence, then `--update` can write it"
            }
            Self::Prompt => "what was printed has a line that looks like a prompt, so that `--update` cannot write it",
            Self::Elsewhere => "it stands in the file that the block shows, which `--update` leaves alone",
            Self::Notebook => "it stands in a notebook, which `--update` leaves alone: change it there, and save",
            Self::Literal => {
                "it stands in a docstring with escapes or quotes in these lines, so that `--update` cannot write it"
            }
        }
    }
}

impl<'a> Page<'a> {
    /// The page of a document.
    pub fn new(document: &'a Document, body: &'a Body) -> Self {
        let text = document.text.get();
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Self { document, body, starts: std::iter::once(0).chain(ends).collect(), text }
    }

    fn code(&self, index: usize) -> Option<&'a CodeBlock> {
        self.body.code.get(index)
    }

    /// Its blocks that are run.
    pub fn snippets(&self) -> Vec<Snippet<'a>> {
        code::snippets(self.body.code.iter().map(|code| &code.block))
    }

    /// The file that holds the code of block `index`, as tracebacks name it, and the line in which it begins there.
    pub fn source(&self, index: usize) -> (String, usize) {
        match self.code(index).and_then(|code| code.shown.as_ref()) {
            Some(shown) => (shown.path.to_string(), shown.origin.lines.map_or(1, |(first, _)| first.max(1) as usize)),
            None => (self.document.path.to_string(), self.first_line(index)),
        }
    }

    /// The line that holds a byte, from 1.
    fn line_of(&self, byte: u32) -> usize {
        self.starts.partition_point(|start| *start <= byte as usize)
    }

    /// A line of the file without its end, from 1; nothing where there is none.
    fn line(&self, line: usize) -> &str {
        let start = line.checked_sub(1).and_then(|index| self.starts.get(index));
        let rest = start.and_then(|start| self.text.get(*start..)).unwrap_or_default();
        rest.split('\n').next().unwrap_or_default()
    }

    /// The line of the page in which the code of block `index` begins, from 1.
    pub fn first_line(&self, index: usize) -> usize {
        let Some(code) = self.code(index) else { return 1 };
        match code.block.source.is_empty() {
            true => self.line_of(code.span.start) + 1,
            false => self.line_of(code.place(Span::default()).start),
        }
    }

    /// The lines of the page in which the code of block `index` stands.
    pub fn lines(&self, index: usize) -> Range<usize> {
        let first = self.first_line(index);
        let own = self.code(index).filter(|code| code.shown.is_none());
        first..first + own.map_or(0, |code| code.block.source.lines().count())
    }

    /// The place of a line of the page that belongs to the code of block `index`; that of the block's head for any other.
    pub fn place(&self, index: usize, line: usize) -> Place {
        let path = &self.document.path;
        let Some(code) = self.code(index) else { return Place::whole(path) };
        let line = line.checked_sub(self.first_line(index)).filter(|_| code.shown.is_none());
        match self.in_source(code, line) {
            Some(span) => self.document.place(code.place(span)),
            None if code.info.start == code.info.end => self.document.place(code.span),
            None => self.document.place(code.info),
        }
    }

    /// The bytes of a line of the source, without the blanks at its beginning.
    fn in_source(&self, code: &CodeBlock, line: Option<usize>) -> Option<Span> {
        let mut start = 0;
        for (number, text) in code.block.source.split_inclusive('\n').enumerate() {
            if Some(number) == line {
                let words = text.trim();
                let blanks = if words.is_empty() { 0 } else { text.len() - text.trim_start().len() };
                return Some(Span::new(start + blanks, start + blanks + words.len()));
            }
            start += text.len();
        }
        None
    }

    /// What stands in the file before a line of the source.
    fn prefix(&self, code: &CodeBlock, line: usize) -> String {
        let offset: usize = code.block.source.split_inclusive('\n').take(line).map(str::len).sum();
        let at = code.place(Span::new(offset, offset)).start;
        let start = self.starts.get(self.line_of(at) - 1).copied().unwrap_or_default();
        self.text.get(start..at as usize).unwrap_or_default().to_owned()
    }

    /// What stands before the lines of a block that has none: what stands before its fence, without the sign of a list.
    fn prefix_of_fence(&self, code: &CodeBlock) -> String {
        let start = self.starts.get(self.line_of(code.span.start) - 1).copied().unwrap_or_default();
        let before = self.text.get(start..code.span.start as usize).unwrap_or_default();
        before.chars().map(|sign| if matches!(sign, '>' | ' ' | '\t') { sign } else { ' ' }).collect()
    }

    /// Writes what a script printed into block `index`.
    pub fn new_output(&self, index: usize, got: &str) -> Result<LineEdit, Unwritable> {
        let code = self.code(index).ok_or(Unwritable::Literal)?;
        if is_notebook(&self.document.path) {
            return Err(Unwritable::Notebook);
        }
        let lines: Vec<&str> = if got.trim().is_empty() { Vec::new() } else { got.split('\n').collect() };
        self.fits_fence(code, &lines)?;
        let filled = code.block.source.lines().position(|line| !line.trim().is_empty());
        let prefix = filled.map_or_else(|| self.prefix_of_fence(code), |line| self.prefix(code, line));
        Ok(self.edit(self.lines(index), lines.into_iter().map(|line| prefixed(&prefix, line))))
    }

    /// Writes what an example gave into the session of block `index`, or into a docstring there.
    pub fn new_result(&self, index: usize, other: &Other, is_literal: bool) -> Result<LineEdit, Unwritable> {
        let code = self.code(index).ok_or(Unwritable::Literal)?;
        if code.shown.is_some() {
            return Err(Unwritable::Elsewhere);
        }
        if is_notebook(&self.document.path) {
            return Err(Unwritable::Notebook);
        }
        if !other.writable {
            return Err(Unwritable::Literal);
        }
        let lines: Vec<&str> = other.got.lines().collect();
        self.fits_fence(code, &lines)?;
        if is_literal
            && lines.iter().any(|line| line.contains(['\\']) || line.contains("\"\"\"") || line.contains("'''"))
        {
            return Err(Unwritable::Literal);
        }
        if lines.iter().any(|line| line.trim_start().starts_with(">>>")) {
            return Err(Unwritable::Prompt);
        }
        let first = self.first_line(index);
        let prompt = other.first.checked_sub(first + 1).ok_or(Unwritable::Literal)?;
        let wanted = other.first..other.first.saturating_add(other.count);
        // The process that says so has run the snippet.
        if other.first < first || wanted.end > self.lines(index).end {
            return Err(Unwritable::Literal);
        }
        let prefix = self.prefix(code, prompt) + &" ".repeat(other.indent.min(200));
        let lines = lines.into_iter().map(|line| if line.trim().is_empty() { "<BLANKLINE>" } else { line });
        let lines = lines.map(|line| prefixed(&prefix, line));
        Ok(self.edit(wanted, lines))
    }

    fn fits_fence(&self, code: &CodeBlock, lines: &[&str]) -> Result<(), Unwritable> {
        let block = self.text.get(code.span.start as usize..).unwrap_or_default();
        let sign = block.chars().next().unwrap_or('`');
        let fence = &block[..block.len() - block.trim_start_matches(sign).len()];
        let ends = |line: &&str| line.trim_start().starts_with(fence);
        if lines.iter().any(ends) { Err(Unwritable::Fence) } else { Ok(()) }
    }

    /// The edit that makes `lines` of the file others; what stays the same at both ends is not touched.
    fn edit(&self, lines: Range<usize>, new: impl Iterator<Item = String>) -> LineEdit {
        let old: Vec<&str> = lines.clone().map(|line| self.line(line)).collect();
        let new: Vec<String> = new.collect();
        let is_same = |(old, new): &(&&str, &String)| old.trim_end() == new.trim_end();
        let same = old.iter().zip(&new).take_while(is_same).count();
        let (old, new) = (&old[same..], &new[same..]);
        let tail = old.iter().rev().zip(new.iter().rev()).take_while(is_same).count();
        LineEdit {
            at: lines.start.saturating_sub(1) + same,
            count: old.len() - tail,
            lines: new[..new.len() - tail].to_vec(),
        }
    }
}

/// A line with what stands before it; an empty one ends without blanks.
fn prefixed(prefix: &str, line: &str) -> String {
    if line.is_empty() { prefix.trim_end().to_owned() } else { format!("{prefix}{line}") }
}
