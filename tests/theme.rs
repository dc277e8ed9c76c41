//! `theme …`: a theme that is begun works at once; templates that are taken out know when the theme has moved on; `theme check`
//! finds what is missing; the bundled themes have nothing to mend.

#![allow(clippy::expect_used, reason = "helpers of tests may fail like tests")]

mod support;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use showpiece::check::check;
use showpiece::diagnostic::{Code, Diagnostic};
use showpiece::edit;
use showpiece::output::RealDisk;
use showpiece::pipeline::{Builder, Options};
use showpiece::template::theme::BUNDLED;
use showpiece::theme::{self, Library};
use support::case::{Place, site};
use support::{build, files, today};

/// The library of a site, which must be readable.
fn library(place: &Place) -> Library {
    Library::open(&place.site()).map_err(|failure| failure.diagnostics).expect("the site can be read")
}

/// What a test does not expect to fail.
fn good<T>(result: Result<T, theme::Failure>) -> T {
    result.map_err(|failure| failure.diagnostics).expect("no failure")
}

/// `showpiece theme …` in the site: exit code, standard output, standard error.
fn run(place: &Place, arguments: &[&str]) -> (i32, String, String) {
    program(place, &[&["theme"], arguments].concat())
}

/// The same of any command.
fn program(place: &Place, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_showpiece"))
        .args(arguments)
        .current_dir(place.site())
        .env("SOURCE_DATE_EPOCH", "1781481600")
        .env("NO_COLOR", "1")
        .output()
        .expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is text");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

fn begin(place: &Place, name: &str, parent: &str) {
    let files = good(theme::begin(&library(place), name, parent));
    edit::create(&place.site(), &files).expect("files can be made");
}

fn write(place: &Place, path: &str, text: &str) {
    let path = place.site().join(path);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
    std::fs::write(path, text).expect("a file can be written");
}

fn read(place: &Place, path: &str) -> String {
    std::fs::read_to_string(place.site().join(path)).expect("a file is readable")
}

/// What `theme check` finds in the files of a theme.
fn inspected(place: &Place, name: &str) -> Vec<(Code, String)> {
    let library = library(place);
    let (theme, _) = good(library.load(name));
    theme::inspect(&library, &theme).into_iter().map(|one| (one.code, one.message)).collect()
}

#[test]
fn the_bundled_themes_have_nothing_to_mend() {
    let library = Library::bundled();
    for name in library.names() {
        let (theme, found) = good(library.load(&name));
        assert_eq!(found, [], "{name}");
        assert_eq!(theme::inspect(&library, &theme), [], "{name}");
        let site = theme::reference_site(&library, &theme).expect("a folder can be made");
        let checked = check(&mut Builder::new(Options::new(site.path(), today())));
        assert_eq!(support::told(&checked.diagnostics, &checked.sources), "", "{name}");
        assert!(checked.pages > 30, "{name}");
    }
}

#[test]
fn the_reference_site_asks_for_every_template_of_base() {
    let library = Library::bundled();
    let (theme, _) = good(library.load("base"));
    let site = theme::reference_site(&library, &theme).expect("a folder can be made");
    let mut builder = Builder::new(Options::new(site.path(), today()));
    builder.update(&showpiece::pipeline::ChangeSet::everything());
    let kinds: BTreeSet<String> = builder
        .look_at_all(|_, bytes| {
            let html = String::from_utf8_lossy(bytes);
            Some(html.split_once("<body class=\"kind-")?.1.split('"').next()?.to_owned())
        })
        .into_iter()
        .filter_map(|(_, kind)| kind)
        .collect();
    let pages = theme
        .template_names()
        .into_iter()
        .filter(|name| !name.contains('/'))
        .map(|name| name.trim_end_matches(".html"));
    let missing: Vec<&str> =
        pages.filter(|name| !kinds.contains(*name) && !["base", "redirect"].contains(name)).collect();
    assert_eq!(missing, [""; 0], "{kinds:?}");
    assert!(builder.renderer().expect("a site").site().node("/me/").is_some(), "a redirect");
}

#[test]
fn a_new_theme_works_on_each_bundled_one_and_on_itself() {
    let place = Place::new(&site(&[("content/projects/x.md", "---\ntitle: X\nsummary: Y.\n---\n\nZ.\n")]));
    for parent in Library::bundled().names() {
        let name = format!("on-{parent}");
        begin(&place, &name, &parent);
        begin(&place, &format!("{name}-2"), &name);
        for name in [name.clone(), format!("{name}-2")] {
            let report = build(&Options { theme: Some(name.clone()), strict: true, ..place.options() });
            assert_eq!(report.diagnostics, [], "{name}");
            let written = files(&place.out());
            let home = String::from_utf8_lossy(&written["index.html"]).into_owned();
            assert!(home.contains(" data-density=\"airy\"") && home.contains(&format!("assets/{name}.")), "{home}");
            assert_eq!(inspected(&place, &name), [], "{name}");
        }
    }
    let (theme, _) = good(library(&place).load("on-paper-2"));
    assert_eq!(theme.chain, ["on-paper-2", "on-paper", "paper", "base"]);
}

#[test]
fn a_new_theme_has_a_name_of_its_own() {
    let place = Place::new(&site(&[]));
    for (name, parent, code) in [
        ("paper", "base", Code::FileExists),
        ("../x", "base", Code::InvalidValue),
        ("Mine", "base", Code::InvalidValue),
        ("mine", "mine", Code::InvalidValue),
        ("mine", "atelie", Code::UnknownTheme),
    ] {
        let failure = theme::begin(&library(&place), name, parent).expect_err("a refusal");
        assert_eq!(failure.diagnostics.iter().map(|one| one.code).collect::<Vec<_>>(), [code], "{name} {parent}");
    }
}

#[test]
fn an_ejected_template_makes_the_same_pages() {
    let place = Place::new(&site(&[(
        "content/projects/x.md",
        "---\ntitle: X\nsummary: Y.\nresults: [{metric: A, value: B}]\n---\n\n:::details{summary=\"S\"}\nZ.\n:::\n",
    )]));
    let build = || {
        let report = build(&place.options());
        assert_eq!(report.diagnostics.iter().filter(|one| one.is_error()).count(), 0, "{:?}", report.diagnostics);
        files(&place.out())
    };
    let before = build();
    let library_before = library(&place);
    let (theme, _) = good(library_before.load("atelier"));
    let names: Vec<String> = theme.template_names().into_iter().map(str::to_owned).collect();
    for name in &names {
        let ejected = good(theme::eject(&theme, name));
        edit::create(&place.site(), &[ejected.template, ejected.origin]).expect("files can be made");
    }
    // An original that extends its own name would go round in a circle in the site's place; the note says where it was.
    let after = build();
    assert!(before == after, "the pages differ");
    let library = library(&place);
    let (theme, _) = good(library.load("atelier"));
    let report = theme::report(&library, &theme);
    assert_eq!((report.current, report.unknown, report.diagnostics), (names.len(), Vec::new(), Vec::new()));
}

#[test]
fn names_of_templates_are_understood() {
    let library = Library::bundled();
    let (theme, _) = good(library.load("mosaic"));
    for written in [
        "project",
        "project.html",
        "templates/project.html",
        "./templates/project.html",
        "base/project.html",
        "mosaic/project",
    ] {
        let ejected = good(theme::eject(&theme, written));
        assert_eq!(ejected.template.path, "templates/project.html", "{written}");
        assert!(ejected.template.text.contains("file=mosaic/templates/project.html"), "{written}");
    }
    for written in ["header", "header.html", "partials/header"] {
        let ejected = good(theme::eject(&theme, written));
        assert_eq!(ejected.template.path, "templates/partials/header.html", "{written}");
    }
    for (written, help) in [
        ("projekt", "did you mean `project`?"),
        ("hedaer", "did you mean `partials/header.html`?"),
        ("layouts/tag.html", "did you mean `tag.html`?"),
        ("layouts/project.html", "which one is meant: `components/project.html`, `project.html`?"),
        ("zzzzzzzz", "it has `404.html`, "),
    ] {
        let failure = theme::eject(&theme, written).expect_err("no such template");
        assert!(failure.diagnostics[0].help[0].starts_with(help), "{written}: {:?}", failure.diagnostics);
    }
}

/// A site with a theme of its own, one template of which was ejected.
fn taken() -> Place {
    let place = Place::new(&site(&[
        ("themes/mine/theme.yaml", "name: mine\nversion: 1.0.0\napi: 1\n"),
        (
            "themes/mine/templates/partials/foot.html",
            "<p>one</p>\n<p>two</p>\n<p>three</p>\n<p>four</p>\n<p>five</p>\n",
        ),
        ("themes/mine/templates/partials/footer.html", "{% include \"partials/foot.html\" %}\n"),
        ("showpiece.yaml", "title: Ada Example\nbase_url: https://ada.example/\ntheme: mine\n"),
    ]));
    assert_eq!(run(&place, &["eject", "partials/foot"]).0, 0);
    place
}

#[test]
fn drift_is_told_with_what_each_side_changed() {
    let place = taken();
    assert_eq!(run(&place, &["diff"]).0, 0);
    let ejected = read(&place, "templates/partials/foot.html");
    write(&place, "templates/partials/foot.html", &ejected.replace("one", "mine").replace("five", "my five"));
    assert_eq!(run(&place, &["diff"]).0, 0, "what the site changes is its own affair");

    let theirs = "<p>one</p>\n<p>two</p>\n<p>THREE</p>\n<p>four</p>\n<p>their five</p>\n";
    write(&place, "themes/mine/templates/partials/foot.html", theirs);
    write(&place, "themes/mine/theme.yaml", "name: mine\nversion: 1.1.0\napi: 1\n");
    let (code, told, _) = run(&place, &["diff"]);
    assert_eq!(code, 1);
    let expected = "\
templates/partials/foot.html: taken from mine/templates/partials/foot.html 1.0.0, which is mine/templates/partials/foot.html 1.1.0 now
  places that the theme changed: 1; that the site changed: 1; that both changed alike: 0; in conflict: 1

  the site changed, at line 1 of the original:
    - <p>one</p>
    + <p>mine</p>

  the theme changed, at line 3 of the original:
    - <p>three</p>
    + <p>THREE</p>

  CONFLICT: both changed, at line 5 of the original:
    - <p>five</p>
    site  + <p>my five</p>
    theme + <p>their five</p>

";
    assert_eq!(told, expected);
    let (code, told, _) = run(&place, &["diff", "--format", "json"]);
    assert!(code == 1 && told.contains("\"template-drift\""), "{told}");

    // A build has nothing to say; the linter has.
    assert_eq!(build(&place.options()).diagnostics, []);
    let checked = check(&mut Builder::new(place.options()));
    let drift: Vec<&Diagnostic> = checked.diagnostics.iter().filter(|one| one.code == Code::TemplateDrift).collect();
    assert_eq!(drift.len(), 1);

    assert_eq!(run(&place, &["eject", "partials/foot.html", "--accept"]).0, 0);
    assert_eq!(run(&place, &["diff"]).0, 0);
    assert_eq!(read(&place, "templates/.origin/partials/foot.html"), theirs);
    let mine = read(&place, "templates/partials/foot.html");
    assert!(mine.contains("<p>mine</p>") && mine.contains("version=1.1.0"), "{mine}");
}

#[test]
fn an_original_that_is_lost_is_told_of() {
    let place = taken();
    write(&place, "themes/mine/templates/partials/foot.html", "<p>other</p>\n");
    write(&place, "templates/.origin/partials/foot.html", "tampered\n");
    let (code, told, _) = run(&place, &["diff"]);
    assert!(code == 1 && told.contains("is missing or was changed"), "{told}");
    write(&place, "themes/mine/templates/partials/footer.html", "\n");
    std::fs::remove_file(place.site().join("themes/mine/templates/partials/foot.html")).expect("a file can be removed");
    let (code, told, _) = run(&place, &["diff"]);
    assert!(code == 1 && told.contains("no longer has this template"), "{told}");
}

#[test]
fn nothing_is_replaced_unless_it_is_accepted() {
    let place = taken();
    let before = files(&place.site());
    let (code, _, told) = run(&place, &["eject", "partials/foot"]);
    assert!(code == 1 && told.contains("file-exists"), "{told}");
    let (code, _, told) = run(&place, &["eject", "partials/footer", "--accept"]);
    assert!(code == 1 && told.contains("has no `templates/partials/footer.html`"), "{told}");
    assert!(files(&place.site()) == before, "something was written");
}

#[test]
fn a_template_without_a_note_is_mentioned() {
    let place = Place::new(&site(&[
        ("templates/partials/footer.html", "<footer>Mine</footer>\n"),
        ("templates/project.html", "{% extends \"base/project.html\" %}\n"),
        ("templates/layouts/wide.html", "{% extends \"base.html\" %}\n"),
    ]));
    let (code, _, told) = run(&place, &["diff"]);
    assert!(code == 0 && told.contains("templates/partials/footer.html replaces the theme's"), "{told}");
    assert!(!told.contains("project.html") && !told.contains("wide"), "{told}");
}

#[test]
fn check_finds_what_a_theme_lacks() {
    let place = Place::new(&site(&[
        (
            "themes/mine/theme.yaml",
            "name: mine\nversion: 1.0.0\napi: 1\nlayouts: [wide]\noptions:\n  used: {type: boolean, default: true}\n  idle: {type: text, default: x}\n",
        ),
        (
            "themes/mine/templates/base.html",
            "<!doctype html><html{% block html_attributes %}{% endblock %}><head>{% block styles %}{% endblock %}</head><body>\
             {% block breadcrumbs %}{% endblock %}{% block main %}{% endblock %}{{ option(name=\"used\") }}{# option(name=\"idle\") #}</body></html>\n",
        ),
        (
            "themes/mine/templates/home.html",
            "{% extends \"base/home.html\" %}{% block main %}{{ option(name=\"usd\") }}{{ t(key=\"mine.hello\") }}{{ t(key=\"nav.skp\") }}{% endblock %}\n",
        ),
        ("themes/mine/templates/projekt.html", "{% include \"partials/lost.html\" %}\n"),
        ("themes/mine/templates/partials/lost.html", "x\n"),
        ("themes/mine/i18n/en.yaml", "mine.hello: Hello\n"),
        ("themes/mine/i18n/fr.yaml", "mine.hello: Bonjour\n"),
    ]));
    let found = inspected(&place, "mine");
    let says = |code: Code, text: &str| found.iter().any(|(one, message)| *one == code && message.contains(text));
    for (code, text) in [
        (Code::ThemeIncomplete, "no block `head`, which `base/base.html` has"),
        (Code::ThemeIncomplete, "no block `intro`, which `base/home.html` has"),
        (Code::ThemeIncomplete, "no block `work`, which `base/home.html` has"),
        (Code::ThemeIncomplete, "offers the layout `wide`"),
        (Code::ThemeIncomplete, "no interface text `nav.skp`"),
        (Code::ThemeIncomplete, "missing in `fr`"),
        (Code::ThemeIncomplete, "one interface text is missing in `de`: `mine.hello`"),
        (Code::ThemeOption, "no option `usd`"),
        (Code::ThemeUnused, "nothing uses the template `projekt.html`"),
        (Code::ThemeUnused, "nothing uses the template `partials/lost.html`"),
        (Code::ThemeUnused, "no template reads the option `idle`"),
    ] {
        assert!(says(code, text), "{code} {text}: {found:#?}");
    }
    assert!(!says(Code::ThemeIncomplete, "block `main`") && !says(Code::ThemeUnused, "`used`"), "{found:#?}");
    let (code, told, _) = run(&place, &["check", "mine", "--format", "json"]);
    assert!(code == 1 && told.contains("themes/mine/templates/home.html"), "{told}");
}

#[test]
fn the_gallery_has_the_site_in_every_theme() {
    let place = Place::new(&site(&[("content/projects/x.md", "---\ntitle: X\nsummary: Y.\n---\n\nZ.\n")]));
    begin(&place, "mine", "paper");
    let out = place.out().join("gallery");
    let preview = || {
        let shown = out.to_string_lossy().into_owned();
        let (code, told, error) =
            run(&place, &["preview", "--out", &shown, "--base-url", "https://ada.example/themes/"]);
        assert_eq!(code, 0, "{error}");
        assert!(told.ends_with("index.html\n"), "{told}");
        files(&out)
    };
    let first = preview();
    let index = String::from_utf8_lossy(&first["index.html"]).into_owned();
    let names = library(&place).names();
    assert_eq!(names.len(), 6);
    for name in &names {
        assert!(index.contains(&format!("<iframe src=\"{name}/\"")), "{name}");
        let home = String::from_utf8_lossy(&first[format!("{name}/index.html").as_str()]).into_owned();
        assert!(home.contains(&format!("href=\"/themes/{name}/projects/\"")), "{home}");
    }
    assert!(index.contains("href=\"mine/projects/\"") && !index.contains("/career/"), "{index}");
    assert!(preview() == first, "the same again");

    write(&place, "themes/mine/templates/home.html", "{% if %}\n");
    let shown = out.to_string_lossy().into_owned();
    let (code, _, told) = run(&place, &["preview", "--out", &shown]);
    assert!(code == 1 && told.contains("cannot be built in the theme mine"), "{told}");
    let index = std::fs::read_to_string(out.join("index.html")).expect("the page is there");
    assert!(!index.contains("mine/") && index.contains("paper/"), "{index}");
}

#[test]
fn a_site_can_carry_its_policy_in_each_page() {
    for name in Library::bundled().names() {
        for (setting, wanted) in [("off", false), ("meta", true)] {
            let config = format!(
                "title: Ada Example\nbase_url: https://ada.example/\ntheme: {name}\noutputs: {{csp: \"{setting}\"}}\n"
            );
            let place = Place::new(&site(&[
                ("showpiece.yaml", &config),
                (
                    "content/projects/x.md",
                    "---\ntitle: X\nsummary: Y.\n---\n\n```python {numbers mark=\"1\"}\nimport os\n```\n",
                ),
            ]));
            assert_eq!(build(&place.options()).diagnostics.iter().filter(|one| one.is_error()).count(), 0);
            let written = files(&place.out());
            let pages: Vec<_> = written.iter().filter(|(path, _)| path.ends_with(".html")).collect();
            assert!(pages.len() > 2);
            for (path, bytes) in pages {
                let html = String::from_utf8_lossy(bytes);
                let at = html.find("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src ");
                assert_eq!(at.is_some(), wanted, "{name} {path}");
                // A policy holds for what stands below it, and allows nothing inline.
                let first = ["<script", "<link", "<style"].iter().filter_map(|tag| html.find(tag)).min();
                assert!(!wanted || at < first, "{name} {path}");
                assert!(
                    !html.contains("<style") && !html.contains(" style=\"") && !html.contains(" onclick="),
                    "{name} {path}"
                );
                let inline = html.split("<script").skip(1).filter(|tag| !tag.starts_with(" src=\""));
                assert!(inline.clone().all(|tag| tag.starts_with(" type=\"application/ld+json\">")), "{name} {path}");
            }
        }
    }
}

#[test]
fn themes_are_listed_and_shown() {
    let place = Place::new(&site(&[
        (
            "showpiece.yaml",
            "title: Ada Example\nbase_url: https://ada.example/\ntheme: mine\ntheme_options: {mine: {tone: loud}}\n",
        ),
        (
            "themes/mine/theme.yaml",
            "name: mine\nversion: 2.1.0\napi: 1\ndescription: My own.\nextends: paper\nlayouts: [wide]\nlicense: MIT\noptions:\n  tone: {type: \
             choice, values: [quiet, loud], default: quiet, help: How it speaks.}\n",
        ),
        ("themes/mine/templates/layouts/wide.html", "{% extends \"base.html\" %}\n"),
        ("themes/broken/theme.yaml", "name: [\n"),
    ]));
    let (code, told, error) = run(&place, &["list"]);
    assert_eq!(code, 1, "one cannot be read");
    assert!(error.contains("themes/broken/theme.yaml:"), "{error}");
    let line = |name: &str| told.lines().find(|line| line.contains(name)).map(str::to_owned).unwrap_or_default();
    assert_eq!(line("mine"), "* mine      2.1.0  site     My own.");
    assert!(line("broken").contains("cannot be read") && line("atelier").starts_with("  atelier "), "{told}");

    let (code, told, _) = run(&place, &["show", "mine"]);
    assert_eq!(code, 0);
    for part in [
        "theme      mine 2.1.0 (in use)",
        "extends    paper, then base",
        "languages  de, en, es",
        "layouts    wide",
        "showpiece  any version",
        "licence    MIT",
        "  tone: choice of quiet, loud\n    default \"quiet\"\n    here    \"loud\"\n    How it speaks.",
        "  numbering: boolean (of paper)",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let (code, _, told) = run(&place, &["show", "papr"]);
    assert!(code == 1 && told.contains("did you mean `paper`?"), "{told}");
}

#[test]
fn without_a_site_there_are_the_bundled_themes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = Command::new(env!("CARGO_BIN_EXE_showpiece"))
        .args(["theme", "list"])
        .current_dir(folder.path())
        .output()
        .expect("the program runs");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(
        told.lines().count(),
        BUNDLED.iter().filter(|(path, _)| path.ends_with("/theme.yaml")).count(),
        "{told}"
    );
    assert!(!told.contains('*') && Path::new(folder.path()).exists(), "{told}");
}

#[test]
fn a_report_is_a_build() {
    let place = Place::new(&site(&[]));
    let options = Options::new(place.site(), today());
    let base = showpiece::config::BaseUrl::parse("https://ada.example/").map_err(|_| ()).expect("an address");
    let wanted = theme::Wanted { out: &place.out(), base: &base, options: &options };
    let gallery = good(theme::gallery(&library(&place), &wanted, &RealDisk));
    assert!(gallery.themes.iter().all(|(_, report)| report.summary.is_some()));
}

#[test]
fn no_sheet_says_left_or_right() {
    let mut sheets = 0;
    let mut physical = Vec::new();
    for (path, bytes) in BUNDLED.iter().filter(|(path, _)| path.ends_with(".css")) {
        sheets += 1;
        let text = std::str::from_utf8(bytes).expect("a style sheet is text");
        for declaration in text.split([';', '{', '}', '\n']).map(str::trim) {
            let (property, value) = declaration.split_once(':').unwrap_or_default();
            let sided =
                ["left", "right"].iter().any(|side| property == *side || property.contains(&format!("-{side}")));
            let aligned =
                ["text-align", "float", "clear"].contains(&property) && ["left", "right"].contains(&value.trim());
            if sided || aligned || lopsided(property, value) {
                physical.push(format!("{path}: {declaration}"));
            }
        }
    }
    assert!(sheets >= 5, "{sheets} sheets");
    assert!(physical.is_empty(), "a page from right to left does not follow: {physical:#?}");
}

/// Whether a shorthand gives the right side and the left one different values.
fn lopsided(property: &str, value: &str) -> bool {
    let sides = [
        "margin",
        "padding",
        "inset",
        "border-width",
        "border-color",
        "border-style",
        "scroll-margin",
        "scroll-padding",
    ];
    let mut depth = 0;
    let values: Vec<&str> = value
        .trim()
        .split(|letter: char| {
            depth += i32::from(letter == '(') - i32::from(letter == ')');
            letter == ' ' && depth == 0
        })
        .collect();
    sides.contains(&property) && values.len() == 4 && values.get(1) != values.get(3)
}

#[test]
fn a_shorthand_can_say_left_or_right() {
    assert!(lopsided("padding", "0 0 1.5rem 1.25rem"));
    assert!(lopsided("margin", " calc(var(--row) * -1.5) 0 var(--row) -1ch"));
    for (property, value) in [
        ("margin", "0 1rem"),
        ("margin", "0 1em 2em 1em"),
        ("padding", "clamp(1rem, 2vw, 3rem) 0"),
        ("grid-area", "1 2 3 4"),
    ] {
        assert!(!lopsided(property, value), "{property}: {value}");
    }
}

#[test]
fn every_page_of_a_language_from_right_to_left_is_turned() {
    let config = "title: Ada\nbase_url: https://ada.example/\nlanguage: ";
    let about = "---\ntitle: About\naliases: [/me/]\n---\nText.\n";
    let themes = Library::bundled().names();
    assert!(themes.len() >= 5, "{themes:?}");
    for theme in themes {
        for (language, turned) in [("he", true), ("en", false)] {
            let config = format!("{config}{language}\ntheme: {theme}\n");
            let place = Place::new(&site(&[("showpiece.yaml", &config), ("content/about.md", about)]));
            assert!(build(&place.options()).summary.is_some(), "{theme}");
            let pages: Vec<_> = files(&place.out()).into_iter().filter(|(path, _)| path.ends_with(".html")).collect();
            assert!(pages.len() >= 4, "home, about, an address that moved and what is not there");
            for (path, bytes) in pages {
                let html = String::from_utf8_lossy(&bytes);
                assert_eq!(html.contains(&format!("<html lang=\"{language}\" dir=\"rtl\"")), turned, "{theme}: {path}");
            }
        }
    }
}

#[test]
fn themes_need_no_address() {
    let place =
        Place::new(&site(&[("showpiece.yaml", "title: Ada\ntheme: mosaic\n"), ("data/profile.yaml", "name: Ada\n")]));
    for arguments in [
        &["list"][..],
        &["show", "mosaic"],
        &["new", "mine"],
        &["check"],
        &["preview", "--out", "gallery"],
        &["eject", "project.html"],
        &["diff"],
    ] {
        let (code, told, said) = run(&place, arguments);
        assert_eq!(code, 0, "{arguments:?}\n{told}{said}");
    }
    assert!(place.site().join("gallery/mosaic/index.html").is_file());
    // Nor do others that make no page.
    for arguments in [&["schema"][..], &["verify"], &["explain", "/"]] {
        let (code, told, said) = program(&place, arguments);
        assert!(code == 0 && !said.contains("base_url") && !said.contains("could not"), "{arguments:?}\n{told}{said}");
    }
    // Whatever else is wrong with the file is told as ever.
    write(&place, "showpiece.yaml", "title: Ada\nbase_url: nowhere\n");
    let (code, _, said) = run(&place, &["list"]);
    assert!(code == 1 && said.contains("invalid-url"), "{said}");
}
