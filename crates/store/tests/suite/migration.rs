//! A database of the first schema, filled, then opened by this program.

use crate::books::{BOOKS, broken};
use crate::world::{KIND, LEASE_MS, START_MS, room};
use rusqlite::Connection;
use store::{AccountId, Allowance, Error, Kind, NewTask, Outcome, State, Store, Terms};

const FIRST_SCHEMA: &str = include_str!("../../schema/001.sql");
const FIRST: AccountId = AccountId(1);
const SECOND: AccountId = AccountId(2);

/// Two accounts; the first has 2 345 ended tasks, one of which has files, and then one of each open state.
const FILLED: &str = "
    INSERT INTO accounts (id, name, max_open, open, created_ms) VALUES (1, 'first', 30, 2, 1), (2, 'second', 20, 0, 2);
    INSERT INTO api_keys VALUES (zeroblob(32), 'wt_abcde', 1, 1, NULL);
    INSERT INTO videos VALUES
        ('v1', 1, 'http://h/a.mp4', 5041, 'videos/v1/source.mp4', 1000, 'aa', 5),
        ('v2', 2, 'http://h/b.mp4', 5041, 'videos/v2/source.mp4', 70, 'bb', 5),
        ('r1', 1, 'tasks/000000000000000001/1/video.mp4', 5041, 'tasks/000000000000000001/1/video.mp4', 4096, 'cc', 9);
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2347)
    INSERT INTO tasks (id, account, kind, ordinal, external_id, order_json, callback_url, created_ms, updated_ms)
        SELECT printf('%018d', i), 1, 'video_to_audio', i, 'order-' || i, '{\"n\":' || i || '}', 'http://h/', i, i FROM n;
    INSERT INTO tasks (id, account, kind, ordinal, order_json, created_ms, updated_ms)
        VALUES ('000000000000009001', 2, 'text_to_audio', 1, '{}', 7, 7);
    UPDATE tasks SET state = 1, attempt = 1 WHERE id <> '000000000000002347';
    UPDATE tasks SET parent = 'v1' WHERE id IN ('000000000000000001', '000000000000002346');
    INSERT INTO artifacts VALUES
        ('a1', '000000000000000001', 0, 'video', 'tasks/000000000000000001/1/video.mp4', 4096, 'cc', 'video/mp4', 'v.mp4', 5041, 9),
        ('a2', '000000000000000001', 1, 'audio_mp3', 'tasks/000000000000000001/1/audio.mp3', 500, 'dd', 'audio/mpeg', 'a.mp3', 5041, 9);
    UPDATE tasks SET state = 2, deduction = '0.5', ended_ms = created_ms, message = '' WHERE id = '000000000000000001';
    UPDATE tasks SET state = 3, deduction = '0', ended_ms = created_ms, message = 'too short'
        WHERE id NOT IN ('000000000000000001', '000000000000002346', '000000000000002347');
    INSERT INTO jobs VALUES
        ('000000000000002346', 2346, 0, 4, 1, 'w', 5000), ('000000000000002347', 2347, 0, 0, 0, NULL, NULL);
    INSERT INTO deliveries (task, seq, state, webhook_id, url, snapshot, first_ms, status, attempt, tried, next_ms, trouble, ended_ms)
        SELECT id, 1, 0, 'msg_' || id || '_1', 'http://h/', json_object('id', id, 'account', 1, 'kind', 'video_to_audio',
            'external_id', external_id, 'state', 'submitted', 'message', '', 'order', json(order_json), 'parent', NULL, 'artifacts', json('[]'),
            'deduction', NULL, 'callback_url', 'http://h/', 'created_ms', created_ms, 'updated_ms', created_ms, 'ended_ms', NULL, 'attempt', 0),
            created_ms, 0, 0, 0, created_ms, '', NULL FROM tasks WHERE id >= '000000000000002346' AND account = 1;
    PRAGMA user_version = 1;";

pub fn filled() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let db = Connection::open(dir.path().join("wildtrack.db")).unwrap();
    db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; BEGIN").unwrap();
    db.execute_batch(FIRST_SCHEMA).unwrap();
    db.execute_batch(FILLED).unwrap();
    db.execute_batch("COMMIT").unwrap();
    dir
}

/// Every row of the first schema's tables, in its columns.
pub fn rows(db: &Connection, columns_of: &Connection) -> Vec<String> {
    let mut rows = Vec::new();
    let tables = [
        "accounts",
        "access_keys",
        "api_keys",
        "webhook_secrets",
        "videos",
        "tasks",
        "jobs",
        "artifacts",
        "deliveries",
    ];
    for table in tables {
        let columns: String = columns_of
            .query_row(
                "SELECT group_concat('quote(' || name || ')', ' || '','' || ') FROM pragma_table_info(?1)",
                [table],
                |row| row.get(0),
            )
            .unwrap();
        let mut statement =
            db.prepare(&format!("SELECT '{table}: ' || {columns} FROM {table} ORDER BY 1")).unwrap();
        let found = statement.query_map((), |row| row.get(0)).unwrap();
        rows.extend(found.collect::<rusqlite::Result<Vec<String>>>().unwrap());
    }
    rows
}

pub fn first_schema() -> Connection {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(FIRST_SCHEMA).unwrap();
    db
}

