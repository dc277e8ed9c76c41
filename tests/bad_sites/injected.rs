//! What no text file can hold: bytes that are no text, links, output folders that are no place for a site, a disk that fails.

use std::io;
use std::path::Path;

use showpiece::diagnostic::Code;
use showpiece::graph::Fingerprint;
use showpiece::output::{Disk, RealDisk};
use showpiece::pipeline::{Builder, Options, Report};

use super::{Place, build_whole, errors, site};
use crate::support::{Files, files};

/// Every case of this file, for the list of codes.
pub fn all() -> Vec<Report> {
    let mut reports = vec![missing_configuration()];
    reports.extend(unreadable_texts().into_iter().map(|(_, report, _)| report));
    reports.extend(output_folders().into_iter().map(|(_, report, _)| report));
    #[cfg(unix)]
    reports.push(links().1);
    reports.push(names());
    reports.extend(failing_disks());
    reports
}

fn good() -> Files {
    site(&[("content/about.md", "---\ntitle: About\n---\n\nHello.\n"), ("static/a.txt", "a")])
}

fn missing_configuration() -> Report {
    let mut site = good();
    site.remove("showpiece.yaml");
    build_whole(&Place::new(&site).options())
}

#[test]
fn a_folder_without_configuration_is_no_site() {
    assert_eq!(errors(&missing_configuration().diagnostics), [Code::MissingConfig].into());
}

/// Path, what came of it, and what its message must name.
fn unreadable_texts() -> Vec<(&'static str, Report, &'static str)> {
    let utf16: Vec<u8> = "title: Ada\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&str, Vec<u8>, &str); 7] = [
        ("showpiece.yaml", [&b"\xff\xfe"[..], &utf16].concat(), "UTF-16"),
        ("showpiece.yaml", b"title: A\0da\nbase_url: https://ada.example/\n".to_vec(), "NUL"),
        ("showpiece.yaml", b"title: caf\xe9\n".to_vec(), "0xE9"),
        ("content/about.md", b"---\ntitle: caf\xe9\n---\n".to_vec(), "0xE9"),
        ("content/about.md", b"---\ntitle: A\n---\n\nNo\0thing.\n".to_vec(), "NUL"),
        ("data/talks.yaml", [&b"\xfe\xff"[..], &[0, b'a']].concat(), "UTF-16"),
        ("templates/page.html", b"{{ page.title }} \xf0\x28".to_vec(), "0xF0"),
    ];
    let report = |path: &str, bytes: Vec<u8>| {
        let mut site = good();
        site.insert(path.to_owned(), bytes);
        build_whole(&Place::new(&site).options())
    };
    cases.into_iter().map(|(path, bytes, word)| (path, report(path, bytes), word)).collect()
}

#[test]
fn a_text_in_another_encoding_is_named_once() {
    for (path, report, word) in unreadable_texts() {
        let [one] = &report.diagnostics[..] else { panic!("{path}: {:?}", report.diagnostics) };
        assert_eq!(one.code, Code::NotUtf8, "{path}");
        assert!(one.message.contains(word), "{}", one.message);
        assert_eq!(one.place.as_ref().map(|place| &*place.path), Some(path));
        assert!(!one.help.is_empty(), "{path}");
    }
}

#[cfg(unix)]
fn links() -> (Place, Report) {
    use std::os::unix::fs::symlink;
    let place = Place::new(&good());
    let outside = place.0.path().join("outside");
    std::fs::create_dir(&outside).expect("a folder");
    std::fs::write(outside.join("secret.md"), "---\ntitle: Secret\n---\n").expect("a file");
    let link = |to: &Path, name: &str| symlink(to, place.site().join(name)).expect("a link");
    link(&outside, "static/outside");
    link(&outside.join("secret.md"), "content/secret.md");
    link(&place.site(), "static/circle");
    link(Path::new("nowhere"), "static/nowhere");
    link(Path::new("itself"), "content/itself");
    let report = build_whole(&place.options());
    (place, report)
}

#[cfg(unix)]
#[test]
fn links_that_leave_the_site_lead_in_circles_or_nowhere_are_reported() {
    let (_place, report) = links();
    let found: Vec<(&str, Code)> =
        report.diagnostics.iter().map(|one| (one.place.as_ref().map_or("", |place| &*place.path), one.code)).collect();
    let expected = [
        ("content/itself", Code::UnreadableFile),
        ("content/secret.md", Code::LinkLeavesSite),
        ("static/circle", Code::LinkLeavesSite),
        ("static/nowhere", Code::UnreadableFile),
        ("static/outside", Code::LinkLeavesSite),
    ];
    assert_eq!(found, expected);
}

