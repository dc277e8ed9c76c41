//! Layer 2: the words that content and data share: texts, dates, periods, slugs, addresses.
//!
//! In: scalars of YAML, each by its own `Deserialize`, which refuses with a [`Fault`](crate::yaml::Fault) that says how to
//! mend them. Out: values that need no further checks. Nothing here reads files, and the clock is read nowhere.

mod date;
pub mod described;
mod direction;
mod links;
mod period;
mod slug;
#[cfg(test)]
mod tests;
mod text;
mod today;
mod url;
pub mod words;

pub use date::PartialDate;
pub use direction::direction;
pub use links::Links;
pub use period::{End, Month, Period, union_months};
pub use slug::{SkillId, Slug, address_part, slugify};
pub use text::Text;
pub use today::Today;
pub use url::Url;
