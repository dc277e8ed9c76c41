//! Random sites, and what their authors do to them.

use showpiece::code::{self, Block, Lock, Proof};

use super::random::Random;
use super::support::Files;

/// One change of a site's files.
#[derive(Clone)]
pub enum Edit {
    /// A file gets this content, whatever it was.
    Write(String, String),
    /// A file that is no text gets this content.
    Bytes(String, Vec<u8>),
    /// A text is replaced in a file, wherever it stands.
    Replace(String, &'static str, String),
    /// Something is added to the end of a file.
    Append(String, String),
    /// A file goes.
    Delete(String),
    /// A file, or all files below a folder, go elsewhere.
    Move(String, String),
    /// Two files change places.
    Swap(String, String),
    /// A file is written with the content that it has.
    Touch(String),
    /// All files become what they were once.
    Checkout(Files),
}

impl std::fmt::Debug for Edit {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Write(path, text) => write!(formatter, "write {path} {text:?}"),
            Self::Bytes(path, bytes) => write!(formatter, "write {} bytes to {path}", bytes.len()),
            Self::Replace(path, from, to) => write!(formatter, "replace {path} {from:?} by {to:?}"),
            Self::Append(path, more) => write!(formatter, "append {path} {more:?}"),
            Self::Delete(path) => write!(formatter, "delete {path}"),
            Self::Move(from, to) => write!(formatter, "move {from} to {to}"),
            Self::Swap(one, other) => write!(formatter, "swap {one} and {other}"),
            Self::Touch(path) => write!(formatter, "touch {path}"),
            Self::Checkout(files) => write!(formatter, "check out {} files", files.len()),
        }
    }
}

impl Edit {
    /// Does it; where there is no such file, nothing.
    pub fn apply(&self, files: &mut Files) {
        match self {
            Self::Write(path, text) => drop(files.insert(path.clone(), text.clone().into_bytes())),
            Self::Bytes(path, bytes) => drop(files.insert(path.clone(), bytes.clone())),
            Self::Replace(path, from, to) => change(files, path, |text| text.replace(from, to)),
            Self::Append(path, more) => change(files, path, |text| text + more),
            Self::Delete(path) => drop(files.remove(path)),
            Self::Move(from, to) => {
                let below = format!("{from}/");
                let moved: Vec<String> =
                    files.keys().filter(|path| *path == from || path.starts_with(&below)).cloned().collect();
                for path in moved {
                    let bytes = files.remove(&path).unwrap_or_default();
                    files.insert(format!("{to}{}", &path[from.len()..]), bytes);
                }
            }
            Self::Swap(one, other) => {
                if let (Some(first), Some(second)) = (files.get(one).cloned(), files.get(other).cloned()) {
                    files.insert(one.clone(), second);
                    files.insert(other.clone(), first);
                }
            }
            Self::Touch(_) => {}
            Self::Checkout(then) => files.clone_from(then),
        }
    }
}

fn change(files: &mut Files, path: &str, how: impl Fn(String) -> String) {
    if let Some(bytes) = files.get_mut(path) {
        *bytes = how(String::from_utf8_lossy(bytes).into_owned()).into_bytes();
    }
}

/// So many different snippets there are.
const SNIPPETS: usize = 4;

/// A snippet that is run, and what it prints.
fn snippet(number: usize) -> String {
    format!("```python {{run=isolated}}\nprint({number})\n```\n\n```output\n{number}\n```")
}

/// `snippets.lock` with some of the snippets in it, as if they had been run.
fn lock(random: &mut Random) -> Edit {
    let mut lock = Lock::default();
    let python = random.one(&["3.12", "3.13", "3.11-pypy"]);
    for text in (0..SNIPPETS).map(snippet).filter(|_| random.below(3) > 0) {
        let source = text.split("```").nth(1).and_then(|block| block.split_once('\n'));
        let blocks = source.map(|(info, source)| Block::parse(info, source).0);
        let output = text.split("```").nth(3).and_then(|block| block.split_once('\n'));
        let output = output.map(|(info, source)| Block::parse(info, source).0);
        for snippet in code::snippets(blocks.iter().chain(&output)) {
            lock.add(snippet.print, &Proof::parse(python).expect("a version"), "content/about.md");
        }
    }
    Edit::Write("snippets.lock".to_owned(), lock.to_text())
}

