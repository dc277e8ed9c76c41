//! Named parts of a file, marked by its author in comments: `# region: name` … `# endregion`.
//!
//! In: the text of a file in any language. Out: where its regions begin and end, and the lines that say so. Also
//! understood is what editors fold: `#region name`, `//#region name`, `<!-- #region name -->`.

use crate::diagnostic::Span;

/// The signs with which lines of comments begin; longer ones first.
const SIGNS: [&str; 13] = ["<!--", "<%--", "{#", "/*", "//", "--", "(*", "#", ";", "%", "'", "!", "*"];
/// The signs with which comments end.
const ENDS: [&str; 5] = ["-->", "--%>", "#}", "*/", "*)"];

/// A region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Its name; empty if it has none.
    pub name: String,
    /// The line that opens it.
    pub open: Span,
    /// The lines within; none if it is never closed.
    pub inside: Option<Span>,
}

/// The regions of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Regions {
    /// In the order in which they begin.
    pub regions: Vec<Region>,
    /// The lines that open and close regions, with their line ends.
    pub marks: Vec<Span>,
}

/// Finds the regions of `text`. Lines that begin within one of the `strings` are no comments.
pub fn find(text: &str, strings: &[Span]) -> Regions {
    let mut found = Regions::default();
    let mut open: Vec<usize> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let in_string = strings.iter().any(|string| (string.start as usize) < start && start < string.end as usize);
        match mark(line).filter(|_| !in_string) {
            Some(Mark::Open(name)) => {
                open.push(found.regions.len());
                found.marks.push(Span::new(start, end));
                let line = Span::new(start + line.len() - line.trim_start().len(), start + line.trim_end().len());
                found.regions.push(Region { name: name.to_owned(), open: line, inside: None });
            }
            Some(Mark::Close(name)) => {
                found.marks.push(Span::new(start, end));
                close(&mut found.regions, &mut open, (name, start));
            }
            None => {}
        }
        start = end;
    }
    found
}

/// Closes the innermost region of that name, else the innermost: what follows `endregion` may be a remark.
fn close(regions: &mut [Region], open: &mut Vec<usize>, (name, at): (&str, usize)) {
    let is_named = |index: &usize| regions.get(*index).is_some_and(|region| !name.is_empty() && region.name == name);
    let place = open.iter().rposition(is_named).or(open.len().checked_sub(1));
    let Some(region) = place.and_then(|place| regions.get_mut(*open.get(place)?)) else { return };
    let after = region.open.end as usize + 1;
    region.inside = Some(Span::new(after.min(at), at));
    open.truncate(place.unwrap_or_default());
}

enum Mark<'a> {
    Open(&'a str),
    Close(&'a str),
}

fn mark(line: &str) -> Option<Mark<'_>> {
    // Most lines have no such word; looking for it is cheaper than for all signs.
    if !line.contains("region") {
        return None;
    }
    let line = line.trim();
    let sign = SIGNS.iter().find(|sign| line.starts_with(**sign))?;
    let rest = line.get(sign.len()..)?.trim_start_matches(['#', '/', '-', ';', '%', '*', '!']);
    let is_near = !rest.starts_with(char::is_whitespace);
    let rest = rest.trim_start();
    let is_near = is_near || rest.starts_with('#');
    let rest = rest.trim_start_matches('#').trim_start();
    let rest = rest.strip_prefix("pragma").map_or(rest, str::trim_start);
    let rest = ENDS.iter().find_map(|end| rest.strip_suffix(end)).unwrap_or(rest).trim_end();
    if let Some(rest) = rest.strip_prefix("endregion") {
        return Some(Mark::Close(name(rest, true)?));
    }
    rest.strip_prefix("region").and_then(|rest| name(rest, is_near)).map(Mark::Open)
}

