//! What a reviewer looks for in a project and does not find: the part one had, what came of it, where to look.

use super::Subject;
use crate::content::FrontMatter;
use crate::diagnostic::{Code, Diagnostic};

/// Looks at the listed projects.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for page in subject.site.pages().filter(|page| page.listed) {
        let FrontMatter::Project(project) = &*page.document.front else { continue };
        let mut missing = |what: &str, help: &str| {
            let message = format!("the project `{}` does not say {what}", page.slug);
            found.push(Diagnostic::new(Code::ProjectFacts, message).at(page.front_place("title")).help(help));
        };
        if project.role.is_none() && project.responsibilities.is_empty() {
            missing("what your part was", "add `role:` or `responsibilities:`: a reviewer hires you, not the team");
        }
        if project.results.is_empty() {
            missing("what came of it", "add `results:` with a number, and how it was measured");
        }
        if project.start.is_none() && project.date.is_none() {
            missing("when it was", "add `start:` (and `end:`): skills are dated by the projects that show them");
        }
        if project.links.is_empty() && project.permission.is_none() && project.source.is_none() {
            missing(
                "where to look further",
                "add `links:` (`repo`, `demo`, `docs`, `package`), or `permission:` if it is not public",
            );
        }
        if project.skills.is_empty() {
            missing("which skills it took", "add `skills:`: they are the evidence that the skill pages list");
        }
    }
    found
}
