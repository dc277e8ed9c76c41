//! What the types of fields alone do not say to a schema: that a text names a skill of the site, that it must not be empty.
//!
//! Each type here stands for a field's type in its schema (`#[schemars(with = …)]`) and has no values. Names that only a
//! whole site knows are definitions of their own, which `schema` narrows down to the names that there are.

use schemars::json_schema;

use super::Slug;

/// The schemas of types, each from a function: a definition of its own, or one that stands wherever the type is used.
macro_rules! schema {
    () => {};
    (inline $name:ident is $word:literal: $schema:expr; $($more:tt)*) => {
        $crate::value::described::schema!(@one $name $word true $schema);
        $crate::value::described::schema!($($more)*);
    };
    ($name:ident is $word:literal: $schema:expr; $($more:tt)*) => {
        $crate::value::described::schema!(@one $name $word false $schema);
        $crate::value::described::schema!($($more)*);
    };
    (@one $name:ident $word:literal $is_inline:literal $schema:expr) => {
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                $is_inline
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                $word.into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let schema: fn(&mut schemars::SchemaGenerator) -> schemars::Schema = $schema;
                schema(generator)
            }
        }
    };
}
pub(crate) use schema;

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

schema! {
    inline Filled is "filled": |_| json_schema!({
        "type": "string",
        "pattern": r"\S",
        "patternErrorMessage": "This must not be empty.",
    });
    inline Scalar is "scalar": |_| json_schema!({"type": ["string", "number", "boolean", "null"]});
    SkillName is "skill": |_| json_schema!({"type": "string"});
    EnvironmentId is "environment": Slug::json_schema;
    ProjectSlug is "project": Slug::json_schema;
    ThemeName is "theme": |_| json_schema!({"type": "string", "pattern": "^[A-Za-z0-9_-]+$"});
    LayoutName is "layout": |_| json_schema!({"type": "string"});
}
