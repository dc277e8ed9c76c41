//! The live preview in a real browser: files are edited on disk, and the page is watched; and code as readers use it.
//!
//! These need Debian's `chromium` and are left out of a plain `cargo test`; `.ci/run browser` runs them. Nothing sleeps for
//! a fixed time, and a script that throws on any page fails the test that opened it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper of a test fails by panicking")]

#[path = "browser/addresses.rs"]
mod addresses;
#[path = "browser/code.rs"]
mod code;
#[path = "browser/devtools.rs"]
mod devtools;
#[path = "support/preview.rs"]
mod preview;
#[path = "browser/problems.rs"]
mod problems;
mod support;

use devtools::{Tab, Visitor, address};
use preview::{Preview, SmallSite, save};

/// A small site that is served, and somebody who looks at it.
struct Desk {
    site: SmallSite,
    preview: Preview,
    visitor: Visitor,
}

impl Desk {
    fn new() -> Self {
        Self::with(&[], |_| {})
    }

    /// With further arguments of `serve`, and after a change of the site.
    fn with(arguments: &[&str], change: impl FnOnce(&SmallSite)) -> Self {
        let site = SmallSite::new();
        change(&site);
        let preview = Preview::start(site.root(), arguments).settled();
        Self { site, preview, visitor: Visitor::new() }
    }

    fn address(&self, page: &str) -> String {
        address(self.preview.port, &format!("{}{page}", self.preview.base))
    }

    /// Opens a page below the base path; the tab remembers whether it is loaded again.
    fn open(&self, page: &str) -> Tab {
        let tab = self.visitor.open(&self.address(page));
        tab.run("window.isSame = true");
        tab
    }
}

/// A condition: the page says so.
fn says(words: &str) -> String {
    format!("document.body.textContent.includes({})", serde_json::Value::from(words))
}

/// Fails if the page was loaded again since it was opened.
fn is_same(tab: &Tab) {
    assert_eq!(tab.run("window.isSame === true"), true, "the page was loaded again");
}

/// A page that is long and has something to fill in.
fn form(first: &str, more: &str) -> String {
    let filler = (0..80).map(|number| format!("Paragraph {number}.\n\n")).collect::<String>();
    format!(
        "---\ntitle: About\n---\n\n{first}\n\n{more}<details id=\"more\"><summary>More</summary><p>Inside.</p></details>\n\n\
         <form><input id=\"name\"><textarea id=\"note\"></textarea><input type=\"checkbox\" id=\"tick\">\
         <select id=\"pick\"><option>one</option><option>two</option></select></form>\n\n{filler}"
    )
}

/// All that a reader may have done to that page.
const STATE: &str = "(() => {
  const at = (id) => document.getElementById(id);
  return JSON.stringify([at('more').open, at('name').value, at('note').value, at('tick').checked, at('pick').value,
    document.activeElement.id, at('name').selectionStart, at('name').selectionEnd, String(getSelection()),
    kept.every((node) => node.isConnected), window.isSame === true]);
})()";

#[test]
#[ignore = "needs Debian's chromium: run by .ci/run"]
fn what_the_reader_did_outlives_a_change_of_the_text() {
    let desk = Desk::with(&[], |site| site.save("content/about.md", &form("First version.", "")));
    let tab = desk.open("about/");
    tab.run(
        "window.kept = [...document.querySelectorAll('details, input, textarea, select')];
         document.getElementById('more').open = true;
         document.getElementById('tick').checked = true;
         document.getElementById('pick').value = 'two';
         document.getElementById('note').value = 'a note';
         document.getElementById('name').focus();",
    );
    tab.type_in("typed by hand");
    tab.run("document.getElementById('name').setSelectionRange(2, 5)");
    tab.run("scrollTo({ top: 700, behavior: 'instant' })");
    let before = tab.text(STATE);
    assert!(before.contains("[true,\"typed by hand\",\"a note\",true,\"two\",\"name\",2,5"), "{before}");

    desk.site.save("content/about.md", &form("Second version.", ""));
    tab.until(&says("Second version."));
    assert!(!tab.run(&says("First version.")).as_bool().unwrap());
    assert_eq!(tab.text(STATE), before);
    assert_eq!(tab.run("scrollY"), 700);

    // What comes in above does not push away what is being read.
    let place = "[...document.querySelectorAll('p')].find((one) => one.textContent === 'Paragraph 30.').getBoundingClientRect().top";
    let height = tab.run(place);
    desk.site.save("content/about.md", &form("Second version.", "## A new heading\n\nAnd its words.\n\n"));
    tab.until(&says("And its words."));
    tab.until(&format!("Math.abs({place} - {height}) < 2"));
    assert_eq!(tab.text(STATE), before);

    desk.site.save("content/about.md", &form("Third version.", "").replace("title: About", "title: Of me"));
    tab.until("document.title.startsWith('Of me')");
    tab.until(&says("Third version."));
    assert_eq!(tab.text(STATE), before);
}

