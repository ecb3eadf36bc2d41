//! A server with a stand-in for the engine, which dies, waits and errs as script/torture tells it to.

mod faults;
mod settings;
mod studio;

use faults::Injected;
use server::{Clock, Parts, SystemClock, serve};
use settings::Settings;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// Many, because a step that waits holds up the thread that it is on.
const THREADS: usize = 24;

/// Takes one argument, its settings as JSON (see `settings.rs`), and serves until SIGTERM.
fn main() -> ExitCode {
    let Some(settings) = std::env::args().nth(1) else {
        eprintln!("usage: understudy SETTINGS_AS_JSON");
        return ExitCode::FAILURE;
    };
    match serde_json::from_str(&settings).map_err(sentence).and_then(play) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("understudy: {error}");
            ExitCode::FAILURE
        }
    }
}

fn sentence(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn play(settings: Settings) -> Result<(), String> {
    tracing_subscriber::fmt()
        .with_env_filter("info,server::http::envelope=warn")
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
    let injected = Injected::new(&settings);
    store::faults::inject(Box::new(injected.clone()));
    let parts = Parts {
        clock: clock(settings.clock.clone()),
        studio: studio::open(),
        names: std::sync::Arc::new(server::SystemNames),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(THREADS).enable_all().build();
    runtime.map_err(sentence)?.block_on(async {
        let told = |address| eprintln!("understudy: listening on http://{address}");
        serve(settings.config(), parts, asked_to_stop(), told).await.map_err(sentence)
    })?;
    injected.tell();
    Ok(())
}

async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    if let Ok(mut terminate) = signal(SignalKind::terminate()) {
        terminate.recv().await;
    }
}

/// The machine's clock, set forward or back by as many ms as a file says.
struct SetClock(Arc<AtomicI64>);

impl Clock for SetClock {
    fn now_ms(&self) -> i64 {
        SystemClock.now_ms() + self.0.load(Ordering::Relaxed)
    }
}

fn clock(file: Option<PathBuf>) -> Arc<dyn Clock> {
    let Some(file) = file else { return Arc::new(SystemClock) };
    let read = move || std::fs::read_to_string(&file).ok().and_then(|text| text.trim().parse().ok());
    let offset_ms = Arc::new(AtomicI64::new(read().unwrap_or(0)));
    let set = offset_ms.clone();
    std::thread::spawn(move || {
        loop {
            if let Some(ms) = read() {
                set.store(ms, Ordering::Relaxed);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    });
    Arc::new(SetClock(offset_ms))
}
