//! The lines about the text of a credential: its segments, its letters, its signature, its size, and what is no token.

use super::HEAD_TOO_LARGE;
use super::forge::{CLAIMS, Forge, HEADER, body, with_a_spare_bit};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

/// What the server verifies a token with whose issuer is unknown.
const NOBODYS_SECRET: &[u8] = b"nobody signs with this: it only costs time";

/// A name, what stands behind `Bearer `, and the code.
pub type Text = (&'static str, String, u64);

/// Every line of this sort.
pub fn texts(forge: &Forge) -> Vec<Text> {
    [strings, segments, letters, writings, signatures, algorithms, sizes]
        .iter()
        .flat_map(|part| part(forge))
        .collect()
}

/// Credentials that are no tokens.
fn strings(forge: &Forge) -> Vec<Text> {
    let keys = forge.keys;
    vec![
        ("an API key", keys.api_key.clone(), 0),
        ("an API key and a letter", format!("{}a", keys.api_key), 1002),
        ("an API key cut short", keys.api_key[..16].to_owned(), 1002),
        ("an API key in capitals", keys.api_key.to_uppercase(), 1002),
        ("the access key as it is", keys.access_key.clone(), 1002),
        ("the secret as it is", keys.secret_key.clone(), 1002),
        ("access key and secret", format!("{}.{}", keys.access_key, keys.secret_key), 1002),
        ("SQL in place of a key", "'OR'1'='1".into(), 1002),
        ("a pattern in place of a key", "%".into(), 1002),
        ("a file in place of a key", "../server.lock".into(), 1002),
    ]
}

fn segments(forge: &Forge) -> Vec<Text> {
    let good = forge.good();
    let [header, claims, tag] = forge.segments();
    let json = format!(r#"{{"protected":"{header}","payload":"{claims}","signature":"{tag}"}}"#);
    vec![
        ("a good token", good.clone(), 0),
        ("a dot", ".".into(), 1002),
        ("two dots", "..".into(), 1002),
        ("no signature", format!("{header}.{claims}"), 1002),
        ("an empty signature", format!("{header}.{claims}."), 1000),
        ("no claims", format!("{header}.{tag}"), 1002),
        ("empty claims", format!("{header}..{tag}"), 1002),
        ("empty claims that are signed", forge.sealed(&format!("{header}.")), 1002),
        ("no header", format!("{claims}.{tag}"), 1002),
        ("an empty header", format!(".{claims}.{tag}"), 1002),
        ("an empty header that is signed", forge.sealed(&format!(".{claims}")), 1002),
        ("a dot before", format!(".{good}"), 1002),
        ("a dot behind", format!("{good}."), 1002),
        ("dots between", format!("{header}..{claims}..{tag}"), 1002),
        ("a fourth segment", format!("{good}.e30"), 1002),
        ("a fourth segment that is signed", forge.sealed(&format!("{header}.{claims}.e30")), 1002),
        ("header and claims exchanged", forge.sealed(&format!("{claims}.{header}")), 1002),
        ("five segments, encrypted", encrypted(r#"{"alg":"dir","enc":"A256GCM"}"#), 1002),
        ("five segments that say HS256", encrypted(HEADER), 1002),
        ("serialized as JSON", json, 1002),
        ("dots in percent signs", good.replace('.', "%2E"), 1002),
        ("the token twice", format!("{good}{good}"), 1002),
    ]
}

/// In the form of RFC 7516.
fn encrypted(header: &str) -> String {
    format!("{}..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA", URL_SAFE_NO_PAD.encode(header))
}

fn letters(forge: &Forge) -> Vec<Text> {
    let good = forge.good();
    let [header, claims, tag] = forge.segments();
    let inside = |letter: &str| format!("{}{letter}{}", &good[..good.len() - 9], &good[good.len() - 9..]);
    let spare = with_a_spare_bit(&body(HEADER, uneven(forge)));
    vec![
        ("a padded signature", format!("{good}="), 1002),
        ("a space inside", inside(" "), 1002),
        ("a tab inside", inside("\t"), 1002),
        ("a comma inside", inside(","), 1002),
        ("a line's end in percent signs inside", inside("%0A"), 1002),
        ("a space before a dot, signed", forge.sealed(&format!("{header} .{claims}")), 1002),
        ("an exclamation mark behind", format!("{good}!"), 1002),
        ("a letter behind", format!("{good}A"), 1000),
        ("a spare bit in the signature", format!("{header}.{claims}.{}", with_a_spare_bit(&tag)), 1002),
        ("a spare bit in the claims, signed", forge.sealed(&spare), 1002),
        ("claims whose last letter has bits to spare", forge.sealed(&body(HEADER, uneven(forge))), 0),
    ]
}

/// Claims with a space or two behind, so that their base64 wants padding and has bits to spare.
fn uneven(forge: &Forge) -> String {
    let claims = forge.filled(CLAIMS);
    format!("{claims}{}", " ".repeat((4 - claims.len() % 3) % 3))
}

/// The same claims written as other bytes or other letters; the right way among them.
fn writings(forge: &Forge) -> Vec<Text> {
    let plain = forge.filled(r#"{"iss":"KEY","exp":~+60,"x":"???>>>ooo"}"#);
    let header = &forge.segments()[0];
    let signed = |bytes: &[u8]| forge.sealed(&body(HEADER, bytes));
    let encoded = |claims: String| forge.sealed(&format!("{header}.{claims}"));
    let other_alphabet = STANDARD_NO_PAD.encode(&plain);
    assert!(other_alphabet.contains(['+', '/']), "{other_alphabet}");
    let wide: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let no_text: Vec<u8> = plain.bytes().map(|byte| if byte == b'?' { 0xff } else { byte }).collect();
    vec![
        ("letters of the right alphabet", signed(plain.as_bytes()), 0),
        ("letters of the other alphabet", encoded(other_alphabet), 1002),
        ("padded claims that are signed", encoded(URL_SAFE.encode(uneven(forge))), 1002),
        ("claims in hexadecimal", encoded(hex::encode(&plain)), 1002),
        ("claims in base64 twice", signed(URL_SAFE_NO_PAD.encode(&plain).as_bytes()), 1002),
        ("claims in no code at all", encoded(plain.replace('.', "")), 1002),
        ("claims that are not UTF-8", signed(&no_text), 1002),
        ("claims in UTF-16", signed(&wide), 1002),
    ]
}

fn signatures(forge: &Forge) -> Vec<Text> {
    let [header, claims, tag] = forge.segments();
    let other = forge.signed(HEADER, r#"{"iss":"KEY","exp":~+1801}"#);
    let others_tag = other.rsplit('.').next().unwrap();
    let later = body(HEADER, forge.filled(r#"{"iss":"KEY","exp":~+1900,"nbf":~-5}"#));
    let another_header = body(r#"{"alg":"HS256"}"#, forge.filled(CLAIMS));
    let flipped = |at: usize, bit: u8| {
        forge.resealed(|mut tag| {
            tag[at] ^= bit;
            tag
        })
    };
    let hexadecimal = hex::encode(URL_SAFE_NO_PAD.decode(&tag).unwrap());
    vec![
        ("a signature made anew of its bytes", forge.resealed(|tag| tag), 0),
        ("a signature of three bytes", forge.resealed(|tag| tag[..3].to_vec()), 1000),
        ("a signature of half its bytes", forge.resealed(|tag| tag[..16].to_vec()), 1000),
        ("a signature without its last byte", forge.resealed(|tag| tag[..31].to_vec()), 1000),
        ("a signature twice", forge.resealed(|tag| tag.repeat(2)), 1000),
        ("a signature of zeros", forge.resealed(|_| vec![0; 32]), 1000),
        ("a signature backwards", forge.resealed(|tag| tag.into_iter().rev().collect()), 1000),
        ("a signature in hexadecimal", format!("{header}.{claims}.{hexadecimal}"), 1000),
        ("a first bit that is flipped", flipped(0, 0x80), 1000),
        ("a middle bit that is flipped", flipped(15, 8), 1000),
        ("a last bit that is flipped", flipped(31, 1), 1000),
        ("another message's token", other.clone(), 0),
        ("another message's signature", format!("{header}.{claims}.{others_tag}"), 1000),
        ("later claims under an old signature", format!("{later}.{tag}"), 1000),
        ("another header under an old signature", format!("{another_header}.{tag}"), 1000),
    ]
}

fn algorithms(forge: &Forge) -> Vec<Text> {
    let (unknown, bobs) = (r#"{"iss":"nobody","exp":~+60}"#, r#"{"iss":"BOB","exp":~+60}"#);
    let bobs_secret = forge.bob.secret_key.as_bytes();
    vec![
        ("HS384 as it should be", forge.sealed_otherwise("HS384"), 1002),
        ("HS512 as it should be", forge.sealed_otherwise("HS512"), 1002),
        ("unsecured", body(r#"{"alg":"none"}"#, forge.filled(CLAIMS)) + ".", 1002),
        ("nobody's, by nobody's secret", forge.signed_with(HEADER, unknown, NOBODYS_SECRET), 1002),
        ("ours, by nobody's secret", forge.signed_with(HEADER, CLAIMS, NOBODYS_SECRET), 1000),
        ("another account's own token", forge.signed_with(HEADER, bobs, bobs_secret), 0),
    ]
}

fn sizes(forge: &Forge) -> Vec<Text> {
    let signed = |claims: String| forge.signed(HEADER, &claims);
    let with = |extra: String| signed(format!(r#"{{"iss":"KEY","exp":~+60,"x":{extra}}}"#));
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let long = |letters: usize| format!("\"{}\"", "x".repeat(letters));
    let huge = with(long(45_000));
    assert!((60_000..61_000).contains(&huge.len()), "{}", huge.len());
    vec![
        ("a long token", with(long(5_000)), 0),
        ("a token of twelve thousand bytes", with(long(9_000)), 1002),
        ("a token of sixty thousand bytes", huge, HEAD_TOO_LARGE),
        ("a key of sixty thousand bytes", "k".repeat(60_000), HEAD_TOO_LARGE),
        ("sixty thousand dots", ".".repeat(60_000), HEAD_TOO_LARGE),
        ("an extra claim nested a thousand deep", with(nested(1_000)), 0),
        ("an extra claim nested ten thousand deep", with(nested(10_000)), HEAD_TOO_LARGE),
        ("objects within objects", with(format!("{}1{}", r#"{"a":"#.repeat(700), "}".repeat(700))), 0),
        ("an exp nested deep", signed(format!(r#"{{"iss":"KEY","exp":{}}}"#, nested(1_000))), 1002),
        ("an iss nested deep", signed(format!(r#"{{"iss":{},"exp":~+60}}"#, nested(1_000))), 1002),
        ("an iss of five thousand letters", signed(format!(r#"{{"iss":{},"exp":~+60}}"#, long(5_000))), 1002),
        ("claims nested deep", signed(nested(2_000)), 1002),
        ("claims that open and never close", signed(r#"{"iss":"#.repeat(700)), 1002),
        ("a header nested deep", forge.signed(&nested(2_000), CLAIMS), 1002),
    ]
}
