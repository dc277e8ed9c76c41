//! Highlighting of Python and of the grammars' languages, shown as marked text: see `support/marked.rs`.

#![allow(clippy::expect_used)]

#[path = "support/library.rs"]
mod library;
#[path = "support/marked.rs"]
mod marked;

use marked::{check, mark, unmark};
use showpiece::code::{Block, Frame, FrameDefaults, write_tokens};
use showpiece::python::Class;

#[test]
fn functions_classes_and_decorators() {
    check(
        "python",
        r#"‹nd @app.route›(‹s2 "/x"›, ‹na name›‹o =›‹s2 "y"›)
‹kd async def› ‹nf fetch›(‹bp self›, ‹nv key›: ‹nb str› ‹o |› ‹kc None› ‹o =› ‹kc None›, ‹o **›‹nv rest›) ‹o ->› ‹nb list›[‹nb int›]:
    ‹sd """Fetches \n it."""›
    ‹k return await› ‹bp self›.get(key, ‹na default›‹o =›‹kc ...›)

‹nd @final›
‹kd class› ‹nc Entry›(‹kt Base›, ‹na metaclass›‹o =›Meta):
    ‹sd "An entry."›
    ‹vm __slots__› ‹o =› (‹s1 'a'›,)
    ‹kd def› ‹fm __init__›(‹bp self›): ‹nb super›().‹fm __init__›(); ‹bp self›.x ‹o @=› m ‹o @› n
"#,
    );
}

#[test]
fn names_of_modules() {
    check(
        "python",
        "‹kn from› ‹nn __future__› ‹kn import› annotations
‹kn import› ‹nn os›, ‹nn numpy.linalg› ‹kn as› ‹nn la›
‹kn from› .‹nn models› ‹kn import› (Entry ‹kn as› E, ‹o *›)
‹kn from› ... ‹kn import› x
‹kd def› ‹nf f›(): ‹k yield from› xs; ‹k raise› ‹ne KeyError› ‹k from› e
‹k with› a ‹k as› b: ‹k pass›
",
    );
}

#[test]
fn imports_are_top_level_names_of_absolute_imports() {
    let source = "import numpy.linalg as la, os\nfrom pandas.io import sql\nfrom . import a\nfrom .b import c\n\
                  if TYPE_CHECKING:\n    import django\ndef f():\n    from hypothesis import given\n";
    let imports: Vec<_> = Block::parse("py", source).0.imports.into_iter().collect();
    assert_eq!(imports, ["django", "hypothesis", "numpy", "os", "pandas"]);
}

#[test]
fn structural_matching() {
    check(
        "python",
        r#"‹k match› command.split():
    ‹k case› [‹s2 "go"›, (‹s2 "north"› ‹o |› ‹s2 "south"›) ‹k as› d] ‹k if› d ‹ow is not› ‹kc None›:
        ‹k pass›
    ‹k case› {‹s2 "a"›: ‹mi 1›, ‹o **›rest} ‹o |› Point(‹na x›‹o =›‹mi 0›, ‹na id›‹o =›‹k _›):
        _ ‹o =› rest
    ‹k case _›:
        ‹nb print›(_)
"#,
    );
}

#[test]
fn soft_keywords_as_names() {
    check(
        "python",
        "match ‹o =› case ‹o =› ‹mi 1›; ‹nb type›(match); _ ‹o =› match.case(‹na type›‹o =›case)
‹k match› match:
    ‹k case› case: ‹nb print›(case)
‹kd type› ‹nc case› ‹o =› ‹nb int›
",
    );
}

#[test]
fn type_parameters() {
    check(
        "python",
        "‹kd type› ‹nc Pair›[‹nc T›: ‹nb int›, ‹o *›‹nc Ts›, ‹o **›‹nc P›] ‹o =› ‹nb tuple›[‹kt T›, ‹kc ...›]
‹kd def› ‹nf first›[‹nc T› ‹o =› ‹nb str›](‹nv xs›: ‹nb list›[‹kt T›]) ‹o ->› ‹kt T›: ‹kc ...›
‹kd class› ‹nc Box›[‹nc T›]: ‹k pass›
",
    );
}

