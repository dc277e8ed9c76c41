//! From bytes to text: UTF-8 only, without BOM and NUL, lines ended by `\n`.

use memchr::memchr;

use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, Span};
use crate::graph::Fingerprint;

const BOM: &str = "\u{feff}";

/// Why bytes are not a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub kind: FaultKind,
    /// The text as far as it can be shown.
    pub shown: String,
    /// The place in `shown`.
    pub span: Span,
    /// Of the bytes, so that mending them counts as a change.
    pub fingerprint: Fingerprint,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FaultKind {
    /// This byte belongs to no character.
    Byte(u8),
    /// Two bytes a character; the word says which byte comes first.
    Utf16(&'static str),
    Nul,
}

/// The text in `bytes`.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, Fault> {
    if let Some(order) = utf16_order(&bytes) {
        return Err(fault(FaultKind::Utf16(order), &bytes, None));
    }
    let nul = memchr(0, &bytes);
    match String::from_utf8(bytes) {
        Ok(text) if nul.is_none() => Ok(normalise(text)),
        Ok(text) => Err(fault(FaultKind::Nul, text.as_bytes(), nul)),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            match nul {
                Some(nul) if nul < valid => Err(fault(FaultKind::Nul, &bytes, Some(nul))),
                _ => Err(fault(FaultKind::Byte(bytes.get(valid).copied().unwrap_or_default()), &bytes, Some(valid))),
            }
        }
    }
}

fn normalise(mut text: String) -> String {
    if text.starts_with(BOM) {
        text.drain(..BOM.len());
    }
    if memchr(b'\r', text.as_bytes()).is_some() { text.replace("\r\n", "\n") } else { text }
}

/// Builds the fault with the text that can be shown and the place of byte `offset` in it.
fn fault(kind: FaultKind, bytes: &[u8], offset: Option<usize>) -> Fault {
    let fingerprint = Fingerprint::of(bytes);
    let Some(offset) = offset else { return Fault { kind, shown: String::new(), span: Span::default(), fingerprint } };
    let (before, after) = bytes.split_at(offset.min(bytes.len()));
    let before = normalise(String::from_utf8_lossy(before).into_owned());
    let after = String::from_utf8_lossy(after).replace("\r\n", "\n");
    let width = after.chars().next().map_or(0, char::len_utf8);
    let span = Span::new(before.len(), before.len() + width);
    // A NUL would end the line on some terminals.
    Fault { kind, shown: (before + &after).replace('\0', "\u{1}"), span, fingerprint }
}

/// Which way round UTF-16 is written here, if it is UTF-16: by its BOM, or because half of the bytes are NUL, as they
/// are where Western text is written so.
fn utf16_order(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, ..] => return Some("little"),
        [0xfe, 0xff, ..] => return Some("big"),
        _ => {}
    }
    let head = &bytes[..bytes.len().min(512) & !1];
    let pairs = head.len() / 2;
    let nuls = |first: usize| head.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let mostly = |count: usize| pairs >= 2 && count * 4 >= pairs * 3;
    match (mostly(nuls(0)), mostly(nuls(1))) {
        (false, true) => Some("little"),
        (true, false) => Some("big"),
        _ => None,
    }
}

impl Fault {
    /// The diagnostic for the file at `path`.
    pub(super) fn into_diagnostic(self, path: &SourcePath) -> Diagnostic {
        let at = Diagnostic::new(Code::NotUtf8, self.message(path)).at(Place::new(path, self.span));
        match self.kind {
            FaultKind::Byte(_) => at.caret("not UTF-8 from here").help(format!(
                "save the file as UTF-8; if it is Latin-1: `iconv -f latin1 -t utf-8 {path} > new && mv new {path}`"
            )),
            FaultKind::Utf16(order) => at.help(format!(
                "save the file as UTF-8: `iconv -f utf-16{}e -t utf-8 {path} > new && mv new {path}`",
                &order[..1]
            )),
            FaultKind::Nul => at.caret("a NUL byte").help("no text contains one; is this file text at all?"),
        }
    }

    /// What is wrong with the file at `path`, in one line.
    pub(super) fn message(&self, path: &str) -> String {
        match self.kind {
            FaultKind::Byte(byte) => format!("`{path}` is not UTF-8: byte 0x{byte:02X} does not belong there"),
            FaultKind::Utf16(order) => format!("`{path}` is UTF-16 ({order}-endian), not UTF-8"),
            FaultKind::Nul => format!("`{path}` contains a NUL byte"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(bytes: &[u8]) -> Fault {
        decode(bytes.to_vec()).unwrap_err()
    }

    fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn bom_and_line_endings_disappear() {
        assert_eq!(decode("\u{feff}a\r\nb\rc\n".into()).unwrap(), "a\nb\rc\n");
        assert_eq!(decode(Vec::new()).unwrap(), "");
        assert_eq!(decode("\u{feff}".into()).unwrap(), "");
    }

    #[test]
    fn a_wrong_byte_has_its_place_in_the_normalised_text() {
        let fault = fails(b"\xef\xbb\xbfone\r\ncaf\xe9 au lait\r\n");
        assert_eq!(fault.kind, FaultKind::Byte(0xe9));
        assert_eq!(fault.shown, "one\ncaf\u{fffd} au lait\n");
        assert_eq!(fault.span, Span::new(7, 10));
    }

    #[test]
    fn a_character_cut_off_at_the_end_is_a_wrong_byte() {
        let fault = fails("é".as_bytes().split_last().unwrap().1);
        assert_eq!((fault.kind, fault.span), (FaultKind::Byte(0xc3), Span::new(0, 3)));
    }

    #[test]
    fn utf16_is_known_by_bom_and_by_its_nuls() {
        for text in ["title: Über uns\n", "ab"] {
            assert_eq!(fails(&utf16(text, u16::to_le_bytes)).kind, FaultKind::Utf16("little"), "{text}");
            assert_eq!(fails(&utf16(text, u16::to_be_bytes)).kind, FaultKind::Utf16("big"), "{text}");
        }
        assert_eq!(fails(&utf16("\u{feff}書", u16::to_le_bytes)).kind, FaultKind::Utf16("little"));
        assert_eq!(fails(&utf16("\u{feff}書", u16::to_be_bytes)).kind, FaultKind::Utf16("big"));
    }

    #[test]
    fn a_nul_is_told_from_utf16_and_from_a_later_wrong_byte() {
        let fault = fails(b"title: a\0b and more text");
        assert_eq!((fault.kind, fault.span), (FaultKind::Nul, Span::new(8, 9)));
        assert_eq!(fails(b"a long text\0 then \xff").kind, FaultKind::Nul);
        assert_eq!(fails(b"a long text\xff then \0").kind, FaultKind::Byte(0xff));
        assert_eq!(fails(&[0; 64]).kind, FaultKind::Nul);
    }

    #[test]
    fn the_diagnostic_says_how_to_convert() {
        let path = SourcePath::from("content/a.md");
        let diagnostic = fails(&utf16("ab", u16::to_le_bytes)).into_diagnostic(&path);
        assert!(diagnostic.help[0].contains("iconv -f utf-16le -t utf-8 content/a.md"), "{}", diagnostic.help[0]);
    }
}
