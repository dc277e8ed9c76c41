//! `showpiece verify`: what is run, what is said of it, what is written, and that nothing a snippet does can spoil that.
//!
//! Most tests start a Python, which `cargo test` does not ask for: `.ci/run verify` runs them, with `SHOWPIECE_PYTHON` or the
//! machine's `python3`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use showpiece::diagnostic::terminal::{self, Style};
use showpiece::diagnostic::{Code, Diagnostic};
use showpiece::pipeline::{Builder, Options};
use showpiece::verify::{Choices, Mode, Report, verify};
use support::{Files, build, files, today, told, write};

const CONFIG: &str = "title: A site\nbase_url: https://ada.example/\n";
const HEAD: &str = "---\ntitle: A page\n---\n";

/// A site in a folder that goes away.
struct Bench(tempfile::TempDir);

impl Bench {
    /// A site whose page `content/a.md` has this text below its front matter.
    fn page(text: &str) -> Self {
        Self::pages(&[("a", text)])
    }

    fn pages(pages: &[(&str, &str)]) -> Self {
        let bench = Self(tempfile::tempdir().unwrap());
        let mut site = Files::from([("showpiece.yaml".to_owned(), CONFIG.into())]);
        site.extend(pages.iter().map(|(name, text)| (format!("content/{name}.md"), format!("{HEAD}{text}").into())));
        write(&bench.root(), &site);
        bench
    }

    fn root(&self) -> PathBuf {
        self.0.path().join("site")
    }

    fn put(&self, path: &str, text: &str) {
        write(&self.root(), &Files::from([(path.to_owned(), text.into())]));
    }

    fn text(&self, path: &str) -> String {
        String::from_utf8(files(&self.root()).remove(path).unwrap_or_default()).unwrap()
    }

    /// The text of the page, without its front matter.
    fn now(&self) -> String {
        self.text("content/a.md").strip_prefix(HEAD).expect("the front matter is as it was").to_owned()
    }

    fn verify_with(&self, python: &str, mode: Mode) -> Report {
        self.verify_until(python, mode, &AtomicBool::new(false))
    }

    fn verify_until(&self, python: &str, mode: Mode, stop: &AtomicBool) -> Report {
        let choices = Choices { flag: Some(python.to_owned()), folder: self.root(), ..Choices::default() };
        let options = Options { drafts: true, ..Options::new(self.root(), today()) };
        verify(&mut Builder::new(options), choices, mode, stop)
    }

    fn verify(&self, mode: Mode) -> Report {
        self.verify_with(&python(), mode)
    }

    /// Verifies, and fails unless all holds.
    fn holds(&self, mode: Mode) -> Report {
        let report = self.verify(mode);
        assert!(report.diagnostics.is_empty(), "{}", shown(&report));
        report
    }

    /// What a user is told of a page that does not hold.
    fn fails(&self) -> String {
        let before = files(&self.root());
        let report = self.verify(Mode::Write);
        assert!(report.diagnostics.iter().any(Diagnostic::is_error), "it does not hold");
        assert!(files(&self.root()) == before, "nothing is written");
        shown(&report)
    }

    /// The marks on the built page.
    fn marks(&self) -> Vec<String> {
        let out = self.0.path().join("out");
        let report = build(&Options { out: Some(out.clone()), ..Options::new(self.root(), today()) });
        assert!(report.summary.is_some(), "{}", told(&report.diagnostics, &report.sources));
        let html = String::from_utf8(files(&out).remove("a/index.html").unwrap()).unwrap();
        let marks = html.split("class=\"code-verified\">").skip(1);
        marks.map(|rest| rest.split('<').next().unwrap_or_default().to_owned()).collect()
    }
}

/// The Python that the tests are run with.
fn python() -> String {
    std::env::var("SHOWPIECE_PYTHON").ok().filter(|python| !python.is_empty()).unwrap_or_else(|| "python3".to_owned())
}

