//! What blocks show of files, and what is said where they cannot.

use super::*;

const MODULE: &str = "\
'''Booking.'''

import json
from decimal import Decimal

# region: limits
LIMIT = Decimal('10')
# endregion


class Ledger:
    '''All entries.'''

    # Each entry balances.
    @classmethod
    def post(cls, entry):
        '''Post it.

        Twice is once.
        '''
        # region: check
        if entry.total() > LIMIT:
            raise ValueError('''
too much''')
        # endregion
        return cls(entry)

    def dump(self): return json.dumps(list(self))


def open_ledger(path): ...
";

/// What a block shows, or what is wrong with it.
fn shown(info: &str, text: &str) -> String {
    let (block, mut findings) = Block::parse(info, "");
    let included = match &block.include {
        Some(include) => {
            let (included, more) = show(info, include, &IncludedFile::new("a.py".into(), text.into()));
            findings.extend(more);
            included
        }
        None => None,
    };
    if let Some(finding) = findings.first() {
        let labels = finding
            .labels
            .iter()
            .map(|(span, words)| format!("\n  {}: {words}", text[span.start as usize..span.end as usize].trim_end()));
        let help = finding.help.iter().map(|help| format!("\n  = {help}"));
        return format!("{}{}{}", finding.message, labels.collect::<String>(), help.collect::<String>());
    }
    let included = included.expect("a block");
    let lines = included.lines.map_or("all".to_owned(), |(first, last)| format!("{first}-{last}"));
    format!("[{lines}]\n{}", included.block.source)
}

#[test]
fn parts_of_a_module() {
    let cases = [
        ("symbol=LIMIT", "[7-7]\nLIMIT = Decimal('10')\n"),
        ("region=limits", "[7-7]\nLIMIT = Decimal('10')\n"),
        ("lines=3-4", "[3-4]\nimport json\nfrom decimal import Decimal\n"),
        ("lines=28", "[28-28]\n    def dump(self): return json.dumps(list(self))\n"),
        ("lines=28 dedent", "[28-28]\ndef dump(self): return json.dumps(list(self))\n"),
        ("symbol=Ledger.dump", "[28-28]\ndef dump(self): return json.dumps(list(self))\n"),
        ("symbol=Ledger.dump dedent=false", "[28-28]\n    def dump(self): return json.dumps(list(self))\n"),
        ("symbol=Ledger.dump elide=body", "[28-28]\ndef dump(self): ...\n"),
        ("region=check", "[22-24]\nif entry.total() > LIMIT:\n    raise ValueError('''\ntoo much''')\n"),
        (
            "symbol=Ledger.post",
            "[14-26]\n# Each entry balances.\n@classmethod\ndef post(cls, entry):\n    '''Post it.\n\n    Twice is once.\n    '''\n    \
             if entry.total() > LIMIT:\n        raise ValueError('''\ntoo much''')\n    return cls(entry)\n",
        ),
        (
            "symbol=Ledger.post elide=docstring",
            "[14-26]\n# Each entry balances.\n@classmethod\ndef post(cls, entry):\n    if entry.total() > LIMIT:\n        raise ValueError('''\n\
             too much''')\n    return cls(entry)\n",
        ),
        (
            "symbol=Ledger.post elide=body",
            "[14-26]\n# Each entry balances.\n@classmethod\ndef post(cls, entry):\n    ...\n",
        ),
        (
            "symbol=Ledger elide=\"body, docstring\"",
            "[11-28]\nclass Ledger:\n    # Each entry balances.\n    @classmethod\n    def post(cls, entry):\n        ...\n\n    \
             def dump(self): ...\n",
        ),
    ];
    for (what, expected) in cases {
        assert_eq!(shown(&format!("python {{src=a.py {what}}}"), MODULE), expected, "{what}");
    }
    assert_eq!(shown("{src=a.py}", MODULE), format!("[all]\n{MODULE}"));
}

