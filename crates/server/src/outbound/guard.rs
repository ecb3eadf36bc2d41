//! The guard at the door: judges a URL, and resolves names to judged addresses only.

use super::address;
use super::names::Names;
use super::network::Network;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use url::{Host, Url};

/// Who may be called.
#[derive(Clone)]
pub(crate) struct Guard {
    /// Whether loopback and private addresses are open (development).
    pub(crate) allow_private: bool,
    /// Networks that the operator has opened.
    pub(crate) opened: Vec<Network>,
    /// Where we listen ourselves: shut, unless it is public.
    pub(crate) own: SocketAddr,
    /// Who knows the addresses of names.
    pub(crate) names: Arc<dyn Names>,
}

/// The URL, or the name in it, leads where we do not go. Says no more: a customer must not learn what lies where.
#[derive(Debug, thiserror::Error)]
#[error("not allowed")]
pub(super) struct NotAllowed;

impl Guard {
    /// Judges everything but the addresses behind a name, which are judged when the name is resolved.
    pub(super) fn judge(&self, url: &Url) -> Result<(), NotAllowed> {
        let plain =
            matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
        let port = url.port_or_known_default().ok_or(NotAllowed)?;
        let host_is_open = match url.host() {
            Some(Host::Ipv4(address)) => {
                self.is_open(IpAddr::V4(address)) && !self.is_own(address.into(), port)
            }
            Some(Host::Ipv6(address)) => {
                self.is_open(IpAddr::V6(address)) && !self.is_own(address.into(), port)
            }
            Some(Host::Domain(_)) => true,
            None => false,
        };
        if plain && host_is_open && is_open_port(port) { Ok(()) } else { Err(NotAllowed) }
    }

    /// Judges a name that is to be called at the port at which we listen; the resolver is not told the port.
    pub(super) async fn judge_name(&self, url: &Url) -> Result<(), NotAllowed> {
        match url.host() {
            Some(Host::Domain(name)) if url.port_or_known_default() == Some(self.own.port()) => {
                let found = self.names.addresses(name).await.map_err(|_| NotAllowed)?;
                let own = found.into_iter().any(|address| self.is_own(address, self.own.port()));
                if own { Err(NotAllowed) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    fn is_open(&self, address: IpAddr) -> bool {
        address::is_public(address)
            || (self.allow_private && address::is_home(address))
            || self.opened.iter().any(|network| opens(network, address))
    }

    fn is_own(&self, address: IpAddr, port: u16) -> bool {
        let (address, own) = (address.to_canonical(), self.own.ip().to_canonical());
        let same = address == own
            || (own.is_unspecified()
                && (address.is_loopback() || address.is_unspecified() || is_ours(address)));
        port == self.own.port() && !address::is_public(address) && same
    }

    /// The addresses of a name, if all of them are open: a name with a shut one beside an open one is a trap.
    async fn addresses(
        self,
        name: Name,
    ) -> Result<Vec<SocketAddr>, Box<dyn std::error::Error + Send + Sync>> {
        let found = self.names.addresses(name.as_str()).await?;
        if found.is_empty() || !found.iter().all(|address| self.is_open(*address)) {
            return Err(NotAllowed.into());
        }
        Ok(found.into_iter().map(|address| SocketAddr::new(address, 0)).collect())
    }
}

/// Whether this machine has the address.
fn is_ours(address: IpAddr) -> bool {
    std::net::UdpSocket::bind((address, 0)).is_ok()
}

/// Whether an operator who names `network` means `address`: where platforms keep their secrets, only by its own address.
fn opens(network: &Network, address: IpAddr) -> bool {
    network.holds(address) && (network.is_one() || !address::is_platform(address))
}

/// Ports of the web, and those that any program may listen on; not those of mail, shells and files.
fn is_open_port(port: u16) -> bool {
    matches!(port, 80 | 443 | 1024..)
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move { Ok(Box::new(guard.addresses(name).await?.into_iter()) as Addrs) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::outbound::SystemNames;

    fn guard(allow_private: bool, opened: &[&str]) -> Guard {
        let opened = opened.iter().map(|network| network.parse().unwrap()).collect();
        let own = "127.0.0.1:8099".parse().unwrap();
        Guard { allow_private, opened, own, names: Arc::new(SystemNames) }
    }

    fn passes(allow_private: bool, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| guard(allow_private, &[]).judge(&url).is_ok())
    }

    fn passes_with(opened: &[&str], url: &str) -> bool {
        guard(false, opened).judge(&Url::parse(url).unwrap()).is_ok()
    }

    #[test]
    fn a_network_that_the_operator_opened_is_open_and_its_neighbour_is_not() {
        let lan = ["10.20.0.0/16", "fd12:3456::/32"];
        assert!(
            passes_with(&lan, "http://10.20.1.2:8080/a.mp4") && passes_with(&lan, "http://[fd12:3456::7]/")
        );
        assert!(passes_with(&lan, "http://[::ffff:10.20.1.2]/"));
        assert!(!passes_with(&lan, "http://10.21.1.2/") && !passes_with(&lan, "http://127.0.0.1/"));
        assert!(!passes_with(&lan, "http://10.20.1.2:22/") && !passes_with(&lan, "http://u@10.20.1.2/"));
    }

    #[test]
    fn where_platforms_keep_secrets_is_opened_by_its_own_address_alone() {
        let all = ["0.0.0.0/0", "::/0"];
        for shut in ["169.254.169.254", "100.100.100.200", "168.63.129.16", "[fd00:ec2::254]", "[fe80::1]"] {
            assert!(!passes_with(&all, &format!("http://{shut}/")), "{shut}");
        }
        assert!(
            passes_with(&all, "http://127.0.0.1/")
                && passes_with(&["169.254.169.254"], "http://169.254.169.254/")
        );
    }

    #[tokio::test]
    async fn our_own_door_is_shut_from_inside() {
        let guard = guard(true, &[]);
        for (url, open) in [
            ("http://127.0.0.1:8099/", false),
            ("http://[::ffff:127.0.0.1]:8099/", false),
            ("http://localhost:8099/", false),
            ("http://127.0.0.1:8100/", true),
            ("http://localhost:8100/", true),
        ] {
            let url = Url::parse(url).unwrap();
            let judged = guard.judge(&url).is_ok() && guard.judge_name(&url).await.is_ok();
            assert_eq!(judged, open, "{url}");
        }
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
        let shut = guard(false, &[]).resolve("localhost".parse().unwrap()).await;
        assert!(shut.is_err());
        let open = guard(true, &[]).resolve("localhost".parse().unwrap()).await;
        assert!(open.is_ok());
    }
}
