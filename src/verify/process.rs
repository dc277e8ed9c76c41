//! One process for the snippets of a page: started in a folder of its own, watched, and ended with all that it started.
//!
//! In: a [`Job`]. Out: what the runner reported, and how the process ended. No shell; no standard input; of the environment,
//! what is needed to find and start Python. This is no sandbox: code that is run can do what its user can do.

use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde::{Deserialize, Deserializer, Serialize};

use super::interpreter::Interpreter;

/// The Python side.
const RUNNER: &str = include_str!("runner.py");
/// Bytes that the snippets of a page may print.
pub const LIMIT: u64 = 1_000_000;
/// Bytes that the runner may report: what is printed may be in there twice, with escapes.
const LONGEST_REPORT: u64 = 16 * LIMIT;
/// How often a process is looked at, at first and later on.
const PAUSES: [Duration; 2] = [Duration::from_millis(2), Duration::from_millis(20)];
/// How much longer than its time a process may work if its watcher has been killed.
const GRACE: Duration = Duration::from_secs(5);
/// The lines of its complaint that are shown.
const LAST_WORDS: usize = 4;
/// The bytes in which they are looked for.
const LAST_BYTES: u64 = 2000;

/// What of our environment the process gets: that by which Python, or whatever starts it, finds its files. The runner
/// takes most of it away before a snippet can see it.
const PASSED_ON: [&str; 28] = [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "PYENV_ROOT",
    "PYENV_VERSION",
    "UV_CACHE_DIR",
    "UV_PYTHON",
    "UV_PYTHON_INSTALL_DIR",
    "UV_OFFLINE",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "PROGRAMDATA",
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "WINDIR",
    "COMSPEC",
    "PATHEXT",
    "NUMBER_OF_PROCESSORS",
];

/// What is the same on each machine.
const SETTLED: [(&str, &str); 12] = [
    ("LANG", "C.UTF-8"),
    ("LC_ALL", "C.UTF-8"),
    ("TZ", "UTC"),
    ("TERM", "dumb"),
    ("COLUMNS", "80"),
    ("NO_COLOR", "1"),
    ("PYTHONUTF8", "1"),
    ("PYTHONHASHSEED", "0"),
    ("PYTHONDONTWRITEBYTECODE", "1"),
    ("PYTHONNOUSERSITE", "1"),
    ("PYTHONSAFEPATH", "1"),
    ("PYTHON_COLORS", "0"),
];

/// What the runner is given.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Job {
    /// Folders with modules.
    pub paths: Vec<String>,
    /// What to run, in order.
    pub snippets: Vec<Code>,
}

/// A job, and what the runner needs to know besides.
#[derive(Serialize)]
struct Order<'a> {
    #[serde(flatten)]
    job: &'a Job,
    /// The word before each line of the report.
    word: &'a str,
    /// Bytes that may be printed.
    limit: u64,
    /// Seconds that each processor may work for it, if nobody is left to end it.
    seconds: u64,
}

/// A snippet for the runner.
#[derive(Debug, Clone, Serialize)]
pub struct Code {
    /// The file that it stands in, by which tracebacks name it.
    pub name: String,
    /// `script` or `session`.
    pub kind: &'static str,
    /// The text.
    pub source: String,
    /// The line of that file in which it begins, from 1.
    pub line: usize,
    /// Options of doctest.
    pub flags: Vec<&'static str>,
    /// The exception that a script is to end with.
    pub raises: Option<String>,
    /// What a script is to print.
    pub expected: Option<String>,
}

/// What the runner reports. Lines count from 1 at the top of the file that a snippet stands in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum Event {
    /// It has begun.
    Python { version: (u16, u16), implementation: String },
    /// A snippet begins.
    Begin { block: usize },
    /// An example of a session begins.
    At { block: usize, line: usize },
    /// A snippet gave what the page says; so many things were run.
    Passed { block: usize, ran: usize },
    /// A script printed something else.
    Printed {
        block: usize,
        #[serde(deserialize_with = "plain")]
        got: String,
    },
    /// An example gave something else.
    Other(Other),
    /// An exception that nobody announced.
    Failed(Failure),
    /// An exception was announced and did not come.
    Quiet {
        block: usize,
        #[serde(deserialize_with = "plain")]
        raises: String,
    },
    /// A session that has no form.
    Unreadable {
        block: usize,
        line: usize,
        #[serde(deserialize_with = "plain")]
        text: String,
    },
    /// More was printed than is read.
    Excess,
    /// All was run, as far as it could be.
    Done,
}

