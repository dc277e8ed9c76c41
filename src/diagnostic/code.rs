//! Every diagnostic code with its explanation: the only list. `showpiece explain CODE` prints from it, the reference in
//! `docs/diagnostics.md` is checked against it, and a test asks that some fixture produces each.

use super::Severity;

/// What `showpiece explain` says of a code.
#[derive(Debug, Clone, Copy)]
pub struct Explanation {
    /// What the program found.
    pub what: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// An example that is wrong.
    pub wrong: &'static str,
    /// The same example put right.
    pub right: &'static str,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $word:literal $severity:ident { what: $what:literal, why: $why:literal, wrong: $wrong:literal, right: $right:literal })*) => {
        /// The kind of a problem, named by a word (`unknown-skill`).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// All codes, in the order of the list.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The word that names the code.
            pub fn word(self) -> &'static str {
                match self { $(Code::$variant => $word,)* }
            }

            /// The severity that the code has unless the configuration says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }

            /// The long explanation.
            pub fn explanation(self) -> Explanation {
                match self { $(Code::$variant => Explanation { what: $what, why: $why, wrong: $wrong, right: $right },)* }
            }
        }
    };
}

impl Code {
    /// Whether the site cannot do without what is wrong being mended, whatever its author says: no page could be made of
    /// it, or it would not be the page that was meant. Warnings, and errors that spoil a page and not the site, can be
    /// lowered and excepted.
    pub fn is_firm(self) -> bool {
        let spoils = matches!(
            self,
            Code::BrokenLink
                | Code::DeadLink
                | Code::ExternalLink
                | Code::NoNetwork
                | Code::Secret
                | Code::StructuredData
                | Code::BrokenAnchor
                | Code::DraftLink
                | Code::MissingImage
                | Code::CodeAttribute
                | Code::MissingSource
                | Code::MissingSymbol
                | Code::MissingRegion
                | Code::MathSyntax
        );
        self.severity() == Severity::Error && !spoils
    }

    /// The code named by `word`.
    pub fn from_word(word: &str) -> Option<Code> {
        Self::ALL.iter().copied().find(|code| code.word() == word)
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.word())
    }
}

