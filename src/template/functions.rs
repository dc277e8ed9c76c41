//! The functions by which templates read the site: the only way to anything but `page`, and each read is recorded.
//!
//! One table names every function with its arguments; a call with an argument that is not in it is an error with a
//! suggestion, since an argument that is silently ignored shows the wrong list.

use serde_json::Value as Json;
use tera::{Error, Kwargs, Map, State, Tera, TeraResult, Value};

use super::cover::{self, Subject};
use super::engine::{Scope, Slot};
use crate::diagnostic::{FOLLOWS, nearest};
use crate::site::{PostQuery, ProjectQuery, SkillQuery, SkillSort};

type Body = fn(&Scope, &Kwargs) -> TeraResult<Value>;

struct Function {
    name: &'static str,
    arguments: &'static [&'static str],
    body: Body,
}

const FUNCTIONS: &[Function] = &[
    Function { name: "asset", arguments: &["path"], body: asset },
    Function { name: "config", arguments: &["key"], body: config },
    Function { name: "counts", arguments: &[], body: counts },
    Function { name: "cover", arguments: &["card"], body: cover },
    Function { name: "data", arguments: &["name"], body: data },
    Function { name: "environments", arguments: &[], body: environments },
    Function { name: "evidence", arguments: &["skill"], body: evidence },
    Function { name: "image", arguments: &["path", "alt"], body: image },
    Function { name: "navigation", arguments: &[], body: navigation },
    Function { name: "option", arguments: &["name"], body: option },
    Function { name: "pages", arguments: &["section", "limit"], body: pages },
    Function { name: "posts", arguments: &["limit", "tag", "skill", "project"], body: posts },
    Function { name: "profile", arguments: &[], body: profile },
    Function { name: "project", arguments: &["slug"], body: project },
    Function {
        name: "projects",
        arguments: &["featured", "limit", "skill", "environment", "status", "year", "sort"],
        body: projects,
    },
    Function { name: "section", arguments: &["path"], body: section },
    Function { name: "site", arguments: &[], body: site },
    Function { name: "skill", arguments: &["id"], body: skill },
    Function { name: "skill_groups", arguments: &[], body: skill_groups },
    Function { name: "skills", arguments: &["kind", "limit", "sort"], body: skills },
    Function { name: "t", arguments: &[], body: translate },
    Function { name: "timeline", arguments: &["kinds", "limit"], body: timeline },
    Function { name: "today", arguments: &[], body: today },
    Function { name: "url", arguments: &["path", "absolute"], body: url },
];

/// Names of all functions there are, Tera's and ours, for suggestions.
pub fn names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|function| function.name).chain(["range", "throw"])
}

/// Adds functions and filters to an engine, bound to its slot.
pub fn register(tera: &mut Tera, slot: &Slot) {
    super::filters::register(tera, slot);
    for function in FUNCTIONS {
        let slot = slot.clone();
        tera.register_function(function.name, move |arguments: Kwargs, _: &State| call(function, &slot, &arguments));
    }
}

fn call(function: &Function, slot: &Slot, arguments: &Kwargs) -> TeraResult<Value> {
    // `t` takes any argument: they are the words that its text names.
    if function.name != "t" {
        for (key, _) in arguments.iter() {
            let given = key.as_str().unwrap_or_default();
            if !function.arguments.contains(&given) {
                return Err(unknown_argument(function, given));
            }
        }
    }
    let scope =
        slot.scope().ok_or_else(|| Error::message(format!("`{}()` was called outside a render", function.name)))?;
    (function.body)(&scope, arguments)
}

fn unknown_argument(function: &Function, given: &str) -> Error {
    let name = function.name;
    match (nearest(given, function.arguments.iter().copied()), function.arguments) {
        (Some(near), _) => Error::message(format!("`{name}()` has no argument `{given}`; did you mean `{near}`?")),
        (None, []) => Error::message(format!("`{name}()` takes no arguments")),
        (None, known) => Error::message(format!("`{name}()` has no argument `{given}`; it takes {}", known.join(", "))),
    }
}

fn text(arguments: &Kwargs, name: &str) -> TeraResult<Option<String>> {
    Ok(arguments.get::<&str>(name)?.map(str::to_owned))
}

fn count(arguments: &Kwargs, name: &str) -> TeraResult<Option<usize>> {
    arguments.get::<usize>(name)
}

fn array(values: impl Iterator<Item = Value>) -> Value {
    Value::from(values.collect::<Vec<_>>())
}

fn serialised<T: serde::Serialize + ?Sized>(value: &T) -> TeraResult<Value> {
    Value::try_from_serializable(value)
}

fn json(value: Option<&Json>) -> TeraResult<Value> {
    value.map_or_else(|| Ok(Value::none()), serialised)
}

fn site(scope: &Scope, _: &Kwargs) -> TeraResult<Value> {
    Ok(scope.values.site(&scope.view))
}

