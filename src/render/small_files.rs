//! The files of a few lines: `robots.txt`, `CNAME`, `.nojekyll`, the web manifest.

use serde_json::json;

use crate::site::View;

/// `robots.txt`: everything may be read, and where the sitemap is.
pub fn robots(view: &View) -> String {
    let mut text = String::from("User-agent: *\nAllow: /\n");
    if view.has_sitemap() {
        text.push_str("\nSitemap: ");
        text.push_str(&view.permalink("/sitemap.xml"));
        text.push('\n');
    }
    text
}

/// `CNAME`, for a custom domain on GitHub Pages.
pub fn cname(view: &View) -> String {
    format!("{}\n", view.cname().unwrap_or_default())
}

/// `site.webmanifest`: name, colours and icons for a home screen.
pub fn manifest(view: &View) -> String {
    let site = view.site_summary();
    let icon = |name: &str, size: &str, kind: &str| {
        view.asset(name).map(|url| json!({"src": url, "sizes": size, "type": kind}))
    };
    let icons: Vec<_> = [
        icon("icon.svg", "any", "image/svg+xml"),
        icon("icon-192.png", "192x192", "image/png"),
        icon("icon-512.png", "512x512", "image/png"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let manifest = json!({
        "name": site.title,
        "short_name": view.profile().name,
        "description": site.description,
        "lang": view.language_tag(),
        "start_url": view.url("/"),
        "scope": view.url("/"),
        "display": "browser",
        "icons": icons,
    });
    format!("{manifest:#}\n")
}
