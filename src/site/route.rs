//! What there is at each address: the plan of the output, one [`Node`] a file.

use super::{PageId, SkillIndex};

/// One file of the output, by what it shows. Rendering a node gives its bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// The home page.
    Home,
    /// The project index or one page of it.
    Projects {
        /// Narrowed to one value.
        filter: Option<Filter>,
        /// From 1.
        page: usize,
    },
    /// A project, a post, a page.
    Document(PageId),
    /// The matrix and the list of skills.
    Skills,
    /// One skill.
    Skill(SkillIndex),
    /// One work environment, by its place in the list.
    Environment(usize),
    /// The career path.
    Career,
    /// The résumé.
    Resume,
    /// The writing index or one page of it.
    Writing {
        /// From 1.
        page: usize,
    },
    /// A section of the author's own.
    Section {
        /// Its path, such as `/notes/`.
        path: String,
    },
    /// All tags.
    Tags,
    /// One tag.
    Tag {
        /// Its slug.
        slug: String,
        /// From 1.
        page: usize,
    },
    /// The page for addresses that lead nowhere.
    NotFound,
    /// An old address of a page.
    Redirect {
        /// Where the page is now, as a site path.
        to: String,
    },
    /// A feed.
    Feed {
        /// What it covers.
        scope: FeedScope,
        /// How it is written.
        format: FeedFormat,
    },
    /// `sitemap.xml`.
    Sitemap,
    /// `robots.txt`.
    Robots,
    /// `site.webmanifest`.
    Manifest,
    /// `CNAME`.
    Cname,
    /// `.nojekyll`.
    NoJekyll,
    /// An asset of the theme, by its path below `assets/`.
    ThemeAsset(String),
    /// A file that is copied as it is, by its source path.
    File(crate::diagnostic::SourcePath),
    /// A picture out of a notebook.
    Extracted {
        /// The notebook.
        source: crate::diagnostic::SourcePath,
        /// The name of the picture.
        name: String,
    },
}

impl Node {
    /// Whether it is a page for readers, and not a file for programs.
    pub fn is_page(&self) -> bool {
        !matches!(
            self,
            Node::Redirect { .. }
                | Node::Feed { .. }
                | Node::Sitemap
                | Node::Robots
                | Node::Manifest
                | Node::Cname
                | Node::NoJekyll
                | Node::ThemeAsset(_)
                | Node::File(_)
                | Node::Extracted { .. }
        )
    }

    /// Whether the `_index.md` of its folder is its introduction.
    pub fn has_introduction(&self) -> bool {
        matches!(
            self,
            Node::Projects { .. } | Node::Writing { .. } | Node::Skills | Node::Career | Node::Resume | Node::Tags
        )
    }
}

/// One value by which the project index can be narrowed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Filter {
    /// By what.
    pub key: FilterKey,
    /// The value as it stands in the address.
    pub value: String,
}

/// By what the project index can be narrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FilterKey {
    /// A skill.
    Skill,
    /// A work environment.
    Environment,
    /// A status.
    Status,
    /// A year of work.
    Year,
}

impl FilterKey {
    /// All keys in the order in which they are offered.
    pub const ALL: [FilterKey; 4] = [FilterKey::Skill, FilterKey::Environment, FilterKey::Status, FilterKey::Year];

    /// The word in addresses and templates.
    pub fn word(self) -> &'static str {
        match self {
            FilterKey::Skill => "skill",
            FilterKey::Environment => "environment",
            FilterKey::Status => "status",
            FilterKey::Year => "year",
        }
    }
}

/// What a feed covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeedScope {
    /// Projects and posts.
    Site,
    /// Posts.
    Writing,
}

/// How a feed is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeedFormat {
    /// Atom.
    Atom,
    /// JSON Feed.
    Json,
}

impl FeedFormat {
    /// The file's extension.
    pub fn extension(self) -> &'static str {
        match self {
            FeedFormat::Atom => "xml",
            FeedFormat::Json => "json",
        }
    }

    /// The MIME type.
    pub fn mime(self) -> &'static str {
        match self {
            FeedFormat::Atom => "application/atom+xml",
            FeedFormat::Json => "application/feed+json",
        }
    }
}

/// One planned file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The site path, such as `/projects/x/` or `/feed.xml`, without the base path.
    pub path: String,
    /// What it shows.
    pub node: Node,
}

impl Route {
    /// The file below the output folder.
    pub fn file(&self) -> String {
        let path = self.path.trim_start_matches('/');
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
    }
}

/// The address of page `page` of a list at `base` (`/writing/` → `/writing/page/2/`).
pub fn page_path(base: &str, page: usize) -> String {
    if page <= 1 { base.to_owned() } else { format!("{base}page/{page}/") }
}
