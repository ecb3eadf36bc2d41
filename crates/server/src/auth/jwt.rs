//! Tokens: JSON Web Signatures with HS256 and nothing else (RFC 7515, 7519).
//!
//! Written out because the whole of it is one HMAC and four claims: what a library would let a header choose
//! (algorithm, key id, embedded key) is not even read here.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserializer;
use serde::de::{DeserializeOwned, Error};
use sha2::Sha256;

/// Longest token that is looked at, bytes: tens of times what clients send, and no work for whoever sends more.
const LARGEST: usize = 8 * 1024;

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

/// A token as it was sent. Its claims cannot be had but through `claims`, which verifies the signature first.
pub(super) struct Token<'a> {
    signed: &'a str,
    payload: Vec<u8>,
    tag: Vec<u8>,
}

/// The claims that count; others are ignored. A claim given twice makes the token invalid.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Claims {
    exp: f64,
    nbf: Option<f64>,
    #[serde(rename = "iat")]
    _iat: Option<f64>,
}

#[derive(serde::Deserialize)]
struct Issuer {
    iss: String,
}

#[derive(serde::Deserialize)]
struct Header {
    alg: String,
    /// Extensions that must be understood: we understand none.
    #[serde(default, rename = "crit", deserialize_with = "refused")]
    _crit: (),
    /// Says that the payload is not base64, which a token's always is (RFC 7797, section 7).
    #[serde(default, rename = "b64", deserialize_with = "refused")]
    _b64: (),
}

impl Token<'_> {
    /// Takes a token apart.
    pub(super) fn parse(text: &str) -> Result<Token<'_>, Fault> {
        if text.len() > LARGEST {
            return Err(Fault::Invalid);
        }
        let (signed, tag) = text.rsplit_once('.').ok_or(Fault::Invalid)?;
        let (header, payload) = signed.split_once('.').ok_or(Fault::Invalid)?;
        let header: Header = object(&decoded(header)?)?;
        if header.alg != "HS256" {
            return Err(Fault::Invalid);
        }
        Ok(Token { signed, payload: decoded(payload)?, tag: decoded(tag)? })
    }

    /// Who the token says has signed it: good for finding the secret to verify it with, and for nothing else.
    pub(super) fn issuer(&self) -> Result<String, Fault> {
        object(&self.payload).map(|Issuer { iss }| iss)
    }

    /// The claims, if the token was signed with this secret.
    pub(super) fn claims(&self, secret: &[u8]) -> Result<Claims, Fault> {
        object(self.verified(secret)?)
    }

    /// The payload, once its signature is verified in constant time.
    fn verified(&self, secret: &[u8]) -> Result<&[u8], Fault> {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
        mac.update(self.signed.as_bytes());
        mac.verify_slice(&self.tag).map_err(|_| Fault::Signature)?;
        Ok(&self.payload)
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

/// The bytes of a segment: one text for one value, so without padding, and with zeros for the bits that are left over.
fn decoded(segment: &str) -> Result<Vec<u8>, Fault> {
    URL_SAFE_NO_PAD.decode(segment).map_err(|_| Fault::Invalid)
}

/// Reads a JSON object. Serde alone would take the fields from an array too, and let bytes that are not UTF-8 pass
/// where it ignores a value.
fn object<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|_| Fault::Invalid)?;
    if !text.trim_start().starts_with('{') {
        return Err(Fault::Invalid);
    }
    serde_json::from_str(text).map_err(|_| Fault::Invalid)
}

/// Refuses a header parameter, whatever its value, null too.
fn refused<'de, D: Deserializer<'de>>(_: D) -> Result<(), D::Error> {
    Err(D::Error::custom("this parameter is not understood"))
}

#[cfg(test)]
mod tests;
