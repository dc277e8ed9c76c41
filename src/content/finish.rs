//! What is counted when all nodes are there: words, lines of code, imports, the end of the summary.

use super::node::{Body, Kind, Tag};
use super::text::{WordCount, text_of};

pub(super) fn measure(body: &mut Body, file: &str) {
    let mut count = WordCount::default();
    for (index, node) in body.nodes.iter().enumerate() {
        match &node.kind {
            Kind::Text(words) | Kind::InlineCode(words) => count.add(text_of(words, node, file)),
            Kind::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link(_)) => {}
            Kind::End(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link(_)) => {}
            Kind::More => {
                body.more = body.more.or(Some(index));
                count.pause();
            }
            _ => count.pause(),
        }
    }
    body.words = count.total();
    body.code_lines = body.code.iter().map(|code| lines(&code.block.source)).sum();
    body.imports = body.code.iter().flat_map(|code| code.block.imports.iter().cloned()).collect();
}

/// How many lines; the last may lack its line end.
fn lines(source: &str) -> usize {
    let ends = memchr::memchr_iter(b'\n', source.as_bytes()).count();
    ends + usize::from(!source.is_empty() && !source.ends_with('\n'))
}
