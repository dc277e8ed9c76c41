//! Bare addresses: `https://…`, `www.…` and `name@host` in running text become links, by the rules of GitHub.
//!
//! The Markdown parser does not do this, and has already cut the text at `_`, `*` and smart punctuation; so an address is
//! read from the file's bytes, and the nodes it covers are put together again. Links and code are left alone.

use memchr::memmem;

use super::node::{Body, Kind, Node, Reference, Tag};
use crate::diagnostic::Span;

/// Whether a piece of text may hold the beginning of an address. Quick, and wrong only in one direction.
pub(super) fn may_begin(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins = |at: usize| match bytes[at] {
        // The parser may have cut the text after the colon or the at sign.
        b':' => matches!(bytes.get(at + 1..), Some([b'/', ..] | [])),
        _ => !matches!(bytes.get(at + 1), Some(byte) if byte.is_ascii_whitespace()),
    };
    memchr::memchr2_iter(b':', b'@', bytes).any(begins) || memmem::find(bytes, b"www.").is_some()
}

/// An address in the file.
struct Address {
    start: usize,
    end: usize,
    prefix: &'static str,
}

/// Puts the inline nodes of one block back into the body, with links where addresses are.
pub(super) struct Linker<'a> {
    file: &'a str,
    body: &'a mut Body,
}

impl<'a> Linker<'a> {
    pub(super) fn new(file: &'a str, body: &'a mut Body) -> Self {
        Self { file, body }
    }

    pub(super) fn run(&mut self, nodes: Vec<Node>) {
        let mut linked = 0usize;
        let mut at = 0;
        while let Some(node) = nodes.get(at) {
            match &node.kind {
                Kind::Start(Tag::Link(_)) => linked += 1,
                Kind::End(Tag::Link(_)) => linked = linked.saturating_sub(1),
                Kind::Html(None) if self.opens_anchor(node) => linked += 1,
                Kind::Html(None) if self.slice(node).starts_with("</a") => linked = linked.saturating_sub(1),
                Kind::Text(_) if linked == 0 => {
                    at = self.text_run(&nodes, at);
                    continue;
                }
                _ => {}
            }
            self.body.nodes.push(node.clone());
            at += 1;
        }
    }

    fn opens_anchor(&self, node: &Node) -> bool {
        let text = self.slice(node);
        text.starts_with("<a ") || text.starts_with("<a>") || text.starts_with("<a\n")
    }

    fn slice(&self, node: &Node) -> &'a str {
        self.file.get(node.span.start as usize..node.span.end as usize).unwrap_or_default()
    }

    /// Takes text and emphasis from `first` on, and returns the index of the node after them.
    fn text_run(&mut self, nodes: &[Node], first: usize) -> usize {
        let end = run_end(nodes, first);
        let texts = nodes[first..end].iter().filter(|node| matches!(node.kind, Kind::Text(_)));
        let limit = texts.map(|node| node.span.end as usize).max().unwrap_or_default();
        let text = self.file.get(..limit).unwrap_or_default();
        let mut at = first;
        // A node may hold several addresses: `from` is where its unread part begins.
        let mut from = nodes[first].span.start as usize;
        while at < end {
            let node = &nodes[at];
            let found = match node.kind {
                Kind::Text(None) => find(text, from, &nodes[at..end]),
                _ => None,
            };
            match found {
                Some((address, covered)) => {
                    self.push_text(from, address.start);
                    self.push_link(&address, &nodes[at..at + covered]);
                    at += covered - 1;
                    from = address.end;
                    if from >= nodes[at].span.end as usize || !matches!(nodes[at].kind, Kind::Text(None)) {
                        at += 1;
                        from = nodes.get(at).map_or(from, |node| node.span.start as usize);
                    }
                }
                None => {
                    self.push_rest(node, from);
                    at += 1;
                    from = nodes.get(at).map_or(from, |node| node.span.start as usize);
                }
            }
        }
        end
    }

    fn push_rest(&mut self, node: &Node, from: usize) {
        match node.kind {
            Kind::Text(None) => self.push_text(from, node.span.end as usize),
            _ => self.body.nodes.push(node.clone()),
        }
    }

    fn push_text(&mut self, start: usize, end: usize) {
        if start < end {
            self.body.nodes.push(Node { span: Span::new(start, end), kind: Kind::Text(None) });
        }
    }

    fn push_link(&mut self, address: &Address, covered: &[Node]) {
        let span = Span::new(address.start, address.end);
        let shown = self.shown(address, covered);
        let plain = self.file.get(address.start..address.end).unwrap_or_default();
        let target = [address.prefix, &shown].concat();
        let tag = Tag::Link(self.body.links.len() as u32);
        let words = if shown == plain { None } else { Some(shown.into_boxed_str()) };
        self.body.links.push(Reference { target, title: String::new(), alt: String::new(), span, safe: true });
        self.body.nodes.push(Node { span, kind: Kind::Start(tag) });
        self.body.nodes.push(Node { span, kind: Kind::Text(words) });
        self.body.nodes.push(Node { span, kind: Kind::End(tag) });
    }

    /// The address as the file has it, but with entities resolved.
    fn shown(&self, address: &Address, covered: &[Node]) -> String {
        let mut shown = String::with_capacity(address.end - address.start);
        let mut at = address.start;
        for node in covered {
            let (start, end) = (node.span.start as usize, (node.span.end as usize).min(address.end));
            if let Kind::Text(Some(words)) = &node.kind
                && self.file.as_bytes().get(start) == Some(&b'&')
                && start >= at
            {
                shown.push_str(self.file.get(at..start).unwrap_or_default());
                shown.push_str(words);
                at = end;
            }
        }
        shown.push_str(self.file.get(at..address.end).unwrap_or_default());
        shown
    }
}

