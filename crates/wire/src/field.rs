//! Reads single fields of a JSON object and says which one is wrong and what it may be.

use crate::{Code, Refusal};
use serde_json::{Map, Value};
use url::Url;

/// Longest URL that we accept, in characters (OURS; what browsers and proxies agree on).
const LONGEST_URL: usize = 2048;

/// The fields of one request. `null` and `""` count as absent.
pub(crate) struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    /// The fields of a body, which must be an object.
    pub fn of(body: &'a Value) -> Result<Fields<'a>, Refusal> {
        let object = body.as_object();
        object
            .map(Fields)
            .ok_or_else(|| Refusal::new(Code::InvalidRequest, "The request body must be a JSON object"))
    }

    fn get(&self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null() && value.as_str() != Some(""))
    }

    /// A string, as it was sent.
    pub fn text(&self, name: &str) -> Result<Option<&'a str>, Refusal> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Refusal::parameter(format!("{name} must be a string"))),
        }
    }

    /// Free text of at most `most` Unicode code points, as it was sent; only white space counts as absent.
    pub fn prompt(&self, name: &str, most: usize) -> Result<Option<String>, Refusal> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        if text.chars().nth(most).is_some() {
            return Err(Refusal::parameter(format!("{name} must not exceed {most} characters")));
        }
        Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
    }

    /// An identifier: at most `most` code points, no control characters, and safe as one segment of a path:
    /// not "." or "..", no "/" or "\" (proxies rewrite them even when escaped), no white space at the ends.
    pub fn identifier(&self, name: &str, most: usize) -> Result<Option<String>, Refusal> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let fits = text.chars().nth(most).is_none() && text.trim() == text;
        let is_segment =
            text != "." && text != ".." && !text.chars().any(|c| c.is_control() || c == '/' || c == '\\');
        if !fits || !is_segment {
            return Err(Refusal::parameter(format!(
                "{name} must have at most {most} characters, no control characters, no slashes, no white space at \
                 its ends, and must not be \".\" or \"..\""
            )));
        }
        Ok(Some(text.to_owned()))
    }

    /// An absolute http or https URL with a host, kept as the caller wrote it. Whether it may be called is not judged here.
    pub fn web_url(&self, name: &str) -> Result<Option<String>, Refusal> {
        let Some(text) = self.text(name)?.map(str::trim) else { return Ok(None) };
        let short = text.chars().nth(LONGEST_URL).is_none() && !text.chars().any(char::is_control);
        let url = if short { Url::parse(text).ok() } else { None };
        match url {
            // A name and a password in a URL would be kept, shown and sent on.
            Some(url) if !url.username().is_empty() || url.password().is_some() => {
                Err(Refusal::parameter(format!("{name} must not hold a user name or a password")))
            }
            Some(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => {
                Ok(Some(text.to_owned()))
            }
            _ => Err(Refusal::parameter(format!(
                "{name} must be an absolute http or https URL of at most {LONGEST_URL} characters"
            ))),
        }
    }

    /// A switch; real clients send 0 and 1 as well.
    pub fn switch(&self, name: &str) -> Result<Option<bool>, Refusal> {
        let value = match self.get(name) {
            None => return Ok(None),
            Some(value) => value.as_bool().or(match value.as_u64() {
                Some(0) => Some(false),
                Some(1) => Some(true),
                _ => None,
            }),
        };
        value.map(Some).ok_or_else(|| Refusal::parameter(format!("{name} must be true or false (or 1 or 0)")))
    }

    /// Tenths, of a number or of a string with a number in it; `None` for anything else.
    pub fn tenths(&self, name: &str) -> Option<u32> {
        match self.get(name)? {
            Value::String(text) => tenths(text),
            // A client that has computed 3 * 1.7 means 5.1.
            Value::Number(number) => {
                let exact = number.as_f64()? * 10.0;
                let whole = exact.round();
                ((exact - whole).abs() < 1e-6 && (0.0..=f64::from(u32::MAX)).contains(&whole))
                    .then_some(whole as u32)
            }
            _ => None,
        }
    }

    /// A whole number of 0 to `most`, as a number or as a string of decimal digits.
    pub fn whole_number(&self, name: &str, most: u64) -> Result<Option<u64>, Refusal> {
        let number = match self.get(name) {
            None => return Ok(None),
            Some(Value::String(text)) => digits(text),
            Some(value) => value.as_u64(),
        };
        match number.filter(|number| *number <= most) {
            Some(number) => Ok(Some(number)),
            None => Err(Refusal::parameter(format!("{name} must be a whole number from 0 to {most}"))),
        }
    }
}

/// A decimal number of at most one place (zeros may follow it) in tenths, read by its digits, so that 9.9 is 99.
fn tenths(text: &str) -> Option<u32> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let (first, zeros) = rest.split_at_checked(1)?;
    let plain = !whole.is_empty() && zeros.bytes().all(|byte| byte == b'0');
    let tenths = digits(whole)?.checked_mul(10)?.checked_add(digits(first)?)?;
    if plain { u32::try_from(tenths).ok() } else { None }
}

/// Decimal digits and nothing else (`str::parse` alone would take a "+").
pub(crate) fn digits(text: &str) -> Option<u64> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}
