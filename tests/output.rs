//! Stage *write*: the output folder holds what was planned, nothing of another's is touched, and whatever fails, the
//! folder is the last good build or becomes the new one at the next run.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use showpiece::diagnostic::{Code, Diagnostic};
use showpiece::graph::Fingerprint;
use showpiece::output::{
    self, Disk, OutputPath, RECORD_FILE, RealDisk, STAGING_FOLDER, Summary, Target, Writer, Written,
};
use tempfile::TempDir;

/// Files by path; what one build writes.
type Build = BTreeMap<String, String>;

/// A site's folder with the output folder `public` in it.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    fn out(&self) -> std::path::PathBuf {
        self.folder.path().join("public")
    }

    fn open<'a>(&self, disk: &'a dyn Disk) -> Result<Writer<'a>, Diagnostic> {
        Writer::open(Target { out: &self.out(), site: self.folder.path() }, disk)
    }

    fn build(&self, build: &Build, disk: &dyn Disk) -> Result<Summary, Diagnostic> {
        let writer = self.open(disk)?;
        for (path, text) in build {
            writer.put(&path_of(path), text.as_bytes())?;
        }
        writer.commit()
    }

    /// Everything in the output folder: files with their bytes, folders with `None`; ours included.
    fn all(&self) -> BTreeMap<String, Option<Vec<u8>>> {
        let mut found = BTreeMap::new();
        list(&self.out(), "", &mut found);
        found
    }

    /// The published files.
    fn published(&self) -> BTreeMap<String, String> {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let published = |path: &String| path != RECORD_FILE && !path.starts_with(STAGING_FOLDER);
        self.all()
            .into_iter()
            .filter(|(path, _)| published(path))
            .filter_map(|(path, b)| Some((path, text(b?))))
            .collect()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.out().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn list(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Option<Vec<u8>>>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            list(&entry.path(), &format!("{path}/"), found);
            found.insert(path, None);
        } else {
            found.insert(path, Some(fs::read(entry.path()).unwrap_or_default()));
        }
    }
}

fn path_of(path: &str) -> OutputPath {
    OutputPath::new(path).unwrap()
}

