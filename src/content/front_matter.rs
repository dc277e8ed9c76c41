//! The facts at the head of a content file: one struct a kind, with the keys of `docs/reference/content.md`.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::location::DocumentKind;
use super::repository;
use crate::config::ApiScope;
use crate::diagnostic::Diagnostic;
use crate::value::described::{EnvironmentId, Filled, LayoutName, ProjectSlug, SkillName};
use crate::value::{End, Links, PartialDate, Period, Slug, Text, Url};
use crate::yaml::{self, Layer};

/// Values of the author's own.
pub type Extra = serde_json::Map<String, serde_json::Value>;

/// The picture of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cover {
    /// The file, beside the page or in `static/`.
    pub src: Text,
    /// What it shows.
    #[serde(default)]
    pub alt: Text,
}

/// How a project stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Status {
    /// Being worked on.
    Active,
    /// Kept in order.
    Maintained,
    /// Done.
    Complete,
    /// No longer kept.
    Archived,
    /// An experiment.
    Prototype,
}

impl Status {
    /// The word in files and addresses.
    pub fn word(self) -> &'static str {
        match self {
            Status::Active => "active",
            Status::Maintained => "maintained",
            Status::Complete => "complete",
            Status::Archived => "archived",
            Status::Prototype => "prototype",
        }
    }
}

/// A result of a project: a value, or a before and an after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = has_value)]
pub struct Outcome {
    /// What was measured.
    #[schemars(example = &"Month-end close")]
    pub metric: Text,
    /// The value.
    pub value: Option<Text>,
    /// The value before.
    #[schemars(example = &"3 days")]
    pub before: Option<Text>,
    /// The value after.
    #[schemars(example = &"20 minutes")]
    pub after: Option<Text>,
    /// How it was measured.
    pub note: Option<Text>,
}

/// A value, or both of the others; a key with nothing behind it is none.
fn has_value(schema: &mut Schema) {
    let given = |keys: &[&str]| {
        let each = keys.iter().map(|key| ((*key).to_owned(), serde_json::json!({"type": "string"})));
        serde_json::json!({"required": keys, "properties": serde_json::Map::from_iter(each)})
    };
    schema.insert("anyOf".to_owned(), serde_json::json!([given(&["value"]), given(&["before", "after"])]));
}

/// Where the source of a project is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceLink {
    /// The folder in which the files lie that blocks of code show; relative to the page, or with `/` to the site.
    #[schemars(example = &"../../ledgerline")]
    pub path: Option<Text>,
    /// The repository's page.
    pub repository: Option<Url>,
    /// The commit that snippets are taken from.
    pub commit: Option<Text>,
    /// Where the folder `path` lies in the repository, if it is not its top.
    pub folder: Option<Text>,
    /// How an address of lines is written, for hosts that are not known.
    #[schemars(regex(pattern = repository::link_pattern()))]
    pub link: Option<Text>,
}

/// A struct with the keys that every kind has, and some of its own.
macro_rules! front {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// The title.
            #[schemars(with = "Filled")]
            pub title: Text,
            $($(#[$field_doc])* pub $field: $type,)*
            /// When it was last revised.
            pub updated: Option<PartialDate>,
            /// The last part of the address.
            pub slug: Option<Slug>,
            /// Old addresses, which become redirects.
            #[serde(default)]
            #[schemars(example = ["/old/address/"])]
            pub aliases: Vec<Text>,
            /// Tags.
            #[serde(default)]
            #[schemars(with = "Vec<Filled>", example = ["python", "testing"])]
            pub tags: Vec<Text>,
            /// A template of its own: `layouts/<name>.html`.
            #[schemars(with = "Option<LayoutName>")]
            pub layout: Option<Text>,
            /// Whether there is a table of contents.
            pub toc: Option<bool>,
            /// How far the meaning of names in its code is looked for, so that they lead to their documentation.
            pub api_links: Option<ApiScope>,
            /// Whether it is left out of builds without `--drafts`.
            #[serde(default)]
            pub draft: bool,
            /// Whether it is built but in no list, feed or sitemap.
            #[serde(default)]
            pub unlisted: bool,
            /// The content of `<meta name="robots">`, such as `noindex`.
            #[schemars(example = &"noindex")]
            pub robots: Option<Text>,
            /// A picture.
            pub cover: Option<Cover>,
            /// A picture for social networks.
            #[schemars(example = &"images/card.png")]
            pub social_image: Option<Text>,
            /// Values of the author's own.
            #[serde(default, deserialize_with = "yaml::unique_map", serialize_with = "yaml::put_map")]
            pub extra: Extra,
        }
    };
}

