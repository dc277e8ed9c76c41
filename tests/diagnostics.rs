//! Every file of `tests/diagnostics/` is a small site with what must be reported of it written under the lines at fault;
//! `tests/README.md` explains the notation. `SHOWPIECE_BLESS=1` writes what is reported into the files.

#![allow(clippy::expect_used, clippy::panic, reason = "helpers of tests may fail like tests")]

mod support;

use showpiece::config::Config;
use showpiece::diagnostic::{self, Code, Diagnostic, Place, SourceMap};
use showpiece::{content, portfolio, yaml};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use support::annotated::{Files, files, marker};

/// The codes that the stages run here can report; each must be in some case.
const REPORTED: [Code; 33] = [
    Code::YamlSyntax,
    Code::YamlTab,
    Code::YamlLimit,
    Code::YamlAmbiguous,
    Code::UnknownKey,
    Code::DuplicateKey,
    Code::MissingKey,
    Code::InvalidValue,
    Code::InvalidDate,
    Code::EndBeforeStart,
    Code::ExpiresBeforeDate,
    Code::InvalidUrl,
    Code::DangerousUrl,
    Code::DuplicateId,
    Code::UnknownFile,
    Code::DuplicateData,
    Code::DataSyntax,
    Code::FrontMatter,
    Code::NotebookSyntax,
    Code::NotebookFormat,
    Code::NotebookVersion,
    Code::NotebookOutput,
    Code::ComponentSyntax,
    Code::UnclosedComponent,
    Code::StrayComponentEnd,
    Code::MathSyntax,
    Code::DuplicateHeadingId,
    Code::HeadingLevel,
    Code::UnknownReference,
    Code::UnusedFootnote,
    Code::PythonSyntax,
    Code::CodeAttribute,
    Code::UnknownLanguage,
];

#[test]
fn what_is_reported_stands_under_the_fault() {
    let bless = std::env::var_os("SHOWPIECE_BLESS").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        let expected = std::fs::read_to_string(&case).expect("a case is readable");
        let files = files(&expected);
        let actual = annotate(&files, &diagnose(&files));
        if actual != expected && bless {
            std::fs::write(&case, &actual).expect("a case is writable");
        } else if actual != expected {
            wrong.push(format!("{}:\n{}", case.display(), difference(&expected, &actual)));
        }
    }
    assert!(wrong.is_empty(), "{}\nSHOWPIECE_BLESS=1 writes what is reported into the files", wrong.join("\n"));
}

#[test]
fn every_code_has_a_case() {
    let texts: Vec<String> = cases().iter().map(|case| std::fs::read_to_string(case).expect("readable")).collect();
    let marked: BTreeSet<Code> = texts.iter().flat_map(|text| text.lines()).filter_map(marker).collect();
    let without: Vec<_> = REPORTED.iter().filter(|code| !marked.contains(code)).collect();
    assert_eq!(without, Vec::<&Code>::new());
}

#[test]
fn a_run_tells_the_same_twice_and_places_lie_in_their_files() {
    for case in cases() {
        let files = files(&std::fs::read_to_string(&case).expect("readable"));
        let found = diagnose(&files);
        assert_eq!(found, diagnose(&files));
        for place in found.iter().flat_map(|one| one.place.iter().chain(one.labels.iter().map(|label| &label.place))) {
            let text = &files.iter().find(|(path, _)| *path == place.path).expect("a file of the case").1;
            let range = place.span.start as usize..place.span.end as usize;
            assert!(text.get(range).is_some(), "{place:?} in {}", case.display());
        }
    }
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let entries = std::fs::read_dir(folder).expect("the folder of cases");
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    cases.sort();
    assert!(cases.len() > 8);
    cases
}

/// Runs the stages that the files are for.
fn diagnose(files: &Files) -> Vec<Diagnostic> {
    let (data, others): (Files, Files) = files.iter().cloned().partition(|(path, _)| path.starts_with("data/"));
    let mut found = portfolio::load(&data).1;
    let mut configurations = others.iter().filter(|(path, _)| path.ends_with(".yaml"));
    if let Some((path, text)) = configurations.next() {
        let overlay = configurations.next().map(|(path, text)| (&**text, yaml::Origin::file(path)));
        found.extend(Config::load(text, &yaml::Origin::file(path), overlay).err().into_iter().flatten());
    }
    let documents = others.iter().filter(|(path, _)| path.ends_with(".md") || path.ends_with(".ipynb"));
    let defaults = content::Defaults::gather(documents.clone().map(|(path, text)| (path, text)));
    let settings = content::Settings { smart_punctuation: true, raw_html: content::RawHtml::Allow };
    for (path, text) in documents {
        found.extend(content::parse(content::Written::new(path, text), &settings, &defaults).1);
    }
    diagnostic::sort(&mut found);
    found
}

/// The case with what was found written under the lines.
fn annotate(files: &Files, found: &[Diagnostic]) -> String {
    let mut sources = SourceMap::default();
    files.iter().for_each(|(path, text)| sources.insert(path.clone(), text.clone()));
    let mut out = String::new();
    for (path, text) in files {
        out.push_str(&format!("=== {path}\n"));
        let here = |one: &&Diagnostic| one.place.as_ref().is_some_and(|place| place.path == *path);
        let mut here = found.iter().filter(here).peekable();
        if text.is_empty() {
            here.by_ref().for_each(|one| out.push_str(&mark("", one, &sources)));
        }
        let mut end = 0;
        for line in text.split_inclusive('\n') {
            out.push_str(line);
            end += line.len();
            let is_last = end == text.len();
            while let Some(one) = here.next_if(|one| is_last || start(one) < end) {
                let column = (start(one) + line.len()).saturating_sub(end).min(line.trim_end_matches('\n').len());
                out.push_str(&mark(&line[..column], one, &sources));
            }
        }
    }
    out
}

fn start(diagnostic: &Diagnostic) -> usize {
    diagnostic.place.as_ref().map_or(0, |place| place.span.start as usize)
}

/// The lines that stand for a diagnostic; `before` is what precedes the fault on its line.
fn mark(before: &str, one: &Diagnostic, sources: &SourceMap) -> String {
    let indentation: String = before.chars().map(|sign| if sign == '\t' { '\t' } else { ' ' }).collect();
    let carets = "^".repeat(one.place.as_ref().map_or(1, |place| width(place, sources)));
    let mut out = format!("{indentation}{carets} {}: {}\n", one.code, one.message);
    let mut add = |sign: char, text: &str| out.push_str(&format!("{indentation}{sign} {text}\n"));
    if !one.caret.is_empty() {
        add('|', &one.caret);
    }
    for label in &one.labels {
        let at = sources.line_column(&label.place);
        add('+', &format!("{}:{}:{} {}", label.place.path, at.line, at.column, label.message));
    }
    one.help.iter().for_each(|help| add('=', help));
    out
}

/// The length of the fault in characters, on its first line; at least 1.
fn width(place: &Place, sources: &SourceMap) -> usize {
    let text = sources.text(&place.path);
    let text = text.as_deref().and_then(|text| text.get(place.span.start as usize..place.span.end as usize));
    text.and_then(|text| text.lines().next()).map_or(0, |line| line.chars().count()).max(1)
}

/// The first line in which two texts differ, and what follows.
fn difference(expected: &str, actual: &str) -> String {
    let same = expected.lines().zip(actual.lines()).take_while(|(a, b)| a == b).count();
    let rest = |text: &str| text.lines().skip(same).take(6).map(|line| format!("    {line}\n")).collect::<String>();
    format!("  line {}, expected:\n{}  reported:\n{}", same + 1, rest(expected), rest(actual))
}
