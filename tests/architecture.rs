//! The rules that keep the tree readable, checked on the sources themselves: who may use whom, who may touch the disk,
//! the terminal, the clock, and what nobody may do. A violation is named with its line.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

#[path = "architecture/mask.rs"]
mod mask;

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules from the bottom up (the table in `docs/architecture.md`). A module uses only those of lower layers.
const LAYERS: &[&[&str]] = &[
    &["diagnostic"],
    &["yaml", "graph"],
    &["value"],
    &["config"],
    &["source", "python"],
    &["code"],
    &["content", "portfolio"],
    &["site"],
    &["template"],
    &["render"],
    &["output"],
    &["pipeline"],
    &["watch", "edit"],
    &["check", "serve", "verify", "publish", "import", "schema", "theme"],
    &["cli"],
];

/// A pattern that only some places may contain. A place is a module, or a file without its `.rs`.
struct Reserved {
    what: &'static str,
    patterns: &'static [&'static str],
    places: &'static [&'static str],
}

const RESERVED: &[Reserved] = &[
    Reserved {
        what: "the disk is touched only by source, output, edit and the cache; snippets run in a temporary folder",
        patterns: &["std::fs", "fs::", "File::open", "File::create", "OpenOptions", "walkdir", "WalkDir"],
        // The watcher's polling has the type of a file's metadata and no function.
        // `publish` removes the index that it made for Git.
        places: &["source", "output", "edit", "pipeline/cache", "watch/poll", "publish/git", "verify/process"],
    },
    Reserved {
        what: "the disk is looked at only where files are read or named by the user",
        patterns: &[
            ".canonicalize()",
            ".read_dir()",
            ".exists()",
            ".try_exists()",
            ".is_file()",
            ".is_dir()",
            ".is_symlink()",
            ".metadata()",
            ".symlink_metadata()",
        ],
        places: &[
            "source",
            "output",
            "edit",
            "pipeline/cache",
            "watch",
            "publish/doctor",
            "publish/workflow",
            "verify",
            "cli",
        ],
    },
    Reserved {
        what: "only cli prints",
        patterns: &[
            "print!",
            "println!",
            "eprint!",
            "eprintln!",
            "dbg!",
            "io::stdout",
            "io::stderr",
            "stdout()",
            "stderr()",
        ],
        places: &["cli", "main"],
    },
    Reserved {
        what: "only cli ends the process",
        patterns: &["process::exit", "process::abort", "exit("],
        places: &["cli", "main"],
    },
    Reserved {
        what: "the clock and the environment are inputs, read by cli and the servers",
        patterns: &[
            "SystemTime::now",
            "Instant::now",
            "Zoned::now",
            "Timestamp::now",
            "env::var",
            "env::vars",
            "env::current_dir",
        ],
        places: &["cli", "main", "serve", "watch", "verify", "check/external/crawl"],
    },
    Reserved {
        what: "only the preview server opens sockets, and the check of external links asks other servers",
        patterns: &[
            "std::net::Tcp",
            "std::net::Udp",
            "TcpListener",
            "TcpStream",
            "UdpSocket",
            "tokio::",
            "hyper::",
            "axum::",
            "ureq::",
        ],
        places: &["serve", "check/external"],
    },
    Reserved {
        what: "processes are started by cli (the browser), to run snippets, and for Git",
        patterns: &["process::Command", "Command::new("],
        places: &["cli", "verify", "publish/git"],
    },
    Reserved { what: "no unsafe code", patterns: &["unsafe"], places: &[] },
    Reserved { what: "no stubs", patterns: &["todo!", "unimplemented!"], places: &[] },
    Reserved {
        what: "what can fail is handled",
        patterns: &[".unwrap()", ".expect(\"", ".unwrap_err()", ".expect_err(\"", "panic!"],
        places: &[],
    },
    Reserved { what: "no global mutable state", patterns: &["static mut", "thread_local!"], places: &[] },
];

/// What makes a `static` mutable.
const CELLS: &[&str] =
    &["Mutex", "RwLock", "Atomic", "RefCell", "Cell<", "OnceLock", "OnceCell", "LazyLock", "LazyCell"];

/// Filled once with immutable data that is expensive to load, here alone: the grammars, the names of the standard library.
const LAZY: (&[&str], &[&str]) = (&["LazyLock", "OnceLock"], &["code", "python"]);

const LONGEST_FILE: usize = 500;

