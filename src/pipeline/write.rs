//! The second half of a build: every file of the plan rendered in parallel and handed to the writer.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::load::CopiedFile;
use super::{Options, Summary, publishable};
use crate::diagnostic::{Code, Diagnostic, SourcePath};
use crate::output::{Disk, OutputPath, Target, Writer};
use crate::render::Renderer;
use crate::site::{Node, Route};
use crate::template::assets::Asset;

/// What writing needs.
pub struct Job<'a> {
    /// Renders the plan.
    pub renderer: &'a Renderer,
    /// The theme's assets by name.
    pub assets: &'a BTreeMap<String, Asset>,
    /// Files that are copied.
    pub files: &'a BTreeMap<SourcePath, CopiedFile>,
    /// Where to, and how strictly.
    pub options: &'a Options,
    /// The disk.
    pub disk: &'a dyn Disk,
}

/// What all threads of a build share.
struct Progress<'a> {
    /// Whether nothing that keeps the output from being written was found yet.
    sound: &'a AtomicBool,
    /// Bytes of the output so far.
    bytes: &'a AtomicU64,
}

impl Progress<'_> {
    fn add(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }
}

impl Job<'_> {
    /// Renders everything; writes it if nothing is wrong, now or before.
    pub fn run(&self, diagnostics: &mut Vec<Diagnostic>) -> Option<Summary> {
        let routes: Vec<Route> = self.renderer.site().routes().collect();
        // Once something is wrong nothing will be published, so the rest is rendered for its diagnostics alone.
        let sound = AtomicBool::new(publishable(diagnostics, self.options.strict));
        let writer = match sound
            .load(Ordering::Relaxed)
            .then(|| Writer::open(Target { out: &self.options.output_folder(), site: &self.options.root }, self.disk))
        {
            Some(Ok(writer)) => Some(writer),
            Some(Err(diagnostic)) => {
                diagnostics.push(diagnostic);
                None
            }
            None => None,
        };
        let bytes = AtomicU64::new(0);
        let progress = Progress { sound: &sound, bytes: &bytes };
        let found: Vec<Vec<Diagnostic>> =
            routes.par_iter().map(|route| self.one(route, writer.as_ref(), &progress)).collect();
        // One refusal of the disk says it all; how many threads met it is chance.
        let mut refused = false;
        diagnostics.extend(
            found
                .into_iter()
                .flatten()
                .filter(|one| one.code != Code::OutputFailed || !std::mem::replace(&mut refused, true)),
        );
        let writer = writer?;
        if !publishable(diagnostics, self.options.strict) {
            writer.abandon();
            return None;
        }
        match writer.commit() {
            Ok(written) => Some(Summary {
                pages: routes.iter().filter(|route| route.node.is_page()).count(),
                files: written.new.len() + written.changed.len() + written.unchanged,
                written: written.new.len() + written.changed.len(),
                removed: written.removed.len(),
                bytes: bytes.into_inner(),
            }),
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                None
            }
        }
    }

    fn one(&self, route: &Route, writer: Option<&Writer<'_>>, progress: &Progress<'_>) -> Vec<Diagnostic> {
        let path = match OutputPath::new(&route.file()) {
            Ok(path) => path,
            Err(diagnostic) => {
                let place = self.renderer.site().route_place(&route.path).cloned();
                return vec![Diagnostic { place, ..diagnostic }];
            }
        };
        let writer = writer.filter(|_| progress.sound.load(Ordering::Relaxed));
        let mut diagnostics = Vec::new();
        let written = match &route.node {
            Node::ThemeAsset(name) => writer.zip(self.assets.get(name)).map(|(writer, asset)| {
                progress.add(asset.bytes.len() as u64);
                writer.put(&path, &asset.bytes)
            }),
            Node::File(source) => writer.zip(self.files.get(source)).map(|(writer, file)| {
                progress.add(file.size);
                writer.copy(&path, &file.absolute, file.fingerprint)
            }),
            _ => {
                let outcome = self.renderer.render(route);
                diagnostics = outcome.diagnostics;
                writer.zip(outcome.bytes).map(|(writer, bytes)| {
                    progress.add(bytes.len() as u64);
                    writer.put(&path, &bytes)
                })
            }
        };
        if let Some(Err(diagnostic)) = written {
            diagnostics.push(diagnostic);
        }
        if !publishable(&diagnostics, self.options.strict) {
            progress.sound.store(false, Ordering::Relaxed);
        }
        diagnostics
    }
}
