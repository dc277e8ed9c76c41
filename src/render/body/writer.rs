//! Nodes to HTML, in one pass and without recursion; the body of a component is written to a buffer of its own.

use super::escape::{push_attribute, push_number, push_text, push_url};
use super::{BodyOptions, Resolver};
use crate::code::Frame;
use crate::content::text::text_of;
use crate::content::{Alert, Align, Body, CodeBlock, Kind, Node, Reference, Tag, Words};

/// The state of one pass.
pub(super) struct Writer<'a> {
    pub(super) body: &'a Body,
    pub(super) options: &'a BodyOptions,
    pub(super) out: String,
    file: &'a str,
    resolver: &'a dyn Resolver,
    /// What was written before each open component.
    outer: Vec<String>,
    /// The image of the figure that is open: its title becomes the caption.
    figure: Option<u32>,
    in_figure: bool,
    head_row: bool,
    column: usize,
    table: usize,
    /// A place in the file, and how many lines end before it.
    counted: (usize, usize),
}

impl<'a> Writer<'a> {
    pub(super) fn new(body: &'a Body, file: &'a str, options: &'a BodyOptions, resolver: &'a dyn Resolver) -> Self {
        let out = String::with_capacity(body.nodes.last().map_or(0, |node| node.span.end as usize * 3 / 2));
        Self {
            body,
            options,
            out,
            file,
            resolver,
            outer: Vec::new(),
            figure: None,
            in_figure: false,
            head_row: false,
            counted: (0, 0),
            column: 0,
            table: 0,
        }
    }

    pub(super) fn all(mut self) -> String {
        self.nodes(0..self.body.nodes.len());
        self.footnotes();
        self.out
    }

    /// Writes some nodes; footnotes among them come later.
    pub(super) fn nodes(&mut self, range: std::ops::Range<usize>) {
        let body = self.body;
        let mut at = range.start;
        while let Some(node) = body.nodes.get(at).filter(|_| at < range.end) {
            at += 1;
            let begun = self.out.len();
            match &node.kind {
                Kind::Text(words) => push_text(text_of(words, node, self.file), &mut self.out),
                Kind::Start(Tag::Footnote(index)) => at = self.after_footnote(*index, at),
                Kind::Start(tag) => self.start(*tag),
                Kind::End(tag) => self.end(*tag),
                Kind::SoftBreak => self.out.push('\n'),
                other => self.leaf(other, node),
            }
            if self.options.source.is_some() && is_block(&node.kind) {
                self.mark(begun, node);
            }
        }
    }

    /// Notes in the element that was written from `begun` on where it comes from.
    fn mark(&mut self, begun: usize, node: &Node) {
        let (Some(path), Some(written)) = (&self.options.source, self.out.get(begun..)) else { return };
        let Some(open) = written.find('<') else { return };
        let name = written[open + 1..].find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-');
        let Some(end) = name.filter(|length| *length > 0) else { return };
        let at = node.span.start as usize;
        let line = self.options.mapping.line(at).unwrap_or_else(|| line_at(self.file, at, &mut self.counted));
        let mut attributes = String::from(" data-source=\"");
        push_attribute(path, &mut attributes);
        attributes.push_str(&format!("\" data-line=\"{line}\""));
        self.out.insert_str(begun + open + 1 + end, &attributes);
    }

    fn after_footnote(&self, index: u32, at: usize) -> usize {
        self.body.footnotes.get(index as usize).map_or(at, |note| note.nodes.end + 1)
    }

