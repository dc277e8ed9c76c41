//! The info string's grammar: a language, then at most one brace group of flags and `key=value` pairs.
//!
//! ```text
//! python {title="ledger.py" mark="3-5,9" numbers}
//! ```
//!
//! A value is a word, a text in quotes, or a word that ends in one (`label=3:"why"`). Only the shape is judged here; what
//! the attributes mean is in `attributes`.

use crate::diagnostic::{Code, Span};

use super::finding::Finding;

/// Attributes that say one thing each time.
const REPEATABLE: [&str; 2] = ["mark", "label"];

/// An info string taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Info {
    /// The language as written.
    pub language: Option<Word>,
    /// The attributes as written, without repeats where one value is all that is wanted.
    pub attributes: Vec<RawAttribute>,
}

/// A piece of the info string and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The text, without quotes and escapes.
    pub text: String,
    /// Its bytes, with quotes.
    pub span: Span,
    /// How much of the text stands before a quote.
    bare: usize,
}

impl Word {
    /// A word that is not written as it is, and what stands for it.
    pub fn meant(text: &str, span: Span) -> Self {
        Self { text: text.to_owned(), span, bare: text.len() }
    }

    /// The bytes of a part of the text; all bytes where escapes hide which they are.
    pub fn part(&self, start: usize, end: usize) -> Span {
        let signs = ((self.span.end - self.span.start) as usize).saturating_sub(self.text.len());
        let before = match signs {
            _ if end <= self.bare => 0,
            2 if start >= self.bare => 1,
            _ => return self.span,
        };
        Span::new(start + before, end + before).shift(self.span.start as usize)
    }
}

/// A flag, or a key with a value.
#[derive(Debug, PartialEq, Eq)]
pub struct RawAttribute {
    /// The name.
    pub name: Word,
    /// The value, if there is an `=`.
    pub value: Option<Word>,
}

impl RawAttribute {
    /// The attribute from name to value.
    pub fn span(&self) -> Span {
        Span {
            start: self.name.span.start,
            end: self.value.as_ref().map_or(self.name.span.end, |value| value.span.end),
        }
    }
}

