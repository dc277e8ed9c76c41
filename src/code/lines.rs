//! Sets of lines, as an author writes them: `3`, `3-5`, `3-5,9`.

/// A set of lines: ranges from first to last, both included, counted from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines(Vec<(u32, u32)>);

impl Lines {
    /// Whether line `number` is in the set.
    pub fn contains(&self, number: u32) -> bool {
        self.0.iter().any(|(first, last)| (*first..=*last).contains(&number))
    }

    /// Whether no line is in the set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The ranges, as written.
    pub fn ranges(&self) -> &[(u32, u32)] {
        &self.0
    }

    /// Adds a range. One that meets another would make two folds of one line: such a range is not added.
    pub(super) fn add_apart(&mut self, range: (u32, u32)) -> bool {
        let meets = |other: &(u32, u32)| range.0 <= other.1 && other.0 <= range.1;
        if self.0.iter().any(meets) {
            return false;
        }
        let at = self.0.partition_point(|other| other.0 < range.0);
        self.0.insert(at, range);
        true
    }

    /// Adds a range.
    pub(super) fn add(&mut self, range: (u32, u32)) {
        self.0.push(range);
    }
}

/// Reads `3` or `3-5`, in a block of `count` lines. Fails with a sentence.
pub(super) fn range(text: &str, count: u32) -> Result<(u32, u32), String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (Ok(first), Ok(last)) = (first.trim().parse::<u32>(), last.trim().parse::<u32>()) else {
        return Err(format!("`{text}` is not a line or a range of lines"));
    };
    match () {
        () if first == 0 => Err("lines are counted from 1".to_owned()),
        () if last < first => Err(format!("the range `{text}` ends before it begins")),
        () if last > count => Err(format!("the block has no line {last}; it ends with line {count}")),
        () => Ok((first, last)),
    }
}

/// Whether a text can only be meant as lines.
pub(super) fn looks_like_lines(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b',' | b' '))
}
