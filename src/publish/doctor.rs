//! How a site, its repository and its hosting fit together: what address it will have, and what would go wrong.
//!
//! In: a site's folder and its configuration. Out: facts in words, and diagnostics. Git is asked; nothing is fetched.

use std::path::Path;

use super::git::Git;
use super::pages::{self, Pages};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Place, SourceMap, SourcePath};
use crate::source::read_text;

/// What was found.
#[derive(Debug, Default)]
pub struct Findings {
    /// What there is, as name and value.
    pub facts: Vec<(&'static str, String)>,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that diagnostics point into, besides those of the site.
    pub sources: SourceMap,
}

/// Where the keys of the configuration stand.
pub type Places<'a> = &'a dyn Fn(&str) -> Option<Place>;

/// Looks at the repository that `site` lies in.
pub fn examine(site: &Path, config: &Config, place: Places<'_>) -> Findings {
    let mut doctor = Doctor { config, place, findings: Findings::default() };
    doctor.fact("address", config.base_url.to_string());
    match Git::of(site) {
        Ok(git) => doctor.repository(&git, site),
        Err(failure) => {
            doctor.fact("repository", "none".to_owned());
            let problem = problem(format!("the site is in no Git repository ({})", first_line(&failure.message)));
            doctor
                .findings
                .diagnostics
                .push(problem.help("`git init` makes one; GitHub Pages publishes from a repository"));
        }
    }
    doctor.findings
}

fn problem(message: String) -> Diagnostic {
    Diagnostic::new(Code::PagesSetup, message)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

struct Doctor<'a> {
    config: &'a Config,
    place: Places<'a>,
    findings: Findings,
}

impl Doctor<'_> {
    fn fact(&mut self, name: &'static str, value: String) {
        self.findings.facts.push((name, value));
    }

    fn complain(&mut self, diagnostic: Diagnostic) {
        self.findings.diagnostics.push(diagnostic);
    }

    fn repository(&mut self, git: &Git, site: &Path) {
        let name = if git.ask(&["remote", "get-url", "origin"]).is_some() {
            Some("origin".to_owned())
        } else {
            git.ask(&["remote"])
        };
        let remote = name.as_ref().and_then(|name| git.ask(&["remote", "get-url", name]));
        let branch = default_branch(git, name.as_deref());
        match &remote {
            Some(remote) => self.fact("repository", format!("{}, branch {branch}", without_secrets(remote))),
            None => {
                self.fact("repository", format!("no remote, branch {branch}"));
                self.complain(
                    problem("the repository has no remote".to_owned())
                        .help("`git remote add origin …` names the one that you push to"),
                );
            }
        }
        let pages = remote.as_deref().and_then(pages::of);
        if let Some(pages) = &pages {
            let kind = if pages.is_root { "site of a user or an organisation" } else { "site of a project" };
            self.fact("hosting", format!("{}, {kind}: {}", pages.service, pages.url));
        }
        self.domain(git, site);
        self.address(pages.as_ref());
        self.workflow(git, &branch, pages.as_ref());
        self.ignored(git, site);
    }

    /// The domain of one's own: in the configuration, or as a file that is copied.
    fn domain(&mut self, git: &Git, site: &Path) {
        let file = read_text(&site.join("static/CNAME"), &SourcePath::from("static/CNAME")).ok();
        let file = file.map(|text| text.trim().to_owned());
        let configured = self.config.outputs.cname.as_ref().map(|name| name.to_string());
        let Some(domain) = configured.clone().or_else(|| file.clone()) else {
            let top = read_text(&git.top.join("CNAME"), &SourcePath::from("CNAME"));
            if top.is_ok() && git.top.canonicalize().ok() == site.canonicalize().ok() {
                self.complain(
                    problem("`CNAME` beside `showpiece.yaml` is not published".to_owned())
                        .help("set `outputs: {cname: …}` instead, which writes it into the output"),
                );
            }
            return;
        };
        self.fact("domain", domain.clone());
        if let Some(file) = file.filter(|file| configured.as_ref().is_some_and(|configured| configured != file)) {
            let place = (self.place)("outputs.cname");
            let message = format!("`outputs.cname` is `{domain}`, and `static/CNAME` says `{file}`");
            self.complain(Diagnostic { place, ..problem(message) }.help("keep one of the two"));
        }
        if self.config.base_url.host() != domain {
            let place = (self.place)("base_url");
            let message =
                format!("the site will be at `{domain}`, and `base_url` names `{}`", self.config.base_url.host());
            self.complain(
                Diagnostic { place, ..problem(message) }.help(format!("write `base_url: https://{domain}/`")),
            );
        } else if self.config.base_url.path != "/" {
            let place = (self.place)("base_url");
            let message = format!(
                "a domain of your own has the site at its root, and `base_url` has the path `{}`",
                self.config.base_url.path
            );
            self.complain(
                Diagnostic { place, ..problem(message) }.help(format!("write `base_url: https://{domain}/`")),
            );
        }
    }

