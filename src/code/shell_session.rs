//! Sessions of a shell: prompts, commands read as shell script, and what they printed.
//!
//! Each command is read by itself with the lines that continue it, so that a stray quote spoils no more than one. The
//! prompt says which shell it is for; Python's own prompt begins a session of Python.

use crate::python::{Class, Stitched, Token, lines};

use super::Reading;
use super::{grammar, python_session};

/// Whether code that is called `bash` is rather a session: its first line that is no comment has the prompt `$`.
pub fn looks_like_one(source: &str) -> bool {
    let first = source.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'));
    first.is_some_and(|line| line.starts_with("$ "))
}

/// Reads a session.
pub fn session(source: &str) -> Reading {
    let mut reader = Reader { hash_is_prompt: !has_dollar(source), ..Reader::new(source) };
    for (offset, line) in lines(source) {
        reader.line(offset, line);
    }
    reader.end_command(source.len());
    reader.tokens.sort_by_key(|token| token.start);
    Reading { tokens: reader.tokens, ..Reading::default() }
}

/// Whether some prompt is a `$`, so that `#` is rather a comment than root's prompt.
fn has_dollar(source: &str) -> bool {
    source.lines().any(|line| prompt(line, false).is_some_and(|length| line[..length].trim_end().ends_with('$')))
}

struct Reader<'a> {
    source: &'a str,
    hash_is_prompt: bool,
    tokens: Vec<Token>,
    command: Stitched,
    /// The grammar that reads the command.
    shell: &'static str,
    /// Where a session of Python began that goes on.
    python: Option<usize>,
    /// Whether the line before belongs to a command, and whether it asks to be continued.
    in_command: bool,
    continued: bool,
}

impl<'a> Reader<'a> {
    fn new(source: &'a str) -> Self {
        Self {
            source,
            hash_is_prompt: false,
            tokens: Vec::new(),
            command: Stitched::default(),
            shell: "",
            python: None,
            in_command: false,
            continued: false,
        }
    }

    fn line(&mut self, offset: usize, line: &str) {
        let length = match prompt(line, self.hash_is_prompt) {
            Some(length) => {
                self.end_command(offset);
                self.shell = shell(&line[..length]);
                length
            }
            None if self.python.is_some() => return,
            None if line.starts_with(">>> ") => {
                self.end_command(offset);
                self.python = Some(offset);
                return;
            }
            None if self.in_command && (line.starts_with("> ") || line.trim_end() == ">") => {
                2.min(line.trim_end().len())
            }
            None if self.continued => 0,
            None => return self.printed(offset, line),
        };
        self.push(offset, line[..length].trim_end().len(), Class::Prompt);
        self.command.push(&line[length..], offset + length);
        self.in_command = true;
        self.continued = line.trim_end_matches('\n').ends_with('\\');
    }

    fn printed(&mut self, offset: usize, line: &str) {
        self.in_command = false;
        let comment = !self.hash_is_prompt && line.starts_with("# ");
        self.push(offset, line.trim_end().len(), if comment { Class::CommentSingle } else { Class::Output });
    }

    fn push(&mut self, offset: usize, length: usize, class: Class) {
        if let (Ok(start), Ok(end), true) = (u32::try_from(offset), u32::try_from(offset + length), length > 0) {
            self.tokens.push(Token { start, end, class });
        }
    }

    /// Reads the command gathered so far, or the session of Python that ends at `offset`.
    fn end_command(&mut self, offset: usize) {
        if let Some(start) = self.python.take() {
            let session = python_session::session(self.source.get(start..offset).unwrap_or_default());
            let start = start as u32;
            let moved = |token: Token| Token { start: token.start + start, end: token.end + start, ..token };
            self.tokens.extend(session.tokens.into_iter().map(moved));
        }
        let command = std::mem::take(&mut self.command);
        if !command.text().is_empty() {
            command.tokens_to_source(&grammar::highlight(self.shell, command.text()), &mut self.tokens);
        }
        self.continued = false;
    }
}

/// The grammar for what is typed at a prompt.
fn shell(prompt: &str) -> &'static str {
    match prompt.trim_end() {
        prompt if prompt.starts_with("PS ") => "PowerShell",
        prompt if prompt.ends_with('>') => "Batch File",
        _ => "Bourne Again Shell (bash)",
    }
}

/// The length of a prompt with the blank behind it: `$ `, `(venv) $ `, `ada@host:~/site$ `, `PS C:\> `, `C:\>`.
fn prompt(line: &str, hash: bool) -> Option<usize> {
    let line = line.trim_end_matches('\n');
    let start = if line.starts_with('(') { line.find(") ")? + 2 } else { 0 };
    let rest = &line[start..];
    let sign = rest.find(['$', '#', '%', '>', '❯', '➜'])?;
    let width = rest[sign..].chars().next().map_or(1, char::len_utf8);
    let (before, letter) = (&rest[..sign], &rest[sign..sign + width]);
    let known = match letter {
        "#" if before.is_empty() => hash,
        "$" | "%" | "❯" | "➜" if before.is_empty() => true,
        "$" | "#" | "%" => is_host(before, letter),
        ">" => is_windows(before),
        _ => false,
    };
    let end = start + sign + width;
    match line[end..].chars().next() {
        _ if !known => None,
        None => Some(end),
        Some(' ') => Some(end + 1),
        Some(_) => (letter == ">").then_some(end),
    }
}

/// `ada@host:~/site`, `[ada@host site]`, or `ada@host site ` before the sign of macOS.
fn is_host(before: &str, sign: &str) -> bool {
    let words: Vec<&str> = before.trim_end().split(' ').collect();
    let first = words.first().copied().unwrap_or_default();
    let bracketed = before.starts_with('[') && before.ends_with(']');
    let apart = words.len() == 2 && (bracketed || sign == "%" && before.ends_with(' '));
    first.contains('@') && (words.len() == 1 || apart || first.contains(':'))
}

/// `C:\Users\Ada`, or the same behind `PS`.
fn is_windows(before: &str) -> bool {
    let path = before.strip_prefix("PS ").unwrap_or(before);
    matches!(path.as_bytes(), [b'A'..=b'Z' | b'a'..=b'z', b':', b'\\' | b'/', ..])
}
