//! From what the folder holds and what it shall hold to the steps between, if nothing foreign is in the way.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::OutputPath;
use super::journal::{Staged, Step};
use super::record::Record;
use crate::diagnostic::{Code, Diagnostic};
use crate::graph::Fingerprint;

/// What shall be at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Planned {
    /// Of the bytes.
    pub fingerprint: Fingerprint,
    /// The staged file; `None` if the right bytes are there already.
    pub staged: Option<Staged>,
}

pub(super) type Plan = BTreeMap<OutputPath, Planned>;

/// The steps that lead from `record` to `plan`: renames, then deletions; only a deletion that makes way for a rename
/// (a file where a folder shall be, or the other way round) comes before it.
pub(super) fn steps(plan: &Plan, record: &Record) -> Vec<Step> {
    let staged = |path: &str| plan.get(path).is_some_and(|planned| planned.staged.is_some());
    let folders: BTreeSet<&str> = plan.keys().flat_map(OutputPath::folders).collect();
    let obsolete = record.files.keys().filter(|path| !plan.contains_key(*path));
    let folded: BTreeSet<String> = match obsolete.clone().next() {
        None => BTreeSet::new(),
        Some(_) => plan.keys().map(|path| path.as_str().to_lowercase()).collect(),
    };
    let in_the_way = |path: &&OutputPath| {
        // Where case makes no difference on disk, the old name must go before the new one comes.
        let other_case = || folded.contains(&path.as_str().to_lowercase());
        folders.contains(path.as_str()) || path.folders().any(staged) || other_case()
    };
    let (early, late): (Vec<_>, Vec<_>) = obsolete.partition(in_the_way);

    let remove = |path: &OutputPath| Step::Remove(path.clone());
    let mut steps: Vec<Step> = early.into_iter().map(remove).collect();
    steps.extend(plan.iter().filter_map(|(path, planned)| {
        Some(Step::Move { staged: planned.staged?, fingerprint: planned.fingerprint, to: path.clone() })
    }));
    steps.extend(late.into_iter().map(remove));
    steps
}

/// Refuses a plan in which a file is also a folder.
pub(super) fn check_shape(plan: &Plan) -> Result<(), Diagnostic> {
    for path in plan.keys() {
        if let Some(folder) = path.folders().find(|folder| plan.contains_key(*folder)) {
            let message = format!("`{folder}` cannot be a file and hold `{path}` at once");
            let help = "give one of the two another `slug`, or rename the file in `static/`";
            return Err(Diagnostic::new(Code::OutputPath, message).help(help));
        }
    }
    Ok(())
}

/// Refuses to replace or go through what is not ours: files that the record does not name, and links.
pub(super) fn check_way(out: &Path, steps: &[Step], record: &Record) -> Result<(), Diagnostic> {
    let mut looked_at = BTreeSet::new();
    let mut foreign = Vec::new();
    for step in steps {
        let Step::Move { to, .. } = step else { continue };
        let way = to.folders().filter(|folder| looked_at.insert((*folder).to_owned()));
        foreign.extend(way.filter(|folder| folder_is_foreign(out, folder, record)).map(str::to_owned));
        if !record.files.contains_key(to) && file_is_foreign(out, to, record) {
            foreign.push(to.to_string());
        }
    }
    foreign.sort();
    match foreign.split_first() {
        None => Ok(()),
        Some((first, others)) => Err(in_the_way(first, others)),
    }
}

fn folder_is_foreign(out: &Path, folder: &str, record: &Record) -> bool {
    match fs::symlink_metadata(out.join(folder)) {
        Ok(metadata) => !metadata.is_dir() && !record.files.contains_key(folder),
        Err(_) => false,
    }
}

/// Whether something of another's stands where `path` is to go: any file, or a folder with files that are not ours.
fn file_is_foreign(out: &Path, path: &OutputPath, record: &Record) -> bool {
    match fs::symlink_metadata(path.below(out)) {
        Ok(metadata) if metadata.is_dir() => holds_foreign(out, path.as_str(), record),
        Ok(_) => true,
        Err(_) => false,
    }
}

fn holds_foreign(out: &Path, folder: &str, record: &Record) -> bool {
    let Ok(entries) = fs::read_dir(out.join(folder)) else { return true };
    let mut count = 0;
    for entry in entries.flatten() {
        count += 1;
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if if is_folder { holds_foreign(out, &path, record) } else { !record.files.contains_key(path.as_str()) } {
            return true;
        }
    }
    // An empty folder is not of our making: we remove those that we empty.
    count == 0
}

fn in_the_way(first: &str, others: &[String]) -> Diagnostic {
    let more = if others.is_empty() { String::new() } else { format!(" (and {} more)", others.len()) };
    let message = format!("`{first}` is in the output folder, is needed, and was not written by Showpiece{more}");
    let diagnostic = Diagnostic::new(Code::ForeignOutput, message);
    let diagnostic = diagnostic
        .help("move it to the site's `static/` folder if it is to be published, else remove it")
        .help("if nothing in the output folder is yours, delete the folder and build again");
    match others {
        [] => diagnostic,
        _ => diagnostic
            .help(format!("also: {}", others.iter().take(9).map(String::as_str).collect::<Vec<_>>().join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(path: &str) -> OutputPath {
        OutputPath::new(path).unwrap()
    }

    fn plan(entries: &[(&str, Option<u32>)]) -> Plan {
        let planned =
            |staged: Option<u32>| Planned { fingerprint: Fingerprint::of(b""), staged: staged.map(Staged::Number) };
        entries.iter().map(|(name, staged)| (path(name), planned(*staged))).collect()
    }

    fn record(names: &[&str]) -> Record {
        Record { files: names.iter().map(|name| (path(name), Fingerprint::of(b""))).collect() }
    }

    fn shown(steps: &[Step]) -> Vec<String> {
        let show = |step: &Step| match step {
            Step::Move { to, .. } => format!("+{to}"),
            Step::Remove(path) => format!("-{path}"),
        };
        steps.iter().map(show).collect()
    }

    #[test]
    fn deletions_come_last() {
        let steps = steps(&plan(&[("a", Some(1)), ("b", None), ("z", Some(0))]), &record(&["0", "a", "b", "x"]));
        assert_eq!(shown(&steps), ["+a", "+z", "-0", "-x"]);
    }

    #[test]
    fn a_deletion_that_makes_way_comes_first() {
        let became_folder = steps(&plan(&[("a/index.html", Some(0))]), &record(&["a", "b"]));
        assert_eq!(shown(&became_folder), ["-a", "+a/index.html", "-b"]);
        let became_file = steps(&plan(&[("a", Some(0))]), &record(&["a/b/c", "a/d", "b"]));
        assert_eq!(shown(&became_file), ["-a/b/c", "-a/d", "+a", "-b"]);
    }

    #[test]
    fn a_name_in_another_case_goes_before_the_new_one_comes() {
        let steps = steps(&plan(&[("about", Some(0))]), &record(&["About", "b"]));
        assert_eq!(shown(&steps), ["-About", "+about", "-b"]);
    }

    #[test]
    fn a_path_is_a_file_or_a_folder() {
        assert!(check_shape(&plan(&[("a", None), ("a.b", None), ("b/a", None)])).is_ok());
        let error = check_shape(&plan(&[("a", None), ("a/b/c", None)])).unwrap_err();
        assert_eq!(error.message, "`a` cannot be a file and hold `a/b/c` at once");
    }
}
