//! `init` and `new`: what they write is right by the format, and never replaces anything.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use showpiece::check::check;
use showpiece::config::{BaseUrl, Config};
use showpiece::diagnostic::{Code, SourcePath};
use showpiece::edit::{self, Answers, IfThere, NewFile, PageKind};
use showpiece::pipeline::{Builder, Options};
use showpiece::portfolio;
use showpiece::source::{self, Rules, SourceKind};
use showpiece::value::Today;
use showpiece::yaml::Origin;
use tempfile::TempDir;

fn today() -> Today {
    Today::from_epoch(1_800_000_000) // 2027-01-15
}

fn answers(title: &str, github: bool) -> Answers {
    let base_url = BaseUrl::parse("https://ada.github.io/portfolio").unwrap();
    Answers { title: title.to_owned(), name: "Ada: \"the\" Example".to_owned(), base_url, github }
}

/// All files below `folder` with their texts.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            found.insert(path, fs::read_to_string(entry.path()).unwrap());
        }
    }
    found
}

fn front_matter(text: &str) -> serde_json::Value {
    serde_yaml::from_str(text.strip_prefix("---\n").unwrap().split_once("\n---\n").unwrap().0).unwrap()
}

fn list(value: &serde_json::Value) -> impl Iterator<Item = String> {
    value.as_array().into_iter().flatten().map(|item| item.as_str().unwrap().to_owned())
}

#[test]
fn a_new_site_is_read_without_a_word() {
    let folder = TempDir::new().unwrap();
    let site = folder.path().join("my/site");
    let created = edit::create(&site, &edit::site(&answers("No", true), today())).unwrap();
    assert_eq!(created.kept, Vec::<String>::new());
    assert_eq!(
        created.written,
        [
            "showpiece.yaml",
            "data/profile.yaml",
            "data/skills.yaml",
            "data/experience.yaml",
            "content/_index.md",
            "content/projects/nightly-import.md",
            "content/writing/a-test-that-can-fail.md",
            ".gitignore",
            ".vscode/settings.json",
            ".vscode/extensions.json",
            ".github/workflows/pages.yml",
        ]
    );

    let (sources, diagnostics) = source::read(&site, &Rules::default());
    assert_eq!(diagnostics, []);
    let (path, text) = sources.texts(SourceKind::Config).next().unwrap();
    let config = Config::load(&text, &Origin::file(path), None).unwrap();
    assert_eq!((&*config.title, &*config.base_url.path), ("No", "/portfolio/"));
    let data: Vec<(SourcePath, Arc<str>)> =
        sources.texts(SourceKind::Data).map(|(path, text)| (Arc::clone(path), text)).collect();
    let (portfolio, diagnostics) = portfolio::load(&data);
    assert_eq!(diagnostics, []);
    assert_eq!(&*portfolio.profile.unwrap().name, "Ada: \"the\" Example");
    for (path, text) in files(&site) {
        assert!(!text.contains("<<"), "{path} has a gap: {text}");
        assert!(text.ends_with('\n') && !text.contains(" \n"), "{path} is not tidy");
    }
}

#[test]
fn the_linter_has_nothing_to_say_of_a_new_site() {
    let folder = TempDir::new().unwrap();
    edit::create(folder.path(), &edit::site(&answers("Ada", true), today())).unwrap();
    let checked = check(&mut Builder::new(Options::new(folder.path(), today())));
    assert_eq!(checked.diagnostics, []);
    assert!(checked.pages > 10);
}

#[test]
fn each_skill_of_a_new_site_exists_and_has_evidence() {
    let folder = TempDir::new().unwrap();
    edit::create(folder.path(), &edit::site(&answers("Ada", false), today())).unwrap();
    let files = files(folder.path());
    let yaml = |path: &str| -> serde_json::Value { serde_yaml::from_str(&files[path]).unwrap() };
    let groups = yaml("data/skills.yaml");
    let skills = groups.as_array().unwrap().iter().flat_map(|group| group["skills"].as_array().unwrap());
    let declared: BTreeSet<String> = skills.map(|skill| skill["id"].as_str().unwrap().to_owned()).collect();

    let job = &yaml("data/experience.yaml")[0]["positions"][0]["skills"];
    let project = &front_matter(&files["content/projects/nightly-import.md"])["skills"];
    let named: BTreeSet<String> = list(job).chain(list(project)).collect();
    assert_eq!(named, declared);
    let post = front_matter(&files["content/writing/a-test-that-can-fail.md"]);
    assert!(list(&post["skills"]).all(|skill| declared.contains(&skill)));
    assert_eq!(post["date"], "2027-01-15");
    assert!(list(job).any(|skill| skill == "communication"), "a soft skill needs a job as its evidence");
}

#[test]
fn nothing_that_is_there_is_replaced() {
    let folder = TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("data")).unwrap();
    fs::write(folder.path().join("data/skills.yaml"), "mine").unwrap();
    fs::write(folder.path().join("showpiece.yaml"), "mine").unwrap();
    let before = files(folder.path());
    let error = edit::create(folder.path(), &edit::site(&answers("Ada", true), today())).unwrap_err();
    assert_eq!(error.code, Code::FileExists);
    assert!(error.help[0].contains("showpiece.yaml, data/skills.yaml"), "{:?}", error.help);
    assert_eq!(files(folder.path()), before);
}

