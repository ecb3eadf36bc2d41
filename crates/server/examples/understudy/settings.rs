//! What the understudy is told: where it serves, how short its leases are, which step goes wrong.

use serde::Deserialize;
use server::Config;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// The one argument.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    data: PathBuf,
    #[serde(default = "free_port")]
    listen: SocketAddr,
    #[serde(default = "two")]
    slots: usize,
    #[serde(default = "second")]
    lease_ms: u64,
    #[serde(default = "quarter")]
    heartbeat_ms: u64,
    #[serde(default = "quarter")]
    sweep_ms: u64,
    #[serde(default = "month")]
    retention_ms: u64,
    #[serde(default = "quarter")]
    grace_ms: u64,
    #[serde(default = "minute")]
    attempt_limit_ms: u64,
    /// Holds how many ms the clock is set forward; read all the time.
    pub clock: Option<PathBuf>,
    /// Ends the process by SIGKILL, or stops it by SIGSTOP, at the nth time that it comes to a step.
    pub kill_at: Option<(String, u32)>,
    /// Waits at a step until a file exists.
    pub hold_at: Option<(String, PathBuf)>,
    /// Safeguards to go without.
    #[serde(default)]
    pub without: Vec<String>,
}

impl Settings {
    /// For the server: everything is quick, and an account may have more open than any trial makes.
    pub fn config(&self) -> Config {
        let mut config = Config::new(&self.data, self.listen);
        config.allow_private = true;
        config.slots = self.slots;
        config.lease = Duration::from_millis(self.lease_ms);
        config.heartbeat = Duration::from_millis(self.heartbeat_ms);
        config.poll = Duration::from_millis(25);
        config.sweep = Duration::from_millis(self.sweep_ms);
        config.retention = Duration::from_millis(self.retention_ms);
        config.grace = Duration::from_millis(self.grace_ms);
        config.attempt_limit = Duration::from_millis(self.attempt_limit_ms);
        config.callback_timeout = Duration::from_secs(1);
        config.account_slots = 100_000;
        // The disks of trials are small; the mark has tests of its own.
        config.least_free = 0;
        config
    }
}

fn free_port() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

fn two() -> usize {
    2
}

fn quarter() -> u64 {
    250
}

fn second() -> u64 {
    1_000
}

fn minute() -> u64 {
    60_000
}

fn month() -> u64 {
    30 * 24 * 3_600_000
}
