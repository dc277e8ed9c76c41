//! The custom properties that style sheets give to the whole page, with the condition under which each holds.
//!
//! In: the texts of style sheets. Out: [`Declaration`]s in the order in which the cascade lets them win. Only rules about the root
//! element count; what a theme sets on a part of a page is its own affair.

use std::collections::BTreeSet;

/// A custom property, or `color-scheme`, of the root element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// Its name, with the dashes.
    pub name: String,
    /// Its value, comments left out.
    pub value: String,
    /// Which sheet it stands in.
    pub sheet: usize,
    /// The bytes from name to value.
    pub span: (usize, usize),
    /// What the root element must have.
    pub wanted: Vec<Attribute>,
    /// Whether it holds in the light, and in the dark.
    pub sides: [bool; 2],
    /// What is greater wins: layer, weight of the selector.
    rank: (usize, usize),
}

/// An attribute of the root element that a selector asks for: `[data-scheme="moss"]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its value; none if any will do.
    pub value: Option<String>,
    /// Whether the element must not have it.
    pub not: bool,
}

/// Reads sheets, in the order in which a page names them. What wins comes last.
pub fn read(sheets: &[&str]) -> Vec<Declaration> {
    let mut reader = Reader::default();
    for (number, text) in sheets.iter().enumerate() {
        let text = without_comments(text);
        reader.sheet = number;
        reader.rules(&text, 0, &Context { layer: None, sides: [true, true] });
    }
    let none = reader.layers.len();
    let mut found: Vec<Declaration> = reader
        .found
        .into_iter()
        .map(|(layer, mut declaration)| {
            let layer = layer.and_then(|name| reader.layers.iter().position(|known| *known == name));
            declaration.rank.0 = layer.unwrap_or(none);
            declaration
        })
        .collect();
    found.sort_by_key(|declaration| declaration.rank);
    found
}

/// The attributes and values that selectors of the root element ask for, except the choice of light or dark.
pub fn choices(declarations: &[Declaration]) -> BTreeSet<(String, String)> {
    let wanted = declarations.iter().flat_map(|declaration| &declaration.wanted);
    wanted
        .filter(|attribute| attribute.name != SIDE)
        .filter_map(|attribute| Some((attribute.name.clone(), attribute.value.clone()?)))
        .collect()
}

/// The attribute by which a reader chooses light or dark.
pub const SIDE: &str = "data-theme";

/// How deep rules may stand in each other.
const DEEP: usize = 32;

/// The same text, with blanks in the place of comments and of what stands in quotes where it could be taken for structure.
fn without_comments(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                let end = find(text, at + 2, "*/").map_or(bytes.len(), |end| end + 2);
                bytes[at..end].fill(b' ');
                at = end;
            }
            quote @ (b'"' | b'\'') => {
                let mut end = at + 1;
                while end < bytes.len() && bytes[end] != quote && bytes[end] != b'\n' {
                    let step = if bytes[end] == b'\\' { 2 } else { 1 };
                    let stop = (end + step).min(bytes.len());
                    for byte in &mut bytes[end..stop] {
                        if matches!(byte, b'{' | b'}' | b';' | b':' | b'\\') {
                            *byte = b' ';
                        }
                    }
                    end = stop;
                }
                at = end + 1;
            }
            _ => at += 1,
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn find(text: &str, from: usize, wanted: &str) -> Option<usize> {
    text.as_bytes().get(from..)?.windows(wanted.len()).position(|bytes| bytes == wanted.as_bytes()).map(|at| from + at)
}

#[derive(Clone)]
struct Context {
    layer: Option<String>,
    sides: [bool; 2],
}

#[derive(Default)]
struct Reader {
    sheet: usize,
    layers: Vec<String>,
    found: Vec<(Option<String>, Declaration)>,
    depth: usize,
}

impl Reader {
    fn layer(&mut self, name: &str) {
        if !self.layers.iter().any(|known| known == name) {
            self.layers.push(name.to_owned());
        }
    }

    /// Reads the rules of a text that begins at byte `offset` of the sheet.
    fn rules(&mut self, text: &str, offset: usize, context: &Context) {
        if self.depth > DEEP {
            return;
        }
        let mut start = 0;
        while let Some(end) = text.get(start..).and_then(|rest| rest.find(['{', ';'])).map(|at| start + at) {
            let prelude = text[start..end].trim();
            if text.as_bytes()[end] == b';' {
                if let Some(names) = prelude.strip_prefix("@layer ") {
                    names.split(',').for_each(|name| self.layer(name.trim()));
                }
                start = end + 1;
                continue;
            }
            let close = closing(text, end);
            let inner = &text[end + 1..close];
            self.depth += 1;
            self.rule(prelude, inner, offset + end + 1, context);
            self.depth -= 1;
            start = (close + 1).min(text.len());
        }
    }

    fn rule(&mut self, prelude: &str, inner: &str, offset: usize, context: &Context) {
        if let Some(name) = prelude.strip_prefix("@layer") {
            self.layer(name.trim());
            return self.rules(inner, offset, &Context { layer: Some(name.trim().to_owned()), ..context.clone() });
        }
        if let Some(query) = prelude.strip_prefix("@media") {
            if let Some(sides) = sides(query) {
                let sides = [context.sides[0] && sides[0], context.sides[1] && sides[1]];
                self.rules(inner, offset, &Context { sides, ..context.clone() });
            }
            return;
        }
        if prelude.starts_with("@supports") {
            return self.rules(inner, offset, context);
        }
        for selector in prelude.split(',').filter_map(|selector| root(selector.trim())) {
            self.declarations(inner, offset, &selector, context);
        }
    }

