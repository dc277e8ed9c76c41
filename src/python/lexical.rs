//! Tokens of the parser → tokens with classes: what can be seen without the tree, plus the tree's marks.
//!
//! Judging by neighbours keeps definitions, imports and decorators coloured where the tree is broken. One step a token,
//! no allocation but for the list itself; f-strings nest on a small stack.

use ruff_python_ast::token::{Token as SourceToken, TokenKind};
use ruff_text_size::Ranged;

use super::builtins::{Builtin, dunder};
use super::class::{Class, Sink, Token};
use super::strings::{self, Style};
use super::tree::{Mark, MarkKind};
use super::{comments, doctest, old};

/// Gives every token of `source` its class. `doctests` says whether examples in documentation are read as code.
pub fn classify(source: &str, tokens: &[SourceToken], marks: &[Mark], doctests: bool) -> Vec<Token> {
    let mut reader = Reader {
        source,
        marks,
        doctests,
        sink: Sink::new(source, tokens.len() / 2),
        context: Context::Plain,
        before: TokenKind::Newline,
        strings: Vec::new(),
    };
    let mut ahead = tokens.iter().map(SourceToken::kind).skip(1);
    for token in tokens {
        let next = ahead.next().unwrap_or(TokenKind::EndOfFile);
        reader.read(token, next);
    }
    reader.sink.finish()
}

/// What names mean at this point of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Context {
    Plain,
    /// After `import`: modules and their new names.
    Import,
    /// After the `from` of an import: the module.
    From,
    /// After the `import` of `from … import`: names from the module.
    FromNames,
    /// After the `@` of a decorator, up to its arguments.
    Decorator,
}

/// Where in an f-string or t-string the reader is.
#[derive(Debug, Clone, Copy)]
enum Part {
    Text(Style),
    /// Within the braces; how many brackets are open there.
    Field(u32),
    /// Behind the colon of a field.
    Format,
}

struct Reader<'a> {
    source: &'a str,
    marks: &'a [Mark],
    doctests: bool,
    sink: Sink<'a>,
    context: Context,
    /// The token before, comments and blank lines left out.
    before: TokenKind,
    strings: Vec<Part>,
}