fn shown(report: &Report) -> String {
    let style = Style { color: false, width: 110, limit: 0, links: None };
    let text = terminal::render(&report.diagnostics, &report.sources, style);
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn codes(report: &Report) -> Vec<Code> {
    report.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

// --- without a Python ---

#[test]
fn a_python_that_is_not_there_is_said_to_be_missing() {
    let bench = Bench::page("```python {run}\n1\n```\n");
    let report = bench.verify_with("./nothing here", Mode::Write);
    assert_eq!(codes(&report), [Code::PythonInterpreter]);
    assert!(report.diagnostics[0].message.ends_with("nothing here` cannot be started: no such file or directory"));
    bench.put("showpiece.yaml", &format!("{CONFIG}verify: {{python: \"./nowhere/python -X dev\"}}\n"));
    let report = bench.verify_with("", Mode::Write);
    let at = report.sources.line_column(report.diagnostics[0].place.as_ref().expect("the place in the configuration"));
    assert_eq!((codes(&report), at.line, at.column), (vec![Code::PythonInterpreter], 3, 18));
    #[cfg(unix)]
    {
        let report = bench.verify_with("true", Mode::Write);
        assert!(shown(&report).contains("`true` does not run Python"), "{}", shown(&report));
        assert_eq!(codes(&report), [Code::PythonInterpreter]);
    }
}

#[test]
fn a_site_without_marked_snippets_needs_no_python() {
    let bench =
        Bench::page("```python\nimport nothing\n```\n\n```output\n1\n```\n\n```pycon {run=false}\n>>> 1\n2\n```\n");
    let report = bench.verify_with("./nothing", Mode::Locked);
    assert!(report.diagnostics.is_empty() && report.python.is_none() && report.snippets == 0, "{}", shown(&report));
    assert_eq!(bench.text("snippets.lock"), "", "and no file");
}

#[test]
fn nothing_of_a_broken_site_is_run() {
    let bench = Bench::page("```python {run}\n1\n```\n");
    bench.put("content/b.md", "---\ntitle: [\n---\n");
    let report = bench.verify_with("./nothing", Mode::Write);
    assert_eq!(codes(&report), [Code::YamlSyntax]);
}

#[test]
fn a_build_runs_nothing() {
    let bench = Bench::page("");
    let trace = bench.0.path().join("trace");
    let code = format!("open({:?}, 'w')\n", trace.to_str().unwrap());
    bench.put("content/a.md", &format!("{HEAD}```python {{run}}\n{code}```\n\n```pycon\n>>> {code}```\n"));
    assert_eq!(bench.marks(), [""; 0]);
    assert!(!trace.exists());
}

#[test]
fn a_hostile_lock_marks_nothing() {
    let bench = Bench::page("```python {run}\nprint(1)\n```\n");
    let bomb = "0123456789abcdef0123456789abcdef 3.13 passed content/a.md\n".repeat(200_000);
    for (lock, line) in [("<script>alert(1)</script>\n", 1), ("\n\n<<<<<<< HEAD\n=======\n", 3), (&bomb, 100_001)] {
        bench.put("snippets.lock", lock);
        let report = build(&Options::new(bench.root(), today()));
        assert_eq!(report.diagnostics.iter().map(|one| one.code).collect::<Vec<_>>(), [Code::SnippetLock]);
        assert!(!report.diagnostics[0].is_error());
        let place = report.diagnostics[0].place.as_ref().unwrap();
        assert_eq!(report.sources.line_column(place).line, line);
        assert_eq!(bench.marks(), [""; 0]);
    }
    std::fs::write(bench.root().join("snippets.lock"), b"\xff\xfe\0").unwrap();
    let report = build(&Options::new(bench.root(), today()));
    assert_eq!(report.diagnostics.iter().map(|one| one.code).collect::<Vec<_>>(), [Code::NotUtf8]);
}

// --- with a Python ---

#[test]
#[ignore = "needs a Python: .ci/run verify"]
fn what_holds_is_noted_and_marked_and_a_change_loses_the_mark() {
    let text = "```python {run}\nimport math\n```\n\nWords.\n\n```python {run}\nprint(math.floor(2.5))\n```\n\nIt prints\n\n```output\n2\n```\n\n\
        ```pycon\n>>> math.ceil(2.5)\n3\n>>> 1 / 0\nTraceback (most recent call last):\n    ...\nZeroDivisionError: division by zero\n```\n\n\
        ```python\nnot_run()\n```\n\n```python {run=isolated}\nassert 'math' not in globals()\n```\n";
    let bench = Bench::page(text);
    let report = bench.holds(Mode::Write);
    assert_eq!((report.snippets, report.pages, report.wrote_lock), (4, 1, true));
    let mark = format!("Verified with {}", report.python.unwrap().shown());
    assert_eq!(bench.marks(), [&mark[..]; 4]);
    let lock = bench.text("snippets.lock");
    assert!(!bench.holds(Mode::Write).wrote_lock && !bench.holds(Mode::Locked).wrote_lock);

    bench.put("content/a.md", &format!("{HEAD}{}", text.replace("floor(2.5)", "floor(2.75)")));
    assert_eq!(bench.marks(), [&mark[..]; 2], "what was run before it, and by itself, is as it was");
    let report = bench.verify(Mode::Locked);
    assert_eq!((codes(&report), bench.text("snippets.lock")), (vec![Code::SnippetLock], lock.clone()));
    assert!(shown(&report).contains("- the file, + what was found:\n"), "{}", shown(&report));
    assert!(bench.holds(Mode::Write).wrote_lock);
    assert_eq!(bench.marks(), [&mark[..]; 4]);
    assert_eq!(bench.text("snippets.lock").lines().count(), lock.lines().count(), "what nobody needs is gone");
}

#[test]
#[ignore = "needs a Python: .ci/run verify"]
fn what_differs_is_shown_where_it_stands() {
    let bench = Bench::page(
        "> ```python {run}\n> for n in range(4):\n>     print(n)\n> ```\n>\n> ```output\n> 0\n> 1\n> two\n> 3\n> ```\n\n\
         - ```pycon\n  >>> print('a')\n  b\n  >>> 5\n  ```\n",
    );
    let wanted = "\
error[snippet-output]: the snippet does not print what the page says
  --> content/a.md:12:3
   |
12 | > two
   |   ^^^ `2` is printed
   |
   = help: - the page, + what was printed:
             0
             1
           - two
           + 2
             3
   = help: `showpiece verify --update` writes what was printed into the page

error[snippet-output]: the example does not give what the page says
  --> content/a.md:18:3
   |
18 |   b
   |   ^ `a` is printed
   |
   = help: - the page, + what was printed:
           - b
           + a
   = help: `showpiece verify --update` writes what was printed into the page

error[snippet-output]: the example does not give what the page says
  --> content/a.md:19:3
   |
19 |   >>> 5
   |   ^^^^^ `5` is printed
   |
   = help: - the page, + what was printed:
           + 5
   = help: `showpiece verify --update` writes what was printed into the page
";
    assert_eq!(bench.fails().trim_end(), wanted.trim_end());
}

#[test]
#[ignore = "needs a Python: .ci/run verify"]
fn an_exception_is_shown_where_it_was_caused_and_where_it_was_raised() {
    let bench = Bench::page(
        "```python {run}\ndef half(n):\n    if n % 2:\n        raise ValueError(f'{n} is odd')\n    return n // 2\n```\n\n\
         ```python {run}\nprint(half(4))\n\nhalf(3)\n```\n\n```pycon\n>>> half(2)\n1\n```\n\n```python {run=isolated}\nprint(1)\n```\n",
    );
    let wanted = "\
error[snippet-failed]: the snippet raises ValueError: 3 is odd
  --> content/a.md:14:1
   |
 7 |         raise ValueError(f'{n} is odd')
   |         ------------------------------- raised here
...
14 | half(3)
   | ^^^^^^^
   |
   = help: the way to it:
           content/a.md:14 in <module>
           content/a.md:7 in half
   = help: if that is what it is to show, write `{run raises=ValueError}`
   = help: the snippet after it on the page was not run
";
    assert_eq!(bench.fails().trim_end(), wanted.trim_end());
}

#[test]
#[ignore = "needs a Python: .ci/run verify"]
fn an_exception_can_be_what_a_snippet_is_to_show() {
    Bench::page("```python {run raises=ValueError}\nprint('before')\nint('three')\n```\n\n```output\nbefore\n```\n")
        .holds(Mode::Write);
    Bench::page("```python {run raises=Exception}\nint('three')\n```\n").holds(Mode::Write);
    Bench::page("```python {run raises=json.decoder.JSONDecodeError}\nimport json\njson.loads('{')\n```\n")
        .holds(Mode::Write);
    Bench::page("```python {run raises=SystemExit}\nimport sys\nsys.exit(3)\n```\n").holds(Mode::Write);
    let told = Bench::page("```python {run raises=KeyError}\nint('three')\n```\n").fails();
    assert!(told.contains("the snippet raises ValueError: invalid literal"), "{told}");
    let told = Bench::page("```python {run raises=KeyError}\n1\n```\n").fails();
    assert!(told.contains("the snippet was to raise KeyError, and did not\n --> content/a.md:5:1"), "{told}");
}

#[test]
#[ignore = "needs a Python: .ci/run verify"]
fn what_ends_breaks_or_cannot_be_read_is_named_at_its_line() {
    for (text, message, line) in [
        ("```python {run}\nx = 1\nimport sys; sys.exit('gone')\n```\n", "the snippet raises SystemExit: gone", 6),
        ("```python {run}\nimport os\nos._exit(3)\n```\n", "the snippet ends the process, with exit code 3", 5),
        ("```python {run}\nx = (\n```\n", "the snippet raises SyntaxError: ", 5),
        (
            "```python {run}\nname = input('Your name? ')\n```\n",
            "the snippet raises EOFError: EOF when reading a line",
            5,
        ),
        ("```pycon\n>>> import os\n>>> os._exit(0)\n```\n", "the snippet ends the process, with exit code 0", 6),
        (
            "```pycon\n>>> int('x')\n```\n",
            "the snippet raises ValueError: invalid literal for int() with base 10: 'x'",
            5,
        ),
        ("```pycon\n>>> 1 +\n```\n", "the snippet raises SyntaxError: ", 5),
        ("```pycon\n>>> 1\n1\n>>>2\n2\n```\n", "the session cannot be read: the line lacks blank after >>>: '>>>2'", 7),
        (
            "```pycon\n>>> 1 # doctest: +NOTHING\n```\n",
            "the session cannot be read: the line has an invalid option: '+NOTHING'",
            5,
        ),
        ("```python {run}\nwhile True:\n    print('x' * 100)\n```\n", "the snippet prints more than 1 MB", 5),
        ("```python {run}\nprint('x' * 1_100_000)\n```\n", "the snippet prints more than 1 MB", 5),
        (
            "```python {run}\nimport sys\nwhile True:\n    sys.stderr.write('x' * 100)\n```\n",
            "the snippet prints more than 1 MB",
            5,
        ),
        (
            "```python {run}\ndef f(): return f()\nf()\n```\n",
            "the snippet raises RecursionError: maximum recursion depth exceeded",
            6,
        ),
    ] {
        let bench = Bench::page(text);
        let report = bench.verify(Mode::Update);
        assert_eq!(codes(&report), [Code::SnippetFailed], "{text}: {}", shown(&report));
        let diagnostic = &report.diagnostics[0];
        assert!(diagnostic.message.starts_with(message), "{text}: {}", shown(&report));
        let at = diagnostic.place.as_ref().map(|place| report.sources.line_column(place).line);
        assert_eq!(at, Some(line), "{text}: {}", shown(&report));
        assert_eq!(bench.now(), text, "such a thing is never written into the page");
    }
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs a Python: .ci/run verify"]
fn a_page_that_takes_too_long_is_ended_with_all_that_it_started() {
    let bench = Bench::page("");
    let trace = bench.0.path().join("pids");
    bench.put("showpiece.yaml", &format!("{CONFIG}verify: {{timeout: 1}}\n"));
    bench.put(
        "content/a.md",
        &format!(
            "{HEAD}```pycon\n>>> import os, subprocess, sys, time\n>>> code = '''\n... import os, subprocess, sys, time\n\
             ... inner = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(1000)'])\n\
             ... print(os.getpid(), inner.pid, file=open({path:?}, 'w'), flush=True)\n... time.sleep(1000)\n... '''\n\
             >>> outer = subprocess.Popen([sys.executable, '-c', code])\n>>> while True: time.sleep(0.01)\n\n```\n\n```pycon\n>>> 1\n1\n```\n",
            path = trace.to_str().unwrap()
        ),
    );
    let report = bench.verify(Mode::Write);
    let told = shown(&report);
    assert_eq!(codes(&report), [Code::SnippetTimeout], "{told}");
    assert!(told.contains("the snippets of this page take longer than 1 s\n  --> content/a.md:13:1"), "{told}");
    assert!(told.contains("the snippet after it on the page was not run"), "{told}");
    let pids = std::fs::read_to_string(&trace).unwrap();
    let pids: Vec<&str> = pids.split_whitespace().collect();
    assert_eq!(pids.len(), 2);
    for pid in pids {
        // A process that was killed may wait for somebody to ask how it ended.
        let lives = || {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            !matches!(stat.rsplit(") ").next().and_then(|rest| rest.chars().next()), None | Some('Z' | 'X'))
        };
        let begun = std::time::Instant::now();
        while lives() {
            assert!(begun.elapsed().as_secs() < 10, "{pid} is still there");
            std::thread::yield_now();
        }
    }
}

#[test]
#[ignore = "needs a Python: .ci/run verify"]
fn what_a_snippet_prints_is_never_taken_for_a_result() {
    let forged = "{\"event\": \"passed\", \"block\": 0, \"ran\": 1}";
    let code = format!(
        "import json, os, sys\nprint({forged:?})\nsys.stderr.write({forged:?})\nfor fd in range(2, 20):\n    try:\n        os.write(fd, b'\\n{forged}\\n')\n    except OSError:\n        pass\nos.write(1, b'wrong')\n"
    );
    let told = Bench::page(&format!("```python {{run}}\n{code}```\n\n```output\nright\n```\n")).fails();
    assert!(told.contains("+ wrong\n"), "{told}");
    // Nor does it help to end before the truth is told, or to come back as somebody else.
    let code = format!("print({forged:?})\nprint('{{\"event\": \"done\"}}')\nimport os; os._exit(0)\n");
    let told = Bench::page(&format!("```python {{run}}\n{code}```\n")).fails();
    assert!(told.contains("the snippet ends the process"), "{told}");
    if cfg!(unix) {
        let bench = Bench::page(
            "```python {run}\nimport os\nchild = os.fork()\nif child: os.waitpid(child, 0)\nprint('x')\n```\n\n```output\nx\nx\n```\n",
        );
        bench.holds(Mode::Write);
        assert_eq!(bench.text("snippets.lock").lines().count(), 2);
    }
}

#[cfg(unix)]
#[test]
#[ignore = "needs a Python: .ci/run verify"]
fn a_snippet_can_spoil_its_own_result_and_nothing_else() {
    for (code, message) in [
        // Other things in the places of our files: a reader of them would wait forever, or never come to an end.
        ("import os\nos.unlink('../results')\nos.mkfifo('../results')\nos._exit(1)\n", "the snippet ends the process"),
        (
            "import os\nfor name in ('results', 'err', 'out'):\n    os.unlink(f'../{name}')\n    os.symlink('/dev/zero', f'../{name}')\nos._exit(1)\n",
            "the snippet ends the process",
        ),
        ("import os\nos.unlink('../out')\nwhile True: os.write(1, b'x' * 1000)\n", "the snippet prints more than 1 MB"),
        // What is written goes nowhere, or what would be said of it.
        ("import os\nos.closerange(3, 99)\n", "the snippet ends the process, with exit code 1"),
        ("import json\njson.dumps = None\n", "the snippet ends the process, with exit code 1"),
        (
            "import sys\nsys.modules['__main__'].__class__\nsys.stdout.write = None\nprint(1)\n",
            "the snippet raises TypeError",
        ),
        ("import shutil\nshutil.rmtree('..')\n1 / 0\n", "the snippet raises OSError"),
        ("import signal, time\nsignal.alarm(1)\ntime.sleep(9)\n", "the snippet ends the process, by signal 14"),
    ] {
        let bench =
            Bench::pages(&[("a", &format!("```python {{run}}\n{code}```\n")), ("b", "```pycon\n>>> 1\n2\n```\n")]);
        let report = bench.verify(Mode::Write);
        assert_eq!(codes(&report), [Code::SnippetFailed, Code::SnippetOutput], "{code}: {}", shown(&report));
        assert!(report.diagnostics[0].message.starts_with(message), "{code}: {}", shown(&report));
    }
    // A result that was swallowed is missed.
    let told = Bench::page(
        "```python {run}\nimport os\nos.write(3, b'x')\nos.dup2(os.open(os.devnull, os.O_WRONLY), 3)\n```\n",
    );
    let told = told.fails();
    assert!(told.contains("ends the process") || told.contains("was not reported"), "{told}");
    // What only the report can say may be anything.
    let huge = "18446744073709551615";
    let events = [
        format!("{{'event': 'at', 'block': 0, 'line': {huge}}}"),
        format!("{{'event': 'at', 'block': {huge}, 'line': 0}}"),
        format!("{{'event': 'passed', 'block': {huge}, 'ran': {huge}}}"),
        format!(
            "{{'event': 'failed', 'block': 0, 'line': {huge}, 'raised': {huge}, 'text': '\\x1b[2J\\0', 'frames': ['', '\\x1b[2J']}}"
        ),
        "{'event': 'printed', 'block': 0, 'got': '~~~\\n\\x1b[2J\\0'}".to_owned(),
        format!(
            "{{'event': 'other', 'block': 0, 'line': {huge}, 'first': {huge}, 'count': {huge}, 'indent': {huge}, 'want': 'a', 'got': 'b', 'writable': True}}"
        ),
        format!(
            "{{'event': 'other', 'block': 0, 'line': 0, 'first': 0, 'count': {huge}, 'indent': 0, 'want': '', 'got': 'b', 'writable': True}}"
        ),
        format!("{{'event': 'quiet', 'block': {huge}, 'raises': 'x'}}"),
    ];
    let code = format!(
        "import json, os\nword = open('../results').read().split()[0]\nwith open('../results', 'a') as file:\n    for event in [{}]:\n        file.write(f'\\n{{word}} {{json.dumps(event)}}\\n')\nos._exit(0)\n",
        events.join(", ")
    );
    let told = Bench::page(&format!("```python {{run}}\n{code}```\n\n```output\nx\n```\n")).fails();
    assert!(told.contains("snippet-output") && !told.contains(['\u{1b}', '\0']), "{told}");
}

#[test]
#[ignore = "needs a Python: .ci/run verify"]
fn a_user_who_does_not_want_to_wait_is_heard() {
    let bench = Bench::pages(&[("a", "```python {run}\nwhile True: pass\n```\n"), ("b", "```pycon\n>>> 1\n2\n```\n")]);
    bench.put("showpiece.yaml", &format!("{CONFIG}verify: {{timeout: 300}}\n"));
    let before = files(&bench.root());
    let stop = AtomicBool::new(false);
    let begun = std::time::Instant::now();
    let report = std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(std::time::Duration::from_millis(500));
            stop.store(true, Ordering::Relaxed);
        });
        bench.verify_until(&python(), Mode::Update, &stop)
    });
    assert!(report.stopped && begun.elapsed().as_secs() < 60);
    assert!(files(&bench.root()) == before, "nothing is written");
}