/// Flat tables, in which nobody gets lost.
const LONG_TABLES: &[&str] = &["src/diagnostic/code.rs"];

#[derive(PartialEq, Eq)]
struct Violation {
    file: String,
    line: usize,
    rule: String,
    text: String,
}

impl fmt::Debug for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}: {}", self.file, self.line, self.rule, self.text)
    }
}

/// One source file under the rules.
struct Checked<'a> {
    /// `src/source/walk.rs`.
    file: &'a str,
    /// `["source", "walk"]`; the crate's own files have one part, `["main"]`.
    module: Vec<&'a str>,
    source: &'a str,
    /// Without comments, literals and tests.
    code: String,
}

impl<'a> Checked<'a> {
    fn new(file: &'a str, source: &'a str) -> Self {
        let inner = file.trim_start_matches("src/").trim_end_matches(".rs");
        let module = inner.split('/').filter(|part| *part != "mod").collect();
        Self { file, module, source, code: mask::without_tests(&mask::code_only(source)) }
    }

    /// The module of the layers that the file belongs to; `None` for `main.rs` and `lib.rs`.
    fn top(&self) -> Option<&'a str> {
        self.module.first().copied().filter(|top| !["main", "lib"].contains(top))
    }

    fn is_in(&self, place: &str) -> bool {
        let module = self.module.join("/");
        module == place || module.starts_with(&format!("{place}/"))
    }

    fn violation(&self, offset: usize, rule: impl Into<String>) -> Violation {
        let line = self.code[..offset].matches('\n').count() + 1;
        let text = self.source.lines().nth(line - 1).unwrap_or_default().trim().to_owned();
        Violation { file: self.file.to_owned(), line, rule: rule.into(), text }
    }

    fn violations(&self) -> Vec<Violation> {
        let mut found = self.layers();
        found.extend(self.reserved());
        found.extend(self.statics());
        found.extend(self.shape());
        found.sort_by_key(|violation| violation.line);
        found
    }

    fn layers(&self) -> Vec<Violation> {
        let Some(top) = self.top() else { return Vec::new() };
        let Some(own) = layer(top) else { return vec![self.violation(0, format!("`{top}` has no layer"))] };
        let judge = |(offset, used): (usize, String)| {
            let rule = match layer(&used) {
                _ if used == top => return None,
                Some(layer) if layer < own => return None,
                Some(layer) if layer == own => {
                    format!("`{top}` and `{used}` are of one layer and do not know each other")
                }
                Some(_) => format!("`{top}` lies below `{used}` and does not know it"),
                None => return None, // an item of lib.rs, not a module
            };
            Some(self.violation(offset, rule))
        };
        self.uses().into_iter().filter_map(judge).collect()
    }

    /// Every first part of a path from the top of the crate, with its place: after `crate::`, in the groups of a
    /// `use`, and after enough `super::` to leave the module.
    fn uses(&self) -> Vec<(usize, String)> {
        let mut uses = Vec::new();
        for (offset, _) in word_matches(&self.code, "crate::") {
            uses.extend(first_parts(&self.code, offset + "crate::".len()));
        }
        let depth = self.module.len();
        let to_the_top = "super::".repeat(depth);
        for (offset, _) in word_matches(&self.code, &to_the_top) {
            uses.extend(first_parts(&self.code, offset + to_the_top.len()));
        }
        uses
    }

    fn reserved(&self) -> Vec<Violation> {
        let mut found = Vec::new();
        for rule in RESERVED.iter().filter(|rule| !rule.places.iter().any(|place| self.is_in(place))) {
            // One line is named once, however many of the patterns it contains.
            let mut lines = BTreeSet::new();
            for pattern in rule.patterns {
                for (offset, _) in word_matches(&self.code, pattern) {
                    let violation = self.violation(offset, rule.what);
                    if lines.insert(violation.line) {
                        found.push(violation);
                    }
                }
            }
        }
        found
    }

    fn statics(&self) -> Vec<Violation> {
        let mut found = Vec::new();
        for (offset, _) in word_matches(&self.code, "static ") {
            let before = self.code[..offset].trim_end();
            let declaration = self.code[offset..].split(['=', ';']).next().unwrap_or_default();
            let is_lifetime = self.code[..offset].ends_with('\'');
            let is_item = before.is_empty() || before.ends_with([';', '}', '{', ']', ')']) || before.ends_with("pub");
            let allowed = LAZY.1.iter().any(|place| self.is_in(place));
            let cell = CELLS.iter().find(|cell| declaration.contains(**cell) && !(allowed && LAZY.0.contains(*cell)));
            if let Some(cell) = cell.filter(|_| is_item && !is_lifetime) {
                found.push(self.violation(offset, format!("no global mutable state: `{cell}`")));
            }
        }
        found
    }

    fn shape(&self) -> Vec<Violation> {
        let mut found = Vec::new();
        let lines = self.source.lines().count();
        if lines > LONGEST_FILE && !LONG_TABLES.contains(&self.file) {
            found.push(self.violation(0, format!("{lines} lines, more than {LONGEST_FILE}: one file has one subject")));
        }
        if !self.source.starts_with("//!") {
            found.push(self.violation(0, "a file begins by saying what it is for, with `//!`"));
        }
        found
    }
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

