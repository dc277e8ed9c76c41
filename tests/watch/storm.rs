//! Anything, in any order: after each round of it, what is known is what is there.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use super::{Mode, Watched, both, folder_with_site};

both! { anything_in_any_order }

/// A small generator of numbers, the same on each run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(bound).unwrap()).unwrap()
    }

    fn folder(&mut self, site: &Watched) -> PathBuf {
        let names = ["a", "b", "c"];
        let tops = ["content", "content", "data", "templates", "static", "../outside", "shared"];
        let mut path = site.path(tops[self.below(tops.len())]);
        for _ in 0..self.below(4) {
            path.push(names[self.below(names.len())]);
        }
        path
    }

    fn file(&mut self, site: &Watched) -> PathBuf {
        let names = ["x.md", "y.md", "z.md", "x.md~", ".x.md.swp", "old.bak"];
        self.folder(site).join(names[self.below(names.len())])
    }
}

/// One step; it may fail, such as when a folder is moved into itself.
fn step(dice: &mut Dice, site: &Watched, number: usize) -> String {
    let action = dice.below(9);
    let (from, to) = (dice.folder(site), dice.folder(site));
    let (file, other) = (dice.file(site), dice.file(site));
    let text = format!("# Step {number}\n");
    let done = match action {
        0..=2 => fs::create_dir_all(file.parent().unwrap()).and_then(|()| fs::write(&file, text)),
        3 => fs::rename(&file, &other),
        4 => fs::remove_file(&file),
        5 => fs::rename(&from, &to),
        6 => fs::remove_dir_all(&from),
        7 => fs::remove_dir_all(&from)
            .and_then(|()| fs::create_dir_all(&from))
            .and_then(|()| fs::write(from.join("x.md"), text)),
        _ => link(dice, site, &from),
    };
    format!("{action} {} {} {} {}: {done:?}", from.display(), to.display(), file.display(), other.display())
}

#[cfg(unix)]
fn link(dice: &mut Dice, site: &Watched, place: &std::path::Path) -> std::io::Result<()> {
    // Only to where no links are made, so that nothing leads in a circle.
    let target = site.path("linked").join(["a", "a/b", "c.md"][dice.below(3)]);
    if dice.below(2) == 0 {
        super::write(&site.path("linked/a/b/x.md"), &format!("# Linked {}\n", dice.below(1000)));
        super::write(&site.path("linked/c.md"), &format!("# Linked {}\n", dice.below(1000)));
    } else if dice.below(3) == 0 {
        return fs::remove_dir_all(site.path("linked/a"));
    }
    std::os::unix::fs::symlink(target, place.join("link"))
}

#[cfg(not(unix))]
fn link(_: &mut Dice, _: &Watched, _: &std::path::Path) -> std::io::Result<()> {
    Ok(())
}

fn anything_in_any_order(mode: Mode) {
    let seeds = if mode == Mode::Events { 0..30 } else { 30..40 };
    for seed in seeds {
        let mut dice = Dice(seed);
        let mut site = Watched::with(folder_with_site(), mode, |mut scope, _| {
            scope.timing.longest = Duration::from_millis(15);
            scope
        });
        for round in 0..12 {
            let steps: Vec<String> = (0..=dice.below(12)).map(|number| step(&mut dice, &site, number)).collect();
            let shown = format!("seed {seed}, round {round}:\n{}", steps.join("\n"));
            let followed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| site.catch_up()));
            assert!(followed.is_ok(), "{shown}");
        }
    }
}
