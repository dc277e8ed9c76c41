//! All themes at hand: those of the program and, where there is a site, its own; and which one the site uses.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Map;

use crate::config::{BaseUrl, Config};
use crate::diagnostic::{Code, Diagnostic, Place, SourceMap, SourcePath, nearest};
use crate::source::{self, CONFIG_FILE, Rules, Sources};
use crate::template::Theme;
use crate::template::theme::{self, Request};
use crate::yaml::{self, Origin};

/// The themes at hand.
pub struct Library {
    /// The site's folder, if there is a site.
    pub root: Option<PathBuf>,
    /// Its files.
    pub sources: Sources,
    config: Option<(Config, Arc<str>)>,
}

/// Why something could not be done: diagnostics, and the texts that they point into.
#[derive(Debug, Default)]
pub struct Failure {
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts.
    pub sources: SourceMap,
}

impl Failure {
    /// One diagnostic that points into nothing.
    pub fn of(diagnostic: Diagnostic) -> Self {
        Self { diagnostics: vec![diagnostic], sources: SourceMap::default() }
    }
}

impl Library {
    /// The themes that come with the program.
    pub fn bundled() -> Self {
        Self { root: None, sources: Sources::default(), config: None }
    }

    /// The themes of the program and of the site at `root`.
    ///
    /// # Errors
    ///
    /// When the site or its configuration cannot be read.
    pub fn open(root: &Path) -> Result<Self, Failure> {
        let path: SourcePath = CONFIG_FILE.into();
        let Ok(text) = source::read_text(&root.join(CONFIG_FILE), &path) else {
            let (sources, diagnostics) = source::read(root, &Rules::default());
            return Err(Failure { diagnostics, sources: sources.source_map() });
        };
        let failed = |diagnostics| {
            let mut sources = SourceMap::default();
            sources.insert(Arc::clone(&path), Arc::clone(&text));
            Failure { diagnostics, sources }
        };
        // Themes are the same wherever the site will lie, so no address need be known.
        let stands_in = (!yaml::has_key(&text, "base_url")).then(BaseUrl::local);
        let config = Config::load_at(stands_in.as_ref(), &text, &Origin::file(&path), None).map_err(failed)?;
        // A pattern that is broken is a matter of builds.
        let rules = Rules::new(&config.build.ignore).unwrap_or_default().without_output(&root.join("public"));
        let (sources, _) = source::read(root, &rules);
        Ok(Self { root: Some(root.to_owned()), sources, config: Some((config, text)) })
    }

    /// The name of the theme in use; the default one where there is no site.
    pub fn in_use(&self) -> &str {
        self.config.as_ref().map_or("atelier", |(config, _)| &config.theme)
    }

    /// Whether there is a site.
    pub fn has_site(&self) -> bool {
        self.root.is_some()
    }

    /// The names of all themes, sorted.
    pub fn names(&self) -> BTreeSet<String> {
        theme::names(&self.sources)
    }

    /// Whether the site has the theme itself.
    pub fn is_own(&self, name: &str) -> bool {
        theme::is_own(&self.sources, name)
    }

    /// A theme as the site would use it, and what is wrong with it and with the options that the site sets.
    ///
    /// # Errors
    ///
    /// When there is no such theme, or it cannot be read.
    pub fn load(&self, name: &str) -> Result<(Theme, Vec<Diagnostic>), Failure> {
        if !self.names().contains(name) {
            return Err(Failure::of(self.unknown(name)));
        }
        let none = Map::new();
        let place = |key: &str, itself: bool| {
            let path: SourcePath = CONFIG_FILE.into();
            let Some((_, text)) = &self.config else { return Place::whole(&path) };
            let span = yaml::Positions::of(text).key(key).filter(|_| itself);
            span.map_or_else(|| yaml::place(text, &Origin::file(&path), key), |span| Place::new(&path, span))
        };
        let (theme, diagnostics) = theme::load(
            &self.sources,
            &Request {
                name,
                options: self
                    .config
                    .as_ref()
                    .filter(|_| name == self.in_use())
                    .map_or(&none, |(config, _)| &config.theme_options),
                language: self.config.as_ref().map_or("en", |(config, _)| &config.language),
                named_at: None,
                key_place: &|key| place(key, true),
                place: &|key| place(key, false),
            },
        );
        match theme {
            Some(theme) => Ok((theme, diagnostics)),
            None => Err(Failure { diagnostics, sources: self.sources.source_map() }),
        }
    }

    /// The texts that diagnostics about a theme point into.
    pub fn texts(&self, theme: &Theme) -> SourceMap {
        let mut texts = self.sources.source_map();
        for (path, text) in &theme.texts {
            texts.insert(Arc::clone(path), Arc::clone(text));
        }
        for template in &theme.templates {
            texts.insert(Arc::clone(&template.path), Arc::clone(&template.text));
        }
        texts
    }

    fn unknown(&self, name: &str) -> Diagnostic {
        let names = self.names();
        let list = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        Diagnostic::new(Code::UnknownTheme, format!("there is no theme `{name}`"))
            .suggest(nearest(name, names.iter().map(String::as_str)))
            .help(format!("the themes here are {list}"))
    }
}
