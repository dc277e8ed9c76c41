//! What stands in `<head>`: title, description, canonical address, social picture, structured data, feeds.

use serde::Serialize;

use super::Job;
use super::jsonld::{Graph, PageFacts};
use crate::site::{Crumb, FeedRef, Picture};

/// The value `page.head`.
#[derive(Debug, Clone, Serialize)]
pub struct Head {
    /// For the window and for search results.
    pub title: String,
    /// For search results.
    pub description: String,
    /// The one address of the page; none for pages that should not be found.
    pub canonical: Option<String>,
    /// The content of `<meta name="robots">`, such as `noindex`.
    pub robots: Option<String>,
    /// `website`, `article` or `profile`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The social picture, absolute.
    pub image: Option<Picture>,
    /// The JSON-LD graph.
    pub jsonld: String,
    /// Feeds of the site.
    pub feeds: Vec<FeedRef>,
    /// The page before in a paginated list.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// A Content-Security-Policy for a meta element.
    pub csp: Option<String>,
    /// For Open Graph: `en_GB`.
    pub locale: String,
}

/// What a page says of itself for its head.
pub struct HeadFacts<'a> {
    /// The page's title.
    pub title: &'a str,
    /// Its summary; the site's description stands in when empty.
    pub summary: &'a str,
    /// `website`, `article` or `profile`.
    pub kind: &'static str,
    /// `WebPage`, `CollectionPage` or `ProfilePage`.
    pub schema: &'static str,
    /// The way to it.
    pub breadcrumbs: &'a [Crumb],
    /// The content of `<meta name="robots">`, such as `noindex`.
    pub robots: Option<String>,
    /// A picture of its own.
    pub image: Option<Picture>,
}

impl<'a> HeadFacts<'a> {
    /// The facts of a plain page.
    pub fn of(title: &'a str, summary: &'a str, breadcrumbs: &'a [Crumb]) -> Self {
        Self { title, summary, kind: "website", schema: "WebPage", breadcrumbs, robots: None, image: None }
    }
}

impl Job<'_> {
    /// The head; `more` adds to the page's graph.
    pub fn head(&self, facts: HeadFacts<'_>, more: impl FnOnce(&mut Graph<'_>)) -> Head {
        let site = self.view.site_summary();
        let permalink = self.view.permalink(self.path);
        let description = self.description(&facts, &site.description);
        let hidden = facts.robots.as_deref().is_some_and(|robots| robots.contains("noindex"));
        let jsonld = if self.wants("outputs.jsonld") && !hidden {
            let mut graph = Graph::new(self.view);
            graph.page(
                facts.schema,
                &PageFacts {
                    permalink: &permalink,
                    title: facts.title,
                    description: &description,
                    breadcrumbs: facts.breadcrumbs,
                },
            );
            more(&mut graph);
            graph.into_text()
        } else {
            String::new()
        };
        Head {
            title: if self.path == "/" || facts.title == site.title {
                facts.title.to_owned()
            } else {
                format!("{} · {}", facts.title, site.title)
            },
            description,
            canonical: (!hidden).then_some(permalink),
            robots: facts.robots,
            kind: facts.kind,
            image: facts.image.map(|image| self.absolute(image)).or_else(|| self.social_image()),
            jsonld,
            feeds: site.feeds.clone(),
            previous: None,
            next: None,
            csp: self.content_security_policy(),
            locale: site.language.replace('-', "_"),
        }
    }

    /// The page's own summary. The site's description stands in, with the page's title before it: search engines show
    /// descriptions, and those that are all the same tell their readers nothing.
    fn description(&self, facts: &HeadFacts<'_>, of_site: &str) -> String {
        match (facts.summary, of_site) {
            ("", "") => String::new(),
            ("", of_site) if self.path == "/" => crate::content::plain(of_site),
            ("", of_site) => format!("{}: {}", facts.title, crate::content::plain(of_site)),
            (own, _) => crate::content::plain(own),
        }
    }

    fn wants(&self, key: &str) -> bool {
        self.view.config(key).and_then(serde_json::Value::as_bool).unwrap_or(false)
    }

    fn absolute(&self, image: Picture) -> Picture {
        Picture { url: self.view.absolute(&image.url), ..image }
    }

    /// The site's social picture, else the theme's.
    fn social_image(&self) -> Option<Picture> {
        let own = self
            .view
            .config("social_image")
            .and_then(serde_json::Value::as_str)
            .and_then(|path| self.view.picture(path));
        let theme = || {
            let url = self.view.asset("social-card.png")?;
            Some(Picture { url, width: Some(1200), height: Some(630), alt: String::new() })
        };
        let picture = own.or_else(theme)?;
        let alt = if picture.alt.is_empty() { self.view.site_summary().title.clone() } else { picture.alt.clone() };
        Some(self.absolute(Picture { alt, ..picture }))
    }

    fn content_security_policy(&self) -> Option<String> {
        let wanted = self.view.config("outputs.csp").and_then(serde_json::Value::as_str) == Some("meta");
        wanted
            .then(|| "default-src 'self'; img-src 'self' data: https:; base-uri 'self'; form-action 'self'".to_owned())
    }
}