fn build_of(files: &[(&str, &str)]) -> Build {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

fn names(paths: &[OutputPath]) -> Vec<&str> {
    paths.iter().map(OutputPath::as_str).collect()
}

fn first_build() -> Build {
    build_of(&[
        ("index.html", "home 1"),
        ("a/index.html", "a 1"),
        ("b/c/index.html", "c 1"),
        ("tool", "t 1"),
        ("same", "="),
    ])
}

/// Changes, adds, removes, turns a file into a folder and a folder into a file.
fn second_build() -> Build {
    build_of(&[("index.html", "home 2"), ("a", "a 2"), ("tool/index.html", "t 2"), ("d/e/f", "new"), ("same", "=")])
}

// What a build does

#[test]
fn a_build_writes_new_and_changed_files_and_removes_old_ones() {
    let place = Place::new();
    let summary = place.build(&first_build(), &RealDisk).unwrap();
    assert_eq!(names(&summary.new), ["a/index.html", "b/c/index.html", "index.html", "same", "tool"]);
    assert_eq!(place.published(), first_build());

    let summary = place.build(&second_build(), &RealDisk).unwrap();
    assert_eq!(names(&summary.new), ["a", "d/e/f", "tool/index.html"]);
    assert_eq!(names(&summary.changed), ["index.html"]);
    assert_eq!(names(&summary.removed), ["a/index.html", "b/c/index.html", "tool"]);
    assert_eq!(summary.unchanged, 1);

    let clean = Place::new();
    clean.build(&second_build(), &RealDisk).unwrap();
    assert_eq!(place.all(), clean.all(), "the same as a clean build, record and folders included");
}

#[test]
fn a_build_that_changes_nothing_does_nothing_to_the_disk() {
    let place = Place::new();
    place.build(&first_build(), &RealDisk).unwrap();
    let disk = Failing::never();
    let summary = place.build(&first_build(), &disk).unwrap();
    assert_eq!((summary.unchanged, disk.operations()), (5, 0));
}

#[test]
fn the_record_is_the_same_in_every_folder_and_order() {
    let (one, two) = (Place::new(), Place::new());
    one.build(&first_build(), &RealDisk).unwrap();
    let writer = two.open(&RealDisk).unwrap();
    for (path, text) in first_build().iter().rev() {
        writer.put(&path_of(path), text.as_bytes()).unwrap();
    }
    writer.commit().unwrap();
    let record = fs::read_to_string(one.out().join(RECORD_FILE)).unwrap();
    assert_eq!(record, fs::read_to_string(two.out().join(RECORD_FILE)).unwrap());
    assert_eq!(record.lines().nth(1), Some(&*format!("{}  a/index.html", Fingerprint::of(b"a 1"))));
}

#[test]
fn what_somebody_changed_in_the_folder_is_put_right() {
    let place = Place::new();
    place.build(&first_build(), &RealDisk).unwrap();
    place.write("a/index.html", "a !"); // the same length
    place.write("index.html", "a longer text than before");
    fs::remove_file(place.out().join("tool")).unwrap();
    let summary = place.build(&first_build(), &RealDisk).unwrap();
    assert_eq!(names(&summary.changed), ["a/index.html", "index.html", "tool"]);
    assert_eq!(place.published(), first_build());
}

#[test]
fn files_are_kept_copied_and_trusted() {
    let place = Place::new();
    place.build(&first_build(), &RealDisk).unwrap();
    let asset = place.folder.path().join("photo.bin");
    let bytes = vec![7; 300_000];
    fs::write(&asset, &bytes).unwrap();
    let expected = Fingerprint::of(&bytes);

    let writer = place.open(&RealDisk).unwrap();
    assert!(writer.keep(&path_of("index.html")).unwrap());
    let same = &first_build()["same"];
    let print = Fingerprint::of(same.as_bytes());
    assert_eq!(writer.stands(&path_of("same"), print, true).unwrap(), Some(same.len() as u64));
    assert_eq!(writer.stands(&path_of("same"), expected, true).unwrap(), None, "another content");
    assert!(!writer.keep(&path_of("unknown")).unwrap());
    assert_eq!(writer.stands(&path_of("unknown"), print, true).unwrap(), None);
    assert_eq!(writer.copy(&path_of("photo.bin"), &asset, expected).unwrap(), Written::New);
    let summary = writer.commit().unwrap();
    assert_eq!((summary.new.len(), summary.unchanged, summary.removed.len()), (1, 2, 3));
    assert_eq!(fs::read(place.out().join("photo.bin")).unwrap(), bytes);

    let writer = place.open(&RealDisk).unwrap();
    assert_eq!(writer.copy(&path_of("photo.bin"), &asset, expected).unwrap(), Written::Unchanged);
    assert_eq!(writer.stands(&path_of("same"), print, false).unwrap(), Some(same.len() as u64));
    place.write("index.html", "home !");
    assert!(!writer.keep(&path_of("index.html")).unwrap(), "changed behind our back");
    writer.abandon();

    place.write("photo.bin", "changed");
    let writer = place.open(&RealDisk).unwrap();
    assert_eq!(writer.copy(&path_of("photo.bin"), &asset, expected).unwrap(), Written::Changed);
}

#[test]
fn a_writer_that_is_given_up_leaves_no_trace() {
    let place = Place::new();
    let writer = place.open(&RealDisk).unwrap();
    writer.put(&path_of("a"), b"a").unwrap();
    writer.abandon();
    assert!(!place.out().exists(), "the folder was made for this build");

    place.build(&first_build(), &RealDisk).unwrap();
    let before = place.all();
    let writer = place.open(&RealDisk).unwrap();
    writer.put(&path_of("index.html"), b"other").unwrap();
    drop(writer);
    assert_eq!(place.all(), before);
}

#[test]
fn many_threads_may_write() {
    let place = Place::new();
    let writer = place.open(&RealDisk).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let writer = &writer;
            scope.spawn(move || {
                for number in 0..50 {
                    let path = path_of(&format!("{thread}/{number}/index.html"));
                    writer.put(&path, path.as_str().as_bytes()).unwrap();
                }
            });
        }
    });
    assert_eq!(writer.commit().unwrap().new.len(), 200);
    assert!(place.published().iter().all(|(path, text)| path == text));
}

#[test]
fn two_outputs_may_not_want_one_path() {
    let place = Place::new();
    let writer = place.open(&RealDisk).unwrap();
    writer.put(&path_of("a"), b"one").unwrap();
    writer.put(&path_of("a"), b"one").unwrap();
    assert_eq!(writer.put(&path_of("a"), b"two").unwrap_err().code, Code::OutputPath);
    assert_eq!(writer.put(&path_of("a/b"), b"").unwrap_err().code, Code::OutputPath);
    drop(writer);
    assert!(!place.out().exists());

    // Beside an earlier build, files are staged under numbers, and the clash shows at the end.
    place.build(&first_build(), &RealDisk).unwrap();
    let writer = place.open(&RealDisk).unwrap();
    writer.put(&path_of("a"), b"one").unwrap();
    writer.put(&path_of("a/b"), b"").unwrap();
    assert_eq!(writer.commit().unwrap_err().code, Code::OutputPath);
    assert_eq!(place.published(), first_build());
}

