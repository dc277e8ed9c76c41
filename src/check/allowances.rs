//! Exceptions that say nothing: of a code that does not exist or cannot be excepted, without a reason, or that nothing
//! needs any more.

use crate::diagnostic::allow::{self, Allowance};
use crate::diagnostic::{Code, Diagnostic, Fix, Place, SourceMap, SourcePath, Span};
use crate::pipeline::Used;

/// Looks at the exceptions in all texts; `used` are those that covered something, and nobody looked for what the codes in
/// `unasked` report.
pub(super) fn check(texts: &SourceMap, used: &Used, unasked: &[Code]) -> Vec<Diagnostic> {
    let own = texts.iter().filter(|(path, _)| !path.starts_with("theme:"));
    let found = own.flat_map(|(path, text)| allow::find(path, &text).into_iter().map(move |one| (path, one)));
    let fault = |(path, one): (&SourcePath, Allowance)| {
        let diagnostic = fault(path, &one, (used, unasked))?;
        let comment =
            (diagnostic.code == Code::UnusedAllow).then(|| comment(path, &texts.text(path)?, one.span)).flatten();
        Some(Diagnostic { fix: comment.or(diagnostic.fix.clone()), ..diagnostic })
    };
    found.filter_map(fault).collect()
}

/// Takes the comment away, with its line if it has one to itself. One that stands in a block of code may be an example.
fn comment(path: &SourcePath, text: &str, words: Span) -> Option<Box<Fix>> {
    let (start, end) = (words.start as usize, words.end as usize);
    let (before, after) = (text.get(..start)?, text.get(end..)?);
    let is_fence = |line: &&str| line.starts_with("```") || line.starts_with("~~~");
    if before.lines().filter(is_fence).count() % 2 == 1 {
        return None;
    }
    let before = before.trim_end_matches([' ', '\t']);
    let signs = [("<!--", "-->"), ("{#", "#}"), ("#", "")];
    let (opening, closing) = signs.into_iter().find(|(opening, _)| before.ends_with(opening))?;
    let from = before.len() - opening.len();
    let to = end + if closing.is_empty() { 0 } else { after.find(closing)? + closing.len() };
    let line = text.get(..from)?.rfind('\n').map_or(0, |at| at + 1);
    let rest = text.get(to..)?;
    let is_alone =
        text.get(line..from)?.trim().is_empty() && rest.lines().next().is_none_or(|rest| rest.trim().is_empty());
    let (from, to) = match is_alone {
        true => (line, to + rest.find('\n').map_or(rest.len(), |at| at + 1)),
        false => (text.get(..from)?.trim_end_matches([' ', '\t']).len(), to),
    };
    let old = text.get(from..to)?.to_owned();
    Some(Box::new(Fix { at: Some(Place::new(path, from..to)), old, new: String::new(), also: Vec::new() }))
}

fn fault(path: &SourcePath, one: &Allowance, (used, unasked): (&Used, &[Code])) -> Option<Diagnostic> {
    let at_code = Place::new(path, one.code_span);
    let Some(code) = Code::from_word(&one.code) else {
        let message = format!("there is no code `{}` to allow", one.code);
        let words = Code::ALL.iter().map(|code| code.word());
        let diagnostic = Diagnostic::new(Code::AllowComment, message).at(at_code).one_of(&one.code, words);
        return Some(diagnostic.help("`showpiece explain` lists the codes"));
    };
    let diagnostic = |message: String| Diagnostic::new(Code::AllowComment, message);
    match () {
        () if code.is_firm() => Some(
            diagnostic(format!("`{code}` cannot be allowed"))
                .at(at_code)
                .help("fix what it reports, and remove the comment"),
        ),
        () if one.reason.is_empty() => Some(
            diagnostic(format!("`{code}` is allowed without a reason, so the exception has no effect"))
                .at(at_code)
                .help(format!("say why: `showpiece-allow: {code} it is meant so`")),
        ),
        () if unasked.contains(&code) => None,
        () if !used.contains(&(SourcePath::clone(path), one.span)) => Some(
            Diagnostic::new(Code::UnusedAllow, format!("there is no `{code}` here to allow"))
                .at(Place::new(path, one.span))
                .help("remove the comment"),
        ),
        () => None,
    }
}
