//! What kind of comment a comment is: words for readers, the line that names the interpreter, or words for a program.

use super::class::Class;

/// What the comments begin with that checkers, formatters, editors and notebooks read.
const SPECIAL: [&str; 26] = [
    "-*-",
    "///",
    "%%",
    "coding:",
    "coding=",
    "cython:",
    "distutils:",
    "doctest:",
    "endregion",
    "flake8:",
    "fmt:",
    "isort:",
    "mypy:",
    "noinspection",
    "noqa",
    "nosec",
    "nosemgrep",
    "pragma:",
    "pylint:",
    "pyre-",
    "pyright:",
    "region",
    "ruff:",
    "type:",
    "vim:",
    "yapf:",
];

/// The letters that they begin with, as bits of the alphabet; signs are let through.
const INITIALS: u32 = {
    let (mut initials, mut at) = (0, 0);
    while at < SPECIAL.len() {
        initials |= bit(SPECIAL[at].as_bytes()[0]);
        at += 1;
    }
    initials
};

const fn bit(byte: u8) -> u32 {
    match byte.to_ascii_lowercase() {
        letter @ b'a'..=b'z' => 1 << (letter - b'a'),
        b' ' | b'#' => 0,
        _ => 1 << 31,
    }
}

/// The class of a comment; `first` says that it begins the source.
pub fn class(comment: &str, first: bool) -> Class {
    if first && comment.starts_with("#!") {
        return Class::CommentHashbang;
    }
    let blanks = comment.bytes().take_while(|byte| matches!(byte, b'#' | b' ')).count();
    let words = comment.get(blanks..).unwrap_or_default();
    let may_be = words.bytes().next().is_some_and(|first| bit(first) & INITIALS != 0);
    if may_be && is_special(words) { Class::CommentSpecial } else { Class::CommentSingle }
}

fn is_special(words: &str) -> bool {
    let begins = |with: &str| words.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    let Some(found) = SPECIAL.iter().find(|with| begins(with)) else { return false };
    // `# region` is a mark, `# regional prices` is prose
    let whole = !found.ends_with(|letter: char| letter.is_ascii_alphanumeric());
    whole || !words[found.len()..].starts_with(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        for (comment, first, class) in [
            ("#!/usr/bin/env python3", true, Class::CommentHashbang),
            ("#!/usr/bin/env python3", false, Class::CommentSingle),
            ("# -*- coding: utf-8 -*-", false, Class::CommentSpecial),
            ("#coding=latin-1", false, Class::CommentSpecial),
            ("# type: ignore[arg-type]", false, Class::CommentSpecial),
            ("# NOQA: E501", false, Class::CommentSpecial),
            ("# region: totals", false, Class::CommentSpecial),
            ("# %% a cell", false, Class::CommentSpecial),
            ("# /// script", false, Class::CommentSpecial),
            ("# regional prices", false, Class::CommentSingle),
            ("# types are checked", false, Class::CommentSingle),
            ("#", true, Class::CommentSingle),
            ("# é", false, Class::CommentSingle),
        ] {
            assert_eq!(super::class(comment, first), class, "{comment}");
        }
    }
}
