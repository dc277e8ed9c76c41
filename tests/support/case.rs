//! Cases in one file: the files of a site, and what a user reads in the terminal below `=== reported`.

use std::path::{Path, PathBuf};

use showpiece::diagnostic::terminal::{self, Style};
use showpiece::diagnostic::{Diagnostic, SourceMap};
use showpiece::pipeline::{Options, Report};

use super::{Files, today, write};

/// What a case need not repeat: its site has this configuration unless it brings its own.
pub const CONFIG: &str = "title: Ada Example\nbase_url: https://ada.example/\n";

/// A folder of its own for one site, with its output beside it.
pub struct Place(pub tempfile::TempDir);

impl Place {
    pub fn new(site: &Files) -> Self {
        let place = Self(tempfile::tempdir().expect("a temporary folder"));
        write(&place.site(), site);
        place
    }

    pub fn site(&self) -> PathBuf {
        self.0.path().join("site")
    }

    pub fn out(&self) -> PathBuf {
        self.0.path().join("out")
    }

    pub fn options(&self) -> Options {
        Options { out: Some(self.out()), ..Options::new(self.site(), today()) }
    }

    /// What a user reads, with the folder's name as it is on every machine.
    pub fn told(&self, report: &Report) -> String {
        self.told_of(&report.diagnostics, &report.sources)
    }

    /// The same, of diagnostics from elsewhere.
    pub fn told_of(&self, diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
        let style = Style { width: 110, limit: 0, ..Style::default() };
        let text = terminal::render(diagnostics, sources, style);
        let text = text.replace(&*self.site().to_string_lossy(), "SITE").replace(&*self.out().to_string_lossy(), "OUT");
        text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
    }
}

/// A site of text files, with the usual configuration.
pub fn site(texts: &[(&str, &str)]) -> Files {
    let mut site = Files::from([("showpiece.yaml".to_owned(), CONFIG.into())]);
    site.extend(texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).into())));
    site
}

/// One file of such a folder.
pub struct Case {
    /// The file as it is, up to what is reported.
    pub input: String,
    pub site: Files,
    /// `--strict`, `--drafts`, `--theme x`, `--base-url x`, one a line.
    pub flags: Vec<String>,
}

impl Case {
    pub fn read(text: &str) -> (Self, &str) {
        let (input, reported) = text.split_once("\n=== reported\n").unwrap_or((text.trim_end_matches('\n'), ""));
        let mut case = Self { input: format!("{input}\n"), site: site(&[]), flags: Vec::new() };
        for part in format!("\n{}", case.input).split("\n=== ").skip(1) {
            let (path, body) = part.split_once('\n').unwrap_or((part, ""));
            match path {
                "flags" => case.flags = body.lines().map(str::to_owned).collect(),
                _ => drop(case.site.insert(path.to_owned(), format!("{}\n", body.trim_end_matches('\n')).into())),
            }
        }
        (case, reported)
    }

    pub fn options(&self, place: &Place) -> Options {
        let mut options = place.options();
        for flag in &self.flags {
            match flag.split_once(' ').unwrap_or((flag, "")) {
                ("--strict", _) => options.strict = true,
                ("--drafts", _) => options.drafts = true,
                ("--theme", name) => options.theme = Some(name.to_owned()),
                ("--base-url", url) => options.base_url = Some(url.to_owned()),
                _ => unreachable!("the flag `{flag}` is not known to the tests"),
            }
        }
        options
    }
}

/// The files of `folder` that hold cases.
pub fn all(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(folder).expect("the folder of cases").map(|entry| entry.expect("readable").path());
    let mut cases: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "txt")).collect();
    cases.sort();
    assert!(!cases.is_empty());
    cases
}

/// Compares what `tell` says of each case with what its file says; `UPDATE=1` writes it there.
pub fn each(folder: &str, tell: impl Fn(&Case, &Place) -> String) {
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    let mut wrong = Vec::new();
    for path in all(folder) {
        let text = std::fs::read_to_string(&path).expect("a case is readable");
        let (case, expected) = Case::read(&text);
        let told = tell(&case, &Place::new(&case.site));
        if update {
            std::fs::write(&path, format!("{}\n=== reported\n{told}", case.input.trim_end())).expect("writable");
        } else if told != expected {
            let same = told.lines().zip(expected.lines()).take_while(|(a, b)| a == b).count();
            let rest =
                |text: &str| text.lines().skip(same).take(8).map(|line| format!("    {line}\n")).collect::<String>();
            wrong.push(format!("{}: expected\n{}  reported\n{}", path.display(), rest(expected), rest(&told)));
        }
    }
    assert!(wrong.is_empty(), "{}\nUPDATE=1 writes what is reported into the files", wrong.join("\n"));
}