#[test]
#[ignore = "needs Debian's chromium: run by .ci/run"]
fn styles_are_swapped_and_the_page_is_never_without() {
    let head = "<link rel=\"stylesheet\" href=\"{{ asset(path=\"my.css\") }}\">\
                <link rel=\"stylesheet\" href=\"{{ url(path=\"/plain.css\") }}\">\n";
    let colour = |number: u8| format!("body {{ color: rgb({number}, 0, 0) !important }}\n");
    let desk = Desk::with(&[], |site| {
        site.save("templates/partials/head-end.html", head);
        site.save("static/my.css", &colour(1));
        site.save("static/plain.css", "body { outline-color: rgb(0, 1, 0) }\n");
    });
    let tab = desk.open("about/");
    tab.until("getComputedStyle(document.body).color === 'rgb(1, 0, 0)'");
    tab.run(
        "window.seen = new Set();
         (function look() { seen.add(getComputedStyle(document.body).color); requestAnimationFrame(look); })();",
    );
    for number in 2..5 {
        desk.site.save("static/my.css", &colour(number));
        tab.until(&format!("getComputedStyle(document.body).color === 'rgb({number}, 0, 0)'"));
    }
    desk.site.save("static/plain.css", "body { outline-color: rgb(0, 2, 0) }\n");
    tab.until("getComputedStyle(document.body).outlineColor === 'rgb(0, 2, 0)'");
    tab.until("document.querySelectorAll('link[href*=\"my.\"]').length === 1");
    tab.until("document.querySelectorAll('link[href*=\"plain.css\"]').length === 1");
    let others = tab.run("[...seen].filter((colour) => !/^rgb\\([1-4], 0, 0\\)$/.test(colour))");
    assert_eq!(others, serde_json::json!([]), "the page was seen in other clothes");
    is_same(&tab);
}

#[test]
#[ignore = "needs Debian's chromium: run by .ci/run"]
fn templates_and_data_show_at_once() {
    let desk = Desk::new();
    let tab = desk.open("about/");
    let footer = desk.site.path("templates/partials/footer.html");
    save(&footer, "{% set me = profile() %}<footer id=\"mine\">Made by {{ me.name }}</footer>\n");
    tab.until("document.querySelector('#mine')?.textContent === 'Made by Ada'");
    assert_eq!(tab.run("document.querySelectorAll('footer').length"), 1);
    desk.site.save("data/profile.yaml", "name: Ada Lovelace\n");
    tab.until("document.querySelector('#mine').textContent === 'Made by Ada Lovelace'");
    desk.site.save(
        "templates/page.html",
        "{% extends \"base/page.html\" %}{% block main %}<h1 id=\"own\">{{ page.title }}</h1>{% endblock %}",
    );
    tab.until("document.querySelector('main').children.length === 1 && document.querySelector('#own')");
    std::fs::remove_file(&footer).unwrap();
    std::fs::remove_file(desk.site.path("templates/page.html")).unwrap();
    tab.until("!document.querySelector('#mine') && !document.querySelector('#own')");
    tab.until(&says("First version."));
    is_same(&tab);
}

