//! Files that nobody links to, and that are asked for all the same: by browsers, hosts, robots, and services that want to know
//! whose site it is.
//!
//! In: a path below `static/`. Out: whether somebody may ask for it by its name alone. In doubt somebody does.

/// Names at the top of a site.
const AT_THE_TOP: &[&str] = &[
    // robots and people
    "robots.txt",
    "humans.txt",
    "security.txt",
    "keybase.txt",
    "ads.txt",
    "app-ads.txt",
    "llms.txt",
    "llms-full.txt",
    "trust.txt",
    // readers of feeds, search engines
    "sitemap.xml",
    "sitemap.txt",
    "sitemap_index.xml",
    "feed.xml",
    "feed.json",
    "atom.xml",
    "rss.xml",
    "index.xml",
    "opensearch.xml",
    // browsers
    "site.webmanifest",
    "manifest.webmanifest",
    "manifest.json",
    "browserconfig.xml",
    "sw.js",
    "service-worker.js",
    "serviceworker.js",
    "crossdomain.xml",
    "clientaccesspolicy.xml",
    // hosts
    "CNAME",
    "_headers",
    "_redirects",
    "_routes.json",
    "_worker.js",
    "_config.yml",
    "netlify.toml",
    "vercel.json",
    "now.json",
    "static.json",
    "staticwebapp.config.json",
    "firebase.json",
    "render.yaml",
    "wrangler.toml",
    "web.config",
    // services that ask whose site it is
    "BingSiteAuth.xml",
    "LiveSearchSiteAuth.xml",
    "verifyforzoho.html",
    "opendata.json",
];

/// Beginnings of names at the top of a site.
const BEGIN_AT_THE_TOP: &[&str] = &[
    "favicon",
    "apple-touch-icon",
    "android-chrome-",
    "android-icon-",
    "apple-icon",
    "ms-icon-",
    "mstile-",
    "safari-pinned-tab",
    "web-app-manifest-",
    "icon-192",
    "icon-512",
    "sitemap-",
    "google",
    "yandex_",
    "pinterest-",
    "naver",
    "baidu_verify_",
    "wot-",
    "400.",
    "401.",
    "403.",
    "404.",
    "410.",
    "500.",
    "502.",
    "503.",
    "50x.",
];

/// Names that lie beside what they are about.
const BESIDE: &[&str] =
    &["license", "licence", "copying", "copyright", "notice", "ofl", "readme", "authors", "changelog"];

/// Whether somebody may ask for the file at `path` below `static/`, though nothing refers to it.
pub(super) fn asks_for(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_hidden = path.split('/').any(|part| part.starts_with('.'));
    is_hidden || is_verification(path) || is_beside(name) || folder.is_empty() && is_at_the_top(name)
}

fn is_at_the_top(name: &str) -> bool {
    AT_THE_TOP.iter().any(|known| known.eq_ignore_ascii_case(name))
        || BEGIN_AT_THE_TOP.iter().any(|begin| name.starts_with(begin))
        || is_key(name)
}

/// `google1a2b.html`, `verification/…`: whatever says that it verifies something.
fn is_verification(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    path.contains("verif") || path.contains("validation")
}

/// Licences and their like are read by those who look at the folder.
fn is_beside(name: &str) -> bool {
    let stem = name.split(['.', '-', '_']).next().unwrap_or(name);
    BESIDE.iter().any(|known| known.eq_ignore_ascii_case(stem))
}

/// A key that a service asked to be laid down, such as IndexNow's: a name of hexadecimal digits.
fn is_key(name: &str) -> bool {
    let stem = name.strip_suffix(".txt").or_else(|| name.strip_suffix(".html")).unwrap_or_default();
    stem.len() >= 8 && stem.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_by_its_name() {
        for path in [
            "robots.txt",
            "Robots.txt",
            "favicon.ico",
            "favicon-32x32.png",
            "apple-touch-icon-precomposed.png",
            ".well-known/security.txt",
            ".nojekyll",
            "fonts/.gitkeep",
            "google1a2b3c4d5e6f7a8b.html",
            "0123456789abcdef0123456789abcdef.txt",
            "zohoverify/verifyforzoho.html",
            "fonts/OFL.txt",
            "fonts/LICENSE-Inter.md",
            "404.html",
        ] {
            assert!(asks_for(path), "{path}");
        }
        for path in ["cv.pdf", "img/favicon.png", "img/robots.txt", "deadbee.txt", "a/500.png", "licensed.pdf"] {
            assert!(!asks_for(path), "{path}");
        }
    }
}
