//! The site that the benchmarks build: a folder made by an outside generator (`SHOWPIECE_CORPUS=FOLDER`), or the
//! example site with as many copies of its write-ups as asked for, in a temporary folder.

use std::fs;
use std::path::{Path, PathBuf};

use showpiece::value::Today;

/// A site on disk; the temporary folder goes when it is dropped.
pub struct Corpus {
    /// The site's folder.
    pub root: PathBuf,
    _folder: Option<tempfile::TempDir>,
}

/// A fixed day, so that two runs do the same work.
#[allow(dead_code, reason = "not every benchmark builds in its own process")]
pub fn today() -> Today {
    Today::from_epoch(1_780_000_000)
}

/// The site of `SHOWPIECE_CORPUS`, else one of `pages` projects.
pub fn corpus(pages: usize) -> Corpus {
    if let Some(root) = std::env::var_os("SHOWPIECE_CORPUS") {
        return Corpus { root: root.into(), _folder: None };
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().join("site");
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site");
    // All of it, so that every link of a copy leads somewhere: a site with errors is another thing to measure.
    copy(&example, &root);
    // Single files have nothing beside them, so that they can be multiplied.
    let originals = ["fieldbook", "forgetmenot", "harbour-lights", "quietpager", "snapgold"];
    let projects = root.join("content/projects");
    for number in 0..pages {
        let name = originals[number % originals.len()];
        let text = fs::read_to_string(projects.join(format!("{name}.md"))).expect("a write-up");
        fs::write(projects.join(format!("{name}-{number}.md")), ordinary(&text)).expect("a copy");
    }
    Corpus { root, _folder: Some(folder) }
}

/// A write-up that does not ask for the first page: only a few may.
fn ordinary(text: &str) -> String {
    text.lines().filter(|line| !line.starts_with("featured:")).collect::<Vec<_>>().join("\n")
}

/// Copies all files below `from` into `to`.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}
