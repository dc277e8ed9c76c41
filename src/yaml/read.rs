//! A deserialiser over [`Tree`]: it reads what `serde_yaml` reads, and in the same way, but its errors know the node at
//! fault and keep their parts.

use super::fault::Fault;
use super::scalar::{self, Scalar};
use super::trap::Trap;
use super::tree::{DEEPEST, Id, Kind, Tree};
use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{self, DeserializeSeed, Deserializer, EnumAccess, Expected, IntoDeserializer, MapAccess, SeqAccess};
use serde::de::{Unexpected, VariantAccess, Visitor};
use std::cell::Cell;
use std::fmt;

/// What is wrong, in parts.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Problem {
    /// A key that the map does not have.
    Unknown { expected: &'static [&'static str] },
    /// A required key is absent.
    Missing(&'static str),
    /// A value of another type.
    Type { expected: String },
    /// A word that is not in the set.
    Word { expected: &'static [&'static str] },
    /// An unquoted word that YAML takes for something else.
    Trap(Trap),
    /// What the value's own type says.
    Fault(Fault),
    /// What any other code says.
    Other(String),
    /// Aliases stand for more values than any honest file has.
    TooMany,
}

/// A problem and the node at fault.
#[derive(Debug, Clone)]
pub(super) struct Error {
    /// What is wrong; boxed, since results are moved about more often than errors are made.
    pub problem: Box<Problem>,
    /// Where: the innermost node that was being read.
    pub at: Option<Id>,
}

impl Error {
    fn new(problem: Problem) -> Self {
        Self { problem: Box::new(problem), at: None }
    }

    fn at(mut self, id: Id) -> Self {
        self.at.get_or_insert(id);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.problem)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let text = message.to_string();
        Self::new(Fault::parse(&text).map_or(Problem::Other(text), Problem::Fault))
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Problem::Type { expected: expected.to_string() })
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Problem::Type { expected: expected.to_string() })
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(Problem::Word { expected })
    }

    fn unknown_field(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(Problem::Unknown { expected })
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Problem::Missing(field))
    }
}

/// Reads one node.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    tree: &'a Tree,
    id: Id,
    depth: usize,
    /// How many nodes may still be read.
    budget: &'a Cell<usize>,
}

/// A node's content, for matching.
enum Content<'a> {
    Text(&'a str),
    Plain(&'a str, Scalar),
    Elements(&'a [Id]),
    Entries(&'a [(Id, Id)]),
}

impl<'a> Reader<'a> {
    /// A reader of the tree below `id`, which gives up after `budget` nodes.
    pub(super) fn new(tree: &'a Tree, id: Id, budget: &'a Cell<usize>) -> Self {
        Self { tree, id, depth: 0, budget }
    }

    fn child(&self, id: Id) -> Result<Self, Error> {
        let left = self.budget.get();
        if left == 0 || self.depth > DEEPEST {
            return Err(Error::new(Problem::TooMany).at(self.id));
        }
        self.budget.set(left - 1);
        Ok(Self { id, depth: self.depth + 1, ..*self })
    }

    fn content(&self) -> Content<'a> {
        match self.tree.node(self.id).map(|node| &node.kind) {
            Some(Kind::Scalar { text, plain: true }) => Content::Plain(text, scalar::resolve(text)),
            Some(Kind::Scalar { text, plain: false }) => Content::Text(text),
            Some(Kind::Sequence(elements)) => Content::Elements(elements),
            Some(Kind::Mapping(entries)) => Content::Entries(entries),
            None => Content::Plain("", Scalar::Null),
        }
    }

    fn wrong<T>(&self, expected: &dyn Expected) -> Result<T, Error> {
        Err(Error::new(Problem::Type { expected: expected.to_string() }).at(self.id))
    }

    fn sequence<V: Visitor<'a>>(self, elements: &'a [Id], visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(Elements { reader: self, rest: elements.iter() })
    }

    fn mapping<V: Visitor<'a>>(self, entries: &'a [(Id, Id)], visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(Entries { reader: self, rest: entries.iter(), value: None })
    }
}

fn visit_scalar<'a, V: Visitor<'a>>(text: &'a str, scalar: Scalar, visitor: V) -> Result<V::Value, Error> {
    match scalar {
        Scalar::Null => visitor.visit_unit(),
        Scalar::Boolean(value) => visitor.visit_bool(value),
        Scalar::Unsigned(value) => visitor.visit_u64(value),
        Scalar::Negative(value) => visitor.visit_i64(value),
        Scalar::Float(value) => visitor.visit_f64(value),
        Scalar::Text => visitor.visit_borrowed_str(text),
    }
}

