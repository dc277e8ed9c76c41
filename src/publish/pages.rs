//! Where a hosting service publishes the pages of a repository, by the address of its remote.

/// A repository on a service that publishes pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    /// The service, as it calls itself.
    pub service: &'static str,
    /// `ada/portfolio`
    pub repository: String,
    /// Whether it is the one repository of a user or an organisation that is published at the root of a domain.
    pub is_root: bool,
    /// Where it is published unless it has a domain of its own.
    pub url: String,
}

/// The pages of the repository at a remote's address; none for a service that is not known.
pub fn of(remote: &str) -> Option<Pages> {
    let (host, path) = parts(remote)?;
    let path = path.trim_matches('/').trim_end_matches(".git");
    let (owner, name) = path.rsplit_once('/')?;
    let (service, domain) = match host.to_ascii_lowercase().as_str() {
        "github.com" | "ssh.github.com" => ("GitHub Pages", "github.io"),
        "gitlab.com" | "altssh.gitlab.com" => ("GitLab Pages", "gitlab.io"),
        "codeberg.org" => ("Codeberg Pages", "codeberg.page"),
        _ => return None,
    };
    // A group's subgroups are part of the path on GitLab; elsewhere an owner has no slash.
    let (user, below) = owner.split_once('/').map_or((owner, ""), |(user, below)| (user, below));
    let user = user.to_ascii_lowercase();
    let root = format!("{user}.{domain}");
    let is_root = match service {
        "Codeberg Pages" => name.eq_ignore_ascii_case("pages"),
        _ => name.eq_ignore_ascii_case(&root),
    };
    let url = match () {
        () if is_root => format!("https://{root}/"),
        () if below.is_empty() => format!("https://{root}/{name}/"),
        () => format!("https://{root}/{below}/{name}/"),
    };
    Some(Pages { service, repository: format!("{owner}/{name}"), is_root, url })
}

/// The host of a remote's address; none for a folder.
pub fn host(remote: &str) -> Option<&str> {
    parts(remote).map(|(host, _)| host).filter(|host| !host.is_empty())
}

/// Host and path of `https://host/path`, `ssh://git@host:22/path` and `git@host:path`.
fn parts(remote: &str) -> Option<(&str, &str)> {
    let (authority, path) = match remote.split_once("://") {
        Some((_, rest)) => rest.split_once('/')?,
        // `C:\repository` is a path, and so is `../repository`.
        None => remote.split_once(':').filter(|(host, _)| host.len() > 1 && !host.contains(['/', '\\']))?,
    };
    let host = authority.rsplit('@').next().unwrap_or(authority);
    Some((host.split(':').next().unwrap_or(host), path))
}

/// An address without user name and password.
pub fn without_secrets(remote: &str) -> String {
    match remote.split_once("://") {
        Some((scheme, rest)) if rest.split('/').next().is_some_and(|authority| authority.contains('@')) => {
            format!("{scheme}://{}", rest.split_once('@').map_or(rest, |(_, rest)| rest))
        }
        _ => remote.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remotes_lead_to_pages() {
        for (remote, url) in [
            ("https://github.com/Ada/portfolio.git", "https://ada.github.io/portfolio/"),
            ("git@github.com:ada/ada.github.io.git", "https://ada.github.io/"),
            ("ssh://git@ssh.github.com:443/ada/Ada.GitHub.io", "https://ada.github.io/"),
            ("https://token@github.com/ada/My.Site/", "https://ada.github.io/My.Site/"),
            ("https://gitlab.com/ada/work/site.git", "https://ada.gitlab.io/work/site/"),
            ("git@codeberg.org:ada/pages.git", "https://ada.codeberg.page/"),
            ("git@codeberg.org:ada/site.git", "https://ada.codeberg.page/site/"),
        ] {
            assert_eq!(of(remote).map(|pages| pages.url).as_deref(), Some(url), "{remote}");
        }
        for remote in ["/srv/git/site.git", "../site", "C:\\site", "https://git.example.org/ada/site", "github.com", ""]
        {
            assert_eq!(of(remote), None, "{remote}");
        }
    }
}
