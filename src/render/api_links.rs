//! Links from the names in a document's code to their documentation.
//!
//! In: the names of the blocks, in order. Out: for each block, what leads where. Addresses come from the view, which
//! records every name that is looked up, found or not.

use std::collections::BTreeSet;

use crate::code::{Block, Link};
use crate::config::ApiScope;
use crate::content::{Body, Document};
use crate::python::{ApiLink, Exports, api_links};
use crate::site::View;

/// The links of a document's blocks: where a block begins in the file, and its links.
pub type BlockLinks = Vec<(u32, Vec<Link>)>;

/// The links of all blocks of a document that have some, in order.
pub fn of_document(view: &View, document: &Document, body: &Body) -> BlockLinks {
    if body.code.is_empty() {
        return Vec::new();
    }
    let scope = view.api_scope(document);
    let mut before = Exports::default();
    let mut all = Vec::new();
    for code in &body.code {
        let links = of_block(view, &code.block, scope, &before);
        if !links.is_empty() {
            all.push((code.span.start, links));
        }
        match scope {
            ApiScope::Page => before.extend(code.block.names.exports()),
            // After `from rich import print` further up, nobody knows which `print` is meant.
            ApiScope::Block => before.obscure(code.block.names.exports()),
            ApiScope::Off => {}
        }
    }
    all
}

/// The links of one block, where `before` is what was bound before it begins.
pub fn of_block(view: &View, block: &Block, scope: ApiScope, before: &Exports) -> Vec<Link> {
    if scope == ApiScope::Off || block.attributes.no_links {
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    let link = |ApiLink { start, end, url, name }: ApiLink| {
        let (start, end) = (start as usize, end as usize);
        let is_repeated = !seen.insert(url.clone());
        let says_all = block.source.get(start..end) == Some(&name);
        Link { start, end, url, title: (!says_all).then_some(name), is_repeated }
    };
    let found = api_links(&block.names, before, |name, attributes| view.api_target(name, attributes));
    found.into_iter().map(link).collect()
}
