//! Layer 7: the template engine, the lookup of themes, and the functions by which templates read the site.
//!
//! In: a theme's files. Out: [`Engines`], from which one copy is checked out for one render, bound to that render's
//! recording view. Templates see `page` and `lang`; all else they read through functions, so that every read is recorded.

mod additions;
pub mod assets;
mod blocks;
mod closure;
mod component;
pub mod contrast;
mod cover;
mod engine;
mod filters;
mod functions;
mod mistake;
mod option;
pub mod origin;
mod range;
pub mod survey;
mod unclosed;
pub mod theme;
mod values;

pub use additions::{Addition, additions};
pub use closure::closures;
pub use component::arguments;
pub use engine::{Engines, Lease, Parameter, Parameters, Scope};
pub use option::{OptionKind, OptionSpec};
pub use theme::Theme;
pub use values::Values;
