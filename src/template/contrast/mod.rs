//! Whether the colours of a theme can be read: each token of text against each ground on which it stands, in the light and
//! in the dark, in every scheme.
//!
//! In: the style sheets of a theme, `base` first. Out: a warning for each token that falls short, at its place in a sheet.
//! The tokens are the contract of `docs/guide/themes.md`; how a theme arrives at their values is its own affair.

mod colour;
mod sheet;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Place, SourcePath, Span};
use colour::{Colour, contrast};
use sheet::Declaration;

/// A style sheet.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The file; none if it came with the program and so is not to be complained of.
    pub path: Option<SourcePath>,
    /// Its text.
    pub text: String,
}

/// What colours of code stand on.
const CODE_GROUNDS: &[&str] = &["--code-paper", "--code-mark", "--code-ins", "--code-del", "--terminal-paper"];

/// Tokens of text, what they stand on, and the least contrast: 7 for text that is read at length, 4.5 for all other.
pub const PAIRS: &[(&str, &[&str], f64)] = &[
    ("--ink", &["--paper", "--paper-2"], 7.0),
    ("--ink", &["--code-mark"], 4.5),
    ("--muted", &["--paper", "--paper-2", "--code-paper", "--terminal-paper"], 4.5),
    ("--accent", &["--paper", "--paper-2", "--code-paper", "--terminal-paper"], 4.5),
    ("--on-accent", &["--accent"], 4.5),
    ("--code-error", &["--paper", "--paper-2"], 4.5),
    ("--code-ink", CODE_GROUNDS, 4.5),
    ("--code-comment", CODE_GROUNDS, 4.5),
    ("--code-keyword", CODE_GROUNDS, 4.5),
    ("--code-string", CODE_GROUNDS, 4.5),
    ("--code-number", CODE_GROUNDS, 4.5),
    ("--code-name", CODE_GROUNDS, 4.5),
    ("--code-type", CODE_GROUNDS, 4.5),
    ("--code-error", CODE_GROUNDS, 4.5),
];

/// One token on one ground, in one state of the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Ratio {
    /// The token of the text.
    pub above: &'static str,
    /// The token that it stands on.
    pub ground: &'static str,
    /// Whether it is dark.
    pub dark: bool,
    /// The attributes of the root element that choose the scheme; none for the default.
    pub scheme: Vec<(String, String)>,
    /// The contrast; none if one of the two is missing or no colour that can be told without a browser.
    pub contrast: Option<f64>,
    /// The least that it should be.
    pub least: f64,
    /// How light the text would have to be, from 0 to 1, to be read on this ground.
    enough: Option<f64>,
    /// The declarations that the two values come from: sheet and bytes.
    from: Vec<Bytes>,
}

/// A sheet, and a range of its bytes.
type Bytes = (usize, (usize, usize));

/// All pairs in all states; states in which a pair looks as in one before are left out.
pub fn ratios(sheets: &[Sheet]) -> Vec<Ratio> {
    let texts: Vec<&str> = sheets.iter().map(|sheet| sheet.text.as_str()).collect();
    let declarations = sheet::read(&texts);
    let mut seen = BTreeSet::new();
    let mut ratios = Vec::new();
    for scheme in schemes(&declarations) {
        for dark in [false, true] {
            let state = State::new(&declarations, &scheme, dark);
            for (above, grounds, least) in PAIRS {
                for ground in *grounds {
                    let values = (*above, state.value(above).0, *ground, state.value(ground).0, state.dark);
                    if seen.insert(values) {
                        ratios.push(state.ratio(above, ground, *least));
                    }
                }
            }
        }
    }
    ratios
}

/// More combinations of options than a theme can mean.
const MANY: usize = 128;

/// The states of the root element that rules ask for: all combinations of one value each, or none.
fn schemes(declarations: &[Declaration]) -> Vec<Vec<(String, String)>> {
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in sheet::choices(declarations) {
        values.entry(name).or_default().push(value);
    }
    let mut all: Vec<Vec<(String, String)>> = vec![Vec::new()];
    for (name, values) in values {
        let one = |scheme: &Vec<(String, String)>, value: &String| {
            let mut scheme = scheme.clone();
            scheme.push((name.clone(), value.clone()));
            scheme
        };
        // Where there are too many, each option is tried by itself.
        let before = if all.len() * (values.len() + 1) > MANY { 1 } else { all.len() };
        let more: Vec<_> =
            values.iter().flat_map(|value| all[..before].iter().map(move |scheme| one(scheme, value))).collect();
        all.extend(more);
    }
    all
}

