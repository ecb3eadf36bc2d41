//! Opens the database: files, connections, pragmas that are read back, numbered migrations.

use crate::faults::{goes_without, step};
use crate::{Error, Result};
use rusqlite::config::DbConfig;
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::{Batch, Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;

/// Numbered from 1; never edit one that has been released, append.
const MIGRATIONS: [&str; 4] = [
    include_str!("../schema/001.sql"),
    include_str!("../schema/002.sql"),
    include_str!("../schema/003.sql"),
    include_str!("../schema/004.sql"),
];
/// How long a write waits for one of another process.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// More than the number of different statements.
const STATEMENTS: usize = 128;

/// The connection of the writer, on a database of our schema.
pub(crate) fn open_writer(path: &Path) -> Result<Connection> {
    create_private(path)?;
    let mut db = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    prepare(&db)?;
    db.query_row("PRAGMA journal_mode = WAL", (), |_| Ok(()))?;
    db.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;")?;
    expect_pragma(&db, "journal_mode", "wal")?;
    expect_pragma(&db, "synchronous", "2")?;
    expect_pragma(&db, "foreign_keys", "1")?;
    expect_pragma(&db, "trusted_schema", "0")?;
    if goes_without("full sync") {
        db.execute_batch("PRAGMA synchronous = NORMAL")?;
    }
    migrate(&mut db, &MIGRATIONS)?;
    db.busy_handler(Some(wait_for_other_process))?;
    Ok(db)
}

/// SQLite's own waiting grows to 100 ms a try, and hardly ever hits the short gap that a busy writer leaves between two
/// transactions: 20 writes of another process beside 64 busy clients took 5 to 14 s with it, and under 1 s with this.
fn wait_for_other_process(tries: i32) -> bool {
    const STEP: Duration = Duration::from_millis(1);
    std::thread::sleep(STEP);
    STEP * tries.unsigned_abs() < BUSY_TIMEOUT
}

/// A connection that cannot write.
pub(crate) fn open_reader(path: &Path) -> Result<Connection> {
    let db = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    prepare(&db)?;
    db.execute_batch("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;")?;
    expect_pragma(&db, "query_only", "1")?;
    expect_pragma(&db, "trusted_schema", "0")?;
    Ok(db)
}

/// Only we may read it; SQLite gives its log files the same mode.
fn create_private(path: &Path) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
    Ok(())
}

fn prepare(db: &Connection) -> Result<()> {
    db.busy_timeout(BUSY_TIMEOUT)?;
    expect_pragma(db, "busy_timeout", &BUSY_TIMEOUT.as_millis().to_string())?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    // Else SQLite plans a cached statement anew each time that its LIMIT is bound, or a number that is 0 or 1: the first
    // account of an installation paid for its creates twice.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// SQLite ignores a pragma that it does not like; so look.
fn expect_pragma(db: &Connection, name: &str, wanted: &str) -> Result<()> {
    let value = db.query_row(&format!("PRAGMA {name}"), (), |row| row.get::<_, rusqlite::types::Value>(0))?;
    let found = match value {
        rusqlite::types::Value::Integer(number) => number.to_string(),
        rusqlite::types::Value::Text(text) => text,
        other => format!("{other:?}"),
    };
    if found == wanted {
        Ok(())
    } else {
        Err(Error::Corrupt(format!("pragma {name} is {found}, not {wanted}")))
    }
}

/// How a commit reaches the disk, as SQLite says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Durability {
    /// `wal`.
    pub journal_mode: String,
    /// 2 is FULL: every commit is synced before it is answered.
    pub synchronous: i64,
}

/// Reads the pragmas of a connection.
pub(crate) fn durability(db: &Connection) -> Result<Durability> {
    let journal_mode = db.query_row("PRAGMA journal_mode", (), |row| row.get(0))?;
    let synchronous = db.query_row("PRAGMA synchronous", (), |row| row.get(0))?;
    Ok(Durability { journal_mode, synchronous })
}

/// Whether the schema is the one that this program knows; for those who only read.
pub(crate) fn expect_current(db: &Connection) -> Result<()> {
    let known = MIGRATIONS.len() as u32;
    let found: u32 = db.query_row("PRAGMA user_version", (), |row| row.get(0))?;
    match found.cmp(&known) {
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(Error::NewerSchema { found, known }),
        std::cmp::Ordering::Less => Err(Error::Corrupt(format!(
            "the schema is {found}, not {known}: start the server once, which brings it up to date"
        ))),
    }
}

