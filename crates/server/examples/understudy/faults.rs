//! What happens at the steps of a service that is tortured, and a count of all that were come to.

use crate::settings::Settings;
use rustix::process::{Signal, getpid, kill_process};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::faults::Faults;

/// The faults of one life.
#[derive(Clone)]
pub struct Injected(Arc<Orders>);

struct Orders {
    kill_at: Option<(String, u32)>,
    hold_at: Option<(String, PathBuf)>,
    without: Vec<String>,
    seen: Mutex<BTreeMap<&'static str, u32>>,
}

impl Injected {
    /// As the settings say.
    pub fn new(settings: &Settings) -> Injected {
        Injected(Arc::new(Orders {
            kill_at: settings.kill_at.clone(),
            hold_at: settings.hold_at.clone(),
            without: settings.without.clone(),
            seen: Mutex::default(),
        }))
    }

    /// Says how often every step was come to.
    pub fn tell(&self) {
        let seen = self.0.seen.lock().unwrap_or_else(PoisonError::into_inner);
        eprintln!("understudy: steps {}", serde_json::json!(*seen));
    }

    fn count(&self, name: &'static str) -> u32 {
        let mut seen = self.0.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let times = seen.entry(name).or_default();
        *times += 1;
        *times
    }
}

impl Faults for Injected {
    fn step(&self, name: &'static str) {
        let times = self.count(name);
        if self.0.kill_at.as_ref().is_some_and(|(step, nth)| step == name && *nth == times) {
            die(name);
        }
        if let Some((_, opened)) = self.0.hold_at.as_ref().filter(|(step, _)| step == name)
            && !opened.exists()
        {
            eprintln!("understudy: held at {name}");
            while !opened.exists() {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }

    fn goes_without(&self, safeguard: &'static str) -> bool {
        self.0.without.iter().any(|name| name == safeguard)
    }
}

/// Ends this process as the system does when it is out of memory: at once, with no last word but this one.
pub fn die(why: &str) {
    eprintln!("understudy: dies at {why}");
    let killed = kill_process(getpid(), Signal::KILL);
    eprintln!("understudy: could not die: {killed:?}");
}
