//! A `wildtrack serve` of our own, with an account, that can be asked, stopped, killed and started again.

use crate::program::{Ended, NO_LIBRARY, WILDTRACK, wildtrack};
use crate::{folder, http};
use serde_json::{Value, json};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Where the main job is asked for.
pub const ROUTE: &str = "/v1/audio/video-to-audio";
/// Longest wait for anything.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A running server and its only account.
pub struct Server {
    data: PathBuf,
    more: Vec<String>,
    process: Child,
    lives: u32,
    base: String,
    /// Every key of the account, as `account create --json` printed them.
    pub keys: Value,
    pub api_key: String,
}

impl Server {
    /// Starts on an empty data folder and makes an account while it runs.
    pub fn new(name: &str) -> Server {
        Server::with(name, &[])
    }

    /// The same, with more said to `serve`.
    pub fn with(name: &str, more: &[&str]) -> Server {
        let data = folder::fresh(name);
        let more: Vec<String> = more.iter().map(|&word| word.to_owned()).collect();
        let (process, base) = start(&data, 1, &more);
        let (keys, api_key) = (Value::Null, String::new());
        let mut server = Server { data, more, process, lives: 1, base, keys, api_key };
        server.keys = server.told(&["account", "create", "ada"]);
        server.api_key = server.keys["api_key"].as_str().unwrap().to_owned();
        server
    }

    /// Runs a command of the operator's on the data folder.
    pub fn command(&self, words: &[&str]) -> Ended {
        wildtrack(words.iter().copied().chain(["--data", self.data.to_str().unwrap()]))
    }

    /// What such a command says as JSON.
    pub fn told(&self, words: &[&str]) -> Value {
        let ended = self.command(&[words, &["--json"]].concat());
        assert_eq!((ended.code, &*ended.stderr), (Some(0), ""), "{words:?}");
        assert_eq!(
            ended.stdout.lines().count(),
            1,
            "{words:?} says more than one document: {}",
            ended.stdout
        );
        serde_json::from_str(&ended.stdout).unwrap()
    }

    /// A path in the data folder.
    pub fn data(&self, path: &str) -> PathBuf {
        self.data.join(path)
    }

    /// Asks with the account's API key.
    pub fn ask(&self, method: &str, path: &str, body: &Value) -> http::Answer {
        self.ask_as(&format!("Bearer {}", self.api_key), method, path, body)
    }

    /// Asks with any `Authorization`.
    pub fn ask_as(&self, who: &str, method: &str, path: &str, body: &Value) -> http::Answer {
        let headers = [("authorization", who), ("content-type", "application/json")];
        let body = if body.is_null() { Vec::new() } else { serde_json::to_vec(body).unwrap() };
        http::ask(method, &format!("{}{path}", self.base), &headers, &body).unwrap()
    }

    /// `data` of a GET.
    pub fn get(&self, path: &str) -> Value {
        self.ask("GET", path, &Value::Null).data()
    }

    /// Creates a task for the clip at `url` and gives its id.
    pub fn create(&self, url: &str, more: Value) -> String {
        let mut body = json!({ "video_url": url });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let task = self.ask("POST", ROUTE, &body).data();
        assert_eq!(task["task_status"], "submitted");
        task["task_id"].as_str().unwrap().to_owned()
    }

    /// The task once it has ended.
    pub fn ended(&self, id: &str) -> Value {
        wait_for(&format!("the end of task {id}"), || {
            let task = self.get(&format!("{ROUTE}/{id}"));
            ["succeed", "failed"].iter().any(|end| task["task_status"] == **end).then_some(task)
        })
    }

    /// SIGKILL: the process has no last word.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts again on the same folder.
    pub fn start_again(&mut self) {
        self.lives += 1;
        (self.process, self.base) = start(&self.data, self.lives, &self.more);
    }

    /// SIGTERM, and how the process ended.
    pub fn terminate(&mut self) -> ExitStatus {
        let process = rustix::process::Pid::from_child(&self.process);
        rustix::process::kill_process(process, rustix::process::Signal::TERM).unwrap();
        wait_for("the end of the server", || self.process.try_wait().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _may_have_ended = self.process.kill();
        let _reaped = self.process.wait();
        if std::thread::panicking() {
            for life in 1..=self.lives {
                eprintln!("life {life} said:\n{}", said(&self.data, life));
            }
        }
    }
}

/// Asks `look` again and again until it has something to give.
pub fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        if let Some(found) = look() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(15));
    }
    panic!("waited {PATIENCE:?} for {what}");
}

fn start(data: &Path, life: u32, more: &[String]) -> (Child, String) {
    let mut process = Command::new(WILDTRACK)
        .env(NO_LIBRARY.0, NO_LIBRARY.1)
        .args(["serve", "--listen", "127.0.0.1:0", "--allow-private", "--data"])
        .arg(data)
        .args(more)
        .env("WILDTRACK_LOG", "info,server::http::envelope=warn")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(log(data, life)).unwrap())
        .spawn()
        .unwrap();
    let base = wait_for("the server's address", || {
        let words = said(data, life);
        if let Some(status) = process.try_wait().unwrap() {
            panic!("the server ended with {status}: {words}");
        }
        let line = words.lines().find_map(|line| line.strip_prefix("wildtrack: listening on "));
        line.filter(|_| words.ends_with('\n')).map(str::to_owned)
    });
    (process, base)
}

fn log(data: &Path, life: u32) -> PathBuf {
    data.join(format!("life-{life}.log"))
}

fn said(data: &Path, life: u32) -> String {
    std::fs::read_to_string(log(data, life)).unwrap_or_default()
}
