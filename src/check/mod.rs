//! Layer 12: the linter: everything that can be known of a site without a browser and, unless somebody asks for it, without the
//! network.
//!
//! In: a builder whose site is up to date. Out: diagnostics, beside those of a build. Each check is one file: a function
//! from the `Subject`, or from one text, to what it found, entered in `CHECKS` or `TEXT_CHECKS`. Pages are rendered, looked at and forgotten in one
//! pass; no check renders or writes a file, and for those that are copied it asks the builder.

mod allowances;
mod certificate;
mod external;
mod feed;
mod fix;
mod html;
mod image_alt;
mod image_size;
mod link_text;
mod links;
mod outline;
mod page;
mod patch;
mod placeholder;
mod project;
mod project_text;
mod reach;
mod secrets;
mod stale;
mod structured_data;
mod table_header;
mod third_party;
mod titles;
mod unsafe_link;
mod unused;
mod vocabulary;
mod weight;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::content::{Body, Document};
use crate::diagnostic::{Code, Diagnostic, Place, SourceMap, SourcePath, Span};
use crate::pipeline::{Builder, ChangeSet};
use crate::portfolio::Portfolio;
use crate::site::{self, Fact, Node, Site, ThemeFacts};
use crate::template::Addition;
use crate::value::Today;
use page::{Base, Page};

pub use external::{Certificate, Outside, Tally, Trust};
pub use fix::{Mending, mendings};
pub use patch::patch;

/// What the checks look at.
struct Subject<'a> {
    site: &'a Site,
    portfolio: &'a Portfolio,
    today: Today,
    /// What each rendered page shows, by site path.
    pages: &'a BTreeMap<String, Page>,
    /// What was seen of each feed and of the sitemap, by site path.
    feeds: &'a BTreeMap<String, feed::Feed>,
    /// All texts that were read: those of the site, and of the files that it shows.
    texts: &'a SourceMap,
    /// The bytes of a file that is copied, by site path.
    size: &'a (dyn Fn(&str) -> Option<u64> + Sync),
    /// What is in it.
    bytes: &'a (dyn Fn(&str) -> Option<Vec<u8>> + Sync),
    /// Whether what is found in a file of the site does not count.
    is_ignored: &'a (dyn Fn(&str) -> bool + Sync),
    /// Templates of the site that its theme does not know.
    additions: &'a [Addition],
    /// What is known of the theme.
    theme: Option<&'a ThemeFacts>,
    /// Whether a rendered file read a fact.
    is_read: &'a (dyn Fn(&Fact) -> bool + Sync),
    /// Whether the build found no error: if it did, not all was rendered.
    is_sound: &'a (dyn Fn() -> bool + Sync),
}

/// A longer text among the copied files is data, and would take its time.
const LONGEST: u64 = 8_000_000;

impl Subject<'_> {
    /// Files that are copied: their site paths and where they come from.
    fn copied(&self) -> impl Iterator<Item = (String, SourcePath)> {
        self.site.routes().filter_map(|route| match route.node {
            Node::File(source) => Some((route.path, source)),
            _ => None,
        })
    }

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
    Check { codes: &[Code::OrphanPage], run: reach::check },
    Check { codes: &[Code::UnusedFile], run: unused::check },
    Check {
        codes: &[Code::DuplicateTitle, Code::LongTitle, Code::DuplicateDescription, Code::LongDescription],
        run: titles::check,
    },
    Check { codes: &[Code::ImageAlt], run: image_alt::check_pages },
    Check { codes: &[Code::PageOutline], run: outline::check },
    Check { codes: &[Code::StructuredData, Code::JsonldVocabulary], run: structured_data::check },
    Check { codes: &[Code::FeedFormat, Code::DeadLink], run: feed::check },
    Check { codes: &[Code::PageWeight, Code::ScriptWeight], run: weight::check },
    Check { codes: &[Code::ImageWeight], run: weight::check_pictures },
    Check { codes: &[Code::ImageSize], run: image_size::check },
    Check { codes: &[Code::UnsafeLink], run: unsafe_link::check },
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
    project_text::check,
];

