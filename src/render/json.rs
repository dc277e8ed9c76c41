//! Objects of JSON, written as they grow.
//!
//! Every page has a graph of some objects; a tree of values would be built for each only to be written and dropped. The keys
//! stand in the order in which they are put. What a key means is not known here.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

/// An object that is open at its end.
pub struct Object {
    text: Vec<u8>,
}

impl Object {
    /// A node of a graph, which begins with its `@type`.
    pub fn of(kind: &str) -> Self {
        let mut object = Self { text: Vec::with_capacity(256) };
        object.text("@type", kind);
        object
    }

    /// Puts anything whose form in JSON cannot fail: texts, numbers, lists of them, values.
    pub fn value<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) {
        self.key(key);
        self.json(value);
    }

    /// Puts a text.
    pub fn text(&mut self, key: &str, text: &str) {
        self.value(key, text);
    }

    /// Puts a text unless it is empty.
    pub fn text_if_any(&mut self, key: &str, text: &str) {
        if !text.is_empty() {
            self.text(key, text);
        }
    }

    /// Puts a reference to the node of that id.
    pub fn reference(&mut self, key: &str, id: &str) {
        self.value(key, &BTreeMap::from([("@id", id)]));
    }

    /// Puts an object.
    pub fn object(&mut self, key: &str, object: Object) {
        self.key(key);
        self.text.extend(object.closed());
    }

    /// Puts a list of objects.
    pub fn objects(&mut self, key: &str, objects: Vec<Object>) {
        self.key(key);
        self.text.push(b'[');
        for (at, object) in objects.into_iter().enumerate() {
            self.text.extend((at > 0).then_some(b','));
            self.text.extend(object.closed());
        }
        self.text.push(b']');
    }

    /// The object as text.
    pub fn into_text(self) -> String {
        String::from_utf8(self.closed()).unwrap_or_default()
    }

    fn key(&mut self, key: &str) {
        self.text.push(if self.text.is_empty() { b'{' } else { b',' });
        self.json(key);
        self.text.push(b':');
    }

    fn json<T: Serialize + ?Sized>(&mut self, value: &T) {
        let begin = self.text.len();
        if serde_json::to_writer(&mut self.text, value).is_err() {
            self.text.truncate(begin);
            self.text.extend(b"null");
        }
    }

    fn closed(mut self) -> Vec<u8> {
        if self.text.is_empty() {
            self.text.push(b'{');
        }
        self.text.push(b'}');
        self.text
    }
}

impl From<&Map<String, Value>> for Object {
    fn from(map: &Map<String, Value>) -> Self {
        let mut object = Self { text: Vec::new() };
        map.iter().for_each(|(key, value)| object.value(key, value));
        object
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_the_same_as_a_tree_of_values() {
        let mut object = Object::of("Thing");
        object.text("name", "a \"b\"\n<c>");
        object.text_if_any("empty", "");
        object.value("words", &["x", "y"]);
        object.reference("about", "#it");
        object.objects("list", vec![Object::of("A"), Object::of("B")]);
        object.object("one", Object::of("C"));
        let tree = serde_json::json!({
            "@type": "Thing", "name": "a \"b\"\n<c>", "words": ["x", "y"], "about": {"@id": "#it"},
            "list": [{"@type": "A"}, {"@type": "B"}], "one": {"@type": "C"},
        });
        assert_eq!(object.into_text(), tree.to_string());
        let Value::Object(map) = &tree else { unreachable!() };
        assert_eq!(Object::from(map).into_text(), tree.to_string());
    }
}
