//! Covers drawn from what is known of a project, for `cover(card=…)`: a pure function, so a site without pictures has a face.
//!
//! In: a slug, the environment and the number of skills. Out: an inline SVG without colours of its own, hidden from
//! screen readers since the title stands beside it. The environment chooses the family of the pattern, the skills how
//! fine it is, and the slug all else. It must not depend on the address of the site or on a clock.

use std::fmt::Write as _;

/// What a cover shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject<'a> {
    /// The slug of the page, from which everything random is drawn.
    pub slug: &'a str,
    /// The id of the work environment; empty if there is none.
    pub environment: &'a str,
    /// How many skills it names.
    pub skills: usize,
}

const WIDTH: u32 = 360;
const HEIGHT: u32 = 240;
/// Grounds that a theme gives colours to, as `.cover-0` to `.cover-3`.
const TONES: u64 = 4;

type Pattern = fn(&mut Canvas, &mut Random);

/// The built-in environments have a family each; what is not here gets one by its name.
const FAMILIES: &[(&str, Pattern)] = &[
    ("saas", quarters),
    ("data-science", bars),
    ("agency", discs),
    ("research", waves),
    ("freelance", rings),
    ("open-source", triangles),
    ("education", weave),
];

/// The cover as an `<svg>` element. Shapes are in the classes `cover-a` and `cover-b`, the ground is the element's own.
pub fn svg(subject: Subject<'_>) -> String {
    let mut random = Random::of(subject.slug);
    let tone = random.below(TONES);
    let mut canvas = Canvas::of(match subject.skills {
        0..=5 => 6,
        6..=12 => 9,
        _ => 12,
    });
    family(subject)(&mut canvas, &mut random);
    let mut out = format!(
        "<svg class=\"cover-art cover-{tone}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         preserveAspectRatio=\"xMidYMid slice\" aria-hidden=\"true\" focusable=\"false\">"
    );
    for (class, path) in [("a", &canvas.a), ("b", &canvas.b)] {
        if !path.is_empty() {
            // Writing to a text cannot fail.
            let _ = write!(out, "<path class=\"cover-{class}\" d=\"{path}\"/>");
        }
    }
    out.push_str("</svg>");
    out
}

fn family(subject: Subject<'_>) -> Pattern {
    let known = FAMILIES.iter().find(|(id, _)| *id == subject.environment).map(|(_, pattern)| *pattern);
    known.unwrap_or_else(|| {
        let word = if subject.environment.is_empty() { subject.slug } else { subject.environment };
        let at = Random::of(word).below(FAMILIES.len() as u64) as usize;
        FAMILIES.get(at).map_or(quarters as Pattern, |(_, pattern)| *pattern)
    })
}

/// SplitMix64, seeded by FNV-1a: the same on every machine, and nobody depends on its quality.
struct Random(u64);

impl Random {
    fn of(text: &str) -> Self {
        Self(
            text.bytes()
                .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)),
        )
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, and without, `end`, which is not 0.
    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// Whether something happens that happens `times` out of `of`.
    fn chance(&mut self, times: u64, of: u64) -> bool {
        self.below(of) < times
    }
}

/// Two layers of path data over a grid of square cells.
struct Canvas {
    columns: u32,
    rows: u32,
    /// The side of a cell.
    cell: u32,
    a: String,
    b: String,
}

impl Canvas {
    fn of(columns: u32) -> Self {
        let cell = WIDTH / columns;
        Self { columns, rows: HEIGHT / cell, cell, a: String::new(), b: String::new() }
    }

    /// The upper left corners of all cells, row by row.
    fn cells(&self) -> impl Iterator<Item = (u32, u32)> + use<> {
        let (columns, cell) = (self.columns, self.cell);
        (0..columns * self.rows).map(move |at| (at % columns * cell, at / columns * cell))
    }

    fn put(&mut self, accent: bool, path: &str) {
        if accent { &mut self.b } else { &mut self.a }.push_str(path);
    }

    fn rectangle(&mut self, accent: bool, (x, y): (u32, u32), width: u32, height: u32) {
        self.put(accent, &format!("M{x} {y}h{width}v{height}h-{width}z"));
    }

