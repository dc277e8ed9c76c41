//! The word behind the fence → the language and who reads it.
//!
//! Our own table holds the names that people write; what it lacks is looked up among the bundled grammars. An unknown
//! word is a warning with a suggestion, and the code stays plain.

use std::borrow::Cow;

use crate::diagnostic::Code;

use super::finding::Finding;
use super::grammar;
use super::info::{Info, Word};
use super::shell_session;

/// A language, under its usual name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    name: Cow<'static, str>,
    reader: Reader,
}

/// Who finds the tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Nobody: plain text.
    Plain,
    /// Our reading of Python.
    Python,
    /// The Python prompt and what it printed.
    PythonSession,
    /// A Python traceback.
    Traceback,
    /// A cell of a notebook, or a session with numbered prompts.
    Notebook,
    /// Commands with prompts, and what they printed.
    ShellSession,
    /// What `pip` reads.
    Requirements,
    /// What `configparser` reads.
    Ini,
    /// A difference, and the language of what it changes.
    Diff(Changed),
    /// A bundled grammar, by its name.
    Grammar(&'static str),
}

/// What a difference is a difference of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// It does not matter.
    Text,
    /// Python.
    Python,
    /// Another language, by the name of its grammar.
    Grammar(&'static str),
}

impl Language {
    /// The usual name in lower case: `python` for `py`; an unknown word as written.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All names and aliases of the languages that have one of ours; bundled grammars know some more.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TABLE.iter().flat_map(|entry| std::iter::once(entry.name).chain(entry.aliases.iter().copied()))
    }

    /// Whether it is what one types at a prompt.
    pub(super) fn is_shell(&self) -> bool {
        matches!(self.name(), "bash" | "fish" | "powershell" | "batch")
    }

    pub(super) fn reader(&self) -> Reader {
        self.reader
    }
}

struct Entry {
    name: &'static str,
    aliases: &'static [&'static str],
    reader: Reader,
}

