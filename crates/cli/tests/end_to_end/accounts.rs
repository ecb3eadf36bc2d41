//! Accounts, and the data folder: what is listed, changed, refused.

use crate::folder;
use crate::outside::Outside;
use crate::program::wildtrack;
use crate::server::{ROUTE, Server};
use serde_json::{Value, json};

#[test]
fn accounts_are_listed_with_what_they_may_have_and_changed_while_the_server_runs() {
    let server = Server::with("accounts", &["--slots", "0"]);
    let keys = server.told(&["account", "create", "eve", "--slots", "1", "--storage-quota", "10GB"]);
    let names: Vec<_> = keys.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["account", "access_key", "secret_key", "api_key", "webhook_secret"]);
    let bearer = format!("Bearer {}", keys["api_key"].as_str().unwrap());
    let body = json!({ "video_url": "http://127.0.0.1:9/clip.mp4" });
    let create = || server.ask_as(&bearer, "POST", ROUTE, &body).json()["code"].clone();
    assert_eq!([create(), create()], [json!(0), json!(1303)]);

    let allowed = server.told(&["account", "allow", "eve", "--slots", "2"]);
    assert_eq!([create(), create()], [json!(0), json!(1303)]);
    assert_eq!((&allowed["slots"], &allowed["quota_bytes"]), (&json!(2), &json!(10_000_000_000_u64)));
    server.told(&["account", "allow", "eve", "--storage-quota", "250000"]);

    let mut accounts = server.told(&["account", "list"]);
    for account in accounts.as_array_mut().unwrap() {
        assert!(account.as_object_mut().unwrap().remove("created_ms").unwrap().as_i64().unwrap() > 0);
    }
    let expected = json!([
        { "account": "ada", "slots": null, "open": 0, "stored_bytes": 0, "quota_bytes": null },
        { "account": "eve", "slots": 2, "open": 2, "stored_bytes": 0, "quota_bytes": 250_000 },
    ]);
    assert_eq!(accounts, expected);
    let said = server.command(&["account", "list"]).stdout;
    assert!(
        said.lines().count() == 3 && said.contains("250.0 KB") && said.contains("the server's"),
        "{said}"
    );
}

#[test]
fn what_cannot_be_done_to_an_account_is_said_in_one_sentence() {
    let server = Server::with("account-refusals", &["--slots", "0"]);
    let long = "x".repeat(129);
    let table: [(&[&str], &str); 4] = [
        (&["account", "create", "ada"], r#"there is an account named "ada" already"#),
        (&["account", "create", &long], "the name has 129 characters; 1 to 128 are accepted"),
        (&["account", "create", ""], "the name has 0 characters"),
        (&["account", "allow", "bob", "--slots", "3"], r#"no account is named "bob""#),
    ];
    for (words, sentence) in table {
        server.command(words).is_refused_with(&[sentence]);
    }
    assert_eq!(server.told(&["account", "list"]).as_array().unwrap().len(), 1);
    let nothing = server.command(&["account", "allow", "ada"]);
    assert!(nothing.code == Some(2) && nothing.stderr.contains("--slots"), "{nothing:?}");
}

#[test]
fn only_account_create_makes_a_database() {
    let empty = folder::fresh("no-database");
    let commands = [
        "account list",
        "account allow ada --slots 2",
        "key list ada",
        "key create ada --kind api",
        "key rotate ada --kind api",
        "key revoke ada api-1",
        "pack grant ada --units 1",
        "pack list ada",
        "delivery list",
        "delivery replay --all",
        "retention confirm",
    ];
    let absent = empty.join("absent");
    for data in [&empty, &absent] {
        for command in commands {
            let words = command.split(' ').chain(["--data", data.to_str().unwrap()]);
            let sentence = format!("{} has no Wildtrack database", data.display());
            wildtrack(words).is_refused_with(&[&sentence]);
        }
    }
    assert_eq!(std::fs::read_dir(&empty).unwrap().count(), 0, "something was made");
    let made = wildtrack(["account", "create", "ada", "--data", absent.to_str().unwrap()]);
    assert_eq!((made.code, &*made.stderr), (Some(0), ""));
    assert!(wildtrack(["account", "list", "--data", absent.to_str().unwrap()]).stdout.contains("ada"));
}

#[test]
fn a_clock_is_confirmed_and_what_was_believed_before_is_said() {
    let server = Server::with("confirmed", &["--slots", "0"]);
    let first = server.told(&["retention", "confirm"]);
    let second = server.told(&["retention", "confirm"]);
    assert!(first["now_ms"].as_i64().unwrap() > 1_700_000_000_000, "{first}");
    assert!(second["before_ms"].as_i64() >= first["now_ms"].as_i64(), "{first} {second}");
    assert!(second["now_ms"].as_i64() > first["now_ms"].as_i64(), "{first} {second}");
    let said = server.command(&["retention", "confirm"]).stdout;
    assert!(said.contains("believed before  20") && said.contains("believed now     20"), "{said}");
}

#[test]
fn a_server_without_slots_takes_tasks_in_and_leaves_them() {
    let outside = Outside::new(&[]);
    let mut server = Server::with("no-slots", &["--slots", "0"]);
    let id = server.create(&outside.url("bounce.mp4"), json!({}));
    std::thread::sleep(std::time::Duration::from_millis(600));
    let task: Value = server.get(&format!("{ROUTE}/{id}"));
    assert_eq!(task["task_status"], "submitted", "{task}");
    assert_eq!(server.terminate().code(), Some(0));
}
