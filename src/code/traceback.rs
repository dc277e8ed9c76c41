//! Tracebacks: those of Python with chains and groups of exceptions, those of IPython, and what stands between them.
//!
//! Line by line. Frames, their code, the marks below it and the exception are told apart by how they begin and how far
//! they are indented; a margin that a group of exceptions draws is taken off first.

use crate::python::{self, Class, Token, lines};

use super::Reading;

/// Reads a traceback, or several with what stands between them.
pub fn read(source: &str) -> Reading {
    let mut tokens = Vec::new();
    let mut state = Traceback::default();
    for line in lines(source) {
        state.line(line, None, &mut tokens);
    }
    tokens.sort_by_key(|token| token.start);
    Reading { tokens, ..Reading::default() }
}

const HEAD: &str = "Traceback (most recent call last)";
const BETWEEN: [&str; 2] = [
    "During handling of the above exception, another exception occurred:",
    "The above exception was the direct cause of the following exception:",
];

/// Where in a traceback the reader is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum State {
    /// Before the first, or after the last line of one.
    #[default]
    Outside,
    /// Among the frames.
    Frames,
    /// The same in a traceback of IPython, whose code has numbers.
    Numbered,
    /// After the exception: the rest of its message, notes.
    Message,
}

/// Reads tracebacks line by line; what stands outside them gets the class of its surroundings.
#[derive(Debug, Default)]
pub struct Traceback {
    state: State,
}

/// A line: where it begins in the source, and its text.
type Line<'a> = (usize, &'a str);

/// The words of a line: where they begin in it, and how far they are indented behind the margin.
struct Words<'a> {
    start: usize,
    indent: usize,
    margin: usize,
    text: &'a str,
}

impl Traceback {
    /// Reads one line. `outside` is the class of lines that belong to no traceback.
    pub fn line(&mut self, line: Line<'_>, outside: Option<Class>, tokens: &mut Vec<Token>) {
        let content = line.1.trim_end();
        let margin = margin(content);
        let text = content[margin..].trim_start();
        let start = content.len() - text.len();
        let words = Words { start, indent: start - margin, margin, text };
        let whole = (start, content.len());
        match text {
            // the exceptions of a group are ruled off from each other
            "" if margin > 0 && content.ends_with("--") => self.state = State::Frames,
            "" => {}
            _ if text.ends_with("Traceback (most recent call last):") && !text.contains("  ") => {
                self.state = State::Frames;
                push(tokens, line, whole, Class::Traceback);
            }
            _ if BETWEEN.contains(&text) => {
                self.state = State::Frames;
                push(tokens, line, whole, Class::Traceback);
            }
            _ if text.ends_with(HEAD) => self.numbered_head(line, &words, tokens),
            _ if text.starts_with("File \"") && words.indent > 0 => {
                self.state = State::Frames;
                frame(line, (start, text), tokens);
            }
            _ => self.other(line, &words, outside, tokens),
        }
    }

    fn other(&mut self, line: Line<'_>, words: &Words<'_>, outside: Option<Class>, tokens: &mut Vec<Token>) {
        let whole = (words.start, words.start + words.text.len());
        match self.state {
            State::Numbered => return self.numbered(line, words, tokens),
            State::Frames => {}
            State::Message if words.margin > 0 => return,
            State::Outside | State::Message => {
                outside.into_iter().for_each(|class| push(tokens, line, (0, whole.1), class));
                return;
            }
        }
        match words.text {
            text if is_marks(text) => push(tokens, line, whole, Class::Traceback),
            text if text.starts_with("[Previous line repeated ") => push(tokens, line, whole, Class::Traceback),
            text if words.indent > 1 => code(line, (words.start, text), tokens),
            text => {
                self.state = if exception(line, (words.start, text), tokens) { State::Message } else { self.state };
            }
        }
    }

    /// `ZeroDivisionError      Traceback (most recent call last)`.
    fn numbered_head(&mut self, line: Line<'_>, words: &Words<'_>, tokens: &mut Vec<Token>) {
        self.state = State::Numbered;
        let name = words.text.strip_suffix(HEAD).unwrap_or_default().trim_end();
        push(tokens, line, (words.start, words.start + name.len()), Class::ErrorMessage);
        let end = words.start + words.text.len();
        push(tokens, line, (end - HEAD.len(), end), Class::Traceback);
    }

