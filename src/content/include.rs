//! **parse**, the second half: blocks that show files get their text, once somebody has read the files.
//!
//! In: a document as parsed, where its code comes from, and the files' texts. Out: the document as if its author had written
//! that text, and what is wrong with it, at the attribute that names it. Pure, like the first half.

use std::sync::Arc;

use super::cells;
use super::code_block::CodeBlock;
use super::document::{Document, Extracted};
use super::finish;
use super::node::Body;
use super::repository::{CodeSource, located};
use crate::code::{Finding, FindingSpan, Include, Included, IncludedFile, Origin, show_include};
use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, Span};
use crate::graph::Fingerprint;
use crate::source::Refusal;

/// A file that pages show.
pub type ShownFile = Result<Arc<IncludedFile>, Refusal>;

/// What a block shows of a file.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Where readers find it.
    pub origin: Origin,
    /// Of all that is shown: equal code from equal lines looks the same.
    pub print: Fingerprint,
    /// The file.
    pub path: SourcePath,
    /// All of it, for those who want to know what is around the lines.
    pub file: Arc<IncludedFile>,
}

/// The files that the blocks of a document show.
#[derive(Debug, Clone, Default)]
pub struct Shows {
    /// Where its code comes from.
    pub source: Option<CodeSource>,
    /// The files with their paths in the site: few, so that they are looked through.
    pub files: Box<[(SourcePath, ShownFile)]>,
}

impl Document {
    /// The files that its blocks show, as paths in the site; outside of it they begin with `../`.
    pub fn included(&self, source: Option<&CodeSource>) -> Vec<SourcePath> {
        let folder = source.and_then(|source| source.folder.as_deref());
        let includes = self.outline.includes().filter(|include| !include.src.is_empty());
        includes.map(|include| located(&self.path, &include.src, folder).into()).collect()
    }

    /// Whether some of its blocks show files.
    pub fn has_includes(&self) -> bool {
        self.outline.includes().next().is_some()
    }
}

impl Shows {
    /// Puts the code into the blocks of a document's body, and cells of notebooks in the place of their calls; gives what is
    /// wrong with it, and the pictures of the cells.
    pub(super) fn show(&self, document: &Document, body: &mut Body) -> (Vec<Diagnostic>, Vec<Extracted>) {
        let mut diagnostics = Vec::new();
        let show = Show { document, shows: self };
        for code in &mut body.code {
            if let Some(include) = code.block.include.clone() {
                show.block(code, &include, &mut diagnostics);
            }
        }
        let pictures = cells::show(body, document, &mut |src, at| self.notebook(document, (src, at)), &mut diagnostics);
        finish::code(body);
        (diagnostics, pictures)
    }

    fn file(&self, path: &str) -> Option<&ShownFile> {
        self.files.iter().find(|(own, _)| **own == *path).map(|(_, file)| file)
    }

    /// The notebook that a call at `at` names.
    fn notebook(&self, document: &Document, (src, at): (&str, Place)) -> Result<Arc<IncludedFile>, Option<Diagnostic>> {
        let folder = self.source.as_ref().and_then(|source| source.folder.as_deref());
        let path: SourcePath = located(&document.path, src, folder).into();
        match self.file(&path) {
            Some(Ok(file)) => Ok(Arc::clone(file)),
            Some(Err(refusal)) => Err(Some(refused(refusal, &path, src).at(at))),
            None => Err(None),
        }
    }
}

struct Show<'a> {
    document: &'a Document,
    shows: &'a Shows,
}

