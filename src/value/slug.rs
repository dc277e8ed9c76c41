//! Names that become part of an address, and how a title turns into one.

use super::described::schema;
use crate::diagnostic::Code;
use crate::yaml::Fault;
use schemars::json_schema;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::fmt;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

const LONGEST: usize = 100;

/// One part of an address: lower-case ASCII letters, digits and single `-` between them, at most 100 bytes. It can be used
/// as a file name as it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Slug(Arc<str>);

/// The id of a skill, which is also the last part of its page's address.
pub type SkillId = Slug;

impl Slug {
    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Slug {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let tidy = !text.starts_with('-') && !text.ends_with('-') && !text.contains("--");
        if !text.is_empty() && text.len() <= LONGEST && text.bytes().all(allowed) && tidy {
            return Ok(Self(text.into()));
        }
        Err(refusal(text))
    }
}

fn refusal(text: &str) -> Fault {
    let fault = match text.len() {
        0 => Fault::new(Code::InvalidValue, "the name is empty").caret("write letters, digits and `-`"),
        length if length > LONGEST => {
            Fault::new(Code::InvalidValue, format!("the name is {length} bytes long; {LONGEST} are allowed"))
        }
        _ => Fault::new(Code::InvalidValue, format!("`{text}` cannot be part of an address")),
    };
    let fault = fault.caret("lower-case letters a to z, digits, and single `-` between them");
    match slugify(text) {
        better if better.is_empty() => fault,
        better => fault.help(format!("did you mean `{better}`?")),
    }
}

/// The slug that a title gives: Latin letters lose their accents (`ø` is `o`, `ß` is `ss`), everything else becomes `-`.
/// Empty if the title has no Latin letter and no digit.
pub fn slugify(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for letter in text.nfkd().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' => slug.push(letter),
            '\'' | '’' | '\u{300}'..='\u{36f}' => {}
            _ => match transliterate(letter) {
                Some(letters) => slug.push_str(letters),
                None if slug.is_empty() || slug.ends_with('-') => {}
                None => slug.push('-'),
            },
        }
    }
    slug.truncate(LONGEST);
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// The part of an address that a file, a folder or a tag gives: its slug; for a name without a Latin letter or digit the
/// numbers of its letters (`日本` is `u65e5-u672c`), since an address must not be empty.
pub fn address_part(name: &str) -> String {
    let slug = slugify(name);
    if !slug.is_empty() {
        return slug;
    }
    let mut part = String::new();
    for letter in name.nfc().filter(|letter| !letter.is_whitespace()) {
        let number = format!("u{:x}", u32::from(letter));
        if part.len() + number.len() + 1 > LONGEST {
            break;
        }
        part.extend(if part.is_empty() { ["", &number] } else { ["-", &number] });
    }
    if part.is_empty() { "u20".to_owned() } else { part }
}

/// Latin letters that Unicode does not decompose, and the signs that programmers' names are made of.
fn transliterate(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ł' => "l",
        'ŋ' => "n",
        'þ' => "th",
        'ŧ' => "t",
        'ə' => "e",
        '+' => "plus",
        '#' => "sharp",
        '&' => "and",
        _ => return None,
    })
}

impl std::ops::Deref for Slug {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Slug {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for Slug {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl<'de> Deserialize<'de> for Slug {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(SlugVisitor)
    }
}

// Any scalar is taken as it is written, so that `404` needs no quotes.
schema! {
    inline Slug is "slug": |_| json_schema!({
        "type": ["string", "integer", "boolean"],
        "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
        "patternErrorMessage": "Lower-case letters a to z, digits, and single - between them.",
        "maxLength": LONGEST,
        "minimum": 0,
    });
}

struct SlugVisitor;

impl Visitor<'_> for SlugVisitor {
    type Value = Slug;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a name for an address (lower-case letters, digits and `-`)")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Slug, E> {
        text.parse().map_err(Fault::into_error)
    }
}
