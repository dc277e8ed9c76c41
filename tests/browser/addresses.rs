//! Pages that move, come and go, many tabs, and a server that is started again.

use std::process::{Command, Stdio};

use super::{Desk, is_same, says};
use crate::devtools::address;
use crate::preview::{Preview, SmallSite};

const LONG: &str = "---\ntitle: Uses\n---\n\nAn editor.\n";

fn long(slug: &str) -> String {
    let filler = (0..80).map(|number| format!("Paragraph {number}.\n\n")).collect::<String>();
    format!("{}\n{filler}", LONG.replace("title: Uses", &format!("title: Uses\nslug: {slug}")))
}

#[test]
#[ignore = "needs Debian's chromium: run by .ci/run"]
fn the_tab_follows_a_page_that_moves() {
    let desk = Desk::with(&[], |site| site.save("content/uses.md", &long("uses")));
    let tab = desk.open("uses/");
    tab.run("scrollTo({ top: 600, behavior: 'instant' })");
    let before = tab.greetings();
    desk.site.save("content/uses.md", &long("tools"));
    tab.until("location.pathname === '/portfolio/tools/' && document.readyState === 'complete'");
    tab.until("scrollY === 600");
    tab.greeted(before);

    let tab = desk.open("about/");
    let before = tab.greetings();
    std::fs::rename(desk.site.path("content/about.md"), desk.site.path("content/me.md")).unwrap();
    tab.until("location.pathname === '/portfolio/me/'");
    tab.greeted(before);
    tab.until(&says("First version."));
    desk.site.save("content/me.md", "---\ntitle: About\n---\n\nSecond version.\n");
    tab.until(&says("Second version."));
}

#[test]
#[ignore = "needs Debian's chromium: run by .ci/run"]
fn a_page_that_goes_and_comes_back_is_followed() {
    let desk = Desk::new();
    let tab = desk.open("new/");
    assert!(tab.text("document.querySelector('script[data-showpiece]').dataset.version").starts_with("404-"));
    desk.site.save("content/new.md", "---\ntitle: New\n---\n\nHere it is.\n");
    tab.until(&says("Here it is."));
    std::fs::remove_file(desk.site.path("content/new.md")).unwrap();
    tab.until(&format!("!{}", says("Here it is.")));
    desk.site.save("content/new.md", "---\ntitle: New\n---\n\nBack again.\n");
    tab.until(&says("Back again."));
    assert_eq!(tab.run("location.pathname"), "/portfolio/new/");
}

#[test]
#[ignore = "needs Debian's chromium: run by .ci/run"]
fn three_tabs_are_all_up_to_date() {
    let desk = Desk::new();
    let tabs = [desk.open("about/"), desk.open("uses/"), desk.open("")];
    let config = |title: &str| format!("title: {title}\nbase_url: https://ada.example/portfolio/\n");
    for title in ["Ada of London", "Ada of Ockham"] {
        desk.site.save("showpiece.yaml", &config(title));
        for tab in &tabs {
            tab.until(&format!("document.querySelector('.site-name').textContent === '{title}'"));
        }
    }
    desk.site.save("content/uses.md", "---\ntitle: Uses\n---\n\nAnother editor.\n");
    tabs[1].until(&says("Another editor."));
    tabs.iter().for_each(is_same);
}

#[test]
#[ignore = "needs Debian's chromium: run by .ci/run"]
fn tabs_behind_others_catch_up_and_leave_connections_for_pages() {
    let desk = Desk::new();
    let mut tabs = vec![desk.open("about/")];
    // A browser opens six connections to a server: with one for each tab, the last of these would never be loaded.
    for _ in 0..8 {
        let tab = desk.visitor.open_before(&desk.address("about/"));
        tab.run("window.isSame = true");
        tabs.push(tab);
    }
    let hidden = tabs.iter().filter(|tab| tab.run("document.hidden") == true).count();
    assert_eq!(hidden, 8, "tabs behind another one are hidden");
    desk.site.save("content/about.md", "---\ntitle: About\n---\n\nSecond version.\n");
    for tab in tabs.iter().rev() {
        tab.to_front();
        tab.until(&says("Second version."));
        is_same(tab);
    }
}

/// `serve` on a port that is known.
fn serve(site: &SmallSite, port: u16) -> Preview {
    let mut command = Command::new(env!("CARGO_BIN_EXE_showpiece"));
    command.arg("serve").arg(site.root()).args(["--port", &port.to_string()]).stdin(Stdio::null());
    Preview::spawn(command)
}

#[test]
#[ignore = "needs Debian's chromium: run by .ci/run"]
fn a_server_that_is_started_again_is_found_again() {
    let mut desk = Desk::new();
    let tab = desk.open("about/");
    let state = "document.querySelector('showpiece-preview').shadowRoot.querySelector('.mark').dataset.state";
    let port = desk.preview.port;
    desk.preview.signal("TERM");
    desk.preview.ended();
    tab.until(&format!("{state} === 'lost'"));
    assert_eq!(tab.run(&says("First version.")), true);
    desk.site.save("content/about.md", "---\ntitle: About\n---\n\nSecond version.\n");
    let before = tab.greetings();
    desk.preview = serve(&desk.site, port);
    tab.greeted(before);
    tab.until(&says("Second version."));
    tab.until(&format!("{state} === 'connected'"));
    desk.site.save("content/about.md", "---\ntitle: About\n---\n\nThird version.\n");
    tab.until(&says("Third version."));
    is_same(&tab);
    assert_eq!(tab.text("location.href"), address(port, "/portfolio/about/"));
}