#[test]
fn clearing_removes_what_is_ours_and_nothing_else() {
    let place = Place::new();
    let target = |place: &Place| place.out();
    let clear = |place: &Place| output::clear(Target { out: &target(place), site: place.folder.path() }, &RealDisk);
    assert_eq!(clear(&place).unwrap(), []);
    place.build(&first_build(), &RealDisk).unwrap();
    assert_eq!(clear(&place).unwrap().len(), 5);
    assert!(!place.out().exists());

    place.build(&first_build(), &RealDisk).unwrap();
    place.write("a/mine.txt", "mine");
    clear(&place).unwrap();
    assert_eq!(place.published(), build_of(&[("a/mine.txt", "mine")]));
    assert!(!place.out().join(RECORD_FILE).exists());
}

// What belongs to others

#[test]
fn a_folder_of_somebody_elses_is_refused() {
    let place = Place::new();
    place.write("thesis.tex", "years of work");
    place.write("index.html", "theirs");
    let error = place.build(&first_build(), &RealDisk).unwrap_err();
    assert_eq!(error.code, Code::ForeignOutput);
    assert!(error.message.contains("`index.html` and 1 more"), "{}", error.message);
    assert!(error.help[0].contains("--out"), "{:?}", error.help);
    assert_eq!(place.published(), build_of(&[("index.html", "theirs"), ("thesis.tex", "years of work")]));
}

#[test]
fn a_folder_that_holds_only_version_control_counts_as_empty() {
    let place = Place::new();
    place.write(".git", "gitdir: elsewhere");
    place.write(".gitignore", "*");
    place.build(&first_build(), &RealDisk).unwrap();
    assert_eq!(fs::read_to_string(place.out().join(".git")).unwrap(), "gitdir: elsewhere");

    let other = Place::new();
    other.write(".gitignore", "*");
    let error = other.build(&build_of(&[(".gitignore", "ours")]), &RealDisk).unwrap_err();
    assert_eq!(error.code, Code::ForeignOutput, "what is tolerated is still not ours");
    assert_eq!(fs::read_to_string(other.out().join(".gitignore")).unwrap(), "*");
}

#[test]
fn foreign_files_are_kept_and_their_folders_too() {
    let place = Place::new();
    place.build(&first_build(), &RealDisk).unwrap();
    place.write("a/mine.txt", "mine");
    fs::create_dir_all(place.out().join("empty/folder")).unwrap();
    place.build(&build_of(&[("index.html", "home 2")]), &RealDisk).unwrap();
    assert_eq!(place.published(), build_of(&[("a/mine.txt", "mine"), ("index.html", "home 2")]));
    assert!(place.out().join("empty/folder").is_dir());
    assert!(!place.out().join("b").exists());
}

#[test]
fn a_foreign_file_in_the_way_stops_the_build_before_it_begins() {
    for (theirs, ours) in
        [("new/index.html", "new/index.html"), ("new", "new/index.html"), ("new/deep/file", "new"), ("a/mine", "a")]
    {
        let place = Place::new();
        place.build(&first_build(), &RealDisk).unwrap();
        place.write(theirs, "theirs");
        let before = place.all();
        let mut build = first_build();
        build.remove("a/index.html");
        build.insert(ours.to_owned(), "ours".to_owned());
        let error = place.build(&build, &RealDisk).unwrap_err();
        assert_eq!(error.code, Code::ForeignOutput, "{theirs} {ours}");
        assert_eq!(place.all(), before, "{theirs} {ours}");
    }
}

#[test]
fn the_site_is_never_the_output() {
    let site = TempDir::new().unwrap();
    fs::create_dir_all(site.path().join("sites/mine")).unwrap();
    for (out, what) in [("sites/mine", "is the site itself"), ("sites", "contains the site"), ("", "contains the site")]
    {
        let target = Target { out: &site.path().join(out), site: &site.path().join("sites/mine") };
        let error = Writer::open(target, &RealDisk).map(Writer::abandon).unwrap_err();
        assert_eq!(error.code, Code::OutputFolder, "{out}");
        assert!(error.message.ends_with(what), "{}", error.message);
    }
}

#[test]
fn two_builds_at_once_are_refused_and_a_lock_ends_with_its_holder() {
    let place = Place::new();
    let first = place.open(&RealDisk).unwrap();
    let error = place.open(&RealDisk).map(Writer::abandon).unwrap_err();
    assert_eq!(error.code, Code::OutputBusy);
    first.put(&path_of("a"), b"a").unwrap();
    first.commit().unwrap();
    place.build(&first_build(), &RealDisk).unwrap();
}

