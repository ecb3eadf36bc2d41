//! The outside: a web server with clips to fetch and an ear for callbacks.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// One callback as it arrived.
#[derive(Clone)]
pub struct Heard {
    pub headers: HeaderMap,
    pub body: String,
}

impl Heard {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

/// A host on a free loopback port.
#[derive(Clone, Default)]
pub struct Host {
    pub url: String,
    pub gets: Arc<Mutex<Vec<String>>>,
    pub heard: Arc<Mutex<Vec<Heard>>>,
    /// Statuses to answer callbacks with before 200; 0 is silence.
    pub moods: Arc<Mutex<VecDeque<u16>>>,
    /// Answers every callback with 503.
    pub sick: Arc<AtomicBool>,
}

impl Host {
    pub async fn start() -> Host {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = Host { url: format!("http://{}", listener.local_addr().unwrap()), ..Host::default() };
        let routes = Router::new()
            .route("/clip/{words}", get(clip))
            .route("/hop/{times}", get(hop))
            .route("/to-metadata", get(async || Redirect::temporary("http://169.254.169.254/latest/")))
            .route("/to-file", get(async || Redirect::temporary("file:///etc/passwd")))
            .route("/to-userinfo", get(to_userinfo))
            .route("/large", get(async || vec![b'x'; 3_000]))
            .route("/hook", post(hook))
            .route("/hang", post(hang))
            .route("/answer/{status}", post(answer))
            .route("/moved", post(moved).get(moved))
            .with_state(host.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        host
    }

    pub fn clip(&self, words: &str) -> String {
        format!("{}/clip/{}", self.url, words.replace(' ', "%20"))
    }

    pub fn hook(&self) -> String {
        format!("{}/hook", self.url)
    }

    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    pub fn gets(&self) -> Vec<String> {
        self.gets.lock().unwrap().clone()
    }
}

async fn clip(State(host): State<Host>, Path(words): Path<String>) -> String {
    host.gets.lock().unwrap().push(words.clone());
    words
}

async fn hop(State(host): State<Host>, Path(times): Path<u32>) -> Response {
    if times == 0 {
        return Redirect::temporary(&host.clip("a street")).into_response();
    }
    (StatusCode::FOUND, [(header::LOCATION, format!("/hop/{}", times - 1))]).into_response()
}

async fn hook(State(host): State<Host>, headers: HeaderMap, body: String) -> StatusCode {
    host.heard.lock().unwrap().push(Heard { headers, body });
    if host.sick.load(Ordering::SeqCst) {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    let status = host.moods.lock().unwrap().pop_front().unwrap_or(200);
    if status == 0 {
        hang().await;
    }
    StatusCode::from_u16(status).unwrap_or(StatusCode::OK)
}

/// Answers with a status and shows the way elsewhere.
async fn answer(Path(status): Path<u16>) -> Response {
    (StatusCode::from_u16(status).unwrap(), [(header::LOCATION, "/moved")]).into_response()
}

async fn moved(State(host): State<Host>) {
    host.gets.lock().unwrap().push("moved".to_owned());
}

/// A hop that could be made, and must not be: the guard alone stands in its way.
async fn to_userinfo(State(host): State<Host>) -> Redirect {
    Redirect::temporary(&host.clip("a street").replace("http://", "http://user@"))
}

async fn hang() {
    tokio::time::sleep(Duration::from_secs(60)).await;
}
