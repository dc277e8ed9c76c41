//! The example's data files, the checks inside one file, and free data of all kinds.

use super::*;
use crate::diagnostic::Diagnostic;
use crate::value::End;

fn read(files: &[(&str, &str)]) -> (Portfolio, Vec<Diagnostic>) {
    let files: Vec<(SourcePath, Arc<str>)> =
        files.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect();
    load(&files)
}

fn told(path: &str, text: &str) -> Vec<String> {
    let tell = |one: &Diagnostic| {
        let span = one.place.as_ref().unwrap().span;
        format!("{} `{}` {}", one.code, &text[span.start as usize..span.end as usize], one.message)
    };
    read(&[(path, text)]).1.iter().map(tell).collect()
}

#[test]
fn the_example_has_no_fault() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site/data");
    let mut files: Vec<(SourcePath, Arc<str>)> = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let text = std::fs::read_to_string(entry.path()).unwrap();
        files.push((format!("data/{}", entry.file_name().to_string_lossy()).into(), text.into()));
    }
    let (portfolio, diagnostics) = load(&files);
    assert_eq!(diagnostics, []);
    assert_eq!(portfolio.profile.as_ref().unwrap().location.as_ref().unwrap().country.as_deref(), Some("NO"));
    assert!(portfolio.skills().count() > 20 && portfolio.experience.len() > 2);
    assert!(portfolio.testimonials.iter().all(|one| one.consent));
    let place = portfolio.place("experience", "[0].positions[1].start").unwrap();
    let text = &portfolio.texts["experience"].1;
    assert_eq!(&text[place.span.start as usize..place.span.end as usize], "2023-04");
}

#[test]
fn consent_is_not_given_unless_it_is() {
    let (portfolio, diagnostics) = read(&[("data/testimonials.yaml", "- {author: A, text: Good.}\n")]);
    assert!(diagnostics.is_empty() && !portfolio.testimonials[0].consent);
}

#[test]
fn ids_and_aliases_are_unique_over_all_groups() {
    let text = "- group: A\n  skills:\n    - {id: python, name: Python, aliases: [py, sql]}\n- group: B\n  skills:\n    - {id: \
                sql, name: SQL, aliases: [py]}\n    - {id: python, name: \"\"}\n";
    assert_eq!(
        told("data/skills.yaml", text),
        [
            "invalid-value `\"\"` `name` is empty",
            "duplicate-id `python` `python` stands for two skills",
            "duplicate-id `sql` `sql` stands for two skills",
            "duplicate-id `py` `py` stands for two skills",
        ]
    );
}

#[test]
fn dates_are_in_order() {
    let text = "- organization: A\n  positions:\n    - {position: X, start: 2024-05, end: 2023}\n    - {position: Y, start: \
                2024, end: 2024}\n- organization: B\n  positions: []\n";
    assert_eq!(
        told("data/experience.yaml", text),
        [
            "end-before-start `2023` the end (2023) is before the start (2024-05)",
            "invalid-value `positions` this organisation has no position",
        ]
    );
    let text = "- {name: A, issuer: B, date: 2024-05, expires: 2024-04}\n- {name: A, issuer: B, date: 2024, expires: 2024-04}\n";
    assert_eq!(
        told("data/certificates.yaml", text),
        ["expires-before-date `2024-04` it expires (2024-04) before it is issued (2024-05)"]
    );
}

#[test]
fn a_faulty_entry_does_not_hide_the_others() {
    let text = "- {project: A, kind: maintaner, start: 2020}\n- {project: B, start: 2020, end: now}\n- {projct: C}\n- {project: \
                D, end: 2020, url: d.example}\n";
    let (portfolio, diagnostics) = read(&[("data/contributions.yaml", text)]);
    assert_eq!(diagnostics.len(), 4, "{diagnostics:?}");
    assert_eq!(diagnostics[0].help, ["did you mean `maintainer`?"]);
    let names: Vec<_> = portfolio.contributions.iter().map(|one| one.project.as_str()).collect();
    assert_eq!(names, ["A", "B", "", "D"]);
    assert!(portfolio.incomplete.contains("contributions"));
    assert_eq!(portfolio.contributions[1].end, End::Present);
}

#[test]
fn free_data_has_four_notations() {
    let (portfolio, diagnostics) = read(&[
        ("data/a.yaml", "- {year: 2021, when: 2021-05}\n"),
        ("data/b.json", "{\"x\": [1, 2.5, null]}"),
        ("data/c.toml", "when = 2021-05-01\n[t]\nn = 1\n"),
        ("data/d.csv", "name, note\nA,\"x, y\"\nB,\n"),
    ]);
    assert_eq!(diagnostics, []);
    let json = |name: &str| portfolio.free[name].to_string();
    assert_eq!(json("a"), r#"[{"year":2021,"when":"2021-05"}]"#);
    assert_eq!(json("b"), r#"{"x":[1,2.5,null]}"#);
    assert_eq!(json("c"), r#"{"t":{"n":1},"when":"2021-05-01"}"#);
    assert_eq!(json("d"), r#"[{"name":"A","note":"x, y"},{"name":"B","note":""}]"#);
}

#[test]
fn faults_of_free_data_have_places() {
    assert_eq!(told("data/a.json", "{\"é\": 1,\n \"b\": }"), ["data-syntax `}` this is not JSON: expected value"]);
    assert_eq!(told("data/a.json", ""), ["data-syntax `` this is not JSON: EOF while parsing a value"]);
    assert_eq!(told("data/a.toml", "a = 1\na = 2\n"), ["data-syntax `a` this is not TOML: duplicate key"]);
    assert_eq!(
        told("data/a.csv", "x,y,x\n1,2,3\n\n4,5\n"),
        [
            "data-syntax `x,y,x` two columns are named `x`",
            "data-syntax `4,5` fields in this row: 2; in the first row: 3",
        ]
    );
}

#[test]
fn files_that_are_not_read_are_reported() {
    assert!(told("data/skills.yml", "x").join("").starts_with("unknown-file `` `skills.yml` is not read"));
    assert!(told("data/skills.json", "[]").join("").contains("read from `data/skills.yaml` only"));
    assert!(told("data/a/b.yaml", "x").join("").contains("directly in `data/`"));
    assert!(told("data/notes", "x").join("").starts_with("unknown-file"));
    let (_, diagnostics) = read(&[("data/a.csv", "x\n1\n"), ("data/a.yaml", "x: 1\n")]);
    assert_eq!(diagnostics[0].code, crate::diagnostic::Code::DuplicateData);
}

#[test]
fn empty_files_are_empty_lists() {
    let (portfolio, diagnostics) = read(&[("data/talks.yaml", ""), ("data/skills.yaml", "# later\n")]);
    assert_eq!((diagnostics, portfolio.talks.len(), portfolio.skill_groups.len()), (vec![], 0, 0));
    assert_eq!(told("data/profile.yaml", "# later\n"), ["missing-key `` the key `name` is missing"]);
}
