//! Documents as they are kept between processes: front matter, outline and diagnostics, without the body and the text.
//!
//! In: a [`Document`] with what was found wrong in its file, alone and with the files that it shows. Out: bytes, and back again
//! with the text of the same file. The body is parsed again when somebody renders it, so that what is kept stays small and is
//! quickly read.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::Settings;
use super::document::{Document, Source, Written};
use super::front_matter::FrontMatter;
use super::outline::Outline;
use crate::diagnostic::Diagnostic;
use crate::graph::Fingerprint;

/// What is written.
#[derive(Serialize)]
struct Put<'a> {
    front: &'a FrontMatter,
    outline: &'a Outline,
    front_range: &'a Range<usize>,
    body_start: usize,
    diagnostics: &'a [Diagnostic],
    whole: Option<(Fingerprint, &'a Outline, &'a [Diagnostic])>,
}

/// What is read.
#[derive(Deserialize)]
struct Got {
    front: FrontMatter,
    outline: Outline,
    front_range: Range<usize>,
    body_start: usize,
    diagnostics: Vec<Diagnostic>,
    whole: Option<KeptWhole>,
}

/// What is kept of a document with the files that it shows: of all that it was made from, its outline, and what was found wrong.
pub type KeptWhole = (Fingerprint, Outline, Vec<Diagnostic>);

/// A document with the files that it shows: of all that it was made from, it, and what was found wrong.
pub type MadeWhole<'a> = (Fingerprint, &'a Document, &'a [Diagnostic]);

/// What comes back: a document, what was found wrong, and what it was with the files that it shows.
pub type Restored = (Document, Vec<Diagnostic>, Option<KeptWhole>);

/// A document in bytes; none if it would not come back as it is. A notebook is taken apart again, since its pictures and its
/// text are nowhere but in its file.
pub fn keep(document: &Document, diagnostics: &[Diagnostic], whole: Option<MadeWhole<'_>>) -> Option<Vec<u8>> {
    let Source { front_range, body_start, notebook: None, .. } = &document.source else { return None };
    let Document { front, outline, .. } = document;
    // Pictures are nowhere but in the notebooks that they come from.
    let whole = whole.filter(|(_, whole, _)| whole.pictures().is_empty());
    let whole = whole.map(|(print, whole, found)| (print, &whole.outline, found));
    let front = &**front;
    let put = Put { front, outline, front_range, body_start: *body_start, diagnostics, whole };
    let bytes = postcard::to_allocvec(&put).ok()?;
    // The author's own values are the only ones with numbers that two formats may round differently.
    let is_plain = front.extra().is_empty() && !matches!(front, FrontMatter::Section(_));
    let comes_back = || postcard::from_bytes::<Got>(&bytes).is_ok_and(|got| got.front == *front);
    (is_plain || comes_back()).then_some(bytes)
}

/// The document that was kept, of the same text under the same settings; none if the bytes make no sense.
pub fn restore((file, input): (Written<'_>, Fingerprint), settings: &Settings, bytes: &[u8]) -> Option<Restored> {
    let Got { front, outline, front_range, body_start, diagnostics, whole } = postcard::from_bytes(bytes).ok()?;
    let text = file.text.get();
    text.get(front_range.clone())?;
    text.get(body_start..)?;
    let source = Source { settings: *settings, front_range, body_start, notebook: None };
    Some((Document::new((file, input), (front, outline), source), diagnostics, whole))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::content::{Defaults, RawHtml, parse};
    use crate::diagnostic::SourcePath;

    const SETTINGS: Settings = Settings { smart_punctuation: true, raw_html: RawHtml::Allow };
    const TEXT: &str = "---\ntitle: \"3.10\"\nsummary: One.\nstart: 2023-02\nend: present\nenvironment: saas\n\
        links: {demo: https://a.example/, repo: https://b.example/}\nskills: [python, \"no\"]\nresults:\n  - {metric: M, value: \"1\"}\n\
        cover: {src: a.png}\nextra: {a: [1, 2.5, null, {b: \"x\"}]}\n---\n\n## Head\n\n[a](a.csv) ![b](c.png)\n\n```python {anchors}\nimport pandas\nx = (\n```\n";

    fn document(text: &str) -> (Document, Vec<Diagnostic>) {
        let (path, text) = (SourcePath::from("content/projects/x.md"), Arc::from(text));
        let (document, found) = parse(Written::new(&path, &text), &SETTINGS, &Defaults::default());
        (document.expect("a document"), found)
    }

    #[test]
    fn a_document_comes_back_as_it_was() {
        let other = document(&TEXT.replace("## Head", "## Other")).0;
        let (document, found) = document(TEXT);
        assert_eq!(found.len(), 1, "a syntax error: {found:?}");
        let bytes = keep(&document, &found, Some((other.input, &other, &[]))).expect("bytes");
        let written = Written::new(&document.path, &document.text.get());
        let (again, told, whole) = restore((written, document.input), &SETTINGS, &bytes).expect("a document");
        assert_eq!((&again.front, &again.outline, &told), (&document.front, &document.outline, &found));
        assert_eq!(whole, Some((other.input, other.outline, Vec::new())));
        assert_eq!((again.kind, &again.location), (document.kind, &document.location));
        assert!(again.has_front_text_of(&document));
        assert_eq!(format!("{:?}", again.body()), format!("{:?}", document.body()));
        assert_eq!(again.outline.code.iter().filter(|code| code.imports.contains("pandas")).count(), 1);
    }

    #[test]
    fn bytes_of_another_text_are_refused() {
        let (document, found) = document(TEXT);
        let bytes = keep(&document, &found, None).expect("bytes");
        let short: Arc<str> = Arc::from("---\n");
        let written = Written::new(&document.path, &short);
        assert!(restore((written, document.input), &SETTINGS, &bytes).is_none());
        let written = Written::new(&document.path, &document.text.get());
        assert!(restore((written, document.input), &SETTINGS, &bytes[..20]).is_none());
    }
}
