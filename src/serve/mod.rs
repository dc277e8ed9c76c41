//! Layer 12: the preview server. Pages come from memory, and tabs are told when theirs has changed.
//!
//! In: where the site is, and what to listen on. Out: a [`Server`] and its [`Report`]s. Two threads work: the engine owns
//! the site and does one thing after the other; the other speaks HTTP with many at once, asks the engine through a channel,
//! and never waits for the disk or for a slow reader. It writes nothing itself, and starts no process.

mod address;
mod body;
mod client;
mod editor;
mod engine;
mod first;
mod hosts;
mod http;
mod listen;
mod mime;
mod notices;
mod problems;
mod report;
mod respond;
mod signals;
mod site;
mod streams;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

pub use editor::Editor;
pub use listen::Wanted;
pub use report::{Cause, Report, Updated};
pub use signals::interrupted;

use crate::pipeline::{Builder, Options};
use engine::{Engine, Message};
use first::FirstAnswers;
use http::App;
use listen::Sockets;
use problems::{Places, Problems};

/// Requests that wait for the engine; more wait in their connections.
const QUEUE: usize = 256;
/// Threads that read copied files, at most.
const READERS: usize = 4;
/// How long answers that are under way may take when the server ends.
const GRACE: Duration = Duration::from_millis(200);

/// What to serve, and how.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The site, as it is to be built.
    pub options: Options,
    /// What to listen on.
    pub wanted: Wanted,
    /// Is called whenever the site was changed and everything of it is up to date.
    pub settled: fn(&Builder),
    /// Whether to look for changes again and again instead of waiting to be told.
    pub polls: bool,
    /// How files are opened from the browser.
    pub editor: Editor,
    /// The folder that relative paths start from.
    pub folder: PathBuf,
}

/// A server at work; it ends when it is dropped.
pub struct Server {
    port: u16,
    is_open: bool,
    host: Option<String>,
    engine: Option<mpsc::Sender<Message>>,
    /// Closed when the engine has ended.
    ended: Receiver<()>,
    stop: Option<oneshot::Sender<()>>,
    threads: Vec<JoinHandle<()>>,
}

impl Server {
    /// Opens the sockets and starts to read the site; the first request may come at once.
    ///
    /// # Errors
    ///
    /// A message when no socket can be opened, or no thread started.
    pub fn start(settings: &Settings) -> Result<(Self, Receiver<Report>), String> {
        let sockets = settings.wanted.listen()?;
        let (reports, receiver) = channel();
        let (engine, queue) = mpsc::channel(QUEUE);
        let (stop, stopped) = oneshot::channel();
        let (ending, ended) = channel();
        let first = Arc::new(FirstAnswers::default());
        let mut server = Self {
            port: sockets.port,
            is_open: settings.wanted.is_open(&sockets),
            host: settings.wanted.host.clone(),
            engine: Some(engine.clone()),
            ended,
            stop: Some(stop),
            threads: Vec::new(),
        };
        let places = settings.places();
        let changes = engine.downgrade();
        let app = App {
            first: Arc::clone(&first),
            engine,
            hosts: Arc::new(hosts::Hosts::new(settings.wanted.host.as_deref())),
            tag: Arc::new(client::Tag::new(&places.root, &places.editor)),
        };
        let site = site::Site::new(settings.options.clone(), settings.polls, settings.settled);
        let mut worker = Engine::new((site, Arc::clone(&first)), Problems::new(places), queue, reports.clone());
        let failed =
            |error: io::Error| format!("no thread can be started: {}", crate::diagnostic::system_words(&error));
        std::thread::Builder::new()
            .name("engine".to_owned())
            .spawn(move || {
                worker.watch(changes);
                worker.run();
                drop(ending);
            })
            .map_err(failed)?;
        let speaker = std::thread::Builder::new().name("http".to_owned());
        let options = settings.options.clone();
        let speak = move || {
            if let Some(base) = first.load(&options) {
                let _ = reports.send(Report::Mounted(base));
            }
            speak(sockets, app, stopped, &reports);
        };
        server.threads.push(speaker.spawn(speak).map_err(failed)?);
        Ok((server, receiver))
    }

    /// The port that is listened on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether other machines can reach the server.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// The address of a path, as somebody at this machine would type it.
    pub fn address(&self, path: &str) -> String {
        let host = match self.host.as_deref() {
            None | Some("0.0.0.0" | "::" | "[::]") => "localhost".to_owned(),
            Some(host) if host.contains(':') && !host.starts_with('[') => format!("[{host}]"),
            Some(host) => host.to_owned(),
        };
        format!("http://{host}:{}{path}", self.port)
    }

    /// Reads and renders everything again, whatever is in memory; tabs hear of it if anything differs.
    pub fn rebuild(&self) {
        // An engine with a full queue is busy enough; the key can be pressed again.
        let _ = self.engine.as_ref().map(|engine| engine.try_send(Message::Rebuild));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
        drop(self.engine.take());
        // It leaves what it showed to the next preview. In the middle of a long render it is not waited for: it has little to
        // lose.
        let _ = self.ended.recv_timeout(GRACE);
    }
}

impl Settings {
    fn places(&self) -> Places {
        let absolute = |path: &Path| editor::absolute(&self.folder, path);
        let overlay = self.options.overlay.as_ref().map(|path| {
            let name = path.to_string_lossy().replace('\\', "/");
            (name, absolute(path))
        });
        Places { root: absolute(&self.options.root), overlay, editor: self.editor.clone() }
    }
}

/// Speaks HTTP until the server is to end.
fn speak(sockets: Sockets, app: App, stopped: oneshot::Receiver<()>, reports: &Sender<Report>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(READERS).build();
    if let Ok(runtime) = runtime {
        runtime.block_on(async {
            let room = listen::room();
            for listener in sockets.listeners {
                if let Ok(listener) = tokio::net::TcpListener::from_std(listener) {
                    tokio::spawn(listen::accept(listener, http::router(app.clone()), Arc::clone(&room)));
                }
            }
            tokio::select! {
                _ = stopped => {}
                () = signals::signalled() => {}
            }
        });
        runtime.shutdown_timeout(GRACE);
    }
    let _ = reports.send(Report::Stopped);
}
