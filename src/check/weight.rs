//! How much readers have to load: pages, style sheets, scripts, pictures, against the site's budgets (`check.budgets`).

use super::Subject;
use super::page::Page;
use crate::diagnostic::{Code, Diagnostic, Place, Span};
use crate::site::Node;

const STYLES: &[&str] = &[".css"];
const SCRIPTS: &[&str] = &[".js", ".mjs"];
const PICTURES: &[&str] = &[".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"];

/// Looks at what each page loads.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    subject.pages.iter().flat_map(|(path, page)| of_page(subject, path, page)).collect()
}

fn of_page(subject: &Subject<'_>, path: &str, page: &Page) -> Vec<Diagnostic> {
    let budgets = subject.site.config().check.budgets;
    let loads = |endings: &[&str]| -> u64 {
        let wanted = page.loads.iter().filter(|load| endings.iter().any(|ending| load.ends_with(ending)));
        wanted.filter_map(|load| (subject.size)(load)).sum()
    };
    let all: u64 = page.loads.iter().filter_map(|load| (subject.size)(load)).sum();
    let parts = [
        (Code::PageWeight, "HTML", page.size, budgets.html, "html"),
        (Code::PageWeight, "style sheets", loads(STYLES), budgets.styles, "styles"),
        (Code::ScriptWeight, "scripts", loads(SCRIPTS), budgets.scripts, "scripts"),
        (Code::PageWeight, "pictures", loads(PICTURES), budgets.images, "images"),
    ];
    let over = |size: u64, budget: u32| budget > 0 && size > u64::from(budget) * 1_000;
    let tell = |(code, what, size, budget, key): (Code, &str, u64, u32, &str)| {
        let message = format!("the page `{path}` has {} of {what}", amount(size));
        let most = amount(u64::from(budget) * 1_000);
        subject
            .of_page(path, code, message)
            .help(format!("more than {most} makes readers on phones wait; `check.budgets.{key}` sets another limit"))
    };
    let found: Vec<Diagnostic> = parts.into_iter().filter(|part| over(part.2, part.3)).map(tell).collect();
    // Who has heard of a part knows where to begin.
    if found.is_empty() && over(page.size + all, budgets.page) {
        return vec![tell((Code::PageWeight, "files to load", page.size + all, budgets.page, "page"))];
    }
    found
}

/// Looks at each picture that is published.
pub(super) fn check_pictures(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let budgets = subject.site.config().check.budgets;
    let mut found = Vec::new();
    for route in subject.site.routes() {
        let Node::File(source) = &route.node else { continue };
        let Some((width, height)) = subject.site.picture_size(source) else { continue };
        let mut tell = |message: String, help: String| {
            let place = Place::new(source, Span::default());
            found.push(Diagnostic::new(Code::ImageWeight, message).at(place).help(help));
        };
        let size = (subject.size)(&route.path).unwrap_or(0);
        if budgets.image > 0 && size > u64::from(budgets.image) * 1_000 {
            tell(format!("the picture has {}", amount(size)), "save it smaller, or as WebP or AVIF".to_owned());
        }
        if budgets.image_width > 0 && width > budgets.image_width && !source.ends_with(".svg") {
            tell(
                format!("the picture has {width} × {height} pixels, more than any page shows"),
                format!("{} pixels of width are enough for every screen", budgets.image_width),
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
