//! The most important test: whatever is done to a site, one change after the other, what a builder makes of the changes is
//! what a clean build makes of the result: the same output, byte for byte, and the same diagnostics.
//!
//! Sites and edits are drawn from a seed. A failure prints the seed and a script shortened to the steps that matter.
//! `EQUIVALENCE_SEEDS=200 cargo test --test equivalence` draws more; `EQUIVALENCE_SEED=7` only that one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "equivalence/edits.rs"]
mod edits;
#[path = "equivalence/random.rs"]
mod random;
mod support;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use edits::{Edit, borrowing, edit, reworded, site};
use random::Random;
use showpiece::output::RealDisk;
use showpiece::pipeline::{Builder, ChangeSet, Options, Report};
use showpiece::render::Renderer;
use support::{Files, files, told};

/// Steps of one script.
const STEPS: usize = 50;
/// Seeds of the usual run: with the steps of each, two thousand changes.
const SEEDS: u64 = 40;

/// How many versions were compared, and how many of them had no error, so that their output was compared too.
static COMPARED: AtomicUsize = AtomicUsize::new(0);
static WRITTEN: AtomicUsize = AtomicUsize::new(0);

/// A folder with a site in it, its output, and the output of clean builds.
struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    fn options(&self, out: &str) -> Options {
        // Clean builds know nothing of earlier ones.
        Options {
            cache: out == "public",
            out: Some(self.folder.path().join(out)),
            ..Options::new(self.root(), support::today())
        }
    }

    /// Brings the folder from one state of the site to the next; gives what was touched.
    fn apply(&self, before: &Files, after: &Files) -> ChangeSet {
        let mut paths = BTreeSet::new();
        for name in before.keys().filter(|name| !after.contains_key(*name)) {
            let path = self.root().join(name);
            std::fs::remove_file(&path).expect("a file can be removed");
            self.drop_empty(path.parent());
            paths.insert(path);
        }
        for (name, bytes) in after.iter().filter(|(name, bytes)| before.get(*name) != Some(bytes)) {
            let path = self.root().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
            std::fs::write(&path, bytes).expect("a file can be written");
            paths.insert(path);
        }
        ChangeSet { paths, everything: false }
    }

    fn drop_empty(&self, folder: Option<&Path>) {
        let mut folder = folder;
        while let Some(path) = folder.filter(|path| path.starts_with(self.root()) && **path != self.root()) {
            if std::fs::remove_dir(path).is_err() {
                return;
            }
            folder = path.parent();
        }
    }

    /// The diagnostics of a clean build, and its output if there is one.
    fn clean(&self) -> (String, Option<Files>) {
        let out = self.folder.path().join("clean");
        let _ = std::fs::remove_dir_all(&out);
        let report = Builder::new(self.options("clean")).build(&RealDisk);
        let output = report.summary.is_some().then(|| files(&out));
        (told(&report.diagnostics, &report.sources), output)
    }
}

/// A builder that follows the changes of a site.
struct Trial {
    bench: Bench,
    builder: Builder,
    now: Files,
    last_good: Files,
    writes: usize,
    /// The site's files when they had no error, and for how many comparisons they have had one since.
    sound: (Files, usize),
}

impl Trial {
    fn new(start: &Files) -> Self {
        let bench = Bench::new();
        bench.apply(&Files::new(), start);
        let mut builder = Builder::new(bench.options("public"));
        builder.update(&ChangeSet::everything());
        let report = builder.write(&RealDisk);
        assert!(report.summary.is_some(), "a site to begin with: {}", told(&report.diagnostics, &report.sources));
        let last_good = files(&bench.folder.path().join("public"));
        Self { builder, last_good, writes: 0, now: start.clone(), sound: (start.clone(), 0), bench }
    }

