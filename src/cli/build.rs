//! `showpiece build`: one build, its diagnostics, a line of summary.

use std::mem::ManuallyDrop;
use std::time::Instant;

use super::arguments::BuildArguments;
use super::terminal::Terminal;
use super::{DONE, SITE_ERRORS, WRONG_USE, plural, today};
use crate::output::RealDisk;
use crate::pipeline::{Builder, Options, Report, Summary};

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
        ..Options::new(&arguments.site, today)
    };
    // The process ends after this build: to free a whole site piece by piece first would only make its author wait.
    let mut builder = ManuallyDrop::new(Builder::new(options.clone()));
    let report = builder.build(&RealDisk);
    terminal.diagnostics(&report.diagnostics, &report.sources);
    match &report.summary {
        Some(summary) => {
            terminal.remark(&told(summary, &report, begun.elapsed().as_secs_f64()));
            terminal.detail(&format!("output: {}", options.output_folder().display()));
            DONE
        }
        None => {
            terminal.error(&failed(&report, arguments.strict));
            SITE_ERRORS
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
