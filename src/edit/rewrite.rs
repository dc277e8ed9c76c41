//! Puts other lines into a text of the user's, or another text into a file that is ours: as a whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, system_words};
use crate::source;

/// Some lines of a text that become others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineEdit {
    /// The first of them, from 0.
    pub at: usize,
    /// How many there are; 0 inserts.
    pub count: usize,
    /// The lines instead, without their ends.
    pub lines: Vec<String>,
}

/// Changes lines of the file at `absolute`, which diagnostics name `path`, if it still holds the text `known`. What is not
/// named by an edit stays as it is, byte by byte; new lines end as the lines around them do. No two edits may meet.
///
/// # Errors
///
/// The file cannot be written, or holds another text by now.
pub fn rewrite((absolute, path): (&Path, &SourcePath), known: &str, edits: &[LineEdit]) -> Result<(), Diagnostic> {
    let failed = |error: &io::Error| failure(path, &system_words(error));
    let bytes = source::bytes(absolute).map_err(|error| failed(&error))?;
    let is_known = |text: &&str| text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n") == known;
    let Some(text) = std::str::from_utf8(&bytes).ok().filter(is_known) else {
        return Err(failure(path, "it was changed in the meantime"));
    };
    replace(absolute, edited(text, edits).as_bytes()).map_err(|error| failed(&error))
}

/// Gives the file at `absolute`, which is ours, another text. Whether that was another one than before.
///
/// # Errors
///
/// The file cannot be written.
pub fn put((absolute, path): (&Path, &SourcePath), text: &str) -> Result<bool, Diagnostic> {
    // Line ends count for nothing: a checkout may have changed them.
    let same = source::read_text(absolute, path).is_ok_and(|before| *before == *text);
    if !same {
        replace(absolute, text.as_bytes()).map_err(|error| failure(path, &system_words(&error)))?;
    }
    Ok(!same)
}

/// The same for the file `name` in a folder that is made if need be.
///
/// # Errors
///
/// The folder cannot be made, or the file cannot be written.
pub fn put_below(folder: &Path, (name, path): (&str, &SourcePath), text: &str) -> Result<bool, Diagnostic> {
    fs::create_dir_all(folder).map_err(|error| failure(path, &system_words(&error)))?;
    put((&folder.join(name), path), text)
}

pub(super) fn failure(path: &SourcePath, why: &str) -> Diagnostic {
    Diagnostic::new(Code::UnwritableFile, format!("`{path}` cannot be written: {why}"))
        .at(Place::whole(path))
        .help("the file is as it was")
}

/// The text with its edits.
fn edited(text: &str, edits: &[LineEdit]) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let mut edits: Vec<&LineEdit> = edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.at));
    for edit in edits {
        let at = edit.at.min(lines.len());
        let until = (at + edit.count).min(lines.len());
        let near = lines[..at].iter().rev().chain(&lines).find(|line| line.ends_with('\n'));
        let end = if near.is_some_and(|line| line.ends_with("\r\n")) { "\r\n" } else { "\n" };
        let is_last = until == lines.len();
        let is_open = is_last && lines.last().is_some_and(|line| !line.ends_with('\n'));
        if let Some(before) =
            at.checked_sub(1).and_then(|before| lines.get_mut(before)).filter(|_| is_open && at == until)
        {
            before.push_str(end);
        }
        let mut new: Vec<String> = edit.lines.iter().map(|line| format!("{line}{end}")).collect();
        if let Some(last) = new.last_mut().filter(|_| is_open) {
            last.truncate(last.len() - end.len());
        }
        lines.splice(at..until, new);
    }
    lines.concat()
}

/// Replaces a file as a whole: whoever looks at it sees the old bytes or the new ones. Where it leads if it is a link, and
/// who may read it, stays as it is.
pub(super) fn replace(absolute: &Path, bytes: &[u8]) -> io::Result<()> {
    let real = absolute.canonicalize().unwrap_or_else(|_| absolute.to_path_buf());
    let draft = draft(&real);
    let written = File::create_new(&draft).and_then(|mut file| {
        file.write_all(bytes)?;
        if let Ok(metadata) = fs::metadata(&real) {
            file.set_permissions(metadata.permissions())?;
        }
        file.sync_all()
    });
    let done = written.and_then(|()| fs::rename(&draft, &real));
    if done.is_err() {
        let _ = fs::remove_file(&draft);
    }
    done
}

/// A name beside the file that nobody else uses and that no walk of a site takes up.
fn draft(real: &Path) -> PathBuf {
    let name = real.file_name().unwrap_or_default().to_string_lossy();
    real.with_file_name(format!(".#{name}.{}", std::process::id()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(at: usize, count: usize, lines: &[&str]) -> LineEdit {
        LineEdit { at, count, lines: lines.iter().map(|line| (*line).to_owned()).collect() }
    }

    #[test]
    fn only_the_named_lines_change() {
        let text = "\u{feff}a\r\nb\r\nc\nd";
        let cases: [(&[LineEdit], &str); 7] = [
            (&[], text),
            (&[edit(1, 1, &["x", "y"])], "\u{feff}a\r\nx\r\ny\r\nc\nd"),
            (&[edit(2, 0, &["x"])], "\u{feff}a\r\nb\r\nx\r\nc\nd"),
            (&[edit(2, 1, &[]), edit(0, 1, &["x"])], "x\r\nb\r\nd"),
            (&[edit(3, 1, &["x", "y"])], "\u{feff}a\r\nb\r\nc\nx\ny"),
            (&[edit(4, 0, &["x"])], "\u{feff}a\r\nb\r\nc\nd\nx"),
            (&[edit(9, 3, &["x"])], "\u{feff}a\r\nb\r\nc\nd\nx"),
        ];
        for (edits, wanted) in cases {
            assert_eq!(edited(text, edits), wanted, "{edits:?}");
        }
        assert_eq!(edited("", &[edit(0, 0, &["x"])]), "x\n");
    }

    #[test]
    fn a_file_is_replaced_where_it_is_and_only_if_it_is_the_one_that_was_read() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("a.md");
        let path: SourcePath = "a.md".into();
        fs::write(&file, "a\r\nb\r\n").unwrap();
        rewrite((&file, &path), "a\nb\n", &[edit(1, 1, &["c"])]).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "a\r\nc\r\n");
        let refused = rewrite((&file, &path), "a\nb\n", &[edit(1, 1, &["d"])]).unwrap_err();
        assert_eq!(refused.message, "`a.md` cannot be written: it was changed in the meantime");
        assert_eq!(fs::read_to_string(&file).unwrap(), "a\r\nc\r\n");
        assert_eq!(put((&file, &path), "a\nc\n"), Ok(false), "it says the same");
        assert_eq!(put((&file, &path), "x\n"), Ok(true));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left");
        let missing = folder.path().join("no/a.md");
        assert_eq!(put((&missing, &path), "x").unwrap_err().code, Code::UnwritableFile);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::TempDir::new().unwrap();
        let (file, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&file, "a\n").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&file, &link).unwrap();
        rewrite((&link, &"link".into()), "a\n", &[edit(0, 1, &["b"])]).unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "b\n");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    }
}
