//! A text of the site: as it was written, or packed while nobody reads it.
//!
//! In: a text. Out: the same text, however often. Whoever watches over ten thousand pages shows a few of them, so the others
//! take half the memory; whoever reads one unpacks it in the time of a page fault. Nothing is read from a disk here.

use std::fmt;
use std::io::{Read, Write};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use super::{LineColumn, allow};

/// Shorter texts gain nothing.
const SHORTEST: usize = 1024;

/// A text that its owners share: packed by one, it is packed for all.
#[derive(Clone)]
pub struct SourceText(Arc<Inner>);

struct Inner {
    length: usize,
    /// Whether it may have exceptions, once somebody has asked.
    allows: OnceLock<bool>,
    /// Where its lines begin, once somebody has asked.
    lines: OnceLock<Box<[u32]>>,
    form: Mutex<Form>,
}

enum Form {
    Plain(Arc<str>),
    Packed(Box<[u8]>),
    /// Never to be packed.
    Held(Arc<str>),
}

impl SourceText {
    fn form(&self) -> MutexGuard<'_, Form> {
        self.0.form.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The text. A packed one stays packed.
    pub fn get(&self) -> Arc<str> {
        match &*self.form() {
            Form::Plain(text) | Form::Held(text) => Arc::clone(text),
            Form::Packed(bytes) => unpacked(bytes, self.0.length).into(),
        }
    }

    /// The text, for those who ask again and again: it stays unpacked from now on.
    pub fn held(&self) -> Arc<str> {
        let text = self.get();
        *self.form() = Form::Held(Arc::clone(&text));
        text
    }

    /// Whether there may be exceptions in it ([`allow`]). All files with a diagnostic are asked at each update, so the answer is
    /// worked out once.
    pub fn may_allow(&self) -> bool {
        *self.0.allows.get_or_init(|| allow::may_be_in(&self.get()))
    }

    /// Line and column of byte `offset`; an offset inside a character counts as its beginning. Thousands of diagnostics of one
    /// file ask, so the lines are counted once.
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let text = self.held();
        let begin = |newline: usize| u32::try_from(newline + 1).unwrap_or(u32::MAX);
        let lines = self
            .0
            .lines
            .get_or_init(|| std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(begin)).collect());
        let end = text.floor_char_boundary(offset);
        let line = lines.partition_point(|start| *start as usize <= end).max(1);
        let start = lines.get(line - 1).map_or(0, |start| *start as usize);
        LineColumn { line, column: text.get(start..end).unwrap_or_default().chars().count() + 1 }
    }

    /// Its length in bytes.
    pub fn len(&self) -> usize {
        self.0.length
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.length == 0
    }

    /// Packs it, until the next version comes; whoever has taken the text keeps it as it is.
    pub fn pack(&self) {
        let mut form = self.form();
        let Form::Plain(text) = &*form else { return };
        if let Some(bytes) = packed(text).filter(|bytes| bytes.len() < text.len()) {
            *form = Form::Packed(bytes);
        }
    }
}

fn packed(text: &str) -> Option<Box<[u8]>> {
    if text.len() < SHORTEST {
        return None;
    }
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(text.len() / 2), Compression::fast());
    encoder.write_all(text.as_bytes()).ok()?;
    encoder.finish().ok().map(Vec::into_boxed_slice)
}

/// What was packed. It is our own and lies in memory, so that nothing can be wrong with it.
fn unpacked(bytes: &[u8], length: usize) -> String {
    let mut text = String::with_capacity(length);
    DeflateDecoder::new(bytes).read_to_string(&mut text).map(|_| text).unwrap_or_default()
}

impl From<Arc<str>> for SourceText {
    fn from(text: Arc<str>) -> Self {
        Self(Arc::new(Inner {
            length: text.len(),
            allows: OnceLock::new(),
            lines: OnceLock::new(),
            form: Mutex::new(Form::Plain(text)),
        }))
    }
}

impl From<&str> for SourceText {
    fn from(text: &str) -> Self {
        Arc::<str>::from(text).into()
    }
}

impl From<String> for SourceText {
    fn from(text: String) -> Self {
        Arc::<str>::from(text).into()
    }
}

impl PartialEq for SourceText {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.len() == other.len() && self.get() == other.get()
    }
}

impl Eq for SourceText {}

impl fmt::Debug for SourceText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_packed_text_is_the_same(text in "\\PC{0,40}", times in 1_usize..200) {
            let text = text.repeat(times);
            let (one, other) = (SourceText::from(text.as_str()), SourceText::from(text.as_str()));
            one.pack();
            one.pack();
            prop_assert_eq!(&*one.get(), text.as_str());
            prop_assert_eq!((one.len(), &one), (text.len(), &other));
        }
    }

    proptest! {
        #[test]
        fn lines_are_counted_as_in_a_bare_text(text in "[a\n\ré🎉]{0,30}", offset in 0_usize..120) {
            let expected = crate::diagnostic::line_column(&text, offset);
            prop_assert_eq!(SourceText::from(text.as_str()).line_column(offset), expected);
        }
    }

    #[test]
    fn what_is_asked_for_again_and_again_stays_unpacked() {
        let text = SourceText::from("the same again and again; ".repeat(1000));
        text.pack();
        assert_eq!(text.held().len(), text.len());
        text.pack();
        assert!(matches!(&*text.form(), Form::Held(_)));
    }

    #[test]
    fn what_is_packed_by_one_is_packed_for_all() {
        let text = SourceText::from("the same again and again; ".repeat(1000));
        let other = text.clone();
        text.pack();
        assert!(matches!(&*other.form(), Form::Packed(bytes) if bytes.len() < 1000));
    }
}
