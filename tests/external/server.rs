//! A server on this machine that does what a path asks for: `/gone` is not there, `/hangs` says nothing, `/bomb` is a bomb.

use std::io::{self, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use showpiece::check::Certificate;

/// What the page says that has parts.
const PAGE: &str = "<!doctype html><h1 id=top>A page</h1><h2 id=install>Install</h2><h2 id=usage>Usage</h2>";

/// What was asked, and how much at once.
#[derive(Default)]
struct Log {
    asked: Vec<String>,
    running: usize,
    most: usize,
}

#[derive(Default)]
struct Shared {
    log: Mutex<Log>,
    news: Condvar,
}

/// A server, until the process ends.
pub struct Server {
    host: String,
    scheme: &'static str,
    shared: Arc<Shared>,
}

/// A certificate that its owner has issued.
pub struct Tls {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

impl Tls {
    /// For a name, and until the end of a year.
    pub fn new(name: &str, until: i32) -> Self {
        let mut parameters = rcgen::CertificateParams::new(vec![name.to_owned()]).expect("a name");
        // Two with one name would be taken for each other.
        parameters.distinguished_name.push(rcgen::DnType::CommonName, format!("{name} until {until}"));
        parameters.not_before = rcgen::date_time_ymd(2019, 1, 1);
        parameters.not_after = rcgen::date_time_ymd(until, 12, 31);
        let key = rcgen::KeyPair::generate().expect("a key");
        let certificate = parameters.self_signed(&key).expect("a certificate");
        Self { certificate: certificate.der().to_vec(), key: key.serialize_der() }
    }

    pub fn certificate(&self) -> Certificate<'static> {
        Certificate::from_der(&self.certificate).to_owned()
    }

    fn config(&self) -> Arc<rustls::ServerConfig> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let chain = vec![CertificateDer::from(self.certificate.clone())];
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.clone()));
        let builder = rustls::ServerConfig::builder_with_provider(provider);
        let builder = builder.with_safe_default_protocol_versions().expect("versions of TLS").with_no_client_auth();
        Arc::new(builder.with_single_cert(chain, key).expect("a certificate and its key"))
    }
}

/// A port at which nobody listens.
pub fn closed_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

impl Server {
    pub fn start() -> Self {
        Self::start_at("127.0.0.1")
    }

    pub fn start_at(address: &str) -> Self {
        Self::run(TcpListener::bind((address, 0)).expect("a port"), "http", None)
    }

    /// None on a machine without IPv6.
    pub fn start_ipv6() -> Option<Self> {
        Some(Self::run(TcpListener::bind("[::1]:0").ok()?, "http", None))
    }

    pub fn start_tls(tls: &Tls) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        Self::run(listener, "https", Some(tls.config()))
    }

    fn run(listener: TcpListener, scheme: &'static str, tls: Option<Arc<rustls::ServerConfig>>) -> Self {
        let host = listener.local_addr().expect("an address").to_string();
        let shared = Arc::new(Shared::default());
        let own = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (shared, tls) = (Arc::clone(&own), tls.clone());
                // Whoever breaks off is no concern of ours.
                thread::spawn(move || match tls {
                    None => drop(shared.serve(stream)),
                    Some(config) => {
                        let connection = rustls::ServerConnection::new(config).expect("a connection");
                        let mut stream = rustls::StreamOwned::new(connection, stream);
                        let _ = shared.serve(&mut stream);
                        stream.conn.send_close_notify();
                        let _ = stream.flush();
                    }
                });
            }
        });
        Self { host, scheme, shared }
    }

    /// `127.0.0.1:40123`
    pub fn host(&self) -> String {
        self.host.clone()
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme, self.host)
    }

    /// The requests so far: `HEAD /ok`.
    pub fn asked(&self) -> Vec<String> {
        self.shared.log.lock().expect("a log").asked.clone()
    }

    /// How many were answered at the same time.
    pub fn most_at_once(&self) -> usize {
        self.shared.log.lock().expect("a log").most
    }

    /// Waits until something was asked.
    pub fn wait_for(&self, request: &str) {
        let log = self.shared.log.lock().expect("a log");
        let waits = |log: &mut Log| !log.asked.iter().any(|one| one == request);
        let (_log, result) = self.shared.news.wait_timeout_while(log, Duration::from_secs(60), waits).expect("a log");
        assert!(!result.timed_out(), "`{request}` was not asked");
    }
}

