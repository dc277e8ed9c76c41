//! `check --external` against a server on this machine that does whatever servers do: each thing that is found, and each that
//! must not be cried over. Requests are counted; nothing depends on how long anything takes.

#![allow(clippy::expect_used, reason = "helpers of tests may fail like tests")]

#[path = "external/server.rs"]
mod server;
mod support;

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use server::{Server, Tls};
use showpiece::check::{Checked, Outside, Trust, check_with};
use showpiece::pipeline::Builder;
use support::{EPOCH, case};

/// A site that links to `addresses`, and may ask this machine.
fn site(addresses: &[String], settings: &str) -> case::Place {
    let links: String =
        addresses.iter().enumerate().map(|(number, url)| format!("- [link {number}]({url})\n")).collect();
    let settings = if settings.contains("retries") { settings.to_owned() } else { format!(", retries: 1{settings}") };
    let config = format!(
        "{}check:\n  levels: {{no-evidence: off}}\n  external: {{private: true, pause: 0, timeout: 1{settings}}}\n",
        case::CONFIG
    );
    case::Place::new(&case::site(&[
        ("showpiece.yaml", &config),
        ("content/about.md", &format!("---\ntitle: About\n---\n\n{links}")),
    ]))
}

fn outside<'a>(now: i64, stop: &'a AtomicBool, trust: Trust) -> Outside<'a> {
    Outside { trust, backoff: Duration::ZERO, longest_wait: Duration::from_secs(5), ..Outside::new(now, stop) }
}

fn check(place: &case::Place, now: i64) -> Checked {
    check_trusting(place, now, Trust::Only(Vec::new()))
}

fn check_trusting(place: &case::Place, now: i64, trust: Trust) -> Checked {
    let stop = AtomicBool::new(false);
    check_with(&mut Builder::new(place.options()), Some(&outside(now, &stop, trust)))
}

/// What is said of links to other sites, one a line, with the server's address as `HOST`.
fn told(checked: &Checked, server: &Server) -> Vec<String> {
    let text = support::told(&checked.diagnostics, &checked.sources);
    let lines = text.lines().map(|line| line.replace(&server.host(), "HOST"));
    let of_links =
        |line: &String| ["external-", "moved-", "unclear-", "no-network"].iter().any(|code| line.contains(code));
    lines.filter(of_links).map(|line| line.split_once(' ').map_or(line.clone(), |(_, rest)| rest.to_owned())).collect()
}

/// What is said of one address, and what was asked of the server.
fn of_path(path: &str) -> (Vec<String>, Vec<String>) {
    let server = Server::start();
    let place = site(&[server.url(path)], "");
    let checked = check(&place, EPOCH);
    (told(&checked, &server), server.asked())
}

fn finds(path: &str, message: &str, asked: &[&str]) {
    assert_eq!(
        of_path(path),
        (vec![message.to_owned()], asked.iter().map(|one| (*one).to_owned()).collect()),
        "{path}"
    );
}

fn is_content(path: &str, asked: &[&str]) {
    assert_eq!(of_path(path), (Vec::new(), asked.iter().map(|one| (*one).to_owned()).collect()), "{path}");
}

#[test]
fn what_is_there_is_asked_once_and_nothing_is_said() {
    is_content("/ok", &["HEAD /ok"]);
    is_content("/temporarily", &["HEAD /temporarily", "HEAD /ok"]);
    is_content("/page#install", &["GET /page"]);
    is_content("/page#top", &["HEAD /page"]);
}

#[test]
fn what_is_gone_is_found() {
    finds("/gone", "external-link: `http://HOST/gone` answers 404 Not Found", &["HEAD /gone", "GET /gone"]);
    finds(
        "/to-gone",
        "external-link: `http://HOST/to-gone` answers 404 Not Found",
        &["HEAD /to-gone", "HEAD /gone", "GET /gone"],
    );
}

#[test]
fn servers_that_do_not_know_head_are_not_cried_over() {
    for status in ["403", "405", "501", "500"] {
        let path = format!("/head-{status}");
        is_content(&path, &[&format!("HEAD {path}"), &format!("GET {path}")]);
    }
    is_content("/head-hangs", &["HEAD /head-hangs", "GET /head-hangs"]);
    is_content("/head-breaks-off", &["HEAD /head-breaks-off", "GET /head-breaks-off"]);
}

