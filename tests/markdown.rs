//! Markdown to HTML, small cases: what is written, and what must come out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::borrow::Cow;
use std::sync::Arc;

use showpiece::content::{self, Body, ComponentCall, Input, RawHtml, Settings};
use showpiece::diagnostic::{Diagnostic, SourcePath, Span};
use showpiece::render::body::{self, BodyOptions, Image, Resolved, Resolver};

struct Plain;

impl Resolver for Plain {
    fn link<'a>(&self, target: &'a str, _: Span) -> Resolved<'a> {
        Resolved { href: Cow::Borrowed(target), external: target.starts_with("http") }
    }

    fn image<'a>(&self, target: &'a str, _: Span) -> Image<'a> {
        Image { url: Cow::Borrowed(target), size: target.ends_with(".png").then_some((640, 480)) }
    }

    fn component(&self, call: &ComponentCall, body: &str) -> String {
        let mut out = format!("<x-{}", call.name);
        for argument in &call.arguments {
            match &argument.value {
                Some(value) => out.push_str(&format!(" {}={value:?}", argument.name)),
                None => out.push_str(&format!(" {}", argument.name)),
            }
        }
        if call.container { format!("{out}>\n{body}</x-{}>\n", call.name) } else { format!("{out}>\n") }
    }
}

const SETTINGS: Settings = Settings { smart_punctuation: false, raw_html: RawHtml::Allow };

fn parse_with(text: &str, settings: Settings) -> (Body, Vec<Diagnostic>) {
    let path: SourcePath = Arc::from("content/x.md");
    content::parse_body(Input { path: &path, file: text, offset: 0, settings: &settings })
}

fn html_with(text: &str, settings: Settings) -> String {
    let (body, _) = parse_with(text, settings);
    body::html(&body, text, &BodyOptions { anchors: false, ..BodyOptions::default() }, &Plain)
}

fn html(text: &str) -> String {
    html_with(text, SETTINGS)
}

#[test]
fn show() {
    let text = std::env::var("MD").unwrap_or_default().replace("\\n", "\n");
    for text in text.split("%%") {
        println!("=== {text:?}\n{}", html(text));
        for d in parse_with(text, SETTINGS).1 {
            let span = d.place.as_ref().unwrap().span;
            println!(
                "!! {} {} [{:?}] {} | {:?}",
                d.code,
                d.message,
                &text[span.start as usize..span.end as usize],
                d.caret,
                d.help
            );
        }
    }
}
