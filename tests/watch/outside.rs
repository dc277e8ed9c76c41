//! What lies outside the site's own folders: themes, included files, an overlay, links; and a scope that changes.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use showpiece::watch::{News, Scope, Watcher};

use super::{DEADLINE, Mode, Watched, both, folder_with_site, rules, write};

both! {
    a_theme_outside_the_site,
    a_theme_that_is_made_later,
    a_file_that_is_asked_for_counts_and_its_neighbours_do_not,
    a_file_that_is_asked_for_is_waited_for_below_missing_folders,
    a_scope_that_changes_names_what_is_new,
    a_scope_that_means_the_same_is_no_news,
    dropping_ends_it_at_once,
}

fn a_theme_outside_the_site(mode: Mode) {
    let folder = folder_with_site();
    write(&folder.path().join("theme/templates/page.html"), "<p>");
    write(&folder.path().join("theme/.git/HEAD"), "ref");
    let mut site = Watched::with(folder, mode, |scope, root| scope.folder(root.with_file_name("theme")));
    let theme = site.root.with_file_name("theme");
    write(&theme.join("templates/page.html"), "<p>changed");
    site.until_named(&theme.join("templates/page.html"));
    write(&theme.join("templates/page.html~"), "<p>");
    write(&theme.join(".git/HEAD"), "changed");
    write(&theme.with_file_name("neighbour.txt"), "x");
    let named = site.named_so_far();
    assert!(named.iter().all(|path| path.ends_with("templates/page.html")), "{named:?}");
}

fn a_theme_that_is_made_later(mode: Mode) {
    let mut site =
        Watched::with(folder_with_site(), mode, |scope, root| scope.folder(root.with_file_name("a").join("b/theme")));
    let theme = site.root.with_file_name("a").join("b/theme");
    write(&theme.with_file_name("other"), "x");
    site.named_so_far();
    write(&theme.join("theme.yaml"), "name: t\n");
    site.until_named(&theme.join("theme.yaml"));
    // Told of the folder, perhaps; of the file, once it changes.
    site.settle();
    write(&theme.join("theme.yaml"), "name: u\n");
    site.until_named(&theme.join("theme.yaml"));
    site.settle();
    fs::remove_dir_all(site.root.with_file_name("a")).unwrap();
    site.until_named(&theme);
    site.settle();
    write(&theme.join("theme.yaml"), "name: v\n");
    site.until_named(&theme.join("theme.yaml"));
}

fn a_file_that_is_asked_for_counts_and_its_neighbours_do_not(mode: Mode) {
    let folder = folder_with_site();
    write(&folder.path().join("site/dev.bak"), "title: Dev\n");
    write(&folder.path().join("code/x.py"), "x = 1\n");
    let mut site = Watched::with(folder, mode, |scope, root| {
        scope.file(root.join("dev.bak")).file(root.with_file_name("code").join("x.py"))
    });
    let code = site.root.with_file_name("code").join("x.py");
    for file in [code, site.path("dev.bak")] {
        for round in 0..3 {
            let temporary = file.with_file_name("temporary");
            write(&temporary, &format!("{round}"));
            fs::rename(&temporary, &file).unwrap();
            let named = site.until_named(&file);
            site.assert_only(&named, std::slice::from_ref(&file), "the file");
            write(&file.with_file_name("neighbour.py"), &format!("{round}"));
            site.assert_no_news("its neighbour");
        }
    }
}

fn a_file_that_is_asked_for_is_waited_for_below_missing_folders(mode: Mode) {
    let mut site = Watched::with(folder_with_site(), mode, |scope, root| scope.file(root.join("examples/deep/x.py")));
    for round in 0..5 {
        site.write("examples/deep/x.py", &format!("x = {round}\n"));
        site.until_named(&site.path("examples/deep/x.py"));
        site.settle();
        fs::remove_dir_all(site.path("examples")).unwrap();
        site.until_named(&site.path("examples/deep/x.py"));
        // Each folder that goes may be told by itself, and must not be taken for the next step.
        site.settle();
    }
}

