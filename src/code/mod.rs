//! Layer 4: one fenced block: info string and source → [`Block`] → HTML.
//!
//! [`Block::parse`] reads the words behind the fence and finds the tokens; [`Block::write_html`] writes the frame.
//! Python goes through `python`, sessions through their own readers, all else through the bundled grammars, which are
//! loaded when the first block needs them. A block that shows a file is made when the file's text is there
//! ([`show_include`]). Nothing here reads files. Whatever the input, the text of the HTML is the source.

mod attributes;
mod diff;
mod excerpt;
mod figure;
mod finding;
mod frame;
mod grammar;
mod head;
mod html;
mod include;
mod info;
mod ini;
mod language;
mod lines;
mod lock;
mod marks;
mod notebook;
mod pen;
mod python_session;
mod region;
mod remarks;
mod requirements;
mod runnable;
mod scopes;
mod shell_session;
mod traceback;

use std::collections::BTreeSet;

pub use attributes::{Attributes, Label, Run};
pub use finding::{Finding, FindingSpan};
pub use frame::{BlockContext, Frame, FrameDefaults, FrameWords, Link, Origin};
pub use grammar::loads as grammar_loads;
pub use html::{escape, escaped, write_tokens};
pub use include::{Include, Included, IncludedFile, Part, show as show_include};
pub use language::Language;
pub use lines::Lines;
pub use lock::{Lock, Proof};
pub use runnable::{Snippet, SnippetKind, snippets};

use crate::diagnostic::Span;
use crate::python::{self, Names, Token};
use language::{Changed, Reader};

/// A fenced code block, read and classified.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Block {
    /// The language, under its usual name.
    pub language: Language,
    /// What stands in braces behind the language.
    pub attributes: Attributes,
    /// The code as written.
    pub source: String,
    /// Its tokens in order; what lies between them is plain text.
    pub tokens: Vec<Token>,
    /// Top-level modules that the code imports, if it is Python.
    pub imports: BTreeSet<String>,
    /// Syntax errors, if it is Python and not `lenient`: byte range in `source` and sentence.
    pub errors: Vec<(Span, String)>,
    /// What it shows of a file. Its text is empty until the file is read.
    pub include: Option<Include>,
    /// What its names stand for, if it is Python.
    pub names: Names,
}

/// What a reader of some language found.
#[derive(Debug, Default)]
struct Reading {
    tokens: Vec<Token>,
    imports: BTreeSet<String>,
    errors: Vec<(Span, String)>,
    /// Numbers of lines that a difference adds and removes, if it is shown as changed code.
    ins: Vec<u32>,
    del: Vec<u32>,
    names: Names,
}

impl From<python::Analysis> for Reading {
    fn from(python::Analysis { tokens, imports, errors, names }: python::Analysis) -> Self {
        Self { tokens, imports, errors, names, ..Self::default() }
    }
}

impl From<Vec<Token>> for Reading {
    fn from(tokens: Vec<Token>) -> Self {
        Self { tokens, ..Self::default() }
    }
}

impl From<diff::Changed> for Reading {
    fn from(diff::Changed { tokens, ins, del, imports }: diff::Changed) -> Self {
        Self { tokens, imports, ins, del, ..Self::default() }
    }
}

impl Block {
    /// Reads the info string of a fence and the code in it. A block comes out whatever is wrong; what is, is in the
    /// findings, whose places lie in the info string or in the code.
    pub fn parse(info: &str, source: &str) -> (Block, Vec<Finding>) {
        let (mut info, mut findings) = info::parse(info);
        if let Some(include) = include::include(&info, source, &mut findings) {
            include::name_language(&mut info, &include.src);
            let attributes = attributes::pending(&info, &mut findings);
            let language = language::find(&info, "", &mut findings);
            return (Block { language, attributes, include: Some(include), ..Block::default() }, findings);
        }
        let mut attributes = attributes::read(&info, source, &mut findings);
        let language = language::find(&info, source, &mut findings);
        runnable::check(&info, &language, &attributes, &mut findings);
        let mut reading = read(&language, source);
        if attributes.lenient {
            reading.errors.clear();
        }
        let Reading { tokens, imports, errors, ins, del, names } = reading;
        ins.into_iter().for_each(|number| attributes.ins.add((number, number)));
        del.into_iter().for_each(|number| attributes.del.add((number, number)));
        let include = None;
        let source = source.to_owned();
        (Block { language, attributes, source, tokens, imports, errors, include, names }, findings)
    }

    /// Writes the block as HTML: a `figure` with its title, the code and its caption.
    pub fn write_html(&self, frame: &Frame<'_>, out: &mut String) {
        figure::write_block(self, frame, out);
    }
}

fn read(language: &Language, source: &str) -> Reading {
    match language.reader() {
        Reader::Plain => Reading::default(),
        Reader::Python => python::analyse(source).into(),
        Reader::PythonSession => python_session::session(source),
        Reader::Traceback => traceback::read(source),
        Reader::Notebook => notebook::read(source),
        Reader::ShellSession => shell_session::session(source),
        Reader::Requirements => requirements::read(source).into(),
        Reader::Ini => ini::read(source).into(),
        Reader::Diff(Changed::Text) => diff::read(source).into(),
        Reader::Diff(Changed::Python) => diff::of_code(source, python_found).into(),
        Reader::Diff(Changed::Grammar(name)) => {
            diff::of_code(source, |code| (grammar::highlight(name, code), BTreeSet::new())).into()
        }
        Reader::Grammar(name) => grammar::highlight(name, source).into(),
    }
}

fn python_found(code: &str) -> diff::Found {
    let analysis = python::analyse(code);
    (analysis.tokens, analysis.imports)
}
