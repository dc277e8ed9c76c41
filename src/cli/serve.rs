//! `showpiece serve`: the live preview; a calm line for every change, and three keys.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use super::arguments::ServeArguments;
use super::keys::{Key, Keys};
use super::terminal::Terminal;
use super::{DONE, SITE_ERRORS, WRONG_USE, plural, today};
use crate::config::{BaseUrl, Derived};
use crate::diagnostic::SourcePath;
use crate::pipeline::{Options, Reason};
use crate::publish;
use crate::serve::{Cause, Editor, Report, Server, Settings, Updated, Wanted};
use crate::source::{self, CONFIG_FILE};
use crate::yaml;

/// At most so many reasons are told for one change.
const REASONS: usize = 40;

/// What the main thread waits for.
enum Event {
    Report(Report),
    Key(Key),
}

/// Runs the command.
pub fn run(arguments: &ServeArguments, terminal: &Terminal) -> u8 {
    let settings = match settings(arguments) {
        Ok(settings) => settings,
        Err(message) => {
            terminal.error(&message);
            return WRONG_USE;
        }
    };
    match Server::start(&settings) {
        Ok((server, reports)) => {
            let opens = arguments.open;
            Session { server, terminal, base: "/".to_owned(), opens, had_problems: false }.run(reports)
        }
        Err(message) => {
            terminal.error(&message);
            SITE_ERRORS
        }
    }
}

fn settings(arguments: &ServeArguments) -> Result<Settings, String> {
    let shown = arguments.site.display();
    if !arguments.site.is_dir() {
        return Err(format!("there is no folder `{shown}` (`showpiece init {shown}` makes a site)"));
    }
    if !arguments.site.join(CONFIG_FILE).exists() {
        return Err(super::not_a_site(&arguments.site));
    }
    let usual = super::options(&arguments.site, today()?);
    let options = Options {
        derived: usual.derived.or_else(|| unwritten(&arguments.site)),
        overlay: arguments.config.clone(),
        base_url: arguments.base_url.clone().filter(|url| !url.is_empty()),
        theme: arguments.theme.clone(),
        drafts: !arguments.no_drafts,
        cache: !arguments.no_cache,
        preview: true,
        ..usual
    };
    Ok(Settings {
        settled: crate::schema::refresh,
        options,
        wanted: Wanted { host: arguments.host.clone(), port: arguments.port },
        polls: arguments.poll,
        editor: Editor::parse(&arguments.editor)?,
        folder: std::env::current_dir().map_err(|error| format!("the current folder cannot be told: {error}"))?,
    })
}

/// The address of a site whose configuration names none: its preview needs a path, and no service is asked for it. Git is asked
/// only then, since it takes longer than everything else that is done before the first page.
fn unwritten(site: &Path) -> Option<Derived> {
    let text = source::read_text(&site.join(CONFIG_FILE), &SourcePath::from(CONFIG_FILE)).ok()?;
    if yaml::has_key(&text, "base_url") {
        return None;
    }
    let here = || Derived { url: BaseUrl::local(), from: "the preview".to_owned() };
    Some(publish::expected(site).unwrap_or_else(here))
}

/// A server, and the terminal that tells of it.
struct Session<'a> {
    server: Server,
    terminal: &'a Terminal,
    /// The path below which the site lies.
    base: String,
    /// Whether the browser is still to be opened.
    opens: bool,
    had_problems: bool,
}

