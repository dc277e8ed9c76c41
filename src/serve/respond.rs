//! A file as an answer: entity tags, ranges, heads without bodies, and the headers that all of them share.

use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{
    ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_NONE_MATCH, IF_RANGE,
    LOCATION, RANGE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use hyper::body::Bytes;

use super::body::FileBody;
use crate::source::Stream;

/// The bytes of an answer.
pub enum Entity {
    /// In memory.
    Bytes(Bytes),
    /// In a file, so many.
    File(Box<dyn Stream>, u64),
}

impl Entity {
    /// Bytes that others hold as well; they are not copied.
    pub fn shared(bytes: Arc<[u8]>) -> Self {
        Entity::Bytes(Bytes::from_owner(bytes))
    }

    fn len(&self) -> u64 {
        match self {
            Entity::Bytes(bytes) => bytes.len() as u64,
            Entity::File(_, length) => *length,
        }
    }

    fn part(self, start: u64, length: u64) -> std::io::Result<Body> {
        match self {
            Entity::Bytes(bytes) => {
                let index = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
                Ok(Body::from(bytes.slice(index(start)..index(start.saturating_add(length)))))
            }
            Entity::File(file, _) => FileBody::new(file, start, length).map(Body::new),
        }
    }
}

/// A file of the output with what is said of it.
pub struct File {
    /// Its bytes.
    pub entity: Entity,
    /// `Content-Type`.
    pub mime: &'static str,
    /// A word for exactly these bytes.
    pub version: String,
    /// 200, or 404 for the page that says so.
    pub status: StatusCode,
}

/// What of the request decides the form of the answer.
pub struct Wish<'a> {
    /// GET or HEAD.
    pub method: &'a Method,
    /// Conditions and ranges.
    pub headers: &'a HeaderMap,
}

/// The answer to a request for a file.
pub fn file(file: File, wish: &Wish<'_>) -> Response<Body> {
    let tag = format!("\"{}\"", file.version);
    let mut answer = base(file.status, file.mime);
    set(&mut answer, CACHE_CONTROL, "no-cache");
    set(&mut answer, ETAG, &tag);
    let is_found = file.status == StatusCode::OK;
    if is_found && matches(wish.headers, &tag) {
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
        answer.headers_mut().remove(CONTENT_TYPE);
        return answer;
    }
    let length = file.entity.len();
    let (start, count) = match is_found.then(|| range(wish.headers, &tag, length)).flatten() {
        None => (0, length),
        Some(Ok((first, last))) => {
            *answer.status_mut() = StatusCode::PARTIAL_CONTENT;
            set(&mut answer, CONTENT_RANGE, &format!("bytes {first}-{last}/{length}"));
            (first, last - first + 1)
        }
        Some(Err(())) => {
            *answer.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            set(&mut answer, CONTENT_RANGE, &format!("bytes */{length}"));
            set(&mut answer, CONTENT_LENGTH, "0");
            return answer;
        }
    };
    if is_found {
        set(&mut answer, ACCEPT_RANGES, "bytes");
    }
    set(&mut answer, CONTENT_LENGTH, &count.to_string());
    if wish.method != Method::HEAD {
        match file.entity.part(start, count) {
            Ok(body) => *answer.body_mut() = body,
            Err(_) => return text(StatusCode::INTERNAL_SERVER_ERROR, "The file cannot be read.\n"),
        }
    }
    answer
}

/// A short answer in plain text, which is not kept.
pub fn text(status: StatusCode, words: &str) -> Response<Body> {
    let mut answer = base(status, "text/plain; charset=utf-8");
    set(&mut answer, CACHE_CONTROL, "no-store");
    *answer.body_mut() = Body::from(words.to_owned());
    answer
}

/// A page of the server's own, which is not kept.
pub fn page(status: StatusCode, html: String) -> Response<Body> {
    let mut answer = base(status, "text/html; charset=utf-8");
    set(&mut answer, CACHE_CONTROL, "no-store");
    *answer.body_mut() = Body::from(html);
    answer
}

/// The way to another path.
pub fn redirect(to: &str) -> Response<Body> {
    let mut answer = text(StatusCode::MOVED_PERMANENTLY, &format!("{to}\n"));
    set(&mut answer, LOCATION, to);
    answer
}

/// The answer to anything but GET and HEAD.
pub fn wrong_method() -> Response<Body> {
    let mut answer = text(StatusCode::METHOD_NOT_ALLOWED, "This server only shows pages (GET and HEAD).\n");
    set(&mut answer, ALLOW, "GET, HEAD");
    answer
}

