//! Nodes as plain text: titles, summaries, the search index, and the number of words.

use super::node::{Body, Kind, Node, Tag, Words};

/// The text of `nodes` without markup; blocks and line breaks are one space. Code blocks, formulas, raw HTML and footnotes
/// are left out.
pub fn plain(nodes: &[Node], body: &Body, file: &str) -> String {
    let mut text = String::new();
    let mut skipped = 0usize;
    for node in nodes {
        match &node.kind {
            Kind::Start(Tag::Footnote(_)) => skipped += 1,
            Kind::End(Tag::Footnote(_)) => skipped = skipped.saturating_sub(1),
            _ if skipped > 0 => {}
            Kind::Text(words) | Kind::InlineCode(words) => text.push_str(text_of(words, node, file)),
            Kind::Image(index) => {
                text.push_str(body.images.get(*index as usize).map_or("", |image| image.alt.as_str()));
            }
            Kind::SoftBreak | Kind::HardBreak => space(&mut text),
            Kind::Start(tag) | Kind::End(tag) if is_block(*tag) => space(&mut text),
            _ => {}
        }
    }
    text.truncate(text.trim_end().len());
    text
}

fn space(text: &mut String) {
    if !text.is_empty() && !text.ends_with(' ') {
        text.push(' ');
    }
}

/// Whether the element stands on lines of its own.
fn is_block(tag: Tag) -> bool {
    !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link(_))
}

/// The text of a node.
pub fn text_of<'a>(words: &'a Words, node: &Node, file: &'a str) -> &'a str {
    match words {
        Some(words) => words,
        None => file.get(node.span.start as usize..node.span.end as usize).unwrap_or_default(),
    }
}

/// 0 for white space, which ends a word; 1 for what goes on with a word; 2 for what begins one.
const CLASSES: [u8; 256] = {
    let mut classes = [1; 256];
    let mut byte = 0;
    while byte < 256 {
        let ascii = byte as u8;
        if ascii.is_ascii_whitespace() {
            classes[byte] = 0;
        } else if ascii.is_ascii_alphanumeric() {
            classes[byte] = 2;
        }
        byte += 1;
    }
    classes
};

/// Counts words piece by piece, since a word may be spread over several nodes.
#[derive(Debug, Default)]
pub struct WordCount {
    words: usize,
    inside: bool,
}

impl WordCount {
    /// Adds a piece of text. Each character of Chinese, Japanese and Korean counts as a word.
    pub fn add(&mut self, text: &str) {
        if !text.is_ascii() {
            return self.add_any(text);
        }
        // Without branches: prose changes between word and gap every few bytes.
        let (mut words, mut inside) = (0, u8::from(self.inside));
        for byte in text.bytes() {
            let class = CLASSES[usize::from(byte)];
            let now = (class >> 1) | (class & inside);
            words += usize::from(now & !inside & 1);
            inside = now;
        }
        self.words += words;
        self.inside = inside == 1;
    }

    fn add_any(&mut self, text: &str) {
        for c in text.chars() {
            let alone = matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
            let word = c.is_alphanumeric() || (self.inside && !c.is_whitespace());
            self.words += usize::from(word && (alone || !self.inside));
            self.inside = word && !alone;
        }
    }

    /// Ends the current word.
    pub fn pause(&mut self) {
        self.inside = false;
    }

    /// The number of words.
    pub fn total(&self) -> usize {
        self.words
    }
}
