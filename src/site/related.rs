//! Which projects have most in common: shared skills, the rarer the weightier.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::pages::PageId;
use super::skills::SkillIndex;

/// A project with what it shares.
#[derive(Debug, Clone, PartialEq)]
pub struct Related {
    /// The other project.
    pub page: PageId,
    /// The skills both name, the rarest first.
    pub shared: Vec<SkillIndex>,
}

/// A project and the skills it shows.
pub type WithSkills = (PageId, Vec<SkillIndex>);

/// How many are kept.
const KEPT: usize = 3;

/// Who shares most with whom. Each answer is worked out when it is first asked for: whoever shows one page of ten thousand
/// does not wait for the others.
#[derive(Debug, Default)]
pub struct Relations {
    projects: Vec<WithSkills>,
    /// The place of each project in the list.
    places: BTreeMap<PageId, usize>,
    /// The places of the projects that have a skill.
    users: Vec<Vec<usize>>,
    weights: Vec<f32>,
    found: Vec<OnceLock<Vec<Related>>>,
}

impl Relations {
    /// The relations between projects, each with its id and its skills.
    pub fn of(projects: Vec<WithSkills>, skill_count: usize) -> Self {
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); skill_count];
        for (at, (_, skills)) in projects.iter().enumerate() {
            for skill in skills {
                users[skill.index()].push(at);
            }
        }
        Self {
            places: projects.iter().enumerate().map(|(at, (id, _))| (*id, at)).collect(),
            weights: users.iter().map(|users| 1.0 / (1.0 + users.len() as f32)).collect(),
            found: std::iter::repeat_with(OnceLock::new).take(projects.len()).collect(),
            users,
            projects,
        }
    }

    /// The three projects that share most with one.
    ///
    /// A shared skill counts `1 / (1 + n)` for the `n` projects that have it, so that "both use Python" says little. Ties
    /// go to the earlier one in the list.
    pub fn with(&self, id: PageId) -> &[Related] {
        let cell = self.places.get(&id).and_then(|at| Some((*at, self.found.get(*at)?)));
        cell.map_or(&[], |(at, found)| found.get_or_init(|| self.find(at)))
    }

    fn find(&self, at: usize) -> Vec<Related> {
        let Self { projects, users, weights, .. } = self;
        let skills = &projects[at].1;
        let mut scores = vec![0.0_f32; projects.len()];
        for skill in skills {
            let weight = weights[skill.index()];
            for other in &users[skill.index()] {
                scores[*other] += weight;
            }
        }
        scores[at] = 0.0;
        let met: usize = skills.iter().map(|skill| users[skill.index()].len()).sum();
        // One look at everybody is cheaper than to remember whom one met, unless one met few.
        if met >= projects.len() / 8 {
            return best(0..projects.len(), &scores, (projects, skills, weights));
        }
        let mut others: Vec<usize> = skills.iter().flat_map(|skill| &users[skill.index()]).copied().collect();
        others.sort_unstable();
        others.dedup();
        best(others.into_iter(), &scores, (projects, skills, weights))
    }
}

/// The few with the highest scores among `others`, who rise.
fn best(
    others: impl Iterator<Item = usize>,
    scores: &[f32],
    (projects, skills, weights): (&[WithSkills], &[SkillIndex], &[f32]),
) -> Vec<Related> {
    let mut order: Vec<usize> = Vec::with_capacity(KEPT + 1);
    // Few of the many get past the last of the best so far; of two alike the earlier one is there already.
    let mut least = 0.0;
    for other in others {
        if scores[other] <= least {
            continue;
        }
        let place = order.partition_point(|kept| scores[*kept] >= scores[other]);
        order.insert(place, other);
        order.truncate(KEPT);
        if let Some(last) = order.get(KEPT - 1) {
            least = scores[*last];
        }
    }
    order
        .into_iter()
        .map(|other| {
            let mut shared: Vec<SkillIndex> =
                projects[other].1.iter().copied().filter(|skill| skills.contains(skill)).collect();
            shared.sort_by(|a, b| weights[b.index()].total_cmp(&weights[a.index()]).then(a.cmp(b)));
            Related { page: projects[other].0, shared }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What the words at [`Relations::with`] say, project by project.
    fn slowly(projects: &[WithSkills], skill_count: usize) -> Vec<Vec<Related>> {
        let users = |skill: usize| projects.iter().filter(|one| one.1.contains(&SkillIndex::new(skill))).count();
        let weights: Vec<f32> = (0..skill_count).map(|skill| 1.0 / (1.0 + users(skill) as f32)).collect();
        let weight = |skill: &SkillIndex| weights[skill.index()];
        let of = |own: &WithSkills| {
            let shared = |other: &WithSkills| {
                let mut shared: Vec<SkillIndex> = own.1.iter().copied().filter(|one| other.1.contains(one)).collect();
                let score: f32 = shared.iter().map(weight).sum();
                shared.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(a.cmp(b)));
                (score, Related { page: other.0, shared })
            };
            let mut all: Vec<_> = projects.iter().filter(|other| other.0 != own.0).map(shared).collect();
            all.retain(|(score, _)| *score > 0.0);
            all.sort_by(|a, b| b.0.total_cmp(&a.0));
            all.into_iter().take(KEPT).map(|(_, related)| related).collect()
        };
        projects.iter().map(of).collect()
    }

    proptest! {
        #[test]
        fn the_best_are_found(skills in prop::collection::vec(prop::collection::btree_set(0_usize..40, 0..6), 0..60)) {
            let projects: Vec<WithSkills> = skills
                .into_iter()
                .enumerate()
                .map(|(at, skills)| (PageId::new(at), skills.into_iter().map(SkillIndex::new).collect()))
                .collect();
            let relations = Relations::of(projects.clone(), 40);
            let found: Vec<Vec<Related>> = projects.iter().map(|(id, _)| relations.with(*id).to_vec()).collect();
            prop_assert_eq!(found, slowly(&projects, 40));
        }
    }
}
