//! Tables whose columns have no names: a screen reader reads the name of the column with each cell.

use crate::content::{Body, Document, Kind, Tag};
use crate::diagnostic::{Code, Diagnostic};

/// Looks at the tables of one text.
pub(super) fn check(document: &Document, body: &Body) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut head: Option<(crate::diagnostic::Span, bool)> = None;
    for node in &body.nodes {
        match (&node.kind, &mut head) {
            (Kind::Start(Tag::TableHead), _) => head = Some((node.span, false)),
            (Kind::End(Tag::TableHead), Some((span, said))) => {
                if !*said {
                    found.push(
                        Diagnostic::new(Code::TableHeader, "the columns of the table have no names")
                            .at(document.place(*span))
                            .help("write a word for each column into the first row"),
                    );
                }
                head = None;
            }
            (
                Kind::Text(_) | Kind::InlineCode(_) | Kind::Image(_) | Kind::Math(..) | Kind::Html(_),
                Some((_, said)),
            ) => *said = true,
            _ => {}
        }
    }
    found
}
