//! The table of addresses: what must be refused, why, and what must be allowed.

use super::*;

const REFUSED: [(&str, &str); 56] = [
    ("0.0.0.0", "this host"),
    ("0.0.0.1", "this network"),
    ("10.0.0.1", "private"),
    ("10.255.255.255", "private"),
    ("100.64.0.1", "shared address space"),
    ("100.100.100.200", "cloud metadata in shared space"),
    ("127.0.0.1", "loopback"),
    ("127.1.2.3", "loopback"),
    ("127.255.255.254", "loopback"),
    ("168.63.129.16", "cloud platform host"),
    ("169.254.0.1", "link-local"),
    ("169.254.169.254", "cloud metadata"),
    ("172.16.0.1", "private"),
    ("172.31.255.254", "private"),
    ("192.0.0.1", "IETF protocol assignments"),
    ("192.0.0.192", "cloud metadata in 192.0.0.0/24"),
    ("192.0.2.1", "documentation"),
    ("192.88.99.1", "deprecated 6to4 relay"),
    ("192.168.0.1", "private"),
    ("198.18.0.1", "benchmarking"),
    ("198.19.255.254", "benchmarking"),
    ("198.51.100.1", "documentation"),
    ("203.0.113.1", "documentation"),
    ("224.0.0.1", "multicast"),
    ("239.255.255.255", "multicast"),
    ("240.0.0.1", "reserved"),
    ("255.255.255.255", "broadcast"),
    ("::", "unspecified"),
    ("::1", "loopback"),
    ("::127.0.0.1", "IPv4-compatible loopback"),
    ("::169.254.169.254", "IPv4-compatible metadata"),
    ("::ffff:127.0.0.1", "IPv4-mapped loopback"),
    ("::ffff:10.0.0.1", "IPv4-mapped private"),
    ("::ffff:169.254.169.254", "IPv4-mapped metadata"),
    ("::ffff:0:127.0.0.1", "IPv4-translated (SIIT)"),
    ("64:ff9b::7f00:1", "NAT64 of loopback"),
    ("64:ff9b::a9fe:a9fe", "NAT64 of metadata"),
    ("64:ff9b:1::a9fe:a9fe", "local NAT64"),
    ("100::1", "discard-only"),
    ("100:0:0:1::1", "dummy prefix"),
    ("2001::1", "Teredo"),
    ("2001:5::1", "protocol assignments"),
    ("2001:10::1", "ORCHID"),
    ("2001:20::1", "ORCHIDv2"),
    ("2001:db8::1", "documentation"),
    ("2002:7f00:1::1", "6to4 of loopback"),
    ("2002:a9fe:a9fe::1", "6to4 of metadata"),
    ("3fff::1", "documentation"),
    ("4000::1", "outside global unicast"),
    ("fc00::1", "unique local"),
    ("fd00:ec2::254", "cloud metadata, unique local"),
    ("fe80::1", "link-local"),
    ("fec0::1", "deprecated site-local"),
    ("ff02::1", "multicast"),
    ("2600:1f00::5efe:7f00:1", "ISATAP form in a global prefix"),
    ("2600:1f00::200:5efe:a9fe:a9fe", "ISATAP form in a global prefix"),
];

const ALLOWED: [(&str, &str); 11] = [
    ("1.1.1.1", "global unicast"),
    ("8.8.8.8", "global unicast"),
    ("9.9.9.9", "global unicast"),
    ("93.184.215.14", "global unicast"),
    ("151.101.1.140", "global unicast"),
    ("104.16.132.229", "global unicast"),
    ("2606:4700:4700::1111", "global unicast"),
    ("2001:4860:4860::8888", "global unicast"),
    ("2620:fe::fe", "global unicast"),
    ("2a00:1450:4001:81b::200e", "global unicast"),
    ("2400:cb00:2048:1::c629:d7a2", "global unicast"),
];

fn parsed(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn only_globally_reachable_unicast_addresses_are_public() {
    for (address, why) in REFUSED {
        assert!(!is_public(parsed(address)), "{address}: {why}");
    }
    for (address, _) in ALLOWED {
        assert!(is_public(parsed(address)), "{address}");
    }
}

#[test]
fn development_opens_loopback_and_private_ranges_but_never_metadata() {
    for home in [
        "127.0.0.1",
        "127.9.9.9",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "::1",
        "fc00::1",
        "::ffff:127.0.0.1",
    ] {
        assert!(is_home(parsed(home)), "{home}");
    }
    let never = [
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "fd00:ec2::254",
        "fe80::1",
        "100.100.100.200",
        "0.0.0.0",
    ];
    for other in never {
        assert!(!is_home(parsed(other)), "{other}");
    }
}

#[test]
fn both_ends_of_every_shut_range_are_shut_and_their_neighbours_are_judged_alone() {
    for (first, length) in SHUT_V4 {
        let last = Ipv4Addr::from_bits(first.to_bits() | (u32::MAX >> length));
        assert!(!is_public_v4(first) && !is_public_v4(last), "{first}/{length}");
    }
    for open in [
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "223.255.255.255",
    ] {
        assert!(is_public(parsed(open)), "{open}");
    }
}