impl Reader<'_> {
    fn read(&mut self, token: &SourceToken, next: TokenKind) {
        let kind = token.kind();
        let (start, end) = (token.start().to_u32(), token.end().to_u32());
        match kind {
            TokenKind::Comment => {
                let class = comments::class(self.text(start, end), start == 0);
                return self.sink.push(start, end, class);
            }
            TokenKind::NonLogicalNewline => return,
            TokenKind::Name => self.name(next, (start, end)),
            TokenKind::String => self.string(start, end),
            TokenKind::FStringStart | TokenKind::TStringStart => self.open_string(start, end),
            TokenKind::FStringMiddle | TokenKind::TStringMiddle => self.string_text(start, end),
            TokenKind::FStringEnd | TokenKind::TStringEnd => self.close_string(start, end),
            TokenKind::Newline | TokenKind::Semi => self.end_statement(),
            TokenKind::Dot => self.dot(start, end),
            TokenKind::At => self.at(start, end),
            TokenKind::Unknown => self.unknown(start, end),
            _ if !self.strings.is_empty() && self.field(kind, next, (start, end)) => {}
            _ => self.simple(kind, next, (start, end)),
        }
        if !matches!(kind, TokenKind::Name) && !matches!(kind, TokenKind::Dot | TokenKind::At) {
            self.leave_decorator();
        }
        self.before = kind;
    }

    fn text(&self, start: u32, end: u32) -> &'_ str {
        self.source.get(start as usize..end as usize).unwrap_or_default()
    }

    fn leave_decorator(&mut self) {
        if self.context == Context::Decorator {
            self.context = Context::Plain;
        }
    }

    fn end_statement(&mut self) {
        self.context = Context::Plain;
        self.strings.clear(); // an unclosed f-string ends with its line
    }

    fn at_statement_start(&self) -> bool {
        matches!(self.before, TokenKind::Newline | TokenKind::Semi | TokenKind::Indent | TokenKind::Dedent)
    }

    /// Keywords, numbers and operators.
    fn simple(&mut self, kind: TokenKind, next: TokenKind, (start, end): (u32, u32)) {
        let class = match kind {
            TokenKind::From | TokenKind::Import => Some(self.import_word(kind)),
            TokenKind::As => Some(self.as_word()),
            TokenKind::Star if self.before == TokenKind::Except => Some(Class::Keyword),
            TokenKind::Async if next == TokenKind::Def => Some(Class::KeywordDeclaration),
            TokenKind::Ellipsis if self.context == Context::From => None, // `from ... import x`
            TokenKind::Int => Some(integer(self.text(start, end).as_bytes())),
            _ => fixed(kind),
        };
        if let Some(class) = class {
            self.sink.push(start, end, class);
        }
    }

    fn import_word(&mut self, kind: TokenKind) -> Class {
        let opens = self.at_statement_start() || matches!(self.before, TokenKind::Colon | TokenKind::Lazy);
        self.context = match (kind, self.context) {
            (TokenKind::From, _) if opens => Context::From,
            (TokenKind::From, _) => return Class::Keyword, // `yield from`, `raise … from`
            (_, Context::From) => Context::FromNames,
            _ => Context::Import,
        };
        Class::KeywordNamespace
    }

    fn as_word(&self) -> Class {
        match self.context {
            Context::Import | Context::FromNames => Class::KeywordNamespace,
            _ => Class::Keyword,
        }
    }

    fn at(&mut self, start: u32, end: u32) {
        let decorator = self.at_statement_start();
        self.context = if decorator { Context::Decorator } else { self.context };
        self.sink.push(start, end, if decorator { Class::Decorator } else { Class::Operator });
    }

    fn dot(&mut self, start: u32, end: u32) {
        match self.context {
            Context::Decorator => self.sink.push(start, end, Class::Decorator),
            Context::From | Context::Import if self.before == TokenKind::Name => {
                self.sink.push(start, end, Class::Module)
            }
            _ => {}
        }
    }

    fn name(&mut self, next: TokenKind, (start, end): (u32, u32)) {
        let class = match (self.context, self.before) {
            (_, TokenKind::Def) => Some(dunder(self.text(start, end)).map_or(Class::Function, |_| Class::Magic)),
            (_, TokenKind::Class) => Some(Class::ClassName),
            (_, TokenKind::Exclamation) if !self.strings.is_empty() => Some(Class::StrInterpolation),
            (Context::Import | Context::From, _) => Some(Class::Module),
            (Context::Decorator, _) => Some(Class::Decorator),
            (Context::FromNames, _) => dunder(self.text(start, end)),
            (Context::Plain, TokenKind::Dot) => self.attribute(next, (start, end)),
            (Context::Plain, before) => match old::name(self.source, (start, end), next, before) {
                Some(class) => Some(class),
                None => self.plain_name(next, (start, end)),
            },
        };
        if let Some(class) = class {
            self.sink.push(start, end, class);
        }
    }

    fn plain_name(&mut self, next: TokenKind, (start, end): (u32, u32)) -> Option<Class> {
        let mark = self.mark(start);
        if mark.is_some_and(|mark| mark != MarkKind::Documentation) {
            return mark.and_then(marked);
        }
        let name = self.text(start, end);
        if let Some(builtin) = Builtin::of(name.as_bytes()) {
            return Some(builtin.class());
        }
        match name.as_bytes() {
            [b'_', b'_', ..] => dunder(name),
            _ => constant(name, next),
        }
    }

    fn attribute(&mut self, next: TokenKind, (start, end): (u32, u32)) -> Option<Class> {
        let mark = self.mark(start);
        if mark.is_some() {
            return mark.and_then(marked);
        }
        let name = self.text(start, end);
        dunder(name).or_else(|| constant(name, next))
    }

    /// The mark at `start`, marks before it being done with.
    fn mark(&mut self, start: u32) -> Option<MarkKind> {
        let mut found = None;
        while let Some((first, rest)) = self.marks.split_first().filter(|(first, _)| first.start <= start) {
            found = (first.start == start).then_some(first.kind);
            self.marks = rest;
        }
        found
    }

    fn string(&mut self, start: u32, end: u32) {
        match self.mark(start) {
            Some(MarkKind::Documentation) if self.doctests && doctest::is_in(self.text(start, end)) => {
                doctest::literal(self.source, (start, end), &mut self.sink);
            }
            mark => {
                let documentation = mark == Some(MarkKind::Documentation);
                strings::literal(self.source.as_bytes(), (start, end), documentation, &mut self.sink);
            }
        }
    }

    fn open_string(&mut self, start: u32, end: u32) {
        let (prefix, style) = strings::style(self.text(start, end).as_bytes());
        let quote = start + prefix as u32;
        self.sink.push(start, quote, Class::StrAffix);
        self.sink.push(quote, end, style.class);
        self.strings.push(Part::Text(style));
    }

    fn string_text(&mut self, start: u32, end: u32) {
        match self.strings.last() {
            Some(Part::Text(style)) => strings::body_text(self.source.as_bytes(), (start, end), *style, &mut self.sink),
            _ => self.sink.push(start, end, Class::StrInterpolation),
        }
    }

    fn close_string(&mut self, start: u32, end: u32) {
        while let Some(part) = self.strings.pop() {
            if let Part::Text(style) = part {
                return self.sink.push(start, end, style.class);
            }
        }
    }

    /// Signs that mean something else within an f-string. Returns whether this was one.
    fn field(&mut self, kind: TokenKind, next: TokenKind, (start, end): (u32, u32)) -> bool {
        let opens = matches!(kind, TokenKind::Lbrace | TokenKind::Lpar | TokenKind::Lsqb);
        let closes = matches!(kind, TokenKind::Rbrace | TokenKind::Rpar | TokenKind::Rsqb);
        let bare = matches!(self.strings.last(), Some(Part::Field(0)));
        match self.strings.last_mut() {
            Some(Part::Text(_) | Part::Format) if kind == TokenKind::Lbrace => self.strings.push(Part::Field(0)),
            Some(Part::Field(0)) if kind == TokenKind::Rbrace => drop(self.strings.pop()),
            Some(Part::Format) if kind == TokenKind::Rbrace => {
                self.strings.truncate(self.strings.len().saturating_sub(2))
            }
            Some(Part::Field(depth)) if opens || closes => {
                *depth = if opens { *depth + 1 } else { depth.saturating_sub(1) };
                return false;
            }
            Some(Part::Field(0)) if kind == TokenKind::Colon => self.strings.push(Part::Format),
            _ if bare && kind == TokenKind::Exclamation => {}
            _ if bare && kind == TokenKind::Equal && ends_field(next) => {}
            _ => return false,
        }
        self.sink.push(start, end, Class::StrInterpolation);
        true
    }

    /// What the lexer refuses but a reader recognises: old octal numbers, strings that do not end.
    fn unknown(&mut self, start: u32, end: u32) {
        let text = self.text(start, end);
        let class = match text.as_bytes() {
            [b'0'..=b'9', ..] => Class::NumberInteger,
            [b'\'', ..] => Class::StrSingle,
            [b'"', ..] => Class::StrDouble,
            [b'`', ..] => Class::StrBacktick, // Python 2's `repr`
            _ => return,
        };
        self.sink.push(start, end, class);
    }
}

