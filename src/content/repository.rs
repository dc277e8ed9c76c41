//! Where the code of a page comes from: a folder for its includes, and the repository in which readers find the same lines.
//!
//! In: the front matter's `source`. Out: paths in the site, and addresses of lines at a pinned commit. Nothing is looked up:
//! an address is put together from what its host is known to use, or from the author's own pattern.

use super::document::Document;
use super::front_matter::SourceLink;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::value::Url;

/// What a pattern may ask for.
const PLACEHOLDERS: [&str; 5] = ["repository", "commit", "path", "first", "last"];

/// Where the code of a page comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeSource {
    /// The folder in which includes without a `/` or a dot at their beginning are found; relative to the site.
    pub folder: Option<String>,
    /// Where that folder lies in its repository; empty for the top.
    below: String,
    repository: Option<Url>,
    commit: Option<String>,
    pattern: Option<String>,
}

/// How a host names pages of a repository.
struct Host {
    /// Folders: the page of the whole repository at a commit.
    tree: &'static str,
    /// A file at a commit.
    file: &'static str,
    one_line: &'static str,
    lines: &'static str,
}

const GITHUB: Host = Host {
    tree: "{repository}/tree/{commit}",
    file: "{repository}/blob/{commit}/{path}",
    one_line: "#L{first}",
    lines: "#L{first}-L{last}",
};
const GITLAB: Host = Host {
    tree: "{repository}/-/tree/{commit}",
    file: "{repository}/-/blob/{commit}/{path}",
    one_line: "#L{first}",
    lines: "#L{first}-{last}",
};
/// Codeberg, and whoever else runs it.
const FORGEJO: Host = Host {
    tree: "{repository}/src/commit/{commit}",
    file: "{repository}/src/commit/{commit}/{path}",
    one_line: "#L{first}",
    lines: "#L{first}-L{last}",
};
const BITBUCKET: Host = Host {
    tree: "{repository}/src/{commit}/",
    file: "{repository}/src/{commit}/{path}",
    one_line: "#lines-{first}",
    lines: "#lines-{first}:{last}",
};

/// The host of an address, if it is known how it names pages.
fn host(repository: &Url) -> Option<&'static Host> {
    let name = repository.host()?;
    Some(match name {
        "github.com" => &GITHUB,
        "bitbucket.org" => &BITBUCKET,
        "codeberg.org" | "gitea.com" => &FORGEJO,
        // Own installations are usually named after what they run.
        name if name == "gitlab.com" || name.starts_with("gitlab.") => &GITLAB,
        name if name.starts_with("forgejo.") || name.starts_with("gitea.") => &FORGEJO,
        _ => return None,
    })
}

/// The repository's page without what only Git needs.
fn page(repository: &Url) -> &str {
    repository.trim_end_matches('/').trim_end_matches(".git")
}

impl SourceLink {
    /// The page of the repository: at the commit, if one is named and the host is known to have such pages.
    pub fn url(&self) -> Option<String> {
        let repository = self.repository.as_ref()?;
        match (&self.commit, host(repository)) {
            (Some(commit), Some(host)) => {
                Some(host.tree.replace("{repository}", page(repository)).replace("{commit}", &encoded(commit)))
            }
            _ => Some(repository.to_string()),
        }
    }
}

impl CodeSource {
    /// What the front matter of `document` says; nothing for a page that is no project.
    pub fn of(document: &Document) -> Option<Self> {
        let link = document.front.source()?;
        Some(Self {
            folder: link.path.as_ref().map(|path| located(&document.path, path, None)),
            below: link.folder.as_ref().map(|folder| join("", folder)).unwrap_or_default(),
            repository: link.repository.clone(),
            commit: link.commit.as_ref().map(|commit| commit.trim().to_owned()),
            pattern: link.link.as_ref().map(ToString::to_string),
        })
    }

