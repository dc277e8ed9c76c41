//! Sessions of the Python prompt: prompts, code read as Python, what was printed, how it failed.
//!
//! All code of a session is read as one module, so that a name bound at one prompt is known at the next.

use crate::python::{self, Class, Stitched, lines};

use super::Reading;
use super::traceback::{Traceback, push};

/// Reads a session: `>>>` and `...`, or IPython's `In [1]:`. What has no prompt was printed.
pub fn session(source: &str) -> Reading {
    let mut code = Stitched::default();
    let mut tokens = Vec::new();
    let mut printed = Traceback::default();
    let mut in_code = false;
    // where the code ends that the session itself shows to be wrong
    let mut wrong = 0;
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
                wrong = if is_syntax_error(line) { offset } else { wrong };
                printed.line((offset, line), Some(Class::Output), &mut tokens);
            }
        }
    }
    let analysis = python::analyse(code.text());
    code.tokens_to_source(&analysis.tokens, &mut tokens);
    tokens.sort_by_key(|token| token.start);
    let errors = analysis.errors.into_iter().map(|(span, text)| (code.span_to_source(span), text));
    let errors = errors.filter(|(span, _)| span.start as usize >= wrong).collect();
    let names = analysis.names.moved(|start, end| code.part_to_source(start, end));
    Reading { tokens, imports: analysis.imports, errors, names, ..Reading::default() }
}

/// Whether a line says that what was typed is no Python: then its author knows.
fn is_syntax_error(line: &str) -> bool {
    ["SyntaxError", "IndentationError", "TabError"].iter().any(|name| line.starts_with(name))
}

/// The length of a prompt at the beginning of a line, with the blank behind it. `...` counts only below other code.
fn prompt(line: &str, in_code: bool) -> Option<usize> {
    let text = line.trim_start();
    let indent = line.len() - text.len();
    let length = match text {
        _ if text.starts_with(">>>") => 3,
        _ if in_code && text.starts_with("...:") => 4, // IPython's
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
