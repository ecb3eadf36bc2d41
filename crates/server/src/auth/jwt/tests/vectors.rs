//! The signature check against Wycheproof's vectors for HMAC (`fixtures/vectors`).

use super::*;
use expect_test::expect;
use serde_json::Value;

const FILE: &str = include_str!("../../../../../../fixtures/vectors/jws_hmac.json");

/// Called invalid, but to the letter vector 357, which is valid: the padding that they are about is not in the file.
const WITHOUT_THEIR_FAULT: [u64; 2] = [367, 370];
/// Called valid, with a `?` inside the base64, for decoders that skip it; RFC 7515, section 2, has no such character.
const VALID_TO_THE_LAX: [u64; 2] = [372, 373];

struct Vector {
    id: u64,
    algorithm: String,
    secret: Vec<u8>,
    text: String,
    valid: bool,
}

fn vectors() -> Vec<Vector> {
    let file: Value = serde_json::from_str(FILE).unwrap();
    let mut vectors = Vec::new();
    for group in file["testGroups"].as_array().unwrap() {
        let (key, word) = (&group["private"], |value: &Value| value.as_str().unwrap().to_owned());
        vectors.extend(group["tests"].as_array().unwrap().iter().map(|test| Vector {
            id: test["tcId"].as_u64().unwrap(),
            algorithm: word(&key["alg"]),
            secret: URL_SAFE_NO_PAD.decode(word(&key["k"])).unwrap(),
            text: word(&test["jws"]),
            valid: test["result"] == "valid",
        }));
    }
    vectors
}

impl Vector {
    fn is_accepted(&self, secret: &[u8]) -> bool {
        Token::parse(&self.text).is_ok_and(|token| token.verified(secret).is_ok())
    }

    /// What the file says, corrected where it is wrong.
    fn should_be_accepted(&self) -> bool {
        let valid = self.valid || WITHOUT_THEIR_FAULT.contains(&self.id);
        valid && self.algorithm == "HS256" && !VALID_TO_THE_LAX.contains(&self.id)
    }
}

#[test]
fn every_signature_is_judged_as_its_vector_says() {
    let (mut accepted, mut refused) = (0, 0);
    for vector in vectors() {
        let is_accepted = vector.is_accepted(&vector.secret);
        assert_eq!(is_accepted, vector.should_be_accepted(), "{}: {}", vector.id, vector.text);
        *(if is_accepted { &mut accepted } else { &mut refused }) += 1;
    }
    expect!["10 accepted, 30 refused"].assert_eq(&format!("{accepted} accepted, {refused} refused"));
}

#[test]
fn no_vector_is_accepted_with_another_secret_or_as_a_token() {
    for vector in vectors() {
        let mut other = vector.secret.clone();
        other[0] ^= 1;
        assert!(!vector.is_accepted(&other), "{}", vector.id);
        let token = Token::parse(&vector.text);
        assert!(token.and_then(|token| token.issuer()).is_err(), "{}: its payload is no claims", vector.id);
    }
}

#[test]
fn the_vectors_that_are_wrong_are_wrong_as_described() {
    let vectors = vectors();
    let text_of = |id: u64| vectors.iter().find(|vector| vector.id == id).unwrap().text.as_str();
    for id in WITHOUT_THEIR_FAULT {
        assert_eq!(text_of(id), text_of(357));
    }
    for id in VALID_TO_THE_LAX {
        assert_eq!(text_of(id).replace('?', ""), text_of(357));
    }
}
