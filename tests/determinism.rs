//! The same site gives the same bytes, whoever builds it where and how often; the output changes only as a whole and only
//! after a sound build; and what a page read decides what it says, which is what incremental builds will stand on.

#![allow(clippy::expect_used, clippy::panic, reason = "helpers of tests may fail like tests")]

mod support;

use showpiece::diagnostic::Code;
use showpiece::graph::Fingerprint;
use showpiece::pipeline::{Builder, ChangeSet, Options};
use showpiece::render::Renderer;
use showpiece::site::{Fact, Route};
use showpiece::value::Today;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;
use support::{EPOCH, Files, build, example_site, files, sound, today, write};
use tempfile::TempDir;

// --- the same bytes ---

/// What becomes of the example site, written to a folder of its own.
fn output(root: &Path, today: Today) -> Files {
    let out = TempDir::new().expect("a temporary folder");
    let options = Options { out: Some(out.path().to_owned()), strict: true, ..Options::new(root, today) };
    sound(&build(&options));
    files(out.path())
}

/// The output that all others are compared with.
fn first() -> &'static Files {
    static FIRST: OnceLock<Files> = OnceLock::new();
    FIRST.get_or_init(|| output(&example_site(), today()))
}

fn same(other: &Files) {
    let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(first()), names(other));
    let differing: Vec<&str> =
        first().keys().filter(|name| first()[*name] != other[*name]).map(String::as_str).collect();
    assert!(differing.is_empty(), "other bytes in {differing:?}");
}

#[test]
fn a_second_build_gives_the_same_bytes() {
    same(&output(&example_site(), today()));
}

#[test]
fn one_thread_and_eight_give_the_same_bytes() {
    for threads in [1, 8] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        same(&pool.install(|| output(&example_site(), today())));
    }
}

/// Nothing of the path of the site's folder is in its output.
#[test]
fn another_folder_gives_the_same_bytes() {
    let folder = TempDir::new().expect("a temporary folder");
    let root = folder.path().join("elsewhere/and deeper");
    support::copy(&example_site(), &root);
    same(&output(&root, today()));
}

#[test]
fn the_hour_does_not_show() {
    // 00:00:00 and 23:59:59 of the same day.
    let midnight = EPOCH - EPOCH.rem_euclid(86_400);
    for epoch in [midnight, midnight + 86_399] {
        same(&output(&example_site(), Today::from_epoch(epoch)));
    }
}

// --- the output as a whole ---

/// A small site in a folder that goes away.
struct Small {
    folder: TempDir,
}

impl Small {
    fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let small = Self { folder };
        small.put("showpiece.yaml", "title: Ada Example\nbase_url: https://ada.example/\ntheme: base\n");
        small.put("data/profile.yaml", "name: Ada Example\nsummary: I write Python.\n");
        small.put("content/projects/ledger.md", &project("Ledger", "Books that balance"));
        small.put("content/projects/charts.md", &project("Charts", "Numbers that are seen"));
        small
    }

    fn put(&self, path: &str, text: &str) {
        write(self.folder.path(), &Files::from([(path.to_owned(), text.as_bytes().to_vec())]));
    }

    fn options(&self) -> Options {
        Options::new(self.folder.path(), today())
    }

    fn built(&self) -> Files {
        files(&self.folder.path().join("public"))
    }
}

fn project(title: &str, text: &str) -> String {
    format!("---\ntitle: {title}\nsummary: About {title}.\n---\n\n{text} in full.\n")
}

#[test]
fn a_second_build_into_the_same_folder_writes_nothing() {
    let small = Small::new();
    let options = small.options();
    let begun = build(&options).summary.expect("a summary");
    let modified = || -> BTreeMap<String, std::time::SystemTime> {
        let public = small.folder.path().join("public");
        let time =
            |name: &String| std::fs::metadata(public.join(name)).and_then(|data| data.modified()).expect("a time");
        small.built().keys().map(|name| (name.clone(), time(name))).collect()
    };
    let (before, times) = (small.built(), modified());
    assert_eq!(begun.written, begun.files);

    let again = build(&options).summary.expect("a summary");
    assert_eq!((again.written, again.removed, again.files), (0, 0, begun.files));
    assert_eq!((small.built(), modified()), (before, times));
}

