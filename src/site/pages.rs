//! Pages made from content files: address, card, skills, order.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::Site;
use super::claims::{self, Claim, Resolver};
use super::environments::Environments;
use super::shape::{Card, Link, Named, Outcome, Picture, TagRef};
use super::skills::{SkillIndex, Vocabulary};
use super::tags::TagAddresses;
use super::words::Words;
use crate::config::{Config, ProjectSort};
use crate::content::{Document, DocumentKind, SourceLink, toc};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::graph::Fingerprint;
use crate::value::{PartialDate, Period, Text, Today, address_part};

/// A page made from a content file, by its place in the order of paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(u32);

impl PageId {
    /// From a place in the list.
    pub fn new(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The place in the list.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A page made from a content file.
#[derive(Debug)]
pub struct Page {
    /// The parsed file.
    pub document: Arc<Document>,
    /// Its site path, without the base path.
    pub path: String,
    /// The path of the section it lies in.
    pub section: String,
    /// The last part of its address.
    pub slug: String,
    /// How lists show it.
    pub card: Card,
    /// Whether lists, feeds, the sitemap and evidence count it.
    pub listed: bool,
    /// Whether its author asked for it to be in no list.
    pub unlisted: bool,
    /// Its skills, and whether its code shows them.
    pub skills: Vec<(SkillIndex, bool)>,
    /// Its place in the list of projects or posts.
    pub position: Option<usize>,
    /// Its period, for projects.
    pub period: Period,
    /// Its date, as written.
    pub date: Option<PartialDate>,
    /// The slug of the project it is about, for posts.
    pub project: Option<String>,
    /// A layout of its own.
    pub layout: Option<String>,
    /// The content of `<meta name="robots">`, such as `noindex`.
    pub robots: Option<String>,
    /// Old addresses.
    pub aliases: Vec<Text>,
    /// What the author did, for projects.
    pub responsibilities: Vec<String>,
    /// With whose leave it is shown.
    pub permission: Option<String>,
    /// Where its source is.
    pub source_url: Option<String>,
    /// A social picture of its own, as written.
    pub social_image: Option<String>,
    /// Of its card.
    pub card_fingerprint: Fingerprint,
    /// Of its text.
    pub body_fingerprint: Fingerprint,
}

impl Page {
    /// Takes away the tags that have no page, because no listed page has them.
    pub fn drop_tags(&mut self, has_page: impl Fn(&str) -> bool) {
        let before = self.card.tags.len();
        self.card.tags.retain(|tag| has_page(&tag.name));
        if self.card.tags.len() < before {
            self.card_fingerprint = fingerprint(&self.card);
        }
    }

    /// Whether it shows a skill.
    pub fn shows(&self, skill: SkillIndex) -> bool {
        self.skills.iter().any(|(own, _)| *own == skill)
    }

    /// The years under which it is listed: all from its start to its end. Where there is no end, nobody vouches for the years
    /// between unless its status says that it is being worked on; then it is the year of the start, and this one.
    pub fn years(&self, today: Today) -> impl Iterator<Item = i16> + use<> {
        let range = self.period.start.map(|start| {
            // A slip of the pen (`start: 1023`, `end: 9999`) must not make a thousand pages.
            let last = self.period.end.date().map_or(today.year(), |end| end.year.min(today.year()));
            (start.year.max(last.saturating_sub(60)), last)
        });
        let at_work = |status: &Named| matches!(status.id.as_str(), "active" | "maintained");
        let sparse = self.period.is_open() && !self.card.status.as_ref().is_some_and(at_work);
        let listed = move |(first, last): (i16, i16)| {
            (first..=last).filter(move |year| !sparse || *year == first || *year == last)
        };
        range.into_iter().flat_map(listed)
    }

    /// The ids that links can lead to.
    pub fn anchors(&self) -> impl Iterator<Item = &str> {
        self.document.outline.anchors()
    }

    /// The table of contents; empty when there is too little to list.
    pub fn toc(&self) -> Vec<toc::Entry> {
        if self.document.front.toc() == Some(false) { Vec::new() } else { self.document.toc() }
    }

    /// The place of a key of its front matter.
    pub fn front_place(&self, key: &str) -> Place {
        self.document.front_place(key)
    }

    /// The place to name when its address is at fault.
    pub fn slug_place(&self) -> Place {
        if self.document.front.slug().is_some() { self.front_place("slug") } else { Place::whole(&self.document.path) }
    }

    /// What a list sorts by to have the newest first: what goes on, then the last date, then the first, then the title.
    pub fn newest_first(&self, today: Today) -> impl Ord + use<'_> {
        let last = self.date.or_else(|| self.period.end.date()).or_else(|| self.period.start.map(|_| today.date()));
        let first = self.period.start.or(self.date);
        let day = |date: Option<PartialDate>| date.map(PartialDate::first_day);
        (
            Reverse(last.map(PartialDate::last_month)),
            Reverse(day(last)),
            Reverse(day(first)),
            self.card.title.as_str(),
            self.path.as_str(),
        )
    }

    /// Whether it says something about skills, as a project or as a post.
    pub fn is_evidence(&self) -> bool {
        self.listed && matches!(self.card.kind, "project" | "post")
    }

    /// What its evidence is sorted by among evidence of its kind.
    pub fn evidence_order(&self, today: Today) -> impl Ord + use<'_> {
        claims::order((self.period, self.claim_date()), &self.card.title, today)
    }

