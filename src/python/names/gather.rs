//! One walk over the tree: scopes, bindings, and the places where names are read.

use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, walk_expr, walk_pattern, walk_stmt};
use ruff_python_ast::{
    Alias, Comprehension, ExceptHandler, Expr, ExprCall, ExprContext, Identifier, ModModule, Parameters, Pattern, Stmt,
    StmtClassDef, StmtFunctionDef, StmtImportFrom, StmtTry, TypeParams,
};
use ruff_text_size::Ranged;

use super::scope::{Binding, Given, Kind, Scope};

/// Deeper nodes are not visited; more than people nest, less than a stack holds.
const DEEPEST: u32 = 400;

/// What an expression is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It is called, or decorates something.
    Called,
    /// It is an annotation, a base or the type of an exception.
    Type,
    /// It is an argument or a default.
    Argument,
    /// Anything else.
    Other,
}

/// A name, or something with attributes, where it is read.
#[derive(Debug, Clone, Copy)]
pub struct Read<'a> {
    pub expression: &'a Expr,
    pub scope: usize,
    pub place: Place,
}

/// A name in an import, which says itself what it is: the name's range, and what is imported from where.
#[derive(Debug, Clone, Copy)]
pub struct Imported<'a> {
    pub name: &'a Identifier,
    pub given: Given<'a>,
}

/// What the walk found.
pub struct Gathered<'a> {
    pub scopes: Vec<Scope<'a>>,
    pub reads: Vec<Read<'a>>,
    pub imports: Vec<Imported<'a>>,
}

/// Walks over a module.
pub fn gather(module: &ModModule) -> Gathered<'_> {
    let found = Gathered { scopes: vec![Scope::new(Kind::Function, 0)], reads: Vec::new(), imports: Vec::new() };
    let mut walk = Walk { found, scope: 0, branches: 0, depth: 0, place: Place::Other };
    walk.visit_body(&module.body);
    walk.found
}

struct Walk<'a> {
    found: Gathered<'a>,
    scope: usize,
    /// How many statements around, within the scope, may not run to their end.
    branches: u32,
    depth: u32,
    /// What the next expression is used for.
    place: Place,
}

impl<'a> Walk<'a> {
    fn deeper(&mut self, visit: impl FnOnce(&mut Self)) {
        if self.depth < DEEPEST {
            self.depth += 1;
            visit(self);
            self.depth -= 1;
        }
    }

    fn within(&mut self, kind: Kind, visit: impl FnOnce(&mut Self)) {
        let outer = (self.scope, self.branches);
        self.scope = self.found.scopes.len();
        self.branches = 0;
        self.found.scopes.push(Scope::new(kind, outer.0));
        visit(self);
        (self.scope, self.branches) = outer;
    }

    fn branch(&mut self, visit: impl FnOnce(&mut Self)) {
        self.branches += 1;
        visit(self);
        self.branches -= 1;
    }

    fn visit_as(&mut self, expression: &'a Expr, place: Place) {
        self.place = place;
        self.visit_expr(expression);
    }

    fn bind(&mut self, name: &'a str, given: Given<'a>, from: impl Ranged) {
        let from = from.end().to_u32();
        let binding = Binding { given, scope: self.scope, from, always: self.branches == 0, within: None };
        self.put(self.scope, name, binding);
    }

    fn put(&mut self, scope: usize, name: &'a str, binding: Binding<'a>) {
        if let Some(scope) = self.found.scopes.get_mut(scope) {
            scope.names.entry(name).or_default().bindings.push(binding);
        }
    }

    fn doubt(&mut self, scope: usize, name: &'a str) {
        if let Some(scope) = self.found.scopes.get_mut(scope) {
            scope.names.entry(name).or_default().is_unsure = true;
        }
    }

    /// `global` and `nonlocal`: what is bound here is bound further out, at a time that nobody knows.
    fn reach_out(&mut self, names: &'a [Identifier]) {
        for name in names {
            let mut scope = self.scope;
            self.doubt(scope, &name.id);
            while scope != 0 {
                scope = self.found.scopes.get(scope).map_or(0, |scope| scope.parent);
                if scope == 0 || self.found.scopes.get(scope).is_some_and(|scope| scope.names.contains_key(&*name.id)) {
                    self.doubt(scope, &name.id);
                }
            }
        }
    }

