//! The attributes of a block as meant: names known, values typed, line numbers within the code.

use crate::diagnostic::{Code, Span};

use super::finding::Finding;
use super::info::{Info, RawAttribute, Word};

/// The names that a block may have in its braces.
const NAMES: [&str; 10] = ["title", "caption", "numbers", "start", "mark", "ins", "del", "wrap", "lenient", "no-copy"];

/// What an author may say of a block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes {
    /// Shown above the code, often a file name.
    pub title: Option<String>,
    /// Shown below the code.
    pub caption: Option<String>,
    /// Whether lines are numbered; the site's default if absent.
    pub numbers: Option<bool>,
    /// The number of the first line; asks for numbers.
    pub start: Option<u32>,
    /// Lines that are pointed out. Here and below, lines count from 1 at the top of the block, whatever `start` says.
    pub mark: Lines,
    /// Lines shown as added.
    pub ins: Lines,
    /// Lines shown as removed.
    pub del: Lines,
    /// Whether long lines are wrapped rather than scrolled.
    pub wrap: bool,
    /// Whether syntax errors pass without a word.
    pub lenient: bool,
    /// Whether there is no button to copy the code.
    pub no_copy: bool,
}

/// A set of lines: ranges from first to last, both included, counted from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines(Vec<(u32, u32)>);

impl Lines {
    /// Whether line `number` is in the set.
    pub fn contains(&self, number: u32) -> bool {
        self.0.iter().any(|(first, last)| (*first..=*last).contains(&number))
    }

    /// Whether no line is in the set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Gives the attributes of an info string their meaning.
pub fn read(info: &Info, source: &str, findings: &mut Vec<Finding>) -> Attributes {
    if info.attributes.is_empty() {
        return Attributes::default();
    }
    let mut reader = Reader { attributes: Attributes::default(), count: count_lines(source), findings };
    for attribute in &info.attributes {
        reader.read(attribute);
    }
    reader.attributes
}

/// How many lines a block shows; the last may lack its line end.
fn count_lines(source: &str) -> u32 {
    u32::try_from(source.lines().count()).unwrap_or(u32::MAX)
}

struct Reader<'a> {
    attributes: Attributes,
    count: u32,
    findings: &'a mut Vec<Finding>,
}

impl Reader<'_> {
    fn read(&mut self, attribute: &RawAttribute) {
        match attribute.name.text.as_str() {
            "title" => self.attributes.title = self.text(attribute),
            "caption" => self.attributes.caption = self.text(attribute),
            "numbers" => self.attributes.numbers = Some(self.flag(attribute)),
            "start" => self.attributes.start = self.number(attribute),
            "mark" => self.attributes.mark = self.lines(attribute),
            "ins" => self.attributes.ins = self.lines(attribute),
            "del" => self.attributes.del = self.lines(attribute),
            "wrap" => self.attributes.wrap = self.flag(attribute),
            "lenient" => self.attributes.lenient = self.flag(attribute),
            "no-copy" => self.attributes.no_copy = self.flag(attribute),
            name => self.unknown(name, attribute.name.span),
        }
    }

    fn unknown(&mut self, name: &str, span: Span) {
        let finding = Finding::info(Code::CodeAttribute, span, format!("unknown attribute `{name}` of a code block"))
            .suggest(name, NAMES)
            .help(format!("known are {}", NAMES.map(|name| format!("`{name}`")).join(", ")));
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
        let name = &attribute.name.text;
        match attribute.value.as_ref().map(|value| (value.text.as_str(), value.span)) {
            None | Some(("true", _)) => true,
            Some(("false", _)) => false,
            Some((text, span)) => {
                let help = format!("`{name}` is on or off: write `{name}`, or `{name}=false`");
                self.fault(span, format!("`{text}` is no value of `{name}`"), &help);
                true
            }
        }
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
        let Some(value) = self.value(attribute, "\"3-5,9\"") else { return lines };
        for part in value.text.split(',') {
            match self.range(part.trim()) {
                Ok(range) => lines.0.push(range),
                Err(message) => self.fault(
                    value.span,
                    message,
                    "lines are written `3`, `3-5` or `3-5,9`, from 1 at the top of the block",
                ),
            }
        }
        lines
    }

    fn range(&self, text: &str) -> Result<(u32, u32), String> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let (Ok(first), Ok(last)) = (first.trim().parse::<u32>(), last.trim().parse::<u32>()) else {
            return Err(format!("`{text}` is not a line or a range of lines"));
        };
        match () {
            () if first == 0 => Err("lines are counted from 1".to_owned()),
            () if last < first => Err(format!("the range `{text}` ends before it begins")),
            () if last > self.count => Err(format!("the block has no line {last}; it ends with line {}", self.count)),
            () => Ok((first, last)),
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
            "py {title=a.py caption=\"What it is\" numbers=false start=10 mark=\"1-2, 4\" ins=3 del=5 wrap lenient no-copy}",
        );
        assert_eq!(faults, [""; 0]);
        assert_eq!(attributes.title.as_deref(), Some("a.py"));
        assert_eq!(attributes.caption.as_deref(), Some("What it is"));
        assert_eq!((attributes.numbers, attributes.start), (Some(false), Some(10)));
        let marked: Vec<u32> = (0..7).filter(|line| attributes.mark.contains(*line)).collect();
        assert_eq!(marked, [1, 2, 4]);
        assert!(attributes.ins.contains(3) && attributes.del.contains(5) && !attributes.del.contains(4));
        assert!(attributes.wrap && attributes.lenient && attributes.no_copy);
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
            ("numbers=yes", "`yes` is no value of `numbers`"),
            ("start=ten", "`ten` is not a line number"),
            ("start=-1", "`-1` is not a line number"),
            ("mark=0", "lines are counted from 1"),
            ("mark=4-2", "the range `4-2` ends before it begins"),
            ("mark=2-9", "the block has no line 9; it ends with line 5"),
            ("mark=a", "`a` is not a line or a range of lines"),
            ("mark=3-", "`3-` is not a line or a range of lines"),
            ("mark=", "`mark` needs a value"),
            ("focus=1", "unknown attribute `focus` of a code block"),
        ];
        for (text, fault) in cases {
            assert_eq!(parse(&format!("py {{{text}}}")).1, [fault]);
        }
    }

    #[test]
    fn a_near_name_is_suggested() {
        let (info, mut findings) = info::parse("py {nubmers}");
        read(&info, "", &mut findings);
        assert_eq!(findings[0].help[0], "did you mean `numbers`?");
    }
}
