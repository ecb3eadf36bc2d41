//! Amounts of bytes, as an operator writes and reads them: `250000`, `500MB`, `10GB`.

use std::fmt;
use std::str::FromStr;

/// Units, largest first, in thousands as disks are sold.
const UNITS: [(&str, u64); 5] =
    [("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000), ("B", 1)];
/// More than any disk, and less than what the database's integers hold.
const MOST: u64 = 1_000_000_000_000_000_000;

/// So many bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size(pub u64);

impl FromStr for Size {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Size, &'static str> {
        let refused =
            "must be a whole number of bytes, KB, MB, GB or TB, like 250000 or 10GB, at most 1000000TB";
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let bytes = match unit {
            "" => Some(1),
            unit => UNITS.iter().find(|(name, _)| unit.eq_ignore_ascii_case(name)).map(|(_, bytes)| *bytes),
        };
        let size =
            number.parse::<u64>().ok().zip(bytes).and_then(|(number, bytes)| number.checked_mul(bytes));
        size.filter(|size| *size <= MOST).map(Size).ok_or(refused)
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match UNITS.iter().find(|(_, bytes)| self.0 >= *bytes) {
            Some((unit, bytes)) if *bytes > 1 => {
                write!(f, "{}.{} {unit}", self.0 / bytes, self.0 % bytes * 10 / bytes)
            }
            _ => write!(f, "{} B", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_bytes_or_has_a_decimal_unit() {
        let table = [
            ("0", 0),
            ("250000", 250_000),
            ("7B", 7),
            ("10GB", 10_000_000_000),
            ("10gb", 10_000_000_000),
            ("3KB", 3_000),
            ("3Mb", 3_000_000),
            ("1000000TB", MOST),
        ];
        for (text, bytes) in table {
            assert_eq!(text.parse(), Ok(Size(bytes)), "{text}");
        }
    }

    #[test]
    fn what_is_no_size_is_refused() {
        for text in [
            "",
            "GB",
            "-1",
            "+1",
            "1.5GB",
            "10 GB",
            "10GiB",
            "10G",
            "1000001TB",
            "99999999999999999999",
            "1é",
        ] {
            assert!(text.parse::<Size>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_size_is_shown_in_its_largest_unit_and_never_rounded_up() {
        let table = [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1.0 KB"),
            (1_999_999, "1.9 MB"),
            (10_000_000_000, "10.0 GB"),
            (MOST, "1000000.0 TB"),
        ];
        for (bytes, shown) in table {
            assert_eq!(Size(bytes).to_string(), shown);
        }
    }
}