fn names() -> Report {
    let site = site(&[
        ("static/logo.png", "1"),
        ("static/Logo.png", "2"),
        ("static/\u{e9}.txt", "1"),
        ("static/e\u{301}.txt", "2"),
        ("static/aux.txt", "3"),
    ]);
    build_whole(&Place::new(&site).options())
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_other_systems_do_not_tell_apart_are_reported() {
    let codes: std::collections::BTreeSet<Code> = names().diagnostics.iter().map(|one| one.code).collect();
    assert_eq!(codes, [Code::NameCollision, Code::ReservedName, Code::DuplicateUrl].into());
}

/// A place for the output that is none: what it is called, what came of it, and the code.
fn output_folders() -> Vec<(&'static str, Report, Code)> {
    type Prepare = fn(&Place) -> std::path::PathBuf;
    let cases: [(&str, Prepare, Code); 8] = [
        ("the site", |place| place.site(), Code::OutputFolder),
        ("above the site", |place| place.0.path().to_owned(), Code::OutputFolder),
        ("the content", |place| place.site().join("content"), Code::OutputFolder),
        ("in the content", |place| place.site().join("content/new"), Code::OutputFolder),
        ("a folder of the site that is to be made", |place| place.site().join("static"), Code::OutputFolder),
        ("a file", |place| file(place.out()), Code::OutputFailed),
        ("below a file", |place| file(place.out()).join("below"), Code::OutputFailed),
        (
            "a foreign folder",
            |place| {
                std::fs::create_dir(place.out()).expect("a folder");
                file(place.out().join("thesis.doc")).parent().expect("a parent").to_owned()
            },
            Code::ForeignOutput,
        ),
    ];
    let report = |prepare: Prepare| {
        let place = Place::new(&good());
        let out = prepare(&place);
        let before = files(place.0.path());
        let report = build_whole(&Options { out: Some(out), ..place.options() });
        assert!(files(place.0.path()) == before, "something was written");
        report
    };
    cases.into_iter().map(|(name, prepare, code)| (name, report(prepare), code)).collect()
}

fn file(path: std::path::PathBuf) -> std::path::PathBuf {
    std::fs::write(&path, "precious").expect("a file");
    path
}

#[test]
fn the_output_goes_to_no_place_that_is_not_its_own() {
    for (name, report, code) in output_folders() {
        assert_eq!(errors(&report.diagnostics), [code].into(), "{name}");
        assert!(report.diagnostics.iter().all(|one| !one.help.is_empty()), "{name}");
    }
}

/// Refuses to write.
struct Refusing(io::ErrorKind);

impl Disk for Refusing {
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        RealDisk.create_dir(path)
    }

    fn write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(self.0.into())
    }

    fn copy(&self, _: &Path, _: &Path) -> io::Result<Fingerprint> {
        Err(self.0.into())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        RealDisk.rename(from, to)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        RealDisk.remove_file(path)
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        RealDisk.remove_dir(path)
    }
}

fn failing_disks() -> Vec<Report> {
    let kinds = [io::ErrorKind::StorageFull, io::ErrorKind::ReadOnlyFilesystem, io::ErrorKind::PermissionDenied];
    let report = |kind: io::ErrorKind| {
        let place = Place::new(&good());
        build_whole(&place.options());
        let before = files(&place.out());
        std::fs::write(place.site().join("content/about.md"), "---\ntitle: Changed\n---\n").expect("a file");
        let report = Builder::new(place.options()).build(&Refusing(kind));
        assert!(report.summary.is_none());
        assert!(files(&place.out()) == before, "{kind}: the output was touched");
        report
    };
    kinds.into_iter().map(report).collect()
}

#[test]
fn a_full_or_read_only_disk_keeps_the_last_build() {
    for report in failing_disks() {
        assert_eq!(errors(&report.diagnostics), [Code::OutputFailed].into());
        assert_eq!(report.diagnostics.len(), 1, "one refusal is enough: {:?}", report.diagnostics);
        assert!(report.diagnostics.iter().all(|one| !one.help.is_empty()));
    }
}

/// The command's own part: exit codes, and a count where there is too much to read.
#[test]
fn the_command_shows_some_and_counts_the_rest() {
    let text = format!("---\ntitle: About\n---\n\n{}", "[x](nowhere.md)\n\n".repeat(300));
    let place = Place::new(&site(&[("content/about.md", &text), ("content/bad.md", "no front matter")]));
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_showpiece"))
        .args([Path::new("build"), &place.site()])
        .output()
        .expect("the program runs");
    let told = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(1));
    assert_eq!(told.matches("error[").count(), 50, "{told}");
    assert!(told.contains("… and 251 errors more") || told.contains("… and 251 more"), "{told}");
    assert!(told.contains("error: 301 errors; the output was left as it was"), "{told}");
    assert!(run.stdout.is_empty() && !place.site().join("public").exists());
}