    /// Whether `base_url` is where the service will publish.
    fn address(&mut self, pages: Option<&Pages>) {
        let has_domain = self.findings.facts.iter().any(|(name, _)| *name == "domain");
        let Some(pages) = pages.filter(|_| !has_domain) else { return };
        let configured = self.config.base_url.to_string();
        if configured == pages.url {
            return;
        }
        let place = (self.place)("base_url");
        let own = self.config.base_url.host();
        let is_service = [".github.io", ".gitlab.io", ".codeberg.page"].iter().any(|end| own.ends_with(end));
        let message = format!("`base_url` is `{configured}`, and {} will publish at `{}`", pages.service, pages.url);
        let diagnostic = Diagnostic { place, ..problem(message) }.help(format!("write `base_url: {}`", pages.url));
        self.complain(match is_service {
            true => diagnostic.help("with another path, pages are found and their styles and links are not"),
            false => diagnostic.help(format!("or, if `{own}` is your domain, add `outputs: {{cname: {own}}}`")),
        });
    }

    /// The workflow that publishes, and whether it runs for the branch that is pushed to.
    fn workflow(&mut self, git: &Git, branch: &str, pages: Option<&Pages>) {
        if pages.is_none_or(|pages| pages.service != "GitHub Pages") {
            return;
        }
        let listed = git
            .run(&["ls-files", "--cached", "--others", "--exclude-standard", ".github/workflows"])
            .unwrap_or_default();
        let texts = listed.lines().filter_map(|path| {
            Some((SourcePath::from(path), read_text(&git.top.join(path), &SourcePath::from(path)).ok()?))
        });
        let publishing = texts
            .filter(|(_, text)| text.contains("deploy-pages") || text.contains("publish branch"))
            .collect::<Vec<_>>();
        let Some((path, text)) = publishing.first() else {
            let has_branch = git.ask(&["ls-remote", "--heads", ".", "gh-pages"]).is_some();
            if !has_branch {
                self.complain(problem("no workflow publishes the site".to_owned()).help(
                    "`showpiece publish github` writes one; `showpiece publish branch` publishes from this machine",
                ));
            }
            return;
        };
        self.fact("workflow", path.to_string());
        if let Some(at) = text.find("branches:") {
            let line = text[at..].lines().next().unwrap_or_default();
            let listed = text[at..].lines().take(6).collect::<Vec<_>>().join(" ");
            let names_it =
                listed.split(|sign: char| sign.is_whitespace() || "[],\"'".contains(sign)).any(|word| word == branch);
            if !names_it && !listed.contains("$default-branch") {
                self.findings.sources.insert(SourcePath::clone(path), text.clone());
                let place = Place::new(path, at..at + line.len());
                self.complain(
                    problem(format!("the workflow does not run at pushes to `{branch}`"))
                        .at(place)
                        .help(format!("name it: `branches: [{branch}]`")),
                );
            }
        }
    }

    /// What is built does not belong among the sources.
    fn ignored(&mut self, git: &Git, site: &Path) {
        for name in ["public", ".showpiece"] {
            let path = site.join(name);
            let Some(path) = path.canonicalize().ok().and_then(|path| Some(path.to_str()?.to_owned())) else {
                continue;
            };
            if git.ask(&["ls-files", "--", &path]).is_some() {
                let message = format!("`{name}/` is in the repository");
                self.complain(problem(message).help(format!(
                    "`git rm -r --cached {name}`, and add `{name}/` to `.gitignore`: it is made anew by each build"
                )));
            } else if git.run(&["check-ignore", "--quiet", &path]).is_err() {
                self.complain(
                    problem(format!("`{name}/` is not ignored by Git")).help(format!("add `{name}/` to `.gitignore`")),
                );
            }
        }
    }
}

/// The branch that is pushed to: the remote's own word, else the one in use.
fn default_branch(git: &Git, remote: Option<&str>) -> String {
    let head = remote.and_then(|remote| {
        let name = git.ask(&["symbolic-ref", "--short", &format!("refs/remotes/{remote}/HEAD")])?;
        Some(name.strip_prefix(&format!("{remote}/"))?.to_owned())
    });
    head.or_else(|| git.ask(&["symbolic-ref", "--short", "HEAD"])).unwrap_or_else(|| "main".to_owned())
}

/// An address without user name and password.
fn without_secrets(remote: &str) -> String {
    match remote.split_once("://") {
        Some((scheme, rest)) if rest.split('/').next().is_some_and(|authority| authority.contains('@')) => {
            format!("{scheme}://{}", rest.split_once('@').map_or(rest, |(_, rest)| rest))
        }
        _ => remote.to_owned(),
    }
}
