//! Syntax errors of libyaml in words that help: what was probably meant, and where it went wrong rather than where the
//! parser noticed.
//!
//! In: the text and the library's error. Out: one diagnostic. libyaml's sentences have not changed in years; one that is
//! not known here is passed on as it is.

use super::Origin;
use crate::diagnostic::{Code, Diagnostic, Span};

/// A syntax error as the library gives it.
#[derive(Debug)]
pub(super) struct Fact<'a> {
    text: &'a str,
    /// What is wrong, in libyaml's words.
    problem: String,
    /// Where it was noticed.
    at: usize,
    /// What was being read, in libyaml's words.
    context: String,
    /// Where that began.
    from: usize,
}

impl<'a> Fact<'a> {
    /// Takes the library's error apart.
    pub(super) fn of(text: &'a str, error: &serde_yaml::Error) -> Self {
        let sentence = error.to_string();
        let (head, context) = match sentence.find(", while ") {
            Some(comma) => (&sentence[..comma], &sentence[comma + 2..]),
            None => (sentence.as_str(), ""),
        };
        let (problem, place) = cut_place(head);
        let (context, from) = cut_place(context);
        let noticed = error.location().map(|location| location.index()).filter(|at| text.is_char_boundary(*at));
        let at = noticed.or_else(|| place.map(|place| offset(text, place))).unwrap_or(text.len());
        let from = from.map_or(if context.is_empty() { at } else { 0 }, |place| offset(text, place));
        Self { text, problem: problem.to_owned(), at, context: context.to_owned(), from }
    }

    /// A fact of the other parser, for the case that only it complains.
    pub(super) fn other(text: &'a str, at: usize, message: &str) -> Self {
        Self { text, problem: message.to_owned(), at, context: String::new(), from: at }
    }

    /// The diagnostic.
    pub(super) fn explain(&self, origin: &Origin) -> Diagnostic {
        let diagnostic = self
            .tab(origin)
            .or_else(|| self.token(origin))
            .or_else(|| self.quote(origin))
            .or_else(|| self.continuation(origin))
            .or_else(|| self.colon(origin))
            .or_else(|| self.bracket(origin))
            .or_else(|| self.sigil(origin))
            .or_else(|| self.block(origin))
            .or_else(|| self.goes_on(origin));
        diagnostic.unwrap_or_else(|| {
            let diagnostic = Diagnostic::new(Code::YamlSyntax, format!("this is not YAML: {}", self.problem));
            let diagnostic = diagnostic.at(origin.place(self.char_at(self.at)));
            match self.context.as_str() {
                "" => diagnostic,
                context if self.from != self.at => diagnostic.label(origin.place(self.char_at(self.from)), context),
                context => diagnostic.caret(context),
            }
        })
    }

    fn error(&self, origin: &Origin, message: impl Into<String>, span: Span) -> Diagnostic {
        Diagnostic::new(Code::YamlSyntax, message).at(origin.place(span))
    }

    /// Tabs in the indentation of the line at fault, or of the one before it.
    fn tab(&self, origin: &Origin) -> Option<Diagnostic> {
        let line_start = |at: usize| self.before(at).rfind('\n').map_or(0, |newline| newline + 1);
        let here = line_start(self.at);
        let previous = here.checked_sub(1).map(line_start);
        let tab = [Some(here), previous].into_iter().flatten().find_map(|start| {
            let indentation = self.after(start).bytes().take_while(|byte| matches!(byte, b' ' | b'\t'));
            let place = indentation.clone().position(|byte| byte == b'\t')?;
            let tabs = indentation.skip(place).take_while(|byte| *byte == b'\t').count();
            Some(Span::new(start + place, start + place + tabs))
        })?;
        Some(
            Diagnostic::new(Code::YamlTab, "this line is indented with a tab")
                .at(origin.place(tab))
                .caret("a tab")
                .help("YAML allows no tabs in indentation; use two spaces for each level"),
        )
    }

    fn unclosed(&self, origin: &Origin, open: usize) -> Diagnostic {
        let diagnostic = self
            .error(origin, "a quote is opened here and not closed", Span::new(open, open + 1))
            .caret("no closing quote follows in this value");
        match self.after(open).starts_with('\'') {
            true => diagnostic.help("in single quotes, an apostrophe is written twice: 'it''s'"),
            false => diagnostic.help("close it at the end of the value; within it, a quote is written `\\\"`"),
        }
    }

    /// A sign that cannot begin a value.
    fn token(&self, origin: &Origin) -> Option<Diagnostic> {
        if !self.problem.starts_with("found character that cannot start any token") {
            return None;
        }
        let sign = self.after(self.at).chars().next()?;
        let value = self.rest_of_line(self.at);
        Some(
            self.error(
                origin,
                format!("a value cannot begin with `{sign}` unless it is quoted"),
                self.char_at(self.at),
            )
            .caret("quotes are needed here")
            .help(format!("write {}", quoted(value))),
        )
    }

