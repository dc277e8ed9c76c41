//! A page as the tests look at it: its tags and texts in their order, read by the tokenizer that browsers' rules prescribe.

#![allow(dead_code, reason = "each test file uses its own part")]

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A tag or a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    Open(Tag),
    Close(String),
    Text(String),
}

/// An opening tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
}

impl Tag {
    /// An attribute's value; empty if it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    pub fn has(&self, name: &str) -> bool {
        self.attributes.contains_key(name)
    }
}

/// A page, taken apart.
#[derive(Debug, Default)]
pub struct Html {
    pub items: Vec<Item>,
    /// What the tokenizer complained about.
    pub errors: Vec<String>,
}

#[derive(Default)]
struct Sink(RefCell<Html>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let mut html = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                let name = tag.name.to_string();
                if tag.had_duplicate_attributes {
                    html.errors.push(format!("line {line}: an attribute of <{name}> stands twice"));
                }
                let attributes = tag.attrs.iter().map(|one| (one.name.local.to_string(), one.value.to_string()));
                html.items.push(Item::Open(Tag { name: name.clone(), attributes: attributes.collect() }));
                return match name.as_str() {
                    "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" => TokenSinkResult::RawData(RawKind::Rawtext),
                    "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
                    _ => TokenSinkResult::Continue,
                };
            }
            Token::TagToken(tag) => html.items.push(Item::Close(tag.name.to_string())),
            Token::CharacterTokens(text) => match html.items.last_mut() {
                Some(Item::Text(before)) => before.push_str(&text),
                _ => html.items.push(Item::Text(text.to_string())),
            },
            Token::ParseError(error) => html.errors.push(format!("line {line}: {error}")),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Html {
    pub fn parse(text: &str) -> Self {
        Self::with(text, true)
    }

    /// The same page, read faster, since not everything that is wrong is told.
    pub fn quick(text: &str) -> Self {
        Self::with(text, false)
    }

    fn with(text: &str, exact_errors: bool) -> Self {
        let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts { exact_errors, ..TokenizerOpts::default() });
        let input = BufferQueue::default();
        input.push_back(StrTendril::from(text));
        let _ = tokenizer.feed(&input);
        tokenizer.end();
        tokenizer.sink.0.into_inner()
    }

    /// All opening tags.
    pub fn tags(&self) -> impl Iterator<Item = &Tag> {
        self.items.iter().filter_map(|item| match item {
            Item::Open(tag) => Some(tag),
            _ => None,
        })
    }

    /// The opening tags of that name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &Tag> {
        self.tags().filter(move |tag| tag.name == name)
    }

    /// The text within the first element of that name that `wanted` accepts.
    pub fn text_of(&self, name: &str, wanted: impl Fn(&Tag) -> bool) -> Option<String> {
        let at =
            self.items.iter().position(|item| matches!(item, Item::Open(tag) if tag.name == name && wanted(tag)))?;
        let inner = self.items[at + 1..].iter().take_while(|item| **item != Item::Close(name.to_owned()));
        Some(inner.filter_map(|item| if let Item::Text(text) = item { Some(text.as_str()) } else { None }).collect())
    }

    /// The content of `<meta name=…>` or `<meta property=…>`.
    pub fn meta(&self, name: &str) -> Option<&str> {
        self.all("meta")
            .find(|tag| tag.get("name") == name || tag.get("property") == name)
            .map(|tag| tag.get("content"))
    }

    /// The target of `<link rel=…>`.
    pub fn link(&self, rel: &str) -> Option<&str> {
        self.all("link").find(|tag| tag.get("rel") == rel).map(|tag| tag.get("href"))
    }

    /// Where the page sends its readers, if it is a redirect.
    pub fn redirect(&self) -> Option<&str> {
        let tag = self.all("meta").find(|tag| tag.get("http-equiv") == "refresh")?;
        Some(tag.get("content").split_once("url=").map_or("", |(_, url)| url))
    }

    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.tags().filter(|tag| tag.has("id")).map(|tag| tag.get("id"))
    }

    /// Every address that a tag names: the tag, whether following it is up to the reader, and the address.
    pub fn addresses(&self) -> Vec<(&Tag, bool, String)> {
        let mut found = Vec::new();
        for tag in self.tags() {
            for name in ["href", "src", "poster", "action", "data", "cite", "formaction", "xlink:href"] {
                if tag.has(name) && !(name == "data" && tag.name != "object") {
                    found.push((tag, is_followed(tag), tag.get(name).to_owned()));
                }
            }
            let sets = ["srcset", "imagesrcset"].into_iter().flat_map(|name| tag.get(name).split(','));
            for part in sets.filter_map(|part| part.split_whitespace().next()) {
                found.push((tag, false, part.to_owned()));
            }
            if tag.name == "meta" && tag.get("http-equiv") == "refresh" {
                let target = tag.get("content").split_once("url=").map_or("", |(_, url)| url);
                found.push((tag, true, target.to_owned()));
            }
        }
        found
    }
}

/// Whether the browser leaves an address alone until the reader follows it.
fn is_followed(tag: &Tag) -> bool {
    match tag.name.as_str() {
        "a" | "area" | "blockquote" | "q" | "form" => true,
        "link" => matches!(tag.get("rel"), "canonical" | "alternate" | "prev" | "next" | "author" | "license" | "me"),
        _ => false,
    }
}
