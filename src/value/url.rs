//! Addresses that a reader can follow without harm.

use super::described::schema;
use crate::diagnostic::Code;
use crate::yaml::Fault;
use schemars::json_schema;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::fmt;
use std::sync::Arc;

/// An absolute address: `http:`, `https:` or `mailto:`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Url(Arc<str>);

impl Url {
    /// The address as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host, for `http:` and `https:`.
    pub fn host(&self) -> Option<&str> {
        let (_, rest) = self.0.split_once("://")?;
        let authority = rest.split(['/', '?', '#']).next()?;
        let host = authority.rsplit('@').next()?;
        Some(host.strip_suffix(|last: char| last.is_ascii_digit()).map_or(host, |_| without_port(host)))
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

impl std::str::FromStr for Url {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        check(text).map(|()| Self(text.into()))
    }
}

fn check(text: &str) -> Result<(), Fault> {
    let invalid = |message: String| Err(Fault::new(Code::InvalidUrl, message));
    if text.is_empty() {
        return Err(Fault::new(Code::InvalidUrl, "the address is empty").caret("write it, or take the key out"));
    }
    if let Some(bad) = text.chars().find(|letter| letter.is_whitespace() || letter.is_control()) {
        let what = if bad == ' ' { "a space".to_owned() } else { format!("the character U+{:04X}", bad as u32) };
        let fault = Fault::new(Code::InvalidUrl, format!("the address contains {what}"));
        return Err(fault.caret(if bad == ' ' { "write `%20` for a space" } else { "take it out" }));
    }
    let Some((scheme, rest)) = text.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) else {
        return Err(schemeless(text));
    };
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => check_host(text, rest),
        "mailto" if rest.contains('@') => Ok(()),
        "mailto" => invalid(format!("`{text}` names nobody to write to")),
        host if is_port(rest) && (host.contains('.') || host == "localhost") => Err(schemeless(text)),
        scheme => Err(Fault::new(Code::DangerousUrl, format!("`{scheme}:` addresses are not allowed"))
            .caret("`https:`, `http:` and `mailto:` are")),
    }
}

/// `8000/path`: what came before the colon was no scheme, but a host.
fn is_port(rest: &str) -> bool {
    let port = rest.split('/').next().unwrap_or_default();
    !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_scheme(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && letters.all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.'))
}

fn check_host(text: &str, rest: &str) -> Result<(), Fault> {
    let host = rest.strip_prefix("//").and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    if host.is_empty() || host.starts_with(['.', ':']) {
        return Err(Fault::new(Code::InvalidUrl, format!("`{text}` names no host"))
            .caret("an address looks like `https://example.org/`"));
    }
    if host.contains('@') {
        return Err(Fault::new(Code::InvalidUrl, "the address contains a user name or a password")
            .caret("everybody can read what stands here"));
    }
    Ok(())
}

fn schemeless(text: &str) -> Fault {
    let fault = Fault::new(Code::InvalidUrl, format!("`{text}` is not an absolute address"))
        .caret("an address begins with `https://`, `http://` or `mailto:`");
    let first = text.split('/').next().unwrap_or_default();
    match text {
        _ if first.contains('@') && first.contains('.') => fault.help(format!("did you mean `mailto:{text}`?")),
        _ if first.contains('.') && !first.starts_with('.') => fault.help(format!("did you mean `https://{text}`?")),
        _ => fault,
    }
}

impl std::ops::Deref for Url {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Url {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Url {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl<'de> Deserialize<'de> for Url {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(UrlVisitor)
    }
}

impl Url {
    /// What a text must look like to be an address.
    pub const PATTERN: &'static str = concat!(
        r"^([hH][tT][tT][pP][sS]?://[^\s\x00-\x1f\x7f-\x9f/?#@.:][^\s\x00-\x1f\x7f-\x9f/?#@]*",
        r"([/?#][^\s\x00-\x1f\x7f-\x9f]*)?",
        r"|[mM][aA][iI][lL][tT][oO]:[^\s\x00-\x1f\x7f-\x9f]*@[^\s\x00-\x1f\x7f-\x9f]*)$",
    );
}

schema! {
    inline Url is "url": |_| json_schema!({
        "type": "string",
        "pattern": Url::PATTERN,
        "patternErrorMessage": "An address begins with https://, http:// or mailto: and has no spaces.",
        "examples": ["https://example.org/"],
    });
}

struct UrlVisitor;

impl Visitor<'_> for UrlVisitor {
    type Value = Url;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an address (`https://…`, `http://…` or `mailto:…`)")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Url, E> {
        text.parse().map_err(Fault::into_error)
    }
}
