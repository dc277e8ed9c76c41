//! One site in memory: what was read and rendered, and what of it may be out of date.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::load::{self, Loaded};
use super::{ChangeSet, Options, Report, write};
use crate::diagnostic::{self, Diagnostic, SourceMap, SourcePath};
use crate::graph::Fingerprint;
use crate::output::Disk;
use crate::site::{Node, Route};

/// Builds a site, once or again and again.
pub struct Builder {
    options: Options,
    loaded: Loaded,
    rendered: BTreeMap<String, Rendered>,
    revision: u64,
}

/// What a change led to, before anything is rendered.
#[derive(Debug, Clone, Default)]
pub struct Update {
    /// The number of this version of the site.
    pub revision: u64,
    /// Files whose content is another one than before.
    pub changed: Vec<SourcePath>,
    /// How many documents were parsed.
    pub parsed: usize,
    /// Pages that have another address now: the old site path and the new one.
    pub moved: Vec<(String, String)>,
    /// Copied files (pictures, `static/`) whose bytes changed, by site path.
    pub files: Vec<String>,
}

/// A file of the output.
#[derive(Debug, Clone)]
pub struct Served {
    /// What it holds.
    pub content: Content,
    /// Of its bytes.
    pub fingerprint: Fingerprint,
    /// Whether the page cannot be rendered now and these are its last good bytes.
    pub stale: bool,
    /// Whether it was rendered just now.
    pub rendered: bool,
}

/// Where the bytes of an output file are.
#[derive(Debug, Clone)]
pub enum Content {
    /// Here.
    Bytes(Arc<[u8]>),
    /// In a file that is copied as it is, so many bytes long.
    File(PathBuf, u64),
}

struct Rendered {
    bytes: Option<Arc<[u8]>>,
    diagnostics: Vec<Diagnostic>,
}

impl Builder {
    /// A builder that has read nothing yet.
    pub fn new(options: Options) -> Self {
        Self { options, loaded: Loaded::default(), rendered: BTreeMap::new(), revision: 0 }
    }

    /// Reads and joins the site, and gets its templates ready; renders nothing.
    pub fn load(&self) -> Loaded {
        load::load(&self.options)
    }

    /// Reads, joins, renders and writes the whole site.
    pub fn build(&mut self, disk: &dyn Disk) -> Report {
        let mut loaded = self.load();
        let mut diagnostics = std::mem::take(&mut loaded.diagnostics);
        let summary = loaded.renderer.as_ref().and_then(|renderer| {
            let job =
                write::Job { renderer, assets: &loaded.assets, files: &loaded.files, options: &self.options, disk };
            job.run(&mut diagnostics)
        });
        diagnostic::sort(&mut diagnostics);
        Report { summary, diagnostics, sources: loaded.sources }
    }

    /// Looks at what may have changed, and joins the site anew. Renders nothing.
    pub fn update(&mut self, _changes: &ChangeSet) -> Update {
        self.loaded = load::load(&self.options);
        self.rendered.clear();
        self.revision += 1;
        Update { revision: self.revision, ..Update::default() }
    }

    /// The file of the output at a path such as `projects/x/index.html`, rendered now if it is out of date.
    pub fn get(&mut self, file: &str) -> Option<Served> {
        let route = self.route(file)?;
        match &route.node {
            Node::ThemeAsset(name) => {
                let bytes: Arc<[u8]> = self.loaded.assets.get(name)?.bytes.as_ref().into();
                Some(self.served(bytes, false))
            }
            Node::File(source) => {
                let copied = self.loaded.files.get(source)?;
                let content = Content::File(copied.absolute.clone(), copied.size);
                Some(Served { content, fingerprint: copied.fingerprint, stale: false, rendered: false })
            }
            _ => {
                let is_new = self.render(&route);
                let bytes = Arc::clone(self.rendered.get(&route.path)?.bytes.as_ref()?);
                Some(self.served(bytes, is_new))
            }
        }
    }

    fn served(&self, bytes: Arc<[u8]>, rendered: bool) -> Served {
        Served { fingerprint: Fingerprint::of(&bytes), content: Content::Bytes(bytes), stale: false, rendered }
    }

    fn route(&self, file: &str) -> Option<Route> {
        let site = self.loaded.renderer.as_ref()?.site();
        site.routes().find(|route| route.file() == file)
    }

    fn render(&mut self, route: &Route) -> bool {
        let Some(renderer) = &self.loaded.renderer else { return false };
        if self.rendered.contains_key(&route.path) {
            return false;
        }
        let outcome = renderer.render(route);
        let rendered = Rendered { bytes: outcome.bytes.map(Arc::from), diagnostics: outcome.diagnostics };
        self.rendered.insert(route.path.clone(), rendered);
        true
    }

    /// Renders up to `count` of the files that are out of date; gives how many remain.
    pub fn settle(&mut self, count: usize) -> usize {
        let Some(renderer) = &self.loaded.renderer else { return 0 };
        let is_made = |route: &Route| !matches!(route.node, Node::ThemeAsset(_) | Node::File(_));
        let pending: Vec<Route> = renderer
            .site()
            .routes()
            .filter(|route| is_made(route) && !self.rendered.contains_key(&route.path))
            .collect();
        pending.iter().take(count).for_each(|route| {
            self.render(route);
        });
        pending.len().saturating_sub(count)
    }

    /// Everything that is known to be wrong, sorted by place.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let rendered = self.rendered.values().flat_map(|page| &page.diagnostics);
        let mut all: Vec<Diagnostic> = self.loaded.diagnostics.iter().chain(rendered).cloned().collect();
        diagnostic::sort(&mut all);
        all
    }

    /// The texts that diagnostics point into.
    pub fn sources(&self) -> &SourceMap {
        &self.loaded.sources
    }

    /// The path below which the site lies: `/`, or `/portfolio/`.
    pub fn base_path(&self) -> &str {
        self.loaded.renderer.as_ref().map_or("/", |renderer| &renderer.site().config().base_url.path)
    }
}
