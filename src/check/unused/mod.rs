//! Files that nobody asks for: beside texts, below `static/`, in `data/` and in `templates/`.
//!
//! In: what the finished pages refer to, and all texts of the site. Out: a diagnostic for each file, or for a folder whose files
//! are all alike in this. A linter that is wrong here costs somebody a file, so whatever may be a use is one: an address on a page,
//! a name in any text, a folder to which a script may add a name, and what is asked for by convention.

mod convention;
mod mention;
mod sources;

use std::collections::{BTreeMap, BTreeSet};

use super::links::decoded;
use super::{LONGEST, Subject};
use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, Span};
use crate::site::Node;
use mention::{Finder, Names};

/// Endings of files that may name others.
const TEXTS: &[&str] = &[
    ".css",
    ".csv",
    ".htm",
    ".html",
    ".js",
    ".json",
    ".jsx",
    ".map",
    ".md",
    ".mjs",
    ".cjs",
    ".mpd",
    ".m3u8",
    ".rst",
    ".svg",
    ".toml",
    ".ts",
    ".txt",
    ".vtt",
    ".webmanifest",
    ".xhtml",
    ".xml",
    ".xsl",
    ".yaml",
    ".yml",
];

/// So many files of a folder are told of as one.
const MANY: usize = 3;

/// Looks at the files of the site.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = beside_texts(subject);
    let units = units(subject);
    let used = used(subject, &units);
    found.extend(told(&units, &used));
    found.extend(sources::check(subject));
    found
}

/// Files beside texts are published when a page names them.
fn beside_texts(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let published: BTreeSet<SourcePath> = subject.copied().map(|(_, source)| source).collect();
    let shown: BTreeSet<&str> = subject.texts.iter().map(|(path, _)| &**path).collect();
    let unused = subject.site.content_assets().filter(|path| !published.contains(*path) && !shown.contains(&***path));
    let told = unused.map(|path| {
        Diagnostic::new(Code::UnusedFile, "no page refers to the file, so it is not published")
            .at(Place::new(path, Span::default()))
            .help("refer to it from the page beside it, move it to `static/`, or remove it")
    });
    told.collect()
}

/// What is in use or not as a whole: a file, or a folder that has a page of its own, such as slides or a demo.
struct Unit {
    /// Below `static/`; a folder ends in `/`.
    path: String,
    /// Its files: their site paths and where they come from.
    files: Vec<(String, SourcePath)>,
}

impl Unit {
    fn is_whole(&self) -> bool {
        self.path.ends_with('/')
    }

    /// The folders in which it lies, outermost first.
    fn folders(&self) -> impl Iterator<Item = &str> {
        let path = self.path.trim_end_matches('/');
        path.match_indices('/').map(|(end, _)| &path[..end])
    }
}

fn units(subject: &Subject<'_>) -> Vec<Unit> {
    let files: Vec<(String, String, SourcePath)> = subject
        .copied()
        .filter_map(|(address, source)| Some((source.strip_prefix("static/")?.to_owned(), address, source)))
        .collect();
    let wholes: BTreeSet<&str> = files
        .iter()
        .filter_map(|(path, ..)| path.strip_suffix("index.html").filter(|folder| folder.ends_with('/')))
        .collect();
    let mut units: BTreeMap<&str, Vec<(String, SourcePath)>> = BTreeMap::new();
    for (path, address, source) in &files {
        let folder = path.match_indices('/').map(|(at, _)| &path[..=at]).find(|folder| wholes.contains(folder));
        units.entry(folder.unwrap_or(path)).or_default().push((address.clone(), SourcePath::clone(source)));
    }
    units.into_iter().map(|(path, files)| Unit { path: path.to_owned(), files }).collect()
}

/// Which units are in use.
fn used(subject: &Subject<'_>, units: &[Unit]) -> Vec<bool> {
    let is_known = |unit: &Unit| {
        let is_ignored = |(_, source): &(String, SourcePath)| (subject.is_ignored)(source);
        convention::asks_for(unit.path.trim_end_matches('/')) || unit.files.iter().all(is_ignored)
    };
    let mut used: Vec<bool> = units.iter().map(is_known).collect();
    if used.iter().all(|is_used| *is_used) {
        return used;
    }
    by_address(subject, units, &mut used);
    if used.iter().any(|is_used| !is_used) {
        by_name(subject, units, &mut used);
    }
    used
}

