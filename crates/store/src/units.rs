//! Units of account: whole millionths, written as decimals, never floats.

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use std::fmt;
use std::str::FromStr;

/// Millionths in a unit.
const MILLIONTHS: i64 = 1_000_000;
/// Decimal places that are kept.
const PLACES: usize = 6;
/// Digits before the point; with `PLACES` they stay far below what 64 bits hold, sums included.
const MOST_DIGITS: usize = 9;

/// An amount of units, 0 or more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Units(i64);

/// What is wrong with a text that should be an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be a decimal number like 0.25, with at most {MOST_DIGITS} digits before and {PLACES} after the point"
)]
pub struct NotUnits;

impl Units {
    /// Nothing.
    pub const ZERO: Units = Units(0);

    /// The smaller of two amounts taken off this one, and what is left of it.
    pub(crate) fn take(self, most: Units) -> (Units, Units) {
        let taken = self.min(most);
        (taken, Units(self.0 - taken.0))
    }

    /// The decimal with at least one place: `200.0`, `118.25`.
    pub fn with_point(self) -> String {
        let text = self.to_string();
        if text.contains('.') { text } else { format!("{text}.0") }
    }
}

impl std::iter::Sum for Units {
    fn sum<I: Iterator<Item = Units>>(amounts: I) -> Units {
        Units(amounts.map(|amount| amount.0).sum())
    }
}

impl fmt::Display for Units {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rest = format!("{:0PLACES$}", self.0 % MILLIONTHS);
        match rest.trim_end_matches('0') {
            "" => write!(f, "{}", self.0 / MILLIONTHS),
            rest => write!(f, "{}.{rest}", self.0 / MILLIONTHS),
        }
    }
}

impl FromStr for Units {
    type Err = NotUnits;

    fn from_str(text: &str) -> Result<Units, NotUnits> {
        let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
        let are_digits = |part: &str, most| {
            (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !are_digits(whole, MOST_DIGITS) || !are_digits(rest, PLACES) {
            return Err(NotUnits);
        }
        format!("{whole}{rest:0<PLACES$}").parse().map(Units).map_err(|_| NotUnits)
    }
}

impl ToSql for Units {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0))
    }
}

impl FromSql for Units {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Units> {
        value.as_i64().map(Units)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_and_written_without_a_float() {
        let table = [
            ("0", "0", "0.0"),
            ("0.25", "0.25", "0.25"),
            ("200", "200", "200.0"),
            ("007.10", "7.1", "7.1"),
            ("0.000001", "0.000001", "0.000001"),
            ("999999999.999999", "999999999.999999", "999999999.999999"),
        ];
        for (text, short, with_point) in table {
            let units: Units = text.parse().unwrap();
            assert_eq!((units.to_string().as_str(), units.with_point().as_str()), (short, with_point));
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "",
            ".",
            "1.",
            ".5",
            "-1",
            "+1",
            "1e3",
            "1.2.3",
            "NaN",
            "1,5",
            "0.0000001",
            "1234567890",
            " 1",
            "１",
        ] {
            assert_eq!(text.parse::<Units>(), Err(NotUnits), "{text}");
        }
    }
}