#[test]
fn groups_of_exceptions() {
    check(
        "python",
        "‹k try›:
    ‹k pass›
‹k except*› (‹ne OSError›, errors.Own) ‹k as› e:
    ‹k raise› ‹ne ExceptionGroup›(‹s2 \"x\"›, [e])
",
    );
}

#[test]
fn nested_f_strings() {
    check(
        "python",
        r#"x ‹o =› ‹sa f›‹s2 "a ›‹si {›b‹si !r:>{›width‹si }}›‹s2  ›‹se {{›‹s2 x›‹se }}›‹s2  ›‹si {›d[‹s2 "k"›]‹si :%Y-%m}›‹s2  ›‹si {›z‹si =}›‹se \n›‹s2 "›
y ‹o =› ‹sa rf›‹s1 '\d›‹si {›‹sa f›‹s2 "›‹si {›‹sa f›‹s1 '›‹si {›‹mi 1›‹si }›‹s1 '›‹si }›‹s2 "›‹si }›‹s1 '›
z ‹o =› ‹sa f›‹s2 """›‹si {›
    (‹k lambda› ‹nv q›: {q: ‹mi 1›})(‹nb id›) ‹o ==› ‹mi 2›
‹si }›‹s2 """›
"#,
    );
}

#[test]
fn template_strings() {
    check("python", "t ‹o =› ‹sa t›‹s2 \"›‹si {›x‹si !s:{›y‹si }}›‹s2 \"›\n");
}

#[test]
fn strings_and_escapes() {
    check(
        "python",
        r#"a ‹o =› ‹s2 "›‹se \u00e9\N{BULLET}\x41\101\\›‹s2 \d"›
b ‹o =› ‹sa b›‹s1 '\N{X}›‹se \x00›‹s1 '› ‹sa rb›‹s2 "\x00"›
c ‹o =› (‹s1 'one'
     'two'›)
"#,
    );
}

#[test]
fn numbers() {
    check(
        "python",
        "‹mi 1_000› ‹o +› ‹mf 1.5e3› ‹o +› ‹mf 2j› ‹o +› ‹mh 0xFF› ‹o +› ‹mb 0b1› ‹o +› ‹mo 0o7›  ‹c1 # sum›\n",
    );
}

#[test]
fn shadowed_builtins() {
    check(
        "python",
        "‹kd def› ‹nf f›(‹nv input›, ‹nv id›: ‹nb int› ‹o =› ‹nb id›(‹mi 1›)):
    ‹k for› list ‹ow in› input: ‹nb print›(list, ‹nb sum›)
    ‹k return› [type ‹k for› type ‹ow in› id], ‹nb type›
‹nb list›(‹nb map›(‹k lambda› ‹nv hash›: hash, ‹nb hash›))
‹kd class› ‹nc A›:
    id: ‹nb int› ‹o =› ‹mi 3›
    ‹kd def› ‹nf print›(‹bp self›): ‹nb print›(‹nb id›, ‹bp self›.id, ‹na file›‹o =›‹kc None›, ‹na max›‹o =›‹nb max›)
‹k del› a.list
",
    );
}

#[test]
fn a_name_bound_in_the_module_is_no_builtin() {
    check("python", "‹kn from› ‹nn rich› ‹kn import› print\n‹kd def› ‹nf f›(): print(‹nb len›)\n");
}

#[test]
fn broken_code() {
    check(
        "python",
        "‹kd def› ‹nf f›(‹nv a›, :
    ‹k return› ‹nb len›(a
‹kd class› ‹nc B›
    x ‹o =› ‹s2 \"open›
‹k for› x ‹ow in› ‹nb range›(‹mi 3›) …
‹kn import› ‹nn os›
",
    );
}

#[test]
fn pseudo_code_keeps_its_colours() {
    check("python", "‹k if› condition:\n    ‹kc ...›\n‹k else›:\n    ‹o <›do something‹o >›\n");
}

#[test]
fn python_2() {
    check(
        "python",
        "‹k print› ‹s2 \"a\"›, ‹mi 0777›\n‹k try›:\n    ‹k pass›\n‹k except› ‹ne KeyError›, e:\n    ‹k raise› ‹ne KeyError›, ‹s1 'x'›\n",
    );
}

#[test]
fn notebook_commands() {
    check(
        "ipython",
        "‹nb %matplotlib› inline\n‹o !›‹nf pip› install x\nfiles ‹o =› ‹o !›‹nf ls›\n‹kn import› ‹nn numpy›\n‹nb %%timeit›\n",
    );
}

#[test]
fn errors_have_places_unless_lenient() {
    let (block, findings) = Block::parse("python", "x = (1\ny = 2\n");
    assert_eq!(findings, []);
    assert!(!block.errors.is_empty());
    assert!(block.errors.iter().all(|(span, text)| span.end as usize <= block.source.len() && !text.is_empty()));
    assert!(Block::parse("python {lenient}", "x = (1\n").0.errors.is_empty());
    assert!(Block::parse("python", "x = 1\n").0.errors.is_empty());
}

#[test]
fn parameters_arguments_and_types() {
    check(
        "python",
        r#"‹kd class› ‹nc Repo›(‹kt Base›, ‹kt Generic›[‹kt T›], ‹na metaclass›‹o =›ABCMeta):
    ‹kd def› ‹nf get›(‹bp self›, ‹nv key›: ‹nb str›, ‹o *›‹nv args›: np.‹kt ndarray›[‹nb int›], ‹nv default›: ‹s2 "Repo"› ‹o |› ‹kc None› ‹o =› ‹kc None›, ‹o **›‹nv kw›: ‹kt Any›) ‹o ->› ‹nb dict›[‹nb str›, ‹nb list›[‹kt Entry›]]:
        ‹k return› ‹bp self›.get(key, ‹na default›‹o =›‹mi 1›, ‹na cls›‹o =›JSONEncoder, ‹na x›‹o =›‹k lambda› ‹nv a›, ‹nv b›‹o =›f(‹mi 3›): a)
mode: ‹kt Literal›[Mode.A, ‹s2 "x"›] ‹o =› Annotated[‹nb int›, Field(‹na gt›‹o =›‹mi 0›)]
x: ‹kt Annotated›[‹nb list›[‹kt Entry›], Field(‹na gt›‹o =›‹mi 0›)] ‹o =› ‹mi 3›
"#,
    );
}

#[test]
fn self_is_special_as_a_first_parameter() {
    check(
        "python",
        "‹kd class› ‹nc A›:
    ‹kd def› ‹nf f›(‹bp self›, ‹nv cls›):
        ‹kd def› ‹nf g›(): ‹k return› ‹bp self›.x, cls
    ‹nd @classmethod›
    ‹kd def› ‹nf make›(‹bp cls›): ‹k return› ‹bp cls›()
‹kd def› ‹nf f›(‹nv a›, ‹nv self›): self.x ‹o =› a
‹bp self›.x
",
    );
    check(
        "python",
        "self ‹o =› f()\nself.x\n‹kd class› ‹nc A›:\n    ‹kd def› ‹nf f›(‹bp self›): ‹k return› ‹bp self›.self\n",
    );
}

#[test]
fn constants() {
    check(
        "python",
        "‹no MAX_SIZE› ‹o =› ‹mi 3›\nf(‹no MAX_SIZE›, re.‹no IGNORECASE›, ‹no _PRIVATE›, T, URL(‹mi 2›), ‹no A1›)\n‹kd class› ‹nc B›(‹kt ABC›): x: ‹kt URL›\n",
    );
}

#[test]
fn builtins_declared_global() {
    check("python", "‹kd def› ‹nf f›():\n    ‹k global› list\n    list ‹o =› ‹mi 3›\nlist(‹mi 3›); ‹nb set›(‹mi 3›)\n");
}

#[test]
fn comments_by_reader() {
    check(
        "python",
        "‹ch #!/usr/bin/env python›
‹cs # -*- coding: utf-8 -*-›
‹kn import› ‹nn a›  ‹cs # noqa: F401›
‹c1 # words›
x ‹o =› []  ‹cs # type: list[int]
# region: totals›
",
    );
}

#[test]
fn examples_in_documentation() {
    check(
        "python",
        r#"‹kd def› ‹nf f›(‹nv x›):
    ‹sd """Doubles.

    >>>› f(‹mi 2›)  ‹cs # doctest: +SKIP›
‹sd     4
    >>>› ‹k for› x ‹ow in› ‹nb range›(‹mi 2›):
‹sd     ...›     ‹nb print›(‹s2 "a"›, x)
‹sd     a 0
    ... and more
    >>>› f(‹mi 3›)‹sd """›
    s ‹o =› ‹s2 ">>> no"›
"#,
    );
}

#[test]
fn python_session() {
    check(
        "pycon",
        r#"‹gp >>>› ‹kn import› ‹nn numpy› ‹kn as› ‹nn np›
‹gp >>>› ‹kd def› ‹nf f›(‹nv list›):
‹gp ...›     ‹sd """Doc›
‹gp ...› ‹sd     more"""›
‹gp ...›     ‹k return› list
‹gp ...›
‹gp >>>› f(‹mi 2›)
‹go 2›
‹gp >>>› ‹mi 1›‹o /›‹mi 0›
‹gt Traceback (most recent call last):›
  File ‹nb "<stdin>"›, line ‹mi 1›, in ‹nf <module>›
‹gr ZeroDivisionError›: division by zero
‹gp In [1]:› ‹nb len›(x)
‹go Out[1]: 3›
"#,
    );
    let (block, _) = Block::parse("pycon", ">>> import numpy\n>>> x = (\nout\n");
    assert_eq!(block.imports.into_iter().collect::<Vec<_>>(), ["numpy"]);
    assert!(!block.errors.is_empty());
}

#[test]
fn tracebacks() {
    check(
        "pytb",
        r#"‹gt Traceback (most recent call last):›
  File ‹nb "/app/ledger.py"›, line ‹mi 12›, in ‹nf close_month›
    ‹k return› total ‹o /› count
           ‹gt ~~~~~~^~~~~~~›
‹gr ZeroDivisionError›: division by zero

‹gt During handling of the above exception, another exception occurred:›

  + ‹gt Exception Group Traceback (most recent call last):›
  |   File ‹nb "x.py"›, line ‹mi 3›, in ‹nf main›
  |     ‹k raise› group
  | ‹gr ExceptionGroup›: a (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | ‹gr ValueError›: 1
    +------------------------------------
"#,
    );
}

#[test]
fn shell_session() {
    check(
        "console",
        r#"‹gp $› ‹nf pip› install showpiece \
    --upgrade
‹go Collecting showpiece›
‹gp (venv) $› ‹nb echo› ‹s2 "it's› ‹nv $HOME›‹s2 "› ‹o |› ‹nf wc› -l
‹go 1›
‹c1 # a comment›
‹gp ada@host:~/site$› ‹nf ls›
"#,
    );
    check("console", "‹gp #› ‹nf apt› install x\n");
}

#[test]
fn sessions_are_terminals() {
    for (info, source, terminal) in [
        ("console", "$ ls\n", true),
        ("bash", "$ ls\n", true),
        ("bash", "ls\n", true),
        ("bash {title=ci.sh}", "ls\n", false),
    ] {
        let mut out = String::new();
        Block::parse(info, source).0.write_html(&Frame::new(&FrameDefaults::default()), &mut out);
        assert_eq!(out.starts_with("<figure class=\"code terminal\""), terminal, "{info} {source:?}");
    }
}

#[test]
fn data_formats() {
    check(
        "yaml",
        "‹nt on›: {‹nt push›: [main], ‹nt \"a\"›: ‹s1 'x'›}  ‹c1 # c›\n‹nt version›: ‹mf 1.5›\n‹nt ok›: ‹kc true›\n",
    );
    check("json", "{‹nt \"a\"›: [‹s2 \"b›‹se \\n›‹s2 \"›, ‹mf 2.5›, ‹kc null›]}\n");
    check("toml", "[‹k package›]\n‹nt name› = ‹s2 \"x\"›\n‹nt date› = ‹ld 2024-05-01›\n");
    check("ini", "‹k [section]›\n‹na key› ‹o =› value\n");
    check("diff", "‹gh --- a/x\n+++ b/x›\n‹gu @@ -1,2 +1,2 @@›\n same\n‹gd -old›\n‹gi +new\n+newer›\n");
}

#[test]
fn languages_of_the_web() {
    check("html", "‹cp <!DOCTYPE html>›\n‹nt <p› ‹na class›=‹s2 \"a\"›‹nt >›x ‹ni &lt;›‹nt </p>›\n");
    check("css", "‹nc .a› { ‹na color›: ‹mh #ff00aa›; ‹na margin›: ‹mf 1.5›‹kt em›; }\n");
    check("js", "‹kn import› { x } ‹kn from› ‹s './m.js'›;\n‹kd const› y ‹o =› ‹sb `t›‹si ${›x‹si }›‹sb `›;\n");
    check("ts", "‹kd interface› ‹nc A› { x: ‹kt number›; }\n");
    check("jinja", "‹cp {%› ‹k if› a ‹cp %}›‹nt <b>›‹cp {{› a ‹cp }}›‹nt </b>›‹cp {%› ‹k endif› ‹cp %}›\n");
}

#[test]
fn other_languages() {
    check("sql", "‹k SELECT› a.id ‹k AS› n ‹k FROM› t ‹k WHERE› x ‹ow IS NOT› ‹kc NULL› ‹c1 -- c›\n");
    check("bash", "‹k for› f ‹k in› a; ‹k do› ‹nb echo› ‹s2 \"hi› ‹nv $f›‹s2 \"›; ‹k done›\n");
    check("dockerfile", "‹k FROM› python:3.12 ‹k AS› base\n‹k CMD› [‹s2 \"python\"›]\n");
    check("rust", "‹k pub› ‹kd fn› ‹nf f›<‹nl 'a›>(x: ‹o &›‹nl 'a› ‹kd str›) { ‹nb println!›(‹s2 \"x\"›) }\n");
    check("text", "if x: print(1)\n");
    check("", "if x: print(1)\n");
}

#[test]
fn code_that_stopped_a_bundled_grammar() {
    check("js", "a ‹o =› b ‹cm /* c */›\n");
    for name in ["htc", "svelte", "svlt"] {
        assert_eq!(unmark(&mark(name, "{'\n\t/*")), "{'\n\t/*");
    }
}

/// An ordinary module, neither terse nor wordy.
const MODULE: &str = r#"
"""Reads bank statements and posts them to the ledger."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement."""

    account: str
    amount: Decimal
    reference: str | None = None

    @property
    def is_refund(self) -> bool:
        return self.amount < 0 and self.reference is not None


def read(path: Path, *, encoding: str = "utf-8") -> list[Line]:
    # Banks disagree about the separator, so it is guessed from the first line.
    with path.open(encoding=encoding, newline="") as file:
        dialect = csv.Sniffer().sniff(file.readline())
        file.seek(0)
        rows = csv.DictReader(file, dialect=dialect)
        return [Line(row["account"], Decimal(row["amount"]), row.get("reference")) for row in rows]


def total(lines: list[Line]) -> Decimal:
    """Sums the lines; refunds count negative."""
    if not lines:
        raise ValueError("there are no lines to sum")
    result = sum((line.amount for line in lines), start=Decimal(0))
    print(f"{len(lines)} lines, {result:>12,.2f}")
    return result
"#;

/// The spans of tokens alone: no frame, no lines, no links.
fn markup(source: &str) -> usize {
    let mut out = String::new();
    write_tokens(source, &Block::parse("python", source).0.tokens, &mut out);
    out.len()
}

#[test]
fn markup_stays_below_four_times_the_source() {
    let mut samples = library::modules(2 << 20);
    samples.push(MODULE.to_owned());
    for sample in samples.iter().filter(|sample| sample.len() > 1000) {
        let markup = markup(sample);
        // whatever the module: the densest of all are tables of numbers
        assert!(markup < sample.len() * 10, "{markup} bytes of HTML for {} of Python: {:.60}", sample.len(), sample);
    }
    let source: usize = samples.iter().map(String::len).sum();
    let markup: usize = samples.iter().map(|sample| markup(sample)).sum();
    assert!(markup < source * 4, "{markup} bytes of HTML for {source} of Python");
}

#[test]
fn every_class_has_a_colour_and_a_row_in_the_documentation() {
    let read = |path: &str| std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).expect("a file");
    let (style, page) = (read("themes/base/assets/base.css"), read("docs/reference/languages.md"));
    let rules: Vec<&str> = style.lines().filter(|line| line.starts_with(".hl ")).collect();
    for class in Class::ALL {
        let coloured = |rule: &&str| rule.split(['(', ')', ' ', ',', '{']).any(|word| word == format!(".{class}"));
        assert!(rules.iter().any(coloured), "`{class}` has no colour in base.css");
        assert!(page.contains(&format!("`{class}`")), "`{class}` is not in languages.md");
    }
}
