//! A site's own frame that lacks a block: every template of the theme that fills it would be reported, and none is at fault.

use std::collections::BTreeMap;

use super::mistake::Origins;
use crate::diagnostic::{Code, Diagnostic, Place};

/// Puts what is said of blocks in the program's own templates into one diagnostic for each frame and block.
pub(super) fn gather(found: Vec<Diagnostic>, origins: &Origins) -> Vec<Diagnostic> {
    let mut frames: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut others = Vec::new();
    for diagnostic in found {
        match of_frame(&diagnostic, origins) {
            Some(frame) => *frames.entry(frame).or_insert(0) += 1,
            None => others.push(diagnostic),
        }
    }
    others.extend(frames.into_iter().map(|((frame, block), count)| {
        let templates = if count == 1 { "a template".to_owned() } else { format!("{count} templates") };
        let message = format!("the template has no block `{block}`, which {templates} of the theme would fill");
        Diagnostic::new(Code::TemplateError, message)
            .at(Place::whole(&origins.path(&frame)))
            .help(format!("write `{{% block {block} %}}{{% endblock %}}` where that part of a page goes"))
    }));
    others
}

/// The site's own template that a template of the program extends, and the block that it lacks.
fn of_frame(diagnostic: &Diagnostic, origins: &Origins) -> Option<(String, String)> {
    let block = diagnostic.message.strip_prefix("block `")?.split('`').next()?;
    let path = diagnostic.place.as_ref()?.path.strip_prefix("theme:")?;
    let text = origins.text(&path.replacen("/templates/", "/", 1))?;
    let frame = text.split_once("{% extends \"")?.1.split('"').next()?;
    origins.path(frame).starts_with("templates/").then(|| (frame.to_owned(), block.to_owned()))
}
