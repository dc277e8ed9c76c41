//! What is said about lines: a sign in the line, and its words below the code. Each leads to the other.
//!
//! Signs have no text, so that they are not copied with the code; a style sheet shows their numbers.

use super::attributes::Attributes;
use super::frame::Frame;
use super::html::{escape, escape_attribute};

/// Writes the signs of the remarks on a line.
pub fn signs(number: u32, attributes: &Attributes, frame: &Frame<'_>, out: &mut String) {
    for (at, _) in (1..).zip(&attributes.labels).filter(|(_, label)| label.line == number) {
        match frame.id {
            Some(id) => {
                let name = frame.defaults.words.remark.replace("{number}", &at.to_string());
                sign(Sign { at, name: &name, id, own: "at", other: "remark" }, out);
            }
            None => out.push_str(&format!("<span class=\"remark\" data-n=\"{at}\"></span>")),
        }
    }
}

/// Writes the remarks below the code, numbered as their signs are.
pub fn write(attributes: &Attributes, frame: &Frame<'_>, out: &mut String) {
    if attributes.labels.is_empty() {
        return;
    }
    out.push_str("<ol class=\"code-remarks\">");
    for (at, label) in (1..).zip(&attributes.labels) {
        out.push_str("<li>");
        if let Some(id) = frame.id {
            let name = frame.defaults.words.line.replace("{number}", &attributes.shown(label.line).to_string());
            sign(Sign { at, name: &name, id, own: "remark", other: "at" }, out);
        }
        out.push_str("<span>");
        words(&label.text, out);
        out.push_str("</span></li>");
    }
    out.push_str("</ol>");
}

/// One end of the way between a line and what is said about it.
struct Sign<'a> {
    at: u32,
    name: &'a str,
    id: &'a str,
    own: &'a str,
    other: &'a str,
}

fn sign(Sign { at, name, id, own, other }: Sign<'_>, out: &mut String) {
    out.push_str(&format!("<a class=\"remark\" id=\"{id}-{own}-{at}\" href=\"#{id}-{other}-{at}\" aria-label=\""));
    escape_attribute(name, out);
    out.push_str(&format!("\" data-n=\"{at}\"></a>"));
}

/// Writes a sentence about code, in which names may stand between backquotes.
pub fn words(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some((before, (name, after))) =
        rest.split_once('`').and_then(|(before, after)| Some((before, after.split_once('`')?)))
    {
        escape(before, out);
        out.push_str("<code>");
        escape(name, out);
        out.push_str("</code>");
        rest = after;
    }
    escape(rest, out);
}

#[cfg(test)]
mod tests {
    use super::super::Block;
    use super::super::frame::FrameDefaults;
    use super::*;

    fn html(info: &str, source: &str) -> String {
        let mut out = String::new();
        Block::parse(info, source).0.write_html(&Frame::new(&FrameDefaults::default()), &mut out);
        out
    }

    #[test]
    fn remarks_stand_below_and_their_signs_in_the_lines() {
        let out = html("text {label=2:\"a < b\" label=1:\"first\"}", "x\ny");
        assert!(out.contains("<span class=\"line\">x<span class=\"remark\" data-n=\"1\"></span>\n</span>"), "{out}");
        assert!(
            out.contains("<ol class=\"code-remarks\"><li><span>first</span></li><li><span>a &lt; b</span></li></ol>"),
            "{out}"
        );
    }

    #[test]
    fn a_remark_and_its_sign_lead_to_each_other() {
        let mut out = String::new();
        let defaults = FrameDefaults::default();
        let frame = Frame { id: Some("code-2"), ..Frame::new(&defaults) };
        Block::parse("text {label=2:why start=8}", "x\ny").0.write_html(&frame, &mut out);
        let sign = "<a class=\"remark\" id=\"code-2-at-1\" href=\"#code-2-remark-1\" aria-label=\"Remark 1\" data-n=\"1\"></a>";
        let back =
            "<a class=\"remark\" id=\"code-2-remark-1\" href=\"#code-2-at-1\" aria-label=\"Line 9\" data-n=\"1\"></a>";
        assert!(out.contains(&format!("data-n=\"9\">y{sign}</span>")), "{out}");
        assert!(out.contains(&format!("<li>{back}<span>why</span></li>")), "{out}");
    }

    #[test]
    fn sentences_about_code_may_name_code() {
        let out = html("text {caption=\"`a<b` and `\" label=1:\"why `x`\"}", "x");
        assert!(out.contains("<figcaption class=\"code-caption\"><code>a&lt;b</code> and `</figcaption>"), "{out}");
        assert!(out.contains("<span>why <code>x</code></span>"), "{out}");
    }
}
