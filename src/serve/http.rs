//! From a request to an answer: who may ask, for what, and how the engine's answer is dressed.
//!
//! In: requests of HTTP/1.1. Out: whole versions of files, with the preview's script in pages; the server's own files below
//! `__showpiece/`. The engine is asked once for each request, and nothing is kept here.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, Response, StatusCode};
use hyper::body::Bytes;
use tokio::sync::{mpsc, oneshot};

use super::address::{self, Refused};
use super::body::EventBody;
use super::client::{self, Tag};
use super::engine::Message;
use super::first::FirstAnswers;
use super::hosts::Hosts;
use super::respond::{self, Entity, File, Wish};
use super::site::Answer;
use super::{mime, notices};
use crate::graph::Fingerprint;
use crate::pipeline::{Content, Served};
use crate::source;

/// Events that may wait for a tab; one that is further behind connects anew.
const EVENTS: usize = 32;
/// The largest file whose bytes are taken into memory, to be sent as a whole: a page that is copied as it is, a picture.
const WHOLE: u64 = 2 * 1024 * 1024;

/// What every request needs.
#[derive(Clone)]
pub struct App {
    /// Until the engine has read the site.
    pub first: Arc<FirstAnswers>,
    /// To the engine.
    pub engine: mpsc::Sender<Message>,
    /// Who may ask.
    pub hosts: Arc<Hosts>,
    /// What is put into pages.
    pub tag: Arc<Tag>,
}

/// The server as a service.
pub fn router(app: App) -> Router {
    // The base path can change while the server runs, so that there are no fixed routes.
    Router::new().fallback(answer).with_state(app)
}

async fn answer(State(app): State<App>, request: Request) -> Response<Body> {
    let (head, _) = request.into_parts();
    if !app.hosts.allow(&head.uri, &head.headers) {
        return respond::text(StatusCode::MISDIRECTED_REQUEST, notices::FOREIGN_HOST);
    }
    if head.method != Method::GET && head.method != Method::HEAD {
        return respond::wrong_method();
    }
    let path = match address::decode(head.uri.path()) {
        Ok(path) => path,
        Err(Refused::Encoding) => return respond::text(StatusCode::BAD_REQUEST, "The address is not well formed.\n"),
        Err(Refused::Escape) => {
            return respond::text(StatusCode::BAD_REQUEST, "The address leads out of the site.\n");
        }
    };
    let wish = Wish { method: &head.method, headers: &head.headers };
    let query = head.uri.query().unwrap_or_default();
    match address::own(&path) {
        Some("client.js") => respond::file(script(), &wish),
        Some("events") => app.events(query).await,
        Some(_) => respond::text(StatusCode::NOT_FOUND, "The preview has no such file.\n"),
        None => app.page(&path, query, &wish).await,
    }
}

fn script() -> File {
    File {
        entity: Entity::Bytes(Bytes::from_static(client::SCRIPT.as_bytes())),
        mime: mime::of("client.js"),
        version: client::version(),
        status: StatusCode::OK,
    }
}

impl App {
    async fn page(&self, path: &str, query: &str, wish: &Wish<'_>) -> Response<Body> {
        let answer = match self.first.answer(path) {
            Some(answer) => Some(answer),
            None => self.ask(path).await,
        };
        let Some((answer, base)) = answer else {
            return respond::text(StatusCode::INTERNAL_SERVER_ERROR, notices::FAULT);
        };
        let version = answer.version();
        let tag = self.tag.html(&base, &version);
        match answer {
            Answer::File { name, served, found } => {
                let status = if found { StatusCode::OK } else { StatusCode::NOT_FOUND };
                self.file((&name, served), &tag, status, wish).await
            }
            Answer::Redirect(to) => {
                let query = if query.is_empty() { String::new() } else { format!("?{query}") };
                respond::redirect(&format!("{}{query}", address::encode(&to)))
            }
            Answer::Outside(base) => respond::page(StatusCode::NOT_FOUND, notices::outside(path, &base, &tag)),
            Answer::Missing { broken: true } => respond::page(StatusCode::SERVICE_UNAVAILABLE, notices::broken(&tag)),
            Answer::Missing { broken: false } => respond::page(StatusCode::NOT_FOUND, notices::missing(path, &tag)),
        }
    }

    async fn ask(&self, path: &str) -> Option<(Answer, String)> {
        let (reply, answered) = oneshot::channel();
        self.engine.send(Message::Ask { path: path.to_owned(), reply }).await.ok()?;
        answered.await.ok()
    }

    async fn file(
        &self,
        (name, served): (&str, Served),
        tag: &str,
        status: StatusCode,
        wish: &Wish<'_>,
    ) -> Response<Body> {
        let is_page = mime::is_html(name);
        let entity = match served.content {
            Content::Bytes(bytes) if is_page => Entity::Bytes(client::inject(&bytes, tag).into()),
            Content::Bytes(bytes) => Entity::shared(bytes),
            Content::File(path, _) => {
                let opened = tokio::task::spawn_blocking(move || opened(&path, is_page)).await;
                match opened {
                    Ok(Ok(Entity::Bytes(bytes))) if is_page => Entity::Bytes(client::inject(&bytes, tag).into()),
                    Ok(Ok(entity)) => entity,
                    // It was removed, and the watcher has not said so yet.
                    _ => return respond::text(StatusCode::NOT_FOUND, "The file cannot be read any more.\n"),
                }
            }
        };
        let version = match is_page {
            true => format!("{}-{}", served.fingerprint, short(tag)),
            false => served.fingerprint.to_string(),
        };
        respond::file(File { entity, mime: mime::of(name), version, status }, wish)
    }

    async fn events(&self, query: &str) -> Response<Body> {
        let page = address::query_value(query, "page").and_then(|path| address::decode(&path).ok());
        let Some(path) = page else {
            return respond::text(StatusCode::BAD_REQUEST, "Which page? `events?page=/path/`\n");
        };
        let (events, receiver) = mpsc::channel(EVENTS);
        match self.engine.send(Message::Open { path, events }).await {
            Ok(()) => respond::events(Body::new(EventBody::new(receiver))),
            Err(_) => respond::text(StatusCode::SERVICE_UNAVAILABLE, notices::FAULT),
        }
    }
}

/// A small file as a whole, so that it is sent as it was at one moment; a large one to be read in pieces.
fn opened(path: &std::path::Path, is_page: bool) -> std::io::Result<Entity> {
    let (mut file, size) = source::open(path)?;
    if size > WHOLE && !is_page {
        return Ok(Entity::File(file, size));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(Entity::Bytes(bytes.into()))
}

/// What is put into a page is part of its bytes, and so of its entity tag.
fn short(tag: &str) -> String {
    Fingerprint::of(tag.as_bytes()).to_string().chars().take(8).collect()
}
