//! The attributes of a block as meant: names known, values typed, line numbers within the code.

mod running;

use crate::diagnostic::{Code, Span};

use super::finding::Finding;
use super::info::{Info, RawAttribute, Word};
use super::lines::{self, Lines};
use super::marks::{self, Ranges};
pub use running::Run;

/// The names that a block may have in its braces.
const NAMES: [&str; 24] = [
    "title", "caption", "numbers", "start", "mark", "ins", "del", "focus", "collapse", "label", "anchors", "wrap",
    "lenient", "no-copy", "no-links", "src", "symbol", "region", "lines", "elide", "dedent", "run", "raises",
    "doctest",
];
/// More lines than any block has, for one whose lines are not known yet.
const MANY_LINES: u32 = u32::MAX / 2;

/// What an author may say of a block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes {
    /// Shown above the code, often a file name.
    pub title: Option<String>,
    /// Shown below the code.
    pub caption: Option<String>,
    /// Whether lines are numbered; the site's default if absent.
    pub numbers: Option<bool>,
    /// The number of the first line.
    pub start: Option<u32>,
    /// Lines that are pointed out. Here and below, lines count from 1 at the top of the block, whatever `start` says.
    pub mark: Lines,
    /// Lines shown as added.
    pub ins: Lines,
    /// Lines shown as removed.
    pub del: Lines,
    /// The lines that matter: the others step back.
    pub focus: Lines,
    /// Lines folded away until a reader opens them; the ranges do not meet.
    pub collapse: Lines,
    /// Parts of the text that are pointed out, as ranges of bytes in order.
    pub marked: Ranges,
    /// What is said about lines, in the order of the lines.
    pub labels: Vec<Label>,
    /// Whether each line has an id, and what it begins with if the author says so.
    pub anchors: Option<Option<String>>,
    /// Whether long lines are wrapped rather than scrolled.
    pub wrap: bool,
    /// Whether syntax errors pass without a word.
    pub lenient: bool,
    /// Whether there is no button to copy the code.
    pub no_copy: bool,
    /// Whether `showpiece verify` runs the code; what is usual for the language if absent.
    pub run: Option<Run>,
    /// The exception that the code is to end with when it is run.
    pub raises: Option<String>,
    /// How what the code gives is compared with what is said of it.
    pub doctest: Vec<&'static str>,
    /// Whether names in it do not lead to their documentation.
    pub no_links: bool,
}

impl Attributes {
    /// The number that is shown for a line of the block.
    pub fn shown(&self, number: u32) -> u32 {
        self.start.unwrap_or(1).saturating_add(number.saturating_sub(1))
    }
}

/// A remark about some lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The line that it stands at.
    pub line: u32,
    /// What it says.
    pub text: String,
}

/// Gives the attributes of an info string their meaning.
pub fn read(info: &Info, source: &str, findings: &mut Vec<Finding>) -> Attributes {
    if info.attributes.is_empty() {
        return Attributes { title: named(source), ..Attributes::default() };
    }
    let reader =
        Reader { attributes: Attributes::default(), source: Some(source), count: count_lines(source), findings };
    let mut attributes = reader.all(info);
    // A file that is shown has its name above it anyway.
    if info.attributes.iter().all(|attribute| attribute.name.text != "src") {
        attributes.title = attributes.title.or_else(|| named(source));
    }
    attributes
}

/// The same for a block whose text is not known yet: what needs the text is not judged.
pub fn pending(info: &Info, findings: &mut Vec<Finding>) -> Attributes {
    Reader { attributes: Attributes::default(), source: None, count: MANY_LINES, findings }.all(info)
}

