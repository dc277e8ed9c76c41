//! Defaults, overlays and what is refused.

use super::*;
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::Origin;

const LEAST: &str = "title: Ada\nbase_url: https://ada.example\n";

fn origin() -> Origin {
    Origin::file(&"showpiece.yaml".into())
}

fn load(text: &str) -> Config {
    Config::load(text, &origin(), None).unwrap()
}

fn told(text: &str) -> Vec<String> {
    let tell = |one: &Diagnostic| {
        let span = one.place.as_ref().unwrap().span;
        format!("{} `{}` {}", one.code, &text[span.start as usize..span.end as usize], one.message)
    };
    Config::load(text, &origin(), None).unwrap_err().iter().map(tell).collect()
}

#[test]
fn title_and_base_url_are_enough() {
    let config = load(LEAST);
    assert_eq!((config.base_url.origin.as_str(), config.base_url.path.as_str()), ("https://ada.example", "/"));
    assert_eq!((config.theme.as_str(), config.language.as_str()), ("atelier", "en"));
    assert_eq!((config.projects.paginate, config.writing.paginate, config.feeds.limit), (0, 20, 20));
    assert_eq!(config.feeds.formats, [FeedFormat::Atom, FeedFormat::Json]);
    assert!(config.outputs.sitemap && config.markdown.smart_punctuation && !config.build.drafts);
    assert_eq!((config.outputs.csp, config.markdown.raw_html), (Csp::Off, RawHtml::Allow));
    assert_eq!(config.navigation, None);
}

#[test]
fn a_key_can_be_looked_up_as_a_value() {
    let config =
        load(&format!("{LEAST}feeds: {{content: full}}\nextra: {{motto: hello, on: 1}}\noutputs: {{csp: off}}\n"));
    let value = serde_json::to_value(&config).unwrap();
    assert_eq!(value.pointer("/extra/motto").unwrap(), "hello");
    assert_eq!(value.pointer("/feeds/content").unwrap(), "full");
    assert_eq!(value.pointer("/base_url").unwrap(), "https://ada.example/");
    assert_eq!(value.pointer("/outputs/csp").unwrap(), "off");
}

#[test]
fn base_urls_are_normalised_or_refused() {
    let parsed = |text: &str| BaseUrl::parse(text).map(|url| url.to_string()).map_err(|fault| fault.message);
    assert_eq!(parsed("https://Ada.GitHub.io/portfolio"), Ok("https://ada.github.io/portfolio/".to_owned()));
    assert_eq!(parsed("http://localhost:8000"), Ok("http://localhost:8000/".to_owned()));
    assert_eq!(parsed("https://a.example/b/c//"), Err("the path of the base URL is not a plain one".to_owned()));
    assert_eq!(parsed("https://a.example/?x=1"), Err("the base URL cannot have a query".to_owned()));
    assert_eq!(parsed("https://a.example/#top"), Err("the base URL cannot have a fragment".to_owned()));
    assert_eq!(parsed("https://me:pw@a.example/"), Err("the address contains a user name or a password".to_owned()));
    assert_eq!(parsed("mailto:a@b.example"), Err("the base URL must be a web address".to_owned()));
    assert_eq!(parsed("a.example"), Err("`a.example` is not an absolute address".to_owned()));
    assert!(BaseUrl::parse("file:///tmp").is_err_and(|fault| fault.code == Code::DangerousUrl));
}

#[test]
fn problems_are_told_together() {
    let text = "titel: Ada\nbase_url: ada.example\nlanguage: en_GB\nfeeds: {limit: -1, formats: [rss]}\n";
    assert_eq!(
        told(text),
        [
            "unknown-key `titel` unknown key `titel`",
            "invalid-value `-1` `limit` must be a whole number from 0 up, not the number -1",
            "invalid-value `rss` entry 1 of `formats` cannot be `rss`",
            "invalid-url `ada.example` `ada.example` is not an absolute address",
            "invalid-value `en_GB` `en_GB` is not a language tag",
        ]
    );
    let text = format!(
        "{LEAST}language: en_GB\ntheme: ../x\noutputs: {{cname: https://a.example/}}\nnavigation:\n  - {{label: Work, url: \
         projects}}\n  - {{label: Bad, url: 'javascript:0'}}\ncheck: {{levels: {{unknwn-key: warning}}}}\n"
    );
    assert_eq!(
        told(&text),
        [
            "invalid-value `en_GB` `en_GB` is not a language tag",
            "invalid-value `../x` `../x` is not the name of a theme",
            "invalid-value `https://a.example/` `https://a.example/` is not a domain",
            "invalid-url `projects` `projects` is neither a path of the site nor an address",
            "dangerous-url `'javascript:0'` `javascript:` addresses are not allowed",
            "invalid-value `unknwn-key` there is no code `unknwn-key`",
        ]
    );
}

#[test]
fn an_overlay_is_laid_over() {
    let base = format!("{LEAST}feeds: {{limit: 5, formats: [atom, json]}}\nextra: {{a: 1}}\n");
    let over = "base_url: https://staging.example/x\nfeeds: {formats: [json]}\nextra: {b: 2}\n";
    let staging = || Origin::file(&"staging.yaml".into());
    let config = Config::load(&base, &origin(), Some((over, staging()))).unwrap();
    assert_eq!(config.base_url.to_string(), "https://staging.example/x/");
    assert_eq!((config.feeds.limit, config.feeds.formats), (5, vec![FeedFormat::Json]));
    assert_eq!(config.extra.len(), 2);
    let wrong = Config::load(&base, &origin(), Some(("lang: de\ntheme: a/b\n", staging()))).unwrap_err();
    assert_eq!(&*wrong[0].place.as_ref().unwrap().path, "staging.yaml");
    assert_eq!(Config::load(&base, &origin(), Some(("# nothing\n", staging()))).unwrap(), load(&base));
}

#[test]
fn options_of_a_theme_may_be_nested_under_its_name() {
    let config =
        load(&format!("{LEAST}theme_options: {{scheme: ink, atelier: {{scheme: sea}}, paper: {{measure: 60}}}}\n"));
    let options = |theme| serde_json::to_string(&config.options_for(theme, |name| name == "scheme")).unwrap();
    assert_eq!(options("atelier"), r#"{"scheme":"sea"}"#);
    assert_eq!(options("paper"), r#"{"scheme":"ink","measure":60}"#);
    assert_eq!(options("base"), r#"{"scheme":"ink"}"#);
}
