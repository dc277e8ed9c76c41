//! Outputs of a cell: of the forms in which a thing was put out, the richest that is safe.
//!
//! In this order: HTML that needs no script, Markdown, SVG, mathematics, pictures of pixels, HTML that lost its scripts,
//! text. What can only live in a notebook is said to be there.

use super::compose::{Composer, push_text};
use super::json::{Json, Value};
use super::read::{Cell, Reader};
use super::{ansi, html, picture};
use crate::code::Block;
use crate::content::math;
use crate::content::output::{Output, Stream};
use crate::content::piece::Piece;
use crate::diagnostic::{Code, Diagnostic};

/// Pictures of pixels, in the order in which they are preferred.
const PIXELS: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "image/gif"];

/// Adds the outputs of a cell. Neighbouring pieces of one stream are one text.
pub(super) fn add(composer: &mut Composer<'_>, cell: &Cell<'_>) {
    let mut stream: Option<(Stream, String, &Value)> = None;
    for output in cell.outputs {
        let next = streamed(&mut composer.reader, output);
        if let (Some((of, text, _)), Some((next, more))) = (&mut stream, &next)
            && of == next
        {
            text.push_str(more);
            continue;
        }
        if let Some((of, text, at)) = stream.take() {
            print(composer, (of, &text), at);
        }
        match next {
            Some((of, text)) => stream = Some((of, text, output)),
            None => one(composer, cell, output),
        }
    }
    if let Some((of, text, at)) = stream {
        print(composer, (of, &text), at);
    }
}

/// Whether an output says that the cell failed.
pub(super) fn is_error(json: Json<'_>, output: &Value) -> bool {
    let kind = json.get(output, "output_type").and_then(|kind| json.letters(kind));
    matches!(kind.as_deref(), Some("error" | "pyerr"))
}

fn streamed(reader: &mut Reader<'_>, output: &Value) -> Option<(Stream, String)> {
    let json = reader.json;
    if json.letters(json.get(output, "output_type")?)? != "stream" {
        return None;
    }
    let name = json.get(output, "name").or_else(|| json.get(output, "stream"));
    let is_error = name.and_then(|name| json.letters(name)).is_some_and(|name| name == "stderr");
    let text = json.get(output, "text").and_then(|text| reader.text(text, "text")).unwrap_or_default();
    Some((if is_error { Stream::Error } else { Stream::Out }, text))
}

fn print(composer: &mut Composer<'_>, (stream, text): (Stream, &str), at: &Value) {
    let printed = ansi::printed(text, stream);
    if !printed.text.trim().is_empty() {
        push(composer, Output::Printed(printed), at);
    }
}

fn push(composer: &mut Composer<'_>, output: Output, at: &Value) {
    let place = composer.mark(at.head());
    let index = u32::try_from(composer.outputs.len()).unwrap_or(u32::MAX);
    composer.outputs.push(output);
    composer.pieces.push(Piece::Output(index, place));
}

fn one(composer: &mut Composer<'_>, cell: &Cell<'_>, output: &Value) {
    let json = composer.reader.json;
    let kind = json.get(output, "output_type").and_then(|kind| json.letters(kind));
    match kind.as_deref() {
        Some("error" | "pyerr") => error(composer, output),
        Some("execute_result" | "display_data" | "pyout" | "update_display_data") => {
            let bundle = Bundle::of(json, output);
            show(composer, (cell, output), &bundle);
        }
        Some("stream") => {}
        other => {
            let message = match other {
                Some(other) => format!("`{}` is not a type of output", other.escape_debug()),
                None => format!("an output of cell {} has no `output_type`", cell.number),
            };
            let diagnostic = Diagnostic::new(Code::NotebookFormat, message);
            composer.reader.report(output.head(), diagnostic.help("run the cell again, and save the notebook"));
        }
    }
}

fn error(composer: &mut Composer<'_>, output: &Value) {
    let json = composer.reader.json;
    let lines = json.get(output, "traceback").and_then(Value::list).unwrap_or_default();
    let lines: Vec<String> =
        lines.iter().filter_map(|line| json.letters(line)).map(|line| ansi::plain(&line)).collect();
    let mut text = lines.join("\n");
    if text.trim().is_empty() {
        let word = |name: &str| json.get(output, name).and_then(|word| json.letters(word)).unwrap_or_default();
        text = format!("{}: {}", word("ename"), ansi::plain(&word("evalue")));
    }
    let text = text.trim_end().to_owned() + "\n";
    push(composer, Output::Traceback(Box::new(Block::parse("pytb", &text).0)), output);
}

/// The forms in which one thing was put out.
struct Bundle<'v>(Vec<(String, &'v Value)>);

impl<'v> Bundle<'v> {
    /// In format 4 they lie in `data` under their types, in format 3 in the output itself under short names.
    fn of(json: Json<'_>, output: &'v Value) -> Self {
        let data = json.get(output, "data");
        let entries = data.unwrap_or(output).map().unwrap_or_default();
        let named = entries.iter().filter_map(|entry| {
            let key = json.key(entry);
            let mime = match key.as_ref() {
                mime if data.is_some() => mime,
                "text" => "text/plain",
                "html" => "text/html",
                "latex" => "text/latex",
                "svg" => "image/svg+xml",
                "png" => "image/png",
                "jpeg" => "image/jpeg",
                "javascript" => "application/javascript",
                _ => return None,
            };
            Some((mime.to_owned(), &entry.value))
        });
        Self(named.collect())
    }

