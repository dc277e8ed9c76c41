//! What an edit costs in the preview, beyond the watcher's wait: from the change of a file to the bytes of a page.
//!
//! `SHOWPIECE_CORPUS=DIR cargo bench --bench edit` takes the corpus of a folder; without it a small one is made.

#![allow(clippy::expect_used, reason = "a benchmark may fail like a test")]

mod common;

use std::path::PathBuf;

use divan::Bencher;
use showpiece::pipeline::{Builder, ChangeSet, Options};

const PAGES: usize = 1_000;

fn main() {
    divan::main();
}

/// A copy of the corpus, in memory, with everything rendered.
struct Preview {
    _folder: tempfile::TempDir,
    builder: Builder,
    source: PathBuf,
    file: String,
    text: String,
    count: usize,
}

impl Preview {
    fn new() -> Self {
        let corpus = common::corpus(PAGES);
        let folder = tempfile::tempdir().expect("a temporary folder");
        common::copy(&corpus.root, folder.path());
        let mut builder = Builder::new(Options { preview: true, ..Options::new(folder.path(), common::today()) });
        builder.update(&ChangeSet::everything());
        while builder.settle(64) > 0 {}
        let page =
            builder.renderer().expect("a site without errors").site().pages().find(|page| page.card.kind == "project");
        let page = page.expect("a project");
        let source = folder.path().join(&*page.document.path);
        let file = format!("{}index.html", page.path.trim_start_matches('/'));
        let text = std::fs::read_to_string(&source).expect("a text");
        Self { builder, source, file, text, count: 0, _folder: folder }
    }

    /// Writes the file, and gets a page of the new version.
    fn edit(&mut self, how: impl Fn(&str, usize) -> String, file: &str) {
        self.count += 1;
        std::fs::write(&self.source, how(&self.text, self.count)).expect("a file can be written");
        self.builder.update(&ChangeSet::of([self.source.clone()]));
        self.builder.get(file).expect("a page");
    }
}

/// Another word in a text, seen on its own page.
#[divan::bench(sample_count = 100)]
fn body(bencher: Bencher) {
    let mut preview = Preview::new();
    let file = preview.file.clone();
    bencher.bench_local(|| preview.edit(|text, count| format!("{text}\n\nEdit {count}.\n"), &file));
}

/// Another title, seen on the project index.
#[divan::bench(sample_count = 30)]
fn title(bencher: Bencher) {
    let mut preview = Preview::new();
    bencher.bench_local(|| {
        preview
            .edit(|text, count| text.replacen("title: ", &format!("title: Edit {count} "), 1), "projects/index.html");
    });
}
