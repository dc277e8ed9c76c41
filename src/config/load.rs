//! From what is written to what is meant: all defaults stand here.

use super::check::check_raw;
use super::raw::{self, Raw};
use super::{
    ApiLinks, Budgets, Build, Check, Config, Csp, External, FeedContent, FeedFormat, Feeds, Highlight, Level, Markdown,
    Notebooks, Outputs, Projects,
};
use super::{BaseUrl, ProjectSort, RawHtml, Verify, Writing};
use crate::diagnostic::Diagnostic;
use crate::yaml::{self, Layer, Origin, Partial};
use std::collections::BTreeMap;

impl Config {
    /// Reads `showpiece.yaml`, and the file that is laid over it: maps are merged, everything else is replaced.
    ///
    /// # Errors
    /// All problems of both files.
    pub fn load(text: &str, origin: &Origin, overlay: Option<(&str, Origin)>) -> Result<Self, Vec<Diagnostic>> {
        Self::load_at(None, text, origin, overlay)
    }

    /// Like [`Config::load`], with an address for files that name none.
    ///
    /// # Errors
    /// All problems of both files.
    pub fn load_at(
        address: Option<&BaseUrl>,
        text: &str,
        origin: &Origin,
        overlay: Option<(&str, Origin)>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut layers = vec![Layer { text, origin, below: None }];
        layers.extend(overlay.iter().map(|(text, origin)| Layer { text, origin, below: None }));
        // It lies on top, so that whatever is missing is missing in the files. A text in JSON is one in YAML.
        let address = address.map(|address| format!("base_url: {}\n", serde_json::Value::from(address.to_string())));
        layers.extend(address.iter().map(|text| Layer { text, origin, below: None }));
        let Partial { value, mut diagnostics, .. } = match layers.as_slice() {
            [_] => yaml::from_str_partial::<Raw>(text, origin),
            layers => yaml::from_layers_partial(layers),
        };
        let Some(raw) = value else { return Err(diagnostics) };
        let later = check_raw(&raw, &layers);
        diagnostics.extend(yaml::besides(&diagnostics, later));
        match BaseUrl::parse(&raw.base_url) {
            Ok(base_url) if diagnostics.is_empty() => Ok(meant(raw, base_url)),
            _ => Err(diagnostics),
        }
    }
}

/// The configuration with every default filled in.
fn meant(raw: Raw, base_url: BaseUrl) -> Config {
    Config {
        title: raw.title,
        base_url,
        language: raw.language.unwrap_or_else(|| "en".into()),
        description: raw.description,
        theme: raw.theme.unwrap_or_else(|| "atelier".into()),
        theme_options: raw.theme_options.unwrap_or_default(),
        social_image: raw.social_image,
        navigation: raw.navigation,
        projects: projects(raw.projects.unwrap_or_default()),
        writing: Writing { paginate: raw.writing.unwrap_or_default().paginate.unwrap_or(20) },
        feeds: feeds(raw.feeds.unwrap_or_default()),
        outputs: outputs(raw.outputs.unwrap_or_default()),
        markdown: markdown(raw.markdown.unwrap_or_default()),
        highlight: Highlight { numbers: raw.highlight.unwrap_or_default().numbers.unwrap_or(false) },
        api_links: api_links(raw.api_links.unwrap_or_default()),
        notebooks: Notebooks { execution_counts: raw.notebooks.unwrap_or_default().execution_counts.unwrap_or(false) },
        build: build(raw.build.unwrap_or_default()),
        allow_outside: raw.allow_outside.unwrap_or_default(),
        check: check(raw.check.unwrap_or_default()),
        verify: verify(raw.verify.unwrap_or_default()),
        extra: raw.extra.unwrap_or_default(),
    }
}

fn projects(raw: raw::Projects) -> Projects {
    Projects { paginate: raw.paginate.unwrap_or(0), sort: raw.sort.unwrap_or(ProjectSort::Featured) }
}

fn feeds(raw: raw::Feeds) -> Feeds {
    Feeds {
        formats: raw.formats.unwrap_or_else(|| vec![FeedFormat::Atom, FeedFormat::Json]),
        limit: raw.limit.unwrap_or(20),
        content: raw.content.unwrap_or(FeedContent::Summary),
    }
}

fn outputs(raw: raw::Outputs) -> Outputs {
    Outputs {
        sitemap: raw.sitemap.unwrap_or(true),
        robots: raw.robots.unwrap_or(true),
        jsonld: raw.jsonld.unwrap_or(true),
        cname: raw.cname,
        csp: raw.csp.unwrap_or(Csp::Off),
    }
}

fn markdown(raw: raw::Markdown) -> Markdown {
    Markdown {
        smart_punctuation: raw.smart_punctuation.unwrap_or(true),
        raw_html: raw.raw_html.unwrap_or(RawHtml::Allow),
    }
}

fn api_links(raw: raw::ApiLinks) -> ApiLinks {
    let address = |url: &str| format!("{}/", url.trim_end_matches("objects.inv").trim_end_matches('/'));
    let inventories = raw.inventories.unwrap_or_default();
    ApiLinks {
        scope: raw.scope.unwrap_or_default(),
        inventories: inventories.into_iter().map(|(name, url)| (name, address(&url))).collect(),
    }
}

fn build(raw: raw::Build) -> Build {
    Build {
        drafts: raw.drafts.unwrap_or(false),
        future: raw.future.unwrap_or(false),
        ignore: raw.ignore.unwrap_or_else(|| vec!["*.bak".into()]),
    }
}

fn check(raw: raw::Check) -> Check {
    let levels: BTreeMap<String, Level> = raw.levels.unwrap_or_default();
    Check {
        levels,
        ignore: raw.ignore.unwrap_or_default(),
        stale_after: Some(raw.stale_after.unwrap_or(24)),
        external: external(raw.external.unwrap_or_default()),
        budgets: budgets(raw.budgets.unwrap_or_default()),
    }
}

fn budgets(raw: raw::Budgets) -> Budgets {
    Budgets {
        page: raw.page.unwrap_or(4_000),
        html: raw.html.unwrap_or(500),
        styles: raw.styles.unwrap_or(150),
        scripts: raw.scripts.unwrap_or(100),
        images: raw.images.unwrap_or(3_000),
        image: raw.image.unwrap_or(700),
        // Twice the width of the widest text column and its margin, for screens with many pixels.
        image_width: raw.image_width.unwrap_or(3_200),
    }
}

fn external(raw: raw::External) -> External {
    External {
        ignore: raw.ignore.unwrap_or_default(),
        timeout: raw.timeout.unwrap_or(20),
        retries: raw.retries.unwrap_or(2),
        per_host: raw.per_host.unwrap_or(2),
        pause: raw.pause.unwrap_or(200),
        max_age: raw.max_age.unwrap_or(7),
        private: raw.private.unwrap_or(false),
    }
}

fn verify(raw: raw::Verify) -> Verify {
    Verify { python: raw.python, timeout: raw.timeout.unwrap_or(10), path: raw.path.unwrap_or_default() }
}
