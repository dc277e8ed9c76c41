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

use edits::{Edit, script, site};
use showpiece::output::RealDisk;
use showpiece::pipeline::{Builder, ChangeSet, Options};
use support::{Files, files, told};

/// Steps of one script.
const STEPS: usize = 40;
/// Seeds of the usual run: with the steps of each, more than a thousand changes.
const SEEDS: u64 = 30;

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
        Options { out: Some(self.folder.path().join(out)), ..Options::new(self.root(), support::today()) }
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

/// What differs between the builder that follows the changes and a clean build, at the first step where something does.
fn difference(start: &Files, script: &[Edit]) -> Option<String> {
    let bench = Bench::new();
    let mut now = start.clone();
    bench.apply(&Files::new(), &now);
    let mut builder = Builder::new(bench.options("public"));
    builder.update(&ChangeSet::everything());
    builder.write(&RealDisk);
    let mut last_good = files(&bench.folder.path().join("public"));
    for (number, edit) in script.iter().enumerate() {
        let mut after = now.clone();
        edit.apply(&mut after);
        let changes = bench.apply(&now, &after);
        now = after;
        builder.update(&changes);
        if number % 3 == 1 {
            builder.settle(5);
        }
        let report = builder.write(&RealDisk);
        let (expected, output) = bench.clean();
        let found = told(&report.diagnostics, &report.sources);
        if found != expected {
            return Some(format!("step {number} {edit:?}\nclean build:\n{expected}\nthis builder:\n{found}"));
        }
        if let Some(output) = output {
            last_good = output;
        }
        let public = files(&bench.folder.path().join("public"));
        if public != last_good {
            let names: BTreeSet<&String> = public.keys().chain(last_good.keys()).collect();
            let wrong: Vec<_> = names.into_iter().filter(|name| public.get(*name) != last_good.get(*name)).collect();
            return Some(format!("step {number} {edit:?}\nother files than a clean build: {wrong:?}"));
        }
    }
    None
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

fn check(seed: u64) {
    let mut random = random::Random::new(seed);
    let start = site(&mut random);
    let script = script(&mut random, &start, STEPS);
    let outcome = catch_unwind(AssertUnwindSafe(|| difference(&start, &script)));
    let Ok(None) = outcome else {
        let wrong = outcome.unwrap_or_else(|_| Some("a panic".to_owned())).unwrap_or_default();
        // Up to the step that failed, and of these only what is needed.
        let short = shortened(&start, script);
        let again = difference(&start, &short).unwrap_or(wrong);
        panic!("seed {seed}: EQUIVALENCE_SEED={seed}\nscript: {short:#?}\n{again}");
    };
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
}
