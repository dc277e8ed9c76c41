//! Text for a terminal to text for a page: colours become styles, all other control sequences go.
//!
//! A carriage return begins the line anew, as progress bars use it, and a backspace takes a letter back.

use crate::content::output::{Colour, Printed, Run, Stream, Style};

/// Reads what was printed.
pub(super) fn printed(source: &str, stream: Stream) -> Printed {
    let mut screen = Screen { out: Printed { stream, ..Printed::default() }, ..Screen::default() };
    let mut rest = source;
    while let Some(at) = rest.find(|letter: char| letter.is_control() && !matches!(letter, '\n' | '\t')) {
        screen.write(&rest[..at]);
        rest = screen.control(&rest[at..]);
    }
    screen.write(rest);
    screen.finish()
}

/// The text alone.
pub(super) fn plain(source: &str) -> String {
    printed(source, Stream::Value).text
}

#[derive(Default)]
struct Screen {
    out: Printed,
    style: Style,
    /// A carriage return came: what is written next begins the line anew.
    returned: bool,
}

impl Screen {
    fn write(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if std::mem::take(&mut self.returned) && !text.starts_with('\n') {
            let line = self.out.text.rfind('\n').map_or(0, |end| end + 1);
            self.cut(line);
        }
        let start = self.out.text.len();
        self.out.text.push_str(text);
        let end = self.out.text.len();
        if self.style == Style::default() {
            return;
        }
        match self.out.runs.last_mut() {
            Some(last) if last.end == start && last.style == self.style => last.end = end,
            _ => self.out.runs.push(Run { start, end, style: self.style }),
        }
    }

    /// Takes back everything from a byte on.
    fn cut(&mut self, end: usize) {
        self.out.text.truncate(end);
        self.out.runs.retain(|run| run.start < end);
        if let Some(last) = self.out.runs.last_mut() {
            last.end = last.end.min(end);
        }
    }

    /// Obeys the control character at the beginning of `text`; gives what comes after it.
    fn control<'a>(&mut self, text: &'a str) -> &'a str {
        let mut letters = text.chars();
        match letters.next() {
            Some('\u{1b}') => return self.escape(letters.as_str()),
            Some('\u{9b}') => return self.sequence(letters.as_str()),
            Some('\r') => self.returned = true,
            Some('\u{8}') => {
                if let Some(last) = self.out.text.chars().next_back().filter(|last| *last != '\n') {
                    self.cut(self.out.text.len() - last.len_utf8());
                }
            }
            _ => {}
        }
        letters.as_str()
    }

    fn escape<'a>(&mut self, text: &'a str) -> &'a str {
        let mut letters = text.chars();
        match letters.next() {
            Some('[') => self.sequence(letters.as_str()),
            // Titles of windows, links: up to a bell or `ESC \`.
            Some(']' | 'P' | 'X' | '^' | '_') => {
                let rest = letters.as_str();
                let bell = rest.find('\u{7}').map(|at| (at, 1));
                let string = rest.find("\u{1b}\\").map(|at| (at, 2));
                let end = [bell, string].into_iter().flatten().min();
                end.map_or("", |(at, length)| rest.get(at + length..).unwrap_or_default())
            }
            // Character sets: one letter more.
            Some('(' | ')' | '*' | '+' | '#' | '%' | ' ') => {
                letters.next();
                letters.as_str()
            }
            Some('\u{30}'..='\u{7e}') => letters.as_str(),
            _ => text,
        }
    }

    /// `ESC [ parameters letter`.
    fn sequence<'a>(&mut self, text: &'a str) -> &'a str {
        let length = text.bytes().take_while(|byte| (0x20..0x40).contains(byte)).count();
        let (parameters, rest) = text.split_at(length);
        match rest.as_bytes().first() {
            Some(b'm') => self.style(parameters),
            Some(0x40..=0x7e) => {}
            // It was cut off, or is none.
            _ => return rest,
        }
        rest.get(1..).unwrap_or_default()
    }

    fn style(&mut self, parameters: &str) {
        let numbers: Vec<u32> =
            parameters.split([';', ':']).map(|number| number.parse().unwrap_or(0)).take(64).collect();
        let mut at = numbers.iter().copied();
        while let Some(number) = at.next() {
            let style = &mut self.style;
            match number {
                0 => *style = Style::default(),
                1 => style.bold = true,
                2 => style.faint = true,
                3 => style.italic = true,
                4 | 21 => style.underline = true,
                7 => style.inverse = true,
                9 => style.strike = true,
                22 => (style.bold, style.faint) = (false, false),
                23 => style.italic = false,
                24 => style.underline = false,
                27 => style.inverse = false,
                29 => style.strike = false,
                30..=37 => style.ink = basic(number - 30),
                38 => style.ink = extended(&mut at),
                39 => style.ink = None,
                40..=47 => style.paper = basic(number - 40),
                48 => style.paper = extended(&mut at),
                49 => style.paper = None,
                90..=97 => style.ink = basic(number - 90 + 8),
                100..=107 => style.paper = basic(number - 100 + 8),
                _ => {}
            }
        }
    }

    /// A line that a carriage return began anew and nobody wrote stays as it was.
    fn finish(mut self) -> Printed {
        self.out.runs.retain(|run| run.start < run.end);
        self.out
    }
}

