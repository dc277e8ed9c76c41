//! Exceptions that say nothing: of a code that does not exist or cannot be excepted, without a reason, or that nothing
//! needs any more.

use crate::diagnostic::allow::{self, Allowance};
use crate::diagnostic::{Code, Diagnostic, Place, SourceMap, SourcePath, nearest};
use crate::pipeline::Used;

/// Looks at the exceptions in all texts; `used` are those that covered something, and nobody looked for what the codes in
/// `unasked` report.
pub(super) fn check(texts: &SourceMap, used: &Used, unasked: &[Code]) -> Vec<Diagnostic> {
    let own = texts.iter().filter(|(path, _)| !path.starts_with("theme:"));
    let found = own.flat_map(|(path, text)| allow::find(path, text).into_iter().map(move |one| (path, one)));
    found.filter_map(|(path, one)| fault(path, &one, (used, unasked))).collect()
}

fn fault(path: &SourcePath, one: &Allowance, (used, unasked): (&Used, &[Code])) -> Option<Diagnostic> {
    let at_code = Place::new(path, one.code_span);
    let Some(code) = Code::from_word(&one.code) else {
        let message = format!("there is no code `{}` to allow", one.code);
        let near = nearest(&one.code, Code::ALL.iter().map(|code| code.word()));
        let diagnostic = Diagnostic::new(Code::AllowComment, message).at(at_code).suggest(near);
        return Some(diagnostic.help("`showpiece explain` lists the codes"));
    };
    let diagnostic = |message: String| Diagnostic::new(Code::AllowComment, message);
    match () {
        () if code.is_firm() => Some(
            diagnostic(format!("`{code}` cannot be allowed"))
                .at(at_code)
                .help("mend what it reports, and remove the comment"),
        ),
        () if one.reason.is_empty() => Some(
            diagnostic(format!("`{code}` is allowed without a reason, so it is not"))
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
