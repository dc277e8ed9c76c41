//! Facts in words, for those who ask what a page reads and why it was made again.

use std::fmt;

use super::Fact;

impl fmt::Display for Fact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(key) => write!(formatter, "`{key}` of the configuration"),
            Self::BaseUrl => write!(formatter, "the base URL"),
            Self::ThemeOption(name) => write!(formatter, "the theme's option `{name}`"),
            Self::Translation(key) => write!(formatter, "the interface text `{key}`"),
            Self::Template(name) => write!(formatter, "the template `{name}` and what it brings in"),
            Self::ComponentNames => write!(formatter, "the names of all components"),
            Self::Navigation => write!(formatter, "the navigation"),
            Self::SiteSummary => write!(formatter, "what every page shows of the site"),
            Self::Counts => write!(formatter, "how many projects, posts and skills there are"),
            Self::Profile => write!(formatter, "the profile"),
            Self::Data(name) => write!(formatter, "the data `{name}`"),
            Self::Timeline => write!(formatter, "the career path"),
            Self::Today => write!(formatter, "today's date"),
            Self::Node(path) => write!(formatter, "what is planned at `{path}`"),
            Self::Card(path) => write!(formatter, "the card of {path}"),
            Self::Body(path) => write!(formatter, "the text of {path}"),
            Self::Included(path, what) => write!(formatter, "the code `{what}` that {path} shows"),
            Self::Anchors(path) => write!(formatter, "the headings of {path}"),
            Self::SkillsOf(path) => write!(formatter, "the skills of {path}"),
            Self::Neighbours(path) => write!(formatter, "the pages before and after {path}"),
            Self::Related(path) => write!(formatter, "the projects related to {path}"),
            Self::Target(from, target) => write!(formatter, "where `{target}` leads from {from}"),
            Self::Missing(from, target) => write!(formatter, "why `{target}` leads nowhere from {from}"),
            Self::DocumentPicture(from, target) => write!(formatter, "the picture `{target}` of {from}"),
            Self::MissingPicture(from, target) => write!(formatter, "what is near the picture `{target}` of {from}"),
            fact => fact.list(formatter),
        }
    }
}

impl Fact {
    fn list(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Project(slug) => write!(formatter, "the project `{slug}`"),
            Self::ProjectSlugs => write!(formatter, "the slugs of all projects"),
            Self::Projects(query) => write!(formatter, "a list of projects{}", words(&format!("{query:?}"))),
            Self::Posts(query) => write!(formatter, "a list of posts{}", words(&format!("{query:?}"))),
            Self::Newest(_) => write!(formatter, "the newest projects and posts"),
            Self::Pages(path) => write!(formatter, "the pages of the section {path}"),
            Self::Section(path) => write!(formatter, "the section {path}"),
            Self::SectionTitle(name) => write!(formatter, "the title of the section `{name}`"),
            Self::Filters => write!(formatter, "the filters of the project index"),
            Self::Tags => write!(formatter, "all tags"),
            Self::Tag(slug) => write!(formatter, "the tag `{slug}`"),
            Self::SkillNamed(word) => write!(formatter, "the skill named `{word}`"),
            Self::SkillWords => write!(formatter, "all words that name skills"),
            Self::Skills(query) => write!(formatter, "a list of skills{}", words(&format!("{query:?}"))),
            Self::SkillGroups => write!(formatter, "the groups of skills"),
            Self::SkillNames => write!(formatter, "the names of all skills"),
            Self::Skill(id) => write!(formatter, "the skill `{id}`"),
            Self::Evidence(id) => write!(formatter, "the evidence of `{id}`"),
            Self::SkillNeighbours(id) => write!(formatter, "the skills used together with `{id}`"),
            Self::Snippet(id) => write!(formatter, "the code that shows `{id}`"),
            Self::Axis => write!(formatter, "the time axis of skills"),
            Self::Environments => write!(formatter, "the work environments"),
            Self::Asset(path) => write!(formatter, "the asset `{path}`"),
            Self::OptionNames => write!(formatter, "the names of the theme's options"),
            Self::AssetNames => write!(formatter, "the names of all assets"),
            Self::Picture(path) => write!(formatter, "the picture `{path}`"),
            Self::Extracted(path, name) => write!(formatter, "the picture `{name}` in {path}"),
            Self::Sitemap => write!(formatter, "the addresses of all pages"),
            // Every other fact was told before.
            fact => write!(formatter, "{fact:?}"),
        }
    }
}

/// The conditions of a question that are set: ` (skill: "git", limit: 3)`.
fn words(query: &str) -> String {
    let inside = query.split_once("{ ").and_then(|(_, rest)| rest.strip_suffix(" }")).unwrap_or_default();
    let is_set = |part: &&str| !part.ends_with(": None") && !part.ends_with(": false") && !part.ends_with(": File");
    let set: Vec<String> =
        inside.split(", ").filter(is_set).map(|part| part.replace("Some(", "").replace(')', "")).collect();
    if set.is_empty() { String::new() } else { format!(" ({})", set.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::ProjectQuery;

    #[test]
    fn a_question_is_told_by_what_it_asks() {
        let query = ProjectQuery { skill: Some("git".to_owned()), limit: Some(3), ..ProjectQuery::default() };
        assert_eq!(Fact::Projects(Box::new(query)).to_string(), "a list of projects (skill: \"git\", limit: 3)");
        assert_eq!(Fact::Projects(Box::default()).to_string(), "a list of projects");
        assert_eq!(Fact::Card("content/a.md".into()).to_string(), "the card of content/a.md");
    }
}
