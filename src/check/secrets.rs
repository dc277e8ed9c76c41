//! Keys and tokens in what is published, and in the sources that anybody may read: an example with a real key is the
//! classic way to lose one, and a file that was copied along the other. Addresses of private networks are told of as well, more
//! quietly, and only in texts of the site's own: programs of others are full of them.

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::{LONGEST, Subject};
use crate::diagnostic::{Code, Diagnostic, Place, SourcePath};

/// What keys look like: how they begin, which signs follow, and how many at the least.
struct Shape {
    what: &'static str,
    start: &'static str,
    signs: fn(u8) -> bool,
    least: usize,
}

fn upper(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

const SHAPES: &[Shape] = &[
    Shape { what: "an AWS access key", start: "AKIA", signs: upper, least: 16 },
    Shape { what: "a temporary AWS access key", start: "ASIA", signs: upper, least: 16 },
    Shape { what: "a GitHub token", start: "ghp_", signs: word, least: 36 },
    Shape { what: "a GitHub token", start: "gho_", signs: word, least: 36 },
    Shape { what: "a GitHub token", start: "ghs_", signs: word, least: 36 },
    Shape { what: "a GitHub token", start: "github_pat_", signs: word, least: 40 },
    Shape { what: "a GitLab token", start: "glpat-", signs: word, least: 20 },
    Shape { what: "a Slack token", start: "xoxb-", signs: word, least: 20 },
    Shape { what: "a Slack token", start: "xoxp-", signs: word, least: 20 },
    Shape { what: "a Stripe secret key", start: "sk_live_", signs: word, least: 20 },
    Shape { what: "a Google API key", start: "AIza", signs: word, least: 35 },
    Shape { what: "an npm token", start: "npm_", signs: word, least: 36 },
    Shape { what: "a PyPI token", start: "pypi-AgEI", signs: word, least: 40 },
    Shape { what: "a SendGrid key", start: "SG.", signs: |byte| word(byte) || byte == b'.', least: 60 },
    Shape { what: "a Hugging Face token", start: "hf_", signs: word, least: 34 },
    Shape {
        what: "a private key",
        start: "-----BEGIN ",
        signs: |byte| byte.is_ascii_uppercase() || byte == b' ',
        least: 7,
    },
];

/// Looks at the texts of the site, and of the files that it shows.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let own = subject.texts.iter().filter(|(path, _)| !path.starts_with("theme:"));
    own.flat_map(|(path, text)| {
        let keys = keys(&text).into_iter().map(|(what, start, end)| {
            of_key(what, Place::new(path, start..end))
                .help("write a placeholder that nobody takes for a key, such as `<your token>`")
        });
        let addresses = private_addresses(&text).into_iter().map(|(start, end)| {
            let message = format!("`{}` is an address in a private network", text.get(start..end).unwrap_or_default());
            Diagnostic::new(Code::PrivateAddress, message)
                .at(Place::new(path, start..end))
                .help("for examples there are 192.0.2.0/24, 198.51.100.0/24 and 203.0.113.0/24")
        });
        keys.chain(addresses).collect::<Vec<_>>()
    })
    .collect()
}

fn of_key(what: &str, place: Place) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::Secret, format!("this looks like {what}")).at(place);
    diagnostic.help("revoke it if it is real: whatever was published or pushed once is known")
}

/// Endings of files that are no text, so that they need not be read.
const NO_TEXT: &[&str] = &[
    "7z", "apng", "avif", "bmp", "br", "bz2", "db", "docx", "eot", "epub", "flac", "gif", "gz", "ico", "jar", "jpeg",
    "jpg", "m4a", "m4v", "mkv", "mov", "mp3", "mp4", "npy", "npz", "odp", "ods", "odt", "ogg", "ogv", "opus", "otf",
    "parquet", "pdf", "pkl", "png", "pptx", "psd", "rar", "sqlite", "tar", "tgz", "tif", "tiff", "ttf", "wasm", "wav",
    "webm", "webp", "whl", "woff", "woff2", "xlsx", "xz", "zip", "zst",
];

/// A copied file with keys in it: its text is known to nobody else, and is needed to show them.
pub(super) struct Leaky {
    pub path: SourcePath,
    pub text: String,
    pub found: Vec<Diagnostic>,
}

/// Looks at the files that are published as they are.
pub(super) fn in_copied(subject: &Subject<'_>) -> Vec<Leaky> {
    let is_new = |(_, source): &(String, SourcePath)| may_be_text(source) && subject.texts.source(source).is_none();
    let copied: Vec<_> = subject.copied().filter(is_new).collect();
    copied.into_par_iter().filter_map(|(address, path)| leaky(subject, &address, path)).collect()
}

fn may_be_text(path: &str) -> bool {
    let ending = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending);
    ending.is_none_or(|ending| !NO_TEXT.contains(&ending.to_ascii_lowercase().as_str()))
}

