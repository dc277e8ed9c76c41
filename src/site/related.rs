//! Which projects have most in common: shared skills, the rarer the weightier.

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

/// For each project (its id and its skills) the three that share most with it.
///
/// A shared skill counts `1 / (1 + n)` for the `n` projects that have it, so that "both use Python" says little. Ties go to
/// the earlier one in the list.
pub fn related(projects: &[WithSkills], skill_count: usize) -> Vec<Vec<Related>> {
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); skill_count];
    for (at, (_, skills)) in projects.iter().enumerate() {
        for skill in skills {
            users[skill.index()].push(at);
        }
    }
    let weights: Vec<f32> = users.iter().map(|users| 1.0 / (1.0 + users.len() as f32)).collect();
    let mut scores = vec![0.0_f32; projects.len()];
    let mut all = Vec::with_capacity(projects.len());
    for (at, (_, skills)) in projects.iter().enumerate() {
        let mut touched: Vec<usize> = Vec::new();
        for skill in skills {
            for other in &users[skill.index()] {
                if *other != at {
                    if scores[*other] == 0.0 {
                        touched.push(*other);
                    }
                    scores[*other] += weights[skill.index()];
                }
            }
        }
        all.push(best(&touched, &scores, (projects, skills, &weights)));
        for other in touched {
            scores[other] = 0.0;
        }
    }
    all
}

fn best(
    touched: &[usize],
    scores: &[f32],
    (projects, skills, weights): (&[WithSkills], &[SkillIndex], &[f32]),
) -> Vec<Related> {
    // Few of the many get past the last of the best so far.
    let mut order: Vec<usize> = Vec::with_capacity(KEPT + 1);
    let better = |a: usize, b: usize| scores[a] > scores[b] || (scores[a] == scores[b] && a < b);
    for other in touched {
        if order.len() == KEPT && order.last().is_some_and(|last| better(*last, *other)) {
            continue;
        }
        let place = order.partition_point(|kept| better(*kept, *other));
        order.insert(place, *other);
        order.truncate(KEPT);
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
