//! The plan of the output: which address shows what. Two things at one address are a diagnostic, with both places.

use std::collections::BTreeMap;

use super::pages::{Page, PageId};
use super::route::{FeedFormat, FeedScope, Filter, Node, page_path};
use super::{FilterKey, Site, SkillIndex, resolve};
use crate::config;
use crate::content::is_notebook;
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
    /// A file that the program makes. Where somebody's own page or section has the address already, that is a collision.
    fn put(&mut self, path: impl Into<String>, node: Node) {
        let path = path.into();
        let folded = path.to_lowercase();
        match self.folded.get(&folded).map(|taken| (taken.clone(), self.places.get(taken).cloned())) {
            Some((taken, Some(place))) => self.generated(&taken, place),
            // What is already planned at that address is the program's own.
            Some((_, None)) => {}
            None => {
                self.folded.insert(folded, path.clone());
                self.routes.insert(path, node);
            }
        }
    }

    /// A file of the author's, and the place to name when something is wrong with its address.
    fn put_from(&mut self, path: &str, node: Node, place: Place) {
        let folded = path.to_lowercase();
        if let Some(taken) = self.folded.get(&folded).cloned() {
            return match self.places.contains_key(&taken) {
                true => self.collision(path, &taken, place),
                false => self.generated(&taken, place),
            };
        }
        self.folded.insert(folded, path.to_owned());
        self.places.insert(path.to_owned(), place);
        self.routes.insert(path.to_owned(), node);
    }

    fn collision(&mut self, path: &str, other: &str, place: Place) {
        let message = if path == other {
            format!("two files want the address `{path}`")
        } else {
            format!("the addresses `{path}` and `{other}` differ only in case")
        };
        let help = if place.path.ends_with(".md") || is_notebook(&place.path) {
            "give one of them another `slug`, or rename the file"
        } else {
            "rename one of the files"
        };
        let mut diagnostic = Diagnostic::new(Code::DuplicateUrl, message).at(place).caret("this one comes second");
        if let Some(first) = self.places.get(other) {
            diagnostic = diagnostic.label(first.clone(), "the first is here");
        }
        self.diagnostics.push(diagnostic.help(help));
    }

    fn generated(&mut self, path: &str, place: Place) {
        let help = match place.path.strip_suffix("index.html").filter(|_| place.path.starts_with("static/")) {
            Some(_) => "to change a page that Showpiece makes, write its template or an `_index.md`",
            None => "give it another `slug`, or rename the file or its folder",
        };
        let diagnostic = Diagnostic::new(Code::DuplicateUrl, format!("Showpiece makes a page of its own at `{path}`"));
        self.diagnostics.push(diagnostic.at(place).caret("wants the same address").help(help));
    }

    /// A file of `static/`: it takes the place of a small generated file of the same name.
    fn put_static(&mut self, path: &str, node: Node, place: Place) {
        if self.routes.get(path).is_some_and(|node| !node.is_page() || *node == Node::NotFound) {
            self.routes.insert(path.to_owned(), node);
            self.places.insert(path.to_owned(), place);
            return;
        }
        self.put_from(path, node, place);
    }

    /// A file cannot be a folder too: `static/about` and `content/about.md` exclude each other.
    fn check_shape(&mut self) {
        let mut found = Vec::new();
        for path in self.routes.keys() {
            let ends = path.match_indices('/').map(|(end, _)| end).filter(|end| *end > 0);
            let Some(file) = ends.map(|end| &path[..end]).find(|folder| self.routes.contains_key(*folder)) else {
                continue;
            };
            let message = format!("`{file}` cannot be a file and hold `{path}` at once");
            let mut diagnostic = Diagnostic::new(Code::OutputPath, message).help("rename one of the two");
            if let Some(place) = self.places.get(file).or_else(|| self.places.get(path)) {
                diagnostic = diagnostic.at(place.clone());
            }
            if let Some(place) = self.places.get(path).filter(|_| self.places.contains_key(file)) {
                diagnostic = diagnostic.label(place.clone(), "the other is here");
            }
            found.push((file.to_owned(), diagnostic));
        }
        found.dedup_by(|second, first| second.0 == first.0);
        self.diagnostics.extend(found.into_iter().map(|(_, diagnostic)| diagnostic));
    }
}

/// Plans every file of the site.
pub fn plan(site: &Site) -> Planned {
    let mut plan =
        Plan { routes: BTreeMap::new(), places: BTreeMap::new(), folded: BTreeMap::new(), diagnostics: Vec::new() };
    documents(site, &mut plan);
    lists(site, &mut plan);
    skills_and_career(site, &mut plan);
    sections(site, &mut plan);
    files(site, &mut plan);
    statics(site, &mut plan);
    aliases(site, &mut plan);
    plan.check_shape();
    (plan.routes, plan.places, plan.diagnostics)
}

