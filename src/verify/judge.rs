//! From what the runner reported to diagnostics at their places in the page, and to the lines that would be true there.

use std::collections::BTreeSet;
use std::time::Duration;

use super::diff;
use super::page::{Page, Unwritable};
use super::process::{End, Event, Failure, LIMIT, Other, Run};
use crate::code::{Snippet, SnippetKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::edit::LineEdit;

/// Below this length, what was printed is told at the caret.
const SHORT: usize = 60;

/// What became of the snippets of one process.
#[derive(Debug, Default)]
pub struct Judgement {
    /// Which of them gave what the page says, by their places in the list. Those in which nothing was run are not among them.
    pub passed: Vec<usize>,
    /// What did not hold.
    pub faults: Vec<Fault>,
}

/// Something that did not hold.
#[derive(Debug)]
pub struct Fault {
    /// What it is.
    pub diagnostic: Diagnostic,
    /// What makes the page true.
    pub cure: Option<LineEdit>,
}

/// Judges a process that ran `snippets` of a page within `timeout`.
pub fn judge(page: &Page<'_>, snippets: &[Snippet<'_>], run: &Run, timeout: Duration) -> Judgement {
    let mut judge =
        Judge { page, snippets, at: None, broken: None, told: BTreeSet::new(), judgement: Judgement::default() };
    for event in &run.events {
        judge.event(event);
    }
    judge.ended(run, timeout);
    judge.judgement
}

struct Judge<'a> {
    page: &'a Page<'a>,
    snippets: &'a [Snippet<'a>],
    /// The snippet that was begun last, and the line that was reached in it.
    at: Option<(usize, usize)>,
    /// The snippet after which nothing was run.
    broken: Option<usize>,
    /// Snippets of which something was reported that is an end.
    told: BTreeSet<usize>,
    judgement: Judgement,
}