#[test]
#[ignore = "needs a Python: .ci/run verify"]
fn whatever_is_printed_is_compared_as_a_reader_would_see_it() {
    Bench::page(
        "```python {run}\nimport os, subprocess, sys\nprint('é 🐍\\u2028', flush=True)\nos.write(1, b'\\xff\\xfe|')\nprint('\\x1b[1;31mred\\x1b[0m   ')\n\
         print('10%\\r100%')\nprint('\\x07', 'a\\tb', '\\x00')\nsubprocess.run([sys.executable, '-c', 'print(1)'])\nprint('\\r\\nend\\n\\n')\n```\n\n\
         ```output\né 🐍\u{2028}\n\\xff\\xfe|red\n100%\n\\x07 a\tb \\x00\n1\n\nend\n```\n",
    )
    .holds(Mode::Write);
    Bench::page(
        "```pycon {doctest=\"+ELLIPSIS\"}\n>>> object()\n<object object at 0x...>\n>>> {1: 2,\n...  3: 4} # doctest: +NORMALIZE_WHITESPACE\n{1:   2,\n 3: 4}\n\
         >>> nothing # doctest: +SKIP\n5\n>>> print('a\\n\\nb')\na\n<BLANKLINE>\nb\n>>> int('x') # doctest: +IGNORE_EXCEPTION_DETAIL\nTraceback (most recent call last):\n  ...\nValueError: of some kind\n\
         >>> raise KeyError('a')\nTraceback (most recent call last):\n  File \"x.py\", line 1, in <module>\nKeyError: 'a'\n>>> True\nTrue\n```\n\n\
         ```python {run doctest=+ELLIPSIS}\nprint(object())\n```\n\n```output\n<object ...>\n```\n",
    )
    .holds(Mode::Write);
    assert!(Bench::page("```pycon\n>>> True\n1\n```\n").fails().contains("+ True"));
    let bench = Bench::page("```pycon\n>>> nothing # doctest: +SKIP\n5\n```\n");
    bench.holds(Mode::Write);
    assert_eq!(bench.marks(), [""; 0], "of a session in which nothing was run nothing is claimed");
}

