//! What an edit costs on a large site, in counts and not in time: how many files are read, parsed, rendered and written.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod support;

use std::path::PathBuf;

use showpiece::output::RealDisk;
use showpiece::pipeline::{Builder, ChangeSet, Options, Work};

/// Pages of the site.
const PAGES: usize = 10_000;
/// Pages of a site that is built several times.
const FEWER: usize = 1_000;

/// A site of ten thousand small pages, in memory and written once.
struct Large {
    folder: tempfile::TempDir,
    builder: Builder,
}

/// What one edit cost.
#[derive(Debug, PartialEq, Eq)]
struct Cost {
    read: usize,
    parsed: usize,
    joined: usize,
    rendered: usize,
    written: usize,
}

fn project(number: usize, title: &str, text: &str) -> String {
    let skill = ["python", "git"][number % 2];
    // Each has a day of its own, so that no order depends on the titles.
    let (year, month, day) = (1990 + number / 336, 1 + number / 28 % 12, 1 + number % 28);
    format!(
        "---\ntitle: {title} {number}\nsummary: One of many.\nstart: {year}-{month:02}-{day:02}\nend: {year}-{month:02}-{day:02}\nskills: [{skill}]\n---\n{text}\n"
    )
}

/// A notebook with a cell that printed something, and one that did not.
fn notebook(printed: &str, other: &str) -> String {
    format!(
        concat!(
            "{{\"cells\": [{{\"cell_type\": \"code\", \"metadata\": {{}}, \"source\": \"fit()\", \"outputs\": [",
            "{{\"output_type\": \"stream\", \"name\": \"stdout\", \"text\": \"{}\"}}]}}, ",
            "{{\"cell_type\": \"markdown\", \"metadata\": {{}}, \"source\": \"{}\"}}], ",
            "\"metadata\": {{}}, \"nbformat\": 4, \"nbformat_minor\": 5}}\n"
        ),
        printed, other
    )
}

