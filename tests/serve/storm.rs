//! Many at once, slow ones and broken ones, while the site changes: everybody else is still answered, with whole pages.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::preview::{Answer, Preview, SmallSite, wait_for};

/// One storm at a time: a process has no more handles by default than two would take.
static STORM: Mutex<()> = Mutex::new(());

/// A page whose first and last words tell its version, with so much between them that it takes many writes to send.
fn numbered(version: usize) -> String {
    let filler = "Some words that only take room.\n\n".repeat(8_000);
    format!("---\ntitle: Long\n---\n\nbegin-{version}-begin\n\n{filler}\n\nend-{version}-end\n")
}

fn number(text: &str, word: &str) -> Option<usize> {
    let (_, rest) = text.split_once(&format!("{word}-"))?;
    rest.split_once(&format!("-{word}"))?.0.parse().ok()
}

/// Asks for the page again and again; fails if it is torn or older than it was. How often it came.
fn follow(preview: &Preview, is_over: &AtomicBool) -> usize {
    let (mut last, mut seen) = (0, 0);
    while !is_over.load(Ordering::Relaxed) || seen == 0 {
        let text = preview.get("long/").text();
        let begin = number(&text, "begin").expect("a beginning");
        assert_eq!(Some(begin), number(&text, "end"), "a torn page");
        assert!(begin >= last, "version {begin} after {last}");
        last = begin;
        seen += 1;
    }
    seen
}

/// Says that it is over when it goes, so that nobody waits for ever where a test fails.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn a_page_is_whole_and_never_goes_back() {
    let site = SmallSite::new();
    site.save("content/long.md", &numbered(1));
    let preview = Preview::start(site.root(), &[]).settled();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let over = Over(&is_over);
        let readers: Vec<_> = (0..4).map(|_| scope.spawn(|| follow(&preview, &is_over))).collect();
        for version in 2..=12 {
            site.save("content/long.md", &numbered(version));
            preview.shows("long/", &format!("begin-{version}-begin"));
        }
        drop(over);
        for reader in readers {
            assert!(reader.join().expect("a reader") > 0);
        }
    });
}

/// Threads and open handles of a process.
#[cfg(target_os = "linux")]
fn cost(preview: &Preview) -> (usize, usize) {
    let folder = format!("/proc/{}", preview.child.id());
    let count = |name: &str| std::fs::read_dir(format!("{folder}/{name}")).expect("a process").count();
    (count("task"), count("fd"))
}

/// Connections of all bad kinds; they stay open as long as they are held.
fn intruders(preview: &Preview) -> Vec<TcpStream> {
    let host = preview.host_line();
    let bad = [
        // Nothing at all, a head without end, noise, a head that is too large, a body that never comes
        String::new(),
        format!("GET /portfolio/ HTTP/1.1\r\n{host}X-Slow: "),
        "\u{1}\u{2}\u{3}\r\n\r\n".to_owned(),
        format!("GET /portfolio/ HTTP/1.1\r\n{host}X: {}\r\n", "x".repeat(100_000)),
        format!("POST /portfolio/ HTTP/1.1\r\n{host}Content-Length: 1000000\r\n\r\nabc"),
        // Asks for much and reads nothing
        format!("GET /portfolio/long/ HTTP/1.1\r\n{host}\r\n").repeat(20),
        format!("GET /portfolio/large.bin HTTP/1.1\r\n{host}\r\n"),
        // Listens and reads nothing
        format!("GET /portfolio/__showpiece/events?page=/portfolio/long/ HTTP/1.1\r\n{host}\r\n"),
    ];
    let one = |number: usize| {
        let mut stream = TcpStream::connect(("127.0.0.1", preview.port)).expect("a connection");
        stream.set_write_timeout(Some(Duration::from_secs(5))).expect("a timeout");
        let _ = stream.write_all(bad[number % bad.len()].as_bytes());
        stream
    };
    (0..500).map(one).collect()
}