#[test]
fn a_damaged_record_makes_files_foreign_rather_than_ours() {
    let place = Place::new();
    place.build(&first_build(), &RealDisk).unwrap();
    fs::write(place.out().join(RECORD_FILE), [0xff, 0]).unwrap();
    let error = place.build(&first_build(), &RealDisk).unwrap_err();
    assert_eq!(error.code, Code::ForeignOutput);
    assert!(error.help.iter().any(|help| help.contains("delete the folder")), "{:?}", error.help);
}

#[cfg(unix)]
#[test]
fn links_in_the_folder_are_never_written_through() {
    let place = Place::new();
    place.build(&first_build(), &RealDisk).unwrap();
    let outside = TempDir::new().unwrap();
    fs::write(outside.path().join("index.html"), "theirs").unwrap();

    // A folder replaced by a link: neither written into nor pruned from.
    fs::remove_dir_all(place.out().join("a")).unwrap();
    std::os::unix::fs::symlink(outside.path(), place.out().join("a")).unwrap();
    let error = place.build(&first_build(), &RealDisk).unwrap_err();
    assert_eq!(error.code, Code::ForeignOutput);
    place.build(&build_of(&[("index.html", "home 1")]), &RealDisk).unwrap();
    assert_eq!(fs::read_to_string(outside.path().join("index.html")).unwrap(), "theirs");
    fs::remove_file(place.out().join("a")).unwrap();

    // A file of ours replaced by a link: the link is replaced, not its target.
    fs::remove_file(place.out().join("index.html")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("index.html"), place.out().join("index.html")).unwrap();
    place.build(&first_build(), &RealDisk).unwrap();
    assert_eq!(fs::read_to_string(outside.path().join("index.html")).unwrap(), "theirs");
    assert_eq!(place.published(), first_build());
}

// What fails

/// A disk that refuses the operation of one number, or all from there on, as when the process is killed.
struct Failing {
    at: usize,
    forever: bool,
    kind: io::ErrorKind,
    count: AtomicUsize,
}

impl Failing {
    fn never() -> Self {
        Self::at(usize::MAX, false)
    }

    fn at(at: usize, forever: bool) -> Self {
        Self { at, forever, kind: io::ErrorKind::StorageFull, count: AtomicUsize::new(0) }
    }

    fn operations(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    fn check(&self) -> io::Result<()> {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let fails = if self.forever { number >= self.at } else { number == self.at };
        if fails { Err(io::Error::from(self.kind)) } else { Ok(()) }
    }
}

impl Disk for Failing {
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.check()?;
        RealDisk.create_dir(path)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if let Err(error) = self.check() {
            // A full disk takes what still fits.
            RealDisk.write(path, &bytes[..bytes.len() / 2])?;
            return Err(error);
        }
        RealDisk.write(path, bytes)
    }

    fn copy(&self, from: &Path, to: &Path) -> io::Result<Fingerprint> {
        self.check()?;
        RealDisk.copy(from, to)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.check()?;
        RealDisk.rename(from, to)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.check()?;
        RealDisk.remove_file(path)
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.check()?;
        RealDisk.remove_dir(path)
    }
}

/// Builds `old`, then `new` with a disk that fails at operation `at`; checks what is there, what the next run makes of
/// it, and that `next` comes out like a clean build. Says whether the disk got as far as to fail.
fn survive(old: &Build, new: &Build, next: &Build, disk: &Failing) -> bool {
    let place = Place::new();
    if !old.is_empty() {
        place.build(old, &RealDisk).unwrap();
    }
    let before = place.all();
    let result = place.build(new, disk);
    let failed = disk.operations() > disk.at;
    assert!(failed || result.is_ok(), "{:?}", result.unwrap_err());

    for (path, text) in place.published() {
        assert!([old.get(&path), new.get(&path)].contains(&Some(&text)), "{path} is torn: {text}");
    }
    let journal = place.out().join(STAGING_FOLDER).join("journal").is_file();
    // Where old and new are the same, what is there says nothing about how far the build came.
    let decided = result.is_ok() || journal || (new != old && place.published() == *new);

    // The next run, even if it builds nothing.
    if place.out().exists() {
        place.open(&RealDisk).unwrap().abandon();
    }
    if decided {
        let clean = Place::new();
        clean.build(new, &RealDisk).unwrap();
        assert_eq!(place.all(), clean.all(), "rolled forward");
    } else if old.is_empty() {
        assert_eq!(place.published(), Build::new(), "nothing was there, nothing is");
    } else {
        assert_eq!(place.all(), before, "the last good build");
    }

    place.build(next, &RealDisk).unwrap();
    let clean = Place::new();
    clean.build(next, &RealDisk).unwrap();
    assert_eq!(place.all(), clean.all(), "the build after it");
    failed
}

