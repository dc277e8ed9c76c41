//! A finished output as a commit on a branch (`gh-pages`), made from Git's objects alone.
//!
//! In: the output folder and the list of its files. Out: what became of the branch. Files of the branch that Showpiece did not write
//! are kept, those that it wrote before and does not write any more are removed; the record in the output says which are which.
//! Whoever pushes at the same time loses nothing: the commit is then made anew on top of theirs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::git::{Failure, Git};
use super::pages;
use crate::diagnostic::{Code, Diagnostic};
use crate::output::{self, RECORD_FILE};

/// How often a commit is made anew because somebody else was faster.
const TRIES: usize = 5;

/// What to publish, and where.
#[derive(Debug, Clone)]
pub struct Publication<'a> {
    /// The site's folder; its repository is published to.
    pub site: &'a Path,
    /// The output folder.
    pub out: &'a Path,
    /// The files of the output, relative to it.
    pub files: Vec<String>,
    /// The branch.
    pub branch: &'a str,
    /// A remote by name or address; none for `origin`, or the repository itself if it has none.
    pub remote: Option<&'a str>,
    /// The commit's message.
    pub message: &'a str,
    /// Whether the branch has one commit and no history.
    pub single: bool,
    /// Whether a branch that somebody else made is replaced, with all that is in it.
    pub replace: bool,
}

/// What became of the branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The remote, or none if the branch is in this repository.
    pub remote: Option<String>,
    /// The new commit; none if the branch has the same files already.
    pub commit: Option<String>,
    /// How many files are others than before.
    pub changed: usize,
}

/// Puts the output on the branch.
///
/// # Errors
/// There is no repository, the branch is the one in use or somebody else's, or Git refuses.
pub fn publish(what: &Publication<'_>) -> Result<Published, Diagnostic> {
    let git = Git::of(what.site).map_err(|failure| {
        failure.diagnostic(Code::PublishFailed).help("without Git, copy the output folder to your server")
    })?;
    guard(&git, what)?;
    let remote = remote(&git, what);
    let shown = remote.as_deref().map(pages::without_secrets);
    for _ in 0..TRIES {
        let parent = tip(&git, remote.as_deref(), what.branch).map_err(failed)?;
        let made = Tree { git: &git, what, parent: parent.as_deref() }.make()?;
        let before = parent.as_ref().and_then(|parent| git.ask(&["rev-parse", &format!("{parent}^{{tree}}")]));
        let has_history = parent
            .as_ref()
            .is_some_and(|parent| git.ask(&["rev-parse", "--verify", "--quiet", &format!("{parent}^")]).is_some());
        if before.as_ref() == Some(&made) && !(what.single && has_history) {
            return Ok(Published { remote: shown, commit: None, changed: 0 });
        }
        let commit = commit(&git, &made, parent.as_deref().filter(|_| !what.single), what.message).map_err(failed)?;
        if put(&git, (remote.as_deref(), what.branch), &commit, parent.as_deref())? {
            let changed = match before {
                Some(before) => git
                    .run(&["diff-tree", "-r", "--name-only", &before, &made])
                    .map_or(0, |names| names.lines().count()),
                None => what.files.len() + 1,
            };
            return Ok(Published { remote: shown, commit: Some(commit), changed });
        }
    }
    Err(Diagnostic::new(
        Code::PublishFailed,
        format!("the branch `{}` changed {TRIES} times while it was being published", what.branch),
    )
    .help("run the command again when nobody else publishes"))
}

/// The branch must be one that nobody works on.
fn guard(git: &Git, what: &Publication<'_>) -> Result<(), Diagnostic> {
    let branch = what.branch;
    if git.run(&["check-ref-format", "--branch", branch]).is_err() {
        return Err(Diagnostic::new(Code::PublishFailed, format!("`{branch}` is not the name of a branch"))
            .help("`gh-pages` is the usual one"));
    }
    let in_use = format!("branch refs/heads/{branch}");
    let trees = git.run(&["worktree", "list", "--porcelain"]).unwrap_or_default();
    if trees.lines().any(|line| line == in_use) {
        return Err(Diagnostic::new(Code::PublishFailed, format!("the branch `{branch}` is checked out"))
            .help("the sources stay on a branch of their own; publish to another one, such as `gh-pages`"));
    }
    Ok(())
}