front! {
    /// The front matter of a project.
    Project {
        /// The sentence that everybody reads: what it is, and what came of it.
        summary: Text,
        /// When it was published, if that matters.
        date: Option<PartialDate>,
        /// When the work began.
        start: Option<PartialDate>,
        /// When it ended.
        #[serde(default)]
        end: End,
        /// The state of the project.
        status: Option<Status>,
        /// The kind of workplace.
        #[schemars(with = "Option<EnvironmentId>")]
        environment: Option<Slug>,
        /// The author's part.
        #[schemars(example = &"Lead developer")]
        role: Option<Text>,
        /// The organisation that it was made for.
        organization: Option<Text>,
        /// People in the team.
        team_size: Option<u32>,
        /// Skills used.
        #[serde(default)]
        #[schemars(with = "Vec<SkillName>")]
        skills: Vec<Text>,
        /// What the author did.
        #[serde(default)]
        responsibilities: Vec<Text>,
        /// What came of it.
        #[serde(default)]
        results: Vec<Outcome>,
        /// Where to look further.
        #[serde(default)]
        links: Links,
        /// Where the source is.
        source: Option<SourceLink>,
        /// Rank among the featured ones.
        featured: Option<u32>,
        /// With whose permission it is shown.
        permission: Option<Text>,
    }
}

front! {
    /// The front matter of a post.
    Post {
        /// A sentence for lists.
        summary: Option<Text>,
        /// When it was published.
        date: PartialDate,
        /// Skills it is about.
        #[serde(default)]
        #[schemars(with = "Vec<SkillName>")]
        skills: Vec<Text>,
        /// The slug of the project it is about.
        #[schemars(with = "Option<ProjectSlug>")]
        project: Option<Slug>,
    }
}

front! {
    /// The front matter of a page.
    Page {
        /// A sentence for lists.
        summary: Option<Text>,
        /// When it was published.
        date: Option<PartialDate>,
    }
}

front! {
    /// The front matter of an `_index.md`.
    Section {
        /// A sentence about the section.
        summary: Option<Text>,
        /// When it was published.
        date: Option<PartialDate>,
        /// Front matter laid under that of the pages in the folder.
        #[serde(default, deserialize_with = "yaml::unique_map", serialize_with = "yaml::put_map")]
        defaults: Extra,
    }
}

/// The front matter of a content file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FrontMatter {
    /// Of a project.
    Project(Box<Project>),
    /// Of a post.
    Post(Box<Post>),
    /// Of a page.
    Page(Box<Page>),
    /// Of an `_index.md`.
    Section(Box<Section>),
}

