//! Layer 1: YAML to typed values, and the span of every key and value.
//!
//! In: the text of a file, or a piece cut out of one. Out: a value, or diagnostics with a place for each problem. Files
//! without a fault are read by `serde_yaml` alone; the tree of places is built only when a diagnostic needs it, or when
//! several texts are laid over each other. Nothing else calls the YAML libraries.

mod explain;
mod fault;
mod guard;
mod join;
mod positions;
mod read;
mod repair;
mod scalar;
mod syntax;
#[cfg(test)]
mod tests;
mod trap;
mod tree;
mod unique;

use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, Span};
use serde::de::{DeserializeOwned, IgnoredAny};

pub use explain::from_fault;
pub use fault::Fault;
pub use positions::{Positions, has_key, place};
pub use trap::Trap;
pub use unique::{Unique, put_map, unique_map, unique_option};

/// The name under which a text asks to be read, so that the deserialiser looks at the quotes.
pub const TEXT: &str = "$showpiece::text";

/// Where a text comes from: its file, and the byte at which it begins there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file.
    pub path: SourcePath,
    /// The byte at which the text begins: not 0 for front matter.
    pub offset: usize,
}

impl Origin {
    /// A text that is a whole file.
    pub fn file(path: &SourcePath) -> Self {
        Self { path: SourcePath::clone(path), offset: 0 }
    }

    /// The place of `span`, which counts from the beginning of the text.
    pub fn place(&self, span: Span) -> Place {
        Place::new(&self.path, span.shift(self.offset))
    }
}

/// What could be read of a text that may have faults.
#[derive(Debug)]
pub struct Partial<T> {
    /// The value without its faulty parts; absent if nothing sensible is left.
    pub value: Option<T>,
    /// All problems that were found.
    pub diagnostics: Vec<Diagnostic>,
    /// The elements that were taken out of lists, by path; see [`Positions::nearest_without`].
    pub removed: Vec<String>,
}

impl<T> Partial<T> {
    fn refused(diagnostic: Diagnostic) -> Self {
        Self { value: None, diagnostics: vec![diagnostic], removed: Vec::new() }
    }
}

/// A text that is laid over, or under, another one.
#[derive(Debug, Clone, Copy)]
pub struct Layer<'a> {
    /// The YAML.
    pub text: &'a str,
    /// Where it comes from.
    pub origin: &'a Origin,
    /// If only a part of it counts: the path of that part. A layer without it is empty.
    pub below: Option<&'a str>,
}

/// Reads a value.
///
/// # Errors
/// All problems that the text honestly has, in one run.
pub fn from_str<T: DeserializeOwned>(text: &str, origin: &Origin) -> Result<T, Vec<Diagnostic>> {
    let partial = from_str_partial(text, origin);
    partial.value.filter(|_| partial.diagnostics.is_empty()).ok_or(partial.diagnostics)
}

/// Reads what can be read of a text: faulty values and entries are left out and reported.
pub fn from_str_partial<T: DeserializeOwned>(text: &str, origin: &Origin) -> Partial<T> {
    if let Err(diagnostic) = guard::check(text, origin) {
        return Partial::refused(diagnostic);
    }
    match serde_yaml::from_str(text) {
        Ok(value) => Partial { value: Some(value), diagnostics: Vec::new(), removed: Vec::new() },
        Err(error) => examine(text, origin, &error),
    }
}

/// Of the findings of a later check, those at places where reading found no fault: a value that was left out or made up
/// has had its complaint.
pub fn besides(found: &[Diagnostic], later: Vec<Diagnostic>) -> Vec<Diagnostic> {
    later.into_iter().filter(|one| found.iter().all(|before| before.place != one.place)).collect()
}

