//! The documentation says what is true: `docs/diagnostics.md` comes from the list of codes, examples are read by the code
//! that reads a site, every key, function and filter is named, and links lead somewhere.
//!
//! `SHOWPIECE_BLESS=1 cargo test --test docs` writes `docs/diagnostics.md` anew.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper of a test fails by panicking")]

#[path = "docs/markdown.rs"]
mod markdown;
mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use markdown::{Fence, anchors, fences, links, section};
use showpiece::config::{Config, RawHtml};
use showpiece::content::{self, Defaults, Settings, Written};
use showpiece::diagnostic::{Code, Diagnostic, Severity, SourcePath};
use showpiece::portfolio;
use showpiece::yaml::Origin;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

// --- diagnostics ---

#[test]
fn the_page_of_diagnostics_is_the_list_of_codes() {
    let path = root().join("docs/diagnostics.md");
    let wanted = diagnostics();
    if std::env::var_os("SHOWPIECE_BLESS").is_some() {
        // Another test may be reading the page, so it is replaced as a whole.
        let draft = path.with_extension("draft");
        fs::write(&draft, &wanted).and_then(|()| fs::rename(&draft, &path)).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "docs/diagnostics.md is out of date: SHOWPIECE_BLESS=1 cargo test --test docs");
}

fn diagnostics() -> String {
    let mut codes = Code::ALL.to_vec();
    codes.sort_by_key(|code| code.word());
    let mut page = String::from(
        "# Diagnostics\n\n\
         Everything that Showpiece can find wrong. `showpiece explain CODE` prints the same text. An error keeps the site from\n\
         being written; a warning does not, unless `--strict` is given. This page is made from `src/diagnostic/code.rs`.\n\n\
         | code | severity |\n|---|---|\n",
    );
    for code in &codes {
        let _ = writeln!(page, "| [`{0}`](#{0}) | {1} |", code.word(), severity(*code));
    }
    for code in codes {
        let text = code.explanation();
        let _ = write!(page, "\n## {}\n\n", code.word());
        let kind = if code.severity() == Severity::Error { "An error." } else { "A warning." };
        page.push_str(&wrapped(&format!("{} {kind}", text.what)));
        let _ = write!(page, "\n{}", wrapped(&format!("Why it matters: {}", text.why)));
        let _ = write!(page, "\nWrong:\n\n{}\nRight:\n\n{}", example(text.wrong), example(text.right));
    }
    page
}

fn severity(code: Code) -> &'static str {
    match code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// A fence that no fence within the example closes.
fn example(text: &str) -> String {
    format!("````text\n{}\n````\n", text.trim_end())
}

fn wrapped(text: &str) -> String {
    let mut out = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > 120 {
            out.push('\n');
            width = 0;
        } else if width > 0 {
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width += length;
    }
    out.push('\n');
    out
}

// --- examples ---

/// Shows diagnostics so that a failure can be understood.
fn shown(found: &[Diagnostic]) -> String {
    found
        .iter()
        .map(|diagnostic| format!("{}: {} {:?}\n", diagnostic.code, diagnostic.message, diagnostic.help))
        .collect()
}

fn examples(page: &str) -> Vec<Fence> {
    fences(&text(page)).into_iter().filter(|fence| fence.language == "yaml").collect()
}

#[test]
fn the_examples_of_the_configuration_are_configurations() {
    let blocks = examples("docs/reference/configuration.md");
    assert!(blocks.len() > 8, "there are examples");
    for block in blocks {
        let mut yaml = block.text;
        for (key, line) in [("title:", "title: A\n"), ("base_url:", "base_url: https://a.example/\n")] {
            if !yaml.lines().any(|line| line.starts_with(key)) {
                yaml.push_str(line);
            }
        }
        let origin = Origin::file(&SourcePath::from("showpiece.yaml"));
        if let Err(found) = Config::load(&yaml, &origin, None) {
            panic!("line {} of configuration.md:\n{}", block.line, shown(&found));
        }
    }
}

