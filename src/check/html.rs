//! The elements of a rendered page, one after the other, as fast as one can look at bytes.
//!
//! In: HTML that our own templates wrote, or authors and themes have a hand in. Out: opening tags with their attributes,
//! closing tags, and the text between. No tree is built; whatever the bytes, each is looked at once.

use std::borrow::Cow;

/// A piece of a page.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// `<a href="x">`
    Open(Tag<'a>),
    /// `</a>`: the name.
    Close(&'a str),
    /// Text, with entities as they are written.
    Text(&'a str),
}

/// An opening tag.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub struct Tag<'a> {
    /// The element, as written; our templates write it in lower case.
    pub name: &'a str,
    rest: &'a str,
}

impl<'a> Tag<'a> {
    /// The value of an attribute, entities read; empty for one without a value.
    pub fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        self.attributes().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| unescaped(value))
    }

    /// The addresses of `srcset`, of which browsers choose one.
    pub fn candidates(&self) -> Vec<String> {
        let set = self.attribute("srcset").unwrap_or_default();
        set.split(',').filter_map(|one| one.split_ascii_whitespace().next()).map(str::to_owned).collect()
    }

    /// Whether it has an attribute.
    pub fn has(&self, name: &str) -> bool {
        self.attributes().any(|(own, _)| own.eq_ignore_ascii_case(name))
    }

    /// Whether a word stands anywhere in it; a quick look before a thorough one.
    pub fn mentions(&self, word: &str) -> bool {
        self.rest.len() > word.len() && memchr::memmem::find(self.rest.as_bytes(), word.as_bytes()).is_some()
    }

    /// All attributes as written.
    pub fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let mut rest = self.rest;
        std::iter::from_fn(move || {
            rest = rest.trim_start_matches(|sign: char| sign.is_ascii_whitespace() || sign == '/');
            if rest.is_empty() {
                return None;
            }
            let end =
                rest.find(|sign: char| sign.is_ascii_whitespace() || matches!(sign, '=' | '/')).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end.max(rest.chars().next().map_or(1, char::len_utf8)));
            let (value, after) = value(after);
            rest = after;
            Some((name, value))
        })
    }
}

/// The value behind a name, if an `=` follows; and what comes after it.
fn value(after: &str) -> (&str, &str) {
    let Some(text) = after.trim_start().strip_prefix('=') else { return ("", after) };
    let text = text.trim_start();
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => text[1..].split_once(quote).unwrap_or((&text[1..], "")),
        _ => text.split_at(text.find(|sign: char| sign.is_ascii_whitespace()).unwrap_or(text.len())),
    }
}

/// A text with the entities read that attributes and titles have.
pub fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#x2F;", "/"),
        ("&nbsp;", "\u{a0}"),
        ("&amp;", "&"),
    ];
    Cow::Owned(entities.iter().fold(text.to_owned(), |text, (entity, sign)| text.replace(entity, sign)))
}

/// The pieces of a page.
pub fn pieces(html: &str) -> Pieces<'_> {
    Pieces { html, at: 0, raw: None }
}

/// An iterator over the pieces of a page.
pub struct Pieces<'a> {
    html: &'a str,
    at: usize,
    /// The element whose content is no markup, while inside it.
    raw: Option<&'static str>,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            let rest = self.html.get(self.at..).filter(|rest| !rest.is_empty())?;
            if let Some(name) = self.raw.take() {
                let end = find_ignoring_case(rest, &format!("</{name}")).unwrap_or(rest.len());
                if end > 0 {
                    self.at += end;
                    return Some(Piece::Text(&rest[..end]));
                }
                continue;
            }
            let Some(open) = memchr::memchr(b'<', rest.as_bytes()) else {
                self.at = self.html.len();
                return Some(Piece::Text(rest));
            };
            if open > 0 {
                self.at += open;
                return Some(Piece::Text(&rest[..open]));
            }
            if let Some(comment) = rest.strip_prefix("<!--") {
                self.at += comment.find("-->").map_or(rest.len(), |end| end + "<!---->".len());
                continue;
            }
            if let Some(piece) = self.tag(rest) {
                return Some(piece);
            }
        }
    }
}

