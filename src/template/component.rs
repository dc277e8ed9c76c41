//! Markdown components: what the template of each declares in its first comment, and a call checked against it.
//!
//! ```text
//! {# params: kind="note" title="" src! #}
//! ```

use std::collections::BTreeMap;

use super::engine::{Parameter, Parameters};
use super::theme::TemplateText;
use crate::diagnostic::{Code, Diagnostic, Place, nearest};

/// The declarations of all component templates, by the component's name. The site's own come first and win.
pub fn declarations(templates: &[TemplateText], diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, Parameters> {
    let mut declared = BTreeMap::new();
    for template in templates {
        let Some(name) = component_name(&template.name) else { continue };
        if declared.contains_key(name) {
            continue;
        }
        match parse(&template.text) {
            Ok(parameters) => {
                declared.insert(name.to_owned(), parameters);
            }
            Err((range, message)) => diagnostics.push(
                Diagnostic::new(Code::ComponentDeclaration, message)
                    .at(Place::new(&template.path, range))
                    .help("declare parameters as `{# params: name! other=\"default\" #}` at the top of the file"),
            ),
        }
    }
    declared
}

fn component_name(template: &str) -> Option<&str> {
    let start = template.find("components/")?;
    let prefix_is_theme = start == 0 || template[..start].matches('/').count() == 1 && template[..start].ends_with('/');
    let name = template[start + "components/".len()..].strip_suffix(".html")?;
    (prefix_is_theme && !name.contains('/')).then_some(name)
}

type Mistake = (std::ops::Range<usize>, String);

fn parse(text: &str) -> Result<Parameters, Mistake> {
    let mut parameters = Parameters::new();
    let Some(begin) = text.find("{#") else { return Ok(parameters) };
    let Some(end) = text[begin..].find("#}").map(|end| begin + end) else { return Ok(parameters) };
    let inner = text[begin + 2..end].trim_start_matches('-');
    let Some(list) = inner.trim_start().strip_prefix("params:") else { return Ok(parameters) };
    let mut rest = list.trim_end_matches('-').trim();
    while !rest.is_empty() {
        let length = rest.find(|sign: char| sign.is_whitespace() || "=!,".contains(sign)).unwrap_or(rest.len());
        let (name, after) = rest.split_at(length);
        if name.is_empty() || !name.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '_') {
            return Err((
                begin..end + 2,
                format!("`{}` is not a parameter name", if name.is_empty() { rest } else { name }),
            ));
        }
        if after.starts_with('=') && !after.starts_with("=\"") {
            return Err((begin..end + 2, format!("the default of `{name}` must stand in double quotes")));
        }
        let (parameter, after) =
            value(after).ok_or_else(|| (begin..end + 2, format!("the default of `{name}` is not closed")))?;
        parameters.insert(name.to_owned(), parameter);
        rest = after.trim_start_matches([',', ' ', '\n']);
    }
    Ok(parameters)
}

fn value(after: &str) -> Option<(Parameter, &str)> {
    if let Some(rest) = after.strip_prefix('!') {
        return Some((Parameter::Required, rest));
    }
    match after.strip_prefix("=\"") {
        Some(rest) => rest.split_once('"').map(|(text, rest)| (Parameter::Default(text.to_owned()), rest)),
        None => Some((Parameter::Default(String::new()), after)),
    }
}

/// The arguments of a call, completed with defaults.
///
/// # Errors
///
/// A diagnostic without a place (the caller knows it) for an unknown or a missing parameter.
pub fn arguments(
    component: &str,
    declared: &Parameters,
    given: &[(String, String)],
) -> Result<BTreeMap<String, String>, Diagnostic> {
    if let Some((name, _)) = given.iter().find(|(name, _)| !declared.contains_key(name)) {
        let list = declared.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        return Err(Diagnostic::new(
            Code::ComponentCall,
            format!("the component `{component}` has no parameter `{name}`"),
        )
        .suggest(nearest(name, declared.keys().map(String::as_str)))
        .help(if list.is_empty() { "it takes no parameters".to_owned() } else { format!("it takes {list}") }));
    }
    let mut arguments: BTreeMap<String, String> = given.iter().cloned().collect();
    for (name, parameter) in declared {
        match parameter {
            Parameter::Required if !arguments.contains_key(name) => {
                return Err(Diagnostic::new(
                    Code::ComponentCall,
                    format!("the component `{component}` needs the parameter `{name}`"),
                )
                .help(format!("write `::{component}{{{name}=\"…\"}}`")));
            }
            Parameter::Required => {}
            Parameter::Default(text) => {
                arguments.entry(name.clone()).or_insert_with(|| text.clone());
            }
        }
    }
    Ok(arguments)
}
