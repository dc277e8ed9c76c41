//! A YAML document as a tree that knows where each of its nodes stands; built only when a diagnostic is to be printed, or
//! when several files are laid over each other.
//!
//! In: the events of `saphyr-parser`. Out: nodes in one list, which refer to each other by number, so that they can be
//! mended one by one. An alias is the node it stands for.

use super::join::joined;
use crate::diagnostic::Span;
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, StrInput};
use std::collections::HashMap;

/// How deep lists and maps may be nested.
pub(super) const DEEPEST: usize = 128;

/// The number of a node.
pub(super) type Id = usize;

/// A node.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// What it is.
    pub kind: Kind,
    /// Its bytes, in the text of its layer.
    pub span: Span,
    /// Which of the texts it stands in.
    pub layer: usize,
    /// The list or map that holds it.
    pub parent: Option<Id>,
    /// Whether it is a key.
    pub is_key: bool,
    /// For a value that was made up in place of a faulty one: the number of the attempt.
    pub hole: Option<usize>,
    /// For a map: its first key in the file.
    pub head: Option<Span>,
    /// For a map: keys that were there and were taken away, or are not worth a complaint.
    pub lost: Vec<String>,
    /// For a list: the original position of each element.
    pub positions: Vec<usize>,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A scalar; `plain` if it has neither quotes nor a tag that makes it a text.
    Scalar { text: String, plain: bool },
    /// A list.
    Sequence(Vec<Id>),
    /// Keys and values, in the order of the file.
    Mapping(Vec<(Id, Id)>),
}

/// A problem that keeps the tree from being complete.
#[derive(Debug, Clone)]
pub(super) enum Flaw {
    /// The parser gave up.
    Syntax { at: usize, message: String },
    /// A key for the second time; the second one is left out of the tree.
    Duplicate { key: String, first: Id, second: Id },
    /// A list or a map in place of a key.
    ComplexKey { span: Span },
    /// A tag that the format does not know.
    Tag { span: Span, tag: String },
    /// `<<`, which belongs to YAML 1.1.
    Merge { span: Span },
    /// Deeper than [`DEEPEST`].
    TooDeep { span: Span },
    /// An alias inside the value that it stands for.
    SelfReference { span: Span },
    /// A second document: its `---`, or its first sign if a `...` has ended the first.
    SecondDocument { span: Span },
}

impl Flaw {
    /// Whether the rest of the text was not read.
    pub(super) fn is_fatal(&self) -> bool {
        matches!(self, Self::Syntax { .. } | Self::TooDeep { .. } | Self::SelfReference { .. })
    }
}

/// Nodes of one or several texts.
#[derive(Debug, Clone, Default)]
pub(super) struct Tree {
    /// All nodes; parents after their children.
    pub nodes: Vec<Node>,
}

/// What became of one text.
pub(super) struct Parsed {
    /// The root; absent if the text holds nothing but comments.
    pub root: Option<Id>,
    /// What is wrong with it, in the order of the text.
    pub flaws: Vec<Flaw>,
    /// How many documents the text begins.
    pub documents: usize,
}

impl Parsed {
    /// Whether the text holds nothing but comments.
    pub(super) fn is_blank(&self, tree: &Tree) -> bool {
        let root = self.root.and_then(|root| tree.node(root)).map(|root| &root.kind);
        let nothing = root.is_none_or(|kind| matches!(kind, Kind::Scalar { text, plain: true } if text.is_empty()));
        nothing && self.flaws.is_empty()
    }
}

impl Tree {
    /// Adds an empty document.
    pub(super) fn nothing(&mut self) -> Id {
        self.nodes.push(Node::new(Kind::Scalar { text: String::new(), plain: true }, Span::default(), 0));
        self.nodes.len() - 1
    }

    /// Adds the nodes of a text.
    pub(super) fn parse(&mut self, text: &str, layer: usize) -> Parsed {
        let text = &*joined(text);
        let mut builder = Builder {
            tree: self,
            layer,
            text,
            offsets: Offsets::of(text),
            open: Vec::new(),
            anchors: HashMap::new(),
            out: Parsed { root: None, flaws: Vec::new(), documents: 0 },
        };
        builder.run();
        builder.out
    }

    /// The node.
    pub(super) fn node(&self, id: Id) -> Option<&Node> {
        self.nodes.get(id)
    }