#[test]
#[ignore = "needs a Python: .ci/run verify"]
fn documentation_of_what_is_run_is_run() {
    let text = "```python {run}\n\"\"\"A module.\n\n>>> twice(2)\n4\n\"\"\"\n\ndef twice(n):\n    r\"\"\"\n    >>> twice('\\n')\n    '\\n\\n'\n    \"\"\"\n    return n * 2\n\n\
        class Box:\n    \"\"\"\n    >>> Box().size()\n    3\n    \"\"\"\n    def size(self):\n        '''\n        >>> Box().size()\n        5'''\n        return 3\n```\n";
    let bench = Bench::page(text);
    let report = bench.verify(Mode::Update);
    let told = shown(&report);
    assert!(told.contains("--> content/a.md:26:9") && told.contains("stands in a docstring"), "{told}");
    assert_eq!(report.diagnostics.len(), 1, "{told}");
    assert_eq!(bench.now(), text, "quotes stand in the line");
    let bench = Bench::page(&text.replace("5'''", "5\n        '''"));
    bench.holds(Mode::Update);
    assert_eq!(bench.now(), text.replace("5'''", "3\n        '''"));
}

#[test]
#[ignore = "needs a Python: .ci/run verify"]
fn an_update_writes_what_is_true_and_nothing_else() {
    let cases = [
        // In a quote, with its signs; an empty line there has the sign alone.
        ("> ```python {run}\n> print('a\\n\\nb')\n> ```\n> ```output\n> x\n> ```\n", "> x\n", "> a\n>\n> b\n"),
        // In a list whose sign stands before the fence.
        ("1. ```python {run}\n   print('a')\n   ```\n2. ```output\n   ```\n", "2. ```output\n", "2. ```output\n   a\n"),
        // Lines that hold stay as they are.
        ("```python {run}\nprint('a\\nb\\nc')\n```\n\n~~~output {title=\"It prints\"}\na  \nB\nc\n~~~\n", "B\n", "b\n"),
        ("```python {run}\npass\n```\n\n```output\nx\n\ny\n```\n", "x\n\ny\n", ""),
        (
            "```pycon\n>>> 1\n2\n>>> None\n3\n>>> 4\n>>> print('a\\n\\nb')\nc\n\nWords.\n```\n",
            "2\n>>> None\n3\n>>> 4\n>>> print('a\\n\\nb')\nc\n",
            "1\n>>> None\n>>> 4\n4\n>>> print('a\\n\\nb')\na\n<BLANKLINE>\nb\n",
        ),
        ("- ```pycon\n    >>> [1,\n    ...  2]\n    [1]\n  ```\n", "    [1]\n", "    [1, 2]\n"),
        (
            "```pycon\n>>> {}['a']\nTraceback (most recent call last):\n  File \"x\", line 1\nKeyError: 'b'\n```\n",
            "'b'\n",
            "'a'\n",
        ),
        // A fence that is open to the end of the file, which has no line end.
        ("```python {run}\nprint('é')\n```\n\n```output", "```output", "```output\né"),
    ];
    for (text, from, to) in cases {
        for (bom, crlf) in [(false, false), (true, true)] {
            let dressed = |text: &str| {
                let text = format!("{HEAD}{text}");
                let text = if crlf { text.replace('\n', "\r\n") } else { text };
                if bom { format!("\u{feff}{text}") } else { text }
            };
            let bench = Bench::page("");
            bench.put("content/a.md", &dressed(text));
            let report = bench.holds(Mode::Update);
            assert_eq!(report.updated.len(), 1);
            assert_eq!(bench.text("content/a.md"), dressed(&text.replacen(from, to, 1)), "{text}");
            let again = bench.holds(Mode::Locked);
            assert!(again.updated.is_empty() && !bench.holds(Mode::Update).wrote_lock);
        }
    }
}