    /// Does an edit; tells what then differs between the builder and a clean build.
    fn step(&mut self, number: usize, edit: &Edit) -> Result<(), String> {
        let mut after = self.now.clone();
        edit.apply(&mut after);
        let mut changes = self.bench.apply(&self.now, &after);
        if let Edit::Touch(path) = edit {
            changes.paths.insert(self.bench.root().join(path));
        }
        self.now = after;
        self.builder.update(&changes);
        // Some versions are never looked at, some in part, and some are written.
        match number % 5 {
            0 | 3 => return Ok(()),
            1 => drop(self.builder.settle(5)),
            _ => {}
        }
        self.compare().map_err(|wrong| format!("step {number}: {edit:?}\n{wrong}"))
    }

    /// Writes; now and then as a new process that knows only what the last one left.
    fn write(&mut self) -> Report {
        self.writes += 1;
        if self.writes.is_multiple_of(7) {
            self.builder = Builder::new(self.bench.options("public"));
            return self.builder.build(&RealDisk);
        }
        let report = self.builder.write(&RealDisk);
        if report.summary.is_some() {
            self.builder.keep();
        }
        report
    }

    fn compare(&mut self) -> Result<(), String> {
        let report = self.write();
        let (expected, output) = self.bench.clean();
        COMPARED.fetch_add(1, Ordering::Relaxed);
        self.sound.1 += 1;
        if let Some(output) = output {
            WRITTEN.fetch_add(1, Ordering::Relaxed);
            self.last_good = output;
            self.sound = (self.now.clone(), 0);
        }
        let found = told(&report.diagnostics, &report.sources);
        if found != expected {
            return Err(format!("clean build:\n{expected}\nthis builder:\n{found}"));
        }
        let public = files(&self.bench.folder.path().join("public"));
        let names: BTreeSet<&String> = public.keys().chain(self.last_good.keys()).collect();
        let wrong = |name: &&String| public.get(*name) != self.last_good.get(*name);
        let wrong: Vec<&String> = names.into_iter().filter(wrong).collect();
        if wrong.is_empty() { Ok(()) } else { Err(format!("other files than a clean build: {wrong:?}")) }
    }
}

/// A builder that was told of a change, and one that reads the site for the first time, both before anything is rendered.
struct Joined {
    bench: Bench,
    builder: Builder,
    now: Files,
}

impl Joined {
    /// Does an edit; tells whether the site was joined anew for it, and compares what became of it.
    fn step(&mut self, edit: &Edit) -> bool {
        let mut after = self.now.clone();
        edit.apply(&mut after);
        let changes = self.bench.apply(&self.now, &after);
        self.now = after;
        let joins = self.builder.work().joined;
        self.builder.update(&changes);
        let mut clean = Builder::new(self.bench.options("clean"));
        clean.update(&ChangeSet::everything());
        let [site, expected] =
            [&self.builder, &clean].map(|builder| format!("{:#?}", builder.renderer().map(Renderer::site)));
        let differ = site.lines().zip(expected.lines()).find(|(one, other)| one != other);
        assert!(site == expected, "after {edit:?} the sites differ: {differ:?}");
        let [found, expected] = [&self.builder, &clean].map(|builder| told(&builder.diagnostics(), builder.sources()));
        assert_eq!(found, expected, "after {edit:?}");
        self.builder.work().joined > joins
    }
}

/// What differs, at the first step where something does.
fn difference(start: &Files, script: &[Edit]) -> Option<String> {
    let mut trial = Trial::new(start);
    script.iter().enumerate().find_map(|(number, edit)| trial.step(number, edit).err())
}

/// The shortest script that still shows a difference, by leaving out one step after the other.
fn shortened(start: &Files, mut script: Vec<Edit>) -> Vec<Edit> {
    let mut at = 0;
    while at < script.len() {
        let mut fewer = script.clone();
        fewer.remove(at);
        if difference(start, &fewer).is_some() {
            script = fewer;
        } else {
            at += 1;
        }
    }
    script
}

