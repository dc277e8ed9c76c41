//! Whether a page elsewhere has a fragment: a name for a part of it.
//!
//! In: the bytes of a page and the fragments that links name. Out: those that it has not, with the nearest that it has. When
//! in doubt a fragment is there: scripts make names that no look at the bytes finds.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::html::{Piece, Tag, pieces};
use crate::check::links::decoded;
use crate::diagnostic::nearest;

/// A page with fewer names than this that has scripts is made by them.
const FEW: usize = 3;

/// The fragment of a link that names a part of a page; none if a script, a browser or nobody is to read it.
pub(super) fn of_link(fragment: &str) -> Option<&str> {
    let named = fragment.split(":~:").next().unwrap_or_default();
    let is_for_scripts = named.starts_with(['!', '/', '?']) || named.contains(['=', '&']) || is_line(named);
    (!named.is_empty() && named != "top" && !is_for_scripts).then_some(named)
}

/// `L12`, `L3-L9`, `L1C2`: lines of a file, which viewers of code mark by script.
fn is_line(name: &str) -> bool {
    let part = |part: &str| {
        let number = part.strip_prefix(['L', 'l']).unwrap_or(part);
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'C')
    };
    name.starts_with(['L', 'l']) && name.split('-').all(part)
}

/// Those of `wanted` that the page does not have, each with the nearest that it has.
pub(super) fn missing(html: &str, wanted: &BTreeSet<String>) -> BTreeMap<String, Option<String>> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    let mut has_scripts = false;
    for piece in pieces(html) {
        let Piece::Open(tag) = piece else { continue };
        has_scripts |= tag.name.eq_ignore_ascii_case("script");
        names.extend(names_of(tag));
    }
    if has_scripts && names.len() < FEW {
        return BTreeMap::new();
    }
    let is_there = |name: &str| {
        names.contains(name)
            || names.contains(&format!("user-content-{name}"))
            || has_scripts && ['"', '\''].into_iter().any(|quote| html.contains(&format!("{quote}{name}{quote}")))
    };
    let absent = wanted.iter().filter(|name| !is_there(name) && !is_there(&decoded(name)));
    let near = |name: &str| nearest(name, names.iter().map(String::as_str)).map(str::to_owned);
    absent.map(|name| (name.clone(), near(name))).collect()
}

/// The names that an element gives, and those that it leads to on its own page: their author knows that they are there.
fn names_of(tag: Tag<'_>) -> impl Iterator<Item = String> {
    let own = ["id", "name"].into_iter().filter_map(move |key| tag.attribute(key).map(|value| value.into_owned()));
    let leads = tag.attribute("href").and_then(|target| target.strip_prefix('#').map(str::to_owned));
    own.chain(leads.filter(|name| !name.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(html: &str, wanted: &str) -> Option<Option<String>> {
        missing(html, &BTreeSet::from([wanted.to_owned()])).remove(wanted)
    }

    #[test]
    fn names_are_found_in_all_their_forms() {
        for (html, wanted) in [
            ("<h2 id=install>", "install"),
            ("<A NAME='install'></A>", "install"),
            ("<h2 id=\"user-content-install\">", "install"),
            ("<a href=\"#install\">made by a script</a>", "install"),
            ("<h2 id=\"käse\">", "k%C3%A4se"),
            ("<i id=a><i id=b><i id=c><script>{\"anchor\":\"install\"}</script>", "install"),
            ("<div id=root></div><script src=app.js></script>", "install"),
        ] {
            assert_eq!(told(html, wanted), None, "{html}");
        }
    }

    #[test]
    fn what_is_not_there_is_told_with_what_is_near() {
        assert_eq!(told("<h2 id=install>", "instal"), Some(Some("install".to_owned())));
        assert_eq!(told("<p>no names, no scripts", "x"), Some(None));
        let page = "<i id=a><i id=b><i id=usage><script>x</script> install";
        assert_eq!(told(page, "install"), Some(None));
    }

    #[test]
    fn fragments_that_scripts_read_are_no_names() {
        for (fragment, name) in [
            ("usage", Some("usage")),
            ("usage:~:text=first", Some("usage")),
            (":~:text=first", None),
            ("L12", None),
            ("L3-L9", None),
            ("L3-9", None),
            ("Lisp", Some("Lisp")),
            ("!/route", None),
            ("/route", None),
            ("page=4", None),
            ("top", None),
            ("", None),
        ] {
            assert_eq!(of_link(fragment), name, "{fragment}");
        }
    }
}
