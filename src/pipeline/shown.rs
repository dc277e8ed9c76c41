//! What a preview answered last, left to the next one: so it has an answer before it has read the site.
//!
//! In: the files that somebody asked for, with their bytes and with the names, sizes and times of all files that the site was
//! read from. Out: the same bytes, if nothing seems to have happened since. It is a guess that holds until the site was read: a
//! file changed without another time is noticed then, and tabs are told. Damage and doubt are no answer, never an error.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::answer::{Content, Served};
use super::builder::Builder;
use super::cache::{self, Kind};
use super::configuration::Configuration;
use super::{Options, publishable};
use crate::diagnostic::SourcePath;
use crate::graph::Fingerprint;
use crate::source;

/// So many files are remembered: some pages with their style sheets, scripts and pictures.
const MOST_FILES: usize = 256;
/// So many bytes of pages are kept.
const MOST_BYTES: usize = 16 << 20;

/// The names of the files that were asked for, the last one first.
#[derive(Debug, Default)]
pub(super) struct Asked(Vec<String>);

impl Asked {
    pub(super) fn note(&mut self, file: &str) {
        let name = match self.0.iter().position(|one| one == file) {
            Some(at) => self.0.remove(at),
            None => file.to_owned(),
        };
        self.0.insert(0, name);
        self.0.truncate(MOST_FILES);
    }
}

/// What is written.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    key: Fingerprint,
    /// Of the site's files, and of others that pages show.
    stamps: [Fingerprint; 2],
    included: Vec<SourcePath>,
    base: String,
    files: Vec<(String, Fingerprint, Held)>,
}

#[derive(Debug, Serialize, Deserialize)]
enum Held {
    Bytes(Vec<u8>),
    File(PathBuf, u64),
}

/// What the last preview of a site showed.
#[derive(Debug)]
pub struct LastShown {
    base: String,
    /// The last one asked for first.
    files: Vec<(String, Served)>,
}

impl LastShown {
    /// What was left, if the same would most likely be shown now.
    pub fn load(options: &Options) -> Option<Self> {
        if !options.cache {
            return None;
        }
        let content = cache::read(&options.root, Kind::Shown)?;
        let kept: Kept = postcard::from_bytes(&content).ok()?;
        let configuration = Configuration::read(options, None);
        let rules = &configuration.meant.as_ref()?.rules;
        if kept.key != key(options, &configuration)
            || kept.stamps[1] != source::stamps_of(&options.root, &kept.included)
            || kept.stamps[0] != source::stamps(&options.root, rules)
        {
            return None;
        }
        let served = |(name, fingerprint, held)| {
            let content = match held {
                Held::Bytes(bytes) => Content::Bytes(bytes.into()),
                Held::File(path, size) => Content::File(path, size),
            };
            (name, Served { content, fingerprint, stale: false, rendered: false })
        };
        Some(Self { base: kept.base, files: kept.files.into_iter().map(served).collect() })
    }

    /// The path below which the site lies.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// A file of the output, such as `projects/x/index.html`; none if nobody asked for it last time.
    pub fn get(&self, file: &str) -> Option<Served> {
        self.files.iter().find(|(name, _)| name == file).map(|(_, served)| served.clone())
    }
}

impl Builder {
    /// Takes over the bytes of what was shown last, as far as they still stand, so that they are there for the next time too.
    pub fn take_over(&mut self, last: LastShown) {
        for (name, served) in last.files.into_iter().rev() {
            let path = self.renderer.as_ref().and_then(|renderer| renderer.site().path_of(&name));
            let Some(path) = path.filter(|path| self.is_current(path)) else { continue };
            let page = self.rendered.get_mut(&*path).filter(|page| page.fingerprint == Some(served.fingerprint));
            if let (Some(page), Content::Bytes(bytes)) = (page, served.content) {
                page.bytes = Some(bytes);
                self.asked.note(&name);
            }
        }
    }

    /// Leaves what was asked for last to the next preview, if nothing is wrong with the site.
    pub fn keep_shown(&self) {
        if !self.options.cache || !self.options.preview || !publishable(&self.diagnostics(), false) {
            return;
        }
        let (mut files, mut size) = (Vec::new(), 0);
        for name in &self.asked.0 {
            let Some(Served { content, fingerprint, .. }) = self.current(name) else { continue };
            let held = match content {
                Content::Bytes(bytes) => Held::Bytes(bytes.to_vec()),
                Content::File(path, size) => Held::File(path, size),
            };
            size += if let Held::Bytes(bytes) = &held { bytes.len() } else { 0 };
            if size > MOST_BYTES {
                break;
            }
            files.push((name.clone(), fingerprint, held));
        }
        let Some((stamps, included)) = self.inputs.stamps().filter(|_| !files.is_empty()) else { return };
        let key = key(&self.options, &self.configuration);
        let kept = Kept { key, stamps, included, base: self.base_path().to_owned(), files };
        if let Ok(content) = postcard::to_allocvec(&kept) {
            cache::write(&self.options.root, Kind::Shown, &content);
        }
    }
}

/// Of everything but files that the bytes of a preview depend on.
fn key(options: &Options, configuration: &Configuration) -> Fingerprint {
    Fingerprint::of_parts([format!("{options:?}").as_bytes(), &configuration.print.bytes()])
}