impl Event {
    /// The snippet of which it tells what became.
    pub fn tells_of(&self) -> Option<usize> {
        match self {
            Self::Passed { block, .. }
            | Self::Printed { block, .. }
            | Self::Quiet { block, .. }
            | Self::Unreadable { block, .. } => Some(*block),
            Self::Other(other) => Some(other.block),
            Self::Failed(failure) => Some(failure.block),
            Self::Python { .. } | Self::Begin { .. } | Self::At { .. } | Self::Excess | Self::Done => None,
        }
    }
}

/// An exception that nobody announced.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Failure {
    /// The snippet.
    pub block: usize,
    /// The line of the snippet that led to it.
    pub line: usize,
    /// The line of the same file that raised it, if that is another one.
    pub raised: Option<usize>,
    /// `ValueError: message`.
    #[serde(deserialize_with = "plain")]
    pub text: String,
    /// The way to it, outermost first: `file:line in function`.
    #[serde(deserialize_with = "plain_all")]
    pub frames: Vec<String>,
}

/// An example that gave something else than it should.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Other {
    /// The snippet.
    pub block: usize,
    /// The line of its prompt.
    pub line: usize,
    /// The line in which what it is to give begins, or would begin.
    pub first: usize,
    /// How many lines that is.
    pub count: usize,
    /// Blanks before each of them, counted from the beginning of the lines of the block.
    pub indent: usize,
    /// What it is to give.
    #[serde(deserialize_with = "plain")]
    pub want: String,
    /// What it gave.
    #[serde(deserialize_with = "plain")]
    pub got: String,
    /// Whether these lines are text of the page as they stand.
    pub writable: bool,
}

/// A text without what would move the cursor of a terminal: the runner leaves it out, and a snippet can pose as the runner.
fn plain<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    String::deserialize(from).map(|text| shown(&text))
}

fn plain_all<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Vec::<String>::deserialize(from).map(|texts| texts.iter().map(|text| shown(text)).collect())
}

fn shown(text: &str) -> String {
    text.replace(|sign: char| sign.is_control() && !matches!(sign, '\n' | '\t'), "\u{fffd}")
}

/// How a process ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// The runner came to its end.
    Done,
    /// It ended before; the words say how.
    Early(String),
    /// It took too long.
    TimedOut,
    /// It printed too much.
    Excess,
    /// The user does not want to wait for it.
    Stopped,
}

/// What is known of a process that has ended.
#[derive(Debug)]
pub struct Run {
    /// What was reported.
    pub events: Vec<Event>,
    /// How it ended.
    pub end: End,
    /// What stands last on its standard error.
    pub last_words: String,
}

/// With what jobs are run.
#[derive(Debug, Clone, Copy)]
pub struct Means<'a> {
    /// The Python.
    pub interpreter: &'a Interpreter,
    /// Where it is started: programs such as `uv` look for a project there.
    pub folder: &'a Path,
    /// How long a process may take.
    pub timeout: Duration,
    /// Set when the user wants to have it ended.
    pub stop: &'a AtomicBool,
}

/// Runs a job to its end.
///
/// # Errors
///
/// The temporary folder cannot be made, or the program not be started.
pub fn run(job: &Job, means: Means<'_>) -> io::Result<Run> {
    let place = tempfile::Builder::new().prefix("showpiece-verify-").tempdir()?;
    let inside = |name: &str| place.path().join(name);
    for folder in ["work", "home", "tmp"] {
        fs::create_dir(inside(folder))?;
    }
    let word = word();
    fs::write(inside("runner.py"), RUNNER)?;
    let order = Order { job, word: &word, limit: LIMIT, seconds: means.timeout.as_secs() + GRACE.as_secs() };
    fs::write(inside("job.json"), serde_json::to_vec(&order)?)?;
    let mut files = Files::new(place.path())?;
    let mut child = command(means, place.path(), &files)?.spawn()?;
    let early = watch(&mut child, means, &files);
    let status = end(&mut child)?;
    let events = events(&files.report(), &word);
    let is_done = events.last() == Some(&Event::Done);
    let end = match early {
        Some(early) => early,
        None if events.contains(&Event::Excess) => End::Excess,
        None if is_done => End::Done,
        None => End::Early(told(status)),
    };
    Ok(Run { events, end, last_words: last_words(&files.tail()) })
}

/// A word that nobody can guess.
fn word() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", random(), random())
}

/// What a process writes. The files are held open, since a snippet can put anything else in their places.
struct Files {
    out: File,
    err: File,
    results: File,
}

impl Files {
    fn new(place: &Path) -> io::Result<Self> {
        let new = |name: &str| OpenOptions::new().create_new(true).append(true).read(true).open(place.join(name));
        Ok(Self { out: new("out")?, err: new("err")?, results: new("results")? })
    }