#[test]
fn a_page_that_is_gone_takes_its_output_along() {
    let small = Small::new();
    sound(&build(&small.options()));
    assert!(small.built().contains_key("projects/charts/index.html"));
    std::fs::remove_file(small.folder.path().join("content/projects/charts.md")).expect("the page can be removed");

    let report = build(&small.options());
    sound(&report);
    assert_eq!(report.summary.map(|summary| summary.removed), Some(1));
    let clean = TempDir::new().expect("a temporary folder");
    sound(&build(&Options { out: Some(clean.path().to_owned()), ..small.options() }));
    assert_eq!(small.built(), files(clean.path()));
    assert!(!small.folder.path().join("public/projects/charts").exists());
}

#[test]
fn a_build_with_an_error_leaves_the_output_as_it_was() {
    let small = Small::new();
    sound(&build(&small.options()));
    let before = small.built();
    let broken = [
        ("content/projects/charts.md", project("Charts", "A [link](gone.md)"), Code::BrokenLink),
        ("data/profile.yaml", "name: Ada\nnmae: Ada\n".to_owned(), Code::UnknownKey),
        ("templates/page.html", "{% if %}\n".to_owned(), Code::TemplateSyntax),
        ("showpiece.yaml", "title: Ada\n".to_owned(), Code::MissingKey),
    ];
    for (path, text, code) in broken {
        let sound_text = std::fs::read_to_string(small.folder.path().join(path)).ok();
        small.put(path, &text);
        small.put("content/new.md", "---\ntitle: New\n---\n\nSound, and yet not to be published.\n");
        let report = build(&small.options());
        assert!(report.summary.is_none());
        assert!(
            report.diagnostics.iter().any(|diagnostic| diagnostic.code == code),
            "{code}: {:?}",
            report.diagnostics
        );
        assert_eq!(small.built(), before, "{code}");
        match sound_text {
            Some(text) => small.put(path, &text),
            None => std::fs::remove_file(small.folder.path().join(path)).expect("the file can be removed"),
        }
    }
    let strict = Options { strict: true, ..small.options() };
    small.put("data/skills.yaml", "- group: Languages\n  skills: [{id: cobol, name: COBOL}]\n");
    assert!(build(&strict).summary.is_none(), "a warning counts when it is to");
    assert_eq!(small.built(), before);
    assert!(build(&small.options()).summary.is_some(), "and does not otherwise");
}

// --- who read what ---

/// Every file of one version of a site with the facts that its render read.
struct Version {
    pages: BTreeMap<String, (Vec<u8>, BTreeMap<Fact, Fingerprint>)>,
    /// All facts that some page read.
    facts: BTreeMap<Fact, Fingerprint>,
}

impl Version {
    fn of(options: &Options) -> Self {
        let mut builder = Builder::new(options.clone());
        builder.update(&ChangeSet::everything());
        let renderer: &Renderer = builder.renderer().expect("a site that can be rendered");
        let (mut pages, mut facts) = (BTreeMap::new(), BTreeMap::new());
        for route in renderer.site().routes() {
            let outcome = renderer.render(&route);
            let Some(bytes) = outcome.bytes else { continue };
            let reads: BTreeMap<Fact, Fingerprint> =
                outcome.reads.iter().map(|(fact, seen)| (fact.clone(), seen)).collect();
            for (fact, seen) in &reads {
                let first = *facts.entry(fact.clone()).or_insert(*seen);
                assert_eq!(first, *seen, "one version of a site, two values of {fact:?}");
            }
            pages.insert(route.path, (bytes, reads));
        }
        Self { pages, facts }
    }

    fn reads(&self, path: &str) -> &BTreeMap<Fact, Fingerprint> {
        &self.pages.get(path).unwrap_or_else(|| panic!("no page {path}")).1
    }
}