#[test]
fn a_repository_from_a_hosting_service_is_a_fine_place() {
    let folder = TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join(".git")).unwrap();
    for name in [".gitignore", "README.md", "LICENSE"] {
        fs::write(folder.path().join(name), "theirs").unwrap();
    }
    let created = edit::create(folder.path(), &edit::site(&answers("Ada", true), today())).unwrap();
    assert_eq!(created.kept, [".gitignore"]);
    assert_eq!(files(folder.path())[".gitignore"], "theirs");
}

#[test]
fn a_new_page_is_a_draft_with_its_title_and_date() {
    let folder = TempDir::new().unwrap();
    for (kind, path) in [
        (PageKind::Project, "content/projects/whats-new-in-3-10.md"),
        (PageKind::Post, "content/writing/whats-new-in-3-10.md"),
        (PageKind::Page, "content/whats-new-in-3-10.md"),
    ] {
        let file = edit::page(kind, "What's new in \"3.10\"?", today());
        assert_eq!(edit::create(folder.path(), std::slice::from_ref(&file)).unwrap().written, [path]);
        let front = front_matter(&files(folder.path())[path]);
        assert_eq!((&front["title"], &front["draft"]), (&"What's new in \"3.10\"?".into(), &true.into()));
        match kind {
            PageKind::Project => assert_eq!(front["start"], "2027-01"),
            PageKind::Post => assert_eq!(front["date"], "2027-01-15"),
            PageKind::Page => {}
        }
        // What is commented out is right, too, once it is not.
        let uncommented = file.text.replace("\n# ", "\n").replace("\n#   ", "\n  ");
        assert!(front_matter(&uncommented).as_object().unwrap().len() >= front.as_object().unwrap().len());
    }
}

#[test]
fn a_page_of_the_same_address_is_not_made() {
    let folder = TempDir::new().unwrap();
    let make = |title| edit::create(folder.path(), &[edit::page(PageKind::Page, title, today())]);
    make("About").unwrap();
    assert_eq!(make("About!").unwrap_err().message, "`content/about.md` is there already");
    fs::create_dir_all(folder.path().join("content/now")).unwrap();
    fs::write(folder.path().join("content/now/index.md"), "").unwrap();
    assert_eq!(make("Now").unwrap_err().message, "`content/now/index.md` is there already");
}

#[test]
fn titles_without_latin_letters_do_not_take_each_others_names() {
    let folder = TempDir::new().unwrap();
    let make = |title| edit::create(folder.path(), &[edit::page(PageKind::Post, title, today())]).unwrap().written;
    let [first, second] = [make("日本語"), make("中国語")];
    assert!(second[0].ends_with("-2.md") && second[0].starts_with(first[0].trim_end_matches(".md")), "{second:?}");
    fs::create_dir_all(folder.path().join(first[0].replace(".md", "-3"))).unwrap();
    assert!(make("한국어")[0].ends_with("-4.md"), "a folder has a name as well");
}

#[test]
fn what_cannot_be_finished_is_taken_back() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("data"), "a file where a folder shall be").unwrap();
    let file = |path: &str| NewFile { path: path.to_owned(), text: "x".to_owned(), if_there: IfThere::Refuse };
    let error = edit::create(folder.path(), &[file("content/a/b.md"), file("data/skills.yaml")]).unwrap_err();
    assert_eq!(error.code, Code::FileExists);
    let data = folder.path().join("data");
    assert_eq!(error.message, format!("`{}` is a file, and a folder is needed in its place", data.display()));
    assert_eq!(files(folder.path()).into_keys().collect::<Vec<_>>(), ["data"]);
    assert!(!folder.path().join("content").exists());
}

#[test]
fn what_the_disk_refuses_is_said_in_words() {
    let folder = TempDir::new().unwrap();
    let name = format!("content/{}.md", "long".repeat(100));
    let file = NewFile { path: name, text: "x".to_owned(), if_there: IfThere::Refuse };
    let error = edit::create(folder.path(), &[file]).unwrap_err();
    assert_eq!(error.code, Code::UnwritableFile);
    assert!(!error.message.contains("os error"), "{}", error.message);
    assert!(!folder.path().join("content").exists());
}

#[test]
fn the_workflow_asks_for_no_more_than_it_needs() {
    let files = edit::site(&answers("Ada", true), today());
    let text = &files.iter().find(|file| file.path.ends_with("pages.yml")).unwrap().text;
    let workflow: serde_json::Value = serde_yaml::from_str(text).unwrap();
    assert_eq!(workflow["permissions"], serde_json::json!({"contents": "read"}));
    let jobs = &workflow["jobs"];
    assert!(jobs["build"]["permissions"].is_null(), "the job that runs the build gets nothing more");
    assert_eq!(jobs["publish"]["permissions"], serde_json::json!({"pages": "write", "id-token": "write"}));
    let steps = jobs["build"]["steps"].as_array().unwrap().iter().chain(jobs["publish"]["steps"].as_array().unwrap());
    let used: Vec<&str> = steps.clone().filter_map(|step| step["uses"].as_str()).collect();
    assert_eq!(used.len(), 7);
    for action in used {
        // A tag can be moved by whoever owns the action; a commit cannot.
        let commit = action.split_once('@').unwrap().1;
        assert!(commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()), "{action} is not pinned");
    }
    // Expressions are expanded before the shell sees them, so none may stand in a script.
    assert!(steps.filter_map(|step| step["run"].as_str()).all(|run| !run.contains("${{")));
}
