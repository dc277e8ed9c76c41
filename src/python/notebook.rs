//! The commands of notebooks (`%timeit f()`, `!pip install x`, `name?`), which are no Python.
//!
//! They are hidden from the parser behind a name of the same length, so that the Python around them keeps its places.
//! (The parser has a mode for them, but it stops the program on some broken code.)

use super::class::{Class, Token};

/// A command: its bytes in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Command {
    start: usize,
    end: usize,
}

/// What looks like a command, line by line.
pub fn commands(source: &str) -> Vec<Command> {
    let mut found = Vec::new();
    let mut offset = 0;
    for line in source.split_inclusive('\n') {
        found.extend(command(line).map(|(start, end)| Command { start: offset + start, end: offset + end }));
        offset += line.len();
    }
    found
}

fn command(line: &str) -> Option<(usize, usize)> {
    let end = line.trim_end().len();
    let text = line[..end].trim_start();
    let start = end - text.len();
    if text.starts_with(['%', '!', '?']) || is_question(text) {
        return Some((start, end));
    }
    // the output of a command: `files = !ls`
    let value = text.split_once('=')?.1.trim_start();
    value.starts_with(['%', '!']).then_some((end - value.len(), end)).filter(|_| !value.starts_with("!="))
}

/// `name?` or `module.name??`.
fn is_question(text: &str) -> bool {
    let name = text.trim_end_matches('?');
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
    name.len() < text.len() && !name.is_empty() && name.bytes().all(is_name)
}

/// The source with `_` and blanks in place of the commands; all else keeps its offset.
pub fn hide(source: &str, commands: &[Command]) -> String {
    let mut out = String::with_capacity(source.len());
    let mut done = 0;
    for command in commands {
        out.push_str(source.get(done..command.start).unwrap_or_default());
        out.push('_');
        out.extend(std::iter::repeat_n(' ', (command.end - command.start).saturating_sub(1)));
        done = command.end;
    }
    out.push_str(source.get(done..).unwrap_or_default());
    out
}

/// Adds the tokens of the commands: the sign, and the name of a magic. A line within a string is none.
pub fn add_tokens(source: &str, commands: &[Command], tokens: &mut Vec<Token>) {
    let known = std::mem::take(tokens);
    let mut known = known.into_iter().peekable();
    for command in commands {
        while let Some(token) = known.next_if(|token| (token.start as usize) < command.start) {
            tokens.push(token);
        }
        let hidden = tokens.last().is_some_and(|last| last.end as usize > command.start);
        let taken = known.peek().is_some_and(|next| (next.start as usize) < command.end);
        if let (false, false, Some(token)) = (hidden, taken, token(source, command)) {
            tokens.push(token);
        }
    }
    tokens.extend(known);
}

fn token(source: &str, command: &Command) -> Option<Token> {
    let text = source.get(command.start..command.end)?;
    let sign = text.bytes().take_while(|byte| matches!(byte, b'%' | b'!' | b'?')).count();
    let word = text.get(sign..)?.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let magic = text.starts_with('%');
    let length = if magic { sign + word } else { sign };
    let class = if magic { Class::Builtin } else { Class::Operator };
    let (start, end) = (u32::try_from(command.start).ok()?, u32::try_from(command.start + length).ok()?);
    (start < end).then_some(Token { start, end, class })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_command() {
        let text = |line: &str| command(line).map(|(start, end)| line[start..end].to_owned());
        assert_eq!(text("  %timeit f()\n").as_deref(), Some("%timeit f()"));
        assert_eq!(text("files = !ls\n").as_deref(), Some("!ls"));
        assert_eq!(text("np.array??").as_deref(), Some("np.array??"));
        assert_eq!(text("a != b"), None);
        assert_eq!(text("x = a % b"), None);
        assert_eq!(text("# why?"), None);
    }

    #[test]
    fn hiding_keeps_offsets() {
        let source = "if x:\n    !echo é\ny = %who\n";
        assert_eq!(hide(source, &commands(source)), "if x:\n    _       \ny = _   \n");
    }
}
