//! Whole notebooks, taken apart and parsed.

use std::sync::Arc;

use crate::content::{self, Defaults, Document, Kind, Output, RawHtml, Settings, Tag, Written};
use crate::diagnostic::{Diagnostic, SourcePath, line_column};

const SETTINGS: Settings = Settings { smart_punctuation: false, raw_html: RawHtml::Allow };

fn parse(json: &str) -> (Option<Document>, Vec<Diagnostic>) {
    let path = SourcePath::from("content/about.ipynb");
    content::parse(Written::new(&path, &Arc::from(json)), &SETTINGS, &Defaults::default())
}

/// A notebook of these cells, one a line, with a title.
fn notebook(cells: &str) -> String {
    format!(
        "{{\"cells\": [\n{cells}\n],\n\"metadata\": {{\"showpiece\": {{\"title\": \"T\"}}}},\n\"nbformat\": 4, \"nbformat_minor\": 5}}\n"
    )
}

/// The nodes of a document, without their texts.
fn shape(document: &Document) -> String {
    let body = document.body();
    let word = |kind: &Kind| match kind {
        Kind::Start(Tag::Fold(fold)) => format!("{fold:?}("),
        Kind::End(Tag::Fold(_) | Tag::Cell(_) | Tag::Outputs) => ")".to_owned(),
        Kind::Start(Tag::Cell(_)) => "cell(".to_owned(),
        Kind::Start(Tag::Outputs) => "outputs(".to_owned(),
        Kind::Start(Tag::Paragraph) => "p ".to_owned(),
        Kind::Start(Tag::Heading(_)) => "h ".to_owned(),
        Kind::Start(Tag::Figure) => "figure ".to_owned(),
        Kind::Code(index) => format!("{} ", body.code[*index as usize].block.language.name()),
        Kind::Output(index) => match &body.outputs[*index as usize] {
            Output::Printed(printed) => format!("{:?}={:?} ", printed.stream, printed.text),
            Output::Traceback(_) => "traceback ".to_owned(),
            Output::Html(_) => "html ".to_owned(),
            Output::Interactive => "interactive ".to_owned(),
        },
        Kind::Math(..) => "math ".to_owned(),
        _ => String::new(),
    };
    body.nodes.iter().map(|node| word(&node.kind)).collect::<String>().replace(" )", ")")
}

fn shown(cells: &str) -> String {
    let (document, found) = parse(&notebook(cells));
    let faults: Vec<String> = found.into_iter().map(|one| one.message).collect();
    document.map_or_else(|| "(none)".to_owned(), |document| shape(&document)) + &faults.join("; ")
}

fn code(rest: &str) -> String {
    format!("{{\"cell_type\": \"code\", \"execution_count\": 1, \"metadata\": {{}}, \"source\": \"x\", {rest}}}")
}

fn data(mimes: &str) -> String {
    shown(&code(&format!(
        "\"outputs\": [{{\"output_type\": \"display_data\", \"metadata\": {{}}, \"data\": {{{mimes}}}}}]"
    )))
}

const DOT: &str = "R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==";

#[test]
fn the_richest_safe_form_is_shown() {
    let gif = format!("\"image/gif\": \"{DOT}\", \"text/plain\": \"<Figure>\"");
    for (mimes, expected) in [
        ("\"text/plain\": \"1\"".to_owned(), "Value=\"1\""),
        ("\"text/html\": \"<b>x</b>\", \"text/plain\": \"x\"".to_owned(), "html"),
        (format!("\"text/html\": \"<script>x</script><p>Loading</p>\", {gif}"), "figure"),
        (
            "\"text/html\": \"<div id=p></div><script>x</script>\", \"text/plain\": \"<Chart object>\"".to_owned(),
            "interactive",
        ),
        ("\"text/markdown\": [\"a *b*\"], \"text/latex\": \"$x$\"".to_owned(), "p"),
        ("\"image/svg+xml\": \"<svg width='1' height='1'/>\", \"text/latex\": \"$x$\"".to_owned(), "figure"),
        ("\"image/svg+xml\": \"<svg/>\", \"text/latex\": \"$x$\"".to_owned(), "figure"),
        (format!("\"text/latex\": \"$x^2$\", {gif}"), "math"),
        (format!("\"text/latex\": \"a table $x$ of $y$\", {gif}"), "figure"),
        (gif, "figure"),
        (
            "\"application/vnd.jupyter.widget-view+json\": {\"a\": 1}, \"text/plain\": \"Slider()\"".to_owned(),
            "Value=\"Slider()\" interactive",
        ),
        ("\"application/json\": {\"a\": 1}, \"text/plain\": \"<dict>\"".to_owned(), "Value=\"<dict>\""),
    ] {
        assert_eq!(data(&mimes), format!("cell(python outputs({expected}))"), "{mimes}");
    }
}

