//! Layer 5, **parse**: front matter and Markdown; one file in, one [`Document`] out.
//!
//! Pure: what comes out depends on the text and the settings alone. A document holds nodes with spans, the links, images,
//! headings and components in them, and its facts; other pages, files and URLs are not known here, and no page's HTML is made
//! here.

mod anchor;
mod attributes;
mod autolink;
mod cells;
mod code_block;
mod component;
mod cut;
mod defaults;
mod document;
mod finish;
mod footnote;
mod frame;
mod front_matter;
mod heading;
mod include;
mod inline;
mod kept;
mod location;
mod mapping;
mod markdown;
mod math;
mod node;
mod notebook;
mod outline;
mod output;
mod paragraph;
mod piece;
mod raw_html;
mod reference;
mod repository;
mod splice;
pub mod text;
pub mod toc;
mod url;

pub use anchor::slug as anchor;
pub use cells::NAME as NOTEBOOK_COMPONENT;
pub use code_block::CodeBlock;
pub use defaults::Defaults;
pub use document::{Document, Extracted, Written, input, parse};
pub use front_matter::{Cover, Extra, FrontMatter, Outcome, Page, Post, Project, Section, SourceLink, Status};
pub use include::{Shown, ShownFile, Shows};
pub use inline::{inline, plain};
pub use kept::{KeptWhole, keep, restore};
pub use location::{DocumentKind, Location};
pub use mapping::Mapping;
pub use markdown::{Input, parse as parse_body};
pub use node::{Alert, Align, Argument, Body, ComponentCall, Footnote, Heading, Kind, Node, Reference, Tag, Words};
pub use outline::{CodeFacts, IncludeFacts, Outline};
pub use repository::CodeSource;

pub use notebook::is_notebook;
pub use output::{Cell, Colour, Fold, Output, Part, Printed, Run, Stream, Style};

/// What the configuration says about Markdown.
pub use crate::config::{Markdown as Settings, RawHtml};
