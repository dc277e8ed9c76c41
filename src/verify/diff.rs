//! What differs between two texts, line by line, as it is shown below a diagnostic.

use std::fmt::Write;

/// Lines around a difference that are shown.
const AROUND: usize = 2;
/// The most lines that are shown.
const MOST: usize = 40;
/// The most signs of a line that are shown.
const WIDEST: usize = 160;
/// Above this number of comparisons, what differs is shown as a whole.
const PATIENCE: usize = 250_000;

/// The lines of `page` that were not printed, marked `-`, those that were printed instead, marked `+`, and some around them.
pub fn show(page: &str, printed: &str) -> String {
    let (page, printed): (Vec<&str>, Vec<&str>) = (page.lines().collect(), printed.lines().collect());
    let steps = steps(&page, &printed);
    let near = |at: usize| {
        let around = at.saturating_sub(AROUND)..(at + AROUND + 1).min(steps.len());
        steps[around].iter().any(|(sign, _)| *sign != ' ')
    };
    let shown: Vec<usize> = (0..steps.len()).filter(|at| near(*at)).collect();
    let mut out = String::new();
    let mut before = None;
    for at in shown.iter().take(MOST).copied() {
        if before.is_some_and(|before: usize| before + 1 < at) {
            out.push_str("  ⋮\n");
        }
        before = Some(at);
        let (sign, line) = steps[at];
        let cut: String = line.chars().take(WIDEST).collect();
        let more = if cut.len() < line.len() { " …" } else { "" };
        // Writing to a text does not fail.
        let _ = writeln!(out, "{}", format!("{sign} {cut}{more}").trim_end());
    }
    if shown.len() > MOST {
        let _ = writeln!(out, "… and {} more lines", shown.len() - MOST);
    }
    out.truncate(out.trim_end().len());
    out
}

/// The first line, from 0, in which two texts differ.
pub fn first(page: &str, printed: &str) -> usize {
    page.lines().zip(printed.lines()).take_while(|(a, b)| a.trim_end() == b.trim_end()).count()
}

/// All lines of both texts in order, each with its sign.
fn steps<'a>(page: &[&'a str], printed: &[&'a str]) -> Vec<(char, &'a str)> {
    let same = page.iter().zip(printed).take_while(|(a, b)| a == b).count();
    let (head, page, printed) = (&page[..same], &page[same..], &printed[same..]);
    let same = page.iter().rev().zip(printed.iter().rev()).take_while(|(a, b)| a == b).count();
    let (page, tail) = page.split_at(page.len() - same);
    let printed = &printed[..printed.len() - same];
    let kept = |lines: &[&'a str]| lines.iter().map(|line| (' ', *line)).collect::<Vec<_>>();
    let mut steps = kept(head);
    steps.extend(between(page, printed));
    steps.extend(kept(tail));
    steps
}

/// The shortest way from the one to the other, unless finding it takes too long.
fn between<'a>(page: &[&'a str], printed: &[&'a str]) -> Vec<(char, &'a str)> {
    let (rows, columns) = (page.len(), printed.len());
    if rows.saturating_mul(columns) > PATIENCE {
        return page.iter().map(|line| ('-', *line)).chain(printed.iter().map(|line| ('+', *line))).collect();
    }
    // common[i][j]: how many lines the rests from i and from j have in common, in order.
    let mut common = vec![vec![0_u32; columns + 1]; rows + 1];
    for i in (0..rows).rev() {
        for j in (0..columns).rev() {
            common[i][j] = match page[i] == printed[j] {
                true => common[i + 1][j + 1] + 1,
                false => common[i + 1][j].max(common[i][j + 1]),
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut steps = Vec::new();
    while i < rows || j < columns {
        if i < rows && j < columns && page[i] == printed[j] {
            steps.push((' ', page[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == columns || i < rows && common[i + 1][j] >= common[i][j + 1] {
            steps.push(('-', page[i]));
            i += 1;
        } else {
            steps.push(('+', printed[j]));
            j += 1;
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_shown_with_its_surroundings() {
        assert_eq!(show("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nD\ne\nf\n"), "  b\n  c\n- d\n+ D\n  e\n  f");
        assert_eq!(show("1\n", "2\n3\n"), "- 1\n+ 2\n+ 3");
        assert_eq!(show("", "x\n"), "+ x");
        assert_eq!(show("x\n", ""), "- x");
        assert_eq!(show("a\nx\nb\nc\ny\n", "x\nb\nz\nc\n"), "- a\n  x\n  b\n+ z\n  c\n- y");
        let far: String = (0..20).map(|number| format!("{number}\n")).collect();
        let other = far.replace("2\n", "two\n").replace("18\n", "eighteen\n");
        assert!(show(&far, &other).contains("\n  ⋮\n"), "{}", show(&far, &other));
    }

    #[test]
    fn long_texts_are_cut() {
        let many = "x\n".repeat(5000);
        let shown = show(&many, &many.replace('x', "y"));
        assert!(shown.lines().count() == MOST + 1 && shown.ends_with("… and 9960 more lines"), "{shown}");
        assert!(show(&"é".repeat(1000), "").len() < 1000);
    }

    #[test]
    fn the_first_difference() {
        assert_eq!(
            [first("a\nb \n", "a\nb\n"), first("a\nb", "a\nc"), first("a", "a\nb"), first("", "a")],
            [2, 1, 1, 0]
        );
    }

    proptest::proptest! {
        #[test]
        fn the_signs_give_both_texts_back(page in "([a-c]\n){0,12}", printed in "([a-c]\n){0,12}") {
            let (a, b): (Vec<&str>, Vec<&str>) = (page.lines().collect(), printed.lines().collect());
            let steps = steps(&a, &b);
            let of = |sign: char| -> Vec<&str> {
                steps.iter().filter(|step| [' ', sign].contains(&step.0)).map(|step| step.1).collect()
            };
            proptest::prop_assert_eq!(of('-'), a);
            proptest::prop_assert_eq!(of('+'), b);
        }
    }
}
