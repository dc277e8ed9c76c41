//! `theme new`: a child theme that works as it is, and teaches the next step in its comments.

use super::library::{Failure, Library};
use crate::diagnostic::{Code, Diagnostic};
use crate::edit::{self, NewFile};

/// The files of a new theme `name` that builds on `parent`.
///
/// # Errors
///
/// When the name is none, or there is no such parent.
pub fn begin(library: &Library, name: &str, parent: &str) -> Result<Vec<NewFile>, Failure> {
    let is_plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if name.is_empty() || !name.chars().all(is_plain) || name.starts_with('-') {
        let diagnostic = Diagnostic::new(Code::InvalidValue, format!("`{name}` cannot be the name of a theme"));
        return Err(Failure::of(diagnostic.help("small letters, digits and hyphens, such as `my-theme`")));
    }
    if name == parent {
        let diagnostic = Diagnostic::new(Code::InvalidValue, format!("the theme `{name}` cannot extend itself"));
        return Err(Failure::of(diagnostic.help("choose another name")));
    }
    if library.names().contains(name) {
        let whose = if library.is_own(name) { "the site has it" } else { "it comes with the program" };
        let diagnostic = Diagnostic::new(Code::FileExists, format!("there is a theme `{name}` already: {whose}"));
        return Err(Failure::of(diagnostic.help("nothing was written; choose another name")));
    }
    let (theme, _) = library.load(parent)?;
    let mut option = "density".to_owned();
    while theme.specs().contains_key(option.as_str()) {
        option.push_str("-2");
    }
    Ok(edit::theme(name, parent, &option))
}
