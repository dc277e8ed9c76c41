//! What a content file is, and where its page lies, by its path alone.

/// The kinds of content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKind {
    /// `content/_index.md`.
    Home,
    /// A write-up in `content/projects/`.
    Project,
    /// A post in `content/writing/`.
    Post,
    /// Any other page.
    Page,
    /// The `_index.md` of a folder.
    Section,
}

/// Where a content file lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    folders: Vec<String>,
    stem: String,
}

impl Location {
    /// Reads a path such as `content/projects/x/index.md`, or that of a notebook.
    pub fn of(path: &str) -> (DocumentKind, Self) {
        let below = path.strip_prefix("content/").unwrap_or(path);
        let mut parts: Vec<String> = below.split('/').map(str::to_owned).collect();
        let file = parts.pop().unwrap_or_default();
        let stem = file.strip_suffix(".md").or_else(|| file.strip_suffix(".ipynb")).unwrap_or(&file).to_owned();
        if stem == "_index" {
            let kind = if parts.is_empty() { DocumentKind::Home } else { DocumentKind::Section };
            return (kind, Self { folders: parts, stem });
        }
        // `x/index.md` is the page `x`, with its files beside it.
        let stem = if stem == "index" { parts.pop().unwrap_or(stem) } else { stem };
        let kind = match parts.first().map(String::as_str) {
            Some("projects") => DocumentKind::Project,
            Some("writing") => DocumentKind::Post,
            _ => DocumentKind::Page,
        };
        (kind, Self { folders: parts, stem })
    }

    /// The folders between `content/` and the page.
    pub fn folders(&self) -> &[String] {
        &self.folders
    }

    /// The name of the file, or of its folder when the file is `index.md`.
    pub fn stem(&self) -> &str {
        &self.stem
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_say_what_a_file_is() {
        let of = |path: &str| {
            let (kind, location) = Location::of(path);
            (kind, location.folders.join("/"), location.stem)
        };
        let expected = |kind, folders: &str, stem: &str| (kind, folders.to_owned(), stem.to_owned());
        assert_eq!(of("content/_index.md"), expected(DocumentKind::Home, "", "_index"));
        assert_eq!(of("content/about.md"), expected(DocumentKind::Page, "", "about"));
        assert_eq!(of("content/projects/x.ipynb"), expected(DocumentKind::Project, "projects", "x"));
        assert_eq!(of("content/writing/x/index.ipynb"), expected(DocumentKind::Post, "writing", "x"));
        assert_eq!(of("content/about/index.md"), expected(DocumentKind::Page, "", "about"));
        assert_eq!(of("content/projects/x.md"), expected(DocumentKind::Project, "projects", "x"));
        assert_eq!(of("content/projects/x/index.md"), expected(DocumentKind::Project, "projects", "x"));
        assert_eq!(of("content/projects/_index.md"), expected(DocumentKind::Section, "projects", "_index"));
        assert_eq!(of("content/notes/deep/y.md"), expected(DocumentKind::Page, "notes/deep", "y"));
    }
}