fn counts(scope: &Scope, _: &Kwargs) -> TeraResult<Value> {
    serialised(&scope.view.counts())
}

fn navigation(scope: &Scope, _: &Kwargs) -> TeraResult<Value> {
    serialised(&scope.view.navigation(&scope.path))
}

fn config(scope: &Scope, arguments: &Kwargs) -> TeraResult<Value> {
    json(scope.view.config(arguments.must_get::<&str>("key")?))
}

fn option(scope: &Scope, arguments: &Kwargs) -> TeraResult<Value> {
    let name = arguments.must_get::<&str>("name")?;
    match scope.view.option(name) {
        Some(value) => serialised(value),
        None => {
            let near = nearest(name, scope.view.option_names());
            let cure =
                near.map_or("declare it in its `theme.yaml`".to_owned(), |near| format!("did you mean `{near}`?"));
            Err(Error::message(format!("the theme has no option `{name}`; {cure}")))
        }
    }
}

/// A cover needs no read of its own: all that it shows is in the card, which was recorded when it was handed out.
fn cover(_: &Scope, arguments: &Kwargs) -> TeraResult<Value> {
    let card = arguments.must_get::<&Value>("card")?;
    let Some(slug) = word(card, "url").rsplit('/').find(|part| !part.is_empty()) else {
        return Err(Error::message("`cover()` needs a card or a page, such as `cover(card=card)`".to_owned()));
    };
    let skills = card.get_from_path("skills").and_then(Value::len).unwrap_or(0);
    let subject = Subject { slug, environment: word(card, "environment.id"), skills };
    Ok(Value::safe_string(&cover::svg(subject)))
}

fn word<'a>(value: &'a Value, path: &'a str) -> &'a str {
    value.get_from_path(path).and_then(Value::as_str).unwrap_or_default()
}

fn profile(scope: &Scope, _: &Kwargs) -> TeraResult<Value> {
    Ok(scope.values.profile(&scope.view))
}

fn projects(scope: &Scope, arguments: &Kwargs) -> TeraResult<Value> {
    let query = ProjectQuery {
        featured: arguments.get::<bool>("featured")?.unwrap_or(false),
        skill: text(arguments, "skill")?,
        environment: text(arguments, "environment")?,
        status: text(arguments, "status")?,
        year: arguments.get::<i64>("year")?.and_then(|year| i16::try_from(year).ok()),
        newest: match arguments.get::<&str>("sort")? {
            None | Some("default") => false,
            Some("newest") => true,
            Some(other) => {
                return Err(Error::message(format!(
                    "`projects()` cannot sort by `{other}`; it knows `default` and `newest`"
                )));
            }
        },
        limit: count(arguments, "limit")?,
    };
    Ok(array(scope.view.projects(&query).into_iter().map(|id| scope.values.card(&scope.view, id))))
}

fn project(scope: &Scope, arguments: &Kwargs) -> TeraResult<Value> {
    let slug = arguments.must_get::<&str>("slug")?;
    match scope.view.project(slug) {
        Some(id) => Ok(scope.values.card(&scope.view, id)),
        None => {
            if scope.view.may_be_more_projects() {
                return Err(Error::message(format!("there is no project `{slug}`; {FOLLOWS}")));
            }
            let hint = nearest(slug, scope.view.project_slugs())
                .map(|near| format!("; did you mean `{near}`?"))
                .unwrap_or_default();
            Err(Error::message(format!("there is no project `{slug}`{hint}")))
        }
    }
}

fn posts(scope: &Scope, arguments: &Kwargs) -> TeraResult<Value> {
    let query = PostQuery {
        tag: text(arguments, "tag")?,
        skill: text(arguments, "skill")?,
        project: text(arguments, "project")?,
        limit: count(arguments, "limit")?,
    };
    Ok(array(scope.view.posts(&query).into_iter().map(|id| scope.values.card(&scope.view, id))))
}

fn pages(scope: &Scope, arguments: &Kwargs) -> TeraResult<Value> {
    let section = arguments.get::<&str>("section")?.unwrap_or("/");
    let limit = count(arguments, "limit")?.unwrap_or(usize::MAX);
    let pages = scope.view.pages(section);
    Ok(array(pages.iter().take(limit).map(|id| scope.values.card(&scope.view, *id))))
}

fn section(scope: &Scope, arguments: &Kwargs) -> TeraResult<Value> {
    let path = arguments.must_get::<&str>("path")?;
    let Some(section) = scope.view.section(path) else {
        return Err(Error::message(format!("there is no section `{path}`")));
    };
    let mut map = Map::new();
    map.insert("title".into(), section.title.clone().into());
    map.insert("url".into(), section.url.clone().into());
    map.insert("summary".into(), section.summary.clone().into());
    map.insert("items".into(), array(scope.view.pages(path).iter().map(|id| scope.values.card(&scope.view, *id))));
    Ok(Value::from(map))
}

