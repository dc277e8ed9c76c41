//! `theme preview`: the site in every theme, one folder each, and a page that shows them side by side.
//!
//! In: a site and a folder. Out: builds, each of which is an ordinary one. A theme in which the site cannot be built is left out of
//! the page, with its diagnostics in the result.

use std::path::Path;

use super::library::{Failure, Library};
use crate::code::escaped;
use crate::config::BaseUrl;
use crate::output::{Disk, OutputPath, Target, Writer};
use crate::pipeline::{Builder, Options, Report};

/// What was built.
pub struct Gallery {
    /// Each theme with its build, in the order of names.
    pub themes: Vec<(String, Report)>,
}

/// What to build, and where to.
pub struct Wanted<'a> {
    /// The folder of the gallery.
    pub out: &'a Path,
    /// The address at which it will lie.
    pub base: &'a BaseUrl,
    /// How the site is built otherwise.
    pub options: &'a Options,
}

/// Pages worth a link of their own, where a site has them.
const PAGES: [(&str, &str); 6] = [
    ("projects", "Projects"),
    ("skills", "Skills"),
    ("career", "Career"),
    ("resume", "Résumé"),
    ("writing", "Writing"),
    ("about", "About"),
];

/// Builds the site in every theme.
///
/// # Errors
///
/// When the folder cannot be written to. A site with errors is no error: its reports tell.
pub fn gallery(library: &Library, wanted: &Wanted<'_>, disk: &dyn Disk) -> Result<Gallery, Failure> {
    // The page comes first: it makes the folder ours before anything lies in it.
    write(wanted, disk, &[]).map_err(Failure::of)?;
    let mut themes = Vec::new();
    let mut shown = Vec::new();
    for name in library.names() {
        let options = Options {
            out: Some(wanted.out.join(&name)),
            base_url: Some(format!("{}{}{name}/", wanted.base.origin, wanted.base.path)),
            theme: Some(name.clone()),
            ..wanted.options.clone()
        };
        let mut builder = Builder::new(options);
        let report = builder.build(disk);
        if report.summary.is_some() {
            let about = library.load(&name).map(|(theme, _)| theme.manifest).ok();
            let has =
                |page: &str| builder.renderer().is_some_and(|one| one.site().node(&format!("/{page}/")).is_some());
            let pages = PAGES.iter().filter(|(page, _)| has(page)).copied().collect();
            let description = about.as_ref().map(|manifest| manifest.description.clone()).unwrap_or_default();
            let version = about.map(|manifest| manifest.version).unwrap_or_default();
            shown.push(Shown { name: name.clone(), version, description, pages });
        }
        themes.push((name, report));
    }
    write(wanted, disk, &shown).map_err(Failure::of)?;
    Ok(Gallery { themes })
}

/// A theme on the page.
struct Shown {
    name: String,
    version: String,
    description: String,
    pages: Vec<(&'static str, &'static str)>,
}

fn write(wanted: &Wanted<'_>, disk: &dyn Disk, shown: &[Shown]) -> Result<(), crate::diagnostic::Diagnostic> {
    let writer = Writer::open(Target { out: wanted.out, site: &wanted.options.root }, disk)?;
    writer.put(&OutputPath::new("gallery.css")?, include_bytes!("gallery.css"))?;
    writer.put(&OutputPath::new("index.html")?, page(shown).as_bytes())?;
    writer.commit().map(drop)
}

fn page(shown: &[Shown]) -> String {
    let sections: String = shown.iter().map(section).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>Themes</title>\n<link rel=\"stylesheet\" href=\"gallery.css\">\n</head>\n<body>\n\
         <main>\n<h1>This site in {}</h1>\n{sections}</main>\n</body>\n</html>\n",
        if shown.len() == 1 { "one theme".to_owned() } else { format!("{} themes", shown.len()) }
    )
}

fn section(shown: &Shown) -> String {
    let Shown { name, version, description, pages } = shown;
    let link = |(page, label): &(&str, &str)| format!("<li><a href=\"{name}/{page}/\">{label}</a></li>");
    let links: String = pages.iter().map(link).collect();
    format!(
        "<section aria-labelledby=\"{name}\">\n<h2 id=\"{name}\"><a href=\"{name}/\">{name}</a> <small>{}</small></h2>\n<p>{}</p>\n\
         <ul><li><a href=\"{name}/\">Home</a></li>{links}</ul>\n\
         <iframe src=\"{name}/\" title=\"The home page in {name}\" loading=\"lazy\"></iframe>\n</section>\n",
        escaped(version),
        escaped(description)
    )
}