#[test]
fn what_keeps_programs_out_is_counted_and_not_cried_over() {
    let server = Server::start();
    let paths = ["/status-401", "/status-403", "/status-429", "/status-999", "/status-451", "/challenge", "/to-login"];
    let place = site(&paths.map(|path| server.url(path)), "");
    let checked = check(&place, EPOCH);
    assert_eq!(told(&checked, &server), Vec::<String>::new());
    let tally = checked.outside.expect("servers were asked");
    assert_eq!((tally.links, tally.asked, tally.guarded.len()), (7, 7, 7), "{tally:?}");
}

#[test]
fn a_server_that_needs_a_rest_is_given_one() {
    is_content("/limited-once", &["HEAD /limited-once", "HEAD /limited-once"]);
    // It asks for an hour: nothing else is asked of it.
    let server = Server::start();
    let addresses: Vec<String> = (0..20).map(|number| server.url(&format!("/limited-long/{number}"))).collect();
    let checked = check(&site(&addresses, ", per_host: 1"), EPOCH);
    assert_eq!(told(&checked, &server), Vec::<String>::new());
    assert_eq!(server.asked().len(), 1);
    assert_eq!(checked.outside.expect("servers were asked").guarded.len(), 20);
}

#[test]
fn errors_that_pass_are_not_cried_over_and_others_are_unclear() {
    is_content("/flaky", &["HEAD /flaky", "GET /flaky", "GET /flaky"]);
    finds(
        "/status-500",
        "unclear-link: `http://HOST/status-500` answers 500 Internal Server Error",
        &["HEAD /status-500", "GET /status-500", "GET /status-500"],
    );
    finds(
        "/hangs",
        "unclear-link: `http://HOST/hangs` gave no answer within 1 second",
        &["HEAD /hangs", "GET /hangs", "GET /hangs"],
    );
    finds(
        "/drips",
        "unclear-link: `http://HOST/drips` gave no answer within 1 second",
        &["HEAD /drips", "GET /drips", "GET /drips"],
    );
    finds(
        "/breaks-off",
        "unclear-link: `http://HOST/breaks-off` breaks off without an answer",
        &["HEAD /breaks-off", "GET /breaks-off", "GET /breaks-off"],
    );
}

#[test]
fn nonsense_is_unclear_and_comes_to_an_end() {
    for path in ["/garbage", "/endless-head"] {
        let (told, asked) = of_path(path);
        assert_eq!(told.len(), 1, "{path}: {told:?}");
        assert!(told[0].starts_with(&format!("unclear-link: `http://HOST{path}` ")), "{told:?}");
        assert!(asked.len() <= 3, "{asked:?}");
    }
}

#[test]
fn redirects_for_good_are_told_with_the_new_address() {
    finds("/moved", "moved-link: `http://HOST/moved` has moved for good", &["HEAD /moved", "HEAD /ok"]);
    let server = Server::start();
    let checked = check(&site(&[server.url("/moved-page#install")], ""), EPOCH);
    let moved = checked.diagnostics.iter().find(|one| one.code.word() == "moved-link").expect("it has moved");
    assert_eq!(moved.help, [format!("write `{}`", server.url("/page#install"))]);
}

