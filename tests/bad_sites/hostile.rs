//! Input that is made to stop a build: deep nesting, bombs, long lines, thousands of the same. Every build ends, and soon.

use std::time::{Duration, Instant};

use showpiece::diagnostic::Code;

use super::{Place, build_whole, errors, site};

/// Far more than any of these takes, far less than one that grows with the square of its input would.
const SOON: Duration = Duration::from_secs(240);

const HEAD: &str = "---\ntitle: About\n---\n\n";

/// Builds a site of one file, and returns the codes of its errors.
fn fate(path: &str, text: &str) -> Vec<Code> {
    let place = Place::new(&site(&[(path, text)]));
    let begun = Instant::now();
    let report = build_whole(&place.options());
    assert!(
        begun.elapsed() < SOON,
        "{path} took {:?}: {}…",
        begun.elapsed(),
        text.chars().take(60).collect::<String>()
    );
    errors(&report.diagnostics).into_iter().collect()
}

fn nested(open: &str, close: &str) -> String {
    format!("{}x{}", open.repeat(20_000), close.repeat(20_000))
}

#[test]
fn deep_nesting_in_data_is_refused() {
    for text in [nested("[", "]"), nested("{a: ", "}"), "- ".repeat(20_000), nested("[", ""), "? ".repeat(20_000)] {
        assert_eq!(fate("data/deep.yaml", &text), [Code::YamlLimit], "{}", &text[..40]);
    }
    assert_eq!(fate("data/deep.json", &nested("[", "]")), [Code::DataSyntax]);
    assert_eq!(fate("data/deep.toml", &format!("a = {}", nested("[", "]"))), [Code::DataSyntax]);
    let front = format!("---\ntitle: About\nextra: {{a: {}}}\n---\n", nested("[", "]"));
    assert_eq!(fate("content/about.md", &front), [Code::YamlLimit]);
}

#[test]
fn aliases_that_multiply_are_refused() {
    let levels: String = ('b'..='j')
        .zip('a'..)
        .map(|(name, of)| format!("{name}: &{name} [{}]\n", vec![format!("*{of}"); 10].join(", ")))
        .collect();
    assert_eq!(
        fate("data/bomb.yaml", &format!("a: &a [{}]\n{levels}", ["x"].repeat(10).join(", "))),
        [Code::YamlLimit]
    );
    assert_eq!(fate("data/self.yaml", "a: &a [*a]\n"), [Code::YamlLimit]);
}

#[test]
fn deep_nesting_in_markdown_is_built() {
    let markdown = [
        nested("> ", ""),
        nested("- ", ""),
        nested("[", "]"),
        nested("*a **b ", "** *"),
        nested("<div>", "</div>"),
        nested("<b>a ", ""),
        nested("~~a ", "~~"),
        nested("![a", "]"),
        nested("1. ", ""),
        nested("[^a", "]"),
        nested("`", "`"),
        nested("\"'", "'\""),
    ];
    for text in markdown {
        assert_eq!(fate("content/about.md", &format!("{HEAD}{text}\n")), [], "{}", &text[..20]);
    }
    let containers: String = (3..2_000).rev().map(|colons| format!("{}callout\n", ":".repeat(colons))).collect();
    let ends: String = (3..2_000).map(|colons| format!("{}\n", ":".repeat(colons))).collect();
    assert_eq!(fate("content/about.md", &format!("{HEAD}{containers}x\n{ends}")), []);
    assert_eq!(fate("content/about.md", &format!("{HEAD}${}$\n", nested("{", "}"))), [Code::MathSyntax]);
}

#[test]
fn signs_without_end_are_built() {
    for sign in [
        "<",
        "<!--",
        "<?",
        "<![CDATA[",
        "&",
        "$",
        "|",
        "_",
        "!",
        "(",
        "\\",
        "@",
        "www.",
        "www._",
        "http://",
        "a@",
        "[](",
        ": ",
        "> : ",
    ] {
        assert_eq!(fate("content/about.md", &format!("{HEAD}{}\n", sign.repeat(50_000))), [], "{sign}");
    }
    let all = ["<", "&", "<!--", "$", "~", "|", ":"].map(|sign| sign.repeat(20_000)).concat();
    assert_eq!(fate("content/about.md", &format!("{HEAD}{all}\n")), []);
    for (fence, code) in
        [("python", "("), ("python", "not "), ("python", "f'{"), ("json", "["), ("js", "("), ("~~~~", "x")]
    {
        assert_eq!(
            fate("content/about.md", &format!("{HEAD}```{fence}\n{}\n```\n", code.repeat(20_000))),
            [],
            "{fence}"
        );
    }
    assert_eq!(fate("content/about.md", &format!("{HEAD}```{}\nx\n```\n", "long".repeat(20_000))), []);
}

