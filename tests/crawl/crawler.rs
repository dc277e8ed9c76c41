//! A crawler over the files of a finished site, as a server would give them out below the site's address.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::address::{absolute, decoded};
use crate::html::Html;
use crate::references::{self, By, Found, Reference};
use crate::support::Files;

/// A finished site, and where it is published.
#[derive(Clone)]
pub struct Site {
    pub name: String,
    /// `https://ada.github.io`
    pub origin: String,
    /// `/` or `/portfolio/`
    pub base: String,
    /// The domain that the file `CNAME` must name.
    pub domain: Option<String>,
    pub files: Files,
}

/// Files that nothing on the site leads to, since servers and services look for them by name.
const BY_NAME: &[&str] = &[".nojekyll", ".showpiece-manifest", "404.html", "CNAME", "robots.txt"];

/// A site, taken apart.
struct Crawl<'a> {
    site: &'a Site,
    found: &'a BTreeMap<&'a str, Found>,
    ids: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

/// Everything that is wrong with the addresses of a site.
pub fn crawl(site: &Site) -> Vec<String> {
    let found: BTreeMap<&str, Found> =
        site.files.iter().map(|(name, bytes)| (name.as_str(), references::of(name, bytes))).collect();
    let ids = found.iter().filter_map(|(name, found)| Some((*name, found.page.as_ref()?.ids().collect()))).collect();
    let crawl = Crawl { site, found: &found, ids };
    let faults = [crawl.references(), crawl.canonical(), crawl.reach(), crawl.by_name(), crawl.mentions()].concat();
    faults.into_iter().map(|fault| format!("{}, {fault}", site.name)).collect()
}

/// Where an address leads.
enum Leads<'a> {
    Away,
    To(&'a str),
}

impl<'a> Crawl<'a> {
    fn each(&self) -> impl Iterator<Item = (&'a str, &'a Reference)> {
        self.found.iter().flat_map(|(name, found)| found.references.iter().map(|one| (*name, one)))
    }

    fn pages(&self) -> impl Iterator<Item = (&'a str, &'a Html)> {
        self.found.iter().filter_map(|(name, found)| Some((*name, found.page.as_ref()?)))
    }

    /// The address of a file below the origin.
    fn address(&self, name: &str) -> String {
        let ends_in_index = name == "index.html" || name.ends_with("/index.html");
        let name = if ends_in_index { name.strip_suffix("index.html").unwrap_or(name) } else { name };
        format!("{}{name}", self.site.base)
    }

    fn references(&self) -> Vec<String> {
        let fault = |(name, one): (&str, &Reference)| {
            let why = self.follow(name, one).err()?;
            Some(format!("{name}: {} `{}`: {why}", one.what, one.target))
        };
        self.each().filter_map(fault).collect()
    }

