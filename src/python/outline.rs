//! What is known of a module whose code is shown in parts: its symbols, what can be left out of them, which imports a part
//! needs, and which lines lie within a string.
//!
//! In: source text, whole or broken. Out: an [`Outline`] of byte ranges. Nothing here cuts or shows text.

use std::collections::BTreeSet;

use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprContext, ModModule, Stmt, StmtFunctionDef};
use ruff_python_parser::Parsed;
use ruff_text_size::Ranged;

use super::symbols::{self, Symbol, span};
use crate::diagnostic::Span;

/// Deeper nodes are not visited; more than people nest, less than a stack holds.
const DEEPEST: u32 = 400;

/// What is known of a module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// What it defines.
    pub symbols: Vec<Symbol>,
    /// The bodies of its functions, in the order of the source.
    pub bodies: Vec<Cut>,
    /// Its documentation strings, in the order of the source.
    pub docstrings: Vec<Cut>,
    /// Strings that go on over several lines.
    pub strings: Vec<Span>,
    imports: Vec<Import>,
    /// Names that are read, and that no function binds itself.
    uses: Vec<(u32, String)>,
}

/// Something that can be left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The function, class or module that it belongs to.
    pub holder: Span,
    /// What is left out.
    pub span: Span,
    /// What stands there instead.
    pub text: String,
}

/// A module that is brought in under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Import {
    span: Span,
    /// The name; nothing for `*`.
    name: String,
    /// The top-level module; nothing for a relative import.
    module: String,
}

impl Outline {
    /// The outline of a source; an empty one if it nests too deep to be looked at.
    pub fn of(source: &str) -> Self {
        symbols::read(source, |parsed| Self::read(source, parsed)).unwrap_or_default()
    }

    fn read(source: &str, parsed: &Parsed<ModModule>) -> Self {
        let module = parsed.syntax();
        let mut reader = Reader::new(source, parsed.tokens());
        reader.docstring(&module.body, Span::new(0, source.len()));
        reader.visit_body(&module.body);
        let uses = reader.free_uses();
        Self {
            symbols: symbols::of_module(source, parsed),
            strings: strings(source, parsed.tokens()),
            uses,
            ..reader.outline
        }
    }

    /// The statement that brings in a name.
    pub fn import(&self, name: &str) -> Option<Span> {
        self.imports.iter().find(|import| import.name == name).map(|import| import.span)
    }

    /// The top-level modules that parts of the source import, and those whose imports elsewhere in it they use.
    pub fn modules(&self, parts: &[Span]) -> BTreeSet<String> {
        let shown = |at: u32| parts.iter().any(|part| (part.start..part.end).contains(&at));
        let used: BTreeSet<&str> =
            self.uses.iter().filter(|(at, _)| shown(*at)).map(|(_, name)| name.as_str()).collect();
        let imports = self.imports.iter().filter(|import| !import.module.is_empty());
        let wanted = |import: &&Import| shown(import.span.start) || used.contains(import.name.as_str());
        imports.filter(wanted).map(|import| import.module.clone()).collect()
    }
}

/// Strings that go on over several lines, those that nest as one.
fn strings(source: &str, tokens: &[Token]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for token in tokens {
        let (start, end) = (token.start().to_usize(), token.end().to_usize());
        let start = match token.kind() {
            TokenKind::String if open.is_empty() => start,
            TokenKind::FStringStart | TokenKind::TStringStart => {
                open.push(start);
                continue;
            }
            TokenKind::FStringEnd | TokenKind::TStringEnd => match open.pop() {
                Some(start) if open.is_empty() => start,
                _ => continue,
            },
            _ => continue,
        };
        if source.get(start..end).is_some_and(|text| text.contains('\n')) {
            found.push(Span::new(start, end));
        }
    }
    found
}

/// A function, or the module: the names that it binds itself.
#[derive(Default)]
struct Scope {
    parent: usize,
    bound: BTreeSet<String>,
}

struct Reader<'a> {
    source: &'a str,
    tokens: &'a [Token],
    outline: Outline,
    scopes: Vec<Scope>,
    scope: usize,
    uses: Vec<(u32, usize, String)>,
    depth: u32,
}

impl<'a> Reader<'a> {
    fn new(source: &'a str, tokens: &'a [Token]) -> Self {
        let scopes = vec![Scope::default()];
        Self { source, tokens, outline: Outline::default(), scopes, scope: 0, uses: Vec::new(), depth: 0 }
    }

    fn deeper(&mut self, visit: impl FnOnce(&mut Self)) {
        if self.depth < DEEPEST {
            self.depth += 1;
            visit(self);
            self.depth -= 1;
        }
    }

