//! Whose request is this? Tokens signed by the account, or static API keys.

mod jwt;

use crate::app::App;
use crate::http::Refused;
use axum::http::{HeaderMap, header::AUTHORIZATION};
use jwt::{Fault, Token};
use store::AccountId;
use wire::{Code, Refusal};

/// Verified against when nobody has the access key, so that this takes as long as when somebody has.
const NOBODYS_SECRET: &[u8] = b"nobody signs with this: it only costs time";

/// The account that a request speaks for.
pub(crate) async fn account_of(app: &App, headers: &HeaderMap) -> Result<AccountId, Refused> {
    let credential = bearer(headers)?;
    if credential.contains('.') {
        return account_of_token(app, credential).await;
    }
    let account = app.store.account_of_api_key(credential, app.now_ms()).await?;
    account.ok_or_else(|| invalid().into())
}

/// The credential of `Authorization: Bearer …`.
pub(crate) fn bearer(headers: &HeaderMap) -> Result<&str, Refusal> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (first, second) = (values.next(), values.next());
    let Some(value) = first.filter(|value| !value.as_bytes().trim_ascii().is_empty()) else {
        return Err(Refusal::plain(Code::AuthorizationEmpty));
    };
    let text = value.to_str().ok().filter(|_| second.is_none()).ok_or_else(invalid)?;
    let (scheme, credential) = text.trim().split_once(' ').ok_or_else(invalid)?;
    let credential = credential.trim_start_matches(' ');
    if !scheme.eq_ignore_ascii_case("bearer") || credential.is_empty() {
        return Err(invalid());
    }
    Ok(credential)
}

async fn account_of_token(app: &App, text: &str) -> Result<AccountId, Refused> {
    let token = Token::parse(text).map_err(refusal)?;
    let issuer = token.issuer().map_err(refusal)?;
    match app.store.signing_secret(&issuer, app.now_ms()).await? {
        Some((account, secret)) => {
            let claims = token.claims(secret.expose()).map_err(refusal)?;
            claims.judge_time(app.now_ms()).map_err(refusal)?;
            Ok(account)
        }
        None => {
            let _same_cost = token.claims(NOBODYS_SECRET);
            Err(invalid().into())
        }
    }
}

fn invalid() -> Refusal {
    Refusal::plain(Code::AuthorizationInvalid)
}

fn refusal(fault: Fault) -> Refusal {
    Refusal::plain(match fault {
        Fault::Invalid => Code::AuthorizationInvalid,
        Fault::Signature => Code::AuthenticationFailed,
        Fault::NotYet => Code::AuthorizationNotYetValid,
        Fault::Expired => Code::AuthorizationExpired,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[&str], expected: Result<&str, u32>) {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, value.parse().unwrap());
        }
        assert_eq!(bearer(&headers).map_err(|refusal| refusal.code().number()), expected, "{values:?}");
    }

    #[test]
    fn a_header_is_empty_or_invalid_or_a_credential() {
        check(&[], Err(1001));
        check(&[""], Err(1001));
        check(&["  "], Err(1001));
        check(&["Bearer"], Err(1002));
        check(&["Bearer "], Err(1002));
        check(&["Basic YTpi"], Err(1002));
        check(&["abc"], Err(1002));
        check(&["Bearer a", "Bearer b"], Err(1002));
        check(&["Bearer\tabc"], Err(1002));
        check(&["Bearer abc"], Ok("abc"));
        check(&["bearer   abc"], Ok("abc"));
    }
}