    fn declarations(&mut self, inner: &str, offset: usize, wanted: &[Attribute], context: &Context) {
        let mut start = 0;
        for part in inner.split(';') {
            let at = start;
            start += part.len() + 1;
            let Some((name, value)) = part.split_once(':') else { continue };
            let name = name.trim();
            if (!name.starts_with("--") && name != "color-scheme") || value.contains('{') {
                continue;
            }
            let begin = offset + at + part.len() - part.trim_start().len();
            let declaration = Declaration {
                name: name.to_owned(),
                value: value.trim().trim_end_matches("!important").trim().to_owned(),
                sheet: self.sheet,
                span: (begin, begin + part.trim().len()),
                wanted: wanted.to_vec(),
                sides: context.sides,
                rank: (0, wanted.len()),
            };
            self.found.push((context.layer.clone(), declaration));
        }
    }
}

/// The byte of the brace that closes the one at `open`, or the end.
fn closing(text: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth <= 1 => return at,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

/// Whether a media query holds in the light and in the dark; none if it is about something else than a screen's colours.
fn sides(query: &str) -> Option<[bool; 2]> {
    let query: String = query.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase();
    match query.trim_start_matches("screen and ").replace(": ", ":").as_str() {
        "screen" | "all" => Some([true, true]),
        "(prefers-color-scheme:dark)" => Some([false, true]),
        "(prefers-color-scheme:light)" => Some([true, false]),
        _ => None,
    }
}

/// What a selector asks of the root element; none if it is about another element.
fn root(selector: &str) -> Option<Vec<Attribute>> {
    let mut rest = [":root", "html", "*"].iter().find_map(|name| selector.strip_prefix(name)).unwrap_or(selector);
    let mut wanted = Vec::new();
    while !rest.is_empty() {
        let not = rest.starts_with(":not(");
        let body = rest.strip_prefix(":not(").unwrap_or(rest).strip_prefix('[')?;
        let (attribute, after) = body.split_once(']')?;
        rest = if not { after.strip_prefix(')')? } else { after };
        let (name, value) = attribute.split_once('=').map_or((attribute, None), |(name, value)| (name, Some(value)));
        let value = value.map(|value| value.trim().trim_matches(['"', '\'']).to_owned());
        wanted.push(Attribute { name: name.trim().to_owned(), value, not });
    }
    (selector.starts_with([':', 'h', '*', '[']) && wanted.iter().all(|attribute| attribute.name.starts_with("data-")))
        .then_some(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(sheets: &[&str]) -> Vec<String> {
        let show = |declaration: &Declaration| {
            let wanted = declaration.wanted.iter().map(|attribute| {
                format!(
                    "{}{}={} ",
                    if attribute.not { "!" } else { "" },
                    attribute.name,
                    attribute.value.as_deref().unwrap_or("*")
                )
            });
            let sides = ["light ", "dark "]
                .iter()
                .zip(declaration.sides)
                .filter(|(_, holds)| !holds)
                .map(|(side, _)| format!("not-{side}"));
            wanted.chain(sides).collect::<String>() + &declaration.name + ": " + &declaration.value
        };
        read(sheets).iter().map(show).collect()
    }

    #[test]
    fn what_holds_for_the_page() {
        assert_eq!(
            shown(&[":root{--a:1;--b : x(2;3) ; color:red} p{--c:1} html[data-scheme=moss], [data-x='1']{--a: 2}"]),
            ["--a: 1", "--b: x(2", "data-scheme=moss --a: 2", "data-x=1 --a: 2"]
        );
        assert_eq!(
            shown(&[
                "/* :root{--z:1} */ :root{/*x*/--a:/*;*/1;--q:\"};\"} @media print{:root{--p:1}} @media (prefers-color-scheme: dark) { :root:not([data-theme=\"light\"]) {--a:2} }"
            ]),
            ["--a: 1", "--q: \"  \"", "!data-theme=light not-light --a: 2"]
        );
    }

    #[test]
    fn layers_and_weight_decide() {
        assert_eq!(
            shown(&[
                "@layer base, theme; :root{--a:4} @layer theme{:root{--a:3}} @layer base{[data-x=\"1\"]{--a:2} :root{--a:1}}"
            ]),
            ["--a: 1", "data-x=1 --a: 2", "--a: 3", "--a: 4"]
        );
        assert_eq!(shown(&["@layer base{:root{--a:1}}", "@layer theme{:root{--a:2}}"]), ["--a: 1", "--a: 2"]);
    }

    #[test]
    fn places() {
        let text = "/* é */ :root { --a: 1; }";
        let found = read(&[text]);
        assert_eq!(&text[found[0].span.0..found[0].span.1], "--a: 1");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "(?s)[@a-z:;{}()\\[\\]\"'/*=, é\\n-]{0,120}") {
            for declaration in read(&[&text]) {
                proptest::prop_assert!(text.get(declaration.span.0..declaration.span.1).is_some());
            }
        }
    }
}