/// The places of `pattern` in `code` that do not begin inside a longer word.
fn word_matches<'a>(code: &'a str, pattern: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    let starts_word = pattern.starts_with(|letter: char| letter.is_alphanumeric());
    let ends_word = pattern.ends_with(|letter: char| letter.is_alphanumeric());
    code.match_indices(pattern).filter(move |(offset, found)| {
        let before = code[..*offset].chars().next_back();
        let after = code[offset + found.len()..].chars().next();
        let in_word = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
        !(starts_word && in_word(before) || ends_word && in_word(after))
    })
}

/// The identifiers that a path may go on with at `at`: one, or those of a group in braces.
fn first_parts(code: &str, at: usize) -> Vec<(usize, String)> {
    let word = |at: usize| {
        let start = at + code[at..].len() - code[at..].trim_start().len();
        let rest = &code[start..];
        let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
        (start, rest[..end].to_owned())
    };
    if !code[at..].starts_with('{') {
        return vec![word(at)];
    }
    let mut parts = vec![word(at + 1)];
    let mut depth = 0;
    for (offset, byte) in code.bytes().enumerate().skip(at) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b',' if depth == 1 => parts.push(word(offset + 1)),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    parts.retain(|(_, word)| !word.is_empty());
    parts
}

/// All Rust files below `folder`, sorted. `tests.rs` and `tests/` inside a module are its tests.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && name != "tests" {
            files.extend(rust_files(&path));
        } else if name.ends_with(".rs") && name != "tests.rs" {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn the_sources_keep_the_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut violations = Vec::new();
    for path in rust_files(&root.join("src")) {
        let file = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        let source = fs::read_to_string(&path).unwrap();
        violations.extend(Checked::new(&file, &source).violations());
    }
    let list: Vec<String> = violations.iter().map(|violation| format!("{violation:?}")).collect();
    assert!(list.is_empty(), "the architecture is violated:\n{}", list.join("\n"));
}

// The checker itself

/// The rules that `source` breaks when it stands in `file`, with their lines.
fn broken(file: &str, source: &str) -> Vec<(usize, String)> {
    let source = format!("//! Doc.\n{source}");
    Checked::new(file, &source).violations().into_iter().map(|found| (found.line, found.rule)).collect()
}

fn breaks(file: &str, source: &str, rule: &str) {
    let found = broken(file, source);
    assert!(found.len() == 1 && found[0].1.contains(rule), "{file}: {source}: {found:?}");
    assert_eq!(found[0].0, 2);
}

fn keeps(file: &str, source: &str) {
    assert_eq!(broken(file, source), [], "{file}: {source}");
}

#[test]
fn a_module_uses_only_lower_layers() {
    keeps("src/site/page.rs", "use crate::content::Document;\nuse crate::site::Page;\nuse std::fmt;");
    breaks("src/site/page.rs", "use crate::render::html;", "`site` lies below `render`");
    breaks("src/content/a.rs", "use crate::portfolio::Skill;", "of one layer");
    breaks("src/site/page.rs", "use crate::{content::{self, A}, diagnostic::Code, render::{a, b}};", "below `render`");
    breaks("src/site/page.rs", "fn f() -> crate::output::Writer {}", "below `output`");
    breaks("src/code/mod.rs", "use super::site::Page;", "below `site`");
    breaks("src/code/a/b.rs", "use super::super::super::site::Page;", "below `site`");
    keeps("src/code/a.rs", "use super::site::Page;"); // code::site, not the module `site`
    keeps("src/code/a.rs", "// crate::site is above\nlet x = \"crate::site::Page\";");
    keeps("src/code/a.rs", "#[cfg(test)]\nmod tests { use crate::site::Page; }");
    keeps("src/main.rs", "use showpiece::cli;");
    assert_eq!(broken("src/elsewhere/a.rs", ""), [(1, "`elsewhere` has no layer".to_owned())]);
}

