//! How deep a syntax tree can be, judged by its tokens before anything recurses into it.
//!
//! The parser grows its stack when it needs to, but walking and freeing a tree of 100,000 nested operators would not.

use ruff_python_ast::token::{Token, TokenKind};

/// More than any code that people write; few enough for the stack of a worker thread.
const DEEP: u32 = 1500;

/// A bound on the depth at one point of the token stream.
#[derive(Default)]
struct Bound {
    /// Blocks around.
    indents: u32,
    /// What nests to the end of the logical line, commas or not.
    sticky: u32,
    /// All that counts within brackets, those included.
    bracketed: u32,
    /// Tokens since the last comma in the innermost bracket; its outer ones are in `open`.
    here: u32,
    open: Vec<u32>,
}

impl Bound {
    fn read(&mut self, kind: TokenKind) {
        match kind {
            TokenKind::Comment | TokenKind::NonLogicalNewline => {}
            TokenKind::Indent => self.indents += 1,
            TokenKind::Dedent => self.indents = self.indents.saturating_sub(1),
            TokenKind::Newline => *self = Bound { indents: self.indents, ..Bound::default() },
            TokenKind::Comma => self.here = 0,
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => {
                self.bracketed += self.here + 1;
                self.open.push(self.here);
                self.here = 0;
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => {
                if let Some(outer) = self.open.pop() {
                    self.bracketed -= outer + 1;
                    self.here = outer + 1;
                }
            }
            TokenKind::Lambda | TokenKind::Class | TokenKind::Def | TokenKind::If | TokenKind::For => self.sticky += 1,
            TokenKind::While | TokenKind::With | TokenKind::Try | TokenKind::Match => self.sticky += 1,
            _ => self.here += 1,
        }
    }

    fn depth(&self) -> u32 {
        self.indents + self.sticky + self.bracketed + self.here
    }
}

/// Whether the tree of these tokens may nest deeper than is safe. Errs on the safe side: each token since the last comma
/// or line end counts as a level, in the innermost bracket and in those around it.
pub fn is_deep(tokens: &[Token]) -> bool {
    // No token counts for more than one level.
    if tokens.len() <= DEEP as usize {
        return false;
    }
    let mut bound = Bound::default();
    tokens.iter().any(|token| {
        bound.read(token.kind());
        bound.depth() > DEEP
    })
}

#[cfg(test)]
mod tests {
    use crate::python::analyse;

    fn deep(source: &str) -> bool {
        let parsed = ruff_python_parser::parse_unchecked_source(source, ruff_python_ast::PySourceType::Python);
        let deep = super::is_deep(parsed.tokens());
        super::super::discard(parsed, deep);
        deep
    }

    #[test]
    fn long_tables_are_not_deep() {
        assert!(!deep(&format!("x = [{}]\n", "(-1, 'a', f(2)), ".repeat(5000))));
        assert!(!deep(&"def f(a, b):\n    return a + b\n\n".repeat(3000)));
    }

    #[test]
    fn nested_sources_are_deep_and_survive() {
        let sources = [
            "(".repeat(30_000),
            format!("x = {}1", "1 + ".repeat(30_000)),
            format!("x = {}1", "-".repeat(30_000)),
            format!("x = a{}", "()".repeat(30_000)),
            format!("x = a{}", ".b".repeat(30_000)),
            format!("x = {}1", "lambda a, b: ".repeat(20_000)),
            format!("x = {}1", "1 if a else ".repeat(20_000)),
            "for a, b in c: ".repeat(5_000),
            "f'{".repeat(5_000),
        ];
        for source in sources {
            assert!(deep(&source), "{}", &source[..20]);
            analyse(&source);
        }
    }
}
