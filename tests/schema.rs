//! Schemas and loader say the same: what the loader takes validates, and what it refuses is refused, apart from what no schema
//! can say, which is listed with the reason.

#![allow(clippy::expect_used, clippy::panic, reason = "helpers of tests may fail like tests")]

#[path = "schema/generated.rs"]
mod generated;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jsonschema::{Registry, Validator};
use serde_json::Value;
use showpiece::diagnostic::{Code, Diagnostic};
use showpiece::pipeline::{Builder, ChangeSet, Options};
use showpiece::schema::{self, Known};
use support::{case, today};

/// The schemas by name, ready to be used.
fn validators(known: &Known) -> BTreeMap<&'static str, Validator> {
    let build =
        |value: &Value| jsonschema::options().offline().build(value).expect("a schema that refers to itself alone");
    schema::all(known).iter().map(|schema| (schema.name, build(&schema.value))).collect()
}

/// A diagnostic that no schema can give: its code, words of its message, the reason.
const UNSEEN: &[(Code, &str, &str)] = &[
    (Code::YamlSyntax, "", "there is no value yet"),
    (Code::YamlTab, "", "there is no value yet"),
    (Code::YamlLimit, "", "there is no value yet"),
    (Code::FrontMatter, "", "there is no value yet"),
    (Code::DuplicateKey, "", "a schema sees one of the two"),
    (Code::YamlAmbiguous, "is the word", "a schema sees no quotes: `no` is a text to YAML 1.2"),
    (Code::YamlAmbiguous, "is a date", "a schema sees no quotes: a date is a text to YAML 1.2"),
    (Code::EndBeforeStart, "", "a schema does not compare values"),
    (Code::ExpiresBeforeDate, "", "a schema does not compare values"),
    (Code::DuplicateId, "", "a schema compares elements of a list as a whole, and not over several lists"),
    (Code::DuplicateData, "", "about files"),
    (Code::UnknownFile, "", "about files"),
    (Code::NoEvidence, "", "about other files"),
    (Code::SoftSkillStory, "", "about other files"),
    (Code::MissingImage, "", "about other files"),
    (Code::BrokenLink, "", "about other files"),
    (Code::AliasCollision, "", "about other files"),
    (Code::DuplicateUrl, "", "about other files"),
    (Code::InvalidAlias, "", "an alias is decoded before it is judged"),
    (Code::UnknownProject, "", "a draft is a project to a schema, and to a build with `--drafts`"),
    (Code::InvalidValue, "the pattern is broken", "the syntax of patterns is no matter of a schema"),
    (Code::ThemeOption, "must be one of", "a schema does not compare a choice's default with its values"),
    (Code::UnknownLayout, "", "where there is no layout at all, there is nothing to enumerate"),
    (Code::UnknownTheme, "extends itself", "about other files"),
    (Code::ThemeVersion, "", "a schema does not know which version will read the theme"),
];

/// Whether a schema should refuse the file, too.
fn is_seen(diagnostic: &Diagnostic) -> bool {
    let covers =
        |(code, words, _): &&(Code, &str, &str)| diagnostic.code == *code && diagnostic.message.contains(words);
    // These two are no texts to YAML 1.2 either.
    let is_boolean = ["`true` ", "`false` "].iter().any(|word| diagnostic.message.to_lowercase().starts_with(word));
    let is_trap = diagnostic.code == Code::YamlAmbiguous && is_boolean;
    diagnostic.is_error() && (is_trap || !UNSEEN.iter().any(|entry| covers(&entry)))
}

