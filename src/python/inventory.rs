//! Sphinx inventories (`objects.inv`, version 2): which names a documentation has, and at which addresses.
//!
//! In: the bytes of such a file, from anywhere. Out: the names of its Python domain, to be looked up, or what is wrong with
//! it. Nothing here knows where the documentation is published.

use std::fmt;
use std::io::Read;

use flate2::read::ZlibDecoder;

/// More than ten times what the largest known inventories hold, and no more than a machine can bear.
const LARGEST: usize = 64 << 20;

/// The first lines of the file are short.
const LONGEST_HEAD: usize = 4096;

/// The names of one documentation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    /// What the inventory says, one name a line.
    text: String,
    /// In order of the names, each name once.
    entries: Vec<Entry>,
}

/// Places in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    start: u32,
    name: u32,
    address: (u32, u32),
    kind: Documented,
}

/// What a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Documented {
    /// A module.
    Module,
    /// A class or an exception, which has instances.
    Class,
    /// A function, a method, a constant, …
    Other,
}

/// Why bytes are no inventory that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InventoryFault {
    /// They begin otherwise.
    Head,
    /// Its format is another one, with this number.
    Version(u8),
    /// What should be compressed is not, or it breaks off.
    Compression,
    /// It is larger than any inventory.
    Size,
    /// It is not UTF-8.
    Encoding,
}

impl fmt::Display for InventoryFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Head => write!(out, "it does not begin with `# Sphinx inventory version 2`"),
            Self::Version(version) => {
                write!(out, "it has version {version} of the format, and only version 2 is known")
            }
            Self::Compression => write!(out, "what is compressed in it is damaged"),
            Self::Size => write!(out, "it holds more than {} MB", LARGEST >> 20),
            Self::Encoding => write!(out, "it is not UTF-8"),
        }
    }
}

impl Inventory {
    /// Reads an inventory.
    ///
    /// # Errors
    ///
    /// When the bytes are no inventory, or a damaged one. Single lines that make no sense are passed over, as Sphinx does.
    pub fn read(bytes: &[u8]) -> Result<Self, InventoryFault> {
        let mut inflated = Vec::new();
        let limit = LARGEST as u64 + 1;
        ZlibDecoder::new(body(bytes)?)
            .take(limit)
            .read_to_end(&mut inflated)
            .map_err(|_| InventoryFault::Compression)?;
        if inflated.len() > LARGEST {
            return Err(InventoryFault::Size);
        }
        let text = String::from_utf8(inflated).map_err(|_| InventoryFault::Encoding)?;
        Ok(Self::of(text))
    }

    fn of(text: String) -> Self {
        let mut entries = Vec::new();
        let mut offset = 0;
        for line in text.split_inclusive('\n') {
            entries.extend(entry(line, offset));
            offset += line.len();
        }
        let name = |one: &Entry| one.name(&text);
        // Stable: of several entries for one name, the first one counts.
        if !entries.is_sorted_by_key(name) {
            entries.sort_by_key(|one| one.name(&text));
        }
        entries.dedup_by(|later, first| later.name(&text) == first.name(&text));
        Self { text, entries }
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no name.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What a name is, if it is documented.
    pub fn kind(&self, name: &str) -> Option<Documented> {
        self.find(name).map(|entry| entry.kind)
    }

    /// The address of a name, below that of the documentation.
    pub fn address(&self, name: &str) -> Option<String> {
        let (start, end) = self.find(name)?.address;
        let address = self.text.get(start as usize..end as usize)?;
        Some(match address.strip_suffix('$') {
            Some(page) => [page, name].concat(),
            None => address.to_owned(),
        })
    }

    fn find(&self, name: &str) -> Option<&Entry> {
        let at = self.entries.binary_search_by(|entry| entry.name(&self.text).cmp(name)).ok()?;
        self.entries.get(at)
    }
}

impl Entry {
    fn name<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start as usize..self.name as usize).unwrap_or_default()
    }
}

/// What stands behind the four lines of the head.
fn body(bytes: &[u8]) -> Result<&[u8], InventoryFault> {
    const MAGIC: &[u8] = b"# Sphinx inventory version ";
    let version = bytes.strip_prefix(MAGIC).and_then(|rest| rest.first());
    match version {
        Some(b'2') => {}
        Some(digit @ b'0'..=b'9') => return Err(InventoryFault::Version(digit - b'0')),
        _ => return Err(InventoryFault::Head),
    }
    let head = bytes.get(..LONGEST_HEAD).unwrap_or(bytes);
    let end = memchr::memchr_iter(b'\n', head).nth(3).ok_or(InventoryFault::Head)?;
    Ok(bytes.get(end + 1..).unwrap_or_default())
}