/// The first address that begins in the first of `nodes` at `from` or later, and how many nodes it covers. `text` ends
/// where the run of nodes ends.
fn find(text: &str, from: usize, nodes: &[Node]) -> Option<(Address, usize)> {
    let span = nodes.first()?.span;
    let (start, to) = (span.start as usize, span.end as usize);
    let mut at = from;
    while at < to {
        let found = at + memchr::memchr3(b':', b'@', b'w', text.as_bytes().get(at..to)?)?;
        let address = match text.as_bytes()[found] {
            b':' => scheme_address(text, from, found),
            b'@' => mail_address(text, from, found),
            _ => www_address(text, start, found),
        };
        if let Some(result) = address.and_then(|address| fit(text, address, nodes)) {
            return Some(result);
        }
        at = found + 1;
    }
    None
}

/// The end of the run of text and emphasis that begins at `first`: texts that touch each other in the file.
fn run_end(nodes: &[Node], first: usize) -> usize {
    let mut end = first + 1;
    while let (Some(previous), Some(node)) = (nodes.get(end - 1), nodes.get(end)) {
        let touching = previous.span.end == node.span.start || !matches!(previous.kind, Kind::Text(_));
        let joins = match node.kind {
            Kind::Text(_) => touching,
            Kind::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough) => touching,
            Kind::End(Tag::Emphasis | Tag::Strong | Tag::Strikethrough) => true,
            _ => false,
        };
        if !joins {
            break;
        }
        end += 1;
    }
    end
}

/// Shortens an address to what whole elements allow, and counts the nodes it covers.
fn fit(text: &str, mut address: Address, nodes: &[Node]) -> Option<(Address, usize)> {
    let mut open: Vec<usize> = Vec::new();
    let mut covered = 0;
    let mut last_end = address.start;
    for node in nodes {
        let start = node.span.start as usize;
        match node.kind {
            Kind::Text(_) if start >= address.end => break,
            Kind::Text(_) => last_end = node.span.end as usize,
            Kind::Start(_) if start >= address.end => break,
            Kind::Start(_) => open.push(start),
            Kind::End(_) if open.pop().is_some() => {}
            _ if last_end >= address.end => break,
            _ => {
                address.end = last_end;
                break;
            }
        }
        covered += 1;
    }
    if let Some(&start) = open.first() {
        address.end = start;
    }
    let end = trimmed_end(text, address.start, address.end);
    if end < address.end || !open.is_empty() {
        address.end = end;
        covered = nodes.iter().take_while(|node| (node.span.start as usize) < end).count().min(covered);
    }
    // Ends of elements that lie wholly inside belong to the address too.
    let long_enough = address.end > address.start + if address.prefix == "mailto:" { 4 } else { 7 };
    (long_enough && covered > 0 && balanced(&nodes[..covered])).then_some((address, covered))
}

