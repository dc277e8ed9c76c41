//! The configuration of a build: its texts, what they mean with the options of the command line, and what is left out.

use std::sync::Arc;

use super::Options;
use crate::config::{BaseUrl, Config};
use crate::diagnostic::{Code, Diagnostic, Place, SourceMap, SourcePath};
use crate::graph::Fingerprint;
use crate::source::{self, CONFIG_FILE, Rules};
use crate::value::Text;
use crate::yaml::{self, Origin};

/// The configuration as far as it could be read.
#[derive(Default)]
pub(super) struct Configuration {
    /// What it says; none if it cannot be used.
    pub meant: Option<Meant>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    /// Its texts, and those that diagnostics point into.
    pub texts: SourceMap,
    /// Of all that it was made from.
    pub print: Fingerprint,
}

/// A configuration that can be used.
pub(super) struct Meant {
    /// The values in force.
    pub config: Config,
    /// What is not read.
    pub rules: Rules,
    /// What is not checked.
    pub ignored: Rules,
    /// The texts, for places.
    pub texts: ConfigTexts,
}

/// The texts of the configuration, for places.
pub(super) struct ConfigTexts {
    main: (SourcePath, Arc<str>),
    overlay: Option<(SourcePath, Arc<str>)>,
}

impl ConfigTexts {
    /// The place of a key: in the overlay if it sets it, else in `showpiece.yaml`.
    pub(super) fn place(&self, key: &str) -> Place {
        if let Some((path, text)) = &self.overlay
            && yaml::Positions::of(text).value(key).is_some()
        {
            return yaml::place(text, &Origin::file(path), key);
        }
        yaml::place(&self.main.1, &Origin::file(&self.main.0), key)
    }

    /// The place of a key itself, for a key that should not be there.
    pub(super) fn key_place(&self, key: &str) -> Place {
        for (path, text) in self.overlay.iter().chain([&self.main]) {
            if let Some(span) = yaml::Positions::of(text).key(key) {
                return Place::new(path, span);
            }
        }
        self.place(key)
    }

    fn print(&self) -> Fingerprint {
        let overlay = self.overlay.as_ref().map(|(path, text)| [path.as_bytes(), text.as_bytes()]);
        let parts = [self.main.1.as_bytes()].into_iter().chain(overlay.into_iter().flatten());
        Fingerprint::of_parts(parts)
    }
}

impl Configuration {
    /// Reads the configuration of a site; `before` is given back if its texts are still the same.
    pub(super) fn read(options: &Options, before: Option<Self>) -> Self {
        let mut read = Self::default();
        let Some(texts) = read.read_texts(options) else { return read };
        read.print = texts.print();
        match before {
            Some(before) if before.print == read.print && before.meant.is_some() => return before,
            _ => {}
        }
        let over = texts.overlay.as_ref().map(|(path, text)| (&**text, Origin::file(path)));
        match Config::load(&texts.main.1, &Origin::file(&texts.main.0), over) {
            Ok(config) => {
                read.meant = read.adjusted(config, options).and_then(|config| read.ruled(config, texts, options))
            }
            Err(diagnostics) => read.diagnostics.extend(diagnostics),
        }
        read
    }

    fn read_texts(&mut self, options: &Options) -> Option<ConfigTexts> {
        let main: SourcePath = CONFIG_FILE.into();
        let Ok(text) = source::read_text(&options.root.join(CONFIG_FILE), &main) else {
            self.explain_missing(options, &main);
            return None;
        };
        self.texts.insert(SourcePath::clone(&main), Arc::clone(&text));
        let overlay = match &options.overlay {
            None => None,
            Some(path) => {
                let name: SourcePath = path.to_string_lossy().replace('\\', "/").into();
                match source::read_text(path, &name) {
                    Ok(text) => {
                        self.texts.insert(SourcePath::clone(&name), Arc::clone(&text));
                        Some((name, text))
                    }
                    Err(diagnostic) => {
                        // It is no file of the site, so advice about those does not fit.
                        let help = match diagnostic.code {
                            Code::UnreadableFile => vec!["the file given by `--config`".to_owned()],
                            _ => diagnostic.help,
                        };
                        self.diagnostics.push(Diagnostic { help, ..diagnostic });
                        return None;
                    }
                }
            }
        };
        Some(ConfigTexts { main: (main, text), overlay })
    }

    /// Reading the folder says what is wrong, better than a bare error of the file would.
    fn explain_missing(&mut self, options: &Options, main: &SourcePath) {
        let (sources, diagnostics) = source::read(&options.root, &Rules::default());
        self.texts = sources.source_map();
        let about_it = |one: &Diagnostic| one.place.as_ref().is_none_or(|place| place.path == *main);
        self.diagnostics = diagnostics.into_iter().filter(about_it).collect();
    }

    /// The configuration with what the command line says otherwise.
    fn adjusted(&mut self, mut config: Config, options: &Options) -> Option<Config> {
        if let Some(url) = &options.base_url {
            match BaseUrl::parse(url) {
                Ok(base) => config.base_url = base,
                Err(fault) => {
                    let help = "the address given by `--base-url` or `SHOWPIECE_BASE_URL`";
                    self.diagnostics.push(yaml::from_fault(fault).help(help));
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

    fn ruled(&mut self, config: Config, texts: ConfigTexts, options: &Options) -> Option<Meant> {
        let mut rules = |key: &str, patterns: &[Text]| {
            Rules::new(patterns).map_err(|bad| {
                let message = format!("the pattern is broken: {}", bad.reason);
                let place = texts.place(&format!("{key}[{}]", bad.index));
                self.diagnostics.push(Diagnostic::new(Code::InvalidValue, message).at(place));
            })
        };
        let both = (rules("build.ignore", &config.build.ignore), rules("check.ignore", &config.check.ignore));
        let (Ok(rules), Ok(ignored)) = both else { return None };
        Some(Meant { rules: rules.without_output(&options.output_folder()), ignored, config, texts })
    }
}
