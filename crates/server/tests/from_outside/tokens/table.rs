//! The table: what is sent as a credential, and the code that it must earn. Code 0 is acceptance.

use super::forge::{CLAIMS, Forge, HEADER};
use super::framings::framings;
use super::texts::texts;

pub struct Line {
    pub name: String,
    pub headers: Vec<(&'static str, Vec<u8>)>,
    pub code: u64,
}

impl Line {
    fn bearer(name: impl Into<String>, token: &str, code: u64) -> Line {
        let value = format!("Bearer {token}").into_bytes();
        Line { name: name.into(), headers: vec![("authorization", value)], code }
    }

    /// The request with the line's headers.
    pub fn put_on(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        self.headers.iter().fold(request, |request, (name, value)| request.header(*name, value.as_slice()))
    }
}

/// Every line.
pub fn table(forge: &Forge) -> Vec<Line> {
    let mut lines = Vec::new();
    for (name, header, code) in HEADERS {
        lines.push(Line::bearer(*name, &forge.signed(header, CLAIMS), *code));
    }
    for (name, claims, code) in CLAIMS_SETS {
        lines.push(Line::bearer(*name, &forge.signed(HEADER, claims), *code));
    }
    for (name, claims) in UNBELIEVED {
        lines.push(Line::bearer(*name, &forge.signed_with(HEADER, claims, b"a stranger's secret"), 1000));
    }
    for (name, header, secret) in STRANGERS {
        let secret = forge.secret(secret).as_bytes();
        lines.push(Line::bearer(*name, &forge.signed_with(header, CLAIMS, secret), 1000));
        lines.push(Line::bearer(format!("not {name}"), &forge.signed(header, CLAIMS), 0));
    }
    lines.extend(texts(forge).into_iter().map(|(name, text, code)| Line::bearer(name, &text, code)));
    lines.extend(framings(&forge.good()));
    lines
}

/// Headers of tokens that are right otherwise, signed with the account's secret.
const HEADERS: &[(&str, &str, u64)] = &[
    ("a plain header", HEADER, 0),
    ("alg alone", r#"{"alg":"HS256"}"#, 0),
    ("alg none", r#"{"alg":"none","typ":"JWT"}"#, 1002),
    ("alg None", r#"{"alg":"None"}"#, 1002),
    ("alg NONE", r#"{"alg":"NONE"}"#, 1002),
    ("alg nOnE", r#"{"alg":"nOnE"}"#, 1002),
    ("alg empty", r#"{"alg":""}"#, 1002),
    ("alg null", r#"{"alg":null}"#, 1002),
    ("alg a number", r#"{"alg":256}"#, 1002),
    ("alg an array", r#"{"alg":["HS256"]}"#, 1002),
    ("alg an object", r#"{"alg":{"HS256":true}}"#, 1002),
    ("alg missing", r#"{"typ":"JWT"}"#, 1002),
    ("alg in lower case", r#"{"alg":"hs256"}"#, 1002),
    ("alg with a space", r#"{"alg":"HS256 "}"#, 1002),
    ("alg with a null byte", r#"{"alg":"HS256\u0000"}"#, 1002),
    ("alg under a name in capitals", r#"{"ALG":"HS256"}"#, 1002),
    ("alg RS256", r#"{"alg":"RS256"}"#, 1002),
    ("alg PS256", r#"{"alg":"PS256"}"#, 1002),
    ("alg ES256", r#"{"alg":"ES256"}"#, 1002),
    ("alg EdDSA", r#"{"alg":"EdDSA"}"#, 1002),
    ("alg HS384 in name only", r#"{"alg":"HS384"}"#, 1002),
    ("alg HS512 in name only", r#"{"alg":"HS512"}"#, 1002),
    ("alg twice, none last", r#"{"alg":"HS256","alg":"none"}"#, 1002),
    ("alg twice, none first", r#"{"alg":"none","alg":"HS256"}"#, 1002),
    ("alg twice, once in disguise", r#"{"alg":"HS256","\u0061lg":"none"}"#, 1002),
    ("alg in disguise alone", r#"{"\u0061lg":"HS256"}"#, 0),
    ("crit", r#"{"alg":"HS256","crit":["exp"],"exp":1}"#, 1002),
    ("crit empty", r#"{"alg":"HS256","crit":[]}"#, 1002),
    ("crit null", r#"{"alg":"HS256","crit":null}"#, 1002),
    ("b64 false", r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#, 1002),
    ("b64 false and not critical", r#"{"alg":"HS256","b64":false}"#, 1002),
    ("a header that is an array", r#"["HS256"]"#, 1002),
    ("a header that is an array of fields", r#"["HS256",null,null]"#, 1002),
    ("a header that is a string", r#""HS256""#, 1002),
    ("a header that is null", "null", 1002),
    ("an empty header object", "{}", 1002),
    ("a header that is no JSON", "alg=HS256", 1002),
    ("a header that is cut off", r#"{"alg":"HS256""#, 1002),
    ("two headers in one", r#"{"alg":"HS256"}{"alg":"none"}"#, 1002),
    ("a header with a comma too many", r#"{"alg":"HS256",}"#, 1002),
    ("a header with a byte order mark", "\u{feff}{\"alg\":\"HS256\"}", 1002),
];

/// Claims under a good header, signed with the account's secret.
const CLAIMS_SETS: &[(&str, &str, u64)] = &[
    ("no nbf", r#"{"iss":"KEY","exp":~+1800}"#, 0),
    ("extra claims", r#"{"iss":"KEY","exp":~+60,"iat":~-1,"sub":"x","aud":["a"],"roles":{"a":[null]}}"#, 0),
    ("fractions", r#"{"iss":"KEY","exp":~+60.75,"nbf":~-1.5,"iat":~-1.25}"#, 0),
    ("exp missing", r#"{"iss":"KEY","nbf":~-5}"#, 1002),
    ("exp a string", r#"{"iss":"KEY","exp":"~+1800"}"#, 1002),
    ("exp an empty string", r#"{"iss":"KEY","exp":""}"#, 1002),
    ("exp NaN", r#"{"iss":"KEY","exp":NaN}"#, 1002),
    ("exp Infinity", r#"{"iss":"KEY","exp":Infinity}"#, 1002),
    ("exp a string of Infinity", r#"{"iss":"KEY","exp":"Infinity"}"#, 1002),
    ("exp 1e400", r#"{"iss":"KEY","exp":1e400}"#, 1002),
    ("exp 1e300", r#"{"iss":"KEY","exp":1e300}"#, 1002),
    ("exp past all integers", r#"{"iss":"KEY","exp":99999999999999999999999999}"#, 1002),
    ("exp negative", r#"{"iss":"KEY","exp":-1}"#, 1004),
    ("exp very negative", r#"{"iss":"KEY","exp":-1e308}"#, 1004),
    ("exp zero", r#"{"iss":"KEY","exp":0}"#, 1004),
    ("exp null", r#"{"iss":"KEY","exp":null}"#, 1002),
    ("exp an array", r#"{"iss":"KEY","exp":[~+1800]}"#, 1002),
    ("exp an object", r#"{"iss":"KEY","exp":{"t":~+1800}}"#, 1002),
    ("exp true", r#"{"iss":"KEY","exp":true}"#, 1002),
    ("exp false", r#"{"iss":"KEY","exp":false}"#, 1002),
    ("exp hexadecimal", r#"{"iss":"KEY","exp":0x7fffffff}"#, 1002),
    ("exp with a plus", r#"{"iss":"KEY","exp":+~+1800}"#, 1002),
    ("exp in milliseconds", r#"{"iss":"KEY","exp":~+1800000}"#, 1002),
    ("exp in a day", r#"{"iss":"KEY","exp":~+86400}"#, 0),
    ("exp in a day and two minutes", r#"{"iss":"KEY","exp":~+86520}"#, 1002),
    ("exp in ten years", r#"{"iss":"KEY","exp":~+315360000}"#, 1002),
    ("exp a little past", r#"{"iss":"KEY","exp":~-10}"#, 0),
    ("exp past the leeway", r#"{"iss":"KEY","exp":~-31}"#, 1004),
    ("exp long past", r#"{"iss":"KEY","exp":~-86400}"#, 1004),
    ("exp in disguise", r#"{"iss":"KEY","\u0065xp":~+1800}"#, 0),
    ("exp under a name in capitals", r#"{"iss":"KEY","EXP":~+1800}"#, 1002),
    ("exp twice, past first", r#"{"iss":"KEY","exp":~-900,"exp":~+1800}"#, 1002),
    ("exp twice, past last", r#"{"iss":"KEY","exp":~+1800,"exp":~-900}"#, 1002),
    ("exp twice, once in disguise", r#"{"iss":"KEY","exp":~-900,"ex\u0070":~+1800}"#, 1002),
    ("nbf a little ahead", r#"{"iss":"KEY","exp":~+1800,"nbf":~+20}"#, 0),
    ("nbf ahead", r#"{"iss":"KEY","exp":~+1800,"nbf":~+120}"#, 1003),
    ("nbf far ahead", r#"{"iss":"KEY","exp":~+1800,"nbf":1e300}"#, 1003),
    ("nbf ahead, exp past", r#"{"iss":"KEY","exp":~-900,"nbf":~+900}"#, 1004),
    ("nbf null, as if absent", r#"{"iss":"KEY","exp":~+1800,"nbf":null}"#, 0),
    ("nbf a string", r#"{"iss":"KEY","exp":~+1800,"nbf":"~-5"}"#, 1002),
    ("nbf true", r#"{"iss":"KEY","exp":~+1800,"nbf":true}"#, 1002),
    ("nbf an array", r#"{"iss":"KEY","exp":~+1800,"nbf":[]}"#, 1002),
    ("nbf 1e400", r#"{"iss":"KEY","exp":~+1800,"nbf":1e400}"#, 1002),
    ("nbf twice", r#"{"iss":"KEY","exp":~+1800,"nbf":~+900,"nbf":~-5}"#, 1002),
    ("iat a string", r#"{"iss":"KEY","exp":~+1800,"iat":"~-5"}"#, 1002),
    ("iat an object", r#"{"iss":"KEY","exp":~+1800,"iat":{}}"#, 1002),
    ("iss missing", r#"{"exp":~+1800}"#, 1002),
    ("iss null", r#"{"iss":null,"exp":~+1800}"#, 1002),
    ("iss a number", r#"{"iss":1,"exp":~+1800}"#, 1002),
    ("iss an array", r#"{"iss":["KEY"],"exp":~+1800}"#, 1002),
    ("iss an object", r#"{"iss":{"":"KEY"},"exp":~+1800}"#, 1002),
    ("iss empty", r#"{"iss":"","exp":~+1800}"#, 1002),
    ("iss unknown", r#"{"iss":"wt00000000000000000000000000000000","exp":~+1800}"#, 1002),
    ("iss with a space", r#"{"iss":"KEY ","exp":~+1800}"#, 1002),
    ("iss with a null byte", r#"{"iss":"KEY\u0000","exp":~+1800}"#, 1002),
    ("iss with half a character", r#"{"iss":"KEY\ud800","exp":~+1800}"#, 1002),
    ("iss that is SQL", r#"{"iss":"' OR 1=1 --","exp":~+1800}"#, 1002),
    ("iss that is a pattern", r#"{"iss":"%","exp":~+1800}"#, 1002),
    ("iss an account's name", r#"{"iss":"alice","exp":~+1800}"#, 1002),
    ("iss another account", r#"{"iss":"BOB","exp":~+1800}"#, 1000),
    ("iss twice, another's first", r#"{"iss":"BOB","iss":"KEY","exp":~+1800}"#, 1002),
    ("iss twice, another's last", r#"{"iss":"KEY","iss":"BOB","exp":~+1800}"#, 1002),
    ("iss twice, another's in disguise", r#"{"iss":"KEY","\u0069ss":"BOB","exp":~+1800}"#, 1002),
    ("claims that are an array", r#"["KEY",~+1800]"#, 1002),
    ("claims that are an array of fields", r#"["KEY",~+1800,null,null]"#, 1002),
    ("claims in an array", r#"[{"iss":"KEY","exp":~+1800}]"#, 1002),
    ("claims that are a string", r#""KEY""#, 1002),
    ("claims that are a number", "1", 1002),
    ("claims that are null", "null", 1002),
    ("claims that are nothing", "", 1002),
    ("claims cut off", r#"{"iss":"KEY","exp":~+1800"#, 1002),
    ("claims with more after them", r#"{"iss":"KEY","exp":~+1800}{}"#, 1002),
    ("claims with a comment", r#"{"iss":"KEY","exp":~+1800/**/}"#, 1002),
    ("claims in white space", " \n{\"iss\":\"KEY\",\t\"exp\":~+1800}\r\n", 0),
    ("claims with a byte order mark", "\u{feff}{\"iss\":\"KEY\",\"exp\":~+1800}", 1002),
];

/// Claims that would earn another code if they were looked at before the signature, which is a stranger's.
const UNBELIEVED: &[(&str, &str)] = &[
    ("forged and expired", r#"{"iss":"KEY","exp":~-900}"#),
    ("forged and not valid yet", r#"{"iss":"KEY","exp":~+1800,"nbf":~+900}"#),
    ("forged and far ahead", r#"{"iss":"KEY","exp":~+99999999}"#),
    ("forged without exp", r#"{"iss":"KEY"}"#),
    ("forged with exp twice", r#"{"iss":"KEY","exp":1,"exp":2}"#),
    ("forged with exp a string", r#"{"iss":"KEY","exp":"x"}"#),
];

/// Headers that point at another key, and secrets that are not the account's. The same header under the account's secret is
/// accepted: what it points at is not looked at.
const STRANGERS: &[(&str, &str, &str)] = &[
    ("signed with nothing", HEADER, ""),
    ("signed with a null byte", HEADER, "\0"),
    ("signed with the access key", HEADER, "KEY"),
    ("signed with the API key", HEADER, "API"),
    ("signed with the webhook secret", HEADER, "HOOK"),
    ("signed with another account's secret", HEADER, "BOBS"),
    ("signed with the account's name", HEADER, "alice"),
    ("signed with a usual secret", HEADER, "secret"),
    ("kid a path", r#"{"alg":"HS256","kid":"../../../../dev/null"}"#, ""),
    ("kid SQL", r#"{"alg":"HS256","kid":"x' UNION SELECT 'mine' --"}"#, "mine"),
    ("kid with a null byte", r#"{"alg":"HS256","kid":"KEY\u0000"}"#, "\0"),
    ("kid a command", r#"{"alg":"HS256","kid":"|/bin/true"}"#, ""),
    ("kid another account", r#"{"alg":"HS256","kid":"BOB"}"#, "BOBS"),
    ("jwk", r#"{"alg":"HS256","jwk":{"kty":"oct","alg":"HS256","k":"bWluZQ"}}"#, "mine"),
    ("jku", r#"{"alg":"HS256","kid":"1","jku":"http://127.0.0.1:1/keys.json"}"#, "mine"),
    ("x5u", r#"{"alg":"HS256","x5u":"http://127.0.0.1:1/mine.pem"}"#, "mine"),
    ("x5c", r#"{"alg":"HS256","x5c":["bWluZQ=="],"x5t":"bWluZQ"}"#, "mine"),
];
