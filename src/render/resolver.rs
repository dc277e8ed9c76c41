//! What a body needs from outside, answered by the site: links, pictures, components.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;

use tera::{Context, Map, Value};

use super::Job;
use super::api_links::{self, BlockLinks};
use super::body::{Image, Resolved, Resolver};
use crate::code::{self, BlockContext, Link, Snippet};
use crate::content::{Body, CodeBlock, ComponentCall, Document, NOTEBOOK_COMPONENT};
use crate::diagnostic::{Code, Diagnostic, Label, Place, Span, nearest};
use crate::site::{Missing, Target, is_absolute};
use crate::template;

/// Resolves for one document, within one job.
pub struct SiteResolver<'a> {
    job: &'a Job<'a>,
    document: &'a Document,
    /// Whether addresses carry the origin, as feeds need them.
    absolute: bool,
    /// What the document says.
    body: &'a Body,
    /// The blocks of the document that are run.
    snippets: Vec<Snippet<'a>>,
    /// Where names in its code lead, once somebody asked.
    api_links: OnceCell<BlockLinks>,
    /// What was found wrong.
    diagnostics: RefCell<Vec<Diagnostic>>,
}

impl<'a> SiteResolver<'a> {
    /// A resolver for `document`.
    pub fn new(job: &'a Job<'a>, (document, body): (&'a Document, &'a Body), absolute: bool) -> Self {
        let snippets = code::snippets(body.code.iter().map(|code| &code.block));
        Self { job, document, body, absolute, snippets, api_links: OnceCell::new(), diagnostics: RefCell::default() }
    }

    /// What was found wrong, in the order of the text.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics.into_inner()
    }

    fn report(&self, span: Span, diagnostic: Diagnostic) {
        let place = self.document.place(span);
        self.diagnostics.borrow_mut().push(diagnostic.at(place));
    }

    fn finished(&self, url: String) -> String {
        if !self.absolute {
            return url;
        }
        match url.strip_prefix('#') {
            Some(_) => format!("{}{url}", self.job.permalink_of(self.document)),
            None => self.job.view.absolute(&url),
        }
    }

    /// The links of a block of code; none in a feed, whose readers have no style for them.
    fn api_links(&self, block: &CodeBlock) -> Vec<Link> {
        if self.absolute {
            return Vec::new();
        }
        let of_document = || api_links::of_document(self.job.view, self.document, self.body);
        let all = self.api_links.get_or_init(of_document);
        let found = all.binary_search_by_key(&block.span.start, |(start, _)| *start).ok();
        found.and_then(|at| all.get(at)).map_or_else(Vec::new, |(_, links)| links.clone())
    }

    fn missing_link(&self, target: &str, missing: &Missing, span: Span) {
        let diagnostic = match missing.unbuilt {
            Some(why) => Diagnostic::new(Code::DraftLink, format!("the link leads to a page that is not built: {why}"))
                .help("publish that page, or take the link out"),
            None => Diagnostic::new(Code::BrokenLink, format!("the link `{target}` leads nowhere"))
                .suggest(missing.near.as_deref())
                .mend(target, missing.near.clone().filter(|near| is_same(target, near)))
                .help("a link to a page names its file (`../projects/x.md`) or its address (`/projects/x/`)"),
        };
        self.report(span, diagnostic);
    }
}

/// Whether two paths name one page in two forms: `b`, `b/` and `b/index.md` are meant as the file `b.md`.
fn is_same(target: &str, near: &str) -> bool {
    let bare = |path: &str| {
        let path = path.split(['#', '?']).next().unwrap_or_default();
        let path = path.strip_prefix("./").unwrap_or(path).trim_end_matches('/');
        let path = [".md", ".ipynb", ".html"].iter().find_map(|ending| path.strip_suffix(ending)).unwrap_or(path);
        path.strip_suffix("/index").unwrap_or(path).to_owned()
    };
    !bare(target).is_empty() && bare(target) == bare(near)
}

