//! Tokens: JSON Web Signatures with HS256 and nothing else (RFC 7515, 7519).
//!
//! Written out because the whole of it is one HMAC and four claims: what a library would let a header choose
//! (algorithm, key id, embedded key) is not even read here.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How far two clocks may differ, seconds; granted both ways.
const LEEWAY_S: f64 = 30.0;
/// How far ahead `exp` may lie, seconds.
const LONGEST_S: f64 = 24.0 * 3600.0;

/// What is wrong with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Not a token of ours at all, or its claims cannot be used.
    Invalid,
    /// The signature does not verify.
    Signature,
    /// `nbf` lies ahead.
    NotYet,
    /// `exp` has passed.
    Expired,
}

/// A token as it was sent: nothing of it may be believed before `verify`.
pub(super) struct Token<'a> {
    signed: &'a str,
    tag: Vec<u8>,
    pub(super) claims: Claims,
}

/// The claims that count; others are ignored. A claim given twice makes the token invalid.
#[derive(serde::Deserialize)]
pub(super) struct Claims {
    pub(super) iss: String,
    exp: f64,
    nbf: Option<f64>,
    #[serde(rename = "iat")]
    _iat: Option<f64>,
}

#[derive(serde::Deserialize)]
struct Header {
    alg: String,
    /// Extensions that must be understood: we understand none.
    crit: Option<serde_json::Value>,
}

impl Token<'_> {
    /// Takes a token apart.
    pub(super) fn parse(text: &str) -> Result<Token<'_>, Fault> {
        let (signed, tag) = text.rsplit_once('.').ok_or(Fault::Invalid)?;
        let (header, claims) = signed.split_once('.').ok_or(Fault::Invalid)?;
        let header: Header = decoded(header)?;
        if header.alg != "HS256" || header.crit.is_some() {
            return Err(Fault::Invalid);
        }
        let tag = URL_SAFE_NO_PAD.decode(tag).map_err(|_| Fault::Invalid)?;
        Ok(Token { signed, tag, claims: decoded(claims)? })
    }

    /// Verifies the signature, in constant time.
    pub(super) fn verify(&self, secret: &[u8]) -> Result<(), Fault> {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
        mac.update(self.signed.as_bytes());
        mac.verify_slice(&self.tag).map_err(|_| Fault::Signature)
    }
}

impl Claims {
    /// Whether the token may be used now.
    pub(super) fn judge_time(&self, now_ms: i64) -> Result<(), Fault> {
        let now_s = now_ms as f64 / 1000.0;
        if now_s >= self.exp + LEEWAY_S {
            return Err(Fault::Expired);
        }
        if self.exp > now_s + LONGEST_S + LEEWAY_S {
            return Err(Fault::Invalid);
        }
        match self.nbf {
            Some(nbf) if nbf > now_s + LEEWAY_S => Err(Fault::NotYet),
            _ => Ok(()),
        }
    }
}

fn decoded<T: serde::de::DeserializeOwned>(part: &str) -> Result<T, Fault> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| Fault::Invalid)?;
    serde_json::from_slice(&bytes).map_err(|_| Fault::Invalid)
}

#[cfg(test)]
mod tests;
