//! One request to another server, and what came of it in our own words.
//!
//! In: an address and a method. Out: the head of the reply, and the page behind it as far as it was asked for; or the
//! trouble. No redirect is followed here, nothing is repeated, and nothing of the reply is believed: its body is read
//! up to a limit, its time is limited, and hosts in private networks are not asked unless that is wanted.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Read};
use std::net::IpAddr;
use std::time::Duration;

use rustls::CertificateError;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, Error, http};
use url::Url;

use super::private::{is_private, is_private_host};
use super::verdict::Missing;
use super::{Trust, fragment};

/// No page is read further than this.
const LONGEST_PAGE: u64 = 3 << 20;
/// A connection is there after this long, or never.
const CONNECT: Duration = Duration::from_secs(10);

/// The method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Method {
    /// Only the head is wanted.
    Head,
    /// The whole, of which we read what we need.
    Get,
}

/// The head of a reply, and what was found in the page.
#[derive(Debug, Clone, Default)]
pub(super) struct Reply {
    pub status: u16,
    /// Where it leads on, as written.
    pub location: Option<String>,
    /// When to come again, as written.
    pub retry_after: Option<String>,
    /// Whether it set a cookie.
    pub sets_cookie: bool,
    /// Whether it asks to prove that one is a person.
    pub is_challenge: bool,
    /// The fragments that the page has not; none if that cannot be said.
    pub missing: Option<Missing>,
}

/// Why there is no reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The host has no address.
    NoHost,
    /// The host's address could not be looked up now.
    Lookup,
    /// There is no way to the host.
    Unreachable,
    /// Nobody listens there.
    Refused,
    /// The host is in a private network.
    Private,
    /// Its certificate does not hold: why.
    Certificate(&'static str),
    /// Its certificate cannot be judged, or no secure connection came about: why.
    Tls(String),
    /// No answer in time.
    Timeout,
    /// The connection broke off.
    BrokenOff,
    /// What came is no HTTP: why.
    Garbage(String),
}

/// Whoever can be asked; tests have their own.
pub(super) trait Asks: Send + Sync + 'static {
    /// Asks for an address; `wanted` are the fragments that its page should have.
    fn ask(&self, url: &Url, method: Method, wanted: &BTreeSet<String>) -> Result<Reply, Trouble>;
    /// Ends the requests that are under way.
    fn shut_down(&self);
}

/// Asks servers.
#[derive(Debug, Clone)]
pub(super) struct Client {
    agent: Agent,
    reaches_private: bool,
}

impl Client {
    pub(super) fn new(timeout: Duration, reaches_private: bool, trust: &Trust) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(timeout))
            .timeout_connect(Some(CONNECT.min(timeout)))
            .user_agent(concat!("showpiece/", env!("CARGO_PKG_VERSION"), " (looks whether links lead somewhere)"))
            .accept("text/html,application/xhtml+xml,*/*;q=0.8")
            .accept_encoding("identity");
        let config = match trust {
            Trust::Usual => config,
            Trust::Only(certificates) => config
                .proxy(None)
                .tls_config(ureq::tls::TlsConfig::builder().root_certs(certificates.iter().cloned().into()).build()),
        };
        let resolver = PublicResolver { reaches_private, inner: DefaultResolver::default() };
        let agent = Agent::with_parts(config.build(), DefaultConnector::default(), resolver);
        Self { agent, reaches_private }
    }
}

impl Asks for Client {
    fn shut_down(&self) {
        self.agent.clone().shutdown();
    }

