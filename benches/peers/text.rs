//! The write-ups that every generator gets: the same titles and the same Markdown, byte for byte, made from a number.
//!
//! About 600 words and four Python snippets each, no two of them alike, and nothing that one of the template languages would read.

use std::fmt::Write;

/// One project.
#[derive(Clone)]
pub struct WriteUp {
    /// The name of its file, without the ending, and the last part of its address.
    pub slug: String,
    /// Plain words.
    pub title: String,
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Markdown.
    pub body: String,
}

/// So many write-ups.
pub fn write_ups(count: usize) -> Vec<WriteUp> {
    (0..count).map(write_up).collect()
}

fn write_up(number: usize) -> WriteUp {
    let mut words = Words(number as u64 + 1);
    let mut body = String::new();
    for part in 0..4 {
        if part > 0 {
            let _ = write!(body, "## {}\n\n", words.some(4));
        }
        let (first, marked, linked, last) = (words.some(60), words.some(3), words.some(2), words.some(60));
        let _ = write!(body, "{first} **{marked}** [{linked}](https://example.org/{number}/{part}) {last}.\n\n");
        for _ in 0..4 {
            let _ = writeln!(body, "- {}", words.some(6));
        }
        let _ = write!(body, "\n```python\n{}```\n\n", snippet(number, part));
    }
    WriteUp {
        slug: format!("project-{number:05}"),
        title: format!("{} {number}", words.some(2)),
        date: format!("20{:02}-{:02}-{:02}", 10 + number % 15, 1 + number % 12, 1 + number % 28),
        body,
    }
}

/// Ten to twenty lines of Python with names and numbers of their own.
fn snippet(number: usize, part: usize) -> String {
    let mut code = format!(
        "from dataclasses import dataclass\n\n\n@dataclass(frozen=True)\nclass Entry{number}_{part}:\n    \"\"\"A line of ledger {number}.\"\"\"\n\n    account: str\n    pence: int = {}\n\n\n",
        number * 7 + part
    );
    let _ =
        write!(code, "def balance_{part}(entries: list[Entry{number}_{part}]) -> dict[str, int]:\n    found = {{}}\n");
    for step in 0..part + 2 {
        let _ = write!(
            code,
            "    for entry in entries:  # step {step}\n        found[entry.account] = found.get(entry.account, {step}) + entry.pence\n"
        );
    }
    code.push_str("    return found\n");
    code
}

/// Words in an order that a number decides.
struct Words(u64);

impl Words {
    fn some(&mut self, count: usize) -> String {
        let mut words = Vec::with_capacity(count);
        for _ in 0..count {
            // A linear congruential generator with Knuth's constants; its high bits are good enough for prose.
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            words.push(WORDS[(self.0 >> 33) as usize % WORDS.len()]);
        }
        words.join(" ")
    }
}

const WORDS: &[&str] = &[
    "account",
    "after",
    "answer",
    "backup",
    "before",
    "better",
    "branch",
    "budget",
    "cache",
    "careful",
    "change",
    "check",
    "clear",
    "column",
    "customer",
    "daily",
    "database",
    "deadline",
    "delivery",
    "each",
    "early",
    "error",
    "ferry",
    "field",
    "figure",
    "forecast",
    "four",
    "free",
    "harbour",
    "history",
    "hour",
    "index",
    "interface",
    "into",
    "invoice",
    "journal",
    "later",
    "ledger",
    "letter",
    "limit",
    "little",
    "measure",
    "message",
    "minute",
    "model",
    "month",
    "morning",
    "never",
    "night",
    "notes",
    "number",
    "often",
    "order",
    "other",
    "page",
    "parser",
    "people",
    "plain",
    "print",
    "queue",
    "quiet",
    "reader",
    "record",
    "reliable",
    "report",
    "review",
    "river",
    "rounding",
    "schedule",
    "season",
    "server",
    "service",
    "seven",
    "simple",
    "slow",
    "small",
    "spring",
    "station",
    "steady",
    "storage",
    "story",
    "stream",
    "summer",
    "table",
    "team",
    "test",
    "ticket",
    "tide",
    "together",
    "twelve",
    "under",
    "update",
    "vessel",
    "warehouse",
    "weather",
    "week",
    "winter",
    "without",
    "worker",
    "year",
];
