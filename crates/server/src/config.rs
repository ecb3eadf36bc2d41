//! What an installation may set, with the defaults that suit one machine.

use crate::outbound::{FetchLimits, Network};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use store::{Terms, Units};

/// The settings of a server.
#[derive(Debug, Clone)]
pub struct Config {
    /// Folder that holds the database, the keys and every file; at most one server uses it at a time.
    pub data: PathBuf,
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// What result URLs begin with; without it `http://` and the address that we listen on.
    pub public_url: Option<String>,
    /// Lets videos be fetched from, and callbacks be sent to, loopback and private addresses. For development.
    pub allow_private: bool,
    /// Networks that are called although they are not public, like the LAN that the videos lie in.
    pub opened: Vec<Network>,
    /// What ends a fetch of a video.
    pub fetch: FetchLimits,
    /// Tasks that are worked on at the same time; each has a thread that owns an engine. 0 only accepts tasks.
    pub slots: usize,
    /// How long a claim is good for without a heartbeat.
    pub lease: Duration,
    /// How often a lease is prolonged; a third of `lease` or less.
    pub heartbeat: Duration,
    /// How often an idle slot or an idle delivery loop looks for work without having been rung.
    pub poll: Duration,
    /// Longest time that one attempt at a task may take.
    pub attempt_limit: Duration,
    /// How long a stopping server waits for requests and for work in hand.
    pub grace: Duration,
    /// Most connections at a time, as far as the system's limit of file descriptors allows.
    pub connections: usize,
    /// Longest time for the head of a request to arrive, and for a connection to be idle between two.
    pub header_timeout: Duration,
    /// How long an answer may wait for its reader beyond the time that 8 KiB a second take.
    pub reader_timeout: Duration,
    /// Bytes that must be free on the disk of `data` for something new to be taken in; 0 for any.
    pub least_free: u64,
    /// Largest video that is fetched, bytes.
    pub max_video_bytes: u64,
    /// Longest time that a callback may take.
    pub callback_timeout: Duration,
    /// How long results can be fetched after a task has ended.
    pub retention: Duration,
    /// Units that a task costs.
    pub unit_cost: Units,
    /// Whether an account without a resource pack may have no tasks; otherwise it is not metered.
    pub require_packs: bool,
    /// Tasks that an account may have open at a time, if neither its packs nor it say.
    pub account_slots: u32,
    /// How often it is looked for what has lain here long enough.
    pub sweep: Duration,
    /// Whether the clock is believed at the start, however far it has come; otherwise nothing is cleared after a leap
    /// until an operator says that it is right.
    pub trust_clock: bool,
    /// Origins whose pages may call this server from a browser; `*` for all.
    pub cors: Vec<String>,
    /// Who bears this may read the metrics; without it there are none.
    pub metrics_token: Option<String>,
    /// Bytes that the files of an account may take up, if the account does not say.
    pub storage_quota: Option<u64>,
}

impl Config {
    /// The defaults for a data folder and an address.
    pub fn new(data: impl Into<PathBuf>, listen: SocketAddr) -> Config {
        Config {
            data: data.into(),
            listen,
            public_url: None,
            allow_private: false,
            opened: Vec::new(),
            fetch: FetchLimits::default(),
            slots: 1,
            lease: Duration::from_secs(10),
            heartbeat: Duration::from_secs(3),
            poll: Duration::from_millis(250),
            attempt_limit: Duration::from_secs(15 * 60),
            grace: Duration::from_secs(10),
            connections: 8192,
            header_timeout: Duration::from_secs(30),
            reader_timeout: Duration::from_secs(30),
            least_free: 512_000_000,
            max_video_bytes: 100 * 1024 * 1024,
            callback_timeout: Duration::from_secs(10),
            retention: Duration::from_secs(30 * 24 * 3600),
            unit_cost: "0.25".parse().expect("an amount of units"),
            require_packs: false,
            storage_quota: None,
            account_slots: 20,
            sweep: Duration::from_secs(60),
            trust_clock: false,
            cors: Vec::new(),
            metrics_token: None,
        }
    }

    /// What creates are judged by.
    pub(crate) fn terms(&self, now_ms: i64) -> Terms {
        Terms {
            packs_required: self.require_packs,
            most_bytes: self.storage_quota,
            slots: self.account_slots,
            kept_since_ms: now_ms - self.retention_ms(),
        }
    }

    /// How long results can be fetched, ms.
    pub(crate) fn retention_ms(&self) -> i64 {
        self.retention.as_millis() as i64
    }
}