    /// The rest of a file's path in the folder, if it lies there.
    pub fn within<'a>(&self, path: &'a str) -> Option<&'a str> {
        let folder = self.folder.as_deref()?;
        if folder.is_empty() {
            return (!path.starts_with("../")).then_some(path);
        }
        path.strip_prefix(folder)?.strip_prefix('/')
    }

    /// The address of some lines of a file in the folder, or of the whole file; none if the commit is not known, or how the
    /// host names pages.
    pub fn url(&self, path: &str, lines: Option<(u32, u32)>) -> Option<String> {
        let path = encoded(&join(&self.below, path));
        let pattern = match &self.pattern {
            // A pattern may be laid under pages that do not say what it needs.
            Some(pattern) if pattern.contains("{commit}") && self.commit.is_none() => return None,
            Some(pattern) if pattern.contains("{repository}") && self.repository.is_none() => return None,
            Some(pattern) => pattern.clone(),
            None => {
                self.commit.as_ref()?;
                let host = host(self.repository.as_ref()?)?;
                let lines = match lines {
                    Some((first, last)) if first == last => host.one_line,
                    Some(_) => host.lines,
                    None => "",
                };
                format!("{}{lines}", host.file)
            }
        };
        let (first, last) = lines.unwrap_or((1, 1));
        let repository = self.repository.as_ref().map(page).unwrap_or_default();
        let commit = self.commit.as_deref().map(encoded).unwrap_or_default();
        // A pattern that names lines is cut off before them where the whole file is shown.
        let pattern = if lines.is_none() { without_lines(&pattern) } else { &pattern };
        let values = [repository.to_owned(), commit, path, first.to_string(), last.to_string()];
        Some(filled(pattern, &values))
    }
}

fn without_lines(pattern: &str) -> &str {
    match pattern.split_once('#') {
        Some((file, fragment)) if fragment.contains("{first}") || fragment.contains("{last}") => file,
        _ => pattern,
    }
}

