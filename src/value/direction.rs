//! Which way a language is written, by its tag: from the script where the tag names one, else from the language.
//!
//! In: a tag such as `ar` or `ku-Arab`. Out: the word that HTML's `dir` has for it. No text is looked at.

/// Languages whose usual script runs from right to left.
const LANGUAGES: [&str; 16] =
    ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ji", "nqo", "ps", "sd", "syr", "ug", "ur", "uz-af", "yi"];

/// Scripts that run from right to left.
const SCRIPTS: [&str; 8] = ["adlm", "arab", "aran", "hebr", "nkoo", "rohg", "syrc", "thaa"];

/// `rtl` for a tag whose text runs from right to left, else `ltr`.
pub fn direction(tag: &str) -> &'static str {
    let tag = tag.to_ascii_lowercase();
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    let known = LANGUAGES.contains(&language) || LANGUAGES.contains(&tag.as_str());
    let leftwards = match parts.find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic())) {
        Some(script) => SCRIPTS.contains(&script),
        None => known,
    };
    if leftwards { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use super::direction;

    #[test]
    fn the_script_wins_over_the_language() {
        for tag in ["ar", "ar-EG", "he", "fa-IR", "ku-Arab", "pa-Arab-PK", "uz-AF"] {
            assert_eq!(direction(tag), "rtl", "{tag}");
        }
        for tag in ["en", "de-AT", "az", "ar-Latn", "uz-Latn-AF", "pa", "zh-Hant", "es-419", ""] {
            assert_eq!(direction(tag), "ltr", "{tag}");
        }
    }
}
