//! `showpiece.yaml` as it is written: every key that may stand there, and nothing about what an absent one means.
//!
//! The doc comments are the reference: they say what a key is for. Defaults live in `load`.

use super::{BaseUrl, Values, check};
use crate::value::described::schema;
use crate::value::described::{Filled, ThemeName};
use crate::value::{Text, Url};
use schemars::{JsonSchema, Schema, json_schema};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The whole file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Raw {
    /// The site's title.
    #[schemars(with = "Filled", example = &"Ada Example")]
    pub title: Text,
    /// Where the site will be published: `https://ada.example/`, or with a path, as on a project page.
    #[schemars(with = "BaseUrl")]
    pub base_url: String,
    /// The language of the pages, as a BCP 47 tag: `en`, `de`, `pt-BR`.
    #[schemars(regex(pattern = check::LANGUAGE), example = &"en", example = &"pt-BR")]
    pub language: Option<Text>,
    /// What the site is about, for search engines and feeds.
    pub description: Option<Text>,
    /// The name of the theme.
    #[schemars(with = "Option<ThemeName>")]
    pub theme: Option<Text>,
    /// Options of the theme; a map under a theme's name holds for that theme only.
    #[serde(default, deserialize_with = "crate::yaml::unique_option")]
    pub theme_options: Option<Values>,
    /// The picture that other sites show beside a link, from `static/`.
    #[schemars(example = &"images/card.png")]
    pub social_image: Option<Text>,
    /// The menu.
    pub navigation: Option<Vec<NavigationItem>>,
    /// How the list of projects is shown.
    pub projects: Option<Projects>,
    /// How the list of posts is shown.
    pub writing: Option<Writing>,
    /// Which feeds are written.
    pub feeds: Option<Feeds>,
    /// Which files are written besides the pages.
    pub outputs: Option<Outputs>,
    /// How Markdown is read.
    pub markdown: Option<Markdown>,
    /// How code is shown.
    pub highlight: Option<Highlight>,
    /// How names in code lead to their documentation.
    pub api_links: Option<ApiLinks>,
    /// How notebooks are shown.
    pub notebooks: Option<Notebooks>,
    /// What is built.
    pub build: Option<Build>,
    /// Folders outside the site that snippet includes may read.
    pub allow_outside: Option<Vec<Text>>,
    /// What the linter reports.
    pub check: Option<Check>,
    /// How snippets are run.
    pub verify: Option<Verify>,
    /// Values of your own, for your own templates: `config(key="extra.motto")`.
    #[serde(default, deserialize_with = "crate::yaml::unique_option")]
    pub extra: Option<Values>,
}

/// One entry of the menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NavigationItem {
    /// What it says.
    #[schemars(with = "Filled", example = &"Projects")]
    pub label: Text,
    /// Where it leads: a path of the site (`/projects/`), or an absolute address.
    #[schemars(regex(pattern = check::target_pattern()), example = &"/projects/")]
    pub url: Text,
}

/// How the list of projects is shown.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Projects {
    /// Projects per page; 0 puts all on one.
    pub paginate: Option<u32>,
    /// Their order.
    pub sort: Option<ProjectSort>,
}

/// How the list of posts is shown.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Writing {
    /// Posts per page; 0 puts all on one.
    pub paginate: Option<u32>,
}

/// Which feeds are written.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Feeds {
    /// `atom` writes `/feed.xml`, `json` writes `/feed.json`; `[]` for none.
    pub formats: Option<Vec<FeedFormat>>,
    /// The largest number of entries; 0 for all.
    pub limit: Option<u32>,
    /// Whole posts or their summaries.
    pub content: Option<FeedContent>,
}

/// Which files are written besides the pages.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outputs {
    /// Whether `/sitemap.xml` is written.
    pub sitemap: Option<bool>,
    /// Whether `/robots.txt` is written.
    pub robots: Option<bool>,
    /// Whether pages carry facts for search engines (schema.org).
    pub jsonld: Option<bool>,
    /// A domain of your own on GitHub Pages, without `https://`; written to `/CNAME`.
    #[schemars(regex(pattern = check::DOMAIN), example = &"ada.example")]
    pub cname: Option<Text>,
    /// A content security policy in each page.
    pub csp: Option<Csp>,
}

/// How Markdown is read.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Markdown {
    /// Whether quotes, dashes and dots are set as a typographer would; code is never touched.
    pub smart_punctuation: Option<bool>,
    /// What becomes of HTML in Markdown.
    pub raw_html: Option<RawHtml>,
}

/// How code is shown.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Highlight {
    /// Whether lines are numbered where a block does not say otherwise.
    pub numbers: Option<bool>,
}

/// How names in code lead to their documentation.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiLinks {
    /// How far the meaning of a name is looked for.
    pub scope: Option<ApiScope>,
    /// Where the documentation is published whose names are in `inventories/<name>.inv`; `python` is the standard library's.
    #[schemars(with = "Option<BTreeMap<String, Documentation>>", example = numpy())]
    pub inventories: Option<BTreeMap<String, Text>>,
}

/// The address of a documentation, in schemas.
struct Documentation;

schema! {
    inline Documentation is "documentation": |_| json_schema!({
        "type": "string",
        "allOf": [{"pattern": Url::PATTERN}, {"pattern": r"^[hH][tT][tT][pP][sS]?://[^?#]*$"}],
    });
}

