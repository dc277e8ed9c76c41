//! Change any template, any key of the data or the configuration, any text or file: exactly the files whose bytes differ
//! in a clean build are written again, and none is missed.
//!
//! `equivalence.rs` draws its edits; here each template, key and file of the example site has its turn. The next
//! change takes the last one back. One that makes an error must leave the output alone and be told as a clean build tells it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use showpiece::output::RealDisk;
use showpiece::pipeline::{Builder, ChangeSet, Options};
use support::{Files, files, told};
use tempfile::TempDir;

/// One change: the file, and what it becomes.
struct Mutation {
    path: String,
    text: String,
    /// For messages.
    what: String,
}

/// The example site with the templates of `base` as its own, and a builder that follows what is done to it.
struct Trial {
    folder: TempDir,
    site: Files,
    builder: Builder,
    /// The output of the last version without an error.
    shown: Files,
    /// The file that was changed last.
    changed: Option<String>,
}

impl Trial {
    fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let mut site = files(&support::example_site());
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/base/templates");
        site.extend(files(&base).into_iter().map(|(name, bytes)| (format!("templates/{name}"), bytes)));
        support::write(&folder.path().join("site"), &site);
        let options = |out: &str| Self::options(folder.path(), out);
        let mut builder = Builder::new(options("public"));
        let report = builder.build(&RealDisk);
        assert!(report.summary.is_some(), "{}", told(&report.diagnostics, &report.sources));
        let shown = Self::clean(folder.path()).1.expect("a sound site");
        Self { folder, site, builder, shown, changed: None }
    }

    fn options(folder: &Path, out: &str) -> Options {
        let theme = Some("base".to_owned());
        Options { theme, out: Some(folder.join(out)), ..Options::new(folder.join("site"), support::today()) }
    }

    /// The diagnostics of a clean build, and its output if there is one.
    fn clean(folder: &Path) -> (String, Option<Files>) {
        let out = folder.join("clean");
        let _ = std::fs::remove_dir_all(&out);
        let report = Builder::new(Self::options(folder, "clean")).build(&RealDisk);
        (told(&report.diagnostics, &report.sources), report.summary.map(|_| pages(&out)))
    }

    fn public(&self) -> PathBuf {
        self.folder.path().join("public")
    }

    /// Takes the last change back and makes this one; gives what is told then.
    fn put(&mut self, mutation: &Mutation) -> String {
        let root = self.folder.path().join("site");
        let mut touched = Vec::new();
        if let Some(path) = self.changed.replace(mutation.path.clone()) {
            touched.push(root.join(&path));
            match self.site.get(&path) {
                Some(bytes) => std::fs::write(root.join(&path), bytes).unwrap(),
                None => std::fs::remove_file(root.join(&path)).unwrap(),
            }
        }
        let file = root.join(&mutation.path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, &mutation.text).unwrap();
        touched.push(file);
        self.builder.update(&ChangeSet::of(touched));
        let report = self.builder.write(&RealDisk);
        told(&report.diagnostics, &report.sources)
    }

    /// Makes the change in place of the last one; gives how many files it changed, or none if it was an error.
    fn turn(&mut self, mutation: &Mutation) -> Option<usize> {
        let what = &mutation.what;
        let before = times(&self.public());
        let found = self.put(mutation);
        let after = times(&self.public());
        let (expected, output) = Self::clean(self.folder.path());
        assert_eq!(found, expected, "{what}: what is told");
        let is_sound = output.is_some();
        let output = output.unwrap_or_else(|| self.shown.clone());
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let written: BTreeSet<&String> =
            names.into_iter().filter(|name| before.get(*name) != after.get(*name)).collect();
        let names: BTreeSet<&String> = self.shown.keys().chain(output.keys()).collect();
        let differ: BTreeSet<&String> =
            names.into_iter().filter(|name| self.shown.get(*name) != output.get(*name)).collect();
        assert_eq!(written, differ, "{what}: what is written again");
        assert!(pages(&self.public()) == output, "{what}: the bytes");
        let count = differ.len();
        self.shown = output;
        is_sound.then_some(count)
    }

    /// All of them; at least so many must be sound, and change something.
    fn all(&mut self, mutations: &[Mutation], (least_sound, least_seen): (usize, usize)) {
        let turns: Vec<Option<usize>> = mutations.iter().map(|mutation| self.turn(mutation)).collect();
        let sound = turns.iter().flatten().count();
        let seen = turns.iter().flatten().filter(|count| **count > 0).count();
        assert!(sound >= least_sound && seen >= least_seen, "{sound} sound and {seen} seen, of {}", turns.len());
    }

    fn texts(&self, below: &str, ending: &str) -> Vec<(String, String)> {
        let wanted = |name: &&String| name.starts_with(below) && name.ends_with(ending);
        let text = |name: &String| (name.clone(), String::from_utf8(self.site[name].clone()).unwrap());
        self.site.keys().filter(wanted).map(text).collect()
    }
}

