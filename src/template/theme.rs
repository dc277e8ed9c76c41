//! A theme and the themes it extends: manifests, templates, assets, translations, found in the site or in the program.
//!
//! In: the site's source files and the name of the theme. Out: a [`Theme`] whose files are already looked up, first
//! match wins. Nothing is rendered here, and nothing is read from disk: the site's own themes come through `source`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde_json::Value as Json;

use super::option::{self, OptionSpec};
use super::range::{self, Range};
use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, nearest};
use crate::source::Sources;
use crate::value::described::{Scalar, ThemeName};
use crate::yaml::{self, Origin};

/// The files of `themes/` that come with the program: path below `themes/`, bytes.
pub const BUNDLED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/bundled_themes.rs"));

/// The template API that this program offers; a theme names the one it was made for.
pub const API: u32 = 1;

/// The version of this program, which a theme's `showpiece` range is held against.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The theme that every other ends in.
pub const BASE: &str = "base";

/// `theme.yaml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The theme's name, the same as its folder's.
    #[schemars(with = "Scalar")]
    pub name: String,
    /// The theme's own version.
    #[schemars(with = "Scalar", example = &"1.0.0")]
    pub version: String,
    /// The template API it was made for.
    #[schemars(range(max = API), example = API)]
    pub api: u32,
    /// The versions of this program that it works with, such as `>=0.1, <1`; any if left out.
    #[serde(default)]
    #[schemars(regex(pattern = range::PATTERN), example = &">=0.1, <1")]
    pub showpiece: Option<String>,
    /// One line for `theme list`.
    #[serde(default)]
    #[schemars(with = "Scalar")]
    pub description: String,
    /// The theme it builds on; `base` if left out.
    #[serde(default)]
    #[schemars(with = "Option<ThemeName>")]
    pub extends: Option<String>,
    /// What a site can set below `theme_options`.
    #[serde(default)]
    pub options: BTreeMap<String, OptionSpec>,
    /// Layouts beyond the standard templates (`layouts/x.html`), for documentation.
    #[serde(default)]
    #[schemars(with = "Vec<Scalar>")]
    pub layouts: Vec<String>,
    /// Where the theme lives.
    #[serde(default)]
    #[schemars(with = "Scalar", example = &"https://example.org/")]
    pub homepage: Option<String>,
    /// Its licence.
    #[serde(default)]
    #[schemars(with = "Scalar", example = &"MIT")]
    pub license: Option<String>,
}

impl Manifest {
    /// The JSON Schema of `theme.yaml`.
    pub fn schema(generator: SchemaGenerator) -> Schema {
        generator.into_root_schema_for::<Self>()
    }
}