impl<'a> Pieces<'a> {
    /// The tag at the start of `rest`; none for a doctype or a lone `<`, which are passed over.
    fn tag(&mut self, rest: &'a str) -> Option<Piece<'a>> {
        let inside = &rest[1..];
        let closes = inside.starts_with('/');
        let named = inside.strip_prefix('/').unwrap_or(inside);
        let length = named.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
        if !named.starts_with(|first: char| first.is_ascii_alphabetic()) {
            self.at +=
                if inside.starts_with(['!', '?']) { rest.find('>').map_or(rest.len(), |end| end + 1) } else { 1 };
            return None;
        }
        let (name, after) = named.split_at(length);
        let end = tag_end(after);
        self.at += rest.len() - after.len() + (end + 1).min(after.len());
        if closes {
            return Some(Piece::Close(name));
        }
        self.raw = ["script", "style", "textarea", "title"].into_iter().find(|raw| name.eq_ignore_ascii_case(raw));
        Some(Piece::Open(Tag { name, rest: &after[..end] }))
    }
}

/// Where the `>` of a tag is; quotes may hold others.
fn tag_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr3(b'>', b'"', b'\'', bytes.get(at..).unwrap_or_default()) {
        at += found;
        match bytes.get(at) {
            Some(b'>') | None => return at,
            Some(quote) => match memchr::memchr(*quote, bytes.get(at + 1..).unwrap_or_default()) {
                Some(end) => at += end + 2,
                None => return text.len(),
            },
        }
    }
    text.len()
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    memchr::memchr_iter(b'<', text.as_bytes()).find(|at| {
        text.as_bytes().get(*at..*at + wanted.len()).is_some_and(|found| found.eq_ignore_ascii_case(wanted.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(html: &str) -> Vec<String> {
        let shape = |piece: Piece<'_>| match piece {
            Piece::Open(tag) => {
                let attributes: Vec<String> =
                    tag.attributes().map(|(name, value)| format!(" {name}={value}")).collect();
                format!("<{}{}>", tag.name, attributes.concat())
            }
            Piece::Close(name) => format!("</{name}>"),
            Piece::Text(text) => text.to_owned(),
        };
        pieces(html).map(shape).collect()
    }

    #[test]
    fn tags_text_and_what_is_passed_over() {
        assert_eq!(
            shape("<!doctype html><p class=a id='b c'>x<br/>y <!-- <i> -->z</p>"),
            ["<p class=a id=b c>", "x", "<br>", "y ", "z", "</p>"]
        );
        assert_eq!(shape("<a title=\"a > b\" hidden href=x>y</a"), ["<a title=a > b hidden= href=x>", "y", "</a>"]);
        assert_eq!(shape("<script>if (a < b) '<p>'</SCRIPT>z"), ["<script>", "if (a < b) '<p>'", "</SCRIPT>", "z"]);
        assert_eq!(shape("a < b <3 <"), ["a ", " b ", "3 "]);
    }

    #[test]
    fn attributes_are_found_by_name_and_unescaped() {
        let Some(Piece::Open(tag)) = pieces("<a HREF=\"?a=1&amp;b=&quot;2\" download>").next() else { panic!("a tag") };
        assert_eq!(tag.attribute("href").as_deref(), Some("?a=1&b=\"2"));
        assert_eq!((tag.attribute("download").as_deref(), tag.has("title")), (Some(""), false));
    }

    proptest::proptest! {
        #[test]
        fn any_text_comes_to_an_end(html in "(?s)([<>/='\"a-c &!-]|script|.){0,60}") {
            let mut count = 0;
            for piece in pieces(&html) {
                count += 1;
                if let Piece::Open(tag) = piece {
                    count += tag.attributes().count();
                }
            }
            proptest::prop_assert!(count <= 2 * html.len() + 2);
        }
    }
}
