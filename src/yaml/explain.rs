//! Problems of a tree in words: what was found, what is wanted, where, and the cure.

use super::Origin;
use super::read::Problem;
use super::scalar::{self, Scalar};
use super::tree::{Flaw, Id, Kind, Tree};
use crate::diagnostic::{Code, Diagnostic, Place, Span, nearest, only};
use crate::yaml::Fault;

/// A problem that reading found.
pub(super) fn problem(tree: &Tree, origins: &[Origin], (problem, at): (&Problem, Id)) -> Diagnostic {
    let place = place(tree, origins, at);
    let scene = Scene { tree, at };
    match problem {
        Problem::Unknown { expected } => scene.unknown(expected).at(place),
        Problem::Missing(key) => scene.missing(key).at(place),
        Problem::Type { expected } => scene.wrong_type(expected).at(place),
        Problem::Word { expected } => scene.word(expected).at(place),
        Problem::Trap(trap) => {
            let text = tree.scalar(at).unwrap_or_default();
            from_fault(trap.fault(text)).at(place).mend(text, Some(format!("\"{text}\"")))
        }
        Problem::Fault(fault) => {
            let text = tree.scalar(at).unwrap_or_default();
            from_fault(fault.clone()).at(place).mend(text, Some(&fault.meant).filter(|meant| !meant.is_empty()))
        }
        Problem::Other(message) => Diagnostic::new(Code::InvalidValue, message.clone()).at(place),
        Problem::TooMany => too_many().at(place),
    }
}

/// A value's own refusal as a diagnostic without a place.
pub fn from_fault(fault: Fault) -> Diagnostic {
    let diagnostic = Diagnostic::new(fault.code, fault.message).caret(fault.caret);
    if fault.help.is_empty() { diagnostic } else { diagnostic.help(fault.help) }
}

/// Aliases that stand for more values than any honest file has.
pub(super) fn too_many() -> Diagnostic {
    Diagnostic::new(Code::YamlLimit, "aliases make this file expand to more than 100,000 values")
        .help("write the values out, or take the aliases away")
}

/// Where the caret for a node goes.
pub(super) fn place(tree: &Tree, origins: &[Origin], id: Id) -> Place {
    let mut at = id;
    // A made-up node has no place; the map that lacks it has.
    while let (Some(_), Some(parent)) = (tree.node(at).and_then(|node| node.hole), tree.node(at).and_then(|n| n.parent))
    {
        at = parent;
    }
    let layer = tree.node(at).map_or(0, |node| node.layer);
    let span = tree.caret(at);
    match origins.get(layer).or_else(|| origins.first()) {
        Some(origin) => origin.place(span),
        None => Place::new(&"".into(), span),
    }
}

/// The path of a node below `root`: `[0].positions[1].start`.
pub(super) fn path(tree: &Tree, root: Id, id: Id) -> String {
    let mut steps = Vec::new();
    let mut at = id;
    while at != root {
        if let Some(index) = tree.index_of(at) {
            steps.push(format!("[{index}]"));
        } else if let Some(key) = tree.key_of(at).and_then(|key| tree.scalar(key)) {
            steps.push(format!(".{key}"));
        }
        match tree.node(at).and_then(|node| node.parent) {
            Some(parent) => at = parent,
            None => break,
        }
    }
    steps.reverse();
    steps.concat().trim_start_matches('.').to_owned()
}

