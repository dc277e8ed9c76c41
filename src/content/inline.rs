//! The little Markdown of data texts: emphasis, code and links in a summary or a highlight.

use std::borrow::Cow;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

use super::url::{Use, dangerous_scheme};

/// What may begin something that is not plain text, anywhere in it.
const MARKS: [bool; 256] = {
    let mut marks = [false; 256];
    let listed = b"*_`[<>&\\~\"'\n";
    let mut at = 0;
    while at < listed.len() {
        marks[listed[at] as usize] = true;
        at += 1;
    }
    marks
};

/// Stands before a text of one line, so that `1986. A year` and `- 3 %` are no lists and `# 1` no heading.
const GUARD: char = '\u{a0}';

/// The text as it is parsed. One line is always one paragraph.
fn guarded(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.contains('\n') { Cow::Borrowed(text) } else { Cow::Owned([GUARD.encode_utf8(&mut [0; 2]), text].concat()) }
}

fn events(text: &str) -> impl Iterator<Item = Event<'_>> {
    Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_SMART_PUNCTUATION)
}

/// Whether the text is its own HTML: no marks, no ellipsis, no dash of two hyphens.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let doubled = || bytes.windows(2).any(|pair| matches!(pair, b".." | b"--"));
    !bytes.iter().any(|byte| MARKS[usize::from(*byte)]) && !doubled()
}

/// Inline Markdown as HTML. A text that is one paragraph gets no block element around it; raw HTML comes out as text, and
/// images as their alternative text. `address` makes the address of a link to a path of the site (`/now/`): data texts
/// know nothing of the folder that the site is published in.
pub fn inline(text: &str, address: impl Fn(&str) -> String) -> String {
    if is_plain(text) {
        return text.trim().to_owned();
    }
    let mut parsed: Vec<Event<'_>> = Vec::new();
    let mut links = Vec::new();
    let text = guarded(text);
    for event in events(&text) {
        parsed.extend(harmless(event, &mut links, &address));
    }
    let paragraphs = parsed.iter().filter(|event| matches!(event, Event::Start(Tag::Paragraph))).count();
    let alone = paragraphs == 1
        && matches!(parsed.first(), Some(Event::Start(Tag::Paragraph)))
        && matches!(parsed.last(), Some(Event::End(TagEnd::Paragraph)));
    if alone {
        parsed.remove(0);
        parsed.pop();
    }
    let mut out = String::with_capacity(text.len() + 16);
    html::push_html(&mut out, parsed.into_iter());
    unguarded(&out)
}

fn unguarded(text: &str) -> String {
    text.strip_prefix(GUARD).unwrap_or(text).trim_end().to_owned()
}

/// What may be shown of an event. `links` remembers how each open link must end.
fn harmless<'a>(
    event: Event<'a>,
    links: &mut Vec<Option<&'static str>>,
    address: &impl Fn(&str) -> String,
) -> Option<Event<'a>> {
    match event {
        Event::Html(html) | Event::InlineHtml(html) => Some(Event::Text(html)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Link { dest_url, .. }) if dangerous_scheme(&dest_url, Use::Link).is_some() => {
            links.push(None);
            None
        }
        Event::Start(Tag::Link { dest_url, .. }) if dest_url.starts_with("http:") || dest_url.starts_with("https:") => {
            links.push(Some("</a>"));
            Some(Event::InlineHtml(external(&dest_url)))
        }
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            links.push(Some(""));
            let of_the_site = dest_url.starts_with('/') && !dest_url.starts_with("//");
            let dest_url = if of_the_site { address(&dest_url).into() } else { dest_url };
            Some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
        }
        Event::End(TagEnd::Link) => match links.pop().flatten()? {
            "" => Some(Event::End(TagEnd::Link)),
            end => Some(Event::InlineHtml(end.into())),
        },
        other => Some(other),
    }
}

fn external(target: &str) -> CowStr<'static> {
    let mut tag = String::from("<a href=\"");
    for c in target.chars() {
        match c {
            '"' => tag.push_str("%22"),
            '<' => tag.push_str("%3C"),
            '>' => tag.push_str("%3E"),
            ' ' => tag.push_str("%20"),
            '&' => tag.push_str("&amp;"),
            c => tag.push(c),
        }
    }
    tag.push_str("\" rel=\"noopener\">");
    tag.into()
}

/// Markdown as plain text.
pub fn plain(text: &str) -> String {
    if is_plain(text) {
        return text.trim().to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let text = guarded(text);
    for event in events(&text) {
        match event {
            Event::Text(words) | Event::Code(words) | Event::Html(words) | Event::InlineHtml(words) => {
                out.push_str(&words);
            }
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) if !out.ends_with(' ') => out.push(' '),
            _ => {}
        }
    }
    unguarded(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inline(text: &str) -> String {
        super::inline(text, str::to_owned)
    }

    #[test]
    fn one_paragraph_stands_alone() {
        assert_eq!(inline("Fast & *small*"), "Fast &amp; <em>small</em>");
        assert_eq!(inline("Plain words: none"), "Plain words: none");
        assert_eq!(inline("One\n\nTwo"), "<p>One</p>\n<p>Two</p>");
        assert_eq!(inline("~~old~~ `a < b`"), "<del>old</del> <code>a &lt; b</code>");
        assert_eq!(inline("It's \"so\" ..."), "It’s “so” …");
        assert_eq!(inline(""), "");
        assert_eq!(inline("1986. *A* year"), "1986. <em>A</em> year");
        assert_eq!(inline("- 3 % _less_"), "- 3 % <em>less</em>");
        assert_eq!(inline("# 1 & *2*"), "# 1 &amp; <em>2</em>");
        assert_eq!(inline("- a\n- b"), "<ul>\n<li>a</li>\n<li>b</li>\n</ul>");
    }

    #[test]
    fn links() {
        let outside = "<a href=\"https://e.example/?a=1&amp;b=2\" rel=\"noopener\">x</a>";
        assert_eq!(inline("[x](https://e.example/?a=1&b=2)"), outside);
        assert_eq!(inline("[x](/now/)"), "<a href=\"/now/\">x</a>");
        let below = |path: &str| format!("/portfolio{path}");
        assert_eq!(
            super::inline("[x](/now/) [y](//e.example/)", below),
            "<a href=\"/portfolio/now/\">x</a> <a href=\"//e.example/\">y</a>"
        );
        assert_eq!(inline("[*x*](javascript:alert(1)) y"), "<em>x</em> y");
        assert_eq!(inline("![alt](a.png)"), "alt");
    }

    #[test]
    fn raw_html_comes_out_as_text() {
        assert_eq!(inline("a <b>c</b>"), "a &lt;b&gt;c&lt;/b&gt;");
        assert_eq!(inline("<script>x</script>"), "&lt;script&gt;x&lt;/script&gt;");
    }

    #[test]
    fn plain_text_has_no_marks() {
        assert_eq!(plain("A *b* `c` [d](https://e.example)"), "A b c d");
        assert_eq!(plain("One\n\nTwo\n"), "One Two");
        assert_eq!(plain("1986. *A* year"), "1986. A year");
    }
}