/// Takes an info string apart.
pub fn parse(text: &str) -> (Info, Vec<Finding>) {
    let mut parser = Parser { text, at: 0, info: Info::default(), findings: Vec::new() };
    parser.info();
    (parser.info, parser.findings)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    info: Info,
    findings: Vec<Finding>,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Reads on to the first character that `stop` accepts.
    fn take_until(&mut self, stop: impl Fn(char) -> bool) -> Word {
        let start = self.at;
        let rest = self.rest();
        let length = rest.find(stop).unwrap_or(rest.len());
        self.at += length;
        Word { text: rest[..length].to_owned(), span: Span::new(start, self.at), bare: length }
    }

    fn fault(&mut self, span: Span, message: impl Into<String>) -> &mut Finding {
        self.findings.push(Finding::info(Code::CodeAttribute, span, message));
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    fn info(&mut self) {
        self.skip_blanks();
        let language = self.take_until(|letter| letter.is_whitespace() || letter == '{');
        self.info.language = Some(language).filter(|word| !word.text.is_empty());
        self.skip_blanks();
        if self.rest().starts_with('{') {
            self.group();
            self.skip_blanks();
        }
        if !self.rest().is_empty() {
            let span = Span::new(self.at, self.text.trim_end().len());
            let fault = self.fault(span, "text outside the braces of a code block's attributes");
            fault.help.push("write one group behind the language: ```python {title=\"ledger.py\" numbers}".to_owned());
        }
    }

    fn group(&mut self) {
        let open = self.at;
        self.at += 1;
        loop {
            self.skip_blanks();
            match self.rest().chars().next() {
                Some('}') => {
                    self.at += 1;
                    return;
                }
                Some(_) => self.attribute(),
                None => {
                    let fault =
                        self.fault(Span::new(open, open + 1), "the brace of a code block's attributes is not closed");
                    fault.caret = "opened here".to_owned();
                    fault.help.push("add `}` at the end of the line".to_owned());
                    return;
                }
            }
        }
    }

    fn attribute(&mut self) {
        let start = self.at;
        let name = self.take_until(|letter| letter.is_whitespace() || matches!(letter, '=' | '}' | '"' | ','));
        if name.text.is_empty() {
            let sign = self.rest().chars().next().map_or(1, char::len_utf8);
            self.at += sign;
            let fault = self.fault(Span::new(start, self.at), "expected the name of an attribute");
            fault
                .help
                .push("attributes are separated by blanks: {title=\"ledger.py\" mark=\"3-5\" numbers}".to_owned());
            return;
        }
        let value = self.rest().starts_with('=').then(|| self.value());
        self.add(RawAttribute { name, value });
    }

    fn value(&mut self) -> Word {
        self.at += 1;
        if self.rest().starts_with('"') {
            return self.quoted();
        }
        let mut word = self.take_until(|letter| letter.is_whitespace() || matches!(letter, '}' | '"'));
        if self.rest().starts_with('"') {
            let quoted = self.quoted();
            word.text.push_str(&quoted.text);
            word.span.end = quoted.span.end;
        }
        word
    }

    /// A value in quotes; `\"` and `\\` stand for the sign itself.
    fn quoted(&mut self) -> Word {
        let start = self.at;
        let mut text = String::new();
        let mut escaped = false;
        for (offset, letter) in self.rest().char_indices().skip(1) {
            match letter {
                '"' if !escaped => {
                    self.at = start + offset + 1;
                    return Word { text, span: Span::new(start, self.at), bare: 0 };
                }
                '\\' if !escaped => {
                    escaped = true;
                    continue;
                }
                '"' | '\\' => {}
                _ if escaped => text.push('\\'),
                _ => {}
            }
            text.push(letter);
            escaped = false;
        }
        self.at = self.text.len();
        let fault = self.fault(Span::new(start, start + 1), "the quote of a value is not closed");
        fault.caret = "opened here".to_owned();
        Word { text, span: Span::new(start, self.at), bare: 0 }
    }

    fn add(&mut self, attribute: RawAttribute) {
        let is_repeated = self.info.attributes.iter().any(|known| known.name.text == attribute.name.text);
        if is_repeated && !REPEATABLE.contains(&attribute.name.text.as_str()) {
            let message = format!("`{}` is given twice", attribute.name.text);
            self.fault(attribute.span(), message).caret = "second time".to_owned();
        } else {
            self.info.attributes.push(attribute);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> String {
        let (info, findings) = parse(text);
        let mut out = info.language.map_or("-".to_owned(), |word| word.text);
        for attribute in &info.attributes {
            let value = attribute.value.as_ref().map_or(String::new(), |value| format!("={:?}", value.text));
            out += &format!(" {}{value}", attribute.name.text);
        }
        for finding in findings {
            out += &format!("; {}", finding.message);
        }
        out
    }

    #[test]
    fn well_formed() {
        assert_eq!(shape(""), "-");
        assert_eq!(shape("  python  "), "python");
        assert_eq!(shape("python {}"), "python");
        assert_eq!(shape("python{numbers}"), "python numbers");
        assert_eq!(shape("{title=\"x\"}"), "- title=\"x\"");
        assert_eq!(shape("python {title=\"a b\" mark=3-5,9 numbers}"), "python title=\"a b\" mark=\"3-5,9\" numbers");
        assert_eq!(shape(r#"python {title="say \"hi\" C:\new \\"}"#), r#"python title="say \"hi\" C:\\new \\""#);
        assert_eq!(shape("c++ {title=\"}\"}"), "c++ title=\"}\"");
        assert_eq!(shape("py {label=3:\"a }\" label=4:b mark=/x/}"), "py label=\"3:a }\" label=\"4:b\" mark=\"/x/\"");
    }

    #[test]
    fn ill_formed() {
        assert_eq!(shape("python {numbers"), "python numbers; the brace of a code block's attributes is not closed");
        assert_eq!(
            shape("python {title=\"a"),
            "python title=\"a\"; the quote of a value is not closed; the brace of a code block's attributes is not closed"
        );
        assert_eq!(shape("python title=\"x\""), "python; text outside the braces of a code block's attributes");
        assert_eq!(
            shape("python {wrap} {numbers}"),
            "python wrap; text outside the braces of a code block's attributes"
        );
        assert_eq!(shape("python {wrap wrap=1}"), "python wrap; `wrap` is given twice");
        assert_eq!(shape("python {=x}"), "python x; expected the name of an attribute");
        assert_eq!(shape("python {wrap, numbers}"), "python wrap numbers; expected the name of an attribute");
    }

    #[test]
    fn places() {
        let (info, _) = parse("py {title=\"é\" x}");
        let spans: Vec<_> = info.attributes.iter().map(|a| (a.span().start, a.span().end)).collect();
        assert_eq!(spans, [(4, 14), (15, 16)]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_taken_apart(text in "(?s).{0,60}|[{}=\", a\\\\]{0,30}") {
            let (_, findings) = parse(&text);
            for finding in findings {
                let super::super::FindingSpan::Info(span) = finding.span else { panic!("place is in the info string") };
                proptest::prop_assert!(text.get(span.start as usize..span.end as usize).is_some());
            }
        }
    }
}
