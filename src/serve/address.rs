//! What an address asks for: percent signs decoded, the base path taken off, and the files that may answer it.
//!
//! In: the path of a request. Out: names of output files to be looked up, in the order in which GitHub Pages tries them. A path
//! that would leave the output never gets a name, and no name is ever joined to a folder: it is looked up in the plan.

/// Where the server's own files lie below the base path (or below any other, since the base path may change while tabs
/// are open).
const OWN: &str = "/__showpiece/";

/// Why a path is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// A percent sign without two digits, or bytes that are no UTF-8.
    Encoding,
    /// `..`, a NUL or a backslash.
    Escape,
}

/// The path of a request as text.
///
/// # Errors
///
/// When it is not well formed, or has parts that no file of a site has.
pub fn decode(path: &str) -> Result<String, Refused> {
    let decoded = percent_decoded(path, false).ok_or(Refused::Encoding)?;
    let leaves = decoded.split('/').any(|part| matches!(part, "." | ".."));
    if leaves || decoded.contains(['\0', '\\']) || !decoded.starts_with('/') {
        return Err(Refused::Escape);
    }
    Ok(decoded)
}

/// The value of `name` in a query; `+` is a space.
pub fn query_value(query: &str, name: &str) -> Option<String> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).and_then(|(_, value)| percent_decoded(value, true))
}

fn percent_decoded(text: &str, plus_is_space: bool) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => hex(rest.next()?)? * 16 + hex(rest.next()?)?,
            b'+' if plus_is_space => b' ',
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// The name of one of the server's own files, such as `client.js`.
pub fn own(path: &str) -> Option<&str> {
    path.rsplit_once(OWN).map(|(_, name)| name)
}

/// A path as it stands in an address.
pub fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => out.push(char::from(byte)),
            b'/' | b'-' | b'_' | b'.' | b'~' | b'!' | b'$' | b'\'' | b'(' | b')' | b'*' | b',' | b';' | b':' | b'@' => {
                out.push(char::from(byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Where a path lies, seen from the base path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Below<'a> {
    /// In the site; the path without the base path and without a slash in front.
    Site(&'a str),
    /// The base path without its last slash.
    Base,
    /// Elsewhere.
    Outside,
}

/// Takes the base path (`/` or `/portfolio/`) off.
pub fn below<'a>(path: &'a str, base: &str) -> Below<'a> {
    match path.strip_prefix(base) {
        Some(rest) => Below::Site(rest),
        None if base.strip_suffix('/') == Some(path) => Below::Base,
        None => Below::Outside,
    }
}

/// The output files that may answer a path of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidates {
    /// Sent as they are, the first that exists.
    pub files: Vec<String>,
    /// When this one exists, the path is the name of a folder, and the answer leads to the same path with a slash.
    pub folder: Option<String>,
}

/// As GitHub Pages has it: `x/` is `x/index.html`; `x` is the file `x`, else `x.html`, else it leads to `x/`.
pub fn candidates(rest: &str) -> Candidates {
    if rest.is_empty() || rest.ends_with('/') {
        return Candidates { files: vec![format!("{rest}index.html")], folder: None };
    }
    Candidates { files: vec![rest.to_owned(), format!("{rest}.html")], folder: Some(format!("{rest}/index.html")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_leave_the_output_are_refused_however_they_are_written() {
        for path in ["/..", "/../a", "/a/%2e%2E/b", "/a/..%2fb", "/a%5c..%5cb", "/a\\b", "/a%00", "/./a", "*", "a"] {
            assert_eq!(decode(path), Err(Refused::Escape), "{path}");
        }
        for path in ["/%", "/%4", "/%zz", "/%ff", "/%+1"] {
            assert_eq!(decode(path), Err(Refused::Encoding), "{path}");
        }
        assert_eq!(decode("/a%20b/%C3%A4..x/...").unwrap(), "/a b/ä..x/...");
    }

    #[test]
    fn the_base_path_is_taken_off() {
        assert_eq!(below("/x/", "/"), Below::Site("x/"));
        assert_eq!(below("/p/x/", "/p/"), Below::Site("x/"));
        assert_eq!(below("/p", "/p/"), Below::Base);
        assert_eq!(below("/px", "/p/"), Below::Outside);
        assert_eq!(below("/", "/p/"), Below::Outside);
    }

    #[test]
    fn files_are_tried_as_on_github_pages() {
        assert_eq!(candidates("").files, ["index.html"]);
        assert_eq!(candidates("x/"), Candidates { files: vec!["x/index.html".into()], folder: None });
        let both = candidates("x");
        assert_eq!((both.files, both.folder.unwrap()), (vec!["x".into(), "x.html".into()], "x/index.html".into()));
    }

    #[test]
    fn queries_and_own_files() {
        assert_eq!(query_value("a=1&page=%2Fx%2F+%25", "page").unwrap(), "/x/ %");
        assert_eq!(query_value("a=1", "page"), None);
        assert_eq!(own("/portfolio/__showpiece/client.js"), Some("client.js"));
        assert_eq!(own("/__showpiece"), None);
        assert_eq!(encode("/ä b/?#"), "/%C3%A4%20b/%3F%23");
    }
}
