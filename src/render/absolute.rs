//! Addresses for readers elsewhere: in a feed, every address of an entry's HTML carries the origin.
//!
//! In: HTML as the body and the templates of components write it, whose `<` outside of tags is escaped. Out: the same with the
//! values of `href`, `src` and their like made absolute. Text is never touched, whatever it looks like.

/// Attributes that hold one address.
const ADDRESSES: [&str; 4] = ["href", "src", "poster", "cite"];

/// `html` with `absolute` applied to each address that begins with a slash.
pub fn addresses(html: &str, absolute: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        out.push_str(text);
        rest = within_tag(tag, &absolute, &mut out);
    }
    out.push_str(rest);
    out
}

/// Copies the tag that `html` begins with; what is left behind it.
fn within_tag<'a>(html: &'a str, absolute: &impl Fn(&str) -> String, out: &mut String) -> &'a str {
    let mut rest = html;
    while let Some(at) = rest.find(['"', '\'', '>']) {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        if before.ends_with('>') {
            return after;
        }
        let quote = if before.ends_with('"') { '"' } else { '\'' };
        let (value, behind) = after.split_at(after.find(quote).unwrap_or(after.len()));
        if is_address(before) && value.starts_with('/') {
            out.push_str(&absolute(value));
        } else {
            out.push_str(value);
        }
        let (closing, behind) = behind.split_at(behind.len().min(1));
        out.push_str(closing);
        rest = behind;
    }
    out.push_str(rest);
    ""
}

/// Whether what stands before a value ends in the name of an attribute that holds an address.
fn is_address(before: &str) -> bool {
    let Some(name) = before.get(..before.len().saturating_sub(1)).and_then(|text| text.strip_suffix('=')) else {
        return false;
    };
    let name = name.rsplit(char::is_whitespace).next().unwrap_or_default();
    ADDRESSES.iter().any(|address| name.eq_ignore_ascii_case(address))
}

#[cfg(test)]
mod tests {
    use super::addresses;

    #[test]
    fn addresses_carry_the_origin_and_text_stays() {
        let table = [
            ("<a class=\"x\" href=\"/a/\">b</a>", "<a class=\"x\" href=\"https://x.example/a/\">b</a>"),
            ("<img alt='/no' src='/i.png'>", "<img alt='/no' src='https://x.example/i.png'>"),
            ("say href=\"/a\" and &lt;a href=\"/a\"&gt;", "say href=\"/a\" and &lt;a href=\"/a\"&gt;"),
            ("<a href=\"https://y.example/\">", "<a href=\"https://y.example/\">"),
            ("<a data-href=\"/a\" title=\"a > b\" href=\"#c\">", "<a data-href=\"/a\" title=\"a > b\" href=\"#c\">"),
            ("<a href=\"/open", "<a href=\"https://x.example/open"),
            ("1 < 2 é", "1 < 2 é"),
        ];
        for (html, expected) in table {
            assert_eq!(addresses(html, |path| format!("https://x.example{path}")), expected);
        }
    }
}
