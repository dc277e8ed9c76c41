//! What is counted when all nodes are there: words, lines of code, imports, the end of the summary.

use std::collections::BTreeSet;

use super::code_block::CodeBlock;
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
    code(body);
}

/// What is counted of code alone.
pub(super) fn code(body: &mut Body) {
    body.code_lines = body.code.iter().map(|code| lines(&code.block.source)).sum();
    body.imports = body.code.iter().flat_map(|code| code.block.imports.iter().cloned()).collect();
    // As while parsing: the ids of a second block of a name count for nothing.
    let mut seen = BTreeSet::new();
    let mut is_own = |code: &CodeBlock| {
        let is_named = code.block.attributes.anchors.as_ref().is_some_and(Option::is_some);
        seen.insert(code.id.clone()) || !is_named
    };
    body.code_ids = body.code.iter().filter(|code| is_own(code)).flat_map(CodeBlock::ids).collect();
}

/// How many lines; the last may lack its line end.
fn lines(source: &str) -> usize {
    let ends = memchr::memchr_iter(b'\n', source.as_bytes()).count();
    ends + usize::from(!source.is_empty() && !source.ends_with('\n'))
}
