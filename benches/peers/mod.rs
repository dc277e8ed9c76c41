//! The previews of other generators, measured like ours and in the same run: the same write-ups, the same client, one tool after the other.
//!
//! A tool that is not installed is left out. The client asks over loopback every 5 ms, and takes no answer that is shorter than it says; a tool
//! whose index does not follow is given [`Patience::edit`], and then the table says "never".

pub mod layout;
pub mod text;

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::copy;
use super::preview::Answer;
use layout::Layout;
use text::WriteUp;

/// Between two requests for what is not there yet.
const STEP: Duration = Duration::from_millis(5);

/// A preview that can be started.
pub struct Tool {
    /// As the table calls it.
    pub name: String,
    layout: &'static Layout,
    /// The command that serves the folder which it runs in, on a port of loopback.
    serve: Box<dyn Fn(u16) -> Command>,
    /// A `node_modules` that the site needs.
    modules: Option<OsString>,
}

/// How long is waited.
#[derive(Clone, Copy)]
pub struct Patience {
    /// For the first page of a start.
    pub start: Duration,
    /// For an edit.
    pub edit: Duration,
    /// Before each edit, so that the one before is over and done with.
    pub pause: Duration,
}

/// What was measured.
pub struct Figures {
    /// From the start of the process to the first page.
    pub start: Duration,
    /// From the write of a body to its page: the median, none if one of them never came.
    pub body: Option<Duration>,
    /// From the write of a title to the index of all projects, likewise.
    pub title: Option<Duration>,
}

impl Tool {
    /// Our own preview, with the default theme.
    pub fn ours() -> Self {
        let serve = |port: u16| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_showpiece"));
            command.args(["serve", ".", "--port", &port.to_string()]);
            command
        };
        Self { name: "Showpiece".to_owned(), layout: &layout::SHOWPIECE, serve: Box::new(serve), modules: None }
    }

    /// The others that are here: `HUGO` and `ZOLA` name programs that are not on the path, `ELEVENTY_MODULES` a `node_modules` with
    /// Eleventy and its highlighter.
    pub fn others() -> Vec<Self> {
        let mut tools = Vec::new();
        if let Some((program, version)) = installed("HUGO", "hugo", "version") {
            tools.push(Self::program(&version, &layout::HUGO, program, &["server", "--bind", "127.0.0.1"], "--port"));
        }
        if let Some((program, version)) = installed("ZOLA", "zola", "--version") {
            let arguments = ["serve", "--interface", "127.0.0.1"];
            tools.push(Self::program(&version, &layout::ZOLA, program.clone(), &arguments, "--port"));
            let name = format!("{version} --fast");
            tools.push(Self::program(&name, &layout::ZOLA, program, &[&arguments[..], &["--fast"]].concat(), "--port"));
        }
        tools.extend(std::env::var_os("ELEVENTY_MODULES").and_then(Self::eleventy));
        tools
    }

    fn program(name: &str, layout: &'static Layout, program: OsString, arguments: &[&str], port: &'static str) -> Self {
        let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
        let serve = move |number: u16| {
            let mut command = Command::new(&program);
            command.args(&arguments).args([port, &number.to_string()]);
            command
        };
        Self { name: name.to_owned(), layout, serve: Box::new(serve), modules: None }
    }

    fn eleventy(modules: OsString) -> Option<Self> {
        let package = fs::read_to_string(Path::new(&modules).join("@11ty/eleventy/package.json")).ok()?;
        let package: serde_json::Value = serde_json::from_str(&package).ok()?;
        let name = format!("Eleventy {}", package["version"].as_str()?);
        let serve = |port: u16| {
            let mut command = Command::new(std::env::var_os("NODE").unwrap_or_else(|| "node".into()));
            command.args([
                "--require",
                "./loopback.cjs",
                "node_modules/@11ty/eleventy/cmd.cjs",
                "--serve",
                "--quiet",
                &format!("--port={port}"),
            ]);
            command
        };
        Some(Self { name, layout: &layout::ELEVENTY, serve: Box::new(serve), modules: Some(modules) })
    }

    /// Serves the write-ups, changes as many of them as asked for, first their bodies, then their titles, and tells how long it took
    /// until each was served; or why there is nothing to tell.
    pub fn measure(&self, write_ups: &[WriteUp], edits: usize, patience: Patience) -> Result<Figures, String> {
        let first = write_ups.first().ok_or("there is nothing to serve")?;
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let root = folder.path();
        self.layout.write(root, write_ups).map_err(|error| error.to_string())?;
        #[cfg(unix)]
        if let Some(modules) = &self.modules {
            std::os::unix::fs::symlink(modules, root.join("node_modules")).map_err(|error| error.to_string())?;
        }
        let log = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
        let begun = Instant::now();
        let mut server = Server::start(self, root, log.path())?;
        if !server.shows(&Layout::address(first), "</html>", patience.start) {
            return Err(format!("served no page: {}", beginning(log.path())));
        }
        let start = begun.elapsed();
        let mut trial = Trial { tool: self, root, write_ups, edits, patience, server };
        let body = trial.median(|number, one| {
            let word = format!("Bodyedit{number}");
            (WriteUp { body: format!("{}\n{word}\n", one.body), ..one.clone() }, Layout::address(one), word)
        });
        let title = trial.median(|number, one| {
            let word = format!("Titleedit{number}");
            (WriteUp { title: word.clone(), ..one.clone() }, self.layout.index.to_owned(), word)
        });
        Ok(Figures { start, body, title })
    }
}