    fn disc(&mut self, accent: bool, (x, y): (u32, u32), radius: u32) {
        let across = 2 * radius;
        self.put(
            accent,
            &format!(
                "M{} {y}a{radius} {radius} 0 0 1 {across} 0a{radius} {radius} 0 0 1-{across} 0z",
                i64::from(x) - i64::from(radius)
            ),
        );
    }
}

/// Quarters of discs, turned at random, with a few whole squares and gaps.
fn quarters(canvas: &mut Canvas, random: &mut Random) {
    let c = canvas.cell;
    for (x, y) in canvas.cells() {
        let accent = random.chance(1, 5);
        let path = match random.below(9) {
            0 | 1 => format!("M{x} {y}h{c}a{c} {c} 0 0 1-{c} {c}z"),
            2 | 3 => format!("M{} {y}v{c}a{c} {c} 0 0 1-{c}-{c}z", x + c),
            4 | 5 => format!("M{} {}h-{c}a{c} {c} 0 0 1 {c}-{c}z", x + c, y + c),
            6 | 7 => format!("M{x} {}v-{c}a{c} {c} 0 0 1 {c} {c}z", y + c),
            _ => continue,
        };
        canvas.put(accent, &path);
    }
}

/// A series of bars that wander up and down, and the points that were expected.
fn bars(canvas: &mut Canvas, random: &mut Random) {
    let step = canvas.cell / 2;
    let gap = (step / 6).max(2);
    let mut height = HEIGHT / 2;
    for at in 0..WIDTH / step {
        height = wander(random, height, step);
        canvas.rectangle(false, (at * step, HEIGHT - height), step - gap, height);
        let expected = (height + step + random.below(u64::from(step) * 2) as u32).min(HEIGHT - gap);
        canvas.disc(true, (at * step + (step - gap) / 2, HEIGHT - expected), (step - gap) / 3);
    }
}

fn wander(random: &mut Random, height: u32, step: u32) -> u32 {
    let moved = height + random.below(u64::from(step) * 3 + 1) as u32;
    moved.saturating_sub(step * 3 / 2).clamp(step, HEIGHT * 3 / 4)
}

/// A grid of discs whose sizes rise and fall along two slopes.
fn discs(canvas: &mut Canvas, random: &mut Random) {
    let (c, across, down) = (canvas.cell, 1 + random.below(3) as u32, 1 + random.below(2) as u32);
    let shift = random.below(8) as u32;
    for (x, y) in canvas.cells() {
        let phase = (x / c * across + y / c * down + shift) % 8;
        let size = if phase < 4 { phase + 1 } else { 8 - phase };
        canvas.disc(random.chance(1, 6), (x + c / 2, y + c / 2), (c * size / 9).max(2));
    }
}

/// Bands that swell along the way, one of them in the accent.
fn waves(canvas: &mut Canvas, random: &mut Random) {
    let (c, half) = (canvas.cell, canvas.cell / 2);
    let bands = canvas.rows * 2 - 1;
    let loud = random.below(u64::from(bands)) as u32;
    for band in 0..bands {
        let y = half / 2 + band * half;
        let thick = 3 + random.below(u64::from(half / 2)) as u32;
        let (swell, start) = (1 + random.below(u64::from(half)) as u32, random.below(2) == 0);
        let mut path = format!("M0 {y}");
        for at in 0..canvas.columns {
            let sign = if (at % 2 == 0) == start { "-" } else { "" };
            let _ = write!(path, "q{half} {sign}{swell} {c} 0");
        }
        let _ = write!(path, "v{thick}");
        for at in (0..canvas.columns).rev() {
            let sign = if (at % 2 == 0) == start { "-" } else { "" };
            let _ = write!(path, "q-{half} {sign}{swell}-{c} 0");
        }
        path.push('z');
        canvas.put(band == loud, &path);
    }
}

