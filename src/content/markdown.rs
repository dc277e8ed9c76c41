//! **parse**, the body: Markdown text in, a [`Body`] and diagnostics out; pure.
//!
//! The Markdown parser's events become nodes with spans into the file. Work that needs more than one event (components, code
//! blocks, raw HTML, autolinks, figures, footnotes) is done by one file each; this one hands the events out and must not
//! write HTML.

use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, BrokenLink, CodeBlockKind, CowStr, Event, Options, Parser, Tag as Start, TagEnd,
};

use super::code_block::{CodeBlock, CodeCapture};
use super::component::Prepared;
use super::node::{Alert, Align, Body, Kind, Node, Tag, Words};
use super::raw_html::HtmlCapture;
use super::reference::ImageCapture;
use super::{Settings, autolink, code_block, finish, footnote, frame, heading, math, raw_html};
use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, Span};

/// What the body is parsed from.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The file, for diagnostics.
    pub path: &'a SourcePath,
    /// The text of the whole file.
    pub file: &'a str,
    /// Where the body begins in it.
    pub offset: usize,
    /// What the configuration says.
    pub settings: &'a Settings,
}

/// Parses the body.
pub fn parse(input: Input<'_>) -> (Body, Vec<Diagnostic>) {
    let options = options(input.settings);
    let prepared = Prepared::new(input.file.get(input.offset..).unwrap_or_default());
    if let Some(parsed) = attempt(input, &prepared, options) {
        return parsed;
    }
    let settled = prepared.settle(options);
    attempt(input, &settled, options).unwrap_or_default()
}

/// One pass; nothing if some component line did not come out as a block of its own.
fn attempt(input: Input<'_>, prepared: &Prepared<'_>, options: Options) -> Option<(Body, Vec<Diagnostic>)> {
    let mut gather = Gather::new(input, prepared);
    gather.text_of(options);
    (gather.component_lines == prepared.lines.len()).then(|| gather.finish())
}

/// The extensions that the format has.
pub fn options(settings: &Settings) -> Options {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST;
    options.set(Options::ENABLE_SMART_PUNCTUATION, settings.smart_punctuation);
    options
}

/// The state of one pass over the events.
pub(super) struct Gather<'a> {
    pub(super) input: Input<'a>,
    pub(super) prepared: &'a Prepared<'a>,
    pub(super) body: Body,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Open blocks and components, outermost first.
    pub(super) frames: Vec<frame::Frame>,
    component_lines: usize,
    pub(super) headings: Vec<heading::Written>,
    /// Labels of footnote references; numbers are known at the end.
    pub(super) footnote_labels: Vec<String>,
    pub(super) sanitiser: raw_html::Sanitiser,
    pub(super) image: Option<ImageCapture>,
    code: Option<CodeCapture>,
    html: Option<HtmlCapture>,
    /// Where the current run of inline nodes begins, and whether it may hold a bare address.
    pub(super) inline_start: usize,
    pub(super) may_autolink: bool,
    link_start: usize,
    body_rows: bool,
    /// Where the pieces begin, if there are several: a footnote belongs to the piece that defines it.
    pub(super) parts: Vec<u32>,
}

impl<'a> Gather<'a> {
    pub(super) fn new(input: Input<'a>, prepared: &'a Prepared<'a>) -> Self {
        let mut body = Body::default();
        body.nodes.reserve(prepared.text.len() / 24);
        Self {
            input,
            prepared,
            body,
            diagnostics: Vec::new(),
            frames: Vec::new(),
            component_lines: 0,
            headings: Vec::new(),
            footnote_labels: Vec::new(),
            sanitiser: raw_html::Sanitiser::default(),
            image: None,
            code: None,
            html: None,
            inline_start: 0,
            may_autolink: false,
            link_start: 0,
            body_rows: false,
            parts: Vec::new(),
        }
    }

