//! What a preview leaves to the next one, so that it has an answer before it has read the site: the bytes of what was shown, for
//! as long as nothing seems to have happened to any file.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod support;

use std::path::Path;

use showpiece::pipeline::{Builder, ChangeSet, Content, LastShown, Options};
use support::{example_site, files, today, write};
use tempfile::TempDir;

const SHOWN: [&str; 3] = ["index.html", "projects/fieldbook/index.html", "projects/index.html"];

fn options(root: &Path) -> Options {
    Options { preview: true, cache: true, ..Options::new(root, today()) }
}

/// A preview that showed some pages, and ended.
fn ended(root: &Path) -> Builder {
    let mut builder = Builder::new(options(root));
    builder.update(&ChangeSet::everything());
    for name in SHOWN {
        builder.get(name).expect("a page");
    }
    builder.keep_shown();
    builder
}

fn site() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    write(folder.path(), &files(&example_site()));
    folder
}

fn append(path: &Path, text: &str) {
    let before = std::fs::read_to_string(path).unwrap();
    std::fs::write(path, before + text).unwrap();
}

#[test]
fn what_was_shown_is_shown_again_as_long_as_nothing_happens() {
    let site = site();
    let mut builder = ended(site.path());
    let last = LastShown::load(&options(site.path())).expect("what was shown");
    assert_eq!(last.base(), builder.base_path());
    for name in SHOWN {
        let (then, now) = (last.get(name).expect(name), builder.get(name).expect(name));
        assert_eq!(then.fingerprint, now.fingerprint, "{name}");
        let (Content::Bytes(then), Content::Bytes(now)) = (then.content, now.content) else { panic!("{name}") };
        assert!(then == now, "{name}");
    }
    assert!(last.get("writing/index.html").is_none(), "nobody asked for it");

    // The next preview renders nothing for what stands, and leaves it to the one after it.
    builder.keep();
    let mut next = Builder::new(options(site.path()));
    next.warm();
    next.update(&ChangeSet::everything());
    next.take_over(last);
    next.get(SHOWN[1]).expect("a page");
    assert_eq!(next.work().rendered, 0);
    next.keep_shown();
    let last = LastShown::load(&options(site.path())).expect("what was shown");
    assert!(SHOWN.iter().all(|name| last.get(name).is_some()));
}

#[test]
fn whatever_happens_to_a_file_makes_it_wait() {
    let site = site();
    let root = site.path();
    let edits: [&dyn Fn(); 7] = [
        &|| append(&root.join("content/about.md"), "\nMore.\n"),
        &|| append(&root.join("data/skills.yaml"), "# more\n"),
        &|| append(&root.join("showpiece.yaml"), "# more\n"),
        &|| append(&root.join("code/fieldbook/fieldbook/cli.py"), "# shown by a page\n"),
        &|| std::fs::write(root.join("static/new.txt"), "new").unwrap(),
        &|| std::fs::remove_file(root.join("static/new.txt")).unwrap(),
        &|| std::fs::rename(root.join("content/now.md"), root.join("content/then.md")).unwrap(),
    ];
    for (number, edit) in edits.iter().enumerate() {
        ended(root);
        assert!(LastShown::load(&options(root)).is_some(), "before edit {number}");
        edit();
        assert!(LastShown::load(&options(root)).is_none(), "after edit {number}");
    }
}

#[test]
fn other_wishes_and_damage_make_it_wait() {
    let site = site();
    let root = site.path();
    ended(root);
    let with = |change: &dyn Fn(&mut Options)| {
        let mut options = options(root);
        change(&mut options);
        LastShown::load(&options).is_some()
    };
    assert!(with(&|_| {}));
    assert!(!with(&|options| options.theme = Some("paper".to_owned())));
    assert!(!with(&|options| options.drafts = true));
    assert!(!with(&|options| options.base_url = Some("https://other.example/".to_owned())));
    assert!(!with(&|options| options.cache = false));
    let file = root.join(".showpiece/shown");
    let bytes = std::fs::read(&file).unwrap();
    for length in [0, 10, 40, bytes.len() / 2, bytes.len() - 1] {
        std::fs::write(&file, &bytes[..length]).unwrap();
        assert!(!with(&|_| {}), "{length} bytes");
    }
}
