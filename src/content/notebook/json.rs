//! JSON as a tree of places: what stands where in the file, so that whatever is wrong with it can be shown there.
//!
//! Texts are not decoded before somebody wants them, since most of a notebook is pictures. Numbers have no value, since
//! only few are wanted. Nothing here knows what a notebook is. Depth and number of values are bounded.

use std::borrow::Cow;

use crate::diagnostic::Span;

/// How deep lists and objects may nest. Notebooks need about a dozen levels.
const DEEPEST: usize = 100;
/// How many values are kept.
const MOST: usize = 4_000_000;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    /// All its bytes, quotes and brackets included.
    pub span: Span,
    pub kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Number,
    /// A text, not decoded yet.
    Text,
    List(Vec<Value>),
    Map(Vec<Entry>),
    /// Something that nobody reads: it is well-formed, and was not kept.
    Skipped,
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The key without its quotes.
    pub key: Span,
    pub value: Value,
}

/// Why a text is not JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub message: String,
    pub caret: String,
    pub help: &'static str,
    pub span: Span,
    /// What is still open there.
    pub open: Option<Span>,
}

impl Value {
    /// What the value is, in words.
    pub(super) fn what(&self) -> &'static str {
        match self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "a boolean",
            Kind::Number => "a number",
            Kind::Text => "a text",
            Kind::List(_) => "a list",
            Kind::Map(_) | Kind::Skipped => "an object",
        }
    }

    /// The values of a list.
    pub(super) fn list(&self) -> Option<&[Value]> {
        match &self.kind {
            Kind::List(values) => Some(values),
            _ => None,
        }
    }

    /// The entries of an object.
    pub(super) fn map(&self) -> Option<&[Entry]> {
        match &self.kind {
            Kind::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// Its first byte, for a caret that is not to cover pages.
    pub(super) fn head(&self) -> Span {
        Span { end: self.span.start + 1, ..self.span }
    }
}

/// A file of JSON that was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Json<'a> {
    pub text: &'a str,
}

impl<'a> Json<'a> {
    /// The bytes of a span.
    pub(super) fn slice(self, span: Span) -> &'a str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// The value of a key; of several the last, as other readers take it.
    pub(super) fn get<'v>(self, value: &'v Value, key: &str) -> Option<&'v Value> {
        let entries = value.map()?.iter().rev();
        entries.into_iter().find(|entry| self.key(entry) == key).map(|entry| &entry.value)
    }

    /// The value at the end of several keys.
    pub(super) fn find<'v>(self, value: &'v Value, path: &[&str]) -> Option<&'v Value> {
        path.iter().try_fold(value, |value, key| self.get(value, key))
    }

    /// An entry's key.
    pub(super) fn key(self, entry: &Entry) -> Cow<'a, str> {
        decoded(self.slice(entry.key))
    }

    /// A text's letters.
    pub(super) fn letters(self, value: &Value) -> Option<Cow<'a, str>> {
        matches!(value.kind, Kind::Text).then(|| decoded(self.slice(inside(value.span))))
    }

    /// A number that counts something.
    pub(super) fn count(self, value: &Value) -> Option<u32> {
        matches!(value.kind, Kind::Number).then(|| self.slice(value.span).parse().ok()).flatten()
    }
}

/// What stands between the quotes of a text.
pub(super) fn inside(span: Span) -> Span {
    Span { start: span.start + 1, end: span.end.saturating_sub(1).max(span.start + 1) }
}

/// A piece of a text: bytes that stand for themselves, or an escape.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Plain(&'a str),
    Escape(char),
}

/// The pieces of a text without its quotes, with their offsets. It is well-formed; half of a surrogate pair is shown as such.
pub(super) fn pieces<'a>(raw: &'a str, mut each: impl FnMut(Piece<'a>, std::ops::Range<usize>)) {
    let mut at = 0;
    while at < raw.len() {
        let plain = memchr::memchr(b'\\', &raw.as_bytes()[at..]).map_or(raw.len(), |length| at + length);
        if plain > at {
            each(Piece::Plain(raw.get(at..plain).unwrap_or_default()), at..plain);
        }
        if plain == raw.len() {
            return;
        }
        let (letter, length) = escape(raw.get(plain..).unwrap_or_default());
        each(Piece::Escape(letter), plain..plain + length);
        at = plain + length;
    }
}

/// The letter of an escape at the beginning of `raw`, and its length.
fn escape(raw: &str) -> (char, usize) {
    let letter = match raw.as_bytes().get(1) {
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'u') => return unicode(raw),
        Some(sign) if sign.is_ascii() => char::from(*sign),
        _ => return (char::REPLACEMENT_CHARACTER, raw.len().min(1)),
    };
    (letter, 2)
}

