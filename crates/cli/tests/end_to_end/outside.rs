//! The world outside the server: clips to fetch, and an ear for callbacks.

use crate::fixtures::clip;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// One callback: its id and its body.
pub type Call = (String, Value);

/// One callback as it arrived.
#[derive(Debug, Clone)]
pub struct Letter {
    /// By names in small letters.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

/// A host that lives until it is dropped.
pub struct Outside {
    address: SocketAddr,
    state: Arc<State>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct State {
    files: BTreeMap<String, PathBuf>,
    letters: Mutex<Vec<Letter>>,
    deaf: AtomicBool,
    ended: AtomicBool,
}

impl Outside {
    /// Serves the bouncing ball and the `more` files under their names.
    pub fn new(more: &[(&str, PathBuf)]) -> Outside {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let more = more.iter().map(|(name, path)| ((*name).to_owned(), path.clone()));
        let files = more.chain([("bounce.mp4".to_owned(), clip("bounce"))]).collect();
        let state = Arc::new(State { files, ..State::default() });
        let shared = state.clone();
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.ended.load(Ordering::Relaxed) {
                    break;
                }
                // A caller who was killed leaves a broken stream.
                let _broken = stream.and_then(|stream| shared.answer(stream));
            }
        });
        Outside { address, state, thread: Some(thread) }
    }

    /// The URL of a file here.
    pub fn url(&self, name: &str) -> String {
        format!("http://{}/{name}", self.address)
    }

    /// Every callback so far, oldest first.
    pub fn calls(&self) -> Vec<Call> {
        let call = |letter: Letter| {
            let id = letter.headers.get("webhook-id").cloned().unwrap_or_default();
            (id, serde_json::from_slice(&letter.body).unwrap())
        };
        self.letters().into_iter().map(call).collect()
    }

    /// The same with headers and bytes.
    pub fn letters(&self) -> Vec<Letter> {
        self.state.letters.lock().unwrap().clone()
    }

    /// From now on callbacks are answered with 410, which wants no more of them, or are heard again.
    pub fn be_deaf(&self, deaf: bool) {
        self.state.deaf.store(deaf, Ordering::Relaxed);
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        self.state.ended.store(true, Ordering::Relaxed);
        let _wakes_it = TcpStream::connect(self.address);
        let _ended = self.thread.take().map(JoinHandle::join);
    }
}

impl State {
    fn answer(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream);
        let mut first = String::new();
        reader.read_line(&mut first)?;
        let (mut headers, mut line) = (BTreeMap::new(), String::new());
        while reader.read_line(&mut line)? > 2 {
            let (name, value) = line.split_once(':').unwrap_or_default();
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
            line.clear();
        }
        let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let mut words = first.split(' ');
        let (status, bytes) = match (words.next(), words.next()) {
            (Some("POST"), _) if self.deaf.load(Ordering::Relaxed) => ("410 Gone", Vec::new()),
            (Some("POST"), _) => {
                self.letters.lock().unwrap().push(Letter { headers, body });
                ("200 OK", Vec::new())
            }
            (_, Some(path)) => match self.files.get(path.trim_start_matches('/')) {
                Some(file) => ("200 OK", std::fs::read(file)?),
                None => ("404 Not Found", Vec::new()),
            },
            _ => ("400 Bad Request", Vec::new()),
        };
        let head =
            format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", bytes.len());
        reader.get_mut().write_all(&[head.into_bytes(), bytes].concat())
    }
}
