//! A good site, damaged at random: no build panics or hangs, and one with an error leaves the output as it was.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{Place, build_whole, site};
use crate::support::{Files, write};

const GOOD: &[(&str, &str)] = &[
    (
        "showpiece.yaml",
        "title: Ada\nbase_url: https://ada.example/site/\ntheme: mine\ntheme_options: {tone: warm}\nnavigation:\n  - {label: Projects, url: /projects/}\nfeeds: {content: full}\n",
    ),
    (
        "themes/mine/theme.yaml",
        "name: mine\nversion: '1'\napi: 1\noptions:\n  tone: {type: choice, values: [warm, cold], default: cold}\n",
    ),
    (
        "themes/mine/templates/page.html",
        "{% extends \"base.html\" %}\n{% block main %}{% for tag in page.tags %}{{ tag.name }}{% endfor %}{{ page.content | safe }}{{ option(name=\"tone\") }}{% endblock %}\n",
    ),
    (
        "templates/partials/head-end.html",
        "{% if page.kind == \"post\" %}<meta name=\"x\" content=\"{{ page.title }}\">{% endif %}\n",
    ),
    (
        "templates/components/box.html",
        "{# params: title! note=\"\" #}\n<div><b>{{ args.title }}</b>{{ body }}{% include \"partials/head-box.html\" %}</div>\n",
    ),
    ("templates/partials/head-box.html", "<hr>\n"),
    ("i18n/en.yaml", "sections: {projects: Work}\n"),
    (
        "data/profile.yaml",
        "name: Ada\nlabel: Developer\nprofiles: [{network: GitHub, username: ada, url: https://github.com/ada}]\nlocation: {city: Porto, country: PT}\n",
    ),
    (
        "data/skills.yaml",
        "- group: Languages\n  skills:\n    - {id: python, name: Python, aliases: [py], imports: [json]}\n    - {id: mentoring, name: Mentoring, kind: soft}\n",
    ),
    (
        "data/experience.yaml",
        "- organization: Example\n  environment: saas\n  positions:\n    - {position: Engineer, start: 2020-02, end: 2023-05, skills: [python, mentoring]}\n",
    ),
    ("data/talks.yaml", "- {title: Types, event: PyCon, date: 2022-07-15, skills: [py], url: https://example.org/t}\n"),
    ("data/testimonials.yaml", "- {author: Bo, text: Good., consent: true, project: ledger, skills: [mentoring]}\n"),
    ("data/books.csv", "title,year\n\"One, two\",2020\n"),
    ("data/more.json", "{\"a\": [1, 2.5, null]}\n"),
    ("data/other.toml", "a = 1\n[b]\nc = 2020-01-01\n"),
    ("content/_index.md", "---\ntitle: Home\n---\n\nWelcome to *this*.\n"),
    (
        "content/about.md",
        "---\ntitle: About\naliases: [/me/]\ntags: [C++, self]\n---\n\n## Who\n\nSee [the ledger](projects/ledger/index.md#why) and [me](#who).\n\n::box{title=\"Hi\"}\n\n:::callout{kind=\"tip\"}\nA **tip**.\n:::\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\n- [x] done\n- [ ] open\n\nTerm\n: Definition[^1]\n\n[^1]: A note with $x^2$.\n",
    ),
    ("content/projects/_index.md", "---\ntitle: Projects\ndefaults: {status: active}\n---\n\nAll of them.\n"),
    (
        "content/projects/ledger/index.md",
        "---\ntitle: Ledger\nsummary: Books that balance.\nstart: 2021-03\nskills: [python]\nenvironment: saas\nresults: [{metric: Time, before: 3 d, after: 1 h}]\nlinks: {repo: https://example.org/r}\ncover: {src: flow.svg, alt: Flow}\n---\n\n## Why\n\n![Flow](flow.svg \"The flow\")\n\n```python {title=\"a.py\" mark=\"1\"}\nimport json\n\ndef f(x: int) -> str:\n    return f\"{x!r}\"\n```\n",
    ),
    ("content/projects/ledger/flow.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"3\"/>"),
    (
        "content/writing/first.md",
        "---\ntitle: First\ndate: 2024-05-01\ntags: [self]\nproject: ledger\n---\n\nOne.\n\n<!-- more -->\n\nTwo <b>bold</b> https://example.org.\n",
    ),
    ("static/robots.txt", "User-agent: *\n"),
];

