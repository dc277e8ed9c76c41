//! What `theme list` and `theme show` say.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::library::{Failure, Library};
use crate::template::{OptionKind, OptionSpec, Theme, theme};

/// One line for each theme: a mark for the one in use, its name and version, whose it is, what it is. A theme that cannot be
/// read has a line too, and its fault among the second result.
pub fn list(library: &Library) -> (String, Vec<Failure>) {
    let mut rows: Vec<[String; 4]> = Vec::new();
    let mut failures = Vec::new();
    for name in library.names() {
        let mark = if library.has_site() && name == library.in_use() { "*" } else { " " };
        let whose = if library.is_own(&name) { "site" } else { "program" };
        let (version, description) = match library.load(&name) {
            Ok((theme, _)) => (theme.manifest.version, theme.manifest.description),
            Err(failure) => {
                failures.push(failure);
                ("?".to_owned(), "cannot be read".to_owned())
            }
        };
        rows.push([format!("{mark} {name}"), version, whose.to_owned(), description]);
    }
    (table(&rows), failures)
}

/// Columns as wide as their widest cell; the last one is as long as it is.
fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..N).map(width).collect();
    let line = |row: &[String; N]| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

/// Everything that an author wants to know of a theme before they use it.
pub fn show(library: &Library, theme: &Theme) -> String {
    let manifest = &theme.manifest;
    let mut out = String::new();
    let mut fact = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "{name:11}{value}");
        }
    };
    let used = library.has_site() && manifest.name == library.in_use();
    fact("theme", &format!("{} {}{}", manifest.name, manifest.version, if used { " (in use)" } else { "" }));
    fact("about", &manifest.description);
    fact("from", if library.is_own(&manifest.name) { "the site" } else { "the program" });
    fact("extends", &theme.chain[1..].join(", then "));
    fact("api", &manifest.api.to_string());
    fact("showpiece", manifest.showpiece.as_deref().unwrap_or("any version"));
    fact("languages", &theme::languages(&library.sources, &theme.chain).into_iter().collect::<Vec<_>>().join(", "));
    fact("layouts", &layouts(theme).into_iter().collect::<Vec<_>>().join(", "));
    fact("homepage", manifest.homepage.as_deref().unwrap_or_default());
    fact("licence", manifest.license.as_deref().unwrap_or_default());
    let specs = theme.specs();
    out.push_str(if specs.is_empty() {
        "\nIt has no options.\n"
    } else {
        "\noptions, below `theme_options` in showpiece.yaml:\n"
    });
    for (name, (owner, spec)) in specs {
        let from = if owner == manifest.name { String::new() } else { format!(" (of {owner})") };
        let _ = writeln!(out, "\n  {name}: {}{from}", kind(spec));
        let value = |value: &serde_json::Value| serde_json::to_string(value).unwrap_or_default();
        let default = spec.default.as_ref().map_or_else(|| "none".to_owned(), value);
        let _ = writeln!(out, "    default {default}");
        let now = theme.options.get(name).filter(|now| used && spec.default.as_ref() != Some(now) && !now.is_null());
        if let Some(now) = now {
            let _ = writeln!(out, "    here    {}", value(now));
        }
        if !spec.help.is_empty() {
            let _ = writeln!(out, "    {}", spec.help);
        }
    }
    out
}

fn kind(spec: &OptionSpec) -> String {
    match spec.kind {
        OptionKind::Choice => format!("choice of {}", spec.values.join(", ")),
        kind => kind.to_string(),
    }
}

/// The layouts that pages can ask for with `layout:`.
fn layouts(theme: &Theme) -> BTreeSet<&str> {
    let declared = theme.manifest.layouts.iter().map(String::as_str);
    let names = theme.template_names().into_iter();
    declared.chain(names.filter_map(|name| name.strip_prefix("layouts/")?.strip_suffix(".html"))).collect()
}
