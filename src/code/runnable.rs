//! Which blocks of a page `showpiece verify` runs, what each is to give, and the fingerprint by which its result is known.
//!
//! In: the blocks of a page in reading order. Out: [`Snippet`]s. Nothing is run here. The fingerprint covers the code, what
//! it is to give, and all that was run before it in the same process; so a result is lost as soon as one of them changes.

use super::Block;
use super::attributes::{Attributes, Run};
use super::finding::Finding;
use super::info::Info;
use super::language::{Language, Reader};
use crate::diagnostic::Code;
use crate::graph::Fingerprint;

/// A block that is run.
#[derive(Debug, Clone, Copy)]
pub struct Snippet<'a> {
    /// Its place among the blocks.
    pub index: usize,
    /// The block.
    pub block: &'a Block,
    /// How it is read.
    pub kind: SnippetKind,
    /// The block that holds what it is to print, with its place.
    pub output: Option<(usize, &'a Block)>,
    /// Whether it has a process of its own.
    pub isolated: bool,
    /// Of all that its result depends on in the page.
    pub print: Fingerprint,
}

/// How a snippet is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SnippetKind {
    /// Code that is run as a whole.
    Script,
    /// Lines with prompts, each followed by what it gives.
    Session,
}

/// Begins every fingerprint, so that results are lost when snippets are run in another way than before.
const MANNER: &[u8] = b"showpiece snippet 1";

/// The blocks that are run, in order. A block in the language `output` holds what the block before it is to print, if
/// that is run; words may stand between the two.
pub fn snippets<'a>(blocks: impl IntoIterator<Item = &'a Block>) -> Vec<Snippet<'a>> {
    let mut found: Vec<Snippet<'a>> = Vec::new();
    for (index, block) in blocks.into_iter().enumerate() {
        let printed = block.language.name() == "output";
        match found.last_mut().filter(|last| printed && last.index + 1 == index && last.kind == SnippetKind::Script) {
            Some(last) => last.output = Some((index, block)),
            None => found.extend(snippet(index, block)),
        }
    }
    let mut before = Fingerprint::of(MANNER);
    for one in &mut found {
        let start = if one.isolated { Fingerprint::of(MANNER) } else { before };
        let code = one.code_print(start);
        if !one.isolated {
            before = code;
        }
        let printed = one.output.map_or(&[][..], |(_, output)| output.source.as_bytes());
        let has = [u8::from(one.output.is_some())];
        one.print = Fingerprint::of_parts([&code.bytes()[..], &has, printed]);
    }
    found
}

fn snippet(index: usize, block: &Block) -> Option<Snippet<'_>> {
    let kind = kind(&block.language)?;
    let run = block.attributes.run.unwrap_or(match kind {
        // What a session says of itself can be checked as it stands.
        SnippetKind::Session if block.language.name() == "pycon" && !block.attributes.lenient => Run::Page,
        _ => Run::Not,
    });
    let can_run = kind == SnippetKind::Script || block.source.lines().any(|line| line.trim_start().starts_with(">>>"));
    let isolated = run == Run::Isolated;
    let print = Fingerprint::ABSENT;
    (run != Run::Not && can_run).then_some(Snippet { index, block, kind, output: None, isolated, print })
}

fn kind(language: &Language) -> Option<SnippetKind> {
    match language.reader() {
        Reader::Python => Some(SnippetKind::Script),
        Reader::PythonSession => Some(SnippetKind::Session),
        _ => None,
    }
}

impl Snippet<'_> {
    fn code_print(&self, before: Fingerprint) -> Fingerprint {
        let Attributes { raises, doctest, .. } = &self.block.attributes;
        let raises = raises.as_deref().unwrap_or_default().as_bytes();
        let options = doctest.join(" ");
        let kind = [self.kind as u8];
        let source = self.block.source.as_bytes();
        Fingerprint::of_parts([&before.bytes()[..], &kind, raises, options.as_bytes(), source])
    }
}

