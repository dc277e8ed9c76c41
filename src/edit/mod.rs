//! Layer 11: the only writer of the user's own files.
//!
//! What is to be written is decided by pure functions. [`NewFile`]s ([`site`] for `init`, [`page`] for `new`, [`theme`] for
//! `theme new`) are put on disk by [`create`], all or none, and never over a file that is there. [`rewrite`] changes lines of a
//! text and leaves every other byte of it alone, [`mend`] words; [`put`] replaces a file that is ours. [`Scratch`] holds a site for a moment.

mod create;
mod mend;
mod rewrite;
mod scratch;
mod skeleton;
mod theme;

pub use create::{Created, create};
pub use mend::{mend, mended};
pub use rewrite::{LineEdit, put, put_below, rewrite};
pub use scratch::Scratch;
pub use skeleton::{Answers, PageKind, page, site, workflow};
pub use theme::theme;

/// A file that shall be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Its path relative to the site, `/` between the parts.
    pub path: String,
    /// Its text.
    pub text: String,
    /// What happens if it is there already.
    pub if_there: IfThere,
}

/// What happens to a file that is there already: it is never changed, but may be good enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IfThere {
    /// Nothing at all is written.
    Refuse,
    /// Nothing at all is written; nor if the file of this other name is there, which would have the same address.
    RefuseAlso(String),
    /// It stays as it is, and the other files are written.
    Keep,
    /// Its name says nothing: the next number that is free is added.
    Number,
}