    fn function(&mut self, function: &'a StmtFunctionDef) {
        for decorator in &function.decorator_list {
            self.visit_as(&decorator.expression, Place::Called);
        }
        self.bind(&function.name.id, Given::Unknown, &function.name);
        self.defaults(&function.parameters);
        self.with_type_parameters(function.type_params.as_deref(), |walk| {
            walk.annotations(&function.parameters);
            if let Some(returns) = &function.returns {
                walk.visit_as(returns, Place::Type);
            }
            let outer = walk.scope;
            walk.within(Kind::Function, |walk| {
                walk.parameters(&function.parameters, outer);
                walk.visit_body(&function.body);
            });
        });
    }

    fn class(&mut self, class: &'a StmtClassDef) {
        for decorator in &class.decorator_list {
            self.visit_as(&decorator.expression, Place::Called);
        }
        self.with_type_parameters(class.type_params.as_deref(), |walk| {
            if let Some(arguments) = &class.arguments {
                for base in &arguments.args {
                    walk.visit_as(base, Place::Type);
                }
                for keyword in &arguments.keywords {
                    walk.visit_as(&keyword.value, Place::Type);
                }
            }
            walk.within(Kind::Class, |walk| walk.visit_body(&class.body));
        });
        self.bind(&class.name.id, Given::Unknown, class);
    }

    /// Type parameters have a scope of their own around what they belong to.
    fn with_type_parameters(&mut self, parameters: Option<&'a TypeParams>, visit: impl FnOnce(&mut Self)) {
        let Some(parameters) = parameters else { return visit(self) };
        self.within(Kind::Inline, |walk| {
            for parameter in &parameters.type_params {
                walk.bind(&parameter.name().id, Given::Unknown, parameter.name());
            }
            for parameter in &parameters.type_params {
                walk.visit_type_param(parameter);
            }
            visit(walk);
        });
    }

    fn defaults(&mut self, parameters: &'a Parameters) {
        for default in parameters.iter().filter_map(|parameter| parameter.default()) {
            self.visit_as(default, Place::Argument);
        }
    }

    fn annotations(&mut self, parameters: &'a Parameters) {
        for annotation in parameters.iter().filter_map(|parameter| parameter.annotation()) {
            self.visit_as(annotation, Place::Type);
        }
    }

    /// Binds the parameters; their annotations were worked out in the scope `outer`.
    fn parameters(&mut self, parameters: &'a Parameters, outer: usize) {
        for parameter in parameters {
            let given = match parameter.annotation() {
                Some(annotation) if !parameter.is_variadic() => Given::Instance(annotation),
                _ => Given::Unknown,
            };
            let binding = Binding { given, scope: outer, from: 0, always: true, within: None };
            self.put(self.scope, &parameter.name().id, binding);
        }
    }

    fn import(&mut self, alias: &'a Alias, statement: &'a Stmt) {
        let whole = alias.name.id.as_str();
        self.found.imports.push(Imported { name: &alias.name, given: Given::Module(whole) });
        match &alias.asname {
            Some(name) => self.bind(&name.id, Given::Module(whole), statement),
            None => {
                let top = whole.split('.').next().unwrap_or(whole);
                self.bind(top, Given::Module(top), statement);
            }
        }
    }

    fn import_from(&mut self, import: &'a StmtImportFrom) {
        let module = import.module.as_ref().filter(|_| import.level == 0);
        if let Some(module) = module {
            self.found.imports.push(Imported { name: module, given: Given::Module(&module.id) });
        }
        for alias in &import.names {
            if &*alias.name.id == "*" {
                if let Some(scope) = self.found.scopes.get_mut(self.scope) {
                    scope.stars.push(import.end().to_u32());
                }
                continue;
            }
            let given = module.map_or(Given::Unknown, |module| Given::Member(&module.id, &alias.name.id));
            self.found.imports.push(Imported { name: &alias.name, given });
            self.bind(&alias.asname.as_ref().unwrap_or(&alias.name).id, given, import);
        }
    }