fn documents(site: &Site, plan: &mut Plan) {
    for (index, page) in site.pages.iter().enumerate() {
        // Texts of sections are part of pages that are planned with their lists.
        if !matches!(page.card.kind, "home" | "section") {
            plan.put_from(&page.path, Node::Document(super::PageId::new(index)), page.slug_place());
        }
        for file in page.document.pictures() {
            let source = SourcePath::clone(&page.document.path);
            let node = Node::Extracted { source, name: file.name.clone() };
            plan.put_from(&format!("{}{}", page.path, file.name), node, Place::whole(&page.document.path));
        }
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
    if !site.posts.is_empty() || site.sections.get("/writing/").is_some_and(|section| section.index.is_some()) {
        for page in 1..=page_count(site.posts.len(), config.writing.paginate) {
            plan.put(page_path("/writing/", page), Node::Writing { page });
        }
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

/// Sections of the author's own. An `_index.md` in the folder of a page that Showpiece makes is the text of that page; a
/// folder without one makes way for whatever has its address (`notes.md` beside `notes/`).
fn sections(site: &Site, plan: &mut Plan) {
    let own = |path: &&String| !matches!(path.as_str(), "/" | "/projects/" | "/writing/");
    for (path, section) in site.sections.iter().filter(|(path, _)| own(path)) {
        let node = Node::Section { path: path.clone() };
        let taken = plan.folded.contains_key(&path.to_lowercase());
        match section.index {
            Some(_) if plan.routes.get(path).is_some_and(Node::has_introduction) => {}
            Some(id) => plan.put_from(path, node, Place::whole(&site.page(id).document.path)),
            None if taken => {}
            None => plan.put(path.as_str(), node),
        }
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

/// Files of `static/`: they win over small generated files of the same name (a `robots.txt` of one's own), but not over
/// pages.
fn statics(site: &Site, plan: &mut Plan) {
    for source in &site.statics {
        let path = format!("/{}", source.strip_prefix("static/").unwrap_or(source));
        plan.put_static(address_of(&path), Node::File(SourcePath::clone(source)), Place::whole(source));
    }
}

/// The address at which a file is found: that of its folder for an `index.html`.
fn address_of(path: &str) -> &str {
    path.strip_suffix("index.html").filter(|folder| folder.ends_with('/')).unwrap_or(path)
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
    let Some(taken) = plan.folded.get(&path.to_lowercase()).cloned() else {
        return plan.put_from(path, Node::Redirect { to: page.path.clone() }, place);
    };
    let is_alias = matches!(plan.routes.get(&taken), Some(Node::Redirect { .. }));
    let message = match (taken == path, is_alias) {
        (true, true) => format!("the alias `{path}` is given twice"),
        (true, false) if taken == page.path => format!("the alias `{path}` is the address of this page"),
        (true, false) if !plan.places.contains_key(&taken) => {
            format!("the alias `{path}` is the address of a file that Showpiece makes")
        }
        (true, false) => format!("the alias `{path}` is the address of another page"),
        (false, _) => format!("the alias `{path}` differs only in case from `{taken}`"),
    };
    let diagnostic = Diagnostic::new(Code::AliasCollision, message).at(place);
    let diagnostic = match plan.places.get(&taken) {
        Some(other) => diagnostic.label(other.clone(), if is_alias { "first given here" } else { "the page is here" }),
        None => diagnostic,
    };
    plan.diagnostics.push(diagnostic.help("remove the alias; there can be one page or one redirect at an address"));
}

/// Notes anew where the front matter of a page gives it its addresses.
pub fn replace_places(site: &mut Site, id: PageId) {
    let page = site.page(id);
    let aliases = page.aliases.iter().enumerate().filter_map(|(index, alias)| {
        let path = alias_path(alias).ok()?;
        Some((path, page.front_place(&format!("aliases[{index}]"))))
    });
    let places: Vec<_> = std::iter::once((page.path.clone(), page.slug_place())).chain(aliases).collect();
    for (path, place) in places {
        if let Some(known) = site.route_places.get_mut(&path).filter(|known| known.path == place.path) {
            *known = place;
        }
    }
}

/// An alias as a site path.
fn alias_path(alias: &str) -> Result<String, String> {
    let decoded = resolve::decoded(alias);
    let trimmed = decoded.trim_start_matches('/');
    let bad = trimmed.is_empty()
        || trimmed.contains(['\\', '?', '#', ':'])
        || trimmed.contains(char::is_control)
        || trimmed.len() > 300
        || trimmed.starts_with(".showpiece")
        || trimmed.trim_end_matches('/').split('/').any(|part| matches!(part, "" | "." | "..") || part.len() > 100);
    if bad {
        return Err(format!("`{}` is not a path of this site", alias.escape_debug()));
    }
    let last = trimmed.rsplit('/').next().unwrap_or_default();
    let path = if last.is_empty() || last.contains('.') { format!("/{trimmed}") } else { format!("/{trimmed}/") };
    Ok(address_of(&path).to_owned())
}
