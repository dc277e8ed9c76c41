//! Where the targets lead that documents write: files of the site, paths of the site, other sites.
//!
//! A target is looked up as its author would expect it on disk (`../projects/x.md#result`, `diagram.svg`) and as a path of
//! the finished site (`/skills/python/`). The answer carries the base path; whether an anchor exists is answered too.

use super::shape::Picture;
use super::{Node, Site};
use crate::content::Document;
use crate::diagnostic::{SourcePath, nearest};

/// What became of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// It leads somewhere.
    Found(Found),
    /// It does not.
    Missing(Missing),
}

/// Why a target leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// What may have been meant.
    pub near: Option<String>,
    /// Why the page that it names is not built.
    pub unbuilt: Option<&'static str>,
    /// Whether it names a content file that could not be read.
    pub broken: bool,
}

/// A target that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The address to write.
    pub url: String,
    /// Whether it is another site.
    pub external: bool,
    /// The document it leads to, if it is one.
    pub document: Option<SourcePath>,
    /// The anchor that the document does not have, with the nearest it does.
    pub missing_anchor: Option<(String, Option<String>)>,
}

impl Found {
    fn at(url: String) -> Self {
        Self { url, external: false, document: None, missing_anchor: None }
    }
}

/// Whether a target begins with a scheme (`https:`, `mailto:`) or `//`.
pub fn is_absolute(target: &str) -> bool {
    target.starts_with("//") || scheme(target).is_some()
}

fn scheme(target: &str) -> Option<&str> {
    let (scheme, _) = target.split_once(':')?;
    let mut letters = scheme.chars();
    let sound = letters.next()?.is_ascii_alphabetic()
        && letters.all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
    sound.then_some(scheme)
}

