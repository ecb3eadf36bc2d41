//! Who is let in, and how an idle server leaves.

use crate::server::{ROUTE, Server};
use serde_json::{Value, json};

#[test]
fn the_api_key_lets_in_a_wrong_key_does_not_and_an_idle_server_ends_well() {
    let mut server = Server::new("keys");
    assert_eq!(server.get(ROUTE), json!([]));
    let mut wrong = server.api_key.clone();
    let last = wrong.pop().unwrap();
    wrong.push(if last == 'a' { 'b' } else { 'a' });
    for (who, code) in [(format!("Bearer {wrong}"), 1002), (String::new(), 1001)] {
        for (method, path) in [("GET", ROUTE), ("POST", ROUTE), ("GET", "/api/tasks/1/files")] {
            let answer = server.ask_as(&who, method, path, &Value::Null);
            let envelope = answer.json();
            assert_eq!((answer.status, envelope["code"].as_i64()), (401, Some(code)), "{envelope}");
            let mut keys: Vec<_> = envelope.as_object().unwrap().keys().map(String::as_str).collect();
            keys.sort_unstable();
            assert_eq!(keys, ["code", "message", "request_id"]);
        }
    }
    assert_eq!(server.terminate().code(), Some(0));
}