/// The name behind the word: after a colon, or a blank. With blanks on both sides the word may be part of a sentence, and
/// then one other word is a name, and more are none.
fn name(rest: &str, is_near: bool) -> Option<&str> {
    if let Some(name) = rest.strip_prefix(':') {
        return Some(name.trim());
    }
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let name = rest.trim();
    (is_near || !name.contains(char::is_whitespace)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> Vec<(String, Option<String>)> {
        let inside =
            |region: &Region| region.inside.map(|span| text[span.start as usize..span.end as usize].to_owned());
        find(text, &[]).regions.iter().map(|region| (region.name.clone(), inside(region))).collect()
    }

    fn one(name: &str, inside: &str) -> (String, Option<String>) {
        (name.to_owned(), Some(inside.to_owned()))
    }

    #[test]
    fn regions_in_the_comments_of_any_language() {
        for (open, close) in [
            ("# region: a", "# endregion"),
            ("#region a", "#endregion"),
            ("    # region a", "    # endregion a"),
            ("## region: a", "## endregion: a"),
            ("// region: a", "// endregion"),
            ("//#region a", "//#endregion"),
            ("// #region a", "// #endregion a"),
            ("/* region: a */", "/* endregion */"),
            ("<!-- region: a -->", "<!-- endregion -->"),
            ("<!-- #region a -->", "<!-- #endregion -->"),
            ("{# region: a #}", "{# endregion #}"),
            ("-- region: a", "-- endregion"),
            (";; region: a", ";; endregion"),
            ("% region: a", "% endregion"),
            ("#pragma region a", "#pragma endregion"),
            ("' region: a", "' endregion"),
        ] {
            assert_eq!(shape(&format!("x\n{open}\ny\nz\n{close}\nx\n")), [one("a", "y\nz\n")], "{open}");
        }
    }

    #[test]
    fn sentences_are_no_marks() {
        for line in [
            "# region codes are two letters",
            "# regions: a",
            "# the region: a",
            "region: a",
            "x = 1  # region: a",
            "# endregions",
        ] {
            assert_eq!(find(&format!("{line}\n"), &[]), Regions::default(), "{line}");
        }
        assert_eq!(shape("#region Two words\nx\n#endregion\n"), [one("Two words", "x\n")]);
        assert_eq!(shape("# region: two words\nx\n# endregion\n"), [one("two words", "x\n")]);
    }

    #[test]
    fn regions_nest() {
        let text = "# region: a\n1\n# region: b\n2\n# endregion\n3\n# endregion\n";
        assert_eq!(shape(text), [one("a", "1\n# region: b\n2\n# endregion\n3\n"), one("b", "2\n")]);
        assert_eq!(find(text, &[]).marks.len(), 4);
        // A name closes its own region, whatever was opened in it.
        let text = "# region: a\n# region: b\n1\n# endregion: a\n2\n";
        assert_eq!(shape(text), [one("a", "# region: b\n1\n"), ("b".to_owned(), None)]);
    }

    #[test]
    fn what_is_not_closed_has_no_inside() {
        assert_eq!(shape("# region: a\n1\n"), [("a".to_owned(), None)]);
        assert_eq!(shape("# endregion\n# region: a\n# endregion"), [one("a", "")]);
        assert_eq!(shape("# region: a\n# endregion\n# region: a\n1\n# endregion\n"), [one("a", ""), one("a", "1\n")]);
    }

    #[test]
    fn strings_hold_no_marks() {
        let text = "'''\n# region: a\n'''\n";
        assert_eq!(find(text, &[Span::new(0, text.len() - 1)]), Regions::default());
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_regions_within_it(text in "(?s)(# region: a\n|# endregion|//#region b|\n|x|é|.){0,30}") {
            let found = find(&text, &[]);
            for span in found.marks.iter().copied().chain(found.regions.iter().filter_map(|region| region.inside)) {
                proptest::prop_assert!(text.get(span.start as usize..span.end as usize).is_some());
            }
        }
    }
}