    fn ask(&self, url: &Url, method: Method, wanted: &BTreeSet<String>) -> Result<Reply, Trouble> {
        if !self.reaches_private && url.host().is_some_and(|host| is_private_host(&host)) {
            return Err(Trouble::Private);
        }
        let response = match method {
            Method::Head => self.agent.head(url.as_str()).call(),
            Method::Get => self.agent.get(url.as_str()).call(),
        };
        let mut response = response.map_err(trouble)?;
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
        let mut reply = Reply {
            status: response.status().as_u16(),
            location: response.headers().get("location").map(|value| text_of(value.as_bytes())),
            retry_after: header("retry-after").map(str::to_owned),
            sets_cookie: response.headers().contains_key("set-cookie"),
            is_challenge: header("cf-mitigated") == Some("challenge") || header("x-datadome").is_some(),
            missing: None,
        };
        let is_page = response.status().is_success() && is_html(response.headers());
        if method == Method::Get && is_page && !wanted.is_empty() {
            let is_packed = header("content-encoding").is_some_and(|value| value.eq_ignore_ascii_case("gzip"));
            let is_plain = header("content-encoding").is_none_or(|value| value.eq_ignore_ascii_case("identity"));
            if is_packed || is_plain {
                reply.missing = page(response.body_mut(), is_packed).map(|html| fragment::missing(&html, wanted));
            }
        }
        Ok(reply)
    }
}

/// Bytes of a header as text; some servers send addresses in UTF-8 without a word.
fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn is_html(headers: &http::HeaderMap) -> bool {
    let kind = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(&*kind, "text/html" | "application/xhtml+xml")
}

/// The whole page; none if it is too long, breaks off, or is packed into more than anybody reads.
fn page(body: &mut Body, is_packed: bool) -> Option<String> {
    let read = |from: &mut dyn Read| {
        let mut bytes = Vec::new();
        from.take(LONGEST_PAGE + 1).read_to_end(&mut bytes).ok()?;
        (bytes.len() as u64 <= LONGEST_PAGE).then_some(bytes)
    };
    let bytes = match is_packed {
        true => read(&mut flate2::read::MultiGzDecoder::new(body.as_reader().take(LONGEST_PAGE)))?,
        false => read(&mut body.as_reader())?,
    };
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Looks up addresses of hosts, and leaves out those of private networks: a server elsewhere must not be able to send
/// us there by a redirect to a name of its own.
struct PublicResolver {
    reaches_private: bool,
    inner: DefaultResolver,
}

impl fmt::Debug for PublicResolver {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PublicResolver")
    }
}

impl Resolver for PublicResolver {
    fn resolve(
        &self,
        uri: &http::Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let looked_up = self.inner.resolve(uri, config, timeout);
        let found = looked_up.map_err(|error| match error {
            Error::Io(error) => Error::Other(Box::new(LookupFailed(is_passing(&error)))),
            other => other,
        })?;
        // A proxy is where its user says.
        if self.reaches_private || config.proxy().is_some() {
            return Ok(found);
        }
        let addresses = || found.iter().filter(|address| !is_private(address.ip()));
        if addresses().next().is_none() && found.iter().next().is_some() {
            return Err(Error::Other(Box::new(IsPrivate(found.iter().next().map(|address| address.ip())))));
        }
        let mut public = self.empty();
        addresses().for_each(|address| public.push(*address));
        Ok(public)
    }
}

/// A name that could not be looked up, and whether it may be another time.
#[derive(Debug)]
struct LookupFailed(bool);

/// A name that leads into a private network.
#[derive(Debug)]
struct IsPrivate(Option<IpAddr>);

impl fmt::Display for LookupFailed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name could not be looked up")
    }
}

impl fmt::Display for IsPrivate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the name leads to {:?}", self.0)
    }
}

impl std::error::Error for LookupFailed {}
impl std::error::Error for IsPrivate {}

/// Whether a look-up failed because nobody could be asked, and not because there is no such name. The standard library
/// has no kind for this, so it is told by the words of the system.
fn is_passing(error: &io::Error) -> bool {
    let text = error.to_string().to_ascii_lowercase();
    ["temporary failure", "try again", "timed out", "os error 11002"].iter().any(|words| text.contains(words))
}

