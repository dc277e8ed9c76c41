//! SVG that a cell put out, made harmless: a list of elements that draw, no scripts, no events, nothing from elsewhere.
//!
//! The result is well-formed XML again. What is not well-formed, or needs a declaration of entities, is refused: another
//! form of the same output is shown then.

use crate::code::escape;

/// Elements that may stay. Everything else goes with all that is in it.
const DRAWS: &[&str] = &[
    "svg",
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "textPath",
    "defs",
    "use",
    "symbol",
    "clipPath",
    "mask",
    "pattern",
    "linearGradient",
    "radialGradient",
    "stop",
    "marker",
    "title",
    "desc",
    "style",
    "image",
    "switch",
    "a",
    "filter",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
];

/// Deeper drawings are refused.
const DEEPEST: usize = 500;

/// A harmless copy; nothing if the text is no SVG.
pub(super) fn clean(source: &str) -> Option<String> {
    let mut cleaner =
        Cleaner { out: String::with_capacity(source.len()), open: Vec::new(), hidden: None, sheet: 0, done: false };
    let mut rest = source.trim_start_matches('\u{feff}');
    while !rest.is_empty() {
        rest = cleaner.next(rest)?;
    }
    (cleaner.done && cleaner.open.is_empty()).then(|| cleaner.out + "\n")
}

struct Cleaner<'a> {
    out: String,
    open: Vec<&'a str>,
    /// The depth of the element that goes with all that is in it.
    hidden: Option<usize>,
    /// Where the content of the style sheet that is open begins: what comes in pieces is judged as a whole.
    sheet: usize,
    /// Whether the outermost element is closed.
    done: bool,
}