/// A file of interface texts.
#[derive(Deserialize)]
#[serde(transparent)]
struct Texts(#[serde(deserialize_with = "yaml::unique_map")] serde_json::Map<String, Json>);

/// Where the bytes of a theme's file are.
#[derive(Debug, Clone)]
pub enum ThemeBytes {
    /// In the program.
    Bundled(&'static [u8]),
    /// In the site: where it is, and how diagnostics name it.
    File(PathBuf, SourcePath),
}

/// A template's text with the path that diagnostics name.
#[derive(Debug, Clone)]
pub struct TemplateText {
    /// The name under which the engine knows it (`project.html`, `atelier/project.html`).
    pub name: String,
    /// The file it came from.
    pub path: SourcePath,
    /// Its text.
    pub text: Arc<str>,
}

/// A theme, complete with what it inherits.
#[derive(Debug, Clone)]
pub struct Theme {
    /// The manifest of the chosen theme.
    pub manifest: Manifest,
    /// Names of the chain, the chosen theme first, `base` last.
    pub chain: Vec<String>,
    /// The manifests of the chain, in the same order.
    pub lineage: Vec<Manifest>,
    /// Every option of the chain with the value in force.
    pub options: BTreeMap<String, Json>,
    /// Templates of the chain under `theme/name.html`, and the site's own under `name.html`.
    pub templates: Vec<TemplateText>,
    /// Assets by path below `assets/`, first match of the chain.
    pub assets: BTreeMap<String, ThemeBytes>,
    /// Interface texts by dotted key.
    pub translations: BTreeMap<String, Json>,
    /// Texts that diagnostics may point into.
    pub texts: Vec<(SourcePath, Arc<str>)>,
}

impl Theme {
    /// The template that the theme itself has under a name (`project.html`), whatever the site puts in its place.
    pub fn template(&self, name: &str) -> Option<&TemplateText> {
        let full = format!("{}/{name}", self.chain.first()?);
        self.templates.iter().find(|template| template.name == full)
    }

    /// The theme of the chain that a template's file belongs to.
    pub fn owner(&self, template: &TemplateText) -> Option<&Manifest> {
        let path = template.path.strip_prefix("theme:").or_else(|| template.path.strip_prefix("themes/"))?;
        let (name, _) = path.split_once('/')?;
        self.lineage.iter().find(|manifest| manifest.name == name)
    }

    /// The names of all templates that the theme has, without the site's own, sorted.
    pub fn template_names(&self) -> BTreeSet<&str> {
        let prefix = self.chain.first().map(|name| format!("{name}/")).unwrap_or_default();
        self.templates.iter().filter_map(|template| template.name.strip_prefix(prefix.as_str())).collect()
    }

    /// The templates that the site has itself, by their paths.
    pub fn overrides(&self) -> impl Iterator<Item = &TemplateText> {
        self.templates.iter().filter(|template| template.path.starts_with("templates/"))
    }

    /// Every option that the chain declares, with the theme that declares it; the nearest one wins.
    pub fn specs(&self) -> BTreeMap<&str, (&str, &OptionSpec)> {
        let each = self.lineage.iter().rev().flat_map(|manifest| {
            manifest.options.iter().map(|(name, spec)| (name.as_str(), (manifest.name.as_str(), spec)))
        });
        each.collect()
    }
}

/// What the site asks of its theme.
pub struct Request<'a> {
    /// The theme's name.
    pub name: &'a str,
    /// `theme_options` of the configuration.
    pub options: &'a serde_json::Map<String, Json>,
    /// The site's language.
    pub language: &'a str,
    /// Where the theme is named; nowhere when the command line names it.
    pub named_at: Option<Place>,
    /// Finds the place of a key itself in the configuration.
    pub key_place: &'a dyn Fn(&str) -> Place,
    /// Finds the place of a key's value in the configuration (`theme_options.scheme`).
    pub place: &'a dyn Fn(&str) -> Place,
}

/// The names of all themes that the site and the program have, sorted.
pub fn names(sources: &Sources) -> BTreeSet<String> {
    let bundled = BUNDLED.iter().filter_map(|(path, _)| path.strip_suffix("/theme.yaml")).map(str::to_owned);
    let own = sources
        .files
        .keys()
        .filter_map(|path| path.strip_prefix("themes/")?.strip_suffix("/theme.yaml"))
        .map(str::to_owned);
    bundled.chain(own).filter(|name| !name.contains('/')).collect()
}

/// What is wrong with a `theme.yaml` by itself.
pub fn problems(path: &SourcePath, text: &str) -> Vec<Diagnostic> {
    read_manifest(path, text, "").map_or_else(|found| found, |(_, found)| found)
}

/// The manifests of the theme `name` and of those that it builds on, nearest first; none if one of them cannot be read.
pub fn lineage(sources: &Sources, name: &str) -> Vec<Manifest> {
    let nowhere = |_: &str| Place::whole(&SourcePath::from(""));
    let options = serde_json::Map::new();
    let request =
        Request { name, options: &options, language: "en", named_at: None, key_place: &nowhere, place: &nowhere };
    let mut loader = Loader { sources, diagnostics: Vec::new(), texts: Vec::new() };
    loader.chain(&request).unwrap_or_default()
}

/// Whether the site has a theme of that name itself; such a theme wins over a bundled one as a whole.
pub fn is_own(sources: &Sources, name: &str) -> bool {
    sources.files.contains_key(format!("themes/{name}/theme.yaml").as_str())
}

/// The languages in which a chain of themes has interface texts, sorted.
pub fn languages(sources: &Sources, chain: &[String]) -> BTreeSet<String> {
    let loader = Loader { sources, diagnostics: Vec::new(), texts: Vec::new() };
    let files = chain.iter().flat_map(|theme| loader.list(theme, "i18n"));
    files.filter_map(|file| file.strip_suffix(".yaml").map(str::to_owned)).collect()
}

/// The interface texts that one theme has in one language by itself, by dotted key, and their file; none if it has no such
/// file. What is wrong with the file is said when it is in use.
pub fn own_texts(
    sources: &Sources,
    theme: &str,
    language: &str,
) -> Option<(SourcePath, Arc<str>, BTreeMap<String, Json>)> {
    let mut loader = Loader { sources, diagnostics: Vec::new(), texts: Vec::new() };
    let (path, text) = loader.text(theme, &format!("i18n/{language}.yaml"))?;
    let mut texts = BTreeMap::new();
    loader.read_translations(&path, &text, &mut texts);
    Some((path, text, texts))
}

/// Finds the theme and all that it extends.
pub fn load(sources: &Sources, request: &Request<'_>) -> (Option<Theme>, Vec<Diagnostic>) {
    let mut loader = Loader { sources, diagnostics: Vec::new(), texts: Vec::new() };
    let theme = loader.load(request);
    (theme, loader.diagnostics)
}

struct Loader<'a> {
    sources: &'a Sources,
    diagnostics: Vec<Diagnostic>,
    texts: Vec<(SourcePath, Arc<str>)>,
}