impl Session<'_> {
    fn run(mut self, reports: Receiver<Report>) -> u8 {
        let (sender, events) = channel();
        forward(reports, sender.clone());
        let keys = Keys::read(move |key| {
            let _ = sender.send(Event::Key(key));
        });
        self.greet(keys.is_some());
        let code = loop {
            match events.recv() {
                Ok(Event::Report(Report::Stopped) | Event::Key(Key::Quit)) | Err(_) => break DONE,
                Ok(Event::Report(report)) => self.tell(report),
                Ok(Event::Key(Key::Open)) => self.open(),
                Ok(Event::Key(Key::Rebuild)) => self.server.rebuild(),
            }
        };
        // The terminal is itself again before the last word.
        drop(keys);
        drop(self.server);
        code
    }

    fn address(&self) -> String {
        self.server.address(&self.base)
    }

    fn greet(&self, has_keys: bool) {
        if self.server.is_open() {
            self.terminal.remark(
                "warning: others in your network can reach this preview, with your drafts and the names of your files.",
            );
        }
        if has_keys {
            self.terminal.remark("r rebuilds, o opens the browser, q quits.");
        }
    }

    fn tell(&mut self, report: Report) {
        match report {
            Report::Mounted(base) => self.mounted(base),
            Report::Updated(updated) => self.updated(&updated),
            Report::Problems { diagnostics, sources } => {
                self.terminal.diagnostics(&diagnostics, &sources);
                if diagnostics.is_empty() && self.had_problems {
                    self.terminal.remark("Nothing is wrong any longer.");
                }
                self.had_problems = !diagnostics.is_empty();
            }
            Report::Fault => {
                self.terminal.error("the preview met a fault of its own (please report it); the site is read again");
            }
            Report::Notice(notice) => {
                self.terminal.remark(&format!("warning: {notice}"));
                if let Some(help) = notice.help() {
                    self.terminal.remark(&format!("  help: {help}"));
                }
            }
            Report::Unwatched(reason) => {
                self.terminal.remark(&format!("warning: changes are not seen ({reason}); press r after each"));
            }
            Report::Stopped => {}
        }
    }

    /// Where the site is to be seen, as soon as its configuration was read, and whenever it moves.
    fn mounted(&mut self, base: String) {
        self.base = base;
        self.terminal.result(&format!("{}\n", self.address()));
        if std::mem::take(&mut self.opens) {
            self.open();
        }
    }

    fn updated(&self, updated: &Updated) {
        let what = match (updated.cause, updated.changed.as_slice()) {
            (Cause::Start, _) => "ready".to_owned(),
            (Cause::Rebuild, _) => "rebuilt".to_owned(),
            (Cause::Change, []) => return self.terminal.detail("touched, and nothing changed"),
            (Cause::Change, [one]) => one.to_string(),
            (Cause::Change, [first, rest @ ..]) => format!("{first} and {} more", rest.len()),
        };
        let pages = plural(updated.rendered, "page");
        self.terminal.remark(&format!("{what} → {pages}, {}", time(updated.took)));
        if updated.cause == Cause::Change {
            self.why(&updated.reasons);
        }
    }

    /// For those who asked for more: which pages, and for which fact.
    fn why(&self, reasons: &[Reason]) {
        for reason in reasons.iter().take(REASONS) {
            match &reason.fact {
                Some(fact) => self.terminal.detail(&format!("  {}: {fact}", reason.path)),
                None => self.terminal.detail(&format!("  {}: not rendered before", reason.path)),
            }
        }
        if reasons.len() > REASONS {
            self.terminal.detail(&format!("  … and {} more", reasons.len() - REASONS));
        }
    }

    fn open(&self) {
        let address = self.address();
        if let Err(message) = open_browser(&address) {
            self.terminal.error(&format!("{message}; the address is {address}"));
        }
    }
}

fn forward(reports: Receiver<Report>, events: Sender<Event>) {
    std::thread::spawn(move || {
        for report in reports {
            if events.send(Event::Report(report)).is_err() {
                return;
            }
        }
    });
}

/// Hands the address to whatever the system opens addresses with. It is the only process that is ever started.
fn open_browser(address: &str) -> Result<(), String> {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(before).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.spawn() {
        Ok(mut child) => {
            // Somebody has to ask how it ended, or it stays in the system's table.
            std::thread::spawn(move || child.wait());
            Ok(())
        }
        Err(_) => Err(format!("no browser could be opened (`{program}` cannot be started)")),
    }
}

/// `4 ms`, `1.2 s`.
fn time(took: Duration) -> String {
    match took.as_millis() {
        0 => "1 ms".to_owned(),
        milliseconds @ 1..1000 => format!("{milliseconds} ms"),
        _ => format!("{:.1} s", took.as_secs_f64()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short() {
        let shown = |milliseconds| time(Duration::from_millis(milliseconds));
        assert_eq!([shown(0), shown(4), shown(999), shown(1240)], ["1 ms", "4 ms", "999 ms", "1.2 s"]);
    }
}
