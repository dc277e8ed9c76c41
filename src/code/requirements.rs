//! Lists of requirements as `pip` reads them: names, extras, versions, markers, addresses, options, hashes, comments.
//!
//! Line by line, and a line that ends with a backslash goes on. What makes no sense stays plain.

use crate::python::{Class, Sink, Token, lines};

/// The tokens of a list of requirements.
pub fn read(source: &str) -> Vec<Token> {
    let mut sink = Sink::new(source, source.len() / 8);
    let mut continued = false;
    for (offset, line) in lines(source) {
        let line = line.trim_end();
        let end = comment(line);
        let mut reader = Line { text: &line[..end], offset, at: 0, sink: &mut sink };
        reader.read(continued);
        sink.push((offset + end) as u32, (offset + line.len()) as u32, Class::CommentSingle);
        continued = line[..end].trim_end().ends_with('\\');
    }
    sink.finish()
}

/// Where the comment of a line begins: a `#` within an address is none.
fn comment(line: &str) -> usize {
    let bytes = line.as_bytes();
    let begins = |at: &usize| bytes[*at] == b'#' && (*at == 0 || bytes[at - 1].is_ascii_whitespace());
    (0..bytes.len()).find(begins).unwrap_or(bytes.len())
}

struct Line<'a, 'b> {
    text: &'a str,
    offset: usize,
    at: usize,
    sink: &'b mut Sink<'a>,
}

impl Line<'_, '_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Takes what satisfies `is`, at least one character of it if there is any text.
    fn take(&mut self, class: Option<Class>, is: impl Fn(char) -> bool) {
        let rest = self.rest();
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let length = rest.find(|letter| !is(letter)).unwrap_or(rest.len()).max(first);
        if let Some(class) = class {
            self.sink.push((self.offset + self.at) as u32, (self.offset + self.at + length) as u32, class);
        }
        self.at += length;
    }

    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn read(&mut self, continued: bool) {
        self.blanks();
        match self.rest().chars().next() {
            _ if continued => {}
            Some('-') => return self.option(),
            Some(_) if is_location(self.rest()) => self.location(),
            Some(letter) if letter.is_alphanumeric() => {
                self.take(Some(Class::Module), |letter| letter.is_alphanumeric() || matches!(letter, '.' | '_' | '-'));
            }
            _ => {}
        }
        self.specifier();
    }

    /// `-r base.txt`, `--index-url=https://…`: the name and its value.
    fn option(&mut self) {
        self.take(Some(Class::Keyword), |letter| letter == '-' || letter.is_alphanumeric());
        self.blanks();
        if self.rest().starts_with('=') {
            self.take(Some(Class::Operator), |letter| letter == '=');
        }
        self.location();
    }

    /// An address, a path or another value, up to a blank; `${NAME}` in it is filled in by `pip`.
    fn location(&mut self) {
        self.blanks();
        let word = self.rest().find(char::is_whitespace).unwrap_or(self.rest().len());
        let end = self.at + word;
        while self.at < end {
            let word = self.text.get(self.at..end).unwrap_or_default();
            let (plain, variable) = word.find("${").map_or((word.len(), 0), |open| {
                (open, word[open..].find('}').map_or(word.len() - open, |close| close + 1))
            });
            for (length, class) in [(plain, Class::Str), (variable, Class::StrInterpolation)] {
                let start = self.offset + self.at;
                self.sink.push(start as u32, (start + length) as u32, class);
                self.at += length;
            }
        }
    }

    /// What stands behind the name: extras, versions, an address, options; and behind `;` the marker.
    fn specifier(&mut self) {
        let (mut marker, mut extras) = (false, false);
        while let Some(letter) = self.rest().chars().next() {
            match letter {
                '-' if self.rest().starts_with("--") => self.option(),
                '<' | '>' | '=' | '!' | '~' => {
                    self.take(Some(Class::Operator), |letter| matches!(letter, '<' | '>' | '=' | '!' | '~'));
                    if !marker {
                        self.blanks();
                        self.version();
                    }
                }
                '@' if !marker => {
                    self.take(Some(Class::Operator), |letter| letter == '@');
                    self.location();
                }
                ';' => {
                    marker = true;
                    self.at += 1;
                }
                '[' | ']' => {
                    extras = letter == '[';
                    self.at += 1;
                }
                '"' | '\'' if marker => self.quoted(letter),
                _ if letter.is_alphabetic() && (marker || extras) => self.word(marker),
                _ => self.at += letter.len_utf8(),
            }
        }
    }

    fn version(&mut self) {
        if self.rest().starts_with(|letter: char| letter.is_alphanumeric()) {
            self.take(Some(Class::Number), |letter| {
                letter.is_alphanumeric() || matches!(letter, '.' | '*' | '+' | '_' | '-')
            });
        }
    }

    fn quoted(&mut self, quote: char) {
        let length = self.rest()[1..].find(quote).map_or(self.rest().len(), |close| close + 2);
        let class = if quote == '"' { Class::StrDouble } else { Class::StrSingle };
        let start = self.offset + self.at;
        self.sink.push(start as u32, (start + length) as u32, class);
        self.at += length;
    }

    /// A variable or an operator of a marker, or an extra.
    fn word(&mut self, marker: bool) {
        let rest = self.rest();
        let length = rest.find(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '_' | '-' | '.'));
        let class = match &rest[..length.unwrap_or(rest.len())] {
            "and" | "or" | "not" | "in" if marker => Class::OperatorWord,
            _ if marker => Class::Variable,
            _ => Class::Attribute,
        };
        self.take(Some(class), |letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.'));
    }
}

/// Whether a line names a place rather than a package.
fn is_location(text: &str) -> bool {
    let word = text.split_whitespace().next().unwrap_or_default();
    word.contains("://")
        || word.starts_with(['.', '/', '~'])
        || [".whl", ".tar.gz", ".zip"].iter().any(|end| word.ends_with(end))
}
