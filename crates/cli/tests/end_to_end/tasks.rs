//! A task over HTTP, from the request to the bytes of the result.

use crate::fixtures::{cut, plain};
use crate::outside::Outside;
use crate::server::{ROUTE, Server, wait_for};
use crate::{folder, http};
use serde_json::{Value, json};

/// Roles of every file of a task, with the file that the command line writes for the same brief.
const FILES: [(&str, &str); 10] = [
    ("video", "video.mp4"),
    ("audio_wav", "audio.wav"),
    ("audio_mp3", "audio.mp3"),
    ("stem_foley", "stems/foley.wav"),
    ("stem_ambience", "stems/ambience.wav"),
    ("stem_music", "stems/music.wav"),
    ("stem_midi", "stems/music.mid"),
    ("cues", "cues.json"),
    ("report", "report.json"),
    ("sheet", "sheet.png"),
];

/// Every file of a succeeded task is complete, and byte for byte what the command line makes of the clip.
pub fn files_are_complete(server: &Server, id: &str) {
    let files = server.get(&format!("/api/tasks/{id}/files"));
    for (role, name) in FILES {
        let file = files.as_array().unwrap().iter().find(|file| file["role"] == role);
        let file = file.unwrap_or_else(|| panic!("no {role} in {files}"));
        let body = fetched(file["url"].as_str().unwrap()).body;
        assert_eq!(file["bytes"].as_u64(), Some(body.len() as u64), "{role}");
        assert!(body == plain().bytes(name), "{role} is not what `render` makes");
    }
}

fn fetched(url: &str) -> http::Answer {
    let answer = http::ask("GET", url, &[], &[]).unwrap();
    assert_eq!(answer.status, 200, "{url}");
    answer
}

#[test]
fn a_task_succeeds_and_its_results_are_what_the_command_line_makes() {
    let outside = Outside::new(&[]);
    let server = Server::new("task");
    let more = json!({ "external_task_id": "order-1", "callback_url": outside.url("callback") });
    let id = server.create(&outside.url("bounce.mp4"), more);
    let task = server.ended(&id);
    assert_eq!((&task["task_status"], &task["task_status_msg"]), (&json!("succeed"), &json!("")), "{task}");
    assert_eq!(
        (&task["final_unit_deduction"], &task["task_info"]["external_task_id"]),
        (&json!("0.25"), &json!("order-1"))
    );
    assert_eq!(task["task_info"]["parent_video"]["url"], outside.url("bounce.mp4"));
    assert_eq!(server.get(&format!("{ROUTE}/order-1")), task);
    assert_eq!(server.get(ROUTE), json!([task]));
    results_are_named(&task);
    files_are_complete(&server, &id);
    called_back(&outside, &task);
}

fn results_are_named(task: &Value) {
    let (video, audio) = (&task["task_result"]["videos"][0], &task["task_result"]["audios"][0]);
    for duration in [&video["duration"], &audio["duration_mp3"], &audio["duration_wav"]] {
        assert_eq!(duration.as_str().and_then(|s| s.parse().ok()), Some(8.0), "{task}");
    }
    let table = [
        (&video["url"], "video/mp4", "video.mp4"),
        (&audio["url_mp3"], "audio/mpeg", "audio.mp3"),
        (&audio["url_wav"], "audio/wav", "audio.wav"),
    ];
    for (url, media_type, name) in table {
        let url = url.as_str().unwrap();
        let whole = fetched(url);
        assert_eq!(whole.headers["content-type"], media_type);
        assert!(whole.headers["content-disposition"].contains(name));
        assert!(whole.body == plain().bytes(name));
        let part = http::ask("GET", url, &[("range", "bytes=100-299")], &[]).unwrap();
        assert_eq!(part.status, 206);
        assert_eq!(part.headers["content-range"], format!("bytes 100-299/{}", whole.body.len()));
        assert!(part.body == whole.body[100..300]);
        let beyond = http::ask("GET", url, &[("range", "bytes=999999999-")], &[]).unwrap();
        assert_eq!(beyond.status, 416);
        let forged = http::ask("GET", &format!("{}0", &url[..url.len() - 1]), &[], &[]).unwrap();
        let other = http::ask("GET", &format!("{}1", &url[..url.len() - 1]), &[], &[]).unwrap();
        assert!(forged.status == 404 || other.status == 404, "a forged signature opens the file");
    }
}

/// Each state once, in order; the last call says what the task says.
fn called_back(outside: &Outside, task: &Value) {
    let calls = wait_for("the last callback", || {
        let calls = outside.calls();
        calls.last().is_some_and(|(_, body)| body["task_status"] == "succeed").then_some(calls)
    });
    let states: Vec<_> = calls.iter().map(|(_, body)| body["task_status"].as_str().unwrap()).collect();
    assert_eq!(states, ["submitted", "processing", "succeed"]);
    assert_eq!(&calls.last().unwrap().1, task);
}

#[test]
fn a_clip_of_two_seconds_becomes_a_failed_task_that_says_why() {
    let short = folder::fresh("short-clip").join("short.mp4");
    cut(2.0, &short);
    let outside = Outside::new(&[("short.mp4", short)]);
    let server = Server::new("failed-task");
    let id = server.create(&outside.url("short.mp4"), json!({}));
    let task = server.ended(&id);
    assert_eq!(task["task_status"], "failed");
    let sentence = task["task_status_msg"].as_str().unwrap();
    assert!(sentence.contains("lasts 2.0 s") && sentence.contains("3.0 to 20.0 s"), "{sentence}");
    assert_eq!(task["final_unit_deduction"], "0");
    assert_eq!(task.get("task_result"), None);
    assert_eq!(server.get(&format!("/api/tasks/{id}/files")), json!([]));
}