impl Loader<'_> {
    fn load(&mut self, request: &Request<'_>) -> Option<Theme> {
        let manifests = self.chain(request)?;
        let chain: Vec<String> = manifests.iter().map(|manifest| manifest.name.clone()).collect();
        let themes = names(self.sources);
        let (options, found) = option::in_force(request, &manifests, &themes);
        self.diagnostics.extend(found);
        let (templates, assets) = (self.templates(&chain), self.assets(&chain));
        let translations = self.translations(&chain, request.language);
        let manifest = manifests.first()?.clone();
        let texts = std::mem::take(&mut self.texts);
        Some(Theme { manifest, chain, lineage: manifests, options, templates, assets, translations, texts })
    }

    fn chain(&mut self, request: &Request<'_>) -> Option<Vec<Manifest>> {
        let mut manifests: Vec<Manifest> = Vec::new();
        let mut next = Some((request.name.to_owned(), request.named_at.clone()));
        while let Some((name, named_at)) = next {
            if manifests.iter().any(|manifest| manifest.name == name) {
                let mut way: Vec<String> = manifests.iter().map(|manifest| format!("`{}`", manifest.name)).collect();
                way.push(format!("`{name}`"));
                let diagnostic = Diagnostic::new(Code::UnknownTheme, format!("the theme `{name}` extends itself"))
                    .help(format!("the circle: {}; leave `extends` out to build on `base`", way.join(" → ")));
                self.diagnostics.push(Diagnostic { place: named_at, ..diagnostic });
                return None;
            }
            let (manifest, extends_at) = self.manifest(&name, named_at.clone())?;
            next = match (&manifest.extends, name.as_str()) {
                (_, BASE) => None,
                (None, _) => Some((BASE.to_owned(), named_at)),
                (Some(parent), _) => Some((parent.clone(), Some(extends_at))),
            };
            manifests.push(manifest);
        }
        Some(manifests)
    }

    /// The manifest of a theme that is named at a place, and where it names the theme that it extends.
    fn manifest(&mut self, name: &str, named_at: Option<Place>) -> Option<(Manifest, Place)> {
        let Some((path, text)) = self.text(name, "theme.yaml") else {
            // A manifest that could not be read has its own diagnostic.
            if !self.is_own(name) {
                self.unknown(name, named_at);
            }
            return None;
        };
        let found = read_manifest(&path, &text, name);
        let (manifest, diagnostics) =
            found.map_or_else(|found| (None, found), |(manifest, found)| (Some(manifest), found));
        self.diagnostics.extend(diagnostics);
        Some((manifest?, yaml::place(&text, &Origin::file(&path), "extends")))
    }

    fn unknown(&mut self, name: &str, named_at: Option<Place>) {
        let known = names(self.sources);
        let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let diagnostic = Diagnostic::new(Code::UnknownTheme, format!("there is no theme `{name}`"))
            .suggest(nearest(name, known.iter().map(String::as_str)))
            .help(format!("the themes here are {list}; a theme of your own lives in `themes/{name}/theme.yaml`"));
        let help = |diagnostic: Diagnostic| match named_at.is_none() {
            true => diagnostic.help("the theme is named by `--theme`"),
            false => diagnostic,
        };
        let diagnostic = help(diagnostic);
        self.diagnostics.push(Diagnostic { place: named_at, ..diagnostic });
    }

    /// The text of a file of one theme; the site's own copy of a theme wins over the bundled one as a whole.
    fn text(&mut self, theme: &str, file: &str) -> Option<(SourcePath, Arc<str>)> {
        let (path, text) = self.find_text(theme, file)?;
        self.texts.push((Arc::clone(&path), Arc::clone(&text)));
        Some((path, text))
    }

    fn find_text(&self, theme: &str, file: &str) -> Option<(SourcePath, Arc<str>)> {
        if self.is_own(theme) {
            let path = format!("themes/{theme}/{file}");
            let source = self.sources.files.get(path.as_str())?;
            return source.text().map(|text| (Arc::clone(&source.path), text));
        }
        let wanted = format!("{theme}/{file}");
        let index = BUNDLED.binary_search_by(|(path, _)| (*path).cmp(&wanted)).ok()?;
        let text = std::str::from_utf8(BUNDLED[index].1).ok()?;
        Some((format!("theme:{wanted}").into(), text.into()))
    }

    fn is_own(&self, theme: &str) -> bool {
        is_own(self.sources, theme)
    }

    /// Paths of a theme's files below `folder`, relative to it, sorted.
    fn list(&self, theme: &str, folder: &str) -> Vec<String> {
        if self.is_own(theme) {
            let prefix = format!("themes/{theme}/{folder}/");
            return self
                .sources
                .files
                .keys()
                .filter_map(|path| path.strip_prefix(&prefix))
                .map(str::to_owned)
                .collect();
        }
        let prefix = format!("{theme}/{folder}/");
        BUNDLED.iter().filter_map(|(path, _)| path.strip_prefix(&prefix)).map(str::to_owned).collect()
    }

    fn templates(&mut self, chain: &[String]) -> Vec<TemplateText> {
        let mut templates = Vec::new();
        for source in self.sources.files.values() {
            if let (Some(name), Some(text)) = (source.path.strip_prefix("templates/"), source.text()) {
                templates.push(TemplateText { name: name.to_owned(), path: Arc::clone(&source.path), text });
            }
        }
        for (at, theme) in chain.iter().enumerate() {
            // What a theme inherits is known under its name too, so that `extends "atelier/project.html"` means the
            // template as the theme has it, wherever that comes from.
            let mut named: BTreeSet<String> = BTreeSet::new();
            for owner in &chain[at..] {
                for file in self.list(owner, "templates") {
                    if !named.insert(file.clone()) {
                        continue;
                    }
                    if let Some((path, text)) = self.text(owner, &format!("templates/{file}")) {
                        templates.push(TemplateText { name: format!("{theme}/{file}"), path, text });
                    }
                }
            }
        }
        templates
    }

    fn assets(&self, chain: &[String]) -> BTreeMap<String, ThemeBytes> {
        let mut assets = BTreeMap::new();
        for theme in chain.iter().rev() {
            for file in self.list(theme, "assets") {
                if let Some(bytes) = self.bytes(theme, &format!("assets/{file}")) {
                    assets.insert(file, bytes);
                }
            }
        }
        assets
    }

    fn bytes(&self, theme: &str, file: &str) -> Option<ThemeBytes> {
        if self.is_own(theme) {
            let path = format!("themes/{theme}/{file}");
            let source = self.sources.files.get(path.as_str())?;
            return Some(ThemeBytes::File(source.absolute.clone(), SourcePath::clone(&source.path)));
        }
        let wanted = format!("{theme}/{file}");
        let index = BUNDLED.binary_search_by(|(path, _)| (*path).cmp(&wanted)).ok()?;
        Some(ThemeBytes::Bundled(BUNDLED[index].1))
    }

    /// Interface texts: English of the whole chain below the site's language, so that no key is ever missing.
    fn translations(&mut self, chain: &[String], language: &str) -> BTreeMap<String, Json> {
        let mut texts = BTreeMap::new();
        let short = language.split('-').next().unwrap_or(language);
        let mut languages = vec!["en"];
        languages.extend([short, language].into_iter().filter(|name| *name != "en"));
        languages.dedup();
        for name in languages {
            for theme in chain.iter().rev() {
                if let Some((path, text)) = self.text(theme, &format!("i18n/{name}.yaml")) {
                    self.read_translations(&path, &text, &mut texts);
                }
            }
            let path = format!("i18n/{name}.yaml");
            if let Some(text) = self.sources.get(&path).and_then(|source| source.text()) {
                self.read_translations(&path.into(), &text, &mut texts);
            }
        }
        texts
    }

    fn read_translations(&mut self, path: &SourcePath, text: &str, texts: &mut BTreeMap<String, Json>) {
        let origin = Origin::file(path);
        match yaml::from_str::<Texts>(text, &origin) {
            Ok(Texts(map)) => map.into_iter().for_each(|(key, value)| flatten(key, value, texts)),
            Err(diagnostics) => self.diagnostics.extend(diagnostics),
        }
    }
}

