//! Packs granted while the server runs, and what becomes of them.

use crate::server::{ROUTE, Server};
use serde_json::{Value, json};

const NEEDS_PACKS: &[&str] = &["--slots", "0", "--require-packs", "--unit-cost", "0.25"];

fn create(server: &Server) -> (u16, Value, bool) {
    let body = json!({ "video_url": "http://127.0.0.1:9/clip.mp4" });
    let answer = server.ask("POST", ROUTE, &body);
    let code = answer.json()["code"].clone();
    (answer.status, code, answer.headers.contains_key("retry-after"))
}

#[test]
fn an_account_without_a_pack_is_refused_for_good_and_accepted_after_a_grant() {
    let server = Server::with("required-packs", NEEDS_PACKS);
    assert_eq!(create(&server), (429, json!(1102), false));
    let later = server.told(&["pack", "grant", "ada", "--units", "9", "--from", "2100-01-01"]);
    assert_eq!(later["status"], "toBeOnline");
    assert_eq!(create(&server), (429, json!(1102), false), "a pack was used before its time");
    let pack = server.told(&["pack", "grant", "ada", "--units", "0.5", "--name", "Probe"]);
    assert_eq!((&pack["status"], &pack["remaining"]), (&json!("online"), &json!("0.5")));
    for _ in 0..2 {
        assert_eq!(create(&server), (200, json!(0), false));
    }
    assert_eq!(create(&server), (429, json!(1102), false));
    let packs = server.told(&["pack", "list", "ada"]);
    assert_eq!(packs.as_array().unwrap().len(), 2);
    let used = &packs[0];
    assert_eq!((&used["id"], &used["held"], &used["remaining"]), (&pack["id"], &json!("0.5"), &json!("0")));
}

#[test]
fn a_grant_is_listed_as_it_was_said() {
    let server = Server::with("granted", &["--slots", "0"]);
    assert_eq!(server.told(&["pack", "list", "ada"]), json!([]));
    let more = "--kind constant_period --concurrency 3 --from 2027-01-31 --until 2027-02-01T02:00:00+08:00";
    let words = ["pack", "grant", "ada", "--units", "200.125", "--name", "雨 pack"];
    let granted = server.told(&words.into_iter().chain(more.split(' ')).collect::<Vec<_>>());
    let packs = server.told(&["pack", "list", "ada"]);
    let mut listed = packs[0].clone();
    assert_eq!(packs, json!([granted]));
    let listed = listed.as_object_mut().unwrap();
    let (id, granted_ms) = (listed.remove("id").unwrap(), listed.remove("granted_ms").unwrap());
    assert!(id.as_str().unwrap().starts_with("pack-") && granted_ms.as_i64().unwrap() > 1_700_000_000_000);
    let mut expected = json!({
        "name": "雨 pack", "kind": "constant_period",
        "quantity": "200.125", "remaining": "200.125", "held": "0", "spent": "0", "expired": "0",
        "concurrency": 3, "from_ms": 1_801_353_600_000_i64, "until_ms": 1_801_418_400_000_i64,
    });
    expected["status"] = listed["status"].clone();
    assert_eq!(*listed, *expected.as_object().unwrap());
    let said = server.command(&["pack", "list", "ada"]).stdout;
    for words in ["雨 pack", "200.125", "2027-01-31T00:00:00Z", "2027-01-31T18:00:00Z"] {
        assert!(said.contains(words), "no {words} in {said}");
    }
}

#[test]
fn a_pack_whose_time_is_over_has_nothing_left_and_all_of_it_has_expired() {
    let server = Server::with("expired-pack", NEEDS_PACKS);
    let words = ["pack", "grant", "ada", "--units", "7", "--from", "2020-01-01", "--until", "2020-02-01"];
    let pack = server.told(&words);
    let left = ["status", "quantity", "remaining", "expired"].map(|name| pack[name].clone());
    assert_eq!(left, [json!("expired"), json!("7"), json!("0"), json!("7")]);
    assert_eq!(create(&server), (429, json!(1102), false));
}

#[test]
fn a_pack_that_cannot_be_is_refused_in_one_sentence_and_not_granted() {
    let server = Server::with("pack-refusals", &["--slots", "0"]);
    let table: [(&[&str], &str); 5] = [
        (&["pack", "list", "bob"], r#"no account is named "bob""#),
        (&["pack", "grant", "bob", "--units", "1"], r#"no account is named "bob""#),
        (&["pack", "grant", "ada", "--units", "0"], "more than 0 units"),
        (&["pack", "grant", "ada", "--units", "1", "--name", ""], "1 to 128 characters"),
        (
            &["pack", "grant", "ada", "--units", "1", "--until", "2020-01-01"],
            "would end at 2020-01-01T00:00:00Z",
        ),
    ];
    for (words, sentence) in table {
        server.command(words).is_refused_with(&[sentence]);
    }
    assert_eq!(server.told(&["pack", "list", "ada"]), json!([]));
}