/// The class that a mark of the tree gives.
fn marked(mark: MarkKind) -> Option<Class> {
    match mark {
        MarkKind::Plain | MarkKind::Documentation => None,
        MarkKind::Wildcard => Some(Class::Keyword),
        MarkKind::Type => Some(Class::KeywordType),
        MarkKind::Argument => Some(Class::Attribute),
        MarkKind::Parameter => Some(Class::Variable),
        MarkKind::TypeName => Some(Class::ClassName),
    }
}

/// A name in capitals is a constant, unless it is called: `URL(…)` is rather a class.
#[inline]
fn constant(name: &str, next: TokenKind) -> Option<Class> {
    let name = name.as_bytes();
    let inner = if name.first() == Some(&b'_') { name.get(1..)? } else { name };
    let capital = matches!(inner, [b'A'..=b'Z', _, ..]) && next != TokenKind::Lpar;
    let all = || inner.iter().all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_'));
    (capital && all()).then_some(Class::Constant)
}

fn ends_field(next: TokenKind) -> bool {
    matches!(next, TokenKind::Rbrace | TokenKind::Exclamation | TokenKind::Colon)
}

fn integer(digits: &[u8]) -> Class {
    match digits {
        [b'0', b'x' | b'X', ..] => Class::NumberHex,
        [b'0', b'b' | b'B', ..] => Class::NumberBinary,
        [b'0', b'o' | b'O', ..] => Class::NumberOctal,
        _ => Class::NumberInteger,
    }
}

/// The class of a token that is the same wherever it stands.
fn fixed(kind: TokenKind) -> Option<Class> {
    use TokenKind as T;
    Some(match kind {
        T::Float | T::Complex => Class::NumberFloat,
        T::True | T::False | T::None | T::Ellipsis => Class::KeywordConstant,
        T::Def | T::Class | T::Type => Class::KeywordDeclaration,
        T::Lazy => Class::KeywordNamespace,
        T::And | T::Or | T::Not | T::In | T::Is => Class::OperatorWord,
        T::Plus | T::Minus | T::Star | T::Slash | T::Vbar | T::Amper | T::Less | T::Greater | T::Equal | T::Percent => {
            Class::Operator
        }
        T::EqEqual | T::NotEqual | T::LessEqual | T::GreaterEqual | T::Tilde | T::CircumFlex | T::LeftShift => {
            Class::Operator
        }
        T::RightShift | T::DoubleStar | T::DoubleStarEqual | T::PlusEqual | T::MinusEqual | T::StarEqual => {
            Class::Operator
        }
        T::SlashEqual | T::PercentEqual | T::AmperEqual | T::VbarEqual | T::CircumflexEqual | T::LeftShiftEqual => {
            Class::Operator
        }
        T::RightShiftEqual | T::DoubleSlash | T::DoubleSlashEqual | T::ColonEqual | T::AtEqual | T::Rarrow => {
            Class::Operator
        }
        _ if kind.is_keyword() => Class::Keyword,
        _ => return None,
    })
}