impl<'a> Cleaner<'a> {
    /// Takes one piece of the text; gives the rest.
    fn next(&mut self, text: &'a str) -> Option<&'a str> {
        if let Some(rest) = text.strip_prefix("<!--") {
            return rest.split_once("-->").map(|(_, rest)| rest);
        }
        if let Some(rest) = text.strip_prefix("<![CDATA[") {
            let (inside, rest) = rest.split_once("]]>")?;
            let mut plain = String::with_capacity(inside.len());
            escape(inside, &mut plain);
            self.text(&plain)?;
            return Some(rest);
        }
        if let Some(rest) = text.strip_prefix("<?") {
            return rest.split_once("?>").map(|(_, rest)| rest);
        }
        if let Some(rest) = text.strip_prefix("<!DOCTYPE") {
            let (inside, rest) = rest.split_once('>')?;
            return (!inside.contains('[')).then_some(rest);
        }
        if let Some(rest) = text.strip_prefix("</") {
            let (name, rest) = rest.split_once('>')?;
            return (self.open.pop()? == name.trim_end()).then(|| self.close(name.trim_end(), rest));
        }
        if let Some(rest) = text.strip_prefix('<') {
            return self.start(rest);
        }
        let end = text.find('<').unwrap_or(text.len());
        self.text(&text[..end])?;
        text.get(end..)
    }

    fn close(&mut self, name: &str, rest: &'a str) -> &'a str {
        let depth = self.open.len();
        match self.hidden {
            Some(hidden) if hidden == depth => self.hidden = None,
            Some(_) => {}
            None => self.out.extend(["</", name, ">"]),
        }
        self.done |= depth == 0;
        rest
    }

    fn text(&mut self, text: &str) -> Option<()> {
        if self.open.is_empty() {
            return text.trim().is_empty().then_some(());
        }
        if !text.split('&').skip(1).all(is_entity) {
            return None;
        }
        if self.hidden.is_none() {
            self.out.push_str(text);
            if self.open.last() == Some(&"style") && !self.out.get(self.sheet..).is_some_and(is_local) {
                self.out.truncate(self.sheet);
            }
        }
        Some(())
    }

    fn start(&mut self, text: &'a str) -> Option<&'a str> {
        let length = text.find(|letter: char| letter.is_whitespace() || matches!(letter, '/' | '>'))?;
        let (name, mut rest) = text.split_at(length);
        let depth = self.open.len();
        if depth == 0 && (self.done || name != "svg") || depth >= DEEPEST || name.contains(['<', '&', '"', '\'']) {
            return None;
        }
        if self.hidden.is_none() && !DRAWS.contains(&name) {
            self.hidden = Some(depth);
        }
        let is_shown = self.hidden.is_none();
        if is_shown {
            self.out.extend(["<", name]);
        }
        let mut has_namespace = false;
        loop {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix("/>") {
                if is_shown {
                    self.out.push_str(if depth == 0 && !has_namespace { NAMESPACE } else { "" });
                    self.out.push_str("/>");
                } else if self.hidden == Some(depth) {
                    self.hidden = None;
                }
                self.done |= depth == 0;
                return Some(after);
            }
            if let Some(after) = rest.strip_prefix('>') {
                if is_shown {
                    self.out.push_str(if depth == 0 && !has_namespace { NAMESPACE } else { "" });
                    self.out.push('>');
                }
                self.open.push(name);
                self.sheet = self.out.len();
                return Some(after);
            }
            let (attribute, after) = attribute(rest)?;
            has_namespace |= attribute.0 == "xmlns";
            if is_shown && is_harmless(attribute) {
                self.out.extend([" ", attribute.0, "=\"", &attribute.1.replace('"', "&quot;"), "\""]);
            }
            rest = after;
        }
    }
}

/// A drawing in a file of its own needs it.
const NAMESPACE: &str = " xmlns=\"http://www.w3.org/2000/svg\"";

/// `name="value"` at the beginning of a text, and the rest.
fn attribute(text: &str) -> Option<((&str, &str), &str)> {
    let (name, rest) = text.split_once('=')?;
    let name = name.trim_end();
    let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | ':' | '.');
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (value, rest) = rest.get(1..)?.split_once(quote)?;
    let is_sound = !name.is_empty() && name.chars().all(is_name) && !value.contains('<');
    (is_sound && value.split('&').skip(1).all(is_entity)).then_some(((name, value), rest))
}

/// One of the five entities of XML, or a character by its number, at the beginning of a text.
fn is_entity(text: &str) -> bool {
    let Some((name, _)) = text.split_once(';') else { return false };
    match name.strip_prefix('#') {
        Some(number) => {
            let hexadecimal = number.strip_prefix('x').map(|digits| u32::from_str_radix(digits, 16));
            hexadecimal
                .unwrap_or_else(|| number.parse())
                .is_ok_and(|number| number >= 32 || matches!(number, 9 | 10 | 13))
        }
        None => matches!(name, "amp" | "lt" | "gt" | "quot" | "apos"),
    }
}

fn is_harmless((name, value): (&str, &str)) -> bool {
    let bare = name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase();
    match bare.as_str() {
        _ if bare.starts_with("on") => false,
        "base" => false,
        "href" | "src" => is_own_address(value),
        // Names of namespaces are addresses that nobody opens.
        _ if name == "xmlns" || name.starts_with("xmlns:") => true,
        _ => is_local(value),
    }
}

/// A part of the same drawing, or a picture that it brings along.
fn is_own_address(value: &str) -> bool {
    let value = value.trim();
    let pixels = ["data:image/png;", "data:image/jpeg;", "data:image/gif;", "data:image/webp;"];
    value.starts_with('#') || pixels.iter().any(|kind| value.starts_with(kind))
}

/// Whether a style or a value fetches nothing from elsewhere.
fn is_local(value: &str) -> bool {
    let text = plain(value).to_ascii_lowercase();
    let own =
        |rest: &str| is_own_address(rest.trim_start().trim_start_matches(['"', '\'']).trim_start_matches("&quot;"));
    let escapes = text.contains('\\');
    let bad = ["@import", "expression(", "javascript:"];
    !bad.iter().any(|word| text.contains(word))
        && text.split("url(").skip(1).all(own)
        && !(escapes && text.contains(['(', '@']))
}

/// A text with the signs that its entities stand for, which all are entities of XML.
fn plain(text: &str) -> String {
    let mut pieces = text.split('&');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once(';').unwrap_or((piece, ""));
        let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix('x') {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => number.parse().ok(),
        });
        out.push(match name {
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "amp" => '&',
            _ => number.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER),
        });
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_stays() {
        let source = "<?xml version='1.0'?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x\">\n\
                      <svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width='9'>\
                      <metadata><rdf:RDF>x</rdf:RDF></metadata><defs><style type=\"text/css\"><![CDATA[*{fill:none}]]></style></defs>\
                      <use xlink:href=\"#a\"/><g clip-path=\"url(#b)\"><text>a &lt; &#8364;</text></g><!-- c --></svg>\n";
        assert_eq!(
            clean(source).as_deref(),
            Some(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"9\">\
                 <defs><style type=\"text/css\">*{fill:none}</style></defs><use xlink:href=\"#a\"/>\
                 <g clip-path=\"url(#b)\"><text>a &lt; &#8364;</text></g></svg>\n"
            )
        );
        assert_eq!(clean("<svg/>").as_deref(), Some("<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"));
    }

