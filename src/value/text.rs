//! A text of the user's: what stands in the file, letter by letter, and never a number that YAML made of it.

use super::described::schema;
use crate::diagnostic::Code;
use crate::yaml::{self, Fault};
use schemars::json_schema;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::fmt;
use std::sync::Arc;

/// A text, cheap to clone. Read from YAML it refuses what YAML takes for something else: `3.10` is the number 3.1 to most
/// readers of YAML, `no` is false, `2024-05-17` a date; all of them want quotes. (A field that may as well hold a number,
/// such as a grade, is a `String`, which takes any scalar as it is written.)
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
#[serde(transparent)]
pub struct Text(Arc<str>);

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::ops::Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for Text {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<Text> for Arc<str> {
    fn from(text: Text) -> Self {
        text.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(yaml::TEXT, TextVisitor { checked: true })
    }
}

// A schema sees no quotes: that `no` needs some is for the loader to say.
schema! {
    inline Text is "text": |_| json_schema!({"type": "string"});
}

/// `checked`: the deserialiser has seen to it that the scalar is not one of YAML's traps.
struct TextVisitor {
    checked: bool,
}

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a text")
    }

    /// The way of a deserialiser that does not know the name [`yaml::TEXT`], hence not whether the scalar has quotes.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Text, D::Error> {
        if deserializer.is_human_readable() {
            return deserializer.deserialize_any(TextVisitor { checked: false });
        }
        String::deserialize(deserializer).map(Text::from)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
        if !self.checked && yaml::Trap::of(text).is_some() {
            return Err(Fault::new(Code::YamlAmbiguous, text).into_error());
        }
        Ok(text.into())
    }
}