/// The schema of a file, and the part of its text that it describes.
fn described<'a>(path: &str, text: &'a str) -> Option<(&'static str, &'a str, std::ops::Range<usize>)> {
    let whole = 0..text.len();
    let parts: Vec<&str> = path.split('/').collect();
    let data = |file: &str| schema::names().find(|name| file.strip_suffix(".yaml") == Some(name));
    let name = match parts.as_slice() {
        ["showpiece.yaml"] => Some("showpiece"),
        ["data", file] => data(file),
        ["themes", _, "theme.yaml"] => Some("theme"),
        ["i18n", _] | ["themes", _, "i18n", _] => Some("texts"),
        ["content", .., "_index.md"] => Some("section"),
        ["content", "projects", .., file] if file.ends_with(".md") => Some("project"),
        ["content", "writing", .., file] if file.ends_with(".md") => Some("post"),
        ["content", .., file] if file.ends_with(".md") => Some("page"),
        _ => None,
    }?;
    if !path.ends_with(".md") {
        return Some((name, text, whole));
    }
    let end = text.strip_prefix("---\n")?.find("\n---")? + 4;
    Some((name, &text[4..=end], 0..end + 1))
}

/// The value that an editor sees.
fn value(yaml: &str) -> Option<Value> {
    serde_yaml::from_str(yaml).ok()
}

/// Where schemas and loader disagree about the files of a site.
fn disagreements(site: &Path, options: Options) -> Vec<String> {
    let mut builder = Builder::new(options);
    builder.update(&ChangeSet::everything());
    let found = builder.diagnostics();
    let validators = validators(&Known::of(&builder));
    let mut wrong = Vec::new();
    for (path, bytes) in support::files(site) {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let Some((name, yaml, range)) = described(&path, &text) else { continue };
        let name = if Some(site.join(&path)) == builder.options().overlay { "overlay" } else { name };
        let here = |one: &&Diagnostic| {
            one.place.as_ref().is_some_and(|at| *at.path == *path && range.contains(&(at.span.start as usize)))
        };
        let errors: Vec<&Diagnostic> = found.iter().filter(here).filter(|one| one.is_error()).collect();
        let Some(value) = value(yaml) else { continue };
        let complaints: Vec<String> = validators[name]
            .iter_errors(&value)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        // What a folder gives its pages is held against their keys where they are, not where it stands.
        let defaults = text.find("\ndefaults:").filter(|_| name == "section").unwrap_or(text.len());
        let is_here = |one: &Diagnostic| one.place.as_ref().is_some_and(|at| (at.span.start as usize) < defaults);
        let must_refuse = errors.iter().any(|one| is_seen(one) && is_here(one));
        let must_accept = errors.is_empty();
        if must_refuse && complaints.is_empty() || must_accept && !complaints.is_empty() {
            let told: Vec<String> = errors.iter().map(|one| format!("{}: {}", one.code, one.message)).collect();
            wrong.push(format!("{path}: the loader says {told:?}, the schema {complaints:?}"));
        }
    }
    wrong
}

#[test]
fn each_schema_is_one() {
    for known in [Known::of_any_site(), example()] {
        for one in schema::all(&known) {
            let errors: Vec<String> = jsonschema::draft202012::meta::validator()
                .iter_errors(&one.value)
                .map(|error| error.to_string())
                .collect();
            assert_eq!(errors, Vec::<String>::new(), "{}", one.name);
            properties(&one.value, &mut |path, property| {
                let described = property.get("description").or(property.get("$ref")).is_some();
                let is_link = path.contains("links") || path.contains("defaults");
                assert!(described || is_link, "{}: {path} has no description: {property}", one.name);
            });
        }
    }
}

/// Shows each property of each object in a schema.
fn properties(schema: &Value, show: &mut impl FnMut(&str, &Value)) {
    fn walk(value: &Value, path: &str, show: &mut impl FnMut(&str, &Value)) {
        match value {
            Value::Object(map) => {
                let own = map.get("properties").filter(|_| map.contains_key("type")).and_then(Value::as_object);
                for (name, property) in own.into_iter().flatten() {
                    show(&format!("{path}/{name}"), property);
                }
                map.iter().for_each(|(key, value)| walk(value, &format!("{path}/{key}"), show));
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, path, show)),
            _ => {}
        }
    }
    walk(schema, "", show);
}

fn builder(site: &Path) -> Builder {
    let mut builder = Builder::new(Options::new(site, today()));
    builder.update(&ChangeSet::everything());
    builder
}

fn example() -> Known {
    Known::of(&builder(&support::example_site()))
}

