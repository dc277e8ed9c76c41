//! How much readers have to load: pages, pictures, scripts, against what one can ask of a phone.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Place, Span};
use crate::site::Node;

/// A page's HTML.
const PAGE: u64 = 500_000;
/// All scripts of a page.
const SCRIPTS: u64 = 100_000;
/// All pictures of a page.
const PICTURES: u64 = 3_000_000;
/// One picture.
const PICTURE: u64 = 700_000;
/// Twice the width of the widest text column and its margin, for screens with many pixels.
const WIDEST: u32 = 3_200;

/// Looks at what each page loads, and at each picture.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (path, page) in subject.pages {
        let loads = |endings: &[&str]| -> u64 {
            let wanted = page.loads.iter().filter(|load| endings.iter().any(|ending| load.ends_with(ending)));
            wanted.filter_map(|load| (subject.size)(load)).sum()
        };
        let parts = [
            ("HTML", page.size, PAGE),
            ("scripts", loads(&[".js", ".mjs"]), SCRIPTS),
            ("pictures", loads(&[".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"]), PICTURES),
        ];
        for (what, size, most) in parts {
            if size > most {
                let message = format!("the page `{path}` has {} of {what}", amount(size));
                found.push(
                    subject
                        .of_page(path, Code::PageWeight, message)
                        .help(format!("more than {} makes readers on phones wait", amount(most))),
                );
            }
        }
    }
    let files = subject.site.routes().filter_map(|route| match &route.node {
        Node::File(source) => Some((route.path.clone(), source.clone())),
        _ => None,
    });
    for (path, source) in files {
        let Some((width, height)) = subject.site.picture_size(&source) else { continue };
        let place = Place::new(&source, Span::default());
        let size = (subject.size)(&path).unwrap_or(0);
        if size > PICTURE {
            let message = format!("the picture has {}", amount(size));
            found.push(
                Diagnostic::new(Code::ImageWeight, message)
                    .at(place.clone())
                    .help("save it smaller, or as WebP or AVIF"),
            );
        }
        if width > WIDEST && !source.ends_with(".svg") {
            let message = format!("the picture has {width} × {height} pixels, more than any page shows");
            found.push(
                Diagnostic::new(Code::ImageWeight, message)
                    .at(place)
                    .help(format!("{WIDEST} pixels of width are enough for every screen")),
            );
        }
    }
    found
}

/// `1.2 MB`
fn amount(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
