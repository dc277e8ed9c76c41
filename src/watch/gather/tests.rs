//! Streams of events, played with times of their own.

use super::*;

const TIMING: Timing = Timing { quiet: Duration::from_millis(5), longest: Duration::from_millis(60) };

/// A gatherer, and a disk with a file at each path that is not listed.
struct Play {
    begin: Instant,
    gatherer: Gatherer,
    disk: BTreeMap<&'static str, Found>,
}

impl Play {
    fn new(exact: bool) -> Self {
        Self { begin: Instant::now(), gatherer: Gatherer::new(TIMING, exact), disk: BTreeMap::new() }
    }

    fn at(&self, millis: u64) -> Instant {
        self.begin + Duration::from_millis(millis)
    }

    fn add(&mut self, millis: u64, path: &str, kind: Kind) {
        self.gatherer.add(self.at(millis), path.into(), kind);
    }

    /// The paths delivered at that time, if any.
    fn take(&mut self, millis: u64) -> Option<Vec<String>> {
        let disk = &self.disk;
        let look = |path: &Path| disk.get(path.to_str().unwrap()).copied().unwrap_or(Found::Something);
        let set = self.gatherer.take(self.begin + Duration::from_millis(millis), look)?;
        assert!(!set.everything);
        Some(set.paths.iter().map(|path| path.to_str().unwrap().to_owned()).collect())
    }

    fn due(&self) -> Option<u128> {
        Some((self.gatherer.due()? - self.begin).as_millis())
    }
}

fn list(paths: &[&str]) -> Option<Vec<String>> {
    Some(paths.iter().map(|path| (*path).to_owned()).collect())
}

#[test]
fn one_write_is_delivered_after_the_quiet_time() {
    let mut play = Play::new(true);
    assert_eq!(play.due(), None);
    play.add(0, "a", Kind::Written);
    play.add(1, "a", Kind::Closed);
    assert_eq!(play.due(), Some(6));
    assert_eq!(play.take(5), None);
    assert_eq!(play.take(6), list(&["a"]));
    assert_eq!((play.due(), play.take(100)), (None, None));
}

#[test]
fn a_burst_is_one_set_and_a_long_one_is_cut_at_the_bound() {
    let mut play = Play::new(false);
    for step in 0..100 {
        play.add(step, "a", Kind::Written);
        assert_eq!(play.take(step), if step == 60 { list(&["a"]) } else { None }, "at {step}");
    }
    assert_eq!(play.due(), Some(104));
}

#[test]
fn a_file_that_is_being_written_waits_for_its_writer_up_to_the_bound() {
    let mut play = Play::new(true);
    play.add(0, "a", Kind::Written);
    assert_eq!((play.due(), play.take(30)), (Some(60), None));
    play.add(40, "a", Kind::Closed);
    assert_eq!(play.take(45), list(&["a"]));

    play.add(100, "a", Kind::Written);
    assert_eq!(play.take(160), list(&["a"]));
    play.add(170, "a", Kind::Closed);
    assert_eq!(play.take(175), list(&["a"]), "what was written since is delivered, too");
}

#[test]
fn nobody_waits_for_a_writer_where_closing_is_not_told() {
    let mut play = Play::new(false);
    play.add(0, "a", Kind::Written);
    assert_eq!(play.take(5), list(&["a"]));
}

#[test]
fn a_file_that_was_truncated_just_now_waits() {
    let mut play = Play::new(false);
    play.disk.insert("a", Found::EmptyFile);
    play.add(0, "a", Kind::Written);
    assert_eq!((play.take(5), play.due()), (None, Some(60)));
    play.disk.clear();
    play.add(10, "a", Kind::Written);
    assert_eq!(play.take(15), list(&["a"]), "the rest has come");

    play.disk.insert("a", Found::EmptyFile);
    play.add(100, "a", Kind::Written);
    assert_eq!(play.take(105), None);
    assert_eq!(play.take(160), list(&["a"]), "it really is empty");
}

#[test]
fn a_file_that_is_moved_away_to_be_written_anew_is_not_missing_meanwhile() {
    let mut play = Play::new(true);
    play.disk.insert("a", Found::Nothing);
    play.add(0, "a", Kind::Gone);
    assert_eq!(play.take(5), None);
    play.disk.clear();
    play.add(20, "a", Kind::Created);
    play.add(21, "a", Kind::Written);
    play.add(22, "a", Kind::Closed);
    assert_eq!(play.take(27), list(&["a"]));

    play.disk.insert("a", Found::Nothing);
    play.add(100, "a", Kind::Gone);
    assert_eq!((play.take(105), play.take(160)), (None, list(&["a"])), "it really is gone");
}

#[test]
fn what_came_and_went_within_a_set_never_was() {
    let mut play = Play::new(true);
    play.disk.insert("4913", Found::Nothing);
    play.add(0, "4913", Kind::Created);
    play.add(0, "4913", Kind::Closed);
    play.add(1, "4913", Kind::Gone);
    assert_eq!((play.take(6), play.due()), (None, None));

    play.add(10, "4913", Kind::Created);
    play.add(10, "b", Kind::Placed);
    play.add(11, "4913", Kind::Gone);
    assert_eq!(play.take(16), list(&["b"]), "and nobody waits for it");
}

#[test]
fn what_may_have_been_there_before_is_named_though_it_is_gone() {
    let mut play = Play::new(true);
    play.disk.insert("a", Found::Nothing);
    for kind in [Kind::Gone, Kind::Created, Kind::Gone] {
        play.add(0, "a", kind);
    }
    assert_eq!(play.take(60), list(&["a"]));

    let mut play = Play::new(false);
    play.disk.insert("a", Found::Nothing);
    play.add(0, "a", Kind::Created);
    assert_eq!(play.take(60), list(&["a"]), "events that are put together tell no order");
}

#[test]
fn lost_events_stand_for_everything() {
    let mut play = Play::new(true);
    play.add(0, "a", Kind::Written);
    play.gatherer.add_everything(play.at(1));
    let set = play.gatherer.take(play.at(61), |_| Found::Nothing);
    assert_eq!(set, Some(ChangeSet::everything()));
    assert_eq!(play.due(), None);
}
