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
    for name in showpiece::publish::address::VARIABLES {
        command.env_remove(name);
    }
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
    let (clone, once) = (world.folder.path().join("rival"), world.folder.path().join("once"));
    world.run(world.folder.path(), &["clone", "--quiet", "--branch", "gh-pages", "bare.git", "rival"]);
    std::fs::write(clone.join("rival.txt"), "mine\n").expect("written");
    world.run(&clone, &["add", "."]);
    world.run(&clone, &["commit", "--quiet", "-m", "rival"]);
    std::fs::write(&once, "").expect("written");
    let (at, rival) = (once.display(), clone.display());
    let script = format!("if [ -e '{at}' ]; then rm '{at}'; git -C '{rival}' push --quiet origin gh-pages; fi");
    let path = other_git(&world, "push", &script);
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

/// Makes a hook of a repository that ends with `script`.
fn hook(git: &Path, name: &str, script: &str) {
    let path = git.join("hooks").join(name);
    std::fs::create_dir_all(git.join("hooks")).expect("a folder");
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("made a program");
}

/// A `git` that does something else at calls that begin with `word`.
fn other_git(world: &World, word: &str, script: &str) -> String {
    let tools = world.folder.path().join(format!("tools-{word}"));
    std::fs::create_dir_all(&tools).expect("a folder");
    let real = Command::new("sh").args(["-c", "command -v git"]).output().expect("sh runs").stdout;
    let real = String::from_utf8(real).expect("text");
    let text = format!("#!/bin/sh\nif [ \"$1\" = {word} ]; then\n{script}\nfi\nexec '{}' \"$@\"\n", real.trim());
    std::fs::write(tools.join("git"), text).expect("written");
    std::fs::set_permissions(tools.join("git"), std::fs::Permissions::from_mode(0o755)).expect("made a program");
    format!("{}:{}", tools.display(), std::env::var("PATH").expect("there is a PATH"))
}

#[test]
fn a_remote_that_refuses_is_quoted_and_nothing_has_moved() {
    let world = World::with_remote();
    hook(&world.bare(), "pre-receive", "echo 'gh-pages is protected here' >&2; exit 1");
    let said = world.refused(&[]);
    assert!(said.contains("error[publish-failed]") && said.contains("gh-pages is protected here"), "{said}");
    assert!(said.contains("the branch is as it was") && !said.contains("changed 5 times"), "{said}");
    assert_eq!(world.run(&world.bare(), &["branch", "--format=%(refname:short)"]), "main\n");
    assert_eq!(world.git(&["status", "--porcelain"]), "");
    // A repository that somebody works in lets nobody push to the branch in use.
    let world = World::new();
    let other = world.folder.path().join("other");
    world.run(&other, &["init", "--quiet", "--initial-branch=gh-pages", "."]);
    let said = world.refused(&["--remote", other.to_str().expect("text")]);
    assert!(said.contains("error[publish-failed]") && said.contains("refusing to update checked out branch"), "{said}");
}

#[test]
fn hooks_of_the_user_are_not_run_and_one_that_forbids_is_quoted() {
    let world = World::with_remote();
    let git = world.site().join(".git");
    for name in ["pre-push", "pre-commit", "post-commit", "commit-msg"] {
        hook(&git, name, "echo ran >> \"$HOME/../ran\"; exit 1");
    }
    world.publish(&[]);
    assert!(!world.folder.path().join("ran").exists());
    let world = World::new();
    hook(&world.site().join(".git"), "reference-transaction", "echo 'nobody moves branches here' >&2; exit 1");
    let said = world.refused(&[]);
    assert!(said.contains("error[publish-failed]") && !said.contains("changed 5 times"), "{said}");
    assert!(world.names(&world.site(), "main").contains("showpiece.yaml"));
}

