//! HTML that a cell put out, made harmless: an allow-list of elements and attributes, no styles, no scripts.
//!
//! Tables become tables for everybody: heads have a scope, empty heads are cells, and each outermost table is a part of its
//! own, so that it can be framed. What is left of an output that lived by its scripts is told.

use std::collections::{HashMap, HashSet};

use crate::content::output::Part;
use crate::content::raw_html;

/// Longer outputs are not cleaned: no reader wants them, and a picture or text is beside them.
const LONGEST: usize = 4 * 1024 * 1024;

/// HTML without anything that could run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clean {
    pub parts: Vec<Part>,
    /// Whether something went that readers would have seen.
    pub is_poorer: bool,
}

/// What of the output can be shown; nothing if no text, picture or table is left.
pub(super) fn clean(html: &str) -> Option<Clean> {
    if html.len() > LONGEST || raw_html::nesting(html) > raw_html::DEEPEST {
        return None;
    }
    let lower = html.to_ascii_lowercase();
    let lost = ["<script", "<iframe", "<object", "<embed", "<canvas", "<svg", "<video", "<audio", "<button", "<input"];
    let is_poorer = lost.iter().any(|tag| lower.contains(tag));
    let clean = cleaner().clean(html).to_string();
    let is_empty = tags(&clean).all(|tag| !matches!(tag.name(&clean), "img" | "hr" | "table")) && text_is_blank(&clean);
    (!is_empty).then(|| Clean { parts: parts(&clean), is_poorer })
}

const TAGS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

fn cleaner() -> ammonia::Builder<'static> {
    let mut cleaner = ammonia::Builder::empty();
    let attributes: [(&str, &[&str]); 8] = [
        ("a", &["href"]),
        ("col", &["span"]),
        ("colgroup", &["span"]),
        ("img", &["src", "alt", "width", "height"]),
        ("ol", &["start", "reversed"]),
        ("td", &["colspan", "rowspan"]),
        ("th", &["colspan", "rowspan", "scope"]),
        ("time", &["datetime"]),
    ];
    let attributes: HashMap<&str, HashSet<&str>> =
        attributes.into_iter().map(|(tag, names)| (tag, names.iter().copied().collect())).collect();
    cleaner
        .tags(TAGS.iter().copied().collect())
        .clean_content_tags(["script", "style", "title", "template", "noscript", "iframe", "object"].into())
        .tag_attributes(attributes)
        .generic_attributes(["lang", "title"].into())
        .allowed_classes([("table", ["dataframe"].into())].into())
        .url_schemes(["http", "https", "mailto"].into())
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener"))
        .strip_comments(true);
    cleaner
}

fn text_is_blank(html: &str) -> bool {
    let mut at = 0;
    for tag in tags(html) {
        if html.get(at..tag.start).is_some_and(|text| !text.trim().is_empty()) {
            return false;
        }
        at = tag.end;
    }
    html.get(at..).is_none_or(|text| text.trim().is_empty())
}

/// A tag in HTML that a serialiser wrote.
#[derive(Debug, Clone, Copy)]
struct Tag {
    start: usize,
    end: usize,
}

impl Tag {
    fn text(self, html: &str) -> &str {
        html.get(self.start..self.end).unwrap_or_default()
    }

    fn is_close(self, html: &str) -> bool {
        self.text(html).starts_with("</")
    }

    fn name(self, html: &str) -> &str {
        let text = self.text(html).trim_start_matches(['<', '/']);
        text.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default()
    }

    fn has(self, html: &str, attribute: &str) -> bool {
        self.text(html).contains(&format!(" {attribute}=\""))
    }
}

/// The tags; a `>` in the value of an attribute ends none.
fn tags(html: &str) -> impl Iterator<Item = Tag> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + memchr::memchr(b'<', html.as_bytes().get(at..)?)?;
        let mut quoted = false;
        let rest = html.as_bytes().get(start..)?;
        let length = rest.iter().position(|byte| {
            quoted ^= *byte == b'"';
            *byte == b'>' && !quoted
        })?;
        at = start + length + 1;
        Some(Tag { start, end: at })
    })
}

