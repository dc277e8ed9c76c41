//! From a tree of JSON to the cells of a notebook: formats 4 and 3, and what is wrong with the file.
//!
//! Only what is shown is looked at; what other programs keep beside it is theirs. A faulty cell is left out, with its
//! diagnostic at its place, and the others go on.

use std::borrow::Cow;

use super::json::{Json, Value};
use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, Span, nearest};

/// The words that say how to bring a notebook to format 4.
const UPGRADE: &str = "bring it up to date with `jupyter nbconvert --to notebook --inplace FILE`";

/// A notebook, read.
pub(super) struct Notebook<'v> {
    /// The language of its code.
    pub language: String,
    /// The front matter in its metadata.
    pub front: Option<&'v Value>,
    pub cells: Vec<Cell<'v>>,
    /// How many cells there are, with those that cannot be read.
    pub count: u32,
}

/// What a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CellKind {
    Markdown,
    /// A heading of format 3, with its level.
    Heading(u32),
    Code,
    Raw,
}

/// How a part of a cell is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shown {
    Open,
    Folded,
    Gone,
}

/// A cell.
pub(super) struct Cell<'v> {
    pub kind: CellKind,
    /// Its place among all cells, from 1.
    pub number: u32,
    pub tags: Vec<String>,
    /// The texts that make up its source, in order.
    pub source: Vec<&'v Value>,
    /// The first byte of its object.
    pub head: Span,
    pub metadata: Option<&'v Value>,
    pub attachments: Option<&'v Value>,
    pub outputs: &'v [Value],
    pub count: Option<u32>,
    /// What it is, its code, and its outputs.
    pub shown: [Shown; 3],
}

