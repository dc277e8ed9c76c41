//! `showpiece explain CODE`: the long form of a diagnostic; without a code, the list of all.

use super::arguments::ExplainArguments;
use super::terminal::Terminal;
use super::{DONE, WRONG_USE};
use crate::diagnostic::{Code, Severity, nearest};

/// Runs the command.
pub fn run(arguments: &ExplainArguments, terminal: &Terminal) -> u8 {
    let Some(word) = &arguments.code else {
        terminal.result(&list());
        return DONE;
    };
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
