//! Links whose text says nothing about where they lead: whoever goes through a page by its links hears "here, here, here".

use crate::content::text::text_of;
use crate::content::{Body, Document, Kind, Tag};
use crate::diagnostic::{Code, Diagnostic};

/// Texts that say nothing, in the languages that themes speak.
const EMPTY: &[&str] = &[
    "here",
    "click here",
    "click",
    "this",
    "link",
    "this link",
    "more",
    "read more",
    "see here",
    "page",
    "this page",
    "website",
    "hier",
    "klick hier",
    "hier klicken",
    "mehr",
    "weiterlesen",
    "aquí",
    "aqui",
    "haz clic aquí",
    "más",
    "leer más",
];

/// Looks at the links of one text.
pub(super) fn check(document: &Document, body: &Body) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut open: Option<(u32, String)> = None;
    let own = document.text.get();
    for node in &body.nodes {
        match (&node.kind, &mut open) {
            (Kind::Start(Tag::Link(index)), _) => open = Some((*index, String::new())),
            (Kind::End(Tag::Link(_)), Some((index, text))) => {
                let words = text.trim().trim_matches(|sign: char| !sign.is_alphanumeric()).to_lowercase();
                if let Some(link) =
                    body.links.get(*index as usize).filter(|_| words.is_empty() || EMPTY.contains(&&*words))
                {
                    let message = match words.is_empty() {
                        true => format!("the link to `{}` has no text", link.target),
                        false => format!("the text `{}` does not say where the link leads", text.trim()),
                    };
                    found.push(
                        Diagnostic::new(Code::LinkText, message)
                            .at(document.place(node.span))
                            .help("let the text name what is found there: `the [migration guide](…)`, not `[here](…)`"),
                    );
                }
                open = None;
            }
            (Kind::Text(words) | Kind::InlineCode(words), Some((_, text))) => text.push_str(text_of(words, node, &own)),
            (Kind::Image(index), Some((_, text))) => {
                text.push_str(body.images.get(*index as usize).map_or("", |image| image.alt.as_str()));
            }
            (Kind::SoftBreak | Kind::HardBreak, Some((_, text))) => text.push(' '),
            // A formula or the author's own HTML may say anything.
            (Kind::Math(..) | Kind::Html(_), Some((_, text))) => text.push('∎'),
            _ => {}
        }
    }
    found
}
