//! Clears, at start, what was left among the kept files by attempts, uploads and removals that were cut short.

use crate::app::App;
use std::path::Path;

/// Removes the folders `tasks/{id}/{epoch}` and `videos/{id}` that nothing in the store names. Runs before any slot works
/// and any request is taken; trouble here keeps no server from starting.
pub(super) async fn sweep(app: &App) {
    let removed = sweep_tasks(app).await + sweep_videos(app).await;
    if removed > 0 {
        tracing::info!(removed, "cleared files that nothing names");
    }
}

async fn sweep_tasks(app: &App) -> u32 {
    let Some(tasks) = app.files.path_of("tasks") else { return 0 };
    let mut removed = 0;
    for task in names_in(&tasks) {
        let folder = tasks.join(&task);
        for epoch in names_in(&folder) {
            let key = format!("tasks/{task}/{epoch}");
            if matches!(app.store.names_files_in(&task, &key).await, Ok(false)) {
                removed += u32::from(std::fs::remove_dir_all(folder.join(epoch)).is_ok());
            }
        }
        let _unless_it_has_files = std::fs::remove_dir(&folder);
    }
    removed
}

async fn sweep_videos(app: &App) -> u32 {
    let Some(videos) = app.files.path_of("videos") else { return 0 };
    let mut removed = 0;
    for id in names_in(&videos) {
        if matches!(app.store.video_file(&id).await, Ok(None)) {
            removed += u32::from(std::fs::remove_dir_all(videos.join(id)).is_ok());
        }
    }
    removed
}

/// Names of the folders in `folder`; none if it does not exist.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    folders.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}
