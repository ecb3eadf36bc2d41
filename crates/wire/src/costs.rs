//! `/account/costs`: which packs an account has, and what is left of them.

use crate::Refusal;
use crate::field::digits;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use utoipa::ToSchema;

/// Latest time that is accepted, Unix ms (the last of the year 9999).
const LATEST_MS: u64 = 253_402_300_799_999;

/// What to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostsQuery {
    /// Packs bought from here on, Unix ms.
    pub start_ms: i64,
    /// Packs bought until here, Unix ms.
    pub end_ms: i64,
    /// Only those of this name.
    pub pack_name: Option<String>,
}

impl CostsQuery {
    /// Reads the raw query string (without "?"). Unknown keys are ignored, of a repeated key the last one counts.
    pub fn parse(query: &str) -> Result<CostsQuery, Refusal> {
        let (mut start_ms, mut end_ms, mut pack_name) = (None, None, None);
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "start_time" => start_ms = Some(time(&name, &value)?),
                "end_time" => end_ms = Some(time(&name, &value)?),
                "resource_pack_name" => pack_name = Some(value.into_owned()).filter(|name| !name.is_empty()),
                _ => {}
            }
        }
        let query = CostsQuery {
            start_ms: start_ms.map_or_else(|| time("start_time", ""), Ok)?,
            end_ms: end_ms.map_or_else(|| time("end_time", ""), Ok)?,
            pack_name,
        };
        if query.start_ms > query.end_ms {
            return Err(Refusal::parameter("start_time must not be later than end_time"));
        }
        Ok(query)
    }
}

fn time(name: &str, text: &str) -> Result<i64, Refusal> {
    let ms = digits(text).filter(|ms| !text.is_empty() && *ms <= LATEST_MS);
    ms.map(u64::cast_signed).ok_or_else(|| {
        Refusal::parameter(format!("{name} must be given in Unix milliseconds, from 0 to {LATEST_MS}"))
    })
}

/// The `data` of the answer, which has a code of its own inside the envelope.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Costs {
    /// Always 0.
    #[schema(value_type = i32, minimum = 0, maximum = 0)]
    code: u32,
    /// Always empty.
    #[schema(max_length = 0)]
    msg: &'static str,
    resource_pack_subscribe_infos: Vec<PackInfo>,
}

impl Costs {
    /// All is well, and these are the packs.
    pub fn of(packs: Vec<PackInfo>) -> Costs {
        Costs { code: 0, msg: "", resource_pack_subscribe_infos: packs }
    }
}

/// A pack of units.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PackInfo {
    /// Several packs may share one.
    pub resource_pack_name: String,
    /// Unique.
    pub resource_pack_id: String,
    /// Its sort: a label, both count down.
    pub resource_pack_type: PackType,
    /// All that was bought.
    #[schema(value_type = f64)]
    pub total_quantity: Decimal,
    /// What can still be asked of it.
    #[schema(value_type = f64)]
    pub remaining_quantity: Decimal,
    /// Unix ms.
    pub purchase_time: i64,
    /// Unix ms.
    pub effective_time: i64,
    /// Unix ms of the first moment after it.
    pub invalid_time: i64,
    /// What it is now.
    pub status: PackState,
}

/// Sorts of packs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PackType {
    /// So many units until they are used up.
    DecreasingTotal,
    /// So many units for a period.
    ConstantPeriod,
}

/// What a pack is at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum PackState {
    /// Its time has not begun.
    ToBeOnline,
    /// It can be used.
    Online,
    /// Its time is over.
    Expired,
    /// Nothing is left.
    RunOut,
}

/// A decimal that goes out as a JSON number with exactly these digits.
#[derive(Debug, Clone)]
pub struct Decimal(Box<RawValue>);

impl Decimal {
    /// `None` unless `text` is a JSON number.
    pub fn of(text: String) -> Option<Decimal> {
        let raw = RawValue::from_string(text).ok()?;
        raw.get().bytes().all(|byte| byte.is_ascii_digit() || byte == b'.').then_some(Decimal(raw))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(query: &str, expected: Expect) {
        expected.assert_eq(&match CostsQuery::parse(query) {
            Ok(query) => format!("{query:?}"),
            Err(refusal) => refusal.message().to_owned(),
        });
    }

    #[test]
    fn a_query_has_two_times_and_maybe_a_name() {
        check(
            "start_time=1&end_time=1722769557708&resource_pack_name=a+b&x=1",
            expect![[r#"CostsQuery { start_ms: 1, end_ms: 1722769557708, pack_name: Some("a b") }"#]],
        );
        check(
            "end_time=1",
            expect!["start_time must be given in Unix milliseconds, from 0 to 253402300799999"],
        );
        check(
            "start_time=1",
            expect!["end_time must be given in Unix milliseconds, from 0 to 253402300799999"],
        );
        check("start_time=2&end_time=1", expect!["start_time must not be later than end_time"]);
        for wrong in ["-1", "1.5", "x", "", "253402300800000", "99999999999999999999"] {
            check(
                &format!("start_time={wrong}&end_time=1"),
                expect!["start_time must be given in Unix milliseconds, from 0 to 253402300799999"],
            );
        }
    }

    #[test]
    fn quantities_are_numbers_with_the_digits_that_they_have() {
        let pack = PackInfo {
            resource_pack_name: "Video 200".into(),
            resource_pack_id: "pack-1".into(),
            resource_pack_type: PackType::DecreasingTotal,
            total_quantity: Decimal::of("200.0".into()).unwrap(),
            remaining_quantity: Decimal::of("118.25".into()).unwrap(),
            purchase_time: 1,
            effective_time: 2,
            invalid_time: 3,
            status: PackState::ToBeOnline,
        };
        expect![[r#"{"code":0,"msg":"","resource_pack_subscribe_infos":[{"resource_pack_name":"Video 200","resource_pack_id":"pack-1","resource_pack_type":"decreasing_total","total_quantity":200.0,"remaining_quantity":118.25,"purchase_time":1,"effective_time":2,"invalid_time":3,"status":"toBeOnline"}]}"#]]
            .assert_eq(&serde_json::to_string(&Costs::of(vec![pack])).unwrap());
        for wrong in ["", "x", "-1", "1e3", "\"1\"", "01"] {
            assert!(Decimal::of(wrong.into()).is_none(), "{wrong}");
        }
    }
}
