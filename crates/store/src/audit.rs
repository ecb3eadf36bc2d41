//! An audit of the database: what the rules say must be so, asked of every row, without the code that is to keep the rules.

use crate::private::key_file;
use crate::vault::Vault;
use crate::{Error, Result, schema};
use rusqlite::Connection;
use std::path::Path;

/// What an audit found.
#[derive(Debug, Clone, Default)]
pub struct Audit {
    /// Tasks in the database.
    pub tasks: u64,
    /// Entries of the ledger.
    pub entries: u64,
    /// A sentence for everything that is not as it must be.
    pub faults: Vec<String>,
    /// Every file that a row says is there.
    pub files: Vec<NamedFile>,
}

/// A file as its row describes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedFile {
    /// Its name in the data directory.
    pub key: String,
    /// Its size.
    pub bytes: u64,
    /// Hex digest of its bytes.
    pub sha256: String,
}

/// Most sentences of one kind.
const MOST_OF_A_KIND: usize = 20;

/// Audits the database of `dir` by reading alone; a server may be running.
///
/// # Errors
/// Only what keeps it from looking: `Io`, `NewerSchema`, `Corrupt` (an older schema, or no database that can be read at all).
pub fn audit(dir: &Path) -> Result<Audit> {
    let db = schema::open_reader(&dir.join(crate::store::DATABASE))?;
    schema::expect_current(&db)?;
    // One snapshot: what is written meanwhile is not half seen.
    db.execute_batch("BEGIN")?;
    let mut audit = Audit::default();
    sound(&db, &mut audit)?;
    for (rule, sql) in RULES {
        audit.ask(&db, rule, sql);
    }
    keys(dir, &db, &mut audit);
    audit.tasks = count(&db, "SELECT count(*) FROM tasks")?;
    audit.entries = count(&db, "SELECT count(*) FROM ledger")?;
    audit.files = files(&db)?;
    Ok(audit)
}

impl Audit {
    /// Every row that `sql` gives breaks the rule. A damaged page is a fault of the rule that came upon it.
    fn ask(&mut self, db: &Connection, rule: &str, sql: &str) {
        match texts(db, sql) {
            Ok(broken) => {
                let shown = broken.iter().take(MOST_OF_A_KIND);
                self.faults.extend(shown.map(|which| format!("{rule}: {which}")));
                if broken.len() > MOST_OF_A_KIND {
                    self.faults.push(format!("{rule}: {} in all", broken.len()));
                }
            }
            Err(error) => self.faults.push(format!("{rule}: {error}")),
        }
    }
}

/// What SQLite itself can see: pages, order and content of indices, NOT NULL, CHECK, foreign keys.
fn sound(db: &Connection, audit: &mut Audit) -> Result<()> {
    let said = texts(db, "PRAGMA integrity_check(20)")?;
    audit.faults.extend(said.into_iter().filter(|line| line != "ok").map(|line| format!("database: {line}")));
    audit.ask(
        db,
        "a row names one that is not there",
        r#"SELECT "table" || ' ' || COALESCE(rowid, '') || ' → ' || parent FROM pragma_foreign_key_check"#,
    );
    Ok(())
}

/// Whether the key file opens what it has sealed.
fn keys(dir: &Path, db: &Connection, audit: &mut Audit) {
    let opened = || -> Result<()> {
        let vault = Vault::open(&dir.join("vault.key"), false)?;
        let mut sealed = db.prepare("SELECT access_key, sealed FROM access_keys")?;
        let mut rows = sealed.query(())?;
        while let Some(row) = rows.next()? {
            let (key, sealed): (String, Vec<u8>) = (row.get(0)?, row.get(1)?);
            vault.open_sealed(&crate::keys::signing_label(&key), &sealed)?;
        }
        Ok(())
    };
    let is_empty = count(db, "SELECT count(*) FROM access_keys").is_ok_and(|keys| keys == 0);
    if !is_empty && let Err(error) = opened() {
        audit.faults.push(format!("secrets: {error}"));
    }
    let links = dir.join("links.key");
    if links.exists()
        && let Err(error) = key_file(&links, false)
    {
        audit.faults.push(format!("links.key: {error}"));
    }
}

