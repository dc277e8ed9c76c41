//! The plan of the output: which address shows what. Two things at one address are a diagnostic, with both places.

use std::collections::BTreeMap;

use super::pages::Page;
use super::route::{FeedFormat, FeedScope, Filter, Node, page_path};
use super::{FilterKey, Site, SkillIndex};
use crate::config;
use crate::diagnostic::{Code, Diagnostic, Place, SourcePath};

/// The plan in the making.
pub struct Plan {
    routes: BTreeMap<String, Node>,
    places: BTreeMap<String, Place>,
    /// Addresses in lower case, since some file systems do not tell cases apart.
    folded: BTreeMap<String, String>,
    diagnostics: Vec<Diagnostic>,
}

/// What comes out of planning.
pub type Planned = (BTreeMap<String, Node>, BTreeMap<String, Place>, Vec<Diagnostic>);

impl Plan {
    fn put(&mut self, path: impl Into<String>, node: Node) {
        self.routes.entry(path.into()).or_insert(node);
    }

    fn put_from(&mut self, path: &str, node: Node, place: Place) {
        let folded = path.to_lowercase();
        if let Some(other) = self.folded.get(&folded).filter(|_| !matches!(node, Node::Redirect { .. })) {
            self.collision(path, &other.clone(), place);
            return;
        }
        self.folded.insert(folded, path.to_owned());
        self.places.insert(path.to_owned(), place);
        self.routes.insert(path.to_owned(), node);
    }

    fn collision(&mut self, path: &str, other: &str, place: Place) {
        let first = self.places.get(other).cloned();
        let message = if path == other {
            format!("two files want the address `{path}`")
        } else {
            format!("the addresses `{path}` and `{other}` differ only in case")
        };
        let diagnostic = Diagnostic::new(Code::DuplicateUrl, message).at(place).caret("this one comes second");
        let diagnostic = match first {
            Some(first) => diagnostic.label(first, "the first is here"),
            None => diagnostic,
        };
        self.diagnostics.push(diagnostic.help("give one of them another `slug`, or rename the file"));
    }
}

/// Plans every file of the site.
pub fn plan(site: &Site) -> Planned {
    let mut plan =
        Plan { routes: BTreeMap::new(), places: BTreeMap::new(), folded: BTreeMap::new(), diagnostics: Vec::new() };
    documents(site, &mut plan);
    lists(site, &mut plan);
    skills_and_career(site, &mut plan);
    files(site, &mut plan);
    statics(site, &mut plan);
    aliases(site, &mut plan);
    (plan.routes, plan.places, plan.diagnostics)
}

fn documents(site: &Site, plan: &mut Plan) {
    for (index, page) in site.pages.iter().enumerate() {
        let node = match page.card.kind {
            "home" | "section" => continue,
            _ => Node::Document(super::PageId::new(index)),
        };
        plan.put_from(&page.path, node, page.slug_place());
    }
}

/// How many pages a list of `items` has when it shows `per_page` on each; 0 means all on one.
fn page_count(items: usize, per_page: u32) -> usize {
    match per_page as usize {
        0 => 1,
        size => items.div_ceil(size).max(1),
    }
}

fn lists(site: &Site, plan: &mut Plan) {
    plan.put("/", Node::Home);
    plan.put("/404.html", Node::NotFound);
    let config = &site.config;
    if !site.projects.is_empty() || site.sections.get("/projects/").is_some_and(|section| section.index.is_some()) {
        for page in 1..=page_count(site.projects.len(), config.projects.paginate) {
            plan.put(page_path("/projects/", page), Node::Projects { filter: None, page });
        }
        for (key, choices) in &site.filters {
            for choice in choices {
                let base = filter_path(*key, &choice.value);
                for page in 1..=page_count(choice.count, config.projects.paginate) {
                    let filter = Some(Filter { key: *key, value: choice.value.clone() });
                    plan.put(page_path(&base, page), Node::Projects { filter, page });
                }
            }
        }
    }
    if !site.posts.is_empty() {
        for page in 1..=page_count(site.posts.len(), config.writing.paginate) {
            plan.put(page_path("/writing/", page), Node::Writing { page });
        }
    }
    for path in site.sections.keys().filter(|path| !matches!(path.as_str(), "/" | "/projects/" | "/writing/")) {
        plan.put(path.as_str(), Node::Section { path: path.clone() });
    }
    if !site.tags.is_empty() {
        plan.put("/tags/", Node::Tags);
    }
    for (slug, tag) in &site.tags {
        for page in 1..=page_count(tag.pages.len(), config.writing.paginate) {
            plan.put(page_path(&format!("/tags/{slug}/"), page), Node::Tag { slug: slug.clone(), page });
        }
    }
}

