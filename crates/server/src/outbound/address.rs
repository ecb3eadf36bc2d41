//! Which addresses may be called: only globally reachable unicast ones.
//!
//! From the IANA IPv4 and IPv6 special-purpose address registries, with the cloud platforms' addresses that lie outside
//! of them. Everything that is not known to be public is refused.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether `address` may be called.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(inside) => is_public_v4(inside),
            None => is_public_v6(address),
        },
    }
}

/// Whether `address` is loopback or in a private range: open to development only. Link-local stays shut, because
/// cloud metadata lives there, and so does the metadata address inside the unique local range.
pub(super) fn is_home(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(inside) => inside.is_loopback() || inside.is_private(),
            None => address.is_loopback() || (address.is_unique_local() && address != METADATA_V6),
        },
    }
}

/// Whether cloud platforms speak to their guests at `address`: link-local, and what lies in ranges that a network at home may use.
pub(super) fn is_platform(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_link_local() || PLATFORM_V4.contains(&address),
        IpAddr::V6(address) => address.is_unicast_link_local() || address == METADATA_V6,
    }
}

/// The metadata service of a cloud platform.
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);
/// The platform's host as seen by its guests.
const PLATFORM_HOST_V4: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);
/// Metadata and the like outside the link-local range.
const PLATFORM_V4: [Ipv4Addr; 3] =
    [PLATFORM_HOST_V4, Ipv4Addr::new(100, 100, 100, 200), Ipv4Addr::new(192, 0, 0, 192)];

/// First address and prefix length of the ranges that are not globally reachable.
const SHUT_V4: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// First address and prefix length of what is shut inside 2000::/3.
const SHUT_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

fn is_public_v4(address: Ipv4Addr) -> bool {
    let bits = address.to_bits();
    let shut = SHUT_V4.iter().any(|(first, length)| (bits ^ first.to_bits()) >> (32 - length) == 0);
    !shut && address != PLATFORM_HOST_V4
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let bits = address.to_bits();
    let is_global_unicast = bits >> 125 == 1;
    let shut = SHUT_V6.iter().any(|(first, length)| (bits ^ first.to_bits()) >> (128 - length) == 0);
    is_global_unicast && !shut && !is_isatap(address)
}

/// An interface id `::[02]00:5efe:a.b.c.d` carries an IPv4 address through a tunnel (RFC 5214).
fn is_isatap(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    parts[5] == 0x5efe && (parts[4] & !0x0200) == 0
}

#[cfg(test)]
mod tests;
