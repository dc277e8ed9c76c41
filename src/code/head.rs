//! The tab above the code: its title, the file it comes from, and whether it was run.

use super::attributes::Attributes;
use super::frame::{Frame, FrameWords, Origin};
use super::html::{escape, escape_attribute};

/// The tab above the code. It names the figure, unless a caption does.
pub fn write(attributes: &Attributes, frame: &Frame<'_>, out: &mut String) {
    let (title, context) = (&attributes.title, frame.context);
    if title.is_none() && context.origin.is_none() && context.verified.is_none() {
        return;
    }
    let element = if attributes.caption.is_some() { "div" } else { "figcaption" };
    out.push_str(&format!("<{element} class=\"code-head\">"));
    if let Some(title) = title {
        out.push_str("<span class=\"code-title\">");
        escape(title, out);
        out.push_str("</span>");
    }
    if let Some(origin) = &context.origin {
        self::origin(origin, attributes, &frame.defaults.words, out);
    }
    if let Some(version) = &context.verified {
        out.push_str(" <span class=\"code-verified\">");
        escape(&frame.defaults.words.verified.replace("{version}", version), out);
        out.push_str("</span>");
    }
    out.push_str(&format!("</{element}>"));
}

/// Where the code was taken from; the path is the title of a block that has no other.
fn origin(origin: &Origin, attributes: &Attributes, words: &FrameWords, out: &mut String) {
    let untitled = attributes.title.is_none();
    let element = if origin.url.is_some() { "a" } else { "span" };
    out.push_str(if untitled { "<" } else { " <" });
    out.push_str(element);
    out.push_str(" class=\"code-origin\"");
    if let Some(url) = &origin.url {
        out.push_str(" href=\"");
        escape_attribute(url, out);
        out.push_str("\" rel=\"noopener\"");
    }
    out.push_str(if untitled { "><span class=\"code-title\">" } else { "><span>" });
    escape(&origin.path, out);
    out.push_str("</span>");
    if let Some((first, last)) = origin.lines {
        let words = &words.lines[usize::from(last > first)];
        out.push_str(" <span class=\"code-lines\">");
        escape(&words.replace("{first}", &first.to_string()).replace("{last}", &last.to_string()), out);
        out.push_str("</span>");
    }
    out.push_str(&format!("</{element}>"));
}

#[cfg(test)]
mod tests {
    use super::super::Block;
    use super::super::frame::{BlockContext, FrameDefaults};
    use super::*;

    fn with(info: &str, source: &str, context: &BlockContext) -> String {
        let mut out = String::new();
        let defaults = FrameDefaults::default();
        Block::parse(info, source).0.write_html(&Frame { context, ..Frame::new(&defaults) }, &mut out);
        out
    }

    #[test]
    fn the_head_says_where_the_code_comes_from_and_that_it_runs() {
        let origin =
            |lines, url: Option<&str>| Some(Origin { path: "a/<b>.py".to_owned(), lines, url: url.map(str::to_owned) });
        let context = BlockContext {
            origin: origin(Some((12, 40)), Some("https://g.example/?\"")),
            verified: Some("Python 3.14".to_owned()),
            ..BlockContext::default()
        };
        assert!(
            with("text", "x", &context).contains(
                "<figcaption class=\"code-head\"><a class=\"code-origin\" href=\"https://g.example/?&quot;\" rel=\"noopener\">\
                 <span class=\"code-title\">a/&lt;b&gt;.py</span> <span class=\"code-lines\">lines 12–40</span></a> \
                 <span class=\"code-verified\">Verified with Python 3.14</span></figcaption>"
            )
        );
        let context = BlockContext { origin: origin(Some((7, 7)), None), ..BlockContext::default() };
        assert!(with("text {title=T caption=C}", "x", &context).contains(
            "<div class=\"code-head\"><span class=\"code-title\">T</span> <span class=\"code-origin\"><span>a/&lt;b&gt;.py</span> \
             <span class=\"code-lines\">line 7</span></span></div>"
        ));
        let context = BlockContext { origin: origin(None, None), ..BlockContext::default() };
        assert!(!with("text", "x", &context).contains("code-lines"));
    }
}