const fn entry(name: &'static str, aliases: &'static [&'static str], reader: Reader) -> Entry {
    Entry { name, aliases, reader }
}

const fn grammar(name: &'static str, aliases: &'static [&'static str], grammar: &'static str) -> Entry {
    entry(name, aliases, Reader::Grammar(grammar))
}

#[rustfmt::skip]
const TABLE: &[Entry] = &[
    entry("text", &["plain", "none", "txt", "plaintext", "raw", "ascii"], Reader::Plain),
    entry("output", &["stdout"], Reader::Plain),
    entry("python", &["py", "python3", "py3", "pyi", "pyw"], Reader::Python),
    entry("ipython", &["ipython3", "jupyter"], Reader::Notebook),
    entry("pycon", &["python-repl", "python-console", "doctest", "ipython-console"], Reader::PythonSession),
    entry("pytb", &["traceback", "py3tb", "python-traceback"], Reader::Traceback),
    entry("console", &["shell-session", "shellsession", "sh-session", "terminal", "bash-session"], Reader::ShellSession),
    grammar("bash", &["sh", "shell", "zsh", "ksh", "ash"], "Bourne Again Shell (bash)"),
    grammar("awk", &[], "AWK"),
    grammar("batch", &["bat", "cmd", "dosbatch"], "Batch File"),
    grammar("c", &["h"], "C"),
    grammar("cmake", &[], "CMake"),
    grammar("clojure", &["clj"], "Clojure"),
    grammar("cpp", &["c++", "cc", "cxx", "hpp"], "C++"),
    grammar("csharp", &["c#", "cs"], "C#"),
    grammar("css", &[], "CSS"),
    grammar("csv", &["tsv"], "Separated Values"),
    grammar("dart", &[], "Dart"),
    entry("diff", &["patch", "udiff"], Reader::Diff(Changed::Text)),
    grammar("dockerfile", &["docker", "containerfile"], "Dockerfile"),
    grammar("dot", &["graphviz"], "Graphviz (DOT)"),
    grammar("dotenv", &["env"], "DotENV"),
    grammar("elixir", &["ex", "exs"], "Elixir"),
    grammar("elm", &[], "Elm"),
    grammar("erlang", &["erl"], "Erlang"),
    grammar("fish", &[], "Fish"),
    grammar("fortran", &["f90", "f95"], "Fortran (Modern)"),
    grammar("fsharp", &["f#", "fs"], "F#"),
    grammar("gitignore", &[], "Git Ignore"),
    grammar("go", &["golang"], "Go"),
    grammar("graphql", &["gql"], "GraphQL"),
    grammar("groovy", &["gradle"], "Groovy"),
    grammar("haskell", &["hs"], "Haskell"),
    grammar("html", &["htm", "xhtml"], "HTML"),
    grammar("http", &["https"], "HTTP Request and Response"),
    entry("ini", &["cfg", "conf", "dosini", "editorconfig", "systemd"], Reader::Ini),
    grammar("java", &[], "Java"),
    grammar("javascript", &["js", "mjs", "cjs", "jsx", "node"], "JavaScript (Babel)"),
    grammar("jinja", &["jinja2", "j2", "django", "html+jinja", "html+django", "tera"], "HTML (Jinja2)"),
    grammar("jq", &[], "JQ"),
    grammar("json", &["jsonc", "json5", "geojson", "ipynb"], "JSON"),
    grammar("julia", &["jl"], "Julia"),
    grammar("kotlin", &["kt", "kts"], "Kotlin"),
    grammar("latex", &["tex"], "LaTeX"),
    grammar("less", &[], "Less"),
    grammar("lisp", &["elisp", "emacs-lisp", "common-lisp"], "Lisp"),
    grammar("log", &[], "log"),
    grammar("lua", &[], "Lua"),
    grammar("make", &["makefile", "mk"], "Makefile"),
    grammar("markdown", &["md"], "Markdown"),
    grammar("matlab", &["octave"], "MATLAB"),
    grammar("nginx", &[], "nginx"),
    grammar("nim", &[], "Nim"),
    grammar("nix", &[], "Nix"),
    grammar("objective-c", &["objc", "objectivec"], "Objective-C"),
    grammar("ocaml", &["ml"], "OCaml"),
    grammar("perl", &["pl"], "Perl"),
    grammar("php", &[], "PHP"),
    grammar("powershell", &["ps1", "pwsh", "posh"], "PowerShell"),
    grammar("properties", &["java-properties"], "Java Properties"),
    grammar("protobuf", &["proto"], "Protocol Buffer"),
    grammar("r", &["rlang"], "R"),
    entry("requirements", &["requirements.txt", "pip-requirements", "constraints"], Reader::Requirements),
    grammar("restructuredtext", &["rst", "rest"], "reStructuredText"),
    grammar("ruby", &["rb"], "Ruby"),
    grammar("rust", &["rs"], "Rust"),
    grammar("sass", &[], "Sass"),
    grammar("scala", &[], "Scala"),
    grammar("scss", &[], "SCSS"),
    grammar("sql", &["postgresql", "postgres", "psql", "sqlite", "mysql", "plpgsql"], "SQL"),
    grammar("ssh-config", &["sshconfig"], "SSH Config"),
    grammar("svelte", &[], "HTML"),
    grammar("swift", &[], "Swift"),
    grammar("terraform", &["tf", "hcl"], "Terraform"),
    grammar("toml", &["tml"], "TOML"),
    grammar("tsx", &["typescriptreact"], "TypeScriptReact"),
    grammar("typescript", &["ts", "mts", "cts"], "TypeScript"),
    grammar("typst", &["typ"], "Typst"),
    grammar("vim", &["viml", "vimscript"], "VimL"),
    grammar("vue", &[], "Vue Component"),
    grammar("xml", &["svg", "xsd", "xslt", "rss", "atom"], "XML"),
    grammar("yaml", &["yml"], "YAML"),
    grammar("zig", &[], "Zig"),
];

impl Default for Language {
    /// Plain text.
    fn default() -> Self {
        Language { name: Cow::Borrowed("text"), reader: Reader::Plain }
    }
}

/// Whether a word names a language.
pub fn is_known(word: &str) -> bool {
    let word = word.to_lowercase();
    Language::names().any(|name| name == word) || grammar::find(&word).is_some()
}

/// The language of an info string; no word at all means plain text. `bash` or `python` with prompts is a session.
pub fn find(info: &Info, source: &str, findings: &mut Vec<Finding>) -> Language {
    let Some(word) = &info.language else { return Language::default() };
    let name = word.text.to_lowercase();
    if let Some(entry) = known(&name) {
        let reader = match entry.name {
            "bash" if shell_session::looks_like_one(source) => Reader::ShellSession,
            "python" if source.trim_start().starts_with(">>> ") => Reader::PythonSession,
            _ => entry.reader,
        };
        return Language { name: Cow::Borrowed(entry.name), reader };
    }
    if let Some(changed) = name.strip_prefix("diff-").and_then(known).and_then(changed) {
        return Language { name: Cow::Borrowed("diff"), reader: Reader::Diff(changed) };
    }
    if let Some(grammar) = grammar::find(&name) {
        return Language { name: Cow::Owned(name), reader: Reader::Grammar(grammar) };
    }
    findings.push(unknown(&name, word));
    Language { name: Cow::Owned(name), reader: Reader::Plain }
}

fn known(name: &str) -> Option<&'static Entry> {
    TABLE.iter().find(|entry| entry.name == name || entry.aliases.contains(&name))
}

/// `diff-python` is a difference of Python.
fn changed(entry: &Entry) -> Option<Changed> {
    match entry.reader {
        Reader::Python | Reader::Notebook => Some(Changed::Python),
        Reader::Grammar(name) => Some(Changed::Grammar(name)),
        Reader::Plain => Some(Changed::Text),
        _ => None,
    }
}

/// `rust,ignore` and `{.python}` are other programs' notation; what is meant is the word in it.
fn unknown(name: &str, word: &Word) -> Finding {
    let bare = name.split([',', ':']).next().unwrap_or(name).trim_matches('.');
    Finding::info(Code::UnknownLanguage, word.span, format!("unknown language `{}`", word.text))
        .caret("shown as plain text")
        .suggest(bare, Language::names())
        .help("write `text` for code that is to stay plain")
}

#[cfg(test)]
mod tests {
    use super::super::info;
    use super::*;

    fn language(text: &str, source: &str) -> (String, Reader, Vec<String>) {
        let (info, mut findings) = info::parse(text);
        let language = find(&info, source, &mut findings);
        let help = findings.into_iter().map(|finding| finding.help.join(" ")).collect();
        (language.name().to_owned(), language.reader(), help)
    }

    #[test]
    fn names_are_unique_and_every_grammar_is_there() {
        let mut all: Vec<_> = Language::names().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        for entry in TABLE {
            if let Reader::Grammar(name) = entry.reader {
                assert!(grammar::exists(name), "{name}");
            }
        }
    }

    #[test]
    fn aliases_and_case() {
        assert_eq!(language("Py", "").0, "python");
        assert_eq!(language("yml", "").0, "yaml");
        assert_eq!(language("", "").1, Reader::Plain);
        assert_eq!(language("crystal", ""), ("crystal".to_owned(), Reader::Grammar("Crystal"), vec![]));
    }

    #[test]
    fn a_session_called_bash() {
        assert_eq!(language("bash", "$ ls\na\n").1, Reader::ShellSession);
        assert_eq!(language("bash", "ls\n").1, Reader::Grammar("Bourne Again Shell (bash)"));
    }

    #[test]
    fn unknown_words() {
        let plain = "write `text` for code that is to stay plain";
        for (word, near) in [("pyhton", "python"), ("rust,ignore", "rust"), ("dockerfiel", "dockerfile")] {
            let (_, reader, help) = language(word, "");
            assert_eq!((reader, help), (Reader::Plain, vec![format!("did you mean `{near}`? {plain}")]));
        }
        assert_eq!(language("wxyzzy", "").2, [plain]);
    }
}