/// The file's name from a comment in the first line: `# file: ledger/posting.py`, in the comment signs of any language.
fn named(source: &str) -> Option<String> {
    let line = source.lines().next()?.trim();
    let comment = ["#", "//", "--", "<!--", "/*", ";", "%"].iter().find_map(|sign| line.strip_prefix(sign))?;
    let comment = comment.trim_end_matches("-->").trim_end_matches("*/").trim();
    let name = comment.strip_prefix("file:").or_else(|| comment.strip_prefix("File:"))?.trim();
    (!name.is_empty() && !name.contains(char::is_whitespace)).then(|| name.to_owned())
}

/// How many lines a block shows; the last may lack its line end.
fn count_lines(source: &str) -> u32 {
    u32::try_from(source.lines().count()).unwrap_or(u32::MAX)
}

/// Whether something that is on or off is on; named alone, it is.
pub(super) fn flag(attribute: &RawAttribute, findings: &mut Vec<Finding>) -> bool {
    let name = &attribute.name.text;
    match attribute.value.as_ref().map(|value| (value.text.as_str(), value.span)) {
        None | Some(("true", _)) => true,
        Some(("false", _)) => false,
        Some((text, span)) => {
            let help = format!("`{name}` is on or off: write `{name}`, or `{name}=false`");
            let message = format!("`{text}` is not a value of `{name}`");
            findings.push(Finding::info(Code::CodeAttribute, span, message).help(help));
            true
        }
    }
}

struct Reader<'a> {
    attributes: Attributes,
    /// The code; none if it is not known yet.
    source: Option<&'a str>,
    count: u32,
    findings: &'a mut Vec<Finding>,
}

