//! `data/education.yaml`, `courses.yaml` and `certificates.yaml`: how one learnt, and learns.

use crate::value::described::{Filled, Scalar, SkillName};
use crate::value::{End, PartialDate, Period, Text, Url};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Time at a school or university.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Education {
    /// The school or university.
    #[schemars(with = "Filled")]
    pub institution: Text,
    /// The subject.
    #[schemars(example = &"Computer science")]
    pub area: Option<Text>,
    /// The degree: `BSc`.
    #[schemars(example = &"BSc")]
    pub study_type: Option<Text>,
    /// When it began.
    pub start: Option<PartialDate>,
    /// When it ended.
    #[serde(default)]
    pub end: End,
    /// The grade, as it is written there; may be a number.
    #[schemars(with = "Option<Scalar>", example = 1.3)]
    pub score: Option<String>,
    /// Courses worth naming.
    #[serde(default)]
    pub courses: Vec<Text>,
    /// Ids or aliases of the skills it taught.
    #[serde(default)]
    #[schemars(with = "Vec<SkillName>")]
    pub skills: Vec<Text>,
    /// The institution's site.
    pub url: Option<Url>,
}

impl Education {
    /// From when to when.
    pub fn period(&self) -> Period {
        Period::new(self.start, self.end)
    }
}

/// A course.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Course {
    /// Its name.
    #[schemars(with = "Filled")]
    pub name: Text,
    /// Who gave it.
    pub provider: Option<Text>,
    /// When it was, or will be.
    pub date: Option<PartialDate>,
    /// Its site.
    pub url: Option<Url>,
    /// Ids or aliases of the skills it taught.
    #[serde(default)]
    #[schemars(with = "Vec<SkillName>")]
    pub skills: Vec<Text>,
    /// Done, going on, or planned.
    #[serde(default)]
    pub status: CourseStatus,
}

/// How far a course is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum CourseStatus {
    /// Finished.
    #[default]
    Done,
    /// Going on.
    Now,
    /// Planned.
    Next,
}

/// A certificate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Its name.
    #[schemars(with = "Filled")]
    pub name: Text,
    /// Who issued it.
    #[schemars(with = "Filled")]
    pub issuer: Text,
    /// When.
    pub date: Option<PartialDate>,
    /// The date until which it is valid.
    pub expires: Option<PartialDate>,
    /// Where it can be checked.
    pub url: Option<Url>,
    /// Ids or aliases of the skills it attests.
    #[serde(default)]
    #[schemars(with = "Vec<SkillName>")]
    pub skills: Vec<Text>,
}
