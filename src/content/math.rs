//! Mathematics: TeX notation to MathML, which every browser shows without a script.

use std::ops::Range;

use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::event::Content;
use pulldown_latex::{Event, Parser, Storage, push_mathml};

/// Longer formulas are refused; the parser's own work may grow faster than the text.
const LONGEST: usize = 8 * 1024;
/// How deep groups may nest.
const DEEPEST: usize = 60;

/// Whether `$…$` at `range` is text with two dollar signs: `${{ a }}/${{ b }}`, `$HOME/$USER`.
pub(super) fn is_text(source: &str, range: &Range<usize>) -> bool {
    let next = source[range.end..].chars().next();
    next.is_some_and(|c| c.is_alphanumeric() || matches!(c, '{' | '_'))
}

/// MathML for a formula.
///
/// # Errors
/// One line that says what is wrong with it.
pub(super) fn render(formula: &str, display: bool) -> Result<String, String> {
    check(formula)?;
    // The TeX parser is not ours, and some malformed formulas make it panic. A page must not take the build with it.
    std::panic::catch_unwind(|| mathml(formula, display))
        .unwrap_or_else(|_| Err("the formula cannot be read".to_owned()))
}

fn mathml(formula: &str, display: bool) -> Result<String, String> {
    let storage = Storage::new();
    let events: Result<Vec<_>, _> = Parser::new(formula, &storage).collect();
    let events = events.map_err(|error| unknown_command(formula).unwrap_or_else(|| reason(&error)))?;
    let markup =
        |event: &Event<'_>| matches!(event, Event::Content(Content::Function(name)) if name.contains(['<', '>', '&']));
    if events.iter().any(markup) {
        return Err("the name of an operator cannot hold `<`, `>` or `&`".to_owned());
    }
    let mode = if display { DisplayMode::Block } else { DisplayMode::Inline };
    let config = RenderConfig { display_mode: mode, ..RenderConfig::default() };
    let mut mathml = String::new();
    let events = events.into_iter().map(Ok::<_, std::convert::Infallible>);
    push_mathml(&mut mathml, events, config).map_err(|error| error.to_string())?;
    Ok(named_styles(escape_operators(mathml)))
}

/// The renderer sets styles on `mrow`. The element that is there for them is `mstyle`, and validators know it by no other.
fn named_styles(mathml: String) -> String {
    if !mathml.contains("<mrow displaystyle") {
        return mathml;
    }
    let mut out = String::with_capacity(mathml.len() + 16);
    let mut styled = Vec::new();
    for piece in mathml.split_inclusive('>') {
        let Some(tag) = piece.rfind('<') else {
            out.push_str(piece);
            continue;
        };
        let (text, tag) = piece.split_at(tag);
        out.push_str(text);
        match tag {
            "</mrow>" => out.push_str(if styled.pop() == Some(true) { "</mstyle>" } else { "</mrow>" }),
            _ if tag.starts_with("<mrow") => {
                let style = tag.starts_with("<mrow displaystyle");
                styled.push(style);
                out.push_str(&if style { tag.replacen("<mrow", "<mstyle", 1) } else { tag.to_owned() });
            }
            _ => out.push_str(tag),
        }
    }
    out
}