/// A pattern with its placeholders replaced, each once: a path that looks like one is a path.
fn filled(pattern: &str, values: &[String; 5]) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let known = PLACEHOLDERS.iter().zip(values).find_map(|(name, value)| {
            after.strip_prefix(name).and_then(|after| after.strip_prefix('}')).map(|after| (value, after))
        });
        match known {
            Some((value, after)) => {
                out.push_str(value);
                rest = after;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out + rest
}

/// A path as it stands in an address.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Joins two paths, and does away with `.` and `..` as far as there is something above.
pub(super) fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The path in the site that a path written in the file `from` names: from the site's folder if it begins with `/`, from
/// that file's folder if it begins with a dot, and else from `folder`, if there is one.
pub(super) fn located(from: &str, path: &str, folder: Option<&str>) -> String {
    let here = from.rsplit_once('/').map_or("", |(here, _)| here);
    let is_here = matches!(path.split('/').next(), Some("." | ".."));
    match (path.strip_prefix('/'), folder) {
        (Some(rooted), _) => join("", rooted),
        (None, Some(folder)) if !is_here => join(folder, path),
        (None, _) => join(here, path),
    }
}

/// What [`check`] accepts as `source.link`, for the schema.
pub(super) fn link_pattern() -> String {
    let names = PLACEHOLDERS.join("|");
    format!(r"^(http://|https://|\{{repository\}})[^{{]*(\{{({names})\}}[^{{]*|\{{[^{{}}]*)*$")
}

/// What is wrong with the front matter's `source`, beyond the types of its keys.
pub(super) fn check(document: &Document) -> Vec<Diagnostic> {
    let Some(pattern) = document.front.source().and_then(|source| source.link.as_deref()) else { return Vec::new() };
    let fault = |message: String| Diagnostic::new(Code::InvalidValue, message).at(document.front_place("source.link"));
    let known = PLACEHOLDERS.map(|name| format!("`{{{name}}}`")).join(", ");
    if !["http://", "https://", "{repository}"].iter().any(|start| pattern.starts_with(start)) {
        let help = "write an address: `https://git.example.org/ledger/blob/{commit}/{path}#L{first}-L{last}`";
        return vec![fault("the pattern is not an address".to_owned()).help(help)];
    }
    let names = pattern.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    let unknown = names.filter(|name| !PLACEHOLDERS.contains(name));
    let unknown = unknown.map(|name| {
        fault(format!("`{{{name}}}` means nothing in a pattern"))
            .suggest(nearest(name, PLACEHOLDERS).map(|near| format!("{{{near}}}")).as_deref())
            .help(format!("the known ones are {known}"))
    });
    unknown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(repository: &str, (commit, below, pattern): (Option<&str>, &str, Option<&str>)) -> CodeSource {
        CodeSource {
            folder: Some("code".to_owned()),
            below: below.to_owned(),
            repository: repository.parse().ok(),
            commit: commit.map(str::to_owned),
            pattern: pattern.map(str::to_owned),
        }
    }

    #[test]
    fn lines_of_known_hosts() {
        let cases = [
            ("https://github.com/ada/x.git", "https://github.com/ada/x/blob/3f2c/src/a%20b.py", "#L3-L9", "#L3"),
            ("https://gitlab.com/ada/x/", "https://gitlab.com/ada/x/-/blob/3f2c/src/a%20b.py", "#L3-9", "#L3"),
            ("https://gitlab.ada.example/x", "https://gitlab.ada.example/x/-/blob/3f2c/src/a%20b.py", "#L3-9", "#L3"),
            ("https://codeberg.org/ada/x", "https://codeberg.org/ada/x/src/commit/3f2c/src/a%20b.py", "#L3-L9", "#L3"),
            (
                "https://bitbucket.org/ada/x",
                "https://bitbucket.org/ada/x/src/3f2c/src/a%20b.py",
                "#lines-3:9",
                "#lines-3",
            ),
        ];
        for (repository, file, lines, line) in cases {
            let source = source(repository, (Some("3f2c"), "src", None));
            assert_eq!(source.url("a b.py", Some((3, 9))), Some(format!("{file}{lines}")));
            assert_eq!(source.url("a b.py", Some((3, 3))), Some(format!("{file}{line}")));
            assert_eq!(source.url("a b.py", None), Some(file.to_owned()));
        }
        assert_eq!(source("https://github.com/ada/x", (None, "", None)).url("a.py", None), None);
        assert_eq!(source("https://git.ada.example/x", (Some("3f2c"), "", None)).url("a.py", None), None);
    }

    #[test]
    fn own_patterns() {
        let url = |pattern: &str, commit| {
            let source = source("https://git.ada.example/x", (commit, "", Some(pattern)));
            [source.url("a{commit}.py", Some((3, 9))), source.url("a.py", None)]
        };
        assert_eq!(
            url("{repository}/at/{commit}/{path}?x={y}#{first}:{last}", Some("3f2c")),
            [
                "https://git.ada.example/x/at/3f2c/a%7Bcommit%7D.py?x={y}#3:9",
                "https://git.ada.example/x/at/3f2c/a.py?x={y}"
            ]
            .map(|url| Some(url.to_owned()))
        );
        assert_eq!(url("https://code.example/{path}", None)[1].as_deref(), Some("https://code.example/a.py"));
        assert_eq!(url("https://code.example/{commit}/{path}", None), [None, None]);
    }

    #[test]
    fn paths_begin_where_they_say() {
        for (from, path, folder, expected) in [
            ("content/projects/x.md", "/code/a.py", Some("code/x"), "code/a.py"),
            ("content/projects/x.md", "a.py", Some("code/x"), "code/x/a.py"),
            ("content/projects/x.md", "./a.py", Some("code/x"), "content/projects/a.py"),
            ("content/projects/x.md", "../../../x/a.py", Some("code/x"), "../x/a.py"),
            ("content/projects/x.md", "a.py", None, "content/projects/a.py"),
            ("content/projects/x.md", "a/../../b.py", Some("../x"), "../b.py"),
            ("content/x.md", ".hidden/a.py", Some("code"), "code/.hidden/a.py"),
        ] {
            assert_eq!(located(from, path, folder), expected);
        }
    }

    #[test]
    fn a_file_lies_in_the_folder_or_not() {
        let mut source = source("https://github.com/ada/x", (None, "", None));
        assert_eq!(source.within("code/a/b.py"), Some("a/b.py"));
        assert_eq!(source.within("codex/a.py"), None);
        source.folder = Some(String::new());
        assert_eq!((source.within("a.py"), source.within("../a.py")), (Some("a.py"), None));
    }
}