/// The page in one scheme, light or dark.
struct State<'a> {
    tokens: BTreeMap<&'a str, &'a Declaration>,
    scheme: &'a [(String, String)],
    dark: bool,
}

impl<'a> State<'a> {
    fn new(declarations: &'a [Declaration], scheme: &'a [(String, String)], dark: bool) -> Self {
        let side = if dark { "dark" } else { "light" };
        let has = |attribute: &sheet::Attribute| {
            let value = match attribute.name.as_str() {
                sheet::SIDE => Some(side),
                name => scheme.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()),
            };
            value.is_some_and(|value| attribute.value.as_ref().is_none_or(|wanted| wanted == value)) != attribute.not
        };
        let holds =
            |declaration: &&Declaration| declaration.sides[usize::from(dark)] && declaration.wanted.iter().all(has);
        let tokens: BTreeMap<_, _> =
            declarations.iter().filter(holds).map(|declaration| (declaration.name.as_str(), declaration)).collect();
        let shown = tokens.get("color-scheme").map_or("light", |declaration| declaration.value.as_str());
        let can = |side: &str| shown.split_whitespace().any(|word| word == side);
        Self { dark: can("dark") && (dark || !can("light")), tokens, scheme }
    }

    fn ratio(&self, above: &'static str, ground: &'static str, least: f64) -> Ratio {
        let ((text, mut from), (paper, from_ground)) = (self.value(above), self.value(ground));
        from.extend(from_ground);
        let sheet = self.colour("--paper").unwrap_or(Colour::WHITE).over(Colour::WHITE);
        let colours = Colour::parse(&text, self.dark).zip(Colour::parse(&paper, self.dark));
        let colours = colours.map(|(text, paper)| (text, paper.over(sheet)));
        let contrast = colours.map(|(text, paper)| contrast(text.over(paper), paper));
        let enough = colours.and_then(|(text, paper)| enough(text, paper, least));
        Ratio { above, ground, dark: self.dark, scheme: self.scheme.to_vec(), contrast, least, enough, from }
    }

    fn colour(&self, name: &str) -> Option<Colour> {
        Colour::parse(&self.value(name).0, self.dark)
    }

    /// The value of a token in which no other token is named any more, and the declarations that made it.
    fn value(&self, name: &str) -> (String, Vec<Bytes>) {
        let mut from = Vec::new();
        let value = self.named(name, &mut from, 0).unwrap_or_default();
        (value, from)
    }

    fn named(&self, name: &str, from: &mut Vec<Bytes>, depth: usize) -> Option<String> {
        let declaration = self.tokens.get(name)?;
        from.push((declaration.sheet, declaration.span));
        self.substituted(&declaration.value, from, depth + 1)
    }

    /// Puts the values of tokens into the place of `var(…)`; none if one is missing, or if they go round in a circle.
    fn substituted(&self, value: &str, from: &mut Vec<Bytes>, depth: usize) -> Option<String> {
        if depth > 24 || value.len() > 4096 || from.len() > 256 {
            return None;
        }
        let Some((before, rest)) = value.split_once("var(") else { return Some(value.to_owned()) };
        let mut open = 1_usize;
        let end = rest.bytes().position(|byte| {
            open = match byte {
                b'(' => open + 1,
                b')' => open - 1,
                _ => open,
            };
            open == 0
        })?;
        let (inner, after) = (&rest[..end], &rest[end + 1..]);
        let (name, fallback) = inner.split_once(',').map_or((inner, None), |(name, value)| (name, Some(value)));
        let found = match (self.named(name.trim(), from, depth), fallback) {
            (Some(found), _) => found,
            (None, Some(fallback)) => self.substituted(fallback.trim(), from, depth + 1)?,
            (None, None) => return None,
        };
        let after = self.substituted(after, from, depth + 1)?;
        Some(format!("{before}{found}{after}"))
    }
}

