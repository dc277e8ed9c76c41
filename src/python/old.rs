//! What Python 2 wrote otherwise, as far as it shows in single tokens: statements that are functions now, `ur""`, `10L`.
//!
//! None of it can stand in Python 3, so that nothing valid is taken for it.

use ruff_python_ast::token::TokenKind;

use super::class::Class;

/// The class of a name that only Python 2 can mean, by the tokens before and behind it.
#[inline]
pub fn name(source: &str, (start, end): (u32, u32), next: TokenKind, before: TokenKind) -> Option<Class> {
    match end - start {
        1 if before == TokenKind::Int => long(source, start, end),
        2 if next == TokenKind::String => prefix(source, start, end),
        4 | 5 if begins_statement(before) && begins_value(next) => statement(source, start, end),
        _ => None,
    }
}

fn text(source: &str, start: u32, end: u32) -> &str {
    source.get(start as usize..end as usize).unwrap_or_default()
}

/// `print x`, `print >>log, x`, `exec code in names`.
fn statement(source: &str, start: u32, end: u32) -> Option<Class> {
    matches!(text(source, start, end), "print" | "exec").then_some(Class::Keyword)
}

/// Whether a name behind such a token begins a statement.
pub fn begins_statement(before: TokenKind) -> bool {
    use TokenKind as T;
    matches!(before, T::Newline | T::Semi | T::Indent | T::Dedent | T::Colon | T::Else)
}

fn begins_value(next: TokenKind) -> bool {
    use TokenKind as T;
    matches!(
        next,
        T::Name | T::String | T::FStringStart | T::Int | T::Float | T::RightShift | T::Unknown | T::Not | T::None
    ) || matches!(next, T::True | T::False | T::Lambda)
}

/// The `L` of `10L`.
fn long(source: &str, start: u32, end: u32) -> Option<Class> {
    let touches = start.checked_sub(1).is_some_and(|before| text(source, before, start) != " ");
    (touches && matches!(text(source, start, end), "L" | "l")).then_some(Class::NumberInteger)
}

/// The prefix of `ur"…"`.
fn prefix(source: &str, start: u32, end: u32) -> Option<Class> {
    let quoted = matches!(source.as_bytes().get(end as usize), Some(b'"' | b'\''));
    (quoted && text(source, start, end).eq_ignore_ascii_case("ur")).then_some(Class::StrAffix)
}