fn leaky(subject: &Subject<'_>, address: &str, path: SourcePath) -> Option<Leaky> {
    (subject.size)(address).filter(|size| *size <= LONGEST)?;
    let text = String::from_utf8((subject.bytes)(address)?).ok()?;
    let keys = keys(&text).into_iter();
    let found: Vec<Diagnostic> = keys
        .map(|(what, start, end)| {
            of_key(what, Place::new(&path, start..end))
                .help("the file is published as it is: take the key out of it, or the file out of the site")
        })
        .collect();
    (!found.is_empty()).then_some(Leaky { path, text, found })
}

/// Keys in a text: what each is, and its bytes.
fn keys(text: &str) -> Vec<(&'static str, usize, usize)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    for shape in SHAPES {
        for start in memchr::memmem::find_iter(bytes, shape.start.as_bytes()) {
            let begins = start
                .checked_sub(1)
                .and_then(|before| bytes.get(before))
                .is_none_or(|before| !word(*before) || shape.start.starts_with('-'));
            let from = start + shape.start.len();
            let length = bytes.iter().skip(from).take_while(|byte| (shape.signs)(**byte)).count();
            let value = text.get(from..from + length).unwrap_or_default();
            let is_key = match shape.start.starts_with('-') {
                true => value.ends_with("PRIVATE KEY") && bytes.get(from + length) == Some(&b'-'),
                false => length >= shape.least && !is_placeholder(value),
            };
            if begins && is_key {
                found.push((shape.what, start, from + length));
            }
        }
    }
    found.sort_by_key(|(_, start, _)| *start);
    found
}

/// Whether a value was made up to be seen: few different signs, or a word that says so.
fn is_placeholder(value: &str) -> bool {
    let mut signs: Vec<u8> = value.bytes().collect();
    signs.sort_unstable();
    signs.dedup();
    let lower = value.to_ascii_lowercase();
    signs.len() < 8
        || ["example", "placeholder", "your", "xxxx", "dummy", "redacted", "1234567890"]
            .iter()
            .any(|word| lower.contains(word))
}

/// Addresses of private networks (RFC 1918): their bytes.
fn private_addresses(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    for start_of in ["10.", "192.168.", "172."] {
        for start in memchr::memmem::find_iter(bytes, start_of.as_bytes()) {
            let before = start.checked_sub(1).and_then(|at| bytes.get(at));
            // `/10.0.0.7` is part of a path, and `//10.0.0.7` begins an address.
            let is_host = start.checked_sub(2).and_then(|at| bytes.get(at)) == Some(&b'/');
            let joins = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'/');
            if before.is_some_and(|byte| joins(byte) && !(*byte == b'/' && is_host)) {
                continue;
            }
            let length = bytes.iter().skip(start).take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
            let written = text.get(start..start + length).unwrap_or_default().trim_end_matches('.');
            let after = bytes.get(start + written.len());
            let parts: Vec<Option<u8>> = written.split('.').map(|part| part.parse().ok()).collect();
            let is_private = matches!(
                parts[..],
                [Some(10), Some(_), Some(_), Some(_)]
                    | [Some(192), Some(168), Some(_), Some(_)]
                    | [Some(172), Some(16..=31), Some(_), Some(_)]
            );
            // A network (`10.0.0.0/8`) is no machine, and `10.1.2.3-rc1` no address.
            if is_private
                && !after.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_'))
            {
                found.push((start, start + written.len()));
            }
        }
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_from_placeholders_and_words() {
        let real = |start: &str, rest: &str| format!("x = \"{start}{rest}\"");
        let random = "Zk3vQ8mT1pX6bN9cR4dL7fH2gJ5sW0aYuE1i";
        for start in ["ghp_", "npm_", "glpat-", "sk_live_"] {
            assert_eq!(keys(&real(start, random)).len(), 1, "{start}");
            assert_eq!(keys(&real(start, &"x".repeat(40))).len(), 0, "{start}");
            assert_eq!(keys(&real(&format!("my{start}"), random)).len(), 0, "{start}");
        }
        assert_eq!(keys("AKIAQ4Z7T2M9X1B6V3NC and AKIAIOSFODNN7EXAMPLE").len(), 1);
        assert_eq!(keys("-----BEGIN RSA PRIVATE KEY-----\nMII\n").len(), 1);
        assert_eq!(keys("-----BEGIN PUBLIC KEY-----\n").len(), 0);
    }

    #[test]
    fn addresses_are_told_from_versions_and_networks() {
        let found =
            |text: &str| private_addresses(text).iter().map(|(a, b)| text[*a..*b].to_owned()).collect::<Vec<_>>();
        assert_eq!(
            found("at 10.0.0.7, 192.168.1.20:80 and http://172.20.3.4."),
            ["10.0.0.7", "192.168.1.20", "172.20.3.4"].map(str::to_owned).to_vec()
        );
        assert_eq!(
            found("10.0.0.0/8, v10.1.2.3, 10.1.2, 110.0.0.1, 172.15.0.1, 10.0.0.300, 192.0.2.1, 10.1.2.3-rc1"),
            Vec::<String>::new()
        );
    }
}
