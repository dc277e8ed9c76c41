//! What the tests of the preview share: a server process of its own, a small HTTP client, and a reader of events.
//!
//! Nothing here sleeps for a fixed time to let something happen: everything waits for what it wants, up to a deadline.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests may fail like tests")]

use std::collections::BTreeMap;
use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Long enough for a loaded machine; no test waits so long when all is well.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A running `showpiece serve`; dropping it ends the process.
pub struct Preview {
    /// The process.
    pub child: Child,
    /// Where it listens.
    pub port: u16,
    /// The path below which its site lies.
    pub base: String,
    out: Lines,
    err: Lines,
}

impl Preview {
    /// Serves the site at `root` on a free port, and waits for its address.
    pub fn start(root: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_showpiece"));
        command.arg("serve").arg(root).args(["--port", "0"]).args(arguments).stdin(Stdio::null());
        Self::spawn(command)
    }

    /// The same with a command of one's own.
    pub fn spawn(mut command: Command) -> Self {
        command.env("SOURCE_DATE_EPOCH", "1781524800").env_remove("SHOWPIECE_BASE_URL").env_remove("SHOWPIECE_EDITOR");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let out = lines(child.stdout.take().expect("a pipe"));
        let err = lines(child.stderr.take().expect("a pipe"));
        let mut preview = Self { child, port: 0, base: String::new(), out, err };
        let address = preview.address();
        let (_, rest) = address.split_once("://localhost:").expect("an address");
        let (port, base) = rest.split_once('/').expect("a path");
        preview.port = port.parse().expect("a port");
        preview.base = format!("/{base}");
        preview
    }

    /// The next address on standard output.
    pub fn address(&mut self) -> String {
        match self.out.next(PATIENCE) {
            Some(line) => line,
            None => panic!("no address; standard error: {:?}", self.err.next(Duration::ZERO)),
        }
    }

    /// The next line on standard error that contains `words`.
    pub fn told(&self, words: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = Vec::new();
        loop {
            match self.err.next(deadline.saturating_duration_since(Instant::now())) {
                Some(line) if line.contains(words) => return line,
                Some(line) => seen.push(line),
                None => panic!("`{words}` was not said; what was: {seen:?}"),
            }
        }
    }

    /// Waits until the site was read and rendered.
    pub fn settled(self) -> Self {
        self.told("ready → ");
        self
    }

    /// Below the base path.
    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", &format!("{}{}", self.base, path.trim_start_matches('/')), &[])
    }

    /// Any request, with further headers.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let host = if headers.iter().any(|(name, _)| *name == "Host") { String::new() } else { self.host_line() };
        let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        self.send(&format!("{method} {path} HTTP/1.1\r\n{host}Connection: close\r\n{more}\r\n"))
    }

    /// The header that names this server.
    pub fn host_line(&self) -> String {
        format!("Host: localhost:{}\r\n", self.port)
    }

    /// A connection.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream
    }

    /// Sends these bytes and reads to the end.
    pub fn send(&self, text: &str) -> Answer {
        let mut stream = self.connect();
        stream.write_all(text.as_bytes()).expect("a request is sent");
        Answer::read(stream, text.starts_with("HEAD"))
    }

    /// The events of a tab that shows a page below the base path.
    pub fn listen(&self, page: &str) -> Events {
        Events::open(self, &format!("{}{}", self.base, page.trim_start_matches('/')))
    }

    /// Asks until the page below the base path contains `words`.
    pub fn shows(&self, path: &str, words: &str) -> Answer {
        wait_for(&format!("`{words}` at {path}"), || {
            Some(self.get(path)).filter(|answer| answer.text().contains(words))
        })
    }

    /// Sends a signal by name.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status();
        assert!(sent.expect("`kill` is there").success());
    }

    /// How the process ended, and how long that took.
    pub fn ended(&mut self) -> (ExitStatus, Duration) {
        let begun = Instant::now();
        let status = wait_for("the end of the process", || self.child.try_wait().expect("a child"));
        (status, begun.elapsed())
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The lines of a pipe, as they come.
struct Lines(Mutex<Receiver<String>>);

impl Lines {
    fn next(&self, patience: Duration) -> Option<String> {
        self.0.lock().expect("no test failed while reading").recv_timeout(patience).ok()
    }
}

fn lines(pipe: impl Read + Send + 'static) -> Lines {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    Lines(Mutex::new(receiver))
}

/// Asks again and again, with short pauses, up to a deadline.
pub fn wait_for<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = ask() {
            return found;
        }
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// An answer of the server.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// Such as 200.
    pub status: u16,
    /// By name in lower case, without the date: two answers of one version are equal.
    pub headers: BTreeMap<String, String>,
    /// All of it.
    pub body: Vec<u8>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {:?}, {} bytes", self.status, self.headers, self.body.len())
    }
}

