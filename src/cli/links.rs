//! Where the site's files are, for those who follow a place: from the top of the repository, and as an address.

use std::path::{Component, Path};

use crate::diagnostic::percent_encoded;

/// The path from the top of the repository to `site`, with `/`: from the folder in which GitHub Actions has checked it
/// out, else from the current folder; `""` if the site is at the top.
pub fn in_repository(site: &Path) -> String {
    let top = std::env::var_os("GITHUB_WORKSPACE").filter(|top| !top.is_empty());
    let top = top.and_then(|top| Path::new(&top).canonicalize().ok());
    let real = site.canonicalize().ok();
    let inside = top.zip(real).and_then(|(top, real)| Some(real.strip_prefix(top).ok()?.to_owned()));
    let path = inside.unwrap_or_else(|| site.to_owned());
    let parts = path.components().filter(|part| *part != Component::CurDir);
    let parts: Vec<String> = parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    parts.join("/").replace("//", "/")
}

/// The address of a folder, with a slash at its end.
pub fn folder(site: &Path) -> Option<String> {
    let real = site.canonicalize().ok()?;
    let path = real.to_str()?.replace('\\', "/");
    Some(format!("file://{}{}/", if path.starts_with('/') { "" } else { "/" }, percent_encoded(&path)))
}

/// Whether the terminal is known to show links. There is no way to ask, so this goes by the names of those that do;
/// `FORCE_HYPERLINK=1` says so for others, and `FORCE_HYPERLINK=0` says no.
pub fn are_shown() -> bool {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if let Some(forced) = set("FORCE_HYPERLINK") {
        return forced != "0";
    }
    let programs = ["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "WarpTerminal"];
    set("VTE_VERSION").and_then(|version| version.parse().ok()).is_some_and(|version: u32| version >= 5000)
        || set("TERM_PROGRAM").is_some_and(|program| programs.contains(&program.as_str()))
        || set("TERM").is_some_and(|term| term.contains("kitty") || term.contains("alacritty") || term.contains("foot"))
        || ["WT_SESSION", "KONSOLE_VERSION", "DOMTERM"].iter().any(|name| set(name).is_some())
}
