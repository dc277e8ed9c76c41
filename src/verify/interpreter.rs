//! Which Python runs the snippets: the flag, the configuration, an active virtual environment, or the one on the path.
//!
//! The words of a command (`uv run python`) are taken apart here; no shell ever sees them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::code::Proof;
use crate::diagnostic::{Code, Diagnostic, Place, system_words};

/// The oldest version that can run the runner.
const OLDEST: (u16, u16) = (3, 9);

/// What the choice is made from.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// The value of `--python`, or of `SHOWPIECE_PYTHON`.
    pub flag: Option<String>,
    /// The folder that a path in it is relative to.
    pub folder: PathBuf,
    /// The value of `verify.python`, with its place.
    pub configured: Option<(String, Option<Place>)>,
    /// The site's folder.
    pub root: PathBuf,
    /// The folder of an active virtual environment.
    pub environment: Option<OsString>,
}

/// A command that starts Python.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interpreter {
    /// The program.
    pub program: PathBuf,
    /// What stands before the name of the script.
    pub arguments: Vec<String>,
    /// Where it is named, if that is a file of the site.
    place: Option<Place>,
}

impl Interpreter {
    /// The Python to be used.
    ///
    /// # Errors
    ///
    /// A quote that is not closed, or a command without a word.
    pub fn choose(choices: &Choices) -> Result<Self, Diagnostic> {
        let written = choices.flag.as_ref().filter(|flag| !flag.trim().is_empty());
        if let Some(flag) = written {
            return Self::written(flag, &choices.folder, None);
        }
        if let Some((words, place)) = &choices.configured {
            return Self::written(words, &choices.root, place.clone());
        }
        let program = match choices.environment.as_ref().filter(|folder| !folder.is_empty()) {
            Some(folder) if cfg!(windows) => Path::new(folder).join("Scripts").join("python.exe"),
            Some(folder) => Path::new(folder).join("bin").join("python"),
            None => PathBuf::from(if cfg!(windows) { "python" } else { "python3" }),
        };
        Ok(Self { program, arguments: Vec::new(), place: None })
    }

    fn written(text: &str, folder: &Path, place: Option<Place>) -> Result<Self, Diagnostic> {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
        // A path with blanks in it is more likely than a command whose words make one.
        let words = if folder.join(text).is_file() { Some(vec![text.to_owned()]) } else { split(text) };
        let Some((program, arguments)) = words.as_deref().and_then(<[String]>::split_first) else {
            let diagnostic = Diagnostic::new(Code::PythonInterpreter, format!("`{text}` is not a command"))
                .help("write the interpreter and its arguments: `uv run python`, or quote a path with blanks in it");
            return Err(located(diagnostic, place));
        };
        let has_folder = program.contains('/') || cfg!(windows) && program.contains('\\');
        // The process is started elsewhere, where a relative path would mean another file.
        let program = if has_folder { folder.join(program) } else { PathBuf::from(program) };
        Ok(Self { program, arguments: arguments.to_vec(), place })
    }

    /// As it is typed.
    pub fn shown(&self) -> String {
        let program = self.program.display().to_string();
        std::iter::once(program).chain(self.arguments.iter().cloned()).collect::<Vec<_>>().join(" ")
    }

    /// What to say if it cannot be started.
    pub fn not_started(&self, error: &std::io::Error) -> Diagnostic {
        let message = format!("`{}` cannot be started: {}", self.shown(), system_words(error));
        let diagnostic = Diagnostic::new(Code::PythonInterpreter, message);
        located(diagnostic, self.place.clone()).help(
            "name a Python with `--python PATH`, set `verify: {python: …}` in showpiece.yaml, or activate a virtual environment",
        )
    }

    /// What to say if it starts and is no Python that we can use; `told` is what it wrote.
    pub fn not_usable(&self, told: &str) -> Diagnostic {
        let message = format!("`{}` does not run Python", self.shown());
        let diagnostic = located(Diagnostic::new(Code::PythonInterpreter, message), self.place.clone());
        let diagnostic = if told.is_empty() { diagnostic } else { diagnostic.help(format!("it says: {told}")) };
        diagnostic.help("it has to be Python 3.9 or newer")
    }