    fn quote(&self, origin: &Origin) -> Option<Diagnostic> {
        if self.context.starts_with("while scanning a quoted scalar") {
            let open =
                if matches!(self.text.as_bytes().get(self.from), Some(b'"' | b'\'')) { self.from } else { self.at };
            return Some(self.unclosed(origin, open));
        }
        if !self.context.starts_with("while parsing a quoted scalar") {
            return None;
        }
        let escape = self.text.get(self.at..).unwrap_or_default().chars().take(2).map(char::len_utf8).sum::<usize>();
        Some(
            self.error(
                origin,
                "a backslash begins an escape that YAML does not know",
                Span::new(self.at, self.at + escape),
            )
            .caret("unknown escape")
            .help("write `\\\\` for a backslash, or use single quotes, in which a backslash is itself"),
        )
    }

    /// What only the stricter parser minds: a quoted text whose further lines are not indented.
    fn continuation(&self, origin: &Origin) -> Option<Diagnostic> {
        self.problem.starts_with("invalid indentation in").then(|| {
            self.error(origin, "a text in quotes goes on in a line that is not indented", self.char_at(self.at))
                .caret("it begins here")
                .help("indent its further lines more than the key")
        })
    }

    /// A colon inside an unquoted value, or none where one is needed.
    fn colon(&self, origin: &Origin) -> Option<Diagnostic> {
        if self.problem.starts_with("mapping values are not allowed") {
            return Some(self.second_colon(origin));
        }
        if !self.problem.starts_with("could not find expected ':'") {
            return None;
        }
        let line = self.line_of(self.from);
        Some(self.equals(origin, line).unwrap_or_else(|| {
            self.error(origin, "this line is neither a key with a value nor a list's entry", line)
                .caret("no `:` after the key")
                .help("a key is followed by a colon and a space: `title: About`")
        }))
    }

