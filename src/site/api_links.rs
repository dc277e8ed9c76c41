//! Where names in code are documented, as far as the site knows.
//!
//! One fact a name, so that another inventory makes those pages anew whose links are others, and no page besides; and what was
//! read can be checked without parsing a body.

use super::Site;
use crate::graph::Fingerprint;
use crate::python::ApiTarget;

impl Site {
    /// Where a qualified name leads, or what is left of it when attributes are dropped from its end.
    pub(super) fn api_target(&self, name: &str, attributes: u8) -> Option<ApiTarget> {
        self.documentation.find(name, attributes)
    }

    pub(super) fn api_print(target: Option<&ApiTarget>) -> Fingerprint {
        target.map_or(Fingerprint::ABSENT, |target| {
            Fingerprint::of_parts([target.url.as_bytes(), target.name.as_bytes(), &[target.dropped]])
        })
    }
}
