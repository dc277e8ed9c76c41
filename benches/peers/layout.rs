//! The same write-ups as a site of each generator, with templates of a few lines: what the others are measured with. Ours has its default theme.
//!
//! The index that lists all projects is the home page of the others, and `/projects/` of ours.

use std::fs;
use std::path::{Path, PathBuf};

use super::text::WriteUp;

/// How a generator wants its site.
pub struct Layout {
    /// The folder of the write-ups, below the site's.
    pub projects: &'static str,
    /// The address of the page that lists all of them.
    pub index: &'static str,
    /// A write-up with its front matter.
    pub source: fn(&WriteUp) -> String,
    /// All other files: path and text.
    files: &'static [(&'static str, &'static str)],
}

impl Layout {
    /// Writes a site into an empty folder.
    pub fn write(&self, root: &Path, write_ups: &[WriteUp]) -> std::io::Result<()> {
        let save = |path: PathBuf, text: &str| {
            fs::create_dir_all(path.parent().unwrap_or(root))?;
            fs::write(path, text)
        };
        for (path, text) in self.files {
            save(root.join(path), text)?;
        }
        write_ups.iter().try_for_each(|one| save(self.path(root, one), &(self.source)(one)))
    }

    /// The file of a write-up.
    pub fn path(&self, root: &Path, write_up: &WriteUp) -> PathBuf {
        root.join(self.projects).join(&write_up.slug).with_extension("md")
    }

    /// The address of a write-up.
    pub fn address(write_up: &WriteUp) -> String {
        format!("/projects/{}/", write_up.slug)
    }
}

fn yaml(write_up: &WriteUp, date: &str) -> String {
    format!(
        "---\ntitle: \"{}\"\nsummary: A project.\n{date}: {}\n---\n\n{}",
        write_up.title, write_up.date, write_up.body
    )
}

pub const SHOWPIECE: Layout = Layout {
    projects: "content/projects",
    index: "/projects/",
    source: |write_up| yaml(write_up, "start"),
    files: &[
        ("showpiece.yaml", "title: Projects\nbase_url: https://example.org/\n"),
        ("data/profile.yaml", "name: Ada Example\n"),
    ],
};

pub const ZOLA: Layout = Layout {
    projects: "content/projects",
    index: "/",
    source: |one| format!("+++\ntitle = \"{}\"\ndate = {}\n+++\n\n{}", one.title, one.date, one.body),
    files: &[
        (
            "config.toml",
            "base_url = \"http://127.0.0.1\"\ntitle = \"Projects\"\n[markdown.highlighting]\ntheme = \"github-light\"\nstyle = \"class\"\n",
        ),
        ("content/projects/_index.md", "+++\ntitle = \"Projects\"\nsort_by = \"date\"\n+++\n"),
        (
            "templates/index.html",
            "<!doctype html><html lang=\"en\"><title>{{ config.title }}</title><body><ul>\n{% set all = get_section(path=\"projects/_index.md\") %}{% for page in all.pages %}<li><a href=\"{{ page.permalink | safe }}\">{{ page.title }}</a></li>\n{% endfor %}</ul></body></html>\n",
        ),
        (
            "templates/section.html",
            "<!doctype html><html lang=\"en\"><title>{{ section.title }}</title><body></body></html>\n",
        ),
        (
            "templates/page.html",
            "<!doctype html><html lang=\"en\"><title>{{ page.title }}</title><body><h1>{{ page.title }}</h1>\n{{ page.content | safe }}</body></html>\n",
        ),
    ],
};

pub const HUGO: Layout = Layout {
    projects: "content/projects",
    index: "/",
    source: |write_up| yaml(write_up, "date"),
    files: &[
        (
            "hugo.toml",
            "baseURL = \"http://127.0.0.1/\"\ntitle = \"Projects\"\ndisableKinds = [\"section\", \"taxonomy\", \"term\", \"RSS\"]\n[markup.highlight]\nnoClasses = false\n",
        ),
        (
            "layouts/index.html",
            "<!doctype html><html lang=\"en\"><title>{{ .Site.Title }}</title><body><ul>\n{{ range .Site.RegularPages }}<li><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></li>\n{{ end }}</ul></body></html>\n",
        ),
        (
            "layouts/_default/single.html",
            "<!doctype html><html lang=\"en\"><title>{{ .Title }}</title><body><h1>{{ .Title }}</h1>\n{{ .Content }}</body></html>\n",
        ),
    ],
};

pub const ELEVENTY: Layout = Layout {
    projects: "src/projects",
    index: "/",
    source: |write_up| yaml(write_up, "date"),
    files: &[
        ("package.json", "{ \"private\": true }\n"),
        // Its server names no host, and would listen to everybody.
        (
            "loopback.cjs",
            "const { Server } = require(\"node:net\");\nconst { listen } = Server.prototype;\nServer.prototype.listen = function (first, ...rest) {\n  const options = typeof first === \"object\" && first ? first : { port: first };\n  return listen.call(this, { ...options, host: \"127.0.0.1\" }, ...rest.filter((one) => typeof one === \"function\"));\n};\n",
        ),
        (
            "eleventy.config.js",
            "const highlight = require(\"@11ty/eleventy-plugin-syntaxhighlight\");\nmodule.exports = (config) => {\n  config.addPlugin(highlight);\n  return { dir: { input: \"src\", output: \"public\" } };\n};\n",
        ),
        ("src/projects/projects.json", "{ \"layout\": \"page.njk\", \"tags\": \"project\" }\n"),
        (
            "src/_includes/page.njk",
            "<!doctype html><html lang=\"en\"><title>{{ title }}</title><body><h1>{{ title }}</h1>\n{{ content | safe }}</body></html>\n",
        ),
        (
            "src/index.njk",
            "<!doctype html><html lang=\"en\"><title>Projects</title><body><ul>\n{% for one in collections.project %}<li><a href=\"{{ one.url }}\">{{ one.data.title }}</a></li>\n{% endfor %}</ul></body></html>\n",
        ),
    ],
};
