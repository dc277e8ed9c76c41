//! A code block between Markdown and [`code`](crate::code): its text is put together from lines that may be indented or
//! quoted in the file, and what is found in it is led back to the file's bytes.

use std::ops::Range;

use super::include::Shown;
use super::markdown::Input;
use crate::code::{Block, Finding, FindingSpan};
use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, Span};

/// A code block with its place.
#[derive(Debug, Clone)]
pub struct CodeBlock {
    /// Language, attributes, source and tokens.
    pub block: Block,
    /// The whole block in the file.
    pub span: Span,
    /// The words after the fence.
    pub info: Span,
    /// What the ids within it begin with, unlike those of any other block of the document.
    pub id: String,
    /// What it shows of a file, once the file is read.
    pub shown: Option<Shown>,
    /// Where the pieces of the source stand: (byte of the source, byte of the file), rising.
    lines: Vec<(u32, u32)>,
}

impl CodeBlock {
    /// The ids within it that links can lead to: those of its lines, and of what is said about them.
    pub(super) fn ids(&self) -> impl Iterator<Item = String> {
        let (id, attributes) = (&self.id, &self.block.attributes);
        let lines = attributes.anchors.iter().flat_map(|_| (1..).zip(self.block.source.lines()));
        let lines = lines.map(move |(number, _)| format!("{id}-{}", attributes.shown(number)));
        let remarks = (1..).zip(&attributes.labels);
        lines.chain(remarks.flat_map(move |(number, _)| ["at", "remark"].map(|end| format!("{id}-{end}-{number}"))))
    }

    /// The file's bytes for a span of the source.
    pub fn place(&self, span: Span) -> Span {
        let start = self.offset(span.start);
        let end = if span.end > span.start { self.offset(span.end - 1) + 1 } else { start };
        Span { start, end: end.max(start) }
    }

    /// The block as it stands where something of the document stands for it. It has the `number`th place there.
    pub(super) fn shown_at(self, span: Span, (number, is_taken): (usize, bool)) -> Self {
        let id = match self.block.attributes.anchors {
            Some(Some(_)) if !is_taken => self.id,
            _ => format!("code-{number}"),
        };
        Self { id, span, info: Span { end: span.start, ..span }, lines: Vec::new(), ..self }
    }

    fn offset(&self, at: u32) -> u32 {
        let index = self.lines.partition_point(|(source, _)| *source <= at);
        match self.lines.get(index.saturating_sub(1)) {
            Some((source, file)) => file + at.saturating_sub(*source),
            None => self.span.start,
        }
    }

    /// A finding as a diagnostic at its place in `path`.
    pub fn diagnostic(&self, finding: Finding, path: &SourcePath) -> Diagnostic {
        let span = match finding.span {
            FindingSpan::Info(span) => span.shift(self.info.start as usize),
            FindingSpan::Source(span) => self.place(span),
        };
        let diagnostic = Diagnostic::new(finding.code, finding.message).at(Place::new(path, span)).caret(finding.caret);
        finding.help.into_iter().fold(diagnostic, Diagnostic::help)
    }
}

/// A code block whose end has not come yet.
pub(super) struct CodeCapture {
    fenced: bool,
    range: Range<usize>,
    source: String,
    /// The pieces; those that follow each other in the file are one.
    lines: Vec<(u32, u32)>,
    end: usize,
}

impl CodeCapture {
    pub(super) fn new(fenced: bool, range: Range<usize>) -> Self {
        Self { fenced, range, source: String::new(), lines: Vec::new(), end: usize::MAX }
    }

    pub(super) fn push(&mut self, text: &str, range: &Range<usize>) {
        if self.end != range.start {
            let place = Span::new(self.source.len(), range.start);
            self.lines.push((place.start, Span::new(range.start, range.start).start));
        }
        self.end = range.end;
        self.source.push_str(text);
    }
}