/// One of the sixteen colours; bright ones are the same to us, but for black, which is grey.
fn basic(number: u32) -> Option<Colour> {
    Some(match number {
        0 => Colour::Black,
        8 => Colour::Grey,
        1 | 9 => Colour::Red,
        2 | 10 => Colour::Green,
        3 | 11 => Colour::Yellow,
        4 | 12 => Colour::Blue,
        5 | 13 => Colour::Magenta,
        6 | 14 => Colour::Cyan,
        _ => Colour::White,
    })
}

/// What comes after 38 or 48: `5;n` of 256 colours, or `2;r;g;b`.
fn extended(numbers: &mut impl Iterator<Item = u32>) -> Option<Colour> {
    match numbers.next()? {
        5 => indexed(numbers.next()?),
        2 => Some(nearest([numbers.next()?, numbers.next()?, numbers.next()?])),
        _ => None,
    }
}

fn indexed(number: u32) -> Option<Colour> {
    match number {
        0..=15 => basic(number),
        16..=231 => {
            let level = |step: u32| if step == 0 { 0 } else { 55 + 40 * step };
            let cube = number - 16;
            Some(nearest([level(cube / 36), level(cube / 6 % 6), level(cube % 6)]))
        }
        232..=255 => Some(nearest([8 + 10 * (number - 232); 3])),
        _ => None,
    }
}

/// The colour of a theme that has the hue; what has hardly any is a grey.
fn nearest([red, green, blue]: [u32; 3]) -> Colour {
    let [red, green, blue] = [red.min(255), green.min(255), blue.min(255)];
    let (high, low) = (red.max(green).max(blue), red.min(green).min(blue));
    let range = high - low;
    if range * 5 <= high || high < 40 {
        return match high {
            0..=59 => Colour::Black,
            60..=199 => Colour::Grey,
            _ => Colour::White,
        };
    }
    let (r, g, b) = (f64::from(red), f64::from(green), f64::from(blue));
    let hue = match high {
        _ if high == red => ((g - b) / f64::from(range)).rem_euclid(6.0),
        _ if high == green => (b - r) / f64::from(range) + 2.0,
        _ => (r - g) / f64::from(range) + 4.0,
    };
    // In sixths of the circle; yellow is narrow.
    match hue * 60.0 {
        hue if hue < 25.0 => Colour::Red,
        hue if hue < 75.0 => Colour::Yellow,
        hue if hue < 160.0 => Colour::Green,
        hue if hue < 200.0 => Colour::Cyan,
        hue if hue < 265.0 => Colour::Blue,
        hue if hue < 340.0 => Colour::Magenta,
        _ => Colour::Red,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `{red+bold:text}` for runs.
    fn shown(source: &str) -> String {
        let printed = printed(source, Stream::Out);
        let mut out = String::new();
        let mut at = 0;
        for run in &printed.runs {
            out += &printed.text[at..run.start];
            let style = run.style;
            let ink = style.ink.map_or("", Colour::word);
            let paper = style.paper.map_or(String::new(), |colour| format!("/{}", colour.word()));
            let bold = if style.bold { "+bold" } else { "" };
            out += &format!("{{{ink}{paper}{bold}:{}}}", &printed.text[run.start..run.end]);
            at = run.end;
        }
        out + &printed.text[at..]
    }

    #[test]
    fn colours() {
        assert_eq!(shown("a\u{1b}[31mb\u{1b}[0mc"), "a{red:b}c");
        assert_eq!(shown("\u{1b}[1;32mok\u{1b}[22m\u{1b}[39m!"), "{green+bold:ok}!");
        assert_eq!(shown("\u{1b}[38;5;208mx\u{1b}[48;5;234my\u{1b}[m"), "{yellow:x}{yellow/black:y}");
        assert_eq!(shown("\u{1b}[38;2;10;20;250mx\u{1b}[38:2:200:30:30my"), "{blue:x}{red:y}");
        assert_eq!(shown("\u{1b}[90mx\u{1b}[38;5;250my\u{1b}[38;5mz"), "{grey:xy}z");
    }

    #[test]
    fn everything_else_goes() {
        assert_eq!(
            shown("a\u{1b}[2K\u{1b}[1Gb\u{1b}]0;title\u{7}c\u{1b}]8;;http://x\u{1b}\\d\u{1b}(Be\u{7}\u{0}"),
            "abcde"
        );
        assert_eq!(shown("cut off \u{1b}[3"), "cut off ");
        assert_eq!(shown("cut off \u{1b}]0;title"), "cut off ");
        assert_eq!(shown("\u{1b}é\u{9b}31mx"), "é{red:x}");
    }

    #[test]
    fn lines_that_are_written_again() {
        assert_eq!(shown(" 10%|#   |\r100%|####|\n"), "100%|####|\n");
        assert_eq!(shown("done\r\nnext\r"), "done\nnext");
        assert_eq!(shown("\u{1b}[31m 10%\u{1b}[0m\r\u{1b}[32m100%\u{1b}[0m"), "{green:100%}");
        assert_eq!(shown("ab\u{8}c\n\u{8}\u{8}d"), "ac\nd");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "(?s)[\u{1b}\\[\\];mA-Za-z0-9é\r\n\u{7}\u{8}]{0,60}") {
            let printed = printed(&text, Stream::Out);
            proptest::prop_assert!(!printed.text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')));
            let mut at = 0;
            for run in &printed.runs {
                proptest::prop_assert!(at <= run.start && run.start < run.end);
                proptest::prop_assert!(printed.text.get(run.start..run.end).is_some());
                at = run.end;
            }
        }
    }
}
