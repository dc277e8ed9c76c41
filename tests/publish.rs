//! `publish` and `doctor`, against real repositories on this disk: what is on the branch afterwards, and what was not touched.

#![allow(clippy::expect_used, reason = "helpers of tests may fail like tests")]
#![cfg(unix)]

mod support;

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A site in a repository, and a bare repository that it is pushed to.
struct World {
    folder: TempDir,
}

impl World {
    fn new() -> Self {
        let world = Self { folder: TempDir::new().expect("a folder") };
        support::write(
            &world.site(),
            &[
                ("showpiece.yaml", "title: Ada Example\nbase_url: https://ada.example/\n"),
                ("content/about.md", "---\ntitle: About\n---\n\nFirst.\n"),
                ("static/lines.txt", "one\r\ntwo\r\n"),
                (".gitignore", "public/\n.showpiece/\n"),
                (".gitattributes", "*.txt text eol=lf\n*.html filter=shout\n"),
            ]
            .map(|(name, text)| (name.to_owned(), text.into()))
            .into(),
        );
        world.git(&["init", "--quiet", "--initial-branch=main", "."]);
        world.git(&["config", "filter.shout.clean", "tr a-z A-Z"]);
        world.git(&["add", "."]);
        world.git(&["commit", "--quiet", "-m", "The sources"]);
        world
    }

    fn with_remote() -> Self {
        let world = Self::new();
        world.run(&world.bare(), &["init", "--quiet", "--bare", "--initial-branch=main", "."]);
        world.git(&["remote", "add", "origin", world.bare().to_str().expect("text")]);
        world.git(&["push", "--quiet", "origin", "main"]);
        world
    }

    fn site(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    fn bare(&self) -> PathBuf {
        self.folder.path().join("bare.git")
    }

    fn run(&self, folder: &Path, arguments: &[&str]) -> String {
        std::fs::create_dir_all(folder).expect("a folder can be made");
        let output = command("git", folder).args(arguments).output().expect("git runs");
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }

    fn git(&self, arguments: &[&str]) -> String {
        self.run(&self.site(), arguments)
    }

    fn showpiece(&self, arguments: &[&str]) -> Output {
        command(env!("CARGO_BIN_EXE_showpiece"), &self.site()).args(arguments).output().expect("the program runs")
    }

    /// Publishes, and gives the commit that it printed.
    fn publish(&self, flags: &[&str]) -> String {
        let output = self.showpiece(&[&["publish", "branch"], flags].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text").trim().to_owned()
    }

    /// Fails to publish, and gives what was said.
    fn refused(&self, flags: &[&str]) -> String {
        let output = self.showpiece(&[&["publish", "branch"], flags].concat());
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stderr).expect("text")
    }

    fn edit(&self, text: &str) {
        std::fs::write(self.site().join("content/about.md"), format!("---\ntitle: About\n---\n\n{text}\n"))
            .expect("written");
    }

    fn names(&self, at: &Path, branch: &str) -> BTreeSet<String> {
        self.run(at, &["ls-tree", "-r", "--name-only", branch]).lines().map(str::to_owned).collect()
    }

    /// Adds a file to the branch of the bare repository, as somebody else would.
    fn intrude(&self, branch: &str, name: &str) {
        let clone = self.folder.path().join(format!("clone-{name}"));
        let bare = self.bare();
        self.run(
            self.folder.path(),
            &["clone", "--quiet", "--branch", branch, bare.to_str().expect("text"), clone.to_str().expect("text")],
        );
        std::fs::write(clone.join(name), "mine\n").expect("written");
        self.run(&clone, &["add", name]);
        self.run(&clone, &["commit", "--quiet", "-m", name]);
        self.run(&clone, &["push", "--quiet", "origin", branch]);
    }
}

/// A program without the settings of whoever runs the tests.
fn command(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env("HOME", folder).env("GIT_CONFIG_NOSYSTEM", "1").env_remove("SHOWPIECE_BASE_URL");
    for name in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{name}_NAME"), "Ada").env(format!("GIT_{name}_EMAIL"), "ada@example.org");
    }
    command
}

