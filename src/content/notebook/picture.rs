//! Pictures in a notebook: base64 to bytes, what kind they are, how large, and the name of the file they become.

use std::sync::Arc;

use super::svg;
use crate::content::Extracted;
use crate::graph::Fingerprint;
use crate::source;

/// Why a picture is not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// This byte of the text belongs to no base64.
    NotBase64(usize),
    /// The text breaks off.
    CutOff,
    /// The bytes are no picture of that kind.
    NotThatKind,
}

/// The extension for the name of a kind of picture, if it can be shown.
pub(super) fn extension(mime: &str) -> Option<&'static str> {
    match mime {
        "image/png" => Some("png"),
        "image/jpeg" => Some("jpg"),
        "image/gif" => Some("gif"),
        "image/webp" => Some("webp"),
        "image/svg+xml" => Some("svg"),
        _ => None,
    }
}

/// A picture as a file. `stem` is the beginning of its name; the rest comes from its bytes.
pub(super) fn file(stem: &str, extension: &'static str, text: &str) -> Result<Extracted, Refusal> {
    let bytes = match extension {
        // An attached drawing is base64, one that was displayed is text.
        "svg" if text.trim_start().starts_with('<') => drawing(text)?,
        "svg" => drawing(&String::from_utf8(base64(text)?).map_err(|_| Refusal::NotThatKind)?)?,
        _ => base64(text)?,
    };
    if !is_kind(extension, &bytes) {
        return Err(Refusal::NotThatKind);
    }
    let size = source::size_of(extension, &bytes);
    if size.is_none() && extension != "svg" {
        return Err(Refusal::NotThatKind);
    }
    let fingerprint = Fingerprint::of(&bytes);
    let name = format!("{stem}-{}.{extension}", &fingerprint.to_string()[..12]);
    Ok(Extracted { name, bytes: Arc::from(bytes), fingerprint, size })
}

fn drawing(text: &str) -> Result<Vec<u8>, Refusal> {
    svg::clean(text).map(String::into_bytes).ok_or(Refusal::NotThatKind)
}

/// Whether the first bytes are those of the kind.
fn is_kind(extension: &str, bytes: &[u8]) -> bool {
    match extension {
        "png" => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
        "jpg" => bytes.starts_with(b"\xff\xd8\xff"),
        "gif" => bytes.starts_with(b"GIF8"),
        "webp" => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
        _ => true,
    }
}

/// The bytes of a base64 text. White space between letters is skipped.
fn base64(text: &str) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count, mut padding) = (0u32, 0u8, 0u8);
    for (at, letter) in text.bytes().enumerate() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padding += 1;
                if padding > 2 {
                    return Err(Refusal::NotBase64(at));
                }
                continue;
            }
            b' ' | b'\n' | b'\r' | b'\t' => continue,
            _ => return Err(Refusal::NotBase64(at)),
        };
        if padding > 0 {
            return Err(Refusal::NotBase64(at));
        }
        bits = (bits << 6) | u32::from(value);
        count += 1;
        if count == 4 {
            bytes.extend_from_slice(&bits.to_be_bytes()[1..]);
            (bits, count) = (0, 0);
        }
    }
    match (count, padding) {
        (0, 0) => {}
        (2, 0 | 2) => bytes.push((bits >> 4) as u8),
        (3, 0 | 1) => bytes.extend_from_slice(&[(bits >> 10) as u8, (bits >> 2) as u8]),
        _ => return Err(Refusal::CutOff),
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_texts() {
        for (text, bytes) in [
            ("", Ok(&b""[..])),
            ("TWFu", Ok(b"Man")),
            ("TWE=", Ok(b"Ma")),
            ("TQ==\n", Ok(b"M")),
            ("TQ", Ok(b"M")),
            ("T W\nFu", Ok(b"Man")),
            ("TWF\u{fc}", Err(Refusal::NotBase64(3))),
            ("TQ==TQ", Err(Refusal::NotBase64(4))),
            ("T", Err(Refusal::CutOff)),
            ("TWFu=", Err(Refusal::CutOff)),
        ] {
            assert_eq!(base64(text).as_deref(), bytes.as_ref().copied(), "{text:?}");
        }
    }

    #[test]
    fn kinds() {
        let dot = "R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==";
        let picture = file("output", "gif", dot).unwrap();
        assert_eq!((picture.size, picture.name.len()), (Some((1, 1)), "output-.gif".len() + 12));
        assert_eq!(file("output", "png", dot), Err(Refusal::NotThatKind));
        assert_eq!(file("output", "png", "iVBORw0KGgo="), Err(Refusal::NotThatKind));
        assert_eq!(file("output", "svg", "<svg width=\"3\" height=\"4\"/>").unwrap().size, Some((3, 4)));
        assert_eq!(file("output", "svg", "PHN2Zy8+").unwrap().size, None);
        assert_eq!(file("output", "svg", "<p>"), Err(Refusal::NotThatKind));
    }
}
