//! The address at which the site is published, cut into the part that a browser knows and the part that is ours.

use crate::diagnostic::Code;
use crate::value::Url;
use crate::value::described::schema;
use crate::yaml::Fault;
use schemars::json_schema;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::fmt;

/// `https://ada.github.io/portfolio/` is the origin `https://ada.github.io` and the path `/portfolio/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BaseUrl {
    /// Scheme, host and port, without a slash at the end.
    pub origin: String,
    /// The path, with a slash at both ends; `/` for a site of its own.
    pub path: String,
}

/// An address that stands in for a `base_url` that is not written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// The address.
    pub url: BaseUrl,
    /// Who says so: "`CI_PAGES_URL` of GitLab", for instance.
    pub from: String,
}

impl BaseUrl {
    /// Stands in where pages are looked at on this machine alone, or where none is made.
    pub fn local() -> Self {
        Self { origin: "http://localhost".to_owned(), path: "/".to_owned() }
    }

    /// Reads an address; a slash missing at the end is added.
    ///
    /// # Errors
    /// It is not `http(s)://…`, or has a query, a fragment, a user name or a password.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let invalid = |message: &str, caret: &str| Fault::new(Code::InvalidUrl, message).caret(caret);
        text.parse::<Url>()?;
        let Some((scheme, rest)) = text.split_once("://") else {
            return Err(invalid("the base URL must be a web address", "`https://example.org/`, for instance"));
        };
        if let Some(sign) = rest.chars().find(|sign| matches!(sign, '?' | '#')) {
            let what = if sign == '?' { "a query" } else { "a fragment" };
            return Err(invalid(&format!("the base URL cannot have {what}"), "leave this part out")
                .help(format!("did you mean `{}`?", text.split(['?', '#']).next().unwrap_or_default())));
        }
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        if path.split('/').any(|part| matches!(part, "." | "..")) || path.contains("//") || path.contains('\\') {
            return Err(invalid("the path of the base URL is not a plain one", "no `..`, `//` or `\\` here"));
        }
        let origin = format!("{}://{}", scheme.to_ascii_lowercase(), host.to_ascii_lowercase());
        let path = if path.is_empty() { "/".to_owned() } else { format!("/{}/", path.trim_end_matches('/')) };
        Ok(Self { origin, path })
    }

    /// The host, with its port if there is one.
    pub fn host(&self) -> &str {
        self.origin.split_once("://").map_or("", |(_, host)| host)
    }
}

impl std::str::FromStr for BaseUrl {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        Self::parse(text)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.origin, self.path)
    }
}

impl serde::Serialize for BaseUrl {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BaseUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(BaseUrlVisitor)
    }
}

schema! {
    inline BaseUrl is "base-url": |_| json_schema!({
        "type": "string",
        "allOf": [
            {"pattern": Url::PATTERN},
            {"pattern": r"^[hH][tT][tT][pP][sS]?://[^/?#]*(//?([^/?#\\]+/)*[^/?#\\]*)?$"},
            {"not": {"pattern": r"^[a-zA-Z]+://[^/]*/(.*/)?\.\.?(/|$)"}},
        ],
        "examples": ["https://ada.example/", "https://ada.github.io/portfolio/"],
    });
}

struct BaseUrlVisitor;

impl Visitor<'_> for BaseUrlVisitor {
    type Value = BaseUrl;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an address (`https://…`)")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<BaseUrl, E> {
        BaseUrl::parse(text).map_err(Fault::into_error)
    }
}
