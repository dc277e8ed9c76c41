//! The workflow that publishes a site with GitHub Pages: whether there is one, and whether it can do what it should.
//!
//! In: a repository and the site's folder. Out: which workflow it is, and diagnostics with places in it. The texts are looked at
//! as texts: a workflow that somebody wrote by hand may have any form.

use std::path::Path;

use super::git::Git;
use super::problem;
use crate::diagnostic::{Diagnostic, Place, SourceMap, SourcePath};
use crate::source::read_text;

/// Where GitHub looks for workflows.
const FOLDER: &str = ".github/workflows";

/// Versions of actions that GitHub does not run any more, since they store artifacts in a way that was switched off.
const SWITCHED_OFF: &[(&str, &str)] = &[
    ("actions/upload-pages-artifact@v1", "v3"),
    ("actions/upload-pages-artifact@v2", "v3"),
    ("actions/deploy-pages@v1", "v4"),
    ("actions/deploy-pages@v2", "v4"),
    ("actions/deploy-pages@v3", "v4"),
    ("actions/upload-artifact@v1", "v4"),
    ("actions/upload-artifact@v2", "v4"),
    ("actions/upload-artifact@v3", "v4"),
    ("actions/cache@v1", "v4"),
    ("actions/cache@v2", "v4"),
];

/// What is looked at.
pub(super) struct Setting<'a> {
    /// The repository.
    pub git: &'a Git,
    /// The site's folder.
    pub site: &'a Path,
    /// The branch that is pushed to, if it is known.
    pub branch: Option<&'a str>,
    /// Whether the site is published as a branch.
    pub published: bool,
}

/// What was found.
#[derive(Default)]
pub(super) struct Found {
    /// The workflow, if there is one.
    pub fact: Option<String>,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that diagnostics point into.
    pub sources: SourceMap,
}

/// Looks for the workflow, and at it.
pub(super) fn look(setting: &Setting<'_>) -> Found {
    let mut found = Found::default();
    let listed = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", FOLDER];
    let listed = setting.git.run(&listed).unwrap_or_default();
    let text_of = |path: &str| read_text(&setting.git.top.join(path), &SourcePath::from(path)).ok();
    let texts = listed.split('\0').filter_map(|path| Some((SourcePath::from(path), text_of(path)?)));
    let publishes = |text: &str| text.contains("deploy-pages") || text.contains("publish branch");
    let Some((path, text)) = texts.into_iter().find(|(_, text)| publishes(text)) else {
        found.diagnostics.extend(misplaced(setting).or_else(|| (!setting.published).then(missing)));
        return found;
    };
    found.fact = Some(path.to_string());
    let workflow = Workflow { path: &path, text: &text };
    found.diagnostics.extend(uncommitted(setting.git, &path));
    found.diagnostics.extend(setting.branch.and_then(|branch| workflow.other_branch(branch)));
    found.diagnostics.extend(workflow.switched_off());
    found.diagnostics.extend(workflow.forbidden());
    found.diagnostics.extend(workflow.unfinished());
    if found.diagnostics.iter().any(|one| one.place.is_some()) {
        found.sources.insert(SourcePath::clone(&path), text);
    }
    found
}

fn missing() -> Diagnostic {
    problem("no workflow publishes the site")
        .help("`showpiece publish github` writes one; `showpiece publish branch` publishes from this machine")
}

/// A workflow below the site, where GitHub does not look.
fn misplaced(setting: &Setting<'_>) -> Option<Diagnostic> {
    let site = setting.site.canonicalize().ok()?;
    let below = site.strip_prefix(setting.git.top.canonicalize().ok()?).ok()?.to_str()?.replace('\\', "/");
    let folder = format!("{below}/{FOLDER}");
    let is_there = !below.is_empty() && setting.site.join(FOLDER).is_dir();
    is_there.then(|| {
        problem(format!("GitHub does not look for workflows in `{folder}`")).help(format!(
            "they must be in `{FOLDER}` at the top of the repository: `showpiece publish github` writes one there"
        ))
    })
}

