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

use showpiece::diagnostic::{Code, Diagnostic};
use showpiece::pipeline::{Options, Report};
use std::collections::BTreeSet;
use std::path::Path;
use support::case::{self, Place, site};
use support::{build, files};

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

#[test]
fn each_site_says_what_is_wrong_with_it() {
    case::each("tests/bad_sites", |case, place| place.told(&build_whole(&case.options(place))));
}

/// Codes of commands that build nothing; the tests of those produce them.
const OF_OTHER_TESTS: &[(Code, &str)] = &[
    (Code::FileExists, "tests/edit.rs"),
    (Code::UnwritableFile, "tests/edit.rs"),
    (Code::OutputBusy, "tests/output.rs"),
    (Code::PublishFailed, "tests/publish.rs"),
    (Code::ForeignBranch, "tests/publish.rs"),
    (Code::PagesSetup, "tests/publish.rs"),
    (Code::SnippetOutput, "tests/verify.rs"),
    (Code::SnippetFailed, "tests/verify.rs"),
    (Code::SnippetTimeout, "tests/verify.rs"),
    (Code::PythonInterpreter, "tests/verify.rs"),
    (Code::PageWeight, "tests/checks.rs"),
    (Code::ScriptWeight, "tests/checks.rs"),
    (Code::ImageSize, "tests/checks.rs"),
    (Code::FeedFormat, "src/check/feed.rs"),
    (Code::ImageWeight, "tests/checks.rs"),
    (Code::ExternalLink, "tests/external.rs"),
    (Code::ExternalAnchor, "tests/external.rs"),
    (Code::MovedLink, "tests/external.rs"),
    (Code::UnclearLink, "tests/external.rs"),
    (Code::NoNetwork, "tests/external.rs"),
    (Code::ThemeIncomplete, "tests/theme.rs"),
    (Code::ThemeUnused, "tests/theme.rs"),
];

#[test]
fn every_code_is_reported_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found: BTreeSet<Code> =
        injected::all().into_iter().flat_map(|report| report.diagnostics).map(|one| one.code).collect();
    let linter = case::all("tests/checks");
    for path in case::all("tests/bad_sites").into_iter().chain(linter) {
        let text = std::fs::read_to_string(path).expect("a case is readable");
        found.extend(text.lines().filter_map(code_of));
    }
    for (code, file) in OF_OTHER_TESTS.iter().copied() {
        let text = std::fs::read_to_string(root.join(file)).expect("a test is readable");
        let names = [format!("Code::{code:?}"), format!("[{code}]")];
        assert!(names.iter().any(|name| text.contains(name)), "{file} does not name {code}");
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
