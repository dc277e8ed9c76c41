//! The preview server over loopback: what it answers, to whom, and what it tells the tabs that listen.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper of a test fails by panicking")]

#[path = "support/preview.rs"]
mod preview;
#[path = "serve/storm.rs"]
mod storm;
#[path = "serve/terminal.rs"]
mod terminal;

use std::time::Duration;

use preview::{Preview, SmallSite, wait_for};

#[test]
fn addresses_are_those_of_the_published_site() {
    let site = SmallSite::new();
    site.save("static/notes/index.html", "<p>folder</p>\n");
    site.save("static/both.html", "<p>file</p>\n");
    site.save("static/both/index.html", "<p>folder</p>\n");
    let preview = Preview::start(site.root(), &[]).settled();
    assert_eq!(preview.base, "/portfolio/");

    let about = preview.get("about/");
    assert_eq!((about.status, about.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(about.text().contains("First version."), "{}", about.text());
    assert_eq!(preview.get("about/index.html").status, 200);

    for (from, to) in [
        ("/portfolio", "/portfolio/"),
        ("/portfolio/about", "/portfolio/about/"),
        ("/portfolio/notes?a=1&b=%20", "/portfolio/notes/?a=1&b=%20"),
    ] {
        let answer = preview.ask("GET", from, &[]);
        assert_eq!((answer.status, answer.header("location")), (301, to), "{from}");
    }
    assert!(preview.get("plain").text().contains("<p>plain</p>"));
    assert!(preview.get("both").text().contains("<p>file</p>"));
    assert!(preview.get("both/").text().contains("<p>folder</p>"));
    assert_eq!(preview.get("plain/").status, 404);

    let lost = preview.get("nowhere/");
    assert_eq!((lost.status, lost.header("content-type")), (404, "text/html; charset=utf-8"));
    assert!(lost.script("data-version").unwrap().starts_with("404-"));

    for outside in ["/", "/about/", "/portfoliox/"] {
        let answer = preview.ask("GET", outside, &[]);
        assert_eq!(answer.status, 404, "{outside}");
        assert!(answer.text().contains("<a href=\"/portfolio/\">"), "{}", answer.text());
    }
    assert_eq!(preview.get("data.txt").header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(preview.get("sitemap.xml").header("content-type"), "application/xml; charset=utf-8");
}

#[test]
fn names_with_spaces_and_other_letters_are_found() {
    let site = SmallSite::new();
    site.save("static/ein bäcker/x y.txt", "bread");
    let preview = Preview::start(site.root(), &[]).settled();
    assert_eq!(preview.get("ein%20b%C3%A4cker/x%20y.txt").text(), "bread");
}

#[test]
fn answers_can_be_checked_again_and_asked_for_in_part() {
    let site = SmallSite::new();
    let large: String = (0..600_000).map(|number| format!("{number:07}\n")).collect();
    site.save("static/large.txt", &large);
    let preview = Preview::start(site.root(), &[]).settled();
    for path in ["/portfolio/about/", "/portfolio/data.txt", "/portfolio/large.txt"] {
        let whole = preview.ask("GET", path, &[]);
        let tag = whole.header("etag").to_owned();
        assert_eq!((whole.status, whole.header("cache-control")), (200, "no-cache"), "{path}");
        let again = preview.ask("GET", path, &[("If-None-Match", &tag)]);
        assert_eq!((again.status, again.header("etag"), again.body.len()), (304, tag.as_str(), 0), "{path}");
        assert_eq!(preview.ask("GET", path, &[("If-None-Match", "\"other\"")]), whole, "{path}");

        let head = preview.ask("HEAD", path, &[]);
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
        assert_eq!(head.headers, whole.headers, "{path}");

        let length = whole.body.len();
        let part = preview.ask("GET", path, &[("Range", "bytes=2-5")]);
        assert_eq!((part.status, part.body.as_slice()), (206, &whole.body[2..6]), "{path}");
        assert_eq!(part.header("content-range"), format!("bytes 2-5/{length}"), "{path}");
        let end = preview.ask("GET", path, &[("Range", "bytes=-3"), ("If-Range", &tag)]);
        assert_eq!((end.status, end.body.as_slice()), (206, &whole.body[length - 3..]), "{path}");
        let other = preview.ask("GET", path, &[("Range", "bytes=-3"), ("If-Range", "\"other\"")]);
        assert_eq!(other.status, 200, "{path}");
        let beyond = preview.ask("GET", path, &[("Range", &format!("bytes={length}-"))]);
        assert_eq!((beyond.status, beyond.header("content-range")), (416, format!("bytes */{length}").as_str()));
    }
    assert_eq!(preview.get("large.txt").text(), large);
}

#[test]
fn strangers_and_those_who_climb_are_refused() {
    let site = SmallSite::new();
    site.save("secret.txt", "secret");
    let preview = Preview::start(site.root(), &[]).settled();
    for host in ["evil.example", "localhost.evil.example:80", "10.1.2.3", ""] {
        let answer = preview.ask("GET", "/portfolio/", &[("Host", host)]);
        assert_eq!(answer.status, 421, "{host}");
        assert!(!answer.text().contains("Ada"), "{host}");
    }
    for host in ["localhost", "127.0.0.1:9", "[::1]:4000", "LOCALHOST"] {
        assert_eq!(preview.ask("GET", "/portfolio/", &[("Host", host)]).status, 200, "{host}");
    }
    assert_eq!(preview.send("GET /portfolio/ HTTP/1.1\r\nConnection: close\r\n\r\n").status, 421);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        let answer = preview.ask(method, "/portfolio/", &[]);
        assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"), "{method}");
    }
    for path in
        ["../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt", "..%5csecret.txt", "a/../../secret.txt", "%00", "%zz"]
    {
        let answer = preview.ask("GET", &format!("/portfolio/{path}"), &[]);
        assert_eq!(answer.status, 400, "{path}");
        assert!(!answer.text().contains("secret\n"), "{path}");
    }
    for path in ["secret.txt", "showpiece.yaml", "content/about.md", "/portfolio//", "//etc/passwd"] {
        assert_eq!(preview.ask("GET", &format!("/portfolio/{path}"), &[]).status, 404, "{path}");
    }
}

#[test]
fn the_script_is_in_served_pages_alone_and_nothing_is_written() {
    let site = SmallSite::new();
    let preview = Preview::start(site.root(), &["--editor", "zed"]).settled();
    let page = preview.get("about/");
    assert_eq!(page.text().matches("__showpiece").count(), 1);
    assert!(page.text().contains("></script></body>"), "{}", page.text());
    assert!(page.script("data-editor").unwrap().starts_with("zed://file/{path}"));
    let root = site.root().to_string_lossy().into_owned();
    assert_eq!(format!("/{}", page.script("data-root").unwrap()), root);
    assert!(preview.get("plain.html").script("data-version").is_some());
    assert!(!preview.get("data.txt").text().contains("__showpiece"));
    let script = preview.ask("GET", &page.script("src").unwrap(), &[]);
    assert_eq!((script.status, script.header("content-type")), (200, "text/javascript; charset=utf-8"));
    assert!(script.text().contains("EventSource"));
    // Only here do blocks say where they come from.
    assert!(page.text().contains("data-source=\"content/about.md\" data-line=\"5\">First version."), "{}", page.text());
    assert!(!site.path("public").exists());
}

#[test]
fn tabs_are_told_when_their_page_changed() {
    let site = SmallSite::new();
    let preview = Preview::start(site.root(), &[]).settled();
    let before = preview.get("about/").script("data-version").unwrap();
    let (mut about, mut uses) = (preview.listen("about/"), preview.listen("uses/"));
    let hello = about.until("hello", |_| true);
    assert_eq!(hello["page"], before.as_str());
    assert_eq!(hello["client"], preview.get("about/").script("data-client").unwrap().as_str());
    let of_uses = uses.until("hello", |_| true)["page"].clone();

    site.save("content/about.md", "---\ntitle: About\n---\n\nSecond version.\n");
    about.until("building", |_| true);
    let update = about.until("update", |update| update["page"] != before.as_str());
    let page = preview.get("about/");
    assert!(page.text().contains("Second version."));
    assert_eq!(update["page"], page.script("data-version").unwrap().as_str());
    assert_eq!(uses.until("update", |_| true)["page"], of_uses);
    assert!(preview.told("about.md → ").contains(" ms"));

    site.save("static/data.txt", "other bytes");
    about.until("update", |update| update["files"][0] == "/portfolio/data.txt");
    assert_eq!(preview.get("data.txt").text(), "other bytes");
}

#[test]
fn tabs_follow_a_page_that_moves_and_see_one_that_comes_and_goes() {
    let site = SmallSite::new();
    let preview = Preview::start(site.root(), &[]).settled();
    let mut uses = preview.listen("uses/");
    uses.until("hello", |_| true);
    site.save("content/uses.md", "---\ntitle: Uses\nslug: tools\n---\n\nAn editor.\n");
    let moved = uses.until("update", |update| update["moved"].is_string());
    assert_eq!(moved["moved"], "/portfolio/tools/");
    assert_eq!(preview.get("tools/").status, 200);

    let mut new = preview.listen("new/");
    assert!(new.until("hello", |_| true)["page"].as_str().unwrap().starts_with("404-"));
    site.save("content/new.md", "---\ntitle: New\n---\n\nHere.\n");
    new.until("update", |update| !update["page"].as_str().unwrap().starts_with("404-"));
    std::fs::remove_file(site.path("content/new.md")).unwrap();
    new.until("update", |update| update["page"].as_str().unwrap().starts_with("404-"));
}

#[test]
fn problems_are_shown_in_tabs_and_terminal_until_they_are_mended() {
    let site = SmallSite::new();
    let preview = Preview::start(site.root(), &[]).settled();
    let mut tab = preview.listen("about/");
    assert!(tab.until("hello", |_| true)["problems"].is_null());

    site.save("content/uses.md", "---\ntitle: Uses\nsumary: <b>x</b>\n---\n\nAn editor.\n");
    let problems = tab.until("update", |update| update["problems"]["errors"] == 1)["problems"].clone();
    let html = problems["html"].as_str().unwrap();
    let link = format!("vscode://file{}/content/uses.md:3:1", site.root().to_string_lossy());
    assert!(html.contains("unknown-key") && html.contains(&link), "{html}");
    assert!(html.contains("&lt;b&gt;") && !html.contains("<b>"), "{html}");
    assert!(preview.told("error[unknown-key]").contains("sumary"));
    // The page at fault shows what was good last.
    let stale = preview.get("uses/");
    assert!(stale.status == 200 && stale.text().contains("An editor."));
    // A tab that comes later is told as well.
    assert_eq!(preview.listen("about/").until("hello", |_| true)["problems"], problems);

    site.save("content/uses.md", "---\ntitle: Uses\nsummary: x\n---\n\nAn editor.\n");
    tab.until("update", |update| update["problems"].is_null());
    preview.told("Nothing is wrong any longer.");
}

#[test]
fn a_broken_configuration_is_survived_from_the_first_moment_on() {
    let site = SmallSite::new();
    site.save("showpiece.yaml", "title: [\n");
    let mut preview = Preview::start(site.root(), &[]);
    let page = preview.get("about/");
    assert_eq!(page.status, 503);
    assert!(page.script("data-version").is_some(), "{}", page.text());
    let mut tab = preview.listen("about/");
    tab.until("hello", |hello| hello["problems"]["errors"] == 1);
    site.save("showpiece.yaml", "title: Ada\nbase_url: https://ada.example/portfolio/\n");
    tab.until("update", |update| update["problems"].is_null());
    assert!(preview.address().ends_with("/portfolio/"));
    preview.base = "/portfolio/".to_owned();
    assert_eq!(preview.get("about/").status, 200);

    // Later the site stays where it was, so that open tabs find it again.
    let mut tab = preview.listen("about/");
    tab.until("hello", |_| true);
    site.save("showpiece.yaml", "title: [\n");
    tab.until("update", |update| update["problems"]["errors"] == 1);
    site.save("showpiece.yaml", "title: Ada\nbase_url: https://ada.example/portfolio/\ndescription: x\n");
    tab.until("update", |update| update["problems"].is_null());
    assert_eq!(preview.get("about/").status, 200);
}

#[test]
fn a_site_that_names_no_address_is_shown_all_the_same() {
    let site = SmallSite::new();
    // In a comment the key is not written.
    site.save("showpiece.yaml", "title: Ada\n# base_url: https://ada.example/portfolio/\n");
    let preview = Preview::start(site.root(), &[]);
    assert_eq!(preview.get("about/").status, 200);
}

#[test]
fn those_who_ask_are_told_why_each_page_was_rendered() {
    let site = SmallSite::new();
    let preview = Preview::start(site.root(), &["--verbose"]).settled();
    site.save("content/about.md", "---\ntitle: About\n---\n\nSecond version.\n");
    preview.told("content/about.md → 1 page, ");
    assert!(preview.told("  /about/: ").contains("content/about.md"));
}

#[test]
fn a_second_start_takes_over_what_the_first_one_has_left() {
    let site = SmallSite::new();
    let first = Preview::start(site.root(), &[]);
    assert!(!first.told("ready → ").contains("→ 0 pages"));
    wait_for("the cache", || site.path(".showpiece").exists().then_some(()));
    let page = first.get("about/");
    let again = || Preview::start(site.root(), &[]).told("ready → ");
    // The cache is written after the line that says that all is ready.
    wait_for("a warm start", || again().contains("→ 0 pages").then_some(()));
    let second = Preview::start(site.root(), &[]);
    assert_eq!(second.get("about/").script("data-version"), page.script("data-version"));
    assert!(!Preview::start(site.root(), &["--no-cache"]).told("ready → ").contains("→ 0 pages"));
}

#[test]
fn drafts_are_shown_unless_they_are_not_wanted() {
    let site = SmallSite::new();
    site.save("content/plan.md", "---\ntitle: Plan\ndraft: true\n---\n\nLater.\n");
    assert_eq!(Preview::start(site.root(), &[]).get("plan/").status, 200);
    assert_eq!(Preview::start(site.root(), &["--no-drafts"]).get("plan/").status, 404);
}

#[test]
fn a_port_in_use_is_stepped_over_unless_it_was_asked_for() {
    let site = SmallSite::new();
    let taken = Preview::start(site.root(), &[]);
    let port = taken.port.to_string();
    let serve = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_showpiece"));
        command.arg("serve").arg(site.root()).args(arguments).stdin(std::process::Stdio::null());
        command
    };
    let refused = serve(&["--port", &port]).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(words.contains(&format!("port {port} is in use")) && words.contains("--port 0"), "{words}");

    let (first, second) = (Preview::spawn(serve(&[])), Preview::spawn(serve(&[])));
    assert!(first.port >= 4000 && second.port > first.port, "{} {}", first.port, second.port);
    assert_eq!(second.get("about/").status, 200);
}

#[test]
fn an_open_host_is_warned_of() {
    let site = SmallSite::new();
    let preview = Preview::start(site.root(), &["--host", "0.0.0.0"]);
    preview.told("others in your network can reach this preview");
    assert_eq!(preview.ask("GET", "/portfolio/", &[("Host", "192.0.2.7:4000")]).status, 200);
    assert_eq!(preview.ask("GET", "/portfolio/", &[("Host", "evil.example")]).status, 421);
}

#[test]
fn what_cannot_be_served_is_said() {
    let folder = tempfile::TempDir::new().unwrap();
    let site = SmallSite::new();
    for (root, arguments, words) in [
        (folder.path().join("none"), &[][..], "there is no folder"),
        (folder.path().to_owned(), &[], "has no showpiece.yaml"),
        (site.root().to_owned(), &["--editor", "ed"], "`ed` is not an editor"),
        (site.root().to_owned(), &["--host", "no.such.host.invalid"], "is not a host of this machine"),
    ] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_showpiece"));
        let output = command.arg("serve").arg(&root).args(arguments).output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(matches!(output.status.code(), Some(1 | 2)) && text.contains(words), "{text}");
    }
}

#[test]
fn signals_end_it_within_a_second_however_many_listen() {
    let site = SmallSite::new();
    for signal in ["TERM", "INT", "HUP"] {
        let mut preview = Preview::start(site.root(), &[]);
        let mut tabs: Vec<_> = (0..5).map(|_| preview.listen("about/")).collect();
        for tab in &mut tabs {
            tab.until("hello", |_| true);
        }
        preview.signal(signal);
        let (status, took) = preview.ended();
        assert!(status.success() && took < Duration::from_secs(1), "{signal}: {status} after {took:?}");
        for tab in &mut tabs {
            // An event that was on its way may still come before the end.
            wait_for("the end of the stream", || tab.next().is_none().then_some(()));
        }
    }
}