const SKILLS: [&str; 4] = ["python", "git", "pandas", "writing-docs"];
const WORDS: [&str; 8] = ["ledger", "charts", "queue", "parser", "vault", "atlas", "relay", "forge"];

const CONFIG: &str = "title: A site\nbase_url: https://ada.example/\nfeeds: {content: full}\napi_links: {inventories: {pandas: https://pandas.example/}}\n";
const SKILLS_FILE: &str = "- group: Languages\n  skills:\n    - {id: python, name: Python}\n    - {id: pandas, name: pandas, imports: [pandas]}\n- group: Practice\n  skills:\n    - {id: git, name: Git}\n    - {id: writing-docs, name: Writing, kind: practice}\n";
const EXPERIENCE: &str =
    "- organization: Example\n  positions:\n    - {position: Engineer, start: 2020-01, skills: [python, git]}\n";
const COMPONENT: &str = "{# params: label! #}<p class=\"note\">{{ args.label }}: {{ body }}</p>\n";
const FOOTER: &str = "<footer>{{ site().title }} has {{ counts().projects }} projects</footer>\n";

/// A module whose code pages show: in one order or the other, with more or less around it.
fn module(random: &mut Random) -> String {
    let number = random.below(4);
    let imports = random.one(&["import json", "import pandas as pd", "import json\nimport pandas as pd\n"]);
    let limit = format!("# region: limit\nLIMIT = {number}\n# endregion\n");
    let post =
        format!("# Posts.\n@once\ndef post(entry):\n    \"\"\"Post it.\"\"\"\n    return pd.post(entry, {number})\n");
    let class = format!("class Ledger:\n    LIMIT = {number}\n\n    def total(self):\n        return list({number})\n");
    let mut parts = [limit, post, class];
    if random.below(3) == 0 {
        parts.swap(0, 2);
    }
    format!("\"\"\"Number {}.\"\"\"\n{imports}\n\n{}", random.below(3), parts.join("\n\n"))
}

/// What a page may show of the module.
const SHOWN: [&str; 8] = [
    "symbol=post",
    "symbol=post elide=body mark=1",
    "symbol=Ledger.total",
    "symbol=Ledger elide=docstring anchors",
    "region=limit numbers",
    "symbol=LIMIT",
    "lines=1-2",
    "title=All",
];

/// Edits of code that pages show.
fn shown(random: &mut Random) -> Edit {
    let text = str::to_owned;
    let path = text("code/ledger.py");
    match random.below(16) {
        0..=3 => Edit::Write(path, module(random)),
        4 => Edit::Append(path, format!("\n\ndef other():\n    return {}\n", random.below(9))),
        5 => Edit::Replace(path, "return pd", text("return  pd")),
        6 => Edit::Replace(path, "def post", text("def book")),
        7 => Edit::Replace(path, "def book", text("def post")),
        8 => Edit::Replace(path, "# endregion\n", String::new()),
        9 => Edit::Replace(path, "import", text("import os\nimport")),
        10 => Edit::Append(path, text("\ndef list(): ...\n")),
        11 => Edit::Append(path, text("\nclass Broken(:\n    x = = 1\n")),
        12 => Edit::Delete(path),
        13 => Edit::Move(path, text("code/ledgr.py")),
        14 => Edit::Move(text("code/ledgr.py"), path),
        _ => Edit::Swap(path, text("content/projects/photo/beside.py")),
    }
}

/// A post that shows code of a project: it comes from where the code of that project does.
pub fn borrowing(project: &str, shown: &str) -> Edit {
    let head = format!("title: Borrowed\ndate: 2024-02-03\nproject: {project}");
    let text = format!("---\n{head}\n---\n```python {{src=ledger.py {shown}}}\n```\n");
    Edit::Write("content/writing/borrowed.md".to_owned(), text)
}

/// Edits of such a post, and of where the code of projects is.
fn borrowed(random: &mut Random) -> Edit {
    let word = random.one(&WORDS[..3]);
    let project = format!("content/projects/{word}.md");
    let source = random.one(&["/code", "/code/old"]);
    match random.below(6) {
        0..=1 => borrowing(word, SHOWN[random.below(SHOWN.len())]),
        2 => Edit::Replace(project, "title: ", format!("source: {{path: {source}}}\ntitle: ")),
        3 => Edit::Replace(project, "path: /code", "path: /code/old".to_owned()),
        4 => Edit::Replace(project, "path: /code/old", "path: /code".to_owned()),
        _ => Edit::Write("code/old/ledger.py".to_owned(), module(random)),
    }
}