fn files(db: &Connection) -> Result<Vec<NamedFile>> {
    let sql = "SELECT key, bytes, sha256 FROM artifacts
        UNION SELECT key, bytes, sha256 FROM videos WHERE cleared_ms IS NULL ORDER BY key";
    let mut statement = db.prepare(sql)?;
    let file = |row: &rusqlite::Row| {
        let bytes = row.get::<_, i64>(1)?.cast_unsigned();
        Ok(NamedFile { key: row.get(0)?, bytes, sha256: row.get(2)? })
    };
    Ok(statement.query_map((), file)?.collect::<rusqlite::Result<_>>()?)
}

fn texts(db: &Connection, sql: &str) -> Result<Vec<String>> {
    let mut statement = db.prepare(sql)?;
    Ok(statement.query_map((), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

fn count(db: &Connection, sql: &str) -> Result<u64> {
    Ok(db.query_row(sql, (), |row| row.get::<_, i64>(0))?.cast_unsigned())
}

/// A copy of the database of `dir` at one moment, while others write to it; `to` must not exist. Not on the disk to stay
/// before the caller has synced it.
///
/// # Errors
/// `NewerSchema`, `Corrupt`, `Sqlite`, `Io`.
pub fn snapshot(dir: &Path, to: &Path) -> Result<()> {
    let db = schema::open_reader(&dir.join(crate::store::DATABASE))?;
    schema::expect_current(&db)?;
    let to = to.to_str().ok_or(Error::Invalid("the name of the copy must be UTF-8"))?;
    db.execute_batch("PRAGMA query_only = OFF")?;
    db.execute("VACUUM INTO ?1", [to])?;
    Ok(())
}

/// Every file that the copy `database` of a database names.
///
/// # Errors
/// `Sqlite`, `Corrupt`.
pub fn files_named_by(database: &Path) -> Result<Vec<NamedFile>> {
    files(&schema::open_reader(database)?)
}

/// Each gives what breaks it. I1 to I7 are the invariants of the ledger.
const RULES: [(&str, &str); 15] = [
    (
        "I1, what was granted is available, held, spent or expired",
        "SELECT id FROM packs p WHERE quantity <> available + held + spent + expired OR quantity <>
            (SELECT COALESCE(SUM(l.units), 0) FROM ledger_lines l JOIN ledger e ON e.id = l.entry WHERE l.pack = p.id AND e.kind = 'grant')",
    ),
    (
        "I2, a task has one reserve, and one commit or release once it has ended",
        "SELECT t.id FROM tasks t JOIN ledger r ON r.task = t.id AND r.kind = 'reserve'
            WHERE (t.state = 2) <> EXISTS (SELECT 1 FROM ledger e WHERE e.task = t.id AND e.kind = 'commit')
                OR (t.state = 3) <> EXISTS (SELECT 1 FROM ledger e WHERE e.task = t.id AND e.kind = 'release')
        UNION SELECT e.task FROM ledger e WHERE e.kind IN ('commit', 'release')
            AND NOT EXISTS (SELECT 1 FROM ledger r WHERE r.task = e.task AND r.kind = 'reserve')
        UNION SELECT task FROM ledger WHERE task IS NOT NULL GROUP BY task, kind HAVING count(*) > 1",
    ),
    (
        "I3, what is held is what open tasks have reserved",
        "SELECT id FROM packs p WHERE held <> (SELECT COALESCE(SUM(l.units), 0) FROM ledger_lines l JOIN ledger e ON e.id = l.entry
            JOIN tasks t ON t.id = e.task WHERE l.pack = p.id AND e.kind = 'reserve' AND t.state < 2)",
    ),
    ("I4, nothing is negative", "SELECT id FROM packs WHERE available < 0 OR held < 0 OR spent < 0 OR expired < 0"),
    (
        "I5, what is committed was reserved, entry by entry",
        "SELECT e.task FROM ledger e JOIN ledger r ON r.task = e.task AND r.kind = 'reserve'
            WHERE e.kind IN ('commit', 'release') AND e.units <> r.units
        UNION SELECT 'entry ' || e.id FROM ledger e WHERE e.units <>
            (SELECT COALESCE(SUM(units), 0) FROM ledger_lines WHERE entry = e.id)",
    ),
    (
        "I6, a deduction is what was committed, and 0 for a failure",
        "SELECT id FROM tasks t WHERE state >= 2 AND CAST(ROUND(CAST(deduction AS REAL) * 1000000) AS INTEGER) <>
            CASE state WHEN 3 THEN 0 ELSE COALESCE((SELECT units FROM ledger e WHERE e.task = t.id AND e.kind = 'commit'), cost) END",
    ),
    (
        "I7, the ledger from its first entry on gives what a pack says",
        "SELECT p.id FROM packs p LEFT JOIN (SELECT l.pack,
                SUM(CASE kind WHEN 'grant' THEN l.units WHEN 'release' THEN l.units WHEN 'reserve' THEN -l.units WHEN 'expire' THEN -l.units ELSE 0 END) available,
                SUM(CASE kind WHEN 'reserve' THEN l.units WHEN 'commit' THEN -l.units WHEN 'release' THEN -l.units ELSE 0 END) held,
                SUM(CASE kind WHEN 'commit' THEN l.units ELSE 0 END) spent, SUM(CASE kind WHEN 'expire' THEN l.units ELSE 0 END) expired
            FROM ledger_lines l JOIN ledger e ON e.id = l.entry GROUP BY l.pack) r ON r.pack = p.id
            WHERE (p.available, p.held, p.spent, p.expired) IS NOT (COALESCE(r.available, 0), COALESCE(r.held, 0), COALESCE(r.spent, 0), COALESCE(r.expired, 0))",
    ),
    (
        "an account's open tasks are counted",
        "SELECT name FROM accounts a WHERE open <> (SELECT count(*) FROM tasks WHERE account = a.id AND state < 2)",
    ),
    (
        "an account's bytes are counted",
        "SELECT name FROM accounts a WHERE stored_bytes <> (SELECT COALESCE(SUM(f.bytes), 0) FROM artifacts f JOIN tasks t ON t.id = f.task WHERE t.account = a.id)
            + (SELECT COALESCE(SUM(bytes), 0) FROM videos WHERE account = a.id AND key GLOB 'videos/*' AND cleared_ms IS NULL)",
    ),
    (
        "an open task has a job, and no other has one",
        "SELECT id FROM tasks t WHERE (state < 2) <> EXISTS (SELECT 1 FROM jobs WHERE task = t.id)",
    ),
    (
        "a task that was claimed is processing",
        "SELECT t.id FROM tasks t JOIN jobs j ON j.task = t.id WHERE (t.state = 1) <> (j.epoch > 0)",
    ),
    (
        "a success has its files until it is cleared",
        "SELECT id FROM tasks t WHERE EXISTS (SELECT 1 FROM artifacts WHERE task = t.id) <> (state = 2 AND cleared_ms IS NULL AND deleted_ms IS NULL)",
    ),
    (
        "a task's files are those of one claim",
        "SELECT task FROM artifacts GROUP BY task HAVING count(DISTINCT rtrim(key, replace(key, '/', ''))) > 1",
    ),
    (
        "every change of a task is told, the last one last",
        "SELECT t.id FROM tasks t WHERE callback_url IS NOT NULL AND deleted_ms IS NULL AND
            ((SELECT max(seq) FROM deliveries WHERE task = t.id) IS NOT (SELECT count(*) FROM deliveries WHERE task = t.id)
            OR (SELECT state FROM deliveries WHERE task = t.id ORDER BY seq DESC LIMIT 1) IS NOT t.state)",
    ),
    (
        "a list's length is counted",
        "SELECT account || '/' || kind || '/' || block FROM task_blocks b WHERE listed <> (SELECT count(*) FROM tasks
            WHERE account = b.account AND kind = b.kind AND ordinal / 1000 = b.block AND deleted_ms IS NULL)",
    ),
];
