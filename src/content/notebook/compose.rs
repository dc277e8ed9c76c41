//! Cells to pieces: Markdown and code as parts of the text, outputs behind their code, what is hidden in folds.

use super::Composed;
use super::json::{self, Json, Value};
use super::outputs;
use super::picture;
use super::read::{Cell, CellKind, Reader, Shown};
use crate::code::Block;
use crate::content::Extracted;
use crate::content::mapping::Script;
use crate::content::node::Tag;
use crate::content::output::{self, Fold, Output};
use crate::content::piece::Piece;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::python;

/// What a notebook becomes, in the making.
pub(super) struct Composer<'a> {
    pub reader: Reader<'a>,
    pub script: Script,
    pub pieces: Vec<Piece>,
    pub cells: Vec<output::Cell>,
    pub outputs: Vec<Output>,
    pub extracted: Vec<Extracted>,
    /// The word for the language of code cells.
    language: String,
}

impl<'a> Composer<'a> {
    pub(super) fn new(reader: Reader<'a>, script: Script, language: &str) -> Self {
        let language = if is_known(language) { language.to_owned() } else { "text".to_owned() };
        Self {
            reader,
            script,
            pieces: Vec::new(),
            cells: Vec::new(),
            outputs: Vec::new(),
            extracted: Vec::new(),
            language,
        }
    }

    /// All of it, and what is wrong with it. The front matter stands at `front` of the text.
    pub(super) fn finish(self, front: std::ops::Range<usize>) -> (Composed, Vec<Diagnostic>) {
        let Self { reader, script, pieces, cells, outputs, extracted, .. } = self;
        let (text, mapping) = script.finish(reader.json.text);
        (Composed { text, mapping, front, extracted, pieces, cells, outputs }, reader.found)
    }

    /// Adds what a cell shows.
    pub(super) fn cell(&mut self, cell: &Cell<'_>) {
        match (cell.shown[0], cell.kind) {
            (Shown::Gone, _) => {}
            (_, CellKind::Code) => self.code(cell),
            _ => self.text(cell),
        }
    }

    /// Marks a place of the file in the text, for nodes that have no text of their own.
    pub(super) fn mark(&mut self, head: Span) -> std::ops::Range<usize> {
        let at = self.script.len();
        self.script.push("\n", head);
        at..at + 1
    }

    fn source(&mut self, cell: &Cell<'_>) -> std::ops::Range<usize> {
        let start = self.script.len();
        for text in &cell.source {
            push_text(self.reader.json, text, &mut self.script);
        }
        if self.script.len() > start && !self.script.text().ends_with('\n') {
            let end = cell.source.last().map_or(cell.head.end, |last| json::inside(last.span).end);
            self.script.push("\n", Span { start: end, end });
        }
        start..self.script.len()
    }

    fn text(&mut self, cell: &Cell<'_>) {
        let shown = cell.shown[0].max(cell.shown[1]);
        if shown == Shown::Gone {
            return;
        }
        let at = self.mark(cell.head);
        let start = self.script.len();
        if let CellKind::Heading(level) = cell.kind {
            self.script.push(&"######"[..level as usize], cell.head);
            self.script.push(" ", cell.head);
        }
        let range = start..self.source(cell).end;
        if self.script.text()[range.clone()].trim().is_empty() {
            return;
        }
        let format = cell.metadata.and_then(|metadata| {
            let json = self.reader.json;
            json.letters(json.get(metadata, "format").or_else(|| json.get(metadata, "raw_mimetype"))?)
        });
        let piece = match (cell.kind, format.as_deref()) {
            (CellKind::Raw, None | Some("text/plain" | "")) => Piece::Code { info: "text".to_owned(), range },
            (CellKind::Raw, Some("text/html")) => Piece::Html(range),
            (CellKind::Raw, Some("text/markdown")) => Piece::markdown(range),
            // It is meant for another kind of document.
            (CellKind::Raw, Some(_)) => return,
            _ => {
                let attachments = self.attachments(cell, range.clone());
                Piece::Markdown { range, attachments, is_output: false }
            }
        };
        let fold = Tag::Fold(Fold::Cell);
        let is_folded = shown == Shown::Folded;
        self.pieces.extend(is_folded.then(|| Piece::Open(fold, at.clone())));
        self.pieces.push(piece);
        self.pieces.extend(is_folded.then_some(Piece::Close(fold, at)));
    }

