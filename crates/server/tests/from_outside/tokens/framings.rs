//! The lines about how a good token is sent: schemes, separators, several headers, other places.

use super::table::Line;

/// A good token in every frame; most frames are wrong.
pub fn framings(good: &str) -> Vec<Line> {
    let one =
        schemes(good).into_iter().map(|(name, value, code)| (name, vec![("authorization", value)], code));
    let lines = one.chain(headers(good));
    lines.map(|(name, headers, code)| Line { name: name.to_owned(), headers, code }).collect()
}

/// A name, the value of `Authorization`, and the code.
fn schemes(good: &str) -> Vec<(&'static str, Vec<u8>, u64)> {
    let bytes = |pieces: &[&[u8]]| pieces.concat();
    let (bearer, token) = (b"Bearer ".as_slice(), good.as_bytes());
    vec![
        ("bearer in lower case", format!("bearer {good}").into(), 0),
        ("bearer in capitals", format!("BEARER {good}").into(), 0),
        ("two spaces", format!("Bearer  {good}").into(), 0),
        ("an empty header field", "".into(), 1001),
        ("a header field of spaces", "   ".into(), 1001),
        ("a scheme alone", "Bearer".into(), 1002),
        ("a token alone", good.into(), 1002),
        ("no space", format!("Bearer{good}").into(), 1002),
        ("a tab for a space", format!("Bearer\t{good}").into(), 1002),
        ("a tab behind the space", format!("Bearer \t{good}").into(), 1002),
        ("the scheme Basic", format!("Basic {good}").into(), 1002),
        ("the scheme Digest", format!("Digest {good}").into(), 1002),
        ("the scheme Token", format!("Token {good}").into(), 1002),
        ("the scheme JWT", format!("JWT {good}").into(), 1002),
        ("a longer scheme", format!("BearerX {good}").into(), 1002),
        ("a shorter scheme", format!("Beare {good}").into(), 1002),
        ("a colon", format!("Bearer: {good}").into(), 1002),
        ("an equals sign", format!("Bearer={good}").into(), 1002),
        ("the scheme twice", format!("Bearer Bearer {good}").into(), 1002),
        ("quotes", format!("Bearer \"{good}\"").into(), 1002),
        ("angle brackets", format!("Bearer <{good}>").into(), 1002),
        ("two tokens with a comma", format!("Bearer {good}, Bearer {good}").into(), 1002),
        ("two tokens with a space", format!("Bearer {good} {good}").into(), 1002),
        ("a parameter behind", format!("Bearer {good};realm=x").into(), 1002),
        ("a byte past ASCII before", bytes(&[b"\xff", bearer, token]), 1002),
        ("a byte past ASCII in the scheme", bytes(&[b"B\xe9arer ", token]), 1002),
        ("a byte past ASCII inside", bytes(&[bearer, &token[..9], b"\xe9", &token[9..]]), 1002),
        ("a hard space for a space", bytes(&[b"Bearer\xa0", token]), 1002),
        ("a hard space behind", bytes(&[bearer, token, b"\xc2\xa0"]), 1002),
        ("nothing but a byte past ASCII", b"\xff".to_vec(), 1002),
    ]
}

type Headers = Vec<(&'static str, Vec<u8>)>;

fn headers(good: &str) -> Vec<(&'static str, Headers, u64)> {
    let field = |value: &str| ("authorization", value.as_bytes().to_vec());
    let good = format!("Bearer {good}");
    let elsewhere = |name: &'static str| vec![(name, good.clone().into_bytes())];
    vec![
        ("the good header", vec![field(&good)], 0),
        ("no header at all", vec![], 1001),
        ("the good header twice", vec![field(&good), field(&good)], 1002),
        ("a good header, then a bad one", vec![field(&good), field("Bearer a.b.c")], 1002),
        ("a bad header, then a good one", vec![field("Bearer a.b.c"), field(&good)], 1002),
        ("a good header, then an empty one", vec![field(&good), field("")], 1002),
        ("an empty header, then a good one", vec![field(""), field(&good)], 1001),
        ("a proxy's header", elsewhere("proxy-authorization"), 1001),
        ("a forwarder's header", elsewhere("x-forwarded-authorization"), 1001),
        ("a header with an underscore", elsewhere("http_authorization"), 1001),
        ("a cookie", elsewhere("cookie"), 1001),
    ]
}