/// Draws edits and does them. When the site has been in error for long enough, it goes back to what it was.
fn run(random: &mut Random, start: &Files, script: &mut Vec<Edit>) -> Result<(), String> {
    let mut trial = Trial::new(start);
    for number in 0..STEPS {
        let (sound, errors) = &trial.sound;
        let next = if *errors >= 2 { Edit::Checkout(sound.clone()) } else { edit(random, &trial.now) };
        if *errors >= 2 {
            trial.sound.1 = 0;
        }
        script.push(next.clone());
        trial.step(number, &next)?;
    }
    Ok(())
}

fn check(seed: u64) {
    let mut random = Random::new(seed);
    let start = site(&mut random);
    let mut script = Vec::new();
    let outcome = catch_unwind(AssertUnwindSafe(|| run(&mut random, &start, &mut script)));
    let wrong = match outcome {
        Ok(Ok(())) => return,
        Ok(Err(wrong)) => wrong,
        Err(_) => "a panic".to_owned(),
    };
    let short = shortened(&start, script);
    let again = difference(&start, &short).unwrap_or(wrong);
    panic!("seed {seed}: EQUIVALENCE_SEED={seed}\nscript: {short:#?}\n{again}");
}

fn seeds() -> std::ops::Range<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    match number("EQUIVALENCE_SEED") {
        Some(seed) => seed..seed + 1,
        None => 1..1 + number("EQUIVALENCE_SEEDS").unwrap_or(SEEDS),
    }
}

#[test]
fn after_any_change_the_result_is_that_of_a_clean_build() {
    use rayon::iter::{IntoParallelIterator, ParallelIterator};
    seeds().into_par_iter().for_each(check);
    let (compared, written) = (COMPARED.load(Ordering::Relaxed), WRITTEN.load(Ordering::Relaxed));
    assert!(written * 2 > compared, "{written} of {compared} versions had an output: the sites are broken too often");
}

/// Not only the output: every index of the site, so that what no page of these sites shows is right too.
#[test]
fn a_page_in_other_words_leaves_the_site_that_is_joined_anew() {
    let (mut short, mut all) = (0, 0);
    for seed in seeds().take(16) {
        let mut random = Random::new(seed);
        let now = site(&mut random);
        let bench = Bench::new();
        bench.apply(&Files::new(), &now);
        let mut builder = Builder::new(bench.options("public"));
        builder.update(&ChangeSet::everything());
        let mut joined = Joined { bench, builder, now };
        for _ in 0..20 {
            let edit = reworded(&mut random, &joined.now);
            short += usize::from(!joined.step(&edit));
            all += 1;
        }
    }
    assert!(short * 2 > all, "{short} of {all} changes went the short way");
}

/// Where the code of a post comes from is said by another page, whose slug may be another's as well.
#[test]
fn borrowed_code_follows_its_project() {
    let mut trial = Trial::new(&site(&mut Random::new(1)));
    let project = |word: &str| format!("content/projects/{word}.md");
    let say = |word: &str, line: &str| Edit::Replace(project(word), "title: ", format!("{line}\ntitle: "));
    let edits = [
        borrowing("ledger", "lines=1-2"),
        say("ledger", "source: {path: /code}"),
        Edit::Replace(project("ledger"), "path: /code", "path: /code/old".to_owned()),
        borrowing("charts", "lines=1-3"),
        say("charts", "source: {path: /code}"),
        say("charts", "slug: other"),
        say("queue", "source: {path: /code/old}\nslug: charts"),
        borrowing("other", "lines=1-3"),
        Edit::Write("code/ledger.py".to_owned(), "first = 1\nsecond = 2\nthird = 3\n".to_owned()),
        Edit::Delete(project("charts")),
        borrowing("charts", "lines=1-4"),
        Edit::Append("code/old/ledger.py".to_owned(), "more = 1\n".to_owned()),
    ];
    for (number, edit) in edits.iter().enumerate() {
        // So that each version is written and compared.
        trial.step(number * 5 + 2, edit).unwrap();
    }
}