    fn bind(&mut self, name: &str) {
        if let Some(scope) = self.scopes.get_mut(self.scope).filter(|_| self.scope > 0) {
            scope.bound.insert(name.to_owned());
        }
    }

    fn import(&mut self, statement: &Stmt, module: &str, name: &str) {
        let module = module.split('.').next().unwrap_or(module);
        let import = Import { span: span(statement.range()), name: name.to_owned(), module: module.to_owned() };
        self.outline.imports.push(import);
    }

    fn imports(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Import(import) => {
                for alias in &import.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name);
                    self.import(statement, &alias.name, name.split('.').next().unwrap_or(name));
                }
            }
            Stmt::ImportFrom(import) => {
                // A relative import names no module that others know.
                let module = import.module.as_ref().filter(|_| import.level == 0);
                let module = module.map_or("", |module| module.as_str());
                for alias in &import.names {
                    self.import(statement, module, alias.asname.as_ref().unwrap_or(&alias.name));
                }
            }
            _ => {}
        }
    }

    fn function(&mut self, statement: &'a Stmt, function: &'a StmtFunctionDef) {
        let holder = span(function.range);
        self.outline.bodies.extend(self.body(&function.body, holder));
        self.docstring(&function.body, holder);
        // Decorators, annotations and defaults are seen from within; what a parameter hides there is seldom meant.
        let outer = self.scope;
        self.scopes.push(Scope { parent: outer, bound: BTreeSet::new() });
        self.scope = self.scopes.len() - 1;
        for parameter in &function.parameters {
            self.bind(parameter.name());
        }
        self.deeper(|reader| walk_stmt(reader, statement));
        self.scope = outer;
    }

    /// How the body of a function is left out: what stands behind the colon, or on the lines below it.
    fn body(&self, body: &[Stmt], holder: Span) -> Option<Cut> {
        let (first, last) = (body.first()?.start(), body.last()?.end().to_usize());
        let before = self.tokens.partition_point(|token| token.start() < first);
        let colon = self.tokens.get(..before)?.iter().rev().find(|token| token.kind() == TokenKind::Colon)?;
        let (colon, first) = (colon.end().to_usize(), first.to_usize());
        let Some(end) = memchr::memchr(b'\n', self.source.as_bytes().get(colon..first)?) else {
            return Some(Cut { holder, span: Span::new(first, last), text: "...".to_owned() });
        };
        let text = format!("{}...", self.indent(first));
        Some(Cut { holder, span: Span::new(colon + end + 1, last), text })
    }

    /// How the documentation at the head of a body is left out: its lines, and the blank ones after it.
    fn docstring(&mut self, body: &[Stmt], holder: Span) {
        let Some(Stmt::Expr(first)) = body.first() else { return };
        if !matches!(first.value.as_ref(), Expr::StringLiteral(_)) {
            return;
        }
        let (start, end) = (first.start().to_usize(), first.end().to_usize());
        let next = body.get(1).map(|next| next.start().to_usize());
        let same_line = |next: usize| !self.source.get(end..next).unwrap_or("\n").contains('\n');
        let (span, text) = match next {
            Some(next) if same_line(next) => (Span::new(start, next), ""),
            Some(_) => (self.whole_lines(start, end), ""),
            None => (Span::new(start, end), "..."),
        };
        self.outline.docstrings.push(Cut { holder, span, text: text.to_owned() });
    }

    fn whole_lines(&self, start: usize, end: usize) -> Span {
        let start = start - self.indent(start).len();
        let mut after = end;
        let rest = self.source.get(end..).unwrap_or_default();
        for (number, line) in rest.split_inclusive('\n').enumerate() {
            if number > 0 && !line.trim().is_empty() {
                break;
            }
            after += line.len();
        }
        Span::new(start, after)
    }

    /// The blanks between the beginning of a line and `at`.
    fn indent(&self, at: usize) -> &'a str {
        let before = self.source.get(..at).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        if line.trim().is_empty() { line } else { "" }
    }

    /// Names that are read and mean something outside of the functions that read them.
    fn free_uses(&mut self) -> Vec<(u32, String)> {
        let uses = std::mem::take(&mut self.uses);
        let free = |scope: usize, name: &str| {
            let mut scope = scope;
            while scope > 0 {
                let Some(one) = self.scopes.get(scope) else { return true };
                if one.bound.contains(name) {
                    return false;
                }
                scope = one.parent;
            }
            true
        };
        uses.into_iter().filter(|(_, scope, name)| free(*scope, name)).map(|(at, _, name)| (at, name)).collect()
    }
}