    fn leaf(&mut self, kind: &Kind, node: &Node) {
        match kind {
            Kind::InlineCode(words) => self.inline_code(words, node),
            Kind::Html(words) => self.out.push_str(text_of(words, node, self.file)),
            Kind::HtmlLink(index) => {
                if let Some(link) = self.body.links.get(*index as usize) {
                    push_url(&self.resolver.link(&link.target, link.span).href, &mut self.out);
                }
            }
            Kind::HtmlImage(index) => {
                if let Some(image) = self.body.images.get(*index as usize) {
                    push_url(&self.resolver.image(&image.target, image.span).url, &mut self.out);
                }
            }
            Kind::Math(_, mathml) => self.out.push_str(mathml),
            Kind::Image(index) => {
                self.figure = Some(*index);
                self.image(*index);
            }
            Kind::Code(index) => {
                if let Some(code) = self.body.code.get(*index as usize) {
                    self.code(code);
                }
            }
            Kind::Leaf(index) => {
                if let Some(call) = self.body.components.get(*index as usize) {
                    self.out.push_str(&self.resolver.component(call, ""));
                    self.new_line();
                }
            }
            Kind::Output(index) => self.output(*index),
            Kind::FootnoteReference(index, count) => self.footnote_reference(*index, *count),
            Kind::HardBreak => self.out.push_str("<br>\n"),
            Kind::Rule => self.out.push_str("<hr>\n"),
            Kind::TaskBox(done) => self.task_box(*done),
            Kind::Text(_) | Kind::Start(_) | Kind::End(_) | Kind::SoftBreak | Kind::More => {}
        }
    }

