//! A process that is killed at any statement of any migration leaves a database that the next one brings up to date.

use crate::migration::{filled, first_schema, rows};
use rusqlite::Connection;
use rustix::process::{Signal, getpid, kill_process};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use store::Store;
use store::faults::{Faults, inject};

/// Kills this process at the nth step of that name.
struct KillAt {
    name: String,
    left: AtomicU32,
}

impl Faults for KillAt {
    fn step(&self, name: &'static str) {
        if name == self.name && self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            kill_process(getpid(), Signal::KILL).unwrap();
        }
    }

    fn goes_without(&self, _: &'static str) -> bool {
        false
    }
}

/// Not a test of its own: what the process of the next test does.
#[tokio::test]
async fn process_to_be_killed() {
    let Ok(dir) = std::env::var("STORE_TEST_KILLED") else { return };
    let (name, nth) = (std::env::var("STORE_TEST_STEP").unwrap(), std::env::var("STORE_TEST_NTH").unwrap());
    inject(Box::new(KillAt { name, left: AtomicU32::new(nth.parse().unwrap()) }));
    Store::open(dir.as_ref()).unwrap().close().await;
}

fn opened_and_killed(dir: &Path, step: &str, nth: u32) -> ExitStatus {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::process_to_be_killed"])
        .env("STORE_TEST_KILLED", dir)
        .env("STORE_TEST_STEP", step)
        .env("STORE_TEST_NTH", nth.to_string())
        .stdout(Stdio::null())
        .status()
        .unwrap()
}

#[tokio::test]
async fn a_migration_that_is_killed_at_any_statement_is_made_whole_by_the_next_start() {
    let old = filled();
    Connection::open(old.path().join("wildtrack.db"))
        .unwrap()
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(()))
        .unwrap();
    let before = rows(&Connection::open(old.path().join("wildtrack.db")).unwrap(), &first_schema());
    let mut killed = 0;
    loop {
        let dir = tempfile::tempdir().unwrap();
        std::fs::copy(old.path().join("wildtrack.db"), dir.path().join("wildtrack.db")).unwrap();
        let ended = opened_and_killed(dir.path(), "migrate.statement", killed + 1);
        if ended.success() {
            break;
        }
        assert_eq!(ended.signal(), Some(9), "{ended}");
        killed += 1;
        let version =
            |db: &Connection| db.query_row("PRAGMA user_version", (), |row| row.get::<_, u32>(0)).unwrap();
        let open = || Connection::open(dir.path().join("wildtrack.db")).unwrap();
        assert_eq!(version(&open()), 1, "half a migration was kept");
        Store::open(dir.path()).unwrap().close().await;
        assert_eq!(
            (version(&open()), rows(&open(), &first_schema()) == before),
            (4, true),
            "after statement {killed}"
        );
    }
    assert!(killed > 40, "{killed} statements");
}

#[tokio::test]
async fn a_first_start_that_is_killed_anywhere_is_made_whole_by_the_next() {
    for (step, nth) in
        [("migrate.statement", 1), ("migrate.statement", 30), ("migrate.committed", 1), ("store.closing", 1)]
    {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(opened_and_killed(dir.path(), step, nth).signal(), Some(9), "{step}");
        Store::open(dir.path()).unwrap().close().await;
        assert_eq!(store::audit(dir.path()).unwrap().faults, [""; 0]);
    }
}
