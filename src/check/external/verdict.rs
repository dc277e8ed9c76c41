//! What is known of an address elsewhere: it is there, it is not, it does not let programs in, or nobody can say.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Fragments that a page has not, each with the nearest that it has.
pub(super) type Missing = BTreeMap<String, Option<String>>;

/// What is known of an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "verdict")]
pub(super) enum Answer {
    /// It leads somewhere.
    Fine {
        /// Where it has moved for good.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moved: Option<String>,
        /// The fragments that its page has not.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        missing: Missing,
    },
    /// It leads nowhere, and that will not pass.
    Broken {
        /// A sentence that goes on after the address: `answers 404 Not Found`.
        why: String,
    },
    /// Something is there that does not let programs see it. Readers may.
    Guarded {
        /// In the same form.
        why: String,
    },
    /// Nobody can say.
    Unclear {
        /// In the same form.
        why: String,
    },
}

impl Answer {
    pub(super) fn broken(why: impl Into<String>) -> Self {
        Self::Broken { why: why.into() }
    }

    pub(super) fn guarded(why: impl Into<String>) -> Self {
        Self::Guarded { why: why.into() }
    }

    pub(super) fn unclear(why: impl Into<String>) -> Self {
        Self::Unclear { why: why.into() }
    }
}

/// `404 Not Found`, or the number alone where it has no usual name.
pub(super) fn status_words(status: u16) -> String {
    let known = ureq::http::StatusCode::from_u16(status).ok();
    match known.and_then(|status| status.canonical_reason()) {
        Some(words) => format!("{status} {words}"),
        None => status.to_string(),
    }
}
