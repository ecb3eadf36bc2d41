//! Networks that an operator names: an address and how many of its first bits count.

use std::net::IpAddr;
use std::str::FromStr;

/// A network, like `10.20.0.0/16`, `fd12:3456::/48`, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    first: IpAddr,
    length: u32,
}

impl Network {
    /// Whether `address` lies in it; an IPv4 address in IPv6's clothes is the IPv4 address.
    pub(super) fn holds(&self, address: IpAddr) -> bool {
        match (self.first, address.to_canonical()) {
            (IpAddr::V4(first), IpAddr::V4(address)) => {
                (first.to_bits() ^ address.to_bits()).leading_zeros() >= self.length
            }
            (IpAddr::V6(first), IpAddr::V6(address)) => {
                (first.to_bits() ^ address.to_bits()).leading_zeros() >= self.length
            }
            _ => false,
        }
    }

    /// Whether it is one address.
    pub(super) fn is_one(&self) -> bool {
        self.length == longest(self.first)
    }
}

fn longest(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
}

impl FromStr for Network {
    type Err = &'static str;

    /// Bits beyond the prefix must be zero: who wrote them meant another network.
    fn from_str(text: &str) -> Result<Network, &'static str> {
        let refused = "a network like 10.20.0.0/16 or fd12:3456::/48, or one address, is expected";
        let (first, length) = text.split_once('/').unwrap_or((text, ""));
        let first = first.parse::<IpAddr>().map_err(|_| refused)?.to_canonical();
        let whole = longest(first);
        let length = if text.contains('/') { length.parse().map_err(|_| refused)? } else { whole };
        let network = Network { first, length };
        if length > whole || !network.begins_with_its_prefix() {
            return Err(refused);
        }
        Ok(network)
    }
}

impl Network {
    fn begins_with_its_prefix(&self) -> bool {
        let rest = match self.first {
            IpAddr::V4(first) => first.to_bits().checked_shl(self.length).unwrap_or(0) == 0,
            IpAddr::V6(first) => first.to_bits().checked_shl(self.length).unwrap_or(0) == 0,
        };
        self.length == 0 && self.first.is_unspecified() || self.length > 0 && rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(network: &str, address: &str) -> bool {
        network.parse::<Network>().unwrap().holds(address.parse().unwrap())
    }

    #[test]
    fn a_network_holds_what_begins_like_it_and_nothing_else() {
        assert!(holds("10.20.0.0/16", "10.20.255.255") && !holds("10.20.0.0/16", "10.21.0.0"));
        assert!(holds("10.0.0.7", "10.0.0.7") && !holds("10.0.0.7", "10.0.0.8"));
        assert!(holds("10.0.0.0/8", "::ffff:10.1.2.3") && !holds("10.0.0.0/8", "::10.1.2.3"));
        assert!(holds("fd12:3456::/32", "fd12:3456:7::1") && !holds("fd12:3456::/32", "fd12:3457::1"));
        assert!(holds("0.0.0.0/0", "255.255.255.255") && !holds("0.0.0.0/0", "::1"));
        assert!(holds("::/0", "::1") && !holds("::/0", "127.0.0.1"));
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in
            ["", "10.0.0.0/", "10.0.0.0/33", "10.0.0.1/8", "10.0.0/8", "::1/64", "::/129", "1.0.0.0/0", "a/8"]
        {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
    }
}