#[test]
fn a_group_over_several_lines_is_named_at_the_line_at_fault() {
    assert_eq!(broken("src/site/a.rs", "use crate::{\n    content::A,\n    output::B,\n};")[0].0, 4);
}

#[test]
fn disk_terminal_process_and_clock_have_their_places() {
    for (pattern, right, wrong) in [
        ("let x = std::fs::read(path);", "src/source/files.rs", "src/site/page.rs"),
        ("use std::fs;", "src/output/disk.rs", "src/cli/build.rs"),
        ("let x = fs::write(path, x);", "src/pipeline/cache.rs", "src/pipeline/mod.rs"),
        ("use walkdir::WalkDir;", "src/source/walk.rs", "src/template/theme.rs"),
        ("if path.exists() {}", "src/cli/build.rs", "src/render/page.rs"),
        ("println!();", "src/cli/build.rs", "src/diagnostic/terminal.rs"),
        ("dbg!(x);", "src/cli/mod.rs", "src/site/mod.rs"),
        ("std::process::exit(1);", "src/main.rs", "src/pipeline/mod.rs"),
        ("let now = SystemTime::now();", "src/cli/mod.rs", "src/render/feed.rs"),
        ("let x = env::var(NAME);", "src/cli/mod.rs", "src/config/mod.rs"),
        ("use tokio::net::TcpListener;", "src/serve/listen.rs", "src/watch/mod.rs"),
        ("let x = TcpStream::connect(x);", "src/serve/listen.rs", "src/cli/serve.rs"),
        ("use std::process::Command;", "src/cli/serve.rs", "src/serve/mod.rs"),
    ] {
        keeps(right, pattern);
        assert_eq!(broken(wrong, pattern).len(), 1, "{wrong}: {pattern}");
    }
    keeps("src/site/page.rs", "write!(text, x); blueprint!(); let offs::x = 1;");
}

#[test]
fn what_nobody_may_do() {
    for pattern in [
        "unsafe { f() }",
        "todo!()",
        "unimplemented!()",
        "let x = y.unwrap();",
        "let x = y.expect(\"reason\");",
        "panic!(\"x\")",
        "static mut X: u8 = 1;",
        "static X: Mutex<u8> = Mutex::new(1);",
        "pub static X: AtomicU32 = AtomicU32::new(1);",
        "pub(crate) static X: OnceLock<u8> = OnceLock::new();",
        "static X:\n    LazyLock<u8> = LazyLock::new(f);",
        "thread_local! { static X: u8 = 1; }",
    ] {
        assert_eq!(broken("src/site/page.rs", pattern).len(), 1, "{pattern}");
    }
    for allowed in [
        "let x = y.unwrap_or(1);",
        "self.expect(Token::Comma)",
        "static TABLE: [u8; 2] = [1, 2];",
        "fn f(x: &'static Mutex<u8>) {}",
        "struct S { x: OnceLock<u8> }",
        "#[cfg(test)]\nmod tests { fn f() { x.unwrap(); } }",
    ] {
        keeps("src/site/page.rs", allowed);
    }
    keeps("src/code/grammar.rs", "static X: LazyLock<u8> = LazyLock::new(f);");
    assert_eq!(broken("src/code/grammar.rs", "static X: LazyLock<Mutex<u8>> = LazyLock::new(f);").len(), 1);
}

#[test]
fn long_and_unexplained_files_are_named() {
    let long = "fn f() {}\n".repeat(LONGEST_FILE);
    assert_eq!(broken("src/site/page.rs", &long).len(), 1);
    keeps("src/diagnostic/code.rs", &long);
    assert_eq!(Checked::new("src/site/page.rs", "fn f() {}").violations().len(), 1);
}

#[test]
fn a_violation_reads_like_an_error_of_the_compiler() {
    let found = Checked::new("src/site/a.rs", "//! Doc.\n\nuse crate::render::html;\n").violations();
    assert_eq!(
        format!("{:?}", found[0]),
        "src/site/a.rs:3: `site` lies below `render` and does not know it: use crate::render::html;"
    );
}
