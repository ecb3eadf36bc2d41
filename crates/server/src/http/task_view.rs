//! A task as the world sees it: in answers and, flat, in callbacks.

use crate::app::App;
use crate::files::Links;
use crate::work::role;
use store::{Artifact, Kind, State, Task};
use wire::{Audio, CreatedTask, Milliseconds, ParentVideo, Status, TaskInfo, TaskObject, TaskResult, Video};

/// The answer to a create.
pub(super) fn created(task: &Task) -> CreatedTask {
    CreatedTask {
        task_id: task.id.clone(),
        task_info: TaskInfo { external_task_id: task.external_id.clone(), parent_video: None },
        task_status: status(task.state),
        created_at: task.created_ms,
        updated_at: task.updated_ms,
    }
}

/// How long after their retention files are promised still, if they have not been cleared yet.
const PROMISE_MS: i64 = 3_600_000;

/// Until when the URLs of what has come to be at `since_ms` are good: until it is cleared. What should have been and was
/// not (the clock may be wrong) can be fetched for another hour.
pub(super) fn until_ms(since_ms: i64, app: &App) -> i64 {
    until_as_of(app.now_ms(), since_ms, app)
}

fn until_as_of(now_ms: i64, since_ms: i64, app: &App) -> i64 {
    (since_ms + app.config.retention_ms()).max(now_ms + PROMISE_MS)
}

/// A task as it is, with URLs that end when its results are cleared.
pub(super) fn object(task: &Task, app: &App) -> TaskObject {
    object_at(task, app, app.now_ms())
}

/// A task as it is or was at `now_ms`, always the same for the same snapshot and time.
pub(crate) fn object_at(task: &Task, app: &App, now_ms: i64) -> TaskObject {
    let message = match task.cleared_ms {
        Some(at_ms) => format!("The results were cleared at {at_ms} (Unix ms)"),
        None => task.message.clone(),
    };
    let has_succeeded = task.state == State::Succeed;
    let until_ms = until_as_of(now_ms, task.ended_ms.unwrap_or(0), app);
    TaskObject {
        task_id: task.id.clone(),
        task_status: status(task.state),
        task_status_msg: message,
        task_info: TaskInfo {
            external_task_id: task.external_id.clone(),
            parent_video: task.parent.as_ref().map(|video| parent(video, app, now_ms)),
        },
        task_result: has_succeeded.then(|| result(task, &app.links, until_ms)),
        final_unit_deduction: task.deduction.clone(),
        created_at: task.created_ms,
        updated_at: task.updated_ms,
    }
}

/// A video that came from outside keeps the URL that its owner gave; a result of ours, or an upload, is signed anew.
fn parent(video: &store::Video, app: &App, now_ms: i64) -> ParentVideo {
    let url = if video.url == video.key {
        app.links.url(&video.id, video.file_name(), until_as_of(now_ms, video.created_ms, app))
    } else {
        video.url.clone()
    };
    ParentVideo { id: video.id.clone(), url, duration: milliseconds(Some(video.duration_ms)) }
}

fn result(task: &Task, links: &Links, until_ms: i64) -> TaskResult {
    let url = |artifact: &Artifact| links.url(&artifact.id, &artifact.file_name, until_ms);
    let of = |role: &str| task.artifacts.iter().find(|artifact| artifact.role == role);
    let video = of(role::VIDEO).map(|video| Video {
        id: video.id.clone(),
        url: url(video),
        duration: milliseconds(video.duration_ms),
    });
    let audio = of(role::MP3).zip(of(role::WAV)).map(|(mp3, wav)| Audio {
        id: wav.id.clone(),
        url_mp3: url(mp3),
        url_wav: url(wav),
        duration_mp3: milliseconds(mp3.duration_ms),
        duration_wav: milliseconds(wav.duration_ms),
    });
    let has_picture = task.kind == Kind::VideoToAudio;
    TaskResult {
        videos: has_picture.then(|| video.into_iter().collect()),
        audios: audio.into_iter().collect(),
    }
}

pub(super) fn status(state: State) -> Status {
    match state {
        State::Submitted => Status::Submitted,
        State::Processing => Status::Processing,
        State::Succeed => Status::Succeed,
        State::Failed => Status::Failed,
    }
}

fn milliseconds(ms: Option<i64>) -> Milliseconds {
    Milliseconds(u64::try_from(ms.unwrap_or(0)).unwrap_or(0))
}