#[test]
fn it_can_be_run_by_a_hook_and_touches_no_index_of_the_user() {
    let world = World::with_remote();
    let program = env!("CARGO_BIN_EXE_showpiece");
    std::fs::create_dir_all(world.site().join("web")).expect("a folder");
    support::write(
        &world.site().join("web"),
        &[("showpiece.yaml".to_owned(), "title: Web\nbase_url: https://ada.example/\n".into())].into(),
    );
    hook(&world.site().join(".git"), "post-commit", &format!("exec '{program}' publish branch web --quiet"));
    world.git(&["add", "."]);
    std::fs::write(world.site().join("staged.txt"), "x").expect("written");
    let output = command("git", &world.site()).args(["commit", "--quiet", "-m", "More"]).output().expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(
        world.names(&world.bare(), "gh-pages").contains("index.html"),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(world.git(&["status", "--porcelain"]), "?? staged.txt\n");
    // What Git tells its hooks of the repository means another one when it is passed on.
    let other = world.folder.path().join("elsewhere.git");
    world.run(&other, &["init", "--quiet", "--bare", "."]);
    world.edit("By a hook.");
    let index = world.site().join(".git/index");
    let before = std::fs::read(&index).expect("an index");
    let mut run = command(env!("CARGO_BIN_EXE_showpiece"), &world.site());
    let run = run.args(["publish", "branch"]).env("GIT_DIR", &other).env("GIT_INDEX_FILE", &index).output();
    assert!(run.as_ref().is_ok_and(|output| output.status.success()), "{run:?}");
    assert!(world.run(&world.bare(), &["show", "gh-pages:about/index.html"]).contains("By a hook."));
    assert_eq!(world.run(&other, &["for-each-ref"]), "");
    assert_eq!(std::fs::read(&index).expect("an index"), before);
}

#[test]
fn detached_heads_worktrees_and_submodules_are_repositories_like_any_other() {
    let world = World::with_remote();
    world.git(&["checkout", "--quiet", "--detach"]);
    let head = world.git(&["rev-parse", "HEAD"]);
    let first = world.publish(&[]);
    assert_eq!(world.git(&["rev-parse", "HEAD"]), head);
    // A second working tree of the same repository.
    let tree = world.folder.path().join("tree");
    world.git(&["worktree", "add", "--quiet", "-b", "other", tree.to_str().expect("text")]);
    std::fs::write(tree.join("content/about.md"), "---\ntitle: About\n---\n\nFrom the tree.\n").expect("written");
    let output = command(env!("CARGO_BIN_EXE_showpiece"), &tree).args(["publish", "branch"]).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(world.run(&world.bare(), &["rev-parse", "gh-pages^"]).trim(), first);
    // A branch that another working tree uses is left alone.
    let said = world.refused(&["--branch", "other"]);
    assert!(said.contains("the branch `other` is checked out"), "{said}");
    // A site that is a submodule publishes from its own repository.
    let outer = world.folder.path().join("outer");
    world.run(&outer, &["init", "--quiet", "--initial-branch=main", "."]);
    let bare = world.bare();
    let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", bare.to_str().expect("text"), "site"];
    world.run(&outer, &add);
    let inner = outer.join("site");
    std::fs::write(inner.join("content/about.md"), "---\ntitle: About\n---\n\nFrom the submodule.\n").expect("written");
    let output =
        command(env!("CARGO_BIN_EXE_showpiece"), &inner).args(["publish", "branch"]).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(world.run(&world.bare(), &["show", "gh-pages:about/index.html"]).contains("From the submodule."));
    assert_eq!(world.run(&outer, &["branch", "--list", "gh-pages"]), "");
}

#[test]
fn a_repository_that_cannot_be_written_to_is_told() {
    let world = World::with_remote();
    let path = other_git(
        &world,
        "hash-object",
        "echo 'error: insufficient permission for adding an object to repository database .git/objects' >&2; exit 128",
    );
    let output =
        command(env!("CARGO_BIN_EXE_showpiece"), &world.site()).args(["publish", "branch"]).env("PATH", path).output();
    let said = String::from_utf8(output.expect("it runs").stderr).expect("text");
    assert!(
        said.contains("error[publish-failed]: Git refuses: insufficient permission for adding an object"),
        "{said}"
    );
    // A bare repository has no place for a site.
    support::write(
        &world.bare(),
        &[("showpiece.yaml".to_owned(), "title: x\nbase_url: https://x.example/\n".into())].into(),
    );
    let output = command(env!("CARGO_BIN_EXE_showpiece"), &world.bare()).args(["publish", "branch"]).output();
    let said = String::from_utf8(output.expect("it runs").stderr).expect("text");
    assert!(said.contains("in a repository without a working tree"), "{said}");
}

#[test]
fn whoever_has_no_name_is_told_how_to_get_one() {
    let world = World::with_remote();
    let mut command = command(env!("CARGO_BIN_EXE_showpiece"), &world.site());
    for name in ["AUTHOR", "COMMITTER"] {
        command.env_remove(format!("GIT_{name}_NAME")).env_remove(format!("GIT_{name}_EMAIL"));
    }
    command
        .env("GIT_CONFIG_COUNT", "1")
        .env("GIT_CONFIG_KEY_0", "user.useConfigOnly")
        .env("GIT_CONFIG_VALUE_0", "true");
    let output = command.args(["publish", "branch"]).output().expect("it runs");
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(said.contains("error[publish-failed]: Git does not know who you are"), "{said}");
    assert!(said.contains("git config user.name") && said.contains("git config user.email"), "{said}");
}

#[test]
fn secrets_in_the_address_of_a_remote_are_not_printed() {
    let world = World::with_remote();
    let bare = world.bare();
    world.git(&["config", &format!("url.{}.insteadOf", bare.display()), "https://ada:hunter2@git.example.org/site"]);
    let output = world.showpiece(&["publish", "branch", "--remote", "https://ada:hunter2@git.example.org/site"]);
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(output.status.success() && said.contains("of `https://git.example.org/site`"), "{said}");
    let said = world.refused(&["--remote", "file://ada:hunter2@localhost/not-there.git"]);
    assert!(said.contains("error[publish-failed]") && !said.contains("hunter2"), "{said}");
}

#[test]
fn odd_names_and_other_hashes_are_published_as_they_are() {
    let world = World::new();
    std::fs::remove_dir_all(world.site().join(".git")).expect("removed");
    world.git(&["init", "--quiet", "--initial-branch=main", "--object-format=sha256", "."]);
    let odd = ["static/\"quoted\".txt", "static/two words.txt", "static/-dash.txt", "static/größe.txt"];
    support::write(&world.site(), &odd.map(|name| (name.to_owned(), name.into())).into());
    let first = world.publish(&[]);
    assert_eq!(first.len(), 64, "{first}");
    for name in odd {
        let name = name.trim_start_matches("static/");
        assert_eq!(world.git(&["show", &format!("gh-pages:{name}")]), format!("static/{name}"));
    }
    // What is not written any more goes away, whatever the length of names.
    std::fs::remove_file(world.site().join(odd[0])).expect("removed");
    world.publish(&[]);
    let listed = world.run(&world.site(), &["ls-tree", "-r", "-z", "--name-only", "gh-pages"]);
    assert!(!listed.contains("quoted") && listed.contains("-dash.txt"), "{listed}");
}

#[test]
fn a_foreign_file_in_the_place_of_a_folder_is_told() {
    let world = World::with_remote();
    world.publish(&[]);
    world.intrude("gh-pages", "new");
    std::fs::write(world.site().join("content/new.md"), "---\ntitle: New\n---\n").expect("written");
    let said = world.refused(&[]);
    assert!(said.contains("error[foreign-branch]") && said.contains("`new` that Showpiece did not write"), "{said}");
    assert_eq!(world.run(&world.bare(), &["show", "gh-pages:new"]), "mine\n");
}

#[test]
fn a_remote_of_another_history_is_published_to_as_it_is() {
    let world = World::with_remote();
    let other = world.folder.path().join("other.git");
    world.run(&other, &["init", "--quiet", "--bare", "--initial-branch=main", "."]);
    let first = world.publish(&["--remote", other.to_str().expect("text")]);
    assert_eq!(world.run(&other, &["rev-parse", "gh-pages"]).trim(), first);
    // The same branch of another remote knows nothing of it.
    let second = world.publish(&[]);
    world.edit("Second.");
    world.publish(&["--remote", other.to_str().expect("text")]);
    assert_eq!(world.run(&other, &["rev-parse", "gh-pages^"]).trim(), first);
    assert_eq!(world.run(&world.bare(), &["rev-parse", "gh-pages"]).trim(), second);
    // Somebody has replaced the branch's history: it is theirs, and a commit goes on top.
    let clone = world.folder.path().join("rewrite");
    world.run(world.folder.path(), &["clone", "--quiet", "--branch", "gh-pages", "bare.git", "rewrite"]);
    world.run(&clone, &["checkout", "--quiet", "--orphan", "fresh"]);
    world.run(&clone, &["commit", "--quiet", "-m", "All anew"]);
    world.run(&clone, &["push", "--quiet", "--force", "origin", "fresh:gh-pages"]);
    let theirs = world.run(&world.bare(), &["rev-parse", "gh-pages"]);
    world.publish(&[]);
    assert_eq!(world.run(&world.bare(), &["rev-parse", "gh-pages^"]), theirs);
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

/// A world whose `showpiece.yaml` names no address.
fn unwritten(more: &str) -> World {
    let world = World::new();
    std::fs::write(world.site().join("showpiece.yaml"), format!("title: Ada Example\n{more}")).expect("written");
    world
}

/// Runs the program on GitHub, as it were.
fn on_github(world: &World, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = command(env!("CARGO_BIN_EXE_showpiece"), &world.site())
        .args(arguments)
        .envs([("CI", "true"), ("GITHUB_ACTIONS", "true"), ("GITHUB_REPOSITORY", "Ada/portfolio")])
        .output()
        .expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_build_on_a_service_knows_its_address() {
    let world = unwritten("");
    let home = || std::fs::read_to_string(world.site().join("public/index.html")).expect("the home page");
    let (code, _, said) = on_github(&world, &["build", "--strict"]);
    let line = "The site's address is https://ada.github.io/portfolio/, from `GITHUB_REPOSITORY`, as GitHub Pages publishes it.\n";
    assert_eq!(said.lines().count(), 2, "{said}");
    assert!(code == Some(0) && said.starts_with(line), "{said}");
    assert!(home().contains("<link rel=\"canonical\" href=\"https://ada.github.io/portfolio/\""), "{}", home());
    assert!(on_github(&world, &["check"]).2.starts_with(line));
    let (code, _, said) = on_github(&world, &["build", "--quiet"]);
    assert!(code == Some(0) && said.is_empty(), "{said}");
    // The command line wins, and so does the configuration.
    let (code, _, said) = on_github(&world, &["build", "--base-url", "https://other.example/x/"]);
    assert!(code == Some(0) && said.starts_with("Built"), "{said}");
    assert!(home().contains("https://other.example/x/") && !home().contains("ada.github.io"), "{}", home());
    std::fs::write(world.site().join("showpiece.yaml"), "title: Ada\nbase_url: https://ada.example/\n")
        .expect("written");
    let (code, _, said) = on_github(&world, &["build"]);
    assert!(code == Some(0) && said.starts_with("Built") && home().contains("https://ada.example/"), "{said}");
}

#[test]
fn a_domain_of_ones_own_wins_over_the_service() {
    let world = unwritten("outputs: {cname: ada.example}\n");
    let said = on_github(&world, &["build"]).2;
    assert!(said.starts_with("The site's address is https://ada.example/, from `outputs.cname`.\n"), "{said}");
    let world = unwritten("");
    support::write(&world.site(), &[("static/CNAME".to_owned(), "www.ada.example\n".into())].into());
    let said = on_github(&world, &["build"]).2;
    assert!(said.starts_with("The site's address is https://www.ada.example/, from `static/CNAME`.\n"), "{said}");
}

#[test]
fn without_a_service_a_missing_address_is_an_error_with_a_way_out() {
    let world = unwritten("");
    let output = world.showpiece(&["build"]);
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(
        output.status.code() == Some(1) && said.contains("error[missing-key]: the key `base_url` is missing"),
        "{said}"
    );
    assert!(said.contains("give `--base-url`"), "{said}");
    let output = world.showpiece(&["build", "--base-url", "https://ada.example/"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // What else is missing is missing in the file, at a place in it.
    std::fs::write(world.site().join("showpiece.yaml"), "language: en\n").expect("written");
    let said = on_github(&world, &["build"]).2;
    assert!(said.contains("error[missing-key]: the key `title` is missing\n --> showpiece.yaml:1:1"), "{said}");
    assert!(!said.contains("base_url"), "{said}");
}

/// What `doctor` says of a site whose remote and configuration are these.
fn doctor(remote: &str, files: &[(&str, &str)]) -> (String, String) {
    let world = World::new();
    world.git(&["remote", "add", "origin", remote]);
    support::write(&world.site(), &files.iter().map(|(name, text)| ((*name).to_owned(), (*text).into())).collect());
    world.git(&["add", "--all"]);
    world.git(&["commit", "--quiet", "--allow-empty", "-m", "More"]);
    examined(&world)
}

fn examined(world: &World) -> (String, String) {
    let output = world.showpiece(&["doctor"]);
    (String::from_utf8(output.stdout).expect("text"), String::from_utf8(output.stderr).expect("text"))
}

const CONFIG: (&str, &str) = ("showpiece.yaml", "title: x\nbase_url: https://ada.github.io/portfolio/\n");
const WORKFLOW: (&str, &str) = (
    ".github/workflows/pages.yml",
    "on:\n  push:\n    branches: [main]\npermissions: {pages: write, id-token: write}\njobs: {x: {steps: [{uses: actions/deploy-pages@v4}]}}\n",
);
const PORTFOLIO: &str = "git@github.com:ada/portfolio.git";

#[test]
fn doctor_knows_where_the_site_will_be() {
    let (facts, said) = doctor("https://token@github.com/ada/portfolio.git", &[CONFIG, WORKFLOW]);
    assert_eq!(
        facts,
        "\
address     https://ada.github.io/portfolio/, from `base_url`
repository  https://github.com/ada/portfolio.git, branch main
hosting     GitHub Pages, site of a project: https://ada.github.io/portfolio/
workflow    .github/workflows/pages.yml
"
    );
    assert_eq!(said, "Nothing is in the way.\n");
    let home = ("showpiece.yaml", "title: x\nbase_url: https://ada.github.io/\n");
    let (facts, said) = doctor("ssh://git@ssh.github.com:443/Ada/ada.github.io.git", &[home, WORKFLOW]);
    assert!(facts.contains("site of a user or an organisation: https://ada.github.io/\n"), "{facts}");
    assert_eq!(said, "Nothing is in the way.\n");
}

#[test]
fn doctor_says_where_an_unwritten_address_comes_from() {
    let world = unwritten("");
    world.git(&["remote", "add", "origin", PORTFOLIO]);
    let (facts, said) = examined(&world);
    let from = "https://ada.github.io/portfolio/, from the remote `origin`, as GitHub Pages publishes it\n";
    assert!(facts.starts_with(&format!("address     {from}")), "{facts}");
    assert!(
        said.contains("has no `base_url`") && said.contains("write `base_url: https://ada.github.io/portfolio/`"),
        "{said}"
    );
    let (_, facts, said) = on_github(&world, &["doctor"]);
    assert!(facts.starts_with("address     https://ada.github.io/portfolio/, from `GITHUB_REPOSITORY`"), "{facts}");
    assert!(!said.contains("base_url"), "{said}");
}

#[test]
fn doctor_tells_what_will_go_wrong() {
    let said = |files: &[(&str, &str)]| doctor(PORTFOLIO, files).1;
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
    let text = said(&[CONFIG, branches]);
    assert!(
        text.contains(".github/workflows/pages.yml:3:5") && text.contains("does not run at pushes to `main`"),
        "{text}"
    );
    let kept = ("public/index.html", "x");
    let text = said(&[CONFIG, WORKFLOW, kept, (".gitignore", "")]);
    assert!(text.contains("`public/` is in the repository") && text.contains("git rm -r --cached public"), "{text}");
}

#[test]
fn doctor_reads_the_workflow() {
    let said = |text: &str| doctor(PORTFOLIO, &[CONFIG, (WORKFLOW.0, text)]).1;
    let text = said(
        "jobs:\n  x:\n    permissions: {pages: write, id-token: write}\n    steps:\n      - uses: actions/upload-pages-artifact@v2\n      - uses: actions/deploy-pages@v2\n",
    );
    assert!(
        text.contains("pages.yml:5:15") && text.contains("does not run `actions/upload-pages-artifact` in version v2"),
        "{text}"
    );
    assert!(text.contains("write `actions/deploy-pages@v4`"), "{text}");
    let text =
        said("jobs:\n  x:\n    permissions:\n      pages: write\n    steps:\n      - uses: actions/deploy-pages@v4\n");
    assert!(text.contains("lacks the permission `id-token: write`") && !text.contains("`pages: write` and"), "{text}");
    let text = said(&format!("{}env:\n  SHOWPIECE_REPOSITORY: \"\" # here\n", WORKFLOW.1));
    assert!(text.contains("does not say where Showpiece comes from") && text.contains("pages.yml:7:3"), "{text}");
    // Neither versions that only begin like old ones nor commits are old, and comments are none of a machine's business.
    let text = said(&format!(
        "{}# actions/deploy-pages@v1\n#   branches: [x]\n# - uses: actions/upload-artifact@v30\n",
        WORKFLOW.1
    ));
    assert_eq!(text, "Nothing is in the way.\n");
    // What is not committed is not there for GitHub.
    let world = World::new();
    world.git(&["remote", "add", "origin", PORTFOLIO]);
    support::write(&world.site(), &[CONFIG, WORKFLOW].map(|(name, text)| (name.to_owned(), text.into())).into());
    let text = examined(&world).1;
    assert!(text.contains("`.github/workflows/pages.yml` is in no commit yet"), "{text}");
}

#[test]
fn doctor_finds_a_workflow_where_github_does_not_look() {
    let world = World::new();
    world.git(&["remote", "add", "origin", PORTFOLIO]);
    let files = [CONFIG, WORKFLOW].map(|(name, text)| (format!("docs/site/{name}"), text.into()));
    support::write(&world.site(), &files.into());
    let output = world.showpiece(&["doctor", "docs/site"]);
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(said.contains("does not look for workflows in `docs/site/.github/workflows`"), "{said}");
}

#[test]
fn doctor_does_not_guess_about_servers_that_it_does_not_know() {
    for (remote, host) in [
        ("git@git.example.org:ada/portfolio.git", "`git.example.org`"),
        ("https://github.example.com/ada/portfolio", "`github.example.com`"),
        ("work:ada/portfolio.git", "`work` (an alias of your SSH configuration?)"),
        ("/srv/git/portfolio.git", "a folder"),
    ] {
        let (facts, said) = doctor(remote, &[CONFIG]);
        assert!(facts.contains(&format!("hosting     not known: {host} may publish anywhere")), "{facts}");
        assert_eq!(said, "Nothing is in the way.\n", "{remote}");
    }
    // A host that GitLab made up is as good as the one that can be foretold.
    let own = ("showpiece.yaml", "title: x\nbase_url: https://portfolio-3f2a1c.gitlab.io/\n");
    assert_eq!(doctor("git@gitlab.com:ada/portfolio.git", &[own]).1, "Nothing is in the way.\n");
    let wrong = ("showpiece.yaml", "title: x\nbase_url: https://ada.gitlab.io/other/\n");
    assert!(
        doctor("git@gitlab.com:ada/portfolio.git", &[wrong])
            .1
            .contains("write `base_url: https://ada.gitlab.io/portfolio/`")
    );
}

#[test]
fn doctor_knows_a_published_branch_and_its_domain() {
    let world = World::with_remote();
    world.publish(&[]);
    let (facts, _) = examined(&world);
    assert!(facts.contains("branch      `gh-pages` of `origin` holds a published site\n"), "{facts}");
    // GitHub writes the domain that is entered in its settings to the branch.
    let clone = world.folder.path().join("web");
    world.run(world.folder.path(), &["clone", "--quiet", "--branch", "gh-pages", "bare.git", "web"]);
    std::fs::write(clone.join("CNAME"), "www.ada.example").expect("written");
    world.run(&clone, &["add", "."]);
    world.run(&clone, &["commit", "--quiet", "-m", "Create CNAME"]);
    world.run(&clone, &["push", "--quiet"]);
    world.git(&["fetch", "--quiet"]);
    let (facts, said) = examined(&world);
    assert!(facts.contains("domain      www.ada.example, from `CNAME` on that branch\n"), "{facts}");
    assert!(said.contains("the site will be at `www.ada.example`, and `base_url` names `ada.example`"), "{said}");
}

#[test]
fn doctor_says_what_is_missing_of_git_itself() {
    let alone = TempDir::new().expect("a folder");
    support::write(alone.path(), &[("showpiece.yaml".to_owned(), CONFIG.1.into())].into());
    let doctor = |change: &dyn Fn(&mut Command)| {
        let mut command = command(env!("CARGO_BIN_EXE_showpiece"), alone.path());
        command.arg("doctor").env("GIT_CEILING_DIRECTORIES", alone.path().parent().expect("a parent"));
        change(&mut command);
        let output = command.output().expect("the program runs");
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).expect("text")
    };
    let said = doctor(&|_| {});
    assert!(said.contains("the site is in no Git repository") && said.contains("`git init` makes one"), "{said}");
    let said = doctor(&|command| {
        command.env("PATH", alone.path());
    });
    assert!(
        said.contains("Git is not installed") && said.contains("apt install git") && !said.contains("git init"),
        "{said}"
    );
    let world = World::new();
    world.run(alone.path(), &["init", "--quiet", "--bare", "x.git"]);
    support::write(&alone.path().join("x.git"), &[("showpiece.yaml".to_owned(), CONFIG.1.into())].into());
    let said = doctor(&|command| {
        command.current_dir(alone.path().join("x.git"));
    });
    assert!(said.contains("without a working tree") && said.contains("clone the repository"), "{said}");
    world.run(alone.path(), &["init", "--quiet", "."]);
    let said = doctor(&|command| {
        command.env("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");
    });
    assert!(said.contains("belongs to another user") && said.contains("safe.directory"), "{said}");
    let said = doctor(&|_| {});
    assert!(said.contains("the repository has no remote") && said.contains("git remote add origin"), "{said}");
}

#[test]
fn doctor_is_not_misled_by_a_detached_head() {
    let world = World::new();
    world.git(&["remote", "add", "origin", PORTFOLIO]);
    let branches = WORKFLOW.1.replace("main", "trunk");
    let files = [CONFIG, (WORKFLOW.0, &branches)].map(|(name, text)| (name.to_owned(), text.into()));
    support::write(&world.site(), &files.into());
    world.git(&["add", "."]);
    world.git(&["commit", "--quiet", "-m", "More"]);
    world.git(&["checkout", "--quiet", "--detach"]);
    let (facts, said) = examined(&world);
    assert!(facts.contains("no branch checked out"), "{facts}");
    assert_eq!(said, "Nothing is in the way.\n");
}