/// A flaw of the document itself.
pub(super) fn flaw(tree: &Tree, origin: &Origin, flaw: &Flaw) -> Diagnostic {
    match flaw {
        Flaw::Syntax { at, message } => {
            Diagnostic::new(Code::YamlSyntax, message.clone()).at(origin.place(Span::new(*at, *at)))
        }
        Flaw::Duplicate { key, first, second } => {
            let span = |id: &Id| tree.node(*id).map(|node| node.span).unwrap_or_default();
            Diagnostic::new(Code::DuplicateKey, format!("the key `{key}` appears twice in one map"))
                .at(origin.place(span(second)))
                .caret("here again")
                .label(origin.place(span(first)), "here first")
                .help("keep one of them")
        }
        Flaw::ComplexKey { span } => Diagnostic::new(Code::YamlSyntax, "a key must be a text, not a list or a map")
            .at(origin.place(*span))
            .help("if this is meant as a text, quote it; braces and brackets begin a map or a list"),
        Flaw::Tag { span, tag } => Diagnostic::new(Code::YamlSyntax, format!("the tag `{tag}` means nothing here"))
            .at(origin.place(*span))
            .help("quote a text that begins with `!`"),
        Flaw::Merge { span } => Diagnostic::new(Code::YamlSyntax, "merge keys (`<<`) are not supported")
            .at(origin.place(*span))
            .help("they are not part of YAML 1.2; write the keys out"),
        Flaw::TooDeep { span } => Diagnostic::new(
            Code::YamlLimit,
            format!("lists and maps are nested more than {} deep", super::tree::DEEPEST),
        )
        .at(origin.place(*span))
        .caret("here it becomes too much"),
        Flaw::SelfReference { span } => {
            Diagnostic::new(Code::YamlLimit, "this alias refers to a value that contains it")
                .at(origin.place(*span))
                .caret("endless")
                .help("write the value out")
        }
        Flaw::SecondDocument { span } => Diagnostic::new(Code::YamlSyntax, "a second YAML document begins here")
            .at(origin.place(*span))
            .caret("the first one ends before this")
            .help("each file holds one document; put the other into a file of its own"),
    }
}

/// A problem's surroundings.
struct Scene<'a> {
    tree: &'a Tree,
    at: Id,
}