/// A notebook with text, code, what it printed and a picture.
fn notebook(random: &mut Random, files: &Files, first: usize) -> String {
    let quoted = |text: String| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let (number, tag) = (random.below(4), random.one(&["", "\"hide-input\"", "\"remove-output\"", "\"hide-output\""]));
    let date = format!("\"date\": \"202{number}-03-01\"");
    let title = random.one(&["A sheet", "Post 7", "Another sheet"]);
    let text = quoted(format!("## Why\n\n{}\n", paragraph(random, files, first)));
    let code = random.one(&["import pandas as pd", "%matplotlib inline\\nprint(1)", "1 +", "print(1)"]);
    let alt = if random.below(2) == 0 { "" } else { ", \"alt\": \"A dot\"" };
    format!(
        concat!(
            "{{\"cells\": [\n",
            " {{\"cell_type\": \"markdown\", \"metadata\": {{}}, \"source\": \"{text}\"}},\n",
            " {{\"cell_type\": \"code\", \"execution_count\": {number}, \"metadata\": {{\"tags\": [{tag}]{alt}}}, \"source\": \"{code}\",\n",
            "  \"outputs\": [\n",
            "   {{\"output_type\": \"stream\", \"name\": \"stdout\", \"text\": \"\\u001b[31mprinted {number}\\u001b[0m\"}},\n",
            "   {{\"output_type\": \"display_data\", \"metadata\": {{}}, \"data\": {{\"image/svg+xml\": \"{svg}\"}}}}]}}],\n",
            "\"metadata\": {{\"showpiece\": {{\"title\": \"{title}\", {date}, \"summary\": \"One.\"}}}},\n",
            "\"nbformat\": 4, \"nbformat_minor\": 5}}\n"
        ),
        text = text,
        number = number,
        tag = tag,
        alt = alt,
        code = code,
        title = title,
        date = date,
        svg = quoted(svg(random.below(5))),
    )
}

/// Edits of notebooks: in lists, beside a page, as the text of one, and whatever is between.
fn notebooks(random: &mut Random, files: &Files) -> Edit {
    let text = str::to_owned;
    let path = text("content/writing/sheet.ipynb");
    let (beside, index) = (text("content/projects/photo/beside.ipynb"), text("content/lab/index.ipynb"));
    match random.below(23) {
        0..=3 => Edit::Write(path, notebook(random, files, 0)),
        4 => Edit::Replace(path, "printed", text("wrote")),
        5 => Edit::Replace(path, "[31m", text("[32m")),
        6 => Edit::Replace(path, "import pandas", text("import json, pandas")),
        7 => Edit::Replace(path, "\"hide-input\"", text("\"remove-input\"")),
        8 => Edit::Delete(path),
        9 => Edit::Move(path, beside),
        10 => Edit::Move(beside, path),
        11 => Edit::Move(path, index),
        12 => Edit::Write(index, notebook(random, files, 0)),
        13 => Edit::Delete(index),
        14 => Edit::Write(text("content/lab/other.ipynb"), notebook(random, files, 0)),
        15 => Edit::Swap(path, text("content/lab/other.ipynb")),
        16 => {
            let link = random.one(&["/content/writing/sheet.ipynb#why", "/content/lab/other.ipynb", "beside.ipynb"]);
            Edit::Append(content(random, files), format!("\n[A sheet]({link})\n"))
        }
        17 => Edit::Write(text("content/writing/sheet.md"), post(random, 9)),
        18 => Edit::Delete(text("content/writing/sheet.md")),
        19..=21 => {
            let cells = random.one(&["", "cells=1-", "cells=\"2\"", "tag=hide-input", "cells=3", "tag=hide-output"]);
            let call = format!("\n::notebook{{src=\"/content/writing/sheet.ipynb\" {cells}}}\n");
            Edit::Append(content(random, files), call)
        }
        _ => Edit::Replace(path, "\"nbformat\": 4", text("\"nbformat\": 3")),
    }
}

