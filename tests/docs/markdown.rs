//! As much of Markdown as the test of the documentation needs: code blocks, links, headings.

/// A fenced code block.
pub struct Fence {
    /// The word after the fence.
    pub language: String,
    /// What is in it.
    pub text: String,
    /// The line at which it begins, from 1.
    pub line: usize,
}

/// The lines of a text with their fence: `None` outside of code blocks.
fn walk<'a>(text: &'a str, mut visit: impl FnMut(usize, &'a str, Option<&'a str>, bool)) {
    let mut open: Option<(&str, &str)> = None;
    for (index, line) in text.lines().enumerate() {
        let marks = &line[..line.len() - line.trim_start_matches('`').len()];
        match open {
            None if marks.len() >= 3 => {
                let language = line[marks.len()..].trim();
                open = Some((marks, language));
                visit(index + 1, line, Some(language), true);
            }
            Some((fence, _)) if marks.len() >= fence.len() && line.len() == marks.len() => open = None,
            _ => visit(index + 1, line, open.map(|(_, language)| language), false),
        }
    }
}

/// All fenced code blocks.
pub fn fences(text: &str) -> Vec<Fence> {
    let mut fences: Vec<Fence> = Vec::new();
    walk(text, |line, content, language, begins| match language {
        Some(language) if begins => fences.push(Fence { language: language.to_owned(), text: String::new(), line }),
        Some(_) => {
            let fence = fences.last_mut().expect("a block has begun");
            fence.text.push_str(content);
            fence.text.push('\n');
        }
        None => {}
    });
    fences
}

/// The part of a page under the second-level heading `title`.
pub fn section<'a>(page: &'a str, title: &str) -> &'a str {
    let start = page.find(&format!("\n## {title}\n")).map_or(page.len(), |at| at + 1);
    let rest = &page[start..];
    let end = rest[2..].find("\n## ").map_or(rest.len(), |at| at + 2);
    &rest[..end]
}

/// The targets of inline links and pictures.
pub fn links(text: &str) -> Vec<String> {
    let mut links = Vec::new();
    walk(text, |_, line, language, _| {
        if language.is_none() {
            let prose: String = line.split('`').step_by(2).collect::<Vec<_>>().join("code");
            let targets = prose.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
            links.extend(targets.map(str::to_owned));
        }
    });
    links
}

/// The ids that GitHub gives to headings.
pub fn anchors(text: &str) -> Vec<String> {
    let mut anchors = Vec::new();
    walk(text, |_, line, language, _| {
        if let Some(title) = line.strip_prefix('#').filter(|_| language.is_none()) {
            anchors.push(anchor(title.trim_start_matches('#').trim()));
        }
    });
    anchors
}

fn anchor(title: &str) -> String {
    let mut anchor = String::new();
    for letter in title.to_lowercase().chars() {
        match letter {
            ' ' => anchor.push('-'),
            '-' | '_' => anchor.push(letter),
            letter if letter.is_alphanumeric() => anchor.push(letter),
            _ => {}
        }
    }
    anchor
}
