//! The first half of a build: from the site's folder to a renderer, with whatever was found wrong on the way.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::Options;
use crate::config::{BaseUrl, Config};
use crate::content::{self, Defaults, Document, Settings};
use crate::diagnostic::{Code, Diagnostic, Place, SourceMap, SourcePath};
use crate::graph::Fingerprint;
use crate::portfolio;
use crate::render::Renderer;
use crate::site::{self, FileFacts, Parts, ThemeFacts};
use crate::source::{self, CONFIG_FILE, Rules, SourceFile, SourceKind, Sources};
use crate::template::{self, Engines, Theme, assets::Asset, theme};
use crate::yaml::{self, Origin};

/// A site that is ready to be rendered, as far as it goes.
#[derive(Default)]
pub struct Loaded {
    /// Renders it; none when something is missing without which no page can be made.
    pub renderer: Option<Renderer>,
    /// The theme's assets by name.
    pub assets: BTreeMap<String, Asset>,
    /// Files that are copied: where they are, and the fingerprint of their bytes.
    pub files: BTreeMap<SourcePath, CopiedFile>,
    /// What was found wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that diagnostics point into.
    pub sources: SourceMap,
}

/// A file that is copied as it is.
pub struct CopiedFile {
    /// Where it is.
    pub absolute: PathBuf,
    /// Of its bytes when it was read.
    pub fingerprint: Fingerprint,
    /// How many bytes.
    pub size: u64,
}

/// Reads and joins the site.
pub fn load(options: &Options) -> Loaded {
    let mut loaded = Loaded::default();
    let Some((config, texts)) = configuration(options, &mut loaded) else {
        return loaded;
    };
    let Some(rules) = rules(&config, &texts, options, &mut loaded.diagnostics) else {
        return loaded;
    };
    let (sources, found) = source::read(&options.root, &rules);
    loaded.diagnostics.extend(found);
    let overlay = texts.overlay.clone();
    loaded.sources = sources.source_map();
    if let Some((path, text)) = overlay {
        loaded.sources.insert(path, text);
    }
    loaded.files = copied(&sources)
        .map(|file| {
            (
                SourcePath::clone(&file.path),
                CopiedFile { absolute: file.absolute.clone(), fingerprint: file.fingerprint, size: file.size },
            )
        })
        .collect();
    join(&sources, config, (&texts, options), &mut loaded);
    loaded
}

/// The texts of the configuration, for places.
struct ConfigTexts {
    main: (SourcePath, Arc<str>),
    overlay: Option<(SourcePath, Arc<str>)>,
}

impl ConfigTexts {
    /// The place of a key: in the overlay if it sets it, else in `showpiece.yaml`.
    fn place(&self, key: &str) -> Place {
        if let Some((path, text)) = &self.overlay
            && yaml::Positions::of(text).value(key).is_some()
        {
            return yaml::place(text, &Origin::file(path), key);
        }
        yaml::place(&self.main.1, &Origin::file(&self.main.0), key)
    }

    /// The place of a key itself, for a key that should not be there.
    fn key_place(&self, key: &str) -> Place {
        for (path, text) in self.overlay.iter().chain([&self.main]) {
            if let Some(span) = yaml::Positions::of(text).key(key) {
                return Place::new(path, span);
            }
        }
        self.place(key)
    }
}

fn configuration(options: &Options, loaded: &mut Loaded) -> Option<(Config, ConfigTexts)> {
    let main: SourcePath = CONFIG_FILE.into();
    let text = match source::read_text(&options.root.join(CONFIG_FILE), &main) {
        Ok(text) => text,
        Err(_) => {
            // Reading the folder says what is wrong, better than a bare error of the file would.
            let (sources, diagnostics) = source::read(&options.root, &Rules::default());
            loaded.sources = sources.source_map();
            loaded.diagnostics = diagnostics
                .into_iter()
                .filter(|diagnostic| diagnostic.place.as_ref().is_none_or(|place| place.path == main))
                .collect();
            return None;
        }
    };
    loaded.sources.insert(SourcePath::clone(&main), Arc::clone(&text));
    let overlay = match &options.overlay {
        None => None,
        Some(path) => {
            let name: SourcePath = path.to_string_lossy().replace('\\', "/").into();
            match source::read_text(path, &name) {
                Ok(text) => {
                    loaded.sources.insert(SourcePath::clone(&name), Arc::clone(&text));
                    Some((name, text))
                }
                Err(diagnostic) => {
                    // It is no file of the site, so advice about those does not fit.
                    let help = match diagnostic.code {
                        Code::UnreadableFile => vec!["the file given by `--config`".to_owned()],
                        _ => diagnostic.help,
                    };
                    loaded.diagnostics.push(Diagnostic { help, ..diagnostic });
                    return None;
                }
            }
        }
    };
    let over = overlay.as_ref().map(|(path, text)| (&**text, Origin::file(path)));
    match Config::load(&text, &Origin::file(&main), over) {
        Ok(config) => {
            let texts = ConfigTexts { main: (main, text), overlay };
            adjusted(config, options, loaded).map(|config| (config, texts))
        }
        Err(diagnostics) => {
            loaded.diagnostics.extend(diagnostics);
            None
        }
    }
}

