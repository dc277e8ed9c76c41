//! Our classes against those of Pygments, over the standard library of the interpreter that has it.
//!
//! `.ci/run pygments` makes such an interpreter and prints the table; with one that is there already,
//! `SHOWPIECE_PYGMENTS=PYTHON cargo test --test pygments -- --ignored --nocapture` does. Types of tokens are mapped to
//! families, since neither side has all that the other has. A difference without a reason in [`reason`] is a failure,
//! and so is a reason that explains more than its share in [`REASONS`].

#![allow(clippy::expect_used, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use showpiece::python::{Class, analyse};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Family {
    Plain,
    Keyword,
    Constant,
    Operator,
    Builtin,
    Pseudo,
    Exception,
    Function,
    ClassName,
    Magic,
    Decorator,
    Module,
    Number,
    String,
    Escape,
    Interpolation,
    Documentation,
    Comment,
}

use Family as F;

/// The family of a class of ours.
fn ours(class: Class) -> Family {
    use Class as C;
    match class {
        C::Keyword | C::KeywordDeclaration | C::KeywordNamespace | C::OperatorWord => F::Keyword,
        C::KeywordConstant => F::Constant,
        C::Operator => F::Operator,
        C::Builtin => F::Builtin,
        C::BuiltinPseudo => F::Pseudo,
        C::Exception => F::Exception,
        C::Function => F::Function,
        C::ClassName => F::ClassName,
        C::Magic | C::MagicVariable => F::Magic,
        C::Decorator => F::Decorator,
        C::Module => F::Module,
        C::Number | C::NumberInteger | C::NumberFloat | C::NumberHex | C::NumberBinary | C::NumberOctal => F::Number,
        C::Str | C::StrSingle | C::StrDouble | C::StrAffix => F::String,
        C::StrEscape => F::Escape,
        C::StrInterpolation => F::Interpolation,
        C::StrDoc => F::Documentation,
        C::Comment | C::CommentSingle | C::CommentSpecial | C::CommentHashbang => F::Comment,
        // kinds of names that Pygments does not tell apart
        _ => F::Plain,
    }
}

/// The family of a token type of Pygments.
fn theirs(kind: &str) -> Family {
    match kind {
        "Keyword.Constant" => F::Constant,
        "Operator" => F::Operator,
        "Operator.Word" => F::Keyword,
        "Name.Builtin" => F::Builtin,
        "Name.Builtin.Pseudo" => F::Pseudo,
        "Name.Exception" => F::Exception,
        "Name.Function" => F::Function,
        "Name.Class" => F::ClassName,
        "Name.Function.Magic" | "Name.Variable.Magic" => F::Magic,
        "Name.Decorator" => F::Decorator,
        "Name.Namespace" => F::Module,
        "Literal.String.Escape" => F::Escape,
        "Literal.String.Interpol" => F::Interpolation,
        "Literal.String.Doc" => F::Documentation,
        _ if kind.starts_with("Keyword") => F::Keyword,
        _ if kind.starts_with("Literal.Number") => F::Number,
        _ if kind.starts_with("Literal.String") => F::String,
        _ if kind.starts_with("Comment") => F::Comment,
        _ => F::Plain,
    }
}

/// Why tokens differ, and how many of 10,000 may.
const REASONS: [(&str, usize); 17] = [
    ("dot: dots, and commas of imports, are operators there, punctuation or part of a name here", 700),
    ("placeholder: `%s` in a string is a guess there; here a string is a format if it says so", 60),
    ("shadowed: a built-in's name that is bound, or names an argument, a parameter, an attribute", 40),
    ("documentation: only three double quotes count there, in an expression as well", 25),
    ("dunder: they are on a list there; here all are special, imported ones as well", 15),
    ("self: only first parameters and their uses are special here", 8),
    ("example: code in documentation is read as code here", 6),
    ("singleton: `NotImplemented` and `Ellipsis` are pseudo-names there, `...` three operators", 6),
    ("from: the exception of `raise … from e` is taken for a module there", 3),
    ("raw: an escaped quote in a raw string is no escape sequence here", 3),
    ("decorator: there only its first name", 3),
    ("new: names that the list there does not have yet", 2),
    ("format: a field's format is one thing here", 2),
    ("lost: a raw string with escaped quotes ends too early there", 2),
    ("elsewhere: exceptions that only other systems have", 2),
    ("soft: a word that begins no statement is a keyword there, or one that does is none", 1),
    ("number: `1j` has its `j` outside there", 1),
];

