//! Names that another computer would not keep apart, or not accept.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::{Code, Diagnostic, Place, SourcePath};

/// Reports the paths, and folders on the way to them, that differ only in case from an earlier one or that Windows
/// reserves. `paths` come sorted.
pub(super) fn check<'a>(paths: impl Iterator<Item = &'a SourcePath>) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut judged = BTreeSet::new();
    let mut diagnostics = Vec::new();
    for path in paths {
        for end in path.match_indices('/').map(|(end, _)| end).chain([path.len()]) {
            let part = &path[..end];
            // Sorted paths share their folders with the one before: each is judged once.
            if !judged.insert(part) {
                continue;
            }
            diagnostics.extend(reserved(path, part));
            let first = *seen.entry(fold(part)).or_insert(part);
            if first != part && spelled_alike_above(first, part) {
                diagnostics.push(collision(path, part, first));
            }
        }
    }
    diagnostics
}

/// Whether the folders above are the same: otherwise it is they who collide, and are reported.
fn spelled_alike_above(first: &str, second: &str) -> bool {
    let folder = |path: &str| path.rfind('/').unwrap_or(0);
    first[..folder(first)] == second[..folder(second)]
}

fn collision(path: &SourcePath, part: &str, first: &str) -> Diagnostic {
    let message = format!("`{part}` and `{first}` differ only in upper and lower case");
    let help = "on macOS and Windows they are one file: rename one of them";
    Diagnostic::new(Code::NameCollision, message).at(Place::whole(path)).help(help)
}

/// The form in which case and Unicode form make no difference.
fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Upper case first joins letters with several lower-case forms, such as the two forms of sigma.
    text.nfkd().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfc().collect()
}

fn reserved(path: &SourcePath, part: &str) -> Option<Diagnostic> {
    let name = part.rsplit('/').next().unwrap_or(part);
    let reason = reserved_reason(name)?;
    let message = format!("the name `{name}` does not work on Windows: {reason}");
    let help = "rename it, or nobody can check the site out on Windows";
    Some(Diagnostic::new(Code::ReservedName, message).at(Place::whole(path)).help(help))
}

fn reserved_reason(name: &str) -> Option<String> {
    let stem = name.split('.').next().unwrap_or(name).trim_end();
    if is_device(stem) {
        return Some(format!("`{stem}` is a device there"));
    }
    if let Some(letter) = name.chars().find(|letter| "<>:\"|?*\\".contains(*letter) || letter.is_control()) {
        return Some(format!("it contains {letter:?}"));
    }
    name.ends_with(['.', ' ']).then(|| "it ends with a dot or a space".to_owned())
}

fn is_device(stem: &str) -> bool {
    let upper = stem.to_ascii_uppercase();
    if matches!(upper.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") {
        return true;
    }
    let number = upper.strip_prefix("COM").or_else(|| upper.strip_prefix("LPT"));
    number.is_some_and(|number| {
        matches!(number, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(paths: &[&str]) -> Vec<String> {
        let mut paths: Vec<SourcePath> = paths.iter().map(|path| SourcePath::from(*path)).collect();
        paths.sort();
        check(paths.iter()).into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn case_alone_makes_a_collision() {
        assert_eq!(
            problems(&["content/about.md", "content/About.md", "content/aboute.md"]),
            ["`content/about.md` and `content/About.md` differ only in upper and lower case"]
        );
        assert_eq!(problems(&["static/Straße", "static/STRASSE", "static/ΟΔΟΣ", "static/οδος"]).len(), 2);
    }

    #[test]
    fn colliding_folders_are_reported_once() {
        let found = problems(&["content/Projects/a.md", "content/projects/a.md", "content/projects/b.md"]);
        assert_eq!(found, ["`content/projects` and `content/Projects` differ only in upper and lower case"]);
    }

    #[test]
    fn windows_reserves_names() {
        for name in
            ["con", "Aux.md", "nul.tar.gz", "COM1", "lpt².txt", "a:b", "what?.md", "a\\b", "end.", "end ", "a\tb"]
        {
            assert!(reserved_reason(name).is_some(), "{name}");
        }
        for name in ["console.md", "com10", "com", "auxiliary", ".htaccess", "a b", "nul-and-void", "č.md"] {
            assert_eq!(reserved_reason(name), None, "{name}");
        }
    }

    #[test]
    fn a_reserved_folder_is_reported_once() {
        assert_eq!(problems(&["content/aux/a.md", "content/aux/b.md"]).len(), 1);
    }
}