/// One piece of damage. Numbers are taken modulo what is there.
#[derive(Debug, Clone)]
enum Damage {
    Flip { at: usize, byte: u8 },
    Insert { at: usize, text: &'static str },
    RemoveLine(usize),
    RepeatLine(usize),
    Cut(usize),
    Swap(usize),
    Remove,
}

fn damage() -> impl Strategy<Value = (usize, Damage)> {
    let pieces = prop::sample::select(vec![
        "{{", "}}", "{%", "---\n", ":::", "\t", "\0", "[", "](", "&a *a", "\u{feff}", "\u{202e}", "🎉", ": ", "- ",
        "```", "#", "../", "\r\n", "%", "'", "\"",
    ]);
    let damage = prop_oneof![
        3 => (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Damage::Flip { at, byte }),
        3 => (any::<usize>(), pieces).prop_map(|(at, text)| Damage::Insert { at, text }),
        2 => any::<usize>().prop_map(Damage::RemoveLine),
        2 => any::<usize>().prop_map(Damage::RepeatLine),
        1 => any::<usize>().prop_map(Damage::Cut),
        1 => any::<usize>().prop_map(Damage::Swap),
        1 => Just(Damage::Remove),
    ];
    (any::<usize>(), damage)
}

fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

fn apply(site: &mut Files, (file, damage): (usize, Damage)) {
    let names: Vec<String> = site.keys().cloned().collect();
    let Some(name) = names.get(file % names.len().max(1)).cloned() else { return };
    let mut bytes = site.remove(&name).unwrap_or_default();
    let end = bytes.len() + 1;
    match damage {
        Damage::Remove => return,
        Damage::Flip { at, byte } => bytes.iter_mut().skip(at % end).take(1).for_each(|old| *old = byte),
        Damage::Insert { at, text } => drop(bytes.splice(at % end..at % end, text.bytes())),
        Damage::Cut(at) => bytes.truncate(at % end),
        Damage::RemoveLine(at) => {
            let mut lines = lines(&bytes);
            if !lines.is_empty() {
                lines.remove(at % lines.len());
            }
            bytes = lines.concat();
        }
        Damage::RepeatLine(at) => {
            let mut lines = lines(&bytes);
            if !lines.is_empty() {
                let at = at % lines.len();
                lines.insert(at, lines[at].clone());
            }
            bytes = lines.concat();
        }
        Damage::Swap(other) => {
            let other = &names[other % names.len()];
            if let Some(theirs) = site.get_mut(other) {
                std::mem::swap(theirs, &mut bytes);
            }
        }
    }
    site.insert(name, bytes);
}

/// The one output folder that all cases build into, one after the other: it holds the last good build.
fn place() -> &'static Place {
    static PLACE: OnceLock<Place> = OnceLock::new();
    PLACE.get_or_init(|| {
        let place = Place::new(&site(GOOD));
        let report = build_whole(&place.options());
        assert!(report.diagnostics.is_empty(), "{}", place.told(&report));
        place
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_site_is_built_or_refused(damages in prop::collection::vec(damage(), 1..4)) {
        let place = place();
        let mut site = site(GOOD);
        damages.into_iter().for_each(|damage| apply(&mut site, damage));
        std::fs::remove_dir_all(place.site()).expect("the last site can be removed");
        std::fs::create_dir(place.site()).expect("a folder");
        write(&place.site(), &site);
        let begun = Instant::now();
        build_whole(&place.options());
        prop_assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    }
}