#[test]
fn a_storm_of_bad_connections_stops_nobody() {
    let site = SmallSite::new();
    site.save("content/long.md", &numbered(1));
    site.save("static/large.bin", &"x".repeat(8_000_000));
    let preview = Preview::start(site.root(), &[]).settled();
    let _one = STORM.lock().unwrap_or_else(PoisonError::into_inner);
    let storm = intruders(&preview);
    for version in 2..=5 {
        site.save("content/long.md", &numbered(version));
        let begun = Instant::now();
        preview.shows("long/", &format!("end-{version}-end"));
        assert!(begun.elapsed() < Duration::from_secs(20), "version {version} took {:?}", begun.elapsed());
    }
    let mut tab = preview.listen("about/");
    tab.until("hello", |_| true);
    #[cfg(target_os = "linux")]
    {
        let (threads, handles) = cost(&preview);
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        assert!(threads <= processors + 12, "{threads} threads");
        assert!(handles <= 600, "{handles} handles");
    }
    drop(storm);
    #[cfg(target_os = "linux")]
    wait_for("handles to be given back", || (cost(&preview).1 < 60).then_some(()));
    site.save("content/about.md", "---\ntitle: About\n---\n\nAfter the storm.\n");
    tab.until("update", |update| update["page"].is_string());
    assert!(preview.shows("about/", "After the storm.").status == 200);
}

/// Reads a byte of each connection in turn, if there is one, until it is over; how many there were.
fn sip(streams: &mut [TcpStream], is_over: &AtomicBool) -> usize {
    let mut sips = 0;
    for stream in &*streams {
        stream.set_nonblocking(true).expect("a connection");
    }
    while !is_over.load(Ordering::Relaxed) {
        for stream in &mut *streams {
            sips += usize::from(stream.read(&mut [0]).is_ok_and(|read| read == 1));
        }
    }
    sips
}

#[test]
fn among_those_who_sip_pages_stay_whole_and_a_signal_ends_it_all() {
    let site = SmallSite::new();
    site.save("content/long.md", &numbered(1));
    site.save("static/large.bin", &"x".repeat(8_000_000));
    let mut preview = Preview::start(site.root(), &[]).settled();
    let _one = STORM.lock().unwrap_or_else(PoisonError::into_inner);
    let mut storm = intruders(&preview);
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let over = Over(&is_over);
        let reader = scope.spawn(|| follow(&preview, &is_over));
        let slow = scope.spawn(|| sip(&mut storm, &is_over));
        for version in 2..=5 {
            site.save("content/long.md", &numbered(version));
            preview.shows("long/", &format!("end-{version}-end"));
        }
        drop(over);
        assert!(reader.join().expect("a reader") > 0);
        assert!(slow.join().expect("slow readers") > 1_000);
    });
    // All are still there, with answers under way and requests begun.
    preview.signal("TERM");
    let (status, took) = preview.ended();
    assert!(status.success() && took < Duration::from_secs(1), "{status} after {took:?}");
}

#[test]
fn broken_requests_are_refused_or_dropped_and_the_next_is_answered() {
    let site = SmallSite::new();
    let preview = Preview::start(site.root(), &[]).settled();
    let host = preview.host_line();
    for text in [
        "GET\r\n\r\n".to_owned(),
        "GET / HTTP/9.9\r\n\r\n".to_owned(),
        format!("GET /portfolio/ HTTP/1.1\r\n{host}Bad Header\r\n\r\n"),
        format!("GET /portfolio/\u{7f} HTTP/1.1\r\n{host}\r\n"),
        format!("GET {} HTTP/1.1\r\n{host}\r\n", "/a".repeat(60_000)),
    ] {
        let mut stream = preview.connect();
        let _ = stream.write_all(text.as_bytes());
        let answer = Answer::try_read(&stream, false);
        assert!(answer.is_none_or(|answer| answer.status >= 400), "{:.40}", text);
        assert_eq!(preview.get("about/").status, 200);
    }
}
