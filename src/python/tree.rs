//! What only the syntax tree knows: which strings are documentation, which built-ins are shadowed, where `_` is a
//! wildcard, which names are parameters, arguments or types, what is imported.
//!
//! The result is a list of marks by offset, which overrule what a token looks like by itself. Recursion is bounded.

use std::collections::BTreeSet;

use ruff_python_ast::visitor::source_order::{
    SourceOrderVisitor, walk_except_handler, walk_expr, walk_keyword, walk_pattern, walk_stmt,
};
use ruff_python_ast::{
    Alias, ExceptHandler, Expr, ExprContext, ExprName, Identifier, Keyword, ModModule, Operator, Parameters, Pattern,
    PatternKeyword, Stmt, StmtClassDef, StmtFunctionDef, TypeParam,
};
use ruff_text_size::Ranged;

use super::builtins::{Builtin, BuiltinSet};

/// Deeper nodes are not visited; more than people nest, less than a stack holds.
const DEEPEST: u32 = 400;

/// How a token differs from what it looks like. Of two marks on one token, the later in this list counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkKind {
    /// Looks like a built-in and is not.
    Plain,
    /// A documentation string.
    Documentation,
    /// `_` as a pattern.
    Wildcard,
    /// A name that stands for a type: in an annotation, among the bases of a class.
    Type,
    /// The name of an argument in a call.
    Argument,
    /// A parameter where it is declared.
    Parameter,
    /// Declares a type: the name of an alias or a type parameter.
    TypeName,
}

/// A mark on the token that begins at `start`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// First byte of the token.
    pub start: u32,
    /// What it is.
    pub kind: MarkKind,
}

/// What the tree knows.
#[derive(Debug, Default)]
pub struct Facts {
    /// In order of `start`.
    pub marks: Vec<Mark>,
    /// Top-level names of absolute imports.
    pub imports: BTreeSet<String>,
}

/// Reads a module.
pub fn read(module: &ModModule) -> Facts {
    let mut reader = Reader::default();
    reader.documentation(&module.body);
    for statement in &module.body {
        reader.visit_stmt(statement);
    }
    reader.finish()
}

/// A place where names are bound; only built-in names are of interest.
struct Scope {
    parent: usize,
    is_class: bool,
    bound: BuiltinSet,
    /// `self` and `cls` where they are the first parameter.
    first: BuiltinSet,
}

impl Scope {
    fn within(parent: usize, is_class: bool) -> Self {
        Self { parent, is_class, bound: BuiltinSet::default(), first: BuiltinSet::default() }
    }

    /// Whether a name is another thing here; nothing if this scope does not say.
    fn shadows(&self, name: Builtin) -> Option<bool> {
        match () {
            () if self.first.contains(name) => Some(false),
            () if self.bound.contains(name) => Some(true),
            () => None,
        }
    }
}

/// A built-in's name where it is read, and the mark that it gets if it is shadowed.
struct Use {
    start: u32,
    scope: usize,
    name: Builtin,
    kind: MarkKind,
}

struct Reader {
    facts: Facts,
    scopes: Vec<Scope>,
    uses: Vec<Use>,
    scope: usize,
    depth: u32,
}

impl Default for Reader {
    fn default() -> Self {
        let scopes = vec![Scope::within(0, false)];
        Self { facts: Facts::default(), scopes, uses: Vec::new(), scope: 0, depth: 0 }
    }
}

impl Reader {
    fn mark(&mut self, node: impl Ranged, kind: MarkKind) {
        self.facts.marks.push(Mark { start: node.start().to_u32(), kind });
    }

    fn bind(&mut self, name: &Identifier) {
        self.bind_in(self.scope, name);
    }

    fn bind_in(&mut self, scope: usize, name: &Identifier) {
        if let Some(builtin) = Builtin::of(name.id.as_bytes()) {
            self.scopes[scope].bound.insert(builtin);
            self.mark(name, MarkKind::Plain);
        }
    }

    fn within(&mut self, is_class: bool, visit: impl FnOnce(&mut Self)) {
        let outer = self.scope;
        self.scope = self.scopes.len();
        self.scopes.push(Scope::within(outer, is_class));
        visit(self);
        self.scope = outer;
    }

    fn deeper(&mut self, visit: impl FnOnce(&mut Self)) {
        if self.depth < DEEPEST {
            self.depth += 1;
            visit(self);
            self.depth -= 1;
        }
    }

    fn documentation(&mut self, body: &[Stmt]) {
        let Some(Stmt::Expr(first)) = body.first() else { return };
        if let Expr::StringLiteral(string) = first.value.as_ref() {
            for part in &string.value {
                self.mark(part, MarkKind::Documentation);
            }
        }
    }

