//! Callbacks that were given up: seen without their secrets, and sent again.

use crate::outside::Outside;
use crate::server::{Server, wait_for};
use serde_json::{Value, json};

/// A server whose first callback was refused for good, and that callback as it is listed.
fn with_a_dead_one(name: &str, outside: &Outside) -> (Server, Value) {
    let server = Server::with(name, &["--slots", "0"]);
    outside.be_deaf(true);
    let url = outside.url("callback?token=s3cret");
    server.create(&outside.url("bounce.mp4"), json!({ "callback_url": url }));
    let dead = wait_for("a callback that was given up", || {
        let list = server.told(&["delivery", "list"]);
        (list != json!([])).then_some(list)
    });
    assert_eq!(dead.as_array().unwrap().len(), 1);
    outside.be_deaf(false);
    (server, dead[0].clone())
}

#[test]
fn a_callback_that_was_given_up_is_listed_without_its_query_and_heard_after_a_replay() {
    let outside = Outside::new(&[]);
    let (server, dead) = with_a_dead_one("dead", &outside);
    assert_eq!(dead["url"], outside.url("callback"));
    let facts = ["account", "state", "attempts", "trouble"].map(|name| dead[name].clone());
    assert_eq!(facts, [json!("ada"), json!("submitted"), json!(1), json!("HTTP status 410")]);
    let said = server.command(&["delivery", "list", "--account", "ada"]).stdout;
    assert!(said.contains("HTTP status 410") && !said.contains("s3cret") && !said.contains('?'), "{said}");
    assert_eq!(outside.calls(), []);

    let id = dead["id"].to_string();
    assert_eq!(server.told(&["delivery", "replay", &id]), json!({ "replayed": 1 }));
    let call = wait_for("the replayed callback", || outside.calls().first().cloned());
    assert_eq!((&json!(call.0), &call.1["task_id"]), (&dead["webhook_id"], &dead["task"]));
    assert_eq!(server.told(&["delivery", "list"]), json!([]));
    let sentence = format!("no callback of the id {id} was given up");
    server.command(&["delivery", "replay", &id]).is_refused_with(&[&sentence]);
}

#[test]
fn callbacks_are_replayed_by_account_and_all_together() {
    let outside = Outside::new(&[]);
    let (server, _) = with_a_dead_one("replayed", &outside);
    server.told(&["account", "create", "eve"]);
    assert_eq!(server.told(&["delivery", "list", "--account", "eve"]), json!([]));
    assert_eq!(server.told(&["delivery", "replay", "--account", "eve"]), json!({ "replayed": 0 }));
    assert_eq!(
        server.command(&["delivery", "replay", "--account", "ada"]).stdout,
        "1 callback is due again.\n"
    );
    wait_for("the replayed callback", || outside.calls().first().cloned());
    assert_eq!(server.command(&["delivery", "replay", "--all"]).stdout, "No callback was given up.\n");
    for verb in ["list", "replay"] {
        server
            .command(&["delivery", verb, "--account", "bob"])
            .is_refused_with(&[r#"no account is named "bob""#]);
    }
}