impl Reader<'_> {
    fn all(mut self, info: &Info) -> Attributes {
        for attribute in &info.attributes {
            self.read(attribute);
        }
        let mut attributes = self.attributes;
        attributes.labels.sort_by_key(|label| label.line);
        marks::settle(&mut attributes.marked);
        attributes
    }

    fn read(&mut self, attribute: &RawAttribute) {
        match attribute.name.text.as_str() {
            "title" => self.attributes.title = self.text(attribute),
            "caption" => self.attributes.caption = self.text(attribute),
            "numbers" => self.attributes.numbers = Some(self.flag(attribute)),
            "start" => self.start(attribute),
            "mark" => self.mark(attribute),
            "ins" => self.attributes.ins = self.lines(attribute),
            "del" => self.attributes.del = self.lines(attribute),
            "focus" => self.attributes.focus = self.lines(attribute),
            "collapse" => self.collapse(attribute),
            "label" => self.label(attribute),
            "anchors" => self.anchors(attribute),
            "wrap" => self.attributes.wrap = self.flag(attribute),
            "lenient" => self.attributes.lenient = self.flag(attribute),
            "no-copy" => self.attributes.no_copy = self.flag(attribute),
            "run" => self.attributes.run = Some(self.run(attribute)),
            "raises" => self.attributes.raises = self.exception(attribute),
            "doctest" => self.doctest(attribute),
            "no-links" => self.attributes.no_links = self.flag(attribute),
            // These say what is shown of a file: `include` reads them.
            "src" | "symbol" | "region" | "lines" | "elide" | "dedent" => {}
            name => self.unknown(name, attribute.name.span),
        }
    }

    fn unknown(&mut self, name: &str, span: Span) {
        let finding = Finding::info(Code::CodeAttribute, span, format!("unknown attribute `{name}` of a code block"))
            .suggest(name, NAMES)
            .help(format!("the known ones are {}", NAMES.map(|name| format!("`{name}`")).join(", ")));
        self.findings.push(finding);
    }

    fn fault(&mut self, span: Span, message: String, help: &str) {
        self.findings.push(Finding::info(Code::CodeAttribute, span, message).help(help));
    }

    /// The value of an attribute that needs one.
    fn value<'a>(&mut self, attribute: &'a RawAttribute, example: &str) -> Option<&'a Word> {
        let name = &attribute.name.text;
        match attribute.value.as_ref().filter(|value| !value.text.trim().is_empty()) {
            None => {
                self.fault(attribute.span(), format!("`{name}` needs a value"), &format!("write `{name}={example}`"));
                None
            }
            some => some,
        }
    }

    fn text(&mut self, attribute: &RawAttribute) -> Option<String> {
        self.value(attribute, "\"…\"").map(|value| value.text.trim().to_owned())
    }

    fn flag(&mut self, attribute: &RawAttribute) -> bool {
        flag(attribute, self.findings)
    }

    /// A first number asks for numbers, unless the author says that there are none.
    fn start(&mut self, attribute: &RawAttribute) {
        self.attributes.start = self.number(attribute);
        self.attributes.numbers.get_or_insert(true);
    }

    fn number(&mut self, attribute: &RawAttribute) -> Option<u32> {
        let value = self.value(attribute, "10")?;
        let number = value.text.parse().ok().filter(|number| *number <= u32::MAX - self.count);
        if number.is_none() {
            self.fault(
                value.span,
                format!("`{}` is not a line number", value.text),
                "write a whole number: `start=10`",
            );
        }
        number
    }

    fn lines(&mut self, attribute: &RawAttribute) -> Lines {
        let mut lines = Lines::default();
        for (range, _) in self.ranges(attribute) {
            lines.add(range);
        }
        lines
    }

    /// The ranges of a value, each with its bytes.
    fn ranges(&mut self, attribute: &RawAttribute) -> Vec<((u32, u32), Span)> {
        let Some(value) = self.value(attribute, "\"3-5,9\"") else { return Vec::new() };
        let mut ranges = Vec::new();
        let mut at = 0;
        for part in value.text.split(',') {
            let start = at + part.len() - part.trim_start().len();
            let span = value.part(start, start + part.trim().len());
            at += part.len() + 1;
            match lines::range(part.trim(), self.count) {
                Ok(range) => ranges.push((range, span)),
                Err(message) => {
                    self.fault(span, message, "lines are written `3`, `3-5` or `3-5,9`, from 1 at the top of the block")
                }
            }
        }
        ranges
    }

    /// Lines, a text of the code, or a pattern between slashes.
    fn mark(&mut self, attribute: &RawAttribute) {
        let Some(value) = self.value(attribute, "3-5") else { return };
        if lines::looks_like_lines(&value.text) {
            for (range, _) in self.ranges(attribute) {
                self.attributes.mark.add(range);
            }
            return;
        }
        let Some(source) = self.source else { return };
        match marks::find(&value.text, source) {
            Ok(found) => self.attributes.marked.extend(found),
            Err(message) => self.fault(
                value.span,
                message,
                "mark lines (`mark=3-5`), a text of the code (`mark=\"post(\"`) or a pattern (`mark=\"/x\\d+/\"`)",
            ),
        }
    }

    fn collapse(&mut self, attribute: &RawAttribute) {
        for (range, span) in self.ranges(attribute) {
            if !self.attributes.collapse.add_apart(range) {
                self.fault(
                    span,
                    "a line can be folded only once".to_owned(),
                    "let the ranges not meet: `collapse=\"2-5,9-12\"`",
                );
            }
        }
    }

    /// `3:"why"`
    fn label(&mut self, attribute: &RawAttribute) {
        let example = "3:\"why\"";
        let Some(value) = self.value(attribute, example) else { return };
        let (line, text) = value.text.split_once(':').unwrap_or((&value.text, ""));
        let help = format!("write the line and what you say about it: `label={example}`");
        let span = value.part(0, line.len());
        match lines::range(line.trim(), self.count) {
            Err(message) => self.fault(span, message, &help),
            Ok((first, last)) if first != last => {
                self.fault(span, "a label belongs to one line".to_owned(), &help);
            }
            Ok(_) if text.trim().is_empty() => self.fault(value.span, "the label is empty".to_owned(), &help),
            Ok((line, _)) => self.attributes.labels.push(Label { line, text: text.trim().to_owned() }),
        }
    }

    fn anchors(&mut self, attribute: &RawAttribute) {
        let Some(value) = &attribute.value else {
            self.attributes.anchors = Some(None);
            return;
        };
        let fits = |text: &str| {
            text.starts_with(|first: char| first.is_ascii_alphabetic())
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        let own = value.text.strip_prefix("code-").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
        match value.text.as_str() {
            "true" => self.attributes.anchors = Some(None),
            "false" => self.attributes.anchors = None,
            text if own => self.fault(
                value.span,
                format!("`{text}` is reserved for blocks without a name"),
                "name the block after what it shows: `anchors=post` gives line 3 the id `post-3`",
            ),
            text if fits(text) => self.attributes.anchors = Some(Some(text.to_owned())),
            text => self.fault(
                value.span,
                format!("`{text}` cannot begin an id"),
                "an id has letters, digits, `-` and `_`: `anchors=post` gives line 3 the id `post-3`",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::info;
    use super::*;

    fn parse(text: &str) -> (Attributes, Vec<String>) {
        let (info, mut findings) = info::parse(text);
        let attributes = read(&info, "1\n2\n3\n4\n5\n", &mut findings);
        (attributes, findings.into_iter().map(|finding| finding.message).collect())
    }

    #[test]
    fn every_attribute() {
        let (attributes, faults) = parse(
            "py {title=a.py caption=\"What it is\" numbers=false start=10 mark=\"1-2, 4\" ins=3 del=5 wrap lenient no-copy no-links}",
        );
        assert_eq!(faults, [""; 0]);
        assert_eq!(attributes.title.as_deref(), Some("a.py"));
        assert_eq!(attributes.caption.as_deref(), Some("What it is"));
        assert_eq!((attributes.numbers, attributes.start), (Some(false), Some(10)));
        let marked: Vec<u32> = (0..7).filter(|line| attributes.mark.contains(*line)).collect();
        assert_eq!(marked, [1, 2, 4]);
        assert!(attributes.ins.contains(3) && attributes.del.contains(5) && !attributes.del.contains(4));
        assert!(attributes.wrap && attributes.lenient && attributes.no_copy && attributes.no_links);
        let (attributes, faults) = parse(
            "py {focus=2-3 collapse=\"4-5,1\" label=3:\"say \\\"why\\\"\" label=1:first anchors mark=\"2\" mark=5 mark=/[34]/}",
        );
        assert_eq!(faults, [""; 0]);
        assert!(attributes.focus.contains(2) && !attributes.focus.contains(4));
        assert_eq!(attributes.collapse.ranges(), [(1, 1), (4, 5)]);
        let labels: Vec<_> = attributes.labels.iter().map(|label| (label.line, label.text.as_str())).collect();
        assert_eq!(labels, [(1, "first"), (3, "say \"why\"")]);
        assert_eq!(attributes.anchors, Some(None));
        assert_eq!(attributes.marked, [(4, 5), (6, 7)]);
        assert!(attributes.mark.contains(2) && attributes.mark.contains(5) && !attributes.mark.contains(3));
        let (attributes, faults) =
            parse("py {run=isolated raises=json.JSONDecodeError doctest=\"+ELLIPSIS, ELLIPSIS\"}");
        assert_eq!((faults, attributes.run), (Vec::new(), Some(Run::Isolated)));
        assert_eq!(attributes.raises.as_deref(), Some("json.JSONDecodeError"));
        assert_eq!(attributes.doctest, ["ELLIPSIS"]);
        assert_eq!(parse("py {run=false}").0.run, Some(Run::Not));
        assert_eq!(parse("py {anchors=post}").0.anchors, Some(Some("post".to_owned())));
        for name in NAMES {
            let (_, faults) = parse(&format!("py {{{name}=1}}"));
            assert!(faults.iter().all(|fault| !fault.contains("unknown")), "{name}: {faults:?}");
        }
    }

    #[test]
    fn faults() {
        let cases = [
            ("tilte=x", "unknown attribute `tilte` of a code block"),
            ("title", "`title` needs a value"),
            ("caption=\" \"", "`caption` needs a value"),
            ("numbers=yes", "`yes` is not a value of `numbers`"),
            ("start=ten", "`ten` is not a line number"),
            ("start=-1", "`-1` is not a line number"),
            ("mark=0", "lines are counted from 1"),
            ("mark=4-2", "the range `4-2` ends before it begins"),
            ("mark=2-9", "the block has no line 9; it ends with line 5"),
            ("mark=a", "the code has no text `a`"),
            ("mark=/a/", "nothing in the code matches `a`"),
            ("mark=/(/", "`(` is not a pattern: found open group without closing ')'"),
            ("mark=//", "the pattern is empty"),
            ("mark=/\\d*?/", "`\\d*?` also matches empty text"),
            ("collapse=1-3,3", "a line can be folded only once"),
            ("label=3", "the label is empty"),
            ("label=9:\"why\"", "the block has no line 9; it ends with line 5"),
            ("label=1-2:why", "a label belongs to one line"),
            ("anchors=code-2", "`code-2` is reserved for blocks without a name"),
            ("label=why", "`why` is not a line or a range of lines"),
            ("anchors=3a", "`3a` cannot begin an id"),
            ("mark=3-", "`3-` is not a line or a range of lines"),
            ("mark=", "`mark` needs a value"),
            ("run=later", "`later` is not a value of `run`"),
            ("run raises=\"Value Error\"", "`Value Error` is not the name of an exception"),
            ("run raises=4", "`4` is not the name of an exception"),
            ("run doctest=+DOTS", "`+DOTS` is not an option of `doctest`"),
            ("spotlight=1", "unknown attribute `spotlight` of a code block"),
        ];
        for (text, fault) in cases {
            assert_eq!(parse(&format!("py {{{text}}}")).1, [fault]);
        }
    }

    #[test]
    fn the_caret_is_below_the_part_at_fault() {
        let at = |text: &str| {
            let (info, mut findings) = info::parse(text);
            read(&info, "1\n2\n", &mut findings);
            findings
                .iter()
                .map(|finding| match finding.span {
                    super::super::FindingSpan::Info(span) => text[span.start as usize..span.end as usize].to_owned(),
                    super::super::FindingSpan::Source(_) => panic!("the code has no fault"),
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(at("py {ins=\"1, 7 ,x\"}"), ["7", "x"]);
        assert_eq!(at("py {del=1,9}"), ["9"]);
        assert_eq!(at("py {label=9:\"why\"}"), ["9"]);
        assert_eq!(at("py {ins=\"\\\"9\"}"), ["\"\\\"9\""]);
        assert_eq!(at("py {ins=\"1,\"}"), [""]);
    }

    #[test]
    fn a_comment_in_the_first_line_names_the_file() {
        for (source, name) in [
            ("# file: a/b.py\nx\n", Some("a/b.py")),
            ("//file: a.js", Some("a.js")),
            ("<!-- file: a.html -->\n", Some("a.html")),
            ("/* File: a.css */\n", Some("a.css")),
            ("# file: the one that counts\n", None),
            ("# file:\n", None),
            ("x\n# file: a.py\n", None),
        ] {
            let (info, mut findings) = info::parse("py {wrap}");
            assert_eq!(read(&info, source, &mut findings).title.as_deref(), name, "{source}");
            assert_eq!(read(&Info::default(), source, &mut findings).title.as_deref(), name, "{source}");
        }
        let (info, mut findings) = info::parse("py {title=b.py}");
        assert_eq!(read(&info, "# file: a.py\n", &mut findings).title.as_deref(), Some("b.py"));
    }

    #[test]
    fn a_near_name_is_suggested() {
        let (info, mut findings) = info::parse("py {nubmers}");
        read(&info, "", &mut findings);
        assert_eq!(findings[0].help[0], "did you mean `numbers`?");
    }
}
