//! How fast Python becomes HTML, against syntect's parser in the same run: `cargo bench --bench highlight`.
//!
//! The corpus is the standard library of the interpreter that `python3` starts, or the code of the example site.
//! Sizes of source and output are printed first, since a ratio is no time.

#![allow(missing_docs, clippy::print_stdout, clippy::expect_used)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use showpiece::code::{Block, Frame, FrameDefaults};
use syntect::parsing::ParseState;

/// Enough to swamp the noise, little enough for syntect.
const ENOUGH: usize = 4 << 20;

static CORPUS: LazyLock<Vec<String>> = LazyLock::new(corpus);

fn main() {
    let source: usize = CORPUS.iter().map(String::len).sum();
    let output: usize = CORPUS.iter().map(|text| ours(text).len()).sum();
    println!(
        "{} files, {source} bytes of Python, {output} bytes of HTML: {:.2} ×",
        CORPUS.len(),
        output as f64 / source as f64
    );
    divan::main();
}

/// The files of the corpus, by name, up to a fixed size.
fn corpus() -> Vec<String> {
    let folder = standard_library().unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site/code"));
    let mut paths: Vec<PathBuf> = walkdir::WalkDir::new(&folder)
        .max_depth(2)
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .collect();
    paths.sort();
    let mut left = ENOUGH;
    let texts = paths.iter().filter_map(|path| std::fs::read_to_string(path).ok());
    let corpus: Vec<String> = texts
        .take_while(|text| {
            let fits = left > 0;
            left = left.saturating_sub(text.len());
            fits
        })
        .collect();
    assert!(!corpus.is_empty(), "there is Python in {}", folder.display());
    corpus
}

fn standard_library() -> Option<PathBuf> {
    let program = "import sysconfig; print(sysconfig.get_paths()['stdlib'])";
    let output =
        Command::new("python3").args(["-c", program]).output().ok().filter(|output| output.status.success())?;
    Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim())).filter(|path| path.is_dir())
}

fn ours(text: &str) -> String {
    let mut out = String::new();
    Block::parse("python", text).0.write_html(&Frame::new(&FrameDefaults::default()), &mut out);
    out
}

fn bytes() -> BytesCount {
    BytesCount::new(CORPUS.iter().map(String::len).sum::<usize>())
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
    let set = two_face::syntax::extra_newlines();
    let part = &CORPUS[..CORPUS.len().div_ceil(8)];
    let size: usize = part.iter().map(String::len).sum();
    bencher.counter(BytesCount::new(size)).bench(|| {
        let syntax = set.find_syntax_by_name("Python").expect("there is a grammar of Python");
        let scopes = |text: &String| {
            let mut state = ParseState::new(syntax);
            let lines = text.split_inclusive('\n');
            lines.map(|line| state.parse_line(black_box(line), &set).map_or(0, |scopes| scopes.len())).sum::<usize>()
        };
        part.iter().map(scopes).sum::<usize>()
    });
}