    fn function(&mut self, function: &StmtFunctionDef) {
        self.bind(&function.name);
        for decorator in &function.decorator_list {
            self.visit_expr(&decorator.expression);
        }
        self.signature(&function.parameters);
        if let Some(returns) = &function.returns {
            self.visit_annotation(returns);
        }
        self.within(false, |reader| {
            for parameter in function.type_params.iter().flat_map(|all| &all.type_params) {
                reader.visit_type_param(parameter);
            }
            reader.parameters(&function.parameters);
            reader.documentation(&function.body);
            reader.visit_body(&function.body);
        });
    }

    fn class(&mut self, class: &StmtClassDef) {
        self.bind(&class.name);
        for decorator in &class.decorator_list {
            self.visit_expr(&decorator.expression);
        }
        if let Some(arguments) = &class.arguments {
            arguments.args.iter().for_each(|base| self.visit_annotation(base));
            arguments.keywords.iter().for_each(|keyword| self.visit_keyword(keyword));
        }
        self.within(true, |reader| {
            for parameter in class.type_params.iter().flat_map(|all| &all.type_params) {
                reader.visit_type_param(parameter);
            }
            reader.documentation(&class.body);
            reader.visit_body(&class.body);
        });
    }

    /// Annotations and defaults, which belong to the scope around the function.
    fn signature(&mut self, parameters: &Parameters) {
        for parameter in parameters {
            if let Some(annotation) = parameter.annotation() {
                self.visit_annotation(annotation);
            }
            if let Some(default) = parameter.default() {
                self.visit_expr(default);
            }
        }
    }

    /// The names of the parameters, which belong to the function.
    fn parameters(&mut self, parameters: &Parameters) {
        for (at, parameter) in parameters.iter().enumerate() {
            let name = parameter.name();
            match Builtin::of(name.id.as_bytes()) {
                Some(builtin) if at == 0 && builtin.is_pseudo() => self.scopes[self.scope].first.insert(builtin),
                Some(builtin) => self.scopes[self.scope].bound.insert(builtin),
                None => {}
            }
            let is_self = at == 0 && matches!(name.id.as_str(), "self" | "cls");
            if !is_self {
                self.mark(name, MarkKind::Parameter);
            }
        }
    }

    fn import(&mut self, name: &str) {
        let top = name.split('.').next().unwrap_or(name);
        if !top.is_empty() && !self.facts.imports.contains(top) {
            self.facts.imports.insert(top.to_owned());
        }
    }

    fn bind_alias(&mut self, alias: &Alias) {
        self.bind(alias.asname.as_ref().unwrap_or(&alias.name));
    }

    fn name(&mut self, name: &ExprName) {
        let Some(builtin) = Builtin::of(name.id.as_bytes()) else { return };
        match name.ctx {
            ExprContext::Load | ExprContext::Invalid => self.read(name, builtin, MarkKind::Plain),
            ExprContext::Store | ExprContext::Del => {
                self.scopes[self.scope].bound.insert(builtin);
                self.mark(name, MarkKind::Plain);
            }
        }
    }

    fn read(&mut self, name: &ExprName, builtin: Builtin, kind: MarkKind) {
        self.uses.push(Use { start: name.start().to_u32(), scope: self.scope, name: builtin, kind });
    }

    /// The names in an annotation, each of which is a type, down to calls and literals.
    fn annotation(&mut self, annotation: &Expr) {
        match annotation {
            Expr::Name(name) => match Builtin::of(name.id.as_bytes()) {
                Some(builtin) => self.read(name, builtin, MarkKind::Type),
                None => self.mark(name, MarkKind::Type),
            },
            Expr::Attribute(attribute) => {
                self.visit_expr(&attribute.value);
                self.mark(&attribute.attr, MarkKind::Type);
            }
            Expr::Subscript(subscript) => {
                self.visit_annotation(&subscript.value);
                match is_literal(&subscript.value) {
                    true => self.visit_expr(&subscript.slice),
                    false => self.visit_annotation(&subscript.slice),
                }
            }
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| self.visit_annotation(element)),
            Expr::List(list) => list.elts.iter().for_each(|element| self.visit_annotation(element)),
            Expr::Starred(starred) => self.visit_annotation(&starred.value),
            Expr::BinOp(union) if union.op == Operator::BitOr => {
                self.visit_annotation(&union.left);
                self.visit_annotation(&union.right);
            }
            _ => self.visit_expr(annotation),
        }
    }

    /// Whether a name read in a scope is bound there or further out; a class is not seen from its methods.
    fn is_shadowed(&self, seen: &Use) -> bool {
        let mut scope = seen.scope;
        if let Some(shadowed) = self.scopes[scope].shadows(seen.name) {
            return shadowed;
        }
        while scope != 0 {
            scope = self.scopes[scope].parent;
            let here = Some(&self.scopes[scope]).filter(|scope| !scope.is_class);
            if let Some(shadowed) = here.and_then(|scope| scope.shadows(seen.name)) {
                return shadowed;
            }
        }
        false
    }

    fn finish(mut self) -> Facts {
        let shadowed = self.uses.iter().filter(|seen| self.is_shadowed(seen));
        let marks: Vec<Mark> = shadowed.map(|seen| Mark { start: seen.start, kind: seen.kind }).collect();
        self.facts.marks.extend(marks);
        self.facts.marks.sort_unstable();
        self.facts
    }
}