/// The block, which is the `number`th of its document, and what is wrong with it.
pub(super) fn finish(mut capture: CodeCapture, input: &Input<'_>, number: usize) -> (CodeBlock, Vec<Diagnostic>) {
    let body = input.file.get(input.offset..).unwrap_or_default();
    let info = if capture.fenced { info_range(body, &capture.range) } else { capture.range.start..capture.range.start };
    let (block, findings) = Block::parse(&body[info.clone()], &capture.source);
    let offset = Span::new(input.offset, input.offset).start;
    for (_, file) in &mut capture.lines {
        *file += offset;
    }
    let name = block.attributes.anchors.as_ref().and_then(Clone::clone);
    let block = CodeBlock {
        id: name.unwrap_or_else(|| format!("code-{number}")),
        block,
        span: Span::from(capture.range).shift(input.offset),
        info: Span::from(info).shift(input.offset),
        lines: capture.lines,
        shown: None,
    };
    let mut diagnostics: Vec<_> = findings.into_iter().map(|finding| block.diagnostic(finding, input.path)).collect();
    diagnostics.extend(syntax_error(&block, input));
    (block, diagnostics)
}

/// The code of a cell of a notebook, which stands in one piece at `range` of the input's text. What it says in words
/// behind a fence elsewhere is `info`. It is the `number`th block of its document.
pub(super) fn cell(
    info: &str,
    range: &Range<usize>,
    (input, number): (&Input<'_>, usize),
) -> (CodeBlock, Vec<Diagnostic>) {
    let (block, findings) = Block::parse(info, input.file.get(range.clone()).unwrap_or_default());
    let span = Span::from(range.clone());
    let start = Span { end: span.start, ..span };
    let lines = vec![(0, span.start)];
    let block = CodeBlock { id: format!("code-{number}"), block, span, info: start, lines, shown: None };
    let found = findings.into_iter().filter(|finding| matches!(finding.span, FindingSpan::Source(_)));
    let mut diagnostics: Vec<_> = found.map(|finding| block.diagnostic(finding, input.path)).collect();
    let help = "fix it, or give the cell the tag `lenient` if it is not meant to run";
    diagnostics.extend(syntax_error(&block, input).map(|one| Diagnostic { help: vec![help.to_owned()], ..one }));
    (block, diagnostics)
}

/// The first syntax error of a Python block; what comes after it often only follows from it.
fn syntax_error(block: &CodeBlock, input: &Input<'_>) -> Option<Diagnostic> {
    let (span, message) = block.block.errors.first()?;
    let diagnostic = Diagnostic::new(Code::PythonSyntax, format!("this is not valid Python: {message}"))
        .at(Place::new(input.path, block.place(*span)))
        .help("fix it, or write `{lenient}` after the language if it is not meant to run");
    Some(diagnostic)
}

/// Where the backquote stands that makes text of what was meant as a fence of backquotes; `line` is the first of a paragraph.
pub(super) fn backquote_in_fence(line: &str) -> Option<usize> {
    let info = line.trim_start_matches('`');
    let fence = &line[..line.len() - info.len()];
    let at = info.find('`')?;
    let means_attributes =
        info[..at].trim_start().trim_start_matches(|letter: char| !letter.is_whitespace() && letter != '{');
    (fence.len() > 2 && !info.contains(fence) && means_attributes.trim_start().starts_with('{'))
        .then_some(fence.len() + at)
}

/// The words after the opening fence, as written: the parser resolves escapes, and so hides where they stand.
fn info_range(body: &str, block: &Range<usize>) -> Range<usize> {
    let text = body.get(block.clone()).unwrap_or_default();
    let line = text.lines().next().unwrap_or_default();
    let fence = line.len() - line.trim_start_matches(['`', '~']).len();
    let start = line.len() - line[fence..].trim_start().len();
    let length = line[start..].trim_end().len();
    block.start + start..block.start + start + length
}

#[cfg(test)]
mod tests {
    use super::backquote_in_fence;

    #[test]
    fn a_backquote_makes_text_of_a_fence() {
        for (line, at) in [
            ("```py {label=3:\"why `x`\"}", Some(20)),
            ("````{title=`}", Some(11)),
            ("```py {title=x}```", None),
            ("``py {title=`}", None),
            ("```py has `x`", None),
            ("```py {title=x}", None),
            ("", None),
        ] {
            assert_eq!(backquote_in_fence(line), at, "{line}");
        }
    }
}
