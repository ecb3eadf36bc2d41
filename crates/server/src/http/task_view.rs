//! A task as the world sees it: in answers and, flat, in callbacks.

use crate::app::App;
use crate::files::Links;
use crate::work::role;
use store::{Artifact, State, Task};
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

/// A task as it is (or was, when `task` is a snapshot), with URLs that end when its results are cleared.
pub(crate) fn object(task: &Task, app: &App) -> TaskObject {
    let retention_ms = app.config.retention.as_millis() as i64;
    let cleared_ms = task.ended_ms.map(|ended_ms| ended_ms + retention_ms);
    let is_cleared = task.state == State::Succeed && cleared_ms.is_some_and(|at_ms| at_ms <= app.now_ms());
    let message = match cleared_ms {
        Some(at_ms) if is_cleared => format!("The results were cleared at {at_ms} (Unix ms)"),
        _ => task.message.clone(),
    };
    let result = match cleared_ms {
        Some(at_ms) if task.state == State::Succeed && !is_cleared => Some(result(task, &app.links, at_ms)),
        _ => (task.state == State::Succeed).then(TaskResult::default),
    };
    TaskObject {
        task_id: task.id.clone(),
        task_status: status(task.state),
        task_status_msg: message,
        task_info: TaskInfo {
            external_task_id: task.external_id.clone(),
            parent_video: task.parent.as_ref().map(|video| parent(video, &app.links, retention_ms)),
        },
        task_result: result,
        final_unit_deduction: task.deduction.clone(),
        created_at: task.created_ms,
        updated_at: task.updated_ms,
    }
}

/// A video that came from outside keeps the URL that its owner gave; a result of ours is signed anew.
fn parent(video: &store::Video, links: &Links, retention_ms: i64) -> ParentVideo {
    let url = if video.url == video.key {
        links.url(&video.id, role::VIDEO_FILE, video.created_ms + retention_ms)
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
    TaskResult { videos: video.into_iter().collect(), audios: audio.into_iter().collect() }
}

fn status(state: State) -> Status {
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
