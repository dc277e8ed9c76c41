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

/// The magics that read the rest of their cell as another language, or put it into a file.
const FOREIGN: [&str; 22] = [
    "bash",
    "sh",
    "script",
    "cmd",
    "html",
    "HTML",
    "svg",
    "SVG",
    "javascript",
    "js",
    "latex",
    "markdown",
    "perl",
    "ruby",
    "R",
    "sql",
    "bigquery",
    "writefile",
    "file",
    "pypy",
    "python2",
    "system",
];

/// The words behind the `%%` of a cell that is not Python, and where its text begins.
pub fn foreign(source: &str) -> Option<(&str, usize)> {
    let text = source.trim_start().strip_prefix("%%")?;
    let line = text.lines().next().unwrap_or_default();
    let name = line.split_whitespace().next().filter(|_| !line.starts_with([' ', '\t']))?;
    let end = source.len() - text.len() + line.len();
    FOREIGN.contains(&name).then_some((line, source.len().min(end + 1)))
}

/// The token of the magic that a foreign cell begins with, `words` being what stands behind its `%%`.
pub fn magic(source: &str, words: &str) -> Vec<Token> {
    let start = source.len() - source.trim_start().len();
    let name = words.split_whitespace().next().unwrap_or_default();
    let place = (u32::try_from(start), u32::try_from(start + 2 + name.len()));
    let (Ok(start), Ok(end)) = place else { return Vec::new() };
    vec![Token { start, end, class: Class::Builtin }]
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
        if !hidden && !taken {
            parts(source, command, tokens);
        }
    }
    tokens.extend(known);
}

/// `%timeit`, `!` and the program behind it, the question marks on either side of a name.
fn parts(source: &str, command: &Command, tokens: &mut Vec<Token>) {
    let Some(text) = source.get(command.start..command.end) else { return };
    let mut push = |from: usize, to: usize, class: Class| {
        let place = (u32::try_from(command.start + from), u32::try_from(command.start + to));
        if let (Ok(start), Ok(end), true) = (place.0, place.1, from < to) {
            tokens.push(Token { start, end, class });
        }
    };
    let sign = text.bytes().take_while(|byte| matches!(byte, b'%' | b'!' | b'?')).count();
    let word = |from: usize| {
        let is_word = |byte: &u8| {
            !byte.is_ascii_whitespace() && !matches!(byte, b'|' | b';' | b'&' | b'>' | b'<' | b'$' | b'{' | b'?')
        };
        text.as_bytes().get(from..).map_or(0, |rest| rest.iter().take_while(|byte| is_word(byte)).count())
    };
    match text.as_bytes() {
        [b'%', ..] => push(0, sign + word(sign), Class::Builtin),
        [b'!', ..] => {
            let program = text.len() - text[sign..].trim_start().len();
            push(0, sign, Class::Operator);
            push(program, program + word(program), Class::Function);
        }
        [b'?', ..] => push(0, sign, Class::Operator),
        _ => push(text.trim_end_matches('?').len(), text.len(), Class::Operator),
    }
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
    fn cells_that_are_not_python() {
        assert_eq!(foreign("\n%%bash -s x\nls\n"), Some(("bash -s x", 13)));
        assert_eq!(foreign("%%html"), Some(("html", 6)));
        assert_eq!(foreign("%%time\nf()\n"), None);
        assert_eq!(foreign("%% bash"), None);
    }

    #[test]
    fn hiding_keeps_offsets() {
        let source = "if x:\n    !echo é\ny = %who\n";
        assert_eq!(hide(source, &commands(source)), "if x:\n    _       \ny = _   \n");
    }
}
