//! Links and images: what they refer to, where that stands in the file, and which targets are refused.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag as Start, TagEnd};

use super::markdown::Gather;
use super::node::{Kind, Node, Reference};
use super::url::{self, Use};
use crate::diagnostic::{Code, Diagnostic, Place, Span, nearest};

/// An image whose end has not come yet.
pub(super) struct ImageCapture {
    pub(super) depth: usize,
    pub(super) reference: Reference,
    pub(super) span: Span,
}

impl Gather<'_> {
    pub(super) fn reference(
        &self,
        kind: LinkType,
        target: CowStr<'_>,
        title: CowStr<'_>,
        range: &Range<usize>,
    ) -> Reference {
        let target = match kind {
            LinkType::Email => ["mailto:", &target].concat(),
            _ => self.prepared.unmask(target),
        };
        let whole = &self.source()[range.clone()];
        let inline = matches!(kind, LinkType::Inline | LinkType::Autolink);
        let found = if inline && !target.is_empty() { whole.rfind(target.as_str()) } else { None };
        let span = match found {
            Some(at) => Span::new(range.start + at, range.start + at + target.len()).shift(self.input.offset),
            None => self.span(range),
        };
        Reference { target, title: self.prepared.unmask(title), alt: String::new(), span, safe: true }
    }

    /// Inside an image only its text counts.
    pub(super) fn image_event(&mut self, event: Event<'_>) {
        let Some(image) = &mut self.image else { return };
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                let text = self.prepared.unmask(text);
                image.reference.alt.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => image.reference.alt.push(' '),
            Event::Start(Start::Image { .. }) => image.depth += 1,
            Event::End(TagEnd::Image) if image.depth > 0 => image.depth -= 1,
            Event::End(TagEnd::Image) => {
                if let Some(image) = self.image.take() {
                    let index = self.body.images.len() as u32;
                    self.body.images.push(image.reference);
                    self.body.nodes.push(Node { span: image.span, kind: Kind::Image(index) });
                }
            }
            _ => {}
        }
    }

    /// Leads `attachment:name` in the images from `first` on to the files that the attachments became.
    pub(super) fn attach(&mut self, first: usize, files: &[(String, String)]) {
        let path = self.input.path;
        for image in self.body.images.iter_mut().skip(first) {
            let Some(name) = image.target.strip_prefix("attachment:") else { continue };
            let name = name.replace("%20", " ");
            if let Some((_, file)) = files.iter().find(|(own, _)| *own == name) {
                image.target.clone_from(file);
                continue;
            }
            let diagnostic = Diagnostic::new(Code::MissingImage, format!("the cell has no attachment `{name}`"))
                .at(Place::new(path, image.span))
                .suggest(nearest(&name, files.iter().map(|(own, _)| own.as_str())))
                .help("drag the picture into the cell again, or name a file beside the notebook");
            self.diagnostics.push(diagnostic);
            image.safe = false;
        }
    }

    /// Dangerous targets lose their link, whether or not the diagnostic is heeded.
    pub(super) fn check_references(&mut self) {
        let path = self.input.path;
        let links = self.body.links.iter_mut().map(|link| (link, Use::Link));
        let images = self.body.images.iter_mut().map(|image| (image, Use::Image));
        for (reference, purpose) in links.chain(images) {
            if let Some(scheme) = url::dangerous_scheme(&reference.target, purpose) {
                reference.safe = false;
                let diagnostic = Diagnostic::new(Code::DangerousUrl, format!("`{scheme}:` addresses are not allowed"))
                    .at(Place::new(path, reference.span))
                    .caret("a reader who follows it runs code or opens files")
                    .help("link to an `https:` address, or to a file of the site");
                self.diagnostics.push(diagnostic);
            }
        }
    }

    /// `[text][label]` without a definition. Indexing (`rows[0][1]`) and plain brackets are no such links.
    pub(super) fn broken_reference(&mut self, range: &Range<usize>, kind: LinkType, label: &str) {
        let after_word = self.source()[..range.start].ends_with(|c: char| c.is_alphanumeric() || c == ']' || c == ')');
        let indexing = after_word || label.chars().all(|c| c.is_ascii_digit());
        if indexing || !matches!(kind, LinkType::Reference | LinkType::Collapsed) {
            return;
        }
        let diagnostic = Diagnostic::new(Code::UnknownReference, format!("no link is defined as `[{label}]`"))
            .caret("shown as plain text")
            .help(format!("add a line `[{label}]: https://…`, or write the target in parentheses"));
        let span = self.span(range);
        self.report(diagnostic, span);
    }
}