#[test]
#[ignore = "needs a Python: .ci/run verify"]
fn what_cannot_be_written_is_left_alone() {
    for (text, help) in [
        ("```python {run}\nprint('```')\n```\n\n```output\n```\n", "give the block a longer fence"),
        ("```pycon\n>>> print('>>> 1')\n2\n```\n", "looks like a prompt"),
        (
            "```python {run}\nimport time\nprint(time.perf_counter_ns())\n```\n\n```output\n1\n```\n",
            "doctest=\"+ELLIPSIS\"",
        ),
    ] {
        let bench = Bench::page(text);
        let report = bench.verify(Mode::Update);
        assert_eq!(codes(&report), [Code::SnippetOutput], "{}", shown(&report));
        assert!(shown(&report).contains(help), "{}", shown(&report));
        assert_eq!(bench.text("snippets.lock"), "", "nothing is noted");
    }
}

#[test]
#[ignore = "needs a Python: .ci/run verify"]
fn a_snippet_sees_a_bare_room() {
    let bench = Bench::page(
        "```python {run}\nimport os, sys\nprint(sorted(os.listdir()), 'SECRET' in os.environ, os.environ['HOME'] == os.path.expanduser('~'))\n\
         print(os.listdir(os.path.expanduser('~')), sys.argv, __name__, sys.stdin.read())\nprint(hash('a'), [path for path in sys.path if 'showpiece' in path])\n```\n\n```output\n```\n",
    );
    let showpiece = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_showpiece"));
        command.arg("verify").arg(bench.root()).args(arguments).env("SECRET", "1").env("SHOWPIECE_PYTHON", python());
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, told) = showpiece(&["--update"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("1 page brought up to date; snippets.lock was written."), "{told}");
    let printed = bench.now();
    assert!(
        printed.contains("\n[] False True\n[] [''] __main__ \n")
            || printed.contains("\n[] False True\n[] [''] __main__\n"),
        "{printed}"
    );
    let (code, told) = showpiece(&["--locked"]);
    assert!(code == Some(0) && told.contains("snippets.lock is up to date"), "{told}");
    let (code, told) = showpiece(&["--locked", "--update"]);
    assert!(code == Some(2) && told.contains("cannot be used with"), "{told}");
    let (code, told) = showpiece(&["--python", "./nowhere"]);
    assert!(code == Some(1) && told.contains("nothing was run"), "{told}");
}

