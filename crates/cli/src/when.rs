//! Times and lengths of time, as an operator writes and reads them.

use std::str::FromStr;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

const DAY_MS: i64 = 24 * 3600 * 1000;
/// Longest length of time: 100 years, so that no sum of it and a time of today leaves the calendar.
const LONGEST_MS: i64 = 36_500 * DAY_MS;

/// A moment, Unix ms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment(pub i64);

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Moment, String> {
        let of_day = || OffsetDateTime::parse(&format!("{text}T00:00:00Z"), &Rfc3339);
        let moment = OffsetDateTime::parse(text, &Rfc3339).or_else(|_| of_day());
        let moment = moment
            .map_err(|_| "must be a day like 2027-01-31 (in UTC) or a time like 2027-01-31T18:00:00Z")?;
        let ms = moment.unix_timestamp_nanos().div_euclid(1_000_000);
        i64::try_from(ms).map(Moment).map_err(|error| error.to_string())
    }
}

/// A length of time, ms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span(pub i64);

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Span, String> {
        let refused =
            || "must be a number of s, m, h or d, like 0s, 30m, 24h or 7d, at most 36500d".to_owned();
        let unit = text.chars().next_back().ok_or_else(refused)?;
        let unit_ms = match unit {
            's' => 1000,
            'm' => 60 * 1000,
            'h' => 3600 * 1000,
            'd' => DAY_MS,
            _ => return Err(refused()),
        };
        let number = &text[..text.len() - 1];
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        let ms = number.parse::<i64>().ok().filter(|_| digits).and_then(|number| number.checked_mul(unit_ms));
        ms.filter(|ms| *ms <= LONGEST_MS).map(Span).ok_or_else(refused)
    }
}

/// A moment for people, in UTC, to the second; `Moment` reads it again.
pub fn shown(ms: i64) -> String {
    let moment = OffsetDateTime::from_unix_timestamp(ms.div_euclid(1000));
    let text = moment.ok().and_then(|moment| moment.format(&Rfc3339).ok());
    text.unwrap_or_else(|| format!("{ms} ms after 1970"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_in_any_zone_and_a_day_begins_at_midnight_in_utc() {
        let table = [
            ("1970-01-01", 0),
            ("2027-01-31", 1_801_353_600_000),
            ("2027-01-31T18:00:00Z", 1_801_418_400_000),
            ("2027-01-31T18:00:00.250Z", 1_801_418_400_250),
            ("2027-02-01T02:00:00+08:00", 1_801_418_400_000),
            ("2028-02-29", 1_835_395_200_000),
        ];
        for (text, ms) in table {
            assert_eq!(text.parse(), Ok(Moment(ms)), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused_with_examples() {
        for text in [
            "",
            "now",
            "2027",
            "2027-13-01",
            "2027-02-29",
            "2027-01-31T18:00",
            "2027-01-31T25:00:00Z",
            "1801353600",
            "20270131",
            "2027-W05",
            "2027-031",
            " 2027-01-31",
        ] {
            let error = text.parse::<Moment>().unwrap_err();
            assert!(error.contains("2027-01-31"), "{text}: {error}");
        }
    }

    #[test]
    fn what_is_shown_can_be_read_again() {
        assert_eq!(shown(1_801_418_400_250), "2027-01-31T18:00:00Z");
        for ms in [0, -1000, 1_801_418_400_000, 253_402_300_799_000] {
            assert_eq!(shown(ms).parse(), Ok(Moment(ms)));
        }
        assert_eq!(shown(i64::MAX), "9223372036854775807 ms after 1970");
    }

    #[test]
    fn a_length_of_time_has_a_unit_and_an_end() {
        let table = [
            ("0s", 0),
            ("2s", 2_000),
            ("30m", 1_800_000),
            ("24h", 86_400_000),
            ("7d", 604_800_000),
            ("36500d", LONGEST_MS),
        ];
        for (text, ms) in table {
            assert_eq!(text.parse(), Ok(Span(ms)), "{text}");
        }
        for text in
            ["", "s", "5", "-1s", "+1s", "1.5h", "1 h", "1w", "1H", "36501d", "9223372036854775807d", "5日"]
        {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }
}
