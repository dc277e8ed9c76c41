//! The inventories of a site, `inventories/<name>.inv`, and the addresses that the configuration has for them.
//!
//! In: the files that were found, and `api_links.inventories`. Out: the documentation that names in code can lead to, and what
//! does not fit together. A file whose bytes are the same is not read again.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::configuration::Meant;
use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, nearest};
use crate::graph::Fingerprint;
use crate::python::{Documentation, Inventory, InventoryFault, Published};
use crate::source::{self, Reading, SourceFile, SourceKind};

/// The name of the standard library's inventory, which is built in.
const LIBRARY: &str = "python";
/// A file beyond this is no inventory, and not worth a look.
const LARGEST: u64 = 32 << 20;

/// What was read, kept between builds.
#[derive(Default)]
pub(super) struct Inventories {
    files: BTreeMap<SourcePath, File>,
    /// Where names in code are documented.
    pub documentation: Documentation,
    /// What is wrong with the files, and with their addresses.
    pub diagnostics: Vec<Diagnostic>,
}

struct File {
    print: Fingerprint,
    read: Result<Arc<Inventory>, InventoryFault>,
}

impl Inventories {
    /// Reads what is another file than before, and puts files and addresses together.
    pub(super) fn refresh(&mut self, reading: &Reading, meant: &Meant) {
        let mut before = std::mem::take(&mut self.files);
        for file in reading.sources.of_kind(SourceKind::Inventory) {
            let known = before.remove(&file.path).filter(|known| known.print == file.fingerprint);
            if let Some(file_read) = known.or_else(|| read(file)) {
                self.files.insert(SourcePath::clone(&file.path), file_read);
            }
        }
        self.diagnostics.clear();
        self.join(meant);
    }

    fn join(&mut self, meant: &Meant) {
        let urls = &meant.config.api_links.inventories;
        let mut library = Published::default();
        let mut others = Vec::new();
        if let Some(url) = urls.get(LIBRARY) {
            library.url.clone_from(url);
        }
        let mut names = Vec::new();
        for (path, file) in &self.files {
            let name = path.strip_prefix("inventories/").and_then(|name| name.strip_suffix(".inv")).unwrap_or(path);
            names.push(name);
            match (&file.read, urls.get(name)) {
                (Err(fault), _) => self.diagnostics.push(invalid(path, *fault)),
                (Ok(inventory), _) if name == LIBRARY => library.inventory = Some(Arc::clone(inventory)),
                (Ok(inventory), Some(url)) => {
                    others.push(Published { url: url.clone(), inventory: Some(Arc::clone(inventory)) });
                }
                (Ok(_), None) => {
                    let near = nearest(name, urls.keys().map(String::as_str).filter(|url| !names.contains(url)));
                    self.diagnostics.push(without_address(path, name, near));
                }
            }
        }
        for name in urls.keys().filter(|name| *name != LIBRARY && !names.contains(&name.as_str())) {
            let place = meant.texts.key_place(&format!("api_links.inventories.{name}"));
            let near = nearest(name, names.iter().copied().filter(|name| !urls.contains_key(*name)));
            self.diagnostics.push(without_file(name, near).at(place));
        }
        self.documentation = Documentation::new(library, others);
    }
}

/// The file as an inventory; nothing if it is gone, which the next look at the folder will tell.
fn read(file: &SourceFile) -> Option<File> {
    let read = match file.size {
        ..=LARGEST => Inventory::read(&source::bytes(&file.absolute).ok()?).map(Arc::new),
        _ => Err(InventoryFault::Size),
    };
    Some(File { print: file.fingerprint, read })
}

fn invalid(path: &SourcePath, fault: InventoryFault) -> Diagnostic {
    Diagnostic::new(Code::InvalidInventory, format!("`{path}` cannot be read as an inventory: {fault}"))
        .at(Place::whole(path))
        .help("download the documentation's `objects.inv` again, as a file and not as a page, and save it under this name")
}

fn without_address(path: &SourcePath, name: &str, near: Option<&str>) -> Diagnostic {
    Diagnostic::new(Code::InventoryAddress, format!("nobody knows where the documentation of `{path}` is published"))
        .at(Place::whole(path))
        .suggest(near)
        .help(format!("write its address into `showpiece.yaml`: `api_links: {{inventories: {{{name}: https://…/}}}}`"))
}

fn without_file(name: &str, near: Option<&str>) -> Diagnostic {
    Diagnostic::new(Code::InventoryAddress, format!("there is no inventory `inventories/{name}.inv`"))
        .suggest(near)
        .help(format!("save the documentation's `objects.inv` as `inventories/{name}.inv`, or take the address out"))
}