/// The lightness nearest to the one that a text has with which it can be read on a ground, in steps of a half per cent.
fn enough(text: Colour, ground: Colour, least: f64) -> Option<f64> {
    let now = (text.lightness() * 200.0).round();
    let steps = (0..=200_u8)
        .map(f64::from)
        .filter(|step| contrast(text.with_lightness(step / 200.0).over(ground), ground) >= least);
    steps.min_by(|one, other| (one - now).abs().total_cmp(&(other - now).abs())).map(|step| step / 200.0)
}

/// A warning for each token that is hard to read and that a theme of the site has a hand in.
pub fn check(sheets: &[Sheet]) -> Vec<Diagnostic> {
    if sheets.iter().all(|sheet| sheet.path.is_none()) {
        return Vec::new();
    }
    let mut short: BTreeMap<&str, Vec<(Ratio, Place)>> = BTreeMap::new();
    for ratio in ratios(sheets) {
        let is_short = ratio.contrast.is_some_and(|contrast| contrast < ratio.least);
        if let Some(place) = place(&ratio, sheets).filter(|_| is_short) {
            short.entry(ratio.above).or_default().push((ratio, place));
        }
    }
    short.into_values().filter_map(complaint).collect()
}

/// Where a theme of the site can change one of the two colours.
fn place(ratio: &Ratio, sheets: &[Sheet]) -> Option<Place> {
    ratio.from.iter().find_map(|(sheet, (start, end))| {
        let path = sheets.get(*sheet)?.path.as_ref()?;
        Some(Place::new(path, Span::new(*start, *end)))
    })
}

/// What is wrong with one token: the worst, and where else it falls short.
fn complaint(mut found: Vec<(Ratio, Place)>) -> Option<Diagnostic> {
    let lack = |ratio: &Ratio| ratio.contrast.unwrap_or(ratio.least) / ratio.least;
    found.sort_by(|(one, _), (other, _)| lack(one).total_cmp(&lack(other)));
    let (worst, place) = found.first()?;
    let message = format!(
        "`{}` on `{}` has a contrast of {:.2}:1 {}",
        worst.above,
        worst.ground,
        worst.contrast.unwrap_or_default(),
        state(worst)
    );
    let diagnostic = Diagnostic::new(Code::ThemeContrast, message)
        .at(place.clone())
        .caret(format!("{}:1 is the least that can be read with ease", worst.least));
    let diagnostic = match worst.enough {
        Some(lightness) => {
            diagnostic.help(format!("a lightness of {:.1}% in `oklch()` would be enough there", lightness * 100.0))
        }
        None => diagnostic,
    };
    let mut others: Vec<(String, Vec<String>)> = Vec::new();
    for (ratio, _) in found.iter().skip(1) {
        let (state, ground) = (state(ratio), format!("`{}`", ratio.ground));
        match others.iter_mut().find(|(known, _)| *known == state) {
            Some((_, grounds)) => grounds.push(ground),
            None => others.push((state, vec![ground])),
        }
    }
    let said = others.iter().map(|(state, grounds)| format!("{state} on {} as well", grounds.join(", ")));
    Some(said.fold(diagnostic, |diagnostic, state| diagnostic.help(format!("it falls short {state}"))))
}