#[test]
fn good_sites_validate() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let golden = std::fs::read_dir(root.join("tests/golden")).expect("golden sites");
    let mut sites: Vec<_> = golden.map(|entry| entry.expect("a case").path().join("site")).collect();
    sites.retain(|site| site.is_dir());
    sites.push(support::example_site());
    assert!(sites.len() > 8);
    for site in sites {
        let mut files = support::files(&site);
        let theme = support::files(&root.join("tests/golden/_theme"));
        files.extend(theme.into_iter().map(|(path, bytes)| (format!("themes/plain/{path}"), bytes)));
        let place = case::Place::new(&files);
        assert_eq!(disagreements(&place.site(), place.options()), Vec::<String>::new(), "{}", site.display());
    }
    let validators = validators(&Known::of_any_site());
    let themes = support::files(&root.join("themes"));
    let mut seen = 0;
    for (path, bytes) in themes.iter().filter(|(path, _)| path.ends_with(".yaml")) {
        let path = format!("themes/{path}");
        let text = String::from_utf8_lossy(bytes);
        let (name, yaml, _) = described(&path, &text).expect("a file of a theme with a schema");
        let value = value(yaml).expect("YAML");
        assert!(validators[name].is_valid(&value), "{path}");
        seen += 1;
    }
    assert!(seen > 8);
}

