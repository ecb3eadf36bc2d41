//! Signs callbacks as Standard Webhooks v1 do (standardwebhooks.com, specification 1.0.0).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The key inside a secret `whsec_<base64>`; `None` if there is none.
pub(super) fn key_of(secret: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(secret).ok()?;
    let key = STANDARD.decode(text.strip_prefix("whsec_").unwrap_or(text)).ok()?;
    (!key.is_empty()).then_some(key)
}

/// The headers that let an endpoint verify `body`: one signature for each key, several while a secret is being rotated,
/// none if the account has no secret.
pub(super) fn headers(
    keys: &[Vec<u8>],
    id: &str,
    timestamp_s: i64,
    body: &str,
) -> Vec<(&'static str, String)> {
    let mut headers = vec![("webhook-id", id.to_owned()), ("webhook-timestamp", timestamp_s.to_string())];
    if !keys.is_empty() {
        let signed = format!("{id}.{timestamp_s}.{body}");
        let signatures: Vec<_> = keys.iter().map(|key| signature(key, &signed)).collect();
        headers.push(("webhook-signature", signatures.join(" ")));
    }
    headers
}

fn signature(key: &[u8], signed: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(signed.as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_dGVzdHNlY3JldHRlc3RzZWNyZXR0ZXN0c2VjcmV0MTI=";

    #[test]
    fn the_published_vector_comes_out() {
        let body = r#"{"id":"1234567890","status":"succeeded","message":"","create_time":1781080778802,"update_time":1781080794151}"#;
        let headers = headers(&[key_of(SECRET.as_bytes()).unwrap()], "9876543210", 1_781_080_794, body);
        assert_eq!(headers[2].1, "v1,UsKlJP00XoQyOn410NM9xv34sP+Gl0jnOO9Lcpr7NJ4=");
    }

    #[test]
    fn a_damaged_secret_holds_no_key() {
        for damaged in ["", "whsec_", "whsec_*", "whsec_dGVzd"] {
            assert_eq!(key_of(damaged.as_bytes()), None, "{damaged}");
        }
        assert_eq!(key_of(&[0xff]), None);
    }

    #[test]
    fn another_implementation_agrees() {
        let oracle = standardwebhooks::Webhook::new(SECRET).unwrap();
        let body = "{\"task\":\"雨\"}";
        let ours = &headers(&[key_of(SECRET.as_bytes()).unwrap()], "msg_1", 1_795_345_000, body)[2].1;
        assert_eq!(oracle.sign("msg_1", 1_795_345_000, body.as_bytes()).unwrap(), *ours);
    }
}