/// Reads a value from several texts, the lowest first: maps are merged, everything else is replaced by what lies above.
///
/// # Errors
/// All problems of all texts, each at its own place.
pub fn from_layers<T: DeserializeOwned>(layers: &[Layer<'_>]) -> Result<T, Vec<Diagnostic>> {
    let partial = from_layers_partial(layers);
    partial.value.filter(|_| partial.diagnostics.is_empty()).ok_or(partial.diagnostics)
}

/// Like [`from_layers`], with what can be read in spite of faults.
pub fn from_layers_partial<T: DeserializeOwned>(layers: &[Layer<'_>]) -> Partial<T> {
    let mut tree = tree::Tree::default();
    let mut diagnostics = Vec::new();
    let mut ground = None;
    for (number, layer) in layers.iter().enumerate() {
        let Some(root) = parse_layer(&mut tree, number, layer, &mut diagnostics) else { continue };
        match ground {
            Some(ground) => tree.merge(ground, root),
            None => ground = Some(root),
        }
    }
    let unreadable = |one: &Diagnostic| matches!(one.code, Code::YamlSyntax | Code::YamlTab | Code::YamlLimit);
    if diagnostics.iter().any(unreadable) {
        return Partial { value: None, diagnostics, removed: Vec::new() };
    }
    let origins: Vec<Origin> = layers.iter().map(|layer| layer.origin.clone()).collect();
    let root = ground.unwrap_or_else(|| tree.nothing());
    let outcome = repair::read(tree, root, &origins);
    diagnostics.extend(outcome.diagnostics);
    Partial { value: outcome.value, diagnostics, removed: outcome.removed }
}

/// The root of a layer's map, if the layer has anything to say.
fn parse_layer(
    tree: &mut tree::Tree,
    number: usize,
    layer: &Layer<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<tree::Id> {
    if let Err(diagnostic) = guard::check(layer.text, layer.origin) {
        diagnostics.push(diagnostic);
        return None;
    }
    let parsed = tree.parse(layer.text, number);
    diagnostics.extend(document(tree, layer.text, layer.origin, &parsed));
    let mut root = parsed.root.filter(|_| !parsed.is_blank(tree))?;
    for key in layer.below.into_iter().flat_map(|path| path.split('.')) {
        root = tree.entry(root, key)?.1;
    }
    Some(root)
}

/// Finds out what is wrong with a text that `serde_yaml` refuses. Nothing is wrong if only the quotes of a text had to be
/// looked at, or if the text is empty.
fn examine<T: DeserializeOwned>(text: &str, origin: &Origin, error: &serde_yaml::Error) -> Partial<T> {
    let mut tree = tree::Tree::default();
    let parsed = tree.parse(text, 0);
    let mut diagnostics = document(&tree, text, origin, &parsed);
    if diagnostics.iter().any(|one| one.code == Code::YamlSyntax) && parsed.documents == 1 {
        return Partial { value: None, diagnostics, removed: Vec::new() };
    }
    if parsed.flaws.iter().any(tree::Flaw::is_fatal) {
        return Partial { value: None, diagnostics, removed: Vec::new() };
    }
    let root = parsed.root.unwrap_or_else(|| tree.nothing());
    let outcome = repair::read(tree, root, std::slice::from_ref(origin));
    diagnostics.extend(outcome.diagnostics);
    if diagnostics.is_empty() && error.to_string().contains("repetition limit") {
        return Partial::refused(explain::too_many().at(origin.place(Span::default())));
    }
    Partial { value: outcome.value, diagnostics, removed: outcome.removed }
}

/// The flaws of the document itself. Of syntax errors, libyaml's account is the one that has words.
fn document(tree: &tree::Tree, text: &str, origin: &Origin, parsed: &tree::Parsed) -> Vec<Diagnostic> {
    let is_syntax = |flaw: &tree::Flaw| matches!(flaw, tree::Flaw::Syntax { .. });
    let others = parsed.flaws.iter().filter(|flaw| !is_syntax(flaw));
    let mut diagnostics: Vec<Diagnostic> = others.map(|flaw| explain::flaw(tree, origin, flaw)).collect();
    if parsed.flaws.iter().any(|flaw| flaw.is_fatal() && !is_syntax(flaw)) || parsed.documents > 1 {
        return diagnostics;
    }
    let other = parsed.flaws.iter().find_map(|flaw| match flaw {
        tree::Flaw::Syntax { at, message } => Some(syntax::Fact::other(text, *at, message)),
        _ => None,
    });
    let libyaml = serde_yaml::from_str::<IgnoredAny>(text).err().filter(|_| !parsed.is_blank(tree));
    let fact = libyaml.map(|error| syntax::Fact::of(text, &error)).or(other);
    diagnostics.extend(fact.map(|fact| fact.explain(origin)));
    diagnostics
}