    fn assign(&mut self, target: &'a Expr, given: Given<'a>, statement: &'a Stmt) {
        match target {
            Expr::Name(name) => self.bind(&name.id, given, statement),
            other => self.visit_expr(other),
        }
    }

    fn try_statement(&mut self, statement: &'a StmtTry) {
        self.branch(|walk| {
            walk.visit_body(&statement.body);
            for ExceptHandler::ExceptHandler(handler) in &statement.handlers {
                if let Some(caught) = &handler.type_ {
                    walk.visit_as(caught, Place::Type);
                }
                if let Some(name) = &handler.name {
                    let given = handler.type_.as_deref().filter(|_| !statement.is_star);
                    let given = given.map_or(Given::Unknown, Given::Instance);
                    let within = Some((name.end().to_u32(), handler.end().to_u32()));
                    let from = name.end().to_u32();
                    walk.put(walk.scope, &name.id, Binding { given, scope: walk.scope, from, always: false, within });
                }
                walk.visit_body(&handler.body);
            }
            walk.visit_body(&statement.orelse);
            walk.visit_body(&statement.finalbody);
        });
    }

    fn call(&mut self, call: &'a ExprCall) {
        self.visit_as(&call.func, Place::Called);
        for argument in &call.arguments.args {
            self.visit_as(argument, Place::Argument);
        }
        for keyword in &call.arguments.keywords {
            self.visit_as(&keyword.value, Place::Argument);
        }
    }

    /// The first loop of a comprehension runs over something of the scope outside.
    fn comprehension(&mut self, kind: Kind, generators: &'a [Comprehension], elements: [Option<&'a Expr>; 2]) {
        if let Some(first) = generators.first() {
            self.visit_expr(&first.iter);
        }
        self.within(kind, |walk| {
            for (at, generator) in generators.iter().enumerate() {
                if at > 0 {
                    walk.visit_expr(&generator.iter);
                }
                walk.visit_expr(&generator.target);
                generator.ifs.iter().for_each(|test| walk.visit_expr(test));
            }
            elements.into_iter().flatten().for_each(|element| walk.visit_expr(element));
        });
    }

    fn attribute(&mut self, expression: &'a Expr, place: Place) {
        let mut base = expression;
        while let Expr::Attribute(attribute) = base {
            base = &attribute.value;
        }
        self.found.reads.push(Read { expression, scope: self.scope, place });
        if !matches!(base, Expr::Name(_)) {
            self.visit_expr(base);
        }
    }

    /// `:=` binds in the function around, whatever loops stand between.
    fn walrus(&mut self, target: &'a Expr, value: &'a Expr, from: u32) {
        self.visit_expr(value);
        let Expr::Name(name) = target else { return };
        let mut scope = self.scope;
        let is_loop = |scope: &Scope<'_>| matches!(scope.kind, Kind::Inline | Kind::Late);
        while let Some(found) = self.found.scopes.get(scope).filter(|found| is_loop(found)) {
            scope = found.parent;
        }
        let given = if scope == self.scope { Given::Value(value) } else { Given::Unknown };
        self.put(scope, &name.id, Binding { given, scope: self.scope, from, always: false, within: None });
    }
}