#[test]
#[ignore = "needs a Python: .ci/run verify"]
fn modules_of_ones_own_are_found_where_the_configuration_says() {
    let bench = Bench::page("```pycon\n>>> import ledger\n>>> ledger.total([1, 2])\n3\n```\n");
    bench.put("code/ledger.py", "def total(amounts):\n    return sum(amounts)\n");
    assert!(bench.fails().contains("ModuleNotFoundError: No module named 'ledger'"));
    bench.put("showpiece.yaml", &format!("{CONFIG}verify:\n  path: [code]\n"));
    bench.holds(Mode::Write);
    assert_eq!(std::fs::read_dir(bench.root().join("code")).unwrap().count(), 1, "no compiled files are left there");
    bench.put("showpiece.yaml", &format!("{CONFIG}verify:\n  path: [code, nowhere]\n"));
    let report = bench.verify(Mode::Write);
    assert!(shown(&report).contains("there is no folder `nowhere`\n --> showpiece.yaml:4:16"), "{}", shown(&report));
}

#[test]
#[ignore = "needs a Python: .ci/run verify"]
fn the_lock_is_the_same_whoever_writes_it_and_tells_with_what() {
    let page = "```python {run}\nprint(1)\n```\n\n```python {run}\nprint(2)\n```\n";
    let pages = [("b", page), ("a", page), ("c/index", page)];
    let (one, other) = (Bench::pages(&pages), Bench::pages(&pages));
    one.holds(Mode::Write);
    std::thread::scope(|scope| {
        // Runs at the same time do not meet.
        let runs: Vec<_> = (0..3).map(|_| scope.spawn(|| other.holds(Mode::Write))).collect();
        runs.into_iter().for_each(|run| drop(run.join()));
    });
    let lock = one.text("snippets.lock");
    assert_eq!(lock, other.text("snippets.lock"));
    let paths: Vec<&str> = lock.lines().skip(1).filter_map(|line| line.split(' ').nth(3)).collect();
    assert_eq!(
        paths,
        ["content/a.md", "content/a.md", "content/b.md", "content/b.md", "content/c/index.md", "content/c/index.md"]
    );
    let prints: BTreeSet<&str> = lock.lines().skip(1).filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(prints.len(), 2, "the same code is the same, wherever it stands");
    let old = lock.lines().map(|line| format!("{}\n", line.replacen(&format!(" {} ", version(&one)), " 2.7 ", 1)));
    one.put("snippets.lock", &old.collect::<String>());
    assert_eq!(one.marks(), ["Verified with Python 2.7"; 2]);
    assert_eq!(codes(&one.verify(Mode::Locked)), [Code::SnippetLock]);
    one.holds(Mode::Write);
    assert_eq!(one.text("snippets.lock"), lock);
    std::fs::remove_file(one.root().join("content/b.md")).unwrap();
    one.holds(Mode::Write);
    assert!(!one.text("snippets.lock").contains("content/b.md"));
    one.put("content/a.md", HEAD);
    std::fs::remove_file(one.root().join("content/c/index.md")).unwrap();
    one.holds(Mode::Write);
    assert_eq!(one.text("snippets.lock").lines().count(), 1, "all are gone");
}

