//! Blocks of code as a reader uses them: what is copied, what the keyboard reaches, what is on paper.

use super::Desk;
use super::devtools::Tab;

/// A page with one block of each kind.
const PAGE: &str = "---
title: About
---

```python {title=numbered.py numbers mark=2 label=1:\"Why\"}
one = 1
two = 2
```

```python {ins=2 del=1}
old = 1
new = 2
```

```pycon
>>> for x in range(2):
...     print(x)
...
0
1

>>> 1 / 0
Traceback (most recent call last):
  File \"<stdin>\", line 1, in <module>
ZeroDivisionError: division by zero
```

```console
$ showpiece build \\
    --drafts
Built 3 pages
$ git push
Everything up-to-date
```

```python {collapse=2-3 anchors=folded}
first = 1
second = 2
third = 3
fourth = 4
```

```pytb
Traceback (most recent call last):
ValueError: no
```

```text
WIDE
```
";

/// What each of those gives to whoever copies it.
const COPIED: [&str; 7] = [
    "one = 1\ntwo = 2\n",
    "new = 2\n",
    "for x in range(2):\n    print(x)\n\n1 / 0\n",
    "showpiece build \\\n    --drafts\ngit push\n",
    "first = 1\nsecond = 2\nthird = 3\nfourth = 4\n",
    "Traceback (most recent call last):\nValueError: no\n",
    "",
];

fn desk() -> Desk {
    let wide = "wide ".repeat(100);
    Desk::with(&[], |site| site.save("content/about.md", &PAGE.replace("WIDE", &wide)))
}

/// A block of the page, by its number.
fn figure(number: usize) -> String {
    format!("document.querySelectorAll('figure.code')[{number}]")
}

fn clipboard(tab: &Tab) -> String {
    tab.text("navigator.clipboard.readText()")
}

#[test]
#[ignore = "needs Debian's chromium: run by .ci/run"]
fn what_is_copied_is_the_code() {
    let desk = desk();
    let tab = desk.open("about/");
    let _clipboard = tab.with_clipboard(&desk.visitor);
    tab.until("document.querySelectorAll('button.copy').length === 7");
    for (number, expected) in COPIED.iter().enumerate().filter(|(_, expected)| !expected.is_empty()) {
        tab.run("navigator.clipboard.writeText('nothing yet')");
        let block = figure(number);
        tab.run(&format!("{block}.scrollIntoView({{block: 'center'}})"));
        tab.click(&format!("{block}.querySelector('button.copy')"), 0);
        tab.until("navigator.clipboard.readText().then((text) => text !== 'nothing yet')");
        assert_eq!(clipboard(&tab), *expected, "block {number}");
    }
}

#[test]
#[ignore = "needs Debian's chromium: run by .ci/run"]
fn what_is_selected_and_copied_is_the_code() {
    let desk = desk();
    let tab = desk.open("about/");
    let _clipboard = tab.with_clipboard(&desk.visitor);
    let copied = |select: &str| {
        tab.run("navigator.clipboard.writeText('nothing yet')");
        tab.run_for_reader(&format!("{select}; document.execCommand('copy')"));
        tab.until("navigator.clipboard.readText().then((text) => text !== 'nothing yet')");
        clipboard(&tab).trim_end().replace("\r\n", "\n")
    };
    for (number, expected) in COPIED.iter().enumerate().take(4) {
        let code = format!("getSelection().selectAllChildren({}.querySelector('code'))", figure(number));
        assert_eq!(copied(&code), expected.trim_end(), "block {number}");
    }
    // Who selects output alone wants the output; who begins behind a prompt wants that line, too.
    let code =
        format!("var code = {}.querySelector('code'); var output = code.querySelector('.go').firstChild", figure(3));
    assert_eq!(copied(&format!("{code}; getSelection().selectAllChildren(output.parentNode)")), "Built 3 pages");
    let from_command = "getSelection().setBaseAndExtent(code, 1, code, code.childNodes.length)";
    assert_eq!(copied(&format!("{code}; {from_command}")), COPIED[3].trim_end());
}

#[test]
#[ignore = "needs Debian's chromium: run by .ci/run"]
fn the_keyboard_reaches_all_code() {
    let desk = desk();
    let tab = desk.open("about/");
    let fold = format!("{}.querySelector('details')", figure(4));
    tab.run(&format!("{fold}.querySelector('summary').focus()"));
    assert_eq!(tab.run(&format!("{fold}.open")), false);
    tab.press("Enter");
    tab.until(&format!("{fold}.open"));
    assert_eq!(tab.run(&format!("{fold}.querySelector('code').getBoundingClientRect().height > 20")), true);

    // From what stands before it, Tab goes to the code, whose name is said, and an arrow scrolls it.
    let wide = format!("{}.querySelector('.hl')", figure(6));
    tab.run(&format!("{}.querySelector('.hl').focus()", figure(5)));
    for _ in 0..3 {
        if tab.run(&format!("document.activeElement === {wide}")) == true {
            break;
        }
        tab.press("Tab");
    }
    assert_eq!(tab.run(&format!("document.activeElement === {wide}")), true);
    assert_eq!(tab.text("document.activeElement.getAttribute('aria-label')"), "Code: text");
    tab.press("ArrowRight");
    tab.until(&format!("{wide}.scrollLeft > 0"));
    assert_eq!(
        tab.run("document.documentElement.scrollWidth <= innerWidth"),
        true,
        "the page does not scroll sideways"
    );
}

#[test]
#[ignore = "needs Debian's chromium: run by .ci/run"]
fn an_address_opens_the_fold_of_its_line() {
    let desk = desk();
    let tab = desk.open("about/#folded-3");
    tab.until(&format!("{}.querySelector('details').open", figure(4)));
    assert_eq!(tab.text("document.querySelector(':target').textContent.trim()"), "third = 3");
}

#[test]
#[ignore = "needs Debian's chromium: run by .ci/run"]
fn on_paper_folds_are_open_and_lines_are_whole() {
    let desk = desk();
    let tab = desk.open("about/");
    let fold = format!("{}.querySelector('details')", figure(4));
    let folded = format!("{fold}.querySelector('code').getBoundingClientRect().height");
    assert_eq!(tab.run(&format!("{fold}.open")), false);
    tab.on_paper();
    tab.until(&format!("{folded} > 10"));
    assert_eq!(tab.text(&format!("getComputedStyle({fold}.querySelector('summary')).display")), "none");
    let wide = format!("{}.querySelector('.hl')", figure(6));
    assert_eq!(tab.run(&format!("{wide}.scrollWidth <= {wide}.clientWidth + 1")), true, "long lines are broken");
    // A browser that cannot open them by its style sheet has a script do it.
    tab.run("dispatchEvent(new Event('beforeprint'))");
    assert_eq!(tab.run(&format!("{fold}.open")), true);
    tab.run("dispatchEvent(new Event('afterprint'))");
    assert_eq!(tab.run(&format!("{fold}.open")), false);
}
