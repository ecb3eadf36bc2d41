//! The frame around every answer: code, message, request id, and data only where there was success.

use crate::Code;
use serde::Serialize;
use utoipa::ToSchema;

/// A successful answer; always HTTP 200.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Envelope<T> {
    /// Always 0.
    #[schema(value_type = u32, maximum = 0)]
    code: Code,
    /// Always `SUCCEED`.
    message: &'static str,
    /// The id of this request, as in the header `x-request-id`.
    request_id: String,
    /// What was asked for.
    data: T,
}

impl<T: Serialize> Envelope<T> {
    /// Wraps `data` for the request `request_id`.
    pub fn new(request_id: impl Into<String>, data: T) -> Envelope<T> {
        let code = Code::Succeed;
        Envelope { code, message: code.message(), request_id: request_id.into(), data }
    }
}

/// A request that was not carried out: what to tell the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    code: Code,
    http: u16,
    message: String,
}

/// An answer without success; there is no `data`.
#[derive(Serialize, ToSchema)]
pub struct RefusalBody<'a> {
    /// Which line of the code table.
    #[schema(value_type = u32, minimum = 1000)]
    code: Code,
    /// One sentence: which field, what was wrong, what is allowed.
    message: &'a str,
    /// The id of this request, as in the header `x-request-id`.
    request_id: &'a str,
}

impl Refusal {
    /// A refusal with a message of its own.
    pub fn new(code: Code, message: impl Into<String>) -> Refusal {
        Refusal { code, http: code.http(), message: message.into() }
    }

    /// A refusal that says what the table says.
    pub fn plain(code: Code) -> Refusal {
        Refusal::new(code, code.message())
    }

    /// 1201: `message` must name the field and what is allowed.
    pub fn parameter(message: impl Into<String>) -> Refusal {
        Refusal::new(Code::InvalidParameter, message)
    }

    /// 1201 for an id that names no task of this account and kind; the same bytes for a foreign task.
    pub fn task_not_found(id: &str) -> Refusal {
        Refusal::parameter(format!("Task not found by id/external id: {}", shown(id)))
    }

    /// 1201 for a customer's task id that the account has used before.
    pub fn external_id_taken(external_id: &str) -> Refusal {
        Refusal::parameter(format!("External_task_id {} already exists", shown(external_id)))
    }

    /// 1200 under an HTTP status that must stay visible: 408, 413, 415, 431.
    pub fn http_level(http: u16, message: impl Into<String>) -> Refusal {
        Refusal { http, ..Refusal::new(Code::InvalidRequest, message) }
    }

    /// The code of the table.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The HTTP status to answer with.
    pub fn http(&self) -> u16 {
        self.http
    }

    /// The sentence for the caller.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The body: no `data` key, because clients tell an error by its absence.
    pub fn to_json(&self, request_id: &str) -> String {
        let body = RefusalBody { code: self.code, message: &self.message, request_id };
        serde_json::to_string(&body).expect("a number and two strings always serialise")
    }
}

/// A caller's text as a message may repeat it: control characters escaped, at most 128 characters.
fn shown(text: &str) -> String {
    const MOST: usize = 128;
    let mut shown = String::new();
    for c in text.chars().take(MOST) {
        if c.is_control() { shown.extend(c.escape_default()) } else { shown.push(c) }
    }
    if text.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(refusal: Refusal, body: Expect) {
        body.assert_eq(&format!("{} {}", refusal.http(), refusal.to_json("r-1")));
    }

    #[test]
    fn success_carries_data() {
        let body = serde_json::to_string(&Envelope::new("r-1", serde_json::json!([]))).unwrap();
        expect![[r#"{"code":0,"message":"SUCCEED","request_id":"r-1","data":[]}"#]].assert_eq(&body);
    }

    #[test]
    fn a_refusal_has_no_data_key() {
        check(
            Refusal::plain(Code::TooManyTasks),
            expect![[
                r#"429 {"code":1303,"message":"parallel task over resource pack limit","request_id":"r-1"}"#
            ]],
        );
        check(
            Refusal::task_not_found("859012345678901234"),
            expect![[
                r#"400 {"code":1201,"message":"Task not found by id/external id: 859012345678901234","request_id":"r-1"}"#
            ]],
        );
        check(
            Refusal::external_id_taken("order-7"),
            expect![[
                r#"400 {"code":1201,"message":"External_task_id order-7 already exists","request_id":"r-1"}"#
            ]],
        );
        check(
            Refusal::http_level(413, "body is larger than 64 kB"),
            expect![[r#"413 {"code":1200,"message":"body is larger than 64 kB","request_id":"r-1"}"#]],
        );
    }

    #[test]
    fn what_a_caller_sent_is_repeated_only_escaped_and_cut() {
        check(
            Refusal::task_not_found("a\r\n\u{1b}[31mb\"</script>"),
            expect![[
                r#"400 {"code":1201,"message":"Task not found by id/external id: a\\r\\n\\u{1b}[31mb\"</script>","request_id":"r-1"}"#
            ]],
        );
        let long = Refusal::task_not_found(&"x".repeat(100_000));
        assert!(long.message().len() < 200, "{}", long.message().len());
    }
}