/// One line: `pathlib.Path.exists py:method 1 library/pathlib.html#$ -`. Only Python's own names have no blanks.
fn entry(line: &str, offset: usize) -> Option<Entry> {
    let mut words = line.trim_end().split(' ');
    let name = words.next()?;
    let role = words.next()?.strip_prefix("py:")?;
    let priority = words.next()?;
    priority.parse::<i32>().ok()?;
    let address = words.next()?;
    let kind = match role {
        "module" => Documented::Module,
        "class" | "exception" => Documented::Class,
        _ => Documented::Other,
    };
    let from = name.len() + role.len() + "py:".len() + priority.len() + 3;
    let place = |at: usize| u32::try_from(offset + at).ok();
    Some(Entry {
        start: place(0)?,
        name: place(name.len())?,
        address: (place(from)?, place(from + address.len())?),
        kind,
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn inventory(lines: &str) -> Vec<u8> {
        let mut bytes = b"# Sphinx inventory version 2\n# Project: x\n# Version: 1\n# compressed\n".to_vec();
        let mut encoder = ZlibEncoder::new(&mut bytes, Compression::default());
        encoder.write_all(lines.as_bytes()).and_then(|()| encoder.finish().map(drop)).unwrap();
        bytes
    }

    #[test]
    fn names_lead_to_addresses() {
        let read = Inventory::read(&inventory(
            "x py:module 0 x.html#module-x -\n\
             x.C py:class 1 x.html#$ -\n\
             x.C.go py:method 1 x.html#x.C.go go()\n\
             a label std:label -1 a.html A label\n\
             b std:term 1 b.html -\n\
             x.C py:class 1 again.html#$ -\n\
             nonsense\nalso nonsense\n x py:function one a.html -\n\n\
             a py:function 1 a.html",
        ));
        let read = read.unwrap();
        assert_eq!(read.len(), 4);
        assert_eq!(read.address("x.C").as_deref(), Some("x.html#x.C"));
        assert_eq!(read.address("x.C.go").as_deref(), Some("x.html#x.C.go"));
        assert_eq!((read.kind("x"), read.kind("x.C")), (Some(Documented::Module), Some(Documented::Class)));
        assert_eq!((read.kind("b"), read.address("x.D")), (None, None));
        assert_eq!((read.kind("a"), read.address("a").as_deref()), (Some(Documented::Other), Some("a.html")));
    }

    #[test]
    fn what_is_no_inventory() {
        let whole = inventory("x py:module 0 x.html -\n");
        let head = whole.len() - whole.iter().rev().position(|byte| *byte == b'\n').unwrap();
        let cases: [(&[u8], InventoryFault); 6] = [
            (b"", InventoryFault::Head),
            (b"<!doctype html>", InventoryFault::Head),
            (b"# Sphinx inventory version 2\n# Project: x\n", InventoryFault::Head),
            (b"# Sphinx inventory version 1\n# Project: x\n# Version: 1\nx mod x.html\n", InventoryFault::Version(1)),
            (&whole[..whole.len() - 6], InventoryFault::Compression),
            (&whole[..head], InventoryFault::Compression),
        ];
        for (bytes, fault) in cases {
            assert_eq!(Inventory::read(bytes), Err(fault), "{}", String::from_utf8_lossy(bytes));
        }
        let mut bomb = b"# Sphinx inventory version 2\n#\n#\n#\n".to_vec();
        let mut encoder = ZlibEncoder::new(&mut bomb, Compression::fast());
        let block = vec![b' '; 1 << 20];
        (0..65).for_each(|_| encoder.write_all(&block).unwrap());
        encoder.finish().unwrap();
        assert_eq!(Inventory::read(&bomb), Err(InventoryFault::Size));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..600), lines in ".{0,300}") {
            let _ = Inventory::read(&bytes);
            let mut head = b"# Sphinx inventory version 2\n#\n#\n#\n".to_vec();
            head.extend(&bytes);
            let _ = Inventory::read(&head);
            if let Ok(read) = Inventory::read(&inventory(&lines)) {
                for entry in &read.entries {
                    proptest::prop_assert!(read.address(entry.name(&read.text)).is_some());
                }
            }
        }
    }
}