/// The state of a page in words.
fn state(ratio: &Ratio) -> String {
    let side = if ratio.dark { "in the dark" } else { "in the light" };
    let scheme = ratio.scheme.iter().map(|(name, value)| format!(" with `{name}=\"{value}\"`"));
    side.to_owned() + &scheme.collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::super::theme::BUNDLED;
    use super::*;

    /// The sheets of a bundled theme, those of `base` first.
    fn bundled(theme: &str) -> Vec<Sheet> {
        let of = |theme: &str| {
            let folder = format!("{theme}/assets/");
            let sheets = BUNDLED.iter().filter(move |(path, _)| path.starts_with(&folder) && path.ends_with(".css"));
            sheets.map(|(_, bytes)| Sheet { path: None, text: String::from_utf8_lossy(bytes).into_owned() })
        };
        let own: Vec<Sheet> = if theme == "base" { Vec::new() } else { of(theme).collect() };
        of("base").chain(own).collect()
    }

    fn themes() -> BTreeSet<&'static str> {
        BUNDLED.iter().filter_map(|(path, _)| path.strip_suffix("/theme.yaml")).collect()
    }

    #[test]
    fn bundled_themes_can_be_read() {
        let mut short = Vec::new();
        for theme in themes() {
            let ratios = ratios(&bundled(theme));
            assert!(ratios.len() > 80, "{theme}: {} pairs", ratios.len());
            for ratio in ratios {
                match ratio.contrast {
                    Some(contrast) if contrast >= ratio.least => {}
                    Some(contrast) => short.push(format!(
                        "{theme}: {} on {} is {contrast:.2}, not {} {}; lightness {:?}",
                        ratio.above,
                        ratio.ground,
                        ratio.least,
                        state(&ratio),
                        ratio.enough
                    )),
                    None => short.push(format!("{theme}: {} on {} cannot be told", ratio.above, ratio.ground)),
                }
            }
        }
        assert!(short.is_empty(), "{}", short.join("\n"));
    }

    #[test]
    fn every_scheme_of_a_bundled_theme_is_tried() {
        for theme in themes() {
            let manifest = BUNDLED.iter().find(|(path, _)| *path == format!("{theme}/theme.yaml")).expect("a manifest");
            let manifest: serde_json::Value = crate::yaml::from_str(
                &String::from_utf8_lossy(manifest.1),
                &crate::yaml::Origin::file(&"theme.yaml".into()),
            )
            .expect("a manifest");
            let option = &manifest["options"]["scheme"];
            let named = option["values"].as_array().into_iter().flatten().filter(|value| **value != option["default"]);
            let tried: BTreeSet<String> =
                ratios(&bundled(theme)).into_iter().flat_map(|ratio| ratio.scheme).map(|(_, value)| value).collect();
            for value in named.filter_map(serde_json::Value::as_str) {
                assert!(tried.contains(value), "{theme}: {value} is in {tried:?}");
            }
        }
    }

    fn own(text: &str) -> Vec<String> {
        let mut sheets = bundled("base");
        sheets.push(Sheet { path: Some("style.css".into()), text: text.to_owned() });
        check(&sheets).into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn what_falls_short_is_found_wherever_it_is_written() {
        assert_eq!(own(":root { --accent: light-dark(#00f, #8af) }"), [""; 0]);
        assert_eq!(
            own(":root { --code-comment: light-dark(#999, #aaa) }"),
            ["`--code-comment` on `--code-ins` has a contrast of 2.23:1 in the light"]
        );
        assert_eq!(
            own(
                "@layer theme { [data-scheme=\"pale\"] { --hue: 40 } :root { --l: 70%; --muted: light-dark(oklch(var(--l) 0 var(--hue, 0)), #aaa) } }"
            ),
            ["`--muted` on `--paper-2` has a contrast of 2.38:1 in the light"]
        );
        assert_eq!(
            own("@media (prefers-color-scheme: dark) { :root { --ink: #888 } } [data-theme=\"light\"] { --ink: #000 }")
                .len(),
            2
        );
        assert_eq!(own("@media print { :root { --ink: #888 } } p { --ink: #888 }"), [""; 0]);
        assert_eq!(
            own(":root { --ink: var(--ink); --muted: var(--nothing); --accent: color(display-p3 1 0 0) }"),
            [""; 0]
        );
    }

    #[test]
    fn a_warning_says_where_and_what_would_do() {
        let mut sheets = bundled("base");
        let text = ":root { --code-comment: light-dark(oklch(60% 0 0), oklch(70% 0 0)); }";
        sheets.push(Sheet { path: Some("style.css".into()), text: text.to_owned() });
        let found = check(&sheets);
        let [diagnostic] = found.as_slice() else { panic!("{found:?}") };
        let place = diagnostic.place.as_ref().expect("a place");
        assert!(text[place.span.start as usize..place.span.end as usize].starts_with("--code-comment: light-dark"));
        assert!(diagnostic.help.first().is_some_and(|help| help.starts_with("a lightness of 5")), "{diagnostic:?}");
    }
}
