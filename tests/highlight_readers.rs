//! What has a reader of its own beside Python: sessions, tracebacks, notebooks, requirements, INI files, differences.
//!
//! Shown as marked text, see `support/marked.rs`.

#[path = "support/marked.rs"]
mod marked;

use marked::check;
use showpiece::code::Block;

#[test]
fn ini_as_configparser_reads_it() {
    check(
        "ini",
        "‹c1 ; comment›
‹k [section]›  ‹c1 ; c›
‹na key› ‹o =› value
‹na other›‹o :› ‹si %(key)s›/x ‹si ${a:b}› ‹c1 # c›
‹na multi› ‹o =›
    a>=1
    b ‹c1 ; no›
‹na flag›
‹na n› ‹o =› ‹mi -3›
‹na b› ‹o =› ‹kc yes›
‹na s› ‹o =› ‹s2 \"x y\"›
‹na colour› ‹o =› #fff
",
    );
}

#[test]
fn prompts_of_windows() {
    check(
        "console",
        r#"‹gp PS C:\Users\ada>› ‹nb Get-ChildItem› ‹o |› ‹nb Select-Object› Name
‹go Name›
‹gp PS C:\Users\ada>› ‹nv $›‹nb env:›‹nv X› ‹o =› ‹s2 "1"›
‹gp C:\>› ‹k dir› /s
"#,
    );
}

#[test]
fn prompts_with_names() {
    check(
        "console",
        r#"‹gp [ada@host ~]$› ‹nf ls›
‹gp [root@host ~]#› ‹nf ls›
‹gp ada@host ~ %› ‹nf ls›
‹gp user@host:~/my dir$› ‹nf ls›
‹go [ 50%] Building›
‹go ada@x.org owes $ 5›
"#,
    );
    check("bash", "‹c1 # install›\n‹gp $› ‹nf pip› install x\n");
}

#[test]
fn python_started_from_a_shell() {
    check(
        "console",
        r#"‹gp $› ‹nf python›
‹gp >>>› ‹nb print›(‹s2 "x"›)
‹go x›
‹gp >>>› ‹k for› a ‹ow in› b:
‹gp ...›     ‹k pass›
‹gp >>>› ‹nb exit›()
‹gp $› ‹nf ls›
"#,
    );
}

#[test]
fn requirements() {
    check(
        "requirements",
        r#"‹c1 # base›
‹nn requests›[‹na socks›,‹na http2›]‹o ==›‹m 2.31.0›,‹o !=›‹m 2.3.*› ; ‹nv python_version› ‹o <› ‹s2 "3.12"› ‹ow and› ‹nv sys_platform› ‹o !=› ‹s1 'win32'›  ‹c1 # why›
‹k -r› ‹s base.txt›
‹k --index-url› ‹s https://user:›‹si ${TOKEN}›‹s @x/simple›
‹nn numpy›‹o >=›‹m 1.26› \
    ‹k --hash›‹o =›‹s sha256:abc› \
    ‹k --hash›‹o =›‹s sha256:def›
‹nn pip› ‹o @› ‹s https://x/pip.zip#sha1=da› ; ‹nv python_version›‹o >›‹s1 '3'›
‹k -e› ‹s git+https://github.com/x/y.git@v1#egg=y
./local/pkg›
‹nn django›
‹nn zope.interface› (‹o >=›‹m 3.6›)
‹nn name›‹o ~=›‹m 1.0›
"#,
    );
}

#[test]
fn differences() {
    check(
        "diff",
        r#"‹gh diff --git a/x.py b/x.py
index 83db48f..bf269f4 100644
--- a/x.py
+++ b/x.py›
‹gu @@ -1,3 +1,3 @@› def f():
 same
‹gd --- sql comment›
‹gi +++ other›
 same
‹c \ No newline at end of file›
‹gh diff --git a/y b/y
new file mode 100644›
"#,
    );
    check(
        "diff",
        "‹gh *** a	2024
--- b	2024›
‹gu ***************›
‹gu *** 1,3 ****›
  same
‹gd ! old
- gone›
‹gu --- 1,3 ----›
  same
‹gi ! new
+ more›
",
    );
    check("diff", "‹gu 2c2›\n‹gd < old›\n‹gu ---›\n‹gi > new›\n‹gu 4d3›\n‹gd < gone›\n");
    check("diff", "‹gd -old›\n‹gi +new›\n same\n");
    check("diff", "‹gu @@@ -1,2 -1,2 +1,3 @@@›\n  a\n‹gd - b\n -c›\n‹gi ++d›\n");
    // somebody left lines out: the next header is one
    check("diff", "‹gu @@ -1,9 +1,9 @@›\n‹gd -a›\n‹gu @@ -20,2 +20,2 @@›\n‹gd -b›\n‹gi +c›\n d\n‹gh --- x›\n");
}

