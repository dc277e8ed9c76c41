//! The same write-ups as a site of each generator: what stands beside this file in a folder of its name, with templates of a few lines,
//! and the write-ups with the front matter that it wants. Ours has its default theme.

use std::fs;
use std::path::{Path, PathBuf};

use super::copy;
use super::text::WriteUp;

/// How a generator wants its site.
pub struct Layout {
    /// The folder with all files but the write-ups, beside this file.
    files: &'static str,
    /// The folder of the write-ups, below the site's.
    projects: &'static str,
    /// The address of the page that lists all of them: the home page of the others, and `/projects/` of ours.
    pub index: &'static str,
    /// A write-up with its front matter.
    pub source: fn(&WriteUp) -> String,
}

impl Layout {
    /// Writes a site into an empty folder.
    pub fn write(&self, root: &Path, write_ups: &[WriteUp]) -> std::io::Result<()> {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers").join(self.files), root);
        fs::create_dir_all(root.join(self.projects))?;
        write_ups.iter().try_for_each(|one| fs::write(self.path(root, one), (self.source)(one)))
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
    files: "showpiece",
    projects: "content/projects",
    index: "/projects/",
    source: |write_up| yaml(write_up, "start"),
};

pub const ZOLA: Layout = Layout {
    files: "zola",
    projects: "content/projects",
    index: "/",
    source: |one| format!("+++\ntitle = \"{}\"\ndate = {}\n+++\n\n{}", one.title, one.date, one.body),
};

pub const HUGO: Layout =
    Layout { files: "hugo", projects: "content/projects", index: "/", source: |write_up| yaml(write_up, "date") };

pub const ELEVENTY: Layout =
    Layout { files: "eleventy", projects: "src/projects", index: "/", source: |write_up| yaml(write_up, "date") };
