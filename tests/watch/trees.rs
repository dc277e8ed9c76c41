//! Folders that come, go and move, and bursts.

use std::fs;
use std::thread;

use super::{Mode, Watched, both};

both! {
    a_file_written_right_after_its_folders_were_made,
    a_folder_moved_in_within_and_out,
    a_folder_removed_and_made_again_at_once,
    a_burst_of_a_thousand_files_is_few_sets,
    a_branch_is_checked_out,
    the_site_is_removed_and_made_again,
    the_site_is_moved_away_and_another_takes_its_place,
    a_folder_of_the_site_is_made_later,
    many_threads_at_once,
}

fn a_file_written_right_after_its_folders_were_made(mode: Mode) {
    let mut site = Watched::site(mode);
    for round in 0..20 {
        site.write(&format!("content/n{round}/m/o/p.md"), "# Deep\n");
        site.catch_up();
        site.write(&format!("content/n{round}/m/o/p.md"), "# Deep, again\n");
        site.write(&format!("content/n{round}/m/q/r.md"), "# Beside\n");
        site.catch_up();
    }
}

fn a_folder_moved_in_within_and_out(mode: Mode) {
    let mut site = Watched::site(mode);
    let outside = site.root.with_file_name("outside");
    super::write(&outside.join("deep/x.md"), "# X\n");
    fs::rename(&outside, site.path("content/moved")).unwrap();
    site.catch_up();
    site.write("content/moved/deep/x.md", "# X, inside\n");
    site.catch_up();
    fs::rename(site.path("content/moved"), site.path("content/projects/elsewhere")).unwrap();
    site.catch_up();
    // The parent tells that it went, and then the folder itself.
    site.settle();
    site.write("content/projects/elsewhere/deep/x.md", "# X, elsewhere\n");
    let named = site.catch_up();
    assert!(!named.iter().any(|path| path.starts_with(site.path("content/moved"))), "{named:?}");
    fs::rename(site.path("content/projects/elsewhere"), &outside).unwrap();
    site.catch_up();
    site.settle();
    super::write(&outside.join("deep/x.md"), "# X, outside\n");
    site.assert_no_news("what lies outside");
}

fn a_folder_removed_and_made_again_at_once(mode: Mode) {
    let mut site = Watched::site(mode);
    for round in 0..20 {
        fs::remove_dir_all(site.path("content/projects")).unwrap();
        site.write("content/projects/b.md", &format!("# Round {round}\n"));
        site.catch_up();
        site.write("content/projects/b.md", &format!("# Round {round}, again\n"));
        site.catch_up();
    }
}

fn a_burst_of_a_thousand_files_is_few_sets(mode: Mode) {
    let mut site = Watched::patient_site(mode);
    for number in 0..1000 {
        site.write(&format!("content/burst-{}/{number}.md", number % 10), "# Many\n");
    }
    let (_, sets) = site.catch_up_counting();
    assert!(sets < 20, "{sets} sets");
    for number in 0..1000 {
        site.write(&format!("content/burst-{}/{number}.md", number % 10), "# Changed\n");
    }
    let (_, sets) = site.catch_up_counting();
    assert!(sets < 20, "{sets} sets");
}

/// Files removed, rewritten by unlinking first, and added, as Git does it.
fn a_branch_is_checked_out(mode: Mode) {
    let mut site = Watched::patient_site(mode);
    let branch = |site: &Watched, name: &str, numbers: std::ops::Range<usize>| {
        let file = |number: usize| site.path(&format!("content/{}/page-{number}/index.md", number % 7));
        for number in (0..300).filter(|number| !numbers.contains(number)) {
            let _ = fs::remove_file(file(number));
            let _ = fs::remove_dir(file(number).parent().unwrap());
        }
        for number in numbers {
            let _ = fs::remove_file(file(number));
            super::write(&file(number), &format!("# {name} {number}\n"));
        }
    };
    for (name, numbers) in [("one", 0..200), ("two", 100..300), ("one", 0..200), ("three", 50..60)] {
        branch(&site, name, numbers);
        let (_, sets) = site.catch_up_counting();
        assert!(sets < 20, "{sets} sets");
    }
}

fn the_site_is_removed_and_made_again(mode: Mode) {
    let mut site = Watched::site(mode);
    fs::remove_dir_all(&site.root).unwrap();
    site.catch_up();
    assert!(site.known.is_empty());
    site.write("content/a.md", "# Back\n");
    site.write("showpiece.yaml", "title: Back\n");
    site.catch_up();
    site.write("content/a.md", "# Back, again\n");
    site.write("showpiece.yaml", "title: Back, again\n");
    site.catch_up();
}

fn the_site_is_moved_away_and_another_takes_its_place(mode: Mode) {
    let mut site = Watched::site(mode);
    let away = site.root.with_file_name("away");
    fs::rename(&site.root, &away).unwrap();
    site.catch_up();
    super::write(&away.join("content/a.md"), "# Not ours\n");
    site.write("content/new.md", "# New\n");
    site.catch_up();
    fs::remove_dir_all(&site.root).unwrap();
    fs::rename(&away, &site.root).unwrap();
    site.catch_up();
    site.write("content/projects/b.md", "# Ours again\n");
    site.catch_up();
}

fn a_folder_of_the_site_is_made_later(mode: Mode) {
    let mut site = Watched::site(mode);
    site.write("templates/partials/x.html", "<p>");
    site.catch_up();
    site.write("templates/partials/x.html", "<p>again");
    site.write("themes/mine/theme.yaml", "name: mine\n");
    site.catch_up();
    fs::remove_dir_all(site.path("templates")).unwrap();
    site.catch_up();
}

fn many_threads_at_once(mode: Mode) {
    let mut site = Watched::site(mode);
    thread::scope(|scope| {
        for thread in 0..4 {
            let site = &site.root;
            scope.spawn(move || {
                for number in 0..50 {
                    let folder = site.join(format!("content/t{}", (thread + number) % 5));
                    let _ = fs::create_dir_all(folder.join("deep"));
                    // Another thread may be removing the folder.
                    let _ = fs::write(folder.join(format!("deep/{thread}.md")), format!("# {number}\n"));
                    if number % 7 == thread {
                        let _ = fs::remove_dir_all(&folder);
                    }
                }
            });
        }
    });
    site.catch_up();
}