#[test]
fn a_page_reads_what_it_shows_and_no_more() {
    let small = Small::new();
    let version = Version::of(&small.options());
    let reads = |path: &str, fact: &Fact| version.reads(path).contains_key(fact);
    let source = |name: &str| -> showpiece::diagnostic::SourcePath { format!("content/projects/{name}.md").into() };
    let (ledger, charts) = (source("ledger"), source("charts"));

    assert!(reads("/projects/ledger/", &Fact::Card(ledger.clone())));
    assert!(reads("/projects/ledger/", &Fact::Body(ledger.clone())));
    assert!(!reads("/projects/ledger/", &Fact::Body(charts.clone())));
    assert!(reads("/", &Fact::Profile));
    for list in ["/", "/projects/", "/feed.xml", "/feed.json", "/sitemap.xml", "/404.html"] {
        for page in [&ledger, &charts] {
            assert!(!reads(list, &Fact::Body(page.clone())), "{list} reads a body");
        }
    }
    assert!(reads("/projects/", &Fact::Card(charts)));
    assert!(!reads("/sitemap.xml", &Fact::Profile));
}

/// The number of words is part of how lists show a page, so the text changes by a word of its own length.
#[test]
fn an_edited_text_changes_what_its_own_page_read_and_nothing_else() {
    let small = Small::new();
    let before = Version::of(&small.options());
    small.put("content/projects/charts.md", &project("Charts", "Numbers that are felt"));
    let after = Version::of(&small.options());
    let changed = |path: &&String| before.pages[*path] != after.pages[*path];
    assert_eq!(before.pages.keys().filter(changed).collect::<Vec<_>>(), ["/projects/charts/"]);
    let (old, new) = (before.reads("/projects/charts/"), after.reads("/projects/charts/"));
    let facts: Vec<&Fact> = old.keys().filter(|fact| new.get(*fact) != old.get(*fact)).collect();
    assert_eq!(facts, [&Fact::Body("content/projects/charts.md".into())]);
}