/// The renderer escapes text, but not the single characters `<`, `>` and `&`, which it writes as operators. No tag has any of
/// them before a `<`, and operators stand between tags.
fn escape_operators(mathml: String) -> String {
    if !["<<", ">>", "&"].iter().any(|mark| mathml.contains(mark)) {
        return mathml;
    }
    let mut out = String::with_capacity(mathml.len() + 16);
    let mut in_tag = false;
    let mut rest = mathml.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or_default();
        match c {
            '<' if !in_tag && (next.is_ascii_alphabetic() || next == '/') => {
                in_tag = true;
                out.push('<');
            }
            '<' => out.push_str("&lt;"),
            '>' if in_tag => {
                in_tag = false;
                out.push('>');
            }
            '>' => out.push_str("&gt;"),
            // What is escaped already goes on with a letter or `#`.
            '&' if !next.is_ascii_alphabetic() && next != '#' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out
}

/// The parser's error does not name the command, so each is tried alone.
fn unknown_command(formula: &str) -> Option<String> {
    let commands = formula.split('\\').skip(1).map(|rest| rest.split(|c: char| !c.is_ascii_alphabetic()).next());
    let unknown = |name: &&str| {
        let command = ["\\", name, " "].concat();
        let storage = Storage::new();
        let first = Parser::new(&command, &storage).next();
        matches!(first, Some(Err(error)) if reason(&error).contains("unknown"))
    };
    let name = commands.flatten().filter(|name| !name.is_empty()).find(unknown)?;
    Some(format!("the command `\\{name}` is not known"))
}

fn reason(error: &pulldown_latex::ParserError) -> String {
    use std::error::Error;
    let source = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    let line = source.lines().next().unwrap_or_default().trim().trim_end_matches('.');
    format!("the formula cannot be read: {line}")
}

/// Refuses what could run for long: definitions of macros, deep nesting, great length.
fn check(formula: &str) -> Result<(), String> {
    if formula.len() > LONGEST {
        return Err(format!("the formula is longer than {LONGEST} bytes"));
    }
    let definitions = ["\\def", "\\gdef", "\\edef", "\\xdef", "\\let", "\\futurelet", "\\newcommand", "\\renewcommand"];
    let defines = |word: &&str| {
        formula
            .match_indices(*word)
            .any(|(at, _)| !formula[at + word.len()..].starts_with(|c: char| c.is_ascii_alphabetic()))
    };
    if let Some(word) = definitions.iter().find(|word| defines(word)) {
        return Err(format!("macros cannot be defined in a formula (`{word}`)"));
    }
    let mut depth = 0usize;
    for byte in formula.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth > DEEPEST {
            return Err("the formula nests too deep".to_owned());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn formulas() {
        assert_eq!(render("x", false).as_deref(), Ok("<math display=\"inline\"><mi>x</mi></math>"));
        assert_eq!(
            render("a<b", true).as_deref(),
            Ok("<math display=\"block\"><mi>a</mi><mo>&lt;</mo><mi>b</mi></math>")
        );
        for wrong in ["\\frac{1}", "\\nonsense", "{", "\\left(x", "\\begin{x}", "\\def\\a{\\a\\a}\\a", "\\char日"] {
            assert!(render(wrong, false).is_err(), "{wrong}");
        }
        assert_eq!(render("\\sqrt{\\nonsense}", false), Err("the command `\\nonsense` is not known".to_owned()));
        for wrong in ["\\operatorname{<b>}", "\\mathop{<script>x</script>}", "\\color{#1é234}x"] {
            assert!(render(wrong, false).is_err(), "{wrong}");
        }
        let text = render("\\text{<b> & c} > d \\& e \\not< f", false).unwrap_or_default();
        assert!(text.contains("&lt;b&gt; &amp; c") && text.contains("<mo>&gt;</mo>"), "{text}");
        assert!(text.contains(">&amp;</m") && !text.contains("<b>") && !text.contains("><<"), "{text}");
    }

    #[test]
    fn styles_have_their_element() {
        let styled =
            super::named_styles("<math><mrow displaystyle=\"false\"><mrow><mi>x</mi></mrow></mrow></math>".to_owned());
        assert_eq!(styled, "<math><mstyle displaystyle=\"false\"><mrow><mi>x</mi></mrow></mstyle></math>");
        assert_eq!(super::named_styles("<mrow><mi>x</mi></mrow>".to_owned()), "<mrow><mi>x</mi></mrow>");
    }

    #[test]
    fn long_and_deep_formulas() {
        for unit in ["{", "}", "x^", "\\sqrt", "\\left(", "\\frac", "\\begin{matrix}", "\\text{", "x_1 + ", "\\hat"] {
            let long = unit.repeat(7000 / unit.len());
            drop(render(&long, true));
        }
        assert!(render(&"x_1 + ".repeat(500), true).is_ok());
        assert!(render(&"x".repeat(9000), true).is_err());
    }
}
