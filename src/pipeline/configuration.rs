//! The configuration of a build: its texts, what they mean with the options of the command line, and what is left out.

use std::sync::Arc;

use super::Options;
use crate::config::{BaseUrl, Config, Derived};
use crate::diagnostic::{Code, Diagnostic, Place, SourceMap, SourcePath};
use crate::graph::Fingerprint;
use crate::source::{self, CONFIG_FILE, Rules};
use crate::value::Text;
use crate::yaml::{self, Origin};

/// The key that a build may do without, if it knows the address from elsewhere.
const BASE_URL: &str = "base_url";

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
    /// The address, if it stands in for one that is not written down.
    pub derived: Option<Derived>,
}

/// The texts of the configuration, for places.
pub(super) struct ConfigTexts {
    main: (SourcePath, Arc<str>),
    overlay: Option<(SourcePath, Arc<str>)>,
    /// The domain in `static/CNAME`, if that file decides the address.
    domain: Option<Arc<str>>,
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

    /// Whether a file has a key at its top.
    fn have(&self, key: &str) -> bool {
        self.overlay.iter().chain([&self.main]).any(|(_, text)| yaml::has_key(text, key))
    }

    fn print(&self) -> Fingerprint {
        let overlay = self.overlay.as_ref().map(|(path, text)| [path.as_bytes(), text.as_bytes()]);
        let domain = self.domain.as_ref().map(|domain| [b"CNAME".as_slice(), domain.as_bytes()]);
        let parts = overlay.into_iter().chain(domain).flatten();
        Fingerprint::of_parts([self.main.1.as_bytes()].into_iter().chain(parts))
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
        let stands_in = read.stand_in(&texts, options);
        let address = stands_in.as_ref().map(|derived| &derived.url);
        match Config::load_at(address, &texts.main.1, &Origin::file(&texts.main.0), over) {
            Ok(config) => {
                let derived = stands_in.filter(|_| options.base_url.is_none());
                let derived = derived.map(|derived| at_domain(derived, &config, &texts));
                let config = read.adjusted(config, options, derived.as_ref());
                read.meant = config.and_then(|config| read.ruled(config, (texts, derived), options));
            }
            Err(diagnostics) => read.diagnostics.extend(diagnostics.into_iter().map(with_ways)),
        }
        read
    }

    /// The address of a site whose files name none.
    fn stand_in(&self, texts: &ConfigTexts, options: &Options) -> Option<Derived> {
        if texts.have(BASE_URL) {
            return None;
        }
        // What is wrong with an address on the command line is told when it takes the place of this one.
        let named = options.base_url.as_ref().and_then(|url| BaseUrl::parse(url).ok());
        let named = named.map(|url| Derived { url, from: "`--base-url`".to_owned() });
        named.or_else(|| options.derived.clone())
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
                match source::read_given_text(path, &name) {
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
        let mut texts = ConfigTexts { main: (main, text), overlay, domain: None };
        if options.derived.is_some() && options.base_url.is_none() && !texts.have(BASE_URL) {
            let name: SourcePath = "static/CNAME".into();
            texts.domain = source::read_text(&options.root.join(&*name), &name).ok();
        }
        Some(texts)
    }

    /// Reading the folder says what is wrong, better than a bare error of the file would.
    fn explain_missing(&mut self, options: &Options, main: &SourcePath) {
        let (sources, diagnostics) = source::read(&options.root, &Rules::default());
        self.texts = sources.source_map();
        let about_it = |one: &Diagnostic| one.place.as_ref().is_none_or(|place| place.path == *main);
        self.diagnostics = diagnostics.into_iter().filter(about_it).collect();
    }

    /// The configuration with what the command line says otherwise.
    fn adjusted(&mut self, mut config: Config, options: &Options, derived: Option<&Derived>) -> Option<Config> {
        if let Some(derived) = derived {
            config.base_url = derived.url.clone();
        }
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

    fn ruled(
        &mut self,
        config: Config,
        (texts, derived): (ConfigTexts, Option<Derived>),
        options: &Options,
    ) -> Option<Meant> {
        let mut rules = |key: &str, patterns: &[Text]| {
            Rules::new(patterns).map_err(|bad| {
                let message = format!("the pattern is broken: {}", bad.reason);
                let place = texts.place(&format!("{key}[{}]", bad.index));
                self.diagnostics.push(Diagnostic::new(Code::InvalidValue, message).at(place));
            })
        };
        if let Some(folder) = source::Rules::folder_around(&options.root, &options.output_folder()) {
            self.diagnostics.push(output_among_sources(folder, options));
            return None;
        }
        let both = (rules("build.ignore", &config.build.ignore), rules("check.ignore", &config.check.ignore));
        let (Ok(rules), Ok(ignored)) = both else { return None };
        Some(Meant { rules: rules.without_output(&options.output_folder()), ignored, config, texts, derived })
    }
}

/// What is written must not be read: files in `static/` would be copied into themselves, and a folder that is the output is
/// no part of the site any more.
fn output_among_sources(folder: &str, options: &Options) -> Diagnostic {
    let shown = options.output_folder();
    let message = format!("the output folder `{}` is, or lies in, the site's `{folder}/`", shown.display());
    let help = "choose a folder of its own with `--out`; `public` inside the site is the default";
    Diagnostic::new(Code::OutputFolder, message).help(help)
}

/// A domain of one's own is where the site will be, whatever the surroundings say.
fn at_domain(derived: Derived, config: &Config, texts: &ConfigTexts) -> Derived {
    let configured = config.outputs.cname.as_ref().map(|domain| (domain.as_str(), "`outputs.cname`"));
    let domain = configured.or_else(|| Some((texts.domain.as_ref()?.trim(), "`static/CNAME`")));
    let address = domain.and_then(|(domain, from)| Some((BaseUrl::parse(&format!("https://{domain}/")).ok()?, from)));
    address.map_or(derived, |(url, from)| Derived { url, from: from.to_owned() })
}

/// A missing address can be had in more ways than one.
fn with_ways(diagnostic: Diagnostic) -> Diagnostic {
    match diagnostic.is_about(Code::MissingKey, BASE_URL) {
        true => diagnostic.help(
            "write it, or give `--base-url`; the builds of GitHub, GitLab, Codeberg, Netlify and Cloudflare Pages know it by themselves",
        ),
        false => diagnostic,
    }
}