/// A key that every kind has.
macro_rules! common {
    ($($(#[$doc:meta])* $name:ident($front:ident) -> $type:ty $value:block)*) => {
        impl FrontMatter {
            $($(#[$doc])*
            pub fn $name(&self) -> $type {
                match self {
                    FrontMatter::Project($front) => $value,
                    FrontMatter::Post($front) => $value,
                    FrontMatter::Page($front) => $value,
                    FrontMatter::Section($front) => $value,
                }
            })*
        }
    };
}

common! {
    /// The title.
    title(front) -> &Text { &front.title }
    /// When it was last revised.
    updated(front) -> Option<PartialDate> { front.updated }
    /// The last part of the address, if it is set.
    slug(front) -> Option<&Slug> { front.slug.as_ref() }
    /// Old addresses.
    aliases(front) -> &[Text] { &front.aliases }
    /// Tags.
    tags(front) -> &[Text] { &front.tags }
    /// A layout of its own.
    layout(front) -> Option<&Text> { front.layout.as_ref() }
    /// Whether there is a table of contents, if the author says.
    toc(front) -> Option<bool> { front.toc }
    /// In what the meaning of names in its code is looked for, if the author says.
    api_links(front) -> Option<ApiScope> { front.api_links }
    /// Whether it is a draft.
    draft(front) -> bool { front.draft }
    /// Whether it is in no list.
    unlisted(front) -> bool { front.unlisted }
    /// The content of `<meta name="robots">`, such as `noindex`.
    robots(front) -> Option<&Text> { front.robots.as_ref() }
    /// A picture.
    cover(front) -> Option<&Cover> { front.cover.as_ref() }
    /// A picture for social networks.
    social_image(front) -> Option<&Text> { front.social_image.as_ref() }
    /// Values of the author's own.
    extra(front) -> &Extra { &front.extra }
}

impl FrontMatter {
    /// Reads the front matter of a `kind`, laid over `defaults`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, at its place.
    pub fn read<'a>(kind: DocumentKind, own: Layer<'a>, defaults: Vec<Layer<'a>>) -> Result<Self, Vec<Diagnostic>> {
        match kind {
            DocumentKind::Project => read(own, defaults).map(|front| Self::Project(Box::new(front))),
            DocumentKind::Post => read(own, defaults).map(|front| Self::Post(Box::new(front))),
            DocumentKind::Page => read(own, defaults).map(|front| Self::Page(Box::new(front))),
            DocumentKind::Home | DocumentKind::Section => {
                read(own, defaults).map(|front| Self::Section(Box::new(front)))
            }
        }
    }

    /// The JSON Schema of the front matter of a `kind`.
    pub fn schema(kind: DocumentKind, generator: SchemaGenerator) -> Schema {
        match kind {
            DocumentKind::Project => generator.into_root_schema_for::<Project>(),
            DocumentKind::Post => generator.into_root_schema_for::<Post>(),
            DocumentKind::Page => generator.into_root_schema_for::<Page>(),
            DocumentKind::Home | DocumentKind::Section => generator.into_root_schema_for::<Section>(),
        }
    }

    fn project_front(&self) -> Option<&Project> {
        match self {
            FrontMatter::Project(front) => Some(front),
            _ => None,
        }
    }

    /// The sentence for lists, if it is set.
    pub fn summary(&self) -> Option<&Text> {
        match self {
            FrontMatter::Project(front) => Some(&front.summary),
            FrontMatter::Post(front) => front.summary.as_ref(),
            FrontMatter::Page(front) => front.summary.as_ref(),
            FrontMatter::Section(front) => front.summary.as_ref(),
        }
    }

    /// When it was published.
    pub fn date(&self) -> Option<PartialDate> {
        match self {
            FrontMatter::Project(front) => front.date,
            FrontMatter::Post(front) => Some(front.date),
            FrontMatter::Page(front) => front.date,
            FrontMatter::Section(front) => front.date,
        }
    }

    /// When the work was done, for projects.
    pub fn period(&self) -> Period {
        self.project_front().map_or_else(Period::default, |front| Period::new(front.start, front.end))
    }

    /// How a project stands.
    pub fn status(&self) -> Option<&'static str> {
        self.project_front()?.status.map(Status::word)
    }

    /// The kind of workplace.
    pub fn environment(&self) -> Option<&Slug> {
        self.project_front()?.environment.as_ref()
    }

    /// The author's part.
    pub fn role(&self) -> Option<&Text> {
        self.project_front()?.role.as_ref()
    }

    /// The organisation that it was made for.
    pub fn organization(&self) -> Option<&Text> {
        self.project_front()?.organization.as_ref()
    }

    /// People in the team.
    pub fn team_size(&self) -> Option<u32> {
        self.project_front()?.team_size
    }

    /// Skills that the author names.
    pub fn skills(&self) -> &[Text] {
        match self {
            FrontMatter::Project(front) => &front.skills,
            FrontMatter::Post(front) => &front.skills,
            FrontMatter::Page(_) | FrontMatter::Section(_) => &[],
        }
    }

    /// What the author did.
    pub fn responsibilities(&self) -> &[Text] {
        self.project_front().map_or(&[], |front| &front.responsibilities)
    }

    /// What came of it.
    pub fn results(&self) -> &[Outcome] {
        self.project_front().map_or(&[], |front| &front.results)
    }

    /// Where to look further.
    pub fn links(&self) -> impl Iterator<Item = (&str, &Url)> {
        self.project_front().into_iter().flat_map(|front| front.links.iter())
    }

    /// Where the source is.
    pub fn source(&self) -> Option<&SourceLink> {
        self.project_front()?.source.as_ref()
    }

    /// Rank among the featured ones.
    pub fn featured(&self) -> Option<u32> {
        self.project_front()?.featured
    }

    /// With whose permission it is shown.
    pub fn permission(&self) -> Option<&Text> {
        self.project_front()?.permission.as_ref()
    }

    /// The slug of the project that a post is about.
    pub fn project(&self) -> Option<&Slug> {
        match self {
            FrontMatter::Post(front) => front.project.as_ref(),
            _ => None,
        }
    }
}

fn read<'a, T: DeserializeOwned>(own: Layer<'a>, mut layers: Vec<Layer<'a>>) -> Result<T, Vec<Diagnostic>> {
    if layers.is_empty() {
        return yaml::from_str(own.text, own.origin);
    }
    layers.push(own);
    yaml::from_layers(&layers)
}