#[test]
fn the_branch_gets_the_output_byte_for_byte_and_nothing_else_moves() {
    let world = World::with_remote();
    let (head, status) = (world.git(&["rev-parse", "HEAD"]), world.git(&["status", "--porcelain"]));
    let commit = world.publish(&[]);
    assert_eq!(world.run(&world.bare(), &["rev-parse", "gh-pages"]).trim(), commit);
    let out = support::files(&world.site().join("public"));
    let names: BTreeSet<String> = out.keys().cloned().collect();
    assert_eq!(world.names(&world.bare(), "gh-pages"), names);
    assert!(names.contains(".nojekyll") && names.contains(".showpiece-manifest") && names.contains("about/index.html"));
    // Neither line ends nor filters of the repository change what was built.
    for (name, bytes) in &out {
        let output = command("git", &world.bare()).args(["cat-file", "blob", &format!("gh-pages:{name}")]).output();
        assert!(output.expect("git runs").stdout == *bytes, "{name} has other bytes on the branch");
    }
    assert_eq!(world.git(&["rev-parse", "HEAD"]), head);
    assert_eq!(world.git(&["status", "--porcelain"]), status);
    assert_eq!(world.git(&["branch", "--format=%(refname:short)"]), "main\n");
    let left: Vec<_> = std::fs::read_dir(world.site().join(".git"))
        .expect("a folder")
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with("showpiece-index")), "{left:?}");
}

#[test]
fn an_update_is_a_commit_on_top_and_no_change_is_none() {
    let world = World::with_remote();
    let first = world.publish(&[]);
    assert_eq!(world.publish(&[]), "", "nothing to do");
    world.edit("Second.");
    std::fs::write(world.site().join("content/new.md"), "---\ntitle: New\n---\n").expect("written");
    let second = world.publish(&["--message", "The second"]);
    assert_eq!(world.run(&world.bare(), &["rev-parse", "gh-pages^"]).trim(), first);
    assert_eq!(world.run(&world.bare(), &["log", "-1", "--format=%s", &second]).trim(), "The second");
    assert!(world.names(&world.bare(), "gh-pages").contains("new/index.html"));
    // What is not built any more is removed from the branch.
    std::fs::remove_file(world.site().join("content/new.md")).expect("removed");
    world.publish(&[]);
    assert!(!world.names(&world.bare(), "gh-pages").contains("new/index.html"));
}

#[test]
fn files_of_others_stay_and_are_never_replaced() {
    let world = World::with_remote();
    world.publish(&[]);
    world.intrude("gh-pages", "google123.html");
    world.edit("Second.");
    world.publish(&[]);
    assert!(world.names(&world.bare(), "gh-pages").contains("google123.html"));
    std::fs::write(world.site().join("static/google123.html"), "ours\n").expect("written");
    let said = world.refused(&[]);
    assert!(said.contains("error[foreign-branch]") && said.contains("google123.html"), "{said}");
    assert_eq!(world.run(&world.bare(), &["show", "gh-pages:google123.html"]), "mine\n");
}

#[test]
fn a_branch_that_is_not_ours_is_refused_until_told_otherwise() {
    let world = World::with_remote();
    world.git(&["push", "--quiet", "origin", "main:gh-pages"]);
    let said = world.refused(&[]);
    assert!(said.contains("error[foreign-branch]") && said.contains("--replace"), "{said}");
    assert!(world.names(&world.bare(), "gh-pages").contains("showpiece.yaml"));
    world.publish(&["--replace"]);
    let names = world.names(&world.bare(), "gh-pages");
    assert!(names.contains("index.html") && !names.contains("showpiece.yaml"), "{names:?}");
    assert_eq!(world.run(&world.bare(), &["rev-list", "--count", "gh-pages"]).trim(), "2", "the history is kept");
}

