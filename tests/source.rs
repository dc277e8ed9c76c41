//! Stage *read*: which files of a folder are the site's, and what is said of those that are not as they should be.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use showpiece::diagnostic::{Code, Diagnostic, Severity};
use showpiece::graph::Fingerprint;
use showpiece::source::{self, FileBody, Files, OnDisk, Refusal, Rules, SourceKind, Sources};
use tempfile::TempDir;

/// A folder with these files.
fn site(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn read(root: &Path) -> (Sources, Vec<Diagnostic>) {
    source::read(root, &Rules::default())
}

fn paths(sources: &Sources) -> Vec<&str> {
    sources.files.keys().map(AsRef::as_ref).collect()
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<(Code, &str)> {
    diagnostics.iter().map(|diagnostic| (diagnostic.code, diagnostic.place.as_ref().map_or("", |p| &p.path))).collect()
}

#[test]
fn a_site_is_read_with_kinds_texts_and_fingerprints() {
    let folder = site(&[
        ("showpiece.yaml", b"title: A\n"),
        ("content/projects/a/index.md", b"\xef\xbb\xbf---\r\ntitle: A\r\n---\r\n"),
        ("content/projects/a/figure.png", b"\x89PNG\r\n"),
        ("static/.well-known/x", b"x\r\n"),
        ("node_modules/a/content/b.md", b"no"),
        ("public/index.html", b"no"),
        ("README.md", b"no"),
        ("content/a.md~", b"no"),
        ("content/.obsidian/a.md", b"no"),
        ("static/.git/config", b"no"),
    ]);
    let (sources, diagnostics) = read(folder.path());
    assert_eq!(diagnostics, []);
    assert_eq!(
        paths(&sources),
        ["content/projects/a/figure.png", "content/projects/a/index.md", "showpiece.yaml", "static/.well-known/x"]
    );
    let page = sources.get("content/projects/a/index.md").unwrap();
    assert_eq!(page.text().map(AsRef::as_ref), Some("---\ntitle: A\n---\n"));
    assert_eq!(page.fingerprint, Fingerprint::of(b"---\ntitle: A\n---\n"));
    assert_eq!((page.kind, page.size), (SourceKind::Content, 23));
    let figure = sources.get("content/projects/a/figure.png").unwrap();
    assert_eq!((&figure.body, figure.size), (&FileBody::Bytes, 6));
    assert_eq!(figure.fingerprint, Fingerprint::of(b"\x89PNG\r\n"));
    assert_eq!(sources.texts(SourceKind::Config).count(), 1);
}

#[test]
fn the_output_folder_and_ignored_files_are_left_out() {
    let folder = site(&[
        ("showpiece.yaml", b""),
        ("static/site/index.html", b"written by us"),
        ("static/a.bak", b""),
        ("content/drafts/a.md", b""),
        ("content/b.md", b""),
    ]);
    let rules = Rules::new(&["*.bak", "content/drafts"]).unwrap().without_output(&folder.path().join("static/site"));
    let (sources, _) = source::read(folder.path(), &rules);
    assert_eq!(paths(&sources), ["content/b.md", "showpiece.yaml"]);
}

#[test]
fn a_folder_without_configuration_is_said_to_be_none() {
    let folder = site(&[("showpiece.yml", b"title: A")]);
    let (_, diagnostics) = read(folder.path());
    assert_eq!(codes(&diagnostics), [(Code::MissingConfig, "")]);
    assert!(diagnostics[0].help[0].contains("rename `showpiece.yml`"), "{:?}", diagnostics[0].help);

    let (_, diagnostics) = read(&folder.path().join("nowhere"));
    assert!(diagnostics[0].message.starts_with("there is no folder"), "{}", diagnostics[0].message);
}

#[test]
fn text_in_another_encoding_is_reported_at_its_place_and_stays_known() {
    let folder =
        site(&[("showpiece.yaml", b""), ("content/a.md", b"one\r\ntwo \xe9\r\n"), ("data/b.yaml", b"a\0b: c")]);
    let (sources, diagnostics) = read(folder.path());
    assert_eq!(codes(&diagnostics), [(Code::NotUtf8, "content/a.md"), (Code::NotUtf8, "data/b.yaml")]);
    let place = sources.source_map().line_column(diagnostics[0].place.as_ref().unwrap());
    assert_eq!((place.line, place.column), (2, 5));
    assert!(matches!(sources.get("content/a.md").unwrap().body, FileBody::Broken { .. }));
}

/// A file system on which some files cannot be read; the tests may run as root, whom no permission stops.
struct Refusing(BTreeMap<PathBuf, io::ErrorKind>);

impl Files for Refusing {
    fn open(&self, path: &Path) -> io::Result<(Box<dyn Read>, u64)> {
        match self.0.get(path) {
            Some(kind) => Err(io::Error::from(*kind)),
            None => OnDisk.open(path),
        }
    }
}

#[test]
fn an_unreadable_file_is_reported_and_the_others_are_read() {
    let folder = site(&[("showpiece.yaml", b""), ("content/a.md", b"a"), ("content/b.md", b"b"), ("static/c", b"c")]);
    let refuse = |path: &str, kind| (folder.path().join(path), kind);
    let files = Refusing(BTreeMap::from([
        refuse("content/a.md", io::ErrorKind::PermissionDenied),
        refuse("static/c", io::ErrorKind::NotFound),
    ]));
    let (sources, diagnostics) = source::read_with(folder.path(), &Rules::default(), &files);
    assert_eq!(codes(&diagnostics), [(Code::UnreadableFile, "content/a.md")]);
    assert!(diagnostics[0].help[0].contains("permission"), "{:?}", diagnostics[0].help);
    assert_eq!(paths(&sources), ["content/a.md", "content/b.md", "showpiece.yaml"], "what vanished is not there");
    assert_eq!(sources.get("content/b.md").unwrap().text().map(AsRef::as_ref), Some("b"));
}

#[test]
fn names_that_other_systems_confuse_are_reported() {
    let composed = "content/caf\u{e9}.md";
    let decomposed = "content/cafe\u{301}.md";
    let folder = site(&[
        ("showpiece.yaml", b""),
        (composed, b"1"),
        (decomposed, b"2"),
        ("content/About.md", b""),
        ("content/about.md", b""),
        ("content/aux.md", b""),
    ]);
    let (sources, diagnostics) = read(folder.path());
    assert_eq!(
        codes(&diagnostics),
        [
            (Code::NameCollision, "content/about.md"),
            (Code::ReservedName, "content/aux.md"),
            (Code::NameCollision, composed),
        ]
    );
    assert_eq!(diagnostics[0].severity, Severity::Warning);
    assert_eq!(diagnostics[2].severity, Severity::Error, "one of the two files is not in the site");
    assert_eq!(sources.texts(SourceKind::Content).count(), 4);
}

#[test]
fn a_decomposed_name_is_known_by_its_composed_form() {
    let folder = site(&[("showpiece.yaml", b""), ("content/cafe\u{301}.md", b"x")]);
    let (sources, diagnostics) = read(folder.path());
    assert_eq!(diagnostics, []);
    assert_eq!(sources.get("content/caf\u{e9}.md").unwrap().text().map(AsRef::as_ref), Some("x"));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::ffi::OsStringExt;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_are_followed_inside_the_site_and_refused_elsewhere() {
        let outside = site(&[("secret.md", b"secret"), ("folder/deep.md", b"secret")]);
        let folder = site(&[("showpiece.yaml", b""), ("content/a.md", b"a"), ("shared/b.md", b"b")]);
        let content = folder.path().join("content");
        symlink("../shared", content.join("inside")).unwrap();
        symlink(outside.path().join("secret.md"), content.join("file.md")).unwrap();
        symlink(outside.path().join("folder"), content.join("folder")).unwrap();
        symlink("nothing", content.join("broken.md")).unwrap();
        symlink("..", content.join("up")).unwrap();
        let (sources, diagnostics) = read(folder.path());
        assert_eq!(paths(&sources), ["content/a.md", "content/inside/b.md", "showpiece.yaml"]);
        assert_eq!(
            codes(&diagnostics),
            [
                (Code::UnreadableFile, "content/broken.md"),
                (Code::LinkLeavesSite, "content/file.md"),
                (Code::LinkLeavesSite, "content/folder"),
                (Code::LinkLeavesSite, "content/up"),
            ]
        );
    }

    #[test]
    fn links_that_go_round_between_two_folders_end() {
        let folder = site(&[("showpiece.yaml", b""), ("content/a/x.md", b""), ("content/b/y.md", b"")]);
        symlink("../b", folder.path().join("content/a/to-b")).unwrap();
        symlink("../a", folder.path().join("content/b/to-a")).unwrap();
        let (sources, diagnostics) = read(folder.path());
        assert!(paths(&sources).contains(&"content/a/to-b/y.md"), "{:?}", paths(&sources));
        assert!(diagnostics.iter().all(|diagnostic| diagnostic.code == Code::LinkLeavesSite));
        assert_eq!(diagnostics.len(), 2, "{diagnostics:?}");
    }

    #[test]
    fn a_whole_folder_linked_from_elsewhere_is_refused() {
        let outside = site(&[("a.md", b"")]);
        let folder = site(&[("showpiece.yaml", b"")]);
        symlink(outside.path(), folder.path().join("content")).unwrap();
        let (sources, diagnostics) = read(folder.path());
        assert_eq!(paths(&sources), ["showpiece.yaml"]);
        assert_eq!(codes(&diagnostics), [(Code::LinkLeavesSite, "content")]);
    }

    #[test]
    fn a_name_that_is_not_unicode_is_reported() {
        let folder = site(&[("showpiece.yaml", b""), ("static/a", b"")]);
        let name = std::ffi::OsString::from_vec(b"caf\xe9.png".to_vec());
        if fs::write(folder.path().join("static").join(name), b"").is_err() {
            return; // this file system knows Unicode names only, so the case cannot arise
        }
        let (sources, diagnostics) = read(folder.path());
        assert_eq!(paths(&sources), ["showpiece.yaml", "static/a"]);
        assert_eq!(codes(&diagnostics), [(Code::NotUtf8, "static/caf\u{fffd}.png")]);
    }

    #[test]
    fn a_pipe_is_reported_and_not_opened() {
        let folder = site(&[("showpiece.yaml", b""), ("content/a.md", b"")]);
        let made = std::process::Command::new("mkfifo").arg(folder.path().join("content/pipe.md")).status();
        assert!(made.unwrap().success());
        assert_eq!(codes(&read(folder.path()).1), [(Code::UnreadableFile, "content/pipe.md")]);
    }

    #[test]
    fn an_include_stays_where_it_is_allowed() {
        let outside = site(&[("ledger.py", b"import decimal\r\n"), ("latin.py", b"# \xe9")]);
        let folder = site(&[("code/a.py", b"pass\n")]);
        let root = folder.path();
        symlink(outside.path().join("ledger.py"), root.join("code/link.py")).unwrap();
        let (text, fingerprint) = source::include(root, &[], Path::new("code/a.py")).unwrap();
        assert_eq!((&*text, fingerprint), ("pass\n", Fingerprint::of(b"pass\n")));

        let outer = outside.path().join("ledger.py");
        for wanted in [Path::new("code/link.py"), &outer] {
            assert!(matches!(source::include(root, &[], wanted), Err(Refusal::Outside(_))), "{wanted:?}");
            let allowed = [outside.path().to_path_buf()];
            assert_eq!(&*source::include(root, &allowed, wanted).unwrap().0, "import decimal\n");
        }
        let allowed = [outside.path().to_path_buf()];
        let latin = source::include(root, &allowed, &outside.path().join("latin.py"));
        assert!(matches!(latin, Err(Refusal::NotText(reason)) if reason.contains("0xE9")));
        for missing in ["code/b.py", "code", "code/a.py/b"] {
            assert!(matches!(source::include(root, &[], Path::new(missing)), Err(Refusal::Missing)), "{missing}");
        }
    }
}