/// Runs the checks of texts on one page. Its body is let go afterwards.
fn check_text(page: &site::Page) -> Vec<Diagnostic> {
    let body = page.document.body();
    let found = TEXT_CHECKS.iter().flat_map(|check| check(page, &page.document, &body)).collect();
    page.document.let_go();
    found
}

/// Runs the checks of texts on the pages that were not looked at by themselves: those that introduce a list, and those that
/// could not be rendered.
fn check_other_texts(site: &Site, seen: &BTreeSet<SourcePath>) -> Vec<Diagnostic> {
    let others: Vec<&site::Page> = site.pages().filter(|page| !seen.contains(&page.document.path)).collect();
    others.par_iter().flat_map_iter(|page| check_text(page)).collect()
}

/// What was seen of one file: the page as it is shown, the feed that it is, and what is wrong with its own text.
#[derive(Default)]
struct Seen {
    page: Option<Page>,
    feed: Option<feed::Feed>,
    text: Option<(SourcePath, Vec<Diagnostic>)>,
}

/// Looks at every file of the site while it is rendered: what was parsed to render a text is at hand, and is let go with it.
fn look(builder: &mut Builder) -> Vec<(String, Seen)> {
    let Some(site) = builder.renderer().map(|renderer| Arc::clone(renderer.site())) else { return Vec::new() };
    let base = &site.config().base_url;
    let address = base.to_string();
    let base = Base { origin: &base.origin, path: &base.path };
    builder.look_at_all(|route, bytes| {
        let html = std::str::from_utf8(bytes).ok().filter(|_| route.file().ends_with(".html"));
        let text = match route.node {
            Node::Document(id) => {
                let page = site.page(id);
                Some((SourcePath::clone(&page.document.path), check_text(page)))
            }
            _ => None,
        };
        Seen {
            page: html.map(|html| page::read(&route.path, html, base)),
            feed: feed::look(route, bytes, &address),
            text,
        }
    })
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
    let (mut pages, mut feeds, mut seen, mut of_texts) =
        (BTreeMap::new(), BTreeMap::new(), BTreeSet::new(), Vec::new());
    for (path, one) in look(builder) {
        feeds.extend(one.feed.map(|feed| (path.clone(), feed)));
        pages.extend(one.page.map(|page| (path, page)));
        if let Some((text, diagnostics)) = one.text {
            seen.insert(text);
            of_texts.extend(diagnostics);
        }
    }
    let (mut found, mut leaky) = (builder.drift().to_vec(), Vec::new());
    let (mut tally, mut count) = (None, pages.len());
    if let (Some(renderer), Some(portfolio)) = (builder.renderer(), builder.portfolio()) {
        let today = builder.options().today;
        let size = |path: &str| builder.size_of(path);
        let site = renderer.site();
        // As a build counts them: a redirect is no page to look at.
        count = pages.keys().filter(|path| site.node(path).is_some_and(|node| node.is_page())).count();
        let (bytes, is_ignored) = (|path: &str| builder.bytes_of(path), |path: &str| builder.ignores(path));
        feeds.extend(feed::look_at_copied(site, &bytes));
        let subject = Subject {
            site,
            portfolio,
            today,
            pages: &pages,
            feeds: &feeds,
            texts: builder.sources(),
            size: &size,
            bytes: &bytes,
            is_ignored: &is_ignored,
            additions: builder.additions(),
            theme: builder.theme(),
            is_read: &|fact| builder.is_read(fact),
            is_sound: &|| !builder.diagnostics().iter().any(Diagnostic::is_error),
        };
        for check in CHECKS {
            let of_check = (check.run)(&subject);
            debug_assert!(of_check.iter().all(|one| check.codes.contains(&one.code)), "a check reports its own codes");
            found.extend(of_check);
        }
        for file in secrets::in_copied(&subject) {
            found.extend(file.found);
            leaky.push((file.path, file.text));
        }
        found.extend(of_texts);
        found.extend(check_other_texts(site, &seen));
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
    let mut sources = builder.sources().clone();
    for (path, text) in leaky {
        sources.insert(path, Arc::<str>::from(text));
    }
    Checked { diagnostics, sources, pages: count, outside: tally }
}
