//! Differences: unified ones, those of Git, context and normal ones; and those of code that keeps its own colours.
//!
//! Within a hunk its header's numbers count, so that `--- a` there is a removed line `-- a` and no header.

use std::collections::BTreeSet;

use crate::python::{Class, Sink, Stitched, Token, lines};

/// What a line of a difference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Which files, and what Git says of them.
    Header,
    /// Which lines.
    Range,
    Old,
    New,
    Same,
    /// `\ No newline at end of file`.
    Remark,
}

impl Kind {
    fn class(self) -> Option<Class> {
        match self {
            Kind::Header => Some(Class::Heading),
            Kind::Range => Some(Class::Subheading),
            Kind::Old => Some(Class::Deleted),
            Kind::New => Some(Class::Inserted),
            Kind::Same => None,
            Kind::Remark => Some(Class::Comment),
        }
    }
}

/// The tokens of a difference, which has one class a line.
pub fn read(source: &str) -> Vec<Token> {
    let mut sink = Sink::new(source, source.len() / 32);
    let mut reader = Reader::default();
    for (offset, line) in lines(source) {
        let text = line.trim_end_matches(['\n', '\r']);
        let kind = reader.kind(text);
        // behind the second `@@` stands where in the file this is
        let end = if kind == Kind::Range { range_end(text) } else { text.len() };
        if let Some(class) = kind.class() {
            sink.push(offset as u32, (offset + end) as u32, class);
        }
    }
    sink.finish()
}

/// Code in a difference.
#[derive(Debug, Default)]
pub struct Changed {
    /// The tokens of the signs, of headers and of the code.
    pub tokens: Vec<Token>,
    /// Numbers of the lines that were added.
    pub ins: Vec<u32>,
    /// Numbers of the lines that were removed.
    pub del: Vec<u32>,
    /// The modules that the code imports as it is now.
    pub imports: BTreeSet<String>,
}

/// What some language's reader finds in code: tokens, and modules that it imports.
pub type Found = (Vec<Token>, BTreeSet<String>);

/// Reads a difference of code, before and after as `highlight` reads it, so that each line has the colours that it had
/// or has in its file.
pub fn of_code(source: &str, highlight: impl Fn(&str) -> Found) -> Changed {
    let (mut old, mut new) = (Stitched::default(), Stitched::default());
    let mut changed = Changed::default();
    let mut removed = Vec::new();
    let mut sink = Sink::new(source, source.len() / 8);
    let mut reader = Reader::default();
    for (number, (offset, line)) in (1..).zip(lines(source)) {
        let text = line.trim_end_matches(['\n', '\r']);
        let kind = reader.kind(text);
        let code = line.get(1..).unwrap_or_default();
        let mut end = text.len().min(1);
        match kind {
            Kind::Old => {
                changed.del.push(number);
                removed.push((offset, offset + line.len()));
                old.push(code, offset + 1);
            }
            Kind::New => {
                changed.ins.push(number);
                new.push(code, offset + 1);
            }
            Kind::Same => {
                // a blank line may have lost the blank that marks it
                let sign = usize::from(text.starts_with(' '));
                old.push(&line[sign..], offset + sign);
                new.push(&line[sign..], offset + sign);
            }
            Kind::Range => end = range_end(text),
            Kind::Header | Kind::Remark => end = text.len(),
        }
        if let Some(class) = kind.class() {
            sink.push(offset as u32, (offset + end) as u32, class);
        }
    }
    changed.tokens = sink.finish();
    let (tokens, imports) = highlight(new.text());
    new.tokens_to_source(&tokens, &mut changed.tokens);
    changed.imports = imports;
    let mut before = Vec::new();
    old.tokens_to_source(&highlight(old.text()).0, &mut before);
    let is_removed = |token: &Token| {
        let at = removed.partition_point(|(start, _)| *start <= token.start as usize);
        at.checked_sub(1).and_then(|at| removed.get(at)).is_some_and(|(_, end)| (token.start as usize) < *end)
    };
    changed.tokens.extend(before.into_iter().filter(is_removed));
    changed.tokens.sort_by_key(|token| token.start);
    changed
}

fn range_end(text: &str) -> usize {
    let signs = text.len() - text.trim_start_matches('@').len();
    let close = text.get(signs..).and_then(|rest| rest.find(&text[..signs]).filter(|_| signs > 1));
    close.map_or(text.len(), |close| close + 2 * signs)
}

