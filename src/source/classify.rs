//! From a path to what the file is for.

/// What a file of the site is for; its path alone decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceKind {
    /// `showpiece.yaml`.
    Config,
    /// `snippets.lock`.
    Lock,
    /// A data file: YAML, JSON, TOML or CSV below `data/`.
    Data,
    /// Markdown below `content/`.
    Content,
    /// A notebook below `content/`: a page, or a file beside one.
    Notebook,
    /// Anything else below `content/`: images and code beside a page.
    ContentAsset,
    /// A file below `static/`, copied as it is.
    Static,
    /// A template of the site's own below `templates/`.
    Template,
    /// A Sphinx inventory below `inventories/`.
    Inventory,
    /// `themes/<name>/theme.yaml`.
    ThemeConfig,
    /// A template of one of the site's own themes.
    ThemeTemplate,
    /// Words of a theme in one language, `themes/<name>/i18n/`, or the site's own instead of them, `i18n/`.
    ThemeWords,
    /// A file that a theme publishes, `themes/<name>/assets/`.
    ThemeAsset,
}

impl SourceKind {
    /// Whether such files are decoded and kept in memory.
    pub fn is_text(self) -> bool {
        match self {
            Self::Config | Self::Lock | Self::Data | Self::Content | Self::Notebook | Self::Template => true,
            Self::ThemeConfig | Self::ThemeTemplate | Self::ThemeWords => true,
            Self::ContentAsset | Self::Static | Self::Inventory | Self::ThemeAsset => false,
        }
    }

    /// Whether files and folders whose name begins with a dot belong to it. Elsewhere such names are the litter of
    /// editors and file managers; below `static/` they are wanted (`.well-known/`).
    pub fn keeps_dot_names(self) -> bool {
        self == Self::Static
    }
}

/// What the file at `path` (relative to the site, `/` between the parts) is for; `None` if the product has no use for
/// it, such as a README in `data/`.
pub fn classify(path: &str) -> Option<SourceKind> {
    let Some((top, rest)) = path.split_once('/') else {
        return match path {
            super::CONFIG_FILE => Some(SourceKind::Config),
            super::LOCK_FILE => Some(SourceKind::Lock),
            _ => None,
        };
    };
    match top {
        "data" => has_extension(path, &["yaml", "yml", "json", "toml", "csv"]).then_some(SourceKind::Data),
        "content" if has_extension(path, &["md"]) => Some(SourceKind::Content),
        "content" if has_extension(path, &["ipynb"]) => Some(SourceKind::Notebook),
        "content" => Some(SourceKind::ContentAsset),
        "static" => Some(SourceKind::Static),
        "templates" => Some(SourceKind::Template),
        "inventories" => has_extension(path, &["inv"]).then_some(SourceKind::Inventory),
        "i18n" => has_extension(path, &["yaml", "yml"]).then_some(SourceKind::ThemeWords),
        "themes" => classify_theme(rest.split_once('/')?.1),
        _ => None,
    }
}

fn classify_theme(path: &str) -> Option<SourceKind> {
    match path.split_once('/') {
        None => (path == "theme.yaml").then_some(SourceKind::ThemeConfig),
        Some(("templates", _)) => Some(SourceKind::ThemeTemplate),
        Some(("assets", _)) => Some(SourceKind::ThemeAsset),
        Some(("i18n", _)) => has_extension(path, &["yaml", "yml"]).then_some(SourceKind::ThemeWords),
        Some(_) => None,
    }
}

fn has_extension(path: &str, extensions: &[&str]) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').is_some_and(|(stem, extension)| !stem.is_empty() && extensions.contains(&extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_path_of_the_format_has_its_kind() {
        let table = [
            ("showpiece.yaml", Some(SourceKind::Config)),
            ("snippets.lock", Some(SourceKind::Lock)),
            ("content/snippets.lock", Some(SourceKind::ContentAsset)),
            ("README.md", None),
            ("data/skills.yaml", Some(SourceKind::Data)),
            ("data/numbers.csv", Some(SourceKind::Data)),
            ("data/README.md", None),
            ("content/_index.md", Some(SourceKind::Content)),
            ("content/projects/a/index.md", Some(SourceKind::Content)),
            ("content/projects/a.ipynb", Some(SourceKind::Notebook)),
            ("content/projects/a/figure.png", Some(SourceKind::ContentAsset)),
            ("content/projects/a/.md", Some(SourceKind::ContentAsset)),
            ("static/.well-known/security.txt", Some(SourceKind::Static)),
            ("static/page.md", Some(SourceKind::Static)),
            ("templates/partials/head-end.html", Some(SourceKind::Template)),
            ("inventories/numpy.inv", Some(SourceKind::Inventory)),
            ("i18n/en.yaml", Some(SourceKind::ThemeWords)),
            ("themes/mine/theme.yaml", Some(SourceKind::ThemeConfig)),
            ("themes/mine/templates/base.html", Some(SourceKind::ThemeTemplate)),
            ("themes/mine/i18n/de.yaml", Some(SourceKind::ThemeWords)),
            ("themes/mine/assets/style.css", Some(SourceKind::ThemeAsset)),
            ("themes/mine/README.md", None),
            ("themes/theme.yaml", None),
            ("code/ledger.py", None),
        ];
        for (path, kind) in table {
            assert_eq!(classify(path), kind, "{path}");
        }
    }
}
