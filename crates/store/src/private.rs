//! What lies on the disk for its owner's eyes only: the data folder and the key files in it.

use crate::Result;
use crate::vault::{random, vault};
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use zeroize::Zeroizing;

const KEY_BYTES: usize = 32;

/// Makes `dir` and what is missing above it, mode 0700; leaves a folder that exists as it is.
///
/// # Errors
/// The system's.
pub fn private_folder(dir: &Path) -> std::io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

/// The 32 bytes of the key file `path`. With `may_create`, makes them first if the file is missing.
///
/// # Errors
/// `Vault` if the file is missing, can be read by others, or is damaged; `Io`.
pub fn key_file(path: &Path, may_create: bool) -> Result<Zeroizing<[u8; KEY_BYTES]>> {
    if may_create && !path.exists() {
        create(path)?;
    }
    read(path)
}

/// Written whole under another name, then linked: of two processes that start together one wins, and nobody ever
/// reads half a key.
fn create(path: &Path) -> Result<()> {
    let draft = path.with_extension(hex::encode(random::<8>()?));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(Zeroizing::new(random::<KEY_BYTES>()?).as_slice())?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(error.into()),
        _ => {}
    }
    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(())
}

fn read(path: &Path) -> Result<Zeroizing<[u8; KEY_BYTES]>> {
    let metadata =
        fs::metadata(path).map_err(|error| vault(&format!("the key file cannot be read: {error}")))?;
    if metadata.permissions().mode() & 0o077 != 0 {
        return Err(vault("the key file must be readable by its owner only (chmod 600)"));
    }
    let bytes = Zeroizing::new(fs::read(path)?);
    let key = bytes.as_slice().try_into().map_err(|_| vault("the key file must hold 32 bytes"))?;
    Ok(Zeroizing::new(key))
}