#[test]
fn the_defaults_that_are_shown_are_the_defaults() {
    let blocks = examples("docs/reference/configuration.md");
    let all = blocks.iter().find(|block| block.text.contains("allow_outside:")).unwrap();
    let origin = Origin::file(&SourcePath::from("showpiece.yaml"));
    let load = |yaml: &str| Config::load(yaml, &origin, None).map_err(|found| shown(&found)).unwrap();
    let least = load("title: Ada Example\nbase_url: https://ada.example/\n");
    assert_eq!(load(&all.text), least);
}

#[test]
fn the_examples_of_the_data_files_are_data() {
    let page = text("docs/reference/data.md");
    let names = page.lines().filter_map(|line| line.strip_prefix("## ")).filter(|title| title.ends_with(".yaml"));
    let mut count = 0;
    for name in names {
        let example = fences(section(&page, name)).into_iter().find(|fence| fence.language == "yaml");
        let example = example.unwrap_or_else(|| panic!("{name} has no example"));
        let file = (SourcePath::from(format!("data/{name}")), Arc::from(example.text.as_str()));
        let (portfolio, found) = portfolio::load(&[file]);
        assert!(found.is_empty(), "{name}:\n{}", shown(&found));
        assert!(portfolio.free.is_empty(), "{name} is no file that the format knows");
        count += 1;
    }
    assert_eq!(count, 15, "every data file has a section");
}

#[test]
fn the_examples_of_front_matter_are_front_matter() {
    let page = text("docs/reference/content.md");
    let sections = [
        ("Keys of every kind", "content/about.md"),
        ("Projects", "content/projects/ledgerline.md"),
        ("Posts", "content/writing/a-review.md"),
        ("Pages and sections", "content/notes/_index.md"),
    ];
    for (title, path) in sections {
        let example = fences(section(&page, title)).into_iter().find(|fence| fence.language == "yaml");
        let example = example.unwrap_or_else(|| panic!("{title} has no example"));
        let file: Arc<str> = format!("---\n{}---\n\nText.\n", example.text).into();
        let settings = Settings { smart_punctuation: true, raw_html: RawHtml::Allow };
        let (document, found) =
            content::parse(Written::new(&SourcePath::from(path), &file), &settings, &Defaults::default());
        assert!(document.is_some() && found.is_empty(), "{title}:\n{}", shown(&found));
    }
}

// --- completeness ---

/// The names of public fields in the structs of a source file that are read from YAML.
fn fields(path: &str) -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    let mut reads = false;
    for line in text(path).lines() {
        if line.starts_with("#[derive(") {
            reads = line.contains("Deserialize");
        }
        let name = line.strip_prefix("    pub ").and_then(|rest| rest.split_once(": ")).map(|(name, _)| name);
        if let Some(name) = name.filter(|name| reads && !name.contains(['(', ' '])) {
            fields.insert(name.trim_start_matches("r#").to_owned());
        }
    }
    fields
}

fn files_of(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    let mut paths: Vec<String> =
        entries.map(|entry| format!("{folder}/{}", entry.unwrap().file_name().to_string_lossy())).collect();
    paths.sort();
    paths
}

/// The keys of front matter: fields with a doc comment or an attribute above them, in structs and in the macros that make
/// structs.
fn front_matter_keys() -> BTreeSet<String> {
    let source = text("src/content/front_matter.rs");
    let declarations = source.split("/// The front matter of a content file.").next().unwrap_or_default();
    let lines: Vec<&str> = declarations.lines().map(str::trim).collect();
    let pairs =
        lines.windows(2).filter(|pair| ["///", "#[serde", "#[schemars"].iter().any(|start| pair[0].starts_with(start)));
    let field = |line: &str| {
        let (name, kind) = line.trim_start_matches("pub ").split_once(": ")?;
        let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        (plain && kind.ends_with(',')).then(|| name.to_owned())
    };
    pairs.filter_map(|pair| field(pair[1])).collect()
}

