//! What a type reads, found out by letting it read: the fields, choices and kinds of numbers of the sheet's structs, so
//! that the schema is never another than the reader.

use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use std::cell::RefCell;
use std::fmt::{self, Display};

/// What a type asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Wants {
    /// Anything: the type decides when it sees it.
    #[default]
    Anything,
    /// Yes or no.
    Switch,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// Text.
    Text,
    /// One of these.
    Choice(&'static [&'static str]),
    /// Something or nothing.
    Optional,
    /// Any number of the same.
    List,
    /// So many in a row.
    Row(usize),
    /// Texts with something for each.
    Table,
    /// These fields.
    Fields(&'static [&'static str]),
}

/// A step into a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Into a field, or under a text of a table.
    Field(&'static str),
    /// Into what may be there.
    There,
    /// To one of a list or row.
    Entry(usize),
    /// To the parameters of a model.
    Of(&'static str),
}

/// What `T` wants at the end of a way into it.
pub fn wants<'de, T: Deserialize<'de>>(way: &[Step]) -> Wants {
    let seen = RefCell::new(Wants::Anything);
    // It always fails: what it asked for is all that is of interest.
    let _stopped = T::deserialize(Asked { way, seen: &seen });
    seen.into_inner()
}

/// Reading is broken off here on purpose.
#[derive(Debug)]
struct Enough;

impl Display for Enough {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("enough was seen")
    }
}

impl std::error::Error for Enough {}

impl de::Error for Enough {
    fn custom<T: Display>(_: T) -> Self {
        Enough
    }
}

#[derive(Clone, Copy)]
struct Asked<'a> {
    way: &'a [Step],
    seen: &'a RefCell<Wants>,
}

impl<'a> Asked<'a> {
    fn answer<T>(self, wants: Wants) -> Result<T, Enough> {
        *self.seen.borrow_mut() = wants;
        Err(Enough)
    }

    fn next(self) -> Option<(Step, Asked<'a>)> {
        let (step, way) = self.way.split_first()?;
        Some((*step, Asked { way, ..self }))
    }

    fn into_table<'de, V: Visitor<'de>>(self, visitor: V, wants: Wants) -> Result<V::Value, Enough> {
        match self.next() {
            Some((Step::Field(name), inner)) => visitor.visit_map(OneField { name: Some(name), inner }),
            Some((Step::Of(model), inner)) => {
                visitor.visit_map(Model { model, keys: &["params", "model"], inner })
            }
            _ => self.answer(wants),
        }
    }

    fn into_list<'de, V: Visitor<'de>>(self, visitor: V, wants: Wants) -> Result<V::Value, Enough> {
        match self.next() {
            Some((Step::Entry(before), inner)) => visitor.visit_seq(Entries { before, inner }),
            _ => self.answer(wants),
        }
    }
}

struct OneField<'a> {
    name: Option<&'static str>,
    inner: Asked<'a>,
}

impl<'de> MapAccess<'de> for OneField<'_> {
    type Error = Enough;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Enough> {
        self.name.take().map(|name| seed.deserialize(name.into_deserializer())).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Enough> {
        seed.deserialize(self.inner)
    }
}

/// The name of a model, and then its parameters.
struct Model<'a> {
    model: &'static str,
    /// Still to come, last first.
    keys: &'static [&'static str],
    inner: Asked<'a>,
}

impl<'de> MapAccess<'de> for Model<'_> {
    type Error = Enough;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Enough> {
        let Some((key, left)) = self.keys.split_last() else { return Ok(None) };
        self.keys = left;
        seed.deserialize((*key).into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Enough> {
        if self.keys.is_empty() {
            seed.deserialize(self.inner)
        } else {
            seed.deserialize(self.model.into_deserializer())
        }
    }
}

/// Noughts, and then the one that is asked about.
struct Entries<'a> {
    before: usize,
    inner: Asked<'a>,
}

impl<'de> SeqAccess<'de> for Entries<'_> {
    type Error = Enough;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Enough> {
        match self.before.checked_sub(1) {
            Some(left) => {
                self.before = left;
                seed.deserialize(0.0f32.into_deserializer()).map(Some)
            }
            None => seed.deserialize(self.inner).map(Some),
        }
    }
}

macro_rules! simple {
    ($($name:ident => $wants:expr),* $(,)?) => {
        $(fn $name<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Enough> { self.answer($wants) })*
    };
}

impl<'de> Deserializer<'de> for Asked<'_> {
    type Error = Enough;

    simple! {
        deserialize_any => Wants::Anything, deserialize_ignored_any => Wants::Anything,
        deserialize_bool => Wants::Switch, deserialize_unit => Wants::Anything,
        deserialize_i8 => Wants::Whole, deserialize_i16 => Wants::Whole, deserialize_i32 => Wants::Whole,
        deserialize_i64 => Wants::Whole, deserialize_u8 => Wants::Whole, deserialize_u16 => Wants::Whole,
        deserialize_u32 => Wants::Whole, deserialize_u64 => Wants::Whole,
        deserialize_f32 => Wants::Number, deserialize_f64 => Wants::Number,
        deserialize_char => Wants::Text, deserialize_str => Wants::Text, deserialize_string => Wants::Text,
        deserialize_bytes => Wants::Anything, deserialize_byte_buf => Wants::Anything,
        deserialize_identifier => Wants::Text,
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Enough> {
        match self.next() {
            Some((Step::There, inner)) => visitor.visit_some(inner),
            _ => self.answer(Wants::Optional),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Enough> {
        self.into_list(visitor, Wants::List)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, count: usize, visitor: V) -> Result<V::Value, Enough> {
        self.into_list(visitor, Wants::Row(count))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        count: usize,
        visitor: V,
    ) -> Result<V::Value, Enough> {
        self.into_list(visitor, Wants::Row(count))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Enough> {
        self.into_table(visitor, Wants::Table)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Enough> {
        self.into_table(visitor, Wants::Fields(fields))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        choices: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Enough> {
        self.answer(Wants::Choice(choices))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Enough> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, _: V) -> Result<V::Value, Enough> {
        self.answer(Wants::Anything)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cues::{Course, Impact, Sound};

    #[test]
    fn a_struct_tells_its_fields_and_they_what_they_read() {
        let field = |name| wants::<Impact>(&[Step::Field(name)]);
        assert!(matches!(wants::<Impact>(&[]), Wants::Fields(fields) if fields.contains(&"hardness")));
        assert_eq!((field("size"), field("striker")), (Wants::Number, Wants::Optional));
        assert!(matches!(field("material"), Wants::Choice(all) if all.contains(&"sheet_metal")));
        let inside = [Step::Field("striker"), Step::There];
        assert!(matches!(wants::<Impact>(&inside), Wants::Choice(all) if all.contains(&"glass")));
        assert_eq!(wants::<Course>(&[Step::Field("t"), Step::Entry(0)]), Wants::Number);
    }

    #[test]
    fn the_models_are_those_that_a_sheet_may_name() {
        assert!(
            matches!(wants::<Sound>(&[Step::Field("model")]), Wants::Choice(all) if all.contains(&"impact"))
        );
        let size = [Step::Of("water"), Step::Field("size")];
        assert_eq!(wants::<Sound>(&size), Wants::Number);
    }

    #[test]
    fn the_second_of_a_row_is_reached_over_the_first() {
        assert_eq!(wants::<(f64, bool)>(&[Step::Entry(1)]), Wants::Switch);
    }
}