impl Judge<'_> {
    fn event(&mut self, event: &Event) {
        self.told.extend(event.tells_of());
        match event {
            Event::Begin { block } => {
                self.at = self.snippets.get(*block).map(|snippet| (*block, self.page.first_line(snippet.index)));
            }
            Event::At { block, line } if *block < self.snippets.len() => self.at = Some((*block, *line)),
            Event::Passed { block, ran } => {
                let is_new = *block < self.snippets.len() && !self.judgement.passed.contains(block);
                self.judgement.passed.extend((*ran > 0 && is_new).then_some(*block));
            }
            Event::Printed { block, got } => self.printed(*block, got),
            Event::Other(other) => self.other(other),
            Event::Failed(failure) => self.failed(failure),
            Event::Quiet { block, raises } => {
                let message = format!("the snippet was to raise {raises}, and did not");
                self.broken((*block, None), Diagnostic::new(Code::SnippetFailed, message));
            }
            Event::Unreadable { block, line, text } => {
                let message = format!("the session cannot be read: {text}");
                let diagnostic = Diagnostic::new(Code::SnippetFailed, message)
                    .help("a prompt is `>>> `, and `... ` in the lines that go on; what it gives stands below, as far to the right");
                self.broken((*block, Some(*line)), diagnostic);
            }
            Event::Python { .. } | Event::At { .. } | Event::Excess | Event::Done => {}
        }
    }

    fn fault(&mut self, diagnostic: Diagnostic, cure: Option<LineEdit>) {
        self.judgement.faults.push(Fault { diagnostic, cure });
    }

    /// A script that printed something else.
    fn printed(&mut self, block: usize, got: &str) {
        let Some((index, output)) = self.snippets.get(block).and_then(|snippet| snippet.output) else { return };
        let want = output.source.trim_end_matches('\n');
        let got = got.trim_end_matches('\n');
        let line = diff::first(want, got);
        let last = want.lines().count().saturating_sub(1);
        let first = self.page.first_line(index);
        let diagnostic = Diagnostic::new(Code::SnippetOutput, "the snippet does not print what the page says")
            .at(self.page.place(index, first + line.min(last)))
            .caret(caret(want, got, line));
        let cure = self.page.new_output(index, got);
        self.differs(diagnostic, (want, got), cure);
    }

    /// An example that gave something else.
    fn other(&mut self, other: &Other) {
        let Some(Snippet { index, kind, .. }) = self.snippets.get(other.block).copied() else { return };
        let line = diff::first(&other.want, &other.got);
        let shown = match other.count {
            0 => other.first.saturating_sub(1),
            count => other.first.saturating_add(line.min(count - 1)),
        };
        let diagnostic = Diagnostic::new(Code::SnippetOutput, "the example does not give what the page says")
            .at(self.page.place(index, shown))
            .caret(caret(&other.want, &other.got, line));
        let cure = self.page.new_result(index, other, kind == SnippetKind::Script);
        self.differs(diagnostic, (&other.want, &other.got), cure);
    }

    fn differs(&mut self, diagnostic: Diagnostic, (want, got): (&str, &str), cure: Result<LineEdit, Unwritable>) {
        let diagnostic = diagnostic.help(format!("- the page, + what was printed:\n{}", diff::show(want, got)));
        match cure {
            Ok(cure) => {
                let diagnostic = diagnostic.help("`showpiece verify --update` writes what was printed into the page");
                self.fault(diagnostic, Some(cure));
            }
            Err(reason) => self.fault(diagnostic.help(reason.told()), None),
        }
    }

    fn failed(&mut self, failure: &Failure) {
        let message = format!("the snippet raises {}", failure.text.lines().next().unwrap_or_default());
        let mut diagnostic = Diagnostic::new(Code::SnippetFailed, message);
        let raised = failure.raised.and_then(|line| {
            let holds = |snippet: &&Snippet<'_>| self.page.lines(snippet.index).contains(&line);
            Some(self.page.place(self.snippets.iter().find(holds)?.index, line))
        });
        if let Some(place) = raised {
            diagnostic = diagnostic.label(place, "raised here");
        }
        if failure.frames.len() > 1 {
            diagnostic = diagnostic.help(format!("the way to it:\n{}", failure.frames.join("\n")));
        }
        let is_script = self.snippets.get(failure.block).is_some_and(|one| one.kind == SnippetKind::Script);
        let name = failure.text.split([':', '\n']).next().unwrap_or_default();
        diagnostic = match is_script {
            true => diagnostic.help(format!("if that is what it is to show, write `{{run raises={name}}}`")),
            false => diagnostic.help(
                "if that is what it is to show, write the traceback below the prompt: `Traceback (most recent call last):`, `    ...`, and its last line",
            ),
        };
        self.broken((failure.block, Some(failure.line)), diagnostic);
    }

    /// Something after which nothing was run.
    fn broken(&mut self, (block, line): (usize, Option<usize>), diagnostic: Diagnostic) {
        let Some(index) = self.snippets.get(block).map(|snippet| snippet.index) else { return };
        self.broken = Some(block);
        let line = line.unwrap_or_else(|| self.page.first_line(index));
        let mut diagnostic = diagnostic.at(self.page.place(index, line));
        match self.snippets.len() - block - 1 {
            0 => {}
            1 => diagnostic = diagnostic.help("the snippet after it on the page was not run"),
            count => diagnostic = diagnostic.help(format!("the {count} snippets after it on the page were not run")),
        }
        self.fault(diagnostic, None);
    }

    /// What the end of the process says.
    fn ended(&mut self, run: &Run, timeout: Duration) {
        let (block, line) = self.at.map_or((0, None), |(block, line)| (block, Some(line)));
        let diagnostic = match &run.end {
            End::Stopped => return,
            End::Done | End::Early(_) if self.broken.is_some() => return,
            End::Done => {
                if let Some(lost) = (0..self.snippets.len()).find(|block| !self.told.contains(block)) {
                    self.broken((lost, None), lost_result());
                }
                return;
            }
            End::Early(how) => {
                let message = match self.at {
                    Some(_) => format!("the snippet ends the process, {how}"),
                    None => format!("Python ended before it ran a snippet, {how}"),
                };
                with_last_words(Diagnostic::new(Code::SnippetFailed, message), run)
                    .help("what is printed and raised can be shown; the process has to live on")
            }
            End::TimedOut => {
                let message = format!("the snippets of this page take longer than {} s", timeout.as_secs());
                Diagnostic::new(Code::SnippetTimeout, message)
                    .caret("this was running")
                    .help("standard input is empty, and nothing is there to wait for; a longer limit is `verify: {timeout: …}`")
            }
            End::Excess => {
                let message = format!("the snippet prints more than {} MB", LIMIT / 1_000_000);
                Diagnostic::new(Code::SnippetFailed, message).help("no reader wants to see so much; print less")
            }
        };
        self.broken((block, line), diagnostic);
    }
}

/// Of a snippet of which nothing is known, though the process has come to its end.
fn lost_result() -> Diagnostic {
    let message = "what became of the snippet was not reported";
    let help = "a snippet that writes to file descriptors that are not its own, or changes what `verify` is made of, cannot be verified";
    Diagnostic::new(Code::SnippetFailed, message).help(help)
}

fn with_last_words(diagnostic: Diagnostic, run: &Run) -> Diagnostic {
    if run.last_words.is_empty() {
        return diagnostic;
    }
    diagnostic.help(format!("on standard error:\n{}", run.last_words))
}

/// What the caret says of the first line that differs.
fn caret(want: &str, got: &str, line: usize) -> String {
    let has_line = want.lines().nth(line).is_some();
    match got.lines().nth(line).map(str::trim) {
        Some(_) if !has_line && line > 0 => "more is printed".to_owned(),
        Some("") => "an empty line is printed".to_owned(),
        Some(text) if text.chars().count() <= SHORT => format!("`{text}` is printed"),
        Some(_) => "something else is printed".to_owned(),
        None if got.trim().is_empty() => "nothing is printed".to_owned(),
        None => "no more is printed".to_owned(),
    }
}
