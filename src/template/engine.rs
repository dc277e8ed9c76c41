//! The template engine: one loaded prototype, and a pool of copies that are checked out for one render at a time.
//!
//! Tera's functions are closures without an argument for "whose render is this", so every copy has a [`Slot`] of its own
//! that its functions look into. A [`Lease`] puts the render's [`Scope`] (its recording view) into the slot and takes it
//! out when dropped; a function called without one is an error, so no read can go unrecorded.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tera::{Context, Tera};

use super::functions;
use super::mistake::{self, Origins};
use super::theme::Theme;
use super::values::Values;
use crate::diagnostic::Diagnostic;
use crate::site::View;

/// What the functions of one render may see.
pub struct Scope {
    /// The recording view of the page being rendered.
    pub view: Arc<View>,
    /// Template values of the site, made once and shared by all renders.
    pub values: Arc<Values>,
    /// The path of the page being rendered, for the navigation; empty for files that are no page.
    pub path: String,
}

/// The place where a copy's functions find the scope of the render in progress.
#[derive(Clone, Default)]
pub struct Slot(Arc<Mutex<Option<Arc<Scope>>>>);

impl Slot {
    /// The scope of the render in progress.
    pub fn scope(&self) -> Option<Arc<Scope>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, scope: Option<Arc<Scope>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = scope;
    }
}

struct Engine {
    tera: Tera,
    slot: Slot,
}

/// All templates of a site, ready to render.
pub struct Engines {
    prototype: Tera,
    origins: Origins,
    components: BTreeMap<String, Parameters>,
    free: Mutex<Vec<Engine>>,
}

/// The parameters that a Markdown component declares in the first comment of its template.
pub type Parameters = BTreeMap<String, Parameter>;

/// One parameter of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parameter {
    /// `name!`: the author must give it.
    Required,
    /// `name="text"` or `name`: used when it is left out.
    Default(String),
}

impl Engines {
    /// Loads and checks every template, used or not.
    ///
    /// # Errors
    ///
    /// Every syntax error, and the unknown names (filters, functions, parents, includes) of those that parse.
    pub fn load(theme: &Theme) -> Result<Self, Vec<Diagnostic>> {
        let origins = Origins::of(&theme.templates);
        let mut tera = Tera::new();
        let prefixes: Vec<String> = theme.chain.iter().map(|name| format!("{name}/")).collect();
        tera.set_fallback_prefixes(prefixes).map_err(|error| vec![mistake::translate(&error, &origins)])?;
        functions::register(&mut tera, &Slot::default());
        mistake::add_all(&mut tera, &theme.templates, &origins)?;
        let mut diagnostics = Vec::new();
        let components = super::component::declarations(&theme.templates, &mut diagnostics);
        if !diagnostics.is_empty() {
            return Err(diagnostics);
        }
        Ok(Self { prototype: tera, origins, components, free: Mutex::new(Vec::new()) })
    }

    /// Whether there is a template of that name, in the site or in the theme.
    pub fn has(&self, name: &str) -> bool {
        self.prototype.contains_template(name)
    }

    /// The parameters of a Markdown component, if there is one of that name.
    pub fn component(&self, name: &str) -> Option<&Parameters> {
        self.components.get(name)
    }

    /// Names of all Markdown components, sorted.
    pub fn component_names(&self) -> impl Iterator<Item = &str> {
        self.components.keys().map(String::as_str)
    }

    /// Takes a copy out of the pool for one render.
    pub fn checkout(&self, scope: Scope) -> Lease<'_> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let engine = free.unwrap_or_else(|| {
            let slot = Slot::default();
            let mut tera = self.prototype.clone();
            functions::register(&mut tera, &slot);
            Engine { tera, slot }
        });
        engine.slot.set(Some(Arc::new(scope)));
        Lease { engines: self, engine: Some(engine) }
    }
}

/// One copy of the engine, bound to one render.
pub struct Lease<'a> {
    engines: &'a Engines,
    engine: Option<Engine>,
}

impl Lease<'_> {
    /// Renders a template.
    ///
    /// # Errors
    ///
    /// The engine's error as a diagnostic at its place in the template, with the way it was reached.
    pub fn render(&self, template: &str, context: &Context) -> Result<String, Diagnostic> {
        let Some(engine) = &self.engine else {
            return Err(mistake::missing_template(template));
        };
        if let Some(scope) = engine.slot.scope() {
            scope.view.template(template);
        }
        engine.tera.render(template, context).map_err(|error| mistake::translate(&error, &self.engines.origins))
    }

    /// The templates that the lease was taken from.
    pub fn engines(&self) -> &Engines {
        self.engines
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        if let Some(engine) = self.engine.take() {
            engine.slot.set(None);
            self.engines.free.lock().unwrap_or_else(PoisonError::into_inner).push(engine);
        }
    }
}
