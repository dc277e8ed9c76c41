//! Where a template of the site was taken from: the note that `theme eject` writes into it, and whether the theme has changed
//! its own since.
//!
//! In: the templates of a site and of its theme. Out: notes, and a warning for each template that has drifted. A build does not
//! ask: the site's template is what its author wants. `check` and `theme diff` do.

use super::theme::Theme;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::graph::Fingerprint;

/// How a note begins.
const BEGIN: &str = "{#- showpiece:origin ";

/// What a note says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The theme that was in use.
    pub theme: String,
    /// The version of the theme of the chain that the file belongs to.
    pub version: String,
    /// The file below `themes/`: `base/templates/home.html`.
    pub file: String,
    /// The fingerprint of the original's text.
    pub print: String,
}

/// A template of the site that is another one in the theme now.
#[derive(Debug, Clone)]
pub struct Drifted {
    /// Its name (`project.html`).
    pub name: String,
    /// What its note says.
    pub note: Note,
    /// The warning.
    pub diagnostic: Diagnostic,
}

impl Note {
    /// The note of a template that the theme has under `name`.
    pub fn of(theme: &Theme, name: &str) -> Option<Self> {
        let template = theme.template(name)?;
        let owner = theme.owner(template)?;
        let word = |text: &str| text.split_whitespace().collect::<Vec<_>>().join("_");
        Some(Self {
            theme: theme.manifest.name.clone(),
            version: word(&owner.version),
            file: format!("{}/templates/{name}", owner.name),
            print: Fingerprint::of(template.text.as_bytes()).to_string(),
        })
    }

    /// The note of a template, and its bytes.
    pub fn find(text: &str) -> Option<(Self, std::ops::Range<usize>)> {
        let start = text.find(BEGIN)?;
        let end = start + text[start..].find("#}")? + 2;
        let words = || text[start + BEGIN.len()..end].split_whitespace();
        let value = |key: &str| {
            let found = words().find_map(|word| word.strip_prefix(key)?.strip_prefix('='))?;
            Some(found.to_owned())
        };
        let note =
            Self { theme: value("theme")?, version: value("version")?, file: value("file")?, print: value("print")? };
        Some((note, start..end))
    }

    /// The template with this note in it: at the top, or behind a comment there, in which a component declares its parameters.
    /// What the template makes stays the same to the letter.
    pub fn put_into(&self, text: &str) -> String {
        let head = format!(
            "{BEGIN}theme={} version={} file={} print={}\n    Taken from the theme; `showpiece theme diff` tells what it \
             has changed since. Keep this note. ",
            self.theme, self.version, self.file, self.print
        );
        match text.find("#}").filter(|_| text.starts_with("{#")) {
            None => format!("{head}-#}}\n{text}"),
            Some(end) => {
                let (comment, rest) = text.split_at(end + 2);
                let close = if comment.ends_with("-#}") { "-#}" } else { "#}" };
                format!("{comment}\n{head}{close}{rest}")
            }
        }
    }
}

/// A template without its note.
pub fn without_note(text: &str) -> String {
    let Some((_, range)) = Note::find(text) else { return text.to_owned() };
    let (before, after) = (&text[..range.start], &text[range.end..]);
    match before.strip_suffix('\n') {
        Some(before) => format!("{before}{after}"),
        None => format!("{before}{}", after.strip_prefix('\n').unwrap_or(after)),
    }
}

/// The templates of the site whose originals the theme has changed since they were taken.
pub fn drifted(theme: &Theme) -> Vec<Drifted> {
    let one = |template: &super::theme::TemplateText| {
        let (note, range) = Note::find(&template.text)?;
        let now = theme.template(&template.name);
        if now.is_some_and(|now| Fingerprint::of(now.text.as_bytes()).to_string() == note.print) {
            return None;
        }
        let taken =
            format!("it was taken from `{}` {}", note.file.split('/').next().unwrap_or(&note.file), note.version);
        let message = match now.and_then(|now| theme.owner(now)) {
            Some(owner) => {
                format!("the theme has changed its `{}` since (`{}` {})", template.name, owner.name, owner.version)
            }
            None => format!("the theme no longer has a `{}`", template.name),
        };
        let diagnostic = Diagnostic::new(Code::TemplateDrift, message)
            .at(Place::new(&template.path, range.start..range.start + BEGIN.trim_end().len()))
            .caret(taken);
        let diagnostic = match now {
            Some(_) => {
                diagnostic.help("`showpiece theme diff` shows what the theme changed and what you did").help(format!(
                    "once you have adopted the change, or decided against it: `showpiece theme eject {} --accept`",
                    template.name
                ))
            }
            None => diagnostic.help("if the site still uses it, take the note out; else remove the file"),
        };
        Some(Drifted { name: template.name.clone(), note, diagnostic })
    };
    theme.overrides().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note() -> Note {
        Note {
            theme: "atelier".to_owned(),
            version: "1.0.0".to_owned(),
            file: "base/templates/home.html".to_owned(),
            print: "00ff".to_owned(),
        }
    }

    #[test]
    fn a_note_is_found_and_taken_out_again() {
        for text in [
            "{% extends \"base.html\" %}\n{% block main %}{% endblock %}\n",
            "<!doctype html>\n",
            "",
            "\n<p>",
            "{# params: title! #}\n<div>{{ body }}</div>\n",
            "{#- A card. -#}\n<li>\n",
            "{# never closed",
        ] {
            let noted = note().put_into(text);
            assert_eq!(Note::find(&noted).map(|(note, _)| note), Some(note()), "{noted}");
            assert_eq!(without_note(&noted), text, "{noted}");
        }
        assert_eq!(Note::find("{#- showpiece:origin theme=x #}"), None);
        assert_eq!(without_note("plain"), "plain");
    }

    #[test]
    fn what_a_template_makes_stays_the_same() {
        let made =
            |text: &str| tera::Tera::one_off(text, &tera::Context::new(), false).map_err(|error| error.to_string());
        for text in ["<p>x</p>\n", "{# params: a! #}\n<p>x</p>\n", "{#- y -#}\n<p>x</p>", "{#- y #}\n\n<p>"] {
            assert_eq!(made(&note().put_into(text)), made(text), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_comes_back(text in "(\\{#-?[a-z \n]{0,9}-?#\\})?[a-z{}#%\n -]{0,30}") {
            proptest::prop_assume!(!text.contains(BEGIN));
            proptest::prop_assert_eq!(without_note(&note().put_into(&text)), text);
        }
    }
}
