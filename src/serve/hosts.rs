//! Which names the server answers to. A page of a stranger can give its own name the address of this machine, and would
//! then read the preview as if it were its own (DNS rebinding); but it cannot make a browser send another `Host`.

use std::net::IpAddr;

use axum::http::{HeaderMap, Uri, header::HOST};

/// The names under which the server may be reached.
#[derive(Debug, Clone)]
pub struct Hosts {
    given: Option<String>,
    any_address: bool,
}

impl Hosts {
    /// Loopback names, and the host that the user gave.
    pub fn new(given: Option<&str>) -> Self {
        let address = given.and_then(|given| plain(given).parse::<IpAddr>().ok());
        Self {
            given: given.map(|given| plain(given).to_ascii_lowercase()),
            // Who listens on all addresses is called by any of them; a name of a stranger is still none of those.
            any_address: address.is_some_and(|address| address.is_unspecified()),
        }
    }

    /// Whether the request names one of them, everywhere where it names a host.
    pub fn allow(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        let mut named = headers.get_all(HOST).into_iter().map(|value| value.to_str().unwrap_or_default());
        let (Some(host), None) = (named.next(), named.next()) else { return false };
        self.is_ours(host) && uri.authority().is_none_or(|authority| self.is_ours(authority.as_str()))
    }

    fn is_ours(&self, host: &str) -> bool {
        let name = without_port(host).to_ascii_lowercase();
        let address: Option<IpAddr> = name.parse().ok();
        name == "localhost"
            || name.ends_with(".localhost")
            || address.is_some_and(|address| address.is_loopback() || self.any_address)
            || self.given.as_ref().is_some_and(|given| *given == name)
    }
}

/// `[::1]` as `::1`.
fn plain(host: &str) -> &str {
    host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host)
}

fn without_port(host: &str) -> &str {
    if host.starts_with('[') {
        return host.split_once(']').map_or(host, |(address, _)| address.trim_start_matches('['));
    }
    host.rsplit_once(':').map_or(host, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_are_refused() {
        let hosts = Hosts::new(None);
        for ours in ["localhost", "LOCALHOST:4000", "127.0.0.1:1", "[::1]:4000", "[::1]", "a.localhost:80", "127.0.0.2"]
        {
            assert!(hosts.is_ours(ours), "{ours}");
        }
        for other in ["evil.example", "localhost.evil.example:4000", "10.0.0.1", "", "evil@localhost.x", "[::2]:1"] {
            assert!(!hosts.is_ours(other), "{other}");
        }
    }

    #[test]
    fn a_given_host_is_ours_and_all_addresses_are_when_all_are_listened_on() {
        assert!(Hosts::new(Some("Box.local")).is_ours("box.local:4000"));
        assert!(!Hosts::new(Some("192.168.0.2")).is_ours("192.168.0.3"));
        for all in ["0.0.0.0", "::", "[::]"] {
            assert!(Hosts::new(Some(all)).is_ours("192.168.0.3:80"), "{all}");
            assert!(!Hosts::new(Some(all)).is_ours("evil.example"), "{all}");
        }
    }

    #[test]
    fn one_host_is_named_everywhere() {
        let hosts = Hosts::new(None);
        let mut headers = HeaderMap::new();
        assert!(!hosts.allow(&Uri::from_static("/"), &headers));
        headers.append(HOST, "localhost".parse().unwrap());
        assert!(hosts.allow(&Uri::from_static("/"), &headers));
        assert!(!hosts.allow(&Uri::from_static("http://evil.example/"), &headers));
        headers.append(HOST, "evil.example".parse().unwrap());
        assert!(!hosts.allow(&Uri::from_static("/"), &headers));
    }
}