/// Applies what is missing in one transaction. A second process waits here for the first.
fn migrate(db: &mut Connection, migrations: &[&str]) -> Result<()> {
    let known = u32::try_from(migrations.len()).expect("a handful of migrations");
    let tx = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found: u32 = tx.query_row("PRAGMA user_version", (), |row| row.get(0))?;
    if found > known {
        return Err(Error::NewerSchema { found, known });
    }
    for sql in &migrations[found as usize..] {
        let mut statements = Batch::new(&tx, sql);
        while let Some(mut statement) = statements.next()? {
            statement.execute(())?;
            step("migrate.statement");
        }
    }
    if found < known {
        tx.execute_batch(&format!("PRAGMA user_version = {known}"))?;
    }
    tx.commit()?;
    step("migrate.committed");
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// How SQLite would carry a statement out. Without SCAN and B-TREE it costs the same however long the tables are.
    pub(crate) fn plan(sql: &str) -> String {
        let (_dir, path) = temporary();
        let db = open_writer(&path).unwrap();
        let mut plan = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let steps =
            plan.raw_query().mapped(|row| row.get::<_, String>(3)).collect::<rusqlite::Result<Vec<_>>>();
        steps.unwrap().join("\n")
    }

    /// A database in memory, for tests that need many and no other process.
    pub(crate) fn in_memory() -> Connection {
        let mut db = Connection::open_in_memory().unwrap();
        db.set_prepared_statement_cache_capacity(STATEMENTS);
        db.execute_batch("PRAGMA foreign_keys = ON").unwrap();
        migrate(&mut db, &MIGRATIONS).unwrap();
        db
    }

    fn temporary() -> (tempfile::TempDir, std::path::PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("wildtrack.db");
        (dir, path)
    }

    #[test]
    fn a_newer_schema_is_refused_and_left_alone() {
        let (_dir, path) = temporary();
        open_writer(&path).unwrap().execute_batch("PRAGMA user_version = 7").unwrap();
        assert!(matches!(open_writer(&path), Err(Error::NewerSchema { found: 7, known: 4 })));
        let db = Connection::open(&path).unwrap();
        assert_eq!(db.query_row("PRAGMA user_version", (), |row| row.get::<_, u32>(0)).unwrap(), 7);
    }

    #[test]
    fn a_migration_that_fails_leaves_nothing_behind() {
        let (_dir, path) = temporary();
        let mut db = open_writer(&path).unwrap();
        let half = "CREATE TABLE half (a INTEGER) STRICT;";
        let twice = half.repeat(2);
        migrate(&mut db, &[&MIGRATIONS[..], &[&twice]].concat()).unwrap_err();
        let tables = "SELECT count(*) FROM sqlite_schema WHERE name = 'half'";
        assert_eq!(db.query_row(tables, (), |row| row.get::<_, u32>(0)).unwrap(), 0);
        migrate(&mut db, &MIGRATIONS).unwrap();
        migrate(&mut db, &[&MIGRATIONS[..], &[half]].concat()).unwrap();
        assert_eq!(db.query_row(tables, (), |row| row.get::<_, u32>(0)).unwrap(), 1);
    }

    #[test]
    fn a_pragma_that_did_not_take_is_noticed() {
        let (_dir, path) = temporary();
        let db = open_writer(&path).unwrap();
        expect_pragma(&db, "synchronous", "2").unwrap();
        db.execute_batch("PRAGMA synchronous = NORMAL").unwrap();
        assert!(matches!(expect_pragma(&db, "synchronous", "2"), Err(Error::Corrupt(_))));
    }

    #[test]
    fn a_statement_is_planned_once_whatever_its_values() {
        let (_dir, path) = temporary();
        let db = open_writer(&path).unwrap();
        let plans_again = || {
            let sql = "SELECT id FROM tasks WHERE account = ?1 ORDER BY ordinal LIMIT ?2";
            let mut statement = db.prepare(sql).unwrap();
            for most in 1..=3 {
                assert!(!statement.exists((1, most)).unwrap());
            }
            statement.get_status(rusqlite::StatementStatus::RePrepare)
        };
        assert_eq!(plans_again(), 0);
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, false).unwrap();
        assert!(plans_again() > 0, "otherwise the setting that this test holds is good for nothing");
    }

    #[test]
    fn a_reader_cannot_write_and_the_file_is_private() {
        use std::os::unix::fs::PermissionsExt;
        let (_dir, path) = temporary();
        let _writer = open_writer(&path).unwrap();
        let reader = open_reader(&path).unwrap();
        reader.execute("INSERT INTO accounts (name, created_ms) VALUES ('a', 0)", ()).unwrap_err();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
