//! Syntax errors of the parser → sentences for people.
//!
//! The parser says what it would have liked to see; a reader wants to know what they did. What the tokens tell is told:
//! Python 2, other languages' operators, brackets that are not closed, blocks that are empty.

use ruff_python_ast::token::{Token, TokenKind, Tokens};
use ruff_python_parser::{LexicalErrorType, ParseError, ParseErrorType};
use ruff_text_size::{Ranged, TextRange};

use super::old;
use crate::diagnostic::Span;

/// The errors in order, as byte range and words; those that only follow from an open bracket are left out.
pub fn describe(source: &str, tokens: &Tokens, errors: &[ParseError]) -> Vec<(Span, String)> {
    if errors.is_empty() {
        return Vec::new();
    }
    let reader = Reader { source, tokens };
    let mut found: Vec<_> = errors.iter().map(|error| (span(error.range()), reader.sentence(error))).collect();
    let open_string = errors
        .iter()
        .any(|error| matches!(error.error, ParseErrorType::Lexical(LexicalErrorType::UnclosedStringError)));
    if let Some(bracket) = reader.bracket().filter(|_| !open_string) {
        found.retain(|error| error.0.start < bracket.0.start);
        found.push(bracket);
    }
    found.sort();
    found.dedup_by_key(|error| error.0.start);
    found
}

fn span(range: TextRange) -> Span {
    Span::new(range.start().to_usize(), range.end().to_usize())
}

struct Reader<'a> {
    source: &'a str,
    tokens: &'a [Token],
}