    /// Adds a node without a place of its own.
    pub(super) fn add(&mut self, kind: Kind, like: Id) -> Id {
        let (span, layer) = self.node(like).map_or_else(Default::default, |node| (node.span, node.layer));
        self.nodes.push(Node::new(kind, span, layer));
        self.nodes.len() - 1
    }

    /// The text of a scalar.
    pub(super) fn scalar(&self, id: Id) -> Option<&str> {
        match &self.node(id)?.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Keys and values of a map; nothing for other nodes.
    pub(super) fn entries(&self, id: Id) -> &[(Id, Id)] {
        match self.node(id).map(|node| &node.kind) {
            Some(Kind::Mapping(entries)) => entries,
            _ => &[],
        }
    }

    /// The elements of a list; nothing for other nodes.
    pub(super) fn elements(&self, id: Id) -> &[Id] {
        match self.node(id).map(|node| &node.kind) {
            Some(Kind::Sequence(elements)) => elements,
            _ => &[],
        }
    }

    /// The entry of a map with that key.
    pub(super) fn entry(&self, map: Id, key: &str) -> Option<(Id, Id)> {
        self.entries(map).iter().copied().find(|(name, _)| self.scalar(*name) == Some(key))
    }

    /// The key under which a node stands, if its parent is a map.
    pub(super) fn key_of(&self, id: Id) -> Option<Id> {
        let parent = self.node(id)?.parent?;
        self.entries(parent).iter().find(|(_, value)| *value == id).map(|(key, _)| *key)
    }

    /// The original position of a node in its list, if its parent is one.
    pub(super) fn index_of(&self, id: Id) -> Option<usize> {
        let parent = self.node(self.node(id)?.parent?)?;
        let Kind::Sequence(elements) = &parent.kind else { return None };
        let position = elements.iter().position(|element| *element == id)?;
        parent.positions.get(position).copied()
    }

    /// Where a caret for the node should stand: a scalar itself, the key of a map's empty or nested value, the first key
    /// of a map in a list.
    pub(super) fn caret(&self, id: Id) -> Span {
        let Some(node) = self.node(id) else { return Span::default() };
        match &node.kind {
            Kind::Scalar { .. } if node.span.start < node.span.end => node.span,
            Kind::Mapping(_) if self.key_of(id).is_none() => node.head.unwrap_or_default(),
            _ => self.key_of(id).and_then(|key| self.node(key)).map_or(node.span, |key| key.span),
        }
    }

    /// Takes a node out of the list or map that holds it.
    pub(super) fn detach(&mut self, id: Id) {
        let Some(parent) = self.node(id).and_then(|node| node.parent) else { return };
        let lost = self.key_of(id).or(Some(id)).and_then(|key| self.scalar(key)).map(str::to_owned);
        let Some(parent) = self.nodes.get_mut(parent) else { return };
        match &mut parent.kind {
            Kind::Mapping(entries) => {
                entries.retain(|(key, value)| *key != id && *value != id);
                parent.lost.extend(lost);
            }
            Kind::Sequence(elements) => {
                if let Some(position) = elements.iter().position(|element| *element == id) {
                    elements.remove(position);
                    parent.positions.remove(position);
                }
            }
            Kind::Scalar { .. } => {}
        }
    }

    /// Lays map `over` upon map `under`: maps are merged, everything else is replaced.
    pub(super) fn merge(&mut self, under: Id, over: Id) {
        let names = |entry: &(Id, Id)| Some((self.scalar(entry.0)?.to_owned(), *entry));
        let old: HashMap<String, (Id, Id)> = self.entries(under).iter().filter_map(names).collect();
        for (key, value) in self.entries(over).to_vec() {
            let below = self.scalar(key).and_then(|name| old.get(name)).copied();
            let is_map = |id| matches!(self.node(id).map(|node| &node.kind), Some(Kind::Mapping(_)));
            match below {
                Some((_, old)) if is_map(old) && is_map(value) => self.merge(old, value),
                _ => self.put(under, below, (key, value)),
            }
        }
    }

    /// Puts an entry into a map, in place of `old`.
    pub(super) fn put(&mut self, map: Id, old: Option<(Id, Id)>, new: (Id, Id)) {
        for id in [new.0, new.1] {
            if let Some(node) = self.nodes.get_mut(id) {
                node.parent = Some(map);
            }
        }
        let Some(Node { kind: Kind::Mapping(entries), .. }) = self.nodes.get_mut(map) else { return };
        match entries.iter_mut().find(|entry| Some(**entry) == old) {
            Some(entry) => *entry = new,
            None => entries.push(new),
        }
    }
}

impl Node {
    fn new(kind: Kind, span: Span, layer: usize) -> Self {
        Self {
            kind,
            span,
            layer,
            parent: None,
            is_key: false,
            hole: None,
            head: None,
            lost: Vec::new(),
            positions: Vec::new(),
        }
    }
}

/// Characters to bytes: the parser counts characters.
struct Offsets {
    /// The byte of each character; empty for ASCII, where they are the same.
    bytes: Vec<u32>,
    length: usize,
}

impl Offsets {
    fn of(text: &str) -> Self {
        let bytes = if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(at, _)| at as u32).collect() };
        Self { bytes, length: text.len() }
    }

    fn byte(&self, character: usize) -> usize {
        if self.bytes.is_empty() {
            return character.min(self.length);
        }
        self.bytes.get(character).map_or(self.length, |byte| *byte as usize)
    }
}

