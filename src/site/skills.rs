//! The skills of a site: what their words mean, and what their evidence says of them.
//!
//! In: the groups of `data/skills.yaml` and the claims gathered in `claims`. Out: for each skill its evidence by kind,
//! first and last use, and the months between, overlaps counted once.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::claims::Claim;
use super::shape::{Axis, AxisSpan, Date, Evidence, EvidenceGroup, KindCount, Skill, SkillRef, Tick};
use super::words::Words;
use crate::content::CodeFacts;
use crate::portfolio::{Portfolio, SkillKind};
use crate::value::{Month, PartialDate, Text, union_months};

/// The place of a skill in the file's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SkillIndex(u32);

impl SkillIndex {
    /// From a place in the list.
    pub fn new(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The place in the list.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What the words of skills mean: ids, aliases, imported modules.
#[derive(Debug, Default)]
pub struct Vocabulary {
    by_word: BTreeMap<String, SkillIndex>,
    by_module: BTreeMap<String, Vec<SkillIndex>>,
    /// References, in the file's order.
    pub refs: Vec<SkillRef>,
}

impl Vocabulary {
    /// The vocabulary of `data/skills.yaml`; `address` gives the path of a skill's page.
    pub fn of(portfolio: &Portfolio, address: impl Fn(&str) -> String) -> Self {
        let mut vocabulary = Self::default();
        for skill in portfolio.skill_groups.iter().flat_map(|group| &group.skills) {
            let index = SkillIndex::new(vocabulary.refs.len());
            let words = std::iter::once(skill.id.as_str()).chain(skill.aliases.iter().map(|alias| &**alias));
            for word in words {
                vocabulary.by_word.entry(word.to_owned()).or_insert(index);
            }
            for module in &skill.imports {
                vocabulary.by_module.entry(module.to_string()).or_default().push(index);
            }
            vocabulary.refs.push(SkillRef {
                id: skill.id.to_string(),
                name: skill.name.to_string(),
                url: address(&skill.id),
                kind: kind_word(skill.kind),
            });
        }
        vocabulary
    }

    /// The skill that an id or an alias names; aliases are also known in other cases.
    pub fn find(&self, word: &str) -> Option<SkillIndex> {
        self.by_word.get(word).or_else(|| self.by_word.get(&word.to_lowercase())).copied()
    }

    /// The skills that the import of a module is evidence for.
    pub fn of_module(&self, module: &str) -> &[SkillIndex] {
        self.by_module.get(module).map_or(&[], Vec::as_slice)
    }

    /// The skills that a block of code shows: those of the modules it imports, and Python if it is in Python.
    pub fn shown_by<'a>(&'a self, block: &'a CodeFacts) -> impl Iterator<Item = SkillIndex> + 'a {
        let python = (block.language == "python").then(|| self.find("python")).flatten();
        block.imports.iter().flat_map(|module| self.of_module(module)).copied().chain(python)
    }

    /// All words, for suggestions.
    pub fn words(&self) -> impl Iterator<Item = &str> + Clone {
        self.by_word.keys().map(String::as_str)
    }
}

/// The word of a kind of skill.
pub fn kind_word(kind: SkillKind) -> &'static str {
    match kind {
        SkillKind::Technical => "technical",
        SkillKind::Practice => "practice",
        SkillKind::Soft => "soft",
    }
}

/// All skills with their evidence.
#[derive(Debug, Default)]
pub struct Skills {
    /// What the words mean.
    pub vocabulary: Vocabulary,
    /// The skills, in the file's order.
    pub list: Vec<Skill>,
    /// Their evidence, in the same order.
    pub evidence: Vec<Vec<EvidenceGroup>>,
    /// Headings with the skills below them.
    pub groups: Vec<(String, Vec<SkillIndex>)>,
    /// The common time axis.
    pub axis: Axis,
    /// For each skill, those most often used together with it.
    pub neighbours: Vec<Vec<SkillIndex>>,
}

/// The kinds of evidence in the order in which they are shown.
pub const KINDS: [&str; 10] = [
    "project",
    "position",
    "contribution",
    "talk",
    "publication",
    "post",
    "course",
    "certificate",
    "education",
    "testimonial",
];

/// Joins claims to skills.
pub fn join(portfolio: &Portfolio, vocabulary: Vocabulary, claims: &[Claim], words: &Words) -> Skills {
    let shown: Vec<Shown> = claims.par_iter().map(|claim| Shown::of(claim, words)).collect();
    let mut used: Vec<Vec<Use>> = vec![Vec::new(); vocabulary.refs.len()];
    for (claim, shown) in claims.iter().zip(&shown) {
        for (skill, by_code) in &claim.skills {
            let evidence = if *by_code { &shown.by_code } else { &shown.by_name };
            used[skill.index()].extend(evidence.as_ref().map(|evidence| (claim, evidence)));
        }
    }
    let axis = axis(&used, words);
    let mut skills = Skills { axis, neighbours: neighbours(claims, vocabulary.refs.len()), ..Skills::default() };
    let groups = &portfolio.skill_groups;
    let raw: Vec<_> = groups.iter().flat_map(|group| group.skills.iter().map(move |raw| (&group.group, raw))).collect();
    let one = |(index, (group, raw)): (usize, &(&Text, &crate::portfolio::Skill))| {
        let (uses, base) = (&used[index], &vocabulary.refs[index]);
        let evidence = evidence(uses, words);
        (skill(raw, (group, base), uses, (&evidence, &skills.axis, words)), evidence)
    };
    let joined: Vec<_> = raw.par_iter().enumerate().map(one).collect();
    (skills.list, skills.evidence) = joined.into_iter().unzip();
    let mut next = 0;
    for group in groups {
        let members = (next..next + group.skills.len()).map(SkillIndex::new).collect();
        skills.groups.push((group.group.to_string(), members));
        next += group.skills.len();
    }
    skills.vocabulary = vocabulary;
    skills
}

fn skill(
    raw: &crate::portfolio::Skill,
    (group, base): (&str, &SkillRef),
    uses: &[Use<'_>],
    (evidence, axis, words): (&[EvidenceGroup], &Axis, &Words),
) -> Skill {
    let periods: Vec<(Month, Month)> = uses.iter().filter_map(|(claim, _)| claim.lasted(words.today)).collect();
    let months = union_months(&periods);
    let current = uses.iter().any(|(claim, _)| claim.is_open());
    let first = uses.iter().filter_map(|(claim, _)| claim.first()).min_by_key(|date| date.first_day());
    let last = uses.iter().filter_map(|(claim, _)| claim.last(words.today)).max_by_key(|date| date.last_month());
    Skill {
        id: base.id.clone(),
        name: base.name.clone(),
        url: base.url.clone(),
        kind: base.kind,
        group: group.to_owned(),
        aliases: raw.aliases.iter().map(ToString::to_string).collect(),
        summary: raw.summary.as_deref().unwrap_or_default().to_owned(),
        claim: raw.claim.as_ref().filter(|_| !uses.is_empty()).map(ToString::to_string),
        homepage: raw.url.as_ref().map(ToString::to_string),
        since: raw.since.map(|date| date.year),
        first: first.map(|date| words.date(date)),
        last: last.map(|date| words.date(date)),
        current,
        months,
        duration: if months == 0 { String::new() } else { words.duration(months) },
        count: uses.len(),
        counts: evidence
            .iter()
            .map(|group| KindCount { kind: group.kind, label: group.label.clone(), count: group.items.len() })
            .collect(),
        spans: spans(&periods, axis),
    }
}

fn evidence(uses: &[Use<'_>], words: &Words) -> Vec<EvidenceGroup> {
    let mut groups = Vec::new();
    for kind in KINDS.iter().chain(&["community"]) {
        let mut items: Vec<&Use> = uses.iter().filter(|(claim, _)| claim.kind == *kind).collect();
        items.sort_by(|(a, _), (b, _)| a.newest_first(b, words.today));
        if !items.is_empty() {
            let label = words.text(&format!("evidence.{kind}"));
            groups.push(EvidenceGroup {
                kind,
                label,
                items: items.into_iter().map(|(_, shown)| Arc::clone(shown)).collect(),
            });
        }
    }
    groups
}

/// A claim for one skill, and how it is shown.
type Use<'a> = (&'a Claim, &'a Arc<Evidence>);

/// How a claim is shown below its skills: it looks the same below each that its author names, and below each that code shows.
struct Shown {
    by_name: Option<Arc<Evidence>>,
    by_code: Option<Arc<Evidence>>,
}

impl Shown {
    fn of(claim: &Claim, words: &Words) -> Self {
        let has = |code: bool| claim.skills.iter().any(|(_, by_code)| *by_code == code);
        let [by_name, by_code] = [false, true].map(|code| has(code).then(|| Arc::new(shown(claim, code, words))));
        Self { by_name, by_code }
    }
}

impl Skills {
    /// Puts another version of a page's evidence for a skill into its place: that many of its kind come before it. Tells
    /// whether there was an earlier version.
    pub fn put_evidence(&mut self, skill: SkillIndex, evidence: &Arc<Evidence>, before: usize) -> bool {
        let groups = self.evidence.get_mut(skill.index());
        let group = groups.and_then(|groups| groups.iter_mut().find(|group| group.kind == evidence.kind));
        let Some(group) = group else { return false };
        let Some(at) = group.items.iter().position(|item| item.url == evidence.url) else { return false };
        group.items.remove(at);
        group.items.insert(before.min(group.items.len()), Arc::clone(evidence));
        true
    }
}

/// How a claim is shown below skills that its author names, or that code shows.
pub fn shown(claim: &Claim, by_code: bool, words: &Words) -> Evidence {
    let period = words.period(claim.period);
    let date: Option<Date> = claim.date.map(|date| words.date(date));
    let when =
        period.as_ref().map(|period| period.text.clone()).or_else(|| date.as_ref().map(|date| date.text.clone()));
    Evidence {
        kind: claim.kind,
        title: claim.title.clone(),
        url: claim.url.clone(),
        external: claim.external,
        context: claim.context.clone(),
        period,
        date,
        when: when.unwrap_or_default(),
        by: if by_code { "code" } else { "named" },
    }
}

fn axis(used: &[Vec<Use<'_>>], words: &Words) -> Axis {
    let years = used.iter().flatten().filter_map(|(claim, _)| claim.first()).map(|date: PartialDate| date.year);
    let to = words.today.year();
    let from = years.min().unwrap_or(to).min(to);
    let step = match to - from {
        0..=6 => 1,
        7..=14 => 2,
        15..=30 => 5,
        _ => 10,
    };
    let ticks = (from..=to).filter(|year| year % step == 0);
    let length = f64::from(to - from + 1);
    let ticks = ticks.map(|year| Tick { year, left: percent(f64::from(year - from) / length) }).collect();
    Axis { from, to, ticks }
}

/// Periods on the axis, those that touch joined.
fn spans(periods: &[(Month, Month)], axis: &Axis) -> Vec<AxisSpan> {
    let (origin, length) = (Month::new(axis.from, 1).0, f64::from(axis.to - axis.from + 1) * 12.0);
    let mut sorted = periods.to_vec();
    sorted.sort_unstable();
    let mut joined: Vec<(i32, i32)> = Vec::new();
    for (from, to) in sorted {
        match joined.last_mut() {
            Some((_, end)) if from.0 <= *end + 1 => *end = (*end).max(to.0),
            _ => joined.push((from.0, to.0)),
        }
    }
    let span = |(from, to): (i32, i32)| AxisSpan {
        left: percent(f64::from(from - origin) / length),
        width: percent(f64::from(to - from + 1) / length),
    };
    joined.into_iter().map(span).collect()
}

/// A share in per cent with two digits, so that the output is short and the same everywhere.
fn percent(share: f64) -> f64 {
    (share * 10_000.0).round() / 100.0
}

fn neighbours(claims: &[Claim], count: usize) -> Vec<Vec<SkillIndex>> {
    let mut together: Vec<BTreeMap<SkillIndex, usize>> = vec![BTreeMap::new(); count];
    for claim in claims {
        for (one, _) in &claim.skills {
            for (other, _) in claim.skills.iter().filter(|(other, _)| other != one) {
                *together[one.index()].entry(*other).or_default() += 1;
            }
        }
    }
    let nearest = |counts: BTreeMap<SkillIndex, usize>| {
        let mut list: Vec<(SkillIndex, usize)> = counts.into_iter().collect();
        list.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        list.into_iter().take(6).map(|(skill, _)| skill).collect()
    };
    together.into_iter().map(nearest).collect()
}
