//! The brace group of a component: `{key="value" other='x' bare=5 flag}`.
//!
//! Text in, arguments and faults out, with offsets into the text; knows nothing of files or of what names mean.

/// An argument with offsets into the text of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawArgument {
    /// The name.
    pub name: String,
    /// The value without quotes; `None` for a bare name.
    pub value: Option<String>,
    /// Name and value.
    pub span: (usize, usize),
    /// The value without quotes, or the name.
    pub value_span: (usize, usize),
}

/// What is wrong with a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// One line, no full stop.
    pub message: String,
    /// What the caret says.
    pub caret: &'static str,
    /// The cure.
    pub help: &'static str,
    /// Where in the line.
    pub span: (usize, usize),
}

/// The arguments of a group, the first fault, and where reading stopped.
#[derive(Debug, Default)]
pub struct Group {
    /// What was read before the fault.
    pub arguments: Vec<RawArgument>,
    /// The first fault.
    pub fault: Option<Fault>,
    /// The byte after `}`, or where the fault is.
    pub end: usize,
}

/// Reads the group that begins with the `{` at byte `open` of `line`.
pub fn read(line: &str, open: usize) -> Group {
    let mut reader = Reader { line, at: open + 1, group: Group::default() };
    match reader.all() {
        Ok(()) => {}
        Err(fault) => reader.group.fault = Some(fault),
    }
    reader.group.end = reader.at;
    reader.group
}

struct Reader<'a> {
    line: &'a str,
    at: usize,
    group: Group,
}

impl Reader<'_> {
    fn all(&mut self) -> Result<(), Fault> {
        loop {
            self.skip(char::is_whitespace);
            match self.peek() {
                Some('}') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(first) if is_name_start(first) => self.argument()?,
                Some(first) => return Err(self.unexpected(first)),
                None => return Err(self.unclosed()),
            }
        }
    }

    fn argument(&mut self) -> Result<(), Fault> {
        let start = self.at;
        self.skip(is_name);
        let name = self.line[start..self.at].to_owned();
        if self.group.arguments.iter().any(|argument| argument.name == name) {
            return Err(Fault {
                message: format!("`{name}` is given twice"),
                caret: "the second one",
                help: "keep one of the two",
                span: (start, self.at),
            });
        }
        let (value, value_span) = match self.peek() {
            Some('=') => {
                self.at += 1;
                let (value, span) = self.value()?;
                (Some(value), span)
            }
            _ => (None, (start, self.at)),
        };
        self.group.arguments.push(RawArgument { name, value, span: (start, self.at), value_span });
        self.boundary()
    }

    fn boundary(&mut self) -> Result<(), Fault> {
        match self.peek() {
            Some(next) if !next.is_whitespace() && next != '}' => Err(self.unexpected(next)),
            _ => Ok(()),
        }
    }

    fn value(&mut self) -> Result<(String, (usize, usize)), Fault> {
        match self.peek() {
            Some(quote @ ('"' | '\'')) => self.quoted(quote),
            Some(first) if !first.is_whitespace() && first != '}' => {
                let start = self.at;
                self.skip(|c| !c.is_whitespace() && !matches!(c, '}' | '{' | '"' | '\'' | '=' | ','));
                Ok((self.line[start..self.at].to_owned(), (start, self.at)))
            }
            _ => Err(Fault {
                message: "a value is missing after `=`".to_owned(),
                caret: "nothing stands here",
                help: "write the value in quotes: key=\"value\"",
                span: (self.at.saturating_sub(1), self.at),
            }),
        }
    }

    fn quoted(&mut self, quote: char) -> Result<(String, (usize, usize)), Fault> {
        let open = self.at;
        self.at += 1;
        let mut value = String::new();
        while let Some(next) = self.peek() {
            let start = self.at;
            self.at += next.len_utf8();
            match next {
                '\\' if self.peek().is_some_and(|c| c == quote || c == '\\') => {
                    value.extend(self.peek());
                    self.at += 1;
                }
                _ if next == quote => return Ok((value, (open + 1, start))),
                _ => value.push(next),
            }
        }
        Err(Fault {
            message: "a quoted value is not closed".to_owned(),
            caret: "opened here",
            help: "close the value with the same quote; inside it, write the quote with a backslash before it",
            span: (open, open + 1),
        })
    }

    fn unexpected(&self, found: char) -> Fault {
        let help = match found {
            ',' => "separate arguments with spaces",
            '#' | '.' => "components have no ids and classes; write a name: {kind=\"tip\"}",
            '=' => "write the name directly before `=`: key=\"value\"",
            _ => "write arguments as key=\"value\", separated by spaces",
        };
        Fault {
            message: format!("`{found}` cannot stand here"),
            caret: "not a name",
            help,
            span: (self.at, self.at + found.len_utf8()),
        }
    }

    fn unclosed(&self) -> Fault {
        Fault {
            message: "the arguments are not closed".to_owned(),
            caret: "`}` is missing",
            help: "write all arguments on the same line and close them with `}`",
            span: (self.at.saturating_sub(1), self.at),
        }
    }

    fn peek(&self) -> Option<char> {
        self.line[self.at..].chars().next()
    }

    fn skip(&mut self, accept: impl Fn(char) -> bool) {
        while let Some(next) = self.peek().filter(|next| accept(*next)) {
            self.at += next.len_utf8();
        }
    }
}

/// Whether a name may begin with the character.
pub fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

/// Whether the character may stand in a name.
pub fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}
