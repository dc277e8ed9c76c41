//! Named addresses of a project: the repository, the demo, the documentation and whatever else there is.

use super::described::schema;
use super::{Text, Url};
use schemars::json_schema;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use std::fmt;

/// Addresses by name. Those that every reader looks for come first, in a fixed order; the others follow as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Links(Vec<(Text, Url)>);

impl Links {
    /// The names that have a place and a label of their own, in the order in which they are shown.
    pub const KNOWN: [&'static str; 6] = ["repo", "demo", "docs", "package", "paper", "video"];

    /// The links in the order in which they are shown.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Url)> {
        self.0.iter().map(|(name, url)| (name.as_str(), url))
    }

    /// The address of that name.
    pub fn get(&self, name: &str) -> Option<&Url> {
        self.iter().find(|(candidate, _)| *candidate == name).map(|(_, url)| url)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl serde::Serialize for Links {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return self.0.serialize(serializer);
        }
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Links {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return Vec::deserialize(deserializer).map(Links);
        }
        deserializer.deserialize_map(LinksVisitor)
    }
}

schema! {
    inline Links is "links": |generator| {
        let address = Option::<Url>::json_schema(generator);
        let known = Links::KNOWN.map(|name| (name.to_owned(), address.clone().to_value()));
        json_schema!({
            "type": "object",
            "properties": serde_json::Map::from_iter(known),
            "additionalProperties": address,
        })
    };
}

struct LinksVisitor;

impl<'de> Visitor<'de> for LinksVisitor {
    type Value = Links;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a map of names and addresses")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Links, A::Error> {
        let mut links: Vec<(Text, Url)> = Vec::new();
        let mut names = std::collections::BTreeSet::new();
        while let Some((name, url)) = map.next_entry::<String, Option<Url>>()? {
            if !names.insert(name.clone()) {
                return Err(serde::de::Error::custom(format!("the key `{name}` appears twice in one map")));
            }
            links.extend(url.map(|url| (Text::from(name), url)));
        }
        let rank = |name: &str| Links::KNOWN.iter().position(|known| *known == name).unwrap_or(Links::KNOWN.len());
        links.sort_by_key(|(name, _)| rank(name));
        Ok(Links(links))
    }
}
