//! What an unquoted scalar means: the rules of `serde_yaml`, so that both readers of this module agree.

/// A scalar, resolved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Scalar {
    /// Nothing, `~` or `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number from 0.
    Unsigned(u64),
    /// A whole number below 0.
    Negative(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Text,
}

/// Resolves an unquoted scalar.
pub(super) fn resolve(text: &str) -> Scalar {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Scalar::Null,
        "true" | "True" | "TRUE" => return Scalar::Boolean(true),
        "false" | "False" | "FALSE" => return Scalar::Boolean(false),
        _ => {}
    }
    if has_superfluous_zero(text) {
        return Scalar::Text;
    }
    match whole(text) {
        Some(number) => match (u64::try_from(number), i64::try_from(number)) {
            (Ok(number), _) => Scalar::Unsigned(number),
            (_, Ok(number)) => Scalar::Negative(number),
            #[allow(clippy::cast_precision_loss)]
            _ => Scalar::Float(number as f64),
        },
        None => float(text).map_or(Scalar::Text, Scalar::Float),
    }
}

/// Whether an unquoted `text` is a number, to YAML 1.2 or to YAML 1.1.
pub(super) fn is_number(text: &str) -> bool {
    let one_one = || text.contains('_') && is_number(&text.replace('_', ""));
    matches!(resolve(text), Scalar::Unsigned(_) | Scalar::Negative(_) | Scalar::Float(_)) || one_one()
}

/// Names the number that `text` is: "the number 3.1".
pub(super) fn describe(text: &str) -> String {
    match resolve(&text.replace('_', "")) {
        Scalar::Unsigned(number) => format!("the number {number}"),
        Scalar::Negative(number) => format!("the number {number}"),
        Scalar::Float(number) => format!("the number {number}"),
        _ => "a number".to_owned(),
    }
}

/// Zeros followed by digits are a text in YAML 1.2: `007`.
fn has_superfluous_zero(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn whole(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let radix = match digits.get(..2) {
        Some("0x") => 16,
        Some("0o") => 8,
        Some("0b") => 2,
        _ => 10,
    };
    let digits = if radix == 10 { digits } else { digits.get(2..)? };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let number = i128::from_str_radix(digits, radix).ok()?;
    Some(if negative { -number } else { number })
}

fn float(text: &str) -> Option<f64> {
    let (sign, rest) = match text.as_bytes().first() {
        Some(b'-') => (-1.0, text.get(1..)?),
        Some(b'+') => (1.0, text.get(1..)?),
        _ => (1.0, text),
    };
    if matches!(rest, ".inf" | ".Inf" | ".INF") {
        return Some(sign * f64::INFINITY);
    }
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Some(f64::NAN);
    }
    let number = rest.bytes().next().is_some_and(|first| first.is_ascii_digit() || first == b'.');
    let value = if number { rest.parse::<f64>().ok()? } else { return None };
    value.is_finite().then_some(sign * value)
}
