//! Rust source with everything blanked that is not code of the product: comments, the insides of literals, and items
//! under `#[cfg(test)]`. Lines keep their numbers.

/// `source` with comments and the insides of strings and characters replaced by spaces; the quotes stay.
pub fn code_only(source: &str) -> String {
    let bytes = source.as_bytes();
    let mut masked = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let (skip, blank) = if rest.starts_with(b"//") {
            let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
            (end, 0..end)
        } else if rest.starts_with(b"/*") {
            let end = block_comment(rest);
            (end, 0..end)
        } else if let Some(open) = raw_string_open(bytes, at) {
            let end = raw_string(rest, open);
            (end, open..end.saturating_sub(open - 1).max(open))
        } else if rest[0] == b'"' {
            let end = quoted(rest, b'"');
            (end, 1..end.saturating_sub(1).max(1))
        } else if let Some(end) = character(rest) {
            (end, 1..end - 1)
        } else {
            (1, 0..0)
        };
        for byte in &mut masked[at + blank.start..at + blank.end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        at += skip;
    }
    String::from_utf8_lossy(&masked).into_owned()
}

/// Code without its tests: each item after `#[cfg(test)]` is blanked. `code` comes from [`code_only`].
pub fn without_tests(code: &str) -> String {
    let mut masked = code.as_bytes().to_vec();
    let mut at = 0;
    while let Some(found) = code[at..].find("#[cfg(test)]") {
        let start = at + found;
        let end = item_end(code, start + "#[cfg(test)]".len());
        for byte in &mut masked[start..end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        at = end;
    }
    String::from_utf8_lossy(&masked).into_owned()
}

/// One past the item that begins at `at`: its block, or its semicolon if that comes first.
fn item_end(code: &str, at: usize) -> usize {
    let mut depth = 0_usize;
    for (offset, byte) in code.bytes().enumerate().skip(at) {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return offset + 1;
                }
            }
            b';' if depth == 0 => return offset + 1,
            _ => {}
        }
    }
    code.len()
}

fn block_comment(rest: &[u8]) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        match &rest[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// The length of the opening of a raw string (`r#"`) at `at`, if one begins there.
fn raw_string_open(bytes: &[u8], at: usize) -> Option<usize> {
    let in_word = at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_') && bytes[at - 1] != b'b';
    if in_word || bytes[at] != b'r' {
        return None;
    }
    let hashes = bytes[at + 1..].iter().take_while(|byte| **byte == b'#').count();
    (bytes.get(at + 1 + hashes) == Some(&b'"')).then_some(hashes + 2)
}

fn raw_string(rest: &[u8], open: usize) -> usize {
    let hashes = open - 2;
    let closes =
        |at: &usize| rest[*at] == b'"' && rest[*at + 1..].iter().take_while(|byte| **byte == b'#').count() >= hashes;
    (open..rest.len()).find(closes).map_or(rest.len(), |at| at + 1 + hashes)
}

fn quoted(rest: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            b'\\' => at += 2,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// The length of a character literal; `None` for a lifetime.
fn character(rest: &[u8]) -> Option<usize> {
    match rest {
        [b'\'', b'\\', ..] => Some(quoted(rest, b'\'')),
        [b'\'', first, ..] => {
            let width = match first {
                0xf0.. => 4,
                0xe0.. => 3,
                0xc0.. => 2,
                _ => 1,
            };
            (rest.get(1 + width) == Some(&b'\'')).then_some(width + 2)
        }
        _ => None,
    }
}

#[test]
fn comments_and_literals_are_blank_and_lines_stay() {
    for (source, expected) in [
        ("a // println!()\nb", "a              \nb"),
        ("a /* x /* y */ z */ b", "a                   b"),
        ("f(\"std::fs\") + 1", "f(\"       \") + 1"),
        ("f(\"a\\\"b\", c)", "f(\"    \", c)"),
        ("r#\"a\"b\"# c", "r#\"   \"# c"),
        ("br\"ab\" c", "br\"  \" c"),
        ("'\"' + '\\'' + b'x'", "' ' + '  ' + b' '"),
        ("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}"),
        ("\"a\nb\"", "\" \n \""),
        ("\"\" x", "\"\" x"),
        ("r\"\" x", "r\"\" x"),
        ("bar\"x\"", "bar\" \""),
    ] {
        assert_eq!(code_only(source), expected, "{source}");
    }
}

#[test]
fn only_test_items_are_left_out() {
    let source =
        "use a;\n#[cfg(test)]\nmod tests {\n fn f() { { } }\n}\nfn kept() {}\n#[cfg(test)]\nmod t;\nfn too() {}";
    let code = without_tests(source);
    assert_eq!(code.lines().count(), source.lines().count());
    let words: Vec<&str> = code.split_whitespace().collect();
    assert_eq!(words, ["use", "a;", "fn", "kept()", "{}", "fn", "too()", "{}"]);
}
