//! Layer 8, **render**: a document's nodes to HTML.
//!
//! In: a parsed body and a [`Resolver`], which knows URLs, pictures and components. Out: the HTML of the text alone, without a
//! page around it. Feeds use the same function with a resolver that gives absolute URLs. Nothing here looks at other
//! documents; all that leads outside goes through the resolver, which records it.

mod escape;
mod notes;
mod outputs;
mod writer;

use std::borrow::Cow;

pub use escape::{push_attribute, push_text};

use crate::code::{BlockContext, FrameDefaults};
use crate::content::{Body, CodeBlock, ComponentCall, Mapping};
use crate::diagnostic::{SourcePath, Span};

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved<'a> {
    /// The value of `href`, not yet escaped.
    pub href: Cow<'a, str>,
    /// Whether it leaves the site; such links get `rel="noopener"`.
    pub external: bool,
}

/// What an image shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image<'a> {
    /// The value of `src`, not yet escaped.
    pub url: Cow<'a, str>,
    /// The size in pixels, where it is known, so that the page does not jump while it loads.
    pub size: Option<(u32, u32)>,
}

/// What the text needs from outside. Implementors record what was read and gather diagnostics themselves.
pub trait Resolver {
    /// The address for a link's target; `span` is its place in the document.
    fn link<'a>(&self, target: &'a str, span: Span) -> Resolved<'a>;
    /// The address and size of an image.
    fn image<'a>(&self, target: &'a str, span: Span) -> Image<'a>;
    /// The HTML of a component, whose body is HTML already (`""` for a leaf).
    fn component(&self, call: &ComponentCall, body: &str) -> String;
    /// What the site knows of a block of code.
    fn code(&self, _block: &CodeBlock) -> BlockContext {
        BlockContext::default()
    }
}

/// Words that are written into the HTML, in the language of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// What a heading's anchor is called; `{title}` stands for the heading.
    pub anchor: String,
    /// What the region around a table is called.
    pub table: String,
    /// What the way back from a footnote is called; `{number}` stands for its number.
    pub footnote_back: String,
    /// What the list of footnotes is called.
    pub footnotes: String,
    /// A task that is done, and one that is not.
    pub tasks: [String; 2],
    /// The titles of alerts: note, tip, important, warning, caution.
    pub alerts: [String; 5],
    /// Words around the cells of a notebook.
    pub cells: CellLabels,
}

/// Words around the cells of a notebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellLabels {
    /// What the outputs of a cell are called.
    pub outputs: String,
    /// What the text of the standard error stream is called.
    pub errors: String,
    /// What opens folded code, folded output, a folded cell.
    pub folds: [String; 3],
    /// What is said where the notebook shows more than the page.
    pub interactive: String,
    /// What a picture is called that nobody has described; `{number}` stands for its cell.
    pub picture: String,
}

impl Default for CellLabels {
    fn default() -> Self {
        let text = str::to_owned;
        Self {
            outputs: text("Output"),
            errors: text("Warnings and errors"),
            folds: ["Show code", "Show output", "Show cell"].map(text),
            interactive: text("The notebook shows more here than this page can."),
            picture: text("Output of cell {number}"),
        }
    }
}

impl Default for Labels {
    fn default() -> Self {
        let text = str::to_owned;
        Self {
            anchor: text("Link to “{title}”"),
            table: text("Table"),
            footnote_back: text("Back to reference {number}"),
            footnotes: text("Footnotes"),
            tasks: [text("Done"), text("To do")],
            alerts: ["Note", "Tip", "Important", "Warning", "Caution"].map(text),
            cells: CellLabels::default(),
        }
    }
}

/// How a body is written.
#[derive(Debug, Clone)]
pub struct BodyOptions {
    /// Whether headings get an anchor to click on (not in feeds).
    pub anchors: bool,
    /// What addresses within the text begin with: nothing on the page itself, the page's address elsewhere (in feeds).
    pub page: String,
    /// Words in the page's language.
    pub labels: Labels,
    /// How code is shown where a block does not say otherwise.
    pub code: FrameDefaults,
    /// The document's path, if each block is to say where it comes from: for a preview, in which a click opens an editor.
    pub source: Option<SourcePath>,
    /// From the text to the document's file.
    pub mapping: Mapping,
    /// Whether cells of a notebook show the number of their last run.
    pub counts: bool,
}

impl Default for BodyOptions {
    fn default() -> Self {
        Self {
            anchors: true,
            page: String::new(),
            labels: Labels::default(),
            code: FrameDefaults::default(),
            source: None,
            mapping: Mapping::default(),
            counts: false,
        }
    }
}

/// The HTML of a body; `file` is the text of the whole file that it was parsed from.
pub fn html(body: &Body, file: &str, options: &BodyOptions, resolver: &dyn Resolver) -> String {
    writer::Writer::new(body, file, options, resolver).all()
}
