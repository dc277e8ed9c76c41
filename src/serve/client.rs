//! The script for the browser, and how it gets into a page: into served bytes only, never into a file.

use super::editor::{Editor, address_path};
use crate::code::escaped;
use crate::graph::Fingerprint;
use std::path::Path;

/// The whole script: its parts share one scope that no page can reach.
pub const SCRIPT: &str = concat!(
    "(() => {\n\"use strict\";\nconst STYLE = String.raw`",
    include_str!("client/preview.css"),
    "`;\n",
    include_str!("client/pair.js"),
    include_str!("client/morph.js"),
    include_str!("client/assets.js"),
    include_str!("client/panel.js"),
    include_str!("client/client.js"),
    "})();\n"
);

/// A word for this version of the script; a tab with another one loads its page again.
pub fn version() -> String {
    Fingerprint::of(SCRIPT.as_bytes()).to_string().chars().take(12).collect()
}

/// What the script is told in its element.
#[derive(Debug, Clone)]
pub struct Tag {
    /// The site's folder as it stands in an address to an editor.
    root: String,
    /// An address with `{path}`, `{line}` and `{column}`.
    editor: String,
    client: String,
}

impl Tag {
    /// The element for the site at the absolute `root`.
    pub fn new(root: &Path, editor: &Editor) -> Self {
        Self { root: address_path(root), editor: editor.template().to_owned(), client: version() }
    }

    /// The element for a page that is shown in this version.
    pub fn html(&self, base: &str, version: &str) -> String {
        format!(
            "<script data-showpiece src=\"{}__showpiece/client.js?{client}\" data-client=\"{client}\" \
             data-version=\"{}\" data-root=\"{}\" data-editor=\"{}\"></script>",
            escaped(&super::address::encode(base)),
            escaped(version),
            escaped(&self.root),
            escaped(&self.editor),
            client = self.client
        )
    }
}

/// Puts the element before the end of the body, or at the end where the body has none.
///
/// It runs when the page was read and before any deferred script, and so sees the page as it was sent.
pub fn inject(page: &[u8], tag: &str) -> Vec<u8> {
    let at = end_of_body(page).unwrap_or(page.len());
    let mut out = Vec::with_capacity(page.len() + tag.len());
    out.extend_from_slice(&page[..at]);
    out.extend_from_slice(tag.as_bytes());
    out.extend_from_slice(&page[at..]);
    out
}

/// The last `</body`, in any case.
fn end_of_body(page: &[u8]) -> Option<usize> {
    const END: &[u8] = b"</body";
    let is_end = |at: &usize| page.get(*at..at + END.len()).is_some_and(|part| part.eq_ignore_ascii_case(END));
    memchr::memrchr_iter(b'<', page).find(is_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_element_comes_last_in_the_body() {
        let inject = |page: &str| String::from_utf8(inject(page.as_bytes(), "!")).unwrap();
        assert_eq!(
            inject("<body><code>&lt;/body></code></BODY></html>"),
            "<body><code>&lt;/body></code>!</BODY></html>"
        );
        assert_eq!(inject("<!-- </body> --><p>x</body>"), "<!-- </body> --><p>x!</body>");
        assert_eq!(inject("<p>no end"), "<p>no end!");
        assert_eq!(inject(""), "!");
    }

    #[test]
    fn the_style_does_not_end_its_string() {
        let style = include_str!("client/preview.css");
        assert!(!style.contains('`') && !style.contains("${") && !style.contains('\\'));
    }

    #[test]
    fn values_are_escaped() {
        let tag = Tag::new(Path::new("/a\"b"), &Editor::parse("x:{path}?a=\"&b=<").unwrap());
        let html = tag.html("/p/", "v");
        assert!(html.contains("src=\"/p/__showpiece/client.js?") && html.contains("data-root=\"a%22b\""), "{html}");
        assert!(html.contains("data-editor=\"x:{path}?a=&quot;&amp;b=&lt;\""), "{html}");
    }
}
