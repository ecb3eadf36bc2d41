//! The lock that keeps a second server out of a data folder.

use crate::error::{Error, Result, io};
use std::fs::{File, TryLockError};
use std::path::Path;

/// Held as long as the server lives; the system releases it however the process ends.
pub(crate) struct DataLock {
    _file: File,
}

impl DataLock {
    /// Creates the folder if need be and locks it.
    pub(crate) fn take(data: &Path) -> Result<DataLock> {
        store::private_folder(data).map_err(io("creating the data folder"))?;
        let file = File::options().create(true).truncate(false).write(true).open(data.join("server.lock"));
        let file = file.map_err(io("opening the lock file"))?;
        match file.try_lock() {
            Ok(()) => Ok(DataLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::InUse(data.to_owned())),
            Err(TryLockError::Error(error)) => Err(io("locking the data folder")(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_new_data_folder_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let _lock = DataLock::take(&data).unwrap();
        assert_eq!(std::fs::metadata(data).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_data_folder_has_one_server_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let first = DataLock::take(folder.path()).unwrap();
        assert!(matches!(DataLock::take(folder.path()), Err(Error::InUse(_))));
        drop(first);
        DataLock::take(folder.path()).unwrap();
    }
}