#[test]
fn streams_and_errors() {
    let outputs = "\"outputs\": [{\"output_type\": \"stream\", \"name\": \"stdout\", \"text\": [\"a\\n\", \"b\"]}, \
                   {\"output_type\": \"stream\", \"name\": \"stdout\", \"text\": \"c\\n\"}, \
                   {\"output_type\": \"stream\", \"name\": \"stderr\", \"text\": \"\\u001b[31mw\\u001b[0m\"}, \
                   {\"output_type\": \"error\", \"ename\": \"E\", \"evalue\": \"v\", \"traceback\": []}]";
    assert_eq!(shown(&code(outputs)), "cell(python outputs(Out=\"a\\nbc\\n\" Error=\"w\" traceback))");
}

#[test]
fn tags_hide_and_remove() {
    for (tags, expected) in [
        ("\"hide-input\"", "cell(Code(python)outputs(Out=\"o\"))"),
        ("\"hide_output\"", "cell(python Output(outputs(Out=\"o\")))"),
        ("\"hide-cell\"", "Cell(cell(python outputs(Out=\"o\")))"),
        ("\"remove_input\"", "cell(outputs(Out=\"o\"))"),
        ("\"remove-output\"", "cell(python)"),
        ("\"remove_all_outputs\", \"hide-input\"", "cell(Code(python))"),
        ("\"remove-cell\"", ""),
        ("\"other\"", "cell(python outputs(Out=\"o\"))"),
    ] {
        let cell = code("\"outputs\": [{\"output_type\": \"stream\", \"name\": \"stdout\", \"text\": \"o\"}]")
            .replace("\"metadata\": {}", &format!("\"metadata\": {{\"tags\": [{tags}]}}"));
        assert_eq!(shown(&cell), expected, "{tags}");
    }
    let lab =
        code("\"outputs\": []").replace("\"metadata\": {}", "\"metadata\": {\"jupyter\": {\"source_hidden\": true}}");
    assert_eq!(shown(&lab), "cell(Code(python))");
}

#[test]
fn a_cell_swallows_no_other() {
    let cells = "{\"cell_type\": \"markdown\", \"metadata\": {}, \"source\": \"```python\\nx = 1\\n\\n# not closed\"},\n\
                 {\"cell_type\": \"markdown\", \"metadata\": {}, \"source\": \"text[^1]\\n\\n[^1]: one\"},\n\
                 {\"cell_type\": \"markdown\", \"metadata\": {}, \"source\": \"<div>\\n\\ntext[^1]\\n\\n[^1]: two\"}";
    let (document, found) = parse(&notebook(cells));
    assert_eq!(found, []);
    let body = document.unwrap().body();
    assert_eq!(body.footnotes.iter().map(|note| (note.number, note.references)).collect::<Vec<_>>(), [(1, 1), (2, 1)]);
    assert_eq!(body.code.len(), 1);
}

#[test]
fn the_title_is_not_repeated() {
    let cell = |text: &str| format!("{{\"cell_type\": \"markdown\", \"metadata\": {{}}, \"source\": \"{text}\"}}");
    assert_eq!(shown(&cell("# T\\n\\ntext")), "p ");
    assert_eq!(shown(&cell("# Other\\n\\ntext")), "h p a first-level heading in the text");
}

#[test]
fn places_lead_into_the_file() {
    let json = notebook(
        "{\"cell_type\": \"markdown\", \"metadata\": {}, \"source\": [\n \"caf\\u00e9 \\\"q\\\"\\n\",\n \"[x](javascript:y)\\n\"]},\n\
         {\"cell_type\": \"code\", \"metadata\": {}, \"outputs\": [], \"execution_count\": null, \"source\": [\n\"a = 1\\n\",\n\"b = = 2\"]}",
    );
    let (document, found) = parse(&json);
    let shown = |one: &Diagnostic| {
        let span = one.place.as_ref().unwrap().span;
        (one.code.word(), line_column(&json, span.start as usize).line, &json[span.start as usize..span.end as usize])
    };
    let found: Vec<_> = found.iter().map(shown).collect();
    assert_eq!(found, [("python-syntax", 7, "="), ("dangerous-url", 4, "javascript:y")]);
    let document = document.unwrap();
    let lines: Vec<_> =
        document.body().code.iter().map(|code| document.mapping().line(code.span.start as usize).unwrap()).collect();
    assert_eq!(lines, [6]);
}

#[test]
fn front_matter_in_the_first_cell() {
    let json = "{\"cells\": [{\"cell_type\": \"raw\", \"metadata\": {}, \"source\": [\"---\\n\", \"title: A\\n\", \"tilte: B\\n\", \"---\\n\"]}], \
                \"metadata\": {}, \"nbformat\": 4, \"nbformat_minor\": 4}";
    let (document, found) = parse(json);
    assert!(document.is_none());
    let span = found[0].place.as_ref().unwrap().span;
    assert_eq!((found[0].code.word(), &json[span.start as usize..span.end as usize]), ("unknown-key", "tilte"));
    let (document, found) = parse(&json.replace("tilte: B", "tags: [x]"));
    assert_eq!(found, []);
    assert_eq!(document.unwrap().front.tags().len(), 1);
}

