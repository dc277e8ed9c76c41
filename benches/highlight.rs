//! How fast Python becomes HTML, against syntect's parser in the same run: `cargo bench --bench highlight`.
//!
//! The corpus is the standard library of the interpreter that `python3` starts, or the code of the example site. The
//! figures that are promised (MB/s, the ratio to syntect, the size of the markup) are printed first, each the best of
//! several runs in turn; divan's table follows.

#![allow(missing_docs, clippy::print_stdout, clippy::expect_used)]

#[path = "../tests/support/library.rs"]
mod library;

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use showpiece::code::{Block, Frame, FrameDefaults, write_tokens};
use showpiece::python::{Documentation, Exports, Names};
use syntect::parsing::{ParseState, SyntaxSet};

/// Enough to swamp the noise, little enough for syntect.
const ENOUGH: usize = 4 << 20;

static CORPUS: LazyLock<Vec<String>> = LazyLock::new(corpus);
static GRAMMARS: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

fn main() {
    // what is measured elsewhere, or profiled: the corpus once, and nothing else
    if std::env::var_os("HIGHLIGHT_ONCE").is_some() {
        println!("{} bytes of HTML", CORPUS.iter().map(|text| ours(text).len()).sum::<usize>());
        return;
    }
    figures();
    divan::main();
}

fn figures() {
    let source = size(&CORPUS);
    let markup: usize = CORPUS.iter().map(|text| markup(text)).sum();
    println!(
        "{} files, {source} bytes of Python; markup of tokens {:.2} ×",
        CORPUS.len(),
        markup as f64 / source as f64
    );
    let part = &CORPUS[..CORPUS.len().div_ceil(8)];
    let (mut here, mut syntect) = (Duration::MAX, Duration::MAX);
    for round in 0..15 {
        here = here.min(time(|| CORPUS.iter().map(|text| ours(black_box(text)).len()).sum()));
        if round % 5 == 0 {
            syntect = syntect.min(time(|| part.iter().map(|text| scopes(black_box(text))).sum()));
        }
    }
    let speed = |size: usize, time: Duration| size as f64 / time.as_secs_f64() / 1e6;
    let (here, syntect) = (speed(source, here), speed(size(part), syntect));
    println!("Python to HTML {here:.1} MB/s; syntect to scopes {syntect:.2} MB/s; {:.0} ×", here / syntect);
}

fn time(run: impl FnOnce() -> usize) -> Duration {
    let begun = Instant::now();
    black_box(run());
    begun.elapsed()
}

fn size(texts: &[String]) -> usize {
    texts.iter().map(String::len).sum()
}

/// The standard library up to a fixed size, or the code of the example site.
fn corpus() -> Vec<String> {
    let library = library::modules(ENOUGH);
    if !library.is_empty() {
        return library;
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/example-site/code");
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    let python = files.filter(|file| file.path().extension().is_some_and(|extension| extension == "py"));
    let corpus: Vec<String> = python.filter_map(|file| std::fs::read_to_string(file.path()).ok()).collect();
    assert!(!corpus.is_empty(), "there is Python in {folder}");
    corpus
}

/// The size of the tokens' markup alone: no frame, no lines, no links.
fn markup(text: &str) -> usize {
    let mut out = String::new();
    write_tokens(text, &Block::parse("python", text).0.tokens, &mut out);
    out.len()
}

fn ours(text: &str) -> String {
    let mut out = String::new();
    Block::parse("python", text).0.write_html(&Frame::new(&FrameDefaults::default()), &mut out);
    out
}

fn bytes() -> BytesCount {
    BytesCount::new(size(&CORPUS))
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn python_to_html(bencher: Bencher) {
    bencher.counter(bytes()).bench(|| CORPUS.iter().map(|text| ours(black_box(text)).len()).sum::<usize>());
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn python_to_tokens(bencher: Bencher) {
    bencher
        .counter(bytes())
        .bench(|| CORPUS.iter().map(|text| showpiece::python::analyse(black_box(text)).tokens.len()).sum::<usize>());
}

/// What links to documentation cost besides: each name is looked up in the inventory of the standard library.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn links_of_python(bencher: Bencher) {
    let names: Vec<Names> = CORPUS.iter().map(|text| showpiece::python::analyse(text).names).collect();
    let documentation = Documentation::default();
    bencher.counter(bytes()).bench(|| {
        names.iter().map(|names| documentation.links(black_box(names), &Exports::default()).len()).sum::<usize>()
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn python_with_line_elements(bencher: Bencher) {
    bencher.counter(bytes()).bench(|| {
        let numbered = |text: &String| {
            let mut out = String::new();
            Block::parse("python {numbers}", black_box(text))
                .0
                .write_html(&Frame::new(&FrameDefaults::default()), &mut out);
            out.len()
        };
        CORPUS.iter().map(numbered).sum::<usize>()
    });
}

/// Syntect's parser alone, without the HTML that it would have to write as well; an eighth of the corpus, for it takes
/// its time.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn syntect_to_scopes(bencher: Bencher) {
    let part = &CORPUS[..CORPUS.len().div_ceil(8)];
    bencher
        .counter(BytesCount::new(size(part)))
        .bench(|| part.iter().map(|text| scopes(black_box(text))).sum::<usize>());
}

fn scopes(text: &str) -> usize {
    let syntax = GRAMMARS.find_syntax_by_name("Python").expect("there is a grammar of Python");
    let mut state = ParseState::new(syntax);
    let lines = text.split_inclusive('\n');
    lines.map(|line| state.parse_line(black_box(line), &GRAMMARS).map_or(0, |scopes| scopes.len())).sum()
}
