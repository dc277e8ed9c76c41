//! `showpiece build`: one build, its diagnostics, a line of summary; with `--watch` again after each change.

use std::mem::ManuallyDrop;
use std::sync::mpsc;
use std::time::Instant;

use super::arguments::BuildArguments;
use super::terminal::Terminal;
use super::{DONE, SITE_ERRORS, WRONG_USE, plural, today};
use crate::diagnostic::system_words;
use crate::output::RealDisk;
use crate::pipeline::{Builder, ChangeSet, Options, Report, Summary};
use crate::schema;
use crate::watch::{News, Scope, Watcher};

/// Runs the command.
pub fn run(arguments: &BuildArguments, terminal: &Terminal) -> u8 {
    let begun = Instant::now();
    let today = match today() {
        Ok(today) => today,
        Err(message) => {
            terminal.error(&message);
            return WRONG_USE;
        }
    };
    let options = Options {
        out: arguments.out.clone(),
        overlay: arguments.config.clone(),
        base_url: arguments.base_url.clone().filter(|url| !url.is_empty()),
        theme: arguments.theme.clone(),
        drafts: arguments.drafts,
        strict: arguments.strict,
        cache: !arguments.no_cache,
        ..super::options(&arguments.site, today)
    };
    // The process ends after this: to free a whole site piece by piece first would only make its author wait.
    let mut builder = ManuallyDrop::new(Builder::new(options));
    if arguments.watch {
        return Watched { builder: &mut builder, arguments, terminal }.run();
    }
    let report = builder.build(&RealDisk);
    schema::refresh(&builder);
    super::derived(&builder, terminal);
    if tell(&report, (arguments, terminal), begun) { DONE } else { SITE_ERRORS }
}

/// Shows what a build found and did; whether it wrote its output.
fn tell(report: &Report, (arguments, terminal): (&BuildArguments, &Terminal), begun: Instant) -> bool {
    terminal.diagnostics(&report.diagnostics, &report.sources);
    match &report.summary {
        Some(summary) => {
            terminal.remark(&told(summary, report, begun.elapsed().as_secs_f64()));
            let out = arguments.out.clone().unwrap_or_else(|| arguments.site.join("public"));
            terminal.detail(&format!("output: {}", out.display()));
        }
        None => terminal.error(&failed(report, arguments.strict)),
    }
    report.summary.is_some()
}

/// A build that goes on until the process is ended.
struct Watched<'a> {
    builder: &'a mut Builder,
    arguments: &'a BuildArguments,
    terminal: &'a Terminal,
}

impl Watched<'_> {
    fn run(self) -> u8 {
        let (sender, news) = mpsc::channel();
        // Watched before it is read, so that no change is missed; what is left out is known only afterwards.
        let watcher = Watcher::start(self.scope(), move |one| drop(sender.send(one)));
        let watcher = match watcher {
            Ok(watcher) => watcher,
            Err(error) => {
                self.terminal.error(&format!("the site cannot be watched: {}", system_words(&error)));
                return SITE_ERRORS;
            }
        };
        let mut begun = Instant::now();
        let mut report = self.builder.build(&RealDisk);
        super::derived(self.builder, self.terminal);
        loop {
            tell(&report, (self.arguments, self.terminal), begun);
            schema::refresh(self.builder);
            watcher.rescope(self.scope());
            loop {
                let Some(changes) = self.next(&news) else { return DONE };
                begun = Instant::now();
                let before = self.builder.revision();
                let update = self.builder.update(&changes);
                // A file that was saved as it was is no reason to say anything, unless there is something to mend.
                // A name or a link that is wrong belongs to no file that was read, and so is no change.
                let is_another = !update.changed.is_empty() || update.revision != before;
                if report.summary.is_none() || is_another || self.builder.diagnostics() != report.diagnostics {
                    break;
                }
            }
            report = self.builder.write(&RealDisk);
        }
    }

    fn scope(&self) -> Scope {
        let builder = &self.builder;
        Scope::of_build(builder.options(), &builder.rules(), self.arguments.poll).showing(builder.shown_files())
    }

    /// The next changes, as soon as there are some.
    fn next(&self, news: &mpsc::Receiver<News>) -> Option<ChangeSet> {
        loop {
            match news.recv().ok()? {
                News::Changed(mut changes) => {
                    let more = news.try_iter().filter_map(|one| match one {
                        News::Changed(more) => Some(more),
                        News::Notice(_) => None,
                    });
                    more.for_each(|more| changes.merge(more));
                    return Some(changes);
                }
                News::Notice(notice) => self.terminal.remark(&format!("warning: {notice}")),
            }
        }
    }
}

/// `Built 61 pages (203 files, 3.1 MB) in 0.21 s: 4 written, 1 removed; 2 warnings.`
fn told(summary: &Summary, report: &Report, seconds: f64) -> String {
    let pages = plural(summary.pages, "page");
    let files = plural(summary.files, "file");
    let mut text =
        format!("Built {pages} ({files}, {}) in {seconds:.2} s: {} written", size(summary.bytes), summary.written);
    if summary.removed > 0 {
        text.push_str(&format!(", {} removed", summary.removed));
    }
    let (_, warnings) = report.counts();
    if warnings > 0 {
        text.push_str(&format!("; {}", plural(warnings, "warning")));
    }
    text.push('.');
    text
}

fn failed(report: &Report, strict: bool) -> String {
    let (errors, warnings) = report.counts();
    let mut parts = Vec::new();
    if errors > 0 {
        parts.push(plural(errors, "error"));
    }
    if warnings > 0 {
        parts.push(plural(warnings, "warning"));
    }
    let why = if errors == 0 && strict { " (warnings count with --strict)" } else { "" };
    format!("{}{why}; the output was left as it was", parts.join(" and "))
}

fn size(bytes: u64) -> String {
    match bytes {
        0..=999 => format!("{bytes} B"),
        1_000..=999_999 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
