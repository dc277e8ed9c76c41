//! `showpiece explain`: the long form of a diagnostic; what a page of a site reads; without either, the list of all codes.

use super::arguments::ExplainArguments;
use super::terminal::Terminal;
use super::{DONE, SITE_ERRORS, WRONG_USE, today};
use crate::diagnostic::{Code, Severity, nearest};
use crate::pipeline::{Builder, ChangeSet, Options};
use crate::value::Today;
use std::path::Path;

/// Runs the command.
pub fn run(arguments: &ExplainArguments, terminal: &Terminal) -> u8 {
    let Some(word) = &arguments.code else {
        terminal.result(&list());
        return DONE;
    };
    if word.contains('/') {
        return match today() {
            Ok(today) => page((word, &arguments.site), today, terminal),
            Err(message) => {
                terminal.error(&message);
                WRONG_USE
            }
        };
    }
    match Code::from_word(word) {
        Some(code) => {
            terminal.result(&explanation(code));
            DONE
        }
        None => {
            let near = nearest(word, Code::ALL.iter().map(|code| code.word()));
            let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            terminal.error(&format!("there is no diagnostic `{word}`{hint} (`showpiece explain` lists them)"));
            WRONG_USE
        }
    }
}

/// What the page at an address reads: the facts by which it is known when it has to be made again.
fn page((address, site): (&str, &Path), today: Today, terminal: &Terminal) -> u8 {
    let mut builder = Builder::new(Options { drafts: true, ..super::options_anywhere(site, today) });
    builder.update(&ChangeSet::everything());
    let Some(renderer) = builder.renderer() else {
        terminal.diagnostics(&builder.diagnostics(), builder.sources());
        return SITE_ERRORS;
    };
    let path = path_of(address, renderer.site().config().base_url.path.as_str());
    if renderer.site().node(&path).is_none() {
        let known: Vec<String> = renderer.site().routes().map(|route| route.path).collect();
        let near = nearest(&path, known.iter().map(String::as_str));
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        terminal.error(&format!("the site has no page `{path}`{hint}"));
        return WRONG_USE;
    }
    let file = if path.ends_with('/') { format!("{path}index.html") } else { path.clone() };
    builder.get(file.trim_start_matches('/'));
    let mut told: Vec<String> = builder.reads(&path).into_iter().flatten().map(|fact| format!("  {fact}\n")).collect();
    told.dedup();
    let head = match told.len() {
        0 => format!("{path} is copied as it is.\n"),
        count => format!("{path} reads {count} facts, and is made again when one of them changes:\n"),
    };
    terminal.result(&format!("{head}{}", told.concat()));
    DONE
}

/// The site path of what may be written as a whole address or with the base path.
fn path_of(address: &str, base: &str) -> String {
    let path = match address.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |slash| &rest[slash..]),
        None => address,
    };
    let inside = if base.len() > 1 { path.strip_prefix(base).unwrap_or(path) } else { path };
    format!("/{}", inside.trim_start_matches('/'))
}

fn list() -> String {
    let mut codes: Vec<&Code> = Code::ALL.iter().collect();
    codes.sort_by_key(|code| code.word());
    let width = codes.iter().map(|code| code.word().len()).max().unwrap_or(0);
    codes.iter().map(|code| format!("{:width$}  {}\n", code.word(), code.explanation().what)).collect()
}

fn explanation(code: Code) -> String {
    let severity = match code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let text = code.explanation();
    let indented = |example: &str| example.lines().map(|line| format!("    {line}\n")).collect::<String>();
    format!(
        "{severity}[{code}]\n\n{}\n\nWhy: {}\n\nWrong:\n\n{}\nRight:\n\n{}",
        text.what,
        text.why,
        indented(text.wrong),
        indented(text.right)
    )
}