/// The colour of the only picture of the page, as it is drawn.
const PIXEL: &str = "(() => {
  const picture = document.querySelector('main img');
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext('2d');
  pen.drawImage(picture, 0, 0, 1, 1);
  return picture.complete && [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)].join();
})()";

#[test]
#[ignore = "needs Debian's chromium: run by .ci/run"]
fn pictures_are_fetched_again() {
    let dot = |size: u8, colour: &str| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{size}\" height=\"{size}\">\
             <rect width=\"100%\" height=\"100%\" fill=\"{colour}\"/></svg>\n"
        )
    };
    let page = |source: &str| format!("---\ntitle: About\n---\n\n![A dot]({source})\n");
    for (source, file) in [("/dot.svg", "static/dot.svg"), ("dot.svg", "content/about/dot.svg")] {
        let desk = Desk::with(&[], |site| {
            std::fs::remove_file(site.path("content/about.md")).unwrap();
            site.save("content/about/index.md", &page(source));
            site.save(file, &dot(10, "#f00"));
        });
        let tab = desk.open("about/");
        tab.until(&format!("{PIXEL} === '255,0,0'"));
        // Only its bytes are others; the page's are the same.
        desk.site.save(file, &dot(10, "#00f"));
        tab.until(&format!("{PIXEL} === '0,0,255'"));
        desk.site.save(file, &dot(20, "#0f0"));
        tab.until(&format!("{PIXEL} === '0,255,0'"));
        tab.until("document.querySelector('main img').naturalWidth === 20");
        // A later change of the text does not bring the old one back.
        desk.site.save("content/about/index.md", &format!("{}\nMore words.\n", page(source)));
        tab.until(&says("More words."));
        assert_eq!(tab.text(PIXEL), "0,255,0", "{file}");
        is_same(&tab);
    }
}

#[test]
#[ignore = "needs Debian's chromium: run by .ci/run"]
fn the_example_site_keeps_what_scripts_and_reader_added() {
    let folder = tempfile::TempDir::new().unwrap();
    support::copy(&support::example_site(), folder.path());
    let preview = Preview::start(folder.path(), &["--base-url", "https://juno-halvorsen.example/portfolio/"]).settled();
    assert_eq!(preview.base, "/portfolio/");
    let visitor = Visitor::new();
    let tab = visitor.open(&address(preview.port, "/portfolio/projects/fieldbook/"));
    tab.run("window.isSame = true");
    // No address leaves the base path, so that a link which breaks on project pages breaks here.
    let strays = "[...document.querySelectorAll('[href], [src]')].map((one) => new URL(one.href || one.src, location))
      .filter((url) => url.origin === location.origin && !url.pathname.startsWith('/portfolio/')).map(String)";
    assert_eq!(tab.run(strays), serde_json::json!([]));

    tab.until("!document.querySelector('.scheme-switch').hidden");
    tab.click("document.querySelector('.scheme-switch')", 0);
    tab.until("document.documentElement.dataset.theme === 'dark'");
    let copies = tab.run("document.querySelectorAll('button.copy').length");
    let paper = tab.run("getComputedStyle(document.body).backgroundColor");
    let edit = |name: &str, from: &str, to: &str| {
        let path = folder.path().join(name);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{name} has `{from}`");
        save(&path, &text.replace(from, to));
    };
    let path = folder.path().join("content/projects/fieldbook.md");
    let text = std::fs::read_to_string(&path).unwrap();
    save(&path, &format!("{text}\nA last word on it.\n"));
    tab.until(&says("A last word on it."));
    edit("data/profile.yaml", "name: Juno Halvorsen", "name: Juno of Bergen");
    tab.until("document.querySelector('.colophon').textContent.includes('Juno of Bergen')");
    edit("showpiece.yaml", "scheme: ink", "scheme: moss");
    tab.until("document.documentElement.outerHTML.includes('moss')");
    assert_eq!(tab.run("document.documentElement.dataset.theme"), "dark");
    assert_eq!(tab.run("document.querySelectorAll('button.copy').length"), copies);
    assert_ne!(tab.run("getComputedStyle(document.body).backgroundColor"), paper, "another scheme, another paper");
    is_same(&tab);
}