    /// `draft = true`: what other formats have for a colon.
    fn equals(&self, origin: &Origin, line: Span) -> Option<Diagnostic> {
        let (key, value) = self.slice(line).split_once('=')?;
        let (name, value) = (key.trim_end(), value.trim());
        let is_key = !name.is_empty() && name.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '_' | '-'));
        let at = line.start as usize + key.len();
        is_key.then(|| {
            self.error(origin, "YAML has a colon between a key and its value", Span::new(at, at + 1))
                .caret("an equals sign stands here")
                .help(format!("write `{name}: {value}`"))
        })
    }

    /// A key that is indented further than the one above it, which has its value already.
    fn deeper(&self, origin: &Origin) -> Option<Diagnostic> {
        let line = self.line_of(self.at);
        let start = self.before(self.at).rfind('\n').map_or(0, |newline| newline + 1);
        let above =
            self.before(start).lines().rev().find(|line| !line.trim().is_empty() && !line.trim().starts_with('#'))?;
        let entry = above.len() - above.trim_start_matches(['-', ' ']).len();
        let (name, value) = above.get(entry..)?.split_once(':')?;
        let depth = line.start as usize - start;
        if value.trim().is_empty() || depth <= entry || name.contains([' ', '"', '\'']) {
            return None;
        }
        let indentation = Span::new(start + entry, line.start as usize);
        let spaces = if depth - entry == 1 { "1 space".to_owned() } else { format!("{} spaces", depth - entry) };
        Some(
            self.error(origin, format!("this line is indented further than `{name}` above it"), indentation)
                .caret(format!("{spaces} too many"))
                .help(format!("begin it in the column of `{name}`, which has its value already")),
        )
    }

    fn second_colon(&self, origin: &Origin) -> Diagnostic {
        let line = self.line_of(self.at);
        let text = self.slice(line);
        let first = text.find(": ").map(|first| line.start as usize + first);
        match first {
            Some(first) if first < self.at => {
                let value = self.slice(Span::new(first + 2, line.end as usize)).trim();
                self.error(
                    origin,
                    "an unquoted value cannot contain a colon followed by a space",
                    self.char_at(self.at),
                )
                .caret("YAML takes what stands before it for a key")
                .help(format!("quote the value: {}", quoted(value)))
            }
            _ => self.deeper(origin).unwrap_or_else(|| {
                self.error(origin, "a key is not allowed here", self.char_at(self.at))
                    .caret("this colon makes it a key")
                    .help(
                        "check the indentation: keys of one map begin in the same column, and nothing follows a value",
                    )
            }),
        }
    }

    /// A bracket or brace that is not closed, or a comma too many.
    fn bracket(&self, origin: &Origin) -> Option<Diagnostic> {
        if self.context.starts_with("while parsing a flow node") {
            if let (true, Some(open)) = (self.after(self.at).starts_with('-'), self.open_bracket()) {
                return Some(
                    self.error(origin, "between brackets, an entry does not begin with `-`", self.char_at(self.at))
                        .label(origin.place(self.char_at(open)), "this is still open")
                        .help("close it where the list ends, or separate its entries by commas: `[one, two]`"),
                );
            }
            return Some(
                self.error(origin, "a value is missing here", self.char_at(self.at))
                    .caret("nothing stands between this sign and the one before it")
                    .help("take the comma away, or write `\"\"` for an empty text"),
            );
        }
        let (what, close) = match self.context.as_str() {
            context if context.starts_with("while parsing a flow sequence") => ("list", ']'),
            context if context.starts_with("while parsing a flow mapping") => ("map", '}'),
            _ => return None,
        };
        let message = format!("a {what} is opened here, and neither `,` nor `{close}` follows its last entry");
        let diagnostic = self.error(origin, message, self.char_at(self.from)).caret(format!("`{close}` is missing"));
        Some(match self.at < self.text.len() {
            true => diagnostic.label(origin.place(self.char_at(self.at)), "noticed here"),
            false => diagnostic,
        })
    }

    /// The bracket or brace around the place at fault. What lies between the two is signs and entries, and remarks.
    fn open_bracket(&self) -> Option<usize> {
        let mut closed = 0_usize;
        let mut end = self.at;
        for line in self.before(self.at).split('\n').rev() {
            let start = end - line.len();
            let is_remark = |at: &usize| line[..*at].is_empty() || line[..*at].ends_with([' ', '\t']);
            let code = line.match_indices('#').map(|(at, _)| at).find(is_remark).map_or(line, |remark| &line[..remark]);
            for (at, sign) in code.char_indices().rev() {
                match sign {
                    ']' | '}' => closed += 1,
                    '[' | '{' if closed == 0 => return Some(start + at),
                    '[' | '{' => closed -= 1,
                    _ => {}
                }
            }
            end = start.saturating_sub(1);
        }
        None
    }

    /// `*`, `&`, `!`, `%`, `|` and `>` at the beginning of what is meant as a text.
    fn sigil(&self, origin: &Origin) -> Option<Diagnostic> {
        let context = |begin: &str| self.context.starts_with(begin);
        let sign = match () {
            () if context("while scanning an alias") || self.problem.starts_with("unknown anchor") => "*",
            () if context("while scanning an anchor") => "&",
            () if context("while scanning a tag") || context("while parsing a tag") => "!",
            () if self.problem.starts_with("found undefined tag handle") => "!",
            () if context("while scanning a directive") || context("while scanning a %") => "%",
            () if context("while scanning a block scalar") => return Some(self.block_scalar(origin)),
            () => return None,
        };
        let start = [self.from, self.at].into_iter().find(|at| self.after(*at).starts_with(sign)).unwrap_or(self.at);
        let value = self.rest_of_line(start);
        let message = match (sign, self.problem.starts_with("unknown anchor")) {
            (_, true) => "this alias refers to an anchor that does not exist".to_owned(),
            _ => format!("a value cannot begin with `{sign}` unless it is quoted"),
        };
        Some(self.error(origin, message, self.char_at(start)).help(format!("a text is quoted: {}", quoted(value))))
    }

    fn block_scalar(&self, origin: &Origin) -> Diagnostic {
        self.error(origin, "after `|` or `>`, the text begins on the next line", self.char_at(self.at))
            .caret("nothing but a comment may stand here")
            .help("move the text to the next line and indent it, or quote it")
    }

    /// Indentation, and what follows a closing quote.
    fn block(&self, origin: &Origin) -> Option<Diagnostic> {
        if self.problem.starts_with("block sequence entries are not allowed") {
            return Some(
                self.error(origin, "a list's entry cannot stand here", self.char_at(self.at))
                    .caret("this `-` begins an entry")
                    .help("begin the list on a line of its own, or write it as `[one, two]`"),
            );
        }
        let collection = ["while parsing a block mapping", "while parsing a block collection"];
        if !collection.iter().any(|begin| self.context.starts_with(begin)) {
            return None;
        }
        let before = self.before(self.at).trim_end_matches(' ');
        if before.ends_with(['"', '\'']) {
            let close = before.len() - 1;
            let open = before.get(..close).and_then(|text| text.rfind(&before[close..])).unwrap_or(close);
            // Closed by the opening quote of another value: the fault is where it was opened.
            if before[open..].contains('\n') {
                let late = Span::new(close, close + 1);
                return Some(self.unclosed(origin, open).label(origin.place(late), "only this one closes it"));
            }
            return Some(
                self.error(origin, "something follows the closing quote", self.line_from(self.at))
                    .caret("this is outside the quotes")
                    .help("put quotes around the whole value; in double quotes, write `\\\"` for a quote"),
            );
        }
        let what = if self.context.contains("mapping") { "map" } else { "list" };
        Some(
            self.error(origin, format!("this line does not belong to the {what} it stands in"), self.line_of(self.at))
                .caret("check its indentation")
                .label(origin.place(self.char_at(self.from)), format!("the {what} begins here"))
                .help(format!("all entries of a {what} begin in the same column")),
        )
    }

    /// Text behind the value that was the whole document: most likely its first line is indented by mistake.
    fn goes_on(&self, origin: &Origin) -> Option<Diagnostic> {
        if !self.problem.contains("more than one document") {
            return None;
        }
        let help = "all lines of a list, and all keys of a map, begin in the same column";
        if let Some((first, left)) = self.further_left() {
            return Some(
                self.error(origin, "this line begins further to the left than the first one", self.line_of(left))
                    .caret("what came before has ended")
                    .label(origin.place(self.line_of(first)), "the first line")
                    .help(help),
            );
        }
        let diagnostic = self.error(origin, "the text goes on behind its value", self.char_at(self.at));
        Some(diagnostic.help("a file holds one list, or keys with values"))
    }

    /// The first line that says something, and the first one after it that is indented less.
    fn further_left(&self) -> Option<(usize, usize)> {
        let starts = std::iter::once(0).chain(self.text.match_indices('\n').map(|(newline, _)| newline + 1));
        let mut lines = starts.filter_map(|start| {
            let span = self.line_of(start);
            let says = !self.slice(span).is_empty() && !self.slice(span).starts_with('#');
            says.then_some((start, span.start as usize - start))
        });
        let (first, indentation) = lines.next()?;
        lines.find(|(_, other)| *other < indentation).map(|(left, _)| (first, left))
    }

    fn before(&self, at: usize) -> &str {
        self.text.get(..at).unwrap_or(self.text)
    }

    fn after(&self, at: usize) -> &str {
        self.text.get(at..).unwrap_or_default()
    }

    fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    fn char_at(&self, at: usize) -> Span {
        let length = self.after(at).chars().next().filter(|sign| *sign != '\n').map_or(0, char::len_utf8);
        Span::new(at, at + length)
    }

    fn rest_of_line(&self, at: usize) -> &str {
        self.slice(self.line_from(at)).trim_end()
    }

    fn line_from(&self, at: usize) -> Span {
        let length = self.after(at).find('\n').unwrap_or(self.after(at).len());
        Span::new(at, at + self.after(at).get(..length).unwrap_or_default().trim_end().len())
    }

    /// The line, without its indentation.
    fn line_of(&self, at: usize) -> Span {
        let start = self.before(at).rfind('\n').map_or(0, |newline| newline + 1);
        let line = self.line_from(start);
        let indentation = self.slice(line).len() - self.slice(line).trim_start().len();
        Span::new(start + indentation, line.end as usize)
    }
}

