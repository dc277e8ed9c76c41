//! Which targets a link must not have: those that run code or open the reader's own files.

/// What the target of a reference is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// A link: the reader goes there.
    Link,
    /// An image: the browser loads it.
    Image,
}

/// The scheme of `target` if it must not be used.
pub fn dangerous_scheme(target: &str, purpose: Use) -> Option<&'static str> {
    let colon = target.find(':')?;
    let before = &target[..colon];
    if before.contains(['/', '?', '#']) {
        return None;
    }
    // Browsers drop control characters and white space from a scheme, so that `java\nscript:` runs.
    let scheme: String =
        before.chars().filter(|c| !c.is_control() && !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    match scheme.as_str() {
        "javascript" => Some("javascript"),
        "vbscript" => Some("vbscript"),
        "file" => Some("file"),
        "data" if purpose == Use::Link || !is_picture(&target[colon + 1..]) => Some("data"),
        _ => None,
    }
}

/// Pictures made of pixels; SVG may hold scripts.
fn is_picture(data: &str) -> bool {
    let kind = data.split([';', ',']).next().unwrap_or_default().trim();
    ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"].iter().any(|k| k.eq_ignore_ascii_case(kind))
}
