//! Free data that nothing reads, and templates of the site that nothing brings in.
//!
//! In: what the pages read while they were rendered, and all texts of the site. Out: a diagnostic for each such file. What a draft
//! or a branch of a template would read today is read by nobody, so a file whose name stands in a text, as a value or as the name
//! of a directive, is in use. A site with errors was not rendered as a whole, and is not judged.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Place, Span, nearest};
use crate::site::Fact;
use crate::template::Addition;

/// Looks at `data/` and `templates/`.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = data(subject);
    found.extend(templates(subject));
    if found.is_empty() || !(subject.is_sound)() { Vec::new() } else { found }
}

fn data(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let files = subject.portfolio.free.keys().filter_map(|name| Some((name, &subject.portfolio.texts.get(name)?.0)));
    let unread =
        files.filter(|(name, path)| !(subject.is_read)(&Fact::Data((*name).clone())) && !is_named(subject, name, path));
    let tell = |(name, path): (&String, _)| {
        Diagnostic::new(Code::UnusedFile, "no page reads the data file")
            .at(Place::new(path, Span::default()))
            .help(format!("a template reads it with `data(name=\"{name}\")`; if nothing needs it, remove it"))
    };
    unread.map(tell).collect()
}

fn templates(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let is_asked = |addition: &Addition| {
        addition.through.iter().any(|name| {
            (subject.is_read)(&Fact::Template(name.clone())) || is_named(subject, stem(name), &addition.path)
        })
    };
    let idle = subject.additions.iter().filter(|addition| !is_asked(addition));
    idle.map(|addition| of_template(subject, addition)).collect()
}

/// The name by which a page asks for a layout or a component.
fn stem(name: &str) -> &str {
    let name = name.split_once('/').map_or(name, |(_, rest)| rest);
    name.strip_suffix(".html").unwrap_or(name)
}

fn of_template(subject: &Subject<'_>, addition: &Addition) -> Diagnostic {
    let name = stem(&addition.name);
    let (message, help) = match addition.name.split_once('/') {
        Some(("layouts", _)) => (
            format!("no page has the layout `{name}`"),
            format!("a page asks for it with `layout: {name}`; if nothing needs it, remove it"),
        ),
        Some(("components", _)) => (
            format!("no text uses the component `{name}`"),
            format!("a text uses it with `::{name}` or `:::{name}`; if nothing needs it, remove it"),
        ),
        _ => (
            format!("nothing uses the template `{}`", addition.name),
            "pages ask for the names that the theme has, for `layouts/` and for `components/`; others are included"
                .to_owned(),
        ),
    };
    Diagnostic::new(Code::UnusedFile, message)
        .at(Place::new(&addition.path, Span::default()))
        .suggest(meant(subject, &addition.name).as_deref())
        .help(help)
}

/// The template of the theme, in the same folder, whose place was to be taken.
fn meant(subject: &Subject<'_>, name: &str) -> Option<String> {
    let (folder, file) = name.rsplit_once('/').map_or(("", name), |(folder, file)| (folder, file));
    let added = |other: &&str| subject.additions.iter().any(|addition| addition.name == **other);
    let others = subject.theme.iter().flat_map(|theme| theme.templates.keys()).map(String::as_str);
    let beside = others.filter(|other| !added(other)).filter_map(|other| match folder {
        "" => Some(other).filter(|other| !other.contains('/')),
        folder => other.strip_prefix(folder)?.strip_prefix('/'),
    });
    let near = nearest(file.strip_suffix(".html")?, beside.filter_map(|other| other.strip_suffix(".html")))?;
    Some([folder, near].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("/") + ".html")
}

/// Whether a text other than the file's own has the word where a value or the name of a directive may stand: after a quote, a
/// colon, a bracket, a comma, a dash or an equals sign.
fn is_named(subject: &Subject<'_>, word: &str, own: &str) -> bool {
    let finder = memchr::memmem::Finder::new(word.as_bytes());
    let mut texts = subject.texts.iter().filter(|(path, _)| &***path != own);
    texts.any(|(_, text)| finder.find_iter(text.as_bytes()).any(|at| is_value(&text, at, word.len())))
}

fn is_value(text: &str, at: usize, length: usize) -> bool {
    let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + length..).unwrap_or_default());
    let ends = !after.starts_with(|sign: char| sign.is_alphanumeric() || sign == '_' || sign == '-');
    let begins = before.trim_end_matches([' ', '\t']).ends_with(['"', '\'', '`', ':', '=', '[', ',', '-']);
    ends && begins
}

#[cfg(test)]
mod tests {
    use super::is_value;

    #[test]
    fn a_word_of_prose_is_no_use() {
        let is_use = |text: &str| text.match_indices("gear").any(|(at, word)| is_value(text, at, word.len()));
        for text in [
            "data(name=\"gear\")",
            "{source=gear}",
            "data: gear",
            "data: [kit, gear]",
            ":::gear",
            "- gear",
            "name == 'gear'",
        ] {
            assert!(is_use(text), "{text}");
        }
        for text in ["the gear of a climber", "gear", "\"gears\"", "data: gear-list"] {
            assert!(!is_use(text), "{text}");
        }
    }
}