/// GitHub knows only what is in a commit.
fn uncommitted(git: &Git, path: &str) -> Option<Diagnostic> {
    git.ask(&["rev-parse", "--verify", "--quiet", "HEAD"])?;
    let is_committed = git.ask(&["cat-file", "-t", &format!("HEAD:{path}")]).is_some();
    (!is_committed).then(|| {
        problem(format!("`{path}` is in no commit yet, so that GitHub does not know of it"))
            .help(format!("`git add {path}`, commit and push"))
    })
}

/// A workflow, by its text.
struct Workflow<'a> {
    path: &'a SourcePath,
    text: &'a str,
}

impl Workflow<'_> {
    fn at(&self, start: usize, length: usize) -> Place {
        Place::new(self.path, start..start + length)
    }

    /// Lines that say something, with their places.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.split_inclusive('\n').scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, line.trim_end()))
        });
        lines.filter(|(_, line)| !line.trim_start().starts_with('#'))
    }

    /// The pushes that it runs at are to other branches.
    fn other_branch(&self, branch: &str) -> Option<Diagnostic> {
        let (at, line) = self.lines().find(|(_, line)| line.trim_start().starts_with("branches:"))?;
        let listed = self.text[at..].lines().take(6).collect::<Vec<_>>().join(" ");
        let words = listed.split(|sign: char| sign.is_whitespace() || "[],\"'".contains(sign));
        let names_it = words.into_iter().any(|word| word == branch || word == "*" || word == "**");
        if names_it || listed.contains("$default-branch") {
            return None;
        }
        let indent = line.len() - line.trim_start().len();
        Some(
            problem(format!("the workflow does not run at pushes to `{branch}`"))
                .at(self.at(at + indent, line.len() - indent))
                .help(format!("name it: `branches: [{branch}]`")),
        )
    }

    /// It uses versions of actions that do not run any more.
    fn switched_off(&self) -> Vec<Diagnostic> {
        let old = |(at, line): (usize, &str)| {
            let (name, new) = SWITCHED_OFF.iter().find(|(name, _)| {
                line.split_once(name).is_some_and(|(_, rest)| !rest.starts_with(|sign: char| sign.is_ascii_digit()))
            })?;
            let (action, version) = name.split_once('@')?;
            Some(
                problem(format!("GitHub does not run `{action}` in version {version} any more"))
                    .at(self.at(at + line.find(name)?, name.len()))
                    .help(format!(
                        "write `{action}@{new}`; or remove the workflow, and let `showpiece publish github` write it"
                    )),
            )
        };
        self.lines().filter_map(old).collect()
    }

    /// It deploys without being allowed to.
    fn forbidden(&self) -> Option<Diagnostic> {
        let (at, line) = self.lines().find(|(_, line)| line.contains("actions/deploy-pages"))?;
        let grants =
            |name: &str| self.lines().any(|(_, line)| line.replace(' ', "").contains(&format!("{name}:write")));
        if self.lines().any(|(_, line)| line.contains("write-all")) {
            return None;
        }
        let lacking: Vec<&str> = ["pages", "id-token"].into_iter().filter(|name| !grants(name)).collect();
        if lacking.is_empty() {
            return None;
        }
        let names = lacking.iter().map(|name| format!("`{name}: write`")).collect::<Vec<_>>().join(" and ");
        let start = line.find("actions/deploy-pages")?;
        Some(
            problem(format!("the job that deploys lacks the permission {names}"))
                .at(self.at(at + start, line.len() - start))
                .help("write `permissions: {pages: write, id-token: write}` above its steps"),
        )
    }

    /// It does not know yet where Showpiece comes from.
    fn unfinished(&self) -> Option<Diagnostic> {
        let (at, line) = self.lines().find(|(_, line)| line.trim_start().starts_with("SHOWPIECE_REPOSITORY:"))?;
        let value = line.split_once(':')?.1.split(" #").next()?.trim().trim_matches(['"', '\'']);
        let indent = line.len() - line.trim_start().len();
        value.is_empty().then(|| {
            problem("the workflow does not say where Showpiece comes from, and will stop")
                .at(self.at(at + indent, line.len() - indent))
                .help("set `SHOWPIECE_REPOSITORY` to the address of Showpiece's repository")
        })
    }
}
