//! A range of versions as `theme.yaml` writes it: `>=0.1, <1`.
//!
//! In: a text. Out: a [`Range`], or what is wrong with it. All comparisons must hold; parts of a version that are left out are
//! zero. What stands behind a hyphen or a plus in this program's own version is not looked at.

/// Comparisons that must all hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Range(Vec<(Sign, Version)>);

type Version = [u64; 3];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    AtLeast,
    AtMost,
    Above,
    Below,
    Same,
}

const SIGNS: [(&str, Sign); 5] =
    [(">=", Sign::AtLeast), ("<=", Sign::AtMost), (">", Sign::Above), ("<", Sign::Below), ("=", Sign::Same)];

/// What [`Range::parse`] accepts, for the schema of `theme.yaml`.
pub(super) const PATTERN: &str =
    r"^\s*(>=|<=|>|<|=)\s*[0-9]+(\.[0-9]+){0,2}\s*(,\s*(>=|<=|>|<|=)\s*[0-9]+(\.[0-9]+){0,2}\s*)*$";

impl Range {
    /// Reads a range.
    ///
    /// # Errors
    ///
    /// What is wrong with it, in a few words.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        text.split(',').map(str::trim).map(comparison).collect::<Result<_, _>>().map(Self)
    }

    /// Whether a version lies in the range; a version that is none does not.
    pub(super) fn holds(&self, version: &str) -> bool {
        let plain = version.split(['-', '+']).next().unwrap_or(version);
        let Some(version) = numbers(plain) else { return false };
        self.0.iter().all(|(sign, wanted)| match sign {
            Sign::AtLeast => version >= *wanted,
            Sign::AtMost => version <= *wanted,
            Sign::Above => version > *wanted,
            Sign::Below => version < *wanted,
            Sign::Same => version == *wanted,
        })
    }
}

fn comparison(text: &str) -> Result<(Sign, Version), String> {
    let known = SIGNS.iter().find_map(|(sign, meaning)| Some((text.strip_prefix(sign)?, *meaning)));
    let Some((rest, sign)) = known else {
        return Err(format!("`{text}` does not begin with `>=`, `>`, `<`, `<=` or `=`"));
    };
    let version = numbers(rest.trim()).ok_or_else(|| format!("`{}` is not a version", rest.trim()))?;
    Ok((sign, version))
}

/// One to three numbers with dots between.
fn numbers(text: &str) -> Option<Version> {
    let mut version = [0; 3];
    let mut parts = text.split('.');
    for (place, part) in version.iter_mut().zip(parts.by_ref()) {
        *place = part.parse().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()))?;
    }
    parts.next().is_none().then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        for (range, version, holds) in [
            (">=0.1, <1", "0.1.0", true),
            (">=0.1, <1", "0.99.3", true),
            (">=0.1, <1", "1.0.0", false),
            (">=0.1,<1", "0.0.9", false),
            (">0.1", "0.1.0", false),
            ("<= 0.1.2", "0.1.2", true),
            ("=0.1.2", "0.1.2-dev+7", true),
            ("=0.1.2", "0.1.3", false),
            (">=0.1", "what", false),
        ] {
            assert_eq!(Range::parse(range).map(|range| range.holds(version)), Ok(holds), "{range} {version}");
        }
    }

    #[test]
    fn what_is_no_range() {
        for text in ["", "1", "^1", ">=", ">=x", ">=1.2.3.4", ">=1,", ">=+1", "> =1"] {
            assert!(Range::parse(text).is_err(), "{text}");
        }
    }
}
