//! What the database says of callbacks: whether an attempt has been noted, and when the next is due.

use crate::world::World;
use rusqlite::{Connection, OpenFlags};
use server::Clock;
use std::sync::atomic::Ordering;

#[derive(Debug, PartialEq, Eq)]
pub enum Fate {
    Pending,
    Heard,
    GivenUp,
    Superseded,
}

#[derive(Debug)]
pub struct Row {
    pub seq: u32,
    pub url: String,
    pub fate: Fate,
    pub tried: u32,
    pub next_ms: i64,
    pub trouble: String,
    under_way: bool,
}

pub fn rows(world: &World) -> Vec<Row> {
    let db = Connection::open_with_flags(
        world.data.path().join("wildtrack.db"),
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    );
    let db = db.unwrap();
    db.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
    let sql = "SELECT seq, url, status, tried, next_ms, trouble, attempt > tried FROM deliveries ORDER BY id";
    let mut rows = db.prepare(sql).unwrap();
    let rows = rows.query_map((), |row| {
        let fates = [Fate::Pending, Fate::Heard, Fate::GivenUp, Fate::Superseded];
        let status: u16 = row.get(2)?;
        Ok(Row {
            seq: row.get(0)?,
            url: row.get(1)?,
            fate: fates.into_iter().nth(status.into()).unwrap(),
            tried: row.get(3)?,
            next_ms: row.get(4)?,
            trouble: row.get(5)?,
            under_way: row.get(6)?,
        })
    });
    rows.unwrap().collect::<rusqlite::Result<_>>().unwrap()
}

/// Waits until every attempt that was due has been made and noted, so that the clock may be moved.
pub async fn settled(world: &World) -> Vec<Row> {
    world
        .until("every attempt is noted", async || {
            let (rows, now_ms) = (rows(world), world.clock.now_ms());
            let waits = |row: &Row| row.fate != Fate::Pending || (!row.under_way && row.next_ms > now_ms);
            (!rows.is_empty() && rows.iter().all(waits)).then_some(rows)
        })
        .await
}

/// Moves the clock to `at_ms`.
pub fn move_to(world: &World, at_ms: i64) {
    world.clock.0.fetch_add(at_ms - world.clock.now_ms(), Ordering::SeqCst);
}