fn skills(scope: &Scope, arguments: &Kwargs) -> TeraResult<Value> {
    let sort = match arguments.get::<&str>("sort")? {
        None | Some("file") => SkillSort::File,
        Some("evidence") => SkillSort::Evidence,
        Some(other) => {
            return Err(Error::message(format!("`skills()` cannot sort by `{other}`; it knows `file` and `evidence`")));
        }
    };
    let query = SkillQuery { kind: text(arguments, "kind")?, sort, limit: count(arguments, "limit")? };
    Ok(array(scope.view.skills(&query).into_iter().map(|id| scope.values.skill(&scope.view, id))))
}

fn skill(scope: &Scope, arguments: &Kwargs) -> TeraResult<Value> {
    let word = arguments.must_get::<&str>("id")?;
    match scope.view.skill_id(word) {
        Some(id) => Ok(scope.values.skill(&scope.view, id)),
        None => Err(unknown_skill(scope, word)),
    }
}

fn unknown_skill(scope: &Scope, word: &str) -> Error {
    if scope.view.may_be_more_skills() {
        return Error::message(format!("there is no skill `{word}`; {FOLLOWS}"));
    }
    let hint =
        nearest(word, scope.view.skill_words()).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Error::message(format!("there is no skill `{word}`{hint}"))
}

fn skill_groups(scope: &Scope, _: &Kwargs) -> TeraResult<Value> {
    Ok(scope.values.skill_groups(&scope.view))
}

fn evidence(scope: &Scope, arguments: &Kwargs) -> TeraResult<Value> {
    let word = arguments.must_get::<&str>("skill")?;
    match scope.view.skill_id(word) {
        Some(id) => serialised(scope.view.evidence(id)),
        None => Err(unknown_skill(scope, word)),
    }
}

fn environments(scope: &Scope, _: &Kwargs) -> TeraResult<Value> {
    serialised(&scope.view.environments())
}

fn timeline(scope: &Scope, arguments: &Kwargs) -> TeraResult<Value> {
    let kinds = arguments.get::<Vec<String>>("kinds")?.unwrap_or_default();
    let limit = count(arguments, "limit")?.unwrap_or(usize::MAX);
    let entries =
        scope.view.timeline().iter().filter(|entry| kinds.is_empty() || kinds.iter().any(|kind| kind == entry.kind));
    Ok(array(entries.take(limit).map(serialised).collect::<TeraResult<Vec<_>>>()?.into_iter()))
}

fn data(scope: &Scope, arguments: &Kwargs) -> TeraResult<Value> {
    Ok(scope.values.data(&scope.view, arguments.must_get::<&str>("name")?))
}

fn url(scope: &Scope, arguments: &Kwargs) -> TeraResult<Value> {
    let path = arguments.must_get::<&str>("path")?;
    let absolute = arguments.get::<bool>("absolute")?.unwrap_or(false);
    Ok(if absolute { scope.view.permalink(path).into() } else { scope.view.url(path).into() })
}

fn asset(scope: &Scope, arguments: &Kwargs) -> TeraResult<Value> {
    let path = arguments.must_get::<&str>("path")?;
    match scope.view.asset(path) {
        Some(url) => Ok(url.into()),
        None => {
            let hint = nearest(path, scope.view.asset_names())
                .map(|near| format!("; did you mean `{near}`?"))
                .unwrap_or_default();
            Err(Error::message(format!("neither the theme's `assets/` nor `static/` has `{path}`{hint}")))
        }
    }
}

fn image(scope: &Scope, arguments: &Kwargs) -> TeraResult<Value> {
    let path = arguments.must_get::<&str>("path")?;
    let alt = arguments.get::<&str>("alt")?.unwrap_or_default();
    match scope.view.picture(path) {
        Some(picture) => serialised(&crate::site::Picture { alt: alt.to_owned(), ..picture }),
        None => Err(Error::message(format!("there is no picture `{path}` in `static/`"))),
    }
}

fn translate(scope: &Scope, arguments: &Kwargs) -> TeraResult<Value> {
    let key = arguments.must_get::<&str>("key")?;
    let Some(translation) = scope.view.translation(key) else {
        return Err(Error::message(format!("there is no interface text `{key}`; add it to `i18n/en.yaml`")));
    };
    let number = arguments.get::<i64>("count").ok().flatten();
    let form = if number == Some(1) { "one" } else { "other" };
    let text = match translation {
        Json::Object(forms) => {
            forms.get(form).or_else(|| forms.get("other")).and_then(Json::as_str).unwrap_or_default()
        }
        other => other.as_str().unwrap_or_default(),
    };
    if !text.contains('{') {
        return Ok(text.into());
    }
    let mut filled = text.to_owned();
    for (name, value) in arguments.iter() {
        if let Some(name) = name.as_str() {
            filled = filled.replace(&format!("{{{name}}}"), &value.to_string());
        }
    }
    Ok(filled.into())
}

fn today(scope: &Scope, _: &Kwargs) -> TeraResult<Value> {
    serialised(&scope.view.today())
}