/// The manifest of the theme `name`, with what is wrong and does not keep it from being used.
fn read_manifest(path: &SourcePath, text: &str, name: &str) -> Result<(Manifest, Vec<Diagnostic>), Vec<Diagnostic>> {
    let origin = Origin::file(path);
    let manifest = yaml::from_str::<Manifest>(text, &origin)?;
    let place = |key: &str| yaml::place(text, &origin, key);
    if manifest.api > API {
        let message = format!("the theme `{name}` needs template API {}; this program has {API}", manifest.api);
        let help = "update Showpiece, or use an older version of the theme";
        return Err(vec![Diagnostic::new(Code::ThemeApi, message).at(place("api")).help(help)]);
    }
    let mut found = option::check_specs(&manifest.options, &place);
    found.extend(check_range(&manifest, &place));
    Ok((Manifest { name: name.to_owned(), ..manifest }, found))
}

/// Whether the theme works with this version of the program, as far as it says so.
fn check_range(manifest: &Manifest, place: &dyn Fn(&str) -> Place) -> Option<Diagnostic> {
    let written = manifest.showpiece.as_ref()?;
    let diagnostic = match Range::parse(written) {
        Err(reason) => Diagnostic::new(Code::InvalidValue, format!("the range of versions cannot be read: {reason}"))
            .help("write it like `>=0.1, <1`"),
        Ok(range) if range.holds(VERSION) => return None,
        Ok(_) => {
            let message = format!("the theme `{}` needs Showpiece {written}; this is {VERSION}", manifest.name);
            Diagnostic::new(Code::ThemeVersion, message)
                .help("use another version of the theme or of Showpiece, or widen the range once you have tried it")
        }
    };
    Some(diagnostic.at(place("showpiece")))
}

/// Lays nested maps out as dotted keys; a map of plural forms (`one`, `other`) stays whole.
fn flatten(key: String, value: Json, texts: &mut BTreeMap<String, Json>) {
    match value {
        Json::Object(map) if !map.contains_key("other") => {
            for (name, value) in map {
                flatten(format!("{key}.{name}"), value, texts);
            }
        }
        value => {
            texts.insert(key, value);
        }
    }
}
