//! Mathematics: TeX notation to MathML, which every browser shows without a script.

use std::ops::Range;

use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Parser, Storage, push_mathml};

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
    let storage = Storage::new();
    let events: Result<Vec<_>, _> = Parser::new(formula, &storage).collect();
    let events = events.map_err(|error| reason(&error))?;
    let mode = if display { DisplayMode::Block } else { DisplayMode::Inline };
    let config = RenderConfig { display_mode: mode, ..RenderConfig::default() };
    let mut mathml = String::new();
    let events = events.into_iter().map(Ok::<_, std::convert::Infallible>);
    push_mathml(&mut mathml, events, config).map_err(|error| error.to_string())?;
    Ok(mathml)
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
            b'{' | b'^' | b'_' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b' ' | b'\n' if depth < 8 => {}
            _ => continue,
        }
        if depth > DEEPEST * 4 {
            return Err("the formula nests too deep".to_owned());
        }
    }
    Ok(())
}
