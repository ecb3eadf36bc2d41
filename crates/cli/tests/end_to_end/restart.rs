//! A server that is killed in the middle of a task finishes the task in a later life.

use crate::fixtures::plain;
use crate::outside::Outside;
use crate::server::{ROUTE, Server, wait_for};
use crate::tasks::files_are_complete;
use serde_json::{Value, json};

#[test]
fn a_task_that_was_killed_twice_in_the_middle_is_finished_once_after_the_restart() {
    // Made before, so that its render does not slow the one that is to be killed.
    plain();
    let outside = Outside::new(&[]);
    let mut server = Server::new("killed");
    let more = json!({ "external_task_id": "order-1", "callback_url": outside.url("callback") });
    let id = server.create(&outside.url("bounce.mp4"), more);
    for stage in ["analyse", "master"] {
        reaches(&server, &id, stage);
        assert_eq!(server.get(&format!("{ROUTE}/{id}"))["task_status"], "processing");
        server.kill();
        server.start_again();
    }

    let task = server.ended(&id);
    assert_eq!(task["task_status"], "succeed", "{task}");
    assert_eq!(server.get(&format!("/api/tasks/{id}/progress"))["attempt"], 3, "a kill interrupted nothing");
    files_are_complete(&server, &id);
    assert_eq!(server.get(ROUTE), json!([task]), "there is more than the one task");
    assert_eq!(task["final_unit_deduction"], "0.25");
    nothing_is_left_of_former_lives(&server, &id);
    ended_once(&outside, &id);
}

/// Waits until the work on a task has got as far as this stage.
fn reaches(server: &Server, id: &str, stage: &str) {
    wait_for(stage, || {
        let progress = server.get(&format!("/api/tasks/{id}/progress"));
        progress["stages"].as_array().unwrap().iter().any(|line| line["stage"] == stage).then_some(())
    });
}

/// Only the last claim has a folder, and it holds what the task names and nothing else.
fn nothing_is_left_of_former_lives(server: &Server, id: &str) {
    let names = |path: &str| -> Vec<String> {
        let entries = std::fs::read_dir(server.data(path)).unwrap().flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    let claims = names(&format!("files/tasks/{id}"));
    assert_eq!(claims.len(), 1, "folders of claims: {claims:?}");
    let files = server.get(&format!("/api/tasks/{id}/files"));
    let mut named: Vec<_> =
        files.as_array().unwrap().iter().map(|file| file["file_name"].as_str().unwrap().to_owned()).collect();
    named.sort();
    assert_eq!(names(&format!("files/tasks/{id}/{}", claims[0])), named);
    wait_for("an empty scratch folder", || names("scratch").is_empty().then_some(()));
}

/// The customer heard of one success: every call of that state has the same id.
fn ended_once(outside: &Outside, id: &str) {
    let ends = wait_for("the last callback", || {
        let ends: Vec<(String, Value)> =
            outside.calls().into_iter().filter(|(_, body)| body["task_status"] == "succeed").collect();
        (!ends.is_empty()).then_some(ends)
    });
    assert!(ends.iter().all(|(call, body)| *call == ends[0].0 && body["task_id"] == id), "{ends:?}");
}