/// A small site with something of everything.
pub fn site(random: &mut Random) -> Files {
    let mut files = Files::new();
    let mut put = |path: &str, text: String| drop(files.insert(path.to_owned(), text.into_bytes()));
    put("showpiece.yaml", CONFIG.to_owned());
    put("data/profile.yaml", "name: Ada Example\nlabel: Developer\n".to_owned());
    put("data/skills.yaml", SKILLS_FILE.to_owned());
    put("data/experience.yaml", EXPERIENCE.to_owned());
    put("content/about.md", "---\ntitle: About\n---\nI am here.\n".to_owned());
    for word in &WORDS[..3 + random.below(3)] {
        put(&format!("content/projects/{word}.md"), project(random, word));
    }
    for number in 0..1 + random.below(3) {
        put(&format!("content/writing/post-{number}.md"), post(random, number));
    }
    put("content/projects/photo/index.md", "---\ntitle: Photo\nsummary: One.\n---\n![A dot](dot.svg)\n".to_owned());
    put("content/projects/photo/dot.svg", svg(random.below(9)));
    put("content/projects/photo/beside.py", module(random));
    put("code/ledger.py", module(random));
    put("code/old/ledger.py", module(random));
    put("static/logo.svg", svg(1));
    put("templates/components/note.html", COMPONENT.to_owned());
    files.insert(PANDAS.to_owned(), inventory("pandas.DataFrame py:class 1 a.html#$ -\n"));
    let names: Vec<String> = files.keys().filter(|path| path.ends_with(".md")).cloned().collect();
    let sheet = notebook(random, &files, SOUND);
    files.insert("content/writing/sheet.ipynb".to_owned(), sheet.into_bytes());
    for path in names {
        let more = format!("\n{}\n", paragraph(random, &files, SOUND));
        Edit::Append(path, more).apply(&mut files);
    }
    files
}

const PANDAS: &str = "inventories/pandas.inv";

/// An inventory with these lines.
fn inventory(lines: &str) -> Vec<u8> {
    let mut bytes = b"# Sphinx inventory version 2\n# Project: pandas\n# Version: 1\n# zlib\n".to_vec();
    let mut encoder = flate2::write::ZlibEncoder::new(&mut bytes, flate2::Compression::default());
    std::io::Write::write_all(&mut encoder, lines.as_bytes()).expect("memory can be written");
    encoder.finish().expect("memory can be written");
    bytes
}

fn svg(size: usize) -> String {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{0}\"/>\n", size + 1)
}

fn project(random: &mut Random, word: &str) -> String {
    let skill = random.one(&SKILLS);
    let year = 2018 + random.below(8);
    let status = random.one(&["active", "complete", "prototype"]);
    format!(
        "---\ntitle: The {word}\nsummary: A {word} for all.\nstart: {year}-0{}\nstatus: {status}\nskills: [{skill}]\n---\n\n## Why\n\nSince {}.\n",
        1 + random.below(9),
        random.below(100)
    )
}

fn post(random: &mut Random, number: usize) -> String {
    let tag = random.one(&["tools", "notes", "talks"]);
    format!(
        "---\ntitle: Post {number}\ndate: 202{}-05-0{}\ntags: [{tag}]\n---\n\nWords, {} of them.\n",
        random.below(6),
        1 + random.below(9),
        random.below(100)
    )
}

/// The first kind of paragraph that leads to nothing that is not there.
const SOUND: usize = 3;

/// Text with what bodies read from elsewhere; the first kinds may be wrong.
fn paragraph(random: &mut Random, files: &Files, first: usize) -> String {
    let word = *random.one(&WORDS);
    let beside = "content/projects/";
    let name = |path: &String| path.strip_prefix(beside)?.strip_suffix(".md").map(str::to_owned);
    let projects: Vec<String> = files.keys().filter_map(name).filter(|name| !name.contains(['/', '_'])).collect();
    let project = if projects.is_empty() { word } else { random.one(&projects).as_str() };
    match first + random.below(40 - first) {
        0 => format!("[nothing](/nowhere/{word}/)"),
        1 => format!("See [the {word}](/projects/{word}/)."),
        2 => format!("::project{{slug=\"{word}\"}}"),
        3..=8 => format!("See [the {project}](/content/projects/{project}.md)."),
        9..=14 => format!("See [why](/content/projects/{project}.md#why)."),
        15..=18 => "```python\nimport pandas as pd\n\npd.DataFrame()\n```".to_owned(),
        19 => format!("```python\nprint(pd.read_csv({}))\n```", random.below(9)),
        20..=23 => "::skill{id=\"git\"}".to_owned(),
        24..=27 => "![A logo](/logo.svg)".to_owned(),
        28..=29 => "::note{label=\"Mind\"}".to_owned(),
        31..=33 => format!("```python {{src=\"/code/ledger.py\" {}}}\n```", random.one(&SHOWN)),
        30 => snippet(random.below(SNIPPETS)),
        34..=35 => "::notebook{src=\"/content/writing/sheet.ipynb\" cells=\"2\"}".to_owned(),
        _ => format!("Just words about {word}, number {}.", random.below(100)),
    }
}

