//! Fuzz target: mutants of tokens, some of them signed. Longer by `FUZZ_SECONDS`.

use super::*;
use fuzz::{Campaign, Chance};

/// Header, claims, and whether they are signed as they stand; the parts of a token, and the token.
#[derive(Debug, Clone)]
struct Draft {
    header: String,
    claims: String,
    signed: bool,
    noise: String,
}

impl Draft {
    fn token(&self) -> String {
        let secret = if self.signed { SECRET } else { b"another secret of thirty-two byte" };
        format!("{}{}", signed(&self.header, &self.claims, secret), self.noise)
    }
}

const WORDS: [&str; 20] = [
    "\"alg\":\"none\",",
    "\"alg\":\"HS256\",",
    "\"kid\":\"../x\",",
    "\"crit\":[\"exp\"],",
    "\"b64\":false,",
    "\"exp\":null,",
    "\"exp\":\"1795345900\",",
    "\"exp\":1e999,",
    "\"exp\":-1,",
    "\"nbf\":9e15,",
    "\"nbf\":[],",
    "\"iss\":\"k\",",
    "\"iss\":{},",
    "{",
    "}",
    ",",
    "\\u0000",
    "null",
    "\"jwk\":{},",
    "NaN",
];

fn mutate(draft: &mut Draft, chance: &mut Chance) {
    draft.signed = !chance.once_in(4);
    match chance.below(5) {
        0 => fuzz::text::mutate(&mut draft.header, &WORDS, chance),
        1 if chance.once_in(3) => fuzz::text::mutate(&mut draft.noise, &[".", "=", "-_", "AA"], chance),
        _ => fuzz::text::mutate(&mut draft.claims, &WORDS, chance),
    }
}

/// The fields that count, by another reading than the server's; others may hold what they like, numbers out of range too.
#[derive(serde::Deserialize)]
struct Header {
    alg: String,
}

#[derive(serde::Deserialize)]
struct Claims {
    #[serde(rename = "iss")]
    _iss: String,
    exp: f64,
    nbf: Option<f64>,
}

/// What is accepted must be right by another reading of it.
fn answer(draft: &Draft) -> String {
    let said = judge(&draft.token());
    if said.is_ok() {
        let header: Header = serde_json::from_str(&draft.header).unwrap();
        let Claims { exp, nbf, .. } = serde_json::from_str(&draft.claims).unwrap();
        let now = NOW_S as f64;
        assert!(draft.signed && draft.noise.is_empty() && header.alg == "HS256");
        assert!(exp + LEEWAY_S > now && exp <= now + LONGEST_S + LEEWAY_S);
        assert!(nbf.is_none_or(|nbf| nbf <= now + LEEWAY_S));
    }
    format!("{said:?}")
}

#[test]
fn no_mutant_of_a_token_makes_the_reader_panic_or_accept_what_is_wrong() {
    let header = r#"{"alg":"HS256","typ":"JWT"}"#.to_owned();
    let claims = format!(r#"{{"iss":"k","exp":{},"nbf":{}}}"#, NOW_S + 1800, NOW_S - 5);
    let seeds = vec![Draft { header, claims, signed: true, noise: String::new() }];
    let tally = Campaign { name: "JWT", seeds, short: 5000 }.run(mutate, answer);
    assert!(tally.answers >= 4, "{tally:?}");
}
