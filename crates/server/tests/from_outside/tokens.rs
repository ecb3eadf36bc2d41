//! Hostile and malformed credentials: none is accepted, each is refused with the code of the contract.

mod forge;
mod framings;
mod table;
mod texts;

use crate::world::{Answer, ROUTE, World};
use forge::Forge;
use server::administration::Allowance;
use server::{Clock, SystemClock, create_account};
use std::collections::HashSet;
use table::{Line, table};

/// How many lines may be accepted, at the least, and how many must be refused.
const FEWEST: (usize, usize) = (40, 200);

/// The code of a request whose head is larger than the server reads at all.
const HEAD_TOO_LARGE: u64 = 1200;

/// The table would notice a server that accepts too much, since every refused line expects its code; and a server, or a
/// forge, that is wrong about everything, since its accepted lines are made by the same hands: the same headers and
/// claims under the right secret, the same token under a header that is right.
#[tokio::test(flavor = "multi_thread")]
async fn no_forged_token_is_accepted_and_each_is_refused_with_its_code() {
    let world = World::new().await;
    let bob = create_account(world.data.path(), "bob", Allowance::default()).await.unwrap();
    let lines = table(&Forge { keys: &world.keys, bob: &bob, now_s: SystemClock.now_ms() / 1000 });
    let names: HashSet<_> = lines.iter().map(|line| line.name.as_str()).collect();
    assert_eq!(names.len(), lines.len(), "each line has a name of its own");
    let accepted = lines.iter().filter(|line| line.code == 0).count();
    assert!(accepted >= FEWEST.0 && lines.len() - accepted >= FEWEST.1, "{accepted} of {}", lines.len());
    let url = format!("{}{ROUTE}", world.url);
    let mut wrong = Vec::new();
    for line in &lines {
        let got = world.ask(line.put_on(world.http.get(&url))).await;
        wrong.extend(fault(line, "GET", &got, (200, 0)));
        let posted = world.ask(line.put_on(world.http.post(&url).json(&serde_json::json!({})))).await;
        wrong.extend(fault(line, "POST", &posted, (400, 1201)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    world.end().await;
}

/// What is wrong with an answer: it must refuse as the line says, or get as far as `accepted`, which is what an empty
/// request earns whoever may send it.
fn fault(line: &Line, method: &str, answer: &Answer, accepted: (u16, u64)) -> Option<String> {
    let expected = match line.code {
        0 => accepted,
        HEAD_TOO_LARGE => (431, line.code),
        code => (401, code),
    };
    let is_right = (answer.status, answer.code()) == expected
        && answer.json.get("data").is_some() == (expected == (200, 0))
        && answer.json["request_id"] == answer.headers["x-request-id"].to_str().unwrap()
        && !answer.message().is_empty();
    let shown = || format!("{method}, {}: {expected:?} expected, got {}", line.name, answer.json);
    (!is_right).then(shown)
}