/// What is done next to a site with these files.
pub fn edit(random: &mut Random, files: &Files) -> Edit {
    match random.below(42) {
        0..=3 => Edit::Append(content(random, files), format!("\n{}\n", paragraph(random, files, 0))),
        4..=6 => front_matter(random, files),
        7 => {
            let word = random.one(&WORDS);
            let path = format!("content/projects/{word}.md");
            Edit::Write(path, project(random, word))
        }
        8 => Edit::Write(format!("content/writing/post-{}.md", random.below(4)), post(random, 7)),
        9 => Edit::Delete(content(random, files)),
        10 => moved(random, files),
        11 => Edit::Swap(content(random, files), content(random, files)),
        12 => Edit::Touch(content(random, files)),
        13..=14 => data(random),
        15..=17 => theme(random),
        18..=19 => configuration(random),
        20 => broken(random, files),
        21 => mended(random, files),
        22 => sections(random),
        23..=28 => shown(random),
        29 => lock(random),
        30 => match random.below(4) {
            0 => Edit::Delete("snippets.lock".to_owned()),
            1 => Edit::Append("snippets.lock".to_owned(), "<<<<<<< HEAD\n".to_owned()),
            2 => Edit::Append(content(random, files), format!("\n{}\n", snippet(random.below(SNIPPETS)))),
            _ => Edit::Replace(content(random, files), "```output\n1", "```output\n2".to_owned()),
        },
        31..=32 => documentation(random),
        33..=36 => notebooks(random, files),
        37 => assets(random),
        38..=39 => borrowed(random),
        _ => reworded(random, files),
    }
}

/// A content file that there is.
fn content(random: &mut Random, files: &Files) -> String {
    let all: Vec<&String> = files.keys().filter(|path| path.ends_with(".md")).collect();
    if all.is_empty() { "content/about.md".to_owned() } else { (*random.one(&all)).clone() }
}

fn front_matter(random: &mut Random, files: &Files) -> Edit {
    let path = content(random, files);
    let word = random.one(&WORDS);
    let line = match random.below(14) {
        0 => format!("title: Another {word}\n"),
        1 => format!("slug: {word}\n"),
        2 => "draft: true\n".to_owned(),
        3 => format!("summary: All about {word}.\n"),
        4 => format!("aliases: [/old/{word}/]\n"),
        5 => "unlisted: true\n".to_owned(),
        6 => format!("tags: [{word}, tools]\n"),
        7 => format!("skills: [{}]\n", random.one(&SKILLS)),
        8 => "layout: wide\n".to_owned(),
        9 => format!("source: {{path: /code, repository: \"https://github.com/ada/x\", commit: {word}}}\n"),
        10 => format!("project: {word}\n"),
        11 => "api_links: page\n".to_owned(),
        12 => "api_links: off\n".to_owned(),
        _ => "cover: {src: dot.svg, alt: A dot}\n".to_owned(),
    };
    // A key for the second time is an error, and mended by the next edit that takes it out.
    match random.below(4) {
        0 => Edit::Replace(path, "draft: true\n", String::new()),
        1 => Edit::Replace(path, "title: ", format!("{line}title: ")),
        2 => Edit::Replace(path, "summary: ", "summary: More and ".to_owned()),
        _ => Edit::Replace(path, "---\ntitle", format!("---\n{line}title")),
    }
}

/// Other words of a page that lists show: the order of pages may be another, and nothing else.
pub fn reworded(random: &mut Random, files: &Files) -> Edit {
    let path = content(random, files);
    let word = random.one(&WORDS);
    let text = files.get(&path).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
    let title = text.lines().find(|line| line.starts_with("title: ")).unwrap_or("title: ").to_owned();
    let line = match random.below(7) {
        0 => "title: The same".to_owned(),
        1 => format!("title: the {word}"),
        2 => format!("title: Zum {word}"),
        3 => format!("{title}\nrole: \"{word}\""),
        4 => format!("{title}\nupdated: 2024-0{}-01", 1 + random.below(9)),
        5 => format!("{title}\nlinks: {{repo: \"https://example.com/{word}\"}}"),
        _ => format!("title: {word}"),
    };
    Edit::Write(path, text.replacen(&title, &line, 1))
}