impl<'a> SourceOrderVisitor<'a> for Reader<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.imports(statement);
        match statement {
            Stmt::FunctionDef(function) => self.function(statement, function),
            Stmt::ClassDef(class) => {
                self.docstring(&class.body, span(class.range));
                self.deeper(|reader| walk_stmt(reader, statement));
            }
            _ => self.deeper(|reader| walk_stmt(reader, statement)),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Name(name) = expression {
            match name.ctx {
                ExprContext::Load | ExprContext::Invalid => {
                    self.uses.push((name.start().to_u32(), self.scope, name.id.to_string()));
                }
                ExprContext::Store | ExprContext::Del => self.bind(&name.id),
            }
            return;
        }
        self.deeper(|reader| walk_expr(reader, expression));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The source with all cuts made that are not within another.
    fn cut(source: &str, cuts: &[Cut]) -> String {
        let (mut out, mut done) = (String::new(), 0);
        for cut in cuts.iter().filter(|cut| cut.span.start < cut.span.end) {
            if (cut.span.start as usize) < done {
                continue;
            }
            out.push_str(&source[done..cut.span.start as usize]);
            out.push_str(&cut.text);
            done = cut.span.end as usize;
        }
        out + &source[done..]
    }

    #[test]
    fn bodies_can_be_left_out() {
        let cases = [
            ("def f(): return 1\n", "def f(): ...\n"),
            ("def f(): a; b  # why\n", "def f(): ...  # why\n"),
            (
                "def f(\n    a: {1: 2},\n):\n    '''Say.'''\n\n    return a\nx = 1\n",
                "def f(\n    a: {1: 2},\n):\n    ...\nx = 1\n",
            ),
            ("def f():  # why\n    # first\n    return 1  # end\n", "def f():  # why\n    ...  # end\n"),
            (
                "class A:\n\tasync def f(self):\n\t\tif a:\n\t\t\tb()\n\n\tx = 1\n",
                "class A:\n\tasync def f(self):\n\t\t...\n\n\tx = 1\n",
            ),
            ("def f():\n    def g(): pass\n    return g\n", "def f():\n    ...\n"),
            ("def f(a=lambda: 1): return {1: 2}[a]", "def f(a=lambda: 1): ..."),
            ("x = 1\n", "x = 1\n"),
        ];
        for (source, expected) in cases {
            assert_eq!(cut(source, &Outline::of(source).bodies), expected, "{source}");
        }
    }

    #[test]
    fn documentation_can_be_left_out() {
        let cases = [
            ("'''Module.'''\n\nimport a\n", "import a\n"),
            ("def f():\n    '''Say.\n\n    More.\n    '''\n\n    return 1\n", "def f():\n    return 1\n"),
            ("def f():\n    'Say.'  # why\n    # this\n    return 1\n", "def f():\n    # this\n    return 1\n"),
            ("def f():\n    'Say.'\n", "def f():\n    ...\n"),
            ("def f(): 'Say.'\n", "def f(): ...\n"),
            ("def f(): 'Say.'; return 1\n", "def f(): return 1\n"),
            (
                "class A:\n    'Say.'\n    def f(self):\n        'More.'\n        pass\n",
                "class A:\n    def f(self):\n        pass\n",
            ),
            ("def f():\n    f'{a}'\n", "def f():\n    f'{a}'\n"),
        ];
        for (source, expected) in cases {
            assert_eq!(cut(source, &Outline::of(source).docstrings), expected, "{source}");
        }
    }

    #[test]
    fn a_part_needs_the_imports_that_it_uses() {
        let source = "import a.b\nimport c as d\nfrom e.f import g, h as i\nfrom . import j\nfrom k import *\n\n\
            def one():\n    return a.b(d)\n\n\
            def two(d):\n    i = 1\n    import l\n    return d(i, g=l)\n\n\
            def three():\n    def four():\n        return g\n    return j\n";
        let outline = Outline::of(source);
        let modules = |from: &str, to: &str| {
            let (from, to) = (source.find(from).unwrap(), source.find(to).map_or(source.len(), |at| at));
            outline.modules(&[Span::new(from, to)]).into_iter().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(modules("def one", "def two"), "a c");
        assert_eq!(modules("def two", "def three"), "l");
        assert_eq!(modules("def three", "nothing"), "e");
        assert_eq!(modules("import a.b", "import c"), "a");
        assert_eq!(modules("import a", "nothing"), "a c e k l");
    }

    #[test]
    fn strings_over_lines_are_known() {
        let source = "a = 'b'\nc = '''d\ne'''\nf = f'''{g\n+ 'h'}\n'''\n";
        let strings: Vec<&str> =
            Outline::of(source).strings.iter().map(|span| &source[span.start as usize..span.end as usize]).collect();
        assert_eq!(strings, ["'''d\ne'''", "f'''{g\n+ 'h'}\n'''"]);
    }
}
