//! What somebody knows of a site who looks only where the news say.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use showpiece::pipeline::ChangeSet;
use showpiece::source::Rules;

use super::rules;

type Contents = BTreeMap<PathBuf, Vec<u8>>;

/// All that counts of the site at `root`.
pub(crate) fn all(root: &Path) -> Contents {
    let mut contents = Contents::new();
    let tops = Rules::FOLDERS.iter().map(|name| root.join(name)).chain([root.join("showpiece.yaml")]);
    tops.for_each(|top| read(&top, root, &mut contents));
    contents
}

/// Looks again at what the news name.
pub(crate) fn follow(known: &mut Contents, changes: &ChangeSet, root: &Path) {
    if changes.everything {
        *known = all(root);
    }
    for path in &changes.paths {
        assert!(path.is_absolute(), "{}", path.display());
        if root.starts_with(path) {
            *known = all(root);
            continue;
        }
        known.retain(|old, _| !old.starts_with(path));
        let Ok(inside) = path.strip_prefix(root) else { continue };
        let first = inside.iter().next().unwrap().to_str().unwrap();
        if Rules::FOLDERS.contains(&first) || first == "showpiece.yaml" {
            read(path, root, known);
        }
    }
}

/// Files that vanish in between are as good as never seen: the news of that are still to come.
fn read(path: &Path, root: &Path, contents: &mut Contents) {
    let inside = path.strip_prefix(root).unwrap().to_str().unwrap();
    if inside != "showpiece.yaml" && rules(root).skips(inside) {
        return;
    }
    if let Ok(bytes) = fs::read(path) {
        contents.insert(path.to_path_buf(), bytes);
    } else if let Ok(entries) = fs::read_dir(path) {
        contents.insert(path.to_path_buf(), b"(folder)".to_vec());
        entries.flatten().for_each(|entry| read(&entry.path(), root, contents));
    }
}

/// What is known and not so, or so and not known.
pub(crate) fn difference(known: &Contents, root: &Path) -> String {
    let there = all(root);
    let paths: Vec<&PathBuf> = known.keys().chain(there.keys()).collect();
    let differs = |path: &&PathBuf| known.get(*path) != there.get(*path);
    let shown = |path: &PathBuf| {
        let text = |contents: &Contents| contents.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        format!("\n  {}: known {:?}, there {:?}", path.display(), text(known), text(&there))
    };
    paths.into_iter().filter(differs).map(shown).collect()
}