    /// The attached pictures that the text names, as files.
    fn attachments(&mut self, cell: &Cell<'_>, range: std::ops::Range<usize>) -> Vec<(String, String)> {
        let json = self.reader.json;
        let entries = cell.attachments.and_then(Value::map).unwrap_or_default();
        let mut files = Vec::new();
        for entry in entries {
            let name = json.key(entry).into_owned();
            let encoded = name.replace(' ', "%20");
            let text = &self.script.text()[range.clone()];
            if ![&name, &encoded].iter().any(|name| text.contains(&format!("attachment:{name}"))) {
                continue;
            }
            let forms = entry.value.map().unwrap_or_default().iter();
            let found = forms.filter_map(|form| Some((picture::extension(&json.key(form))?, &form.value))).next();
            let Some((extension, value)) = found else {
                let message = format!("the attachment `{}` is not a picture that can be shown", name.escape_debug());
                let help = "attach a PNG, JPEG, GIF, WebP or SVG";
                self.reader.report(entry.key, Diagnostic::new(Code::NotebookOutput, message).help(help));
                continue;
            };
            let what = format!("the attachment `{}` of cell {}", name.escape_debug(), cell.number);
            files.extend(self.extract(("attachment", extension), value, &what).map(|file| (name, file)));
        }
        files
    }

