//! Cases of `tests/diagnostics/`: files with what is expected of them under the lines at fault.

use std::sync::Arc;

use showpiece::diagnostic::{Code, SourcePath};

/// The files of a case, in the order in which they stand there.
pub type Files = Vec<(SourcePath, Arc<str>)>;

/// The files of a case, without what is expected of them.
pub fn files(case: &str) -> Files {
    let mut files: Vec<(SourcePath, String)> = Vec::new();
    let mut after_marker = false;
    for line in case.split_inclusive('\n') {
        if let Some(path) = line.strip_prefix("=== ") {
            files.push((path.trim().into(), String::new()));
            after_marker = false;
        } else if marker(line).is_some() {
            after_marker = true;
        } else if !(after_marker && line.trim_start().starts_with(['|', '+', '='])) {
            after_marker = false;
            files.last_mut().expect("a case begins with `=== path`").1.push_str(line);
        }
    }
    files.into_iter().map(|(path, text)| (path, text.into())).collect()
}

/// The code of a line such as `   ^^^ unknown-key: …`.
pub fn marker(line: &str) -> Option<Code> {
    let rest = line.trim_start().strip_prefix('^')?.trim_start_matches('^').strip_prefix(' ')?;
    Code::from_word(rest.split_once(": ")?.0)
}