impl Scene<'_> {
    fn unknown(&self, expected: &[&str]) -> Diagnostic {
        let key = self.tree.scalar(self.at).unwrap_or_default();
        let map = self.tree.node(self.at).and_then(|node| node.parent).unwrap_or(self.at);
        let diagnostic = Diagnostic::new(Code::UnknownKey, format!("unknown key `{key}`{}", self.inside(map)));
        match nearest(key, expected.iter().copied()) {
            Some(near) => {
                let meant = only(key, expected.iter().copied()).filter(|near| self.tree.entry(map, near).is_none());
                diagnostic.suggest(Some(near)).mend(key, meant)
            }
            None => {
                let diagnostic = diagnostic.help(format!("the keys here are {}", list(expected, "and")));
                if expected.contains(&"extra") {
                    return diagnostic.help("keys of your own go below `extra:`");
                }
                diagnostic
            }
        }
    }

    fn missing(&self, key: &str) -> Diagnostic {
        let caret = format!("`{key}` is missing here");
        let message = format!("the key `{key}` is missing{}", self.inside(self.at));
        Diagnostic::new(Code::MissingKey, message).caret(caret).about(key)
    }

    fn wrong_type(&self, expected: &str) -> Diagnostic {
        let wanted = wanted(expected);
        let message = format!("{} must be {wanted}, not {}", self.subject(), self.found());
        let diagnostic = Diagnostic::new(Code::InvalidValue, message).caret(format!("{wanted} is wanted here"));
        match self.tree.scalar(self.at) {
            Some(text) if wanted.starts_with("a map") && is_key_without_space(text) => {
                diagnostic.help("a space is needed after the colon of a key")
            }
            None if wanted == "a list" => diagnostic.help("each entry of a list begins with `- `"),
            Some(text) if wanted == "a list" && !text.is_empty() => {
                diagnostic.help(format!("a list of one is written `[{}]`", shorten(text)))
            }
            None if wanted == "a text" && self.tree.entries(self.at).len() == 1 => {
                diagnostic.help("a text that contains a colon followed by a space must be quoted")
            }
            Some(text) if wanted == "`true` or `false`" => {
                let meant = boolean(text).filter(|_| text.len() > 1 && self.is_plain());
                diagnostic.suggest(boolean(text)).mend(text, meant)
            }
            _ => diagnostic,
        }
    }

    fn word(&self, expected: &[&str]) -> Diagnostic {
        let message = match self.tree.scalar(self.at).filter(|text| !text.is_empty()) {
            Some(text) => format!("{} cannot be `{}`", self.subject(), shorten(text)),
            None => format!("{} cannot be {}", self.subject(), self.found()),
        };
        let text = self.tree.scalar(self.at).unwrap_or_default();
        // `off` may also be written `false`, which to YAML 1.1 is the same; it is not worth mentioning.
        let is_off = expected.contains(&"off");
        let expected: Vec<&str> = expected.iter().copied().filter(|word| !(is_off && *word == "false")).collect();
        let caret = format!("one of {} is wanted here", list(&expected, "or"));
        Diagnostic::new(Code::InvalidValue, message)
            .caret(caret)
            .suggest(nearest(text, expected.iter().copied()))
            .mend(text, only(text, expected.iter().copied()))
    }

    /// Whether the node is a scalar without quotes.
    fn is_plain(&self) -> bool {
        matches!(self.tree.node(self.at).map(|node| &node.kind), Some(Kind::Scalar { plain: true, .. }))
    }

    /// How the node is spoken of: its key, or its number in a list.
    fn subject(&self) -> String {
        if let Some(key) = self.tree.key_of(self.at).and_then(|key| self.tree.scalar(key)) {
            return format!("`{key}`");
        }
        let parent = self.tree.node(self.at).and_then(|node| node.parent);
        match (self.tree.index_of(self.at), parent) {
            (Some(index), Some(list)) => {
                let of = self.tree.key_of(list).and_then(|key| self.tree.scalar(key));
                let of = of.map(|key| format!(" of `{key}`")).unwrap_or_default();
                format!("entry {}{of}", index + 1)
            }
            _ => "this file".to_owned(),
        }
    }

    /// The map that lacks a key, or has one too many: " in `location`", " in entry 2 of `positions`", or nothing for the
    /// whole file.
    fn inside(&self, map: Id) -> String {
        match (Scene { tree: self.tree, at: map }).subject() {
            subject if subject == "this file" => String::new(),
            subject => format!(" in {subject}"),
        }
    }

    fn found(&self) -> String {
        match self.tree.node(self.at).map(|node| &node.kind) {
            Some(Kind::Scalar { text, plain }) => match scalar::resolve(text) {
                Scalar::Null if *plain => "nothing".to_owned(),
                Scalar::Boolean(value) if *plain => format!("`{value}`"),
                Scalar::Unsigned(_) | Scalar::Negative(_) | Scalar::Float(_) if *plain => {
                    format!("the number {}", shorten(text))
                }
                _ if text.is_empty() => "an empty text".to_owned(),
                _ => format!("the text `{}`", shorten(text)),
            },
            Some(Kind::Sequence(_)) => "a list".to_owned(),
            Some(Kind::Mapping(_)) => "a map".to_owned(),
            None => "nothing".to_owned(),
        }
    }
}

/// What serde says it expected, in plain words.
fn wanted(expected: &str) -> String {
    let words = match expected {
        "u8" => "a whole number from 0 to 255",
        "u16" | "u32" | "u64" | "usize" => "a whole number from 0 up",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        "a boolean" => "`true` or `false`",
        "a string" | "string" | "str" => "a text",
        "a sequence" => "a list",
        "a map" => "a map (lines of `key: value`)",
        _ if expected.starts_with("struct ") => "a map (lines of `key: value`)",
        _ => expected,
    };
    words.to_owned()
}

fn boolean(text: &str) -> Option<&'static str> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "y" | "on" | "1" => Some("true"),
        "no" | "n" | "off" | "0" => Some("false"),
        _ => None,
    }
}

/// `title:About`.
fn is_key_without_space(text: &str) -> bool {
    text.split_once(':').is_some_and(|(key, value)| {
        !key.is_empty() && !value.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// A text's first line, cut after forty characters.
fn shorten(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(40).collect();
    if short.len() < text.trim_end().len() { format!("{short}…") } else { short }
}

/// `a`, `b` and `c`.
fn list(words: &[&str], joint: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [] => "none".to_owned(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {joint} {last}", first.join(", ")),
    }
}