#[test]
fn links_that_have_moved_are_mended_wherever_they_are_links() {
    let server = Server::start();
    let (old, new) = (server.url("/moved"), server.url("/ok"));
    let place = site(&[], "");
    let page = |url: &str| {
        format!(
            "---\ntitle: About\nextra:\n  seen: {url}\n---\n\nSee [it]({url} \"now\"), <{url}>, [ref] and {old}.\n\n[ref]: {url}\n\n```\n[x]({old})\n```\n\n\
             <a href=\"{url}\">it</a>, [{old}]({url}), [part]({url}).\n"
        )
    };
    let project = |url: &str| {
        format!(
            "---\ntitle: Ledger\nsummary: Books.\nlinks:\n  repo: \"{url}\"\n  more: [{{label: Elsewhere, url: {url}}}]\n---\n\nText.\n"
        )
    };
    let files = |url: &str| {
        support::Files::from([
            ("content/about.md".to_owned(), page(url).into_bytes()),
            ("content/projects/ledger.md".to_owned(), project(url).into_bytes()),
        ])
    };
    support::write(&place.site(), &files(&old));
    let checked = check(&place, EPOCH);
    let moved: Vec<_> = checked.diagnostics.iter().filter(|one| one.code.word() == "moved-link").collect();
    assert_eq!(moved.len(), 1, "one address, told once");
    let found = showpiece::check::mendings(&checked);
    let now = |name: &str| found.iter().find(|one| &*one.path == name).map(|one| one.after.clone()).unwrap_or_default();
    assert_eq!(now("content/about.md"), page(&new));
    assert_eq!(now("content/projects/ledger.md"), project(&new));
    // Programs are told the same.
    let told: serde_json::Value =
        serde_json::from_str(&showpiece::diagnostic::json::render(&checked.diagnostics, &checked.sources, ""))
            .expect("JSON");
    let all = told["diagnostics"].as_array().expect("a list");
    let fix = &all.iter().find(|one| one["code"] == "moved-link").expect("it has moved")["fix"];
    assert_eq!((fix["text"].as_str(), fix["also"].as_array().map(Vec::len)), (Some(new.as_str()), Some(8)), "{fix}");
    let log: serde_json::Value =
        serde_json::from_str(&showpiece::diagnostic::sarif::render(&checked.diagnostics, &checked.sources, ""))
            .expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("a list");
    let fixes = &results.iter().find(|one| one["ruleId"] == "moved-link").expect("it has moved")["fixes"];
    let changes = fixes[0]["artifactChanges"].as_array().expect("a list");
    let counts: Vec<_> = changes.iter().map(|one| one["replacements"].as_array().map(Vec::len)).collect();
    assert_eq!(counts, [Some(7), Some(2)], "{fixes}");
}

#[test]
fn what_has_moved_to_an_address_of_odd_signs_is_left_to_the_author() {
    for path in ["/moved-to-brackets", "/moved"] {
        let server = Server::start();
        let place = site(&[server.url(path)], "");
        let checked = check(&place, EPOCH);
        let moved = checked.diagnostics.iter().find(|one| one.code.word() == "moved-link").expect("it has moved");
        assert_eq!(moved.fix.is_some(), path == "/moved", "{path}");
        assert_eq!(moved.help.len(), 1, "{path}");
    }
}

#[test]
fn the_command_mends_what_has_moved_and_asks_again() {
    let server = Server::start();
    let place = site(&[server.url("/moved"), server.url("/ok")], "");
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_showpiece"));
        command.args(arguments).arg(place.site()).envs([("NO_PROXY", "*"), ("no_proxy", "*")]);
        let output = command.env_remove("SHOWPIECE_BASE_URL").output().expect("it runs");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (_, patch, said) = run(&["check", "--external", "--fix", "--dry-run"]);
    assert!(patch.contains(&format!("+- [link 0]({})", server.url("/ok"))), "{patch}{said}");
    let (code, _, said) = run(&["check", "--external", "--fix"]);
    assert!(code == Some(0) && said.contains("fixed moved-link") && !said.contains("warning[moved-link]"), "{said}");
    let text = std::fs::read_to_string(place.site().join("content/about.md")).expect("readable");
    assert!(!text.contains("/moved"), "{text}");
}

#[test]
fn redirects_that_lead_nowhere_are_broken() {
    finds("/loop", "external-link: `http://HOST/loop` leads on in a circle", &["HEAD /loop"]);
    finds("/ping", "external-link: `http://HOST/ping` leads on in a circle", &["HEAD /ping", "HEAD /pong"]);
    finds(
        "/to-file",
        "external-link: `http://HOST/to-file` leads on to `file:///etc/passwd`, which is not a web address",
        &["HEAD /to-file"],
    );
    finds(
        "/to-script",
        "external-link: `http://HOST/to-script` leads on to `javascript:alert(1)`, which is not a web address",
        &["HEAD /to-script"],
    );
    let (told, asked) = of_path("/further/0");
    assert_eq!(told, ["external-link: `http://HOST/further/0` leads on more than 10 times"]);
    assert_eq!(asked.len(), 11);
    is_content("/cookie-loop", &["HEAD /cookie-loop"]);
}

