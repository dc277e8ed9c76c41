//! `theme eject`: one template of the theme in use becomes the site's own, with a note of where it came from; the original is kept
//! beside, so that later both sides can be compared with it.

use super::library::{Failure, Library};
use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::edit::{IfThere, NewFile};
use crate::template::Theme;
use crate::template::origin::{Note, without_note};

/// Where originals are kept, below the site's folder. The name is hidden, so that no original is taken for a template.
pub const ORIGINS: &str = "templates/.origin";

/// What is to be written.
#[derive(Debug)]
pub struct Ejected {
    /// The template of the site.
    pub template: NewFile,
    /// The original, which replaces what was kept there before.
    pub origin: NewFile,
}

/// The files that make the template `written` the site's own.
///
/// # Errors
///
/// When the theme has no such template.
pub fn eject(theme: &Theme, written: &str) -> Result<Ejected, Failure> {
    let name = find(theme, written)?;
    let original = theme.template(&name).map(|template| template.text.to_string()).unwrap_or_default();
    let note = Note::of(theme, &name).ok_or_else(|| Failure::of(unknown(theme, written)))?;
    Ok(Ejected {
        template: NewFile {
            path: format!("templates/{name}"),
            text: note.put_into(&original),
            if_there: IfThere::Refuse,
        },
        origin: NewFile { path: format!("{ORIGINS}/{name}"), text: original, if_there: IfThere::Keep },
    })
}

/// The same for a template that the site has: it stays as it is, and its note names the theme's template as it is now.
///
/// # Errors
///
/// When neither has such a template.
pub fn accept(library: &Library, theme: &Theme, written: &str) -> Result<Ejected, Failure> {
    let name = find(theme, written)?;
    let path = format!("templates/{name}");
    let Some(mine) = library.sources.get(&path).and_then(|file| file.text()) else {
        let diagnostic = Diagnostic::new(Code::TemplateError, format!("the site has no `{path}`"));
        return Err(Failure::of(diagnostic.help(format!("`showpiece theme eject {name}` copies the theme's"))));
    };
    let mut ejected = eject(theme, &name)?;
    if let Some((note, _)) = Note::find(&ejected.template.text) {
        ejected.template.text = note.put_into(&without_note(&mine));
    }
    Ok(ejected)
}

/// The name of a template as pages ask for it: `project`, `templates/project.html` and `base/project.html` are understood, and
/// `card` for `partials/card.html` where no other folder has one.
fn find(theme: &Theme, written: &str) -> Result<String, Failure> {
    let plain = written.trim_start_matches("./");
    let plain = plain.strip_prefix("templates/").unwrap_or(plain);
    let plain =
        theme.chain.iter().find_map(|name| plain.strip_prefix(name.as_str())?.strip_prefix('/')).unwrap_or(plain);
    let known = theme.template_names();
    let found = [plain.to_owned(), format!("{plain}.html")].into_iter().find(|name| known.contains(name.as_str()));
    let mut alike = known.iter().filter(|name| [base_name(name), file_name(name)].contains(&plain));
    let only = || alike.next().filter(|_| alike.next().is_none()).map(|name| (*name).to_owned());
    found.or_else(only).ok_or_else(|| Failure::of(unknown(theme, plain)))
}

fn file_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn base_name(name: &str) -> &str {
    file_name(name).trim_end_matches(".html")
}

fn unknown(theme: &Theme, name: &str) -> Diagnostic {
    let known = theme.template_names();
    let word = base_name(name);
    let listed = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let whole = nearest(name, known.iter().flat_map(|name| [*name, name.trim_end_matches(".html")]));
    let near = nearest(word, known.iter().map(|name| base_name(name)));
    let meant: Vec<&str> = known.iter().copied().filter(|name| near == Some(base_name(name))).collect();
    let diagnostic =
        Diagnostic::new(Code::TemplateError, format!("the theme `{}` has no template `{name}`", theme.manifest.name));
    match (meant.as_slice(), whole) {
        ([one], _) => diagnostic.suggest(Some(one)),
        ([_, ..], _) if near == Some(word) => diagnostic.help(format!("which one is meant: {}?", listed(&meant))),
        ([], None) => diagnostic.help(format!("it has {}", listed(&known.into_iter().collect::<Vec<_>>()))),
        (_, Some(whole)) => diagnostic.suggest(Some(whole)),
        (meant, None) => diagnostic.help(format!("is one of these meant: {}?", listed(meant))),
    }
}

/// The place of a template of the site as a whole.
pub(super) fn place(name: &str) -> Place {
    Place::whole(&format!("templates/{name}").into())
}
