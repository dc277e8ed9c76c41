//! Pictures that are far larger than the place where a page shows them, as far as the page says how large that is.

use std::collections::BTreeMap;

use super::Subject;
use crate::diagnostic::{Code, Diagnostic};
use crate::site::Node;

/// Screens have up to three pixels where a page counts one.
const DENSEST: u32 = 3;
/// Small pictures are not worth a word.
const LEAST: u32 = 600;

/// Looks at the pictures of all pages that say their width.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut widest: BTreeMap<&str, (u32, &str)> = BTreeMap::new();
    for (path, page) in subject.pages {
        for (address, width) in &page.widths {
            let known = widest.entry(address).or_insert((*width, path));
            if *width > known.0 {
                *known = (*width, path);
            }
        }
    }
    let told = |(address, (shown, page)): (&str, (u32, &str))| {
        let Some(Node::File(source)) = subject.site.node(address) else { return None };
        let (width, _) = subject.site.picture_size(source).filter(|_| !source.ends_with(".svg"))?;
        let message = format!("the picture `{address}` has {width} pixels of width and is shown with {shown}");
        (width > LEAST && width > shown.saturating_mul(DENSEST)).then(|| {
            subject.of_page(page, Code::ImageSize, message).help(format!(
                "{} are enough for the densest screens; save it smaller, or offer several with `srcset`",
                shown.saturating_mul(DENSEST)
            ))
        })
    };
    widest.into_iter().filter_map(told).collect()
}