    /// Parses the text that is at hand, and closes what it leaves open.
    pub(super) fn text_of(&mut self, options: Options) {
        let mut broken = Vec::new();
        let callback = |link: BrokenLink<'_>| {
            broken.push((link.span, link.link_type, link.reference.to_string()));
            None
        };
        let prepared = self.prepared;
        let parser = Parser::new_with_broken_link_callback(&prepared.text, options, Some(callback));
        for (event, range) in parser.into_offset_iter() {
            self.event(event, range);
        }
        self.flush_inline();
        self.close_raw(0);
        self.close_all();
        for (range, kind, label) in broken {
            self.broken_reference(&range, kind, &label);
        }
    }

    /// The body as the file has it.
    pub(super) fn source(&self) -> &'a str {
        self.input.file.get(self.input.offset..).unwrap_or_default()
    }

    /// Where a text that the parser did not copy stands in the body.
    fn position(&self, text: &CowStr<'_>) -> Option<Range<usize>> {
        let CowStr::Borrowed(text) = text else { return None };
        let parsed: &str = &self.prepared.text;
        let start = (text.as_ptr() as usize).checked_sub(parsed.as_ptr() as usize)?;
        let range = start..start.checked_add(text.len())?;
        (range.end <= parsed.len() && parsed.get(range.clone()) == Some(text)).then_some(range)
    }

    /// A range of the body as a span of the file.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        Span::new(range.start + self.input.offset, range.end + self.input.offset)
    }

    pub(super) fn push(&mut self, kind: Kind, range: &Range<usize>) {
        let span = self.span(range);
        self.body.nodes.push(Node { span, kind });
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic, span: Span) {
        self.diagnostics.push(diagnostic.at(Place::new(self.input.path, span)));
    }

    /// `None` where the text is what the file has at `range`.
    fn words(&self, text: CowStr<'_>, range: &Range<usize>) -> Words {
        if self.position(&text).as_ref() == Some(range) {
            return None;
        }
        let text = self.prepared.unmask(text);
        (self.source().get(range.clone()) != Some(&text)).then(|| text.into_boxed_str())
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.image.is_some() {
            return self.image_event(event);
        }
        match event {
            Event::Text(text) => self.text(text, range),
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Code(code) => self.inline_code(code, &range),
            Event::SoftBreak => self.push(Kind::SoftBreak, &range),
            Event::HardBreak => self.push(Kind::HardBreak, &range),
            Event::Rule => {
                self.flush_inline();
                self.push(Kind::Rule, &range);
                self.inline_start = self.body.nodes.len();
            }
            Event::Html(html) => match &mut self.html {
                Some(capture) => capture.push(&html, &range),
                None => self.html(html, range, true),
            },
            Event::InlineHtml(html) => self.html(html, range, false),
            Event::InlineMath(math) => self.math(math, range, false),
            Event::DisplayMath(math) => self.math(math, range, true),
            Event::FootnoteReference(label) => {
                let index = self.footnote_labels.len() as u32;
                let label = self.prepared.unmask(label);
                self.footnote_labels.push(label);
                self.push(Kind::FootnoteReference(index, 0), &range);
            }
            Event::TaskListMarker(done) => self.task(done, &range),
        }
    }

    fn text(&mut self, text: CowStr<'_>, range: Range<usize>) {
        if let Some(capture) = &mut self.code {
            let file = self.input.file.get(self.input.offset..).and_then(|body| body.get(range.clone()));
            let text = file.filter(|file| file.len() == text.len()).unwrap_or(&text);
            return capture.push(text, &range);
        }
        if let Some(capture) = &mut self.html {
            return capture.push(&text, &range);
        }
        self.may_autolink = self.may_autolink || autolink::may_begin(&text);
        if text.starts_with('^') {
            self.unknown_footnote(&range);
        }
        let words = self.words(text, &range);
        self.push(Kind::Text(words), &range);
    }

    /// Inline code's own bytes are found inside its backquotes, so that it need not be copied.
    fn inline_code(&mut self, code: CowStr<'_>, range: &Range<usize>) {
        match self.position(&code) {
            Some(inside) => self.push(Kind::InlineCode(None), &inside),
            None => {
                let code = self.prepared.unmask(code).into_boxed_str();
                self.push(Kind::InlineCode(Some(code)), range);
            }
        }
    }

    fn start(&mut self, tag: Start<'_>, range: Range<usize>) {
        match tag {
            Start::Emphasis => return self.push(Kind::Start(Tag::Emphasis), &range),
            Start::Strong => return self.push(Kind::Start(Tag::Strong), &range),
            Start::Strikethrough | Start::Subscript | Start::Superscript => {
                return self.push(Kind::Start(Tag::Strikethrough), &range);
            }
            Start::Link { link_type, dest_url, title, .. } => {
                let reference = self.reference(link_type, dest_url, title, &range);
                let index = self.body.links.len() as u32;
                self.body.links.push(reference);
                self.link_start = self.body.nodes.len();
                return self.push(Kind::Start(Tag::Link(index)), &range);
            }
            Start::Image { link_type, dest_url, title, .. } => {
                let reference = self.reference(link_type, dest_url, title, &range);
                self.image = Some(ImageCapture { depth: 0, reference, span: self.span(&range) });
                return;
            }
            _ => {}
        }
        self.flush_inline();
        self.start_block(tag, range);
        self.inline_start = self.body.nodes.len();
    }

    fn start_block(&mut self, tag: Start<'_>, range: Range<usize>) {
        let tag = match tag {
            Start::Paragraph => {
                self.lost_fence(&range);
                Tag::Paragraph
            }
            Start::Heading { level, id, classes, attrs } => {
                let written = heading::Written::new(level as u8, id, &classes, !attrs.is_empty());
                self.start_heading(written, &range)
            }
            Start::BlockQuote(kind) => self.open_frame(kind.map_or(Tag::Quote, |kind| Tag::Alert(alert(kind)))),
            Start::List(first) => self.open_frame(Tag::List(first.map(|n| u32::try_from(n).unwrap_or(u32::MAX)))),
            Start::Item => self.open_frame(Tag::Item),
            Start::FootnoteDefinition(label) => {
                let label = self.prepared.unmask(label);
                let index = self.start_footnote(label, &range);
                self.open_frame(Tag::Footnote(index))
            }
            Start::DefinitionList => self.open_frame(Tag::Definitions),
            Start::DefinitionListTitle => Tag::Term,
            Start::DefinitionListDefinition => self.open_frame(Tag::Definition),
            Start::Table(alignments) => {
                self.body_rows = false;
                self.body.tables.push(alignments.into_iter().map(align).collect());
                Tag::Table(self.body.tables.len() as u32 - 1)
            }
            Start::TableHead => Tag::TableHead,
            Start::TableRow => {
                if !self.body_rows {
                    self.body_rows = true;
                    self.push(Kind::Start(Tag::TableBody), &range);
                }
                Tag::TableRow
            }
            Start::TableCell => Tag::TableCell,
            Start::CodeBlock(kind) => {
                let fenced = matches!(kind, CodeBlockKind::Fenced(_));
                self.code = Some(CodeCapture::new(fenced, range));
                return;
            }
            Start::HtmlBlock => {
                self.html = Some(HtmlCapture::new(range));
                return;
            }
            _ => return,
        };
        self.push(Kind::Start(tag), &range);
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Emphasis => return self.push(Kind::End(Tag::Emphasis), &range),
            TagEnd::Strong => return self.push(Kind::End(Tag::Strong), &range),
            TagEnd::Strikethrough | TagEnd::Subscript | TagEnd::Superscript => {
                return self.push(Kind::End(Tag::Strikethrough), &range);
            }
            TagEnd::Link => return self.end_link(&range),
            TagEnd::Image => return,
            _ => {}
        }
        self.flush_inline();
        self.end_block(tag, range);
        self.inline_start = self.body.nodes.len();
    }

    fn end_link(&mut self, range: &Range<usize>) {
        if let Some(Node { kind: Kind::Start(tag), .. }) = self.body.nodes.get(self.link_start) {
            let tag = *tag;
            self.push(Kind::End(tag), range);
        }
    }

    fn end_block(&mut self, tag: TagEnd, range: Range<usize>) {
        let tag = match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(_) => self.end_heading(&range),
            TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListDefinition => match self.close_frame(&range) {
                Some(tag) => tag,
                None => return,
            },
            TagEnd::FootnoteDefinition => match self.close_frame(&range) {
                Some(tag) => self.end_footnote(tag),
                None => return,
            },
            TagEnd::DefinitionListTitle => Tag::Term,
            TagEnd::Table => {
                if self.body_rows {
                    self.push(Kind::End(Tag::TableBody), &range);
                }
                Tag::Table((self.body.tables.len() as u32).saturating_sub(1))
            }
            TagEnd::TableHead => Tag::TableHead,
            TagEnd::TableRow => Tag::TableRow,
            TagEnd::TableCell => Tag::TableCell,
            TagEnd::CodeBlock => return self.end_code(),
            TagEnd::HtmlBlock => return self.end_html(),
            _ => return,
        };
        self.push(Kind::End(tag), &range);
    }

    /// Reports a block of code that has become a paragraph.
    fn lost_fence(&mut self, range: &Range<usize>) {
        let start = self.span(range).start as usize;
        let line = self.input.file.get(start..).and_then(|text| text.lines().next()).unwrap_or_default();
        if let Some(at) = code_block::backquote_in_fence(line) {
            let span = Span::new(start + at, start + at + 1);
            let diagnostic =
                Diagnostic::new(Code::CodeAttribute, "a fence of backquotes cannot have a backquote behind it")
                    .caret("makes text of the whole block")
                    .help("write the fence with tildes: ~~~python {caption=\"Why `post` is the only door.\"}");
            self.report(diagnostic, span);
        }
    }

    fn end_code(&mut self) {
        if let Some(capture) = self.code.take() {
            let (block, diagnostics) = code_block::finish(capture, &self.input, self.body.code.len() + 1);
            self.add_code(block, diagnostics);
        }
    }

    pub(super) fn add_code(&mut self, block: CodeBlock, diagnostics: Vec<Diagnostic>) {
        let span = block.span;
        self.diagnostics.extend(diagnostics);
        self.code_ids(&block);
        let index = self.body.code.len() as u32;
        self.body.code.push(block);
        self.body.nodes.push(Node { span, kind: Kind::Code(index) });
    }

    /// Notes the ids within a block, which are those of no other block.
    fn code_ids(&mut self, block: &CodeBlock) {
        let is_named = block.block.attributes.anchors.as_ref().is_some_and(Option::is_some);
        if let Some(first) = self.body.code.iter().find(|other| is_named && other.id == block.id) {
            let message = format!("the lines of two blocks have ids that begin with `{}`", block.id);
            let diagnostic = Diagnostic::new(Code::CodeAttribute, message)
                .label(Place::new(self.input.path, first.info), "first given here")
                .help("give each block a name of its own: `anchors=post`");
            return self.report(diagnostic, block.info);
        }
        self.body.code_ids.extend(block.ids());
    }

    fn end_html(&mut self) {
        let Some(capture) = self.html.take() else { return };
        let prepared = self.prepared;
        match prepared.line_at(capture.range.start) {
            Some(line) => {
                self.component_lines += 1;
                self.component_line(line);
            }
            None => {
                for (text, range) in capture.pieces {
                    self.html(text.into(), range, true);
                }
            }
        }
    }

    fn math(&mut self, math: CowStr<'_>, range: Range<usize>, display: bool) {
        let math = self.prepared.unmask(math);
        if !display && math::is_text(self.source(), &range) {
            let text = CowStr::Borrowed(&self.prepared.text[range.clone()]);
            return self.text(text, range);
        }
        match math::render(&math, display) {
            Ok(mathml) => self.push(Kind::Math(display, mathml.into_boxed_str()), &range),
            Err(message) => {
                let diagnostic = Diagnostic::new(Code::MathSyntax, message)
                    .caret("not understood")
                    .help("put text that is not mathematics into backquotes, or write `\\$` for a dollar sign");
                let span = self.span(&range);
                self.report(diagnostic, span);
                self.push(Kind::InlineCode(Some(math.into_boxed_str())), &range);
            }
        }
    }

    pub(super) fn html(&mut self, html: CowStr<'_>, range: Range<usize>, block: bool) {
        let html = self.prepared.unmask(html);
        raw_html::add(self, html, range, block);
    }

    pub(super) fn finish(mut self) -> (Body, Vec<Diagnostic>) {
        self.name_headings();
        footnote::number(&mut self);
        self.check_references();
        finish::measure(&mut self.body, self.input.file);
        (self.body, self.diagnostics)
    }
}

fn alert(kind: BlockQuoteKind) -> Alert {
    match kind {
        BlockQuoteKind::Note => Alert::Note,
        BlockQuoteKind::Tip => Alert::Tip,
        BlockQuoteKind::Important => Alert::Important,
        BlockQuoteKind::Warning => Alert::Warning,
        BlockQuoteKind::Caution => Alert::Caution,
    }
}

fn align(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None => Align::Natural,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}
