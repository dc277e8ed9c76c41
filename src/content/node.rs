//! The parsed body of a document: a flat list of nodes in reading order, and what was gathered on the way.
//!
//! A node is 32 bytes. Text that equals the file's own bytes is stored as its span alone, so that parsing prose allocates
//! almost nothing; only text that the file does not have in this form (entities, smart punctuation) is owned.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::code_block::CodeBlock;
use super::output::{Cell, Fold, Output};
use crate::diagnostic::Span;
use crate::graph::Fingerprint;

/// Text of a node: `None` means the file's bytes at the node's span.
pub type Words = Option<Box<str>>;

/// One step of the reading order, with its place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Bytes of the file; of a start or an end, those of the whole element.
    pub span: Span,
    /// What is there.
    pub kind: Kind,
}

/// What a node is. Starts and ends are balanced, always.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// An element begins.
    Start(Tag),
    /// The same element ends.
    End(Tag),
    /// Text, not yet escaped.
    Text(Words),
    /// Inline code, not yet escaped.
    InlineCode(Words),
    /// HTML to be written as it is: the author's, as far as the policy lets it through.
    Html(Words),
    /// The value of a `href` in raw HTML: `links[n]`, written inside its quotes.
    HtmlLink(u32),
    /// The value of a `src` or `poster` in raw HTML: `images[n]`, written inside its quotes.
    HtmlImage(u32),
    /// MathML; `true` for display mathematics.
    Math(bool, Box<str>),
    /// An image: `images[n]`.
    Image(u32),
    /// A fenced or indented code block: `code[n]`.
    Code(u32),
    /// A leaf component: `components[n]`.
    Leaf(u32),
    /// A reference to `footnotes[n]`; the second number counts the references to it, from 1.
    FootnoteReference(u32, u32),
    /// A line break that counts as a space.
    SoftBreak,
    /// A line break that was asked for.
    HardBreak,
    /// A thematic break.
    Rule,
    /// The box of a task; `true` when it is ticked.
    TaskBox(bool),
    /// `<!-- more -->`.
    More,
    /// What a cell of a notebook put out: `outputs[n]`.
    Output(u32),
}

/// Elements that hold others. Numbers are indexes into the lists of [`Body`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// A paragraph.
    Paragraph,
    /// An image that stands alone in its paragraph.
    Figure,
    /// A formula that stands alone in its paragraph.
    Formula,
    /// `headings[n]`.
    Heading(u32),
    /// A block quote.
    Quote,
    /// A GitHub alert.
    Alert(Alert),
    /// A list; the number of its first item if it is ordered.
    List(Option<u32>),
    /// An item of a list.
    Item,
    /// An item that is a task.
    Task,
    /// `footnotes[n]`; may stand anywhere, is shown at the end.
    Footnote(u32),
    /// A definition list.
    Definitions,
    /// A term of a definition list.
    Term,
    /// What a term means.
    Definition,
    /// `tables[n]`.
    Table(u32),
    /// The head row of a table.
    TableHead,
    /// The other rows of a table.
    TableBody,
    /// A row.
    TableRow,
    /// A cell.
    TableCell,
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Struck text.
    Strikethrough,
    /// `links[n]`.
    Link(u32),
    /// `components[n]`, a container.
    Component(u32),
    /// A code cell of a notebook with its outputs: `cells[n]`.
    Cell(u32),
    /// The outputs of a cell.
    Outputs,
    /// A part of a cell, or all of it, that a reader opens.
    Fold(Fold),
}

/// The five kinds of alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alert {
    /// `[!NOTE]`
    Note,
    /// `[!TIP]`
    Tip,
    /// `[!IMPORTANT]`
    Important,
    /// `[!WARNING]`
    Warning,
    /// `[!CAUTION]`
    Caution,
}

impl Alert {
    /// The word used in class names and as a key of texts.
    pub fn word(self) -> &'static str {
        match self {
            Alert::Note => "note",
            Alert::Tip => "tip",
            Alert::Important => "important",
            Alert::Warning => "warning",
            Alert::Caution => "caution",
        }
    }
}

/// How a table's column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// As the theme likes.
    #[default]
    Natural,
    /// `:--`
    Left,
    /// `:-:`
    Center,
    /// `--:`
    Right,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The anchor, unique in the document.
    pub id: String,
    /// Its text without markup.
    pub title: String,
    /// Classes from `{.class}`.
    pub classes: Vec<String>,
    /// The heading's bytes.
    pub span: Span,
    /// Whether it stands inside a quote, a list or a footnote, and so outside of the document's outline.
    pub nested: bool,
}

/// A link or an image, as written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// The target, with entities and escapes resolved.
    pub target: String,
    /// The title in quotes after the target, or nothing.
    pub title: String,
    /// An image's alternative text; nothing for links.
    pub alt: String,
    /// The target's bytes, or the whole link's where the target stands elsewhere (reference links).
    pub span: Span,
    /// Whether the target may be opened. A dangerous one has its diagnostic and is shown without a link.
    pub safe: bool,
}

/// A component, as called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ComponentCall {
    /// Its name: `callout`.
    pub name: String,
    /// The arguments, in order.
    pub arguments: Vec<Argument>,
    /// Whether it has a body (`:::`) or none (`::`).
    pub container: bool,
    /// The line that calls it, without indentation.
    pub span: Span,
    /// The name's bytes.
    pub name_span: Span,
}

impl ComponentCall {
    /// The argument called `name`.
    pub fn argument(&self, name: &str) -> Option<&Argument> {
        self.arguments.iter().find(|argument| argument.name == name)
    }
}

/// An argument of a component.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Argument {
    /// The name.
    pub name: String,
    /// The value; `None` for a bare name such as `open`.
    pub value: Option<String>,
    /// Name and value in the file.
    pub span: Span,
    /// The value in the file, without its quotes; the name's bytes if there is no value.
    pub value_span: Span,
}

/// A footnote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Footnote {
    /// The label between the brackets.
    pub label: String,
    /// The place among the notes in order of their first reference, from 1; 0 if nothing refers to it.
    pub number: u32,
    /// How many references there are.
    pub references: u32,
    /// Its nodes, without its own start and end.
    pub nodes: Range<usize>,
    /// Its bytes.
    pub span: Span,
}

/// The body of a document.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// Everything in reading order.
    pub nodes: Vec<Node>,
    /// Headings in reading order.
    pub headings: Vec<Heading>,
    /// Links.
    pub links: Vec<Reference>,
    /// Images.
    pub images: Vec<Reference>,
    /// Calls of components, in reading order.
    pub components: Vec<ComponentCall>,
    /// Code blocks in reading order.
    pub code: Vec<CodeBlock>,
    /// The ids within code.
    pub code_ids: Vec<String>,
    /// Footnotes in the order of their definitions.
    pub footnotes: Vec<Footnote>,
    /// The columns of each table.
    pub tables: Vec<Vec<Align>>,
    /// Code cells, if it is a notebook.
    pub cells: Vec<Cell>,
    /// What cells put out.
    pub outputs: Vec<Output>,
    /// Of the cells of notebooks that are shown, by the components that call for them.
    pub excerpts: BTreeMap<u32, Fingerprint>,
    /// Pictures that cells put out and nobody has described, by their place in `images`: the number of the cell.
    pub unnamed: BTreeMap<u32, u32>,
    /// Top-level Python modules that the code blocks import.
    pub imports: BTreeSet<String>,
    /// Words of prose; code does not count.
    pub words: usize,
    /// Lines of code in code blocks.
    pub code_lines: usize,
    /// The node that is `<!-- more -->`.
    pub more: Option<usize>,
}
