//! The site that the benchmarks build: a folder made by an outside generator (`SHOWPIECE_CORPUS=FOLDER`), or as many
//! copies of the example site's write-ups as asked for, in a temporary folder.

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
    copy(&example.join("data"), &root.join("data"));
    copy(&example.join("static"), &root.join("static"));
    copy(&example.join("code"), &root.join("code"));
    fs::copy(example.join("showpiece.yaml"), root.join("showpiece.yaml")).expect("the configuration");
    // Single files refer to nothing beside them, so that they can be multiplied.
    let originals = ["fieldbook", "forgetmenot", "harbour-lights", "quietpager", "snapgold"];
    let projects = root.join("content/projects");
    fs::create_dir_all(&projects).expect("a folder");
    for number in 0..pages {
        let name = originals[number % originals.len()];
        let text = fs::read_to_string(example.join(format!("content/projects/{name}.md"))).expect("a write-up");
        fs::write(projects.join(format!("{name}-{number}.md")), plain(&text)).expect("a copy");
    }
    Corpus { root, _folder: Some(folder) }
}

/// A write-up without what ties it to the rest of the example site.
fn plain(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("::") && !line.starts_with("featured:"));
    let joined: Vec<String> =
        lines.map(|line| line.replace("](../", "](https://juno-halvorsen.example/").replace(".md", "")).collect();
    joined.join("\n")
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
