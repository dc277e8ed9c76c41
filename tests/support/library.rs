//! The standard library of the interpreter that `python3` starts, as a corpus of ordinary Python.

use std::path::PathBuf;
use std::process::Command;

/// Its modules in the order of their names, up to about `size` bytes; nothing if there is no `python3`.
pub fn modules(size: usize) -> Vec<String> {
    let Some(folder) = folder() else { return Vec::new() };
    let mut paths: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .max_depth(2)
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .filter(|path| !path.iter().any(|part| part == "site-packages" || part == "test"))
        .collect();
    paths.sort();
    let mut read = 0;
    let texts = paths.iter().filter_map(|path| std::fs::read_to_string(path).ok());
    texts
        .take_while(|text| {
            let fits = read < size;
            read += text.len();
            fits
        })
        .collect()
}

fn folder() -> Option<PathBuf> {
    let program = "import sysconfig; print(sysconfig.get_paths()['stdlib'])";
    let output =
        Command::new("python3").args(["-c", program]).output().ok().filter(|output| output.status.success())?;
    Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim())).filter(|path| path.is_dir())
}
