//! The browser's face of diagnostics: the same excerpt, caret, trace and help as in the terminal, as HTML.
//!
//! In: sorted diagnostics, the texts they point into, and a function that makes links to an editor. Out: one `<article>` a
//! diagnostic, to be put into the overlay of the live preview. All text is escaped; nothing here has a style of its own.

use std::fmt::Write as _;

use super::{Diagnostic, Label, LineColumn, Place, Severity, SourceMap, Span, line_column};

/// Makes the address that opens a file at a place; none for a file that lies in no folder, as those of a bundled theme.
pub type EditorLink<'a> = &'a dyn Fn(&str, LineColumn) -> Option<String>;

/// Characters of a line that are shown before the place at fault, at most.
const BEFORE: usize = 60;
/// Characters of a line that are shown after its beginning, at most.
const AFTER: usize = 140;

/// The first `limit` diagnostics, one after the other; the rest is counted.
pub fn render(diagnostics: &[Diagnostic], sources: &SourceMap, link: EditorLink<'_>, limit: usize) -> String {
    let page = Page { sources, link };
    let (shown, rest) = diagnostics.split_at(limit.min(diagnostics.len()));
    let mut html: String = shown.iter().map(|diagnostic| page.article(diagnostic)).collect();
    if let Some(more) = super::terminal::summary(rest) {
        let _ = write!(html, "<p class=\"more\">… and {more} more</p>");
    }
    html
}

struct Page<'a> {
    sources: &'a SourceMap,
    link: EditorLink<'a>,
}

/// One label of an excerpt: a byte range, its words, and whether it is the place at fault itself.
struct Mark<'a> {
    start: usize,
    end: usize,
    words: &'a str,
    is_primary: bool,
}

impl Page<'_> {
    fn article(&self, diagnostic: &Diagnostic) -> String {
        let severity = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let mut html = format!(
            "<article class=\"problem {severity}\"><h3><span class=\"severity\">{severity}</span> \
             <code class=\"code\">{}</code> {}</h3>",
            diagnostic.code,
            escape(&diagnostic.message)
        );
        html.extend(self.paths(diagnostic).into_iter().map(|path| self.excerpt(path, diagnostic)));
        if !diagnostic.trace.is_empty() {
            let steps = diagnostic.trace.iter().map(|step| self.step(step)).collect::<String>();
            let _ = write!(html, "<ol class=\"trace\">{steps}</ol>");
        }
        for help in &diagnostic.help {
            let _ = write!(html, "<p class=\"help\"><strong>help</strong> {}</p>", escape(help));
        }
        html.push_str("</article>");
        html
    }

    /// The file at fault first, then other files in the order of their labels.
    fn paths<'d>(&self, diagnostic: &'d Diagnostic) -> Vec<&'d str> {
        let mut paths: Vec<&str> = Vec::new();
        let labels = diagnostic.labels.iter().map(|label| &label.place);
        for place in diagnostic.place.iter().chain(labels) {
            if !paths.contains(&&*place.path) {
                paths.push(&place.path);
            }
        }
        paths
    }

    fn step(&self, step: &Label) -> String {
        format!("<li>{} {}</li>", escape(&step.message), self.place(&step.place))
    }

    /// `path:line:column`, as a link where the file can be opened.
    fn place(&self, place: &Place) -> String {
        let at = self.sources.line_column(place);
        let shown = format!("{}:{}:{}", escape(&place.path), at.line, at.column);
        match (self.link)(&place.path, at) {
            Some(address) => format!("<a class=\"place\" href=\"{}\">{shown}</a>", escape(&address)),
            None => format!("<span class=\"place\">{shown}</span>"),
        }
    }

    fn excerpt(&self, path: &str, diagnostic: &Diagnostic) -> String {
        let primary = diagnostic.place.as_ref().filter(|place| &*place.path == path);
        let labels = diagnostic.labels.iter().filter(|label| &*label.place.path == path);
        let first = primary.or_else(|| labels.clone().next().map(|label| &label.place));
        let Some(first) = first else { return String::new() };
        let heading = format!("<p class=\"where\">{}</p>", self.place(first));
        // A diagnostic of a whole file has no line to show, and a file that is not text none at all.
        let whole = primary.is_some_and(|place| place.span == Span::default() && diagnostic.caret.is_empty());
        let text = self.sources.text(path).filter(|text| !text.is_empty());
        let Some(text) = text.filter(|_| !whole || labels.clone().next().is_some()) else { return heading };
        let own = primary.map(|place| mark(&text, place.span, &diagnostic.caret, true));
        let marks = own.into_iter().chain(labels.map(|label| mark(&text, label.place.span, &label.message, false)));
        format!("{heading}<pre class=\"excerpt\" tabindex=\"0\">{}</pre>", lines(&text, &marks.collect::<Vec<_>>()))
    }
}

