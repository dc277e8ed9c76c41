//! Layer 12: JSON Schemas (2020-12) of the files of a site, so that editors complete and check them.
//!
//! In: what is known of a site ([`Known`]). Out: one [`Schema`] for each kind of file. They are made from the types that the
//! loader reads into, so that there is one description of the format; what only a whole site knows (its skills, the options
//! of its theme) is put in here. [`write()`] puts them beside the site, the names that change with its content in a file of
//! their own.

mod known;
mod narrow;
mod polish;
mod write;

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::config::raw::Raw;
use crate::content::{DocumentKind, FrontMatter};
use crate::portfolio;
use crate::template::theme::Manifest;

pub use known::{Known, ThemeOptions};
pub use write::{FOLDER, NAMES, bundled, refresh, write};

/// The schema of a kind of file.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    /// Its name, and that of its file without `.json`.
    pub name: &'static str,
    /// The files that it describes, as patterns of paths in the site; of Markdown files it describes the front matter.
    pub files: &'static [&'static str],
    /// The schema.
    pub value: Value,
}

/// The kinds of file: the name of each, what it describes, and a title.
const KINDS: &[(&str, &[&str], &str)] = &[
    ("showpiece", &["showpiece.yaml"], "The configuration of a site"),
    ("overlay", &[], "A file laid over the configuration by `--config`"),
    ("profile", &["data/profile.yaml"], "Who"),
    ("skills", &["data/skills.yaml"], "Skills, in groups"),
    ("environments", &["data/environments.yaml"], "Work environments of the site's own"),
    ("experience", &["data/experience.yaml"], "Organisations, and the positions held there"),
    ("education", &["data/education.yaml"], "Schools and universities"),
    ("courses", &["data/courses.yaml"], "Courses"),
    ("certificates", &["data/certificates.yaml"], "Certificates"),
    ("talks", &["data/talks.yaml"], "Talks"),
    ("publications", &["data/publications.yaml"], "Publications"),
    ("awards", &["data/awards.yaml"], "Awards"),
    ("contributions", &["data/contributions.yaml"], "Open source"),
    ("communities", &["data/communities.yaml"], "Communities"),
    ("testimonials", &["data/testimonials.yaml"], "What others say"),
    ("languages", &["data/languages.yaml"], "Languages"),
    ("interests", &["data/interests.yaml"], "Interests"),
    ("theme", &["themes/*/theme.yaml"], "A theme"),
    ("texts", &["i18n/*.yaml", "themes/*/i18n/*.yaml"], "Interface texts in one language"),
    ("project", &["content/projects/**/*.md"], "The front matter of a project"),
    ("post", &["content/writing/**/*.md"], "The front matter of a post"),
    ("page", &["content/**/*.md"], "The front matter of a page"),
    ("section", &["content/**/_index.md"], "The front matter of a folder's text"),
];

/// The names of all schemas, in the order in which they are written.
pub fn names() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|(name, _, _)| *name)
}

/// All schemas, each complete in itself.
pub fn all(known: &Known) -> Vec<Schema> {
    KINDS.iter().map(|(name, files, title)| Schema { name, files, value: one(name, title, known) }).collect()
}

fn one(name: &str, title: &str, known: &Known) -> Value {
    let front = |kind| FrontMatter::schema(kind, generator());
    let schema = match name {
        "showpiece" | "overlay" => generator().into_root_schema_for::<Raw>(),
        "theme" => Manifest::schema(generator()),
        "texts" => narrow::texts(known),
        "project" => front(DocumentKind::Project),
        "post" => front(DocumentKind::Post),
        "page" => front(DocumentKind::Page),
        "section" => front(DocumentKind::Section),
        data => portfolio::schema(data, generator()).unwrap_or_default(),
    };
    let mut root = schema.to_value().as_object().cloned().unwrap_or_default();
    match name {
        "showpiece" => narrow::configuration(&mut root, known),
        "overlay" => {
            narrow::configuration(&mut root, known);
            root.remove("required");
        }
        "section" => narrow::section(&mut root),
        "project" | "post" | "page" => narrow::defaults(&mut root, known.laid_under(name)),
        _ => {}
    }
    polish::finish(&mut root);
    narrow::names(&mut root, known);
    headed(root, title)
}

/// The schema with its first keys first.
fn headed(mut root: Map<String, Value>, title: &str) -> Value {
    root.remove("title");
    let mut whole = Map::new();
    whole.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    whole.insert("$comment".to_owned(), json!("Made by `showpiece schema`, which will make it again."));
    whole.insert("title".to_owned(), json!(title));
    root.remove("$schema");
    whole.extend(root);
    Value::Object(whole)
}

fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12().with_transform(polish::Polish).into_generator()
}
