//! Sessions of a shell: prompts, commands read as shell script, and what they printed.
//!
//! Each command is read by itself with the lines that continue it, so that a stray quote spoils no more than one.

use crate::python::{Class, Token};

use super::Reading;
use super::grammar;
use super::stitch::{Stitched, lines};

/// The grammar that reads the commands.
const SHELL: &str = "Bourne Again Shell (bash)";

/// Whether code that is called `bash` is rather a session: its first line has the prompt `$`.
pub fn looks_like_one(source: &str) -> bool {
    let first = source.lines().find(|line| !line.trim().is_empty());
    first.is_some_and(|line| line.starts_with("$ "))
}

/// Reads a session.
pub fn session(source: &str) -> Reading {
    let mut reader = Reader { hash_is_prompt: !has_dollar(source), ..Reader::default() };
    for (offset, line) in lines(source) {
        reader.line(offset, line);
    }
    reader.end_command();
    reader.tokens.sort_by_key(|token| token.start);
    Reading { tokens: reader.tokens, ..Reading::default() }
}

/// Whether some prompt is a `$`, so that `#` is rather a comment than root's prompt.
fn has_dollar(source: &str) -> bool {
    source.lines().any(|line| prompt(line, false).is_some_and(|length| line[..length].trim_end().ends_with('$')))
}

#[derive(Debug, Default)]
struct Reader {
    hash_is_prompt: bool,
    tokens: Vec<Token>,
    command: Stitched,
    /// Whether the line before belongs to a command, and whether it asks to be continued.
    in_command: bool,
    continued: bool,
}

impl Reader {
    fn line(&mut self, offset: usize, line: &str) {
        let length = match prompt(line, self.hash_is_prompt) {
            Some(length) => {
                self.end_command();
                length
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

    /// Reads the command gathered so far.
    fn end_command(&mut self) {
        let command = std::mem::take(&mut self.command);
        if !command.text().is_empty() {
            command.tokens_to_source(&grammar::highlight(SHELL, command.text()), &mut self.tokens);
        }
        self.continued = false;
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
        "$" | "#" | "%" => before.contains('@') && !before.trim_end().contains(' ') || before.starts_with('['),
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

/// `C:\Users\Ada`, or the same behind `PS`.
fn is_windows(before: &str) -> bool {
    let path = before.strip_prefix("PS ").unwrap_or(before);
    matches!(path.as_bytes(), [b'A'..=b'Z' | b'a'..=b'z', b':', b'\\' | b'/', ..])
}
