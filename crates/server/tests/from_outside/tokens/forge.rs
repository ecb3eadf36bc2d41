//! Makes tokens of any header and any claims under any secret.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use server::AccountKeys;
use sha2::{Sha256, Sha384, Sha512};

pub const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;
pub const CLAIMS: &str = r#"{"iss":"KEY","exp":~+1800,"nbf":~-5}"#;

pub struct Forge<'a> {
    pub keys: &'a AccountKeys,
    pub bob: &'a AccountKeys,
    pub now_s: i64,
}

impl Forge<'_> {
    /// A template made text: KEY and BOB become access keys, `~+5` the time in five seconds.
    pub fn filled(&self, template: &str) -> String {
        let text = template.replace("KEY", &self.keys.access_key).replace("BOB", &self.bob.access_key);
        let mut pieces = text.split('~');
        let mut filled = pieces.next().unwrap().to_owned();
        for piece in pieces {
            let end = piece[1..].find(|c: char| !c.is_ascii_digit()).map_or(piece.len(), |at| at + 1);
            filled += &(self.now_s + piece[..end].parse::<i64>().unwrap()).to_string();
            filled += &piece[end..];
        }
        filled
    }

    /// A token that is right in every way.
    pub fn good(&self) -> String {
        self.signed(HEADER, CLAIMS)
    }

    /// Signed with the account's secret.
    pub fn signed(&self, header: &str, claims: &str) -> String {
        self.signed_with(header, claims, self.keys.secret_key.as_bytes())
    }

    pub fn signed_with(&self, header: &str, claims: &str, secret: &[u8]) -> String {
        sealed(&body(self.filled(header), self.filled(claims)), secret)
    }

    /// A secret by its name in the table, or as it stands there.
    pub fn secret<'s>(&'s self, name: &'s str) -> &'s str {
        match name {
            "KEY" => &self.keys.access_key,
            "API" => &self.keys.api_key,
            "HOOK" => &self.keys.webhook_secret,
            "BOBS" => &self.bob.secret_key,
            itself => itself,
        }
    }

    /// Two segments as they are, and the right signature over them.
    pub fn sealed(&self, body: &str) -> String {
        sealed(body, self.keys.secret_key.as_bytes())
    }

    /// HS384 and HS512 as they should be, for whoever speaks them.
    pub fn sealed_otherwise(&self, algorithm: &str) -> String {
        let body = body(format!(r#"{{"alg":"{algorithm}"}}"#), self.filled(CLAIMS));
        let secret = self.keys.secret_key.as_bytes();
        let tag = match algorithm {
            "HS384" => tag::<Hmac<Sha384>>(&body, secret),
            _ => tag::<Hmac<Sha512>>(&body, secret),
        };
        format!("{body}.{tag}")
    }

    /// Header, claims and signature of the good token.
    pub fn segments(&self) -> [String; 3] {
        let good = self.good();
        let mut segments = good.split('.').map(str::to_owned);
        std::array::from_fn(|_| segments.next().unwrap())
    }

    /// The good token under another signature, made of its own.
    pub fn resealed(&self, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> String {
        let [header, claims, tag] = self.segments();
        let tag = change(URL_SAFE_NO_PAD.decode(tag).unwrap());
        format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode(tag))
    }
}

/// The first two segments.
pub fn body(header: impl AsRef<[u8]>, claims: impl AsRef<[u8]>) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims))
}

fn sealed(body: &str, secret: &[u8]) -> String {
    format!("{body}.{}", tag::<Hmac<Sha256>>(body, secret))
}

fn tag<M: Mac + KeyInit>(body: &str, secret: &[u8]) -> String {
    let mut mac = <M as KeyInit>::new_from_slice(secret).unwrap();
    mac.update(body.as_bytes());
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

/// The segment's last character with the lowest of its unused bits set: the same bytes by another text.
pub fn with_a_spare_bit(segment: &str) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    assert_ne!(segment.len() % 4, 0, "{segment} has bits to spare");
    let (rest, last) = segment.split_at(segment.len() - 1);
    let at = ALPHABET.iter().position(|letter| last.as_bytes()[0] == *letter).unwrap();
    format!("{rest}{}", char::from(ALPHABET[at | 1]))
}
