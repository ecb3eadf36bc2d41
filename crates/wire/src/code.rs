//! The table of public error codes: every code, its HTTP status and what a client may do about it.

use serde::{Serialize, Serializer};

/// One line of the public code table (contract, "Error codes").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// 0: the request was carried out.
    Succeed,
    /// 1000: authentication failed, e.g. a signature that does not verify.
    AuthenticationFailed,
    /// 1001: no `Authorization` header, or an empty one.
    AuthorizationEmpty,
    /// 1002: the `Authorization` header is not one that we can accept.
    AuthorizationInvalid,
    /// 1003: the token is not valid yet.
    AuthorizationNotYetValid,
    /// 1004: the token has expired.
    AuthorizationExpired,
    /// 1100: something is wrong with the account.
    AccountAbnormal,
    /// 1101: the account is in arrears.
    AccountInArrears,
    /// 1102: the account's resource packs are used up or expired.
    PackExhausted,
    /// 1103: the account is not entitled to this resource.
    NotEntitled,
    /// 1200: the request as a whole cannot be understood.
    InvalidRequest,
    /// 1201: one parameter is wrong; the message names it.
    InvalidParameter,
    /// 1202: the method does not exist here.
    WrongMethod,
    /// 1203: the resource does not exist.
    NoSuchResource,
    /// 1300: a policy of the platform forbids it.
    PlatformPolicy,
    /// 1301: a policy on content forbids it.
    ContentPolicy,
    /// 1302: too many requests in too short a time.
    TooManyRequests,
    /// 1303: more tasks at a time than the account may have.
    TooManyTasks,
    /// 1304: the caller's address is not on the account's list.
    AddressNotListed,
    /// 5000: our own mistake.
    Internal,
    /// 5001: full, or stopping.
    Unavailable,
    /// 5002: it took too long.
    Timeout,
}

impl Code {
    /// The whole table, in the order of the numbers.
    pub const ALL: [Code; 22] = [
        Code::Succeed,
        Code::AuthenticationFailed,
        Code::AuthorizationEmpty,
        Code::AuthorizationInvalid,
        Code::AuthorizationNotYetValid,
        Code::AuthorizationExpired,
        Code::AccountAbnormal,
        Code::AccountInArrears,
        Code::PackExhausted,
        Code::NotEntitled,
        Code::InvalidRequest,
        Code::InvalidParameter,
        Code::WrongMethod,
        Code::NoSuchResource,
        Code::PlatformPolicy,
        Code::ContentPolicy,
        Code::TooManyRequests,
        Code::TooManyTasks,
        Code::AddressNotListed,
        Code::Internal,
        Code::Unavailable,
        Code::Timeout,
    ];

    /// The number in the envelope, the HTTP status, and the message used when there is nothing more exact to say.
    const fn line(self) -> (u32, u16, &'static str) {
        match self {
            Code::Succeed => (0, 200, "SUCCEED"),
            Code::AuthenticationFailed => (1000, 401, "Authentication failed"),
            Code::AuthorizationEmpty => (1001, 401, "Authorization is empty"),
            Code::AuthorizationInvalid => (1002, 401, "Authorization is invalid"),
            Code::AuthorizationNotYetValid => (1003, 401, "Authorization is not valid yet"),
            Code::AuthorizationExpired => (1004, 401, "Authorization has expired"),
            Code::AccountAbnormal => (1100, 429, "Account is abnormal; retrying will not help"),
            Code::AccountInArrears => (1101, 429, "Account is in arrears; retrying will not help"),
            Code::PackExhausted => (1102, 429, "Account balance not enough; retrying will not help"),
            Code::NotEntitled => (1103, 403, "Account is not entitled to this resource"),
            Code::InvalidRequest => (1200, 400, "Request is invalid"),
            Code::InvalidParameter => (1201, 400, "Parameter is invalid"),
            Code::WrongMethod => (1202, 404, "Method is not supported here"),
            Code::NoSuchResource => (1203, 404, "Resource does not exist"),
            Code::PlatformPolicy => (1300, 400, "Refused by a policy of the platform"),
            Code::ContentPolicy => (1301, 400, "Refused by the content policy"),
            Code::TooManyRequests => (1302, 429, "Too many requests"),
            Code::TooManyTasks => (1303, 429, "parallel task over resource pack limit"),
            Code::AddressNotListed => (1304, 429, "IP address is not on the list; retrying will not help"),
            Code::Internal => (5000, 500, "Internal error"),
            Code::Unavailable => (5001, 503, "Service is unavailable for the moment"),
            Code::Timeout => (5002, 504, "Timed out"),
        }
    }

    /// The number that stands in the envelope.
    pub const fn number(self) -> u32 {
        self.line().0
    }

    /// The HTTP status that goes with the code.
    pub const fn http(self) -> u16 {
        self.line().1
    }

    /// The message to use when there is nothing more exact to say.
    pub const fn message(self) -> &'static str {
        self.line().2
    }

    /// Whether waiting helps: exactly these answers carry `Retry-After`.
    pub const fn passes(self) -> bool {
        matches!(self, Code::TooManyRequests | Code::TooManyTasks | Code::Unavailable)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use std::fmt::Write;

    #[test]
    fn the_table_is_the_contracts() {
        let mut table = String::new();
        for code in Code::ALL {
            let wait = if code.passes() { "Retry-After" } else { "-" };
            writeln!(table, "{} {} {wait} {}", code.number(), code.http(), code.message()).unwrap();
        }
        expect![[r#"
            0 200 - SUCCEED
            1000 401 - Authentication failed
            1001 401 - Authorization is empty
            1002 401 - Authorization is invalid
            1003 401 - Authorization is not valid yet
            1004 401 - Authorization has expired
            1100 429 - Account is abnormal; retrying will not help
            1101 429 - Account is in arrears; retrying will not help
            1102 429 - Account balance not enough; retrying will not help
            1103 403 - Account is not entitled to this resource
            1200 400 - Request is invalid
            1201 400 - Parameter is invalid
            1202 404 - Method is not supported here
            1203 404 - Resource does not exist
            1300 400 - Refused by a policy of the platform
            1301 400 - Refused by the content policy
            1302 429 Retry-After Too many requests
            1303 429 Retry-After parallel task over resource pack limit
            1304 429 - IP address is not on the list; retrying will not help
            5000 500 - Internal error
            5001 503 Retry-After Service is unavailable for the moment
            5002 504 - Timed out
        "#]]
        .assert_eq(&table);
    }

    #[test]
    fn what_does_not_pass_says_that_retrying_is_useless() {
        for code in Code::ALL.into_iter().filter(|code| code.http() == 429) {
            assert_ne!(code.passes(), code.message().contains("retrying will not help"), "{code:?}");
        }
    }
}