#[test]
fn bad_sites_are_refused_where_a_schema_can() {
    let mut wrong = Vec::new();
    for path in case::all("tests/bad_sites").into_iter().chain(case::all("tests/checks")) {
        let text = std::fs::read_to_string(&path).expect("a case is readable");
        let (case, _) = case::Case::read(&text);
        let place = case::Place::new(&case.site);
        // Without flags: a schema is made from what the site itself says.
        let found = disagreements(&place.site(), place.options());
        wrong.extend(found.iter().map(|one| format!("{}: {one}", path.display())));
    }
    for path in case::all("tests/diagnostics") {
        let text = std::fs::read_to_string(&path).expect("a case is readable");
        let files = support::annotated::files(&text);
        let texts: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
        let place = case::Place::new(&case::site(&texts));
        let found = disagreements(&place.site(), place.options());
        wrong.extend(found.iter().map(|one| format!("{}: {one}", path.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_exception_is_needed() {
    let reasons: BTreeSet<&str> = UNSEEN.iter().map(|(_, _, reason)| *reason).collect();
    assert!(reasons.iter().all(|reason| !reason.is_empty()));
    let mut told: Vec<(Code, String)> = Vec::new();
    for folder in ["tests/bad_sites", "tests/diagnostics", "tests/checks"] {
        for path in case::all(folder) {
            let text = std::fs::read_to_string(&path).expect("a case is readable");
            let coded = text.lines().filter_map(|line| {
                let (code, message) = line.trim_start_matches(['^', ' ']).split_once(": ")?;
                let code = code.trim_start_matches("error[").trim_start_matches("warning[").trim_end_matches(']');
                Some((Code::from_word(code)?, message.to_owned()))
            });
            told.extend(coded);
        }
    }
    for (code, words, _) in UNSEEN {
        let is_told = told.iter().any(|(other, message)| other == code && message.contains(words));
        assert!(is_told, "no fixture reports {code}: {words}");
    }
}

#[test]
fn what_is_written_refers_to_the_names_beside_it() {
    let site = case::site(&[
        (
            "data/skills.yaml",
            "- group: A\n  skills:\n    - {id: python, name: Python, aliases: [py]}\n    - {id: 7z, name: 7-Zip}\n",
        ),
        ("data/environments.yaml", "- {id: public-sector, name: Public sector}\n- {id: 404, name: Nowhere}\n"),
        ("content/projects/ledger.md", "---\ntitle: Ledger\nsummary: Books.\ndraft: true\n---\n"),
    ]);
    let place = case::Place::new(&site);
    let folder = place.site().join(schema::FOLDER);
    let known = Known::of(&builder(&place.site()));
    assert_eq!(schema::write(&folder, &known).expect("written").len(), schema::names().count());
    assert_eq!(schema::write(&folder, &known).expect("written"), Vec::<String>::new());

    let read = |name: &str| -> Value {
        let text = std::fs::read_to_string(folder.join(name)).expect("a schema is there");
        serde_json::from_str(&text).expect("JSON")
    };
    let base = "https://site.example/.schema/";
    let registry = Registry::new().add(format!("{base}names.json"), read(schema::NAMES)).expect("a resource");
    let registry = registry.prepare().expect("a registry");
    let project = read("project.json");
    let validator = jsonschema::options()
        .offline()
        .with_registry(&registry)
        .with_base_uri(format!("{base}project.json"))
        .build(&project)
        .expect("a schema");
    let judge = |more: &str| {
        let text = format!("title: X\nsummary: Y\n{more}\n");
        validator.is_valid(&value(&text).expect("YAML"))
    };
    for right in
        ["skills: [python, py, PYTHON, 7z]", "environment: public-sector", "environment: 404", "environment: saas"]
    {
        assert!(judge(right), "{right}");
    }
    for wrong in ["skills: [pyton]", "skills: [python, 'py ']", "environment: 405", "environment: sas", "layout: 1"] {
        assert!(!judge(wrong), "{wrong}");
    }
    let post = read("testimonials.json").to_string();
    assert!(post.contains("names.json#/$defs/project") && !post.contains("\"ledger\""));
    assert!(
        read(schema::NAMES)["$defs"]["project"]["enum"].as_array().is_some_and(|all| all.contains(&"ledger".into()))
    );
}

#[test]
fn schemas_that_are_there_follow_the_site() {
    let place =
        case::Place::new(&case::site(&[("data/skills.yaml", "- {group: A, skills: [{id: one, name: One}]}\n")]));
    let names = place.site().join(schema::FOLDER).join(schema::NAMES);
    schema::refresh(&builder(&place.site()));
    assert!(!names.exists(), "nobody asked for schemas");
    schema::write(&place.site().join(schema::FOLDER), &Known::of(&builder(&place.site()))).expect("written");
    std::fs::write(place.site().join("data/skills.yaml"), "- {group: A, skills: [{id: two, name: Two}]}\n")
        .expect("written");
    let mut other = Builder::new(Options { theme: Some("paper".to_owned()), ..place.options() });
    other.update(&ChangeSet::everything());
    schema::refresh(&other);
    let text = || std::fs::read_to_string(&names).expect("readable");
    assert!(text().contains("\"one\""), "a build in another theme is no reason");
    schema::refresh(&builder(&place.site()));
    assert!(text().contains("\"two\"") && !text().contains("\"one\""));
}

#[test]
fn editor_settings_name_each_schema() {
    let answers = showpiece::edit::Answers {
        title: "Ada".to_owned(),
        name: "Ada".to_owned(),
        base_url: showpiece::config::BaseUrl::parse("https://ada.example/").expect("an address"),
        github: false,
    };
    let files = showpiece::edit::site(&answers, today());
    let settings = files.iter().find(|file| file.path == ".vscode/settings.json").expect("settings");
    let settings: Value = serde_json::from_str(&settings.text).expect("JSON");
    for one in schema::all(&Known::of_any_site()) {
        let patterns = &settings["yaml.schemas"][format!("./{}/{}.json", schema::FOLDER, one.name)];
        let listed: Vec<&str> = match patterns {
            Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
            one => one.as_str().into_iter().collect(),
        };
        let yaml: Vec<&str> = one.files.iter().copied().filter(|file| file.ends_with(".yaml")).collect();
        assert_eq!(listed, yaml, "{}", one.name);
    }
    for file in files.iter().filter(|file| file.path.ends_with(".yaml") && !file.path.starts_with('.')) {
        let line = file.text.lines().next().expect("a line");
        let target =
            line.strip_prefix("# yaml-language-server: $schema=").unwrap_or_else(|| panic!("{}: {line}", file.path));
        let stem = Path::new(&file.path).file_stem().expect("a name").to_string_lossy().into_owned();
        let up = if file.path.contains('/') { "../" } else { "" };
        assert_eq!(target, format!("{up}.schema/{stem}.json"));
    }
}