#[test]
fn raw_html_that_is_never_closed_is_cleaned_in_time() {
    let config = format!("{}markdown: {{raw_html: sanitise}}\n", crate::case::CONFIG);
    for text in
        ["a <b>".repeat(5_000), "<div>\n\n".repeat(5_000), nested("<div>", "</div>"), "<table><tr><td>".repeat(5_000)]
    {
        let place = Place::new(&site(&[("showpiece.yaml", &config), ("content/about.md", &format!("{HEAD}{text}"))]));
        let begun = Instant::now();
        build_whole(&place.options());
        assert!(begun.elapsed() < SOON, "{:?}: {}…", begun.elapsed(), &text[..40]);
    }
}

#[test]
fn much_of_the_same_is_built() {
    assert_eq!(fate("content/about.md", &format!("{HEAD}{}", "word ".repeat(1_000_000))), []);
    assert_eq!(fate("content/about.md", &format!("{HEAD}{}", "## Same\n\n".repeat(10_000))), []);
    assert_eq!(fate("content/about.md", &format!("{HEAD}{}", "w".repeat(5_000_000))), []);
    assert_eq!(fate("content/about.md", &format!("---\ntitle: {}\n---\n", "T".repeat(100_000))), []);
    let footnotes: String = (0..5_000).map(|n| format!("[^{n}]\n\n[^{n}]: See [^{}].\n\n", (n + 1) % 5_000)).collect();
    assert_eq!(fate("content/about.md", &format!("{HEAD}{footnotes}")), []);
    assert_eq!(
        fate("content/about.md", &format!("{HEAD}{}", "[x](nowhere.md)\n\n".repeat(10_000))),
        [Code::BrokenLink]
    );
    assert_eq!(fate("content/about.md", &format!("{HEAD}{}", ":::callout\n".repeat(3_000))), [Code::UnclosedComponent]);
}

#[test]
fn templates_cannot_run_for_ever() {
    for (text, code) in [
        ("{{ [[[[1]]]] }}".to_owned(), Code::TemplateSyntax),
        (format!("{{{{ {} }}}}", nested("(", ")")), Code::TemplateSyntax),
        ("{% if true %}".repeat(5_000) + &"{% endif %}".repeat(5_000), Code::TemplateSyntax),
        ("{% for x in range(end=100000000000) %}{% endfor %}".to_owned(), Code::TemplateError),
        ("{{ 1 / 0 }}".to_owned(), Code::TemplateError),
        ("{% component a() %}{{ <a/> }}{% endcomponent %}{{ <a/> }}".to_owned(), Code::TemplateError),
    ] {
        assert_eq!(fate("templates/404.html", &text), [code], "{}", text.chars().take(40).collect::<String>());
    }
}

/// A slip of the pen in a date must not make a page for each of a thousand years.
#[test]
fn far_dates_make_few_pages() {
    let project = |start: &str, end: &str| {
        format!("---\ntitle: P\nsummary: S\nstart: {start}\nend: {end}\nteam_size: 4294967295\n---\n")
    };
    let texts = [project("1000", "9999"), project("1000-01", "present"), project("9999-12-31", "present")];
    let files = [
        ("content/projects/a.md", &*texts[0]),
        ("content/projects/b.md", &*texts[1]),
        ("content/projects/c.md", &*texts[2]),
    ];
    let place = Place::new(&site(&files));
    let report = build_whole(&place.options());
    let pages = report.summary.expect("the site can be built").pages;
    assert!(pages < 100, "{pages} pages");
}

#[test]
fn many_skills_and_many_projects_stay_in_proportion() {
    let skills: String = (0..300).map(|n| format!("    - {{id: s{n}, name: Skill {n}}}\n")).collect();
    let mut files = site(&[("data/skills.yaml", &format!("- group: All\n  skills:\n{skills}"))]);
    for n in 0..300 {
        let named: Vec<String> = (0..20).map(|k| format!("s{}", (n * 7 + k) % 300)).collect();
        let text = format!(
            "---\ntitle: Project {n}\nsummary: S\nstart: {}\nskills: [{}]\n---\n",
            2000 + n % 20,
            named.join(", ")
        );
        files.insert(format!("content/projects/p{n}.md"), text.into());
    }
    let place = Place::new(&files);
    let begun = Instant::now();
    let summary = build_whole(&place.options()).summary.expect("the site can be built");
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    // A page each, the filters, and little more.
    assert!(summary.pages < 800 && summary.bytes < 20_000_000, "{summary:?}");
}