/// The address of a narrowed project index.
pub fn filter_path(key: FilterKey, value: &str) -> String {
    format!("/projects/{}/{value}/", key.word())
}

fn skills_and_career(site: &Site, plan: &mut Plan) {
    if !site.skills.list.is_empty() {
        plan.put("/skills/", Node::Skills);
    }
    for (index, skill) in site.skills.list.iter().enumerate() {
        plan.put(format!("/skills/{}/", skill.id), Node::Skill(SkillIndex::new(index)));
    }
    for (index, environment) in site.environments.iter().enumerate() {
        if environment.count > 0 {
            plan.put(format!("/environments/{}/", environment.id), Node::Environment(index));
        }
    }
    if site.summary.has_career {
        plan.put("/career/", Node::Career);
    }
    if site.summary.has_resume {
        plan.put("/resume/", Node::Resume);
    }
}

fn files(site: &Site, plan: &mut Plan) {
    let (feeds, outputs) = (&site.config.feeds, &site.config.outputs);
    for format in &feeds.formats {
        let format = match format {
            config::FeedFormat::Atom => FeedFormat::Atom,
            config::FeedFormat::Json => FeedFormat::Json,
        };
        if !site.posts.is_empty() || !site.projects.is_empty() {
            plan.put(format!("/feed.{}", format.extension()), Node::Feed { scope: FeedScope::Site, format });
        }
        if !site.posts.is_empty() {
            plan.put(format!("/writing/feed.{}", format.extension()), Node::Feed { scope: FeedScope::Writing, format });
        }
    }
    if outputs.sitemap {
        plan.put("/sitemap.xml", Node::Sitemap);
    }
    if outputs.robots {
        plan.put("/robots.txt", Node::Robots);
    }
    if outputs.cname.is_some() {
        plan.put("/CNAME", Node::Cname);
    }
    plan.put("/.nojekyll", Node::NoJekyll);
    plan.put("/site.webmanifest", Node::Manifest);
    for (name, path) in &site.theme.assets {
        plan.put(path.as_str(), Node::ThemeAsset(name.clone()));
    }
    for source in &site.published_assets() {
        let path = site.content_asset_path(source);
        plan.put_from(&path, Node::File(SourcePath::clone(source)), Place::whole(source));
    }
}

/// Files of `static/`: they win over generated ones of the same name (a `robots.txt` of one's own), but not over pages
/// that somebody wrote.
fn statics(site: &Site, plan: &mut Plan) {
    for source in &site.statics {
        let path = format!("/{}", source.strip_prefix("static/").unwrap_or(source));
        let address = path.strip_suffix("index.html").map_or(path.as_str(), |folder| folder);
        plan.put_from(
            if address.ends_with('/') { address } else { &path },
            Node::File(SourcePath::clone(source)),
            Place::whole(source),
        );
    }
}

fn aliases(site: &Site, plan: &mut Plan) {
    for page in &site.pages {
        for (index, alias) in page.aliases.iter().enumerate() {
            let place = page.front_place(&format!("aliases[{index}]"));
            match alias_path(alias) {
                Ok(path) => alias_route(plan, page, &path, place),
                Err(why) => plan.diagnostics.push(
                    Diagnostic::new(Code::InvalidAlias, why)
                        .at(place)
                        .help("an alias is a path of this site, such as `/old/address/`"),
                ),
            }
        }
    }
}

fn alias_route(plan: &mut Plan, page: &Page, path: &str, place: Place) {
    if plan.routes.contains_key(path) {
        let diagnostic =
            Diagnostic::new(Code::AliasCollision, format!("the alias `{path}` is the address of another page"))
                .at(place);
        let diagnostic = match plan.places.get(path) {
            Some(other) => diagnostic.label(other.clone(), "the page is here"),
            None => diagnostic,
        };
        plan.diagnostics.push(diagnostic.help("remove the alias; a page and a redirect cannot share an address"));
        return;
    }
    plan.put_from(path, Node::Redirect { to: page.path.clone() }, place);
}

/// An alias as a site path.
fn alias_path(alias: &str) -> Result<String, String> {
    let trimmed = alias.trim_start_matches('/');
    let bad = trimmed.is_empty()
        || trimmed.contains(['\0', '\\', '?', '#', ':'])
        || trimmed.len() > 300
        || trimmed.trim_end_matches('/').split('/').any(|part| matches!(part, "" | "." | "..") || part.len() > 100);
    if bad {
        return Err(format!("`{alias}` is not a path of this site"));
    }
    let last = trimmed.rsplit('/').next().unwrap_or_default();
    Ok(if last.is_empty() || last.contains('.') { format!("/{trimmed}") } else { format!("/{trimmed}/") })
}