#[test]
fn one_commit_is_one_commit() {
    let world = World::with_remote();
    world.publish(&[]);
    world.edit("Second.");
    world.publish(&["--single-commit"]);
    assert_eq!(world.run(&world.bare(), &["rev-list", "--count", "gh-pages"]).trim(), "1");
    assert_eq!(world.publish(&["--single-commit"]), "", "nothing to do");
}

#[test]
fn whoever_pushes_at_the_same_time_loses_nothing() {
    let world = World::with_remote();
    world.publish(&[]);
    world.edit("Second.");
    // A `git` that lets somebody else push first, once, in the moment before ours.
    let tools = world.folder.path().join("tools");
    let (script, once) = (tools.join("git"), tools.join("once"));
    let clone = world.folder.path().join("rival");
    world.run(world.folder.path(), &["clone", "--quiet", "--branch", "gh-pages", "bare.git", "rival"]);
    std::fs::write(clone.join("rival.txt"), "mine\n").expect("written");
    world.run(&clone, &["add", "."]);
    world.run(&clone, &["commit", "--quiet", "-m", "rival"]);
    support::write(&tools, &[("once".to_owned(), Vec::new())].into());
    let real = String::from_utf8(Command::new("sh").args(["-c", "command -v git"]).output().expect("sh runs").stdout)
        .expect("text");
    let text = format!(
        "#!/bin/sh\nif [ \"$1\" = push ] && [ -e '{once}' ]; then rm '{once}'; '{real}' -C '{clone}' push --quiet origin gh-pages; fi\nexec '{real}' \"$@\"\n",
        once = once.display(),
        real = real.trim(),
        clone = clone.display()
    );
    std::fs::write(&script, text).expect("written");
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).expect("made a program");
    let path = format!("{}:{}", tools.display(), std::env::var("PATH").expect("there is a PATH"));
    let output =
        command(env!("CARGO_BIN_EXE_showpiece"), &world.site()).args(["publish", "branch"]).env("PATH", path).output();
    let output = output.expect("the program runs");
    assert!(output.status.success() && !once.exists(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(world.names(&world.bare(), "gh-pages").contains("rival.txt"));
    assert!(world.run(&world.bare(), &["show", "gh-pages:about/index.html"]).contains("Second."));
    assert_eq!(world.run(&world.bare(), &["rev-list", "--count", "gh-pages"]).trim(), "3");
}

#[test]
fn without_a_remote_the_branch_is_here() {
    let world = World::new();
    let commit = world.publish(&[]);
    assert_eq!(world.git(&["rev-parse", "gh-pages"]).trim(), commit);
    world.edit("Second.");
    world.publish(&[]);
    assert_eq!(world.git(&["rev-parse", "gh-pages^"]).trim(), commit);
}

#[test]
fn what_cannot_be_published_says_why() {
    let world = World::with_remote();
    assert!(world.refused(&["--branch", "main"]).contains("the branch `main` is checked out"));
    assert!(world.refused(&["--branch", "a..b"]).contains("is not the name of a branch"));
    assert!(world.refused(&["--remote", "nowhere"]).contains("error[publish-failed]: Git refuses"));
    world.edit("[broken](nowhere.md)");
    let said = world.refused(&[]);
    assert!(said.contains("error[broken-link]") && said.contains("nothing was published"), "{said}");
    assert_eq!(world.run(&world.bare(), &["branch", "--format=%(refname:short)"]), "main\n");
    let alone = TempDir::new().expect("a folder");
    support::write(
        alone.path(),
        &[("showpiece.yaml".to_owned(), "title: x\nbase_url: https://x.example/\n".into())].into(),
    );
    let output = command(env!("CARGO_BIN_EXE_showpiece"), alone.path())
        .args(["publish", "branch"])
        .env("GIT_CEILING_DIRECTORIES", alone.path().parent().expect("a parent"))
        .output()
        .expect("the program runs");
    assert!(String::from_utf8_lossy(&output.stderr).contains("the site is in no Git repository"));
}

#[test]
fn the_workflow_lies_at_the_top_of_the_repository_and_names_the_site() {
    let world = World::new();
    let inner = world.site().join("docs/site");
    support::write(&inner, &[("showpiece.yaml".to_owned(), "title: x\nbase_url: https://x.example/\n".into())].into());
    let output = command(env!("CARGO_BIN_EXE_showpiece"), &inner)
        .args(["publish", "github"])
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = std::fs::read_to_string(world.site().join(".github/workflows/pages.yml")).expect("the workflow");
    assert!(text.contains("SITE: \"docs/site\"\n") && text.contains("path: docs/site/public\n"), "{text}");
    let again = command(env!("CARGO_BIN_EXE_showpiece"), &inner)
        .args(["publish", "github"])
        .output()
        .expect("the program runs");
    assert_eq!(again.status.code(), Some(1), "a workflow that is there is not replaced");
}

/// What `doctor` says of a site whose remote and configuration are these.
fn doctor(remote: &str, files: &[(&str, &str)]) -> (String, String) {
    let world = World::new();
    world.git(&["remote", "add", "origin", remote]);
    support::write(&world.site(), &files.iter().map(|(name, text)| ((*name).to_owned(), (*text).into())).collect());
    let output = world.showpiece(&["doctor"]);
    (String::from_utf8(output.stdout).expect("text"), String::from_utf8(output.stderr).expect("text"))
}

const WORKFLOW: (&str, &str) = (
    ".github/workflows/pages.yml",
    "on:\n  push:\n    branches: [main]\njobs: {x: {steps: [{uses: actions/deploy-pages@v4}]}}\n",
);

#[test]
fn doctor_knows_where_the_site_will_be() {
    let config = ("showpiece.yaml", "title: x\nbase_url: https://ada.github.io/portfolio/\n");
    let (facts, said) = doctor("https://token@github.com/ada/portfolio.git", &[config, WORKFLOW]);
    assert_eq!(
        facts,
        "\
address     https://ada.github.io/portfolio/
repository  https://github.com/ada/portfolio.git, branch main
hosting     GitHub Pages, site of a project: https://ada.github.io/portfolio/
workflow    .github/workflows/pages.yml
"
    );
    assert_eq!(said, "Nothing is in the way.\n");
}

#[test]
fn doctor_tells_what_will_go_wrong() {
    let said = |files: &[(&str, &str)]| doctor("git@github.com:ada/portfolio.git", files).1;
    let at = |url: &str| format!("title: x\nbase_url: {url}\n");
    let text = said(&[("showpiece.yaml", &at("https://ada.github.io/"))]);
    assert!(
        text.contains("showpiece.yaml:2:11") && text.contains("write `base_url: https://ada.github.io/portfolio/`"),
        "{text}"
    );
    assert!(text.contains("warning[pages-setup]: no workflow publishes the site"), "{text}");
    let text = said(&[("showpiece.yaml", &at("https://ada.example/")), WORKFLOW]);
    assert!(text.contains("add `outputs: {cname: ada.example}`"), "{text}");
    let cname = format!("{}outputs: {{cname: ada.example}}\n", at("https://ada.example/x/"));
    let text = said(&[("showpiece.yaml", &cname), WORKFLOW, ("static/CNAME", "other.example\n")]);
    assert!(text.contains("the site at its root") && text.contains("`static/CNAME` says `other.example`"), "{text}");
    let branches = (WORKFLOW.0, "on:\n  push:\n    branches: [master]\n# deploy-pages\n");
    let text = said(&[("showpiece.yaml", &at("https://ada.github.io/portfolio/")), branches]);
    assert!(
        text.contains(".github/workflows/pages.yml:3:5") && text.contains("does not run at pushes to `main`"),
        "{text}"
    );
    let kept = ("public/index.html", "x");
    let text = said(&[("showpiece.yaml", &at("https://ada.github.io/portfolio/")), WORKFLOW, kept, (".gitignore", "")]);
    assert!(text.contains("`public/` is not ignored by Git"), "{text}");
}
