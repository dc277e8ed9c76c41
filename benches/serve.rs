//! The preview from outside: a `serve` process, files edited on disk, pages asked for over loopback. Prints a table.
//!
//! `cargo bench --bench serve` takes sites of 100, 1,000 and 10,000 pages; `SHOWPIECE_CORPUS=FOLDER` takes another one. What an
//! edit takes includes the watcher's 5 ms of silence and the requests that came too early. Where Chromium is installed, a tab
//! tells when its page has changed; that includes the way of its word back to us. After that come the previews of other generators,
//! where they are installed, with the same write-ups as ours; `cargo bench --bench serve -- peers` measures those alone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark may fail like a test"
)]

mod common;
#[path = "../tests/browser/devtools.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod devtools;
mod peers;
#[path = "../tests/support/preview.rs"]
mod preview;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use common::copy;
use devtools::Visitor;
use preview::{PATIENCE, Preview};

/// Body edits, and title edits of each kind.
const EDITS: (usize, usize) = (60, 20);
/// Between two edits, so that idle work is done; between two requests for what is not there yet.
const PAUSES: (Duration, Duration) = (Duration::from_millis(120), Duration::from_millis(1));
/// What the others are measured with: they take seconds for an edit of more.
const PAGES_OF_PEERS: usize = 1_000;

fn main() {
    if !std::env::args().any(|argument| argument == "peers") {
        alone();
    }
    peers::compare(PAGES_OF_PEERS);
}

/// Our own figures.
fn alone() {
    let sizes: &[usize] = if std::env::var_os("SHOWPIECE_CORPUS").is_some() { &[0] } else { &[100, 1_000, 10_000] };
    for pages in sizes {
        let corpus = common::corpus(*pages);
        let folder = tempfile::tempdir().expect("a temporary folder");
        copy(&corpus.root, folder.path());
        let _ = std::fs::remove_dir_all(folder.path().join(".showpiece"));
        measure(folder.path());
    }
}

fn measure(root: &Path) {
    let sources = std::fs::read_dir(root.join("content/projects")).expect("projects").count();
    println!("{sources} projects");
    let (cold, took) = first_page(root, "projects/");
    let page = listed(&cold.get("projects/").text(), root);
    let settled = Instant::now();
    let cold = cold.settled();
    row("cold start, until the project index is served", &[took]);
    row("  and until all is rendered", &[took + settled.elapsed()]);
    println!("  memory of the cold start: {}", memory(cold.child.id()));
    cold.get(&page.address);
    stop(cold);
    assert!(root.join(".showpiece/shown").exists(), "nothing is kept for the next start: the site has errors");
    let (warm, took) = first_page(root, &page.address);
    row("warm start, until a page shown last time is served", &[took]);
    stop(warm.settled());
    let (warm, took) = first_page(root, "skills/");
    row("warm start, until another page is served", &[took]);
    let warm = warm.settled();
    println!("  memory of the warm start: {}", memory(warm.child.id()));
    edits(&warm, &page);
    on_screen(&warm, &page);
    println!("  memory after the edits: {}", memory(warm.child.id()));
    stop(warm);
}

/// A preview, and the time from its start to the bytes of a page.
fn first_page(root: &Path, address: &str) -> (Preview, Duration) {
    let start = Instant::now();
    let preview = Preview::start(root, &[]);
    assert_eq!(preview.get(address).status, 200, "{address}");
    (preview, start.elapsed())
}

fn stop(mut preview: Preview) {
    preview.signal("TERM");
    preview.ended();
}

struct Page {
    source: PathBuf,
    address: String,
}

/// The first page that the project index lists.
fn listed(index: &str, root: &Path) -> Page {
    let links = index.split("/projects/").skip(1).filter_map(|rest| rest.split_once('/'));
    let source = |(slug, _): (&str, &str)| {
        let source = root.join(format!("content/projects/{slug}.md"));
        source.exists().then(|| Page { source, address: format!("projects/{slug}/") })
    };
    links.filter_map(source).next().expect("a project in the index")
}

fn edits(preview: &Preview, page: &Page) {
    let text = std::fs::read_to_string(&page.source).expect("a text");
    let title = text.lines().find(|line| line.starts_with("title:")).expect("a title").to_owned();
    let body = |word: &str| format!("{text}\n\n{word}\n");
    let titled = |word: &str| text.replacen(&title, &format!("title: {word}"), 1);
    let time = |count: usize, address: &str, how: &dyn Fn(&str) -> String| -> Vec<Duration> {
        let one = |number| {
            std::thread::sleep(PAUSES.0);
            let word = format!("Edited{number}at{}", address.len());
            let new = how(&word);
            let start = Instant::now();
            std::fs::write(&page.source, new).expect("a file can be written");
            while !preview.get(address).text().contains(&word) {
                assert!(start.elapsed() < PATIENCE, "waited in vain for {word} at {address}");
                std::thread::sleep(PAUSES.1);
            }
            start.elapsed()
        };
        (0..count).map(one).collect()
    };
    row("body edit, until the page shows it", &time(EDITS.0, &page.address, &body));
    row("title edit, until the page shows it", &time(EDITS.1, &page.address, &titled));
    row("title edit, until the project index shows it", &time(EDITS.1, "projects/", &titled));
    std::fs::write(&page.source, &text).expect("a file can be written");
}

/// Body edits of the page that a tab shows, until its document has them: an observer in the page looks, nobody polls.
fn on_screen(preview: &Preview, page: &Page) {
    let program = std::env::var("CHROMIUM").unwrap_or_else(|_| "chromium".to_owned());
    if Command::new(program).arg("--version").output().is_err() {
        println!("  body edit, until a tab shows it: there is no Chromium here");
        return;
    }
    let text = std::fs::read_to_string(&page.source).expect("a text");
    let visitor = Visitor::new();
    let tab = visitor.open(&devtools::address(preview.port, &format!("{}{}", preview.base, page.address)));
    let one = |number| {
        std::thread::sleep(PAUSES.0);
        let word = format!("Onscreen{number}");
        tab.run(&format!("{WATCH}('{word}')"));
        let start = Instant::now();
        std::fs::write(&page.source, format!("{text}\n\n{word}\n")).expect("a file can be written");
        assert_eq!(tab.run("window.seen"), true, "{word}");
        start.elapsed()
    };
    let times: Vec<Duration> = (0..EDITS.0).map(one).collect();
    row("body edit, until a tab shows it", &times);
    std::fs::write(&page.source, &text).expect("a file can be written");
}

/// Promises `window.seen`: that a word comes into the document.
const WATCH: &str = "(word => { window.seen = new Promise((resolve) => {
  const observer = new MutationObserver(() => {
    if (document.body.textContent.includes(word)) { observer.disconnect(); resolve(true); }
  });
  observer.observe(document.body, { childList: true, characterData: true, subtree: true });
}); })";

fn row(what: &str, times: &[Duration]) {
    let mut times: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1e3).collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() as f64 * share).ceil() as usize).clamp(1, times.len()) - 1];
    match times.len() {
        1 => println!("  {what}: {:.0} ms", at(1.0)),
        count => {
            println!("  {what}: median {:.1} ms, p95 {:.1} ms, most {:.1} ms, of {count}", at(0.5), at(0.95), at(1.0))
        }
    }
}

/// What the process takes now, and what it took at most; on Linux alone.
fn memory(process: u32) -> String {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let wanted = |line: &&str| line.starts_with("VmRSS") || line.starts_with("VmHWM");
    status
        .lines()
        .filter(wanted)
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect::<Vec<_>>()
        .join(", ")
}
