//! Links from code to documentation: what a page has of them; and that none is wrong, and most of what could have one has one.
//!
//! The judge of that is CPython: `api_links/check.py` imports each module of its standard library and evaluates what is linked in it
//! among the module's real globals, by the interpreter's own symbol tables; it is handed the links and knows nothing of how they
//! were found. The interpreter is `python3`, or what `API_LINKS_PYTHON` names; if that has jedi, what is local is checked
//! with it, too.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests fail by panicking"
)]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use showpiece::output::RealDisk;
use showpiece::pipeline::{Builder, Options, Report};
use showpiece::python::{Documentation, Exports, analyse};

/// Modules that do something when they are imported.
const ACTIVE: [&str; 6] = ["antigravity", "this", "__main__", "idlelib", "turtledemo", "lib2to3"];

fn interpreter() -> String {
    std::env::var("API_LINKS_PYTHON").unwrap_or_else(|_| "python3".to_owned())
}

fn ask(arguments: &[&str]) -> Option<String> {
    let output = Command::new(interpreter()).args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The files of the standard library with the names of their modules: the folder itself and its packages.
fn library(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(folder).max_depth(2).sort_by_file_name().into_iter().filter_map(Result::ok) {
        let Ok(inner) = entry.path().strip_prefix(folder) else { continue };
        let Some(stem) = inner.to_str().and_then(|name| name.strip_suffix(".py")) else { continue };
        let module = stem.trim_end_matches("/__init__").replace('/', ".");
        let top = module.split('.').next().unwrap_or_default();
        let is_apart = matches!(top, "test" | "site-packages" | "config-3") || top.contains('-');
        if !is_apart && !ACTIVE.contains(&top) && !module.ends_with("__main__") {
            found.push((entry.into_path(), module));
        }
    }
    found
}

fn links(path: &Path) -> Option<Value> {
    let text = std::fs::read_to_string(path).ok().filter(|text| text.is_ascii() || !text.starts_with('\u{feff}'))?;
    let found = Documentation::default().links(&analyse(&text).names, &Exports::default());
    Some(found.iter().map(|link| json!([link.start, link.end, link.name])).collect())
}

#[test]
#[ignore = "needs python3 and takes half a minute; .ci/run runs it"]
fn no_link_of_the_standard_library_is_wrong() {
    let folder =
        ask(&["-c", "import sysconfig; print(sysconfig.get_paths()['stdlib'])"]).expect("python3 is installed");
    let jedi = ask(&["-c", "import jedi"]).is_some();
    let files: Vec<Value> = library(Path::new(&folder))
        .into_iter()
        .filter_map(|(path, module)| Some(json!({"links": links(&path)?, "path": path, "module": module})))
        .collect();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let inventory = here.join("src/python/data/python.inv");
    let given = tempfile::NamedTempFile::new().expect("a temporary file");
    serde_json::to_writer(&given, &json!({"inventory": inventory, "files": files})).expect("JSON is written");
    let script = here.join("tests/api_links/check.py");
    let mut arguments = vec![script.to_str().unwrap(), given.path().to_str().unwrap()];
    arguments.extend(jedi.then_some("jedi"));
    let told: Value = serde_json::from_str(&ask(&arguments).expect("the check runs")).expect("it answers");
    let count = |key: &str| told[key].as_u64().expect("a number");
    let wrong: Vec<&str> = told["wrong"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    let mut figures = told.clone();
    for list in ["wrong", "missed"] {
        figures.as_object_mut().expect("a map").remove(list);
    }
    eprintln!("{figures}, jedi: {jedi}, wrong: {}", wrong.len());
    assert!(wrong.is_empty(), "{} wrong links:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count("files") > 300, "most modules can be imported");
    assert!(count("evaluated") > 10_000, "most links can be checked");
    assert!(count("absent") * 100 < count("links"), "few are of other systems, or of instances alone");
    let share = count("linked") as f64 / count("linkable") as f64;
    assert!(share > 0.85, "{share:.3} of what could have a link has one");
}

// --- pages ---

/// An inventory with these lines.
fn inventory(lines: &str) -> Vec<u8> {
    let mut bytes = b"# Sphinx inventory version 2\n# Project: x\n# Version: 1\n# zlib\n".to_vec();
    let mut encoder = flate2::write::ZlibEncoder::new(&mut bytes, flate2::Compression::default());
    std::io::Write::write_all(&mut encoder, lines.as_bytes()).expect("memory can be written");
    encoder.finish().expect("memory can be written");
    bytes
}

const CONFIG: &str = "title: A\nbase_url: https://ada.example/\nfeeds: {content: full}\n";
const TANK: &str = "fish.Tank py:class 1 tank.html#$ -\nfish.Tank.fill py:method 1 tank.html#$ -\nfish py:module 0 index.html#module-fish -\n";
const FIRST: &str = "```python\nfrom fish import Tank\nprint(Tank)\n```\n";
const SECOND: &str = "```python\ntank = Tank()\n```\n\n```pycon\n>>> tank.fill(1)\n```\n";

/// A site with one post: the links in its page, as `text→address`, the feed, and what was reported.
fn post(config: &str, front: &str, text: &str, inventories: &[(&str, Vec<u8>)]) -> (Vec<String>, String, Report) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        std::fs::write(path, bytes).expect("a file can be written");
    };
    write("showpiece.yaml", format!("{CONFIG}{config}").as_bytes());
    write("content/writing/x.md", format!("---\ntitle: X\ndate: 2026-01-01\n{front}---\n\n{text}").as_bytes());
    for (name, bytes) in inventories {
        write(&format!("inventories/{name}.inv"), bytes);
    }
    let report = Builder::new(Options::new(folder.path(), support::today())).build(&RealDisk);
    let read = |name: &str| std::fs::read_to_string(folder.path().join("public").join(name)).unwrap_or_default();
    let page = read("writing/x/index.html");
    let links = page.split("<a class=\"ref\" href=\"").skip(1).map(|link| {
        let (address, rest) = link.split_once('"').expect("a quote");
        let text = rest.split_once('>').and_then(|(_, rest)| rest.split_once("</a>")).expect("an end").0;
        let plain: String = text.split('<').map(|part| part.rsplit('>').next().unwrap_or(part)).collect();
        format!("{plain}→{}", address.replace("https://docs.python.org/3/library/", "py:"))
    });
    (links.collect(), read("feed.xml"), report)
}

fn links_of(config: &str, front: &str, text: &str) -> Vec<String> {
    let (links, _, report) = post(config, front, text, &[("sea/fish", inventory(TANK))]);
    assert_eq!(report.diagnostics, []);
    links
}

const FISH: &str = "api_links: {inventories: {sea/fish: https://fish.example/stable}}\n";

#[test]
fn each_block_stands_for_itself_unless_a_page_says_otherwise() {
    let first = [
        "fish→https://fish.example/stable/index.html#module-fish",
        "Tank→https://fish.example/stable/tank.html#fish.Tank",
        "print→py:functions.html#print",
        "Tank→https://fish.example/stable/tank.html#fish.Tank",
    ];
    let both = format!("{FIRST}\n{SECOND}");
    assert_eq!(links_of(FISH, "", &both), first);
    let page = links_of(FISH, "api_links: page\n", &both);
    assert_eq!(page[..4], first);
    assert_eq!(
        page[4..],
        [
            "Tank→https://fish.example/stable/tank.html#fish.Tank",
            "fill→https://fish.example/stable/tank.html#fish.Tank.fill"
        ]
    );
    assert_eq!(links_of(&FISH.replace("{inv", "{scope: page, inv"), "", &both), page);
    assert_eq!(links_of(&FISH.replace("{inv", "{scope: page, inv"), "api_links: block\n", &both), first);
}

#[test]
fn what_an_earlier_block_binds_is_no_built_in_name() {
    let text = "```python\nfrom rich import print\n```\n\n```python\nprint(len(x))\n```\n";
    assert_eq!(links_of(FISH, "", text), ["len→py:functions.html#len"]);
}

#[test]
fn links_can_be_switched_off() {
    assert_eq!(links_of(FISH, "", &FIRST.replace("python", "python {no-links}")), [""; 0]);
    assert_eq!(links_of(FISH, "api_links: off\n", FIRST), [""; 0]);
    assert_eq!(links_of(&FISH.replace("{inv", "{scope: off, inv"), "", FIRST), [""; 0]);
    assert_eq!(links_of(&FISH.replace("{inv", "{scope: off, inv"), "api_links: block\n", FIRST).len(), 4);
}

#[test]
fn feeds_have_none() {
    let (_, feed, _) = post("", "", FIRST, &[]);
    assert!(feed.contains("print") && !feed.contains("docs.python.org"), "{feed}");
}

#[test]
fn the_library_can_be_another_one() {
    let config = "api_links: {inventories: {python: https://docs.python.org/de/3/objects.inv}}\n";
    let (links, _, report) = post(config, "", FIRST, &[]);
    assert_eq!(
        (links, report.diagnostics),
        (vec!["print→https://docs.python.org/de/3/library/functions.html#print".to_owned()], vec![])
    );
    let (links, _, report) = post("", "", FIRST, &[("python", inventory("print py:function 1 p.html#$ -\n"))]);
    assert_eq!((links, report.diagnostics), (vec!["print→https://docs.python.org/3/p.html#print".to_owned()], vec![]));
}

#[test]
fn an_inventory_without_an_address_is_a_warning() {
    let (links, _, report) =
        post("api_links: {inventories: {fisch: https://x.example/}}\n", "", FIRST, &[("fish", inventory(TANK))]);
    assert_eq!(links, ["print→py:functions.html#print"]);
    let told: Vec<&str> = report.diagnostics.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(
        told,
        [
            "nobody knows where the documentation of `inventories/fish.inv` is published",
            "there is no inventory `inventories/fisch.inv`"
        ]
    );
    assert!(
        report.diagnostics.iter().all(|one| !one.is_error() && one.help[0].contains("did you mean `fi")),
        "{:?}",
        report.diagnostics
    );
}
