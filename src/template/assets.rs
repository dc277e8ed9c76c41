//! A theme's assets under names that carry a fingerprint, so that browsers may keep them for ever.
//!
//! In: the assets of a theme chain. Out: for each its new path and its bytes. Style sheets name other assets by relative
//! addresses; these are rewritten first, so that the sheet's own fingerprint changes with a font's.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::contrast::Sheet;
use super::theme::{Theme, ThemeBytes};
use crate::diagnostic::{Code, Diagnostic, SourcePath};
use crate::graph::Fingerprint;
use crate::source;

/// An asset ready to be written.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Its site path: `/assets/style.1a2b3c4d.css`.
    pub path: String,
    /// Its bytes.
    pub bytes: Cow<'static, [u8]>,
}

/// All assets of a theme by name below `assets/`.
pub fn prepare(theme: &Theme) -> (BTreeMap<String, Asset>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut assets = BTreeMap::new();
    let (sheets, others): (Vec<_>, Vec<_>) = theme.assets.iter().partition(|(name, _)| name.ends_with(".css"));
    for (name, bytes) in others {
        match read(bytes) {
            Ok(bytes) => drop(assets.insert(name.clone(), named(name, bytes))),
            Err(error) => diagnostics.push(unreadable(name, &error)),
        }
    }
    for (name, bytes) in sheets {
        match read(bytes) {
            Ok(bytes) => {
                let rewritten = match std::str::from_utf8(&bytes) {
                    Ok(text) => Cow::Owned(rewrite(name, text, &assets).into_bytes()),
                    Err(_) => bytes,
                };
                assets.insert(name.clone(), named(name, rewritten));
            }
            Err(error) => diagnostics.push(unreadable(name, &error)),
        }
    }
    (assets, diagnostics)
}

/// The style sheets of a theme, as written: those of `base` first, if a theme of the site is among them.
pub fn sheets(theme: &Theme) -> Vec<Sheet> {
    let sheets: Vec<_> = theme.assets.iter().filter(|(name, _)| name.ends_with(".css")).collect();
    let is_own = |bytes: &ThemeBytes| matches!(bytes, ThemeBytes::File(..));
    if !sheets.iter().any(|(_, bytes)| is_own(bytes)) {
        return Vec::new();
    }
    let (base, others): (Vec<_>, Vec<_>) = sheets.into_iter().partition(|(name, _)| *name == "base.css");
    let sheet = |(_, bytes): (&String, &ThemeBytes)| {
        let path = match bytes {
            ThemeBytes::Bundled(_) => None,
            ThemeBytes::File(_, path) => Some(SourcePath::clone(path)),
        };
        let text = String::from_utf8(read(bytes).ok()?.into_owned()).ok()?;
        Some(Sheet { path, text })
    };
    base.into_iter().chain(others).filter_map(sheet).collect()
}

fn read(bytes: &ThemeBytes) -> std::io::Result<Cow<'static, [u8]>> {
    match bytes {
        ThemeBytes::Bundled(bytes) => Ok(Cow::Borrowed(bytes)),
        ThemeBytes::File(path, _) => source::bytes(path).map(Cow::Owned),
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(Code::UnreadableFile, format!("the theme's asset `{name}` cannot be read: {error}"))
}

fn named(name: &str, bytes: Cow<'static, [u8]>) -> Asset {
    // Licences keep their names: people look for them.
    if name.ends_with(".txt") {
        return Asset { path: format!("/assets/{name}"), bytes };
    }
    let fingerprint = Fingerprint::of(&bytes).to_string();
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
    Asset { path: format!("/assets/{stem}.{}.{extension}", &fingerprint[..8]), bytes }
}

/// Replaces relative `url(…)` targets that are assets by their new names.
fn rewrite(sheet: &str, text: &str, assets: &BTreeMap<String, Asset>) -> String {
    let folder = sheet.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("url(") {
        let (before, after) = rest.split_at(at + "url(".len());
        out.push_str(before);
        let Some(end) = after.find(')') else {
            rest = after;
            break;
        };
        let written = &after[..end];
        match target(folder, written.trim().trim_matches(['"', '\'']), assets) {
            Some(new) => out.push_str(&new),
            None => out.push_str(written),
        }
        rest = &after[end..];
    }
    out.push_str(rest);
    out
}

/// The address of an asset relative to a sheet in `folder`.
fn target(folder: &str, written: &str, assets: &BTreeMap<String, Asset>) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let depth = parts.len();
    for part in written.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    let asset = assets.get(&parts.join("/"))?;
    Some(format!("\"{}{}\"", "../".repeat(depth), asset.path.strip_prefix("/assets/")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_names_fonts_by_their_new_names() {
        let font = named("fonts/a.woff2", Cow::Borrowed(b"font"));
        let expected = font.path.trim_start_matches("/assets/").to_owned();
        let assets = BTreeMap::from([("fonts/a.woff2".to_owned(), font)]);
        let css = "@font-face{src:url('fonts/a.woff2')} a{b:url(data:x) url(#y) url(missing.png)";
        let rewritten = rewrite("style.css", css, &assets);
        assert_eq!(
            rewritten,
            format!("@font-face{{src:url(\"{expected}\")}} a{{b:url(data:x) url(#y) url(missing.png)")
        );
        assert_eq!(rewrite("css/deep.css", "url(../fonts/a.woff2)", &assets), format!("url(\"../{expected}\")"));
    }
}