impl Answer {
    /// Reads an answer; a body that is shorter or longer than its head says is a failure.
    pub fn read(stream: impl Read, is_head: bool) -> Self {
        Self::try_read(stream, is_head).expect("an answer")
    }

    /// The same; none if the connection ended without a whole answer.
    pub fn try_read(mut stream: impl Read, is_head: bool) -> Option<Self> {
        let mut bytes = Vec::new();
        let read = stream.read_to_end(&mut bytes);
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").filter(|_| read.is_ok())?;
        let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
        let body = bytes[end + 4..].to_vec();
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers: BTreeMap<String, String> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .filter(|(name, _)| name != "date")
            .collect();
        let length = headers.get("content-length").and_then(|length| length.parse().ok());
        let is_whole = is_head && body.is_empty() || length.is_none_or(|length: usize| length == body.len());
        is_whole.then_some(Self { status, headers, body })
    }

    /// A header, empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// An attribute of the preview's script.
    pub fn script(&self, attribute: &str) -> Option<String> {
        let text = self.text();
        let (_, tag) = text.split_once("<script data-showpiece ")?;
        let (_, value) = tag.split_once(&format!("{attribute}=\""))?;
        value.split_once('"').map(|(value, _)| value.to_owned())
    }
}

/// Server-sent events of one tab.
pub struct Events {
    lines: BufReader<TcpStream>,
}

impl Events {
    /// Listens as a tab that shows `path` does.
    pub fn open(preview: &Preview, path: &str) -> Self {
        let mut stream = preview.connect();
        let (host, query) = (preview.host_line(), path.replace('%', "%25"));
        let base = &preview.base;
        write!(stream, "GET {base}__showpiece/events?page={query} HTTP/1.1\r\n{host}\r\n").expect("a request is sent");
        Self { lines: BufReader::new(stream) }
    }

    /// The next event of any name; none at the end of the stream, and when none comes.
    pub fn next(&mut self) -> Option<(String, Value)> {
        let mut name = String::new();
        let deadline = Instant::now() + PATIENCE;
        // Signs of life come all the time, so that no read runs out of time by itself.
        while Instant::now() < deadline {
            let mut line = String::new();
            if self.lines.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if let Some(word) = line.strip_prefix("event: ") {
                word.trim_end().clone_into(&mut name);
            } else if let Some(data) = line.strip_prefix("data: ") {
                return Some((name, serde_json::from_str(data).expect("events are JSON")));
            }
        }
        None
    }

    /// The next event of this name that is as wanted.
    pub fn until(&mut self, name: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = Vec::new();
        while Instant::now() < deadline {
            match self.next() {
                Some((word, data)) if word == name && wanted(&data) => return data,
                Some(event) => seen.push(event),
                None => break,
            }
        }
        panic!("no such event `{name}`; there were {seen:?}");
    }
}

/// Writes a file at once, as editors do: under another name first.
pub fn save(path: &Path, text: &str) {
    let draft = path.with_extension("tmp~");
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
    std::fs::write(&draft, text).and_then(|()| std::fs::rename(&draft, path)).expect("a file can be written");
}

/// A small site below `/portfolio/` in a folder that goes away.
pub struct SmallSite {
    folder: tempfile::TempDir,
}

impl SmallSite {
    /// The site.
    pub fn new() -> Self {
        let site = Self { folder: tempfile::TempDir::new().expect("a folder") };
        site.save("showpiece.yaml", "title: Ada\nbase_url: https://ada.example/portfolio/\n");
        site.save("data/profile.yaml", "name: Ada\n");
        site.save("content/about.md", "---\ntitle: About\n---\n\nFirst version.\n");
        site.save("content/uses.md", "---\ntitle: Uses\n---\n\nAn editor.\n");
        site.save("static/plain.html", "<p>plain</p>\n");
        site.save("static/data.txt", "0123456789");
        site
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Saves a file in it.
    pub fn save(&self, name: &str, text: &str) {
        save(&self.path(name), text);
    }
}
