//! The text of a notebook, piece by piece: Markdown cells, code, and what stands between them.
//!
//! Each piece is parsed by itself, into one body: what one leaves open does not swallow the next, and headings and
//! footnotes count through all of them.

use std::ops::Range;

use pulldown_cmark::{CowStr, Options};

use super::code_block;
use super::component::Prepared;
use super::markdown::{Gather, Input, options};
use super::node::{Body, Kind, Node, Reference, Tag};
use crate::diagnostic::{Diagnostic, Span};

/// A piece of a notebook's text, with its bytes there.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    /// Markdown, with the names of attached pictures and the files they became. An output has no say in the page's outline.
    Markdown { range: Range<usize>, attachments: Vec<(String, String)>, is_output: bool },
    /// HTML of the author's.
    Html(Range<usize>),
    /// Code, and what would stand behind its fence.
    Code { info: String, range: Range<usize> },
    /// An element begins.
    Open(Tag, Range<usize>),
    /// The same element ends.
    Close(Tag, Range<usize>),
    /// `outputs[n]`
    Output(u32, Range<usize>),
    /// MathML.
    Formula(String, Range<usize>),
    /// A picture that the cell of that number put out, by the name of its file.
    Picture { name: String, alt: Option<String>, caption: String, number: u32, place: Range<usize> },
}

impl Piece {
    /// Markdown of the author's without attachments.
    pub(super) fn markdown(range: Range<usize>) -> Self {
        Self::Markdown { range, attachments: Vec::new(), is_output: false }
    }
}

/// Parses the pieces of a notebook.
pub(super) fn parse(input: Input<'_>, pieces: &[Piece]) -> (Body, Vec<Diagnostic>) {
    let options = options(input.settings);
    let prepare = |piece: &Piece| {
        let Piece::Markdown { range, .. } = piece else { return Prepared::new("") };
        let prepared = Prepared::new(input.file.get(range.clone()).unwrap_or_default());
        if prepared.lines.is_empty() { prepared } else { prepared.settle(options) }
    };
    let prepared: Vec<Prepared<'_>> = pieces.iter().map(prepare).collect();
    let nothing = Prepared::new("");
    let mut gather = Gather::new(input, &nothing);
    for (piece, prepared) in pieces.iter().zip(&prepared) {
        gather.piece(piece, (input, prepared), options);
    }
    gather.input = input;
    gather.finish()
}

impl<'a> Gather<'a> {
    /// Takes a piece of a notebook.
    fn piece(&mut self, piece: &Piece, (whole, prepared): (Input<'a>, &'a Prepared<'a>), options: Options) {
        self.inline_start = self.body.nodes.len();
        match piece {
            Piece::Markdown { range, attachments, is_output } => {
                let file = whole.file.get(..range.end).unwrap_or_default();
                self.input = Input { file, offset: range.start, ..whole };
                self.prepared = prepared;
                self.parts.push(Span::from(range.clone()).start);
                let (headings, images) = (self.body.headings.len(), self.body.images.len());
                self.text_of(options);
                for heading in self.body.headings.iter_mut().skip(headings) {
                    heading.nested |= is_output;
                }
                self.attach(images, attachments);
            }
            Piece::Html(range) => {
                self.input = Input { offset: range.start, ..whole };
                self.prepared = prepared;
                let html = whole.file.get(range.clone()).unwrap_or_default();
                self.html(CowStr::Borrowed(html), 0..range.len(), true);
                self.close_raw(0);
            }
            Piece::Code { info, range } => {
                let (block, diagnostics) = code_block::cell(info, range, (&whole, self.body.code.len() + 1));
                self.add_code(block, diagnostics);
            }
            Piece::Open(tag, place) => self.put(Kind::Start(*tag), place),
            Piece::Close(tag, place) => self.put(Kind::End(*tag), place),
            Piece::Output(index, place) => self.put(Kind::Output(*index), place),
            Piece::Formula(mathml, place) => {
                self.put(Kind::Start(Tag::Formula), place);
                self.put(Kind::Math(true, mathml.as_str().into()), place);
                self.put(Kind::End(Tag::Formula), place);
            }
            Piece::Picture { name, alt, caption, number, place } => {
                let index = self.body.images.len() as u32;
                if alt.as_ref().is_none_or(String::is_empty) {
                    self.body.unnamed.insert(index, *number);
                }
                self.body.images.push(Reference {
                    target: name.clone(),
                    title: caption.clone(),
                    alt: alt.clone().unwrap_or_default(),
                    span: Span::from(place.clone()),
                    safe: true,
                });
                self.put(Kind::Start(Tag::Figure), place);
                self.put(Kind::Image(index), place);
                self.put(Kind::End(Tag::Figure), place);
            }
        }
    }

    /// Adds a node at a place of the whole text.
    fn put(&mut self, kind: Kind, place: &Range<usize>) {
        self.body.nodes.push(Node { span: Span::from(place.clone()), kind });
    }
}
