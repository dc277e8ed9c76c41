//! The theme as one of the parts of a site: what is loaded of it, and what the rest of the site has to know.
//!
//! In: the files of the site and what the configuration says of the theme. Out: facts, assets, engines, and what is wrong.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Inputs;
use crate::diagnostic::{Diagnostic, SourcePath};
use crate::pipeline::Options;
use crate::pipeline::configuration::Meant;
use crate::site::ThemeFacts;
use crate::template::{self, Engines, Theme, assets::Asset, theme};

/// A theme, loaded.
pub(super) struct Themed {
    pub(super) facts: Option<ThemeFacts>,
    pub(super) assets: BTreeMap<String, Asset>,
    /// None if the templates have faults.
    pub(super) engines: Option<Arc<Engines>>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) texts: Vec<(SourcePath, Arc<str>)>,
}

impl Inputs {
    /// Loads the theme that the configuration names. Where it has faults, a preview keeps the last good one.
    pub(super) fn load_theme(&mut self, meant: &Meant, options: &Options) {
        let Some(reading) = &self.reading else { return };
        let (config, texts) = (&meant.config, &meant.texts);
        let request = theme::Request {
            name: &config.theme,
            options: &config.theme_options,
            language: &config.language,
            named_at: options.theme.is_none().then(|| texts.place("theme")),
            key_place: &|key| texts.key_place(key),
            place: &|key| texts.place(key),
        };
        for (path, _) in self.theme.iter().flat_map(|theme| &theme.texts) {
            if reading.sources.get(path).is_none() {
                self.texts.remove(path);
            }
        }
        let (theme, mut diagnostics) = theme::load(&reading.sources, &request);
        let before = self.theme.take().filter(|_| options.preview);
        self.additions = theme.iter().flat_map(template::additions).collect();
        self.drift = theme.iter().flat_map(template::origin::drifted).map(|one| one.diagnostic).collect();
        let Some(theme) = theme else {
            let nothing = Themed {
                facts: None,
                assets: BTreeMap::new(),
                engines: None,
                diagnostics: Vec::new(),
                texts: Vec::new(),
            };
            self.theme = Some(Themed { diagnostics, ..before.unwrap_or(nothing) });
            return;
        };
        let sheets = template::assets::sheets(&theme);
        diagnostics.extend(template::contrast::check(&sheets));
        let sheets = sheets.into_iter().filter_map(|sheet| Some((sheet.path?, Arc::from(sheet.text))));
        let texts: Vec<_> = theme.texts.iter().cloned().chain(sheets).collect();
        for (path, text) in &texts {
            self.texts.insert(SourcePath::clone(path), Arc::clone(text));
        }
        let (assets, found) = template::assets::prepare(&theme);
        diagnostics.extend(found);
        let facts = Some(facts(&theme, &assets));
        self.theme = Some(match (Engines::load(&theme), before) {
            (Ok(engines), _) => Themed { facts, assets, engines: Some(Arc::new(engines)), diagnostics, texts },
            (Err(found), Some(before)) if before.engines.is_some() => {
                diagnostics.extend(found);
                Themed { diagnostics, texts, ..before }
            }
            (Err(found), _) => {
                diagnostics.extend(found);
                Themed { facts, assets, engines: None, diagnostics, texts }
            }
        });
    }
}

fn facts(theme: &Theme, assets: &BTreeMap<String, Asset>) -> ThemeFacts {
    let below = |name: &str, folder: &str| Some(name.rsplit_once(folder)?.1.strip_suffix(".html")?.to_owned());
    let names = |folder: &'static str| theme.templates.iter().filter_map(move |one| below(&one.name, folder)).collect();
    ThemeFacts {
        name: theme.manifest.name.clone(),
        options: theme.options.clone(),
        assets: assets.iter().map(|(name, asset)| (name.clone(), asset.path.clone())).collect(),
        texts: theme.translations.clone(),
        layouts: names("layouts/"),
        templates: template::closures(&theme.templates, &theme.chain),
        components: names("components/"),
    }
}
