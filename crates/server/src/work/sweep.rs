//! Clears, at start, what attempts that were killed have left among the kept files.

use crate::app::App;
use std::path::Path;

/// Removes the folders `tasks/{id}/{epoch}` that no task names. Runs before any slot works; trouble here keeps no
/// server from starting.
pub(super) async fn sweep(app: &App) {
    let Some(tasks) = app.files.path_of("tasks") else { return };
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
    if removed > 0 {
        tracing::info!(removed, "cleared the files of attempts that were killed");
    }
}

/// Names of the folders in `folder`; none if it does not exist.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    folders.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}
