//! Code that is shown from a file: the attributes that say what (`src`, `symbol`, `region`, `lines`, `elide`, `dedent`),
//! and the block that comes of them once the file's text is there.
//!
//! In: a block's attributes; later the text of the file. Out: a [`Block`] as if its author had written that text. Which file
//! a path means, and reading it, is none of its business.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::attributes::{self, flag};
use super::excerpt::{Excerpt, Plan, line_of};
use super::finding::{Finding, FindingSpan};
use super::info::{self, Info, RawAttribute, Word};
use super::region::{self, Region, Regions};
use super::{Block, Reading, language, lines, read};
use crate::diagnostic::{Code, Span, nearest};
use crate::python::{self, Analysis, Cut, Outline};

/// The names of the attributes that go with `src`.
pub(super) const NAMES: [&str; 5] = ["symbol", "region", "lines", "elide", "dedent"];

/// What a block shows of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Include {
    /// The file, as written.
    pub src: Word,
    /// Which part of it.
    pub part: Part,
    /// What is left out of it.
    pub elide: Elide,
    /// Whether indentation that all lines share is taken away, if the author says.
    pub dedent: Option<bool>,
}

/// A part of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// What is defined under a name.
    Symbol(Word),
    /// What stands between two comments.
    Region(Word),
    /// Some lines, from first to last.
    Lines(Word, (u32, u32)),
}

/// What is left out of Python.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Elide {
    /// The bodies of functions.
    pub bodies: bool,
    /// Documentation strings.
    pub docstrings: bool,
    /// Where it is said.
    pub span: Span,
}

/// A file of which code is shown.
#[derive(Debug)]
pub struct IncludedFile {
    path: Arc<str>,
    text: Arc<str>,
    python: OnceLock<(Analysis, Outline)>,
}

/// A block that shows a part of a file.
#[derive(Debug)]
pub struct Included {
    /// The block.
    pub block: Block,
    /// Its first and last line in the file; none if it shows the whole file.
    pub lines: Option<(u32, u32)>,
    /// The file's first syntax error among the lines shown: its place in the file, and a sentence.
    pub error: Option<(Span, String)>,
}

impl IncludedFile {
    /// The file at `path`, with this text.
    pub fn new(path: Arc<str>, text: Arc<str>) -> Self {
        Self { path, text, python: OnceLock::new() }
    }

    /// Where it lies in the site.
    pub fn path(&self) -> &Arc<str> {
        &self.path
    }

    /// All of its text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    fn python(&self) -> &(Analysis, Outline) {
        self.python.get_or_init(|| (python::analyse(&self.text), Outline::of(&self.text)))
    }
}

impl Include {
    /// What is shown, in the words of the attributes: `ledger.py symbol=Ledger.post`.
    pub fn told(&self) -> String {
        let mut told = self.src.text.clone();
        match &self.part {
            Part::Whole => {}
            Part::Symbol(word) => told.push_str(&format!(" symbol={}", word.text)),
            Part::Region(word) => told.push_str(&format!(" region={}", word.text)),
            Part::Lines(word, _) => told.push_str(&format!(" lines={}", word.text)),
        }
        for (is_set, word) in [(self.elide.bodies, " elide=body"), (self.elide.docstrings, " elide=docstring")] {
            told.push_str(if is_set { word } else { "" });
        }
        if let Some(dedent) = self.dedent {
            told.push_str(&format!(" dedent={dedent}"));
        }
        told
    }

    fn dedents(&self) -> bool {
        self.dedent.unwrap_or(matches!(self.part, Part::Symbol(_) | Part::Region(_)))
    }
}

/// Reads the attributes that make a block an include; `source` is the text that stands in the block.
pub(super) fn include(info: &Info, source: &str, findings: &mut Vec<Finding>) -> Option<Include> {
    let attribute = |name: &str| info.attributes.iter().find(|attribute| attribute.name.text == name);
    let Some(src) = attribute("src") else {
        let alone = info.attributes.iter().filter(|one| NAMES.contains(&one.name.text.as_str()));
        findings.extend(alone.map(|one| {
            let message = format!("`{}` picks a part of a file, and no `src` names the file", one.name.text);
            fault(one.span(), message).help("name it: `src=\"pkg/module.py\"`")
        }));
        return None;
    };
    let src_value = value(src, "\"pkg/module.py\"", findings);
    if !source.trim().is_empty() {
        findings.push(Finding {
            span: FindingSpan::Source(Span::new(0, source.trim_end().len())),
            ..fault(src.span(), "a block that shows a file has text of its own".to_owned())
                .help("leave the block empty, or take `src` away")
        });
    }
    let part = part([attribute("symbol"), attribute("region"), attribute("lines")], findings);
    let elide = attribute("elide").map(|one| elide(one, findings)).unwrap_or_default();
    let dedent = attribute("dedent").map(|one| flag(one, findings));
    Some(Include { src: src_value?, part, elide, dedent })
}

