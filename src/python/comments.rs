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

/// The class of a comment; `first` says that it begins the source.
pub fn class(comment: &str, first: bool) -> Class {
    if first && comment.starts_with("#!") {
        return Class::CommentHashbang;
    }
    let words = comment.trim_start_matches('#').trim_start_matches(' ');
    if is_special(words) { Class::CommentSpecial } else { Class::CommentSingle }
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
