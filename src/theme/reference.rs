//! `theme check`: a site with every feature, built against a theme.
//!
//! In: a theme. Out: a folder with that site and the theme in it, for builds and the linter; and what the theme's files alone say.
//! The site lies as files in `reference/`; a test holds it to every page kind and every component that `base` has.

use std::borrow::Cow;

use super::library::Library;
use crate::diagnostic::Diagnostic;
use crate::edit::Scratch;
use crate::source;
use crate::template::{Theme, survey};

/// The files of the reference site, but for its configuration.
const FILES: &[(&str, &[u8])] = &[
    ("content/_index.md", include_bytes!("reference/home.md")),
    ("content/about.md", include_bytes!("reference/about.md")),
    ("content/projects/_index.md", include_bytes!("reference/projects.md")),
    ("content/projects/ledger/index.md", include_bytes!("reference/ledger.md")),
    ("content/projects/ledger/chart.svg", include_bytes!("reference/chart.svg")),
    ("content/projects/ledger/clip.webm", include_bytes!("reference/clip.webm")),
    ("content/projects/import.md", include_bytes!("reference/import.md")),
    ("content/projects/bare.md", include_bytes!("reference/bare.md")),
    ("content/writing/first.md", include_bytes!("reference/first.md")),
    ("content/writing/second.md", include_bytes!("reference/second.md")),
    ("content/notes/_index.md", include_bytes!("reference/notes.md")),
    ("content/notes/one.md", include_bytes!("reference/note.md")),
    ("content/notes/deep/_index.md", include_bytes!("reference/deep.md")),
    ("data/profile.yaml", include_bytes!("reference/profile.yaml")),
    ("data/skills.yaml", include_bytes!("reference/skills.yaml")),
    ("data/experience.yaml", include_bytes!("reference/experience.yaml")),
    ("data/education.yaml", include_bytes!("reference/education.yaml")),
    ("data/courses.yaml", include_bytes!("reference/courses.yaml")),
    ("data/certificates.yaml", include_bytes!("reference/certificates.yaml")),
    ("data/talks.yaml", include_bytes!("reference/talks.yaml")),
    ("data/publications.yaml", include_bytes!("reference/publications.yaml")),
    ("data/awards.yaml", include_bytes!("reference/awards.yaml")),
    ("data/contributions.yaml", include_bytes!("reference/contributions.yaml")),
    ("data/communities.yaml", include_bytes!("reference/communities.yaml")),
    ("data/testimonials.yaml", include_bytes!("reference/testimonials.yaml")),
    ("data/languages.yaml", include_bytes!("reference/languages.yaml")),
    ("data/interests.yaml", include_bytes!("reference/interests.yaml")),
];

/// The reference site in a theme of the library.
///
/// # Errors
///
/// When it cannot be written, or a file of the theme cannot be read.
pub fn reference_site(library: &Library, theme: &Theme) -> Result<Scratch, Diagnostic> {
    let name = &theme.manifest.name;
    let config = format!(
        "title: Reference\nbase_url: https://reference.example/\ntheme: {name}\nprojects: {{paginate: 2}}\nwriting: {{paginate: 1}}\n\
         outputs: {{csp: meta}}\n"
    );
    let mut files: Vec<(String, Cow<'_, [u8]>)> = vec![("showpiece.yaml".to_owned(), Cow::Owned(config.into_bytes()))];
    files.extend(FILES.iter().map(|(path, bytes)| ((*path).to_owned(), Cow::Borrowed(*bytes))));
    for file in library.sources.files.values().filter(|file| file.path.starts_with("themes/")) {
        let bytes = source::bytes(&file.absolute).map_err(|error| {
            let message = format!("`{}` cannot be read: {}", file.path, crate::diagnostic::system_words(&error));
            Diagnostic::new(crate::diagnostic::Code::UnreadableFile, message)
        })?;
        files.push((file.path.to_string(), Cow::Owned(bytes)));
    }
    Scratch::new(files)
}

/// What the files of a theme alone say.
pub fn inspect(library: &Library, theme: &Theme) -> Vec<Diagnostic> {
    survey::survey(&library.sources, theme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_shows_every_component_of_base() {
        let texts: String = FILES
            .iter()
            .filter(|(path, _)| path.ends_with(".md"))
            .map(|(_, bytes)| String::from_utf8_lossy(bytes))
            .collect();
        let (theme, _) =
            Library::bundled().load("base").map_err(|failure| failure.diagnostics).expect("base is a theme");
        let names: Vec<&str> = theme.template_names().into_iter().collect();
        let components = names.iter().filter_map(|name| name.strip_prefix("components/")?.strip_suffix(".html"));
        let missing: Vec<&str> = components.filter(|name| !texts.contains(&format!("::{name}"))).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