/// Reports attributes about running where nothing can be run.
pub(super) fn check(info: &Info, language: &Language, attributes: &Attributes, findings: &mut Vec<Finding>) {
    let runs = matches!(attributes.run, Some(Run::Page | Run::Isolated));
    let kind = kind(language);
    for attribute in &info.attributes {
        let name = attribute.name.text.as_str();
        let cure = match (name, kind) {
            ("run", None) => "only `python` and `pycon` are run",
            ("raises", Some(SnippetKind::Script)) if !runs => "write `run` as well",
            ("raises", Some(SnippetKind::Session)) => "a session shows the exception itself, below the prompt",
            ("doctest", Some(SnippetKind::Script)) if !runs => "write `run` as well",
            ("raises" | "doctest", None) => "only `python` and `pycon` are run",
            _ => continue,
        };
        let message = format!("`{name}` has no meaning here");
        findings.push(Finding::info(Code::CodeAttribute, attribute.span(), message).help(cure));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(texts: &[(&str, &str)]) -> Vec<Block> {
        texts.iter().map(|(info, source)| Block::parse(info, source).0).collect()
    }

    /// Index, output and whether it is isolated, of each snippet.
    fn shape(texts: &[(&str, &str)]) -> Vec<(usize, Option<usize>, bool)> {
        let blocks = blocks(texts);
        snippets(&blocks).iter().map(|one| (one.index, one.output.map(|(at, _)| at), one.isolated)).collect()
    }

    #[test]
    fn what_is_marked_is_run_and_nothing_else() {
        let found = shape(&[
            ("python", "import os"),
            ("output", "1"),
            ("python {run}", "print(1)"),
            ("output", "1"),
            ("output", "another"),
            ("py {run=false}", "print(1)"),
            ("python {run=isolated}", "print(1)"),
            ("bash", "ls"),
            ("output", "x"),
            ("pycon", ">>> 1\n1"),
            ("output", "of no script"),
            ("pycon {run=false}", ">>> 1\n1"),
            ("pycon {lenient}", ">>> 1\n1"),
            ("pycon {lenient run}", ">>> 1\n1"),
            ("pycon", "In [1]: 1\n1"),
            ("python", ">>> 1\n1"),
            ("python {run}", ">>> 1\n1"),
        ]);
        assert_eq!(
            found,
            [(2, Some(3), false), (6, None, true), (9, None, false), (13, None, false), (16, None, false)]
        );
    }

    /// The fingerprint of the last snippet.
    fn last(texts: &[(&str, &str)]) -> Fingerprint {
        snippets(&blocks(texts)).last().map(|one| one.print).unwrap_or_default()
    }

    #[test]
    fn a_result_is_known_by_all_that_it_depends_on() {
        let code = ("python {run}", "print(x)");
        let base = last(&[("python {run}", "x = 1"), code, ("output", "1")]);
        let others = [
            last(&[("python {run}", "x = 2"), code, ("output", "1")]),
            last(&[("python {run}", "x = 1"), ("python {run}", "print(x, x)"), ("output", "1")]),
            last(&[("python {run}", "x = 1"), code, ("output", "2")]),
            last(&[("python {run}", "x = 1"), code, ("output", "")]),
            last(&[("python {run}", "x = 1"), code]),
            last(&[("python {run}", "x = 1"), ("python {run=isolated}", "print(x)"), ("output", "1")]),
            last(&[("python {run}", "x = 1"), ("python {run raises=ValueError}", "print(x)"), ("output", "1")]),
            last(&[("python {run}", "x = 1"), ("python {run doctest=ELLIPSIS}", "print(x)"), ("output", "1")]),
        ];
        for (at, other) in others.iter().enumerate() {
            assert!(*other != base && !others[..at].contains(other), "{at}");
        }
        let same =
            [("python {run}", "x = 1"), ("text", "words"), ("python {run title=a.py}", "print(x)"), ("output", "1")];
        assert_eq!(last(&same), base, "what is not run, and how it looks, makes no difference");
        let alone = ("python {run=isolated}", "print(1)");
        assert_eq!(last(&[("python {run}", "x = 1"), alone]), last(&[alone]));
        assert_eq!(last(&[alone, code]), last(&[code]), "nor does what is run elsewhere");
    }

    #[test]
    fn attributes_about_running_are_for_what_can_be_run() {
        for (info, fault) in [
            ("bash {run}", Some("`run` has no meaning here")),
            ("python {raises=ValueError}", Some("`raises` has no meaning here")),
            ("python {run=false raises=ValueError}", Some("`raises` has no meaning here")),
            ("pycon {raises=ValueError}", Some("`raises` has no meaning here")),
            ("python {doctest=ELLIPSIS}", Some("`doctest` has no meaning here")),
            ("output {doctest=ELLIPSIS}", Some("`doctest` has no meaning here")),
            ("python {run raises=ValueError doctest=ELLIPSIS}", None),
            ("pycon {run=isolated doctest=ELLIPSIS}", None),
        ] {
            let found: Vec<String> = Block::parse(info, "1").1.into_iter().map(|finding| finding.message).collect();
            assert_eq!(found, fault.into_iter().collect::<Vec<_>>(), "{info}");
        }
    }
}