#[test]
fn fragments_are_looked_for_in_pages_that_can_be_read() {
    finds("/page#instal", "external-anchor: the page `http://HOST/page` has no `#instal`", &["GET /page"]);
    finds("/packed#instal", "external-anchor: the page `http://HOST/packed` has no `#instal`", &["GET /packed"]);
    for path in [
        "/packed#install",
        "/bomb#x",
        "/endless-page#x",
        "/truncated#x",
        "/too-short#x",
        "/picture#x",
        "/made-by-script#x",
        "/strange-encoding#x",
    ] {
        is_content(path, &[&format!("GET {}", path.trim_end_matches("#x").trim_end_matches("#install"))]);
    }
}

#[test]
fn a_page_with_many_fragments_is_asked_once() {
    let server = Server::start();
    let addresses: Vec<String> =
        ["#install", "#usage", "#nowhere", ""].iter().map(|fragment| server.url(&format!("/page{fragment}"))).collect();
    let checked = check(&site(&addresses, ""), EPOCH);
    assert_eq!(told(&checked, &server), ["external-anchor: the page `http://HOST/page` has no `#nowhere`"]);
    assert_eq!(server.asked(), ["GET /page"]);
}

#[test]
fn an_address_in_many_places_is_one_diagnostic_at_the_first() {
    let server = Server::start();
    let gone = server.url("/gone");
    let place = site(&[gone.clone(), gone.clone()], "");
    let mut files = support::files(&place.site());
    files.insert(
        "content/projects/one.md".to_owned(),
        format!("---\ntitle: One\nsummary: One of them.\nlinks: {{demo: \"{gone}\"}}\n---\n\nText.\n").into(),
    );
    files.insert("data/profile.yaml".to_owned(), format!("name: Ada\nurl: {gone}\n").into());
    support::write(&place.site(), &files);
    let checked = check(&place, EPOCH);
    let found: Vec<_> = checked.diagnostics.iter().filter(|one| one.code.word() == "external-link").collect();
    assert_eq!(found.len(), 1);
    let at = |place: &showpiece::diagnostic::Place| {
        let line = checked.sources.line_column(place);
        format!("{}:{}", place.path, line.line)
    };
    let others: Vec<String> = found[0].labels.iter().map(|label| at(&label.place)).collect();
    assert_eq!(found[0].place.as_ref().map(at).as_deref(), Some("content/about.md:5"));
    assert_eq!(others, ["content/about.md:6", "content/projects/one.md:4", "data/profile.yaml:2"]);
    assert_eq!(server.asked(), ["HEAD /gone", "GET /gone"]);
}

#[test]
fn good_answers_are_kept_and_bad_ones_asked_again() {
    let server = Server::start();
    let addresses: Vec<String> =
        ["/ok", "/gone", "/status-403", "/moved"].iter().map(|path| server.url(path)).collect();
    let place = site(&addresses, ", max_age: 3");
    let first = check(&place, EPOCH);
    let asked = server.asked().len();
    let again = check(&place, EPOCH + 60);
    assert_eq!(told(&first, &server), told(&again, &server), "what is kept is told as what is new");
    assert_eq!(server.asked()[asked..], ["HEAD /gone", "GET /gone"]);
    let tally = again.outside.expect("servers were asked");
    assert_eq!((tally.links, tally.asked, tally.believed, tally.guarded.len()), (4, 1, 3, 1));
    // The next day, those that keep programs out are asked again; later, all of them.
    let asked = server.asked().len();
    check(&place, EPOCH + 90_000);
    let next: BTreeSet<String> = server.asked()[asked..].iter().cloned().collect();
    assert_eq!(
        next.into_iter().collect::<Vec<_>>(),
        ["GET /gone", "GET /status-403", "HEAD /gone", "HEAD /status-403"]
    );
    let asked = server.asked().len();
    check(&place, EPOCH + 4 * 86_400);
    assert!(server.asked()[asked..].contains(&"HEAD /ok".to_owned()));
}

#[test]
fn a_damaged_cache_is_none() {
    let server = Server::start();
    let place = site(&[server.url("/ok")], "");
    support::write(
        &place.site(),
        &support::Files::from([(".showpiece/links.json".to_owned(), b"{\"links\":".to_vec())]),
    );
    assert_eq!(told(&check(&place, EPOCH), &server), Vec::<String>::new());
    assert_eq!(server.asked(), ["HEAD /ok"]);
}

