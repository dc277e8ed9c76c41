//! What one process leaves to the next, in `.showpiece/`: the reads of every file, so that a second build renders only what
//! changed in between, and the parsed documents, so that it parses only that.
//!
//! The cache holds nothing that the output depends on. It is thrown away when another version of the program wrote it,
//! when it is damaged, and when it is too large; it is replaced as a whole, so two processes never see half of one. A
//! folder that cannot be written to costs the cache and not the build.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufWriter, ErrorKind, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::SourcePath;
use crate::graph::{Fingerprint, Kept, Sealing};
use crate::site::{Fact, FileFacts};

/// The folder in the site's folder.
pub const CACHE_FOLDER: &str = ".showpiece";

/// Whose reads are kept. A preview renders other bytes than a build, so neither takes over what the other has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Those of `build`.
    Build,
    /// Those of `serve`.
    Preview,
    /// What `serve` showed last.
    Shown,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Build => "build",
            Kind::Preview => "preview",
            Kind::Shown => "shown",
        }
    }
}

/// Begins the file; the number changes with its form.
const MAGIC: &[u8] = b"showpiece cache 5\n";
/// No site needs more, and no user looks for a gigabyte in a hidden folder.
const LARGEST: u64 = 256 << 20;
/// So many bytes are written at once.
const BUFFER: usize = 1 << 16;

/// What is kept besides the documents. Names and facts are borrowed when it is written, and owned when it is read.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Cache<Name, Fact> {
    /// Who read what.
    pub graph: Kept<Name, Fact>,
    /// The fingerprint of each file that was rendered, by site path.
    pub files: Vec<(Name, Fingerprint)>,
    /// What is known of copied files; a picture is measured once.
    pub copied: Vec<(SourcePath, FileFacts)>,
    /// Each document that was parsed: what it was made from, and how many of the bytes before all this are its own.
    pub documents: Vec<KeptDocument>,
}

/// A document that was kept: its file, what it was made from, and how many bytes it takes.
pub(super) type KeptDocument = (SourcePath, Fingerprint, u32);

/// Documents as they were kept, each to be read only if its file is still the same.
#[derive(Debug, Default)]
pub(super) struct Documents {
    bytes: Vec<u8>,
    places: BTreeMap<SourcePath, (Fingerprint, Range<usize>)>,
}

impl Documents {
    /// The bytes of the document at `path`, if it was made from the same.
    pub(super) fn get(&self, path: &str, input: Fingerprint) -> Option<&[u8]> {
        let (_, range) = self.places.get(path).filter(|(made_from, _)| *made_from == input)?;
        self.bytes.get(range.clone())
    }

    fn of(documents: &[KeptDocument], bytes: Vec<u8>) -> Self {
        let mut at = 0;
        let place = |(path, input, length): &KeptDocument| {
            let range = at..at + *length as usize;
            at = range.end;
            (Arc::clone(path), (*input, range))
        };
        Self { places: documents.iter().map(place).collect(), bytes }
    }
}

/// The fingerprint of the program: its sources and themes, since a version number does not change while one develops.
fn program() -> Fingerprint {
    Fingerprint::of(concat!(env!("CARGO_PKG_VERSION"), " ", env!("SHOWPIECE_SOURCES")).as_bytes())
}

fn file(root: &Path, kind: Kind) -> PathBuf {
    root.join(CACHE_FOLDER).join(kind.name())
}

/// The content of a file in the cache of the site at `root`, if this program wrote it and it is whole.
pub(super) fn read(root: &Path, kind: Kind) -> Option<Vec<u8>> {
    let file = Some(file(root, kind)).filter(|file| file.is_file())?;
    let mut bytes = fs::read(file).ok()?;
    let (head, rest) = bytes.strip_prefix(MAGIC)?.split_at_checked(16)?;
    let (content, seal) = rest.split_last_chunk::<16>()?;
    let is_ours = *head == program().bytes() && *seal == Fingerprint::of(content).bytes();
    bytes.truncate(bytes.len() - 16);
    is_ours.then(|| bytes.split_off(MAGIC.len() + 16))
}

/// Reads the cache of the site at `root`; nothing if there is none that can be used.
pub(super) fn load(root: &Path, kind: Kind) -> Option<(Cache<Arc<str>, Fact>, Documents)> {
    let mut bytes = read(root, kind)?;
    let (content, length) = bytes.split_last_chunk::<8>()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    let cache: Cache<Arc<str>, Fact> = postcard::from_bytes(content.get(length..)?).ok()?;
    bytes.truncate(length);
    let documents = Documents::of(&cache.documents, bytes);
    Some((cache, documents))
}

/// Replaces a file in the cache of the site at `root`.
pub(super) fn write(root: &Path, kind: Kind, content: &[u8]) {
    sealed((root, kind), |file| file.write_all(content));
}

/// Replaces a file in the cache by what `put` writes, which never is in memory as a whole.
fn sealed((root, kind): (&Path, Kind), put: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) {
    let write = |file: &mut fs::File| {
        file.write_all(MAGIC)?;
        file.write_all(&program().bytes())?;
        let mut buffer = BufWriter::with_capacity(BUFFER, Sealing::new(file));
        put(&mut buffer)?;
        let (file, seal, length) = buffer.into_inner()?.finish();
        if length > LARGEST {
            return Err(ErrorKind::FileTooLarge.into());
        }
        file.write_all(&seal.bytes())
    };
    // What cannot be kept is worked out again. What has grown too large has outgrown what was kept before.
    let kept = replace((root, kind.name()), write);
    if kept.is_err_and(|error| error.kind() == ErrorKind::FileTooLarge) {
        let _ = fs::remove_file(file(root, kind));
    }
}

/// Replaces the cache of the site at `root`: `put` writes the documents and gives the rest, behind which stands where it begins.
pub(super) fn save<'a>(
    (root, kind): (&Path, Kind),
    put: impl FnOnce(&mut dyn Write) -> std::io::Result<Cache<&'a Arc<str>, &'a Fact>>,
) {
    sealed((root, kind), |file| {
        let cache = put(file)?;
        let length: u64 = cache.documents.iter().map(|(_, _, length)| u64::from(*length)).sum();
        let file = postcard::to_io(&cache, file).map_err(std::io::Error::other)?;
        file.write_all(&length.to_le_bytes())
    });
}

/// A text that was left in the cache's folder under a name of its own, whichever version of the program left it.
pub fn kept_text(root: &Path, name: &str) -> Option<String> {
    let file = Some(root.join(CACHE_FOLDER).join(name)).filter(|file| file.is_file())?;
    fs::read_to_string(file).ok()
}

/// Leaves a text in the cache's folder. That it cannot be left there is no error: what is not known is asked again.
pub fn keep_text(root: &Path, name: &str, text: &str) {
    let _ = replace((root, name), |file| file.write_all(text.as_bytes()));
}

fn replace(
    (root, name): (&Path, &str),
    write: impl FnOnce(&mut fs::File) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let folder = root.join(CACHE_FOLDER);
    fs::create_dir_all(&folder)?;
    let ignore = folder.join(".gitignore");
    if !ignore.exists() {
        fs::write(&ignore, "*\n")?;
    }
    // The name is this process's own: two that write at once do not write into one file.
    let draft = folder.join(format!("{name}-{}", std::process::id()));
    let written = fs::File::create(&draft).and_then(|mut file| write(&mut file));
    let moved = written.and_then(|()| fs::rename(&draft, folder.join(name)));
    if moved.is_err() {
        let _ = fs::remove_file(&draft);
    }
    moved
}
