//! The linter: each file of `tests/checks/` is a site and what `check` says of it, where it is right and where it must hold its
//! tongue. `UPDATE=1` writes what is reported.

#![allow(clippy::expect_used, reason = "helpers of tests may fail like tests")]

mod support;

use showpiece::check::check;
use showpiece::pipeline::{Builder, Options};
use support::{case, today};

#[test]
fn each_check_finds_what_it_should_and_nothing_else() {
    case::each("tests/checks", |case, place| {
        let checked = check(&mut Builder::new(case.options(place)));
        assert!(!place.out().exists(), "a check writes nothing");
        place.told_of(&checked.diagnostics, &checked.sources)
    });
}

#[test]
fn the_example_site_has_nothing_to_mend() {
    let checked = check(&mut Builder::new(Options::new(support::example_site(), today())));
    assert_eq!(support::told(&checked.diagnostics, &checked.sources), "");
    assert!(checked.pages > 100);
}
