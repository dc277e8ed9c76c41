//! The second half of a build: every file of the plan brought up to date in parallel and handed to the writer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::builder::Builder;
use super::{Summary, publishable};
use crate::diagnostic::{Code, Diagnostic};
use crate::graph::Fingerprint;
use crate::output::{Disk, OutputPath, Target, Writer};
use crate::render::{Outcome, Renderer};
use crate::site::{Node, Route};

/// Renders what is out of date and writes the output, if nothing is wrong, now or before. Gives what the disk or the output
/// folder refused; what is wrong with pages is noted in the builder.
pub(super) fn write(builder: &mut Builder, disk: &dyn Disk) -> Result<Option<Summary>, Vec<Diagnostic>> {
    let Some(renderer) = &builder.renderer else { return Ok(None) };
    let routes: Vec<Route> = renderer.site().routes().collect();
    let strict = builder.options.strict;
    // Once something is wrong nothing will be published, so the rest is rendered for its diagnostics alone.
    let is_sound = publishable(&builder.judge().judge(builder.found()), strict);
    let (out, root) = (builder.options.output_folder(), builder.options.root.clone());
    let (writer, mut refusals) = match is_sound.then(|| Writer::open(Target { out: &out, site: &root }, disk)) {
        Some(Ok(writer)) => (Some(writer), Vec::new()),
        Some(Err(diagnostic)) => (None, vec![diagnostic]),
        None => (None, Vec::new()),
    };
    let job = Job {
        builder,
        renderer,
        writer: writer.as_ref(),
        sound: AtomicBool::new(is_sound && writer.is_some()),
        bytes: AtomicU64::new(0),
    };
    let done: Vec<Done> = routes.par_iter().map(|route| job.one(route)).collect();
    let (sound, bytes) = (job.sound.into_inner(), job.bytes.into_inner());
    // One refusal of the disk says it all; how many threads met it is chance.
    let mut refused = false;
    for (route, done) in routes.iter().zip(done) {
        let told = |one: &Diagnostic| one.code != Code::OutputFailed || !std::mem::replace(&mut refused, true);
        refusals.extend(done.refusal.filter(told));
        match done.outcome {
            Some((outcome, print)) => builder.take(&route.path, outcome, print),
            None => builder.stood(&route.path),
        }
    }
    let Some(writer) = writer else { return if refusals.is_empty() { Ok(None) } else { Err(refusals) } };
    if !refusals.is_empty() {
        writer.abandon();
        return Err(refusals);
    }
    if !sound {
        writer.abandon();
        return Ok(None);
    }
    let written = writer.commit().map_err(|diagnostic| vec![diagnostic])?;
    builder.wrote = true;
    Ok(Some(Summary {
        pages: routes.iter().filter(|route| route.node.is_page()).count(),
        files: written.new.len() + written.changed.len() + written.unchanged,
        written: written.new.len() + written.changed.len(),
        removed: written.removed.len(),
        bytes,
    }))
}

/// What all threads of a build share.
struct Job<'a> {
    builder: &'a Builder,
    renderer: &'a Renderer,
    writer: Option<&'a Writer<'a>>,
    /// Whether nothing that keeps the output from being written was found yet.
    sound: AtomicBool,
    /// Bytes of the output so far.
    bytes: AtomicU64,
}

/// What became of a file.
#[derive(Default)]
struct Done {
    /// Its new content with the fingerprint; none if the old one stands.
    outcome: Option<(Outcome, Option<Fingerprint>)>,
    /// Why it cannot be written.
    refusal: Option<Diagnostic>,
}

impl Job<'_> {
    fn one(&self, route: &Route) -> Done {
        let path = match OutputPath::new(&route.file()) {
            Ok(path) => path,
            Err(diagnostic) => {
                let place = self.renderer.site().route_place(&route.path).cloned();
                return Done { refusal: Some(Diagnostic { place, ..diagnostic }), ..Done::default() };
            }
        };
        let done = match &route.node {
            Node::ThemeAsset(name) => {
                let asset = self.builder.inputs.asset(name).zip(self.writer());
                Done {
                    refusal: asset.and_then(|(asset, writer)| self.put(writer, &path, &asset.bytes)),
                    ..Done::default()
                }
            }
            Node::File(source) => Done { refusal: self.copy(&path, source), ..Done::default() },
            _ => self.made(route, &path),
        };
        let found = done.outcome.iter().flat_map(|(outcome, _)| &outcome.diagnostics);
        self.weigh(found.chain(&done.refusal));
        done
    }

    /// Notes whether something was found that keeps the output from being written.
    fn weigh<'a>(&self, found: impl IntoIterator<Item = &'a Diagnostic>) {
        let found: Vec<Diagnostic> = found.into_iter().cloned().collect();
        if !found.is_empty() && !publishable(&self.builder.judge().judge(found), self.builder.options.strict) {
            self.sound.store(false, Ordering::Relaxed);
        }
    }

    /// The writer, as long as nothing is wrong.
    fn writer(&self) -> Option<&Writer<'_>> {
        self.writer.filter(|_| self.sound.load(Ordering::Relaxed))
    }

    fn made(&self, route: &Route, path: &OutputPath) -> Done {
        match self.kept(route, path) {
            Ok(true) => return Done::default(),
            Ok(false) => {}
            Err(refusal) => return Done { refusal: Some(refusal), ..Done::default() },
        }
        let mut outcome = self.renderer.render(route);
        let print = outcome.bytes.as_deref().map(Fingerprint::of);
        let written = outcome.bytes.as_deref().zip(print).zip(self.writer());
        let refusal = written.and_then(|((bytes, print), writer)| {
            self.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
            writer.put_as(path, bytes, print).err()
        });
        outcome.bytes = None;
        if let Node::Document(page) = &route.node {
            self.renderer.site().page(*page).document.let_go();
        }
        Done { outcome: Some((outcome, print)), refusal }
    }

    /// Whether the file was rendered before, still stands, and is there.
    fn kept(&self, route: &Route, path: &OutputPath) -> Result<bool, Diagnostic> {
        let Some(page) = self.builder.rendered.get(route.path.as_str()).filter(|_| self.builder.stands(&route.path))
        else {
            return Ok(false);
        };
        self.weigh(&page.diagnostics);
        let (Some(print), Some(writer)) = (page.fingerprint, self.writer()) else { return Ok(true) };
        let size = writer.stands(path, print, self.builder.wrote)?;
        if let Some(size) = size {
            self.bytes.fetch_add(size, Ordering::Relaxed);
        }
        Ok(size.is_some())
    }

    fn put(&self, writer: &Writer<'_>, path: &OutputPath, bytes: &[u8]) -> Option<Diagnostic> {
        self.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        writer.put(path, bytes).err()
    }

    fn copy(&self, path: &OutputPath, source: &Arc<str>) -> Option<Diagnostic> {
        let (absolute, print, size) = self.builder.inputs.copied(source)?;
        let writer = self.writer()?;
        if let Some(text) = self.builder.inputs.copied_text(source) {
            return self.put(writer, path, text.as_bytes());
        }
        self.bytes.fetch_add(size, Ordering::Relaxed);
        match writer.stands(path, print, self.builder.wrote) {
            Ok(Some(_)) => None,
            Ok(None) => writer.copy(path, &absolute, print).err(),
            Err(refusal) => Some(refusal),
        }
    }
}
