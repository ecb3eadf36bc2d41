//! Keys while the server runs: revoked at once, rotated with an overlap, never shown twice.

use crate::outside::{Letter, Outside};
use crate::server::{ROUTE, Server, wait_for};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Only takes tasks in: nothing is rendered here.
const TAKES_IN: &[&str] = &["--slots", "0"];
/// How soon a running server must know of what was done to a key.
const AT_ONCE: Duration = Duration::from_secs(1);

fn now_s() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// A token of a signing key, written without the server's code.
fn token(access_key: &Value, secret: &Value) -> String {
    let claims = json!({ "iss": access_key, "exp": now_s() + 1800, "nbf": now_s() - 5 });
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&json!({ "alg": "HS256", "typ": "JWT" })), part(&claims));
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_str().unwrap().as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

/// What a bearer is told: HTTP status and code.
fn told(server: &Server, bearer: &str) -> (u16, i64) {
    let answer = server.ask_as(&format!("Bearer {bearer}"), "GET", ROUTE, &Value::Null);
    (answer.status, answer.json()["code"].as_i64().unwrap())
}

const LET_IN: (u16, i64) = (200, 0);
const UNKNOWN: (u16, i64) = (401, 1002);

/// Waits until a bearer is refused as unknown, and says when that was seen.
fn shut_out(server: &Server, bearer: &str) -> Instant {
    wait_for("the end of a key", || match told(server, bearer) {
        LET_IN => None,
        other => {
            assert_eq!(other, UNKNOWN);
            Some(Instant::now())
        }
    })
}

#[test]
fn a_revoked_key_opens_nothing_within_a_second_and_the_others_go_on() {
    let server = Server::with("revoked", TAKES_IN);
    let made = server.told(&["key", "create", "ada", "--kind", "api"]);
    let signing = server.told(&["key", "create", "ada", "--kind", "signing"]);
    let bearers = [made["secret"].as_str().unwrap().to_owned(), token(&signing["id"], &signing["secret"])];
    for (key, bearer) in [&made, &signing].into_iter().zip(&bearers) {
        assert_eq!(told(&server, bearer), LET_IN, "{key}");
        let revoked = server.told(&["key", "revoke", "ada", key["id"].as_str().unwrap()]);
        let ended = Instant::now();
        assert!(shut_out(&server, bearer) - ended < AT_ONCE);
        assert_eq!(
            (&revoked["good"], &revoked["left"], &revoked["id"]),
            (&json!(false), &json!(1), &key["id"])
        );
    }
    assert_eq!(told(&server, &server.api_key), LET_IN);
    assert_eq!(told(&server, &token(&server.keys["access_key"], &server.keys["secret_key"])), LET_IN);
    let again = server.command(&["key", "revoke", "ada", made["id"].as_str().unwrap()]);
    assert!(again.stdout.contains("is good for nothing since"), "{again:?}");
}

#[test]
fn old_and_new_keys_are_both_good_until_the_overlap_is_over() {
    let server = Server::with("rotated", TAKES_IN);
    let old = [server.api_key.clone(), token(&server.keys["access_key"], &server.keys["secret_key"])];
    for (kind, old) in ["api", "signing"].into_iter().zip(&old) {
        let asked = Instant::now();
        let new = server.told(&["key", "rotate", "ada", "--kind", kind, "--overlap", "2s"]);
        let answered = Instant::now();
        assert_eq!(new["old_until_ms"].as_i64().unwrap() - new["created_ms"].as_i64().unwrap(), 2000);
        let bearer = match kind {
            "api" => new["secret"].as_str().unwrap().to_owned(),
            _ => token(&new["id"], &new["secret"]),
        };
        assert_eq!(told(&server, &bearer), LET_IN, "{kind}: the new key");
        // Only what was asked before the overlap can have ended must be let in.
        let before = told(&server, old);
        assert!(
            before == LET_IN || asked.elapsed() >= Duration::from_secs(2),
            "{kind}: the old key: {before:?}"
        );
        let ended = shut_out(&server, old);
        assert!(ended - asked >= Duration::from_secs(2), "{kind}: the old key ended early");
        assert!(ended - answered < Duration::from_secs(2) + AT_ONCE, "{kind}: the old key lived on");
        assert_eq!(told(&server, &bearer), LET_IN, "{kind}: the new key afterwards");
    }
}

#[test]
fn people_are_told_how_long_old_and_new_are_good() {
    let server = Server::with("rotated-words", TAKES_IN);
    let said = server.command(&["key", "rotate", "ada", "--kind", "api"]).stdout;
    assert!(said.contains("Old and new are both good until 20") && said.contains("shown only now"), "{said}");
    let listed = server.command(&["key", "list", "ada"]).stdout;
    assert!(listed.contains("good until 20"), "{listed}");
    let said = server.command(&["key", "rotate", "ada", "--kind", "api", "--overlap", "0s"]).stdout;
    assert!(said.contains("good for nothing from now on"), "{said}");
    assert_eq!(told(&server, &server.api_key), UNKNOWN, "an earlier rotation has put the end off");
    let webhook = server.told(&["key", "list", "ada"]).as_array().unwrap().last().unwrap()["id"].clone();
    let said = server.command(&["key", "revoke", "ada", webhook.as_str().unwrap()]).stdout;
    assert!(said.contains("callbacks are not signed"), "{said}");
}