fn a_scope_that_changes_names_what_is_new(mode: Mode) {
    let folder = folder_with_site();
    write(&folder.path().join("theme/theme.yaml"), "name: t\n");
    let mut site = Watched::with(folder, mode, |scope, _| scope);
    let theme = site.root.with_file_name("theme");
    let scope = |root: &Path| mode.apply(Scope::site(root, &rules(root)));
    let watcher = site.watcher.take().unwrap();
    watcher.rescope(scope(&site.root).folder(&theme));
    let named = site.until_named(&theme);
    assert!(!named.contains(&site.path("content")), "what was watched before is not named: {named:?}");
    write(&theme.join("theme.yaml"), "name: u\n");
    site.until_named(&theme.join("theme.yaml"));

    watcher.rescope(scope(&site.root));
    site.named_so_far();
    // It was let go before the sentinel was named, or is by the next one.
    site.named_so_far();
    write(&theme.join("theme.yaml"), "name: v\n");
    site.assert_no_news("the old theme");
}

fn a_scope_that_means_the_same_is_no_news(mode: Mode) {
    let mut site = Watched::site(mode);
    let watcher = site.watcher.take().unwrap();
    for _ in 0..5 {
        watcher.rescope(mode.apply(Scope::site(&site.root, &rules(&site.root))));
        site.assert_no_news("the same scope");
    }
    site.write("content/projects/b.md", "# Still watched\n");
    site.catch_up();
}

fn dropping_ends_it_at_once(mode: Mode) {
    let mut site = Watched::site(mode);
    let begin = Instant::now();
    site.watcher = None;
    assert!(begin.elapsed() < Duration::from_secs(1), "{:?}", begin.elapsed());
    // The thread held the other end, and it has been joined.
    while site.news.try_recv().is_ok() {}
    assert_eq!(site.news.try_recv(), Err(std::sync::mpsc::TryRecvError::Disconnected));
}

#[test]
fn a_watcher_may_be_dropped_by_whom_it_tells() {
    let folder = folder_with_site();
    let root = folder.path().join("site");
    let slot = std::sync::Arc::new(std::sync::Mutex::new(None::<Watcher>));
    let (sender, dropped) = std::sync::mpsc::channel();
    let inner = std::sync::Arc::clone(&slot);
    let watcher = Watcher::start(Scope::site(&root, &rules(&root)), move |_: News| {
        drop(inner.lock().unwrap().take());
        let _ = sender.send(());
    });
    *slot.lock().unwrap() = Some(watcher.unwrap());
    write(&root.join("content/a.md"), "# Changed\n");
    dropped.recv_timeout(DEADLINE).unwrap();
    assert!(slot.lock().unwrap().is_none());
}