/// The lines that hold a mark, with their neighbours; a gap is shown as such.
fn lines(text: &str, marks: &[Mark<'_>]) -> String {
    let line_of = |mark: &Mark<'_>| line_column(text, mark.start).line;
    let marked: Vec<usize> = marks.iter().map(line_of).collect();
    let mut html = String::new();
    let mut last = 0;
    let mut offset = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let number = index + 1;
        if marked.iter().any(|at| number.abs_diff(*at) <= 1) {
            if last != 0 && number > last + 1 {
                html.push_str("<span class=\"gap\">⋮</span>\n");
            }
            last = number;
            let here = marks.iter().zip(&marked).filter(|(_, at)| **at == number).map(|(mark, _)| mark);
            html.push_str(&one_line(number, line.trim_end_matches(['\n', '\r']), offset, here.collect()));
        }
        offset += line.len();
    }
    html
}

/// A line with its number; below it, a caret and its words for every mark.
fn one_line(number: usize, line: &str, offset: usize, mut marks: Vec<&Mark<'_>>) -> String {
    marks.sort_by_key(|mark| (mark.start, !mark.is_primary));
    let within = |mark: &Mark<'_>| {
        let start = (mark.start - offset).min(line.len());
        (start, (mark.end - offset).clamp(start, line.len()))
    };
    let focus = marks.iter().find(|mark| mark.is_primary).or(marks.first()).map_or(0, |mark| within(mark).0);
    let (from, to) = window(line, focus);
    let mut html = format!("<span class=\"number\">{number}</span>");
    if from > 0 {
        html.push('…');
    }
    let mut at = from;
    for mark in &marks {
        let (start, end) = within(mark);
        let (start, end) = (start.clamp(at, to), end.clamp(at, to));
        let class = if mark.is_primary { "primary" } else { "related" };
        let (plain, marked) = (escape(&line[at..start]), escape(&line[start..end]));
        let _ = write!(html, "{plain}<mark class=\"{class}\">{marked}</mark>");
        at = end;
    }
    html.push_str(&escape(&line[at..to]));
    html.push_str(if to < line.len() { "…\n" } else { "\n" });
    for mark in marks {
        let (start, end) = within(mark);
        let pad = format!("{}{}", if from > 0 { "…" } else { "" }, escape(&line[from..start.clamp(from, to)]));
        html.push_str(&caret(&pad, line[start..end].chars().count(), mark));
    }
    html
}

/// The caret stands below its text, whatever the width of the letters before it: they are repeated, unseen.
fn caret(pad: &str, length: usize, mark: &Mark<'_>) -> String {
    let (class, sign) = if mark.is_primary { ("primary", "^") } else { ("related", "-") };
    let signs = sign.repeat(length.clamp(1, AFTER));
    let words = escape(mark.words);
    format!(
        "<span class=\"number\"></span><span class=\"pad\" aria-hidden=\"true\">{pad}</span>\
         <span class=\"caret {class}\"><span aria-hidden=\"true\">{signs}</span> {words}</span>\n"
    )
}

/// The part of a long line around the byte `focus`, as byte range at borders of characters.
fn window(line: &str, focus: usize) -> (usize, usize) {
    let starts = |(at, _): (usize, char)| at;
    let from = match line[..focus].chars().count() {
        count if count > BEFORE => line[..focus].char_indices().rev().nth(BEFORE - 1).map_or(0, starts),
        _ => 0,
    };
    let to = line[from..].char_indices().nth(BEFORE + AFTER).map_or(line.len(), |(at, _)| from + at);
    (from, to)
}