/// Joins a relative path to a folder; `None` when it climbs out of the site.
pub fn join(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The path of a page's source without what says how it is written; nothing if it is no page.
pub(super) fn stem_of(path: &str) -> Option<&str> {
    path.strip_suffix(".md").or_else(|| path.strip_suffix(".ipynb"))
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The path that a target names, as files are named: without query and fragment, `%20` as a space.
pub(super) fn path_of(target: &str) -> String {
    decoded(split(target).0)
}

/// A path as it stands in an address: what may not stand there as `%20` and its like.
pub(super) fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' => out.push(char::from(byte)),
            byte if b"-._~!$&'()*+,;=:@".contains(&byte) => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A target's path, and its query and fragment as written.
fn split(target: &str) -> (&str, &str, Option<&str>) {
    let (rest, fragment) = match target.split_once('#') {
        Some((rest, fragment)) => (rest, Some(fragment)),
        None => (target, None),
    };
    let (path, query) = match rest.find('?') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    (path, query, fragment)
}

/// `%20` and its like as the bytes they stand for; the text itself when that is no UTF-8.
pub(super) fn decoded(path: &str) -> String {
    if !path.contains('%') {
        return path.to_owned();
    }
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            (byte, _) => {
                bytes.push(*byte);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

impl Site {
    /// Where a target written in `from` leads; `None` when nowhere.
    pub fn resolve(&self, from: &Document, target: &str) -> Option<Found> {
        if is_absolute(target) {
            return Some(Found { external: true, ..Found::at(target.to_owned()) });
        }
        let (path, query, fragment) = split(target);
        let path = decoded(path);
        let suffix = |url: &str| match fragment {
            Some(fragment) => format!("{url}{query}#{fragment}"),
            None => format!("{url}{query}"),
        };
        let source = match path.as_str() {
            "" => Some(SourcePath::clone(&from.path)),
            path => self.source_of(from, path),
        };
        let built = |id: &super::PageId| self.leads_somewhere(&self.page(*id).path);
        if let Some(id) = source.and_then(|source| self.page_at(&source)).filter(built) {
            return Some(self.found_document(
                id,
                fragment,
                if path.is_empty() && query.is_empty() { None } else { Some(&suffix) },
            ));
        }
        if let Some(source) = self.content_asset(from, &path) {
            return Some(Found::at(suffix(&self.file_url(&self.content_asset_path(source)))));
        }
        if let Some(picture) = self.extracted_picture(from, &path) {
            return Some(Found::at(suffix(&picture.url)));
        }
        let path = self.found_path(from, &path)?;
        match self.routes.get(&path) {
            Some(Node::Document(id)) => Some(self.found_document(*id, fragment, Some(&suffix))),
            _ => Some(Found::at(suffix(&self.file_url(&path)))),
        }
    }

    fn found_document(
        &self,
        id: super::PageId,
        fragment: Option<&str>,
        suffix: Option<&dyn Fn(&str) -> String>,
    ) -> Found {
        let page = self.page(id);
        let url = match suffix {
            Some(suffix) => suffix(&self.url(&page.path)),
            None => fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default(),
        };
        let anchors = || page.anchors();
        let missing = fragment
            .filter(|fragment| !matches!(*fragment, "" | "top") && !anchors().any(|anchor| anchor == *fragment));
        Found {
            document: Some(SourcePath::clone(&page.document.path)),
            missing_anchor: missing
                .map(|fragment| (fragment.to_owned(), nearest(fragment, anchors()).map(str::to_owned))),
            ..Found::at(url)
        }
    }

    /// Why the page that a target names is not built, if that is why the target leads nowhere.
    pub fn unbuilt(&self, from: &Document, target: &str) -> Option<&'static str> {
        let source = self.source_of(from, &decoded(split(target).0))?;
        self.drafts.contains(&source).then_some("it is a draft, or its date is in the future")
    }

    /// Whether a target names a content file that could not be read, or the address that it would have by its name.
    pub fn is_broken(&self, from: &Document, target: &str) -> bool {
        let path = decoded(split(target).0);
        match self.source_of(from, &path) {
            Some(source) => self.broken.contains(&source),
            None => self.is_broken_at(&path),
        }
    }

    /// Whether a site path is the address that a content file which could not be read would have by its name, or may be that of a
    /// skill that could not be read.
    pub(super) fn is_broken_at(&self, path: &str) -> bool {
        let Some(wanted) = path.strip_prefix('/').map(|path| path.trim_end_matches('/')) else { return false };
        let named = |source: &SourcePath| {
            let stem = source.strip_prefix("content/").and_then(stem_of);
            let address =
                |stem: &str| stem.strip_suffix("/index").or(stem.strip_suffix("/_index")).unwrap_or(stem) == wanted;
            stem.is_some_and(address)
        };
        let is_of_skills = wanted == "skills" || wanted.starts_with("skills/");
        self.holes.skills && is_of_skills || self.broken.iter().any(named)
    }

    /// The content file that a path without scheme names.
    fn source_of(&self, from: &Document, path: &str) -> Option<SourcePath> {
        stem_of(path)?;
        let full = match path.strip_prefix('/') {
            Some(rooted) => join("content", rooted.strip_prefix("content/").unwrap_or(rooted))?,
            None => join(folder(&from.path), path)?,
        };
        self.sources.get(full.as_str()).cloned()
    }

    /// A path of the finished site, if there is something.
    fn found_path(&self, from: &Document, path: &str) -> Option<String> {
        if stem_of(path).is_some() && !self.leads_somewhere(path) {
            return None;
        }
        let page = self.page_at(&from.path).map_or("/", |id| self.page(id).path.as_str());
        let full = match path.strip_prefix('/') {
            Some(rooted) => format!("/{rooted}"),
            None => {
                let joined = join(page, path)?;
                if path.ends_with('/') || path.ends_with("..") || path.ends_with('.') {
                    format!("/{joined}/").replace("//", "/")
                } else {
                    format!("/{joined}")
                }
            }
        };
        if self.leads_somewhere(&full) {
            return Some(full);
        }
        // `/skills/python` is what people type for `/skills/python/`; the canonical form saves a redirect.
        Some(format!("{full}/")).filter(|folder| self.leads_somewhere(folder))
    }

    /// The content asset that a document names by a path relative to itself.
    pub(super) fn content_asset(&self, from: &Document, path: &str) -> Option<&SourcePath> {
        if path.is_empty() || path.starts_with('/') {
            return None;
        }
        self.content_assets.get(join(folder(&from.path), path)?.as_str())
    }

    /// A picture as a document refers to it: beside it, in `static/`, or elsewhere on the web.
    pub fn document_picture(&self, from: &Document, target: &str) -> Option<Picture> {
        if is_absolute(target) {
            return Some(Picture { url: target.to_owned(), width: None, height: None, alt: String::new() });
        }
        let path = path_of(target);
        if let Some(picture) = self.extracted_picture(from, &path) {
            return Some(picture);
        }
        if let Some(source) = self.content_asset(from, &path) {
            return Some(self.picture_of(source, &self.content_asset_path(source)));
        }
        self.static_picture(&path)
    }

    /// A picture out of the notebook that refers to it.
    fn extracted_picture(&self, from: &Document, name: &str) -> Option<Picture> {
        let file = from.extracted(name)?;
        let page = self.page(self.page_at(&from.path)?);
        let (width, height) = file.size.unzip();
        Some(Picture { url: self.file_url(&format!("{}{name}", page.path)), width, height, alt: String::new() })
    }

    /// A picture in `static/`, by its path there.
    pub fn static_picture(&self, path: &str) -> Option<Picture> {
        let path = path.trim_start_matches('/');
        let source = format!("static/{path}");
        self.statics.contains(source.as_str()).then(|| self.picture_of(&source, &format!("/{path}")))
    }

    /// What an author may have meant by a target that leads nowhere.
    pub fn near_targets(&self, from: &Document, target: &str) -> Option<String> {
        let (path, _, fragment) = split(target);
        let back = |word: &str| match fragment {
            Some(fragment) => format!("{word}#{fragment}"),
            None => word.to_owned(),
        };
        let here = folder(&from.path);
        if stem_of(path).is_some() {
            return self.near_document(here, path).map(|found| back(&relative(here, &found)));
        }
        // `b` and `b/` are meant as the file `b.md`, and `/base/b/` as `/b/`: a site path has no base path.
        let named = |ending: &str| join(here, &format!("{}.{ending}", path.trim_end_matches('/')));
        let mut files = ["md", "ipynb"].into_iter().filter_map(named);
        if let Some(file) = files.find(|file| !path.starts_with('/') && self.sources.contains(file.as_str())) {
            return Some(back(&relative(here, &file)));
        }
        if path.starts_with('/') {
            let inside = path.strip_prefix(self.config.base_url.path.trim_end_matches('/')).unwrap_or(path);
            if inside != path && self.leads_somewhere(inside) {
                return Some(back(inside));
            }
            return nearest(path, self.route_paths().filter(|path| *path != "/")).map(back);
        }
        self.near_asset(here, path).map(|found| back(&relative(here, found)))
    }

    /// The content file that a path from `here` may have been meant to name.
    fn near_document(&self, here: &str, path: &str) -> Option<String> {
        let wanted = join(here, path)?;
        // The file may be there as a folder with an `index.md`, or the other way round; or the path is the site's.
        let stem = stem_of(&wanted)?;
        let stem = stem.strip_suffix("/index").unwrap_or(stem);
        let twins = [".md", "/index.md", ".ipynb", "/index.ipynb"].map(|ending| format!("{stem}{ending}"));
        let rooted = if path.starts_with("content/") { path.to_owned() } else { format!("content/{path}") };
        let found = twins.into_iter().chain([rooted]).find(|path| self.sources.contains(path.as_str()));
        // Compared without the folder that all content lies in, lest any two names look alike.
        let below = |path: &str| path.strip_prefix("content/").unwrap_or(path).to_owned();
        let all: Vec<String> = self.sources.iter().map(|path| below(path)).collect();
        found.or_else(|| {
            nearest(&below(&wanted), all.iter().map(String::as_str)).map(|found| format!("content/{found}"))
        })
    }

    fn near_asset(&self, here: &str, path: &str) -> Option<&str> {
        let wanted = join(here, path)?;
        nearest(&wanted, self.content_assets.iter().map(|path| &**path))
    }

    /// The picture that an author may have meant.
    pub fn near_picture(&self, from: &Document, target: &str) -> Option<String> {
        let path = split(target).0;
        if path.starts_with('/') {
            let statics = self.statics.iter().filter_map(|path| path.strip_prefix("static"));
            return nearest(path, statics).map(str::to_owned);
        }
        let here = folder(&from.path);
        self.near_asset(here, path).map(|found| relative(here, found))
    }
}

/// The way from a folder to a file.
fn relative(folder: &str, file: &str) -> String {
    let from: Vec<&str> = folder.split('/').collect();
    let to: Vec<&str> = file.split('/').collect();
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - common);
    up.chain(to[common..].iter().copied()).collect::<Vec<_>>().join("/")
}