    fn claim_date(&self) -> Option<PartialDate> {
        self.date.filter(|_| self.card.kind == "post")
    }

    /// What the page says about skills.
    pub fn claim(&self) -> Option<Claim> {
        self.is_evidence().then(|| Claim {
            kind: self.card.kind,
            title: self.card.title.clone(),
            url: Some(self.card.url.clone()),
            external: false,
            context: self.card.summary.clone(),
            period: self.period,
            date: self.claim_date(),
            skills: self.skills.clone(),
        })
    }

    /// Everything that may name a file beside the page.
    pub fn file_targets(&self) -> impl Iterator<Item = &str> {
        let targets = self.document.outline.files.iter().map(String::as_str);
        let front = [self.social_image.as_deref(), self.document.front.cover().map(|cover| cover.src.as_str())];
        targets.chain(front.into_iter().flatten())
    }

    /// What it shows of files: in the words of the attributes, and the fingerprint of it if it could be read.
    pub fn shown(&self) -> impl Iterator<Item = (&str, Option<Fingerprint>)> {
        self.document.outline.includes().map(|include| (include.told.as_str(), include.shown))
    }

    /// Puts another version of its document in place, one that shows the same elsewhere.
    pub fn set_document(&mut self, document: Arc<Document>) {
        self.body_fingerprint = own_print(&document, self.layout.as_deref(), (&self.path, self.card.draft));
        self.document = document;
    }

    /// Sets the cover of its card, which only the whole site can look up: where it is published, and its size.
    pub fn set_cover(&mut self, picture: Option<Picture>) {
        let alt = self.document.front.cover().map(|cover| cover.alt.to_string());
        self.card.cover = picture.zip(alt).map(|(picture, alt)| Picture { alt, ..picture });
        self.card_fingerprint = fingerprint(&self.card);
    }

    /// Pictures of the front matter that are not there.
    pub fn check_pictures(&self, site: &Site) -> Vec<Diagnostic> {
        let cover = self.document.front.cover().map(|cover| (cover.src.as_str(), "cover.src"));
        let social = self.social_image.as_deref().map(|image| (image, "social_image"));
        let missing = |(target, key): (&str, &str)| {
            let found = site.document_picture(&self.document, target).is_some();
            (!found).then(|| {
                Diagnostic::new(Code::MissingImage, format!("there is no picture `{target}`"))
                    .at(self.front_place(key))
                    .suggest(site.near_picture(&self.document, target).as_deref())
                    .help("a picture lies beside the page's `index.md` or in `static/` (then it is named `/images/x.png`)")
            })
        };
        [cover, social].into_iter().flatten().filter_map(missing).collect()
    }
}

/// Makes pages.
pub struct Builder<'a, 'r> {
    /// The configuration.
    pub config: &'a Config,
    /// Dates and texts.
    pub words: &'a Words,
    /// Work environments.
    pub environments: &'a Environments,
    /// Addresses of tags.
    pub tags: &'a TagAddresses,
    /// Names of layouts that the theme or the site has.
    pub layouts: &'a BTreeSet<String>,
    /// Looks up skills.
    pub resolver: &'a mut Resolver<'r>,
    /// The vocabulary of skills.
    pub vocabulary: &'a Vocabulary,
    /// What was found wrong.
    pub diagnostics: &'a mut Vec<Diagnostic>,
}