    fn inline_code(&mut self, words: &Words, node: &Node) {
        self.out.push_str("<code>");
        push_text(text_of(words, node, self.file), &mut self.out);
        self.out.push_str("</code>");
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::Paragraph => self.out.push_str("<p>"),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Link(index) => self.start_link(index),
            Tag::Item => self.out.push_str("<li>"),
            Tag::Task => self.out.push_str("<li class=\"task\">"),
            Tag::List(first) => self.start_list(first),
            Tag::Heading(index) => self.start_heading(index),
            Tag::Quote => self.out.push_str("<blockquote>\n"),
            Tag::Alert(alert) => self.start_alert(alert),
            Tag::Figure => {
                self.in_figure = true;
                self.out.push_str("<figure>");
            }
            Tag::Formula => self.out.push_str("<div class=\"math\">"),
            Tag::Definitions => self.out.push_str("<dl>\n"),
            Tag::Term => self.out.push_str("<dt>"),
            Tag::Definition => self.out.push_str("<dd>"),
            Tag::Table(index) => self.start_table(index),
            Tag::TableHead => {
                (self.head_row, self.column) = (true, 0);
                self.out.push_str("<thead>\n<tr>");
            }
            Tag::TableBody => self.out.push_str("<tbody>\n"),
            Tag::TableRow => {
                (self.head_row, self.column) = (false, 0);
                self.out.push_str("<tr>");
            }
            Tag::TableCell => self.start_cell(),
            Tag::Component(_) => {
                self.new_line();
                self.outer.push(std::mem::take(&mut self.out));
            }
            Tag::Cell(index) => self.start_cell_of_code(index),
            Tag::Outputs => self.start_outputs(),
            Tag::Fold(fold) => self.start_fold(fold),
            Tag::Footnote(_) => {}
        }
    }

    fn end(&mut self, tag: Tag) {
        let text = match tag {
            Tag::Paragraph => "</p>\n",
            Tag::Emphasis => "</em>",
            Tag::Strong => "</strong>",
            Tag::Strikethrough => "</del>",
            Tag::Link(index) => self.end_link(index),
            Tag::Item | Tag::Task => "</li>\n",
            Tag::List(None) => "</ul>\n",
            Tag::List(Some(_)) => "</ol>\n",
            Tag::Heading(index) => return self.end_heading(index),
            Tag::Quote => "</blockquote>\n",
            Tag::Alert(_) => "</aside>\n",
            Tag::Figure => return self.end_figure(),
            Tag::Formula => "</div>\n",
            Tag::Definitions => "</dl>\n",
            Tag::Term => "</dt>\n",
            Tag::Definition => "</dd>\n",
            Tag::Table(_) => "</table></div>\n",
            Tag::TableHead => "</tr>\n</thead>\n",
            Tag::TableBody => "</tbody>\n",
            Tag::TableRow => "</tr>\n",
            Tag::TableCell => {
                self.column += 1;
                if self.head_row { "</th>" } else { "</td>" }
            }
            Tag::Component(index) => return self.end_component(index),
            Tag::Cell(_) | Tag::Outputs => "</div>\n",
            Tag::Fold(_) => "</details>\n",
            Tag::Footnote(_) => "",
        };
        self.out.push_str(text);
    }

    fn code(&mut self, code: &CodeBlock) {
        let context = self.resolver.code(code);
        let id = self.options.anchors.then_some(code.id.as_str());
        code.block.write_html(&Frame { defaults: &self.options.code, id, context: &context }, &mut self.out);
        self.new_line();
    }

    fn start_link(&mut self, index: u32) {
        let Some(link) = self.body.links.get(index as usize).filter(|link| link.safe) else { return };
        let resolved = self.resolver.link(&link.target, link.span);
        self.out.push_str("<a href=\"");
        push_url(&resolved.href, &mut self.out);
        self.out.push('"');
        self.title(link);
        self.out.push_str(if resolved.external { " rel=\"noopener\">" } else { ">" });
    }

    fn end_link(&self, index: u32) -> &'static str {
        if self.body.links.get(index as usize).is_some_and(|link| link.safe) { "</a>" } else { "" }
    }

    fn title(&mut self, reference: &Reference) {
        if !reference.title.is_empty() {
            self.out.push_str(" title=\"");
            push_attribute(&reference.title, &mut self.out);
            self.out.push('"');
        }
    }

    fn image(&mut self, index: u32) {
        let Some(image) = self.body.images.get(index as usize) else { return };
        if !image.safe {
            return push_text(&image.alt, &mut self.out);
        }
        let resolved = self.resolver.image(&image.target, image.span);
        self.out.push_str("<img src=\"");
        push_url(&resolved.url, &mut self.out);
        self.out.push_str("\" alt=\"");
        match self.body.unnamed.get(&index) {
            Some(number) => self.unnamed_picture(*number),
            None => push_attribute(&image.alt, &mut self.out),
        }
        self.out.push('"');
        if !self.in_figure {
            self.title(image);
        }
        if let Some((width, height)) = resolved.size {
            self.out.push_str(" width=\"");
            push_number(width, &mut self.out);
            self.out.push_str("\" height=\"");
            push_number(height, &mut self.out);
            self.out.push('"');
        }
        self.out.push_str(" loading=\"lazy\" decoding=\"async\">");
    }

    fn end_figure(&mut self) {
        self.in_figure = false;
        let caption = self.figure.take().and_then(|index| self.body.images.get(index as usize));
        if let Some(image) = caption.filter(|image| !image.title.is_empty()) {
            self.out.push_str("<figcaption>");
            push_text(&image.title, &mut self.out);
            self.out.push_str("</figcaption>");
        }
        self.out.push_str("</figure>\n");
    }

    fn start_list(&mut self, first: Option<u32>) {
        match first {
            None => self.out.push_str("<ul>\n"),
            Some(1) => self.out.push_str("<ol>\n"),
            Some(number) => {
                self.out.push_str("<ol start=\"");
                push_number(number, &mut self.out);
                self.out.push_str("\">\n");
            }
        }
    }

    fn start_heading(&mut self, index: u32) {
        let Some(heading) = self.body.headings.get(index as usize) else { return };
        self.out.push_str("<h");
        push_number(u32::from(heading.level), &mut self.out);
        self.out.push_str(" id=\"");
        push_attribute(&heading.id, &mut self.out);
        self.out.push('"');
        for (at, class) in heading.classes.iter().enumerate() {
            self.out.push_str(if at == 0 { " class=\"" } else { " " });
            push_attribute(class, &mut self.out);
        }
        self.out.push_str(if heading.classes.is_empty() { ">" } else { "\">" });
    }

    fn end_heading(&mut self, index: u32) {
        let Some(heading) = self.body.headings.get(index as usize) else { return };
        if self.options.anchors {
            self.out.push_str(" <a class=\"anchor\" href=\"#");
            push_url(&heading.id, &mut self.out);
            self.out.push_str("\" aria-label=\"");
            push_attribute(&self.options.labels.anchor.replace("{title}", &heading.title), &mut self.out);
            self.out.push_str("\">#</a>");
        }
        self.out.push_str("</h");
        push_number(u32::from(heading.level), &mut self.out);
        self.out.push_str(">\n");
    }

    fn start_alert(&mut self, alert: Alert) {
        self.out.push_str("<aside class=\"callout callout-");
        self.out.push_str(alert.word());
        self.out.push_str("\" role=\"note\"><p class=\"callout-title\">");
        if let Some(title) = self.options.labels.alerts.get(alert as usize) {
            push_text(title, &mut self.out);
        }
        self.out.push_str("</p>\n");
    }

    fn start_table(&mut self, index: u32) {
        self.table = index as usize;
        self.open_table();
        self.out.push_str("<table>\n");
    }

    /// Opens the frame in which a wide table scrolls.
    pub(super) fn open_table(&mut self) {
        self.out.push_str("<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"");
        push_attribute(&self.options.labels.table, &mut self.out);
        self.out.push_str("\">");
    }

    fn start_cell(&mut self) {
        let align = self.body.tables.get(self.table).and_then(|columns| columns.get(self.column));
        self.out.push_str(if self.head_row { "<th scope=\"col\"" } else { "<td" });
        self.out.push_str(match align {
            None | Some(Align::Natural) => ">",
            Some(Align::Left) => " class=\"align-left\">",
            Some(Align::Center) => " class=\"align-center\">",
            Some(Align::Right) => " class=\"align-right\">",
        });
    }

    fn task_box(&mut self, done: bool) {
        let label = &self.options.labels.tasks[usize::from(!done)];
        self.out.push_str("<input type=\"checkbox\" disabled");
        self.out.push_str(if done { " checked aria-label=\"" } else { " aria-label=\"" });
        push_attribute(label, &mut self.out);
        self.out.push_str("\"> ");
    }

    fn end_component(&mut self, index: u32) {
        let outer = self.outer.pop().unwrap_or_default();
        let inner = std::mem::replace(&mut self.out, outer);
        match self.body.components.get(index as usize).filter(|call| !call.name.is_empty()) {
            Some(call) => self.out.push_str(&self.resolver.component(call, &inner)),
            None => self.out.push_str(&inner),
        }
        self.new_line();
    }

    pub(super) fn new_line(&mut self) {
        if !self.out.ends_with('\n') && !self.out.is_empty() {
            self.out.push('\n');
        }
    }
}

/// The line of a byte, from 1. Blocks come in their order, so that lines are counted from the last one on.
fn line_at(text: &str, at: usize, counted: &mut (usize, usize)) -> usize {
    if at < counted.0 {
        *counted = (0, 0);
    }
    let between = text.as_bytes().get(counted.0..at).unwrap_or_default();
    *counted = (at, counted.1 + memchr::memchr_iter(b'\n', between).count());
    counted.1 + 1
}

/// Whether an element stands by itself, so that somebody can point at it.
fn is_block(kind: &Kind) -> bool {
    match kind {
        Kind::Code(_) | Kind::Leaf(_) | Kind::Rule | Kind::Output(_) => true,
        Kind::Start(tag) => matches!(
            tag,
            Tag::Paragraph
                | Tag::Item
                | Tag::Task
                | Tag::List(_)
                | Tag::Heading(_)
                | Tag::Quote
                | Tag::Alert(_)
                | Tag::Figure
                | Tag::Formula
                | Tag::Definitions
                | Tag::Table(_)
        ),
        _ => false,
    }
}