    /// A picture as a file beside the page; gives its name.
    pub(super) fn extract(
        &mut self,
        (stem, extension): (&str, &'static str),
        value: &Value,
        what: &str,
    ) -> Option<String> {
        let text = self.reader.text(value, "the data of a picture")?;
        match picture::file(stem, extension, &text) {
            Ok(file) => {
                let name = file.name.clone();
                if self.extracted.iter().all(|other| other.name != name) {
                    self.extracted.push(file);
                }
                Some(name)
            }
            Err(refusal) => {
                self.refused(refusal, extension, (value, what));
                None
            }
        }
    }

    fn refused(&mut self, refusal: picture::Refusal, extension: &str, (value, what): (&Value, &str)) {
        let (message, caret, span) = match refusal {
            picture::Refusal::NotBase64(at) => {
                let mut script = Script::default();
                for text in self.reader.texts(value, "the data of a picture").unwrap_or_default() {
                    push_text(self.reader.json, text, &mut script);
                }
                let length = script.text().get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
                let (_, mapping) = script.finish(self.reader.json.text);
                (format!("{what} is not base64"), "this letter is none of it", mapping.span(Span::new(at, at + length)))
            }
            picture::Refusal::CutOff => (format!("{what} breaks off"), "its data is too short", value.head()),
            picture::Refusal::NotThatKind => {
                (format!("{what} is not {}", extension.to_uppercase()), "this data is something else", value.head())
            }
        };
        let diagnostic = Diagnostic::new(Code::NotebookOutput, message).caret(caret);
        self.reader
            .report(span, diagnostic.help("run the cell again or attach the picture again, and save the notebook"));
    }

    fn code(&mut self, cell: &Cell<'_>) {
        let [whole, input, output] = cell.shown;
        let number = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
        let (at, begun) = (self.mark(cell.head), self.pieces.len());
        let wrap = |pieces: &mut Vec<Piece>, shown: Shown, fold: Fold, inside: Vec<Piece>| {
            let is_folded = shown == Shown::Folded && !inside.is_empty();
            pieces.extend(is_folded.then(|| Piece::Open(Tag::Fold(fold), at.clone())));
            pieces.extend(inside);
            pieces.extend(is_folded.then(|| Piece::Close(Tag::Fold(fold), at.clone())));
        };
        let mut code = Vec::new();
        if input != Shown::Gone {
            let range = self.source(cell);
            let source = &self.script.text()[range.clone()];
            if !source.trim().is_empty() {
                code.push(Piece::Code { info: self.info(cell, source), range });
            }
        }
        if output != Shown::Gone {
            outputs::add(self, cell);
        }
        let shown: Vec<Piece> = self.pieces.drain(begun..).collect();
        let mut printed = Vec::new();
        if !shown.is_empty() {
            printed.push(Piece::Open(Tag::Outputs, at.clone()));
            printed.extend(shown);
            printed.push(Piece::Close(Tag::Outputs, at.clone()));
        }
        if code.is_empty() && printed.is_empty() {
            return;
        }
        let mut inside = vec![Piece::Open(Tag::Cell(number), at.clone())];
        wrap(&mut inside, input, Fold::Code, code);
        wrap(&mut inside, output, Fold::Output, printed);
        inside.push(Piece::Close(Tag::Cell(number), at.clone()));
        wrap(&mut self.pieces, whole, Fold::Cell, inside);
        self.cells.push(output::Cell { count: cell.count });
    }

    /// The words for the fence that the cell has not: its language, and whether it need not be sound.
    fn info(&self, cell: &Cell<'_>, source: &str) -> String {
        let language = if self.language == "python" { magic(source) } else { None };
        let language = language.unwrap_or_else(|| self.language.clone());
        let fails = cell.tags.iter().any(|tag| matches!(tag.as_str(), "lenient" | "raises-exception"))
            || cell.outputs.iter().any(|output| outputs::is_error(self.reader.json, output));
        if language == "python" && fails { "python {lenient}".to_owned() } else { language }
    }
}

/// Adds the letters of a text to the script, each at its place.
pub(super) fn push_text(json: Json<'_>, value: &Value, script: &mut Script) {
    let inside = json::inside(value.span);
    json::pieces(json.slice(inside), |piece, range| {
        let span = Span::from(range).shift(inside.start as usize);
        match piece {
            json::Piece::Plain(plain) => script.push(plain, span),
            // Line ends of Windows: the line feed comes next.
            json::Piece::Escape('\r') => script.push("", span),
            json::Piece::Escape(letter) if letter.is_control() && !matches!(letter, '\n' | '\t') => {
                script.push("\u{fffd}", span);
            }
            json::Piece::Escape(letter) => script.push(letter.encode_utf8(&mut [0; 4]), span),
        }
    });
}

fn is_known(language: &str) -> bool {
    language == "python" || Block::parse(language, "").1.is_empty() && !language.contains(['{', ' '])
}

/// The language of a cell that begins with a magic for the whole of it; nothing if it has none.
fn magic(source: &str) -> Option<String> {
    let (line, rest) = source.trim_start().split_once('\n')?;
    let mut words = line.strip_prefix("%%")?.split_whitespace();
    let word = match words.next()?.to_lowercase().as_str() {
        "bash" | "sh" | "system" | "sx" | "!" => "bash",
        "script" | "writefile" | "file" => {
            let name = words.last().unwrap_or_default();
            let word = name.rsplit(['.', '/']).next().unwrap_or_default();
            return Some(if is_known(word) { word.to_owned() } else { "text".to_owned() });
        }
        "html" | "svg" => "html",
        "javascript" | "js" => "javascript",
        "latex" => "latex",
        "markdown" => "markdown",
        "sql" => "sql",
        "perl" => "perl",
        "ruby" => "ruby",
        "r" => "r",
        "julia" => "julia",
        // What takes the time of Python, keeps its output, or runs it elsewhere; or anything at all.
        _ if python::analyse(rest).errors.is_empty() => return None,
        _ => "text",
    };
    Some(word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magics_of_cells() {
        for (source, language) in [
            ("x = 1\n", None),
            ("%%time\nx = 1\n", None),
            ("%%bash\nls -l\n", Some("bash")),
            ("%%writefile a/b.toml\n[x]\n", Some("toml")),
            ("%%writefile notes\nx\n", Some("text")),
            ("%%script ruby\nputs 1\n", Some("ruby")),
            ("%%ai gpt\nWrite me a poem\n", Some("text")),
        ] {
            assert_eq!(magic(source).as_deref(), language, "{source}");
        }
    }
}