/// A stream of events.
pub fn events(body: Body) -> Response<Body> {
    let mut answer = base(StatusCode::OK, "text/event-stream; charset=utf-8");
    set(&mut answer, CACHE_CONTROL, "no-store");
    *answer.body_mut() = body;
    answer
}

fn base(status: StatusCode, mime: &'static str) -> Response<Body> {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = status;
    set(&mut answer, CONTENT_TYPE, mime);
    set(&mut answer, X_CONTENT_TYPE_OPTIONS, "nosniff");
    answer
}

fn set(answer: &mut Response<Body>, name: axum::http::HeaderName, value: &str) {
    // What is no header value (a line break in a path) is percent-encoded before it comes here.
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
}

/// Whether the browser has these very bytes already.
fn matches(headers: &HeaderMap, tag: &str) -> bool {
    let lists = headers.get_all(IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}

/// First and last byte of the one range that is asked for; `None` asks for all, `Err` for what is not there.
fn range(headers: &HeaderMap, tag: &str, length: u64) -> Option<Result<(u64, u64), ()>> {
    let text = headers.get(RANGE)?.to_str().ok()?;
    if headers.get(IF_RANGE).is_some_and(|value| value.as_bytes() != tag.as_bytes()) {
        return None;
    }
    // Several ranges may be answered with the whole.
    let (from, to) = text.strip_prefix("bytes=")?.trim().split_once('-').filter(|(_, to)| !to.contains(','))?;
    let number =
        |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse::<u64>().ok())?;
    let last = length.checked_sub(1);
    Some(match (from.trim(), to.trim()) {
        ("", "") => return None,
        ("", count) => match number(count)? {
            0 => Err(()),
            count => last.map(|last| (length.saturating_sub(count), last)).ok_or(()),
        },
        (from, "") => inside(number(from)?, u64::MAX, last),
        (from, to) => {
            let (from, to) = (number(from)?, number(to)?);
            if from > to {
                return None;
            }
            inside(from, to, last)
        }
    })
}

fn inside(from: u64, to: u64, last: Option<u64>) -> Result<(u64, u64), ()> {
    let last = last.filter(|last| from <= *last).ok_or(())?;
    Ok((from, to.min(last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str, length: u64) -> Option<Result<(u64, u64), ()>> {
        let mut headers = HeaderMap::new();
        headers.insert(RANGE, HeaderValue::from_str(text).unwrap());
        range(&headers, "\"t\"", length)
    }

    #[test]
    fn ranges() {
        assert_eq!(asked("bytes=0-3", 10), Some(Ok((0, 3))));
        assert_eq!(asked("bytes=4-", 10), Some(Ok((4, 9))));
        assert_eq!(asked("bytes=8-99", 10), Some(Ok((8, 9))));
        assert_eq!(asked("bytes=-3", 10), Some(Ok((7, 9))));
        assert_eq!(asked("bytes=-99", 10), Some(Ok((0, 9))));
        for unsatisfiable in ["bytes=10-", "bytes=10-12", "bytes=-0"] {
            assert_eq!(asked(unsatisfiable, 10), Some(Err(())), "{unsatisfiable}");
        }
        assert_eq!(asked("bytes=-1", 0), Some(Err(())));
        for ignored in ["bytes=0-1,4-5", "bytes=5-2", "bytes=a-b", "bytes=-", "lines=1-2", "bytes=+1-2"] {
            assert_eq!(asked(ignored, 10), None, "{ignored}");
        }
    }

    #[test]
    fn a_range_of_other_bytes_is_not_asked_for() {
        let mut headers = HeaderMap::new();
        headers.insert(RANGE, HeaderValue::from_static("bytes=0-1"));
        headers.insert(IF_RANGE, HeaderValue::from_static("\"older\""));
        assert_eq!(range(&headers, "\"t\"", 10), None);
        headers.insert(IF_RANGE, HeaderValue::from_static("\"t\""));
        assert_eq!(range(&headers, "\"t\"", 10), Some(Ok((0, 1))));
    }

    #[test]
    fn entity_tags_are_compared_weakly_and_in_lists() {
        let has = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(IF_NONE_MATCH, HeaderValue::from_static(value));
            matches(&headers, "\"t\"")
        };
        assert!(has("\"t\"") && has("\"a\", W/\"t\"") && has("*"));
        assert!(!has("\"tt\"") && !has("t"));
    }
}
