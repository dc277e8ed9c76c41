//! How editors save, and what does not count.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::time::Instant;

use super::{DEADLINE, Mode, Watched, both};

both! {
    a_write_in_place,
    vim_moves_the_old_file_away_and_probes_with_4913,
    emacs_locks_and_leaves_a_backup,
    a_new_file_renamed_over_the_old_one_again_and_again,
    jetbrains_swaps_two_temporary_files,
    a_file_truncated_and_written_in_pieces_is_never_named_while_it_is_empty,
    the_configuration_is_saved_like_any_other_file,
    backups_and_swap_files_are_no_news,
    ignored_folders_and_the_output_are_no_news,
    reading_is_no_news,
    a_file_is_removed_and_another_is_moved,
    times_and_permissions_are_looked_at,
}

fn a_write_in_place(mode: Mode) {
    let mut site = Watched::site(mode);
    site.write("content/a.md", "# Changed\n");
    let named = site.catch_up();
    site.assert_only(&named, &[site.path("content/a.md")], "a write");
    site.write("content/a.md", "# Another\n");
    site.catch_up();
}

fn vim_moves_the_old_file_away_and_probes_with_4913(mode: Mode) {
    let mut site = Watched::patient_site(mode);
    for round in 0..5 {
        let file = site.path("content/a.md");
        File::create(site.path("content/.a.md.swp")).unwrap().write_all(b"swap").unwrap();
        File::create(site.path("content/4913")).unwrap();
        fs::remove_file(site.path("content/4913")).unwrap();
        fs::rename(&file, site.path("content/a.md~")).unwrap();
        let mut new = File::create(&file).unwrap();
        new.write_all(format!("# Round {round}\n").as_bytes()).unwrap();
        new.sync_all().unwrap();
        drop(new);
        fs::remove_file(site.path("content/a.md~")).unwrap();
        fs::remove_file(site.path("content/.a.md.swp")).unwrap();
        let named = site.catch_up();
        if mode == Mode::Events {
            site.assert_only(&named, &[file], &format!("round {round}"));
        }
    }
}

fn emacs_locks_and_leaves_a_backup(mode: Mode) {
    let mut site = Watched::site(mode);
    let file = site.path("content/projects/b.md");
    #[cfg(unix)]
    std::os::unix::fs::symlink("me@host.1:1", site.path("content/projects/.#b.md")).unwrap();
    site.write("content/projects/#b.md#", "auto-saved");
    fs::rename(&file, site.path("content/projects/b.md~")).unwrap();
    fs::write(&file, "# Saved\n").unwrap();
    #[cfg(unix)]
    fs::remove_file(site.path("content/projects/.#b.md")).unwrap();
    fs::remove_file(site.path("content/projects/#b.md#")).unwrap();
    let named = site.catch_up();
    site.assert_only(&named, &[file], "what was saved");
    site.assert_no_news("the lock, the backup and the auto-saved file");
}

fn a_new_file_renamed_over_the_old_one_again_and_again(mode: Mode) {
    let mut site = Watched::site(mode);
    // A watch on the file itself would be deaf after the first time.
    for round in 0..10 {
        let temporary = site.path("content/.a.md.kate");
        fs::write(&temporary, format!("# Round {round}\n")).unwrap();
        fs::rename(&temporary, site.path("content/a.md")).unwrap();
        let named = site.catch_up();
        site.assert_only(&named, &[site.path("content/a.md")], &format!("round {round}"));
    }
    // With a name that nobody can know.
    let temporary = site.path("content/a.md.Xq82Lp");
    fs::write(&temporary, "# Last\n").unwrap();
    fs::rename(&temporary, site.path("content/a.md")).unwrap();
    site.catch_up();
}

fn jetbrains_swaps_two_temporary_files(mode: Mode) {
    let mut site = Watched::site(mode);
    let file = site.path("data/skills.yaml");
    site.write("data/skills.yaml___jb_tmp___", "- group: G\n");
    fs::rename(&file, site.path("data/skills.yaml___jb_old___")).unwrap();
    fs::rename(site.path("data/skills.yaml___jb_tmp___"), &file).unwrap();
    fs::remove_file(site.path("data/skills.yaml___jb_old___")).unwrap();
    let named = site.catch_up();
    site.assert_only(&named, &[file], "what was saved");
}