impl Large {
    fn of(pages: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("site");
        let put = |path: &str, text: &str| {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        put("showpiece.yaml", "title: Large\nbase_url: https://ada.example/\ntheme: base\nprojects: {paginate: 50}\n");
        put(
            "data/skills.yaml",
            "- group: Tools\n  skills:\n    - {id: python, name: Python}\n    - {id: git, name: Git}\n",
        );
        put("content/about.md", "---\ntitle: About\n---\nMe.\n");
        // Plain, since ten thousand pages are rendered by an unoptimised program.
        put("templates/project.html", "<h1>{{ page.title }}</h1>{{ page.content }}");
        put("templates/skill.html", "<h1>{{ page.title }}</h1>");
        put("templates/projects.html", "{% for card in page.items %}<p>{{ card.title }}</p>{% endfor %}");
        put("templates/partials/head-end.html", "<link rel=\"stylesheet\" href=\"{{ asset(path=\"own.css\") }}\">");
        put("static/own.css", "p { margin: 0 }");
        for number in 0..pages - 1 {
            put(&format!("content/projects/p{number}.md"), &project(number, "Project", "Text."));
        }
        let mut builder = Builder::new(Options { ..Options::new(&root, support::today()) });
        let report = builder.build(&RealDisk);
        assert!(report.summary.is_some(), "{}", support::told(&report.diagnostics, &report.sources));
        Self { folder, builder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("site").join(name)
    }

    fn put(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Writes a file, and brings the output up to it.
    fn edit(&mut self, name: &str, text: &str) -> Cost {
        let path = self.put(name, text);
        let before = self.builder.work();
        self.builder.update(&ChangeSet::of([path]));
        let report = self.builder.write(&RealDisk);
        let Work { read, parsed, joined, rendered } = self.builder.work();
        Cost {
            read: read - before.read,
            parsed: parsed - before.parsed,
            joined: joined - before.joined,
            rendered: rendered - before.rendered,
            written: report.summary.expect("an output").written,
        }
    }

    /// The same site in another process, which knows what the last one has left.
    fn again(&mut self) -> Work {
        let mut builder = Builder::new(Options { cache: true, ..Options::new(self.path(""), support::today()) });
        let report = builder.build(&RealDisk);
        assert!(report.summary.is_some(), "{}", support::told(&report.diagnostics, &report.sources));
        self.builder = builder;
        self.builder.work()
    }
}

#[test]
fn another_process_parses_and_renders_what_changed_in_between() {
    let mut large = Large::of(FEWER);
    let first = large.again();
    assert_eq!((first.parsed, first.rendered > FEWER), (FEWER, true), "nothing is known");
    let second = large.again();
    assert_eq!((second.parsed, second.rendered), (0, 0), "everything is known");

    std::fs::write(large.path("content/projects/p7.md"), project(7, "Project", "Another text.")).unwrap();
    let third = large.again();
    assert_eq!((third.parsed, third.rendered), (1, 1), "all but one");

    let styled =
        std::fs::read_to_string(large.path("showpiece.yaml")).unwrap() + "markdown: {smart_punctuation: false}\n";
    std::fs::write(large.path("showpiece.yaml"), styled).unwrap();
    assert_eq!(large.again().parsed, FEWER, "each document is another");
}

#[test]
fn an_edit_costs_what_it_affects() {
    let mut large = Large::of(PAGES);
    let work = large.builder.work();
    assert!(work.parsed == PAGES && work.rendered > PAGES, "{work:?}");

    let body = large.edit("content/projects/p7.md", &project(7, "Project", "Another text, with [a link](p8.md)."));
    assert_eq!(body, Cost { read: 1, parsed: 1, joined: 0, rendered: 1, written: 1 }, "a body");

    let nothing = large.edit("content/projects/p7.md", &project(7, "Project", "Another text, with [a link](p8.md)."));
    assert_eq!(nothing, Cost { read: 1, parsed: 0, joined: 0, rendered: 0, written: 0 }, "nothing");

    let title = large.edit("content/projects/p9.md", &project(9, "Renamed", "Text."));
    assert_eq!((title.read, title.parsed, title.joined), (1, 1, 0), "a title joins nothing anew");
    assert!((3..60).contains(&title.rendered), "a title touches its readers: {title:?}");
    assert!((2..30).contains(&title.written), "{title:?}");

    let new = large.edit("content/notes.md", "---\ntitle: Notes\n---\nNew.\n");
    assert_eq!((new.read, new.parsed, new.joined), (1, 1, 1), "a page");
    assert!(new.rendered < 10, "a page that nobody lists: {new:?}");

    // Code of a file that one page shows.
    let module = |limit: u32, other: &str| format!("LIMIT = {limit}\n\n\ndef other():\n    {other}\n");
    large.put("code/ledger.py", &module(1, "pass"));
    let block = "```python {src=\"/code/ledger.py\" symbol=LIMIT}\n```";
    // (No project: that would show a skill with it, on the skill's page too.)
    let shows = large.edit("content/notes.md", &format!("---\ntitle: Notes\n---\n{block}\n"));
    assert_eq!((shows.read, shows.parsed), (2, 1), "a page that shows a file: {shows:?}");
    let symbol = large.edit("code/ledger.py", &module(2, "pass"));
    assert_eq!(symbol, Cost { read: 1, parsed: 0, joined: 0, rendered: 1, written: 1 }, "the symbol that is shown");
    let other = large.edit("code/ledger.py", &module(2, "return 1"));
    assert_eq!(other, Cost { read: 1, parsed: 0, joined: 0, rendered: 0, written: 0 }, "another function");

    // Cells of a notebook that one page shows, and what is beside them.
    large.put("code/fit.ipynb", &notebook("1", "a"));
    let shows =
        large.edit("content/notes.md", "---\ntitle: Notes\n---\n::notebook{src=\"/code/fit.ipynb\" cells=\"1\"}\n");
    assert_eq!((shows.read, shows.parsed), (2, 1), "a page that shows cells: {shows:?}");
    let cell = large.edit("code/fit.ipynb", &notebook("2", "a"));
    assert_eq!(cell, Cost { read: 1, parsed: 0, joined: 0, rendered: 1, written: 1 }, "the output of the cell");
    let other = large.edit("code/fit.ipynb", &notebook("2", "b"));
    assert_eq!(other, Cost { read: 1, parsed: 0, joined: 0, rendered: 0, written: 0 }, "another cell");

    let style = large.edit("static/own.css", "p { margin: 1px }");
    assert_eq!(style.parsed, 0, "a style sheet");
    // The pages whose templates extend the frame: none of the ten thousand projects.
    assert!((3..60).contains(&style.rendered), "{style:?}");
}