fn trouble(error: Error) -> Trouble {
    match error {
        Error::HostNotFound => Trouble::NoHost,
        Error::Timeout(_) => Trouble::Timeout,
        Error::Io(error) => of_io(&error),
        Error::Rustls(error) => of_tls(&error),
        Error::Tls(words) => Trouble::Tls(words.to_owned()),
        Error::Other(error) => match (error.downcast_ref::<LookupFailed>(), error.downcast_ref::<IsPrivate>()) {
            (Some(LookupFailed(true)), _) => Trouble::Lookup,
            (Some(LookupFailed(false)), _) => Trouble::NoHost,
            (_, Some(_)) => Trouble::Private,
            _ => Trouble::Garbage(error.to_string()),
        },
        Error::ConnectProxyFailed(words) => Trouble::Garbage(format!("the proxy does not connect: {words}")),
        Error::LargeResponseHeader(..) => Trouble::Garbage("the head of the answer does not end".to_owned()),
        Error::BodyStalled => Trouble::BrokenOff,
        other => Trouble::Garbage(other.to_string()),
    }
}

fn of_io(error: &io::Error) -> Trouble {
    if let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        return of_tls(error);
    }
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Trouble::Refused,
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable | io::ErrorKind::AddrNotAvailable => {
            Trouble::Unreachable
        }
        io::ErrorKind::NetworkDown => Trouble::Unreachable,
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Trouble::Timeout,
        io::ErrorKind::InvalidData => Trouble::Garbage(error.to_string()),
        _ => Trouble::BrokenOff,
    }
}

fn of_tls(error: &rustls::Error) -> Trouble {
    use rustls::Error::{AlertReceived, InvalidCertificate, PeerIncompatible};
    match error {
        InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => {
            Trouble::Certificate("its certificate has expired")
        }
        InvalidCertificate(CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. }) => {
            Trouble::Certificate("its certificate is not valid yet")
        }
        InvalidCertificate(CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }) => {
            Trouble::Certificate("its certificate is for another name")
        }
        InvalidCertificate(CertificateError::Revoked) => Trouble::Certificate("its certificate was revoked"),
        // Browsers fetch what a server leaves out of its chain, and know the authorities of their network.
        InvalidCertificate(CertificateError::UnknownIssuer) => {
            Trouble::Tls("nobody we know has issued its certificate".to_owned())
        }
        InvalidCertificate(_) => Trouble::Tls("its certificate cannot be judged".to_owned()),
        AlertReceived(_) | PeerIncompatible(_) => {
            Trouble::Tls("it offers no secure connection of today's kinds".to_owned())
        }
        _ => Trouble::Tls("no secure connection came about".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_into_private_networks_are_not_asked() {
        let ask = |reaches_private: bool, url: &str| {
            let agent = Client::new(Duration::from_secs(1), reaches_private, &Trust::Only(Vec::new())).agent;
            // Behind the resolver there is nothing: port 0 cannot be connected to.
            agent.get(url).call().map(drop).map_err(trouble)
        };
        assert_eq!(ask(false, "http://127.0.0.1:0/"), Err(Trouble::Private));
        assert_eq!(ask(false, "http://[::1]:0/"), Err(Trouble::Private));
        assert_ne!(ask(true, "http://127.0.0.1:0/"), Err(Trouble::Private));
    }

    #[test]
    fn a_packed_page_is_unpacked_up_to_a_limit() {
        let packed = |length: usize| {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            io::Write::write_all(&mut encoder, &vec![b'x'; length]).unwrap();
            encoder.finish().unwrap()
        };
        let read = |bytes: Vec<u8>| {
            let mut body = Body::builder().data(bytes);
            page(&mut body, true).map(|page| page.len())
        };
        assert_eq!(read(packed(1000)), Some(1000));
        assert_eq!(read(packed(50 << 20)), None);
        assert_eq!(read(b"no gzip".to_vec()), None);
    }
}