fn fault(span: Span, message: String) -> Finding {
    Finding::info(Code::CodeAttribute, span, message)
}

fn value(attribute: &RawAttribute, example: &str, findings: &mut Vec<Finding>) -> Option<Word> {
    let found = attribute.value.as_ref().filter(|value| !value.text.trim().is_empty());
    if found.is_none() {
        let name = &attribute.name.text;
        findings
            .push(fault(attribute.span(), format!("`{name}` needs a value")).help(format!("write `{name}={example}`")));
    }
    found.cloned()
}

fn part([symbol, region, lines]: [Option<&RawAttribute>; 3], findings: &mut Vec<Finding>) -> Part {
    let mut given = [symbol, region, lines].into_iter().flatten();
    let (first, second) = (given.next(), given.next());
    if let (Some(first), Some(second)) = (first, second) {
        let message = format!("`{}` and `{}` cannot both say what is shown", first.name.text, second.name.text);
        findings.push(fault(second.span(), message).help("take one of them away"));
    }
    let Some(attribute) = first else { return Part::Whole };
    match attribute.name.text.as_str() {
        "symbol" => value(attribute, "Ledger.post", findings).map_or(Part::Whole, Part::Symbol),
        "region" => value(attribute, "\"posting\"", findings).map_or(Part::Whole, Part::Region),
        _ => {
            let Some(word) = value(attribute, "3-9", findings) else { return Part::Whole };
            match lines::range(&word.text, u32::MAX) {
                Ok(range) => Part::Lines(word, range),
                Err(message) => {
                    findings.push(
                        fault(word.span, message).help("write the first and the last line of the file: `lines=3-9`"),
                    );
                    Part::Whole
                }
            }
        }
    }
}

fn elide(attribute: &RawAttribute, findings: &mut Vec<Finding>) -> Elide {
    let mut elide = Elide { span: attribute.span(), ..Elide::default() };
    let Some(words) = value(attribute, "body", findings) else { return elide };
    for word in words.text.split(',').map(str::trim) {
        match word {
            "body" => elide.bodies = true,
            "docstring" => elide.docstrings = true,
            _ => findings.push(
                fault(words.span, format!("`{word}` cannot be left out"))
                    .suggest(word, ["body", "docstring"])
                    .help("write `elide=body`, `elide=docstring` or `elide=\"body,docstring\"`"),
            ),
        }
    }
    elide
}

/// The block that `info` asks for, shown from `file`, and what is wrong with it that could not be known before; no block if
/// the file has not what is asked for.
pub fn show(info_text: &str, include: &Include, file: &IncludedFile) -> (Option<Included>, Vec<Finding>) {
    let (mut info, _) = info::parse(info_text);
    name_language(&mut info, &include.src);
    let language = language::find(&info, "", &mut Vec::new());
    let is_python = language.name() == "python";
    let taken = match take(include, file, is_python) {
        Ok(taken) => taken,
        Err(finding) => return (None, vec![finding]),
    };
    let excerpt = taken.excerpt;
    let mut findings = Vec::new();
    let mut known = Vec::new();
    attributes::pending(&info, &mut known);
    let mut attributes = attributes::read(&info, &excerpt.text, &mut findings);
    findings.retain(|finding| !known.contains(finding));
    // Lines have the numbers that they have in the file, where none is left out between them.
    if let ([_], Part::Symbol(_) | Part::Region(_) | Part::Lines(..)) = (excerpt.taken.as_slice(), &include.part) {
        attributes.start = attributes.start.or(Some(excerpt.lines.0));
    }
    let language = language::find(&info, &excerpt.text, &mut Vec::new());
    let (reading, error) = match is_python {
        true => of_python(file, &excerpt),
        false => (read(&language, &excerpt.text), None),
    };
    let error = error.filter(|_| !attributes.lenient);
    let Reading { tokens, imports, ins, del, names, .. } = reading;
    ins.into_iter().for_each(|number| attributes.ins.add((number, number)));
    del.into_iter().for_each(|number| attributes.del.add((number, number)));
    let include = Some(include.clone());
    let lines = taken.is_part.then_some(excerpt.lines);
    let (source, errors) = (excerpt.text, Vec::new());
    let block = Block { language, attributes, source, tokens, imports, errors, include, names };
    (Some(Included { block, lines, error }), findings)
}