fn moved(random: &mut Random, files: &Files) -> Edit {
    let word = random.one(&WORDS);
    match random.below(5) {
        0 => Edit::Move("content/projects/photo".to_owned(), format!("content/projects/{word}")),
        1 => Edit::Move("content/writing".to_owned(), "content/notes".to_owned()),
        2 => Edit::Move("content/notes".to_owned(), "content/writing".to_owned()),
        3 => {
            let path = content(random, files);
            let name = path.rsplit('/').next().unwrap_or_default().to_owned();
            let mut letters = name.chars();
            let upper = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
            let to = format!("{}{upper}{}", &path[..path.len() - name.len()], letters.as_str());
            Edit::Move(path, to)
        }
        _ => Edit::Move(content(random, files), format!("content/projects/{word}/index.md")),
    }
}

fn data(random: &mut Random) -> Edit {
    let text = str::to_owned;
    match random.below(8) {
        0 => Edit::Write(text("data/skills.yaml"), SKILLS_FILE.replace("name: Git", "name: Git itself")),
        1 => Edit::Write(text("data/skills.yaml"), SKILLS_FILE.replace("    - {id: git, name: Git}\n", "")),
        2 => Edit::Write(text("data/skills.yaml"), SKILLS_FILE.to_owned()),
        3 => Edit::Write(text("data/profile.yaml"), format!("name: Ada\nlabel: Number {}\n", random.below(50))),
        4 => Edit::Write(text("data/experience.yaml"), EXPERIENCE.replace("Engineer", "Lead")),
        5 => Edit::Write(
            text("data/talks.yaml"),
            format!("- {{title: A talk, event: PyCon, date: 202{}, skills: [git]}}\n", random.below(6)),
        ),
        6 => Edit::Delete(text("data/talks.yaml")),
        _ => Edit::Write(text("data/free.yaml"), format!("number: {}\n", random.below(50))),
    }
}

fn theme(random: &mut Random) -> Edit {
    let text = str::to_owned;
    let number = random.below(50);
    match random.below(12) {
        0 => Edit::Write(text("templates/partials/footer.html"), FOOTER.replace("has", &format!("has {number}:"))),
        1 => Edit::Delete(text("templates/partials/footer.html")),
        2 => Edit::Write(text("templates/components/note.html"), COMPONENT.replace("note", &format!("note-{number}"))),
        3 => Edit::Delete(text("templates/components/note.html")),
        4 => Edit::Write(
            text("templates/partials/head-end.html"),
            format!("<!-- {number} {{{{ data(name=\"free\") }}}} -->"),
        ),
        5 => Edit::Write(text("templates/layouts/wide.html"), format!("{{% extends \"page.html\" %}}{{# {number} #}}")),
        6 => Edit::Delete(text("templates/layouts/wide.html")),
        7 => Edit::Write(
            text("templates/home.html"),
            format!(
                "{{% extends \"base.html\" %}}{{% block main %}}<h1>{number}</h1>{{{{ page.content }}}}{{% endblock %}}"
            ),
        ),
        8 => Edit::Delete(text("templates/home.html")),
        9 => Edit::Write(text("i18n/en.yaml"), format!("nav.home: Start {number}\n")),
        10 => Edit::Write(text("themes/mine/assets/style.css"), format!("body {{ margin: {number}px }}\n")),
        _ => Edit::Write(text("themes/mine/theme.yaml"), text("name: mine\nversion: 1.0.0\napi: 1\nextends: base\n")),
    }
}

fn configuration(random: &mut Random) -> Edit {
    let path = "showpiece.yaml".to_owned();
    match random.below(12) {
        0 => Edit::Write(path, CONFIG.to_owned()),
        8 => Edit::Write(path, CONFIG.replace("{inv", "{scope: page, inv")),
        9 => Edit::Write(path, CONFIG.replace("pandas.example/", "pandas.example/stable")),
        1 => Edit::Write(path, CONFIG.replace("ada.example/", "ada.example/portfolio/")),
        2 => Edit::Write(path, format!("{CONFIG}theme_options: {{scheme: ink}}\n")),
        3 => Edit::Write(path, format!("{CONFIG}theme: mine\n")),
        4 => Edit::Write(path, CONFIG.replace("A site", "Another site")),
        5 => Edit::Write(path, format!("{CONFIG}projects: {{paginate: 2, sort: title}}\n")),
        6 => {
            Edit::Write(path, format!("{CONFIG}markdown: {{smart_punctuation: false}}\nhighlight: {{numbers: true}}\n"))
        }
        7 => Edit::Write(path, format!("{CONFIG}build: {{ignore: [\"post-0.md\"], drafts: true}}\n")),
        10 => Edit::Write(path, format!("{CONFIG}notebooks: {{execution_counts: true}}\n")),
        _ => Edit::Write(path, format!("{CONFIG}language: de\n")),
    }
}

