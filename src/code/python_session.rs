//! Sessions of the Python prompt and tracebacks: prompts, code read as Python, what was printed, how it failed.
//!
//! All code of a session is read as one module, so that a name bound at one prompt is known at the next.

use crate::python::{self, Class, Token};

use super::Reading;
use super::stitch::{Stitched, lines};

/// Reads a session: `>>>` and `...`, or IPython's `In [1]:`. What has no prompt was printed.
pub fn session(source: &str) -> Reading {
    let mut code = Stitched::default();
    let mut tokens = Vec::new();
    let mut printed = Traceback::default();
    let mut in_code = false;
    for (offset, line) in lines(source) {
        match prompt(line, in_code) {
            Some(length) => {
                push(&mut tokens, (offset, line), (0, line[..length].trim_end().len()), Class::Prompt);
                code.push(&line[length..], offset + length);
                printed = Traceback::default();
                in_code = true;
            }
            None => {
                in_code = false;
                printed.line((offset, line), Some(Class::Output), &mut tokens);
            }
        }
    }
    let analysis = python::analyse(code.text());
    code.tokens_to_source(&analysis.tokens, &mut tokens);
    tokens.sort_by_key(|token| token.start);
    let errors = analysis.errors.into_iter().map(|(span, text)| (code.span_to_source(span), text)).collect();
    Reading { tokens, imports: analysis.imports, errors }
}

/// Reads a traceback, or several with what stands between them.
pub fn traceback(source: &str) -> Reading {
    let mut tokens = Vec::new();
    let mut state = Traceback::default();
    for line in lines(source) {
        state.line(line, None, &mut tokens);
    }
    tokens.sort_by_key(|token| token.start);
    Reading { tokens, ..Reading::default() }
}

/// The length of a prompt at the beginning of a line, with the blank behind it. `...` counts only below other code.
fn prompt(line: &str, in_code: bool) -> Option<usize> {
    let text = line.trim_start();
    let indent = line.len() - text.len();
    let length = match text {
        _ if text.starts_with(">>>") => 3,
        _ if in_code && text.starts_with("...") => 3,
        _ if text.starts_with("In [") => text.find("]:")? + 2,
        _ => return None,
    };
    match text.as_bytes().get(length) {
        None | Some(b'\n') => Some(indent + length),
        Some(b' ') => Some(indent + length + 1),
        Some(_) => None,
    }
}

/// Adds a token for a part of a line, unless it is empty.
fn push(tokens: &mut Vec<Token>, (offset, _): (usize, &str), (from, to): (usize, usize), class: Class) {
    let (Ok(start), Ok(end)) = (u32::try_from(offset + from), u32::try_from(offset + to)) else { return };
    if start < end {
        tokens.push(Token { start, end, class });
    }
}

const HEAD: &str = "Traceback (most recent call last):";
const BETWEEN: [&str; 2] = [
    "During handling of the above exception, another exception occurred:",
    "The above exception was the direct cause of the following exception:",
];

/// The length of what the traceback of a group of exceptions draws at the left: `  | `, `  +-+---- 1 ----`.
fn margin(line: &str) -> usize {
    let text = line.trim_start();
    let indent = line.len() - text.len();
    match text.as_bytes() {
        [b'+', b' ', ..] if text.contains(HEAD) => indent + 1,
        [b'+', b'-', ..] => line.len(),
        [b'|', ..] => indent + 1,
        _ => 0,
    }
}

/// Reads tracebacks line by line; what stands outside them gets the class of its surroundings.
#[derive(Debug, Default)]
struct Traceback {
    inside: bool,
}

impl Traceback {
    fn line(&mut self, line: (usize, &str), outside: Option<Class>, tokens: &mut Vec<Token>) {
        let content = line.1.trim_end();
        let margin = margin(content);
        let text = content[margin..].trim_start();
        let start = content.len() - text.len();
        let indent = start - margin;
        match text {
            "" => {}
            _ if text == HEAD || text.ends_with(HEAD) || BETWEEN.contains(&text) => {
                self.inside = true;
                push(tokens, line, (start, content.len()), Class::Traceback);
            }
            _ if text.starts_with("File \"") && indent > 0 => {
                self.inside = true;
                frame(line, (start, text), tokens);
            }
            _ if !self.inside => {
                outside.into_iter().for_each(|class| push(tokens, line, (0, content.len()), class));
            }
            _ if text.bytes().all(|byte| matches!(byte, b'^' | b'~' | b' ')) => {
                push(tokens, line, (start, content.len()), Class::Traceback);
            }
            _ if indent > 1 => code(line, start, text, tokens),
            _ => self.error(line, (start, text), tokens),
        }
    }

    /// `ValueError: message`, which ends the traceback; its note lines are plain.
    fn error(&mut self, line: (usize, &str), (start, text): (usize, &str), tokens: &mut Vec<Token>) {
        let name = text.split([':', ' ']).next().unwrap_or(text);
        let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'));
        if is_name {
            push(tokens, line, (start, start + name.len()), Class::ErrorMessage);
            self.inside = start > 0; // in a group of exceptions others follow
        }
    }
}

/// `File "ledger.py", line 12, in close_month`.
fn frame(line: (usize, &str), (start, text): (usize, &str), tokens: &mut Vec<Token>) {
    let path = "File ".len();
    let Some(quote) = text.rfind('"').filter(|quote| *quote > path) else { return };
    push(tokens, line, (start + path, start + quote + 1), Class::Builtin);
    let rest = &text[quote + 1..];
    let Some(number) = rest.find(|letter: char| letter.is_ascii_digit()) else { return };
    let digits = rest[number..].bytes().take_while(u8::is_ascii_digit).count();
    let first = start + quote + 1 + number;
    push(tokens, line, (first, first + digits), Class::NumberInteger);
    if let Some(name) = rest.find(", in ") {
        push(tokens, line, (start + quote + 1 + name + 5, start + text.len()), Class::Function);
    }
}

fn code(line: (usize, &str), start: usize, text: &str, tokens: &mut Vec<Token>) {
    for token in python::analyse(text).tokens {
        push(tokens, line, (start + token.start as usize, start + token.end as usize), token.class);
    }
}