/// Where no language is written, the file's name says it.
pub(super) fn name_language(info: &mut Info, src: &Word) {
    let name = src.text.rsplit('/').next().unwrap_or_default();
    let (_, extension) = name.rsplit_once('.').unwrap_or((name, name));
    let known =
        ["requirements.txt", "dockerfile", "makefile"].into_iter().find(|known| name.eq_ignore_ascii_case(known));
    let word = Word::meant(known.unwrap_or(extension), src.span);
    if info.language.is_none() && language::is_known(&word.text) {
        info.language = Some(word);
    }
}

/// What the whole file says of the piece: its tokens, the modules that it needs, the first error in it.
fn of_python(file: &IncludedFile, excerpt: &Excerpt) -> (Reading, Option<(Span, String)>) {
    let (analysis, outline) = file.python();
    let reading = Reading {
        tokens: excerpt.tokens(&analysis.tokens),
        imports: outline.modules(&excerpt.taken),
        names: analysis.names.moved(|start, end| excerpt.place(start, end)),
        ..Reading::default()
    };
    let is_shown = |span: &Span| excerpt.taken.iter().any(|taken| taken.start <= span.start && span.start < taken.end);
    let error = analysis.errors.iter().find(|(span, _)| is_shown(span)).cloned();
    (reading, error)
}

struct Taken {
    excerpt: Excerpt,
    is_part: bool,
}

fn take(include: &Include, file: &IncludedFile, is_python: bool) -> Result<Taken, Finding> {
    let text = &*file.text;
    let empty = Outline::default();
    let outline = if is_python { &file.python().1 } else { &empty };
    let elide = include.elide;
    if (elide.bodies || elide.docstrings) && !is_python {
        return Err(fault(
            elide.span,
            "`elide` leaves something out of Python, and this is another language".to_owned(),
        )
        .help("take it away, or name the lines to show"));
    }
    let regions = region::find(text, &outline.strings);
    let parts = match &include.part {
        Part::Whole => vec![Span::new(0, text.len())],
        Part::Symbol(word) if !is_python => {
            return Err(fault(word.span, "symbols are known in Python only".to_owned())
                .help("mark a region with comments (`region: name` … `endregion`), or name lines"));
        }
        Part::Symbol(word) => symbol(word, file, outline)?,
        Part::Region(word) => vec![region(word, &regions, &file.path)?],
        Part::Lines(word, range) => vec![some_lines(word, *range, file)?],
    };
    let is_named = matches!(include.part, Part::Symbol(_) | Part::Region(_));
    let plan = Plan {
        cuts: cuts(outline, elide, &parts),
        parts,
        marks: if is_named { &regions.marks } else { &[] },
        dedent: include.dedents(),
        strings: &outline.strings,
        is_python,
        trim: is_named,
    };
    let excerpt = Excerpt::take(text, &plan);
    if excerpt.text.trim().is_empty() && include.part != Part::Whole {
        let (Part::Symbol(word) | Part::Region(word) | Part::Lines(word, _)) = &include.part else {
            return Ok(Taken { excerpt, is_part: true });
        };
        return Err(fault(word.span, format!("there is nothing in `{}` to show", word.text))
            .help("name lines with code in them"));
    }
    Ok(Taken { excerpt, is_part: include.part != Part::Whole })
}

/// What is left out of the parts: bodies of the outermost functions, and all documentation.
fn cuts<'a>(outline: &'a Outline, elide: Elide, parts: &[Span]) -> Vec<&'a Cut> {
    let is_within = |inner: Span| parts.iter().any(|part| part.start <= inner.start && inner.end <= part.end);
    let bodies = outline.bodies.iter().filter(|cut| elide.bodies && is_within(cut.holder));
    let docstrings = outline.docstrings.iter().filter(|cut| elide.docstrings && is_within(cut.span));
    bodies.chain(docstrings).collect()
}

fn some_lines(word: &Word, (first, last): (u32, u32), file: &IncludedFile) -> Result<Span, Finding> {
    let text = &file.text;
    let count = u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
    if last > count {
        let message = format!("`{}` has no line {last}; it ends with line {count}", file.path);
        return Err(fault(word.span, message)
            .help("name lines that the file has; a `symbol` or a `region` moves with the code"));
    }
    let ends: Vec<usize> = text
        .split_inclusive('\n')
        .scan(0, |at, line| {
            *at += line.len();
            Some(*at)
        })
        .take(last as usize)
        .collect();
    let start = ends.get((first as usize).wrapping_sub(2)).copied().unwrap_or(0);
    Ok(Span::new(start, ends.last().copied().unwrap_or(text.len())))
}