/// What a tool said first, on one line.
fn beginning(log: &Path) -> String {
    let said = fs::read_to_string(log).unwrap_or_default();
    said.split_whitespace().take(40).collect::<Vec<_>>().join(" ")
}

/// A preview under way.
struct Trial<'a> {
    tool: &'a Tool,
    root: &'a Path,
    write_ups: &'a [WriteUp],
    edits: usize,
    patience: Patience,
    server: Server,
}

impl Trial<'_> {
    /// The median of the times from the write of a changed write-up until an address shows a word; none as soon as one does not come.
    fn median(&mut self, change: impl Fn(usize, &WriteUp) -> (WriteUp, String, String)) -> Option<Duration> {
        let mut times = Vec::new();
        for number in 0..self.edits {
            // Not neighbours: what is rebuilt with one must not be the next.
            let one = self.write_ups.get((number * 37 + 11) % self.write_ups.len())?;
            let (changed, address, word) = change(number, one);
            let text = (self.tool.layout.source)(&changed);
            std::thread::sleep(self.patience.pause);
            let begun = Instant::now();
            fs::write(self.tool.layout.path(self.root, one), text).ok()?;
            if !self.server.shows(&address, &word, self.patience.edit) {
                return None;
            }
            times.push(begun.elapsed());
        }
        times.sort();
        times.get(times.len() / 2).copied()
    }
}

/// The program that a variable names, or one on the path, and what it says of itself: name and version.
fn installed(variable: &str, name: &str, argument: &str) -> Option<(OsString, String)> {
    let program = std::env::var_os(variable).unwrap_or_else(|| name.into());
    let output = Command::new(&program).arg(argument).output().ok().filter(|output| output.status.success())?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let version = said.split([' ', '-', '+', '\n']).find(|word| word.contains('.'))?.trim_start_matches('v').to_owned();
    Some((program, format!("{}{} {version}", name[..1].to_uppercase(), &name[1..])))
}

/// A preview that runs; dropping it ends the process.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(tool: &Tool, root: &Path, log: &Path) -> Result<Self, String> {
        let free = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
        let port = free.map_err(|error| error.to_string())?.port();
        let log = fs::File::create(log).map_err(|error| error.to_string())?;
        let both = log.try_clone().map_err(|error| error.to_string())?;
        let mut command = (tool.serve)(port);
        command.current_dir(root).env("NO_COLOR", "1").stdin(Stdio::null()).stdout(log).stderr(both);
        let child = command.spawn().map_err(|error| error.to_string())?;
        Ok(Self { child, port })
    }

    /// Asks until a page has a word in it; not if that does not happen in time, or the process has ended.
    fn shows(&mut self, address: &str, word: &str, patience: Duration) -> bool {
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline && matches!(self.child.try_wait(), Ok(None)) {
            if get(self.port, address, patience)
                .is_some_and(|answer| answer.status == 200 && answer.text().contains(word))
            {
                return true;
            }
            std::thread::sleep(STEP);
        }
        false
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn get(port: u16, address: &str, patience: Duration) -> Option<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(patience)).ok()?;
    // The old version of the protocol, so that no answer comes in chunks.
    write!(stream, "GET {address} HTTP/1.0\r\nHost: localhost:{port}\r\n\r\n").ok()?;
    Answer::try_read(stream, false)
}

/// Measures ours and the others that are here, and prints a table.
pub fn compare(pages: usize) {
    let others = Tool::others();
    if others.is_empty() {
        println!("no other generator is here; HUGO and ZOLA can name programs, ELEVENTY_MODULES a `node_modules`");
        return;
    }
    let write_ups = text::write_ups(pages);
    let patience =
        Patience { start: Duration::from_secs(120), edit: Duration::from_secs(20), pause: Duration::from_millis(1500) };
    println!("{pages} projects, previews in turn; medians of 5 edits\n");
    println!("| | body edit | | title edit, in the index | | start until a page is served | |");
    println!("|---|---:|---:|---:|---:|---:|---:|");
    let mut ours = None;
    for tool in std::iter::once(Tool::ours()).chain(others) {
        match tool.measure(&write_ups, 5, patience) {
            Ok(figures) => {
                println!("{}", line(&tool.name, &figures, ours.as_ref().unwrap_or(&figures)));
                ours.get_or_insert(figures);
            }
            Err(why) => println!("| {} | {why} |", tool.name),
        }
    }
    println!();
}

/// A line of the table: each time, and how many times ours that is.
pub fn line(name: &str, figures: &Figures, ours: &Figures) -> String {
    let cell = |time: Option<Duration>, ours: Option<Duration>| match (time, ours) {
        (None, _) => "never | ".to_owned(),
        (Some(time), None) => format!("{} ms | ", time.as_millis()),
        (Some(time), Some(ours)) => format!("{} ms | {:.1}", time.as_millis(), time.as_secs_f64() / ours.as_secs_f64()),
    };
    let cells =
        [cell(figures.body, ours.body), cell(figures.title, ours.title), cell(Some(figures.start), Some(ours.start))];
    format!("| {name} | {} |", cells.join(" | "))
}