#[test]
fn addresses_can_be_left_out_and_excepted() {
    let server = Server::start();
    let (ignored, allowed) = (server.url("/gone"), server.url("/status-404"));
    let place = site(
        std::slice::from_ref(&ignored),
        &format!(", ignore: [\"{}*\"]", ignored.trim_end_matches("gone").to_owned() + "g"),
    );
    let text = format!(
        "---\ntitle: About\n---\n\n[a]({ignored})\n\n<!-- showpiece-allow: external-link it comes back in spring -->\nSee [b]({allowed}).\n"
    );
    support::write(&place.site(), &support::Files::from([("content/about.md".to_owned(), text.into_bytes())]));
    assert_eq!(told(&check(&place, EPOCH), &server), Vec::<String>::new());
    assert_eq!(server.asked(), ["HEAD /status-404", "GET /status-404"]);
    // Who does not ask cannot say that the exception is not needed.
    let quiet = showpiece::check::check(&mut Builder::new(place.options()));
    assert!(!support::told(&quiet.diagnostics, &quiet.sources).contains("unused-allow"));
}

#[test]
fn nothing_is_asked_unless_somebody_wants_it() {
    let server = Server::start();
    let place = site(&[server.url("/gone")], "");
    let checked = showpiece::check::check(&mut Builder::new(place.options()));
    assert!(checked.outside.is_none());
    support::build(&place.options());
    assert_eq!(server.asked(), Vec::<String>::new());
}

#[test]
fn private_networks_are_not_asked_unless_the_site_is_for_one() {
    let server = Server::start();
    let place = site(&[server.url("/ok")], "");
    let config = support::files(&place.site()).remove("showpiece.yaml").expect("the configuration");
    let config = String::from_utf8(config).expect("text").replace("private: true", "private: false");
    support::write(&place.site(), &support::Files::from([("showpiece.yaml".to_owned(), config.into_bytes())]));
    let checked = check(&place, EPOCH);
    assert_eq!(told(&checked, &server), Vec::<String>::new());
    assert_eq!(checked.diagnostics.iter().filter(|one| one.code.word() == "unsafe-link").count(), 1);
    assert_eq!(server.asked(), Vec::<String>::new());
}

#[test]
fn a_host_gets_no_more_requests_at_once_than_it_should() {
    let server = Server::start();
    let addresses: Vec<String> = (0..40).map(|number| server.url(&format!("/crowd/{number}"))).collect();
    let checked = check(&site(&addresses, ", per_host: 2"), EPOCH);
    assert_eq!(told(&checked, &server), Vec::<String>::new());
    assert_eq!(server.asked().len(), 40);
    assert!(server.most_at_once() <= 2, "{} at once", server.most_at_once());
}

#[test]
fn a_closed_port_is_broken_and_other_addresses_are_found_over_ipv6() {
    let closed = server::closed_port();
    let place = site(&[format!("http://127.0.0.1:{closed}/a"), format!("http://127.0.0.1:{closed}/b")], "");
    let checked = check(&place, EPOCH);
    let text = support::told(&checked.diagnostics, &checked.sources);
    assert_eq!(text.matches("leads nowhere: nobody listens at `127.0.0.1`").count(), 2, "{text}");
    if let Some(server) = Server::start_ipv6() {
        let place = site(&[server.url("/ok"), server.url("/gone")], "");
        assert_eq!(told(&check(&place, EPOCH), &server), ["external-link: `http://HOST/gone` answers 404 Not Found"]);
    }
}

