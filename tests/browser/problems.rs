//! Errors in the browser: over the last good page, with the way to mend them, and gone when they are mended.

use super::{Desk, is_same, says};
use crate::devtools::Tab;

/// The preview's own part of the page.
const ROOT: &str = "document.querySelector('showpiece-preview').shadowRoot";

/// A script about an element of that part.
fn part(selector: &str) -> String {
    format!("{ROOT}.querySelector('{selector}')")
}

fn is_open(tab: &Tab) {
    tab.until(&format!("!{}.hidden", part(".overlay")));
}

fn is_closed(tab: &Tab) {
    tab.until(&format!("{}.hidden", part(".overlay")));
}

/// What an attribute of the mark says.
fn mark(tab: &Tab, attribute: &str) -> String {
    tab.text(&format!("{}.getAttribute('{attribute}')", part(".mark")))
}

#[test]
#[ignore = "needs Debian's chromium: run by .ci/run"]
fn an_error_lies_over_the_last_good_page_until_it_is_mended() {
    let desk = Desk::new();
    let tab = desk.open("about/");
    assert_eq!(tab.run(&format!("{}.hidden", part(".overlay"))), true);
    tab.run("document.querySelector('main').focus()");

    desk.site.save("content/about.md", "---\ntitle: About\nsumary: x\n---\n\nSecond version.\n");
    is_open(&tab);
    let words = tab.text(&format!("{}.innerText", part(".overlay")));
    for expected in ["1 error", "unknown-key", "sumary", "content/about.md:3:1", "^^^", "did you mean `summary`?"] {
        assert!(words.contains(expected), "`{expected}` in: {words}");
    }
    let link = tab.text(&format!("{}.href", part("a.place")));
    assert_eq!(link, format!("vscode://file{}/content/about.md:3:1", desk.site.root().to_string_lossy()));
    // It is a region with a name, a status line speaks, and the focus stays where it was.
    assert_eq!(tab.text(&format!("{}.textContent", part(".overlay").replace(".overlay", "#title"))), "1 error");
    assert_eq!(tab.text(&format!("{}.getAttribute('aria-labelledby')", part(".overlay"))), "title");
    assert!(tab.text(&format!("{}.textContent", part("[role=status]"))).contains("unknown key"));
    assert_eq!(tab.run("document.activeElement.id"), "main");
    assert_eq!([mark(&tab, "data-level"), mark(&tab, "aria-expanded")], ["error", "true"]);
    // The page below it is the last good one.
    assert!(tab.run(&says("First version.")).as_bool().unwrap());

    desk.site.save("content/about.md", "---\ntitle: About\nsummary: x\n---\n\nSecond version.\n");
    tab.until(&says("Second version."));
    is_closed(&tab);
    assert_eq!(tab.text(&format!("{}.textContent", part("[role=status]"))), "All errors are fixed.");
    assert_eq!([mark(&tab, "data-level"), mark(&tab, "aria-expanded")], ["", "false"]);
    is_same(&tab);
}

#[test]
#[ignore = "needs Debian's chromium: run by .ci/run"]
fn the_overlay_is_put_away_by_key_and_comes_back_for_another_error() {
    let desk = Desk::new();
    let tab = desk.open("about/");
    desk.site.save("content/uses.md", "---\ntitle: [\n---\n\nAn editor.\n");
    is_open(&tab);
    assert!(tab.text(&format!("{}.innerText", part(".overlay"))).contains("content/uses.md:"));
    tab.press("Escape");
    is_closed(&tab);
    assert_eq!([mark(&tab, "data-level"), mark(&tab, "aria-expanded")], ["error", "false"]);
    assert_eq!(tab.run(&format!("document.activeElement === document.body && {}.tabIndex === 0", part(".mark"))), true);

    // Other pages go on, and the same error is not pressed upon the reader again.
    desk.site.save("content/about.md", "---\ntitle: About\n---\n\nSecond version.\n");
    tab.until(&says("Second version."));
    assert_eq!(tab.run(&format!("{}.hidden", part(".overlay"))), true);

    // From the mark and back to it.
    tab.click(&part(".mark"), 0);
    is_open(&tab);
    tab.run(&format!("{}.focus()", part(".close")));
    tab.press("Escape");
    is_closed(&tab);
    tab.until(&format!("{ROOT}.activeElement === {}", part(".mark")));

    desk.site.save("data/profile.yaml", "nmae: Ada\n");
    is_open(&tab);
    tab.until(&format!("{}.innerText.includes('nmae')", part(".overlay")));
    tab.click(&part(".close"), 0);
    is_closed(&tab);
    desk.site.save("data/profile.yaml", "name: Ada\n");
    desk.site.save("content/uses.md", "---\ntitle: Uses\n---\n\nAn editor.\n");
    tab.until(&format!("{}.dataset.level === ''", part(".mark")));
    assert_eq!(tab.run(&format!("{}.hidden", part(".overlay"))), true);
    is_same(&tab);
}

#[test]
#[ignore = "needs Debian's chromium: run by .ci/run"]
fn errors_of_templates_and_configuration_are_shown_and_survived() {
    let desk = Desk::new();
    let tab = desk.open("about/");
    let config = "title: Ada\nbase_url: https://ada.example/portfolio/\n";
    for (file, broken, expected, mended) in [
        ("templates/partials/footer.html", "<footer>{{ nothing }}</footer>\n", "nothing", "<footer>whole</footer>\n"),
        (
            "templates/partials/footer.html",
            "{% if %}\n",
            "templates/partials/footer.html:1",
            "<footer>whole</footer>\n",
        ),
        ("showpiece.yaml", "title: [\n", "showpiece.yaml:", config),
    ] {
        desk.site.save(file, broken);
        is_open(&tab);
        tab.until(&format!("{}.innerText.includes('{expected}')", part(".overlay")));
        assert!(tab.run(&says("First version.")).as_bool().unwrap(), "{file}");
        desk.site.save(file, mended);
        is_closed(&tab);
    }
    tab.until("document.querySelector('footer').textContent === 'whole'");
    is_same(&tab);
}

#[test]
#[ignore = "needs Debian's chromium: run by .ci/run"]
fn a_click_with_alt_opens_the_source_of_a_block() {
    let desk = Desk::with(&["--editor", "https://editor.example/?file={path}&line={line}"], |_| {});
    let tab = desk.open("about/");
    tab.click("[...document.querySelectorAll('p')].find((one) => one.textContent === 'First version.')", 1);
    let file = format!("file={}/content/about.md", desk.site.root().to_string_lossy().trim_start_matches('/'));
    let asked = tab.asked_for("Page.windowOpen", "editor.example");
    assert!(asked.contains(&file) && asked.ends_with("&line=5"), "{asked}");
    is_same(&tab);

    // An editor on this machine is asked for by its own scheme, and the page stays.
    let desk = Desk::new();
    let tab = desk.open("about/");
    tab.click("[...document.querySelectorAll('p')].find((one) => one.textContent === 'First version.')", 1);
    let asked = tab.asked_for("Page.frameRequestedNavigation", "vscode://");
    assert!(asked.ends_with("/content/about.md:5:1"), "{asked}");
    is_same(&tab);
}
