//! Values without a schema, in which no map has a key twice. `serde_yaml` and `serde_json` check that for structs alone; in
//! a map of the author's own the first of two values would be lost without a word.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};

/// What an error about such a key says; what reads YAML finds the place by itself.
const TWICE: &str = "appears twice in one map";

/// A value without a schema.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Unique(pub Value);

/// Reads a map without a schema: for `#[serde(deserialize_with = …)]`.
///
/// # Errors
/// When it is no map, or has a key twice, at any depth.
pub fn unique_map<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    if !deserializer.is_human_readable() {
        let text = String::deserialize(deserializer)?;
        return serde_json::from_str(&text).map_err(Error::custom);
    }
    deserializer.deserialize_map(Entries)
}

/// Writes such a map so that [`unique_map`] can read it: for `#[serde(serialize_with = …)]`. A format that does not
/// describe itself gets it as JSON.
///
/// # Errors
/// When the serialiser fails.
pub fn put_map<S: Serializer>(map: &Map<String, Value>, serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        return map.serialize(serializer);
    }
    serializer.serialize_str(&serde_json::to_string(map).map_err(serde::ser::Error::custom)?)
}

/// The same for a key that may be left out.
///
/// # Errors
/// When it is no map, or has a key twice, at any depth.
pub fn unique_option<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Map<String, Value>>, D::Error> {
    unique_map(deserializer).map(Some)
}

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything).map(Unique)
    }
}

struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Map<String, Value>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            if map.contains_key(&key) {
                return Err(Error::custom(format!("the key `{key}` {TWICE}")));
            }
            map.insert(key, access.next_value::<Unique>()?.0);
        }
        Ok(map)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = access.next_element::<Unique>()? {
            values.push(value.0);
        }
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Value, A::Error> {
        Entries.visit_map(access).map(Value::Object)
    }
}