macro_rules! through_any {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
            self.deserialize_any(visitor)
        })*
    };
}

impl<'a> Deserializer<'a> for Reader<'a> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        let result = match self.content() {
            Content::Text(text) => visitor.visit_borrowed_str(text),
            Content::Plain(text, scalar) => visit_scalar(text, scalar, visitor),
            Content::Elements(elements) => self.sequence(elements, visitor),
            Content::Entries(entries) => self.mapping(entries, visitor),
        };
        result.map_err(|error| error.at(self.id))
    }

    /// Any scalar is a text, as it is written, if a text is asked for; but nothing at all is none.
    fn deserialize_str<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.content() {
            Content::Plain(_, Scalar::Null) => self.wrong(&visitor),
            Content::Text(text) | Content::Plain(text, _) => {
                visitor.visit_borrowed_str(text).map_err(|error: Error| error.at(self.id))
            }
            _ => self.wrong(&visitor),
        }
    }

    fn deserialize_string<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.content() {
            Content::Plain(_, Scalar::Null) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
        .map_err(|error: Error| error.at(self.id))
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        if name != super::TEXT {
            return visitor.visit_newtype_struct(self).map_err(|error: Error| error.at(self.id));
        }
        if let Content::Plain(text, scalar) = self.content()
            && scalar != Scalar::Null
            && let Some(trap) = Trap::of(text)
        {
            return Err(Error::new(Problem::Trap(trap)).at(self.id));
        }
        self.deserialize_str(visitor)
    }

    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.content() {
            Content::Elements(elements) => self.sequence(elements, visitor),
            Content::Plain("", _) => self.sequence(&[], visitor),
            _ => self.wrong(&visitor),
        }
        .map_err(|error: Error| error.at(self.id))
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.content() {
            Content::Entries(entries) => self.mapping(entries, visitor),
            Content::Plain("", _) => self.mapping(&[], visitor),
            _ => self.wrong(&visitor),
        }
        .map_err(|error: Error| error.at(self.id))
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.content() {
            Content::Plain(_, Scalar::Null) | Content::Elements(_) | Content::Entries(_) => {
                Err(Error::new(Problem::Word { expected: words }))
            }
            Content::Text(text) | Content::Plain(text, _) => visitor.visit_enum(Word(text)),
        }
        .map_err(|error: Error| error.at(self.id))
    }

    through_any! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64
        deserialize_unit deserialize_ignored_any deserialize_bytes deserialize_byte_buf
    }

    fn deserialize_unit_struct<V: Visitor<'a>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }

    fn deserialize_tuple<V: Visitor<'a>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }
}

struct Elements<'a> {
    reader: Reader<'a>,
    rest: std::slice::Iter<'a, Id>,
}

impl<'a> SeqAccess<'a> for Elements<'a> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let Some(id) = self.rest.next() else { return Ok(None) };
        seed.deserialize(self.reader.child(*id)?).map(Some)
    }
}

struct Entries<'a> {
    reader: Reader<'a>,
    rest: std::slice::Iter<'a, (Id, Id)>,
    value: Option<Id>,
}

impl<'a> MapAccess<'a> for Entries<'a> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        self.value = Some(*value);
        let name = self.reader.tree.scalar(*key).unwrap_or_default();
        let key_reader = BorrowedStrDeserializer::new(name);
        seed.deserialize(key_reader).map(Some).map_err(|error: Error| error.at(*key))
    }

    fn next_value_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<T::Value, Error> {
        match self.value.take() {
            Some(id) => seed.deserialize(self.reader.child(id)?),
            None => Err(Error::new(Problem::Other("a value was read before its key".to_owned()))),
        }
    }
}

/// A word of a set, which is how enumerations are written.
struct Word<'a>(&'a str);

impl<'a> EnumAccess<'a> for Word<'a> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'a>>(self, seed: T) -> Result<(T::Value, Self), Error> {
        let name: StrDeserializer<'_, Error> = self.0.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'a> VariantAccess<'a> for Word<'a> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'a>>(self, _: T) -> Result<T::Value, Error> {
        Err(Error::new(Problem::Other(format!("`{}` wants a value", self.0))))
    }

    fn tuple_variant<V: Visitor<'a>>(self, _: usize, _: V) -> Result<V::Value, Error> {
        Err(Error::new(Problem::Other(format!("`{}` wants values", self.0))))
    }

    fn struct_variant<V: Visitor<'a>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Error> {
        Err(Error::new(Problem::Other(format!("`{}` wants keys", self.0))))
    }
}
