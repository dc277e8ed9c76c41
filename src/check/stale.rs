//! A site on which nothing has happened for long.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, Span};
use crate::value::PartialDate;

/// Looks for the newest date of projects, posts and jobs; what goes on is new.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let Some(months) = subject.site.config().check.stale_after.filter(|months| *months > 0) else { return Vec::new() };
    let today = subject.today.month();
    let pages = subject.site.pages().filter(|page| page.listed);
    let dates = pages.flat_map(|page| [page.date, page.period.end.date(), page.period.start]);
    let positions = subject.portfolio.experience.iter().flat_map(|organization| &organization.positions);
    let goes_on = positions.clone().any(|position| position.period().is_open());
    let dates = dates.chain(positions.flat_map(|position| [position.period().end.date(), position.period().start]));
    let newest = dates.flatten().map(PartialDate::last_month).max();
    let Some(age) = newest.map(|newest| today.0 - newest.0).filter(|age| !goes_on && *age > i32::from(months)) else {
        return Vec::new();
    };
    let place = Place::new(&SourcePath::from("showpiece.yaml"), Span::default());
    let message = format!("nothing on the site is newer than {age} months");
    vec![
        Diagnostic::new(Code::StaleContent, message)
            .at(place)
            .help("say what you have done since; a reader takes an old site for an old skill"),
    ]
}