impl Shared {
    fn serve(&self, mut stream: impl Read + Write) -> io::Result<()> {
        let Some((method, path)) = request(&mut stream)? else { return Ok(()) };
        let request = format!("{method} {path}");
        let before = {
            let mut log = self.log.lock().expect("a log");
            let before = log.asked.iter().filter(|one| **one == request).count();
            log.asked.push(request);
            before
        };
        self.news.notify_all();
        self.answer(&mut stream, (&method, &path), before)
    }

    fn answer(&self, out: &mut impl Write, (method, path): (&str, &str), before: usize) -> io::Result<()> {
        let is_head = method == "HEAD";
        let base = path.split('?').next().unwrap_or_default();
        let to = |out: &mut dyn Write, status: u16, location: &str| head(out, status, &[("Location", location)]);
        if let Some(status) = base.strip_prefix("/status-") {
            return head(out, status.parse().expect("a number"), &[]);
        }
        match base {
            "/ok" => page(out, is_head, "fine"),
            "/page" => page(out, is_head, PAGE),
            "/gone" => head(out, 404, &[]),
            "/temporarily" => to(out, 302, "/ok"),
            "/to-gone" => to(out, 301, "/gone"),
            "/moved" => to(out, 301, "/ok"),
            "/moved-to-brackets" => to(out, 301, "/ok?a=(1)"),
            "/moved-page" => to(out, 308, "/page"),
            "/to-login" => to(out, 302, "/account/login?next=/to-login"),
            "/to-file" => to(out, 302, "file:///etc/passwd"),
            "/to-script" => to(out, 301, "javascript:alert(1)"),
            "/loop" => to(out, 302, "/loop"),
            "/ping" => to(out, 302, "/pong"),
            "/pong" => to(out, 301, "/ping"),
            "/cookie-loop" => head(out, 302, &[("Location", "/cookie-loop"), ("Set-Cookie", "seen=1")]),
            "/challenge" => head(out, 503, &[("cf-mitigated", "challenge")]),
            "/flaky" if is_head || before == 0 => head(out, 500, &[]),
            "/limited-once" if before == 0 => head(out, 429, &[("Retry-After", "0")]),
            "/flaky" | "/limited-once" => page(out, is_head, "fine"),
            "/hangs" | "/stays" => wait_for_the_end(out),
            "/head-hangs" if is_head => wait_for_the_end(out),
            "/breaks-off" => Ok(()),
            "/head-breaks-off" if is_head => Ok(()),
            "/head-hangs" | "/head-breaks-off" => page(out, is_head, "fine"),
            "/drips" => drip(out),
            "/garbage" => out.write_all(b"\x00\xff\x17garbage\r\n\r\n"),
            "/endless-head" => {
                endless(out, b"HTTP/1.1 200 OK\r\n", b"X-More: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n")
            }
            "/endless-page" => endless(out, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", &[b'<'; 4096]),
            "/truncated" => {
                out.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<h1 id=a>")
            }
            "/too-short" => {
                let names = "<i id=a><i id=b><i id=c><i id=d>";
                write!(
                    out,
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{names}"
                )
            }
            "/picture" => {
                head(out, 200, &[("Content-Type", "image/png")])?;
                out.write_all(b"\x89PNG")
            }
            "/made-by-script" => page(out, is_head, "<div id=root></div><script src=app.js></script>"),
            "/strange-encoding" => {
                head(out, 200, &[("Content-Type", "text/html"), ("Content-Encoding", "br")])?;
                out.write_all(b"\x8b\x02\x80")
            }
            "/packed" => packed(out, PAGE.as_bytes()),
            "/bomb" => packed(out, &vec![b' '; 64 << 20]),
            path if path.starts_with("/head-") => {
                match path.strip_prefix("/head-").and_then(|rest| rest.parse().ok()) {
                    Some(status) if is_head => head(out, status, &[]),
                    _ => page(out, is_head, "fine"),
                }
            }
            path if path.starts_with("/limited-long") => head(out, 429, &[("Retry-After", "3600")]),
            path if path.starts_with("/hangs/") => wait_for_the_end(out),
            path if path.starts_with("/crowd/") => self.crowd(out, is_head),
            path if path.starts_with("/further/") => {
                let number: usize = path["/further/".len()..].parse().expect("a number");
                to(out, 302, &format!("/further/{}", number + 1))
            }
            path if path.starts_with("/account/") => page(out, is_head, "who are you?"),
            _ => head(out, 404, &[]),
        }
    }

    /// Answers when too many are here, or when nobody else has come for a while.
    fn crowd(&self, out: &mut impl Write, is_head: bool) -> io::Result<()> {
        let mut log = self.log.lock().expect("a log");
        log.running += 1;
        log.most = log.most.max(log.running);
        self.news.notify_all();
        let waited = self.news.wait_timeout_while(log, Duration::from_millis(20), |log| log.running <= 2);
        waited.expect("a log").0.running -= 1;
        page(out, is_head, "fine")
    }
}

/// The method and the path of a request; none if there is none.
fn request(stream: &mut impl Read) -> io::Result<Option<(String, String)>> {
    let mut text = Vec::new();
    let mut byte = [0];
    // A greeting of TLS begins with this byte and has no end that we know.
    while text != [0x16] && !text.ends_with(b"\r\n\r\n") && text.len() < 10_000 {
        if stream.read(&mut byte)? == 0 {
            return Ok(None);
        }
        text.push(byte[0]);
    }
    let text = String::from_utf8_lossy(&text).into_owned();
    let mut words = text.split(' ').map(str::to_owned);
    // What is no HTTP (a greeting of TLS) has no words.
    Ok(words.next().zip(words.next()).filter(|(method, _)| ["GET", "HEAD"].contains(&method.as_str())))
}

fn head(out: &mut (impl Write + ?Sized), status: u16, headers: &[(&str, &str)]) -> io::Result<()> {
    write!(out, "HTTP/1.1 {status} Some words\r\nConnection: close\r\n")?;
    for (name, value) in headers {
        write!(out, "{name}: {value}\r\n")?;
    }
    if !headers.iter().any(|(name, _)| *name == "Content-Type") {
        write!(out, "Content-Length: 0\r\n")?;
    }
    write!(out, "\r\n")
}

fn page(out: &mut impl Write, is_head: bool, text: &str) -> io::Result<()> {
    let length = text.len();
    write!(out, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\r\n")?;
    if is_head { Ok(()) } else { out.write_all(text.as_bytes()) }
}

/// Packs although nobody asked for it, as some servers do.
fn packed(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    let packed = encoder.finish()?;
    head(out, 200, &[("Content-Type", "text/html"), ("Content-Encoding", "gzip")])?;
    out.write_all(&packed)
}

/// Writes until the other side has had enough.
fn endless(out: &mut impl Write, first: &[u8], again: &[u8]) -> io::Result<()> {
    out.write_all(first)?;
    loop {
        out.write_all(again)?;
    }
}

/// A byte now and then, which never becomes an answer.
fn drip(out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"HTTP/1.1 200 OK\r\n")?;
    loop {
        out.write_all(b"X")?;
        out.flush()?;
        thread::sleep(Duration::from_millis(50));
    }
}

/// Says nothing until the other side goes: what is written then fails, or is never read.
fn wait_for_the_end(_: &mut impl Write) -> io::Result<()> {
    thread::sleep(Duration::from_secs(600));
    Ok(())
}
