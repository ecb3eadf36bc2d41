//! Clears what has lain here long enough, and closes the books of packs whose time is over.

use super::sweep::sweep;
use crate::app::App;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Most tasks, most sources and most packs of one sweep: a wrong setting shall not empty a disk at once.
const MOST: u32 = 1_000;

/// How often, and from what age on, files that nothing names are looked for.
const ORPHANS: Duration = Duration::from_secs(24 * 3600);

/// Clears again and again; nothing while the clock cannot be believed. Once a day it also looks for files that nothing
/// names.
pub(super) async fn clear(app: Arc<App>) {
    let (mut believed, mut looked) = (true, Instant::now());
    loop {
        believed = match clear_once(&app, believed).await {
            Ok(now_believed) => now_believed,
            Err(error) => {
                tracing::warn!(%error, "nothing could be cleared");
                believed
            }
        };
        app.metrics.clock_believed(believed);
        if believed && looked.elapsed() >= ORPHANS {
            sweep(&app, ORPHANS).await;
            looked = Instant::now();
        }
        tokio::time::sleep(app.config.sweep).await;
    }
}

/// Whether the clock was believed.
async fn clear_once(app: &App, was_believed: bool) -> store::Result<bool> {
    let now_ms = app.now_ms();
    if !app.store.believe_clock(now_ms).await? {
        if was_believed {
            tracing::warn!(
                "the clock stands more than a day past the last time it was seen: nothing is cleared until \
                 `wildtrack retention confirm` says that it is right"
            );
        }
        return Ok(false);
    }
    let cleared = app.store.clear(now_ms, app.config.retention_ms(), MOST).await?;
    if !cleared.keys.is_empty() {
        tracing::info!(
            tasks = cleared.tasks,
            sources = cleared.videos,
            "cleared what has lain here long enough"
        );
        app.files.remove(cleared.keys).await;
    }
    let packs = app.store.expire_packs(now_ms, MOST).await?;
    if packs > 0 {
        tracing::info!(packs, "wrote off what was left in packs whose time is over");
    }
    Ok(true)
}