/// Takes the outermost tables out, and mends heads and pictures.
fn parts(html: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let (mut out, mut at, mut tables, mut in_head) = (String::new(), 0, 0usize, false);
    let all: Vec<Tag> = tags(html).collect();
    let mut skip_close = false;
    for (index, tag) in all.iter().enumerate() {
        out.push_str(html.get(at..tag.start).unwrap_or_default());
        at = tag.end;
        let (name, is_close) = (tag.name(html), tag.is_close(html));
        match (name, is_close) {
            ("table", false) => {
                if tables == 0 {
                    push(&mut parts, Part::Html(std::mem::take(&mut out)));
                }
                tables += 1;
                out.push_str(tag.text(html));
            }
            ("table", true) => {
                out.push_str("</table>");
                tables = tables.saturating_sub(1);
                if tables == 0 {
                    push(&mut parts, Part::Table(std::mem::take(&mut out)));
                }
            }
            ("thead", _) => {
                in_head = !is_close;
                out.push_str(tag.text(html));
            }
            ("th", false) => {
                // An empty head says nothing of its column.
                let closes = all.get(index + 1).filter(|next| next.name(html) == "th" && next.is_close(html));
                let inside = closes.and_then(|next| html.get(tag.end..next.start));
                skip_close = inside.is_some_and(|text| text.trim().is_empty());
                let words = tag.text(html).trim_start_matches("<th").trim_end_matches('>');
                let scope = if in_head { " scope=\"col\"" } else { " scope=\"row\"" };
                match skip_close {
                    true => out.extend(["<td", words, ">"]),
                    false if tag.has(html, "scope") => out.push_str(tag.text(html)),
                    false => out.extend(["<th", scope, words, ">"]),
                }
            }
            ("th", true) if std::mem::take(&mut skip_close) => out.push_str("</td>"),
            ("img", _) => image(*tag, html, &mut out),
            _ => out.push_str(tag.text(html)),
        }
    }
    out.push_str(html.get(at..).unwrap_or_default());
    push(&mut parts, if tables > 0 { Part::Table(out) } else { Part::Html(out) });
    parts
}

/// A picture without an address is none; one without a text is said to be decoration.
fn image(tag: Tag, html: &str, out: &mut String) {
    if !tag.has(html, "src") {
        return;
    }
    out.push_str(tag.text(html).trim_end_matches(['>', '/']));
    out.push_str(if tag.has(html, "alt") { "" } else { " alt=\"\"" });
    out.push_str(" loading=\"lazy\">");
}

fn push(parts: &mut Vec<Part>, part: Part) {
    let (Part::Html(text) | Part::Table(text)) = &part;
    if !text.trim().is_empty() {
        parts.push(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str) -> String {
        let Some(clean) = clean(html) else { return "(nothing)".to_owned() };
        let parts: Vec<String> = clean
            .parts
            .iter()
            .map(|part| match part {
                Part::Html(html) => html.trim().to_owned(),
                Part::Table(table) => format!("[{}]", table.replace('\n', "").replace("  ", "")),
            })
            .collect();
        parts.join("") + if clean.is_poorer { " (poorer)" } else { "" }
    }

    #[test]
    fn a_data_frame_is_a_table_for_everybody() {
        let frame = "<div>\n<style scoped>\n.dataframe { color: red }\n</style>\n<table border=\"1\" class=\"dataframe x\">\n  \
                     <thead>\n    <tr style=\"text-align: right;\">\n      <th></th>\n      <th>a</th>\n    </tr>\n  </thead>\n  \
                     <tbody>\n    <tr>\n      <th>0</th>\n      <td>1 &lt; 2</td>\n    </tr>\n  </tbody>\n</table>\n<p>1 rows</p>\n</div>";
        assert_eq!(
            shown(frame),
            "<div>[<table class=\"dataframe\"><thead><tr><td></td><th scope=\"col\">a</th></tr></thead><tbody><tr>\
             <th scope=\"row\">0</th><td>1 &lt; 2</td></tr></tbody></table>]<p>1 rows</p>\n</div>"
        );
    }

    #[test]
    fn nothing_runs() {
        assert_eq!(shown("<script>alert(1)</script>"), "(nothing)");
        assert_eq!(shown("<div id=\"plot\"></div><script>draw()</script>"), "(nothing)");
        assert_eq!(shown("<b onclick=\"x()\" style=\"color:red\">x</b><script>1</script>"), "<b>x</b> (poorer)");
        assert_eq!(shown("<a href=\"javascript:x()\">x</a>"), "<a rel=\"noopener\">x</a>");
        assert_eq!(shown("<svg onload=x()><circle/></svg>text"), "text (poorer)");
        assert_eq!(shown("<img src=x onerror=alert(1)>text"), "text");
        let picture = shown("<img src=\"https://a.example/x.png\" title=\"a > b\">");
        assert!(picture.contains("alt=\"\" loading=\"lazy\">") && picture.contains("src=\"https:"), "{picture}");
    }

    #[test]
    fn tables_in_tables_and_open_ends() {
        assert_eq!(
            shown("<table><tr><td><table><tr><th>x</table>y"),
            "[<table><tbody><tr><td><table><tbody><tr><th scope=\"row\">x</th></tr></tbody></table>y</td></tr></tbody></table>]"
        );
        assert_eq!(clean(&"<div>".repeat(5000)), None);
    }

    proptest::proptest! {
        #[test]
        fn any_html_is_cleaned(html in "(<(script|table|th|td|tr|thead|img src=x|a href=\"javascript:x\"|/table|/th|svg|style)>|[<>\"'=a &]){0,30}") {
            if let Some(clean) = clean(&html) {
                for part in clean.parts {
                    let (Part::Html(text) | Part::Table(text)) = part;
                    proptest::prop_assert!(!text.contains("<script") && !text.contains("<style") && !text.contains("javascript:"), "{}", text);
                }
            }
        }
    }
}