/// A span cut to its first line, inside the text, and at the borders of characters.
fn mark<'a>(text: &str, span: Span, words: &'a str, is_primary: bool) -> Mark<'a> {
    let floor = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let mut start = floor(span.start as usize);
    if start == text.len() && text.ends_with('\n') {
        start -= 1;
    }
    let line_end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
    let next = text[start..line_end].chars().next().map_or(start, |sign| start + sign.len_utf8());
    Mark { start, end: floor(span.end as usize).clamp(next, line_end.max(next)), words, is_primary }
}

/// Text for HTML, in elements and in attributes.
fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            sign => html.push(sign),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, SourcePath};
    use std::sync::Arc;

    fn shown(text: &str, diagnostic: impl Fn(&SourcePath) -> Diagnostic) -> String {
        let path: SourcePath = Arc::from("content/a.md");
        let mut sources = SourceMap::default();
        sources.insert(Arc::clone(&path), Arc::from(text));
        let link = |path: &str, at: LineColumn| {
            path.starts_with("content/").then(|| format!("edit:{path}?a=1&line={}:{}", at.line, at.column))
        };
        render(&[diagnostic(&path)], &sources, &link, 10)
    }

    fn at(path: &SourcePath, start: usize, end: usize) -> Place {
        Place::new(path, start..end)
    }

    #[test]
    fn excerpt_caret_trace_and_help_are_all_there() {
        let html = shown("---\nskils: [<b>]\n---\n", |path| {
            Diagnostic::new(Code::UnknownKey, "unknown key `skils`")
                .at(at(path, 4, 9))
                .caret("not a key")
                .via(Place::whole(path), "page")
                .help("did you mean `skills`?")
        });
        assert!(html.contains("<code class=\"code\">unknown-key</code> unknown key `skils`</h3>"), "{html}");
        assert!(html.contains("href=\"edit:content/a.md?a=1&amp;line=2:1\">content/a.md:2:1</a>"), "{html}");
        assert!(html.contains("<mark class=\"primary\">skils</mark>: [&lt;b&gt;]"), "{html}");
        assert!(html.contains("<span aria-hidden=\"true\">^^^^^</span> not a key</span>"), "{html}");
        assert!(html.contains("<li>page <a class=\"place\""), "{html}");
        assert!(html.contains("<strong>help</strong> did you mean `skills`?"), "{html}");
    }

    #[test]
    fn a_place_without_text_is_a_path() {
        let html = render(
            &[Diagnostic::new(Code::TemplateError, "x").at(Place::whole(&Arc::from("theme:base/a.html")))],
            &SourceMap::default(),
            &|_, _| None,
            10,
        );
        assert!(html.contains("<span class=\"place\">theme:base/a.html:1:1</span>"), "{html}");
        assert!(!html.contains("<pre"), "{html}");
    }

    #[test]
    fn long_lines_are_cut_around_the_fault_and_spans_may_be_wild() {
        let text = format!("{}fault{}", "ä".repeat(500), "ö".repeat(500));
        let html = shown(&text, |path| Diagnostic::new(Code::UnknownKey, "x").at(at(path, 1000, 1005)));
        assert!(html.contains("…ää") && html.contains("<mark class=\"primary\">fault</mark>öö"), "{html}");
        assert!(html.chars().filter(|sign| *sign == 'ä').count() == 2 * BEFORE, "{html}");
        for (start, end) in [(0, 0), (1, 2), (1999, 99_999), (50_000, 3), (0, 2005)] {
            shown(&text, |path| Diagnostic::new(Code::UnknownKey, "x").at(at(path, start, end)));
            shown("\n", |path| Diagnostic::new(Code::UnknownKey, "x").at(at(path, start, end)).caret("here"));
            shown("a\r\nb\n", |path| {
                let place = at(path, start, end);
                Diagnostic::new(Code::UnknownKey, "x")
                    .at(place.clone())
                    .label(place, "again")
                    .label(at(path, 0, 1), "1")
            });
        }
    }

    #[test]
    fn what_is_beyond_the_limit_is_counted() {
        let all = vec![Diagnostic::new(Code::UnknownKey, "x"); 3];
        let html = render(&all, &SourceMap::default(), &|_, _| None, 1);
        assert!(html.contains("… and 2 errors more") && html.matches("<article").count() == 1, "{html}");
    }
}