    fn get(&self, mime: &str) -> Option<&'v Value> {
        self.0.iter().rev().find(|(name, _)| name == mime).map(|(_, value)| *value)
    }

    fn text(&self, mime: &str, reader: &mut Reader<'_>) -> Option<String> {
        self.get(mime).and_then(|value| reader.text(value, mime))
    }
}

fn show(composer: &mut Composer<'_>, (cell, output): (&Cell<'_>, &Value), bundle: &Bundle<'_>) {
    let written = bundle.text("text/html", &mut composer.reader);
    let clean = written.as_deref().and_then(html::clean);
    let is_whole = |clean: &html::Clean| !clean.is_poorer;
    if let Some(clean) = clean.as_ref().filter(|clean| is_whole(clean)) {
        return push(composer, Output::Html(clean.parts.clone()), output);
    }
    let pictures = std::iter::once("image/svg+xml").chain(PIXELS);
    if markdown(composer, bundle)
        || pictures.into_iter().any(|mime| {
            (mime == PIXELS[0] && formula(composer, output, bundle)) || image(composer, (cell, output), (bundle, mime))
        })
    {
        return;
    }
    let is_script = |mime: &str| mime.starts_with("application/") && mime != "application/json";
    let is_more = written.is_some() || bundle.0.iter().any(|(mime, _)| is_script(mime));
    match clean {
        Some(clean) => push(composer, Output::Html(clean.parts), output),
        None => {
            let text = bundle.text("text/plain", &mut composer.reader).unwrap_or_default();
            // `<Figure size 640x480>` stands for what is missing.
            let is_name = text.trim().starts_with('<') && text.trim().ends_with('>') && text.lines().count() == 1;
            if !(is_more && is_name) {
                print(composer, (Stream::Value, &text), output);
            }
        }
    }
    if is_more {
        push(composer, Output::Interactive, output);
    }
}

fn markdown(composer: &mut Composer<'_>, bundle: &Bundle<'_>) -> bool {
    let Some(texts) = bundle.get("text/markdown").and_then(|value| composer.reader.texts(value, "text/markdown"))
    else {
        return false;
    };
    let start = composer.script.len();
    for text in texts {
        push_text(composer.reader.json, text, &mut composer.script);
    }
    let range = start..composer.script.len();
    if composer.script.text()[range.clone()].trim().is_empty() {
        return false;
    }
    composer.pieces.push(Piece::Markdown { range, attachments: Vec::new(), is_output: true });
    true
}

fn formula(composer: &mut Composer<'_>, output: &Value, bundle: &Bundle<'_>) -> bool {
    let Some(text) = bundle.text("text/latex", &mut composer.reader) else { return false };
    let Some(mathml) = tex(&text).and_then(|tex| math::render(tex, true).ok()) else { return false };
    let place = composer.mark(output.head());
    composer.pieces.push(Piece::Formula(mathml, place));
    true
}

/// The formula between its dollar signs; nothing if the text is more than one formula.
fn tex(text: &str) -> Option<&str> {
    let text = text.trim();
    let pairs = [("$$", "$$"), ("\\[", "\\]"), ("\\(", "\\)"), ("$", "$")];
    let inside = pairs.iter().find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close)).unwrap_or(text);
    let inside = inside.trim().trim_start_matches("\\displaystyle").trim();
    (!inside.is_empty() && !inside.replace("\\$", "").contains('$')).then_some(inside)
}

fn image(
    composer: &mut Composer<'_>,
    (cell, output): (&Cell<'_>, &Value),
    (bundle, mime): (&Bundle<'_>, &str),
) -> bool {
    let (Some(value), Some(extension)) = (bundle.get(mime), picture::extension(mime)) else { return false };
    let number = u32::try_from(composer.cells.len() + 1).unwrap_or(u32::MAX);
    let what = format!("a picture in the output of cell {}", cell.number);
    let Some(name) = composer.extract(("output", extension), value, &what) else { return false };
    let json = composer.reader.json;
    let metadata = json.get(output, "metadata");
    let of_form = metadata.and_then(|metadata| json.get(metadata, mime));
    // A plot for a dense screen has more pixels than it is to take up.
    let pixels =
        |key: &str| of_form.and_then(|form| json.count(json.get(form, key)?)).filter(|size| (1..20_000).contains(size));
    if let (Some(size), Some(file)) =
        (pixels("width").zip(pixels("height")), composer.extracted.iter_mut().find(|file| file.name == name))
    {
        file.size = Some(size);
    }
    let own = cell.metadata.and_then(|metadata| json.get(metadata, "showpiece"));
    let said = |key: &str| {
        let mut places = [of_form, metadata, own, cell.metadata].into_iter().flatten();
        let text = places.find_map(|place| json.letters(json.get(place, key)?));
        let tagged = || cell.tags.iter().find_map(|tag| tag.strip_prefix(key)?.strip_prefix([':', '=']));
        text.map(std::borrow::Cow::into_owned)
            .or_else(|| tagged().map(str::to_owned))
            .map(|text| text.trim().to_owned())
    };
    let place = composer.mark(output.head());
    let (alt, caption) = (said("alt"), said("caption").unwrap_or_default());
    composer.pieces.push(Piece::Picture { name, alt, caption, number, place });
    true
}

#[cfg(test)]
mod tests {
    use super::tex;

    #[test]
    fn formulas_without_their_signs() {
        for (text, inside) in [
            ("$\\displaystyle x^{2}$", Some("x^{2}")),
            ("$$\nx\n$$\n", Some("x")),
            ("\\[x\\]", Some("x")),
            ("x + 1", Some("x + 1")),
            ("costs $1$ and $2$", None),
            ("$$", None),
            ("", None),
        ] {
            assert_eq!(tex(text), inside, "{text}");
        }
    }
}
