//! What is shown around and on the code of a block beyond what its author wrote: the words of the page's language, and what
//! the site knows of the block.
//!
//! [`BlockContext`] is filled by whoever knows the site; here it is only shown.

/// What a block is written with.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// What holds for all blocks of the page.
    pub defaults: &'a FrameDefaults,
    /// What ids within the block begin with, unlike those of any other block of the page. Without it there are no ids: in a
    /// feed, and wherever a block stands on a page that is not its own.
    pub id: Option<&'a str>,
    /// What the site knows of the block.
    pub context: &'a BlockContext,
}

impl<'a> Frame<'a> {
    /// A frame that knows nothing of a site.
    pub fn new(defaults: &'a FrameDefaults) -> Self {
        const NOTHING: &BlockContext = &BlockContext { links: Vec::new(), origin: None, verified: None };
        Self { defaults, id: None, context: NOTHING }
    }
}

/// What a site knows of a block and its text does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BlockContext {
    /// Where parts of the code lead, in order; no two of them meet.
    pub links: Vec<Link>,
    /// Where the code comes from, if it was not written on the page.
    pub origin: Option<Origin>,
    /// With what the code was run and did what it says, for instance `Python 3.14`.
    pub verified: Option<String>,
}

/// A part of the code that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its first byte in the source.
    pub start: usize,
    /// The byte after its last one.
    pub end: usize,
    /// Where it leads, not yet escaped.
    pub url: String,
    /// The whole name of what is there, if the code says only a part of it.
    pub title: Option<String>,
    /// Whether an earlier link of the block leads to the same place, so that the keyboard need not stop here.
    pub is_repeated: bool,
}

/// The file that a piece of code was taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file, as readers should see it.
    pub path: String,
    /// Its first and last line in the file, if it is not the whole file.
    pub lines: Option<(u32, u32)>,
    /// Where it can be read on the web, not yet escaped.
    pub url: Option<String>,
}

/// What the site and the page say about all blocks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrameDefaults {
    /// Whether lines are numbered where a block does not say.
    pub numbers: bool,
    /// Words in the page's language.
    pub words: FrameWords,
}

/// Words that are written into frames.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameWords {
    /// What the code is called where it has no title; `{language}` is its language.
    pub region: String,
    /// What stands for one folded line, and for more; `{count}` is their number.
    pub folded: [String; 2],
    /// Where code stands in its file: one line `{first}`, and lines from `{first}` to `{last}`.
    pub lines: [String; 2],
    /// What a line's number is called where it is a link; `{number}` is the number.
    pub line: String,
    /// What the sign of remark `{number}` is called.
    pub remark: String,
    /// What was found when the code was run with `{version}`.
    pub verified: String,
}

impl Default for FrameWords {
    fn default() -> Self {
        Self {
            region: "Code: {language}".to_owned(),
            folded: ["{count} line", "{count} lines"].map(str::to_owned),
            lines: ["line {first}", "lines {first}–{last}"].map(str::to_owned),
            line: "Line {number}".to_owned(),
            remark: "Remark {number}".to_owned(),
            verified: "Verified with {version}".to_owned(),
        }
    }
}
