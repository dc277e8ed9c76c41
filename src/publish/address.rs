//! The address at which a build service will publish what it builds, as its environment variables tell.
//!
//! In: variables by name, read by `cli`. Out: an address and who says so, or nothing. Pure: the environment is data here, and
//! `doctor` asks the same function.

use std::collections::BTreeMap;

use super::pages;
use crate::config::{BaseUrl, Derived};

/// The variables that are looked at.
pub const VARIABLES: &[&str] = &[
    "NETLIFY",
    "CONTEXT",
    "URL",
    "DEPLOY_PRIME_URL",
    "CF_PAGES",
    "CF_PAGES_URL",
    "GITLAB_CI",
    "CI_PAGES_URL",
    "GITHUB_ACTIONS",
    "GITHUB_REPOSITORY",
    "GITHUB_SERVER_URL",
    "CI",
    "CI_REPO",
    "CI_FORGE_URL",
];

/// Variables by name.
pub type Environment = BTreeMap<String, String>;

/// Where the service that these variables belong to will publish; none if there is no such service, or if it does not say.
pub fn told(environment: &Environment) -> Option<Derived> {
    let get = |name: &str| environment.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
    let is_on = |name: &str| get(name).is_some_and(|value| value == "1" || value.eq_ignore_ascii_case("true"));
    // Services that host what they build come first: they are never run within the others.
    let (address, from) = if is_on("NETLIFY") {
        let is_preview = get("CONTEXT").is_some_and(|context| context != "production");
        let preview = get("DEPLOY_PRIME_URL").filter(|_| is_preview);
        match preview {
            Some(address) => (address.to_owned(), "`DEPLOY_PRIME_URL` of Netlify, for a preview".to_owned()),
            None => (get("URL")?.to_owned(), "`URL` of Netlify".to_owned()),
        }
    } else if is_on("CF_PAGES") {
        let from = "`CF_PAGES_URL` of Cloudflare Pages, which is that of this one deployment";
        (get("CF_PAGES_URL")?.to_owned(), from.to_owned())
    } else if is_on("GITLAB_CI") {
        (get("CI_PAGES_URL")?.to_owned(), "`CI_PAGES_URL` of GitLab".to_owned())
    } else if is_on("GITHUB_ACTIONS") {
        // Forgejo's and Gitea's actions have the same names; the server tells which of them it is.
        repository(get("GITHUB_SERVER_URL").unwrap_or("https://github.com"), get("GITHUB_REPOSITORY")?)
            .map(|(url, service)| (url, format!("`GITHUB_REPOSITORY`, as {service} publishes it")))?
    } else if get("CI") == Some("woodpecker") {
        repository(get("CI_FORGE_URL")?, get("CI_REPO")?)
            .map(|(url, service)| (url, format!("`CI_REPO`, as {service} publishes it")))?
    } else {
        return None;
    };
    Some(Derived { url: BaseUrl::parse(&address).ok()?, from })
}

/// Where a repository of a server is published, and by whom.
fn repository(server: &str, name: &str) -> Option<(String, &'static str)> {
    let pages = pages::of(&format!("{}/{name}", server.trim_end_matches('/')))?;
    Some((pages.url, pages.service))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(variables: &str) -> Option<String> {
        let pairs = variables.split_whitespace().filter_map(|one| one.split_once('='));
        told(&pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
            .map(|derived| derived.url.to_string())
    }

    #[test]
    fn each_service_tells_its_address() {
        for (variables, expected) in [
            ("GITHUB_ACTIONS=true GITHUB_REPOSITORY=Ada/portfolio", "https://ada.github.io/portfolio/"),
            ("GITHUB_ACTIONS=true GITHUB_REPOSITORY=Ada/Ada.GitHub.io", "https://ada.github.io/"),
            (
                "CI=true GITHUB_ACTIONS=true GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=Analytical-Engines/My.Site",
                "https://analytical-engines.github.io/My.Site/",
            ),
            // A name that only looks like that of the one repository at the root.
            ("GITHUB_ACTIONS=true GITHUB_REPOSITORY=ada/charles.github.io", "https://ada.github.io/charles.github.io/"),
            (
                "GITHUB_ACTIONS=true FORGEJO_ACTIONS=true GITHUB_SERVER_URL=https://codeberg.org/ GITHUB_REPOSITORY=ada/site",
                "https://ada.codeberg.page/site/",
            ),
            (
                "GITHUB_ACTIONS=true GITHUB_SERVER_URL=https://codeberg.org GITHUB_REPOSITORY=ada/pages",
                "https://ada.codeberg.page/",
            ),
            ("CI=woodpecker CI_FORGE_URL=https://codeberg.org CI_REPO=ada/site", "https://ada.codeberg.page/site/"),
            ("CI=true GITLAB_CI=true CI_PAGES_URL=https://ada.gitlab.io/site", "https://ada.gitlab.io/site/"),
            (
                "GITLAB_CI=true CI_PAGES_URL=http://pages.example.org/group/site/mr-7",
                "http://pages.example.org/group/site/mr-7/",
            ),
            (
                "NETLIFY=true CONTEXT=production URL=https://ada.example DEPLOY_PRIME_URL=https://main--ada.netlify.app",
                "https://ada.example/",
            ),
            (
                "NETLIFY=true CONTEXT=deploy-preview URL=https://ada.example DEPLOY_PRIME_URL=https://deploy-preview-7--ada.netlify.app",
                "https://deploy-preview-7--ada.netlify.app/",
            ),
            ("NETLIFY=true CONTEXT=branch-deploy URL=https://ada.example", "https://ada.example/"),
            ("NETLIFY=true URL=https://ada.example", "https://ada.example/"),
            ("CI=true CF_PAGES=1 CF_PAGES_URL=https://a1b2c3d4.ada.pages.dev", "https://a1b2c3d4.ada.pages.dev/"),
        ] {
            assert_eq!(address(variables).as_deref(), Some(expected), "{variables}");
        }
    }

    #[test]
    fn nothing_is_guessed() {
        for variables in [
            "",
            "CI=true",
            "GITHUB_REPOSITORY=ada/portfolio",
            "GITHUB_ACTIONS=false GITHUB_REPOSITORY=ada/portfolio",
            "GITHUB_ACTIONS=true",
            "GITHUB_ACTIONS=true GITHUB_REPOSITORY=portfolio",
            // Pages of a server of one's own can be anywhere.
            "GITHUB_ACTIONS=true GITHUB_SERVER_URL=https://git.example.org GITHUB_REPOSITORY=ada/portfolio",
            "GITHUB_ACTIONS=true GITHUB_SERVER_URL=https://github.com.example.org GITHUB_REPOSITORY=ada/portfolio",
            "GITLAB_CI=true CI_PAGES_URL=nowhere",
            "GITLAB_CI=true CI_PROJECT_PATH=ada/portfolio",
            "URL=https://ada.example",
            "CF_PAGES_URL=https://ada.pages.dev",
            "CI=woodpecker CI_FORGE_URL=https://git.example.org CI_REPO=ada/site",
        ] {
            assert_eq!(address(variables), None, "{variables}");
        }
    }

    #[test]
    fn only_listed_variables_are_looked_at() {
        let text = include_str!("address.rs");
        for name in text.split("get(\"").skip(1).chain(text.split("is_on(\"").skip(1)) {
            let name = name.split('"').next().unwrap_or_default();
            assert!(
                VARIABLES.contains(&name) || !name.chars().all(|sign| sign.is_ascii_uppercase() || sign == '_'),
                "{name}"
            );
        }
    }
}