fn numpy() -> serde_json::Value {
    serde_json::json!({"numpy": "https://numpy.org/doc/stable/"})
}

/// How notebooks are shown.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Notebooks {
    /// Whether cells show the number of their last run.
    pub execution_counts: Option<bool>,
}

/// What is built.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Build {
    /// Whether drafts are built.
    pub drafts: Option<bool>,
    /// Whether pages with a future date are built.
    pub future: Option<bool>,
    /// Patterns of files to leave out: `*.bak`.
    #[schemars(example = ["*.bak"])]
    pub ignore: Option<Vec<Text>>,
}

/// What the linter reports.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// A severity by code: `{no-evidence: error}`.
    pub levels: Option<BTreeMap<String, Level>>,
    /// Patterns of addresses or paths that are not checked.
    #[schemars(example = ["*.bak"])]
    pub ignore: Option<Vec<Text>>,
    /// After how many months without anything new a site counts as stale; 0 for never.
    pub stale_after: Option<u16>,
    /// How links to other sites are checked, when `check --external` asks for it.
    pub external: Option<External>,
    /// How much a page may make readers load.
    pub budgets: Option<Budgets>,
}

/// How much a page may make readers load, in kilobytes; 0 for no limit.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Budgets {
    /// Everything that a page loads, itself included.
    pub page: Option<u32>,
    /// A page's HTML.
    pub html: Option<u32>,
    /// All style sheets of a page.
    pub styles: Option<u32>,
    /// All scripts of a page.
    pub scripts: Option<u32>,
    /// All pictures of a page.
    pub images: Option<u32>,
    /// One picture.
    pub image: Option<u32>,
    /// The width of a picture, in pixels.
    pub image_width: Option<u32>,
}

/// How links to other sites are checked.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct External {
    /// Patterns of addresses that are not asked; `*` stands for anything.
    #[schemars(with = "Option<Vec<Filled>>", example = ["https://intranet.example/*"])]
    pub ignore: Option<Vec<Text>>,
    /// Seconds that an answer may take.
    #[schemars(range(min = 1, max = 300))]
    pub timeout: Option<u32>,
    /// How often a request without a usable answer is repeated.
    #[schemars(range(min = 0, max = 5))]
    pub retries: Option<u32>,
    /// Requests to one host at the same time.
    #[schemars(range(min = 1, max = 8))]
    pub per_host: Option<u32>,
    /// Milliseconds between the beginnings of two requests to one host.
    #[schemars(range(min = 0, max = 60_000))]
    pub pause: Option<u32>,
    /// Days for which a good answer is believed.
    #[schemars(range(min = 0, max = 365))]
    pub max_age: Option<u32>,
    /// Whether hosts in private networks are asked as well.
    pub private: Option<bool>,
}

/// How snippets are run.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    /// The Python that runs them, with its arguments: `.venv/bin/python`, `uv run python`.
    #[schemars(regex(pattern = r"\S"), example = &".venv/bin/python")]
    pub python: Option<Text>,
    /// Seconds that the snippets of a page may take.
    #[schemars(range(min = 1, max = 3600))]
    pub timeout: Option<u32>,
    /// Folders with modules of your own that snippets import.
    #[schemars(with = "Option<Vec<Filled>>", example = ["src"])]
    pub path: Option<Vec<Text>>,
}

/// The order of the projects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum ProjectSort {
    /// Featured ones first, by their number; then the newest.
    #[default]
    Featured,
    /// By their last date, newest first.
    Newest,
    /// By their first date, oldest first.
    Oldest,
    /// By title.
    Title,
}

/// A format of feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum FeedFormat {
    /// Atom 1.0, `/feed.xml`.
    Atom,
    /// JSON Feed 1.1, `/feed.json`.
    Json,
}

/// What stands in a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum FeedContent {
    /// The summaries.
    #[default]
    Summary,
    /// The whole posts.
    Full,
}

/// Where a content security policy is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline, transform = or_false)]
pub enum Csp {
    /// Nowhere.
    #[default]
    #[serde(alias = "false")]
    Off,
    /// Into a `<meta>` element of each page.
    Meta,
}

/// What becomes of HTML in Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum RawHtml {
    /// It is passed on as it is.
    #[default]
    Allow,
    /// It is passed on without anything that could run.
    Sanitise,
    /// It is shown as text.
    Escape,
}

/// In what the meaning of a name in code is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline, transform = or_false)]
pub enum ApiScope {
    /// No name leads anywhere.
    #[serde(alias = "false")]
    Off,
    /// Within its block alone.
    #[default]
    Block,
    /// Through the blocks of the page, one after the other.
    Page,
}

/// How much a code weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline, transform = or_false)]
pub enum Level {
    /// Not reported.
    #[serde(alias = "false")]
    Off,
    /// A warning.
    Warning,
    /// An error.
    Error,
}

/// `off` may be written `false`, which is what `off` is to YAML 1.1.
fn or_false(schema: &mut Schema) {
    if let Some(words) = schema.get_mut("oneOf").and_then(serde_json::Value::as_array_mut) {
        words.push(serde_json::json!({"const": false, "description": "The same as `off`."}));
    }
}