/// The reason why a token that is `text` has another family there than here. `class` is ours.
fn reason(theirs: Family, class: Option<Class>, text: &str) -> Option<&'static str> {
    let here = class.map_or(F::Plain, ours);
    Some(match (theirs, here) {
        (F::Operator, F::Constant) if text == "." => "singleton",
        (F::Operator | F::Module, F::Plain | F::Module | F::Decorator) if text.trim_matches(['.', ',']).is_empty() => {
            "dot"
        }
        (F::Module, F::Plain) => "from",
        (F::Interpolation, F::String) => "placeholder",
        (F::Builtin, F::Plain | F::Function | F::ClassName | F::Module) | (F::Exception, F::ClassName) => "shadowed",
        (F::String, F::Documentation) => "documentation",
        (F::Documentation, F::String) => "documentation",
        (F::Plain | F::Function | F::Builtin, F::Magic) if text.starts_with("__") => "dunder",
        (F::Pseudo, F::Plain) if matches!(text, "self" | "cls") => "self",
        (F::Documentation, F::Plain | F::Keyword | F::Builtin | F::Number | F::Operator) => "example",
        (F::Documentation, F::Comment | F::Function | F::ClassName | F::Decorator | F::Module) => "example",
        (F::Pseudo, F::Builtin) => "singleton",
        (F::Pseudo | F::Magic, F::Plain) => "shadowed",
        (F::Escape, F::String) => "raw",
        (F::Plain, F::Decorator) => "decorator",
        (F::Plain, F::Builtin | F::Exception | F::ClassName) => "new",
        (F::String, F::Interpolation) => "format",
        (F::Plain | F::Operator, F::String) => "lost",
        (F::Exception, F::Plain) if matches!(text, "WindowsError" | "VMSError") => "elsewhere",
        (F::Exception, F::Plain) => "shadowed",
        (F::Keyword, F::Plain) if matches!(text, "match" | "case" | "_" | "type") => "soft",
        (F::Builtin, F::Keyword) if text == "type" => "soft",
        (F::Plain, F::Number) if text == "j" => "number",
        _ => return None,
    })
}

#[derive(Debug, Default)]
struct Table {
    /// Tokens and their bytes in all, blanks left out.
    all: (usize, usize),
    /// The same of those that differ, by reason.
    differ: BTreeMap<&'static str, (usize, usize)>,
    unexplained: Vec<String>,
}

/// A module, and the class of each of its bytes.
#[derive(Default)]
struct Module {
    path: String,
    source: String,
    classes: Vec<Option<Class>>,
}

impl Module {
    fn read(path: &str) -> Self {
        let source = std::fs::read_to_string(path).expect("a module can be read");
        let mut classes = vec![None; source.len()];
        for token in analyse(&source).tokens {
            classes[token.start as usize..token.end as usize].fill(Some(token.class));
        }
        Self { path: path.to_owned(), source, classes }
    }
}

impl Table {
    fn compare(&mut self, module: &Module, (start, end): (usize, usize), kind: &str) {
        let bytes = module.source.as_bytes();
        let shown: Vec<usize> = (start..end).filter(|at| !bytes[*at].is_ascii_whitespace()).collect();
        let family = theirs(kind);
        let wrong = |at: &&usize| module.classes[**at].map_or(F::Plain, ours) != family;
        let differ: Vec<&usize> = shown.iter().filter(wrong).collect();
        self.all = (self.all.0 + usize::from(!shown.is_empty()), self.all.1 + shown.len());
        let Some(first) = differ.first() else { return };
        let (text, class) = (&module.source[start..end], module.classes[**first]);
        match reason(family, class, text) {
            Some(reason) => {
                let count = self.differ.entry(reason).or_default();
                *count = (count.0 + 1, count.1 + differ.len());
            }
            None => self.unexplained.push(format!("{}:{start}: {text:?} is {kind} there, {class:?} here", module.path)),
        }
    }

    fn print(&self) {
        let share = |count: usize, all: usize| 100.0 * count as f64 / all as f64;
        let sum = |of: fn(&(usize, usize)) -> usize| self.differ.values().map(of).sum::<usize>();
        println!("{} tokens, {} bytes", self.all.0, self.all.1);
        let (tokens, bytes) = (sum(|count| count.0), sum(|count| count.1));
        println!("{:6.3} % of tokens, {:6.3} % of bytes differ", share(tokens, self.all.0), share(bytes, self.all.1));
        for (text, _) in REASONS {
            let (tokens, bytes) = self.count(text);
            println!(
                "{:6.3} %            {:6.3} %           {text}",
                share(tokens, self.all.0),
                share(bytes, self.all.1)
            );
        }
    }

    /// How many tokens and bytes differ for the reason that a text of [`REASONS`] begins with.
    fn count(&self, text: &str) -> (usize, usize) {
        let word = text.split(':').next().unwrap_or_default();
        self.differ.get(word).copied().unwrap_or_default()
    }
}

#[test]
#[ignore = "needs an interpreter with Pygments, which SHOWPIECE_PYGMENTS names: see .ci/run"]
fn what_differs_from_pygments_has_a_reason() {
    let program = std::env::var("SHOWPIECE_PYGMENTS").expect("SHOWPIECE_PYGMENTS names an interpreter with Pygments");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pygments/tokens.py");
    let mut child = Command::new(program).arg(script).stdout(Stdio::piped()).spawn().expect("it starts");
    let output = BufReader::new(child.stdout.take().expect("it has an output"));
    let (mut table, mut module) = (Table::default(), Module::default());
    for line in output.lines() {
        let line = line.expect("its output is text");
        if let Some(path) = line.strip_prefix("= ") {
            module = Module::read(path);
            continue;
        }
        let words: Vec<&str> = line.split(' ').collect();
        let number = |at: usize| words[at].parse::<usize>().expect("an offset");
        table.compare(&module, (number(0), number(1)), words[2]);
    }
    assert!(child.wait().expect("it ends").success(), "the script failed");
    table.print();
    assert!(table.all.0 > 100_000, "a library has more than {} tokens", table.all.0);
    let few: Vec<&String> = table.unexplained.iter().take(20).collect();
    assert!(few.is_empty(), "{} differences without a reason: {few:#?}", table.unexplained.len());
    for (text, bound) in REASONS {
        let tokens = table.count(text).0;
        assert!(tokens * 10_000 <= bound * table.all.0, "{tokens} tokens differ, too many: {text}");
    }
}
