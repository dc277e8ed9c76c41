//! `showpiece init`: a small site that builds without a warning, from three answers.

use std::path::Path;

use super::arguments::InitArguments;
use super::terminal::Terminal;
use super::{DONE, SITE_ERRORS, WRONG_USE, today};
use crate::config::BaseUrl;
use crate::diagnostic::SourceMap;
use crate::edit::{self, Answers};
use crate::pipeline::{Builder, ChangeSet, Options};
use crate::schema::{self, FOLDER, Known};
use crate::value::Today;

/// Runs the command.
pub fn run(arguments: &InitArguments, terminal: &Terminal) -> u8 {
    let (answers, today) = match answers(arguments, terminal).and_then(|answers| Ok((answers, today()?))) {
        Ok(both) => both,
        Err(message) => {
            terminal.error(&message);
            return WRONG_USE;
        }
    };
    match edit::create(&arguments.folder, &edit::site(&answers, today)) {
        Ok(mut created) => {
            created.written.extend(schemas(arguments, today));
            for path in &created.written {
                terminal.result(&format!("{}\n", arguments.folder.join(path).display()));
            }
            for path in &created.kept {
                terminal.remark(&format!("{path} was there already and stays as it is."));
            }
            terminal.remark(&next(&arguments.folder));
            DONE
        }
        Err(diagnostic) => {
            terminal.diagnostics(&[diagnostic], &SourceMap::default());
            SITE_ERRORS
        }
    }
}

/// Writes the schemas that the new files name in their first lines. Without them the site is as good as with them, so that a
/// disk that is full by now is no reason to fail.
fn schemas(arguments: &InitArguments, today: Today) -> Vec<String> {
    let mut builder = Builder::new(Options::new(&arguments.folder, today));
    builder.update(&ChangeSet::everything());
    let written = schema::write(&arguments.folder.join(FOLDER), &Known::of(&builder)).unwrap_or_default();
    written.iter().map(|name| format!("{FOLDER}/{name}")).collect()
}

fn next(folder: &Path) -> String {
    let shown = folder.display().to_string();
    let site = if shown == "." { String::new() } else { format!(" {shown}") };
    format!(
        "\nYour site is ready. Look at it while you write with `showpiece serve{site} --open`;\n`showpiece build{site}` makes the files to publish.",
    )
}

/// The answers: from flags, from questions on a terminal, else the defaults.
fn answers(arguments: &InitArguments, terminal: &Terminal) -> Result<Answers, String> {
    let asks = !arguments.yes && terminal.can_ask();
    let answer = |given: &Option<String>, question: &str, default: &str| match given {
        Some(given) => given.clone(),
        None if asks => terminal.ask(question, default),
        None => default.to_owned(),
    };
    let name = answer(&arguments.name, "Your name?", "Ada Example");
    let title = answer(&arguments.title, "The site's title?", &name);
    for (flag, given) in [("--name", &name), ("--title", &title)] {
        if given.trim().is_empty() {
            return Err(format!("`{flag}` is empty: write a word or two, or leave it out"));
        }
    }
    let base_url = answer(&arguments.base_url, "Where will it be published?", "https://example.org/");
    let base_url = BaseUrl::parse(&base_url).map_err(|fault| {
        let diagnostic = crate::yaml::from_fault(fault);
        format!("{}: {}", diagnostic.message, diagnostic.caret)
    })?;
    Ok(Answers { title, name, base_url, github: !arguments.no_github })
}