impl<'a> SourceOrderVisitor<'a> for Walk<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.place = Place::Other;
        self.deeper(|walk| match statement {
            Stmt::FunctionDef(function) => walk.function(function),
            Stmt::ClassDef(class) => walk.class(class),
            Stmt::Import(import) => import.names.iter().for_each(|alias| walk.import(alias, statement)),
            Stmt::ImportFrom(import) => walk.import_from(import),
            Stmt::Assign(assign) => {
                walk.visit_expr(&assign.value);
                assign.targets.iter().for_each(|target| walk.assign(target, Given::Value(&assign.value), statement));
            }
            Stmt::AnnAssign(assign) => {
                walk.visit_as(&assign.annotation, Place::Type);
                assign.value.iter().for_each(|value| walk.visit_as(value, Place::Other));
                // Without a value, nothing is bound yet.
                walk.branches += u32::from(assign.value.is_none());
                walk.assign(&assign.target, Given::Instance(&assign.annotation), statement);
                walk.branches -= u32::from(assign.value.is_none());
            }
            Stmt::AugAssign(assign) => {
                walk.visit_expr(&assign.value);
                walk.assign(&assign.target, Given::Unknown, statement);
            }
            Stmt::Global(global) => walk.reach_out(&global.names),
            Stmt::Nonlocal(nonlocal) => walk.reach_out(&nonlocal.names),
            Stmt::Try(statement) => walk.try_statement(statement),
            Stmt::TypeAlias(alias) => {
                walk.visit_expr(&alias.name);
                walk.with_type_parameters(alias.type_params.as_deref(), |walk| {
                    walk.visit_as(&alias.value, Place::Type);
                });
            }
            Stmt::For(_) | Stmt::While(_) | Stmt::If(_) | Stmt::With(_) | Stmt::Match(_) => {
                walk.branch(|walk| walk_stmt(walk, statement));
            }
            _ => walk_stmt(walk, statement),
        });
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        let place = std::mem::replace(&mut self.place, Place::Other);
        match expression {
            Expr::Name(name) => match name.ctx {
                ExprContext::Load => self.found.reads.push(Read { expression, scope: self.scope, place }),
                ExprContext::Store => self.bind(&name.id, Given::Unknown, name),
                ExprContext::Del => self.doubt(self.scope, &name.id),
                ExprContext::Invalid => {}
            },
            Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::NumberLiteral(_) => {}
            Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) | Expr::EllipsisLiteral(_) => {}
            _ => self.deeper(|walk| walk.nested(expression, place)),
        }
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        let bound = match pattern {
            Pattern::MatchAs(part) => part.name.as_ref(),
            Pattern::MatchStar(part) => part.name.as_ref(),
            Pattern::MatchMapping(part) => part.rest.as_ref(),
            _ => None,
        };
        if let Some(name) = bound {
            self.bind(&name.id, Given::Unknown, name);
        }
        if let Pattern::MatchClass(part) = pattern {
            self.visit_as(&part.cls, Place::Called);
            self.deeper(|walk| {
                part.arguments.patterns.iter().for_each(|pattern| walk.visit_pattern(pattern));
                part.arguments.keywords.iter().for_each(|keyword| walk.visit_pattern(&keyword.pattern));
            });
            return;
        }
        self.deeper(|walk| walk_pattern(walk, pattern));
    }
}

impl<'a> Walk<'a> {
    /// An expression with others in it.
    fn nested(&mut self, expression: &'a Expr, place: Place) {
        match expression {
            Expr::Attribute(_) => self.attribute(expression, place),
            Expr::Call(call) => self.call(call),
            Expr::Named(named) => self.walrus(&named.target, &named.value, named.end().to_u32()),
            Expr::Lambda(lambda) => {
                let parameters = lambda.parameters.as_deref();
                parameters.into_iter().for_each(|parameters| self.defaults(parameters));
                let outer = self.scope;
                self.within(Kind::Function, |walk| {
                    parameters.into_iter().for_each(|parameters| walk.parameters(parameters, outer));
                    walk.visit_expr(&lambda.body);
                });
            }
            Expr::ListComp(all) => self.comprehension(Kind::Inline, &all.generators, [Some(&all.elt), None]),
            Expr::SetComp(all) => self.comprehension(Kind::Inline, &all.generators, [Some(&all.elt), None]),
            Expr::DictComp(all) => {
                self.comprehension(Kind::Inline, &all.generators, [all.key.as_deref(), Some(&all.value)]);
            }
            Expr::Generator(all) => self.comprehension(Kind::Late, &all.generators, [Some(&all.elt), None]),
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|one| self.visit_as(one, place)),
            Expr::List(list) => list.elts.iter().for_each(|one| self.visit_as(one, place)),
            Expr::Starred(starred) => self.visit_as(&starred.value, place),
            Expr::Subscript(subscript) if place == Place::Type => {
                self.visit_as(&subscript.value, place);
                self.visit_as(&subscript.slice, place);
            }
            Expr::BinOp(both) if place == Place::Type => {
                self.visit_as(&both.left, place);
                self.visit_as(&both.right, place);
            }
            _ => walk_expr(self, expression),
        }
    }
}