/// Whether the brackets behind it hold values rather than types.
fn is_literal(expression: &Expr) -> bool {
    match expression {
        Expr::Name(name) => name.id.as_str() == "Literal",
        Expr::Attribute(attribute) => attribute.attr.as_str() == "Literal",
        _ => false,
    }
}

impl<'a> SourceOrderVisitor<'a> for Reader {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.deeper(|reader| match statement {
            Stmt::FunctionDef(function) => reader.function(function),
            Stmt::ClassDef(class) => reader.class(class),
            Stmt::Import(import) => {
                for alias in &import.names {
                    reader.import(&alias.name);
                    reader.bind_alias(alias);
                }
            }
            Stmt::ImportFrom(import) => {
                if let (0, Some(module)) = (import.level, &import.module) {
                    reader.import(module);
                }
                import.names.iter().for_each(|alias| reader.bind_alias(alias));
            }
            Stmt::TypeAlias(alias) => {
                reader.visit_expr(&alias.name);
                reader.mark(alias.name.as_ref(), MarkKind::TypeName);
                alias.type_params.iter().for_each(|all| reader.visit_type_params(all));
                reader.visit_annotation(&alias.value);
            }
            // What a function declares `global` is bound in the module.
            Stmt::Global(global) => global.names.iter().for_each(|name| reader.bind_in(0, name)),
            _ => walk_stmt(reader, statement),
        });
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) => self.name(name),
            Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::NumberLiteral(_) => {}
            Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) | Expr::EllipsisLiteral(_) => {}
            Expr::Lambda(lambda) => self.deeper(|reader| {
                let parameters = lambda.parameters.as_deref();
                parameters.into_iter().for_each(|parameters| reader.signature(parameters));
                reader.within(false, |reader| {
                    parameters.into_iter().for_each(|parameters| reader.parameters(parameters));
                    reader.visit_expr(&lambda.body);
                });
            }),
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => {
                self.deeper(|reader| reader.within(false, |reader| walk_expr(reader, expression)));
            }
            _ => self.deeper(|reader| walk_expr(reader, expression)),
        }
    }

    fn visit_annotation(&mut self, annotation: &'a Expr) {
        self.deeper(|reader| reader.annotation(annotation));
    }

    fn visit_keyword(&mut self, keyword: &'a Keyword) {
        keyword.arg.iter().for_each(|name| self.mark(name, MarkKind::Argument));
        walk_keyword(self, keyword);
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(caught) = handler;
        caught.name.iter().for_each(|name| self.bind(name));
        walk_except_handler(self, handler);
    }

    fn visit_type_param(&mut self, parameter: &'a TypeParam) {
        let name = parameter.name();
        self.bind(name);
        self.mark(name, MarkKind::TypeName);
        if let TypeParam::TypeVar(variable) = parameter {
            variable.bound.iter().for_each(|bound| self.visit_annotation(bound));
        }
        parameter.default().into_iter().for_each(|default| self.visit_annotation(default));
    }

    fn visit_pattern_keyword(&mut self, keyword: &'a PatternKeyword) {
        self.mark(&keyword.attr, MarkKind::Argument);
        self.visit_pattern(&keyword.pattern);
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        match pattern {
            Pattern::MatchAs(part) if part.name.is_none() && part.pattern.is_none() => {
                self.mark(part, MarkKind::Wildcard);
            }
            Pattern::MatchAs(part) => part.name.iter().for_each(|name| self.bind(name)),
            Pattern::MatchStar(part) => part.name.iter().for_each(|name| self.bind(name)),
            Pattern::MatchMapping(part) => part.rest.iter().for_each(|name| self.bind(name)),
            _ => {}
        }
        self.deeper(|reader| walk_pattern(reader, pattern));
    }
}
