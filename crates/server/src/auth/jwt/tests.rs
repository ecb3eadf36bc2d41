//! The table of tokens: each line is one way to be right or wrong.

mod mutants;
mod mutations;
mod vectors;

use super::*;

const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";
const NOW_S: i64 = 1_795_345_000;

fn signed(header: &str, claims: &str, secret: &[u8]) -> String {
    let body = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
    mac.update(body.as_bytes());
    format!("{body}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

fn judge(text: &str) -> Result<(), Fault> {
    let token = Token::parse(text)?;
    token.issuer()?;
    token.claims(SECRET)?.judge_time(NOW_S * 1000)
}

fn check_claims(claims: &str, expected: Result<(), Fault>) {
    let claims = claims.replace("NOW", &NOW_S.to_string());
    let mut text = claims.clone();
    while let Some(at) = text.find(['+', '@']) {
        let sign = if &text[at..=at] == "+" { 1 } else { -1 };
        let digits: String = text[at + 1..].chars().take_while(char::is_ascii_digit).collect();
        let value = NOW_S + sign * digits.parse::<i64>().unwrap();
        text.replace_range(at..=at + digits.len(), &value.to_string());
    }
    assert_eq!(judge(&signed(r#"{"alg":"HS256","typ":"JWT"}"#, &text, SECRET)), expected, "{claims}");
}

/// `+n` is n seconds from now, `@n` is n seconds ago.
#[test]
fn claims_are_judged_line_by_line() {
    check_claims(r#"{"iss":"k","exp":+1800,"nbf":@5}"#, Ok(()));
    check_claims(r#"{"iss":"k","exp":+1800}"#, Ok(()));
    check_claims(r#"{"iss":"k","exp":+1800.5,"nbf":null,"iat":@1,"extra":{"a":[1]}}"#, Ok(()));
    check_claims(r#"{"iss":"k","exp":@29}"#, Ok(()));
    check_claims(r#"{"iss":"k","exp":@30}"#, Err(Fault::Expired));
    check_claims(r#"{"iss":"k","exp":-5}"#, Err(Fault::Expired));
    check_claims(r#"{"iss":"k","exp":+86430}"#, Ok(()));
    check_claims(r#"{"iss":"k","exp":+86431}"#, Err(Fault::Invalid));
    check_claims(r#"{"iss":"k","exp":1e300}"#, Err(Fault::Invalid));
    check_claims(r#"{"iss":"k","exp":1e999}"#, Err(Fault::Invalid));
    check_claims(r#"{"iss":"k","exp":+1800,"nbf":+30}"#, Ok(()));
    check_claims(r#"{"iss":"k","exp":+1800,"nbf":+31}"#, Err(Fault::NotYet));
    check_claims(r#"{"iss":"k","exp":"+1800"}"#, Err(Fault::Invalid));
    check_claims(r#"{"iss":"k","exp":null}"#, Err(Fault::Invalid));
    check_claims(r#"{"iss":"k","exp":true}"#, Err(Fault::Invalid));
    check_claims(r#"{"iss":"k","exp":+1800,"nbf":"@5"}"#, Err(Fault::Invalid));
    check_claims(r#"{"iss":"k","exp":+1800,"iat":"x"}"#, Err(Fault::Invalid));
    check_claims(r#"{"iss":"k"}"#, Err(Fault::Invalid));
    check_claims(r#"{"exp":+1800}"#, Err(Fault::Invalid));
    check_claims(r#"{"iss":7,"exp":+1800}"#, Err(Fault::Invalid));
    check_claims(r#"{"iss":"k","exp":@99,"exp":+1800}"#, Err(Fault::Invalid));
    check_claims(r#"["k",1]"#, Err(Fault::Invalid));
    check_claims(r#"[+1800,null,null]"#, Err(Fault::Invalid));
    check_claims("", Err(Fault::Invalid));
}

#[test]
fn a_header_cannot_choose_how_it_is_verified() {
    let claims = format!(r#"{{"iss":"k","exp":{}}}"#, NOW_S + 60);
    for header in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"None"}"#,
        r#"{"alg":"hs256"}"#,
        r#"{"alg":"RS256"}"#,
        r#"{"alg":"HS512"}"#,
        r#"{"alg":"HS256","alg":"none"}"#,
        r#"{"alg":"HS256","crit":["exp"]}"#,
        r#"{"alg":"HS256","crit":null}"#,
        r#"{"alg":"HS256","b64":false}"#,
        r#"{"alg":["HS256"]}"#,
        r#"["HS256"]"#,
        r#"["HS256",null,null]"#,
        r#"{"typ":"JWT"}"#,
    ] {
        assert_eq!(judge(&signed(header, &claims, SECRET)), Err(Fault::Invalid), "{header}");
    }
    let harmless =
        r#"{"alg":"HS256","kid":"../../etc/passwd","jku":"http://x/","jwk":{"kty":"oct","k":"AA"}}"#;
    assert_eq!(judge(&signed(harmless, &claims, SECRET)), Ok(()));
}

#[test]
fn a_changed_or_cut_token_does_not_verify() {
    let claims = format!(r#"{{"iss":"k","exp":{}}}"#, NOW_S + 60);
    let good = signed(r#"{"alg":"HS256"}"#, &claims, SECRET);
    assert_eq!(judge(&good), Ok(()));
    assert_eq!(judge(&signed(r#"{"alg":"HS256"}"#, &claims, b"another secret")), Err(Fault::Signature));
    let (body, tag) = good.rsplit_once('.').unwrap();
    let (head, rest) = body.split_once('.').unwrap();
    assert_eq!(judge(&format!("{body}.")), Err(Fault::Signature));
    assert_eq!(judge(&format!("{body}.{}", &tag[..24])), Err(Fault::Signature));
    for broken in
        [body.to_owned(), format!("{good}="), format!("{good}.x"), format!(".{rest}.{tag}"), "..".to_owned()]
    {
        assert_eq!(judge(&broken), Err(Fault::Invalid), "{broken}");
    }
    let other = URL_SAFE_NO_PAD.encode(claims.replace("\"k\"", "\"m\""));
    assert_eq!(judge(&format!("{head}.{other}.{tag}")), Err(Fault::Signature));
}

/// A token whose `exp` has passed, or is no time at all, says nothing as long as its signature is wrong.
#[test]
fn nothing_is_believed_before_the_signature() {
    for claims in [r#"{"iss":"k","exp":1}"#, r#"{"iss":"k","exp":"soon"}"#, r#"{"iss":"k"}"#] {
        let forged = signed(r#"{"alg":"HS256"}"#, claims, b"another secret");
        assert_eq!(judge(&forged), Err(Fault::Signature), "{claims}");
    }
}

#[test]
fn a_token_may_be_long_but_not_without_end() {
    let padded = |bytes: usize| {
        let claims = format!(r#"{{"iss":"k","exp":{},"x":"{}"}}"#, NOW_S + 60, "x".repeat(bytes));
        signed(r#"{"alg":"HS256"}"#, &claims, SECRET)
    };
    let (long, too_long) = (padded(6_000), padded(6_100));
    assert!(long.len() <= LARGEST && LARGEST < too_long.len(), "{} {}", long.len(), too_long.len());
    assert_eq!(judge(&long), Ok(()));
    assert_eq!(judge(&too_long), Err(Fault::Invalid));
}