    /// Whether more was written than anybody reads.
    fn are_full(&self) -> bool {
        let size = |file: &File| file.metadata().map_or(0, |metadata| metadata.len());
        size(&self.out) > LIMIT || size(&self.err) > LIMIT || size(&self.results) > LONGEST_REPORT
    }

    fn report(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        // What can be read counts; without the end of it, the process did not come to its own.
        let _ = (&mut self.results).take(LONGEST_REPORT).read_to_end(&mut bytes);
        bytes
    }

    /// The last bytes of standard error.
    fn tail(&mut self) -> Vec<u8> {
        let length = self.err.metadata().map_or(0, |metadata| metadata.len());
        let mut bytes = Vec::new();
        // They are an explanation: without them the diagnostic says less.
        let _ = self.err.seek(SeekFrom::Start(length.saturating_sub(LAST_BYTES)));
        let _ = (&mut self.err).take(LAST_BYTES).read_to_end(&mut bytes);
        bytes
    }
}

fn command(means: Means<'_>, place: &Path, files: &Files) -> io::Result<Command> {
    let mut command = Command::new(&means.interpreter.program);
    command.args(&means.interpreter.arguments).arg(place.join("runner.py")).arg(place.join("job.json"));
    command.current_dir(means.folder).env_clear();
    for name in PASSED_ON {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command.envs(SETTLED);
    for name in ["TMPDIR", "TEMP", "TMP"] {
        command.env(name, place.join("tmp"));
    }
    command.stdin(Stdio::null()).stdout(files.out.try_clone()?).stderr(files.err.try_clone()?);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    Ok(command)
}

/// Waits until the process ends by itself, or says why it has to be ended.
fn watch(child: &mut Child, means: Means<'_>, files: &Files) -> Option<End> {
    let begun = Instant::now();
    loop {
        if has_ended(child) {
            return None;
        }
        if means.stop.load(Ordering::Relaxed) {
            return Some(End::Stopped);
        }
        if files.are_full() {
            return Some(End::Excess);
        }
        let gone = begun.elapsed();
        if gone > means.timeout {
            return Some(End::TimedOut);
        }
        std::thread::sleep(PAUSES[usize::from(gone > PAUSES[1] * 5)]);
    }
}

/// Whether the process has ended. It stays known to the system, so that its number, which is that of its group, is nobody
/// else's until the group has been ended too.
#[cfg(unix)]
fn has_ended(child: &mut Child) -> bool {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    pid.is_none_or(|pid| !matches!(waitid(WaitId::Pid(pid), options), Ok(None)))
}

#[cfg(not(unix))]
fn has_ended(child: &mut Child) -> bool {
    !matches!(child.try_wait(), Ok(None))
}

/// Ends the process and, where there are process groups, all that it has started and that has not left its group.
fn end(child: &mut Child) -> io::Result<ExitStatus> {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        // It fails only if nobody is left.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    #[cfg(not(unix))]
    let _ = child.kill();
    child.wait()
}

fn events(report: &[u8], word: &str) -> Vec<Event> {
    let report = String::from_utf8_lossy(report);
    let ours = |line: &str| serde_json::from_str(line.strip_prefix(word)?.strip_prefix(' ')?).ok();
    report.lines().filter_map(ours).collect()
}

/// `with exit code 3`, `by signal 11`.
fn told(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return format!("by signal {signal}");
    }
    status.code().map_or_else(|| "without an exit code".to_owned(), |code| format!("with exit code {code}"))
}

/// The last lines that were written to standard error.
fn last_words(tail: &[u8]) -> String {
    let text = String::from_utf8_lossy(tail);
    let plain = |sign: char| if sign.is_control() { ' ' } else { sign };
    let lines: Vec<&str> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    let lines = lines.get(lines.len().saturating_sub(LAST_WORDS)..).unwrap_or_default();
    lines.iter().map(|line| line.chars().map(plain).collect::<String>()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_behind_the_word_is_a_result() {
        let report = b"w {\"event\":\"begin\",\"block\":0}\n{\"event\":\"done\"}\nv {\"event\":\"done\"}\nw nonsense\n\xff\n\
            w {\"event\":\"passed\",\"block\":0,\"ran\":1}\nw {\"event\":\"strange\"}\nw {\"event\":\"passed\",\"block\":-1,\"ran\":1}";
        assert_eq!(events(report, "w"), [Event::Begin { block: 0 }, Event::Passed { block: 0, ran: 1 }]);
    }

    #[test]
    fn words_differ() {
        assert!(word() != word() && word().len() == 32);
    }
}
