//! Secrets at rest: random keys, and sealing under a key file that lies beside the database.

use crate::private::key_file;
use crate::{Error, Result};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use std::path::Path;
use zeroize::Zeroizing;

const NONCE_BYTES: usize = 24;

/// Bytes that must not be printed; wiped when dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// The bytes, for the moment of use.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The key that seals secrets.
pub(crate) struct Vault(XChaCha20Poly1305);

impl Vault {
    /// Reads `path`. With `may_create`, makes it first if it is missing; without, a missing key is an error, because
    /// a new one could not open what the old one sealed.
    pub fn open(path: &Path, may_create: bool) -> Result<Vault> {
        let key = key_file(path, may_create)?;
        let key = Key::from(*key);
        Ok(Vault(XChaCha20Poly1305::new(&key)))
    }

    /// Seals `secret` so that it opens only under the same `label`.
    pub fn seal(&self, label: &str, secret: &[u8]) -> Result<Vec<u8>> {
        let nonce: [u8; NONCE_BYTES] = random()?;
        let payload = Payload { msg: secret, aad: label.as_bytes() };
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload).map_err(|_| vault("sealing failed"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what `seal` made.
    pub fn open_sealed(&self, label: &str, sealed: &[u8]) -> Result<Secret> {
        let (nonce, sealed) =
            sealed.split_first_chunk::<NONCE_BYTES>().ok_or_else(|| vault("a sealed secret is too short"))?;
        let payload = Payload { msg: sealed, aad: label.as_bytes() };
        let secret = self.0.decrypt(&XNonce::from(*nonce), payload);
        let secret =
            secret.map_err(|_| vault("this key file did not seal that secret, or it was damaged"))?;
        Ok(Secret(Zeroizing::new(secret)))
    }
}

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| vault(&format!("no randomness: {error}")))?;
    Ok(bytes)
}

/// `prefix` and 43 random characters (256 bits).
pub(crate) fn random_key(prefix: &str) -> Result<String> {
    Ok(format!("{prefix}{}", BASE64_URL_SAFE_NO_PAD.encode(random::<32>()?)))
}

pub(crate) fn vault(what: &str) -> Error {
    Error::Vault(what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    fn new_vault() -> (tempfile::TempDir, std::path::PathBuf, Vault) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("vault.key");
        let vault = Vault::open(&path, true).unwrap();
        (dir, path, vault)
    }

    #[test]
    fn a_secret_opens_only_under_its_label_and_key() {
        let (_dir, path, vault) = new_vault();
        let sealed = vault.seal("v1|a", b"secret").unwrap();
        let reopened = Vault::open(&path, true).unwrap();
        assert_eq!(reopened.open_sealed("v1|a", &sealed).unwrap().expose(), b"secret");
        assert!(matches!(vault.open_sealed("v1|b", &sealed), Err(Error::Vault(_))));
        let (_dir, _path, stranger) = new_vault();
        assert!(matches!(stranger.open_sealed("v1|a", &sealed), Err(Error::Vault(_))));
    }

    #[test]
    fn a_damaged_secret_does_not_open() {
        let (_dir, _path, vault) = new_vault();
        let sealed = vault.seal("v1|a", b"secret").unwrap();
        for place in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[place] ^= 1;
            assert!(vault.open_sealed("v1|a", &damaged).is_err(), "byte {place}");
            assert!(vault.open_sealed("v1|a", &sealed[..place]).is_err(), "cut at {place}");
        }
    }

    #[test]
    fn the_key_file_is_private_and_stays_so() {
        let (_dir, path, _vault) = new_vault();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(Vault::open(&path, true), Err(Error::Vault(_))));
    }

    #[test]
    fn a_lost_key_file_is_not_quietly_replaced() {
        let (_dir, path, _vault) = new_vault();
        fs::remove_file(&path).unwrap();
        assert!(matches!(Vault::open(&path, false), Err(Error::Vault(_))));
        assert!(!path.exists());
    }

    #[test]
    fn a_secret_is_never_printed() {
        let (_dir, _path, vault) = new_vault();
        let secret = vault.open_sealed("l", &vault.seal("l", b"hunter2").unwrap()).unwrap();
        assert_eq!(format!("{secret:?}"), "Secret(…)");
    }
}