fn balanced(nodes: &[Node]) -> bool {
    let mut depth = 0i32;
    for node in nodes {
        match node.kind {
            Kind::Start(_) => depth += 1,
            Kind::End(_) => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

fn scheme_address(text: &str, from: usize, colon: usize) -> Option<Address> {
    if !text[colon..].starts_with("://") {
        return None;
    }
    let before = &text[from..colon];
    let scheme = ["https", "http", "ftp"].into_iter().find(|scheme| ends_with_ignoring_case(before, scheme))?;
    let start = colon - scheme.len();
    if text[from..start].ends_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let host = colon + 3;
    let name = text.get(host..domain_end(text, host)).filter(|name| name.len() <= LONGEST_HOST)?;
    if !is_host(name, true) {
        return None;
    }
    Some(Address { start, end: address_end(text, start), prefix: "" })
}

fn ends_with_ignoring_case(text: &str, word: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= word.len() && bytes[bytes.len() - word.len()..].eq_ignore_ascii_case(word.as_bytes())
}

fn www_address(text: &str, node_start: usize, start: usize) -> Option<Address> {
    if !text[start..].starts_with("www.") {
        return None;
    }
    let before = text[node_start..start].chars().next_back();
    if before.is_some_and(|c| !c.is_whitespace() && !matches!(c, '*' | '_' | '~' | '(' | '"' | '“')) {
        return None;
    }
    let host = text.get(start..domain_end(text, start)).filter(|host| host.len() <= LONGEST_HOST)?;
    if !is_host(host, false) || host.len() < 6 {
        return None;
    }
    Some(Address { start, end: address_end(text, start), prefix: "http://" })
}

fn mail_address(text: &str, from: usize, at: usize) -> Option<Address> {
    let local = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+');
    let length = text.as_bytes()[from..at].iter().rev().take_while(|byte| local(byte)).count();
    let start = at - length;
    if length == 0 || text[from..start].ends_with(['/', ':', '@']) {
        return None;
    }
    let host_length = text.as_bytes()[at + 1..]
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
        .count();
    let host = text[at + 1..at + 1 + host_length].trim_end_matches('.');
    let after = text.as_bytes().get(at + 1 + host_length);
    if host.ends_with(['-', '_']) || !is_host(host, false) || matches!(after, Some(b'@' | b'/')) {
        return None;
    }
    Some(Address { start, end: at + 1 + host.len(), prefix: "mailto:" })
}

/// The names that the net knows are no longer. A text of dots and letters without end is not read again from each of them.
const LONGEST_HOST: usize = 253;

fn domain_end(text: &str, start: usize) -> usize {
    let mut signs = text[start..].char_indices().take_while(|(at, _)| *at <= LONGEST_HOST);
    let end = signs.find(|(_, c)| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.')));
    end.map_or_else(|| text.len().min(text.ceil_char_boundary(start + LONGEST_HOST + 1)), |(length, _)| start + length)
}

/// Labels of letters, digits, `-` and `_`, the last two without `_`; `short` allows a single one (`localhost`).
fn is_host(host: &str, short: bool) -> bool {
    let host = host.trim_end_matches('.');
    let labels = host.split('.').count();
    !host.is_empty()
        && (short || labels > 1)
        && host.split('.').all(|label| !label.is_empty())
        && host.rsplit('.').take(2).all(|label| !label.contains('_'))
}

fn address_end(text: &str, start: usize) -> usize {
    let end = text[start..].find(|c: char| c.is_whitespace() || c == '<').map_or(text.len(), |length| start + length);
    trimmed_end(text, start, end)
}

/// Leaves out what belongs to the sentence: closing punctuation, an unopened `)`, an entity at the end.
fn trimmed_end(text: &str, start: usize, end: usize) -> usize {
    let mut url = &text[start..end.max(start)];
    let opened = url.bytes().filter(|byte| *byte == b'(').count();
    let mut closed = url.bytes().filter(|byte| *byte == b')').count();
    loop {
        let shorter = url.trim_end_matches(['?', '!', '.', ',', ':', '*', '_', '~', '\'', '"', '”', '’', '`']);
        let shorter = match shorter.chars().next_back() {
            Some(')') if closed > opened => {
                closed -= 1;
                &shorter[..shorter.len() - 1]
            }
            Some(';') => without_entity(shorter),
            _ => shorter,
        };
        if shorter.len() == url.len() {
            return start + url.len();
        }
        url = shorter;
    }
}

fn without_entity(url: &str) -> &str {
    match url.rfind('&') {
        Some(at) if url[at + 1..url.len() - 1].chars().all(|c| c.is_ascii_alphanumeric()) => &url[..at],
        _ => &url[..url.len() - 1],
    }
}
