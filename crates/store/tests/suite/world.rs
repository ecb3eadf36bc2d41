//! A store in a temporary directory with a clock and ids of its own, whose `Drop` checks what must always hold.

use crate::books::{BOOKS, Rule, broken};
use rusqlite::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::{
    AccountId, Allowance, Artifact, Claim, Created, Kind, NewPack, NewTask, Outcome, Pack, PackKind, Room,
    Store, Task, Terms, Units, Video,
};

pub const START_MS: i64 = 1_800_000_000_000;
pub const LEASE_MS: i64 = 10_000;
/// What a task costs.
pub const COST: &str = "0.25";
pub const KIND: Kind = Kind::VideoToAudio;

#[derive(Clone)]
pub struct World(Arc<Inner>);

struct Inner {
    dir: tempfile::TempDir,
    store: Store,
    account: AccountId,
    now_ms: AtomicI64,
    ids: AtomicI64,
}

impl World {
    /// One account with so many slots.
    pub async fn new(slots: u32) -> World {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let account = store.create_account("first", Allowance::default(), START_MS).await.unwrap().account.id;
        let world = World(Arc::new(Inner {
            dir,
            store,
            account,
            now_ms: AtomicI64::new(START_MS),
            ids: AtomicI64::new(859_000_000_000_000_000),
        }));
        world.sql(&format!("UPDATE accounts SET slots = {slots}"));
        world
    }

    pub async fn account(&self, name: &str) -> AccountId {
        self.store().create_account(name, Allowance::default(), self.now()).await.unwrap().account.id
    }

    pub fn store(&self) -> &Store {
        &self.0.store
    }

    pub fn first(&self) -> AccountId {
        self.0.account
    }

    pub fn dir(&self) -> &std::path::Path {
        self.0.dir.path()
    }

    pub fn now(&self) -> i64 {
        self.0.now_ms.load(Ordering::SeqCst)
    }

    pub fn pass(&self, ms: i64) {
        self.0.now_ms.fetch_add(ms, Ordering::SeqCst);
    }

    /// A connection that no rule of the store guards.
    pub fn raw(&self) -> Connection {
        let db = Connection::open(self.dir().join("wildtrack.db")).unwrap();
        db.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
        db
    }

    pub fn sql(&self, sql: &str) {
        self.raw().execute_batch(sql).unwrap();
    }

    pub fn count(&self, sql: &str) -> i64 {
        self.raw().query_row(sql, (), |row| row.get(0)).unwrap()
    }

    pub fn new_task(&self) -> NewTask {
        NewTask {
            id: self.0.ids.fetch_add(1, Ordering::SeqCst).to_string(),
            account: self.first(),
            kind: KIND,
            external_id: None,
            order: serde_json::json!({"prompt": "rain"}),
            callback_url: None,
            source: None,
            idempotency_key: None,
            cost: COST.parse().unwrap(),
        }
    }

    /// Creates a task on the usual terms.
    pub async fn make(&self, new: NewTask) -> store::Result<Task> {
        match self.store().create_task(new, Terms::default(), self.now()).await? {
            Created::New(task) => Ok(task),
            Created::Again(task) => panic!("{} was made before", task.id),
        }
    }

    pub async fn create(&self) -> Task {
        self.make(self.new_task()).await.unwrap()
    }

    pub async fn create_with_callback(&self) -> Task {
        let new = NewTask { callback_url: Some("http://h/callback".into()), ..self.new_task() };
        self.make(new).await.unwrap()
    }

    pub async fn claim(&self, owner: &str) -> Claim {
        self.store().claim(owner, self.now(), LEASE_MS).await.unwrap().expect("a task is ready")
    }

    pub async fn task(&self, id: &str) -> Task {
        self.store().task(self.first(), Some(KIND), id).await.unwrap().expect("the task exists")
    }

    pub fn video(&self, id: &str) -> Video {
        Video {
            id: id.into(),
            account: self.first(),
            url: "http://h/a.mp4".into(),
            duration_ms: 5041,
            key: format!("videos/{id}/source.mp4"),
            is_upload: false,
            bytes: 1000,
            sha256: "00".repeat(32),
            created_ms: self.now(),
        }
    }

    /// Three files of 4096 bytes; the first of them is the result video, `result-…`.
    pub fn success(&self, task: &str) -> Outcome {
        let artifacts = ["video", "audio_mp3", "audio_wav"].map(|role| artifact(task, role, self.now()));
        let key = artifacts[0].key.clone();
        let result = Video { key, bytes: artifacts[0].bytes, ..self.video(&format!("result-{task}")) };
        Outcome::Succeed { artifacts: artifacts.into(), result_video: Some(result) }
    }

    /// A task that has succeeded, from the source `source` if there is one; it must be the next to be claimed.
    pub async fn succeeded(&self, source: Option<&str>) -> Task {
        let id = self.create().await.id;
        let claim = self.claim("w").await.claim;
        assert_eq!(claim.task, id);
        if let Some(source) = source {
            self.store().set_parent_video(claim.clone(), self.video(source)).await.unwrap();
        }
        self.store().finish(claim, self.success(&id), self.now()).await.unwrap()
    }

