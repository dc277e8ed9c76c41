//! Stage *read*: which files of a folder are the site's, and what is said of those that are not as they should be.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use showpiece::diagnostic::{Code, Diagnostic, Severity};
use showpiece::graph::Fingerprint;
use showpiece::source::{
    self, Allowed, FileBody, Files, Includes, OnDisk, Refusal, Rules, SourceKind, Sources, Touched,
};
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
    assert_eq!(page.text().as_deref(), Some("---\ntitle: A\n---\n"));
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
    assert_eq!(sources.get("content/b.md").unwrap().text().as_deref(), Some("b"));
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
    assert_eq!(sources.get("content/caf\u{e9}.md").unwrap().text().as_deref(), Some("x"));
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
    fn a_shown_file_stays_where_it_is_allowed() {
        let above = TempDir::new().unwrap();
        let (root, other) = (above.path().join("site"), above.path().join("other"));
        for (path, bytes) in [("site/code/a.py", &b"pass\n"[..]), ("other/ledger.py", b"import decimal\r\n")] {
            let path = above.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        fs::write(other.join("latin.py"), b"# \xe9").unwrap();
        symlink(other.join("ledger.py"), root.join("code/link.py")).unwrap();
        assert_eq!(shown(&root, &[], "code/a.py"), Ok("pass\n".to_owned()));
        for wanted in
            ["code/link.py", "../other/ledger.py", "../other/missing.py", "../nowhere/a.py", "../../etc/passwd"]
        {
            assert_eq!(shown(&root, &[], wanted), Err(Refusal::Outside), "{wanted}");
        }
        let allowed = ["../other"];
        for wanted in ["code/link.py", "../other/ledger.py"] {
            assert_eq!(shown(&root, &allowed, wanted), Ok("import decimal\n".to_owned()), "{wanted}");
        }
        assert!(
            matches!(shown(&root, &allowed, "../other/latin.py"), Err(Refusal::NotText(why)) if why.contains("0xE9"))
        );
        let near = |at: usize, name: &str| Err(Refusal::Missing(Some((at, name.to_owned()))));
        for (wanted, expected) in [
            ("code/b.py", near(0, "a.py")),
            ("cod/a.py", near(1, "code")),
            ("code/nothing.sql", Err(Refusal::Missing(None))),
            ("code/a.py/b", Err(Refusal::Missing(None))),
            ("../other/leger.py", near(0, "ledger.py")),
            ("code", Err(Refusal::NoFile)),
            ("", Err(Refusal::NoFile)),
        ] {
            assert_eq!(shown(&root, &allowed, wanted), expected, "{wanted}");
        }
    }

    fn shown(root: &Path, outside: &[&str], wanted: &str) -> Result<String, Refusal> {
        let (mut includes, nothing) = (Includes::default(), BTreeSet::new());
        let touched = Touched { paths: &nothing, everything: true, walk: false };
        includes.look(&BTreeSet::from([wanted.into()]), &Allowed::new(root, outside), touched);
        includes.text(wanted).unwrap().clone().map(|(text, _)| text.to_string())
    }

    #[test]
    fn a_shown_file_is_read_again_when_it_is_another() {
        let folder = site(&[("code/a.py", b"1\n"), ("code/b.py", b"2\n")]);
        let allowed = Allowed::new(folder.path(), &[""; 0]);
        let wanted: BTreeSet<_> = ["code/a.py", "code/b.py", "code/c.py"].map(Into::into).into();
        let mut includes = Includes::default();
        let nothing = BTreeSet::new();
        let mut look = |paths: &BTreeSet<PathBuf>| {
            let before = includes.reads;
            let touched = Touched { paths, everything: false, walk: false };
            let changed =
                includes.look(&wanted, &allowed, touched).iter().map(|path| path.to_string()).collect::<Vec<_>>();
            (changed.join(" "), includes.reads - before)
        };
        assert_eq!(look(&nothing), ("code/a.py code/b.py code/c.py".to_owned(), 3));
        // What is missing is looked for each time.
        assert_eq!(look(&nothing), (String::new(), 1));
        assert_eq!(look(&BTreeSet::from([folder.path().join("code/a.py")])), (String::new(), 2));
        assert_eq!(look(&BTreeSet::from([folder.path().join("code")])), (String::new(), 3));
        fs::write(folder.path().join("code/a.py"), "12\n").unwrap();
        fs::write(folder.path().join("code/c.py"), "3\n").unwrap();
        fs::remove_file(folder.path().join("code/b.py")).unwrap();
        assert_eq!(look(&nothing).0, "code/a.py code/b.py code/c.py");
    }
}
