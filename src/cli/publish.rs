//! `showpiece publish`: a workflow for GitHub Pages, or the finished site as a commit on a branch.

use std::path::{Path, PathBuf};

use super::arguments::{BranchArguments, GithubArguments, PublishCommand};
use super::terminal::Terminal;
use super::{DONE, SITE_ERRORS, WRONG_USE, plural, today};
use crate::diagnostic::{Diagnostic, SourceMap};
use crate::edit;
use crate::output::RealDisk;
use crate::pipeline::{Builder, Options};
use crate::publish::{Publication, publish};

/// Runs the command.
pub fn run(command: &PublishCommand, terminal: &Terminal) -> u8 {
    match command {
        PublishCommand::Github(arguments) => github(arguments, terminal),
        PublishCommand::Branch(arguments) => branch(arguments, terminal),
    }
}

fn refuse(diagnostic: Diagnostic, terminal: &Terminal) -> u8 {
    terminal.diagnostics(&[diagnostic], &SourceMap::default());
    SITE_ERRORS
}

/// Writes the workflow to the top of the repository, where GitHub looks for it.
fn github(arguments: &GithubArguments, terminal: &Terminal) -> u8 {
    let site = &arguments.site;
    if !site.join("showpiece.yaml").is_file() {
        terminal.error(&format!("`{}` has no showpiece.yaml", site.display()));
        return WRONG_USE;
    }
    let (top, below) = repository(site);
    match edit::create(&top, &[edit::workflow(&below)]) {
        Ok(created) => {
            for path in &created.written {
                terminal.result(&format!("{}\n", top.join(path).display()));
            }
            terminal.remark("Once, in the repository's settings on GitHub: Pages, Source: \"GitHub Actions\". `showpiece doctor` checks the rest.");
            DONE
        }
        Err(diagnostic) => refuse(diagnostic, terminal),
    }
}

/// The top of the repository that the site lies in, and the path from there to the site; the site itself if there is none.
fn repository(site: &Path) -> (PathBuf, String) {
    let real = site.canonicalize().unwrap_or_else(|_| site.to_owned());
    let top = real.ancestors().find(|folder| folder.join(".git").exists());
    let below = top.and_then(|top| Some((top.to_owned(), real.strip_prefix(top).ok()?.to_owned())));
    match below {
        Some((top, below)) if below.as_os_str().is_empty() => {
            (if real == top { site.to_owned() } else { top }, String::new())
        }
        Some((top, below)) => (top, below.to_string_lossy().replace('\\', "/")),
        None => (site.to_owned(), String::new()),
    }
}

fn branch(arguments: &BranchArguments, terminal: &Terminal) -> u8 {
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
        strict: arguments.strict,
        cache: true,
        ..super::options(&arguments.site, today)
    };
    let mut builder = Builder::new(options);
    let report = builder.build(&RealDisk);
    super::derived(&builder, terminal);
    terminal.diagnostics(&report.diagnostics, &report.sources);
    let (Some(renderer), true) = (builder.renderer(), report.summary.is_some()) else {
        terminal.error("the site has errors; nothing was published");
        return SITE_ERRORS;
    };
    let out = builder.options().output_folder();
    let Ok(out) = out.canonicalize() else {
        terminal.error(&format!("the output folder `{}` is gone", out.display()));
        return SITE_ERRORS;
    };
    let title = renderer.site().config().title.to_string();
    let what = Publication {
        site: &arguments.site,
        out: &out,
        files: renderer.site().routes().map(|route| route.file()).collect(),
        branch: &arguments.branch,
        remote: arguments.remote.as_deref(),
        message: &arguments.message.clone().unwrap_or_else(|| format!("Publish {title}\n")),
        single: arguments.single_commit,
        replace: arguments.replace,
    };
    match publish(&what) {
        Ok(done) => {
            let at = done.remote.map_or_else(|| "this repository".to_owned(), |remote| format!("`{remote}`"));
            let branch = &arguments.branch;
            match done.commit {
                Some(commit) => {
                    terminal.result(&format!("{commit}\n"));
                    terminal.remark(&format!(
                        "Published to the branch `{branch}` of {at}: {} changed.",
                        plural(done.changed, "file")
                    ));
                }
                None => {
                    terminal.remark(&format!("The branch `{branch}` of {at} has these files already; nothing to do."))
                }
            }
            DONE
        }
        Err(diagnostic) => refuse(diagnostic, terminal),
    }
}