fn region(word: &Word, regions: &Regions, path: &str) -> Result<Span, Finding> {
    let named: Vec<&Region> = regions.regions.iter().filter(|region| region.name == word.text).collect();
    let fault = |message: String| Finding::info(Code::MissingRegion, word.span, message);
    match named.as_slice() {
        [Region { inside: Some(inside), .. }] => Ok(*inside),
        [region] => Err(fault(format!("the region `{}` of `{path}` is not closed", word.text))
            .label(region.open, "opened here")
            .help("add a comment `endregion` behind its last line")),
        [] => {
            let names = regions.regions.iter().map(|one| one.name.as_str()).filter(|name| !name.is_empty());
            let names: Vec<&str> = names.collect::<BTreeSet<_>>().into_iter().collect();
            let near = nearest(&word.text, names.iter().copied());
            let finding =
                fault(format!("`{path}` has no region `{}`", word.text)).suggest(&word.text, names.iter().copied());
            let finding = match regions.regions.iter().find(|one| Some(one.name.as_str()) == near) {
                Some(one) => finding.label(one.open, format!("`{}` begins here", one.name)),
                None => finding,
            };
            Err(finding.help(match names.as_slice() {
                [] => "a region begins with a comment `region: name` and ends with one `endregion`".to_owned(),
                names => format!("its regions are {}", listed(names)),
            }))
        }
        all => {
            let finding = fault(format!("`{path}` has {} regions `{}`", all.len(), word.text));
            let finding = all.iter().fold(finding, |finding, one| finding.label(one.open, "begins here"));
            Err(finding.help("give each region a name of its own"))
        }
    }
}

/// Some names, in words.
fn listed(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(8).map(|name| format!("`{name}`")).collect();
    let rest = if names.len() > shown.len() { ", …" } else { "" };
    shown.join(", ") + rest
}

fn symbol(word: &Word, file: &IncludedFile, outline: &Outline) -> Result<Vec<Span>, Finding> {
    let symbols = &outline.symbols;
    let wanted = python::normal_name(&word.text);
    if let Some(symbol) = symbols.iter().find(|symbol| symbol.path == wanted) {
        return Ok(symbol.parts.clone());
    }
    let mut finding =
        Finding::info(Code::MissingSymbol, word.span, format!("`{}` defines no `{}`", file.path, word.text));
    let name = wanted.rsplit('.').next().unwrap_or_default();
    let near = near_symbol(&wanted, outline);
    if let Some(near) = near {
        finding = finding
            .help(format!("did you mean `{}`?", near.path))
            .label(near.name, format!("`{}` is defined here", near.path));
    }
    let around = wanted.rsplit_once('.').and_then(|(around, _)| symbols.iter().find(|symbol| symbol.path == around));
    if let Some(around) = around {
        finding = finding.label(around.name, format!("`{}` is here, and has no `{name}`", around.path));
    }
    let elsewhere = near.is_none().then(|| last_place(name, file, outline)).flatten();
    if let Some((place, words)) = elsewhere {
        finding = finding.label(place, words);
    }
    if let Some((span, message)) = file.python().0.errors.first() {
        finding = finding.label(*span, format!("the file is not valid Python: {message}"));
        finding = finding.help("what stands behind a syntax error may not be found; fix that first");
    }
    Err(match near.or(around) {
        Some(_) => finding,
        None => finding.help("a symbol is named with the classes around it: `Ledger.post`"),
    })
}

/// Where a name that is not defined is seen in the file: where it comes from, or where it stands last.
fn last_place(name: &str, file: &IncludedFile, outline: &Outline) -> Option<(Span, String)> {
    if let Some(import) = outline.import(name) {
        return Some((import, format!("`{name}` comes from elsewhere: show it from there")));
    }
    let seen = python::last_seen(&file.text, name)?;
    let line = line_of(&file.text, seen.start as usize);
    Some((seen, format!("`{name}` is last seen here, in line {line}")))
}

/// The symbol that may have been meant: the only one of that name elsewhere, the nearest in the same class, or the one
/// whose path is nearest if there is no such class.
fn near_symbol<'a>(wanted: &str, outline: &'a Outline) -> Option<&'a python::Symbol> {
    fn split(path: &str) -> (&str, &str) {
        path.rsplit_once('.').unwrap_or(("", path))
    }
    let symbols = &outline.symbols;
    let (around, name) = split(wanted);
    let mut same = symbols.iter().filter(|symbol| split(&symbol.path).1 == name);
    if let (Some(only), None) = (same.next(), same.next()) {
        return Some(only);
    }
    let is_there = around.is_empty() || symbols.iter().any(|symbol| symbol.path == around);
    if !is_there {
        let near = nearest(wanted, symbols.iter().map(|symbol| symbol.path.as_str()))?;
        return symbols.iter().find(|symbol| symbol.path == near);
    }
    let siblings = symbols.iter().filter(|symbol| split(&symbol.path).0 == around);
    let near = nearest(name, siblings.clone().map(|symbol| split(&symbol.path).1))?;
    siblings.clone().find(|symbol| split(&symbol.path).1 == near)
}

#[cfg(test)]
#[path = "include/tests.rs"]
mod tests;