/// The files of a site, edited: what to do, to which file, from which text to which.
struct Edit(&'static str, &'static str, &'static str);

/// Each touches something that some page shows in another way than the next.
const EDITS: &[Edit] = &[
    Edit("content/writing/what-a-review-is-for.md", "tags: [code-review", "tags: [Code-Review"),
    Edit("content/writing/what-a-review-is-for.md", "date: 2022-06-20", "date: 2026-06-01"),
    Edit("content/projects/ledgerline/index.md", "summary: Double", "summary: Plain double"),
    Edit("content/projects/ledgerline/index.md", "status: maintained", "status: archived"),
    Edit("content/projects/ledgerline/index.md", "environment: saas", "environment: agency"),
    Edit("content/projects/ledgerline/index.md", "skills: [python, django", "skills: [python, htmx"),
    Edit("showpiece.yaml", "title: Juno Halvorsen", "title: Juno H."),
    Edit("showpiece.yaml", "base_url: https://juno-halvorsen.example/", "base_url: https://juno.example/site/"),
    Edit("showpiece.yaml", "scheme: ink", "scheme: moss"),
    Edit("showpiece.yaml", "footer_note: The", "footer_note: All the"),
    Edit("showpiece.yaml", "limit: 20", "limit: 2"),
    Edit("showpiece.yaml", "{label: Projects", "{label: Work"),
    Edit("showpiece.yaml", "language: en ", "language: de "),
    Edit("showpiece.yaml", "writing: {paginate: 20}", "writing: {paginate: 2}"),
    Edit("data/profile.yaml", "label: Python developer", "label: Developer"),
    Edit("data/profile.yaml", "name: Juno Halvorsen", "name: Juno B. Halvorsen"),
    Edit("data/skills.yaml", "name: Python\n", "name: Python 3\n"),
    Edit("data/skills.yaml", "- group: Frameworks", "- group: Tools of the trade"),
    Edit(
        "data/skills.yaml",
        "- group: Languages",
        "- group: Dead ones\n  skills: [{id: cobol, name: COBOL}]\n\n- group: Languages",
    ),
    Edit("data/experience.yaml", "position: Lead data engineer", "position: Head of data"),
    Edit("data/experience.yaml", "start: 2024-09", "start: 2023-09"),
    Edit("data/testimonials.yaml", "eleven comments", "twelve comments"),
    Edit("data/languages.yaml", "language: German", "language: Danish"),
    Edit("content/projects/_index.md", "title: Projects", "title: Things I made"),
    Edit("content/writing/_index.md", "---\n\n", "---\n\nBy the way: "),
    Edit("content/projects/quietpager.md", "title: ", "title: The "),
    Edit("content/projects/quietpager.md", "\n## ", "\n## Another heading\n\n## "),
    Edit("content/projects/quietpager.md", "\nskills: [", "\nfeatured: 1\nskills: ["),
    Edit("content/writing/branches-are-cheap.md", "title: ", "unlisted: true\ntitle: "),
    Edit(
        "i18n/en.yaml",
        "",
        "nav.home: Start\nsections.projects: Works\nevidence.project: Works\nstatus.maintained: Kept\n",
    ),
    Edit("i18n/en.yaml", "", "body.anchor: Here\nenvironment.saas: Software for rent\npagination.page: Sheet\n"),
    Edit("data/environments.yaml", "name: SaaS product", "name: Rented software"),
    Edit("showpiece.yaml", "scope: block", "scope: off"),
    Edit("showpiece.yaml", "https://pandas.pydata.org/docs/", "https://pandas.example/"),
    Edit("showpiece.yaml", "scope: block", "scope: page"),
    Edit("content/projects/quietpager.md", "title: ", "api_links: off\ntitle: "),
    Edit("static/icon.svg", "", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>\n"),
    Edit("static/images/release-line.svg", "0 0 760 300", "0 0 760 200"),
];

/// The rule on which incremental builds stand: if every fact that a page read is what it was, the page is what it was. A
/// value that reaches a page on another way than through its view breaks it.
#[test]
fn a_page_whose_facts_are_the_same_is_the_same() {
    let site = files(&example_site());
    let folder = TempDir::new().expect("a temporary folder");
    write(folder.path(), &site);
    let options = Options::new(folder.path(), today());
    let before = Version::of(&options);
    let mut wrong = BTreeSet::new();
    for edit in EDITS {
        let Edit(path, from, to) = *edit;
        let old = site.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let text = old.clone().unwrap_or_default();
        assert!(text.contains(from), "the example site has changed: no `{from}` in {path}");
        let edited = if from.is_empty() { format!("{text}{to}") } else { text.replacen(from, to, 1) };
        write(folder.path(), &Files::from([(path.to_owned(), edited.into_bytes())]));
        let after = Version::of(&options);
        assert!(
            before.pages.iter().any(|(path, page)| after.pages.get(path).map(|page| &page.0) != Some(&page.0)),
            "{path}: {to} shows nowhere"
        );
        for (page, (bytes, reads)) in &before.pages {
            let stands = reads.iter().all(|(fact, seen)| after.facts.get(fact) == Some(seen));
            // A page that is gone is the plan's business.
            let same = after.pages.get(page).is_none_or(|(now, _)| now == bytes);
            if stands && !same {
                wrong.insert(format!("{page} after `{}` in {path}", to.trim()));
            }
        }
        match old {
            Some(text) => write(folder.path(), &Files::from([(path.to_owned(), text.into_bytes())])),
            None => std::fs::remove_file(folder.path().join(path)).expect("the file can be removed"),
        }
    }
    assert!(wrong.is_empty(), "{} pages changed, and nothing that they read:\n{:#?}", wrong.len(), wrong);
}

// --- the plan ---

#[test]
fn what_is_planned_is_what_is_written() {
    let options = Options::new(example_site(), today());
    let mut builder = Builder::new(options);
    builder.update(&ChangeSet::everything());
    let site = builder.renderer().expect("a site that can be rendered").site();
    let planned: Vec<String> = site.routes().map(|route: Route| route.file()).collect();
    let unique: BTreeSet<&str> = planned.iter().map(String::as_str).collect();
    assert_eq!(unique.len(), planned.len(), "two addresses are one file");
    let written: BTreeSet<&str> =
        first().keys().map(String::as_str).filter(|name| *name != ".showpiece-manifest").collect();
    assert_eq!(unique, written);
}
