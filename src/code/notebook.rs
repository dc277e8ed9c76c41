//! Cells of notebooks: Python with magics, cells of another language below `%%`, and sessions with numbered prompts.

use crate::python::{self, Token};

use super::Reading;
use super::{grammar, python_session};

/// Reads a cell, or a session if it has prompts.
pub fn read(source: &str) -> Reading {
    if source.trim_start().starts_with("In [") || source.lines().any(|line| line.starts_with(">>> ")) {
        return python_session::session(source);
    }
    let mut reading: Reading = python::analyse(source).into();
    if let Some((words, start)) = python::foreign_cell(source) {
        let body = source.get(start..).unwrap_or_default();
        let start = start as u32;
        let moved = |token: Token| Token { start: token.start + start, end: token.end + start, ..token };
        reading.tokens.extend(body_tokens(words, body).into_iter().map(moved));
    }
    reading
}

/// The tokens of a cell's text, by the words of its magic.
fn body_tokens(words: &str, body: &str) -> Vec<Token> {
    let mut words = words.split_whitespace();
    let name = match words.next().unwrap_or_default() {
        "bash" | "sh" | "script" | "system" => "Bourne Again Shell (bash)",
        "cmd" => "Batch File",
        "html" | "HTML" => "HTML",
        "svg" | "SVG" => "XML",
        "javascript" | "js" => "JavaScript (Babel)",
        "latex" => "LaTeX",
        "markdown" => "Markdown",
        "perl" => "Perl",
        "ruby" => "Ruby",
        "R" => "R",
        "sql" | "bigquery" => "SQL",
        "writefile" | "file" => match words.last().and_then(|path| path.rsplit_once('.')) {
            Some((_, "py")) => return python::analyse(body).tokens,
            Some((_, ending)) => grammar::find(ending).unwrap_or_default(),
            None => "",
        },
        _ => return python::analyse(body).tokens,
    };
    grammar::highlight(name, body)
}