/// The value in the quotes that need no escapes.
fn quoted(value: &str) -> String {
    let value = value.trim();
    match (value.contains('"'), value.contains('\'')) {
        (true, false) => format!("'{value}'"),
        (true, true) => format!("'{}'", value.replace('\'', "''")),
        (false, _) => format!("\"{}\"", value.replace('\\', "\\\\")),
    }
}

/// Cuts " at line 3 column 7" off a sentence.
fn cut_place(sentence: &str) -> (&str, Option<(usize, usize)>) {
    let Some(cut) = sentence.rfind(" at line ") else {
        return (sentence.split(" at position ").next().unwrap_or(sentence), None);
    };
    let mut numbers = sentence[cut..].split(' ').filter_map(|word| word.parse::<usize>().ok());
    let place = numbers.next().zip(numbers.next());
    (&sentence[..cut], place)
}

/// The byte at a line and a column, both from 1; columns count characters. libyaml knows more line breaks than most.
fn offset(text: &str, (line, column): (usize, usize)) -> usize {
    let mut at = 0;
    for _ in 1..line {
        let rest = text.get(at..).unwrap_or_default();
        let Some(broken) = rest.find(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) else { break };
        let mark = rest[broken..].chars().next().map_or(0, char::len_utf8);
        let crlf = usize::from(rest[broken..].starts_with("\r\n"));
        at += broken + mark + crlf;
    }
    let rest = text.get(at..).unwrap_or_default();
    at + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(byte, _)| byte)
}
