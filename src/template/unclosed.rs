//! Which tag of a template is not closed: the engine only says that the text ends too early.
//!
//! In: a template's text. Out: the innermost tag that is open at its end. Wrong text is none of its business.

use std::ops::Range;

/// Tags that have an end of their own.
const PAIRED: [&str; 6] = ["if", "for", "block", "filter", "component", "raw"];

/// The word of the innermost tag that is open at the end, and its place.
pub(super) fn find(text: &str) -> Option<(&str, Range<usize>)> {
    let mut open: Vec<(&str, Range<usize>)> = Vec::new();
    let mut at = 0;
    while let Some(begin) = text.get(at..).and_then(|rest| rest.find("{%")).map(|found| at + found) {
        let inside = text[begin + 2..].trim_start_matches('-').trim_start();
        let start = text.len() - inside.len();
        let word = inside.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default();
        let end = inside.find("%}").map_or(text.len(), |length| start + length + 2);
        match word.strip_prefix("end") {
            Some(closed) if open.last().is_some_and(|(word, _)| *word == closed) => drop(open.pop()),
            Some(_) => {}
            // `{% set x = 1 %}` has no end, `{% set x %}…{% endset %}` has one.
            None if matches!(word, "set" | "set_global") && !text[start..end].contains('=') => {
                open.push((word, begin..end))
            }
            None if PAIRED.contains(&word) => open.push((word, begin..end)),
            None => {}
        }
        at = end.max(begin + 2);
        if word == "raw" {
            // What stands in it is text; its end is read as a tag again.
            let last = text[at..].find("endraw").and_then(|length| text[..at + length].rfind("{%"));
            at = last.unwrap_or(text.len()).max(at);
        }
    }
    open.pop()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_open_tag_is_found() {
        let word = |text| find(text).map(|(word, range)| (word, range.start));
        assert_eq!(word("{% if a %}{% for x in y %}{% endfor %}"), Some(("if", 0)));
        assert_eq!(word("a{% block b %}{%- if c -%}"), Some(("if", 14)));
        assert_eq!(word("{% set a = 1 %}{% if a %}{% endif %}"), None);
        assert_eq!(word("{% set a %}x"), Some(("set", 0)));
        assert_eq!(word("{% if"), Some(("if", 0)));
        assert_eq!(word("{%"), None);
        assert_eq!(word("{% raw %}{% if a %}{% endraw %}"), None);
        assert_eq!(word("{% for a in b %}{% raw %}{% if a %}{% endraw %}"), Some(("for", 0)));
    }
}
