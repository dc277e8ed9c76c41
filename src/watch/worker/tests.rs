//! Limits and lost events, with a source of signals that refuses.

use std::fs;
use std::sync::mpsc::{Receiver, channel, sync_channel};
use std::sync::{Arc, Mutex};

use tempfile::TempDir;

use super::*;
use crate::watch::native::Refusal;

/// Allows so many folders, and notes which it watches.
struct Stingy {
    most: usize,
    refusal: Refusal,
    watched: Arc<Mutex<BTreeSet<std::path::PathBuf>>>,
}

impl Backend for Stingy {
    fn watch(&mut self, folder: &Path, _: bool) -> Result<(), Refusal> {
        let mut watched = self.watched.lock().unwrap();
        if watched.len() == self.most {
            return Err(self.refusal.clone());
        }
        assert!(watched.insert(folder.to_path_buf()), "watched twice: {}", folder.display());
        Ok(())
    }

    fn unwatch(&mut self, folder: &Path) {
        self.watched.lock().unwrap().remove(folder);
    }
}

fn site() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("content/a/b")).unwrap();
    fs::create_dir_all(folder.path().join("content/c")).unwrap();
    folder
}

type Watched = Arc<Mutex<BTreeSet<std::path::PathBuf>>>;

fn worker(root: &Path, most: usize, refusal: Refusal) -> (Worker<impl FnMut(News)>, Receiver<News>, Watched) {
    let watched = Watched::default();
    let backend = Box::new(Stingy { most, refusal, watched: Arc::clone(&watched) });
    let source = Source { backend, wanted: None, exact: true };
    let (news, heard) = channel();
    let inbox = Inbox::new(sync_channel(1).0, Arc::default());
    let scope = Scope::empty(Arc::new(|_| false)).folder(root.join("content"));
    (Worker::with(scope, source, inbox, move |item| news.send(item).unwrap()), heard, watched)
}

#[test]
fn at_the_systems_limit_a_notice_is_given_and_polling_goes_on() {
    let site = site();
    let (mut worker, news, _) = worker(site.path(), 2, Refusal::Limit);
    worker.settle(Instant::now());
    assert_eq!(news.try_recv().unwrap(), News::Notice(Notice::LimitReached));
    assert!(worker.source.backend.due().is_some(), "it polls");
    assert!(!worker.tree.limit);

    fs::write(site.path().join("content/a/b/x.md"), "x").unwrap();
    for signal in worker.source.backend.look() {
        worker.hear(&signal);
    }
    let (tray, letters) = (Tray::default(), sync_channel(1).1);
    while worker.gatherer.due().is_some() {
        worker.deliver_due();
    }
    assert_eq!(news.try_recv().unwrap(), News::Changed(crate::pipeline::ChangeSet::everything()));
    assert!(news.try_recv().is_err(), "the limit is told once");
    worker.run(&letters, &tray); // Nobody holds the other end: it returns.
}

#[test]
fn a_folder_that_cannot_be_watched_is_named_and_the_others_are_watched() {
    let site = site();
    let (mut worker, news, watched) = worker(site.path(), 2, Refusal::Other("permission denied".to_owned()));
    worker.settle(Instant::now());
    let notices: Vec<News> = news.try_iter().collect();
    assert!(!notices.is_empty());
    for notice in notices {
        let News::Notice(Notice::Unwatchable(_, reason)) = notice else { panic!("{notice:?}") };
        assert_eq!(reason, "permission denied");
    }
    assert_eq!(watched.lock().unwrap().len(), 2);
}

#[test]
fn each_folder_is_watched_once_and_let_go_with_the_scope() {
    let site = site();
    let root = site.path().canonicalize().unwrap();
    let (mut worker, news, watched) = worker(&root, usize::MAX, Refusal::Limit);
    let all = |names: &[&str]| names.iter().map(|name| root.join(name)).collect::<BTreeSet<_>>();
    assert_eq!(*watched.lock().unwrap(), all(&["", "content", "content/a", "content/a/b", "content/c"]));

    let same = worker.tree.scope().clone();
    worker.rescope(same.clone());
    assert!(worker.gatherer.due().is_none(), "nothing is new");
    worker.rescope(Scope::empty(same.ignore).folder(root.join("content/a")));
    assert_eq!(*watched.lock().unwrap(), all(&["content", "content/a", "content/a/b"]));
    while worker.gatherer.due().is_some() {
        worker.deliver_due();
    }
    worker.rescope(same_scope(&root));
    while worker.gatherer.due().is_some() {
        worker.deliver_due();
    }
    let last = news.try_iter().last().unwrap();
    let News::Changed(changes) = last else { panic!("{last:?}") };
    assert!(changes.paths.contains(&root.join("content")), "{changes:?}");
}

fn same_scope(root: &Path) -> Scope {
    Scope::empty(Arc::new(|_| false)).folder(root.join("content"))
}

#[test]
fn after_lost_events_everything_is_watched_anew() {
    let site = site();
    let root = site.path().canonicalize().unwrap();
    let (mut worker, _news, watched) = worker(&root, usize::MAX, Refusal::Limit);
    fs::create_dir(root.join("content/new")).unwrap();
    worker.start_over();
    assert!(watched.lock().unwrap().contains(&root.join("content/new")));
    assert!(worker.gatherer.due().is_some());
}

#[test]
fn an_inbox_that_overflows_says_so() {
    let tray = Arc::new(Tray::default());
    let (sender, letters) = sync_channel(2);
    let inbox = Inbox::new(sender, Arc::clone(&tray));
    let event = || {
        let kind = notify::EventKind::Create(notify::event::CreateKind::File);
        Ok(notify::Event::new(kind).add_path("/a".into()))
    };
    inbox.event(event());
    inbox.event(event());
    assert!(!tray.lost.load(Ordering::SeqCst));
    inbox.event(event());
    assert!(tray.lost.swap(false, Ordering::SeqCst));
    assert_eq!(letters.try_iter().count(), 2);

    let overflow = notify::Event::new(notify::EventKind::Other).set_flag(notify::event::Flag::Rescan);
    inbox.event(Ok(overflow));
    assert!(tray.lost.load(Ordering::SeqCst), "the kernel's own overflow");
    let read = notify::event::AccessKind::Open(notify::event::AccessMode::Any);
    letters.try_iter().count();
    inbox.event(Ok(notify::Event::new(notify::EventKind::Access(read)).add_path("/a".into())));
    assert_eq!(letters.try_iter().count(), 0, "reading is no event");
}