#[test]
fn a_difference_of_python_keeps_the_colours_of_both_versions() {
    check(
        "diff-python",
        "‹gh --- a/x.py
+++ b/x.py›
‹gu @@ -1,3 +1,4 @@›
 ‹kd def› ‹nf f›(‹nv x›):
‹gd -›    ‹k return› ‹nb len›(x)
‹gi +›    list ‹o =› ‹mi 3›
‹gi +›    ‹k return› list
",
    );
    let (block, findings) = Block::parse("diff-python", " import os\n-import numpy\n+import pandas\n");
    assert_eq!(findings, []);
    assert_eq!(block.imports.into_iter().collect::<Vec<_>>(), ["os", "pandas"]);
    assert!(block.attributes.ins.contains(3) && block.attributes.del.contains(2));
    assert_eq!(Block::parse("diff-pyhton", "").1.len(), 1);
}

#[test]
fn cells_of_notebooks() {
    check(
        "ipython",
        "‹nb %timeit› f(x)\n‹o !›‹nf pip› install -q x\nfiles ‹o =› ‹o !›‹nf ls›\nnp.array‹o ?›\n‹o ?›np\nx ‹o =› ‹mi 1›\n",
    );
    check("ipython", "‹nb %%bash›\n‹k for› i ‹k in› a; ‹k do› ‹nb echo› ‹nv $i›; ‹k done›\n");
    check("python", "‹nb %%bash›\nfor i in a; do echo $i; done\n");
    check("ipython", "‹nb %%writefile› x.py\n‹kn import› ‹nn os›\n");
    assert_eq!(Block::parse("python", "%%bash\nfor i in a; do echo $i; done\n").0.errors, []);
}

#[test]
fn sessions_of_ipython() {
    check(
        "ipython",
        r#"‹gp In [1]:› ‹kn import› ‹nn os›
‹gp    ...:› x ‹o =› ‹mi 3›

‹gp In [2]:› ‹mi 1›‹o /›‹mi 0›
‹go ---------------------------------------------------------------------------›
‹gr ZeroDivisionError›                         ‹gt Traceback (most recent call last)›
‹nb Cell In[2]›, line ‹mi 1›
‹gt ---->› ‹mi 1› ‹mi 1›‹o /›‹mi 0›

‹gr ZeroDivisionError›: division by zero

‹gp In [3]:› x
‹go Out[3]: 3›
"#,
    );
    check(
        "pytb",
        r#"‹gr KeyError›                                  ‹gt Traceback (most recent call last)›
File ‹nb ~/x.py›:‹mi 12›, in ‹nf f›(x)
     ‹mi 10› ‹kd def› ‹nf f›(‹nv x›):
     ‹mi 11›     y ‹o =› ‹mi 1›
‹gt --->› ‹mi 12›     ‹k return› d[y]

‹gr KeyError›: 1
"#,
    );
}

#[test]
fn chained_tracebacks() {
    check(
        "pytb",
        r#"‹gt Traceback (most recent call last):›
  File ‹nb "a.py"›, line ‹mi 1›, in ‹nf f›
    f()
    ‹gt ~^^›
  ‹gt [Previous line repeated 996 more times]›
‹gr RecursionError›: maximum recursion depth exceeded
a note here

‹gt The above exception was the direct cause of the following exception:›

‹gt Traceback (most recent call last):›
  File ‹nb "b.py"›, line ‹mi 2›, in ‹nf <module>›
‹gr zlib.error›: bad
"#,
    );
}

#[test]
fn groups_of_exceptions() {
    check(
        "pytb",
        r#"  + ‹gt Exception Group Traceback (most recent call last):›
  |   File ‹nb "<stdin>"›, line ‹mi 1›, in ‹nf <module>›
  |     ‹k raise› eg
  | ‹gr ExceptionGroup›: many (2 sub-exceptions)
  | a note
  +-+---------------- 1 ----------------
    | ‹gt Traceback (most recent call last):›
    |   File ‹nb "x.py"›, line ‹mi 3›, in ‹nf g›
    |     x
    | ‹gr ValueError›: 1
    | note: more
    +---------------- 2 ----------------
    | ‹gr ExceptionGroup›: inner (1 sub-exception)
    +-+---------------- 1 ----------------
      | ‹gr TypeError›: 2
      +------------------------------------
"#,
    );
}

#[test]
fn syntax_errors() {
    check(
        "pytb",
        r#"  File ‹nb "x.py"›, line ‹mi 3›
    ‹k print› ‹s2 "hello"›
    ‹gt ^^^^^^^^^^^^^›
‹gr SyntaxError›: Missing parentheses in call to 'print'. Did you mean print(...)?
"#,
    );
    let session = r#"‹go Python 3.12.1 (main) on linux›
‹gp >>>› ‹k print› ‹s2 "x"›
  File ‹nb "<stdin>"›, line ‹mi 1›
    ‹k print› ‹s2 "x"›
    ‹gt ^^^^^^^^^›
‹gr SyntaxError›: Missing parentheses
‹gp >>>› x ‹o =› ‹mi 1›
"#;
    check("pycon", session);
    // What the session shows to be wrong is not reported; what comes after it is.
    let session = marked::unmark(session);
    assert_eq!(Block::parse("pycon", &session).0.errors, []);
    assert_eq!(Block::parse("pycon", &format!("{session}>>> f(\n")).0.errors.len(), 1);
}

#[test]
fn python_with_prompts_is_a_session() {
    check("python", "‹gp >>>› ‹mi 1› ‹o +› ‹mi 1›\n‹go 2›\n");
}