/// Reads a notebook, and gathers what is wrong with it.
pub(super) struct Reader<'a> {
    pub json: Json<'a>,
    pub path: &'a SourcePath,
    pub found: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    pub(super) fn report(&mut self, span: Span, diagnostic: Diagnostic) {
        self.found.push(diagnostic.at(Place::new(self.path, span)));
    }

    fn wrong(&mut self, span: Span, message: impl Into<String>, help: &str) {
        self.report(span, Diagnostic::new(Code::NotebookFormat, message).help(help));
    }

    /// The notebook in the root of a file.
    pub(super) fn notebook<'v>(&mut self, root: &'v Value) -> Option<Notebook<'v>> {
        if root.map().is_none() {
            let message = format!("a notebook is an object, and this is {}", root.what());
            self.wrong(
                root.head(),
                message,
                "begin with `{\"cells\": […], \"metadata\": {}, \"nbformat\": 4, \"nbformat_minor\": 5}`",
            );
            return None;
        }
        let is_old = self.version(root)?;
        let metadata = self.json.get(root, "metadata");
        let cells = if is_old { self.worksheets(root) } else { self.cell_list(root, root)?.iter().collect() };
        let mut notebook = Notebook {
            language: self.language(metadata, &cells),
            front: metadata.and_then(|metadata| self.json.get(metadata, "showpiece")),
            cells: Vec::with_capacity(cells.len()),
            count: u32::try_from(cells.len()).unwrap_or(u32::MAX),
        };
        for (index, value) in cells.into_iter().enumerate() {
            let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
            notebook.cells.extend(self.cell(value, number));
        }
        Some(notebook)
    }

    /// Whether it is of format 3; nothing if it is of one that nobody can read.
    fn version(&mut self, root: &Value) -> Option<bool> {
        let Some(value) = self.json.get(root, "nbformat") else {
            let help = "add `\"nbformat\": 4, \"nbformat_minor\": 5` to the outermost object";
            self.wrong(root.head(), "the notebook does not say its format", help);
            return None;
        };
        match self.json.count(value) {
            Some(4) => Some(false),
            Some(3) => {
                let diagnostic =
                    Diagnostic::new(Code::NotebookVersion, "the notebook has format 3, which Jupyter gave up in 2015");
                self.report(value.span, diagnostic.caret("read all the same").help(UPGRADE));
                Some(true)
            }
            Some(1 | 2) => {
                self.wrong(value.span, "notebook formats 1 and 2 cannot be read", UPGRADE);
                None
            }
            Some(number) if number > 4 => {
                let help = "Showpiece reads formats 3 and 4; save the notebook in format 4";
                self.wrong(value.span, format!("notebook format {number} is not known"), help);
                None
            }
            _ => {
                self.wrong(value.span, "`nbformat` must be a number", "write `\"nbformat\": 4`");
                None
            }
        }
    }

    fn cell_list<'v>(&mut self, holder: &'v Value, root: &Value) -> Option<&'v [Value]> {
        let Some(value) = self.json.get(holder, "cells") else {
            let help = "add `\"cells\": []`, or take the file from its source again";
            self.wrong(root.head(), "the notebook has no `cells`", help);
            return None;
        };
        let cells = value.list();
        if cells.is_none() {
            self.wrong(
                value.head(),
                format!("`cells` must be a list, not {}", value.what()),
                "write `\"cells\": [{…}, {…}]`",
            );
        }
        cells
    }

    /// The cells of format 3, which may lie on several sheets.
    fn worksheets<'v>(&mut self, root: &'v Value) -> Vec<&'v Value> {
        let Some(sheets) = self.json.get(root, "worksheets").and_then(Value::list) else {
            self.wrong(root.head(), "the notebook has no list `worksheets`", "take the file from its source again");
            return Vec::new();
        };
        sheets.iter().filter_map(|sheet| self.cell_list(sheet, sheet)).flatten().collect()
    }

    fn language(&self, metadata: Option<&Value>, cells: &[&Value]) -> String {
        let named = [["language_info", "name"], ["kernelspec", "language"], ["kernelspec", "name"]];
        let said = named.iter().find_map(|path| self.json.letters(self.json.find(metadata?, path)?));
        let of_cell = || cells.iter().find_map(|cell| self.json.letters(self.json.get(cell, "language")?));
        let name = said.or_else(of_cell).unwrap_or(Cow::Borrowed("python")).to_lowercase();
        match name.as_str() {
            "python3" | "python2" | "ipython" | "ipython3" => "python".to_owned(),
            "ir" => "r".to_owned(),
            _ => name,
        }
    }

    fn cell<'v>(&mut self, value: &'v Value, number: u32) -> Option<Cell<'v>> {
        let json = self.json;
        if value.map().is_none() {
            self.wrong(value.head(), format!("cell {number} must be an object, not {}", value.what()), "remove it");
            return None;
        }
        let kind = self.kind(value, number)?;
        let source = json.get(value, "source").or_else(|| json.get(value, "input"));
        let source = match source {
            Some(source) => self.texts(source, "source")?,
            None => {
                self.wrong(
                    value.head(),
                    format!("cell {number} has no `source`"),
                    "add `\"source\": []`, or remove the cell",
                );
                return None;
            }
        };
        let metadata = json.get(value, "metadata").filter(|metadata| metadata.map().is_some());
        let tags = self.tags(metadata);
        let outputs = match json.get(value, "outputs") {
            Some(outputs) if kind == CellKind::Code => self.outputs(outputs, number),
            _ => &[],
        };
        let count = json.get(value, "execution_count").or_else(|| json.get(value, "prompt_number"));
        Some(Cell {
            kind,
            number,
            shown: self.shown(&tags, metadata),
            tags,
            source,
            head: value.head(),
            metadata,
            attachments: json.get(value, "attachments"),
            outputs,
            count: count.and_then(|count| json.count(count)),
        })
    }

    fn outputs<'v>(&mut self, value: &'v Value, number: u32) -> &'v [Value] {
        value.list().unwrap_or_else(|| {
            let message = format!("the `outputs` of cell {number} must be a list, not {}", value.what());
            self.wrong(value.head(), message, "write `\"outputs\": []`, and run the cell again");
            &[]
        })
    }

    fn kind(&mut self, value: &Value, number: u32) -> Option<CellKind> {
        const KINDS: [&str; 3] = ["markdown", "code", "raw"];
        let json = self.json;
        let Some(kind) = json.get(value, "cell_type") else {
            self.wrong(
                value.head(),
                format!("cell {number} has no `cell_type`"),
                "add `\"cell_type\": \"markdown\"`, `\"code\"` or `\"raw\"`",
            );
            return None;
        };
        match json.letters(kind).unwrap_or_default().as_ref() {
            "markdown" => Some(CellKind::Markdown),
            "code" => Some(CellKind::Code),
            "raw" => Some(CellKind::Raw),
            "heading" => {
                let level = json.get(value, "level").and_then(|level| json.count(level)).unwrap_or(1);
                Some(CellKind::Heading(level.clamp(1, 6)))
            }
            other => {
                let diagnostic =
                    Diagnostic::new(Code::NotebookFormat, format!("`{}` is not a type of cell", other.escape_debug()))
                        .suggest(nearest(other, KINDS))
                        .help("a cell is `markdown`, `code` or `raw`");
                self.report(kind.span, diagnostic);
                None
            }
        }
    }

    /// A text, or a list of texts that are one.
    pub(super) fn texts<'v>(&mut self, value: &'v Value, name: &str) -> Option<Vec<&'v Value>> {
        let json = self.json;
        if json.letters(value).is_some() {
            return Some(vec![value]);
        }
        let help = "write `[\"first line\\n\", \"second line\"]`";
        let Some(list) = value.list() else {
            let message = format!("`{name}` must be a text or a list of texts, not {}", value.what());
            self.wrong(value.head(), message, help);
            return None;
        };
        if let Some(other) = list.iter().find(|one| json.letters(one).is_none()) {
            self.wrong(other.head(), format!("`{name}` is made of texts, and this is {}", other.what()), help);
            return None;
        }
        Some(list.iter().collect())
    }

    /// A text, or a list of texts, decoded.
    pub(super) fn text(&mut self, value: &Value, name: &str) -> Option<String> {
        let texts = self.texts(value, name)?;
        Some(texts.into_iter().filter_map(|one| self.json.letters(one)).collect())
    }

    fn tags(&mut self, metadata: Option<&Value>) -> Vec<String> {
        let Some(value) = metadata.and_then(|metadata| self.json.get(metadata, "tags")) else { return Vec::new() };
        let tags: Option<Vec<String>> =
            value.list().and_then(|tags| tags.iter().map(|tag| Some(self.json.letters(tag)?.into_owned())).collect());
        tags.unwrap_or_else(|| {
            self.wrong(value.head(), "`tags` must be a list of texts", "write `\"tags\": [\"hide-input\"]`");
            Vec::new()
        })
    }

    /// What tags, and the folded states that JupyterLab keeps, say of the cell, its code and its outputs.
    fn shown(&self, tags: &[String], metadata: Option<&Value>) -> [Shown; 3] {
        let mut shown = [Shown::Open; 3];
        let parts = [["cell", "cells", "all"], ["input", "inputs", "code"], ["output", "outputs", "all-outputs"]];
        for tag in tags {
            let tag = tag.trim().to_lowercase().replace('_', "-");
            let how = [("hide-", Shown::Folded), ("remove-", Shown::Gone)];
            let Some((part, how)) = how.iter().find_map(|(prefix, how)| Some((tag.strip_prefix(prefix)?, *how))) else {
                continue;
            };
            if let Some(index) = parts.iter().position(|names| names.contains(&part)) {
                shown[index] = shown[index].max(how);
            }
        }
        let folded = |name: &str| {
            let value = metadata.and_then(|metadata| self.json.find(metadata, &["jupyter", name]));
            value.is_some_and(|value| value.kind == super::json::Kind::Bool(true))
        };
        for (index, name) in [(1, "source_hidden"), (2, "outputs_hidden")] {
            if folded(name) {
                shown[index] = shown[index].max(Shown::Folded);
            }
        }
        shown
    }
}
