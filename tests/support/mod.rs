//! What the tests of whole sites share: a build in a folder that goes away, and the files it wrote.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::expect_used, reason = "helpers of tests may fail like tests")]

pub mod annotated;
pub mod case;

use showpiece::diagnostic::{Diagnostic, SourceMap};
use showpiece::output::RealDisk;
use showpiece::pipeline::{Builder, Options, Report};
use showpiece::value::Today;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Noon of 15 June 2026, the day on which all golden sites are built.
pub const EPOCH: i64 = 1_781_524_800;

/// A folder's files by path relative to it, with `/`.
pub type Files = BTreeMap<String, Vec<u8>>;

/// That day.
pub fn today() -> Today {
    Today::from_epoch(EPOCH)
}

/// The example site of this repository.
pub fn example_site() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site")
}

/// All files below `folder`; none if it is not there.
pub fn files(folder: &Path) -> Files {
    let mut found = Files::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&next) else { continue };
        for entry in entries {
            let path = entry.expect("a folder is readable").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below the folder").to_string_lossy().replace('\\', "/");
                found.insert(name, std::fs::read(&path).expect("a file is readable"));
            }
        }
    }
    found
}

/// Writes `files` below `folder`.
pub fn write(folder: &Path, files: &Files) {
    for (name, bytes) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder can be made");
        std::fs::write(path, bytes).expect("a file can be written");
    }
}

/// Copies all files below `from` into `to`.
pub fn copy(from: &Path, to: &Path) {
    write(to, &files(from));
}

/// One build.
pub fn build(options: &Options) -> Report {
    Builder::new(options.clone()).build(&RealDisk)
}

/// Diagnostics one a line, `path:line:column code: message`.
pub fn told(diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        if let Some(place) = &diagnostic.place {
            let at = sources.line_column(place);
            let _ = write!(text, "{}:{}:{} ", place.path, at.line, at.column);
        }
        let _ = writeln!(text, "{}: {}", diagnostic.code, diagnostic.message);
    }
    text
}

/// Fails unless a build wrote its output and found nothing wrong.
pub fn sound(report: &Report) {
    assert!(
        report.summary.is_some() && report.diagnostics.is_empty(),
        "{}",
        told(&report.diagnostics, &report.sources)
    );
}