fn remote(git: &Git, what: &Publication<'_>) -> Option<String> {
    let named = what.remote.map(str::to_owned);
    named.or_else(|| git.ask(&["remote", "get-url", "origin"]).map(|_| "origin".to_owned()))
}

/// The commit that the branch is at.
fn tip(git: &Git, remote: Option<&str>, branch: &str) -> Result<Option<String>, Failure> {
    let name = format!("refs/heads/{branch}");
    let Some(remote) = remote else { return Ok(git.ask(&["rev-parse", "--verify", "--quiet", &name])) };
    if git.run(&["ls-remote", remote, &name])?.trim().is_empty() {
        return Ok(None);
    }
    let kept = format!("refs/showpiece/{branch}");
    git.run(&["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", remote, &format!("+{name}:{kept}")])?;
    git.run(&["rev-parse", "--verify", &kept]).map(|commit| Some(commit.trim().to_owned()))
}

/// The tree of a commit to be.
struct Tree<'a> {
    git: &'a Git,
    what: &'a Publication<'a>,
    parent: Option<&'a str>,
}

impl Tree<'_> {
    fn make(&self) -> Result<String, Diagnostic> {
        let there = self.there().map_err(failed)?;
        let ours = self.ours(&there)?;
        let git = self.git.aside(self.what.out);
        let files: Vec<&str> = self.what.files.iter().map(String::as_str).chain([RECORD_FILE]).collect();
        // Bytes as they are: neither line ends nor attributes of the repository change what was built. A name that begins
        // with a quote would be taken for one in quotes.
        let paths: String = files.iter().map(|path| format!("./{path}\n")).collect();
        let hashed = git.feed(&["hash-object", "-w", "--no-filters", "--stdin-paths"], &paths).map_err(failed)?;
        let made: BTreeMap<&str, &str> = files.into_iter().zip(hashed.lines()).collect();
        if !self.what.replace {
            self.refuse_foreign(&there, &ours, &made)?;
            let parent = self.parent.map_or(Ok(String::new()), |parent| git.run(&["read-tree", parent]));
            parent.map_err(failed)?;
        }
        let mut entries = String::new();
        let nothing = zeros(hashed.lines().next());
        for path in ours.iter().filter(|path| !made.contains_key(path.as_str()) && there.contains_key(*path)) {
            entries.push_str(&format!("0 {nothing}\t{path}\0"));
        }
        for (path, blob) in &made {
            entries.push_str(&format!("100644 {blob}\t{path}\0"));
        }
        git.feed(&["update-index", "-z", "--index-info"], &entries).map_err(failed)?;
        git.run(&["write-tree"]).map(|tree| tree.trim().to_owned()).map_err(failed)
    }

    /// What is on the branch: blobs by path.
    fn there(&self) -> Result<BTreeMap<String, String>, Failure> {
        let Some(parent) = self.parent else { return Ok(BTreeMap::new()) };
        let listed = self.git.run(&["ls-tree", "-r", "-z", "--full-tree", parent])?;
        let entry = |line: &str| {
            let (about, path) = line.split_once('\t')?;
            Some((path.to_owned(), about.rsplit(' ').next()?.to_owned()))
        };
        Ok(listed.split('\0').filter_map(entry).collect())
    }

    /// What of it Showpiece wrote.
    fn ours(&self, there: &BTreeMap<String, String>) -> Result<BTreeSet<String>, Diagnostic> {
        let Some(record) = there.get(RECORD_FILE) else {
            if there.is_empty() || self.what.replace {
                return Ok(BTreeSet::new());
            }
            let names: Vec<&str> = there.keys().take(3).map(String::as_str).collect();
            return Err(Diagnostic::new(
                Code::ForeignBranch,
                format!("the branch `{}` holds {} files that Showpiece did not write", self.what.branch, there.len()),
            )
            .help(format!("such as {}", names.join(", ")))
            .help("choose another `--branch`, or replace all of it with `--replace`"));
        };
        let text = self.git.run(&["cat-file", "blob", record]).map_err(failed)?;
        Ok(output::recorded(&text).into_iter().collect())
    }

    /// A file that somebody else put on the branch is not replaced, neither by another one nor by a folder.
    fn refuse_foreign(
        &self,
        there: &BTreeMap<String, String>,
        ours: &BTreeSet<String>,
        made: &BTreeMap<&str, &str>,
    ) -> Result<(), Diagnostic> {
        let is_folder = |path: &str| {
            let below = format!("{path}/");
            made.range(below.as_str()..).next().is_some_and(|(name, _)| name.starts_with(&below))
        };
        let is_below_file = |path: &str| path.match_indices('/').any(|(at, _)| made.contains_key(&path[..at]));
        let foreign = there.iter().find(|(path, blob)| {
            let is_ours = ours.contains(*path) || *path == RECORD_FILE;
            let is_other = made.get(path.as_str()).is_some_and(|new| new != blob);
            !is_ours && (is_other || is_folder(path) || is_below_file(path))
        });
        match foreign {
            None => Ok(()),
            Some((path, _)) => Err(Diagnostic::new(
                Code::ForeignBranch,
                format!("the branch `{}` has a file `{path}` that Showpiece did not write", self.what.branch),
            )
            .help("remove it from the branch, or leave it out of the site (a domain of your own is `outputs.cname`)")),
        }
    }
}

