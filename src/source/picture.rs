//! The size of a picture in pixels, read from the first bytes of its file, so that pages do not jump while it loads.

use std::io::Read;

use super::{Files, OnDisk, SourceFile};

/// How much of a file is read: the size stands near the beginning in all formats but oddly written JPEGs.
const HEAD: u64 = 64 * 1024;

/// Width and height in pixels; none when the file is no picture or does not say.
pub fn picture_size(file: &SourceFile) -> Option<(u32, u32)> {
    let extension = file.path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase())?;
    if !matches!(extension.as_str(), "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "svg") {
        return None;
    }
    let (reader, _) = OnDisk.open(&file.absolute).ok()?;
    let mut head = Vec::new();
    reader.take(HEAD).read_to_end(&mut head).ok()?;
    size_of(&extension, &head)
}

/// Width and height in pixels of a picture whose name ends with `extension`, by its first bytes.
pub fn size_of(extension: &str, head: &[u8]) -> Option<(u32, u32)> {
    if extension == "svg" {
        let head = head.get(..HEAD as usize).unwrap_or(head);
        return svg_size(&String::from_utf8_lossy(head));
    }
    let size = imagesize::blob_size(head).ok()?;
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
}

/// The size of an SVG: its `width` and `height` in pixels, else its view box.
fn svg_size(text: &str) -> Option<(u32, u32)> {
    let start = text.find("<svg")?;
    let tag = &text[start..start + text[start..].find('>')?];
    let plain = |name: &str| pixels(attribute(tag, name)?);
    let boxed = || {
        let numbers: Vec<f64> =
            attribute(tag, "viewBox")?.split([' ', ',']).filter_map(|number| number.parse().ok()).collect();
        match numbers.as_slice() {
            [_, _, width, height] => Some((rounded(*width)?, rounded(*height)?)),
            _ => None,
        }
    };
    plain("width").zip(plain("height")).or_else(boxed)
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let at = tag.match_indices(name).find(|(at, _)| {
        let before = tag[..*at].chars().next_back().is_some_and(char::is_whitespace);
        before && tag[at + name.len()..].trim_start().starts_with('=')
    })?;
    let value = tag[at.0 + name.len()..].trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value[1..].split(quote).next()
}

fn pixels(text: &str) -> Option<u32> {
    let number = text.trim().trim_end_matches("px");
    number.parse().ok().and_then(rounded)
}

fn rounded(number: f64) -> Option<u32> {
    // The check makes the cast exact up to rounding.
    (number.is_finite() && (1.0..=100_000.0).contains(&number)).then(|| number.round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_svg_says_its_size_or_its_view_box_does() {
        assert_eq!(svg_size("<?xml?><svg width=\"640\" height='480px' viewBox=\"0 0 1 1\">"), Some((640, 480)));
        assert_eq!(svg_size("<svg xmlns=\"x\" viewBox=\"0 0 720.4 300\">"), Some((720, 300)));
        assert_eq!(
            svg_size("<svg stroke-width=\"2\" width=\"100%\" height=\"100%\" viewBox=\"0 0 8 4\">"),
            Some((8, 4))
        );
        assert_eq!(svg_size("<svg width=\"1em\">"), None);
        assert_eq!(svg_size("no picture"), None);
    }
}