#[test]
fn certificates_are_told_apart() {
    let (good, expired) = (Tls::new("127.0.0.1", 2090), Tls::new("127.0.0.1", 2020));
    let (other, stranger) = (Tls::new("other.example", 2090), Tls::new("127.0.0.1", 2089));
    let trust = Trust::Only(vec![good.certificate(), expired.certificate(), other.certificate()]);
    for (tls, expected) in [
        (&good, None),
        (&expired, Some("external-link: `https://HOST/ok` cannot be opened in a browser: its certificate has expired")),
        (
            &other,
            Some("external-link: `https://HOST/ok` cannot be opened in a browser: its certificate is for another name"),
        ),
        (
            &stranger,
            Some("unclear-link: `https://HOST/ok` could not be asked: nobody we know has issued its certificate"),
        ),
    ] {
        let server = Server::start_tls(tls);
        let place = site(&[server.url("/ok"), server.url("/ok?again")], "");
        let told = told(&check_trusting(&place, EPOCH, trust.clone()), &server);
        match expected {
            None => assert_eq!(told, Vec::<String>::new()),
            // The second address of the same server is told of, and not asked.
            Some(message) => assert_eq!(told, [message.to_owned(), message.replace("/ok", "/ok?again")]),
        }
    }
    // A server that does not speak TLS at all.
    let server = Server::start();
    let place = site(&[format!("https://{}/ok", server.host())], "");
    let told = told(&check(&place, EPOCH), &server);
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("unclear-link: `https://HOST/ok` "), "{told:?}");
}

#[test]
fn two_runs_say_the_same() {
    let paths = ["/gone", "/moved", "/loop", "/page#x", "/status-500", "/breaks-off", "/status-410", "/to-file"];
    let run = || {
        let server = Server::start();
        let place = site(&paths.map(|path| server.url(path)), "");
        let checked = check(&place, EPOCH);
        place.told_of(&checked.diagnostics, &checked.sources).replace(&server.host(), "HOST")
    };
    let text = run();
    for code in ["error[external-link]", "warning[external-anchor]", "warning[moved-link]", "warning[unclear-link]"] {
        assert!(text.contains(code), "{text}");
    }
    assert_eq!(text.matches("127.0.0.1").count(), 0);
    assert_eq!(text, run());
}

/// On Linux every address in 127.0.0.0/8 is this machine.
#[cfg(target_os = "linux")]
#[test]
fn no_network_is_told_once() {
    let servers = ["127.0.0.1", "127.0.0.2", "127.0.0.3"].map(Server::start_at);
    let addresses: Vec<String> = (0..30).map(|number| servers[number % 3].url(&format!("/hangs/{number}"))).collect();
    let place = site(&addresses, ", retries: 0");
    let checked = check(&place, EPOCH);
    assert_eq!(
        place.told_of(&checked.diagnostics, &checked.sources).lines().next(),
        Some("error[no-network]: no server could be reached, so 30 addresses elsewhere could not be checked")
    );
    assert_eq!(checked.diagnostics.len(), 1);
    let asked: usize = servers.iter().map(|server| server.asked().len()).sum();
    assert!(asked <= 3 * 2 * 2, "two at once, head and whole: {asked}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_at_once_and_keeps_what_was_learnt() {
    use std::process::{Command, Stdio};
    let server = Server::start();
    let place = site(&[server.url("/ok"), server.url("/stays")], ", per_host: 1");
    let config = String::from_utf8(support::files(&place.site()).remove("showpiece.yaml").expect("configured"));
    let config = config.expect("text").replace("timeout: 1", "timeout: 300");
    support::write(&place.site(), &support::Files::from([("showpiece.yaml".to_owned(), config.into_bytes())]));
    let program = Command::new(env!("CARGO_BIN_EXE_showpiece"))
        .args(["check", "--external"])
        .arg(place.site())
        .envs([("NO_PROXY", "*"), ("no_proxy", "*")])
        .env_remove("SHOWPIECE_BASE_URL")
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    server.wait_for("HEAD /stays");
    let id = rustix::process::Pid::from_raw(i32::try_from(program.id()).expect("a number")).expect("a process");
    rustix::process::kill_process(id, rustix::process::Signal::INT).expect("it can be told");
    let output = program.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130), "{}", String::from_utf8_lossy(&output.stderr));
    let kept = support::files(&place.site()).remove(".showpiece/links.json").expect("what was learnt is kept");
    assert!(String::from_utf8_lossy(&kept).contains("/ok\""));
}

#[test]
fn certificates_are_read_when_other_servers_are_asked_and_not_before() {
    let place = site(&[], "");
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_showpiece"));
        command.args(arguments).arg(place.site()).env("SSL_CERT_FILE", place.site().join("not-there.pem"));
        command.output().expect("it runs").status.code()
    };
    assert_eq!((run(&["check"]), run(&["check", "--external"])), (Some(0), Some(2)));
}