#[test]
fn whichever_operation_fails_the_output_is_the_last_build_or_becomes_the_new_one() {
    for (old, new) in [(Build::new(), first_build()), (first_build(), second_build()), (second_build(), first_build())]
    {
        for forever in [false, true] {
            let failures =
                (0..).take_while(|at| survive(&old, &new, &first_build(), &Failing::at(*at, forever))).count();
            assert!(failures > 15, "{failures}");
        }
    }
}

#[test]
fn a_refusal_says_what_to_do() {
    let place = Place::new();
    for (kind, cure) in [
        (io::ErrorKind::StorageFull, "make room"),
        (io::ErrorKind::ReadOnlyFilesystem, "writable"),
        (io::ErrorKind::PermissionDenied, "writable"),
    ] {
        let disk = Failing { kind, ..Failing::at(0, true) };
        let error = place.build(&first_build(), &disk).unwrap_err();
        assert_eq!(error.code, Code::OutputFailed);
        assert!(error.help[0].contains(cure), "{:?}", error.help);
        assert!(!error.message.contains("os error"), "{}", error.message);
    }
}

#[test]
fn staged_files_torn_by_a_crash_of_the_machine_are_not_brought_in() {
    let place = Place::new();
    place.build(&first_build(), &RealDisk).unwrap();
    let mut at = 0;
    // Let the process die at the first rename after the journal.
    let staging = place.out().join(STAGING_FOLDER);
    while !staging.join("journal").is_file() {
        let _ = place.build(&second_build(), &Failing::at(at, true));
        at += 1;
    }
    let mut torn = 0;
    for entry in fs::read_dir(&staging).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap().to_str().unwrap().parse::<u32>().is_ok() {
            fs::write(path, "").unwrap();
            torn += 1;
        }
    }
    assert_eq!(torn, 4);
    place.open(&RealDisk).unwrap().abandon();
    assert!(place.published().values().all(|text| !text.is_empty()), "{:?}", place.published());
    place.build(&second_build(), &RealDisk).unwrap();
    assert_eq!(place.published(), second_build());
}

#[test]
fn a_staged_tree_torn_by_a_crash_of_the_machine_is_not_brought_in() {
    // Let the process die at each rename after the journal.
    let mut died = 0;
    for at in 0.. {
        let place = Place::new();
        let result = place.build(&first_build(), &Failing::at(at, true));
        if result.is_ok() {
            break;
        }
        let staging = place.out().join(STAGING_FOLDER);
        if !staging.join("journal").is_file() {
            continue;
        }
        died += 1;
        for (path, _) in first_build() {
            let staged = staging.join("tree").join(path);
            if staged.is_file() {
                fs::write(staged, "").unwrap();
            }
        }
        place.open(&RealDisk).unwrap().abandon();
        assert!(place.published().values().all(|text| !text.is_empty()), "{:?}", place.published());
        place.build(&first_build(), &RealDisk).unwrap();
        assert_eq!(place.published(), first_build());
    }
    assert!(died > 3, "{died}");
}

#[test]
fn an_empty_folder_gets_each_topmost_entry_by_one_rename() {
    let place = Place::new();
    let disk = Failing::never();
    place.build(&(0..50).map(|n| (format!("a/{n}/index.html"), n.to_string())).collect(), &disk).unwrap();
    // Folders and files are made, and few other things: staging, journal, record.
    assert!((101..120).contains(&disk.operations()), "{}", disk.operations());
}

fn any_build() -> impl Strategy<Value = Build> {
    let paths = prop::sample::subsequence(vec!["a", "a/b", "a/b/c", "a/d", "e/f", "g", "G/h", "i"], 0..=8);
    (paths, prop::collection::vec("[xy]{0,3}", 8)).prop_map(|(paths, texts)| {
        let mut build = Build::new();
        for (path, text) in paths.into_iter().zip(texts) {
            let clash = build.keys().any(|other: &String| path.starts_with(&format!("{other}/")));
            if !clash {
                build.insert(path.to_owned(), text);
            }
        }
        build
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("proptest-regressions"))),
        ..ProptestConfig::default()
    })]
    #[test]
    fn any_failure_in_any_build_is_survived(
        old in any_build(), new in any_build(), next in any_build(), at in 0..40_usize, forever: bool,
    ) {
        survive(&old, &new, &next, &Failing::at(at, forever));
    }
}
