//! The linter: each file of `tests/checks/` is a site and what `check` says of it, where it is right and where it must hold its
//! tongue. `UPDATE=1` writes what is reported.

#![allow(clippy::expect_used, reason = "helpers of tests may fail like tests")]

mod support;

use showpiece::check::check;
use showpiece::diagnostic::Code;
use showpiece::pipeline::{Builder, Options};
use support::{case, today};

#[test]
fn each_check_finds_what_it_should_and_nothing_else() {
    case::each("tests/checks", |case, place| {
        let checked = check(&mut Builder::new(case.options(place)));
        assert!(!place.out().exists(), "a check writes nothing");
        place.told_of(&checked.diagnostics, &checked.sources)
    });
}

/// A picture in the format of PNG as far as its head goes, which is as far as anybody reads.
fn picture((width, height): (u32, u32), bytes: usize) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend(width.to_be_bytes());
    png.extend(height.to_be_bytes());
    png.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
    png.resize(bytes.max(png.len()), 0);
    png
}

#[test]
fn what_takes_long_to_load_is_told_of() {
    let mut files = case::site(&[
        (
            "content/about.md",
            "---\ntitle: About\n---\n\n![A](/a.png) ![B](/b.png) ![C](/c.png) ![D](/d.png) ![Wide](/wide.png)\n",
        ),
        ("content/now.md", "---\ntitle: Now\nunlisted: true\n---\n\n![A](/a.png)\n"),
        ("templates/partials/body-end.html", "<script src=\"{{ url(path=\"/app.js\") }}\" defer></script>\n"),
    ]);
    for name in ["a", "b", "c", "d"] {
        files.insert(format!("static/{name}.png"), picture((800, 600), 690_000));
    }
    files.insert("static/e.png".to_owned(), picture((800, 600), 710_000));
    files.insert("static/wide.png".to_owned(), picture((3_201, 600), 300_000));
    files.insert("static/app.js".to_owned(), vec![b';'; 110_000]);
    let place = case::Place::new(&files);
    let checked = check(&mut Builder::new(place.options()));
    let told = place.told_of(&checked.diagnostics, &checked.sources);
    // The theme has a script too, whose size is not the point.
    let told = told.lines().map(|line| match line.split_once(" has ") {
        Some((page, size)) if size.ends_with(" of scripts") => format!("{page} has too many scripts\n"),
        _ => format!("{line}\n"),
    });
    let told: String = told.collect();
    let told: Vec<&str> = told.lines().filter(|line| line.starts_with("warning") || line.starts_with("-->")).collect();
    assert_eq!(
        told,
        [
            "warning[script-weight]: the page `/404.html` has too many scripts",
            "warning[script-weight]: the page `/` has too many scripts",
            "warning[page-weight]: the page `/about/` has 3.1 MB of pictures",
            "--> content/about.md",
            "warning[script-weight]: the page `/about/` has too many scripts",
            "--> content/about.md",
            "warning[script-weight]: the page `/now/` has too many scripts",
            "--> content/now.md",
            "warning[unused-file]: nothing on the site refers to the file",
            "--> static/e.png",
            "warning[image-weight]: the picture has 710 kB",
            "--> static/e.png",
            "warning[image-weight]: the picture has 3201 × 600 pixels, more than any page shows",
            "--> static/wide.png",
        ]
    );
}

/// What is said of weights under some budgets, of a page with a picture of 50 kB, a script and a style sheet of 20 kB.
fn told_of_weights(budgets: &str) -> Vec<String> {
    let config = format!("{}check: {{budgets: {{{budgets}}}}}\n", case::CONFIG);
    let mut files = case::site(&[
        ("showpiece.yaml", &config),
        ("content/now.md", "---\ntitle: Now\nunlisted: true\n---\n\n![A](/a.png)\n"),
        (
            "templates/page.html",
            "<!doctype html><html lang=en><title>Now</title><link rel=stylesheet href=/a.css><script src=/a.js></script><h1>Now</h1>{{ page.content | safe }}",
        ),
    ]);
    files.insert("static/a.png".to_owned(), picture((800, 600), 50_000));
    files.insert("static/a.css".to_owned(), vec![b' '; 20_000]);
    files.insert("static/a.js".to_owned(), vec![b';'; 20_000]);
    let place = case::Place::new(&files);
    let checked = check(&mut Builder::new(place.options()));
    let of_weight = checked.diagnostics.iter().filter(|one| one.code.word().ends_with("-weight"));
    let of_page = of_weight.filter(|one| one.message.contains("`/now/`") || one.message.starts_with("the picture"));
    of_page.map(|one| format!("{}: {}", one.code, one.message)).collect()
}

#[test]
fn pictures_are_held_against_the_width_with_which_they_are_shown() {
    let mut files = case::site(&[(
        "content/now.md",
        "---\ntitle: Now\nunlisted: true\n---\n\n![A](/a.png)\n\n<img src=\"/b.png\" width=\"200\" alt=\"B\"> <img src=\"/c.png\" width=\"400\" alt=\"C\"> <img src=\"/d.png\" width=\"40\" alt=\"D\"> <img src=\"/e.png\" width=\"40\" alt=\"E\"> <img src=\"/e.png\" width=\"900\" alt=\"E\">\n",
    )]);
    for (name, width) in [("a", 1200), ("b", 1200), ("c", 1200), ("d", 500), ("e", 1200)] {
        files.insert(format!("static/{name}.png"), picture((width, 600), 50_000));
    }
    let place = case::Place::new(&files);
    let checked = check(&mut Builder::new(place.options()));
    let of_size = checked.diagnostics.iter().filter(|one| one.code == Code::ImageSize);
    let told: Vec<&str> = of_size.map(|one| one.message.as_str()).collect();
    assert_eq!(told, ["the picture `/b.png` has 1200 pixels of width and is shown with 200"]);
}

#[test]
fn budgets_are_the_sites_own() {
    assert_eq!(told_of_weights(""), Vec::<String>::new());
    assert_eq!(told_of_weights("styles: 19"), ["page-weight: the page `/now/` has 20 kB of style sheets"]);
    assert_eq!(told_of_weights("scripts: 19"), ["script-weight: the page `/now/` has 20 kB of scripts"]);
    assert_eq!(told_of_weights("images: 49"), ["page-weight: the page `/now/` has 50 kB of pictures"]);
    assert_eq!(told_of_weights("image: 49"), ["image-weight: the picture has 50 kB"]);
    assert_eq!(
        told_of_weights("image_width: 799"),
        ["image-weight: the picture has 800 × 600 pixels, more than any page shows"]
    );
    assert_eq!(told_of_weights("page: 89"), ["page-weight: the page `/now/` has 90 kB of files to load"]);
    // Parts are told before the whole; 0 is no limit, and what is within the limit is within it.
    assert_eq!(told_of_weights("page: 89, scripts: 19").len(), 1);
    let enough = "page: 0, html: 0, styles: 20, scripts: 20, images: 50, image: 50, image_width: 800";
    assert_eq!(told_of_weights(enough), Vec::<String>::new());
}

#[test]
fn the_example_site_has_nothing_to_mend() {
    let checked = check(&mut Builder::new(Options::new(support::example_site(), today())));
    assert_eq!(support::told(&checked.diagnostics, &checked.sources), "");
    let out = tempfile::TempDir::new().expect("a folder can be made");
    let built =
        support::build(&Options { out: Some(out.path().to_owned()), ..Options::new(support::example_site(), today()) });
    let pages = built.summary.map(|summary| summary.pages);
    assert_eq!(pages, Some(checked.pages), "both count pages, without redirects");
}
