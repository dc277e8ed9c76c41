//! Pages and words of the server's own, where the site has none. They hold the preview's script like any other page, so
//! that they give way as soon as there is something to show.

use crate::code::escaped;

/// To requests that name another host.
pub const FOREIGN_HOST: &str = "This preview answers to `localhost` alone (and to the host given by `--host`).\n\
    A page of another site may be trying to read it, or the name in the address bar is another one.\n";

/// When the engine cannot answer.
pub const FAULT: &str = "The preview met a fault of its own and reads the site again. Please reload.\n";

/// Nothing lies outside of the base path, here as on the web.
pub fn outside(path: &str, base: &str, tag: &str) -> String {
    let (path, address) = (escaped(path), escaped(&super::address::encode(base)));
    notice(
        "Outside of the site",
        &format!(
            "<p>There is nothing at <code>{path}</code>: the site's address (<code>base_url</code>) puts it below \
             <a href=\"{address}\"><code>{address}</code></a>.</p>\
             <p>A link that led here would be broken on the published site as well. In templates <code>url()</code>, and in \
             Markdown links to files, take the base path into account.</p>"
        ),
        tag,
    )
}

/// The site cannot be built, and never could since the server was started.
pub fn broken(tag: &str) -> String {
    notice("Not yet", "<p>The site has errors, and this page cannot be made until they are fixed.</p>", tag)
}

/// There is no such page, and no `404.html` either.
pub fn missing(path: &str, tag: &str) -> String {
    notice("Not found", &format!("<p>There is nothing at <code>{}</code>.</p>", escaped(path)), tag)
}

fn notice(title: &str, text: &str, tag: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>:root {{ color-scheme: light dark; font: 1.1rem/1.5 system-ui, sans-serif }} \
         body {{ max-width: 36rem; margin: 12vh auto; padding: 0 1.5rem }} h1 {{ font-size: 1.6rem }}</style>\n\
         </head>\n<body>\n<main>\n<h1>{title}</h1>\n{text}\n</main>\n{tag}</body>\n</html>\n"
    )
}
