//! Whole sites with something wrong: each file of `tests/bad_sites/` holds the files of a site and, below `=== reported`,
//! what a user reads in the terminal. A site with an error leaves its output as it was. `UPDATE=1` writes what is reported.

#![allow(clippy::expect_used, clippy::panic, reason = "helpers of tests may fail like tests")]

#[path = "bad_sites/injected.rs"]
mod injected;
#[path = "bad_sites/hostile.rs"]
mod hostile;
#[path = "bad_sites/mutations.rs"]
mod mutations;
mod support;

use showpiece::diagnostic::terminal::{self, Style};
use showpiece::diagnostic::{Code, Diagnostic};
use showpiece::pipeline::{Options, Report};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use support::{Files, build, files, today, write};

/// What a case need not repeat: its site has this configuration unless it brings its own.
const CONFIG: &str = "title: Ada Example\nbase_url: https://ada.example/\n";

/// A folder of its own for one site, with its output beside it.
struct Place(tempfile::TempDir);

impl Place {
    fn new(site: &Files) -> Self {
        let place = Self(tempfile::tempdir().expect("a temporary folder"));
        write(&place.site(), site);
        place
    }

    fn site(&self) -> PathBuf {
        self.0.path().join("site")
    }

    fn out(&self) -> PathBuf {
        self.0.path().join("out")
    }

    fn options(&self) -> Options {
        Options { out: Some(self.out()), ..Options::new(self.site(), today()) }
    }

    /// What a user reads, with the folder's name as it is on every machine.
    fn told(&self, report: &Report) -> String {
        let style = Style { width: 110, limit: 0, ..Style::default() };
        let text = terminal::render(&report.diagnostics, &report.sources, style);
        let text = text.replace(&*self.site().to_string_lossy(), "SITE").replace(&*self.out().to_string_lossy(), "OUT");
        text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
    }
}

/// A site of text files, with the usual configuration.
fn site(texts: &[(&str, &str)]) -> Files {
    let mut site = Files::from([("showpiece.yaml".to_owned(), CONFIG.into())]);
    site.extend(texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).into())));
    site
}

/// The codes of what is an error.
fn errors(diagnostics: &[Diagnostic]) -> BTreeSet<Code> {
    diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).map(|diagnostic| diagnostic.code).collect()
}

/// Builds over an older output, and holds the build to what is promised: all is written or nothing is touched.
fn build_whole(options: &Options) -> Report {
    let out = options.output_folder();
    let before = files(&out);
    let report = build(options);
    let failed =
        report.diagnostics.iter().any(Diagnostic::is_error) || options.strict && !report.diagnostics.is_empty();
    assert_eq!(report.summary.is_none(), failed, "{:?}", report.diagnostics);
    if failed {
        assert!(files(&out) == before, "the output was touched");
    }
    report
}

/// One file of `tests/bad_sites/`.
struct Case {
    /// The file as it is, up to what is reported.
    input: String,
    site: Files,
    /// `--strict`, `--drafts`, `--theme x`, `--base-url x`, one a line.
    flags: Vec<String>,
}

impl Case {
    fn read(text: &str) -> (Self, &str) {
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

    fn options(&self, place: &Place) -> Options {
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

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad_sites");
    let entries = std::fs::read_dir(folder).expect("the folder of cases").map(|entry| entry.expect("readable").path());
    let mut cases: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "txt")).collect();
    cases.sort();
    assert!(cases.len() > 20);
    cases
}

#[test]
fn each_site_says_what_is_wrong_with_it() {
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    let mut wrong = Vec::new();
    for path in cases() {
        let text = std::fs::read_to_string(&path).expect("a case is readable");
        let (case, expected) = Case::read(&text);
        let place = Place::new(&case.site);
        let told = place.told(&build_whole(&case.options(&place)));
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

/// Codes of commands that build nothing; `tests/edit.rs` and `tests/output.rs` produce them.
const OF_OTHER_TESTS: [(Code, &str); 3] = [
    (Code::FileExists, "tests/edit.rs"),
    (Code::UnwritableFile, "tests/edit.rs"),
    (Code::OutputBusy, "tests/output.rs"),
];

#[test]
fn every_code_is_reported_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found: BTreeSet<Code> =
        injected::all().into_iter().flat_map(|report| report.diagnostics).map(|one| one.code).collect();
    for path in cases() {
        let text = std::fs::read_to_string(path).expect("a case is readable");
        found.extend(text.lines().filter_map(code_of));
    }
    for (code, file) in OF_OTHER_TESTS {
        let text = std::fs::read_to_string(root.join(file)).expect("a test is readable");
        assert!(text.contains(&format!("Code::{code:?}")), "{file} does not name {code}");
        found.insert(code);
    }
    let missing: Vec<&Code> = Code::ALL.iter().filter(|code| !found.contains(code)).collect();
    assert!(missing.is_empty(), "no site of tests/bad_sites reports {missing:?}");
}

/// The code of a line such as `error[unknown-key]: …`.
fn code_of(line: &str) -> Option<Code> {
    let rest = line.strip_prefix("error[").or_else(|| line.strip_prefix("warning["))?;
    Code::from_word(rest.split_once(']')?.0)
}
