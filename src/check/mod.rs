//! Layer 12: the linter: everything that can be known of a site without a browser and, unless somebody asks for it, without the
//! network.
//!
//! In: a builder whose site is up to date. Out: diagnostics, beside those of a build. Each check is one file: a function
//! from the `Subject`, or from one text, to what it found, entered in `CHECKS` or `TEXT_CHECKS`. Pages are rendered, looked at and forgotten in one
//! pass; no check renders, reads a file or writes one.

mod allowances;
mod certificate;
mod external;
mod html;
mod image_alt;
mod link_text;
mod links;
mod outline;
mod page;
mod placeholder;
mod project;
mod reach;
mod secrets;
mod stale;
mod structured_data;
mod table_header;
mod third_party;
mod titles;
mod weight;

use std::collections::BTreeMap;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::content::{Body, Document};
use crate::diagnostic::{Code, Diagnostic, Place, SourceMap, Span};
use crate::pipeline::{Builder, ChangeSet};
use crate::portfolio::Portfolio;
use crate::site::{self, Site};
use crate::value::Today;
use page::{Base, Page};

pub use external::{Certificate, Outside, Tally, Trust};

/// What the checks look at.
struct Subject<'a> {
    site: &'a Site,
    portfolio: &'a Portfolio,
    today: Today,
    /// What each rendered page shows, by site path.
    pages: &'a BTreeMap<String, Page>,
    /// All texts that were read: those of the site, and of the files that it shows.
    texts: &'a SourceMap,
    /// The bytes of a file that is copied, by site path.
    size: &'a (dyn Fn(&str) -> Option<u64> + Sync),
}

impl Subject<'_> {
    /// The file to name for a page: the one that its text comes from, if there is one.
    fn place(&self, path: &str) -> Option<Place> {
        self.site.route_place(path).map(|place| Place::new(&place.path, Span::default()))
    }

    /// A diagnostic of a page as a whole.
    fn of_page(&self, path: &str, code: Code, message: String) -> Diagnostic {
        Diagnostic { place: self.place(path), ..Diagnostic::new(code, message) }
    }

    /// A diagnostic of what a page says of itself under `key` of its front matter.
    fn of_key(&self, (path, key): (&str, &str), code: Code, message: String) -> Diagnostic {
        let own = self.place(path).and_then(|place| self.site.page_at(&place.path));
        let place = own.map(|id| self.site.page(id).front_place(key));
        Diagnostic { place: place.or_else(|| self.place(path)), ..Diagnostic::new(code, message) }
    }
}

/// A check and the codes that it reports.
struct Check {
    codes: &'static [Code],
    run: fn(&Subject<'_>) -> Vec<Diagnostic>,
}

/// The checks of the site as a whole, in the order of `docs/reference/checks.md`.
const CHECKS: &[Check] = &[
    Check { codes: &[Code::DeadLink], run: links::check },
    Check { codes: &[Code::OrphanPage, Code::UnusedFile], run: reach::check },
    Check { codes: &[Code::DuplicateTitle, Code::LongTitle, Code::DuplicateDescription], run: titles::check },
    Check { codes: &[Code::ImageAlt], run: image_alt::check_pages },
    Check { codes: &[Code::PageOutline], run: outline::check },
    Check { codes: &[Code::StructuredData], run: structured_data::check },
    Check { codes: &[Code::PageWeight, Code::ImageWeight], run: weight::check },
    Check { codes: &[Code::Secret, Code::PrivateAddress], run: secrets::check },
    Check { codes: &[Code::ThirdParty], run: third_party::check },
    Check { codes: &[Code::ProjectFacts], run: project::check },
    Check { codes: &[Code::ExpiredCertificate], run: certificate::check },
    Check { codes: &[Code::StaleContent], run: stale::check },
];

/// A check of one text: its page, the document and the parsed body.
type TextCheck = fn(&site::Page, &Document, &Body) -> Vec<Diagnostic>;

/// The checks of one text each. They share its parsed body, which is let go again.
const TEXT_CHECKS: &[TextCheck] = &[
    image_alt::check,
    |_, document, body| link_text::check(document, body),
    |_, document, body| table_header::check(document, body),
    |_, document, body| placeholder::check(document, body),
];

/// Runs the checks of texts on all pages of a site.
fn check_texts(site: &Site) -> Vec<Diagnostic> {
    let pages: Vec<&site::Page> = site.pages().collect();
    let of_page = |page: &&site::Page| {
        let body = page.document.body();
        let found = TEXT_CHECKS.iter().flat_map(|check| check(page, &page.document, &body));
        let found: Vec<Diagnostic> = found.collect();
        page.document.let_go();
        found
    };
    pages.par_iter().flat_map_iter(of_page).collect()
}

/// The result of a check.
#[derive(Debug)]
pub struct Checked {
    /// Everything found wrong, by the build and by the linter, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the diagnostics point into.
    pub sources: SourceMap,
    /// How many pages were looked at.
    pub pages: usize,
    /// What was asked of other servers, if anything was to be.
    pub outside: Option<Tally>,
}

/// Reads the site, renders it, and runs all checks that need no network. Nothing is written.
pub fn check(builder: &mut Builder) -> Checked {
    check_with(builder, None)
}

/// The same, and asks other servers whether links to them lead somewhere, if `outside` says how.
pub fn check_with(builder: &mut Builder, outside: Option<&Outside<'_>>) -> Checked {
    builder.update(&ChangeSet::everything());
    let base = builder.renderer().map(|renderer| renderer.site().config().base_url.clone());
    let pages: BTreeMap<String, Page> = match &base {
        Some(base) => {
            let base = Base { origin: &base.origin, path: &base.path };
            let seen = builder.look_at_all(|route, bytes| {
                let html = std::str::from_utf8(bytes).ok().filter(|_| route.file().ends_with(".html"));
                html.map(|html| page::read(&route.path, html, base))
            });
            seen.into_iter().filter_map(|(path, page)| Some((path, page?))).collect()
        }
        None => BTreeMap::new(),
    };
    let mut found = builder.drift().to_vec();
    let mut tally = None;
    if let (Some(renderer), Some(portfolio)) = (builder.renderer(), builder.portfolio()) {
        let today = builder.options().today;
        let size = |path: &str| builder.size_of(path);
        let site = renderer.site();
        let subject = Subject { site, portfolio, today, pages: &pages, texts: builder.sources(), size: &size };
        for check in CHECKS {
            let of_check = (check.run)(&subject);
            debug_assert!(of_check.iter().all(|one| check.codes.contains(&one.code)), "a check reports its own codes");
            found.extend(of_check);
        }
        found.extend(check_texts(site));
        tally = outside.map(|outside| {
            let (of_links, tally) = external::check(&subject, &builder.options().root, outside);
            found.extend(of_links);
            tally
        });
    }
    let (mut diagnostics, used) = builder.diagnostics_with(found);
    let unasked = if tally.is_some() { &[][..] } else { external::CODES };
    diagnostics.extend(allowances::check(builder.sources(), &used, unasked));
    crate::diagnostic::sort(&mut diagnostics);
    Checked { diagnostics, sources: builder.sources().clone(), pages: pages.len(), outside: tally }
}
