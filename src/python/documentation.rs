//! Where names are documented: the standard library and the inventories that a site has, each with its address.
//!
//! In: the names of a source ([`Names`]). Out: the parts of the source that have a documentation, with its addresses. A name
//! that no inventory has leads nowhere.

use std::collections::HashMap;
use std::sync::Arc;

use super::inventory::{Documented, Inventory};
use super::library::{LIBRARY_URL, library};
use super::names::{Exports, Names, Use};

/// Everything whose documentation is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Documentation {
    library: Published,
    others: Vec<Published>,
}

/// An inventory and where its documentation is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The address of the documentation, with a `/` at its end.
    pub url: String,
    /// Its names; those of the standard library if there is none.
    pub inventory: Option<Arc<Inventory>>,
}

impl Default for Published {
    fn default() -> Self {
        Self { url: LIBRARY_URL.to_owned(), inventory: None }
    }
}

impl Published {
    fn names(&self) -> &Inventory {
        self.inventory.as_deref().unwrap_or_else(|| library())
    }
}

/// A part of a source that leads to a documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiLink {
    /// Its first byte.
    pub start: u32,
    /// The byte after its last one.
    pub end: u32,
    /// Where it leads.
    pub url: String,
    /// The name that is documented there.
    pub name: String,
}

/// Where a name is documented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiTarget {
    /// The address.
    pub url: String,
    /// The name that is documented there.
    pub name: String,
    /// How many attributes had to be dropped from the end of the name that was asked for.
    pub dropped: u8,
}

/// The links of a source, in order. `before` is what was bound before the source begins; `find` says where a qualified name is
/// documented of which so many attributes may be dropped.
pub fn api_links(names: &Names, before: &Exports, mut find: impl FnMut(&str, u8) -> Option<ApiTarget>) -> Vec<ApiLink> {
    let mut known: HashMap<(&str, u8), Option<ApiTarget>> = HashMap::new();
    let mut links = Vec::new();
    for (one, name) in names.uses() {
        let Some(absolute) = before.absolute(name, one.is_free) else { continue };
        let found = known.entry((name, one.attributes)).or_insert_with(|| find(&absolute, one.attributes));
        links.extend(found.as_ref().and_then(|target| place(one, &absolute, target)));
    }
    links
}

/// The part of the source that a target is for.
fn place(one: &Use, name: &str, target: &ApiTarget) -> Option<ApiLink> {
    let mut parts = name.rsplit('.');
    let dropped: usize = parts.by_ref().take(usize::from(target.dropped)).map(|part| part.len() + 1).sum();
    let end = one.end.checked_sub(u32::try_from(dropped).ok()?)?;
    // Of an instance, only its attribute is documented.
    let length = u32::try_from(parts.next()?.len()).ok()?;
    let start = if name.contains('(') { end.saturating_sub(length).max(one.start) } else { one.start };
    (start < end).then(|| ApiLink { start, end, url: target.url.clone(), name: target.name.clone() })
}

impl Documentation {
    /// The standard library as `library` says, and others in this order.
    pub fn new(library: Published, others: Vec<Published>) -> Self {
        Self { library, others }
    }

    /// The links of a source, in order. `before` is what was bound before the source begins.
    pub fn links(&self, names: &Names, before: &Exports) -> Vec<ApiLink> {
        api_links(names, before, |name, attributes| self.find(name, attributes))
    }

    /// Where a qualified name is documented, or what is left of it when up to so many attributes are dropped from its end.
    pub fn find(&self, name: &str, attributes: u8) -> Option<ApiTarget> {
        let mut name = name;
        for dropped in 0..=attributes {
            if let Some((url, kind, documented)) = self.exactly(name) {
                // Of `package.unknown`, nobody needs to be told what `package` is.
                let is_said = dropped > 0 && kind == Documented::Module;
                return (!is_said).then_some(ApiTarget { url, name: documented, dropped });
            }
            name = name.rsplit_once('.')?.0;
        }
        None
    }

    /// Where a name is documented, as what, and under which name.
    fn exactly(&self, name: &str) -> Option<(String, Documented, String)> {
        let builtin = name.strip_prefix("builtins.");
        let name = builtin.unwrap_or(name);
        let others = self.others.iter().filter(|_| builtin.is_none());
        std::iter::once(&self.library).chain(others).find_map(|published| {
            let names = published.names();
            let name = match name.split_once("()") {
                None => name.to_owned(),
                Some((class, member)) => {
                    let is_member = member.starts_with('.') && names.kind(class) == Some(Documented::Class);
                    is_member.then(|| [class, member].concat())?
                }
            };
            let address = names.address(&name)?;
            Some(([published.url.as_str(), &address].concat(), names.kind(&name)?, name))
        })
    }
}
