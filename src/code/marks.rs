//! Parts of a code's text that an author points out: a text as it stands, or a pattern between slashes.

use regex_lite::Regex;

/// Ranges of bytes.
pub type Ranges = Vec<(usize, usize)>;

/// Where the text, or the pattern `/…/`, is found in `source`. Fails with a sentence.
pub(super) fn find(wanted: &str, source: &str) -> Result<Ranges, String> {
    let pattern = wanted.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    let found: Ranges = match pattern {
        None => source.match_indices(wanted).map(|(at, text)| (at, at + text.len())).collect(),
        Some("") => return Err("the pattern is empty".to_owned()),
        Some(pattern) => {
            let regex = Regex::new(pattern).map_err(|error| format!("`{pattern}` is not a pattern: {error}"))?;
            if regex.is_match("") {
                return Err(format!("`{pattern}` also matches empty text"));
            }
            regex
                .find_iter(source)
                .map(|found| (found.start(), found.end()))
                .filter(|(start, end)| start < end)
                .collect()
        }
    };
    match (found.is_empty(), pattern) {
        (false, _) => Ok(found),
        (true, None) => Err(format!("the code has no text `{wanted}`")),
        (true, Some(pattern)) => Err(format!("nothing in the code matches `{pattern}`")),
    }
}

/// Puts ranges in order, and makes one of those that meet.
pub(super) fn settle(ranges: &mut Ranges) {
    ranges.sort_unstable();
    let mut settled: Ranges = Vec::with_capacity(ranges.len());
    for (start, end) in ranges.drain(..) {
        match settled.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => settled.push((start, end)),
        }
    }
    *ranges = settled;
}
