//! Signed URLs of results: plain GETs that need no header and end with the result.

use crate::error::Result;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::path::Path;
use url::Url;

/// Bytes of the signing key.
const KEY_BYTES: usize = 32;

/// Makes and judges the URLs `…/f/{id}/{file_name}?e={expiry, Unix s}&s={signature}`.
#[derive(Clone)]
pub(crate) struct Links {
    key: [u8; KEY_BYTES],
    base: String,
}

/// What a URL is to us.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Own {
    /// Somebody else's.
    Foreign,
    /// Ours by its address, but not signed by us, or expired.
    Bad,
    /// Ours and good: the id that it names.
    Good(String),
}

impl Links {
    /// Reads the key from the data folder, or makes it there, readable for its owner only. `base` is what URLs begin with.
    pub(crate) fn open(data: &Path, base: &str) -> Result<Links> {
        let key = *store::key_file(&data.join("links.key"), true)?;
        Ok(Links { key, base: base.trim_end_matches('/').to_owned() })
    }

    /// The URL under which `id` can be fetched as `file_name` until `expires_ms`.
    pub(crate) fn url(&self, id: &str, file_name: &str, expires_ms: i64) -> String {
        let expiry_s = expires_ms.div_euclid(1000).to_string();
        let tag = self.mac(id, file_name, &expiry_s).finalize().into_bytes();
        format!("{}/f/{id}/{file_name}?e={expiry_s}&s={}", self.base, URL_SAFE_NO_PAD.encode(tag))
    }

    /// Whether we signed this and it has not expired.
    pub(crate) fn is_good(&self, id: &str, file_name: &str, query: &str, now_ms: i64) -> bool {
        let value = |name: &str| {
            let found = url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name);
            found.map(|(_, value)| value.into_owned()).unwrap_or_default()
        };
        let expiry_s = value("e");
        let Ok(tag) = URL_SAFE_NO_PAD.decode(value("s")) else { return false };
        let signed = self.mac(id, file_name, &expiry_s).verify_slice(&tag).is_ok();
        signed && expiry_s.parse::<i64>().is_ok_and(|expiry_s| now_ms <= expiry_s.saturating_mul(1000))
    }

    /// Judges a URL that a customer gave us.
    pub(crate) fn judge(&self, url: &Url, now_ms: i64) -> Own {
        let Ok(base) = Url::parse(&self.base) else { return Own::Foreign };
        let prefix = format!("{}/f/", base.path().trim_end_matches('/'));
        let (true, Some(rest)) = (url.origin() == base.origin(), url.path().strip_prefix(&prefix)) else {
            return Own::Foreign;
        };
        match rest.split_once('/') {
            Some((id, name)) if self.is_good(id, name, url.query().unwrap_or_default(), now_ms) => {
                Own::Good(id.to_owned())
            }
            _ => Own::Bad,
        }
    }

    fn mac(&self, id: &str, file_name: &str, expiry_s: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        mac.update(format!("f1|{id}|{file_name}|{expiry_s}").as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn links(base: &str) -> (tempfile::TempDir, Links) {
        let folder = tempfile::tempdir().unwrap();
        let links = Links::open(folder.path(), base).unwrap();
        (folder, links)
    }

    #[test]
    fn a_link_is_good_until_its_time_and_bad_when_anything_is_changed() {
        let (_folder, links) = links("http://h:1/base/");
        let url = Url::parse(&links.url("ab12", "video.mp4", 5_000)).unwrap();
        assert_eq!(links.judge(&url, 5_000), Own::Good("ab12".to_owned()));
        assert_eq!(links.judge(&url, 5_001), Own::Bad);
        for (from, to) in
            [("ab12", "ab13"), ("video.mp4", "audio.wav"), ("e=5", "e=6"), ("s=", "s=A"), ("&s=", "&t=")]
        {
            let changed = Url::parse(&url.as_str().replace(from, to)).unwrap();
            assert_eq!(links.judge(&changed, 0), Own::Bad, "{changed}");
        }
        for other in
            ["http://h:2/base/f/ab12/video.mp4", "http://h:1/f/ab12/video.mp4", "https://h:1/base/f/a/b"]
        {
            assert_eq!(links.judge(&Url::parse(other).unwrap(), 0), Own::Foreign, "{other}");
        }
    }

    #[test]
    fn the_key_is_kept_and_is_its_owners_alone() {
        let (folder, first) = links("http://h");
        let again = Links::open(folder.path(), "http://h").unwrap();
        assert_eq!(first.url("a", "b", 9_000), again.url("a", "b", 9_000));
        let mode = std::fs::metadata(folder.path().join("links.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let open_to_all = std::fs::Permissions::from_mode(0o644);
        std::fs::set_permissions(folder.path().join("links.key"), open_to_all).unwrap();
        assert!(Links::open(folder.path(), "http://h").is_err());
        let (_other, other) = links("http://h");
        assert_ne!(first.url("a", "b", 9_000), other.url("a", "b", 9_000));
    }
}
