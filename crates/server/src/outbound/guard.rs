//! The guard at the door: judges a URL, and resolves names to judged addresses only.

use super::address;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::IpAddr;
use url::{Host, Url};

/// Who may be called.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guard {
    /// Whether loopback and private addresses are open (development).
    pub(super) allow_private: bool,
}

/// The URL, or the name in it, leads where we do not go. Says no more: a customer must not learn what lies where.
#[derive(Debug, thiserror::Error)]
#[error("not allowed")]
pub(super) struct NotAllowed;

impl Guard {
    /// Judges everything but the addresses behind a name, which are judged when the name is resolved.
    pub(super) fn judge(self, url: &Url) -> Result<(), NotAllowed> {
        let plain =
            matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
        let host_is_open = match url.host() {
            Some(Host::Ipv4(address)) => self.is_open(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => self.is_open(IpAddr::V6(address)),
            Some(Host::Domain(_)) => true,
            None => false,
        };
        let port_is_open = url.port_or_known_default().is_some_and(|port| self.is_open_port(port));
        if plain && host_is_open && port_is_open { Ok(()) } else { Err(NotAllowed) }
    }

    fn is_open(self, address: IpAddr) -> bool {
        address::is_public(address) || (self.allow_private && address::is_home(address))
    }

    /// Ports of the web, and those that any program may listen on; not those of mail, shells and files.
    fn is_open_port(self, port: u16) -> bool {
        matches!(port, 80 | 443 | 1024..)
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = *self;
        Box::pin(async move {
            let found: Vec<_> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if found.is_empty() || !found.iter().all(|address| guard.is_open(address.ip())) {
                return Err(NotAllowed.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(allow_private: bool, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| Guard { allow_private }.judge(&url).is_ok())
    }

    #[test]
    fn every_spelling_of_a_shut_address_is_shut() {
        for url in [
            "http://127.0.0.1/",
            "http://0x7f.1/",
            "http://2130706433/",
            "http://0177.0.0.1/",
            "http://127.1/",
            "http://0/",
            "http://%31%32%37.0.0.1/",
            "http://127。0。0。1/",
            "http://①②⑦.0.0.1/",
            "http://127.0.0.1./",
            "http:127.0.0.1/",
            "http:///127.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://169.254.169.254/latest/meta-data/",
            "http://[fd00:ec2::254]/",
            "http://user@example.com/",
            "http://user:word@example.com/",
            "http://1.1.1.1 &@2.2.2.2# @3.3.3.3/",
            "ftp://example.com/",
            "file:///etc/passwd",
            "gopher://example.com/",
            "http://example.com:22/",
            "https://example.com:25/",
        ] {
            assert!(!passes(false, url), "{url}");
        }
        for url in [
            "http://example.com/a.mp4",
            "https://example.com:8443/",
            "http://1.1.1.1/",
            "https://[2620:fe::fe]/x",
        ] {
            assert!(passes(false, url), "{url}");
        }
    }

    #[test]
    fn development_opens_home_and_nothing_else() {
        assert!(passes(true, "http://127.0.0.1:8080/a.mp4") && passes(true, "http://192.168.1.9/"));
        assert!(!passes(true, "http://169.254.169.254/") && !passes(true, "http://[fd00:ec2::254]/"));
        assert!(!passes(true, "http://user@127.0.0.1/"));
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_refused() {
        let shut = Guard { allow_private: false }.resolve("localhost".parse().unwrap()).await;
        assert!(shut.is_err());
        let open = Guard { allow_private: true }.resolve("localhost".parse().unwrap()).await;
        assert!(open.is_ok());
    }
}
