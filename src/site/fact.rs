//! What a page can read, one name per fact. A page is out of date when a fact that it read has another fingerprint.
//!
//! Facts are narrow on purpose: what a list shows of a page (its card) is not what the page contains (its body), so that
//! an edit of a text does not touch the lists. Absence is a fact too: a lookup that found nothing is recorded as such.
//! Names hold no places in lists, so that they mean the same in another version of the site and in another process.

use serde::{Deserialize, Serialize};

use super::query::{PostQuery, ProjectQuery, SkillQuery};
use crate::diagnostic::SourcePath;
use crate::graph::Fingerprint;

/// Something that a render can read through a [`View`](super::View). Ten thousand pages read some hundred thousand of them, so
/// none is larger than two words and a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Fact {
    /// A value of the configuration, by dotted key.
    Config(String),
    /// Where the site lies.
    BaseUrl,
    /// An option of the theme.
    ThemeOption(String),
    /// Names of all options of the theme.
    OptionNames,
    /// An interface text.
    Translation(String),
    /// A template and all that it extends, includes and calls, by name.
    Template(String),
    /// Names of all Markdown components.
    ComponentNames,
    /// The navigation: which sections there are.
    Navigation,
    /// The facts of the site that every page shows.
    SiteSummary,
    /// How many projects, posts and skills there are.
    Counts,
    /// `data/profile.yaml`.
    Profile,
    /// A data file by its stem.
    Data(String),
    /// The entries of the career path.
    Timeline,
    /// Today, as coarse as it is used.
    Today,
    /// What there is at a site path.
    Node(String),
    /// How lists show a page.
    Card(SourcePath),
    /// The parsed text of a page, and what only the page itself shows of its front matter.
    Body(SourcePath),
    /// What a page shows of a file, by the words of the attributes that ask for it.
    Included(SourcePath, String),
    /// The heading ids of a page.
    Anchors(SourcePath),
    /// Which skills a project or post shows, and how.
    SkillsOf(SourcePath),
    /// The pages before and after one.
    Neighbours(SourcePath),
    /// The projects that have most in common with one.
    Related(SourcePath),
    /// Where a target leads that a document names.
    Target(SourcePath, String),
    /// Why a target leads nowhere, and what may have been meant.
    Missing(SourcePath, String),
    /// A picture that a document names.
    DocumentPicture(SourcePath, String),
    /// What may have been meant by a picture that is not there.
    MissingPicture(SourcePath, String),
    /// Where a qualified name of Python is documented, or what is left of it without so many attributes.
    ApiName(String, u8),
    /// The project of a slug.
    Project(String),
    /// Slugs of all projects.
    ProjectSlugs,
    /// Which projects a question finds, in order.
    Projects(Box<ProjectQuery>),
    /// Which posts a question finds, in order.
    Posts(Box<PostQuery>),
    /// The newest projects and posts, at most so many.
    Newest(Option<usize>),
    /// The pages of a section.
    Pages(String),
    /// What a section says of itself, and the sections below it.
    Section(String),
    /// The title of a built-in section.
    SectionTitle(String),
    /// The values by which the project index can be narrowed.
    Filters,
    /// All tags.
    Tags,
    /// A tag and its pages.
    Tag(String),
    /// The skill that a word names.
    SkillNamed(String),
    /// All words that name skills.
    SkillWords,
    /// Which skills a question finds, in order.
    Skills(Box<SkillQuery>),
    /// Headings with the skills below them.
    SkillGroups,
    /// Names of the skills with evidence.
    SkillNames,
    /// A skill with its counts.
    Skill(String),
    /// The evidence of a skill.
    Evidence(String),
    /// The skills most often used together with one.
    SkillNeighbours(String),
    /// With which Python a snippet was run and found true, by its fingerprint.
    Verified(Fingerprint),
    /// The block of code that shows a skill best, and the page that has it.
    Snippet(String),
    /// The common time axis of skills.
    Axis,
    /// The work environments in which something was done.
    Environments,
    /// A theme's or the site's asset, by its path.
    Asset(String),
    /// Names of all assets of the theme.
    AssetNames,
    /// A picture in `static/`: its address and size.
    Picture(String),
    /// Everything that may be found, by address.
    Sitemap,
    /// A picture out of a notebook, by its name.
    Extracted(SourcePath, String),
}

impl Fact {
    /// The page that it is about, if it names one.
    pub fn page_mut(&mut self) -> Option<&mut SourcePath> {
        match self {
            Fact::Card(page)
            | Fact::Body(page)
            | Fact::Included(page, _)
            | Fact::Anchors(page)
            | Fact::SkillsOf(page)
            | Fact::Neighbours(page)
            | Fact::Related(page)
            | Fact::Target(page, _)
            | Fact::Missing(page, _)
            | Fact::DocumentPicture(page, _)
            | Fact::MissingPicture(page, _)
            | Fact::Extracted(page, _) => Some(page),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_small() {
        assert!(size_of::<Fact>() <= 48, "{}", size_of::<Fact>());
    }
}
