//! The texts of new files. They lie as files beside this one, with `<<word>>` where an answer goes.

use super::{IfThere, NewFile};
use crate::config::BaseUrl;
use crate::value::{Today, slugify};

/// What `init` asks.
#[derive(Debug, Clone)]
pub struct Answers {
    /// The site's title.
    pub title: String,
    /// The person's name.
    pub name: String,
    /// Where the site will be published.
    pub base_url: BaseUrl,
    /// Whether to write the workflow for GitHub Pages.
    pub github: bool,
}

/// What `new` can make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageKind {
    /// A project write-up, in `content/projects/`.
    Project,
    /// A post, in `content/writing/`.
    Post,
    /// A page of its own, in `content/`.
    Page,
}

/// The repository that this program comes from; the workflow installs it from there.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// The files of a new site, which builds without a warning as it is.
pub fn site(answers: &Answers, today: Today) -> Vec<NewFile> {
    let base_url = format!("{}{}", answers.base_url.origin, answers.base_url.path);
    let values = [
        ("title", scalar(&answers.title)),
        ("name", scalar(&answers.name)),
        ("base-url", base_url),
        ("today", today.date().to_string()),
    ];
    let file = |path: &str, template: &str, if_there| NewFile {
        path: path.to_owned(),
        text: fill(template, &values),
        if_there,
    };
    let mut files: Vec<NewFile> = SITE.iter().map(|(path, template)| file(path, template, IfThere::Refuse)).collect();
    // A repository made on a hosting service has the first already, and one that somebody works in may have the others.
    files.push(file(".gitignore", include_str!("skeleton/gitignore"), IfThere::Keep));
    files.push(file(".vscode/settings.json", include_str!("skeleton/vscode-settings.json"), IfThere::Keep));
    files.push(file(".vscode/extensions.json", include_str!("skeleton/vscode-extensions.json"), IfThere::Keep));
    if answers.github {
        files.push(workflow(""));
    }
    files
}

/// The workflow that builds, checks and publishes the site in the folder `site` of its repository, `""` for its top.
pub fn workflow(site: &str) -> NewFile {
    let folder = if site.is_empty() { String::new() } else { format!("{site}/") };
    let values = [
        ("repository", REPOSITORY.to_owned()),
        ("revision", "main".to_owned()),
        ("site", if site.is_empty() { ".".to_owned() } else { scalar(site) }),
        ("folder", folder),
    ];
    NewFile {
        path: ".github/workflows/pages.yml".to_owned(),
        text: fill(include_str!("skeleton/pages.yml"), &values),
        if_there: IfThere::Refuse,
    }
}

const SITE: [(&str, &str); 7] = [
    ("showpiece.yaml", include_str!("skeleton/showpiece.yaml")),
    ("data/profile.yaml", include_str!("skeleton/profile.yaml")),
    ("data/skills.yaml", include_str!("skeleton/skills.yaml")),
    ("data/experience.yaml", include_str!("skeleton/experience.yaml")),
    ("content/_index.md", include_str!("skeleton/home.md")),
    ("content/projects/nightly-import.md", include_str!("skeleton/project.md")),
    ("content/writing/a-test-that-can-fail.md", include_str!("skeleton/post.md")),
];

/// The file of a new page, named after its title; a title without Latin letters has no slug, and the file is named after the
/// day. It is a draft, so that nothing half-written is published.
pub fn page(kind: PageKind, title: &str, today: Today) -> NewFile {
    let (folder, template) = match kind {
        PageKind::Project => ("content/projects", include_str!("skeleton/new/project.md")),
        PageKind::Post => ("content/writing", include_str!("skeleton/new/post.md")),
        PageKind::Page => ("content", include_str!("skeleton/new/page.md")),
    };
    let date = today.date();
    let month = crate::value::PartialDate { day: None, ..date };
    let values = [("title", scalar(title)), ("today", date.to_string()), ("month", month.to_string())];
    let text = fill(template, &values);
    match slugify(title) {
        slug if slug.is_empty() => {
            let word = match kind {
                PageKind::Project => "project",
                PageKind::Post => "post",
                PageKind::Page => "page",
            };
            NewFile { path: format!("{folder}/{word}-{date}.md"), text, if_there: IfThere::Number }
        }
        slug => NewFile {
            path: format!("{folder}/{slug}.md"),
            text,
            if_there: IfThere::RefuseAlso(format!("{folder}/{slug}/index.md")),
        },
    }
}

/// `template` with each `<<word>>` replaced by its value, in one pass: a value that looks like a word stays as it is.
pub(super) fn fill(template: &str, values: &[(&str, String)]) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("<<") {
        text.push_str(before);
        match after.split_once(">>").and_then(|(word, end)| Some((value_of(word, values)?, end))) {
            Some((value, end)) => {
                text.push_str(value);
                rest = end;
            }
            None => {
                text.push_str("<<");
                rest = after;
            }
        }
    }
    text + rest
}

fn value_of<'a>(word: &str, values: &'a [(&str, String)]) -> Option<&'a str> {
    values.iter().find(|(name, _)| *name == word).map(|(_, value)| value.as_str())
}

/// `text` as a YAML scalar on one line: plain where nobody could read it as anything else, else in double quotes.
fn scalar(text: &str) -> String {
    let text = text.trim();
    if is_plain(text) {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            _ if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(letter)));
            }
            _ => quoted.push(letter),
        }
    }
    quoted + "\""
}

fn is_plain(text: &str) -> bool {
    let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '.' | ',' | '(' | ')' | '’');
    let lower = text.to_lowercase();
    let means_something = matches!(lower.as_str(), "true" | "false" | "yes" | "no" | "on" | "off" | "null" | "y" | "n");
    text.starts_with(char::is_alphabetic) && text.chars().all(is_word) && !means_something
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_survives_yaml() {
        for text in [
            "Ada Example",
            "Jean-Luc’s site",
            "a: b",
            "a #b",
            "no",
            "NULL",
            "3.10",
            "2024-05-17",
            "",
            "- x",
            "\"q\" \\n",
            "@x",
            "tab\there",
            "two\nlines",
            "{a}",
            "[b]",
            "日本語",
            "é",
            "*a",
            "&a",
            "!x",
            "%x",
            "'x'",
            "> x",
            "\u{7f}",
            "x \u{2028}",
            "🦀",
            "a  b",
            "x-",
            "True",
        ] {
            let yaml = format!("title: {}   # comment\n", scalar(text));
            let value: serde_json::Value = serde_yaml::from_str(&yaml).unwrap();
            assert_eq!(value["title"], text.trim(), "{yaml}");
        }
    }

    #[test]
    fn an_answer_that_looks_like_a_gap_stays_as_it_is() {
        let values = [("a", "<<b>>".to_owned()), ("b", "B".to_owned())];
        assert_eq!(fill("<<a>> <<b>> <<c>> << x", &values), "<<b>> B <<c>> << x");
    }

    #[test]
    fn a_title_without_latin_letters_is_named_after_the_day() {
        let today = Today::from_epoch(1_800_000_000);
        assert_eq!(page(PageKind::Post, "日本語", today).path, "content/writing/post-2027-01-15.md");
        assert_eq!(page(PageKind::Project, "Über uns!", today).path, "content/projects/uber-uns.md");
        assert_eq!(page(PageKind::Page, "Now", today).path, "content/now.md");
    }
}