/// The output without the record, which names the fingerprint of every file.
fn pages(folder: &Path) -> Files {
    let mut all = files(folder);
    all.remove(".showpiece-manifest");
    all
}

/// When each file was written.
fn times(folder: &Path) -> BTreeMap<String, SystemTime> {
    let time = |name: &String| std::fs::metadata(folder.join(name)).and_then(|data| data.modified()).unwrap();
    pages(folder).keys().map(|name| (name.clone(), time(name))).collect()
}

/// Each template with a word more: in its first block if it has one, since other text of a child is not shown.
#[test]
fn each_template() {
    let mut trial = Trial::new();
    let mutate = |(path, text): (String, String)| {
        let block = text.find("{% block").and_then(|at| Some(at + text[at..].find("%}")? + 2));
        let at = block.unwrap_or(text.len());
        let text = format!("{}<!-- mutated -->{}", &text[..at], &text[at..]);
        Mutation { what: path.clone(), path, text }
    };
    let mutations: Vec<Mutation> = trial.texts("templates/", ".html").into_iter().map(mutate).collect();
    trial.all(&mutations, (mutations.len() - 2, mutations.len() / 2));
}

/// Each key of each file of YAML, where it stands last.
#[test]
fn each_key() {
    let mut trial = Trial::new();
    let mut mutations = Vec::new();
    let mut texts = trial.texts("data/", ".yaml");
    texts.extend(trial.texts("showpiece.yaml", ""));
    for (path, text) in texts {
        let key = |line: &str| Some(line.trim_start_matches([' ', '-']).split_once(": ")?.0.to_owned());
        let keys: BTreeMap<String, usize> =
            text.lines().enumerate().filter_map(|(number, line)| Some((key(line)?, number))).collect();
        for (key, number) in keys {
            let Some(text) = mutated(&text, number) else { continue };
            let what = format!("{key} in line {} of {path}", number + 1);
            mutations.push(Mutation { what, path: path.clone(), text });
        }
    }
    let count = mutations.len();
    assert!(count > 60, "{count}");
    trial.all(&mutations, (count / 2, count / 3));
}

/// The text with another value in one of its lines; none if there is no value that could be another.
fn mutated(text: &str, number: usize) -> Option<String> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let (key, value) = lines[number].split_once(": ")?;
    let other = match value.chars().next()? {
        '"' => format!("\"Mutated {}", &value[1..]),
        '0'..='9' if value.starts_with("20") => format!("2019{}", value.get(4..)?),
        '{' | '[' | '>' | '|' | '&' | '*' | '\'' => return None,
        'h' if value.starts_with("https://") => format!("{value}mutated"),
        _ => format!("{value} mutated"),
    };
    lines[number] = format!("{key}: {other}");
    Some(lines.join("\n") + "\n")
}

/// Each text with another word, another title and another heading; each picture; some words of the interface.
#[test]
fn each_source() {
    let mut trial = Trial::new();
    let mut mutations = Vec::new();
    for (path, text) in trial.texts("content/", ".md") {
        let mut add = |what: &str, text: String| {
            mutations.push(Mutation { what: format!("{what} of {path}"), path: path.clone(), text });
        };
        add("the text", format!("{text}\nA mutated line.\n"));
        add("the title", text.replacen("title: ", "title: Mutated ", 1));
        add("a heading", text.replacen("\n## ", "\n## Mutated\n\n## ", 1));
    }
    for (path, text) in trial.texts("", ".svg") {
        mutations.push(Mutation { what: path.clone(), path, text: text + "<!-- mutated -->\n" });
    }
    for key in ["nav.home", "sections.projects", "evidence.project", "body.anchor", "status.maintained", "no.such"] {
        let path = "i18n/en.yaml".to_owned();
        mutations.push(Mutation { what: key.to_owned(), path, text: format!("{key}: Mutated\n") });
    }
    let count = mutations.len();
    trial.all(&mutations, (count * 3 / 4, count / 2));
}