/// The configuration with what the command line says otherwise.
fn adjusted(mut config: Config, options: &Options, loaded: &mut Loaded) -> Option<Config> {
    if let Some(url) = &options.base_url {
        match BaseUrl::parse(url) {
            Ok(base) => config.base_url = base,
            Err(fault) => {
                loaded
                    .diagnostics
                    .push(yaml::from_fault(fault).help("the address given by `--base-url` or `SHOWPIECE_BASE_URL`"));
                return None;
            }
        }
    }
    if let Some(theme) = &options.theme {
        config.theme = theme.as_str().into();
    }
    config.build.drafts |= options.drafts;
    Some(config)
}

fn rules(config: &Config, texts: &ConfigTexts, options: &Options, diagnostics: &mut Vec<Diagnostic>) -> Option<Rules> {
    match Rules::new(&config.build.ignore) {
        Ok(rules) => Some(rules.without_output(&options.output_folder())),
        Err(bad) => {
            let place = texts.place(&format!("build.ignore[{}]", bad.index));
            diagnostics
                .push(Diagnostic::new(Code::InvalidValue, format!("the pattern is broken: {}", bad.reason)).at(place));
            None
        }
    }
}

fn join(sources: &Sources, config: Config, (texts, options): (&ConfigTexts, &Options), loaded: &mut Loaded) {
    let documents = documents(sources, &config, &mut loaded.diagnostics);
    let data: Vec<(SourcePath, Arc<str>)> =
        sources.texts(SourceKind::Data).map(|(path, text)| (SourcePath::clone(path), Arc::clone(text))).collect();
    let (portfolio, found) = portfolio::load(&data);
    loaded.diagnostics.extend(found);
    let place = |key: &str| texts.place(key);
    let theme_place = options.theme.is_none().then(|| texts.place("theme"));
    let request = theme::Request {
        name: &config.theme,
        options: &config.theme_options,
        language: &config.language,
        named_at: theme_place,
        key_place: &|key| texts.key_place(key),
        place: &place,
    };
    let (theme, found) = theme::load(sources, &request);
    loaded.diagnostics.extend(found);
    let theme = match theme {
        Some(theme) => theme,
        None => return,
    };
    for (path, text) in &theme.texts {
        loaded.sources.insert(SourcePath::clone(path), Arc::clone(text));
    }
    let (assets, found) = crate::template::assets::prepare(&theme);
    loaded.diagnostics.extend(found);
    let parts = Parts {
        theme: facts(&theme, &assets),
        broken: broken(sources, &documents),
        files: file_facts(sources),
        documents,
        portfolio,
        config,
        today: options.today,
        generator: concat!("Showpiece ", env!("CARGO_PKG_VERSION")).to_owned(),
    };
    let (site, found) = site::assemble(parts);
    loaded.diagnostics.extend(found);
    loaded.diagnostics.extend(site::check_configuration(&site, &place));
    loaded.assets = assets;
    match Engines::load(&theme) {
        Ok(engines) => loaded.renderer = Some(Renderer::new(Arc::new(site), engines)),
        Err(found) => loaded.diagnostics.extend(found),
    }
}

fn facts(theme: &Theme, assets: &BTreeMap<String, Asset>) -> ThemeFacts {
    let layout = |name: &str| Some(name.rsplit_once("layouts/")?.1.strip_suffix(".html")?.to_owned());
    let component = |name: &str| Some(name.rsplit_once("components/")?.1.strip_suffix(".html")?.to_owned());
    ThemeFacts {
        name: theme.manifest.name.clone(),
        options: theme.options.clone(),
        assets: assets.iter().map(|(name, asset)| (name.clone(), asset.path.clone())).collect(),
        texts: theme.translations.clone(),
        layouts: theme.templates.iter().filter_map(|template| layout(&template.name)).collect(),
        templates: template::closures(&theme.templates, &theme.chain),
        components: theme.templates.iter().filter_map(|template| component(&template.name)).collect(),
    }
}

/// Every content file as a document, in the order of paths.
fn documents(sources: &Sources, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Vec<Arc<Document>> {
    let settings =
        Settings { smart_punctuation: config.markdown.smart_punctuation, raw_html: config.markdown.raw_html };
    let files: Vec<(&SourcePath, &Arc<str>)> = sources.texts(SourceKind::Content).collect();
    let defaults = Defaults::gather(files.iter().copied());
    let parsed: Vec<_> =
        files.par_iter().map(|(path, text)| content::parse(path, text, &settings, &defaults)).collect();
    let mut documents = Vec::with_capacity(parsed.len());
    for (document, found) in parsed {
        diagnostics.extend(found);
        documents.extend(document.map(Arc::new));
    }
    documents
}

/// Content files that did not become documents; both come in the order of paths.
fn broken(sources: &Sources, documents: &[Arc<Document>]) -> BTreeSet<SourcePath> {
    let is_document = |path: &SourcePath| documents.binary_search_by(|document| document.path.cmp(path)).is_ok();
    sources.of_kind(SourceKind::Content).map(|file| &file.path).filter(|path| !is_document(path)).cloned().collect()
}

/// Files that are copied as they are.
fn copied(sources: &Sources) -> impl Iterator<Item = &SourceFile> {
    sources.files.values().filter(|file| matches!(file.kind, SourceKind::Static | SourceKind::ContentAsset))
}

fn file_facts(sources: &Sources) -> BTreeMap<SourcePath, FileFacts> {
    let files: Vec<_> = copied(sources).collect();
    let facts: Vec<_> = files
        .par_iter()
        .map(|file| {
            (
                SourcePath::clone(&file.path),
                FileFacts { fingerprint: file.fingerprint, size: source::picture_size(file) },
            )
        })
        .collect();
    facts.into_iter().collect()
}