impl Show<'_> {
    fn block(&self, code: &mut CodeBlock, include: &Include, diagnostics: &mut Vec<Diagnostic>) {
        let folder = self.shows.source.as_ref().and_then(|source| source.folder.as_deref());
        let path: SourcePath = located(&self.document.path, &include.src.text, folder).into();
        let at = self.place(code, include.src.span);
        let file = match self.shows.file(&path) {
            Some(Ok(file)) => file,
            Some(Err(refusal)) => {
                diagnostics.push(refused(refusal, &path, &include.src.text).at(at));
                return;
            }
            None => return,
        };
        let text = self.document.text.get();
        let info = text.get(code.info.start as usize..code.info.end as usize).unwrap_or_default();
        let (included, findings) = show_include(info, include, file);
        diagnostics.extend(findings.into_iter().map(|finding| self.diagnostic(code, finding, &path)));
        let Some(Included { block, lines, error }) = included else { return };
        if let Some((span, message)) = error {
            let diagnostic = Diagnostic::new(Code::PythonSyntax, format!("`{path}` is not valid Python: {message}"))
                .at(at)
                .label(Place::new(&path, span), "here")
                .help("fix it, or write `lenient` in the braces if it is not meant to run");
            diagnostics.push(diagnostic);
        }
        let origin = self.origin(&path, (&include.src.text, lines));
        let print = Fingerprint::of_parts([format!("{block:?}").as_bytes(), format!("{origin:?}").as_bytes()]);
        code.block = block;
        code.shown = Some(Shown { origin, print, path, file: Arc::clone(file) });
    }

    fn place(&self, code: &CodeBlock, span: Span) -> Place {
        self.document.place(span.shift(code.info.start as usize))
    }

    /// A finding at its attribute. Places in the code are places in the file.
    fn diagnostic(&self, code: &CodeBlock, finding: Finding, path: &SourcePath) -> Diagnostic {
        let span = match finding.span {
            FindingSpan::Info(span) => span,
            FindingSpan::Source(_) => Span::default(),
        };
        let diagnostic = Diagnostic::new(finding.code, finding.message).at(self.place(code, span)).caret(finding.caret);
        let labels = finding.labels.into_iter();
        let diagnostic =
            labels.fold(diagnostic, |diagnostic, (span, text)| diagnostic.label(Place::new(path, span), text));
        finding.help.into_iter().fold(diagnostic, Diagnostic::help)
    }

    /// The path that readers know the file by: in the folder of the code, else as it is written, without the way there.
    fn origin(&self, path: &str, (written, lines): (&str, Option<(u32, u32)>)) -> Origin {
        let within = self.shows.source.as_ref().and_then(|source| Some((source, source.within(path)?)));
        match within {
            Some((source, within)) => Origin { path: within.to_owned(), lines, url: source.url(within, lines) },
            None => {
                let way = |part: &&str| matches!(*part, "" | "." | "..");
                let parts: Vec<&str> = written.split('/').skip_while(way).collect();
                Origin { path: parts.join("/"), lines, url: None }
            }
        }
    }
}

/// Why a file is not shown, in words.
fn refused(refusal: &Refusal, path: &str, written: &str) -> Diagnostic {
    let ways = "a path is looked up in the folder of the page, or in the project's `source.path` if it has one; \
                with `/` at its beginning in the folder of the site";
    match refusal {
        Refusal::Missing(near) => Diagnostic::new(Code::MissingSource, format!("there is no file `{path}`"))
            .suggest(near.as_ref().and_then(|(at, near)| replaced(written, *at, near)).as_deref())
            .help(ways),
        Refusal::NoFile => {
            Diagnostic::new(Code::MissingSource, format!("`{path}` is a folder or a device, not a file"))
                .help("name a file in it")
        }
        Refusal::Outside if path.starts_with("../") => {
            let folder = path.rsplit_once('/').map_or("..", |(folder, _)| folder);
            Diagnostic::new(Code::OutsideSource, format!("`{path}` lies outside the site"))
                .help(format!("if it may be shown, allow its folder in `showpiece.yaml`: `allow_outside: [{folder}]`"))
        }
        Refusal::Outside => {
            Diagnostic::new(Code::OutsideSource, format!("`{path}` is a link that leads out of the site"))
                .help("if it may be shown, name the folder to which it leads under `allow_outside` in `showpiece.yaml`")
        }
        Refusal::Unreadable(words) => {
            Diagnostic::new(Code::UnreadableFile, format!("`{path}` cannot be read: {words}"))
                .help("give yourself the permission to read it, or show another file")
        }
        Refusal::NotText(words) => {
            Diagnostic::new(Code::NotUtf8, words.clone()).help("only text can be shown, saved as UTF-8")
        }
    }
}

/// A written path with one of its parts replaced, counted from the end.
fn replaced(written: &str, from_end: usize, part: &str) -> Option<String> {
    let mut parts: Vec<&str> = written.split('/').collect();
    let index = parts.len().checked_sub(1 + from_end)?;
    let old = parts.get_mut(index).filter(|old| !matches!(**old, "" | "." | ".."))?;
    *old = part;
    Some(parts.join("/"))
}