/// The names that a page does not have in any of its code spans.
fn missing(names: impl IntoIterator<Item = String>, page: &str) -> Vec<String> {
    let page = text(page);
    let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
    let spans = page.split('`').skip(1).step_by(2);
    let words: BTreeSet<&str> = spans.flat_map(|span| span.split(|letter| !is_name(letter))).collect();
    names.into_iter().filter(|name| !words.contains(name.as_str())).collect()
}

#[test]
fn every_key_is_documented() {
    let configuration = fields("src/config/raw.rs");
    assert!(configuration.len() > 25, "{configuration:?}");
    assert_eq!(missing(configuration, "docs/reference/configuration.md"), [""; 0]);
    let data: BTreeSet<String> = files_of("src/portfolio").iter().flat_map(|file| fields(file)).collect();
    assert!(data.len() > 50, "{data:?}");
    assert_eq!(missing(data, "docs/reference/data.md"), [""; 0]);
    let front = front_matter_keys();
    assert!(front.len() > 30, "{front:?}");
    assert_eq!(missing(front, "docs/reference/content.md"), [""; 0]);
}

/// Quoted words after `marker` in a source file.
fn quoted_after(path: &str, marker: &str) -> BTreeSet<String> {
    let source = text(path);
    let after = source.split(marker).skip(1);
    after.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

#[test]
fn every_template_function_and_filter_is_documented() {
    let functions = quoted_after("src/template/functions.rs", "Function { name: \"");
    let functions: BTreeSet<String> =
        functions.into_iter().chain(quoted_after("src/template/functions.rs", "        name: \"")).collect();
    assert!(functions.len() > 20, "{functions:?}");
    let page = text("docs/reference/templates.md");
    let missing: Vec<&String> = functions.iter().filter(|name| !page.contains(&format!("`{name}("))).collect();
    assert!(missing.is_empty(), "{missing:?}");
    for filter in quoted_after("src/template/filters.rs", "register_filter(\"") {
        assert!(page.contains(&format!("`{filter}`")), "the filter `{filter}`");
    }
}

#[test]
fn every_component_is_documented() {
    let components = files_of("themes/base/templates/components");
    let names = components.iter().map(|path| path.rsplit('/').next().unwrap().trim_end_matches(".html").to_owned());
    assert_eq!(missing(names, "docs/reference/templates.md"), [""; 0]);
}

#[test]
fn every_template_of_base_and_every_block_is_documented() {
    let (mut blocks, mut partials) = (BTreeSet::new(), BTreeSet::new());
    for folder in ["themes/base/templates", "themes/base/templates/partials"] {
        for path in files_of(folder).into_iter().filter(|path| path.ends_with(".html")) {
            let template = text(&path);
            let tags = template
                .split("{%")
                .skip(1)
                .filter_map(|tag| tag.trim_start_matches(['-', ' ']).strip_prefix("block "));
            blocks.extend(tags.filter_map(|rest| rest.split_whitespace().next()).map(str::to_owned));
            partials.insert(path.rsplit('/').next().unwrap().trim_end_matches(".html").to_owned());
        }
    }
    assert!(blocks.len() > 10 && partials.len() > 25, "{blocks:?} {partials:?}");
    assert_eq!(missing(blocks, "docs/reference/templates.md"), [""; 0]);
    assert_eq!(missing(partials, "docs/reference/templates.md"), [""; 0]);
}

/// Every key of a value and of what is in it; what stands below `extra` and in free data is the site's own.
fn keys(value: &serde_json::Value, into: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                into.insert(key.clone());
                if key != "extra" {
                    keys(value, into);
                }
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| keys(item, into)),
        _ => {}
    }
}

/// What a template can read, as JSON, one value a line.
const SHOWN: &str = r#"{%- set values = [page, site(), counts(), navigation(), profile(), projects(), posts(), pages(), skills(), skill_groups(), environments(), timeline(), today()] -%}
{%- for value in values %}{{ value | json | safe }}
{% endfor -%}
{%- for name in ["experience", "education", "courses", "certificates", "talks", "publications", "awards", "contributions", "communities", "testimonials", "languages", "interests"] %}{% set value = data(name=name) %}{{ value | json | safe }}
{% endfor -%}"#;