impl Resolver for SiteResolver<'_> {
    fn link<'t>(&self, target: &'t str, span: Span) -> Resolved<'t> {
        if is_absolute(target) {
            return Resolved { href: Cow::Borrowed(target), external: !target.starts_with("mailto:") };
        }
        match self.job.view.target(self.document, target) {
            Target::Found(found) => {
                if let Some((anchor, near)) = found.missing_anchor {
                    let file = found.document.as_deref().unwrap_or_default();
                    let diagnostic =
                        Diagnostic::new(Code::BrokenAnchor, format!("`{file}` has no heading with the id `{anchor}`"))
                            .suggest(near.as_deref())
                            .help("an id is the heading's text in lower case with `-` between the words, or what stands in `{#…}`");
                    self.report(span, diagnostic);
                }
                Resolved { href: Cow::Owned(self.finished(found.url)), external: false }
            }
            Target::Missing(missing) => {
                // A page that could not be read has its own diagnostic; one more about every link to it would bury that.
                if !missing.broken {
                    self.missing_link(target, &missing, span);
                }
                Resolved { href: Cow::Borrowed(target), external: false }
            }
        }
    }

    fn image<'t>(&self, target: &'t str, span: Span) -> Image<'t> {
        if is_absolute(target) {
            return Image { url: Cow::Borrowed(target), size: None };
        }
        match self.job.view.document_picture(self.document, target) {
            Some(picture) => {
                Image { size: picture.width.zip(picture.height), url: Cow::Owned(self.finished(picture.url)) }
            }
            None => {
                let near = self.job.view.near_picture(self.document, target);
                let diagnostic = Diagnostic::new(Code::MissingImage, format!("there is no picture `{target}`"))
                    .suggest(near.as_deref())
                    .help("a picture lies beside the page's `index.md` or in `static/` (then it is named `/images/x.png`)");
                self.report(span, diagnostic);
                Image { url: Cow::Borrowed(target), size: None }
            }
        }
    }

    fn code(&self, code: &CodeBlock) -> BlockContext {
        let snippet = self.snippets.iter().find(|snippet| std::ptr::eq(snippet.block, &code.block));
        BlockContext {
            links: self.api_links(code),
            origin: code.shown.as_ref().map(|shown| shown.origin.clone()),
            verified: snippet.and_then(|snippet| self.job.view.verified(snippet)),
        }
    }

    fn component(&self, call: &ComponentCall, body: &str) -> String {
        self.call(call, body).unwrap_or_else(|diagnostic| {
            let diagnostic = located(diagnostic, self.document.place(call.span));
            self.diagnostics.borrow_mut().push(diagnostic);
            String::new()
        })
    }
}

/// An error of a component, at the place where its author can do something about it.
fn located(mut diagnostic: Diagnostic, call: Place) -> Diagnostic {
    match diagnostic.place.take() {
        None => diagnostic.at(call),
        Some(place) if place.path == call.path => diagnostic.at(place),
        // Nobody can change a template of the program: what it was called with is at fault.
        Some(place) if place.path.starts_with("theme:") => {
            diagnostic.trace.push(Label { place, message: "refused by the component's template".to_owned() });
            diagnostic.at(call)
        }
        Some(place) => {
            diagnostic.trace.insert(0, Label { place: call, message: "called here".to_owned() });
            diagnostic.at(place)
        }
    }
}

impl SiteResolver<'_> {
    fn call(&self, call: &ComponentCall, body: &str) -> Result<String, Diagnostic> {
        let template = format!("components/{}.html", call.name);
        self.job.view.template(&template);
        if call.name == NOTEBOOK_COMPONENT {
            // Calls without a body have become cells already.
            return Err(Diagnostic::new(Code::ComponentCall, "the component `notebook` has no body")
                .at(self.document.place(call.name_span))
                .help("write it with two colons: `::notebook{src=\"analysis.ipynb\"}`"));
        }
        let Some(declared) = self.job.lease.engines().component(&call.name) else {
            let mut known: Vec<&str> = self.job.view.component_names().chain([NOTEBOOK_COMPONENT]).collect();
            known.sort_unstable();
            return Err(Diagnostic::new(Code::UnknownComponent, format!("there is no component `{}`", call.name))
                .at(self.document.place(call.name_span))
                .suggest(nearest(&call.name, known.iter().copied()))
                .help(format!("the components are {}; your own live in `templates/components/`", known.join(", "))));
        };
        let given: Vec<(String, String)> = call
            .arguments
            .iter()
            .map(|argument| (argument.name.clone(), argument.value.clone().unwrap_or_else(|| "true".to_owned())))
            .collect();
        let arguments = template::arguments(&call.name, declared, &given)?;
        let arguments = self.addresses(call, arguments)?;
        let values: Map = arguments.into_iter().map(|(name, text)| (name.into(), Value::from(text))).collect();
        let mut context = Context::new();
        context.insert_value("lang", self.job.view.language_tag().into());
        context.insert_value("args", values.into());
        context.insert_value("body", Value::safe_string(body));
        self.job.lease.render(&template, &context)
    }

    /// Parameters that name files (`src`, `poster`) become addresses.
    fn addresses(
        &self,
        call: &ComponentCall,
        mut arguments: BTreeMap<String, String>,
    ) -> Result<BTreeMap<String, String>, Diagnostic> {
        for name in ["src", "poster"] {
            let Some(value) = arguments.get_mut(name).filter(|value| !value.is_empty()) else { continue };
            match self.job.view.document_picture(self.document, value) {
                Some(file) => *value = self.finished(file.url),
                None => {
                    let span = call.argument(name).map_or(call.span, |argument| argument.value_span);
                    return Err(Diagnostic::new(Code::MissingImage, format!("there is no file `{value}`"))
                        .at(self.document.place(span)));
                }
            }
        }
        Ok(arguments)
    }
}