/// What lines are, by those before them.
#[derive(Debug, Default)]
struct Reader {
    /// How many lines of the old and the new text the hunk still has.
    left: (usize, usize),
    /// How many files are compared with the new one: more than one in a merge.
    parents: usize,
    /// Whether this is a context difference, and which half of a hunk.
    context: Option<Kind>,
}

impl Reader {
    fn kind(&mut self, text: &str) -> Kind {
        if self.left != (0, 0) {
            return self.in_hunk(text);
        }
        match text.as_bytes() {
            [b'@', b'@', ..] => self.hunk(text),
            [b'\\', b' ', ..] => Kind::Remark,
            _ if text.starts_with("***************") => self.begin(Some(Kind::Old), Kind::Range),
            _ if text.starts_with("*** ") && text.ends_with(" ****") => self.begin(Some(Kind::Old), Kind::Range),
            _ if text.starts_with("--- ") && text.ends_with(" ----") => self.begin(Some(Kind::New), Kind::Range),
            _ if is_header(text) => self.begin(None, Kind::Header),
            [b'!', b' ', ..] => self.context.unwrap_or(Kind::Same),
            [b'<', b' ', ..] => Kind::Old,
            [b'>', b' ', ..] => Kind::New,
            [b'-', b'-', b'-'] => Kind::Range,
            [b'-', ..] => Kind::Old,
            [b'+', ..] => Kind::New,
            [b'0'..=b'9', ..] if is_command(text) => Kind::Range,
            _ => Kind::Same,
        }
    }

    fn begin(&mut self, context: Option<Kind>, kind: Kind) -> Kind {
        self.context = context;
        kind
    }

    /// `@@ -1,4 +1,5 @@`; `@@@ -1,4 -1,4 +1,5 @@@` where two files were merged.
    fn hunk(&mut self, text: &str) -> Kind {
        let signs = text.len() - text.trim_start_matches('@').len();
        self.parents = signs.saturating_sub(1);
        let count = |sign: char| {
            let ranges = text.split_whitespace().skip(1).take(signs).filter_map(move |word| word.strip_prefix(sign));
            ranges.map(|range| range.split_once(',').map_or(Some(1), |(_, count)| count.parse().ok())).next().flatten()
        };
        self.left = match (count('-'), count('+'), self.parents) {
            (Some(old), Some(new), 1) => (old, new),
            (_, Some(new), _) => (0, new),
            _ => (0, 0),
        };
        self.context = None;
        Kind::Range
    }

    fn in_hunk(&mut self, text: &str) -> Kind {
        if text.starts_with('\\') {
            return Kind::Remark;
        }
        if is_torn(text) {
            self.left = (0, 0);
            return self.kind(text);
        }
        let signs = text.get(..self.parents.min(text.len())).unwrap_or_default();
        let kind = match signs {
            _ if signs.contains('-') => Kind::Old,
            _ if signs.contains('+') => Kind::New,
            _ => Kind::Same,
        };
        let (old, new) = (kind != Kind::New && self.parents == 1, kind != Kind::Old);
        self.left = (self.left.0.saturating_sub(usize::from(old)), self.left.1.saturating_sub(usize::from(new)));
        kind
    }
}

/// Whether a line cannot be of a hunk: somebody left lines out, and the numbers do not count any more.
fn is_torn(text: &str) -> bool {
    text.starts_with("@@ -") || text.starts_with("diff --git ")
}

/// `2,3d1`, `1c1` of a normal difference.
fn is_command(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'a' | b'c' | b'd'))
        && text.contains(['a', 'c', 'd'])
}

fn is_header(text: &str) -> bool {
    const BEGINNINGS: [&str; 22] = [
        "diff ",
        "--- ",
        "+++ ",
        "*** ",
        "index ",
        "Index: ",
        "==== ",
        "======",
        "new file mode ",
        "deleted file mode ",
        "old mode ",
        "new mode ",
        "similarity index ",
        "dissimilarity index ",
        "rename from ",
        "rename to ",
        "copy from ",
        "copy to ",
        "Binary files ",
        "GIT binary patch",
        "Only in ",
        "Files ",
    ];
    BEGINNINGS.iter().any(|beginning| text.starts_with(beginning))
}
