//! Hosts that only some can reach: this machine, and networks that are private.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Endings that no public name has (RFC 6761, RFC 6762, RFC 8375, and what `.internal` was set aside for in 2024).
const ENDINGS: [&str; 7] = ["localhost", "local", "internal", "lan", "home.arpa", "test", "invalid"];

/// Whether a host, as a URL has it, is private: by its name, or by its address.
pub(in crate::check) fn is_private_host(host: &url::Host<&str>) -> bool {
    match host {
        url::Host::Ipv4(address) => is_private(IpAddr::V4(*address)),
        url::Host::Ipv6(address) => is_private(IpAddr::V6(*address)),
        url::Host::Domain(name) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            // A name without a dot means something in the network where it is looked up, if anything.
            !name.contains('.')
                || ENDINGS.iter().any(|ending| name.strip_suffix(ending).is_some_and(|rest| rest.ends_with('.')))
        }
    }
}

/// Whether an address leads to this machine or into a network that is not public.
pub(in crate::check) fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => is_private_v6(address),
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || first == 0
        // Shared by the customers of a provider (RFC 6598).
        || first == 100 && (64..128).contains(&second)
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    let [first, ..] = address.segments();
    let is_local = first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80;
    is_local || address.is_loopback() || address.is_unspecified() || address.to_ipv4_mapped().is_some_and(is_private_v4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_private_url(text: &str) -> bool {
        url::Url::parse(text).unwrap().host().is_some_and(|host| is_private_host(&host))
    }

    #[test]
    fn private_hosts_are_told_from_public_ones() {
        for text in [
            "http://localhost:8000/",
            "http://app.localhost/",
            "http://printer.local/",
            "http://intranet/",
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://10.1.2.3/",
            "http://172.31.0.1/",
            "http://192.168.0.1/",
            "http://169.254.169.254/latest/",
            "http://100.64.0.1/",
            "http://0.0.0.0:4000/",
            "http://[::1]/",
            "http://[fd00::1]/",
            "http://[fe80::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://metadata.google.internal/",
        ] {
            assert!(is_private_url(text), "{text}");
        }
        for text in [
            "https://example.org/",
            "http://8.8.8.8/",
            "http://172.32.0.1/",
            "http://[2001:db8::1]/",
            "https://local.example/",
        ] {
            assert!(!is_private_url(text), "{text}");
        }
    }
}
