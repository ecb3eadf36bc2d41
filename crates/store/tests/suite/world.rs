//! A store in a temporary directory with a clock and ids of its own, whose `Drop` checks what must always hold.

use rusqlite::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::{
    AccountId, Allowance, Artifact, Claim, Created, Kind, NewTask, Outcome, Store, Task, Terms, Video,
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
    /// One account with `max_open` slots.
    pub async fn new(max_open: u32) -> World {
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
        world.sql(&format!("UPDATE accounts SET max_open = {max_open}"));
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

    pub fn success(&self, task: &str) -> Outcome {
        let artifacts = ["video", "audio_mp3", "audio_wav"].map(|role| artifact(task, role, self.now()));
        Outcome::Succeed {
            artifacts: artifacts.into(),
            result_video: Some(self.video(&format!("result-{task}"))),
        }
    }

    pub fn failure(&self) -> Outcome {
        Outcome::Failed { message: "The video is 21.4 s long; 3.0 to 20.0 s are allowed.".into() }
    }
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
const NEVER: [(&str, &str); 5] = [
    (
        "an account's counter differs from its open tasks",
        "SELECT count(*) FROM accounts a WHERE open <> (SELECT count(*) FROM tasks WHERE account = a.id AND state < 2)",
    ),
    (
        "a task is open without live work, or has ended with some",
        "SELECT count(*) FROM tasks t WHERE (state < 2) <> EXISTS (SELECT 1 FROM jobs WHERE task = t.id)",
    ),
    (
        "a change of state has no delivery, or two",
        "SELECT count(*) FROM tasks t WHERE callback_url IS NOT NULL AND (SELECT count(*) FROM deliveries WHERE task = t.id)
            <> CASE state WHEN 0 THEN 1 WHEN 1 THEN 2 ELSE 3 END",
    ),
    ("a file belongs to a task that did not succeed", "SELECT count(*) FROM artifacts JOIN tasks t ON t.id = task WHERE state <> 2"),
    ("a row points nowhere", "SELECT count(*) FROM pragma_foreign_key_check"),
];

impl Drop for Inner {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let db = Connection::open(self.dir.path().join("wildtrack.db")).unwrap();
        db.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
        for (what, sql) in NEVER {
            let found: i64 = db.query_row(sql, (), |row| row.get(0)).unwrap();
            assert_eq!(found, 0, "{what}");
        }
    }
}
