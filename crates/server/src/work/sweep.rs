//! Clears what was left among the kept files by attempts, uploads and removals that were cut short: at every start, and
//! once a day.

use crate::app::App;
use std::path::Path;
use std::time::Duration;

/// Removes the folders `tasks/{id}/{epoch}` and `videos/{id}` that nothing in the store names and that are at least so
/// old: younger ones may be about to be named. Trouble here keeps no server from starting.
pub(super) async fn sweep(app: &App, age: Duration) {
    let removed = sweep_tasks(app, age).await + sweep_videos(app, age).await;
    if removed > 0 {
        tracing::info!(removed, "cleared files that nothing names");
    }
}

async fn sweep_tasks(app: &App, age: Duration) -> u32 {
    let Some(tasks) = app.files.path_of("tasks") else { return 0 };
    let mut removed = 0;
    for task in names_in(&tasks, Duration::ZERO) {
        let folder = tasks.join(&task);
        for epoch in names_in(&folder, age) {
            let key = format!("tasks/{task}/{epoch}");
            if matches!(app.store.names_files_in(&task, &key).await, Ok(false)) {
                removed += u32::from(std::fs::remove_dir_all(folder.join(epoch)).is_ok());
            }
        }
        let _unless_it_has_files = std::fs::remove_dir(&folder);
    }
    removed
}

async fn sweep_videos(app: &App, age: Duration) -> u32 {
    let Some(videos) = app.files.path_of("videos") else { return 0 };
    let mut removed = 0;
    for id in names_in(&videos, age) {
        if matches!(app.store.video_file(&id).await, Ok(None)) {
            removed += u32::from(std::fs::remove_dir_all(videos.join(id)).is_ok());
        }
    }
    removed
}

/// Names of the folders in `folder` that are at least so old; none if it does not exist.
fn names_in(folder: &Path, age: Duration) -> Vec<String> {
    let is_old = |entry: &std::fs::DirEntry| {
        let metadata = entry.metadata().ok().filter(std::fs::Metadata::is_dir);
        let changed = metadata.and_then(|metadata| metadata.modified().ok());
        changed.is_some_and(|changed| age.is_zero() || changed.elapsed().is_ok_and(|old| old >= age))
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter(is_old).filter_map(|entry| entry.file_name().into_string().ok()).collect()
}