#[test]
fn front_matter_in_the_metadata() {
    let json = "{\"cells\": [], \"metadata\": {\"showpiece\": {\n\t\"title\": \"A \\ud83d\\ude00 \\/ \\\"B\\\"\",\n\t\"tags\": [\"x\"], \"sumary\": \"s\"}},\n\"nbformat\": 4}";
    let (_, found) = parse(json);
    let span = found[0].place.as_ref().unwrap().span;
    assert_eq!((found[0].code.word(), &json[span.start as usize..span.end as usize]), ("unknown-key", "\"sumary\""));
    let (document, found) = parse(&json.replace("sumary", "summary"));
    assert_eq!(found, []);
    let document = document.unwrap();
    assert_eq!(document.front.title().as_str(), "A 😀 / \"B\"");
    let place = document.front_place("tags[0]");
    assert_eq!(&json.replace("sumary", "summary")[place.span.start as usize..place.span.end as usize], "\"x\"");
}

#[test]
fn format_3() {
    let json = "{\"metadata\": {\"showpiece\": {\"title\": \"T\"}}, \"nbformat\": 3, \"nbformat_minor\": 0, \"worksheets\": [{\"cells\": [\
                {\"cell_type\": \"heading\", \"level\": 2, \"metadata\": {}, \"source\": \"H\"}, \
                {\"cell_type\": \"code\", \"language\": \"python\", \"input\": [\"1 + 1\"], \"prompt_number\": 7, \"outputs\": [\
                {\"output_type\": \"pyout\", \"text\": [\"2\"], \"metadata\": {}}, \
                {\"output_type\": \"stream\", \"stream\": \"stderr\", \"text\": \"w\"}, \
                {\"output_type\": \"pyerr\", \"ename\": \"E\", \"evalue\": \"v\", \"traceback\": [\"E: v\"]}]}]}]}";
    let (document, found) = parse(json);
    assert_eq!(found.iter().map(|one| one.code.word()).collect::<Vec<_>>(), ["notebook-version"]);
    let document = document.unwrap();
    assert_eq!(shape(&document), "h cell(python outputs(Value=\"2\" Error=\"w\" traceback))");
    assert_eq!(document.body().cells[0].count, Some(7));
}

#[test]
fn attachments_become_files() {
    let cell = |name: &str| {
        format!(
            "{{\"cell_type\": \"markdown\", \"metadata\": {{}}, \"source\": \"![d](attachment:{name})\", \
             \"attachments\": {{\"a b.gif\": {{\"image/gif\": \"{DOT}\"}}, \"unused.gif\": {{\"image/gif\": \"{DOT}A\"}}}}}}"
        )
    };
    let (document, found) = parse(&notebook(&cell("a%20b.gif")));
    assert_eq!(found, []);
    let document = document.unwrap();
    assert_eq!(document.pictures().len(), 1);
    assert_eq!(document.body().images[0].target, document.pictures()[0].name);
    assert!(shown(&cell("a%20c.gif")).ends_with("the cell has no attachment `a c.gif`"));
}

proptest::proptest! {
    #[test]
    fn damaged_notebooks_are_reported(at in 0usize..900, bytes in "[\\[\\]{}\",:\\\\0-9a-z=é]{0,3}", length in 0usize..40) {
        let cells = [
            code(&format!("\"outputs\": [{{\"output_type\": \"display_data\", \"metadata\": {{}}, \"data\": {{\"image/gif\": \"{DOT}\"}}}}]")),
            code("\"outputs\": [{\"output_type\": \"stream\", \"name\": \"stdout\", \"text\": [\"a\\n\", \"b\"]}]"),
            "{\"cell_type\": \"markdown\", \"metadata\": {\"tags\": [\"hide-cell\"]}, \"source\": [\"::x{a=1}\\n\", \"*b* `c`\"]}".to_owned(),
        ];
        let mut json = notebook(&cells.join(",\n"));
        let near = |at: usize| (at..=json.len()).find(|at| json.is_char_boundary(*at)).unwrap_or(json.len());
        let (start, end) = (near(at), near(at + length));
        json.replace_range(start..end, &bytes);
        let (document, found) = parse(&json);
        proptest::prop_assert!(document.is_some() || !found.is_empty());
        for place in found.iter().flat_map(|one| one.place.iter().chain(one.labels.iter().map(|label| &label.place))) {
            proptest::prop_assert!(json.get(place.span.start as usize..place.span.end as usize).is_some(), "{:?}", found);
        }
    }
}