/// What pages refer to.
fn by_address(subject: &Subject<'_>, units: &[Unit], used: &mut [bool]) {
    let mut owners: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, unit) in units.iter().enumerate() {
        owners.extend(unit.files.iter().map(|(address, _)| (address.as_str(), at)));
    }
    let wholes: Vec<(String, usize)> = units
        .iter()
        .enumerate()
        .filter(|(_, unit)| unit.is_whole())
        .map(|(at, unit)| (format!("/{}", unit.path), at))
        .collect();
    let mut mark = |target: &str| {
        let inside =
            wholes.iter().filter(|(folder, _)| target.starts_with(folder) || folder.strip_suffix('/') == Some(target));
        for at in owners.get(target).into_iter().chain(inside.map(|(_, at)| at)) {
            if let Some(is_used) = used.get_mut(*at) {
                *is_used = true;
            }
        }
    };
    for (target, _) in subject.pages.values().flat_map(|page| &page.targets) {
        mark(target);
        if target.contains('%') {
            mark(&decoded(target));
        }
    }
}

/// What texts name, and the texts that are named in their turn.
fn by_name(subject: &Subject<'_>, units: &[Unit], used: &mut [bool]) {
    let mut names = Names::default();
    for (at, unit) in units.iter().enumerate().filter(|(at, _)| used.get(*at) == Some(&false)) {
        let name = unit.path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        if unit.is_whole() {
            names.whole(name, at)
        } else {
            names.file(name, at)
        }
        for folder in unit.folders() {
            names.folder(folder.rsplit('/').next().unwrap_or(folder), at);
        }
    }
    let Some(finder) = names.finder() else {
        used.fill(true);
        return;
    };
    let mut open: Vec<usize> = (0..units.len()).filter(|at| used.get(*at) == Some(&true)).collect();
    let mut look = |finder: &Finder, text: &[u8], open: &mut Vec<usize>| {
        finder.look(text, |at| {
            if let Some(is_used) = used.get_mut(at).filter(|is_used| !**is_used) {
                *is_used = true;
                open.push(at);
            }
        });
    };
    for (_, text) in subject.texts.iter() {
        look(&finder, text.as_bytes(), &mut open);
    }
    for route in subject.site.routes() {
        let is_other = match &route.node {
            Node::ThemeAsset(_) => true,
            Node::File(source) => !source.starts_with("static/"),
            _ => false,
        };
        if let Some(text) = is_other.then(|| text(subject, &route.path)).flatten() {
            look(&finder, &text, &mut open);
        }
    }
    while let Some(at) = open.pop() {
        for (address, _) in units.get(at).into_iter().flat_map(|unit| &unit.files) {
            if let Some(text) = text(subject, address) {
                look(&finder, &text, &mut open);
            }
        }
    }
}

/// The bytes of a copied file that may name others.
fn text(subject: &Subject<'_>, address: &str) -> Option<Vec<u8>> {
    let last = address.rsplit('/').next().unwrap_or(address);
    // What hosts read has no ending: `_redirects`, `.htaccess`; nor has the address of an `index.html`.
    let is_text = TEXTS.iter().any(|ending| last.ends_with(ending)) || !last.trim_start_matches('.').contains('.');
    let is_short = (subject.size)(address).is_some_and(|size| size <= LONGEST);
    (is_text && is_short).then(|| (subject.bytes)(address)).flatten()
}

/// One diagnostic for each file, or for the outermost folder in which nothing is in use.
fn told(units: &[Unit], used: &[bool]) -> Vec<Diagnostic> {
    let unused = || units.iter().zip(used).filter(|(_, is_used)| !**is_used).map(|(unit, _)| unit);
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (unit, is_used) in units.iter().zip(used) {
        for folder in unit.folders() {
            let (all, idle) = counts.entry(folder).or_default();
            *all += 1;
            *idle += usize::from(!is_used);
        }
    }
    let is_idle = |folder: &&str| counts.get(folder).is_some_and(|(all, idle)| all == idle && *idle >= MANY);
    let mut groups: BTreeMap<String, Vec<&(String, SourcePath)>> = BTreeMap::new();
    for unit in unused() {
        let folder = unit.folders().find(is_idle).map(|folder| format!("{folder}/"));
        groups.entry(folder.unwrap_or_else(|| unit.path.clone())).or_default().extend(&unit.files);
    }
    let tell = |(path, files): (String, Vec<&(String, SourcePath)>)| {
        let (_, first) = files.first()?;
        let message = match (path.ends_with('/'), files.len()) {
            (false, _) => "nothing on the site refers to the file".to_owned(),
            (true, 1) => format!("nothing on the site refers to `static/{path}`"),
            (true, count) => format!("nothing on the site refers to `static/{path}` or one of its {count} files"),
        };
        let diagnostic = Diagnostic::new(Code::UnusedFile, message).at(Place::new(first, Span::default()));
        Some(diagnostic.help(format!(
            "refer to it, remove it, or, if others have its address, say so: `check: {{ignore: [\"static/{path}\"]}}`"
        )))
    };
    groups.into_iter().filter_map(tell).collect()
}