#[test]
fn faults() {
    let cases = [
        (
            "symbol=post",
            "`symbol` picks a part of a file, and no `src` names the file\n  = name it: `src=\"pkg/module.py\"`",
        ),
        ("src=", "`src` needs a value\n  = write `src=\"pkg/module.py\"`"),
        ("src=a.py symbol=A lines=3", "`symbol` and `lines` cannot both say what is shown\n  = take one of them away"),
        (
            "src=a.py lines=9-3",
            "the range `9-3` ends before it begins\n  = write the first and the last line of the file: `lines=3-9`",
        ),
        (
            "src=a.py lines=300",
            "`a.py` has no line 300; it ends with line 31\n  = name lines that the file has; a `symbol` or a `region` moves with the code",
        ),
        ("src=a.py lines=5", "there is nothing in `5` to show\n  = name lines with code in them"),
        (
            "src=a.py elide=bodies",
            "`bodies` cannot be left out\n  = write `elide=body`, `elide=docstring` or `elide=\"body,docstring\"`",
        ),
        (
            "src=a.py dedent=yes",
            "`yes` is not a value of `dedent`\n  = `dedent` is on or off: write `dedent`, or `dedent=false`",
        ),
        ("src=a.py symbl=A", "unknown attribute `symbl` of a code block\n  = did you mean `symbol`?"),
        ("src=a.py symbol=LIMIT mark=2", "the block has no line 2; it ends with line 1"),
        ("src=a.py symbol=LIMIT mark=Ledger", "the code has no text `Ledger`"),
        (
            "src=a.py region=limit",
            "`a.py` has no region `limit`\n  # region: limits: `limits` begins here\n  = did you mean `limits`?\n  = its regions are `check`, `limits`",
        ),
        (
            "src=a.py symbol=Ledger.pots",
            "`a.py` defines no `Ledger.pots`\n  post: `Ledger.post` is defined here\n  Ledger: `Ledger` is here, and has no `pots`\n  \
             = did you mean `Ledger.post`?",
        ),
        (
            "src=a.py symbol=post",
            "`a.py` defines no `post`\n  post: `Ledger.post` is defined here\n  = did you mean `Ledger.post`?",
        ),
        (
            "src=a.py symbol=Ledger.close",
            "`a.py` defines no `Ledger.close`\n  Ledger: `Ledger` is here, and has no `close`",
        ),
        ("src=a.py symbol=Legder.post", "`a.py` defines no `Legder.post`\n  post: `Ledger.post` is defined here"),
        ("src=a.py symbol=entry", "`a.py` defines no `entry`\n  entry: `entry` is last seen here, in line 26"),
        (
            "src=a.py symbol=Decimal",
            "`a.py` defines no `Decimal`\n  from decimal import Decimal: `Decimal` comes from elsewhere",
        ),
    ];
    for (what, expected) in cases {
        let found = shown(&format!("python {{{what}}}"), MODULE);
        assert!(found.starts_with(expected), "{what}: {found}");
    }
    let regions = "# region: a\n1\n# endregion\n# region: a\n2\n# region: b\n";
    assert!(
        shown("text {src=a.txt region=a}", regions)
            .starts_with("`a.py` has 2 regions `a`\n  # region: a: begins here\n  # region: a: begins here")
    );
    assert!(
        shown("text {src=a.txt region=b}", regions)
            .starts_with("the region `b` of `a.py` is not closed\n  # region: b: opened here")
    );
    assert!(shown("text {src=a.txt symbol=a}", regions).starts_with("symbols are known in Python only"));
    assert!(shown("text {src=a.txt elide=body}", regions).starts_with("`elide` leaves something out of Python"));
    let (_, findings) = Block::parse("python {src=a.py}", "\nx = 1\n");
    assert_eq!(findings[0].message, "a block that shows a file has text of its own");
}

#[test]
fn broken_python_has_its_symbols_and_says_that_it_is_broken() {
    let text = "def f():\n    return = 1\n\ndef g():\n    return 2\n";
    let show = |info: &str| {
        let include = Block::parse(info, "").0.include.expect("an include");
        super::show(info, &include, &IncludedFile::new("a.py".into(), text.into())).0.expect("a block")
    };
    assert_eq!(show("py {src=a.py symbol=g}").block.source, "def g():\n    return 2\n");
    assert_eq!(show("py {src=a.py symbol=g}").error, None);
    assert!(show("py {src=a.py symbol=f}").error.is_some_and(|(span, _)| &text[span.start as usize..] != text));
    assert_eq!(show("py {src=a.py symbol=f lenient}").error, None);
    assert!(shown("py {src=a.py symbol=h}", text).contains("the file is not valid Python"));
}

