//! The query string of a list: which page, how long.

use crate::Refusal;
use crate::field::digits;

/// One page of a list, newest task first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// `pageNum`, 1 to 1000.
    pub number: u32,
    /// `pageSize`, 1 to 500.
    pub size: u32,
}

impl Page {
    /// Reads the raw query string (without "?"). Empty values count as absent, unknown keys are ignored, of a
    /// repeated key the last one counts.
    pub fn parse(query: &str) -> Result<Page, Refusal> {
        let mut page = Page { number: 1, size: 30 };
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "pageNum" if !value.is_empty() => page.number = within(&name, &value, 1000)?,
                "pageSize" if !value.is_empty() => page.size = within(&name, &value, 500)?,
                _ => {}
            }
        }
        Ok(page)
    }
}

fn within(name: &str, value: &str, most: u32) -> Result<u32, Refusal> {
    let number = digits(value).and_then(|number| u32::try_from(number).ok());
    number
        .filter(|number| (1..=most).contains(number))
        .ok_or_else(|| Refusal::parameter(format!("{name} must be a whole number from 1 to {most}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(query: &str, expected: Expect) {
        expected.assert_eq(&match Page::parse(query) {
            Ok(page) => format!("{} of {}", page.number, page.size),
            Err(refusal) => refusal.message().to_owned(),
        });
    }

    #[test]
    fn a_page_has_defaults_and_bounds() {
        check("", expect!["1 of 30"]);
        check("pageNum=&pageSize=&x=1", expect!["1 of 30"]);
        check("pageNum=1000&pageSize=500", expect!["1000 of 500"]);
        check("pageNum=0", expect!["pageNum must be a whole number from 1 to 1000"]);
        check("pageNum=1001", expect!["pageNum must be a whole number from 1 to 1000"]);
        check("pageSize=501", expect!["pageSize must be a whole number from 1 to 500"]);
        for wrong in [
            "pageSize=-1",
            "pageSize=1.5",
            "pageSize=%2B1",
            "pageSize=x",
            "pageSize=4294967297",
            "pageSize=%FF",
        ] {
            check(wrong, expect!["pageSize must be a whole number from 1 to 500"]);
        }
    }
}
