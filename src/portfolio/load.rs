//! From files to a [`Portfolio`].

use super::check::Check;
use super::{
    Award, Certificate, Community, Contribution, Course, Education, Environment, Interest, Language, Organization,
    Portfolio, Profile, Publication, SkillGroup, Talk, Testimonial, free,
};
use crate::diagnostic::{Code, Diagnostic, Place, SourcePath};
use crate::yaml::{self, Origin, Positions};
use schemars::{Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// Reads every file of `data/`: everything that could be read, and all diagnostics.
pub fn load(files: &[(SourcePath, Arc<str>)]) -> (Portfolio, Vec<Diagnostic>) {
    let mut loader = Loader::default();
    for (path, text) in files {
        loader.file(path, text);
    }
    (loader.portfolio, loader.diagnostics)
}

/// More findings than this in one file are no help to anybody, and would take their time.
const ENOUGH: usize = 500;

/// The files with a fixed form: the name of each, where it is kept, and of what type it is. The loader, the list of names and
/// the schemas are made from this one table.
macro_rules! files {
    ($($stem:literal => $slot:ident: $type:ty,)*) => {
        /// The names of the files that have a fixed form.
        pub const KNOWN: &[&str] = &[$($stem),*];

        impl Loader {
            fn known(&mut self, file: &File<'_>) {
                match file.stem {
                    $($stem => self.portfolio.$slot = self.checked::<$type>(file).map(Into::into).unwrap_or_default(),)*
                    _ => {}
                }
            }
        }

        /// The JSON Schema of the file of that name, if it has a fixed form.
        pub fn schema(stem: &str, generator: SchemaGenerator) -> Option<Schema> {
            match stem {
                $($stem => Some(generator.into_root_schema_for::<$type>()),)*
                _ => None,
            }
        }
    };
}

files! {
    "profile" => profile: Profile,
    "skills" => skill_groups: Vec<SkillGroup>,
    "environments" => environments: Vec<Environment>,
    "experience" => experience: Vec<Organization>,
    "education" => education: Vec<Education>,
    "courses" => courses: Vec<Course>,
    "certificates" => certificates: Vec<Certificate>,
    "talks" => talks: Vec<Talk>,
    "publications" => publications: Vec<Publication>,
    "awards" => awards: Vec<Award>,
    "contributions" => contributions: Vec<Contribution>,
    "communities" => communities: Vec<Community>,
    "testimonials" => testimonials: Vec<Testimonial>,
    "languages" => languages: Vec<Language>,
    "interests" => interests: Vec<Interest>,
}

#[derive(Default)]
struct Loader {
    portfolio: Portfolio,
    diagnostics: Vec<Diagnostic>,
}

/// One file while it is read.
struct File<'a> {
    stem: &'a str,
    path: &'a SourcePath,
    text: &'a Arc<str>,
}

impl Loader {
    fn file(&mut self, path: &SourcePath, text: &Arc<str>) {
        let Some((stem, ending)) = self.name(path) else { return };
        let file = File { stem, path, text };
        if let Some((other, _)) = self.portfolio.texts.get(stem) {
            let diagnostic = Diagnostic::new(Code::DuplicateData, format!("two data files are named `{stem}`"));
            let other = Place::whole(other);
            self.diagnostics.push(
                diagnostic
                    .at(Place::whole(path))
                    .label(other, "the other one")
                    .help("templates reach data by its name: rename one of them"),
            );
            return;
        }
        self.portfolio.texts.insert(stem.to_owned(), (SourcePath::clone(path), Arc::clone(text)));
        match (KNOWN.contains(&stem), ending) {
            (true, "yaml") => self.known(&file),
            (true, _) => self.wrong_ending(&file),
            (false, _) => match free::read(ending, text, path) {
                Ok(value) => drop(self.portfolio.free.insert(stem.to_owned(), value)),
                Err(diagnostics) => self.fail(stem, diagnostics),
            },
        }
    }

    /// Stem and ending of a file of data; a warning for other files.
    fn name<'a>(&mut self, path: &'a SourcePath) -> Option<(&'a str, &'a str)> {
        let name = path.strip_prefix("data/").unwrap_or(path);
        let parts = name.rsplit_once('.').filter(|(stem, ending)| !stem.is_empty() && free::ENDINGS.contains(ending));
        match parts {
            Some((stem, _)) if stem.contains('/') => {
                let message = "data files lie directly in `data/`, not in a folder below it";
                let help = "move it to `data/`, or leave it out with `build.ignore`";
                self.diagnostics.push(Diagnostic::new(Code::UnknownFile, message).at(Place::whole(path)).help(help));
                None
            }
            Some(parts) => Some(parts),
            None => {
                let message = format!("`{name}` is not read: data is YAML, JSON, TOML or CSV");
                let diagnostic = Diagnostic::new(Code::UnknownFile, message).at(Place::whole(path));
                let help = match name.strip_suffix(".yml") {
                    Some(stem) => format!("rename it to `{stem}.yaml`"),
                    None => "move it out of `data/`, or leave it out with `build.ignore`".to_owned(),
                };
                self.diagnostics.push(diagnostic.help(help));
                None
            }
        }
    }

    fn wrong_ending(&mut self, file: &File<'_>) {
        let message = format!("`{}` has a fixed form, and is read from `data/{0}.yaml` only", file.stem);
        let diagnostic = Diagnostic::new(Code::UnknownFile, message).at(Place::whole(file.path));
        self.diagnostics.push(diagnostic.help("write it as YAML; every JSON file is YAML already, so renaming may do"));
    }

    fn fail(&mut self, stem: &str, diagnostics: Vec<Diagnostic>) {
        if diagnostics.iter().any(Diagnostic::is_error) {
            self.portfolio.incomplete.insert(stem.to_owned());
        }
        self.diagnostics.extend(diagnostics);
    }

    /// Reads a file with a schema; the checks run on what could be read.
    fn checked<T: DeserializeOwned + Check>(&mut self, file: &File<'_>) -> Option<T> {
        let origin = Origin::file(file.path);
        let partial = yaml::from_str_partial::<T>(file.text, &origin);
        self.portfolio.removed.insert(file.stem.to_owned(), partial.removed);
        let mut findings = Vec::new();
        partial.value.iter().for_each(|value| value.check("", &mut findings));
        // What a misspelt key was meant to say is not missing.
        let meant: Vec<&str> =
            partial.diagnostics.iter().filter_map(|one| one.fix.as_ref()).map(|fix| fix.new.as_str()).collect();
        findings.retain(|finding| !meant.iter().any(|key| finding.is_about(key)));
        findings.truncate(ENOUGH);
        let positions = (!findings.is_empty()).then(|| Positions::of(file.text));
        let removed = self.portfolio.removed.get(file.stem).map_or(&[][..], Vec::as_slice);
        let place = |path: &str| Some(origin.place(positions.as_ref()?.nearest_without(path, removed)));
        let diagnostics = findings.into_iter().map(|finding| finding.diagnostic(place)).collect();
        let diagnostics = yaml::besides(&partial.diagnostics, diagnostics);
        self.fail(file.stem, partial.diagnostics);
        self.fail(file.stem, diagnostics);
        partial.value
    }
}