    /// A line of IPython's: where, a line of code with its number, or the exception.
    fn numbered(&mut self, line: Line<'_>, words: &Words<'_>, tokens: &mut Vec<Token>) {
        let text = words.text;
        let place =
            ["Cell In", "Input In", "File ", "/", "~/", "<ipython-input-"].iter().any(|start| text.starts_with(start));
        if place && words.indent == 0 {
            return numbered_place(line, (words.start, text), tokens);
        }
        let arrow = text.len() - text.trim_start_matches('-').len();
        let arrow = if text[arrow..].starts_with('>') { arrow + 1 } else { 0 };
        let rest = text[arrow..].trim_start();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || arrow == 0 && words.indent == 0 {
            self.state = if exception(line, (words.start, text), tokens) { State::Message } else { self.state };
            return;
        }
        let number = words.start + text.len() - rest.len();
        push(tokens, line, (words.start, words.start + arrow), Class::Traceback);
        push(tokens, line, (number, number + digits), Class::NumberInteger);
        code(line, (number + digits, &rest[digits..]), tokens);
    }
}

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

/// What points at a part of the line above, or rules a line.
fn is_marks(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'^' | b'~' | b' '))
        || text.len() > 40 && text.bytes().all(|byte| byte == b'-')
}

/// Adds a token for a part of a line, unless it is empty.
pub fn push(tokens: &mut Vec<Token>, (offset, _): Line<'_>, (from, to): (usize, usize), class: Class) {
    let (Ok(start), Ok(end)) = (u32::try_from(offset + from), u32::try_from(offset + to)) else { return };
    if start < end {
        tokens.push(Token { start, end, class });
    }
}

/// `ValueError: message`. Returns whether it was one.
fn exception(line: Line<'_>, (start, text): (usize, &str), tokens: &mut Vec<Token>) -> bool {
    let name = text.split([':', ' ']).next().unwrap_or(text);
    let ends = matches!(&text[name.len()..], "" | ":") || text[name.len()..].starts_with(": ");
    let last = name.rsplit('.').next().unwrap_or(name);
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'<' | b'>'));
    // modules have exceptions such as `zlib.error`; others have a capital, perhaps behind an underscore
    let is_class =
        last.len() < name.len() || last.trim_start_matches('_').starts_with(|letter: char| letter.is_ascii_uppercase());
    let found = ends && is_name && is_class && !last.is_empty();
    if found {
        push(tokens, line, (start, start + name.len()), Class::ErrorMessage);
    }
    found
}

/// `File "ledger.py", line 12, in close_month`.
fn frame(line: Line<'_>, (start, text): (usize, &str), tokens: &mut Vec<Token>) {
    let path = "File ".len();
    let Some(quote) = text.rfind("\", line ").or(text.rfind('"')).filter(|quote| *quote > path) else { return };
    push(tokens, line, (start + path, start + quote + 1), Class::Builtin);
    number_and_name(line, (start + quote + 1, &text[quote + 1..]), tokens);
}

/// `Cell In[3], line 2`, `File ~/ledger.py:12, in close_month(rows)`.
fn numbered_place(line: Line<'_>, (start, text): (usize, &str), tokens: &mut Vec<Token>) {
    let from = if text.starts_with("File ") { "File ".len() } else { 0 };
    let path = text.find(", ").unwrap_or(text.len());
    let colon = text[..path].rfind(':').filter(|colon| text[colon + 1..path].bytes().all(|byte| byte.is_ascii_digit()));
    push(tokens, line, (start + from, start + colon.unwrap_or(path)), Class::Builtin);
    number_and_name(line, (start + colon.unwrap_or(path), &text[colon.unwrap_or(path)..]), tokens);
}

fn number_and_name(line: Line<'_>, (start, rest): (usize, &str), tokens: &mut Vec<Token>) {
    let name = rest.find(", in ");
    let Some(number) =
        rest.find(|letter: char| letter.is_ascii_digit()).filter(|at| name.is_none_or(|name| *at < name))
    else {
        return;
    };
    let digits = rest[number..].bytes().take_while(u8::is_ascii_digit).count();
    push(tokens, line, (start + number, start + number + digits), Class::NumberInteger);
    if let Some(name) = name.map(|name| name + ", in ".len()) {
        let end = rest[name..].find('(').map_or(rest.len(), |open| name + open);
        push(tokens, line, (start + name, start + end), Class::Function);
    }
}

fn code(line: Line<'_>, (start, text): (usize, &str), tokens: &mut Vec<Token>) {
    // what is indented would be an error by itself
    let words = text.trim_start();
    let start = start + text.len() - words.len();
    for token in python::analyse(words).tokens {
        push(tokens, line, (start + token.start as usize, start + token.end as usize), token.class);
    }
}