/// The bound of waiting is set so far away that only the writer's end can be the reason for what comes.
fn a_file_truncated_and_written_in_pieces_is_never_named_while_it_is_empty(mode: Mode) {
    let mut site = Watched::with(super::folder_with_site(), mode, |mut scope, _| {
        scope.timing.longest = DEADLINE / 4;
        scope
    });
    let mut file = OpenOptions::new().write(true).truncate(true).open(site.path("content/a.md")).unwrap();
    file.write_all(b"# In ").unwrap();
    file.write_all(b"pieces\n").unwrap();
    drop(file);
    let changes = site.next(Instant::now() + DEADLINE);
    assert!(changes.paths.contains(&site.path("content/a.md")), "{changes:?}");
    super::mirror::follow(&mut site.known, &changes, &site.root);
    assert_ne!(site.known[&site.path("content/a.md")], b"");
    site.catch_up();
}

fn the_configuration_is_saved_like_any_other_file(mode: Mode) {
    let mut site = Watched::site(mode);
    fs::write(site.path(".showpiece.yaml.tmp"), "title: New\n").unwrap();
    fs::rename(site.path(".showpiece.yaml.tmp"), site.path("showpiece.yaml")).unwrap();
    let named = site.catch_up();
    site.assert_only(&named, &[site.path("showpiece.yaml")], "what was saved");
    fs::remove_file(site.path("showpiece.yaml")).unwrap();
    site.catch_up();
    site.write("showpiece.yaml", "title: Back\n");
    site.catch_up();
}

fn backups_and_swap_files_are_no_news(mode: Mode) {
    let mut site = Watched::site(mode);
    for name in ["a.md~", ".a.md.swp", ".#a.md", "#a.md#", "a.md.bak", ".DS_Store", "a.md___jb_tmp___", ".hidden.md"] {
        for folder in ["content", "content/projects"] {
            site.write(&format!("{folder}/{name}"), "1");
        }
    }
    site.write("README.md", "at the top");
    site.assert_no_news("made");
    fs::remove_file(site.path("content/a.md~")).unwrap();
    fs::rename(site.path("content/.a.md.swp"), site.path("content/.a.md.swo")).unwrap();
    site.assert_no_news("moved and removed");
}

fn ignored_folders_and_the_output_are_no_news(mode: Mode) {
    let mut site = Watched::site(mode);
    for file in [
        "public/index.html",
        "public/new/index.html",
        ".git/index",
        ".showpiece/cache",
        "node_modules/p/index.js",
        "target/debug/x",
        "content/private/a.md",
        "content/.obsidian/workspace.json",
        "static/.git/HEAD",
    ] {
        site.write(file, "changed");
    }
    site.assert_no_news("made");
    site.write("content/private/a.md", "again");
    site.write("content/.obsidian/workspace.json", "again");
    fs::remove_dir_all(site.path("public")).unwrap();
    site.assert_no_news("changed");
}

fn reading_is_no_news(mode: Mode) {
    let mut site = Watched::site(mode);
    for _ in 0..3 {
        super::mirror::all(&site.root);
    }
    File::open(site.path("content/a.md")).unwrap();
    site.assert_no_news("reading");
}

fn a_file_is_removed_and_another_is_moved(mode: Mode) {
    let mut site = Watched::site(mode);
    fs::remove_file(site.path("content/a.md")).unwrap();
    fs::rename(site.path("content/projects/b.md"), site.path("content/projects/c.md")).unwrap();
    let named = site.catch_up();
    for path in ["content/a.md", "content/projects/b.md", "content/projects/c.md"] {
        assert!(named.contains(&site.path(path)), "{path}: {named:?}");
    }
    // Moved over one that is there, and the same letters in another case.
    site.write("content/d.md", "# D\n");
    site.catch_up();
    fs::rename(site.path("content/projects/c.md"), site.path("content/d.md")).unwrap();
    site.catch_up();
    fs::rename(site.path("content/d.md"), site.path("content/D.md")).unwrap();
    site.catch_up();
}

fn times_and_permissions_are_looked_at(mode: Mode) {
    let mut site = Watched::site(mode);
    let file = site.path("content/a.md");
    let mut permissions = fs::metadata(&file).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).unwrap();
    site.until_named(&file);
}
