//! A site whose code is Python, and what belongs to it, never unpacks the grammars of other languages.
//!
//! One test, since it is about the whole process: whoever comes first decides.

#![allow(clippy::expect_used, clippy::panic, reason = "helpers of tests may fail like tests")]

mod support;

use showpiece::code::{Block, grammar_loads};
use showpiece::pipeline::Options;
use support::{build, files, sound, today, write};
use tempfile::TempDir;

const PAGE: &str = "---\ntitle: Code\nsummary: Code in a page.\ndate: 2025-01-02\n---\n\n```python\nimport os\n```\n\n```\nplain\n```\n\n\
                    ```pycon\n>>> 1\n1\n```\n\n```pytb\nTraceback (most recent call last):\nValueError: 1\n```\n\n```ipython\n%time f()\n\
                    !ls\n```\n\n```requirements\nrequests\n```\n\n```ini\n[a]\nb = c\n```\n\n```diff\n-a\n+b\n```\n\n```diff-python\n-a = 1\n```\n";

#[test]
fn only_other_languages_unpack_the_grammars() {
    let folder = TempDir::new().expect("a temporary folder");
    let root = folder.path().join("site");
    let configuration = "title: T\nbase_url: https://a.example/\n";
    let site = [("showpiece.yaml", configuration), ("content/writing/code.md", PAGE)];
    write(&root, &site.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).into());
    let out = folder.path().join("out");
    sound(&build(&Options { out: Some(out.clone()), ..Options::new(&root, today()) }));
    let page = files(&out).remove("writing/code/index.html").expect("the page is there");
    let page = String::from_utf8(page).expect("a page is text");
    assert_eq!(page.matches("<figure class=\"code").count(), 9, "{page}");
    assert_eq!(grammar_loads(), 0);

    for _ in 0..2 {
        Block::parse("rust", "fn f() {}\n");
        assert_eq!(grammar_loads(), 1);
    }
}
