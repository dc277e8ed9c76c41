//! How a site, its repository and its hosting fit together: what address it will have, and what would go wrong.
//!
//! In: a site's folder and its configuration. Out: facts in words, and diagnostics. Git is asked; nothing is fetched.

use std::path::Path;

use super::git::{Git, Lack};
use super::pages::{self, Pages};
use super::{problem, workflow};
use crate::config::{BaseUrl, Config, Derived};
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

/// What is known of a site from its configuration.
pub struct Configured<'a> {
    /// The configuration in force.
    pub config: &'a Config,
    /// The address, if it stands in for one that is not written down.
    pub derived: Option<&'a Derived>,
    /// Where the keys of the configuration stand.
    pub place: &'a dyn Fn(&str) -> Option<Place>,
}

/// Looks at the repository that `site` lies in.
pub fn examine(site: &Path, configured: &Configured<'_>) -> Findings {
    let mut doctor = Doctor { configured, findings: Findings::default() };
    let from = configured.derived.map_or("`base_url`", |derived| &derived.from);
    doctor.fact("address", format!("{}, from {from}", configured.config.base_url));
    match Git::of(site) {
        Ok(git) => doctor.repository(&git, site),
        Err(failure) => {
            doctor.fact("repository", "none".to_owned());
            let diagnostic = failure.diagnostic(Code::PagesSetup);
            doctor.complain(match failure.lack() {
                Lack::Repository => diagnostic.help("GitHub Pages publishes from a repository"),
                _ => diagnostic,
            });
        }
    }
    doctor.findings
}

/// Where the service that the repository's remote belongs to will publish, for a site that names no address.
pub fn expected(site: &Path) -> Option<Derived> {
    let git = Git::of(site).ok()?;
    let (name, address) = remote(&git)?;
    let pages = pages::of(&address)?;
    let from = format!("the remote `{name}`, as {} publishes it", pages.service);
    Some(Derived { url: BaseUrl::parse(&pages.url).ok()?, from })
}

/// The remote that is pushed to, by name and address.
fn remote(git: &Git) -> Option<(String, String)> {
    let address = |name: &str| git.ask(&["remote", "get-url", name]);
    let origin = address("origin").map(|address| ("origin".to_owned(), address));
    origin.or_else(|| {
        let name = git.ask(&["remote"])?;
        Some((name.clone(), address(&name)?))
    })
}

struct Doctor<'a> {
    configured: &'a Configured<'a>,
    findings: Findings,
}