codes! {
    /// `showpiece.yaml` is missing.
    MissingConfig "missing-config" Error {
        what: "The folder has no `showpiece.yaml`.",
        why: "The file marks the top of a site and says its title and address; without it Showpiece cannot know what to build.",
        wrong: "$ showpiece build ~/notes        # a folder of Markdown without showpiece.yaml",
        right: "$ showpiece init ~/notes         # or write showpiece.yaml with `title` and `base_url`" }
    /// A file cannot be read.
    UnreadableFile "unreadable-file" Error {
        what: "A file of the site could not be read.",
        why: "A page that cannot be read would silently vanish from the published site.",
        wrong: "-rw------- root content/about.md",
        right: "$ chmod a+r content/about.md" }
    /// A text file is not UTF-8.
    NotUtf8 "not-utf8" Error {
        what: "A text file is not valid UTF-8 (or is UTF-16, or contains a NUL byte).",
        why: "Text in another encoding would come out as garbage on every page that shows it.",
        wrong: "caf\\xe9 (Latin-1)",
        right: "café saved as UTF-8: $ iconv -f latin1 -t utf-8 about.md" }
    /// YAML that cannot be parsed.
    YamlSyntax "yaml-syntax" Error {
        what: "The text is not valid YAML.",
        why: "Nothing after the fault can be trusted.",
        wrong: "title: Ledger: a story",
        right: "title: \"Ledger: a story\"" }
    /// A tab in YAML's indentation.
    YamlTab "yaml-tab" Error {
        what: "A line of YAML is indented with a tab.",
        why: "YAML forbids tabs in indentation, since their width is not known.",
        wrong: "links:\n\trepo: https://example.org",
        right: "links:\n  repo: https://example.org" }
    /// A key that the format does not have.
    UnknownKey "unknown-key" Error {
        what: "A key is not part of the format.",
        why: "A misspelt key would be ignored and its value lost without a word. Keys of your own go below `extra:`.",
        wrong: "sumary: Bookkeeping as a service.",
        right: "summary: Bookkeeping as a service." }
    /// The same key twice in one map.
    DuplicateKey "duplicate-key" Error {
        what: "A map has the same key twice.",
        why: "One of the two values would be lost.",
        wrong: "title: One\ntitle: Two",
        right: "title: Two" }
    /// A required key is absent.
    MissingKey "missing-key" Error {
        what: "A required key is missing.",
        why: "The pages that show it would have a hole.",
        wrong: "---\nstart: 2023-02\n---",
        right: "---\ntitle: Ledgerline\nsummary: Bookkeeping as a service for 40 charities.\nstart: 2023-02\n---" }
    /// A value of the wrong type or outside the allowed set.
    InvalidValue "invalid-value" Error {
        what: "A value has the wrong type, or is not one of those allowed.",
        why: "The format is typed, so that a slip is found when it is written and not by a reader.",
        wrong: "team_size: four",
        right: "team_size: 4" }
    /// Anchors that would expand without end, or too deep a nesting.
    YamlLimit "yaml-limit" Error {
        what: "The YAML nests too deep, is too large, refers to itself, or expands to too many values.",
        why: "Such a file could make the build run for minutes or run out of memory; no honest file needs it.",
        wrong: "a: &a [*a, *a]",
        right: "a: [1, 1]" }
    /// A date that the calendar does not have, or in another notation.
    InvalidDate "invalid-date" Error {
        what: "A date is not in the calendar or not written as `2024`, `2024-05` or `2024-05-17`.",
        why: "Periods, evidence and the order of pages are computed from dates.",
        wrong: "start: 2023-02-30",
        right: "start: 2023-02-28" }
    /// A period that ends before it begins.
    EndBeforeStart "end-before-start" Error {
        what: "A period's `end` lies before its `start`.",
        why: "The length of the period would be negative.",
        wrong: "start: 2024-05\nend: 2023-11",
        right: "start: 2023-11\nend: 2024-05" }
    /// Front matter that is not there or not closed.
    FrontMatter "front-matter" Error {
        what: "A content file has no front matter, or its front matter is not closed with `---`.",
        why: "The front matter holds the title; without its end, the whole text would be read as YAML.",
        wrong: "---\ntitle: About\n\nI write Python.",
        right: "---\ntitle: About\n---\n\nI write Python." }
    /// A notebook that is not JSON.
    NotebookSyntax "notebook-syntax" Error {
        what: "A `.ipynb` file is not JSON: it was cut off, holds a conflict of Git, or was edited by hand.",
        why: "Nothing of a notebook can be shown before all of it can be read.",
        wrong: "{\"cells\": [], \"metadata\": {}, \"nbformat\": 4,}",
        right: "{\"cells\": [], \"metadata\": {}, \"nbformat\": 4, \"nbformat_minor\": 5}" }
    /// JSON that is no notebook.
    NotebookFormat "notebook-format" Error {
        what: "A `.ipynb` file is JSON, but something in it is not what notebooks have there: a cell without a type, a source that is not text, an unknown format.",
        why: "The cell could only be left out, and readers would not know that something is missing.",
        wrong: "{\"cell_type\": \"markdwon\", \"metadata\": {}, \"source\": []}",
        right: "{\"cell_type\": \"markdown\", \"metadata\": {}, \"source\": []}" }
    /// A notebook of format 3.
    NotebookVersion "notebook-version" Warning {
        what: "A notebook has format 3, which Jupyter gave up in 2015. It is read all the same.",
        why: "Other programs no longer read such files, and cell tags do not exist in them.",
        wrong: "{\"worksheets\": [{\"cells\": []}], \"metadata\": {}, \"nbformat\": 3}",
        right: "$ jupyter nbconvert --to notebook --inplace analysis.ipynb" }
    /// A picture in a notebook that cannot be shown.
    NotebookOutput "notebook-output" Error {
        what: "A picture that a cell put out, or that is attached to one, is not base64, breaks off, or is of another kind than it says.",
        why: "Readers would see a broken frame.",
        wrong: "\"data\": {\"image/png\": \"iVBORw0KGgo…\"}",
        right: "run the cell again, and save the notebook" }
    /// A word that YAML takes for a number, a boolean or a date where a text is wanted.
    YamlAmbiguous "yaml-ambiguous" Error {
        what: "A text is wanted, and an unquoted word stands there that YAML takes for a number, a boolean or a date.",
        why: "`3.10` is the number 3.1 to YAML, and `no` is the word false: another program that reads the file would show something other than you wrote.",
        wrong: "title: 3.10",
        right: "title: \"3.10\"" }
    /// An address that cannot be followed.
    InvalidUrl "invalid-url" Error {
        what: "A value is not an absolute address.",
        why: "The link would lead nowhere, or to a page of your own site that does not exist.",
        wrong: "url: example.org/talk",
        right: "url: https://example.org/talk" }
    /// An address whose scheme can run code or leak files.
    DangerousUrl "dangerous-url" Error {
        what: "An address has a scheme other than `https:`, `http:` or `mailto:`.",
        why: "`javascript:` and `data:` addresses run code in the reader's browser; `file:` ones work on your machine alone.",
        wrong: "url: javascript:alert(1)",
        right: "url: https://example.org/" }
    /// The same id or alias for two things.
    DuplicateId "duplicate-id" Error {
        what: "An id (or an alias, which stands for an id) is used twice.",
        why: "Nobody could tell which of the two is meant, and both would want the same address.",
        wrong: "- {id: python, name: Python}\n- {id: cpython, name: CPython, aliases: [python]}",
        right: "- {id: python, name: Python, aliases: [cpython]}" }
    /// An expiry date before the date of issue.
    ExpiresBeforeDate "expires-before-date" Error {
        what: "A certificate's `expires` lies before its `date`.",
        why: "It would have lapsed before it was issued; one of the two dates is wrong.",
        wrong: "date: 2024-05\nexpires: 2023-05",
        right: "date: 2023-05\nexpires: 2024-05" }
    /// A data file of a kind that is not read.
    UnknownFile "unknown-file" Warning {
        what: "A file in `data/` is not `.yaml`, `.json`, `.toml` or `.csv`, or has a name that templates cannot use.",
        why: "It is not read, and nobody would notice.",
        wrong: "data/reading.yml",
        right: "data/reading.yaml" }
    /// JSON, TOML or CSV that cannot be parsed.
    DataSyntax "data-syntax" Error {
        what: "A data file is not valid JSON, TOML or CSV.",
        why: "Its data would be missing wherever a template asks for it.",
        wrong: "{\"title\": \"One\",}",
        right: "{\"title\": \"One\"}" }
    /// Two data files with one name.
    DuplicateData "duplicate-data" Error {
        what: "Two data files have the same name and different endings.",
        why: "Templates reach data by name, so that one of the two could never be reached.",
        wrong: "data/books.yaml and data/books.csv",
        right: "data/books.yaml" }
    /// A symbolic link that leads out of the site, or round in a circle.
    LinkLeavesSite "link-leaves-site" Error {
        what: "A symbolic link leads out of the site's folder, or to a folder that contains it.",
        why: "Files outside the site would be published without anybody having put them there, and a circle has no end.",
        wrong: "$ ln -s ~/Documents static/documents",
        right: "$ cp ~/Documents/talk.pdf static/" }
    /// Names that differ only in case or Unicode form.
    NameCollision "name-collision" Warning {
        what: "Two names differ only in upper and lower case, or only in how Unicode writes their letters (then it is an error).",
        why: "Linux keeps them apart; macOS and Windows do not, so that one of the two files is lost there.",
        wrong: "content/about.md and content/About.md",
        right: "content/about.md and content/about-this-site.md" }
    /// A name that Windows does not accept.
    ReservedName "reserved-name" Warning {
        what: "A file or folder has a name that Windows reserves (`aux`, `con`, `nul`, …) or cannot write (`a:b`).",
        why: "The site could not be checked out or built on Windows.",
        wrong: "content/writing/aux.md",
        right: "content/writing/auxiliary.md" }
    /// An output folder, or a file in it, that somebody else made.
    ForeignOutput "foreign-output" Error {
        what: "The output folder holds files that Showpiece did not write, where it is to write.",
        why: "Showpiece replaces and deletes files there; it touches only its own, which `.showpiece-manifest` lists.",
        wrong: "$ showpiece build --out ~/Documents",
        right: "$ showpiece build --out ~/Documents/my-site" }
    /// Two runs at once.
    OutputBusy "output-busy" Error {
        what: "Another run of Showpiece is writing to the same output folder.",
        why: "Two writers would mix two builds. The lock is the system's own and ends with the process that holds it.",
        wrong: "$ showpiece build & showpiece build",
        right: "$ showpiece build && showpiece build" }
    /// An operation that the system refused.
    OutputFailed "output-failed" Error {
        what: "The system refused to write, rename or remove a file of the output: the disk is full, read-only, or not yours.",
        why: "Without it the site cannot be published. What was there is kept, or the next run finishes what was begun.",
        wrong: "No space left on device",
        right: "$ showpiece build --out /mnt/larger/public" }
    /// An output folder that would swallow the site.
    OutputFolder "output-folder" Error {
        what: "The output folder is the site's folder, or contains it.",
        why: "Pages and sources would lie in one place, and cleaning up the one could hit the other.",
        wrong: "$ showpiece build my-site --out my-site",
        right: "$ showpiece build my-site --out my-site/public" }
    /// A path that cannot be written, or that two outputs want.
    OutputPath "output-path" Error {
        what: "An output has a path that cannot be written (a name that is too long or leads out of the folder), or that another output has too.",
        why: "One of the two pages would be lost, or a file written where it does not belong.",
        wrong: "static/about (a file) and content/about.md, which becomes about/index.html",
        right: "static/about.txt and content/about.md" }
    /// A fault in the attributes of a code block.
    CodeAttribute "code-attribute" Error {
        what: "The braces behind a code block's language hold something that is not an attribute, or an attribute with a value that it cannot have.",
        why: "A misspelt attribute would be ignored, and a mark on a line that does not exist would point at nothing.",
        wrong: "```python {tilte=\"ledger.py\" mark=\"3-50\"}",
        right: "```python {title=\"ledger.py\" mark=\"3-5\"}" }
    /// A file that a code block shows and that is not there.
    MissingSource "missing-source" Error {
        what: "A code block shows a file that is not there, or that is a folder.",
        why: "The page would show nothing where its author meant to show code.",
        wrong: "```python {src=\"ledger/postng.py\"}",
        right: "```python {src=\"ledger/posting.py\"}" }
    /// A file that a code block shows and that lies outside the site.
    OutsideSource "outside-source" Error {
        what: "A code block shows a file that lies outside the site, or that a link leads out of it, in no folder that the configuration allows.",
        why: "A write-up from somewhere else could otherwise publish any file of the machine that builds it.",
        wrong: "```python {src=\"../../../ledgerline/posting.py\"}   # and nothing in showpiece.yaml",
        right: "allow_outside: [../ledgerline]" }
    /// A symbol that a code block shows and that the file does not define.
    MissingSymbol "missing-symbol" Error {
        what: "A code block shows a function, a class or a value that the file does not define any more.",
        why: "Code moves and is renamed; a page that silently showed something else, or nothing, would be wrong without anybody noticing.",
        wrong: "```python {src=\"ledger.py\" symbol=Ledger.pots}",
        right: "```python {src=\"ledger.py\" symbol=Ledger.post}" }
    /// A region that a code block shows and that the file does not have once and whole.
    MissingRegion "missing-region" Error {
        what: "A code block shows a region that the file does not have, has twice, or does not close.",
        why: "What is meant cannot be known, and a guess would show the wrong code.",
        wrong: "# region: posting\n…                        # and no endregion",
        right: "# region: posting\n…\n# endregion" }
    /// A code block in a language that nobody knows.
    UnknownLanguage "unknown-language" Warning {
        what: "The word behind a code fence names no known language.",
        why: "The code is shown without colours, which is seldom meant; `text` says that it is.",
        wrong: "```pyhton",
        right: "```python" }
    /// A file that `init` or `new` would write is there.
    FileExists "file-exists" Error {
        what: "A file that `init` or `new` would make is there already.",
        why: "Showpiece never replaces a file of yours.",
        wrong: "$ showpiece new post \"Hello\" && showpiece new post \"Hello\"",
        right: "$ showpiece new post \"Hello again\"" }
    /// A file of the user's that cannot be written.
    UnwritableFile "unwritable-file" Error {
        what: "A file of the site could not be made.",
        why: "The folder is not writable, or the disk is full. What was made before it was taken back.",
        wrong: "$ showpiece init /usr/share/my-site",
        right: "$ showpiece init ~/my-site" }
    /// A line of a component that cannot be read.
    ComponentSyntax "component-syntax" Error {
        what: "A line that calls a component has no name, or its arguments are not written as `{key=\"value\"}`.",
        why: "What cannot be read would be left out of the page, or shown as text with colons.",
        wrong: ":::callout{kind=tip, title=Backups}",
        right: ":::callout{kind=\"tip\" title=\"Backups\"}" }
    /// A container component without its closing line.
    UnclosedComponent "unclosed-component" Error {
        what: "A component was opened with `:::` and not closed in the same list item, quote or text.",
        why: "Everything after it would be put into the component.",
        wrong: ":::callout{kind=\"note\"}\nMind the order.\n\n## Next",
        right: ":::callout{kind=\"note\"}\nMind the order.\n:::\n\n## Next" }
    /// A closing line without a component.
    StrayComponentEnd "stray-component-end" Error {
        what: "A line of colons closes no component, or has another number of colons than the line that opened it.",
        why: "Containers nest by the number of their colons: the outer one has more.",
        wrong: "::::columns\n:::callout\nOne.\n:::\n:::",
        right: "::::columns\n:::callout\nOne.\n:::\n::::" }
    /// A formula that cannot be read.
    MathSyntax "math-syntax" Error {
        what: "The text between dollar signs is not TeX notation that Showpiece knows.",
        why: "Formulas become MathML when the site is built, so that no script is needed to read them.",
        wrong: "$\\frac{1}{2$",
        right: "$\\frac{1}{2}$ (or `\\$` where a dollar sign is meant)" }
    /// Two headings with the same explicit id.
    DuplicateHeadingId "duplicate-heading-id" Error {
        what: "Two headings of a page have the same id in braces.",
        why: "A link to the id reaches only the first of them.",
        wrong: "## Setup {#setup}\n## Setup on Windows {#setup}",
        right: "## Setup {#setup}\n## Setup on Windows {#setup-windows}" }
    /// A first-level heading in the text.
    HeadingLevel "heading-level" Warning {
        what: "The text of a page has a first-level heading (`# …`).",
        why: "The page's title is its first-level heading; a second one confuses screen readers and search engines.",
        wrong: "---\ntitle: Ledgerline\n---\n\n# Ledgerline\n\n# Problem",
        right: "---\ntitle: Ledgerline\n---\n\n## Problem" }
    /// A reference link or a footnote without a definition.
    UnknownReference "unknown-reference" Warning {
        what: "A link or a footnote names a definition that the page does not have.",
        why: "Readers would see the brackets instead of a link or a number.",
        wrong: "See the [handbook][hb].",
        right: "See the [handbook][hb].\n\n[hb]: https://example.org/handbook" }
    /// A footnote that nothing refers to.
    UnusedFootnote "unused-footnote" Warning {
        what: "A footnote is defined, and nothing in the page refers to it.",
        why: "It is not shown, so its text is lost; often the reference has another spelling.",
        wrong: "Measured on one machine.[^bench]\n\n[^benchmark]: A laptop of 2021.",
        right: "Measured on one machine.[^bench]\n\n[^bench]: A laptop of 2021." }
    /// A Python block with a syntax error.
    PythonSyntax "python-syntax" Warning {
        what: "A code block that is marked as Python cannot be parsed.",
        why: "Readers try what they see. Where something is left out on purpose, say so, and nothing is reported.",
        wrong: "```python\ndef total(rows:\n    return sum(rows)\n```",
        right: "```python\ndef total(rows):\n    return sum(rows)\n``` (or ```` ```python {lenient} ````)" }
    /// A skill that `data/skills.yaml` does not have.
    UnknownSkill "unknown-skill" Error {
        what: "Something names a skill that `data/skills.yaml` does not have, neither as an id nor as an alias.",
        why: "A skill that exists only in one place has no page and gathers no evidence; most often it is a slip of the pen.",
        wrong: "skills: [pyhton]",
        right: "skills: [python]" }
    /// A work environment that does not exist.
    UnknownEnvironment "unknown-environment" Error {
        what: "Something names a work environment that is neither built in nor in `data/environments.yaml`.",
        why: "Each environment has a page that gathers what was done there; a misspelt one would split it.",
        wrong: "environment: sass",
        right: "environment: saas" }
    /// A project slug that no project has.
    UnknownProject "unknown-project" Error {
        what: "A post or a testimonial names a project that does not exist.",
        why: "The link between the two would be missing on both pages.",
        wrong: "project: ledger-line",
        right: "project: ledgerline" }
    /// A layout that neither the theme nor the site has.
    UnknownLayout "unknown-layout" Error {
        what: "A page asks for a layout that neither the theme nor the site has.",
        why: "The page could not be rendered the way its author wants it.",
        wrong: "layout: wide        # and no templates/layouts/wide.html",
        right: "layout: wide        # with templates/layouts/wide.html" }
    /// A skill that nothing shows.
    NoEvidence "no-evidence" Warning {
        what: "Nothing on the site names a skill, and no code imports its modules.",
        why: "A claim without evidence weakens the claims beside it. What the author claims of such a skill is not shown.",
        wrong: "- {id: rust, name: Rust, claim: expert}   # and no project, job or talk names rust",
        right: "skills: [rust]                            # in a project, a position, a talk …" }
    /// A soft skill without a job, a talk or a testimonial.
    SoftSkillStory "soft-skill-story" Warning {
        what: "A soft skill is named, but by no position, no talk and no testimonial.",
        why: "Soft skills are shown by stories: somebody who says so, a role that needed it, a talk about it.",
        wrong: "- {id: mentoring, name: Mentoring, kind: soft}   # named by a project alone",
        right: "- author: Ola Tveit\n  text: She taught our team to review code.\n  consent: true\n  skills: [mentoring]" }
    /// Two things at one address.
    DuplicateUrl "duplicate-url" Error {
        what: "Two files want the same address, or two addresses differ only in case.",
        why: "One page would overwrite the other, on some file systems without a word.",
        wrong: "content/about.md and content/about/index.md",
        right: "content/about.md" }
    /// An alias that is no path.
    InvalidAlias "invalid-alias" Error {
        what: "An alias is not a path of this site.",
        why: "A redirect is a file at the old address; it can only be written inside the site.",
        wrong: "aliases: [../old, https://old.example/x]",
        right: "aliases: [/old/]" }
    /// An alias at the address of a page.
    AliasCollision "alias-collision" Error {
        what: "An alias is the address of a page.",
        why: "There can be a page or a redirect at an address, not both.",
        wrong: "aliases: [/projects/]",
        right: "aliases: [/old-projects/]" }
    /// A link that leads nowhere.
    BrokenLink "broken-link" Error {
        what: "A link names a file that the site does not have, or an address at which nothing is built.",
        why: "Whoever follows it finds an error page.",
        wrong: "[the ledger](../projects/ledgerlin.md)",
        right: "[the ledger](../projects/ledgerline.md)" }
    /// A link to a heading that is not there.
    BrokenAnchor "broken-anchor" Error {
        what: "A link names a heading that the page does not have.",
        why: "The reader lands at the top of the page and has to search.",
        wrong: "[how](ledgerline.md#resluts)",
        right: "[how](ledgerline.md#results)" }
    /// A link to a page that is not built.
    DraftLink "draft-link" Error {
        what: "A link leads to a draft, or to a page with a date in the future, which this build leaves out.",
        why: "The link would be broken until that page is published.",
        wrong: "[soon](../writing/unfinished.md)   # with draft: true",
        right: "publish the page first, or build with --drafts" }
    /// A picture or file that is not there.
    MissingImage "missing-image" Error {
        what: "A picture is neither beside the page nor in `static/`.",
        why: "Readers would see the alternative text and a broken frame.",
        wrong: "![The flow of data](flow.svg)      # beside content/projects/x.md",
        right: "![The flow of data](flow.svg)      # beside content/projects/x/index.md" }
    /// A component that does not exist.
    UnknownComponent "unknown-component" Error {
        what: "A Markdown component is called that neither the theme nor the site has.",
        why: "What it should show would be missing.",
        wrong: "::metrics{value=\"20 min\" label=\"Month-end close\"}",
        right: "::metric{value=\"20 min\" label=\"Month-end close\"}" }
    /// A component called with wrong parameters.
    ComponentCall "component-call" Error {
        what: "A Markdown component is called with a parameter that it does not have, without one that it needs, or with a value that leads to nothing, such as a cell that the notebook does not have.",
        why: "A misspelt parameter would be ignored and its value lost.",
        wrong: "::metric{valeu=\"20 min\" label=\"Month-end close\"}",
        right: "::metric{value=\"20 min\" label=\"Month-end close\"}" }
    /// A component whose declaration cannot be read.
    ComponentDeclaration "component-declaration" Error {
        what: "The first comment of a component's template does not declare its parameters in the right form.",
        why: "Calls of the component are checked against it.",
        wrong: "{# params: title=note #}",
        right: "{# params: title=\"note\" src! #}" }
    /// A template that cannot be parsed.
    TemplateSyntax "template-syntax" Error {
        what: "A template is not valid.",
        why: "No page that uses it can be made. Every template is checked, used or not.",
        wrong: "{% if page.summary %}{{ page.summary }}",
        right: "{% if page.summary %}{{ page.summary }}{% endif %}" }
    /// A template that names or does something that cannot be.
    TemplateError "template-error" Error {
        what: "A template uses a variable, filter, function, block or template that does not exist, or a function refused its arguments.",
        why: "Guessing would show readers a page with a hole in it.",
        wrong: "{{ page.titel }}",
        right: "{{ page.title }}" }
    /// Templates that include or extend each other in a circle.
    TemplateCycle "template-cycle" Error {
        what: "A template includes or extends itself, directly or through others.",
        why: "It would never come to an end.",
        wrong: "{% include \"partials/card.html\" %}   in partials/card.html",
        right: "an include of another template" }
    /// A theme that does not exist.
    UnknownTheme "unknown-theme" Error {
        what: "The theme is neither built in nor in the site's `themes/`, or it extends itself.",
        why: "Without its theme the site has no templates.",
        wrong: "theme: atelie",
        right: "theme: atelier" }
    /// A theme for a newer template API.
    ThemeApi "theme-api" Error {
        what: "The theme was made for a newer version of the template API than this program has.",
        why: "Its templates would ask for values that are not there.",
        wrong: "api: 99",
        right: "api: 1" }
    /// A theme for another version of the program.
    ThemeVersion "theme-version" Error {
        what: "The theme says that it does not work with this version of Showpiece.",
        why: "Its templates may ask for what is not there, or style what has changed.",
        wrong: "showpiece: \">=9\"",
        right: "showpiece: \">=0.1, <1\"" }
    /// A template of the site whose original has changed since it was taken from the theme.
    TemplateDrift "template-drift" Warning {
        what: "A template of the site was copied from the theme by `theme eject`, and the theme has changed its own since.",
        why: "The site goes on with the old one: what the theme fixed or added is missing, and nothing else would tell you.",
        wrong: "templates/project.html, taken from atelier 1.0.0, while atelier 1.1.0 has another one",
        right: "`showpiece theme diff` shows what changed; take it over, then `showpiece theme eject project.html --accept`" }
    /// A theme that lacks what pages or other templates count on.
    ThemeIncomplete "theme-incomplete" Warning {
        what: "`theme check` found that a theme lacks something: a block that the template in its place has in `base`, or an interface text.",
        why: "Templates of sites that fill the block stop working with this theme; a missing text shows in English, or is an error.",
        wrong: "themes/mine/templates/base.html without {% block head %}",
        right: "{% block head %}{% endblock %} where that part of a page goes" }
    /// A template of a theme that nothing uses.
    ThemeUnused "theme-unused" Warning {
        what: "`theme check` found a template in a theme that no page asks for and no other template names.",
        why: "It is a misspelt name, or was forgotten: in both cases its author believes that it has an effect.",
        wrong: "themes/mine/templates/projekt.html",
        right: "themes/mine/templates/project.html" }
    /// A theme option that does not exist or has a wrong value.
    ThemeOption "theme-option" Error {
        what: "`theme_options` sets an option that the theme does not have, or to a value that it does not take.",
        why: "The setting would have no effect.",
        wrong: "theme_options: {sheme: moss}",
        right: "theme_options: {scheme: moss}" }
    /// A link of a rendered page that leads nowhere.
    DeadLink "dead-link" Error {
        what: "`check` found a link, a picture or a style sheet on a finished page, in a feed or in the sitemap that leads to no file of the site, or to a fragment that is not there.",
        why: "It comes from a template, from data or from raw HTML, which only the finished page shows; readers meet it all the same.",
        wrong: "<a href=\"/cv/\">Résumé</a>       in a template, where the page is /resume/",
        right: "<a href=\"{{ url(path=\"/resume/\") }}\">Résumé</a>" }
    /// A picture without alternative text.
    ImageAlt "image-alt" Warning {
        what: "A picture in a text, or a cover, has no alternative text.",
        why: "Readers who do not see it, and machines that read the page, learn nothing of what it shows.",
        wrong: "![](latency.svg)",
        right: "![Median latency falls from 90 to 12 ms after the change](latency.svg)" }
    /// A link whose text says nothing.
    LinkText "link-text" Warning {
        what: "The text of a link does not say where it leads.",
        why: "Screen readers list the links of a page, and there \"here\" is no help.",
        wrong: "The migration is described [here](migration.md).",
        right: "The [migration guide](migration.md) describes it." }
    /// Two pages with one title.
    DuplicateTitle "duplicate-title" Warning {
        what: "Two pages that search engines may list have the same title.",
        why: "In results, tabs and bookmarks nobody can tell them apart.",
        wrong: "title: Notes        # in content/notes.md and in content/writing/notes.md",
        right: "title: Notes on property-based testing" }
    /// A title that is cut in search results.
    LongTitle "long-title" Warning {
        what: "The title of a page is longer than search results show.",
        why: "What is cut off is often what tells the page from others.",
        wrong: "title: How I rewrote the settlement service of a payment company and what I learned about queues on the way",
        right: "title: Rewriting a settlement service" }
    /// Two pages with one description.
    DuplicateDescription "duplicate-description" Warning {
        what: "Two pages that search engines may list have the same description.",
        why: "It is the sentence below the title in results; the second page says nothing of itself.",
        wrong: "summary: A post about Python.      # in two posts",
        right: "summary: Why a queue needs a dead letter, with a test that shows it." }
    /// A project that lacks what a reviewer looks for.
    ProjectFacts "project-facts" Warning {
        what: "A project does not say what the author's part was, when it was, what came of it, which skills it took, or where to look further.",
        why: "Reviewers have a minute. A project without these is a claim, and they go on to the next person.",
        wrong: "title: Ledgerline\nsummary: Bookkeeping as a service.",
        right: "title: Ledgerline\nsummary: Bookkeeping as a service for 40 charities.\nrole: Lead developer\nresults:\n  - {metric: Month-end close, before: 3 days, after: 20 minutes}" }
    /// A certificate that has run out.
    ExpiredCertificate "expired-certificate" Warning {
        what: "A certificate's `expires:` lies in the past.",
        why: "It is shown as something that one has, and its issuer says otherwise.",
        wrong: "- {name: Cloud Practitioner, issuer: Example, date: 2021-03, expires: 2024-03}",
        right: "- {name: Cloud Practitioner, issuer: Example, date: 2024-03, expires: 2027-03}" }
    /// Git refuses to publish.
    PublishFailed "publish-failed" Error {
        what: "`publish branch` could not put the site on its branch: there is no repository, the branch is in use, or Git refuses.",
        why: "The branch is as it was; readers see the site that was published last.",
        wrong: "$ showpiece publish branch --branch main      # where `main` has the sources",
        right: "$ showpiece publish branch --branch gh-pages" }
    /// A branch that holds somebody else's files.
    ForeignBranch "foreign-branch" Error {
        what: "The branch to publish to holds files that Showpiece did not write, and would have to be replaced.",
        why: "They may be somebody's work. A branch that Showpiece made has its record, `.showpiece-manifest`, and is known by it.",
        wrong: "$ showpiece publish branch      # where `gh-pages` was made by another tool",
        right: "$ showpiece publish branch --replace" }
    /// Something about the repository or the hosting that will go wrong.
    PagesSetup "pages-setup" Warning {
        what: "`doctor` found that the configuration, the repository and the hosting do not fit together.",
        why: "The commonest failure of a first publication is a page without styles whose links lead nowhere, because the site lies below a path that `base_url` does not have.",
        wrong: "base_url: https://ada.github.io/            # in the repository ada/portfolio",
        right: "base_url: https://ada.github.io/portfolio/" }
    /// A page to which nothing leads.
    OrphanPage "orphan-page" Warning {
        what: "No page of the site links to a page.",
        why: "Readers find it by a search engine or not at all.",
        wrong: "content/uses.md            # in no menu and no text",
        right: "navigation:\n  - {label: Uses, url: /uses/}" }
    /// A file of the site that nothing asks for.
    UnusedFile "unused-file" Warning {
        what: "A file below `content/` is named by no page, so it is not published; one below `static/` is published, and no page, text, style sheet or script of the site refers to it; no page reads a file of free data; or nothing asks for a template of the site.",
        why: "It was forgotten, or what should show it names another file. Files that browsers, hosts or services ask for by their names (`favicon.ico`, `.well-known/`, `CNAME`, …) are left alone.",
        wrong: "content/projects/x/flow-old.svg",
        right: "![The flow of data](flow.svg)" }
    /// The outline of a finished page.
    PageOutline "page-outline" Warning {
        what: "A finished page has no first-level heading or several, leaves a level out, or does not say its language.",
        why: "Screen readers go through a page by its headings, and pronounce it by its language.",
        wrong: "<h1>Projects</h1> … <h3>Ledgerline</h3>      in a template",
        right: "<h1>Projects</h1> … <h2>Ledgerline</h2>" }
    /// Structured data that cannot be read.
    StructuredData "structured-data" Error {
        what: "The JSON-LD of a finished page is not JSON, or does not name its vocabulary.",
        why: "Search engines pass over it without a word.",
        wrong: "<script type=\"application/ld+json\">{name: Ada}</script>",
        right: "<script type=\"application/ld+json\">{\"@context\": \"https://schema.org\", \"@type\": \"Person\", \"name\": \"Ada\"}</script>" }
    /// A page that takes long to load.
    PageWeight "page-weight" Warning {
        what: "A page has more HTML, style sheets, pictures, or of everything together, than `check.budgets` allows: more than readers on a phone load quickly.",
        why: "Many of those who follow a link from a message leave before it has loaded.",
        wrong: "twelve screenshots of 600 kB each on one page",
        right: "the three that show something, as WebP" }
    /// A picture that is too large.
    ImageWeight "image-weight" Warning {
        what: "A picture has more bytes, or more pixels, than a page can show.",
        why: "It is loaded in full and shown small.",
        wrong: "screenshot.png             # 5120 × 2880 pixels, 4 MB",
        right: "screenshot.webp            # 1600 × 900 pixels, 90 kB" }
    /// A key or token in the sources.
    Secret "secret" Error {
        what: "A text of the site, or a file that it shows, has something that looks like a key or a token.",
        why: "Whoever finds it can use it. Programs look for such strings in public repositories all the time.",
        wrong: "client = Client(token=\"ghp_…36 letters and digits…\")",
        right: "client = Client(token=os.environ[\"GITHUB_TOKEN\"])" }
    /// The address of a machine in a private network.
    PrivateAddress "private-address" Warning {
        what: "A text of the site names an address of a private network.",
        why: "It tells strangers how a network is laid out, and means nothing to readers.",
        wrong: "ssh deploy@10.3.0.17",
        right: "ssh deploy@192.0.2.17      # an address that is reserved for examples" }
    /// A request to another server.
    ThirdParty "third-party-request" Warning {
        what: "A finished page makes browsers load something from another server.",
        why: "That server learns who reads the page; and the page is slow, or broken, when that server is.",
        wrong: "<script src=\"https://cdn.example/chart.js\"></script>",
        right: "<script src=\"{{ url(path=\"/chart.js\") }}\"></script>    # from static/" }
    /// Words that were meant to be replaced.
    Placeholder "placeholder" Warning {
        what: "A text has filler (lorem ipsum) or a note to yourself (`TODO`).",
        why: "Readers see it, and wonder what else is unfinished.",
        wrong: "TODO: say what came of it.",
        right: "draft: true                # until it is written" }
    /// A table whose columns have no names.
    TableHeader "table-header" Warning {
        what: "The first row of a table, which names its columns, is empty.",
        why: "Screen readers read the name of the column with each cell.",
        wrong: "| | |\n|---|---|\n| before | 3 days |",
        right: "| when | how long |\n|---|---|\n| before | 3 days |" }
    /// A site on which nothing has happened for long.
    StaleContent "stale-content" Warning {
        what: "The newest project, post or job is older than `check.stale_after` months.",
        why: "A reader takes an old site for an old skill.",
        wrong: "start: 2019-03\nend: 2020-06              # the newest of all",
        right: "the project of this year" }
    /// An exception that is not one.
    AllowComment "allow-comment" Warning {
        what: "A `showpiece-allow` comment names a code that does not exist or cannot be allowed, or gives no reason.",
        why: "It has no effect, and whoever reads it believes that it has.",
        wrong: "<!-- showpiece-allow: link-text -->",
        right: "<!-- showpiece-allow: link-text the sentence is about the word \"here\" -->" }
    /// An exception that nothing needs.
    UnusedAllow "unused-allow" Warning {
        what: "A `showpiece-allow` comment covers nothing: what it allows is not there, or not any more.",
        why: "It would hide the next mistake of that kind at this place.",
        wrong: "<!-- showpiece-allow: image-alt a drawing without a message -->\n\nNo picture here.",
        right: "No picture here." }
    /// A snippet that gives something else than the page says.
    SnippetOutput "snippet-output" Error {
        what: "A snippet that `showpiece verify` ran did not print what the page says.",
        why: "The reader would be shown something that is not true.",
        wrong: ">>> 2 ** 10\n1023",
        right: ">>> 2 ** 10\n1024        # `showpiece verify --update` writes it" }
    /// A snippet that does not run to its end.
    SnippetFailed "snippet-failed" Error {
        what: "A snippet that `showpiece verify` ran raised an exception, ended the process, printed without end, or cannot be read.",
        why: "A reader who tries it would meet the same.",
        wrong: "```python {run}\nint(\"three\")\n```",
        right: "```python {run raises=ValueError}\nint(\"three\")\n```" }
    /// Snippets that do not come to an end.
    SnippetTimeout "snippet-timeout" Error {
        what: "The snippets of a page took longer than `verify.timeout` allows, and were ended.",
        why: "Something waits for what never comes, or the page asks for more than a reader's patience.",
        wrong: "```python {run}\nwhile True:\n    pass\n```",
        right: "verify: {timeout: 60}        # in showpiece.yaml, if it honestly takes so long" }
    /// Results of snippets that are not what they should be.
    SnippetLock "snippet-lock" Warning {
        what: "`snippets.lock` holds lines that are not results of snippets; or, with `verify --locked`, other results than those found (then it is an error).",
        why: "The marks \"verified with Python\" come from this file.",
        wrong: "<<<<<<< HEAD",
        right: "$ showpiece verify        # and commit snippets.lock" }
    /// A Python that cannot be used.
    PythonInterpreter "python-interpreter" Error {
        what: "The Python that is to run the snippets cannot be started, or is older than 3.9.",
        why: "Without it nothing can be verified.",
        wrong: "$ showpiece verify --python python9",
        right: "$ showpiece verify --python .venv/bin/python" }
    /// Colours of a theme that are hard to tell apart.
    ThemeContrast "theme-contrast" Warning {
        what: "A theme of the site has a colour of text that stands out too little from a background on which it is used, in the light or the dark scheme.",
        why: "Many readers cannot read it, and nobody can in sunlight.",
        wrong: ":root { --muted: light-dark(#999, #777); }",
        right: ":root { --muted: light-dark(#666, #aaa); }" }
    /// An inventory that cannot be read.
    InvalidInventory "invalid-inventory" Error {
        what: "A file in `inventories/` is not a Sphinx inventory of version 2, or is damaged.",
        why: "Names in code could not lead to the documentation that it stands for.",
        wrong: "inventories/numpy.inv    # the page that the browser showed",
        right: "inventories/numpy.inv    # the file https://numpy.org/doc/stable/objects.inv" }
    /// An inventory without an address, or an address without an inventory.
    InventoryAddress "inventory-address" Warning {
        what: "An inventory in `inventories/` has no address in `showpiece.yaml`, or an address there has no inventory.",
        why: "A link needs both: which names there are, and where their documentation is published. Nothing is fetched in a build.",
        wrong: "inventories/numpy.inv    # and nothing about numpy in showpiece.yaml",
        right: "api_links: {inventories: {numpy: https://numpy.org/doc/stable/}}" }
    /// A link to another site that leads nowhere.
    ExternalLink "external-link" Error {
        what: "A link to another site leads nowhere: the page is not there, the host is not, or its certificate does not hold. Only `check --external` asks.",
        why: "A reviewer who follows a link and finds nothing wonders what else is no longer true.",
        wrong: "[the paper](https://example.org/papers/ledger-v1.pdf)    # answers 404 Not Found",
        right: "[the paper](https://example.org/papers/ledger.pdf)" }
    /// A fragment that a page elsewhere has not.
    ExternalAnchor "external-anchor" Warning {
        what: "A link names a part of a page on another site, and the page has no part of that name. Only `check --external` asks.",
        why: "The reader lands at the top of a long page and looks for what was meant.",
        wrong: "[how to install it](https://example.org/guide/#instalation)",
        right: "[how to install it](https://example.org/guide/#installation)" }
    /// A page elsewhere that has another address now.
    MovedLink "moved-link" Warning {
        what: "A page on another site says that it has moved for good, and where to. Only `check --external` asks.",
        why: "Such signposts are taken down one day; until then each reader makes a detour.",
        wrong: "repo: http://github.com/ada/old-name",
        right: "repo: https://github.com/ada/ledgerline" }
    /// A link of which nobody can say whether it leads somewhere.
    UnclearLink "unclear-link" Warning {
        what: "A link to another site could not be checked: no answer in time, an error of the server, a certificate from an unknown issuer. Only `check --external` asks.",
        why: "It may be a bad hour of that server, and it may be its end.",
        wrong: "[demo](https://demo.example.org/)    # answers 502 Bad Gateway, three times",
        right: "check: {external: {ignore: [\"https://demo.example.org/*\"]}}    # if it is fine for readers" }
    /// No server at all could be reached.
    NoNetwork "no-network" Error {
        what: "`check --external` could not reach any server.",
        why: "That says nothing about the links, so nothing is said about them.",
        wrong: "$ showpiece check --external    # in a job without network",
        right: "$ showpiece check" }
    /// Scripts beyond the budget.
    ScriptWeight "script-weight" Warning {
        what: "A page loads more JavaScript than `check.budgets.scripts` allows: 100 kB unless the site says otherwise.",
        why: "A phone has to load, read and run each byte of it before the page reacts to a finger.",
        wrong: "<script src=\"/vendor/everything.js\"></script>    # 640 kB for a menu",
        right: "<script src=\"/menu.js\" defer></script>    # 3 kB; or no script at all" }
    /// A feed or sitemap that is not as its format asks.
    FeedFormat "feed-format" Warning {
        what: "A feed or the sitemap lacks what its format asks for: a title, an id of its own for each entry, an author, dates of RFC 3339, absolute addresses; or it lists a page that leads on to another, or that asks not to be listed.",
        why: "Programs that read feeds drop what they do not understand, without a word.",
        wrong: "<updated>17 May 2026</updated>",
        right: "<updated>2026-05-17T00:00:00Z</updated>" }
    /// Structured data with words or values that its vocabulary does not have.
    JsonldVocabulary "jsonld-vocabulary" Warning {
        what: "The structured data of a page has a type or a property that is nearly one of schema.org's, or a value of another kind than the property takes.",
        why: "Search engines pass over what they do not know, so the fact is lost without a word.",
        wrong: "{\"@type\": \"Person\", \"jobTitel\": \"Python developer\", \"url\": \"/about/\"}",
        right: "{\"@type\": \"Person\", \"jobTitle\": \"Python developer\", \"url\": \"https://ada.example/about/\"}" }
    /// A description that search results cut.
    LongDescription "long-description" Warning {
        what: "The description of a page has more than 240 characters.",
        why: "Search results and previews of links show about 160; what comes after is not read.",
        wrong: "summary: In this project, which began when … (400 characters)",
        right: "summary: Double-entry bookkeeping as a service for 40 charities." }
    /// A picture that is far larger than it is shown.
    ImageSize "image-size" Warning {
        what: "A picture has more than three times the width with which a page shows it.",
        why: "No screen shows what is beyond that, and every reader loads it.",
        wrong: "<img src=\"portrait.jpg\" width=\"160\" alt=\"Ada\">    # 4000 pixels wide",
        right: "<img src=\"portrait.jpg\" width=\"160\" alt=\"Ada\">    # 480 pixels wide" }
    /// A link that runs something, or that leads where readers cannot go.
    UnsafeLink "unsafe-link" Warning {
        what: "A finished page has an address that runs a program (`javascript:`), means a file on a disk (`file:`), or leads to a host that only its own network reaches (`localhost`).",
        why: "Readers cannot follow it, or should not.",
        wrong: "<a href=\"http://localhost:8000/\">the demo</a>",
        right: "<a href=\"https://demo.ada.example/\">the demo</a>" }
    /// A project without a problem.
    ProjectStory "project-story" Warning {
        what: "Nothing in a project's text says which problem it solves: not a word about what was needed, wrong or asked for, or how things were before.",
        why: "Reviewers judge a solution by its problem; without one there are only technologies.",
        wrong: "A web service in Django with PostgreSQL and Docker.",
        right: "Closing a month took three days, because each charity kept its own spreadsheet. Ledgerline …" }
    /// A project whose code is shown, and not how it is tested.
    ProjectTests "project-tests" Warning {
        what: "A project links to its repository, and its text names no tests, or nothing that runs them. What is a prototype, complete or archived need not name the latter.",
        why: "A reviewer looks for the tests before they read the code.",
        wrong: "links: {repo: https://github.com/ada/ledgerline}",
        right: "Every push runs 412 tests, property-based ones for the ledger, on GitHub Actions." }
    /// A project with nothing to look at.
    ProjectDemo "project-demo" Warning {
        what: "A project links to its repository and to nothing else, and has no picture.",
        why: "Most who visit do not clone a repository; they look.",
        wrong: "links: {repo: https://github.com/ada/ledgerline}",
        right: "links: {repo: https://github.com/ada/ledgerline, demo: https://ledgerline.example/}" }
}
