//! Layer 5: the typed data files, and free data beside them.
//!
//! In: path and text of every file below `data/`. Out: a [`Portfolio`] with everything that could be read, and the
//! diagnostics. Only what one file alone can tell is checked here; whether a skill exists is `site`'s question.

mod achievement;
mod check;
mod community;
mod education;
mod environment;
mod experience;
mod free;
mod load;
mod open_source;
mod personal;
mod profile;
mod skills;
mod testimonial;
#[cfg(test)]
mod tests;

use crate::diagnostic::{Place, SourcePath};
use crate::yaml::{Origin, Positions};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use achievement::{Award, Publication, Talk, TalkKind};
pub use community::Community;
pub use education::{Certificate, Course, CourseStatus, Education};
pub use environment::Environment;
pub use experience::{Organization, Position, PositionKind};
pub use load::{KNOWN, load, schema};
pub use open_source::{Contribution, ContributionKind};
pub use personal::{Interest, Language};
pub use profile::{Account, Availability, AvailabilityStatus, Image, Location, Profile};
pub use skills::{Skill, SkillGroup, SkillKind};
pub use testimonial::Testimonial;

/// Everything in `data/`. A missing file is an empty list.
#[derive(Debug, Clone, Default)]
pub struct Portfolio {
    /// `profile.yaml`.
    pub profile: Option<Profile>,
    /// `skills.yaml`, in file order.
    pub skill_groups: Vec<SkillGroup>,
    /// `environments.yaml`: those of the site's own.
    pub environments: Vec<Environment>,
    /// `experience.yaml`.
    pub experience: Vec<Organization>,
    /// `education.yaml`.
    pub education: Vec<Education>,
    /// `courses.yaml`.
    pub courses: Vec<Course>,
    /// `certificates.yaml`.
    pub certificates: Vec<Certificate>,
    /// `talks.yaml`.
    pub talks: Vec<Talk>,
    /// `publications.yaml`.
    pub publications: Vec<Publication>,
    /// `awards.yaml`.
    pub awards: Vec<Award>,
    /// `contributions.yaml`.
    pub contributions: Vec<Contribution>,
    /// `communities.yaml`.
    pub communities: Vec<Community>,
    /// `testimonials.yaml`, those without consent included.
    pub testimonials: Vec<Testimonial>,
    /// `languages.yaml`.
    pub languages: Vec<Language>,
    /// `interests.yaml`.
    pub interests: Vec<Interest>,
    /// Free data by file stem.
    pub free: BTreeMap<String, serde_json::Value>,
    /// Path and text of every file that was read, by file stem; for the places of diagnostics.
    pub texts: BTreeMap<String, (SourcePath, Arc<str>)>,
    /// The stems of files with errors, of which entries may be missing: a check of names against such a file would
    /// report what is not wrong.
    pub incomplete: BTreeSet<String>,
    /// The elements that were left out of lists because of faults, by file stem and path.
    removed: BTreeMap<String, Vec<String>>,
}

impl Portfolio {
    /// All skills with their groups, in file order.
    pub fn skills(&self) -> impl Iterator<Item = (&SkillGroup, &Skill)> {
        self.skill_groups.iter().flat_map(|group| group.skills.iter().map(move |skill| (group, skill)))
    }

    /// The place of a value by the path at which it stands in the portfolio: `("experience", "[0].positions[1].skills[2]")`.
    /// The nearest of its parents, where the path does not exist in the file.
    pub fn place(&self, stem: &str, path: &str) -> Option<Place> {
        let (file, text) = self.texts.get(stem)?;
        let removed = self.removed.get(stem).map_or(&[][..], Vec::as_slice);
        Some(Origin::file(file).place(Positions::of(text).nearest_without(path, removed)))
    }
}
