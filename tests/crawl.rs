//! The whole site is right wherever it is published: the example site in every bundled theme, at the root of a host, below
//! `/portfolio/` and at a domain of one's own, crawled from the home page. The second half shows that the crawler sees what is wrong.

#![allow(clippy::expect_used, clippy::panic, reason = "helpers of tests may fail like tests")]

#[path = "site/address.rs"]
mod address;
#[path = "crawl/crawler.rs"]
mod crawler;
#[path = "site/html.rs"]
mod html;
#[path = "crawl/references.rs"]
mod references;
mod support;

use crawler::{Site, crawl};
use showpiece::output::RealDisk;
use showpiece::pipeline::{Builder, ChangeSet, Options};
use showpiece::theme::Library;
use std::collections::BTreeSet;
use std::sync::{Mutex, OnceLock, PoisonError};
use tempfile::TempDir;

/// The bundled themes.
const THEMES: [&str; 5] = ["base", "atelier", "terminal", "paper", "mosaic"];

/// Where the site is published: origin, base path, and the domain that `CNAME` must name.
const PLACES: [(&str, &str, Option<&str>); 3] = [
    ("https://juno.github.example", "/", None),
    ("https://juno.github.example", "/portfolio/", None),
    ("https://www.juno.example", "/", Some("www.juno.example")),
];

/// A copy of the example site that is built again and again: its texts are read and parsed once.
struct Workshop {
    folder: TempDir,
    builder: Builder,
}

impl Workshop {
    fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        support::copy(&support::example_site(), &folder.path().join("site"));
        let options = Options {
            overlay: Some(folder.path().join("published.yaml")),
            strict: true,
            ..Options::new(folder.path().join("site"), support::today())
        };
        Self { builder: Builder::new(options), folder }
    }

    fn site(&self) -> std::path::PathBuf {
        self.folder.path().join("site")
    }

    /// The site in a theme, at a place.
    fn build(&mut self, theme: &str, (origin, base, domain): (&str, &str, Option<&str>)) -> Site {
        let cname = domain.unwrap_or("null");
        let overlay = format!("base_url: {origin}{base}\ntheme: {theme}\noutputs: {{cname: {cname}}}\n");
        std::fs::write(self.folder.path().join("published.yaml"), overlay).expect("written");
        self.builder.update(&ChangeSet::everything());
        support::sound(&self.builder.write(&RealDisk));
        Site {
            name: format!("{theme} at {origin}{base}"),
            origin: origin.to_owned(),
            base: base.to_owned(),
            domain: domain.map(str::to_owned),
            files: support::files(&self.site().join("public")),
        }
    }
}

#[test]
fn each_bundled_theme_is_crawled() {
    assert_eq!(BTreeSet::from(THEMES.map(str::to_owned)), Library::bundled().names());
}

#[test]
fn every_address_is_right_in_every_theme_wherever_the_site_is_published() {
    let faults = Mutex::new(Vec::new());
    let note = |found: Vec<String>| faults.lock().unwrap_or_else(PoisonError::into_inner).extend(found);
    std::thread::scope(|scope| {
        let mut workshop = Workshop::new();
        for theme in THEMES {
            for place in PLACES {
                let site = workshop.build(theme, place);
                assert!(site.files.len() > 150, "{}: {} files", site.name, site.files.len());
                // The next one is built while this one is crawled.
                scope.spawn(move || note(crawl(&site)));
            }
        }
    });
    let faults = faults.into_inner().unwrap_or_else(PoisonError::into_inner);
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

// --- the crawler itself ---

/// The example site below a path.
fn sound() -> &'static Site {
    static SOUND: OnceLock<Site> = OnceLock::new();
    SOUND.get_or_init(|| Workshop::new().build("base", PLACES[1]))
}

