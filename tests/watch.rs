//! Whatever happens in a site's folders, whoever follows the watcher's news ends up knowing what is there; and what does
//! not count is never news. Each pattern is replayed as system calls, with the system's events and by polling.
//!
//! A test waits for what must come, with a generous deadline. That something does not come is shown by a later write
//! that does.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper of a test fails by panicking")]

#[path = "watch/mirror.rs"]
mod mirror;
#[path = "watch/outside.rs"]
mod outside;
#[path = "watch/saves.rs"]
mod saves;
#[path = "watch/storm.rs"]
mod storm;
#[path = "watch/trees.rs"]
mod trees;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant, SystemTime};

use showpiece::pipeline::ChangeSet;
use showpiece::source::Rules;
use showpiece::watch::{News, Scope, Timing, Watcher};
use tempfile::TempDir;

/// How long something that must happen may take on a machine that is busy with other things.
const DEADLINE: Duration = Duration::from_secs(60);

/// How the watcher learns what happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Events,
    Polling,
}

/// Makes two tests of each function: by events, and by polling.
macro_rules! both {
    ($($name:ident),* $(,)?) => {
        mod by_events { $(#[test] fn $name() { super::$name(crate::Mode::Events) })* }
        mod by_polling { $(#[test] fn $name() { super::$name(crate::Mode::Polling) })* }
    };
}
use both;

/// A site that is watched, and what somebody knows of it who only looks where the news say.
struct Watched {
    _folder: TempDir,
    /// The site's folder.
    root: PathBuf,
    watcher: Option<Watcher>,
    news: Receiver<News>,
    /// Contents by path, as known from the news.
    known: BTreeMap<PathBuf, Vec<u8>>,
    mode: Mode,
    /// What was named the last time that somebody waited for news, and before that.
    latest: BTreeSet<PathBuf>,
    earlier: BTreeSet<PathBuf>,
    sentinels: usize,
}

/// A folder with a small site in `site/`.
fn folder_with_site() -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in [
        ("showpiece.yaml", "title: T\n"),
        ("content/a.md", "# A\n"),
        ("content/projects/b.md", "# B\n"),
        ("data/skills.yaml", "[]\n"),
        ("static/x.txt", "x"),
        ("static/.well-known/y.txt", "y"),
        ("public/index.html", "old"),
        ("node_modules/p/index.js", "p"),
        (".git/HEAD", "ref"),
        (".showpiece/cache", "c"),
    ] {
        write(&folder.path().join("site").join(path), text);
    }
    folder
}

/// Writes in place, truncating, as most programs do; makes the folders.
fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Makes the files look as if they had been there for long.
fn age(folder: &Path) {
    let old = SystemTime::now() - Duration::from_secs(3600);
    for entry in fs::read_dir(folder).unwrap() {
        let (path, kind) = entry.map(|entry| (entry.path(), entry.file_type().unwrap())).unwrap();
        if kind.is_dir() {
            age(&path);
        } else if kind.is_file() {
            fs::File::open(&path).unwrap().set_modified(old).unwrap();
        }
    }
}

fn rules(root: &Path) -> Rules {
    Rules::new(&["*.bak", "content/private"]).unwrap().without_output(&root.join("public"))
}

impl Watched {
    fn site(mode: Mode) -> Self {
        Self::with(folder_with_site(), mode, |scope, _| scope)
    }

    /// Watches the site in `folder`, and what `more` adds.
    fn with(folder: TempDir, mode: Mode, more: impl Fn(Scope, &Path) -> Scope) -> Self {
        let root = folder.path().canonicalize().unwrap().join("site");
        let scope = more(Scope::site(&root, &rules(&root)), &root);
        Self::start(folder, root, mode, scope)
    }

    /// Watches a site of which bursts are cut by nothing but silence, so that a busy machine makes no difference.
    fn patient_site(mode: Mode) -> Self {
        Self::with(folder_with_site(), mode, |mut scope, _| {
            scope.timing = Timing { quiet: Duration::from_millis(200), longest: Duration::from_secs(2) };
            scope
        })
    }

    fn start(folder: TempDir, root: PathBuf, mode: Mode, scope: Scope) -> Self {
        let scope = mode.apply(scope);
        age(folder.path());
        let (sender, news) = channel();
        // Nobody may be listening any more while the test ends.
        let watcher = Watcher::start(scope, move |item| drop(sender.send(item))).unwrap();
        let known = mirror::all(&root);
        let (latest, earlier) = (BTreeSet::new(), BTreeSet::new());
        Self { _folder: folder, root, watcher: Some(watcher), news, known, mode, latest, earlier, sentinels: 0 }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    fn write(&self, path: &str, text: &str) {
        write(&self.path(path), text);
    }

    /// The next set.
    fn next(&self, deadline: Instant) -> ChangeSet {
        let left = deadline.saturating_duration_since(Instant::now());
        match self.news.recv_timeout(left).expect("nothing came before the deadline") {
            News::Changed(changes) => changes,
            News::Notice(notice) => panic!("{notice}"),
        }
    }

    /// Follows the news until all that is on disk is known; returns all paths that were named on the way.
    fn catch_up(&mut self) -> BTreeSet<PathBuf> {
        self.catch_up_counting().0
    }

    /// And the number of sets.
    fn catch_up_counting(&mut self) -> (BTreeSet<PathBuf>, usize) {
        let deadline = Instant::now() + DEADLINE;
        let (mut named, mut sets) = (BTreeSet::new(), 0);
        while self.known != mirror::all(&self.root) {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(news) = self.news.recv_timeout(left) else {
                panic!("not known: {}\nnamed: {named:?}", mirror::difference(&self.known, &self.root))
            };
            let News::Changed(changes) = news else { panic!("{news:?}") };
            sets += 1;
            mirror::follow(&mut self.known, &changes, &self.root);
            assert!(!changes.everything, "no event was lost");
            named.extend(changes.paths);
        }
        self.remember(&named);
        (named, sets)
    }

    /// That only `wanted` was named, and perhaps what was named before: by polling, what was written just before somebody
    /// looked is told once more, and a slow writer's last event may come late.
    fn assert_only(&self, named: &BTreeSet<PathBuf>, wanted: &[PathBuf], what: &str) {
        let wanted: BTreeSet<PathBuf> = wanted.iter().cloned().collect();
        let missing: Vec<&PathBuf> = wanted.difference(named).collect();
        let again = |path: &&PathBuf| self.earlier.contains(*path);
        let more: Vec<&PathBuf> = named.difference(&wanted).filter(|path| !again(path)).collect();
        assert!(missing.is_empty() && more.is_empty(), "{what}: missing {missing:?}, too much {more:?}");
    }

    fn remember(&mut self, named: &BTreeSet<PathBuf>) {
        self.earlier.append(&mut self.latest);
        self.latest.clone_from(named);
    }

    /// Waits until the news name `path` or a folder above it; returns all that was named on the way.
    fn until_named(&mut self, path: &Path) -> BTreeSet<PathBuf> {
        let deadline = Instant::now() + DEADLINE;
        let mut named = BTreeSet::new();
        while !named.iter().any(|above| path.starts_with(above)) {
            let changes = self.next(deadline);
            mirror::follow(&mut self.known, &changes, &self.root);
            named.extend(changes.paths);
        }
        self.remember(&named);
        named
    }

    /// All that was named up to now, shown by a write that must be named last.
    fn named_so_far(&mut self) -> BTreeSet<PathBuf> {
        self.sentinels += 1;
        let sentinel = self.path(&format!("data/sentinel-{}.yaml", self.sentinels));
        fs::write(&sentinel, "x").unwrap();
        let mut named = self.until_named(&sentinel);
        // It has a second name where the site is reached through a link, and there are those before it.
        named.retain(|path| !path.to_string_lossy().contains("/sentinel-"));
        named
    }

    /// Waits until nothing that was done up to now can be told once more.
    fn settle(&mut self) {
        if self.mode == Mode::Polling {
            age(self.root.parent().unwrap());
            // The look that sees the first sentinel may have begun before; the one that sees the second has not.
            self.named_so_far();
        }
        self.named_so_far();
    }

    fn assert_no_news(&mut self, what: &str) {
        let named = self.named_so_far();
        self.assert_only(&named, &[], what);
    }
}

impl Mode {
    fn apply(self, scope: Scope) -> Scope {
        match self {
            Self::Events => scope,
            Self::Polling => scope.polling(Duration::from_millis(10)),
        }
    }
}