    #[test]
    fn nothing_runs_or_is_fetched() {
        for (bad, good) in [
            ("<script>x()</script>", ""),
            ("<script href=\"x\"/><g/>", "<g/>"),
            ("<g onload=\"x()\" ONclick='y' id=\"a\"/>", "<g id=\"a\"/>"),
            ("<a href=\"javascript:x()\">t</a>", "<a>t</a>"),
            ("<a xlink:href=\" java&#115;cript:x()\">t</a>", "<a>t</a>"),
            ("<image href=\"https://a.example/x.png\"/>", "<image/>"),
            ("<foreignObject><div>x</div></foreignObject>", ""),
            ("<animate attributeName=\"href\" to=\"javascript:x()\"/>", ""),
            ("<style>@import 'https://a.example/x.css';</style>", "<style></style>"),
            ("<g style=\"fill:url(https://a.example/x)\"/>", "<g/>"),
            ("<g style=\"fill:u\\72l(https://a.example/x)\"/>", "<g/>"),
            ("<style>@im<!-- -->port 'https://a.example/x.css';</style>", "<style></style>"),
            ("<style>*{fill:u<![CDATA[rl(https://a.example/x)]]>}</style>", "<style>}</style>"),
            ("<style>@\\69mport 'https://a.example/x.css';</style>", "<style></style>"),
            ("<style>&#64;import 'https://a.example/x.css';</style>", "<style></style>"),
            ("<g style=\"fill:url&#x28;https://a.example/x)\"/>", "<g/>"),
            ("<g style=\"font-family:&#39;A (b)&#39;\"/>", "<g style=\"font-family:&#39;A (b)&#39;\"/>"),
            ("<x><script>1</script></x>t", "t"),
        ] {
            let expected = format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{good}</svg>\n");
            assert_eq!(clean(&format!("<svg>{bad}</svg>")), Some(expected), "{bad}");
        }
    }

    #[test]
    fn what_is_no_drawing_is_refused() {
        for text in [
            "",
            "text",
            "<html/>",
            "<svg>",
            "<svg></g>",
            "<svg></svg><svg/>",
            "<svg a=b/>",
            "<svg>&nbsp;</svg>",
            "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg>&a;</svg>",
            "<svg",
            "<svg a=\"<\"/>",
            "<svg><![CDATA[",
            "<svg/>x",
        ] {
            assert_eq!(clean(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_comes_out_is_well_formed(inside in "(<(g|a href='#x'|script|style|/g|/a|/script|/style|g on='1'/|b:c/)>|[<>&;\"'= a-z]|&lt;|<!--|-->){0,20}") {
            if let Some(out) = clean(&format!("<svg xmlns:b='x'>{inside}</svg>")) {
                proptest::prop_assert!(roxmltree::Document::parse(&out).is_ok(), "{}", out);
                proptest::prop_assert!(!out.contains("<script"));
            }
        }
    }
}