/// A folder stands for all that it holds.
fn is_named(path: &Path, named: &BTreeSet<PathBuf>) -> bool {
    path.ancestors().any(|above| named.contains(above))
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    both! {
        a_linked_folder_is_known_by_both_names,
        a_linked_file_is_known_by_both_names,
        a_link_to_nothing_is_waited_for,
        a_link_that_is_turned_elsewhere,
        links_in_circles_and_out_of_the_site_are_not_followed,
        a_site_that_is_reached_through_a_link,
    }

    fn a_linked_folder_is_known_by_both_names(mode: Mode) {
        let folder = folder_with_site();
        write(&folder.path().join("site/shared/deep/s.md"), "# S\n");
        symlink("../shared", folder.path().join("site/content/linked")).unwrap();
        let mut site = Watched::with(folder, mode, |scope, _| scope);
        assert!(site.known.contains_key(&site.path("content/linked/deep/s.md")));
        site.write("shared/deep/s.md", "# Changed\n");
        let named = site.catch_up();
        assert!(is_named(&site.path("content/linked/deep/s.md"), &named), "{named:?}");
        if mode == Mode::Events {
            assert!(named.contains(&site.path("shared/deep/s.md")), "{named:?}");
        }
        site.write("shared/new/t.md", "# T\n");
        site.catch_up();
        site.write("shared/new/t.md", "# T, again\n");
        site.catch_up();
        fs::remove_file(site.path("content/linked")).unwrap();
        site.catch_up();
        site.settle();
        site.write("shared/deep/s.md", "# Nobody's\n");
        site.assert_no_news("what nothing links to");
        symlink("../shared", site.path("content/linked")).unwrap();
        site.catch_up();
        fs::rename(site.path("shared"), site.path("unshared")).unwrap();
        site.catch_up();
        site.write("shared/deep/s.md", "# Back\n");
        site.catch_up();
    }

    fn a_linked_file_is_known_by_both_names(mode: Mode) {
        let folder = folder_with_site();
        write(&folder.path().join("site/texts/s.md"), "# S\n");
        symlink("../texts/s.md", folder.path().join("site/content/s.md")).unwrap();
        let mut site = Watched::with(folder, mode, |scope, _| scope);
        for round in 0..3 {
            let temporary = site.path("texts/s.md.tmp");
            fs::write(&temporary, format!("# Round {round}\n")).unwrap();
            fs::rename(&temporary, site.path("texts/s.md")).unwrap();
            let named = site.catch_up();
            assert!(is_named(&site.path("content/s.md"), &named), "{named:?}");
            // By polling, the link may be named alone, for having been made just before.
            assert!(mode == Mode::Polling || named.contains(&site.path("texts/s.md")), "{named:?}");
        }
        site.write("texts/neighbour.md", "# N\n");
        site.settle();
        site.write("texts/neighbour.md", "# N, again\n");
        let named = site.named_so_far();
        assert!(!named.iter().any(|path| path.ends_with("neighbour.md")), "{named:?}");
    }

    fn a_link_to_nothing_is_waited_for(mode: Mode) {
        let mut site = Watched::site(mode);
        symlink("../later/s.md", site.path("content/s.md")).unwrap();
        symlink("../later/folder", site.path("content/folder")).unwrap();
        site.until_named(&site.path("content/folder"));
        site.write("later/s.md", "# S\n");
        site.write("later/folder/t.md", "# T\n");
        site.catch_up();
        site.write("later/folder/t.md", "# T, again\n");
        site.write("later/s.md", "# S, again\n");
        site.catch_up();
        fs::remove_dir_all(site.path("later")).unwrap();
        site.catch_up();
    }

    fn a_link_that_is_turned_elsewhere(mode: Mode) {
        let mut site = Watched::site(mode);
        site.write("one/s.md", "# One\n");
        site.write("two/s.md", "# Two\n");
        symlink("../one", site.path("content/linked")).unwrap();
        site.catch_up();
        symlink("../two", site.path("content/.new")).unwrap();
        fs::rename(site.path("content/.new"), site.path("content/linked")).unwrap();
        site.catch_up();
        site.write("two/s.md", "# Two, again\n");
        site.catch_up();
        site.settle();
        site.write("one/s.md", "# Nobody's\n");
        site.assert_no_news("where the link led before");
    }

    fn links_in_circles_and_out_of_the_site_are_not_followed(mode: Mode) {
        let folder = folder_with_site();
        let root = folder.path().join("site");
        write(&folder.path().join("outside/x.md"), "# X\n");
        for (target, link) in
            [("../..", "content/up"), (".", "content/projects/self"), ("../../outside", "content/out")]
        {
            symlink(target, root.join(link)).unwrap();
        }
        write(&root.join("content/p/x.md"), "# P\n");
        write(&root.join("content/q/x.md"), "# Q\n");
        symlink("../q", root.join("content/p/to-q")).unwrap();
        symlink("../p", root.join("content/q/to-p")).unwrap();
        // Nobody could know such a site by following links: only what is named is looked at here.
        let root = root.canonicalize().unwrap();
        crate::age(folder.path());
        let (sender, news) = std::sync::mpsc::channel();
        let scope = mode.apply(Scope::site(&root, &rules(&root)));
        let _watcher = Watcher::start(scope, move |item| drop(sender.send(item))).unwrap();
        write(&root.join("../outside/x.md"), "# X, again\n");
        write(&root.join("content/q/x.md"), "# Q, again\n");
        let wanted = [root.join("content/q/x.md"), root.join("content/p/to-q/x.md")];
        let mut named = BTreeSet::new();
        while !wanted.iter().all(|path| named.contains(path)) {
            let News::Changed(changes) = news.recv_timeout(DEADLINE).unwrap() else { panic!("a notice") };
            named.extend(changes.paths);
        }
        let followed = |path: &PathBuf| {
            let links = ["content/up", "content/projects/self", "content/out"].map(|link| root.join(link));
            links.iter().any(|link| path != link && path.starts_with(link)) || !path.starts_with(&root)
        };
        assert!(!named.iter().any(followed), "{named:?}");
    }

    fn a_site_that_is_reached_through_a_link(mode: Mode) {
        let folder = folder_with_site();
        let real = folder.path().canonicalize().unwrap();
        symlink("site", real.join("link")).unwrap();
        let root = real.join("link");
        let scope = Scope::site(&root, &rules(&root));
        let mut site = Watched::start(folder, root, mode, scope);
        site.write("content/a.md", "# Changed\n");
        let named = site.catch_up();
        assert!(named.contains(&real.join("link/content/a.md")), "{named:?}");
        assert!(named.contains(&real.join("site/content/a.md")), "{named:?}");
        site.write("public/index.html", "new");
        site.write("content/private/x.md", "x");
        site.assert_no_news("ignored");
    }
}
