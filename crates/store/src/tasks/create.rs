//! A create: everything that a new task needs, in one transaction.

use super::{Created, NewTask, Task, Terms, read};
use crate::accounts::account_of;
use crate::faults::{goes_without, step};
use crate::files::kept_video;
use crate::ledger::{Party, reserve};
use crate::packs::slots_now;
use crate::{AccountId, Error, Result, deliveries};
use rusqlite::{Connection, OptionalExtension};

/// How far one open task of an account moves its next task back in the queue: about three times what a task takes.
const QUANTUM_MS: i64 = 120_000;

pub(crate) fn create(db: &Connection, new: &NewTask, terms: Terms, now_ms: i64) -> Result<Created> {
    if let Some(task) = made_before(db, new)? {
        return Ok(Created::Again(task));
    }
    if let Some(external_id) = &new.external_id {
        let sql = "SELECT EXISTS (SELECT 1 FROM tasks WHERE account = ?1 AND external_id = ?2)";
        if db.prepare_cached(sql)?.query_row((new.account.0, external_id), |row| row.get(0))? {
            return Err(Error::Taken(external_id.clone()));
        }
    }
    see_source(db, new, terms.kept_since_ms)?;
    has_room(db, new.account, terms.most_bytes)?;
    insert(db, new, now_ms)?;
    step("create.inserted");
    let party = Party { account: new.account, task: Some(&new.id) };
    reserve(db, party, new.cost, terms.packs_required, now_ms)?;
    step("create.reserved");
    let open = take_slot(db, new.account, terms.slots, now_ms)?;
    let before = if goes_without("fair order") { 0 } else { open - 1 };
    let sort_key = now_ms.saturating_add(QUANTUM_MS.saturating_mul(before));
    let sql = "INSERT INTO jobs (task, sort_key) VALUES (?1, ?2)";
    db.prepare_cached(sql)?.execute((&new.id, sort_key))?;
    let task = read::by_id(db, &new.id)?;
    deliveries::enqueue(db, &task, now_ms)?;
    step("create.enqueued");
    Ok(Created::New(task))
}

/// The task that a request of this idempotency key made, which must have been this request. Of a task that was deleted
/// nobody knows any more what was asked.
fn made_before(db: &Connection, new: &NewTask) -> Result<Option<Task>> {
    let Some(key) = &new.idempotency_key else { return Ok(None) };
    let sql = "SELECT id, deleted_ms IS NOT NULL FROM tasks WHERE account = ?1 AND idempotency_key = ?2";
    let found = db
        .prepare_cached(sql)?
        .query_row((new.account.0, key), |row| Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?)))
        .optional()?;
    let Some((id, is_deleted)) = found else { return Ok(None) };
    let task = read::by_id(db, &id)?;
    let is_same = (task.kind, &task.order, &task.external_id, &task.callback_url)
        == (new.kind, &new.order, &new.external_id, &new.callback_url);
    if is_same && !is_deleted { Ok(Some(task)) } else { Err(Error::KeyReused) }
}

/// Whether the video that the request names is the account's and still kept.
fn see_source(db: &Connection, new: &NewTask, kept_since_ms: i64) -> Result<()> {
    let Some(source) = &new.source else { return Ok(()) };
    let video = kept_video(db, source)?.filter(|video| video.account == new.account);
    let is_old = video.ok_or(Error::NoVideo)?.created_ms < kept_since_ms;
    if is_old { Err(Error::OldVideo) } else { Ok(()) }
}

/// Whether the account may keep more files.
pub(crate) fn has_room(db: &Connection, account: AccountId, usual: Option<u64>) -> Result<()> {
    let account = account_of(db, account)?;
    match account.most_bytes.or(usual) {
        Some(most) if account.stored_bytes >= most => Err(Error::Full { stored: account.stored_bytes, most }),
        _ => Ok(()),
    }
}

/// Counts the new task in and says how many are open now. A counter, because counting rows admits too many once
/// two transactions read the same snapshot. Of packs that can be used, the one that allows most counts.
fn take_slot(db: &Connection, account: AccountId, usual: u32, now_ms: i64) -> Result<i64> {
    let sql = format!(
        "UPDATE accounts SET open = open + 1 WHERE id = ?1 AND open < {} RETURNING open",
        slots_now()
    );
    let open = db.prepare_cached(&sql)?.query_row((account.0, now_ms, usual), |row| row.get(0)).optional()?;
    open.ok_or(Error::TooMany)
}

fn insert(db: &Connection, new: &NewTask, now_ms: i64) -> Result<()> {
    let sql = "INSERT INTO tasks (id, account, kind, external_id, order_json, callback_url, idempotency_key, cost, source, created_ms, updated_ms, ordinal)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, 1 + COALESCE(MAX(ordinal), 0) FROM tasks WHERE account = ?2 AND kind = ?3";
    let NewTask { id, account, kind, external_id, order, callback_url, idempotency_key, cost, source } = new;
    db.prepare_cached(sql)?.execute((
        id,
        account.0,
        kind,
        external_id,
        order.to_string(),
        callback_url,
        idempotency_key,
        cost,
        source,
        now_ms,
    ))?;
    Ok(())
}