    /// The version that it says to be.
    ///
    /// # Errors
    ///
    /// It is too old.
    pub fn checked(&self, version: (u16, u16), implementation: &str) -> Result<Proof, Diagnostic> {
        if version < OLDEST {
            let message = format!("`{}` is Python {}.{}", self.shown(), version.0, version.1);
            let diagnostic = Diagnostic::new(Code::PythonInterpreter, message);
            return Err(located(diagnostic, self.place.clone()).help("snippets are run with Python 3.9 or newer"));
        }
        let other = Some(implementation).filter(|name| *name != "cpython");
        let proof = Proof { version, implementation: other.map(str::to_owned) };
        Proof::parse(&proof.to_string()).ok_or_else(|| self.not_usable(implementation))
    }
}

fn located(diagnostic: Diagnostic, place: Option<Place>) -> Diagnostic {
    match place {
        Some(place) => diagnostic.at(place),
        None => diagnostic,
    }
}

/// The words of a command; blanks within quotes belong to a word. None if a quote is not closed.
fn split(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for sign in text.chars() {
        match (quote, sign) {
            (Some(open), _) if sign == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(sign);
                word.get_or_insert_default();
            }
            (None, _) if sign.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(sign),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_split_without_a_shell() {
        let words = |text: &str| split(text).map(|words| words.join("|"));
        assert_eq!(words("uv run  python").as_deref(), Some("uv|run|python"));
        assert_eq!(words("'a b/python' -X \"\" x\"y z\"").as_deref(), Some("a b/python|-X||xy z"));
        assert_eq!(words("C:\\py\\python.exe").as_deref(), Some("C:\\py\\python.exe"));
        assert_eq!(words("python; rm -rf $HOME").as_deref(), Some("python;|rm|-rf|$HOME"));
        assert_eq!(words(" "), Some(String::new()));
        assert_eq!(words("'python"), None);
    }

    fn chosen(flag: &str, configured: &str, environment: &str) -> String {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let choices = Choices {
            flag: some(flag),
            folder: "/here".into(),
            configured: some(configured).map(|words| (words, None)),
            root: "/site".into(),
            environment: some(environment).map(OsString::from),
        };
        Interpreter::choose(&choices).map_or_else(|wrong| wrong.message, |python| python.shown())
    }

    #[cfg(unix)]
    #[test]
    fn the_nearest_word_counts() {
        assert_eq!(chosen("python3.13", "uv run python", "/venv"), "python3.13");
        assert_eq!(chosen("bin/python", "", ""), "/here/bin/python");
        assert_eq!(chosen("", ".venv/bin/python -X dev", "/venv"), "/site/.venv/bin/python -X dev");
        assert_eq!(chosen("", "", "/venv"), "/venv/bin/python");
        assert_eq!(chosen(" ", "", ""), "python3");
        assert_eq!(chosen("'python", "", ""), "`'python` is not a command");
    }

    #[cfg(unix)]
    #[test]
    fn a_path_with_blanks_needs_no_quotes_if_it_is_there() {
        let folder = tempfile::TempDir::new().unwrap();
        std::fs::write(folder.path().join("my python"), "").unwrap();
        let choices = Choices { flag: Some("./my python".into()), folder: folder.path().into(), ..Choices::default() };
        let python = Interpreter::choose(&choices).unwrap();
        assert_eq!((python.program, python.arguments), (folder.path().join("./my python"), Vec::new()));
    }

    #[test]
    fn an_old_python_is_refused() {
        let python = Interpreter::choose(&Choices { flag: Some("p".into()), ..Choices::default() }).unwrap();
        assert_eq!(python.checked((3, 8), "cpython").unwrap_err().message, "`p` is Python 3.8");
        assert_eq!(python.checked((3, 13), "cpython").unwrap().to_string(), "3.13");
        assert_eq!(python.checked((3, 11), "pypy").unwrap().to_string(), "3.11-pypy");
        assert!(python.checked((3, 11), "<b>").is_err());
    }
}
