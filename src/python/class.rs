//! What a token is, by the short class names that Pygments and Chroma share and style sheets know.
//!
//! One list gives the enum, the names and the opening tags. Plain text and punctuation have no class, hence no token.

macro_rules! classes {
    ($($variant:ident $short:literal $doc:literal)*) => {
        /// The kind of a token; its name in HTML is [`Class::short`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Class { $(#[doc = $doc] $variant,)* }

        impl Class {
            /// All classes, in the order of the list.
            pub const ALL: &'static [Class] = &[$(Class::$variant,)*];

            /// The class name in HTML and CSS: `nf`.
            pub fn short(self) -> &'static str {
                match self { $(Class::$variant => $short,)* }
            }

            /// The opening tag, whole, so that nothing is put together for each token.
            pub fn open_tag(self) -> &'static str {
                match self { $(Class::$variant => concat!("<span class=\"", $short, "\">"),)* }
            }
        }
    };
}

classes! {
    Keyword "k" "A keyword without a kind of its own."
    KeywordConstant "kc" "`True`, `null` and their like."
    KeywordDeclaration "kd" "A keyword that declares: `def`, `class`, `fn`, `let`."
    KeywordNamespace "kn" "A keyword that brings in modules."
    KeywordType "kt" "A type: one with the rank of a keyword, or a name that stands in an annotation."
    Operator "o" "An operator made of signs."
    OperatorWord "ow" "An operator made of letters: `and`, `in`."
    Attribute "na" "An attribute of a tag, a key of a table, the name of an argument."
    Builtin "nb" "A built-in function or type."
    BuiltinPseudo "bp" "A name that is special by custom: `self`, `this`."
    ClassName "nc" "The name of a class or type where it is declared."
    Constant "no" "A constant."
    Decorator "nd" "A decorator or annotation."
    Entity "ni" "A character entity."
    Exception "ne" "A built-in exception."
    Function "nf" "The name of a function where it is declared, or a call that a grammar recognises."
    Magic "fm" "A special method: `__init__`."
    Label "nl" "A label."
    Module "nn" "The name of a module or namespace."
    Tag "nt" "A tag; a key of a mapping."
    Variable "nv" "A variable; a parameter where it is declared."
    MagicVariable "vm" "A special variable: `__name__`."
    LiteralDate "ld" "A date."
    Str "s" "A string without quotes of its own."
    StrAffix "sa" "What stands before a string's quotes."
    StrBacktick "sb" "A string in backticks."
    StrChar "sc" "A character literal."
    StrDoc "sd" "A documentation string."
    StrDouble "s2" "A string in double quotes."
    StrEscape "se" "An escape sequence."
    StrHeredoc "sh" "A string that runs to a marker."
    StrInterpolation "si" "What is put into a string: braces, conversion, format."
    StrOther "sx" "A string in other quotes."
    StrRegex "sr" "A regular expression."
    StrSingle "s1" "A string in single quotes."
    StrSymbol "ss" "A symbol."
    Number "m" "A number."
    NumberBinary "mb" "A binary number."
    NumberFloat "mf" "A floating-point number."
    NumberHex "mh" "A hexadecimal number."
    NumberInteger "mi" "An integer."
    NumberOctal "mo" "An octal number."
    Comment "c" "A comment."
    CommentHashbang "ch" "The line that names a script's interpreter."
    CommentMultiline "cm" "A comment over several lines."
    CommentPreprocessor "cp" "An instruction to a preprocessor; a document type."
    CommentSingle "c1" "A comment to the end of the line."
    CommentSpecial "cs" "A comment that a program reads."
    Deleted "gd" "A deleted line."
    Emphasis "ge" "Emphasised text."
    Heading "gh" "A heading."
    Inserted "gi" "An inserted line."
    Output "go" "What a program printed."
    Prompt "gp" "A prompt."
    ErrorMessage "gr" "The error that a program ended with."
    Strong "gs" "Strong text."
    Traceback "gt" "The frame of a traceback."
    Subheading "gu" "A subheading; a hunk's range."
}

impl Class {
    /// Whether neighbours on different lines belong together: comments, strings, what was printed.
    fn spans_lines(self) -> bool {
        let text = (Class::Str..=Class::StrSymbol).contains(&self) && self != Class::StrAffix;
        text || (Class::Comment..=Class::Inserted).contains(&self) || self == Class::Output
    }
}

impl std::fmt::Display for Class {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.short())
    }
}

/// A stretch of source with a class; byte offsets, `end` exclusive. Tokens are ordered and do not overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What it is.
    pub class: Class,
}

/// Collects tokens in order, joining neighbours of one class, so that a run of them costs one tag.
#[derive(Debug)]
pub struct Sink<'a> {
    source: &'a [u8],
    tokens: Vec<Token>,
}

impl<'a> Sink<'a> {
    /// An empty sink for `source`, with room for about `expected` tokens.
    pub fn new(source: &'a str, expected: usize) -> Self {
        Self { source: source.as_bytes(), tokens: Vec::with_capacity(expected) }
    }

    /// Adds a token. What overlaps the token before is cut off; an empty rest is dropped.
    #[inline]
    pub fn push(&mut self, start: u32, end: u32, class: Class) {
        if let Some(last) = self.tokens.last_mut() {
            let start = start.max(last.end);
            if start >= end {
                return;
            }
            if last.class == class && blank(self.source, (last.end, start), class.spans_lines()) {
                last.end = end;
                return;
            }
            self.tokens.push(Token { start, end, class });
        } else if start < end {
            self.tokens.push(Token { start, end, class });
        }
    }

    /// Gives the last token another class if it ends at `end`.
    pub fn rename_last(&mut self, end: u32, class: Class) {
        if let Some(last) = self.tokens.last_mut().filter(|last| last.end == end) {
            last.class = class;
        }
    }

    /// The tokens.
    pub fn finish(self) -> Vec<Token> {
        self.tokens
    }
}

/// Whether nothing but blanks, and line ends if those count, lies between two offsets.
fn blank(source: &[u8], (start, end): (u32, u32), line_ends: bool) -> bool {
    match source.get(start as usize..end as usize) {
        Some(gap) => gap.iter().all(|byte| matches!(byte, b' ' | b'\t') || line_ends && *byte == b'\n'),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_are_unique() {
        let mut names: Vec<_> = Class::ALL.iter().map(|class| class.short()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Class::ALL.len());
    }

    #[test]
    fn neighbours_of_one_class_join_over_blanks_only() {
        for (text, class, expected) in [
            ("a b", Class::Keyword, 1),
            ("a,b", Class::Keyword, 2),
            ("a\nb", Class::Keyword, 2),
            ("a\nb", Class::CommentSingle, 1),
            ("a\nb", Class::StrDouble, 1),
        ] {
            let mut sink = Sink::new(text, 0);
            sink.push(0, 1, class);
            sink.push(2, 3, class);
            assert_eq!(sink.finish().len(), expected, "{text:?} {class}");
        }
    }

    #[test]
    fn overlaps_are_cut_off() {
        let mut sink = Sink::new("abcdef", 0);
        sink.push(0, 4, Class::Keyword);
        sink.push(2, 6, Class::Operator);
        sink.push(1, 3, Class::Function);
        let spans: Vec<_> = sink.finish().iter().map(|token| (token.start, token.end)).collect();
        assert_eq!(spans, [(0, 4), (4, 6)]);
    }
}
