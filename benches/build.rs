//! How long a build takes, stage by stage and as a whole: `cargo bench --bench build`.
//!
//! On 1,000 pages; `SHOWPIECE_CORPUS=FOLDER` takes another site. Figures are wall time of this process on all its threads.

#![allow(clippy::expect_used)] // A benchmark that cannot begin has nothing to tell.

mod common;

use divan::{Bencher, black_box};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use showpiece::output::RealDisk;
use showpiece::pipeline::{Builder, ChangeSet, Options};
use showpiece::source::{self, Rules};

const PAGES: usize = 1000;

fn main() {
    divan::main();
}

/// Walk, read and fingerprint every file.
#[divan::bench(sample_count = 10)]
fn read(bencher: Bencher) {
    let corpus = common::corpus(PAGES);
    bencher.bench_local(|| source::read(black_box(&corpus.root), &Rules::default()));
}

/// Read, parse and join: everything up to the first page.
#[divan::bench(sample_count = 10)]
fn load(bencher: Bencher) {
    let corpus = common::corpus(PAGES);
    let options = Options::new(&corpus.root, common::today());
    bencher.bench_local(|| Builder::new(black_box(options.clone())).update(&ChangeSet::everything()));
}

/// Render every file of the plan, without writing it.
#[divan::bench(sample_count = 10)]
fn render(bencher: Bencher) {
    let corpus = common::corpus(PAGES);
    let options = Options::new(&corpus.root, common::today());
    let mut builder = Builder::new(options);
    builder.update(&ChangeSet::everything());
    let renderer = builder.renderer().expect("a site without errors");
    let routes: Vec<_> = renderer.site().routes().collect();
    bencher.bench_local(|| {
        let sizes = routes.par_iter().map(|route| renderer.render(route).bytes.map_or(0, |bytes| bytes.len()));
        black_box(sizes.sum::<usize>())
    });
}

/// A whole build into an empty folder.
#[divan::bench(sample_count = 10)]
fn cold(bencher: Bencher) {
    let corpus = common::corpus(PAGES);
    bencher.with_inputs(|| tempfile::tempdir().expect("a temporary folder")).bench_local_values(|folder| {
        let options =
            Options { out: Some(folder.path().join("public")), ..Options::new(&corpus.root, common::today()) };
        assert!(Builder::new(options.clone()).build(&RealDisk).summary.is_some(), "the site has errors");
        folder
    });
}

/// A whole build into a folder in which everything is right already.
#[divan::bench(sample_count = 10)]
fn unchanged(bencher: Bencher) {
    let corpus = common::corpus(PAGES);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let options = Options { out: Some(folder.path().join("public")), ..Options::new(&corpus.root, common::today()) };
    Builder::new(options.clone()).build(&RealDisk);
    bencher.bench_local(|| Builder::new(black_box(options.clone())).build(&RealDisk));
}