fn unicode(raw: &str) -> (char, usize) {
    let unit = |at: usize| raw.get(at..at + 4).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let Some(first) = unit(2) else { return (char::REPLACEMENT_CHARACTER, raw.len().min(2)) };
    let second = if raw.get(6..8) == Some("\\u") { unit(8) } else { None };
    if let (0xd800..=0xdbff, Some(second @ 0xdc00..=0xdfff)) = (first, second) {
        let letter = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        return (char::from_u32(letter).unwrap_or(char::REPLACEMENT_CHARACTER), 12);
    }
    (char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), 6)
}

/// A text without its quotes as it is meant.
pub(super) fn decoded(raw: &str) -> Cow<'_, str> {
    if !raw.contains('\\') {
        return Cow::Borrowed(raw);
    }
    let mut text = String::with_capacity(raw.len());
    pieces(raw, |piece, _| match piece {
        Piece::Plain(plain) => text.push_str(plain),
        Piece::Escape(letter) => text.push(letter),
    });
    Cow::Owned(text)
}

/// Reads JSON. What `skips` says of a key is not kept.
///
/// # Errors
/// The first fault.
pub(super) fn parse(text: &str, skips: fn(&str) -> bool) -> Result<Value, Fault> {
    let mut reader = Reader { text, at: 0, open: Vec::new(), values: 0, skips, skipping: false };
    reader.blanks();
    let value = reader.value()?;
    reader.blanks();
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(reader.unexpected("the notebook ends before this")),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Where the brackets are that are open.
    open: Vec<usize>,
    values: usize,
    skips: fn(&str) -> bool,
    skipping: bool,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn value(&mut self) -> Result<Value, Fault> {
        let start = self.at;
        self.values += usize::from(!self.skipping);
        if self.values > MOST {
            let help = "clear the outputs that hold most of it";
            return Err(self.fault(start..start + 1, format!("there are more than {MOST} values"), help));
        }
        let kind = match self.peek() {
            Some(b'{') => self.nested(Self::map)?,
            Some(b'[') => self.nested(Self::list)?,
            Some(b'"') => {
                self.string()?;
                Kind::Text
            }
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b'a'..=b'z' | b'A'..=b'Z') => self.word()?,
            _ => return Err(self.unexpected("a value is missing")),
        };
        Ok(Value { span: Span::new(start, self.at), kind })
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Kind, Fault>) -> Result<Kind, Fault> {
        if self.open.len() >= DEEPEST {
            let help = "no notebook needs so many levels; was the file damaged?";
            let message = format!("lists and objects nest deeper than {DEEPEST} levels");
            return Err(self.fault(self.at..self.at + 1, message, help));
        }
        self.open.push(self.at);
        self.at += 1;
        let kind = read(self)?;
        self.open.pop();
        Ok(kind)
    }

    fn map(&mut self) -> Result<Kind, Fault> {
        let mut entries = Vec::new();
        self.blanks();
        while self.peek() != Some(b'}') {
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("a key in double quotes is expected"));
            }
            let start = self.at;
            self.string()?;
            let key = inside(Span::new(start, self.at));
            self.blanks();
            if self.peek() != Some(b':') {
                return Err(self.unexpected("`:` is expected after a key"));
            }
            self.at += 1;
            self.blanks();
            let value = self.kept(key)?;
            if !self.skipping {
                entries.push(Entry { key, value });
            }
            self.comma(b'}')?;
        }
        self.at += 1;
        Ok(if self.skipping { Kind::Skipped } else { Kind::Map(entries) })
    }

    /// The value of a key, without what is in it if nobody wants that.
    fn kept(&mut self, key: Span) -> Result<Value, Fault> {
        let name = self.text.get(key.start as usize..key.end as usize).unwrap_or_default();
        let outside = self.skipping;
        self.skipping = outside || (self.skips)(name);
        let value = self.value();
        self.skipping = outside;
        value
    }

    fn list(&mut self) -> Result<Kind, Fault> {
        let mut values = Vec::new();
        self.blanks();
        while self.peek() != Some(b']') {
            let value = self.value()?;
            if !self.skipping {
                values.push(value);
            }
            self.comma(b']')?;
        }
        self.at += 1;
        Ok(if self.skipping { Kind::Skipped } else { Kind::List(values) })
    }

    /// What stands between two values: a comma, and no second one.
    fn comma(&mut self, close: u8) -> Result<(), Fault> {
        self.blanks();
        match self.peek() {
            Some(b',') => {
                let comma = self.at;
                self.at += 1;
                self.blanks();
                if self.peek() == Some(close) {
                    let help = "remove the comma: JSON has none after the last value";
                    return Err(self.fault(comma..comma + 1, "a comma before a closing bracket".to_owned(), help));
                }
                Ok(())
            }
            Some(next) if next == close => Ok(()),
            _ => Err(self.unexpected(if close == b']' { "`,` or `]` is expected" } else { "`,` or `}` is expected" })),
        }
    }

    fn string(&mut self) -> Result<(), Fault> {
        let open = self.at;
        self.at += 1;
        loop {
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            let Some(length) = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f)) else {
                self.at = open;
                return Err(self.unclosed_text());
            };
            self.at += length;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => self.escape()?,
                Some(b'\n') => {
                    self.at = open;
                    return Err(self.unclosed_text());
                }
                _ => {
                    let help = "write it as an escape: `\\t`, `\\n`, `\\u0007`";
                    let message = "a control character stands in a text".to_owned();
                    return Err(self.fault(self.at..self.at + 1, message, help));
                }
            }
        }
    }

    fn escape(&mut self) -> Result<(), Fault> {
        let length = match self.text.as_bytes().get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
            Some(b'u') if self.hexadecimal() => 6,
            _ => {
                let letter = self.text.get(self.at + 1..).and_then(|rest| rest.chars().next());
                let end = self.at + 1 + letter.map_or(0, char::len_utf8);
                let help = "a backslash itself is written as two";
                return Err(self.fault(self.at..end, "this is not a JSON escape".to_owned(), help));
            }
        };
        self.at += length;
        Ok(())
    }

    fn hexadecimal(&self) -> bool {
        let digits = self.text.as_bytes().get(self.at + 2..self.at + 6);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    }

    fn unclosed_text(&self) -> Fault {
        let help = "close it with `\"`, and write line ends in it as `\\n`";
        self.fault(self.at..self.at + 1, "a text is not closed".to_owned(), help)
    }

    fn number(&mut self) -> Result<Kind, Fault> {
        let start = self.at;
        let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        self.at += rest.iter().take_while(|byte| is_part(byte)).count();
        let text = self.text.get(start..self.at).unwrap_or_default();
        if text == "-" && self.text.get(self.at..).is_some_and(|rest| rest.starts_with("Infinity")) {
            return Err(self.no_number(start, self.at + "Infinity".len()));
        }
        let digits = text.trim_start_matches('-');
        let leading_zero = digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit();
        let ends = text.ends_with(|last: char| last.is_ascii_digit());
        if leading_zero || !ends || digits.starts_with('.') || text.parse::<f64>().is_err() {
            return Err(self.fault(
                start..self.at,
                "this is not a JSON number".to_owned(),
                "write it as `0.5` or `-3e8`",
            ));
        }
        Ok(Kind::Number)
    }

    fn word(&mut self) -> Result<Kind, Fault> {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        self.at += rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        match self.text.get(start..self.at).unwrap_or_default() {
            "null" => Ok(Kind::Null),
            "true" => Ok(Kind::Bool(true)),
            "false" => Ok(Kind::Bool(false)),
            "NaN" | "Infinity" => Err(self.no_number(start, self.at)),
            word => {
                let help = "texts stand in double quotes; the words of JSON are `true`, `false` and `null`";
                Err(self.fault(start..self.at, format!("`{word}` is not a JSON value"), help))
            }
        }
    }

    fn no_number(&self, start: usize, end: usize) -> Fault {
        let word = self.text.get(start..end).unwrap_or_default();
        let help = "Python writes such numbers and JSON has none: put `null` there, or clear the output that holds it";
        self.fault(start..end, format!("`{word}` is not a JSON number"), help)
    }

    /// Something else stands here than is expected, or nothing.
    fn unexpected(&self, caret: &str) -> Fault {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let Some(letter) = rest.chars().next() else {
            let help = "it was cut off while it was saved or copied: take it from its source again";
            let mut fault =
                self.fault(self.at..self.at, "the file ends in the middle of the notebook".to_owned(), help);
            fault.caret = caret.to_owned();
            return fault;
        };
        let line_start = self.at == 0 || self.text.as_bytes().get(self.at - 1) == Some(&b'\n');
        let conflict = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| rest.starts_with(mark));
        if line_start && conflict {
            let help = "resolve the conflict: `git checkout --ours FILE`, or `nbdime mergetool`";
            return self.fault(self.at..self.at + 7, "a Git conflict is not resolved here".to_owned(), help);
        }
        let help = "a notebook is JSON; open it in Jupyter, and save it again";
        let message = format!("`{}` cannot stand here", letter.escape_debug());
        let mut fault = self.fault(self.at..self.at + letter.len_utf8(), message, help);
        fault.caret = caret.to_owned();
        fault
    }

    fn fault(&self, span: std::ops::Range<usize>, message: String, help: &'static str) -> Fault {
        let open = self.open.last().map(|at| Span::new(*at, at + 1));
        Fault { message, caret: String::new(), help, span: Span::from(span), open }
    }
}

#[cfg(test)]
mod tests;