impl<'a> Reader<'a> {
    fn text(&self, range: TextRange) -> &'a str {
        self.source.get(range.start().to_usize()..range.end().to_usize()).unwrap_or_default()
    }

    /// The token at which an error begins, the one before, and the first of the statement.
    fn around(&self, error: &ParseError) -> Option<(&'a Token, &'a Token, &'a Token)> {
        let at = self.tokens.partition_point(|token| token.start() < error.start());
        let begun = self.tokens.get(..at)?.iter().rposition(|token| old::begins_statement(token.kind()));
        let first = self.tokens.get(begun.map_or(0, |begun| begun + 1))?;
        let found = self.tokens.get(at)?;
        Some((found, self.tokens.get(at.checked_sub(1)?).unwrap_or(found), first))
    }

    fn sentence(&self, error: &ParseError) -> String {
        self.other_language(error).or_else(|| self.layout(error)).unwrap_or_else(|| plain(&error.error.to_string()))
    }

    /// What is right in Python 2 or elsewhere.
    fn other_language(&self, error: &ParseError) -> Option<String> {
        let text = self.text(error.range());
        if let ParseErrorType::Lexical(LexicalErrorType::UnrecognizedToken { tok }) = &error.error {
            return Some(unknown_sign(*tok));
        }
        let octal = text.bytes().all(|byte| byte.is_ascii_digit()) && text.starts_with('0');
        if octal && matches!(error.error, ParseErrorType::Lexical(_)) {
            return Some(format!("octal numbers are written `0o{}`", text.trim_start_matches('0')));
        }
        let (found, before, first) = self.around(error)?;
        let touching = before.end() == found.start();
        let words = (self.text(before.range()), self.text(found.range()));
        let sentence = match (&error.error, words) {
            (ParseErrorType::SimpleStatementsOnSameLine, (word @ ("print" | "exec"), _)) if before == first => {
                return Some(format!("`{word}` is a function since Python 3: write `{word}(…)`"));
            }
            (ParseErrorType::SimpleStatementsOnSameLine, (_, "L" | "l")) if touching => {
                "integers have no suffix since Python 3"
            }
            (ParseErrorType::SimpleStatementsOnSameLine, ("ur" | "UR" | "uR" | "Ur", _)) if touching => {
                "there is no prefix `ur` since Python 3"
            }
            (ParseErrorType::SimpleStatementsOnSameLine, (before, found)) => {
                return Some(format!("something is missing between `{before}` and `{found}`"));
            }
            (ParseErrorType::UnparenthesizedTupleExpression, _) if self.text(first.range()) == "raise" => {
                "since Python 3 it is `raise X(…)`, not `raise X, …`"
            }
            (_, ("<", ">")) if touching => "`<>` is Python 2: write `!=`",
            (_, ("&", "&")) if touching => "Python has no `&&`: write `and`",
            (_, ("|", "|")) if touching => "Python has no `||`: write `or`",
            (_, (sign @ ("+" | "-"), "\n" | "" | ";")) if self.text(before.range()) == self.before(before) => {
                return Some(format!("Python has no `{sign}{sign}`: write `{sign}= 1`"));
            }
            (_, (_, ">>")) if found == first => "the code has prompts: mark the block as `pycon`",
            _ => return None,
        };
        Some(sentence.to_owned())
    }

    /// The sign that touches a token from before.
    fn before(&self, token: &Token) -> &'a str {
        let end = token.start().to_usize();
        end.checked_sub(1).and_then(|start| self.source.get(start..end)).unwrap_or_default()
    }

    /// Lines, blocks and what ends them.
    fn layout(&self, error: &ParseError) -> Option<String> {
        use TokenKind as T;
        let kind = self.around(error).map(|(found, ..)| found.kind());
        let sentence = match &error.error {
            ParseErrorType::ExpectedToken { expected: T::Colon, found: T::Newline } => "the line must end with a `:`",
            ParseErrorType::ExpectedToken { expected: T::Colon, found: T::Equal } => {
                "`=` assigns: write `==` to compare"
            }
            ParseErrorType::ExpectedExpression if kind == Some(T::Newline) => {
                "the line breaks off: something must follow"
            }
            ParseErrorType::UnexpectedIndentation if self.source.get(..error.start().to_usize())?.trim().is_empty() => {
                "the code is indented as a whole: move it to the left"
            }
            ParseErrorType::UnexpectedIndentation => "this line is indented, and no block begins above it",
            ParseErrorType::Lexical(LexicalErrorType::IndentationError) => {
                "the indentation of this line is that of no block above it"
            }
            ParseErrorType::Lexical(LexicalErrorType::UnclosedStringError) => "the string has no end",
            ParseErrorType::OtherError(text) => return self.other(text, error),
            _ => return None,
        };
        Some(sentence.to_owned())
    }

    fn other(&self, text: &str, error: &ParseError) -> Option<String> {
        let found = self.text(error.range());
        if let Some(header) = text.strip_prefix("Expected an indented block after ") {
            return Some(match found.trim() {
                "" => format!("the block after the {header} is empty: write `...` for what is left out"),
                _ => format!("this line must be indented: it is the block after the {header}"),
            });
        }
        match found {
            "else" | "elif" | "except" | "finally" => Some(format!("`{found}` belongs to nothing above it")),
            _ if text == "Expected a statement" && !found.trim().is_empty() => {
                Some(format!("no statement can begin with `{found}`"))
            }
            _ => None,
        }
    }

    /// The first bracket that is not closed, or closes nothing.
    fn bracket(&self) -> Option<(Span, String)> {
        let mut open: Vec<&Token> = Vec::new();
        for token in self.tokens {
            let opener = match token.kind() {
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => {
                    open.push(token);
                    continue;
                }
                TokenKind::Rpar => TokenKind::Lpar,
                TokenKind::Rsqb => TokenKind::Lsqb,
                TokenKind::Rbrace => TokenKind::Lbrace,
                _ => continue,
            };
            let closes = self.text(token.range());
            match open.pop() {
                Some(other) if other.kind() == opener => {}
                Some(other) => {
                    return Some((
                        span(token.range()),
                        format!("`{closes}` cannot close `{}`", self.text(other.range())),
                    ));
                }
                None => return Some((span(token.range()), format!("`{closes}` closes nothing"))),
            }
        }
        open.first().map(|token| (span(token.range()), format!("`{}` is never closed", self.text(token.range()))))
    }
}

fn unknown_sign(sign: char) -> String {
    match sign {
        '`' => "backticks are Python 2: write `repr(…)`".to_owned(),
        '“' | '”' | '„' => format!("`{sign}` is a quote of prose: write `\"`"),
        '‘' | '’' => format!("`{sign}` is a quote of prose: write `'`"),
        '$' => "Python has no `$`: mark a block of commands as `console`".to_owned(),
        '?' => "Python has no `?`: a choice is `a if condition else b`".to_owned(),
        '…' => "`…` is not Python: three dots are".to_owned(),
        '\u{a0}' => "there is a no-break space here: write a blank".to_owned(),
        _ => format!("`{sign}` means nothing in Python"),
    }
}

/// The parser's own words, as the end of a sentence.
fn plain(text: &str) -> String {
    let text = text.replace("found newline", "found the end of the line").replace("found name", "found a name");
    let text = text.replace("Expected dedent", "expected the end of the block");
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_lowercase().to_string()).unwrap_or_default();
    first + letters.as_str()
}
