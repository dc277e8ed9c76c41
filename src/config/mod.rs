//! Layer 2: `showpiece.yaml` as written ([`raw`]) and then as meant ([`Config`]), with every default in one place.
//!
//! In: the text of the file, and of a second one that is laid over it. Out: a configuration in which nothing is left open,
//! or diagnostics. Environment variables and flags are none of its business: the command line changes the fields.

mod base_url;
mod check;
mod load;
pub mod raw;
#[cfg(test)]
mod tests;

use crate::value::Text;
use std::collections::BTreeMap;

pub use base_url::{BaseUrl, Derived};
pub use raw::{ApiScope, Csp, FeedContent, FeedFormat, Level, NavigationItem, ProjectSort, RawHtml};

/// Free-form values, in the order in which they are written.
pub type Values = serde_json::Map<String, serde_json::Value>;

/// The configuration of a site, with nothing left open. It serialises under the keys of `showpiece.yaml`.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Config {
    /// The site's title.
    pub title: Text,
    /// Where the site will be published.
    pub base_url: BaseUrl,
    /// The language of the pages, as a BCP 47 tag.
    pub language: Text,
    /// What the site is about; without it, the profile's summary is used.
    pub description: Option<Text>,
    /// The name of the theme.
    pub theme: Text,
    /// Options of the theme as written; see [`Config::options_for`].
    pub theme_options: Values,
    /// The picture that other sites show beside a link; without it, the theme's.
    pub social_image: Option<Text>,
    /// The menu; without it, the sections that have content.
    pub navigation: Option<Vec<NavigationItem>>,
    /// The list of projects.
    pub projects: Projects,
    /// The list of posts.
    pub writing: Writing,
    /// Feeds.
    pub feeds: Feeds,
    /// Which files are written besides the pages.
    pub outputs: Outputs,
    /// How Markdown is read.
    pub markdown: Markdown,
    /// How code is shown.
    pub highlight: Highlight,
    /// How names in code lead to their documentation.
    pub api_links: ApiLinks,
    /// How notebooks are shown.
    pub notebooks: Notebooks,
    /// What is built.
    pub build: Build,
    /// Folders outside the site that snippet includes may read.
    pub allow_outside: Vec<Text>,
    /// What the linter reports.
    pub check: Check,
    /// How snippets are run.
    pub verify: Verify,
    /// Values of the site's own, for its templates.
    pub extra: Values,
}

/// How the list of projects is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Projects {
    /// Projects per page; 0 puts all on one.
    pub paginate: u32,
    /// Their order.
    pub sort: ProjectSort,
}

/// How the list of posts is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Writing {
    /// Posts per page; 0 puts all on one.
    pub paginate: u32,
}

/// Which feeds are written, and what stands in them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Feeds {
    /// The formats; empty for no feeds.
    pub formats: Vec<FeedFormat>,
    /// The largest number of entries; 0 for all.
    pub limit: u32,
    /// Whole posts or their summaries.
    pub content: FeedContent,
}

/// Which files are written besides the pages.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Outputs {
    /// `/sitemap.xml`.
    pub sitemap: bool,
    /// `/robots.txt`.
    pub robots: bool,
    /// Facts about the person and the projects for search engines.
    pub jsonld: bool,
    /// The domain in `/CNAME`, for GitHub Pages.
    pub cname: Option<Text>,
    /// A content security policy in each page.
    pub csp: Csp,
}

/// How Markdown is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Markdown {
    /// Whether quotes, dashes and dots are set as a typographer would.
    pub smart_punctuation: bool,
    /// What becomes of HTML in Markdown.
    pub raw_html: RawHtml,
}

/// How code is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Highlight {
    /// Whether lines are numbered where a block does not say otherwise.
    pub numbers: bool,
}

/// How names in code lead to their documentation.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ApiLinks {
    /// In what the meaning of a name is looked for, where a page does not say otherwise.
    pub scope: ApiScope,
    /// Addresses of documentations by the names of their inventories, with a `/` at the end.
    pub inventories: BTreeMap<String, String>,
}

/// How notebooks are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Notebooks {
    /// Whether cells show the number of their last run.
    pub execution_counts: bool,
}

/// What is built.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Build {
    /// Whether drafts are.
    pub drafts: bool,
    /// Whether pages with a date to come are.
    pub future: bool,
    /// Patterns of files that are left aside.
    pub ignore: Vec<Text>,
}

/// What the linter reports.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Check {
    /// Codes whose severity differs from the usual one.
    pub levels: BTreeMap<String, Level>,
    /// Patterns of addresses or paths that are not checked.
    pub ignore: Vec<Text>,
    /// After how many months without anything new a site counts as stale.
    pub stale_after: Option<u16>,
    /// How links to other sites are checked, when somebody asks for it.
    pub external: External,
    /// How much a page may make readers load.
    pub budgets: Budgets,
}

/// How much a page may make readers load, in kilobytes; 0 for no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Budgets {
    /// Everything that a page loads, itself included.
    pub page: u32,
    /// A page's HTML.
    pub html: u32,
    /// All style sheets of a page.
    pub styles: u32,
    /// All scripts of a page.
    pub scripts: u32,
    /// All pictures of a page.
    pub images: u32,
    /// One picture.
    pub image: u32,
    /// The width of a picture, in pixels.
    pub image_width: u32,
}

/// How links to other sites are checked.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct External {
    /// Patterns of addresses that are not asked.
    pub ignore: Vec<Text>,
    /// Seconds that an answer may take.
    pub timeout: u32,
    /// How often a request without a usable answer is repeated.
    pub retries: u32,
    /// Requests to one host at the same time.
    pub per_host: u32,
    /// Milliseconds between the beginnings of two requests to one host.
    pub pause: u32,
    /// Days for which a good answer is believed.
    pub max_age: u32,
    /// Whether hosts in private networks are asked as well.
    pub private: bool,
}

/// How snippets are run.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Verify {
    /// The Python that runs them, with its arguments; without it, the environment decides.
    pub python: Option<Text>,
    /// Seconds that the snippets of a page may take.
    pub timeout: u32,
    /// Folders with modules that snippets import, relative to the site.
    pub path: Vec<Text>,
}

impl Config {
    /// The options meant for `theme`: those written directly below `theme_options`, and over them those in the map of the
    /// theme's own name. Maps under other names belong to other themes, unless `is_option` knows the name.
    pub fn options_for(&self, theme: &str, is_option: impl Fn(&str) -> bool) -> Values {
        let own = self.theme_options.get(theme).and_then(|value| value.as_object());
        let direct = self.theme_options.iter().filter(|(name, value)| {
            let nested = value.is_object() && (name.as_str() == theme || !is_option(name));
            !nested
        });
        let mut options: Values = direct.map(|(name, value)| (name.clone(), value.clone())).collect();
        options.extend(own.into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())));
        options
    }
}