/// The name of no object, as long as the names of objects are in this repository.
fn zeros(name: Option<&str>) -> String {
    "0".repeat(name.map_or(40, str::len))
}

fn commit(git: &Git, tree: &str, parent: Option<&str>, message: &str) -> Result<String, Failure> {
    let mut arguments = vec!["commit-tree", tree];
    if let Some(parent) = parent {
        arguments.extend(["-p", parent]);
    }
    git.feed(&arguments, message).map(|commit| commit.trim().to_owned())
}

/// Moves the branch from `parent` to `commit`; `false` if it has moved on in the meantime.
fn put(
    git: &Git,
    (remote, branch): (Option<&str>, &str),
    commit: &str,
    parent: Option<&str>,
) -> Result<bool, Diagnostic> {
    let name = format!("refs/heads/{branch}");
    let parent = parent.unwrap_or_default();
    let Some(remote) = remote else {
        let zeros = zeros(Some(commit));
        let before = if parent.is_empty() { &zeros } else { parent };
        let Err(failure) = git.run(&["update-ref", "-m", "showpiece publish", &name, commit, before]) else {
            return Ok(true);
        };
        // Somebody else was faster, or it is forbidden.
        let now = git.ask(&["rev-parse", "--verify", "--quiet", &name]).unwrap_or_default();
        return if now == parent { Err(failed(failure)) } else { Ok(false) };
    };
    let lease = format!("--force-with-lease={name}:{parent}");
    match git.run(&["push", "--porcelain", "--no-verify", &lease, remote, &format!("{commit}:{name}")]) {
        Ok(_) => Ok(true),
        Err(failure) if failure.output.lines().any(|line| line.starts_with('!') && line.contains("[rejected]")) => {
            Ok(false)
        }
        Err(failure) => Err(failed(failure)),
    }
}

fn failed(failure: Failure) -> Diagnostic {
    if failure.message.contains("Please tell me who you are") {
        return Diagnostic::new(Code::PublishFailed, "Git does not know who you are, and commits have an author")
            .help("`git config user.name \"Your Name\"` and `git config user.email you@example.org` tell it, with `--global` for all repositories")
            .help("in CI set `GIT_AUTHOR_NAME`, `GIT_AUTHOR_EMAIL`, `GIT_COMMITTER_NAME` and `GIT_COMMITTER_EMAIL`");
    }
    let mut lines = failure.message.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let first = first.trim_start_matches("fatal: ").trim_start_matches("error: ");
    let diagnostic = Diagnostic::new(Code::PublishFailed, format!("Git refuses: {first}"));
    let diagnostic = lines.take(5).fold(diagnostic, |diagnostic, line| diagnostic.help(line));
    diagnostic.help(format!("the command was `{}`; the branch is as it was", failure.command))
}
