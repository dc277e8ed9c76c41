//! The part of the benchmark of the preview that measures other generators, with ours as the one that is measured.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test may fail")]

#[allow(dead_code, reason = "the benchmark uses the rest")]
#[path = "../benches/peers/mod.rs"]
mod peers;
#[path = "support/preview.rs"]
mod preview;
mod support;

use std::collections::BTreeSet;
use std::time::Duration;

use peers::{Figures, Patience, Tool, line, text};
use support::copy;

const PATIENCE: Patience =
    Patience { start: Duration::from_secs(60), edit: Duration::from_secs(60), pause: Duration::ZERO };

#[test]
fn a_preview_is_measured_from_the_write_to_the_bytes() {
    let figures = Tool::ours().measure(&text::write_ups(12), 2, PATIENCE).expect("our own preview serves");
    let (body, title) = (figures.body.expect("bodies are served"), figures.title.expect("titles are served"));
    assert!(body > Duration::ZERO && title > Duration::ZERO && figures.start > Duration::ZERO);
}

#[test]
fn what_never_comes_is_said_to_never_come() {
    let impatient = Patience { edit: Duration::ZERO, ..PATIENCE };
    let figures = Tool::ours().measure(&text::write_ups(2), 1, impatient).expect("our own preview serves");
    assert!(figures.body.is_none() && figures.title.is_none());
    let ours = Figures {
        start: Duration::from_millis(200),
        body: Some(Duration::from_millis(8)),
        title: Some(Duration::from_millis(10)),
    };
    let other = Figures { start: Duration::from_secs(4), body: Some(Duration::from_millis(500)), title: None };
    assert_eq!(line("Other 1.0", &other, &ours), "| Other 1.0 | 500 ms | 62.5 | never |  | 4000 ms | 20.0 |");
}

#[test]
fn what_cannot_start_is_said_with_its_own_words() {
    let why = Tool::ours().measure(&[], 1, PATIENCE).err().expect("there is nothing");
    assert_eq!(why, "there is nothing to serve");
    let mut broken = text::write_ups(1);
    broken[0].title = "a \" quote".to_owned();
    let impatient = Patience { start: Duration::from_millis(1500), ..PATIENCE };
    let why = Tool::ours().measure(&broken, 1, impatient).err().expect("the site is broken");
    assert!(why.contains("served no page") && why.contains("error"), "{why}");
}

#[test]
fn no_two_write_ups_are_alike() {
    let write_ups = text::write_ups(50);
    let slugs: BTreeSet<_> = write_ups.iter().map(|one| &one.slug).collect();
    let bodies: BTreeSet<_> = write_ups.iter().map(|one| &one.body).collect();
    assert_eq!((slugs.len(), bodies.len()), (50, 50));
    for one in &write_ups {
        assert_eq!(one.body.matches("```python").count(), 4);
        assert!(
            !one.body.contains("{{") && !one.body.contains("{%"),
            "a template language would read it: {}",
            one.body
        );
        let words = one.body.split_whitespace().count();
        assert!((600..1000).contains(&words), "{words} words");
    }
}