#[test]
fn a_list_of_keys_holds_no_secret() {
    let server = Server::with("listed", TAKES_IN);
    let mut secrets: Vec<String> = ["secret_key", "api_key", "webhook_secret"]
        .map(|name| server.keys[name].as_str().unwrap().to_owned())
        .into();
    for kind in ["signing", "api", "webhook"] {
        let made = server.told(&["key", "create", "ada", "--kind", kind]);
        secrets.push(made["secret"].as_str().unwrap().to_owned());
        assert_eq!(made["kind"], kind);
    }
    let keys = server.told(&["key", "list", "ada"]);
    let kinds: Vec<_> = keys.as_array().unwrap().iter().map(|key| key["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["signing", "signing", "api", "api", "webhook", "webhook"]);
    assert_eq!(keys[0]["id"], server.keys["access_key"]);
    assert!(keys.as_array().unwrap().iter().all(|key| key["good"] == true && key["revoked_ms"].is_null()));
    let texts = [keys.to_string(), server.command(&["key", "list", "ada"]).stdout];
    for text in texts {
        for secret in &secrets {
            // An API key is recognised by its first 8 characters; nothing beyond them may be shown.
            assert!(!text.contains(&secret[..12]), "{text}");
            assert!(!text.contains(&secret[secret.len() - 12..]), "{text}");
        }
    }
}

#[test]
fn a_callback_bears_two_signatures_while_a_webhook_secret_is_rotated_and_then_one() {
    let outside = Outside::new(&[]);
    let server = Server::with("rotated-webhook", TAKES_IN);
    let old = server.keys["webhook_secret"].as_str().unwrap();
    let signers = |letter: &Letter, secrets: &[&str]| -> Vec<bool> {
        let signatures: Vec<_> = letter.headers["webhook-signature"].split(' ').collect();
        secrets.iter().map(|secret| signatures.contains(&&*signature(secret, letter))).collect()
    };
    let mut heard = 0;
    let mut next = || {
        server.create(&outside.url("bounce.mp4"), json!({ "callback_url": outside.url("callback") }));
        heard += 1;
        wait_for("a callback", || outside.letters().get(heard - 1).cloned())
    };
    let letter = next();
    assert_eq!(signers(&letter, &[old]), [true]);

    let rotated = server.told(&["key", "rotate", "ada", "--kind", "webhook"]);
    let new = rotated["secret"].as_str().unwrap();
    let letter = next();
    assert_eq!(signers(&letter, &[old, new]), [true, true]);
    assert_eq!(letter.headers["webhook-signature"].split(' ').count(), 2);

    let first = server.told(&["key", "list", "ada"]);
    let first = first.as_array().unwrap().iter().find(|key| key["kind"] == "webhook").unwrap()["id"].clone();
    server.told(&["key", "revoke", "ada", first.as_str().unwrap()]);
    let letter = next();
    assert_eq!(signers(&letter, &[old, new]), [false, true]);
    assert_eq!(letter.headers["webhook-signature"].split(' ').count(), 1);
}

/// What a receiver's own library makes of a letter.
fn signature(secret: &str, letter: &Letter) -> String {
    let header = |name: &str| letter.headers[name].as_str();
    let webhook = standardwebhooks::Webhook::new(secret).unwrap();
    webhook.sign(header("webhook-id"), header("webhook-timestamp").parse().unwrap(), &letter.body).unwrap()
}

#[test]
fn what_cannot_be_done_to_a_key_is_said_in_one_sentence() {
    let server = Server::with("key-refusals", TAKES_IN);
    let table: [(&[&str], &str); 5] = [
        (&["key", "list", "bob"], r#"no account is named "bob""#),
        (&["key", "create", "bob", "--kind", "api"], r#"no account is named "bob""#),
        (&["key", "rotate", "bob", "--kind", "api"], r#"no account is named "bob""#),
        (&["key", "revoke", "bob", "api-1"], r#"no account is named "bob""#),
        (&["key", "revoke", "ada", "api-1"], r#""ada" has no key of the id "api-1""#),
    ];
    for (words, sentence) in table {
        server.command(words).is_refused_with(&[sentence]);
        server.command(&[words, &["--json"]].concat()).is_refused_with(&[sentence]);
    }
    server.told(&["account", "create", "eve"]);
    let adas = server.told(&["key", "list", "ada"])[0]["id"].as_str().unwrap().to_owned();
    server.command(&["key", "revoke", "eve", &adas]).is_refused_with(&[r#""eve" has no key"#]);
}
