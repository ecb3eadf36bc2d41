//! The fixture: a data folder, a server on it, an outside, a customer. `end` fails if a task was left behind.

use crate::host::Host;
use crate::studio::{Tally, fake};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use server::administration::Allowance;
use server::{AccountKeys, Clock, Config, Names, Parts, SystemClock, SystemNames, create_account, serve};
use sha2::Sha256;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub const ROUTE: &str = "/v1/audio/video-to-audio";

/// The machine's clock, moved by hand.
#[derive(Default)]
pub struct MovedClock(pub AtomicI64);

impl Clock for MovedClock {
    fn now_ms(&self) -> i64 {
        SystemClock.now_ms() + self.0.load(Ordering::SeqCst)
    }
}

pub struct World {
    pub data: TempDir,
    pub url: String,
    pub host: Host,
    pub clock: Arc<MovedClock>,
    pub tally: Arc<Tally>,
    pub keys: AccountKeys,
    pub http: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<server::Result<()>>,
}

/// Settings that make a test quick: short leases, short waits.
pub fn quick(data: &TempDir) -> Config {
    let mut config = Config::new(data.path(), "127.0.0.1:0".parse().unwrap());
    config.allow_private = true;
    // Tests say themselves how much room there must be.
    config.least_free = 0;
    config.lease = Duration::from_secs(2);
    config.heartbeat = Duration::from_millis(200);
    config.poll = Duration::from_millis(20);
    config.sweep = Duration::from_millis(20);
    config.grace = Duration::from_millis(300);
    config.callback_timeout = Duration::from_millis(500);
    config
}

/// An answer: status, headers, JSON.
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub json: Value,
}

impl Answer {
    pub fn code(&self) -> u64 {
        self.json["code"].as_u64().unwrap()
    }

    pub fn message(&self) -> &str {
        self.json["message"].as_str().unwrap()
    }

    pub fn data(&self) -> &Value {
        assert_eq!((self.status, self.code()), (200, 0), "{}", self.json);
        &self.json["data"]
    }
}

/// A token as a client makes it.
pub fn token(access_key: &str, secret_key: &str, now_s: i64) -> String {
    let claims = json!({ "iss": access_key, "exp": now_s + 1800, "nbf": now_s - 5 }).to_string();
    let head = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let body = format!("{head}.{}", URL_SAFE_NO_PAD.encode(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret_key.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    format!("{body}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

impl World {
    pub async fn new() -> World {
        World::with(|_| {}).await
    }

    pub async fn with(set: impl FnOnce(&mut Config)) -> World {
        let data = tempfile::tempdir().unwrap();
        let keys = create_account(data.path(), "alice", Allowance::default()).await.unwrap();
        World::on(data, keys, set).await
    }

    /// A server on a data folder that exists.
    pub async fn on(data: TempDir, keys: AccountKeys, set: impl FnOnce(&mut Config)) -> World {
        World::on_with(data, keys, Arc::new(SystemNames), set).await
    }

    /// As `on`, where somebody else knows the addresses behind names.
    pub async fn on_with(
        data: TempDir,
        keys: AccountKeys,
        names: Arc<dyn Names>,
        set: impl FnOnce(&mut Config),
    ) -> World {
        let (clock, tally) = (Arc::new(MovedClock::default()), Arc::new(Tally::default()));
        let mut config = quick(&data);
        set(&mut config);
        let (stop, stopped) = oneshot::channel();
        let (told, address) = oneshot::channel();
        let parts = Parts { clock: clock.clone(), studio: fake(tally.clone()), names };
        let server = tokio::spawn(serve(
            config,
            parts,
            async move {
                let _either_way = stopped.await;
            },
            move |address| told.send(address).unwrap(),
        ));
        let url = format!("http://{}", address.await.expect("the server starts"));
        let host = Host::start().await;
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        World { data, url, host, clock, tally, keys, http, stop: Some(stop), server }
    }

    pub async fn ask(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let json = response.json().await.expect("every answer is JSON");
        Answer { status, headers, json }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(self.http.get(format!("{}{path}", self.url)).bearer_auth(self.token())).await
    }

    pub async fn post(&self, body: Value) -> Answer {
        let request = self.http.post(format!("{}{ROUTE}", self.url)).bearer_auth(self.token());
        self.ask(request.json(&body)).await
    }

    pub fn token(&self) -> String {
        token(&self.keys.access_key, &self.keys.secret_key, self.clock.now_ms() / 1000)
    }

    /// Creates a task from a clip of the host's and gives back its id.
    pub async fn create(&self, words: &str) -> String {
        self.create_with(words, json!({})).await
    }

    pub async fn create_with(&self, words: &str, more: Value) -> String {
        let mut body = json!({ "video_url": self.host.clip(words) });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.post(body).await.data()["task_id"].as_str().unwrap().to_owned()
    }

    /// Polls until the task has ended.
    pub async fn ended(&self, id: &str) -> Value {
        self.until("the task ends", async || {
            let answer = self.get(&format!("{ROUTE}/{id}")).await;
            let task = answer.data().clone();
            matches!(task["task_status"].as_str().unwrap(), "succeed" | "failed").then_some(task)
        })
        .await
    }

    pub async fn succeeded(&self, id: &str) -> Value {
        let task = self.ended(id).await;
        assert_eq!(task["task_status"], "succeed", "{task}");
        task
    }

    /// Asks again and again, for ten seconds at most.
    pub async fn until<T>(&self, what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            if let Some(found) = look().await {
                return found;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "waited in vain until {what}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Stops the server in good order; fails if a task was left open.
    pub async fn end(self) {
        let tasks = self.get(&format!("{ROUTE}?pageSize=500")).await;
        for task in tasks.data().as_array().unwrap() {
            assert!(
                matches!(task["task_status"].as_str(), Some("succeed" | "failed")),
                "left behind: {task}"
            );
        }
        self.stop().await;
    }

    /// Stops the server in good order and gives back what outlives it.
    pub async fn stop(mut self) -> (TempDir, AccountKeys) {
        self.stop.take().unwrap().send(()).unwrap();
        self.server.await.unwrap().unwrap();
        (self.data, self.keys)
    }
}

impl World {
    /// Waits until a server that was killed has let go of the folder, as the system does for a dead process.
    pub async fn on_when_free(data: TempDir, keys: AccountKeys) -> World {
        let lock = std::fs::File::options().write(true).open(data.path().join("server.lock")).unwrap();
        let begun = Instant::now();
        while lock.try_lock().is_err() {
            assert!(begun.elapsed() < Duration::from_secs(10), "the former life holds on to the folder");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        drop(lock);
        World::on(data, keys, |_| {}).await
    }
}
