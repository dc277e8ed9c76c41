//! `sitemap.xml`: every page that may be found, with the date its front matter gives.

use super::xml;
use crate::site::View;

/// The sitemap's text.
pub fn sitemap(view: &View) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for entry in view.sitemap() {
        out.push_str("<url>\n");
        xml::element("loc", &entry.permalink, &mut out);
        // A date without a day is no W3C date-time of the precision that readers trust, but the format allows it.
        if let Some(date) = &entry.date {
            xml::element("lastmod", date, &mut out);
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}
