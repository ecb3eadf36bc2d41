//! How much room there is on the disk of the data: below the mark nothing new is taken in, and a ballast is let go at the last.
//!
//! A database that cannot write can neither end tasks nor clear old ones, so a full disk would stay full. The ballast is
//! a file that does nothing but take up room; without it, what is in hand can end, callbacks go out and retention clears.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// How often it is looked.
const LOOK: Duration = Duration::from_millis(500);
/// The ballast is one part in so many of what must be free.
const PARTS: u64 = 8;

/// The disk that the data lie on.
pub(crate) struct Disk {
    data: PathBuf,
    least_free: u64,
    free: AtomicU64,
    is_low: AtomicBool,
}

impl Disk {
    /// `least_free` bytes are left free; 0 looks at nothing.
    pub(crate) fn new(data: &Path, least_free: u64) -> Disk {
        let disk = Disk { data: data.to_owned(), least_free, free: u64::MAX.into(), is_low: false.into() };
        disk.look();
        disk
    }

    /// Whether something new may be taken in.
    pub(crate) fn has_room(&self) -> bool {
        !self.is_low.load(Ordering::Relaxed)
    }

    /// Bytes that were free at the last look.
    pub(crate) fn free(&self) -> u64 {
        self.free.load(Ordering::Relaxed)
    }

    /// Looks, and lets the ballast go or takes it up again.
    fn look(&self) {
        let Some(free) = self.free_now().filter(|_| self.least_free > 0) else { return };
        self.free.store(free, Ordering::Relaxed);
        let ballast = self.ballast_bytes();
        let has_ballast = std::fs::metadata(self.ballast()).is_ok_and(|file| file.len() == ballast);
        // What the ballast takes up is not room, wherever it is at the moment.
        let room = if has_ballast { free } else { free.saturating_sub(ballast) };
        self.note(room < self.least_free, free);
        if has_ballast && free < ballast {
            let _gone_anyway = std::fs::remove_file(self.ballast());
            tracing::warn!(ballast, "the disk is full: the ballast is let go");
        } else if !has_ballast
            && room >= self.least_free
            && let Err(error) = fill(&self.ballast(), ballast)
        {
            tracing::warn!(%error, "the ballast cannot be taken up");
        }
    }

    fn note(&self, is_low: bool, free: u64) {
        match (self.is_low.swap(is_low, Ordering::Relaxed), is_low) {
            (false, true) => tracing::error!(free, "the disk is nearly full: nothing new is taken in"),
            (true, false) => tracing::info!(free, "the disk has room again"),
            _ => {}
        }
    }

    fn free_now(&self) -> Option<u64> {
        let disk = rustix::fs::statvfs(&self.data);
        disk.map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize)).ok()
    }

    fn ballast(&self) -> PathBuf {
        self.data.join("ballast")
    }

    fn ballast_bytes(&self) -> u64 {
        self.least_free / PARTS
    }
}

/// Looks again and again.
pub(crate) async fn watch(app: std::sync::Arc<crate::app::App>) {
    loop {
        tokio::time::sleep(LOOK).await;
        let looking = app.clone();
        let _next_time = tokio::task::spawn_blocking(move || looking.disk.look()).await;
        app.metrics.disk_free(app.disk.free());
    }
}

/// A file of that size whose blocks are its own.
fn fill(path: &Path, bytes: u64) -> io::Result<()> {
    let file = File::create(path)?;
    let filled = rustix::fs::fallocate(&file, rustix::fs::FallocateFlags::empty(), 0, bytes);
    let filled = filled.map_err(io::Error::from).or_else(|_| write_out(&file, bytes));
    filled.inspect_err(|_| {
        let _half = std::fs::remove_file(path);
    })
}

fn write_out(mut file: &File, bytes: u64) -> io::Result<()> {
    let piece = vec![0; 1 << 16];
    let mut left = bytes;
    while left > 0 {
        let next = left.min(piece.len() as u64);
        file.write_all(&piece[..next as usize])?;
        left -= next;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_with_less_than_must_be_free_takes_nothing_in() {
        let folder = tempfile::tempdir().unwrap();
        let roomy = Disk::new(folder.path(), 8 << 10);
        assert!(roomy.has_room() && roomy.free() < u64::MAX);
        assert_eq!(std::fs::metadata(roomy.ballast()).unwrap().len(), 1 << 10);
        assert!(!Disk::new(folder.path(), u64::MAX / 2).has_room());
    }

    #[test]
    fn who_looks_at_nothing_has_room_and_no_ballast() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Disk::new(folder.path(), 0).has_room());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