#[test]
fn every_value_of_templates_is_documented() {
    let library = showpiece::theme::Library::bundled();
    let (theme, _) = library.load("base").unwrap_or_else(|failure| panic!("{:?}", failure.diagnostics));
    let site = showpiece::theme::reference_site(&library, &theme).expect("a folder can be made");
    let kinds: BTreeSet<&str> =
        theme.template_names().into_iter().filter(|name| !name.contains('/') && *name != "base.html").collect();
    let templates = kinds.iter().map(|name| (format!("templates/{name}"), SHOWN.as_bytes().to_vec()));
    support::write(site.path(), &templates.collect());
    let out = tempfile::TempDir::new().expect("a folder can be made");
    let options = showpiece::pipeline::Options {
        out: Some(out.path().to_owned()),
        ..showpiece::pipeline::Options::new(site.path(), support::today())
    };
    let report = support::build(&options);
    assert_eq!(support::told(&report.diagnostics, &report.sources), "");
    let mut found = BTreeSet::new();
    let mut pages = BTreeSet::new();
    for (path, bytes) in support::files(out.path()).into_iter().filter(|(path, _)| path.ends_with(".html")) {
        for (at, line) in String::from_utf8(bytes).unwrap().lines().filter(|line| !line.is_empty()).enumerate() {
            let value: serde_json::Value =
                serde_json::from_str(line).unwrap_or_else(|error| panic!("{path}: {error}: {line}"));
            pages.extend((at == 0).then(|| value["kind"].as_str().unwrap_or_default().to_owned()));
            keys(&value, &mut found);
        }
    }
    assert_eq!(pages.len(), kinds.len(), "{pages:?}");
    assert!(found.len() > 150, "{found:?}");
    assert_eq!(missing(found, "docs/reference/templates.md"), [""; 0]);
}

// --- links ---

fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = Vec::new();
    let mut folders = vec![root().join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(path);
            }
        }
    }
    let others = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "packaging/pypi.md"];
    let readmes = ["benches", "example-site/code", "example-site/inventories", "packaging", "tests"];
    pages.extend(others.map(|name| root().join(name)));
    pages.extend(readmes.map(|folder| root().join(folder).join("README.md")));
    pages.sort();
    pages
}

#[test]
fn links_lead_somewhere() {
    let mut broken = Vec::new();
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for link in links(&text) {
            let (path, fragment) = link.split_once('#').unwrap_or((&link, ""));
            if path.contains("://") || path.starts_with("mailto:") {
                continue;
            }
            let target = if path.is_empty() { page.clone() } else { page.parent().unwrap().join(path) };
            let heading = |target: &Path| {
                let text = fs::read_to_string(target).unwrap_or_default();
                fragment.is_empty() || anchors(&text).iter().any(|anchor| anchor == fragment)
            };
            if !(target.exists() && heading(&target)) {
                broken.push(format!("{}: {link}", page.strip_prefix(root()).unwrap().display()));
            }
        }
    }
    assert_eq!(broken, [""; 0]);
}

/// Merges of two branches may keep both versions of a line.
#[test]
fn the_changelog_and_the_decisions_say_nothing_twice() {
    let changes = text("CHANGELOG.md");
    let decisions = text("docs/decisions.md");
    let subject = |line: &str| line.strip_prefix("- **").and_then(|rest| Some(rest.split_once("**")?.0.to_owned()));
    let number = |line: &str| line.strip_prefix("## ").and_then(|rest| Some(rest.split_once(". ")?.0.to_owned()));
    // Of the first version, there is one entry on each subject.
    let subjects: Vec<String> = changes.lines().filter_map(subject).collect();
    let numbers: Vec<String> = decisions.lines().filter_map(number).collect();
    for all in [subjects, numbers] {
        let mut seen = BTreeSet::new();
        let twice: Vec<&String> = all.iter().filter(|one| !seen.insert(*one)).collect();
        assert!(seen.len() > 30, "{seen:?}");
        assert!(twice.is_empty(), "told twice: {twice:?}");
    }
}
