//! The engine below the preview: single files pulled out of it, and what it shows while something is broken.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod support;

use showpiece::pipeline::{Builder, ChangeSet, Content, Options};

/// A preview of a site in a folder that goes away.
struct Preview {
    folder: tempfile::TempDir,
    builder: Builder,
}

const CONFIG: &str = "title: A site\nbase_url: https://ada.example/portfolio/\n";
const PAGE: &str = "---\ntitle: About\n---\n\nFirst words.\n\n- an item\n";

impl Preview {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = Options { preview: true, ..Options::new(folder.path(), support::today()) };
        let mut preview = Self { builder: Builder::new(options), folder };
        preview.write("showpiece.yaml", CONFIG);
        preview.write("data/profile.yaml", "name: Ada\n");
        preview.write("content/about.md", PAGE);
        preview.write("content/projects/ledger.md", "---\ntitle: Ledger\nsummary: Books.\n---\nText.\n");
        assert_eq!(preview.errors(), 0);
        preview
    }

    /// Writes a file and tells the builder.
    fn write(&mut self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        self.builder.update(&ChangeSet::of([path]));
    }

    fn remove(&mut self, path: &str) {
        let path = self.folder.path().join(path);
        std::fs::remove_file(&path).unwrap();
        self.builder.update(&ChangeSet::of([path]));
    }

    fn page(&mut self, file: &str) -> Option<String> {
        match self.builder.get(file)?.content {
            Content::Bytes(bytes) => Some(String::from_utf8(bytes.to_vec()).unwrap()),
            Content::File(..) => None,
        }
    }

    fn errors(&self) -> usize {
        self.builder.diagnostics().iter().filter(|one| one.is_error()).count()
    }

    fn about(&mut self) -> String {
        self.page("about/index.html").expect("a page")
    }
}

#[test]
fn a_page_is_rendered_when_it_is_asked_for_and_only_if_it_changed() {
    let mut preview = Preview::new();
    let first = preview.builder.get("about/index.html").unwrap();
    assert!(first.rendered && !first.stale);
    let second = preview.builder.get("about/index.html").unwrap();
    assert!(!second.rendered && second.fingerprint == first.fingerprint);
    preview.write("content/about.md", &PAGE.replace("First", "Other"));
    let third = preview.builder.get("about/index.html").unwrap();
    assert!(third.rendered && third.fingerprint != first.fingerprint);
    assert!(preview.builder.get("nowhere/index.html").is_none());
    assert_eq!(preview.builder.base_path(), "/portfolio/");
}

#[test]
fn idle_time_renders_the_rest() {
    let mut preview = Preview::new();
    preview.about();
    let mut left = usize::MAX;
    while left > 0 {
        let now = preview.builder.settle(3);
        assert!(now < left || now == 0);
        left = now;
    }
    let work = preview.builder.work();
    assert!(!preview.builder.get("index.html").unwrap().stale);
    preview.builder.settle(100);
    assert!(preview.builder.work().rendered <= work.rendered + 1, "bytes are not kept, but nothing else is made again");
}

#[test]
fn what_lists_need_is_made_before_somebody_waits_for_it() {
    let mut preview = Preview::new();
    let mut left = Vec::new();
    loop {
        left.push(preview.builder.prepare(1));
        if left.last() == Some(&0) {
            break;
        }
    }
    assert!(left.len() >= 2 && left.is_sorted_by(|a, b| a == &(b + 1)), "one card at a time: {left:?}");
    assert_eq!(preview.builder.prepare(1), 0, "and each once");
    preview.write("content/projects/ledger.md", "---\ntitle: Journal\nsummary: Books.\n---\nText.\n");
    assert!(
        preview.page("projects/index.html").unwrap().contains("Journal"),
        "a card that is another now is made anew"
    );
}

#[test]
fn blocks_say_where_they_come_from() {
    let mut preview = Preview::new();
    let page = preview.about();
    assert!(page.contains("<p data-source=\"content/about.md\" data-line=\"5\">First words.</p>"), "{page}");
    assert!(page.contains("<li data-source=\"content/about.md\" data-line=\"7\">"), "{page}");
}

#[test]
fn what_is_broken_shows_what_was_good_last() {
    let breaks = [
        ("showpiece.yaml", "title: [", CONFIG),
        ("content/about.md", "---\ntitle: [\n---\n", PAGE),
        ("data/profile.yaml", "name: [\n", "name: Ada\n"),
        ("templates/page.html", "{% if %}", "{% extends \"base/page.html\" %}"),
        ("templates/page.html", "{{ nothing }}", "{% extends \"base/page.html\" %}"),
    ];
    for (path, broken, mended) in breaks {
        let mut preview = Preview::new();
        let good = preview.about();
        preview.write(path, broken);
        assert_eq!(preview.about(), good, "{path} {broken}");
        preview.builder.settle(100);
        assert!(preview.errors() > 0, "{path} {broken}");
        preview.write(path, mended);
        assert!(preview.about().contains("First words."), "{path}");
        preview.builder.settle(100);
        assert_eq!(preview.errors(), 0, "{path}");
    }
}

#[test]
fn a_bad_page_does_not_hide_the_others() {
    let mut preview = Preview::new();
    preview.write("content/about.md", "---\ntitle: [\n---\n");
    preview.write("content/projects/ledger.md", "---\ntitle: Ledger\nsummary: Books.\n---\nNew text.\n");
    assert!(preview.page("projects/ledger/index.html").unwrap().contains("New text."));
    preview.remove("content/about.md");
    assert!(preview.page("about/index.html").is_none());
    assert_eq!(preview.errors(), 0);
}

#[test]
fn a_page_that_moves_is_told() {
    let mut preview = Preview::new();
    preview.about();
    let path = preview.folder.path().join("content/about.md");
    std::fs::write(&path, PAGE.replace("title: About", "title: About\nslug: me")).unwrap();
    let update = preview.builder.update(&ChangeSet::of([path.clone()]));
    assert_eq!(update.moved, [("/about/".to_owned(), "/me/".to_owned())]);
    let to = preview.folder.path().join("content/you.md");
    std::fs::write(&path, PAGE).unwrap();
    preview.builder.update(&ChangeSet::of([path.clone()]));
    std::fs::rename(&path, &to).unwrap();
    let update = preview.builder.update(&ChangeSet::of([path, to]));
    assert_eq!(update.moved, [("/about/".to_owned(), "/you/".to_owned())]);
}

#[test]
fn the_pages_of_a_folder_that_is_renamed_are_told() {
    let mut preview = Preview::new();
    for name in ["a", "b", "c"] {
        preview.write(&format!("content/old/{name}.md"), &format!("---\ntitle: Page {name}\n---\n\nText {name}.\n"));
    }
    let (old, new) = (preview.folder.path().join("content/old"), preview.folder.path().join("content/new"));
    std::fs::rename(&old, &new).unwrap();
    let update = preview.builder.update(&ChangeSet::of([old, new]));
    let place = |folder: &str, name: &str| format!("/{folder}/{name}/");
    let moved = ["a", "b", "c"].map(|name| (place("old", name), place("new", name)));
    assert_eq!(update.moved, moved);
}

#[test]
fn a_picture_that_changed_is_named() {
    let mut preview = Preview::new();
    preview.write("static/dot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>");
    let path = preview.folder.path().join("static/dot.svg");
    std::fs::write(&path, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2\" height=\"2\"/>").unwrap();
    assert_eq!(preview.builder.update(&ChangeSet::of([path])).files, ["/dot.svg"]);
}
