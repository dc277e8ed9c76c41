//! What a notebook's cells printed and showed, as the body of a document holds it.
//!
//! Texts have their terminal's colours as styles of ranges, HTML is clean already, and pictures are images like any other.

use crate::code::Block;

/// A code cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// The number of its last run.
    pub count: Option<u32>,
}

/// What of a cell is folded away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// Its code.
    Code,
    /// Its output.
    Output,
    /// All of it.
    Cell,
}

/// One output of a cell that is neither a picture nor text of ours.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Text as a terminal shows it.
    Printed(Printed),
    /// How the cell failed.
    Traceback(Box<Block>),
    /// Clean HTML.
    Html(Vec<Part>),
    /// Something that only lives in a notebook.
    Interactive,
}

/// Text as a terminal shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Printed {
    /// Where it came out.
    pub stream: Stream,
    /// The text, without any control sequence.
    pub text: String,
    /// Ranges of it that look different, in order.
    pub runs: Vec<Run>,
}

/// Where a text came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stream {
    /// The value of the last expression, or what was displayed.
    #[default]
    Value,
    /// Standard output.
    Out,
    /// Standard error.
    Error,
}

/// A range of a printed text and how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Its look.
    pub style: Style,
}

/// The look of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// Colour of the letters.
    pub ink: Option<Colour>,
    /// Colour behind them.
    pub paper: Option<Colour>,
    /// Bold.
    pub bold: bool,
    /// Faint.
    pub faint: bool,
    /// Italic.
    pub italic: bool,
    /// Underlined.
    pub underline: bool,
    /// Struck out.
    pub strike: bool,
    /// Letters and what is behind them exchanged.
    pub inverse: bool,
}

/// A colour that every theme has, in both schemes. Finer ones are put to the nearest of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Black, or the ink of the page.
    Black,
    /// Red.
    Red,
    /// Green.
    Green,
    /// Yellow.
    Yellow,
    /// Blue.
    Blue,
    /// Magenta.
    Magenta,
    /// Cyan.
    Cyan,
    /// White, or the paper of the page.
    White,
    /// Grey.
    Grey,
}

impl Colour {
    /// The word in class names.
    pub fn word(self) -> &'static str {
        match self {
            Self::Black => "black",
            Self::Red => "red",
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Blue => "blue",
            Self::Magenta => "magenta",
            Self::Cyan => "cyan",
            Self::White => "white",
            Self::Grey => "grey",
        }
    }
}

/// A part of clean HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// HTML as it is.
    Html(String),
    /// A table that stands in no other, whole.
    Table(String),
}
