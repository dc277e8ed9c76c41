//! The texts of a new theme, which works as it is.

use super::skeleton::fill;
use super::{IfThere, NewFile};

/// The files of the theme `name` on `parent`, with one option called `option`.
pub fn theme(name: &str, parent: &str, option: &str) -> Vec<NewFile> {
    let values = [("name", name.to_owned()), ("parent", parent.to_owned()), ("option", option.to_owned())];
    let file = |path: &str, template: &str| NewFile {
        path: format!("themes/{name}/{path}"),
        text: fill(template, &values),
        if_there: IfThere::Refuse,
    };
    vec![
        file("theme.yaml", include_str!("skeleton/theme/theme.yaml")),
        file("templates/base.html", include_str!("skeleton/theme/base.html")),
        file(&format!("assets/{name}.css"), include_str!("skeleton/theme/theme.css")),
    ]
}
