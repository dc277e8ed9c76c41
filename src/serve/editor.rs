//! Links that open a file in an editor, at a line and a column: a URL template and the table of known editors.
//!
//! In: the name of an editor, or a template of the user's own. Out: addresses. No editor is started from here; the browser
//! hands the address to whichever program has registered its scheme.

use std::path::{Component, Path, PathBuf};

use crate::diagnostic::LineColumn;

/// Editors that register a URL scheme, and the addresses they understand.
const KNOWN: &[(&str, &str)] = &[
    ("vscode", "vscode://file/{path}:{line}:{column}"),
    ("vscode-insiders", "vscode-insiders://file/{path}:{line}:{column}"),
    ("vscodium", "vscodium://file/{path}:{line}:{column}"),
    ("cursor", "cursor://file/{path}:{line}:{column}"),
    ("windsurf", "windsurf://file/{path}:{line}:{column}"),
    ("zed", "zed://file/{path}:{line}:{column}"),
    ("idea", "idea://open?file=/{path}&line={line}&column={column}"),
    ("pycharm", "pycharm://open?file=/{path}&line={line}&column={column}"),
    ("sublime", "subl://open?url=file:///{path}&line={line}&column={column}"),
    ("textmate", "txmt://open?url=file:///{path}&line={line}&column={column}"),
    ("macvim", "mvim://open?url=file:///{path}&line={line}&column={column}"),
];

/// How files are opened in the user's editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editor {
    template: String,
}

impl Editor {
    /// The editor named so, or an address with `{path}`, `{line}` and `{column}` in it; `none` makes no links.
    ///
    /// # Errors
    ///
    /// A message when the name is not known and the text is no address.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self { template: String::new() });
        }
        if let Some((_, template)) = KNOWN.iter().find(|(name, _)| *name == text) {
            return Ok(Self { template: (*template).to_owned() });
        }
        let scheme = text.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        let is_scheme = |scheme: &String| {
            scheme.starts_with(|sign: char| sign.is_ascii_alphabetic())
                && scheme.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '+' | '-' | '.'))
                // These run or show what they are given, and open nothing.
                && !matches!(scheme.as_str(), "javascript" | "data" | "vbscript" | "blob")
        };
        if scheme.as_ref().is_some_and(is_scheme) && text.contains("{path}") {
            return Ok(Self { template: text.to_owned() });
        }
        let names: Vec<&str> = KNOWN.iter().map(|(name, _)| *name).collect();
        Err(format!(
            "`{text}` is not an editor: take one of {}, `none`, or an address such as `my-editor://open?file={{path}}&line={{line}}`",
            names.join(", ")
        ))
    }

    /// The address as a template, for the browser; empty when there are no links.
    pub fn template(&self) -> &str {
        &self.template
    }

    /// The address that opens the file at the absolute `path`.
    pub fn link(&self, path: &Path, at: LineColumn) -> Option<String> {
        if self.template.is_empty() {
            return None;
        }
        let filled = self.template.replace("{line}", &at.line.to_string());
        let filled = filled.replace("{column}", &at.column.to_string());
        Some(filled.replace("{path}", &address_path(path)))
    }
}

/// A path as it stands in an address: `/` between its parts and none before them, other signs in per cent.
pub fn address_path(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let mut out = String::with_capacity(text.len());
    for byte in text.trim_start_matches('/').bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' | b':' => {
                out.push(char::from(byte))
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// `path` seen from `folder`, without `.` and `..`, and without asking the disk.
pub fn absolute(folder: &Path, path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in folder.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_templates_make_addresses() {
        let at = LineColumn { line: 12, column: 3 };
        let link = |editor: &str| Editor::parse(editor).unwrap().link(Path::new("/home/Ada L/x&y.md"), at);
        assert_eq!(link("vscode").unwrap(), "vscode://file/home/Ada%20L/x%26y.md:12:3");
        assert_eq!(link("pycharm").unwrap(), "pycharm://open?file=/home/Ada%20L/x%26y.md&line=12&column=3");
        assert_eq!(link("mine:{path}#{line}").unwrap(), "mine:home/Ada%20L/x%26y.md#12");
        assert_eq!(link("none"), None);
        for wrong in ["vim", "javascript:alert('{path}')", "vscode://file/", "{path}", "", " x:{path}"] {
            assert!(Editor::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn absolute_paths_are_plain() {
        assert_eq!(absolute(Path::new("/a/b"), Path::new("../c/./d.md")), Path::new("/a/c/d.md"));
        assert_eq!(absolute(Path::new("/a/b"), Path::new("/e")), Path::new("/e"));
    }
}