fn version(bench: &Bench) -> String {
    bench.holds(Mode::Write).python.unwrap().to_string()
}

#[test]
#[ignore = "needs a Python: .ci/run verify"]
fn a_page_that_was_changed_meanwhile_is_not_written() {
    let bench = Bench::page("");
    let page = bench.root().join("content/a.md");
    let text = format!(
        "```python {{run}}\nwith open({:?}, 'a') as page: page.write('more\\n')\nprint(1)\n```\n\n```output\n2\n```\n",
        page.to_str().unwrap()
    );
    bench.put("content/a.md", &format!("{HEAD}{text}"));
    let report = bench.verify(Mode::Update);
    assert!(
        shown(&report).contains("`content/a.md` cannot be written: it was changed in the meantime"),
        "{}",
        shown(&report)
    );
    assert!(codes(&report).contains(&Code::UnwritableFile));
    assert_eq!(bench.now(), format!("{text}more\n"));
}

#[test]
#[ignore = "needs a Python: .ci/run verify"]
fn many_pages_are_run_and_none_is_lost() {
    let pages: Vec<(String, String)> = (0..12)
        .map(|number| {
            (format!("p{number:02}"), format!("```python {{run}}\nprint({number})\n```\n\n```output\n{number}\n```\n"))
        })
        .collect();
    let bench = Bench::pages(&pages.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>());
    let report = bench.holds(Mode::Write);
    assert_eq!((report.snippets, report.pages), (12, 12));
    assert_eq!(bench.text("snippets.lock").lines().count(), 13);
    let left = |folder: &Path| {
        let entries =
            std::fs::read_dir(folder).unwrap().filter_map(|entry| entry.unwrap().file_name().into_string().ok());
        entries.filter(|name| name.starts_with(".#")).count()
    };
    assert_eq!(left(&bench.root()), 0);
}
