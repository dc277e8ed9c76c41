//! A long day's work on one site: after thousands of edits it takes no more memory, handles and threads than after some.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]
#![allow(clippy::print_stdout, reason = "what was measured is told")]

#[path = "support/preview.rs"]
mod preview;
mod support;

use std::path::{Path, PathBuf};

use preview::{Preview, SmallSite, wait_for};
use showpiece::pipeline::{Builder, ChangeSet, Options};

/// Edits of the usual run; `SOAK_EDITS=10000` does more.
const EDITS: usize = 2_000;
/// Memory that may come to what is taken after the first fifth of the edits: pools of freed memory are not yet full then.
const GROWTH: usize = 3 << 20;

/// Memory that a process has in use, in bytes.
fn memory(process: &str) -> usize {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).expect("a process");
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
    line.trim().trim_end_matches(" kB").parse::<usize>().expect("a number") << 10
}

fn edits() -> usize {
    std::env::var("SOAK_EDITS").ok().and_then(|text| text.parse().ok()).unwrap_or(EDITS)
}

/// A file with this content; none where it is to go.
type Change = (&'static str, Option<String>);

/// The change that comes at this place of the day. No text ever comes twice, so whatever is kept for each text adds up.
fn change(number: usize) -> Change {
    let about = |title: &str, text: &str| Some(format!("---\ntitle: {title}\n---\n\nVersion {number}. {text}\n"));
    let code = format!("\n```python\nimport json\n\ndef number_{number}() -> int:\n    return {number}\n```\n");
    match number % 12 {
        0 | 5 => ("content/about.md", about("About", "")),
        1 => ("content/about.md", about("About", &code)),
        2 => ("content/about.md", about(&format!("About {number}"), "")),
        3 => ("content/new.md", about("New", &format!("See [uses](uses.md).\n\n## Part {number}"))),
        4 => ("content/new.md", None),
        6 => ("content/about.md", Some(format!("---\ntitle: [{number}\n---\n"))),
        7 => ("content/about.md", about("About", "[nowhere](/nowhere/)")),
        8 => ("data/profile.yaml", Some(format!("name: Ada {number}\n"))),
        9 => ("static/dot.svg", Some(svg(number))),
        10 => ("templates/partials/head-end.html", Some(format!("<meta name=\"number\" content=\"{number}\">\n"))),
        _ => ("content/about.md", Some(format!("---\ntitle: About\nslug: about-{}\n---\n\nMoved.\n", number % 24))),
    }
}

fn svg(number: usize) -> String {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"8\"/>\n", 1 + number % 90)
}

/// Makes the change of this number, and gives what was touched.
fn make(root: &Path, number: usize) -> PathBuf {
    let (name, text) = change(number);
    let path = root.join(name);
    match text {
        Some(text) => preview::save(&path, &text),
        None => std::fs::remove_file(&path).expect("a file can be removed"),
    }
    path
}

#[test]
fn thousands_of_edits_take_no_more_memory_than_some() {
    let site = SmallSite::new();
    site.save("static/dot.svg", &svg(0));
    site.save("content/uses.md", "---\ntitle: Uses\n---\n\n![A dot](/dot.svg)\n");
    let mut builder = Builder::new(Options { preview: true, ..Options::new(site.root(), support::today()) });
    builder.update(&ChangeSet::everything());
    let (edits, mut shown, mut wrong) = (edits(), 0, 0);
    let mut before = 0;
    for number in 0..edits {
        let path = make(site.root(), number);
        builder.update(&ChangeSet::of([path]));
        for file in ["about/index.html", "uses/index.html", "index.html"] {
            shown += usize::from(builder.get(file).is_some());
        }
        if number % 10 == 0 {
            builder.settle(usize::MAX);
        }
        wrong += usize::from(builder.diagnostics().iter().any(|one| one.is_error()));
        if number == edits / 5 {
            before = memory("self");
        }
    }
    let growth = memory("self").saturating_sub(before);
    assert!(shown > edits * 2 && wrong > edits / 12, "{shown} pages were shown, {wrong} versions had errors");
    println!("{edits} edits: {} MB, of which {} KB came in the last four fifths", memory("self") >> 20, growth >> 10);
    assert!(growth < GROWTH, "{growth} bytes more after {edits} edits than after {}", edits / 5);
}

/// Threads, open handles and memory of a server.
fn cost(preview: &Preview) -> (usize, usize, usize) {
    let process = preview.child.id().to_string();
    let count = |name: &str| std::fs::read_dir(format!("/proc/{process}/{name}")).expect("a process").count();
    (count("task"), count("fd"), memory(&process))
}

#[test]
fn a_server_gives_back_what_each_edit_takes() {
    let site = SmallSite::new();
    let preview = Preview::start(site.root(), &[]).settled();
    let mut before = (0, 0, 0);
    for number in 0..300 {
        // Tabs come and go all day.
        let mut tab = preview.listen("about/");
        tab.until("hello", |_| true);
        site.save("content/about.md", &format!("---\ntitle: About\n---\n\nVersion {number}.\n"));
        tab.until("update", |update| update["page"].is_string());
        preview.shows("about/", &format!("Version {number}."));
        if number == 60 {
            before = cost(&preview);
        }
    }
    let (threads, handles, memory) = cost(&preview);
    println!("from {before:?} to {:?}", (threads, handles, memory));
    assert!(threads <= before.0 + 2, "{threads} threads after {}", before.0);
    wait_for("handles to be given back", || (cost(&preview).1 <= before.1 + 4).then_some(()));
    assert!(memory < before.2 + (16 << 20), "{memory} bytes after {}", before.2);
}
