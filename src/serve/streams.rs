//! The tabs that listen: which page each shows, which version of it, and what it is told.
//!
//! Events are server-sent ones, JSON in a line. A tab that does not read its events is dropped; it connects again and
//! compares versions, so that nobody has to be waited for and nothing can be missed.

use hyper::body::Bytes;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::client;

/// Tabs that are told about changes; more are turned away, and try again later.
const MOST: usize = 128;

/// What has happened, for all tabs.
pub struct News<'a> {
    /// Every page that a tab shows, and its version now.
    pub versions: Vec<(String, String)>,
    /// Pages that have another address now: the old path and the new one.
    pub moved: Vec<(String, String)>,
    /// Copied files whose bytes changed, by path.
    pub files: Vec<String>,
    /// What the overlay shows.
    pub problems: &'a Value,
    /// How many files are still out of date.
    pub pending: usize,
}

struct Stream {
    page: String,
    events: mpsc::Sender<Bytes>,
}

/// All tabs that listen.
#[derive(Default)]
pub struct Streams {
    open: Vec<Stream>,
}

impl Streams {
    /// Adds a tab, and greets it with the version of its page and the state of the site.
    pub fn open(
        &mut self,
        (page, version): (String, String),
        events: mpsc::Sender<Bytes>,
        (problems, pending): (&Value, usize),
    ) {
        self.open.retain(|stream| !stream.events.is_closed());
        let hello = json!({"page": version, "client": client::version(), "problems": problems, "pending": pending});
        if self.open.len() < MOST && events.try_send(event("hello", &hello)).is_ok() {
            self.open.push(Stream { page, events });
        }
    }

    /// The pages that are being looked at, each once.
    pub fn pages(&mut self) -> Vec<String> {
        self.open.retain(|stream| !stream.events.is_closed());
        let mut pages: Vec<String> = self.open.iter().map(|stream| stream.page.clone()).collect();
        pages.sort();
        pages.dedup();
        pages
    }

    /// Says that an update has begun.
    pub fn building(&mut self) {
        let event = event("building", &json!({}));
        self.open.retain(|stream| stream.events.try_send(event.clone()).is_ok());
    }

    /// Says what an update has led to; each tab gets what concerns its page.
    pub fn tell(&mut self, news: &News<'_>) {
        self.open.retain(|stream| {
            let of_page = |pairs: &[(String, String)]| {
                pairs.iter().find(|(page, _)| *page == stream.page).map(|(_, other)| other.clone())
            };
            let update = json!({
                "page": of_page(&news.versions),
                "moved": of_page(&news.moved).map(|path| super::address::encode(&path)),
                "files": news.files.iter().map(|path| super::address::encode(path)).collect::<Vec<_>>(),
                "problems": news.problems,
                "pending": news.pending,
            });
            stream.events.try_send(event("update", &update)).is_ok()
        });
    }
}

fn event(name: &str, data: &Value) -> Bytes {
    // JSON has no line breaks of its own, which would end the event.
    Bytes::from(format!("event: {name}\ndata: {data}\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(streams: &mut Streams, page: &str, room: usize) -> mpsc::Receiver<Bytes> {
        let (sender, receiver) = mpsc::channel(room);
        streams.open((page.to_owned(), "v1".to_owned()), sender, (&Value::Null, 0));
        receiver
    }

    fn received(receiver: &mut mpsc::Receiver<Bytes>) -> String {
        receiver.try_recv().map(|bytes| String::from_utf8(bytes.to_vec()).unwrap()).unwrap_or_default()
    }

    #[test]
    fn each_tab_is_told_of_its_own_page() {
        let mut streams = Streams::default();
        let (mut a, mut b) = (stream(&mut streams, "/a/", 4), stream(&mut streams, "/b/", 4));
        assert!(received(&mut a).starts_with("event: hello\ndata: {\"page\":\"v1\""));
        received(&mut b);
        assert_eq!(streams.pages(), ["/a/", "/b/"]);
        streams.tell(&News {
            versions: vec![("/a/".into(), "v2".into()), ("/b/".into(), "v1".into())],
            moved: vec![("/b/".into(), "/ä/".into())],
            files: vec!["/p.png".into()],
            problems: &Value::Null,
            pending: 3,
        });
        let (a, b) = (received(&mut a), received(&mut b));
        assert!(a.contains("\"page\":\"v2\",\"moved\":null,\"files\":[\"/p.png\"]"), "{a}");
        assert!(b.contains("\"moved\":\"/%C3%A4/\"") && b.ends_with("\"pending\":3}\n\n"), "{b}");
    }

    #[test]
    fn tabs_that_do_not_read_or_have_gone_are_dropped() {
        let mut streams = Streams::default();
        let slow = stream(&mut streams, "/slow/", 1);
        let gone = stream(&mut streams, "/gone/", 4);
        let mut well = stream(&mut streams, "/well/", 4);
        drop(gone);
        streams.building();
        assert_eq!(streams.pages(), ["/well/"]);
        assert!(received(&mut well).contains("hello") && received(&mut well).contains("building"));
        drop(slow);
    }

    #[test]
    fn there_is_a_bound() {
        let mut streams = Streams::default();
        let receivers: Vec<_> = (0..MOST + 5).map(|_| stream(&mut streams, "/", 4)).collect();
        assert_eq!(receivers.iter().filter(|receiver| !receiver.is_closed()).count(), MOST);
    }
}