fn broken(random: &mut Random, files: &Files) -> Edit {
    let text = str::to_owned;
    match random.below(8) {
        0 => Edit::Replace(content(random, files), "---\ntitle", text("---\ntitle: [\ntitle")),
        1 => Edit::Replace(text("showpiece.yaml"), "title: ", text("titel: ")),
        2 => Edit::Write(text("templates/partials/footer.html"), text("{% if %}")),
        3 => Edit::Write(text("templates/partials/footer.html"), text("{{ nothing }}")),
        4 => Edit::Append(content(random, files), text("\n![](missing.png)\n\n::unknown{}\n")),
        5 => Edit::Write(text("data/talks.yaml"), text("- {title: [\n")),
        6 => Edit::Replace(text("showpiece.yaml"), "https", text("ftp")),
        _ => Edit::Write(text("content/projects/bad.md"), text("no front matter")),
    }
}

fn mended(random: &mut Random, files: &Files) -> Edit {
    let text = str::to_owned;
    match random.below(8) {
        0 => Edit::Replace(content(random, files), "title: [\n", String::new()),
        1 => Edit::Write(text("showpiece.yaml"), CONFIG.to_owned()),
        2 => Edit::Delete(text("templates/partials/footer.html")),
        3 => Edit::Delete(text("data/talks.yaml")),
        4 => Edit::Delete(text("content/projects/bad.md")),
        5..=6 => Edit::Write(text("code/ledger.py"), module(random)),
        _ => Edit::Replace(content(random, files), "\n![](missing.png)\n\n::unknown{}\n", String::new()),
    }
}

fn sections(random: &mut Random) -> Edit {
    let text = str::to_owned;
    let number = random.below(30);
    match random.below(5) {
        0 => Edit::Write(text("content/projects/_index.md"), format!("---\ntitle: Work {number}\n---\nAll of it.\n")),
        1 => Edit::Write(
            text("content/projects/_index.md"),
            format!("---\ntitle: Work\ndefaults: {{role: Lead {number}}}\n---\n"),
        ),
        2 => Edit::Delete(text("content/projects/_index.md")),
        3 => Edit::Write(text("content/notes/_index.md"), text("---\ntitle: Notes\n---\n")),
        _ => Edit::Write(text("content/_index.md"), format!("---\ntitle: Hello {number}\n---\nWelcome.\n")),
    }
}

fn documentation(random: &mut Random) -> Edit {
    let path = PANDAS.to_owned();
    let lines = match random.below(7) {
        0 => return Edit::Delete(path),
        1 => return Edit::Write(path, "a page".to_owned()),
        2 => return Edit::Write("showpiece.yaml".to_owned(), CONFIG.replace("pandas:", "numpy:")),
        3 => return Edit::Bytes("inventories/python.inv".to_owned(), inventory("print py:function 1 p.html#$ -\n")),
        4 => return Edit::Delete("inventories/python.inv".to_owned()),
        5 => format!("pandas.DataFrame py:class 1 a{}.html#$ -\n", random.below(3)),
        _ => "pandas py:module 0 a.html#$ -\npandas.read_csv py:function 1 a.html#$ -\n".to_owned(),
    };
    Edit::Bytes(path, inventory(&lines))
}

fn assets(random: &mut Random) -> Edit {
    let text = str::to_owned;
    match random.below(6) {
        0 => Edit::Write(text("content/projects/photo/dot.svg"), svg(random.below(50))),
        1 => Edit::Delete(text("content/projects/photo/dot.svg")),
        2 => Edit::Write(text("static/logo.svg"), svg(random.below(50))),
        3 => Edit::Delete(text("static/logo.svg")),
        4 => Edit::Write(text("static/style.css"), format!("p {{ margin: {}px }}\n", random.below(50))),
        _ => Edit::Write(text("static/robots.txt"), format!("# {}\n", random.below(50))),
    }
}
