//! What the types of fields alone do not say to a schema: that a text names a skill of the site, that it must not be empty.
//!
//! Each type here stands for a field's type in its schema (`#[schemars(with = …)]`) and has no values. Names that only a
//! whole site knows are definitions of their own, which `schema` narrows down to the names that there are.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

use super::Slug;

/// A text that says something.
pub enum Filled {}

/// A scalar that is taken as it is written, be it a number.
pub enum Scalar {}

/// The id or an alias of a skill.
pub enum SkillName {}

/// The id of a work environment.
pub enum EnvironmentId {}

/// The slug of a project.
pub enum ProjectSlug {}

/// The name of a theme.
pub enum ThemeName {}

/// The name of a layout.
pub enum LayoutName {}

impl JsonSchema for Filled {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "filled".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": r"\S", "patternErrorMessage": "This must not be empty."})
    }
}

impl JsonSchema for Scalar {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "scalar".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["string", "number", "boolean", "null"]})
    }
}

/// Names that only a whole site knows: a definition each.
macro_rules! name {
    ($($name:ident is $word:literal: $schema:expr;)*) => {$(
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                $word.into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let schema: fn(&mut SchemaGenerator) -> Schema = $schema;
                schema(generator)
            }
        }
    )*};
}

name! {
    SkillName is "skill": |_| json_schema!({"type": "string"});
    EnvironmentId is "environment": Slug::json_schema;
    ProjectSlug is "project": Slug::json_schema;
    ThemeName is "theme": |_| json_schema!({"type": "string", "pattern": "^[A-Za-z0-9_-]+$"});
    LayoutName is "layout": |_| json_schema!({"type": "string"});
}