impl Doctor<'_> {
    fn fact(&mut self, name: &'static str, value: String) {
        self.findings.facts.push((name, value));
    }

    fn complain(&mut self, diagnostic: Diagnostic) {
        self.findings.diagnostics.push(diagnostic);
    }

    fn base_url(&self) -> &BaseUrl {
        &self.configured.config.base_url
    }

    /// A problem with a key of the configuration.
    fn at_key(&self, key: &str, message: String) -> Diagnostic {
        let is_written = key != "base_url" || self.configured.derived.is_none();
        Diagnostic { place: (self.configured.place)(key).filter(|_| is_written), ..problem(message) }
    }

    fn repository(&mut self, git: &Git, site: &Path) {
        let remote = remote(git);
        let branch = default_branch(git, remote.as_ref().map(|(name, _)| name.as_str()));
        let shown = branch.as_ref().map_or("no branch checked out".to_owned(), |branch| format!("branch {branch}"));
        match &remote {
            Some((_, address)) => self.fact("repository", format!("{}, {shown}", pages::without_secrets(address))),
            None => {
                self.fact("repository", format!("no remote, {shown}"));
                self.complain(
                    problem("the repository has no remote".to_owned())
                        .help("`git remote add origin …` names the one that you push to"),
                );
            }
        }
        let pages = remote.as_ref().and_then(|(_, address)| pages::of(address));
        match (&pages, &remote) {
            (Some(pages), _) => {
                let kind = if pages.is_root { "site of a user or an organisation" } else { "site of a project" };
                self.fact("hosting", format!("{}, {kind}: {}", pages.service, pages.url));
            }
            (None, Some((_, address))) => {
                let host = pages::host(address).map_or("a folder".to_owned(), |host| match host.contains('.') {
                    true => format!("`{host}`"),
                    false => format!("`{host}` (an alias of your SSH configuration?)"),
                });
                self.fact("hosting", format!("not known: {host} may publish anywhere, or not at all"));
            }
            (None, None) => {}
        }
        let published = PublishedBranch::of(git, remote.as_ref().map(|(name, _)| name.as_str()));
        self.written(pages.as_ref());
        let domain = self.domain(git, site, published.as_ref());
        if !domain {
            self.address(pages.as_ref());
        }
        if pages.is_some_and(|pages| pages.service == "GitHub Pages") {
            let setting = workflow::Setting { git, site, branch: branch.as_deref(), published: published.is_some() };
            let found = workflow::look(&setting);
            self.findings.facts.extend(found.fact.map(|fact| ("workflow", fact)));
            self.findings.diagnostics.extend(found.diagnostics);
            for (path, text) in found.sources.iter() {
                self.findings.sources.insert(path.clone(), text.clone());
            }
        }
        if let Some(published) = published {
            self.fact("branch", format!("{} holds a published site", published.shown));
        }
        self.ignored(git, site);
    }

    /// A site that only the remote tells the address of has none when it is built.
    fn written(&mut self, pages: Option<&Pages>) {
        let Some(derived) = self.configured.derived.filter(|derived| derived.from.starts_with("the remote")) else {
            return;
        };
        let url = pages.map_or(derived.url.to_string(), |pages| pages.url.clone());
        self.complain(
            problem(
                "`showpiece.yaml` has no `base_url`, so that a build on your own machine knows no address".to_owned(),
            )
            .help(format!("write `base_url: {url}`")),
        );
    }

    /// The domain of one's own: in the configuration, as a file that is copied, or on the branch that is published. Tells whether
    /// there is one.
    fn domain(&mut self, git: &Git, site: &Path, published: Option<&PublishedBranch>) -> bool {
        let file = read_text(&site.join("static/CNAME"), &SourcePath::from("static/CNAME")).ok();
        let file = file.map(|text| text.trim().to_owned());
        let configured = self.configured.config.outputs.cname.as_ref().map(|name| name.to_string());
        let kept = published.and_then(|published| git.ask(&["cat-file", "blob", &format!("{}:CNAME", published.name)]));
        let found = [(&configured, "`outputs.cname`"), (&file, "`static/CNAME`"), (&kept, "`CNAME` on that branch")];
        let Some((domain, from)) = found.into_iter().find_map(|(name, from)| Some((name.clone()?, from))) else {
            let top = read_text(&git.top.join("CNAME"), &SourcePath::from("CNAME"));
            if top.is_ok() && git.top.canonicalize().ok() == site.canonicalize().ok() {
                self.complain(
                    problem("`CNAME` beside `showpiece.yaml` is not published".to_owned())
                        .help("set `outputs: {cname: …}` instead, which writes it into the output"),
                );
            }
            return false;
        };
        self.fact("domain", format!("{domain}, from {from}"));
        for (other, name) in [(&file, "`static/CNAME`"), (&kept, "`CNAME` on the published branch")] {
            if let Some(other) = other.as_ref().filter(|other| configured.is_some() && **other != domain) {
                let message = format!("`outputs.cname` is `{domain}`, and {name} says `{other}`");
                self.complain(self.at_key("outputs.cname", message).help("keep one of the two"));
            }
        }
        let base = self.base_url().clone();
        let message = match () {
            () if base.host() != domain => {
                format!("the site will be at `{domain}`, and `base_url` names `{}`", base.host())
            }
            () if base.path != "/" => {
                format!("a domain of your own has the site at its root, and `base_url` has the path `{}`", base.path)
            }
            () => return true,
        };
        self.complain(self.at_key("base_url", message).help(format!("write `base_url: https://{domain}/`")));
        true
    }

    /// Whether `base_url` is where the service will publish.
    fn address(&mut self, pages: Option<&Pages>) {
        let base = self.base_url().clone();
        let Some(pages) = pages.filter(|pages| base.to_string() != pages.url) else { return };
        let own = base.host();
        let is_service = [".github.io", ".gitlab.io", ".codeberg.page"].iter().any(|end| own.ends_with(end));
        // GitLab gives new projects a host of their own, with a name that nobody can foretell.
        if pages.service == "GitLab Pages" && own.ends_with(".gitlab.io") && base.path == "/" && !pages.is_root {
            return;
        }
        let message = format!("`base_url` is `{base}`, and {} will publish at `{}`", pages.service, pages.url);
        let diagnostic = self.at_key("base_url", message).help(format!("write `base_url: {}`", pages.url));
        let diagnostic = diagnostic.help(match is_service {
            true => "with another path, pages are found and their styles and links are not".to_owned(),
            false => format!("or, if `{own}` is your domain, add `outputs: {{cname: {own}}}`"),
        });
        self.complain(match pages.service {
            "GitLab Pages" => diagnostic.help("or the host of its own that GitLab shows under Deploy → Pages"),
            _ => diagnostic,
        });
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
                    "`git rm -r --cached {name}`, and add `{name}/` to `.gitignore`: each build makes it again"
                )));
            } else if git.run(&["check-ignore", "--quiet", &path]).is_err() {
                self.complain(
                    problem(format!("`{name}/` is not ignored by Git")).help(format!("add `{name}/` to `.gitignore`")),
                );
            }
        }
    }
}

/// A branch that a site was published to, as far as this repository knows.
struct PublishedBranch {
    /// The name of the reference.
    name: String,
    /// As people say it.
    shown: String,
}

impl PublishedBranch {
    fn of(git: &Git, remote: Option<&str>) -> Option<Self> {
        let remote = remote.unwrap_or("origin");
        let known = ["gh-pages", "pages"].into_iter().flat_map(|branch| {
            let there = (format!("refs/remotes/{remote}/{branch}"), format!("`{branch}` of `{remote}`"));
            [there, (format!("refs/heads/{branch}"), format!("`{branch}` of this repository"))]
        });
        let holds = |name: &str| git.ask(&["cat-file", "-t", &format!("{name}:index.html")]).is_some();
        known.into_iter().find(|(name, _)| holds(name)).map(|(name, shown)| Self { name, shown })
    }
}

/// The branch that is pushed to: the remote's own word, else the one in use; none while no branch is.
fn default_branch(git: &Git, remote: Option<&str>) -> Option<String> {
    let head = remote.and_then(|remote| {
        let name = git.ask(&["symbolic-ref", "--short", &format!("refs/remotes/{remote}/HEAD")])?;
        Some(name.strip_prefix(&format!("{remote}/"))?.to_owned())
    });
    head.or_else(|| git.ask(&["symbolic-ref", "--short", "HEAD"]))
}
