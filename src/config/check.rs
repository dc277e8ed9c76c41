//! What the types of `showpiece.yaml` cannot say: that a language tag looks like one, a domain like a domain.
//!
//! In: the file as written, and the texts, for the places. Out: diagnostics.

use super::raw::{self, Raw};
use super::{BaseUrl, Level, NavigationItem};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::value::Url;
use crate::yaml::{self, Fault, Layer, Positions};

/// More faults than this are no help to anybody, and would take their time.
const ENOUGH: usize = 500;

/// What the types cannot say.
pub(super) fn check_raw(raw: &Raw, layers: &[Layer<'_>]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut note = |path: String, result: Result<(), Fault>| faults.extend(result.err().map(|fault| (path, fault)));
    note("title".to_owned(), not_empty(&raw.title, "the title"));
    note("base_url".to_owned(), BaseUrl::parse(&raw.base_url).map(drop));
    if let Some(language) = &raw.language {
        note("language".to_owned(), check_language(language));
    }
    if let Some(theme) = &raw.theme {
        note("theme".to_owned(), check_theme(theme));
    }
    if let Some(cname) = raw.outputs.as_ref().and_then(|outputs| outputs.cname.as_ref()) {
        note("outputs.cname".to_owned(), check_domain(cname));
    }
    for (index, item) in raw.navigation.iter().flatten().enumerate() {
        note(format!("navigation[{index}].label"), not_empty(&item.label, "the label"));
        note(format!("navigation[{index}].url"), check_target(item));
    }
    let inventories = raw.api_links.as_ref().and_then(|links| links.inventories.as_ref());
    for (name, url) in inventories.into_iter().flatten() {
        note(format!("api_links.inventories.{name}"), check_documentation(url));
    }
    let levels = raw.check.as_ref().and_then(|check| check.levels.as_ref());
    for (code, level) in levels.into_iter().flatten() {
        note(format!("check.levels.{code}"), check_code(code, *level));
    }
    if let Some(external) = raw.check.as_ref().and_then(|check| check.external.as_ref()) {
        check_external(external, &mut note);
    }
    if let Some(verify) = &raw.verify {
        check_verify(verify, &mut note);
    }
    faults.truncate(ENOUGH);
    let positions: Vec<(&Layer<'_>, Positions)> = match faults.is_empty() {
        true => Vec::new(),
        false => layers.iter().map(|layer| (layer, Positions::of(layer.text))).collect(),
    };
    faults.into_iter().map(|(path, fault)| at(&positions, &path, fault)).collect()
}

/// The diagnostic at the uppermost file that has the value.
fn at(layers: &[(&Layer<'_>, Positions)], path: &str, fault: Fault) -> Diagnostic {
    let diagnostic = yaml::from_fault(fault);
    let owner = layers.iter().rev().find(|(_, positions)| positions.value(path).is_some()).or(layers.first());
    let Some((layer, positions)) = owner else { return diagnostic };
    let span = match path.starts_with("check.levels.") {
        true => positions.key(path).unwrap_or_default(),
        false => positions.nearest(path),
    };
    diagnostic.at(layer.origin.place(span))
}

fn not_empty(text: &str, what: &str) -> Result<(), Fault> {
    match text.trim() {
        "" => Err(Fault::new(Code::InvalidValue, format!("{what} is empty")).caret("write a word or two")),
        _ => Ok(()),
    }
}

/// What [`check_language`] accepts, for the schema.
pub(super) const LANGUAGE: &str = "^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$";

/// The shape of a BCP 47 tag: parts of letters and digits, the first of two or three letters.
fn check_language(text: &str) -> Result<(), Fault> {
    let part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let first = text.split('-').next().unwrap_or_default();
    let primary = (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_lowercase());
    if primary && text.split('-').all(part) {
        return Ok(());
    }
    let fault = Fault::new(Code::InvalidValue, format!("`{text}` is not a language tag"))
        .caret("a tag such as `en`, `de` or `pt-BR`");
    let better = text.replace('_', "-");
    if better != text && check_language(&better).is_ok() {
        return Err(fault.help(format!("did you mean `{better}`?")));
    }
    Err(fault)
}

/// Themes are found by name; a path would make the site depend on the machine.
fn check_theme(text: &str) -> Result<(), Fault> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !text.is_empty() && text.bytes().all(allowed) {
        return Ok(());
    }
    Err(Fault::new(Code::InvalidValue, format!("`{text}` is not the name of a theme"))
        .caret("a name, not a path")
        .help("a theme of your own lies in `themes/<name>/` of the site"))
}

/// What [`check_domain`] accepts, for the schema.
pub(super) const DOMAIN: &str = r"^[\p{Alphabetic}\p{N}]([\p{Alphabetic}\p{N}-]{0,61}[\p{Alphabetic}\p{N}])?(\.[\p{Alphabetic}\p{N}]([\p{Alphabetic}\p{N}-]{0,61}[\p{Alphabetic}\p{N}])?)+$";

fn check_domain(text: &str) -> Result<(), Fault> {
    let part = |part: &str| !part.is_empty() && part.len() <= 63 && !part.starts_with('-') && !part.ends_with('-');
    let allowed = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '.');
    if text.contains('.') && text.split('.').all(part) && text.chars().all(allowed) {
        return Ok(());
    }
    let fault =
        Fault::new(Code::InvalidValue, format!("`{text}` is not a domain")).caret("a name such as `example.org`");
    match text.split("://").nth(1).and_then(|rest| rest.split('/').next()) {
        Some(host) if !host.is_empty() => Err(fault.help(format!("did you mean `{host}`?"))),
        _ => Err(fault),
    }
}

/// An address to which that of a page can be added.
fn check_documentation(text: &str) -> Result<(), Fault> {
    let url = text.parse::<Url>()?;
    if url.host().is_some() && !text.contains(['?', '#']) {
        return Ok(());
    }
    Err(Fault::new(Code::InvalidUrl, format!("`{text}` is not the address of a documentation"))
        .caret("the address of its first page, without a query or a fragment")
        .help("the folder that holds `objects.inv`: `https://numpy.org/doc/stable/`"))
}

/// What [`check_target`] accepts, for the schema: a path of the site, a fragment, or what [`Url::PATTERN`] says.
pub(super) fn target_pattern() -> String {
    format!("^(/$|/[^/]|#)|{}", Url::PATTERN)
}

/// A path of the site, a fragment, or an address.
fn check_target(item: &NavigationItem) -> Result<(), Fault> {
    if item.url.starts_with('/') && !item.url.starts_with("//") || item.url.starts_with('#') {
        return Ok(());
    }
    match item.url.parse::<Url>() {
        Ok(_) => Ok(()),
        Err(fault) if item.url.contains([':', '.']) => Err(fault),
        Err(_) => {
            Err(Fault::new(Code::InvalidUrl, format!("`{}` is neither a path of the site nor an address", item.url))
                .caret("a path of the site begins with `/`")
                .help(format!("did you mean `/{}`?", item.url.trim_start_matches("./"))))
        }
    }
}

fn check_verify(verify: &raw::Verify, note: &mut impl FnMut(String, Result<(), Fault>)) {
    if let Some(python) = &verify.python {
        note("verify.python".to_owned(), not_empty(python, "the name of the interpreter"));
    }
    for (index, folder) in verify.path.iter().flatten().enumerate() {
        note(format!("verify.path[{index}]"), not_empty(folder, "the folder"));
    }
    if let Some(seconds) = verify.timeout.filter(|seconds| !(1..=3600).contains(seconds)) {
        let fault = Fault::new(Code::InvalidValue, format!("{seconds} seconds cannot be the limit"));
        note("verify.timeout".to_owned(), Err(fault.caret("from 1 to 3600")));
    }
}

fn check_external(external: &raw::External, note: &mut impl FnMut(String, Result<(), Fault>)) {
    for (index, pattern) in external.ignore.iter().flatten().enumerate() {
        note(format!("check.external.ignore[{index}]"), not_empty(pattern, "the pattern"));
    }
    let numbers = [
        ("timeout", external.timeout, 1..=300, "seconds"),
        ("retries", external.retries, 0..=5, "repetitions"),
        ("per_host", external.per_host, 1..=8, "requests at the same time"),
        ("pause", external.pause, 0..=60_000, "milliseconds"),
        ("max_age", external.max_age, 0..=365, "days"),
    ];
    for (key, number, range, unit) in numbers {
        let Some(number) = number.filter(|number| !range.contains(number)) else { continue };
        let fault = Fault::new(Code::InvalidValue, format!("{number} {unit} cannot be the limit"));
        let allowed = format!("from {} to {}", range.start(), range.end());
        note(format!("check.external.{key}"), Err(fault.caret(allowed)));
    }
}

fn check_code(word: &str, level: Level) -> Result<(), Fault> {
    match Code::from_word(word) {
        Some(code) if code.is_firm() && level != Level::Error => {
            Err(Fault::new(Code::InvalidValue, format!("`{word}` is always an error"))
                .caret("cannot be lowered")
                .help("no page could be made of what it reports, or not the one that was meant"))
        }
        Some(_) => Ok(()),
        None => {
            let fault = Fault::new(Code::InvalidValue, format!("there is no code `{word}`"))
                .caret("a diagnostic's code goes here");
            match nearest(word, Code::ALL.iter().map(|code| code.word())) {
                Some(near) => Err(fault.help(format!("did you mean `{near}`?"))),
                None => Err(fault),
            }
        }
    }
}
