//! A resolver with bad intentions: every form's address behind names of four kinds, and the names among the forms.

use super::Form;
use futures_util::future::BoxFuture;
use server::Names;
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, Mutex};

/// The name of the host that may be called.
pub const GOOD: &str = "good.test";

#[derive(Clone)]
pub struct Liar {
    good: IpAddr,
    forms: Arc<Vec<Form>>,
    asked: Arc<Mutex<HashMap<String, usize>>>,
}

impl Liar {
    pub fn new(good: IpAddr, forms: &Arc<Vec<Form>>) -> Liar {
        Liar { good, forms: forms.clone(), asked: Arc::default() }
    }

    /// Begins to lie anew.
    pub fn forget(&self) {
        self.asked.lock().unwrap().clear();
    }

    fn answer(&self, name: &str) -> Option<Vec<IpAddr>> {
        let nth = {
            let mut asked = self.asked.lock().unwrap();
            let count = asked.entry(name.to_owned()).or_default();
            *count += 1;
            *count
        };
        if name == GOOD {
            return Some(vec![self.good]);
        }
        let own = name.strip_suffix(".test").and_then(|name| name.split_once('-'));
        if let Some((way, number)) = own
            && let Ok(number) = number.parse::<usize>()
        {
            let address = self.forms.get(number)?.address;
            return Some(match way {
                "a" => vec![v4(address).into()],
                "aaaa" => vec![v6(address).into()],
                "mixed" => vec![address, self.good],
                "rebind" => vec![if nth == 1 { self.good } else { address }],
                _ => return None,
            });
        }
        self.forms.iter().find(|form| form.host.as_deref() == Some(name)).map(|form| vec![form.address])
    }
}

/// The IPv4 address that is meant, or home.
fn v4(address: IpAddr) -> Ipv4Addr {
    match address {
        IpAddr::V4(address) => address,
        IpAddr::V6(address) => address.to_ipv4_mapped().unwrap_or(Ipv4Addr::LOCALHOST),
    }
}

fn v6(address: IpAddr) -> Ipv6Addr {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    }
}

impl Names for Liar {
    fn addresses(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let found = self.answer(name).ok_or_else(|| io::Error::other("no such name"));
        Box::pin(async move { found })
    }
}

impl reqwest::dns::Resolve for Liar {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let found = self.answer(name.as_str()).unwrap_or_default();
        let found = found.into_iter().map(|address| std::net::SocketAddr::new(address, 0));
        Box::pin(async move { Ok(Box::new(found) as reqwest::dns::Addrs) })
    }
}