#[test]
fn a_piece_knows_what_the_whole_file_knows() {
    let text = "import numpy as np\nimport json\n\ndef list(): ...\n\nclass A:\n    def f(self):\n        '''Say\n        more.'''\n        return np.sum(list(), f'{self}')\n";
    let info = "{src=pkg/a.py symbol=A.f elide=body}";
    let include = Block::parse(info, "").0.include.expect("an include");
    let block = show(info, &include, &IncludedFile::new("a.py".into(), text.into())).0.expect("a block").block;
    assert_eq!((block.source.as_str(), block.language.name()), ("def f(self):\n    ...\n", "python"));
    assert!(block.imports.is_empty());
    let info = "py {src=pkg/a.py symbol=A.f mark=2-3 mark=more}";
    let include = Block::parse(info, "").0.include.expect("an include");
    let block = show(info, &include, &IncludedFile::new("a.py".into(), text.into())).0.expect("a block").block;
    let tokens: Vec<String> = block
        .tokens
        .iter()
        .map(|token| format!("{}:{}", token.class, &block.source[token.start as usize..token.end as usize]))
        .collect();
    assert_eq!(
        tokens,
        [
            "kd:def",
            "nf:f",
            "bp:self",
            "sd:'''Say\n    more.'''",
            "k:return",
            "sa:f",
            "s1:'",
            "si:{",
            "bp:self",
            "si:}",
            "s1:'"
        ]
    );
    assert_eq!(block.imports.iter().map(String::as_str).collect::<Vec<_>>(), ["numpy"]);
    assert!(block.attributes.mark.contains(3) && block.attributes.marked.len() == 1);
}

#[test]
fn other_languages_by_the_name_of_the_file() {
    for (src, language) in
        [("a.sql", "sql"), ("b/Dockerfile", "dockerfile"), ("a.unknown", "text"), ("requirements.txt", "requirements")]
    {
        let info = format!("{{src={src}}}");
        let (block, findings) = Block::parse(&info, "");
        assert_eq!((block.language.name(), findings), (language, vec![]), "{src}");
    }
    assert_eq!(
        shown("{src=a.ts region=x}", "{\n  // #region x\n  a()\n\n    b()\n  // #endregion\n}\n"),
        "[3-5]\na()\n\n  b()\n"
    );
}

proptest::proptest! {
    #[test]
    fn any_file_is_shown_as_its_own_text(
        text in "(?s)(def f\\(a\\):\n|class A:\n|    |\t|'''|x = 1\n|# region: r\n|# endregion\n|#|\n|f'\\{|é|import a\n|return b|.){0,40}",
        what in "(symbol=(f|A|A\\.f|x)|region=r|lines=[1-3]-[3-5]|)( elide=(body|docstring))?( dedent)?",
    ) {
        let info = format!("python {{src=a.py {what}}}");
        let (block, _) = Block::parse(&info, "");
        let Some(include) = block.include else { return Ok(()) };
        let (included, _) = show(&info, &include, &IncludedFile::new("a.py".into(), text.as_str().into()));
        let Some(included) = included else { return Ok(()) };
        let block = included.block;
        let mut end = 0;
        for token in &block.tokens {
            proptest::prop_assert!(token.start >= end && token.start < token.end, "{:?} in {:?}", token, block.source);
            proptest::prop_assert!(block.source.get(token.start as usize..token.end as usize).is_some());
            end = token.end;
        }
        // Each line is one of the file's, but for its indentation and what stands for something left out.
        for line in block.source.lines().filter(|line| !line.contains("...")) {
            let line = line.trim();
            proptest::prop_assert!(text.lines().any(|own| own.trim().ends_with(line)), "{line:?}");
        }
        if let Some((first, last)) = included.lines {
            proptest::prop_assert!(first >= 1 && first <= last && last as usize <= text.lines().count().max(1));
        }
    }
}