    /// Grants the first account a pack that begins now.
    pub async fn grant(&self, units: &str, lasts_ms: i64, concurrency: Option<u32>) -> Pack {
        let new = NewPack {
            name: "pack".into(),
            kind: PackKind::DecreasingTotal,
            units: units.parse().unwrap(),
            concurrency,
            effective_ms: self.now(),
            invalid_ms: self.now() + lasts_ms,
        };
        self.store().grant_pack("first", new, self.now()).await.unwrap()
    }

    /// What the first account's packs have, together: available, held, spent, expired.
    pub async fn units(&self) -> [String; 4] {
        let packs = self.store().packs(self.first()).await.unwrap();
        let sum = |column: fn(&Pack) -> Units| packs.iter().map(column).sum::<Units>().to_string();
        [sum(|pack| pack.available), sum(|pack| pack.held), sum(|pack| pack.spent), sum(|pack| pack.expired)]
    }

    pub fn failure(&self) -> Outcome {
        Outcome::Failed { message: "The video is 21.4 s long; 3.0 to 20.0 s are allowed.".into() }
    }
}

/// Of a sender that is idle.
pub fn room(most: u32) -> Room {
    Room { most, per_queue: most, per_account: most, ..Room::default() }
}

pub fn artifact(task: &str, role: &str, now_ms: i64) -> Artifact {
    Artifact {
        id: format!("{task}-{role}"),
        task: task.into(),
        role: role.into(),
        key: format!("tasks/{task}/1/{role}"),
        bytes: 4096,
        sha256: "11".repeat(32),
        media_type: "video/mp4".into(),
        file_name: format!("{role}.mp4"),
        duration_ms: Some(5041),
        created_ms: now_ms,
    }
}

/// What must be nowhere, in a count of the places where it is.
const NEVER: [Rule; 6] = [
    (
        "an account's counter differs from its open tasks",
        "SELECT count(*) FROM accounts a WHERE open <> (SELECT count(*) FROM tasks WHERE account = a.id AND state < 2)",
    ),
    (
        "a task is open without live work, or has ended with some",
        "SELECT count(*) FROM tasks t WHERE (state < 2) <> EXISTS (SELECT 1 FROM jobs WHERE task = t.id)",
    ),
    (
        "a change of state has no delivery, or two, or another place",
        "SELECT count(*) FROM tasks t WHERE callback_url IS NOT NULL
            AND COALESCE((SELECT group_concat(state, '') FROM (SELECT state FROM deliveries WHERE task = t.id ORDER BY seq)), '')
            NOT IN (CASE state WHEN 0 THEN '0' WHEN 1 THEN '01' WHEN 2 THEN '012' ELSE '013' END,
                IIF(state = 3 AND attempt = 0, '03', 'never'))",
    ),
    ("a file belongs to a task that did not succeed", "SELECT count(*) FROM artifacts JOIN tasks t ON t.id = task WHERE state <> 2"),
    (
        "an account's bytes are not those of its files",
        "SELECT count(*) FROM accounts a WHERE stored_bytes
            <> (SELECT COALESCE(SUM(bytes), 0) FROM artifacts JOIN tasks t ON t.id = task WHERE t.account = a.id)
            + (SELECT COALESCE(SUM(bytes), 0) FROM videos WHERE account = a.id AND key GLOB 'videos/*' AND cleared_ms IS NULL)",
    ),
    ("a row points nowhere", "SELECT count(*) FROM pragma_foreign_key_check"),
];

impl Drop for Inner {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let db = Connection::open(self.dir.path().join("wildtrack.db")).unwrap();
        db.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
        let broken = [broken(&db, &NEVER), broken(&db, &BOOKS)].concat();
        assert!(broken.is_empty(), "{broken:?}");
        // Where it is to say the same: `tests/suite/audit.rs` has it find every fault.
        let audited = store::audit(self.dir.path()).unwrap().faults;
        assert!(audited.is_empty(), "{audited:?}");
    }
}

#[tokio::test]
async fn control_what_must_never_be_is_noticed() {
    let world = World::new(20).await;
    world.create_with_callback().await;
    let claim = world.claim("w").await.claim;
    world.store().finish(claim, world.failure(), START_MS).await.unwrap();
    world.succeeded(Some("v1")).await;
    world.create_with_callback().await;
    for (sql, place) in [
        ("UPDATE accounts SET open = open + 1", 0),
        ("DELETE FROM jobs", 1),
        ("INSERT INTO jobs (task, sort_key) SELECT id, 0 FROM tasks WHERE state = 3", 1),
        ("DELETE FROM deliveries WHERE state = 1", 2),
        ("DELETE FROM deliveries WHERE state = 3", 2),
        ("UPDATE artifacts SET task = (SELECT id FROM tasks WHERE state = 3)", 3),
        ("UPDATE accounts SET stored_bytes = stored_bytes - 1", 4),
        ("UPDATE videos SET cleared_ms = 1 WHERE id = 'v1'", 4),
        ("DELETE FROM videos WHERE id = 'v1'", 5),
    ] {
        let db = world.raw();
        let lie = db.unchecked_transaction().unwrap();
        lie.execute_batch("PRAGMA defer_foreign_keys = ON").unwrap();
        assert!(lie.execute(sql, ()).unwrap() > 0, "{sql}");
        assert!(broken(&lie, &NEVER).contains(&NEVER[place].0), "{sql}");
        lie.rollback().unwrap();
    }
}