impl Builder<'_, '_> {
    /// The pages of all documents that are to be built.
    pub fn pages(&mut self, documents: &[Arc<Document>]) -> Vec<Page> {
        let (shared, fresh) = (&*self, &|| self.resolver.fresh());
        let one = |document: &Arc<Document>| {
            let (mut resolver, mut diagnostics) = (fresh(), Vec::new());
            let mut own = Builder { resolver: &mut resolver, diagnostics: &mut diagnostics, ..*shared };
            let page = own.page(document);
            diagnostics.append(&mut resolver.diagnostics);
            (page, diagnostics)
        };
        let made: Vec<_> = documents.par_iter().map(one).collect();
        let mut pages = Vec::with_capacity(made.len());
        for (page, found) in made {
            pages.extend(page);
            self.diagnostics.extend(found);
        }
        pages
    }

    fn page(&mut self, document: &Arc<Document>) -> Option<Page> {
        let front = &document.front;
        let future = front.date().is_some_and(|date| self.words.today.date().is_before(date));
        let draft = front.draft() || future && !self.config.build.future;
        if draft && !self.config.build.drafts {
            // It is checked like any other page, so that it can be published without surprises.
            self.skills(document);
            self.check(document);
            return None;
        }
        let slug = document.slug();
        let (section, path) = address(document, &slug);
        let skills = self.skills(document);
        let period = front.period();
        self.check(document);
        let card = self.card(document, (&path, draft, &skills));
        let layout = front.layout().filter(|layout| self.layouts.contains(layout.as_str())).map(ToString::to_string);
        let kind_is_listed = !matches!(document.kind, DocumentKind::Section | DocumentKind::Home);
        Some(Page {
            card_fingerprint: fingerprint(&card),
            body_fingerprint: own_print(document, layout.as_deref(), (&path, draft)),
            listed: !draft && !front.unlisted() && kind_is_listed,
            unlisted: front.unlisted(),
            position: None,
            period,
            date: front.date(),
            project: front.project().map(ToString::to_string),
            layout,
            robots: front.robots().map(ToString::to_string),
            aliases: front.aliases().to_vec(),
            responsibilities: front.responsibilities().iter().map(ToString::to_string).collect(),
            permission: front.permission().map(ToString::to_string),
            source_url: front.source().and_then(SourceLink::url),
            social_image: front.social_image().map(ToString::to_string),
            document: Arc::clone(document),
            path,
            section,
            slug,
            card,
            skills,
        })
    }

    /// Named skills first, in the order of the file; then those that only code shows.
    fn skills(&mut self, document: &Document) -> Vec<(SkillIndex, bool)> {
        let named =
            self.resolver.skills(document.front.skills(), |index| document.front_place(&format!("skills[{index}]")));
        let mut shown: BTreeSet<SkillIndex> = BTreeSet::new();
        for code in &document.outline.code {
            shown.extend(self.vocabulary.shown_by(code));
        }
        let mut skills: Vec<(SkillIndex, bool)> =
            named.into_iter().map(|skill| (skill, shown.remove(&skill))).collect();
        skills.extend(shown.into_iter().map(|skill| (skill, true)));
        skills
    }

    fn check(&mut self, document: &Document) {
        let front = &document.front;
        let empty = front.tags().iter().enumerate().filter(|(_, tag)| tag.trim().is_empty());
        self.diagnostics.extend(empty.map(|(index, _)| {
            Diagnostic::new(Code::InvalidValue, "the tag is empty")
                .at(document.front_place(&format!("tags[{index}]")))
                .help("take it out of the list")
        }));
        if front.slug().is_some() && matches!(document.kind, DocumentKind::Section | DocumentKind::Home) {
            self.diagnostics.push(
                Diagnostic::new(Code::InvalidValue, "an `_index.md` cannot have a `slug`")
                    .at(document.front_place("slug"))
                    .help("its address is that of its folder: rename the folder"),
            );
        }
        if let Some(id) = front.environment().filter(|id| self.environments.find(id).is_none()) {
            self.diagnostics.push(self.environments.unknown(id).at(document.front_place("environment")));
        }
        if let Some(layout) = front.layout().filter(|layout| !self.layouts.contains(layout.as_str())) {
            let known = self.layouts.iter().map(String::as_str);
            let list = known.clone().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let help = if list.is_empty() {
                format!("make one as `templates/layouts/{layout}.html`")
            } else {
                format!("the layouts are {list}")
            };
            self.diagnostics.push(
                Diagnostic::new(Code::UnknownLayout, format!("there is no layout `{layout}`"))
                    .at(document.front_place("layout"))
                    .one_of(layout, known)
                    .help(help),
            );
        }
    }