#[tokio::test]
async fn a_filled_database_of_the_first_schema_is_brought_up_to_date_with_every_row_intact() {
    let dir = filled();
    let open = || Connection::open(dir.path().join("wildtrack.db")).unwrap();
    let before = rows(&open(), &first_schema());
    assert!(before.len() > 2_350, "{}", before.len());
    let store = Store::open(dir.path()).unwrap();
    let db = open();
    assert_eq!(rows(&db, &first_schema()), before);
    assert_eq!(db.query_row("PRAGMA user_version", (), |row| row.get::<_, u32>(0)).unwrap(), 4);
    assert_eq!(
        broken(&db, &[("a row points nowhere", "SELECT count(*) FROM pragma_foreign_key_check")]),
        [""; 0]
    );
    let bytes: Vec<u64> =
        store.accounts().await.unwrap().iter().map(|account| account.stored_bytes).collect();
    assert_eq!(bytes, [4096 + 500 + 1000, 70], "the result video is one of its task's files");
    store.close().await;
    let again = Store::open(dir.path()).unwrap();
    assert_eq!(rows(&open(), &first_schema()), before, "a second start changes nothing");
    again.close().await;
}

#[tokio::test]
async fn tasks_from_before_are_listed_found_worked_on_and_charged_as_before() {
    let dir = filled();
    let store = Store::open(dir.path()).unwrap();
    for (page, size, newest) in [(1, 500, 2347), (5, 500, 347), (79, 30, 7), (1, 1, 2347), (2347, 1, 1)] {
        let tasks = store.tasks(FIRST, KIND, page, size).await.unwrap();
        assert_eq!(tasks[0].id, format!("{newest:018}"), "page {page} of {size}");
    }
    assert_eq!(store.tasks(FIRST, KIND, 5, 500).await.unwrap().len(), 347);
    assert_eq!(store.tasks(SECOND, Kind::TextToAudio, 1, 30).await.unwrap().len(), 1);
    let done = store.task(FIRST, None, "order-1").await.unwrap().unwrap();
    assert_eq!((done.deduction.as_deref(), done.artifacts.len()), (Some("0.5"), 2));
    assert_eq!(done.parent.unwrap().id, "v1");

    let held = store::ClaimRef { task: "000000000000002346".into(), epoch: 4 };
    let pack = store::NewPack {
        name: "pack".into(),
        kind: store::PackKind::DecreasingTotal,
        units: "1".parse().unwrap(),
        concurrency: None,
        effective_ms: 0,
        invalid_ms: START_MS * 2,
    };
    store.grant_pack("first", pack, START_MS).await.unwrap();
    let outcome = Outcome::Succeed { artifacts: Vec::new(), result_video: None };
    let ended = store.finish(held, outcome, START_MS).await.unwrap();
    assert_eq!((ended.state, ended.deduction.as_deref()), (State::Succeed, Some("0.25")));
    assert_eq!(store.packs(FIRST).await.unwrap()[0].available.to_string(), "1", "it was never reserved");
    let claim = store.claim("w", START_MS, LEASE_MS).await.unwrap().unwrap();
    assert_eq!(claim.claim.task, "000000000000002347");
    store.cancel_task(FIRST, &claim.claim.task, "no", START_MS).await.unwrap();
    assert_eq!(store.account(FIRST).await.unwrap().open, 0);
    let due = store.due_deliveries(START_MS, room(100), LEASE_MS).await.unwrap();
    assert_eq!(
        due.iter().map(|delivery| (delivery.seq, delivery.since_ms)).collect::<Vec<_>>(),
        [(1, START_MS), (1, START_MS)],
        "the schedule begins with the first attempt"
    );
    let db = Connection::open(dir.path().join("wildtrack.db")).unwrap();
    let but_old_prices = BOOKS.iter().filter(|(name, _)| !name.starts_with("I6: a failure was charged"));
    assert_eq!(broken(&db, &but_old_prices.copied().collect::<Vec<_>>()), [""; 0]);
}

#[tokio::test]
async fn files_from_before_are_cleared_and_deleted_and_ids_stay_taken() {
    let dir = filled();
    let store = Store::open(dir.path()).unwrap();
    let taken = NewTask {
        id: "859000000000000001".into(),
        account: FIRST,
        kind: KIND,
        external_id: Some("order-7".into()),
        order: serde_json::json!({}),
        callback_url: None,
        source: None,
        idempotency_key: None,
        cost: "0.25".parse().unwrap(),
    };
    let create = async |new| store.create_task(new, Terms::default(), START_MS).await;
    assert!(matches!(create(taken.clone()).await, Err(Error::Taken(_))));
    store.allow("first", Allowance { most_bytes: Some(5_596), ..Allowance::default() }).await.unwrap();
    let new = NewTask { external_id: None, ..taken };
    assert!(matches!(create(new.clone()).await, Err(Error::Full { stored: 5_596, .. })));

    let cleared = store.clear(START_MS, 1_000, 100).await.unwrap();
    assert_eq!((cleared.tasks, cleared.videos, cleared.keys.len()), (1, 1, 3), "v1 is being worked on");
    assert_eq!(store.account(FIRST).await.unwrap().stored_bytes, 1_000);
    create(new).await.unwrap();
    store.delete_task(FIRST, "order-2", START_MS).await.unwrap();
    let oldest = store.tasks(FIRST, KIND, 2347, 1).await.unwrap();
    assert_eq!(oldest[0].id, "000000000000000001", "one came, one went");
}