/// What the crawler says of the example site when a template of it is others' work.
#[test]
fn a_template_that_forgets_the_base_path_is_found() {
    let mut workshop = Workshop::new();
    let template = include_str!("../themes/base/templates/partials/footer.html");
    let forgetful = format!(
        "{template}\n<p><a href=\"/about/\">About</a> <img src=\"/images/card.png\" alt=\"\" width=\"1\" height=\"1\"></p>\n"
    );
    support::write(&workshop.site(), &[("templates/partials/footer.html".to_owned(), forgetful.into())].into());
    let faults = crawl(&workshop.build("base", PLACES[1]));
    let has = |words: &str| faults.iter().any(|fault| fault.contains(words));
    assert!(has("index.html: <a> `/about/`: `/about/` lies outside of `/portfolio/`"), "{faults:#?}");
    assert!(has("<img> `/images/card.png`: `/images/card.png` lies outside of `/portfolio/`"), "{faults:#?}");
    // At a root the same site is right: this is the mistake that nobody sees at home.
    let faults = crawl(&workshop.build("base", PLACES[0]));
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Replaces words in one file.
fn damage(site: &mut Site, name: &str, old: &str, new: &str) {
    let (start, end) = name.split_once('*').unwrap_or((name, name));
    let found = site.files.iter_mut().find(|(name, _)| name.starts_with(start) && name.ends_with(end));
    let (_, bytes) = found.unwrap_or_else(|| panic!("there is no {name}"));
    let text = String::from_utf8(bytes.clone()).expect("text");
    assert!(text.contains(old), "{name} has no `{old}`");
    *bytes = text.replacen(old, new, 1).into_bytes();
}

#[test]
fn whatever_is_damaged_is_found() {
    assert_eq!(crawl(sound()), Vec::<String>::new());
    let whole = "https://juno.github.example/portfolio/";
    let damages = [
        (
            "index.html",
            "href=\"/portfolio/skills/\"",
            "href=\"/portfolio/skill/\"",
            "there is no file `skill/index.html`",
        ),
        ("index.html", "href=\"/portfolio/skills/\"", "href=\"//skills/\"", "whatever host comes first"),
        ("index.html", "<main", "<a href=\"/portfolio/skills/#nowhere\">x</a><main", "has no element `nowhere`"),
        ("index.html", "<main", "<a href=\"/portfolio/blog/what-a-review-is-for/\">x</a><main", "leads to a redirect"),
        ("index.html", "<main", "<img src=\"https://other.example/x.png\"><main", "a browser asks another site"),
        ("index.html", "<main", "<img srcset=\"/a.png 1x, /portfolio/b.png 2x\"><main", "`/a.png` lies outside"),
        ("index.html", "<main", "<img srcset=\"/a.png 1x, /portfolio/b.png 2x\"><main", "there is no file `b.png`"),
        ("index.html", "<main", "<video poster=\"/p.png\"></video><main", "<video> `/p.png`"),
        ("index.html", "<main", "<p style=\"background: url('/p.png')\"><main", "url() in a style of <p> `/p.png`"),
        (
            "index.html",
            "rel=\"canonical\" href=\"https://juno.github.example/portfolio/\"",
            "rel=\"canonical\" href=\"https://juno.github.example/portfolio/about/\"",
            "the canonical address is",
        ),
        (
            "index.html",
            "og:url\" content=\"https://juno.github.example/portfolio/\"",
            "og:url\" content=\"/portfolio/\"",
            "og:url `/portfolio/`: it is not whole",
        ),
        (
            "index.html",
            "og:image\" content=\"https://juno.github.example/portfolio/images",
            "og:image\" content=\"https://juno.github.example/images",
            "og:image `https://juno.github.example/images",
        ),
        (
            "index.html",
            "\"@id\":\"https://juno.github.example/portfolio/\"",
            "\"@id\":\"https://juno.github.example/\"",
            "@id in JSON-LD",
        ),
        (
            "about/index.html",
            "\"url\":\"https://juno.github.example/portfolio/about/\"",
            "\"url\":\"/portfolio/about/\"",
            "url in JSON-LD `/portfolio/about/`: it is not whole",
        ),
        ("assets/base*.css", "}", "} .x { background: url(/x.png) }", "url() in a style sheet `/x.png`"),
        ("assets/site*.js", "", "const x = 'https://juno.github.example/x';", "`https://juno.github.example/x'"),
        ("feed.xml", whole, "https://juno.github.example/", "feed.xml: <id> of a feed"),
        ("feed.json", whole, "https://juno.github.example/", "feed.json: "),
        ("sitemap.xml", "/portfolio/about/", "/portfolio/over/", "<loc>"),
        ("robots.txt", "/portfolio/sitemap.xml", "/sitemap.xml", "Sitemap of robots.txt `https://"),
        ("site.webmanifest", "\"start_url\": \"/portfolio/\"", "\"start_url\": \"/\"", "start_url of the manifest"),
        ("site.webmanifest", "\"src\": \"/portfolio/assets", "\"src\": \"/assets", "icons of the manifest"),
        ("blog/what-a-review-is-for/index.html", "url=/portfolio/", "url=/", "<meta> `/writing"),
        (
            "blog/what-a-review-is-for/index.html",
            "rel=\"canonical\" href=\"https://juno.github.example/portfolio/writing",
            "rel=\"canonical\" href=\"https://juno.github.example/portfolio/blog",
            "calls Some(\"https://juno.github.example/portfolio/blog",
        ),
        ("404.html", "href=\"/portfolio/\"", "href=\"./\"", "nothing on it may be relative"),
        (
            "robots.txt",
            "Sitemap: ",
            "Sitemap: /sitemap.txt\nSitemap: ",
            "Sitemap of robots.txt `/sitemap.txt`: it is not whole",
        ),
    ];
    // Each of them has words of its own, so that one crawl tells of all.
    let mut site = sound().clone();
    damages.iter().for_each(|(file, old, new, _)| damage(&mut site, file, old, new));
    let faults = crawl(&site);
    for (file, _, new, says) in damages {
        assert!(faults.iter().any(|fault| fault.contains(says)), "{file}, {new}: no `{says}` in {faults:#?}");
    }
}

#[test]
fn what_is_lost_or_left_over_is_found() {
    let mut site = sound().clone();
    let about = site.files["about/index.html"].clone();
    site.files.insert("lost/index.html".to_owned(), about);
    site.files.insert("left.png".to_owned(), vec![0]);
    site.files.insert("CNAME".to_owned(), b"x.example\n".to_vec());
    for name in [".nojekyll", "404.html", "robots.txt", "sitemap.xml"] {
        site.files.remove(name);
    }
    let faults = crawl(&site).join("\n");
    for says in [
        "there is no .nojekyll",
        "there is no 404.html",
        "there is no robots.txt",
        "there is no sitemap.xml",
        "CNAME says Some(\"x.example\"), and not None",
        "lost/index.html: no way leads there from the home page",
        "lost/index.html: the canonical address is",
        "left.png: nothing names it",
    ] {
        assert!(faults.contains(says), "no `{says}` in {faults}");
    }
}