/// Rings around one point, and a disc that rests on them.
fn rings(canvas: &mut Canvas, random: &mut Random) {
    let c = canvas.cell;
    let mut place = || {
        (
            c * (1 + random.below(u64::from(canvas.columns - 1)) as u32),
            c * (1 + random.below(u64::from(canvas.rows - 1)) as u32),
        )
    };
    let (middle, disc) = (place(), place());
    for ring in 0..canvas.columns {
        let (outer, inner) = (c * (2 * ring + 1) / 2, c * ring);
        canvas.disc(false, middle, outer);
        if inner > 0 {
            hole(&mut canvas.a, middle, inner);
        }
    }
    canvas.disc(true, disc, c * 5 / 4);
}

/// A disc wound the other way round, which cuts a hole.
fn hole(path: &mut String, (x, y): (u32, u32), radius: u32) {
    let across = 2 * radius;
    let left = i64::from(x) - i64::from(radius);
    let _ = write!(path, "M{left} {y}a{radius} {radius} 0 0 0 {across} 0a{radius} {radius} 0 0 0-{across} 0z");
}

/// A quilt of halved squares.
fn triangles(canvas: &mut Canvas, random: &mut Random) {
    let c = canvas.cell;
    for (x, y) in canvas.cells() {
        let accent = random.chance(1, 5);
        let path = match random.below(5) {
            0 => format!("M{x} {y}h{c}l-{c} {c}z"),
            1 => format!("M{x} {y}h{c}v{c}z"),
            2 => format!("M{x} {y}v{c}h{c}z"),
            3 => format!("M{} {y}v{c}h-{c}z", x + c),
            _ => continue,
        };
        canvas.put(accent, &path);
    }
}

/// Strips over and under each other.
fn weave(canvas: &mut Canvas, random: &mut Random) {
    let c = canvas.cell;
    let strip = c / 5;
    for (x, y) in canvas.cells() {
        let (upright, accent) = (random.chance(1, 2), random.chance(1, 6));
        for at in [0, 2, 4] {
            match upright {
                true => canvas.rectangle(accent, (x + at * strip, y), strip, c),
                false => canvas.rectangle(accent, (x, y + at * strip), c, strip),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject<'a>(slug: &'a str, environment: &'a str, skills: usize) -> Subject<'a> {
        Subject { slug, environment, skills }
    }

    #[test]
    fn a_cover_is_the_same_whenever_it_is_drawn_and_differs_by_slug() {
        for (environment, _) in FAMILIES {
            let cover = svg(subject("ledgerline", environment, 7));
            assert_eq!(cover, svg(subject("ledgerline", environment, 7)));
            assert_ne!(cover, svg(subject("ferrycast", environment, 7)), "{environment}");
        }
    }

    #[test]
    fn work_of_one_environment_looks_alike_and_own_environments_have_a_family_too() {
        let family_of = |slug, environment| family(subject(slug, environment, 3)) as usize;
        assert_eq!(family_of("one", "public-sector"), family_of("two", "public-sector"));
        let all: std::collections::BTreeSet<usize> = FAMILIES.iter().map(|(id, _)| family_of("one", id)).collect();
        assert_eq!(all.len(), FAMILIES.len());
        let slugs: Vec<String> = (0..60).map(|number| format!("project-{number}")).collect();
        let drawn: std::collections::BTreeSet<usize> = slugs.iter().map(|slug| family_of(slug, "")).collect();
        assert_eq!(drawn.len(), FAMILIES.len(), "without an environment the slug decides");
    }

    #[test]
    fn more_skills_make_a_finer_pattern() {
        let length = |skills| svg(subject("ledgerline", "saas", skills)).len();
        assert!(length(2) < length(8) && length(8) < length(20));
    }

    #[test]
    fn any_word_gives_a_small_drawing_that_has_a_shape_and_nothing_of_the_word_in_it() {
        for slug in ["", "x", "日本語", "\"><script>", &"long ".repeat(1000)] {
            for (environment, _) in FAMILIES.iter().chain(&[("<b>", quarters as Pattern)]) {
                for skills in [0, 9, 500] {
                    let cover = svg(subject(slug, environment, skills));
                    assert!(cover.len() < 6_000, "{environment} {skills}: {}", cover.len());
                    assert!(cover.contains("<path") && cover.contains("aria-hidden=\"true\""), "{cover}");
                    assert!(!cover.contains("script") && !cover.contains("<b>") && !cover.contains("style="));
                }
            }
        }
    }
}
