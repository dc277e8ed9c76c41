//! Exceptions at the place: a comment in a file of the site that allows one code, with the reason.
//!
//! ```text
//! <!-- showpiece-allow: link-text the sentence is about the word "here" -->
//! ```
//!
//! In: a text and its path. Out: each exception with what it covers. Nothing is judged here.

use std::ops::Range;

use super::{Diagnostic, Span};

/// What such a comment begins with, behind its opening sign.
const WORD: &str = "showpiece-allow:";

/// An exception, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// The code that is allowed, as written.
    pub code: String,
    /// Why; empty if nobody said.
    pub reason: String,
    /// The bytes of word, code and reason.
    pub span: Span,
    /// The bytes of the code.
    pub code_span: Span,
    /// The bytes of the file that it covers.
    covers: Range<usize>,
    /// Whether it stands at the head of the file, and so covers what concerns the file as a whole.
    at_head: bool,
}

impl Allowance {
    /// Whether it covers a diagnostic of its file.
    pub fn covers(&self, diagnostic: &Diagnostic) -> bool {
        let Some(place) = diagnostic.place.as_ref().filter(|_| diagnostic.code.word() == self.code) else {
            return false;
        };
        let is_whole = place.span == Span::default();
        self.covers.contains(&(place.span.start as usize)) && !is_whole || is_whole && self.at_head
    }
}

/// Whether a text may have exceptions: a look at its bytes alone.
pub fn may_be_in(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), WORD.as_bytes()).is_some()
}

/// The exceptions in a text. `path` tells which signs its comments have.
pub fn find(path: &str, text: &str) -> Vec<Allowance> {
    let head = if path.ends_with(".md") { front_matter(text) } else { 0 };
    let found = memchr::memmem::find_iter(text.as_bytes(), WORD.as_bytes());
    found.filter_map(|at| read(path, text, at, head)).collect()
}

/// How many bytes the front matter takes, its fences included.
fn front_matter(text: &str) -> usize {
    let end = text.strip_prefix("---\n").and_then(|rest| rest.find("\n---"));
    end.map_or(0, |end| end + "---\n".len() + "\n---".len())
}

fn read(path: &str, text: &str, at: usize, head: usize) -> Option<Allowance> {
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let before = text[line..at].trim_end();
    let in_yaml = path.ends_with(".yaml") || at < head;
    let (opening, closing) = match () {
        () if in_yaml => ("#", None),
        () if path.ends_with(".html") && before.ends_with("{#") => ("{#", Some("#}")),
        () => ("<!--", Some("-->")),
    };
    let indent = before.strip_suffix(opening)?;
    let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let end = match closing {
        Some(sign) => at + text[at..].find(sign)?,
        None => line_end,
    };
    let words = text.get(at + WORD.len()..end)?;
    let code = words.split_whitespace().next().unwrap_or_default();
    let code_at = at + WORD.len() + (words.len() - words.trim_start().len());
    let reason = text[code_at + code.len()..end].trim();
    let own_line = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let covered = match indent.trim().is_empty() {
        _ if in_yaml && !indent.trim().is_empty() => own_line,
        false => own_line,
        true if in_yaml => next_line(text, own_line),
        true => next_block(text, text[end..].find('\n').map_or(text.len(), |rest| end + rest)),
    };
    Some(Allowance {
        code: code.to_owned(),
        reason: reason.split_whitespace().collect::<Vec<_>>().join(" "),
        span: Span::new(at, end.min(at + text[at..end].trim_end().len())),
        code_span: Span::new(code_at, code_at + code.len()),
        covers: line..covered + 1,
        at_head: at < head || line == 0,
    })
}

/// The end of the line behind the one that ends at `end`.
fn next_line(text: &str, end: usize) -> usize {
    let rest = text.get(end + 1..).unwrap_or_default();
    end + 1 + rest.find('\n').unwrap_or(rest.len())
}

/// The end of the paragraph, or of the fenced block, that comes behind the line that ends at `end`.
fn next_block(text: &str, end: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    let start = end + (rest.len() - rest.trim_start().len());
    let block = &text[start..];
    let fence: String = block.chars().take_while(|sign| matches!(sign, '`' | '~')).collect();
    let end = match fence.len() {
        0..3 => block.find("\n\n"),
        _ => block.match_indices(&format!("\n{fence}")).map(|(at, sign)| at + sign.len()).next(),
    };
    start + end.unwrap_or(block.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Place, SourcePath};

    /// The lines (from 1) of `text` at which a broken link is allowed, `0` for the file as a whole.
    fn allowed(path: &str, text: &str) -> Vec<usize> {
        let all = find(path, text);
        let source: SourcePath = path.into();
        let covered = |span: Span| {
            let diagnostic = Diagnostic::new(Code::BrokenLink, "x").at(Place::new(&source, span));
            all.iter().any(|one| one.covers(&diagnostic))
        };
        let mut lines: Vec<usize> = covered(Span::default()).then_some(0).into_iter().collect();
        let mut at = 0;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            if covered(Span::new(at, at + 1)) && at + 1 > 0 {
                lines.push(index + 1);
            }
            at += line.len();
        }
        lines
    }

    #[test]
    fn a_comment_covers_the_block_below_it() {
        let text = "a\n\n<!-- showpiece-allow: broken-link it comes later -->\nb\nc\n\nd\n";
        assert_eq!(allowed("content/a.md", text), [3, 4, 5]);
        let text = "<p>\n\n<!-- showpiece-allow: broken-link x -->\n\n```py\na\n\nb\n```\n\nd\n";
        assert_eq!(allowed("content/a.md", text), [3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(allowed("content/a.md", "a\nb <!-- showpiece-allow: broken-link x -->\nc\n"), [2]);
        assert_eq!(allowed("content/a.md", "a\n\n<!-- showpiece-allow: broken-anchor x -->\nb\n"), [0; 0]);
    }

    #[test]
    fn yaml_has_its_own_comments_and_a_head_is_for_the_whole_file() {
        assert_eq!(allowed("data/a.yaml", "- x\n# showpiece-allow: broken-link x\n- y\n- z\n"), [2, 3]);
        assert_eq!(allowed("data/a.yaml", "- x\n- y # showpiece-allow: broken-link x\n- z\n"), [2]);
        let text = "---\n# showpiece-allow: broken-link x\ntitle: x\n---\n# showpiece-allow: broken-link y\nz\n";
        assert_eq!(allowed("content/a.md", text), [0, 2, 3]);
        assert_eq!(allowed("templates/a.html", "a\n{# showpiece-allow: broken-link x #}\nb\n\nc\n"), [2, 3]);
    }

    #[test]
    fn what_is_written_is_kept() {
        let [one] = &find("content/a.md", "x\n<!--  showpiece-allow:  a-b  one\n two  -->\ny\n")[..] else {
            panic!("there is one")
        };
        assert_eq!((one.code.as_str(), one.reason.as_str()), ("a-b", "one two"));
        assert_eq!(find("content/a.md", "<!-- showpiece-allow: -->\n")[0].reason, "");
        assert_eq!(find("content/a.md", "the word showpiece-allow: x\n\n<!-- showpiece-allow: x"), []);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "(?s)(---\n)?(.|\n|```|<!-- ?|-->|# ?|showpiece-allow: ?|[a-c ]){0,30}", md in proptest::bool::ANY) {
            for one in find(if md { "a.md" } else { "a.yaml" }, &text) {
                proptest::prop_assert!(text.get(one.span.start as usize..one.span.end as usize).is_some());
            }
        }
    }
}