    /// Where a reference leads, as a browser and a static server would have it.
    fn follow(&self, from: &str, reference: &Reference) -> Result<Leads<'a>, String> {
        let Site { origin, base, .. } = self.site;
        let target = reference.target.trim();
        if ["mailto:", "tel:", "data:", "sms:"].iter().any(|scheme| target.starts_with(scheme)) {
            return Ok(Leads::Away);
        }
        if target.is_empty() {
            return Err("it is empty".to_owned());
        }
        let own = match target.split_once("://") {
            Some(("http" | "https", _)) => {
                let own = target
                    .strip_prefix(origin.as_str())
                    .filter(|rest| rest.is_empty() || rest.starts_with(['/', '#', '?']));
                let Some(own) = own else {
                    return match reference.by {
                        By::Browser => Err("a browser asks another site for it".to_owned()),
                        _ => Ok(Leads::Away),
                    };
                };
                own
            }
            Some(_) => return Err("it is no address of the web".to_owned()),
            None if target.starts_with("//") => return Err("it leads to whatever host comes first".to_owned()),
            None if matches!(reference.by, By::Machine | By::Name) => return Err("it is not whole".to_owned()),
            None => target,
        };
        if from == "404.html" && !own.starts_with(['/', '#']) {
            return Err("this page is shown at any address, so that nothing on it may be relative".to_owned());
        }
        let (path, fragment) = own.split_once('#').unwrap_or((own, ""));
        let path = decoded(&absolute(&self.address(from), path.split('?').next().unwrap_or_default()));
        let Some(name) = path.strip_prefix(base.as_str()) else {
            return Err(format!("`{path}` lies outside of `{base}`"));
        };
        let name = if name.is_empty() || name.ends_with('/') { format!("{name}index.html") } else { name.to_owned() };
        let Some((name, _)) = self.found.get_key_value(name.as_str()) else {
            return Err(format!("there is no file `{name}`"));
        };
        match reference.by {
            By::Name => {}
            _ if fragment.is_empty() || !name.ends_with(".html") => {}
            _ if self.ids.get(name).is_some_and(|ids| ids.contains(decoded(fragment).as_str())) => {}
            _ => return Err(format!("`{name}` has no element `{fragment}`")),
        }
        Ok(Leads::To(name))
    }

    /// Canonical addresses, and those of previews, are those of the page; redirects name their target.
    fn canonical(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (name, page) in self.pages() {
            let own = format!("{}{}", self.site.origin, self.address(name));
            let hidden = page.meta("robots").is_some_and(|robots| robots.contains("noindex"));
            let canonical = page.link("canonical");
            match page.redirect() {
                Some(target) => {
                    let whole = if target.contains("://") {
                        target.to_owned()
                    } else {
                        format!("{}{target}", self.site.origin)
                    };
                    if canonical != Some(whole.as_str()) {
                        faults.push(format!("{name}: a redirect to `{whole}` calls {canonical:?} the right address"));
                    }
                }
                None if hidden && canonical.is_some() => {
                    faults.push(format!("{name}: hidden, and with a canonical address"))
                }
                None if !hidden && canonical != Some(own.as_str()) => {
                    faults.push(format!("{name}: the canonical address is {canonical:?}, and not `{own}`"));
                }
                None if !hidden && page.meta("og:url") != Some(own.as_str()) => {
                    faults.push(format!("{name}: og:url is {:?}, and not `{own}`", page.meta("og:url")));
                }
                None => {}
            }
        }
        faults
    }

    /// Readers get from the home page to every page by links, and to none by way of a redirect.
    fn reach(&self) -> Vec<String> {
        let redirects: BTreeSet<&str> =
            self.pages().filter(|(_, page)| page.redirect().is_some()).map(|(name, _)| name).collect();
        let (mut reached, mut open) = (BTreeSet::from(["index.html"]), VecDeque::from(["index.html"]));
        let mut faults = Vec::new();
        while let Some(name) = open.pop_front() {
            let Some(found) = self.found.get(name) else { return vec!["there is no home page".to_owned()] };
            for reference in found.references.iter().filter(|one| one.by == By::Reader) {
                let Ok(Leads::To(target)) = self.follow(name, reference) else { continue };
                if redirects.contains(target) {
                    faults.push(format!("{name}: `{}` leads to a redirect", reference.target));
                }
                if target.ends_with(".html") && reached.insert(target) {
                    open.push_back(target);
                }
            }
        }
        let is_left_out = |name: &str| redirects.contains(name) || name == "404.html";
        let lost = self.pages().map(|(name, _)| name).filter(|name| !reached.contains(name) && !is_left_out(name));
        faults.extend(lost.map(|name| format!("{name}: no way leads there from the home page")));
        faults.extend(
            reached.iter().filter(|name| **name == "404.html").map(|name| format!("{name}: a link leads there")),
        );
        // What else lies there is named by something.
        let named: BTreeSet<&str> = self
            .each()
            .filter_map(|(name, one)| match self.follow(name, one) {
                Ok(Leads::To(target)) => Some(target),
                _ => None,
            })
            .collect();
        // A site with a picture of its own for previews leaves the theme's unused; licences go with fonts.
        let is_spare = |name: &str| name.starts_with("assets/social-card.") || name.starts_with("assets/fonts/OFL-");
        let unnamed = self
            .found
            .keys()
            .filter(|name| !named.contains(*name) && !is_left_out(name) && !BY_NAME.contains(name) && !is_spare(name));
        faults.extend(unnamed.map(|name| format!("{name}: nothing names it")));
        faults
    }

    /// What servers and services look for.
    fn by_name(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for name in [".nojekyll", "404.html", "robots.txt", "sitemap.xml"] {
            if !self.site.files.contains_key(name) {
                faults.push(format!("there is no {name}"));
            }
        }
        let domain = self.site.files.get("CNAME").map(|bytes| String::from_utf8_lossy(bytes).trim().to_owned());
        if domain != self.site.domain {
            faults.push(format!("CNAME says {domain:?}, and not {:?}", self.site.domain));
        }
        faults
    }

    /// Wherever the site's own origin is written, scripts included, the base path follows.
    fn mentions(&self) -> Vec<String> {
        let whole = format!("{}{}", self.site.origin, self.site.base);
        let mut faults = Vec::new();
        for (name, bytes) in &self.site.files {
            let Ok(text) = std::str::from_utf8(bytes) else { continue };
            for (at, _) in text.match_indices(&self.site.origin) {
                if !text[at..].starts_with(&whole) {
                    let words: String = text[at..].chars().take(whole.len() + 20).collect();
                    faults.push(format!("{name}: `{words}` lies outside of `{}`", self.site.base));
                }
            }
        }
        faults
    }
}