    fn card(&self, document: &Document, (path, draft, skills): (&str, bool, &[(SkillIndex, bool)])) -> Card {
        let front = &document.front;
        let base = &self.config.base_url;
        let url = format!("{}{}", base.path, path.trim_start_matches('/'));
        let text = |value: Option<&Text>| value.map(ToString::to_string).unwrap_or_default();
        Card {
            kind: kind_word(document.kind),
            title: front.title().to_string(),
            summary: document.summary(),
            permalink: format!("{}{url}", base.origin),
            date: front.date().map(|date| self.words.date(date)),
            updated: front.updated().map(|date| self.words.date(date)),
            draft,
            tags: front.tags().iter().map(|tag| self.tag(tag)).collect(),
            reading_time: document.reading_time(),
            cover: None,
            extra: front.extra().clone().into(),
            skills: skills.iter().map(|(skill, _)| self.vocabulary.refs[skill.index()].clone()).collect(),
            period: self.words.period(front.period()),
            status: front
                .status()
                .map(|id| Named { name: self.words.text(&format!("status.{id}")), id: id.to_owned() }),
            environment: front.environment().and_then(|id| self.environments.find(id)),
            role: text(front.role()),
            organization: text(front.organization()),
            team_size: front.team_size(),
            results: front.results().iter().map(outcome).collect(),
            links: front
                .links()
                .map(|(rel, link)| Link { rel: rel.to_owned(), label: self.link_label(rel), url: link.to_string() })
                .collect(),
            featured: front.featured(),
            url,
        }
    }

    fn tag(&self, tag: &Text) -> TagRef {
        TagRef { name: tag.to_string(), url: format!("{}tags/{}/", self.config.base_url.path, self.tags.part(tag)) }
    }

    fn link_label(&self, rel: &str) -> String {
        let key = format!("link.{rel}");
        if self.words.texts.contains_key(&key) { self.words.text(&key) } else { rel.to_owned() }
    }
}

/// Of the text, and of what the page itself shows beside its card. A layout may come and go with the theme, which is no
/// part of the document.
fn own_print(document: &Document, layout: Option<&str>, (path, draft): (&str, bool)) -> Fingerprint {
    let layout = layout.unwrap_or_default();
    let draft = if draft { "draft" } else { "" };
    Fingerprint::of_parts([&document.input.bytes()[..], layout.as_bytes(), path.as_bytes(), draft.as_bytes()])
}

fn fingerprint(card: &Card) -> Fingerprint {
    serde_json::to_vec(card).map_or(Fingerprint::ABSENT, |bytes| Fingerprint::of(&bytes))
}

fn outcome(result: &crate::content::Outcome) -> Outcome {
    let text = |value: &Option<Text>| value.as_ref().map(ToString::to_string);
    Outcome {
        metric: result.metric.to_string(),
        value: text(&result.value),
        before: text(&result.before),
        after: text(&result.after),
        note: text(&result.note).unwrap_or_default(),
    }
}

fn kind_word(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Home => "home",
        DocumentKind::Project => "project",
        DocumentKind::Post => "post",
        DocumentKind::Page => "page",
        DocumentKind::Section => "section",
    }
}

/// The path of the section and the path of the page.
fn address(document: &Document, slug: &str) -> (String, String) {
    let folders = document.location.folders();
    let section = folders.iter().fold("/".to_owned(), |path, folder| format!("{path}{}/", address_part(folder)));
    match document.kind {
        DocumentKind::Home | DocumentKind::Section => (section.clone(), section),
        _ => {
            let path = format!("{section}{slug}/");
            (section, path)
        }
    }
}

/// What a project is sorted by in the configured order. No two pages of one site have the same.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum ProjectOrder<'a, Newest> {
    Newest(Newest),
    Oldest(Reverse<Newest>),
    Title(String, &'a str),
    Featured((bool, Option<u32>), Newest),
}

/// What projects are sorted by to be in the configured order.
pub fn project_order(page: &Page, (sort, today): (ProjectSort, Today)) -> impl Ord + use<'_> {
    let newest = page.newest_first(today);
    match sort {
        ProjectSort::Newest => ProjectOrder::Newest(newest),
        ProjectSort::Oldest => ProjectOrder::Oldest(Reverse(newest)),
        ProjectSort::Title => ProjectOrder::Title(page.card.title.to_lowercase(), &page.path),
        ProjectSort::Featured => ProjectOrder::Featured((page.card.featured.is_none(), page.card.featured), newest),
    }
}