/// A list or map that is not closed yet.
struct Open {
    id: Id,
    /// The key that waits for its value.
    key: Option<Id>,
    /// The keys so far.
    names: HashMap<String, Id>,
}

struct Builder<'a> {
    tree: &'a mut Tree,
    layer: usize,
    text: &'a str,
    offsets: Offsets,
    open: Vec<Open>,
    anchors: HashMap<usize, Id>,
    out: Parsed,
}

impl Builder<'_> {
    fn run(&mut self) {
        let mut parser: Parser<'_, StrInput<'_>> = Parser::new_from_str(self.text);
        while let Some(next) = parser.next_event() {
            match next {
                Ok((event, span)) => {
                    let start = self.offsets.byte(span.start.index());
                    let end = self.offsets.byte(span.end.index());
                    self.event(event, Span::new(start, end));
                }
                Err(error) => self.syntax(&error),
            }
            if self.out.documents > 1 || self.out.flaws.last().is_some_and(Flaw::is_fatal) {
                return;
            }
        }
    }

    fn syntax(&mut self, error: &ScanError) {
        let at = self.offsets.byte(error.marker().index());
        self.out.flaws.push(Flaw::Syntax { at, message: error.info().to_owned() });
    }

    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::DocumentStart(_) => {
                self.out.documents += 1;
                if self.out.documents > 1 {
                    let span = if span.start < span.end { span } else { self.sign(span.start) };
                    self.out.flaws.push(Flaw::SecondDocument { span });
                }
            }
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.as_deref().map(|tag| (tag.handle.as_str(), tag.suffix.as_str()));
                let is_text = self.tag(tag, span);
                let plain = style == ScalarStyle::Plain && !is_text;
                let span = self.trimmed(span);
                let node = Node::new(Kind::Scalar { text: text.into_owned(), plain }, span, self.layer);
                self.leaf(node, anchor);
            }
            Event::SequenceStart(anchor, tag) => {
                self.tag(tag.as_deref().map(|tag| (tag.handle.as_str(), tag.suffix.as_str())), span);
                self.start(Kind::Sequence(Vec::new()), anchor, span);
            }
            Event::MappingStart(anchor, tag) => {
                self.tag(tag.as_deref().map(|tag| (tag.handle.as_str(), tag.suffix.as_str())), span);
                self.start(Kind::Mapping(Vec::new()), anchor, span);
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
    }

    /// Notes a tag that is not one of YAML's own; says whether it makes a scalar a text.
    fn tag(&mut self, tag: Option<(&str, &str)>, span: Span) -> bool {
        match tag {
            None => false,
            Some(("tag:yaml.org,2002:", suffix)) => suffix == "str",
            Some(("!", "")) | Some(("", "!")) => true,
            Some((handle, suffix)) => {
                let tag = format!("{handle}{suffix}");
                self.out.flaws.push(Flaw::Tag { span, tag });
                false
            }
        }
    }

    /// Block scalars reach up to the next token; the caret should not.
    fn trimmed(&self, span: Span) -> Span {
        let text = self.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        Span::new(span.start as usize, span.start as usize + text.trim_end().len())
    }

    /// The character that begins at a byte.
    fn sign(&self, start: u32) -> Span {
        let start = start as usize;
        let sign = self.text.get(start..).and_then(|rest| rest.chars().next());
        Span::new(start, start + sign.map_or(0, char::len_utf8))
    }

    fn leaf(&mut self, node: Node, anchor: usize) {
        let id = self.push(node);
        self.anchors.extend((anchor > 0).then_some((anchor, id)));
        self.attach(id);
    }

    fn push(&mut self, node: Node) -> Id {
        self.tree.nodes.push(node);
        self.tree.nodes.len() - 1
    }

    fn start(&mut self, kind: Kind, anchor: usize, span: Span) {
        if self.open.len() >= DEEPEST {
            let span = self.sign(span.start);
            self.out.flaws.push(Flaw::TooDeep { span });
            return;
        }
        let id = self.push(Node::new(kind, span, self.layer));
        self.anchors.extend((anchor > 0).then_some((anchor, id)));
        self.attach(id);
        self.open.push(Open { id, key: None, names: HashMap::new() });
    }

    fn end(&mut self, span: Span) {
        let Some(Open { id, .. }) = self.open.pop() else { return };
        let start = self.tree.node(id).map_or(0, |node| node.span.start);
        let whole = self.trimmed(Span { start, end: span.end.max(start) });
        if let Some(node) = self.tree.nodes.get_mut(id) {
            node.span = whole;
        }
    }

    fn alias(&mut self, anchor: usize, span: Span) {
        match self.anchors.get(&anchor).copied() {
            Some(id) if self.open.iter().any(|open| open.id == id) => {
                self.out.flaws.push(Flaw::SelfReference { span });
            }
            Some(id) => self.attach(id),
            None => self.out.flaws.push(Flaw::Syntax { at: span.start as usize, message: "unknown anchor".to_owned() }),
        }
    }

    /// Puts a node where it belongs: the root, the next element, the next key, or that key's value.
    fn attach(&mut self, id: Id) {
        let Some(open) = self.open.last_mut() else {
            if self.out.documents <= 1 {
                self.out.root = Some(id);
            }
            return;
        };
        let parent = open.id;
        let is_sequence = matches!(self.tree.nodes.get(parent), Some(Node { kind: Kind::Sequence(_), .. }));
        let key = if is_sequence { None } else { open.key.take() };
        match (is_sequence, key) {
            (true, _) => self.element(parent, id),
            (false, None) => {
                open.key = Some(id);
                let span = self.tree.node(id).map(|node| node.span);
                if let Some(map) = self.tree.nodes.get_mut(parent) {
                    map.head = map.head.or(span);
                }
                if let Some(node) = self.tree.nodes.get_mut(id)
                    && node.parent.is_none()
                {
                    node.parent = Some(parent);
                    node.is_key = true;
                }
            }
            (false, Some(key)) => self.value(parent, key, id),
        }
    }

    fn element(&mut self, parent: Id, id: Id) {
        self.adopt(parent, id);
        if let Some(Node { kind: Kind::Sequence(elements), positions, .. }) = self.tree.nodes.get_mut(parent) {
            positions.push(elements.len());
            elements.push(id);
        }
    }

    fn value(&mut self, parent: Id, key: Id, id: Id) {
        self.adopt(parent, id);
        let span = self.tree.node(key).map(|node| node.span).unwrap_or_default();
        let Some(name) = self.tree.scalar(key) else {
            self.out.flaws.push(Flaw::ComplexKey { span });
            return;
        };
        if name == "<<" {
            self.out.flaws.push(Flaw::Merge { span });
            return;
        }
        let name = name.to_owned();
        let names = self.open.last_mut().map(|open| &mut open.names);
        if let Some(first) = names.and_then(|names| names.insert(name.clone(), key)) {
            self.out.flaws.push(Flaw::Duplicate { key: name, first, second: key });
            return;
        }
        if let Some(Node { kind: Kind::Mapping(entries), .. }) = self.tree.nodes.get_mut(parent) {
            entries.push((key, id));
        }
    }

    /// The first parent counts: an alias may give a node several.
    fn adopt(&mut self, parent: Id, id: Id) {
        if let Some(node) = self.tree.nodes.get_mut(id) {
            node.parent.get_or_insert(parent);
        }
    }
}
