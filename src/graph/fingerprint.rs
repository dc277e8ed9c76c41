//! A short name for bytes: two values with equal fingerprints are taken to be equal.

use std::fmt;
use std::io;

use serde::{Deserialize, Serialize};

/// The first 16 bytes of a BLAKE3 hash. 128 bits keep accidental collisions out of reach for any number of files that
/// fits on a disk; nobody gains by forging one, since all inputs are the site author's own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// The fingerprint of what is not there, so that creating it later counts as a change. No hash is all zeros in
    /// practice.
    pub const ABSENT: Fingerprint = Fingerprint([0; 16]);

    /// The fingerprint of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::cut(&blake3::hash(bytes))
    }

    /// The fingerprint of several values in their order; `["ab", "c"]` and `["a", "bc"]` differ.
    pub fn of_parts<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
        }
        Self::cut(&hasher.finalize())
    }

    /// The fingerprint and the length of everything that `reader` yields, without holding it in memory. Fails as
    /// the reader does.
    pub fn of_reader(reader: impl io::Read) -> io::Result<(Self, u64)> {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(reader)?;
        Ok((Self::cut(&hasher.finalize()), hasher.count()))
    }

    /// The fingerprint written as 32 lower-case hexadecimal digits, as [`fmt::Display`] writes it.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 32 || !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return None;
        }
        u128::from_str_radix(text, 16).ok().map(|number| Self(number.to_be_bytes()))
    }

    /// The bytes, for keys and files.
    pub fn bytes(self) -> [u8; 16] {
        self.0
    }

    fn cut(hash: &blake3::Hash) -> Self {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.as_bytes()[..16]);
        Self(bytes)
    }
}

/// Takes the fingerprint of what is written through it.
#[derive(Debug)]
pub struct Sealing<W> {
    writer: W,
    hasher: blake3::Hasher,
}

impl<W: io::Write> Sealing<W> {
    /// Nothing is written yet.
    pub fn new(writer: W) -> Self {
        Self { writer, hasher: blake3::Hasher::new() }
    }

    /// The writer again, with the fingerprint and the length of what was written.
    pub fn finish(self) -> (W, Fingerprint, u64) {
        (self.writer, Fingerprint::cut(&self.hasher.finalize()), self.hasher.count())
    }
}

impl<W: io::Write> io::Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.writer.write(bytes)?;
        self.hasher.update(bytes.get(..written).unwrap_or(bytes));
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl From<[u8; 16]> for Fingerprint {
    fn from(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:032x}", u128::from_be_bytes(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_form_round_trips() {
        for bytes in [&b""[..], b"a", b"\x00"] {
            let fingerprint = Fingerprint::of(bytes);
            assert_eq!(Fingerprint::parse(&fingerprint.to_string()), Some(fingerprint));
        }
        let small = Fingerprint::from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]);
        assert_eq!(small.to_string(), "00000000000000000000000000000007");
    }

    #[test]
    fn only_the_written_form_is_parsed() {
        let text = Fingerprint::of(b"a").to_string();
        for wrong in ["", "+0000000000000000000000000000007", &text[1..], &text.to_uppercase()] {
            assert_eq!(Fingerprint::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_known_hash_of_nothing() {
        assert_eq!(Fingerprint::of(b"").to_string(), "af1349b9f5f9a1a6a0404dea36dcc949");
    }

    #[test]
    fn parts_keep_their_borders() {
        let parts = |list: &[&'static str]| Fingerprint::of_parts(list.iter().map(|part| part.as_bytes()));
        assert_ne!(parts(&["ab", "c"]), parts(&["a", "bc"]));
        assert_ne!(parts(&["a"]), parts(&["a", ""]));
    }

    #[test]
    fn what_is_written_has_the_fingerprint_of_its_bytes() {
        let mut sealing = Sealing::new(Vec::new());
        io::Write::write_all(&mut sealing, b"some").unwrap();
        io::Write::write_all(&mut sealing, b" bytes").unwrap();
        assert_eq!(sealing.finish(), (b"some bytes".to_vec(), Fingerprint::of(b"some bytes"), 10));
    }

    #[test]
    fn a_reader_gives_the_same_as_its_bytes() {
        let bytes = vec![7; 200_000];
        assert_eq!(Fingerprint::of_reader(&bytes[..]).unwrap(), (Fingerprint::of(&bytes), 200_000));
    }
}
