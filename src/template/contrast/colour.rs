//! CSS colours → sRGB, and the contrast of two of them by WCAG 2.
//!
//! In: the text of a value in which no `var()` is left. Out: a [`Colour`], or nothing for what only a browser knows (system
//! colours, `currentcolor`, relative colours). Out of gamut is clipped, as browsers do it.

/// A colour in linear sRGB, each channel from 0 to 1, and how much it covers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Colour {
    rgb: [f64; 3],
    alpha: f64,
}

/// The contrast of two opaque colours, from 1 to 21.
pub fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (one.luminance(), other.luminance());
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

impl Colour {
    /// White.
    pub const WHITE: Colour = Colour { rgb: [1.0; 3], alpha: 1.0 };

    /// The colour as it looks on an opaque ground. Browsers blend the encoded channels.
    pub fn over(self, ground: Colour) -> Colour {
        if self.alpha >= 1.0 {
            return self;
        }
        let blend = |at: usize| {
            let (above, below) = (encoded(self.rgb[at]), encoded(ground.rgb[at]));
            linear(above * self.alpha + below * (1.0 - self.alpha))
        };
        Colour { rgb: [blend(0), blend(1), blend(2)], alpha: 1.0 }
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self.rgb;
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The same colour with another lightness in OKLab, from 0 to 1.
    pub fn with_lightness(self, lightness: f64) -> Colour {
        let [_, a, b] = oklab(self.rgb);
        Colour { rgb: from_oklab([lightness, a, b]), alpha: self.alpha }
    }

    /// The lightness in OKLab, from 0 to 1.
    pub fn lightness(self) -> f64 {
        oklab(self.rgb)[0]
    }

    /// The colour that a value stands for; `dark` says which side of `light-dark()` is meant.
    pub fn parse(value: &str, dark: bool) -> Option<Colour> {
        parse(value.trim(), dark, 0)
    }
}

/// How deep functions may stand in each other.
const DEEP: usize = 16;

fn parse(value: &str, dark: bool, depth: usize) -> Option<Colour> {
    if depth > DEEP {
        return None;
    }
    if let Some(digits) = value.strip_prefix('#') {
        return hex(digits);
    }
    let lower = value.to_ascii_lowercase();
    let Some((name, rest)) = lower.split_once('(') else { return named(&lower) };
    let inner = rest.strip_suffix(')')?;
    match name {
        "light-dark" => {
            let [light, dark_side] = <[&str; 2]>::try_from(arguments(inner)).ok()?;
            parse(if dark { dark_side } else { light }, dark, depth + 1)
        }
        "color-mix" => mix(&arguments(inner), dark, depth),
        "rgb" | "rgba" => channels(inner).map(|([red, green, blue], alpha)| {
            let channel = |part: Part| linear(part.of(255.0).clamp(0.0, 255.0) / 255.0);
            Colour { rgb: [channel(red), channel(green), channel(blue)], alpha }
        }),
        "hsl" | "hsla" => channels(inner).map(|([hue, saturation, lightness], alpha)| Colour {
            rgb: from_hsl(hue.number, saturation.share(), lightness.share()),
            alpha,
        }),
        "oklch" => channels(inner).map(|([lightness, chroma, hue], alpha)| {
            let (chroma, hue) = (chroma.of(0.4), hue.number.to_radians());
            Colour { rgb: from_oklab([lightness.of(1.0), chroma * hue.cos(), chroma * hue.sin()]), alpha }
        }),
        "oklab" => channels(inner).map(|([lightness, a, b], alpha)| Colour {
            rgb: from_oklab([lightness.of(1.0), a.of(0.4), b.of(0.4)]),
            alpha,
        }),
        _ => None,
    }
}

/// Splits at the commas that stand in no brackets.
fn arguments(text: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let is_split = |letter: char| {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == ',' && depth == 0
    };
    text.split(is_split).map(str::trim).collect()
}

/// A number, and whether it was a percentage.
#[derive(Clone, Copy)]
struct Part {
    number: f64,
    percent: bool,
}

impl Part {
    fn of(self, whole: f64) -> f64 {
        if self.percent { self.number / 100.0 * whole } else { self.number }
    }

    fn share(self) -> f64 {
        (self.number / 100.0).clamp(0.0, 1.0)
    }
}

fn part(text: &str) -> Option<Part> {
    if text == "none" {
        return Some(Part { number: 0.0, percent: false });
    }
    let percent = text.ends_with('%');
    let units = [("grad", 0.9), ("rad", 180.0 / std::f64::consts::PI), ("turn", 360.0), ("deg", 1.0), ("%", 1.0)];
    let (digits, unit) =
        units.iter().find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, *factor))).unwrap_or((text, 1.0));
    let number: f64 = digits.parse().ok().filter(|number: &f64| number.is_finite())?;
    Some(Part { number: number * unit, percent })
}

/// Three channels and what stands behind the slash, or behind a third comma.
fn channels(inner: &str) -> Option<([Part; 3], f64)> {
    let (colour, alpha) = inner.split_once('/').map_or((inner, None), |(colour, alpha)| (colour, Some(alpha)));
    let mut parts: Vec<&str> = colour.split([',', ' ', '\n', '\t']).filter(|part| !part.is_empty()).collect();
    let alpha = if parts.len() == 4 { parts.pop() } else { alpha };
    let alpha = alpha.map_or(Some(1.0), |text| part(text.trim()).map(|part| part.of(1.0).clamp(0.0, 1.0)))?;
    let [one, two, three] = <[&str; 3]>::try_from(parts).ok()?;
    Some(([part(one)?, part(two)?, part(three)?], alpha))
}

/// `color-mix(in oklab, red 30%, blue)`, in a space without a hue or, with one, along the shorter way.
fn mix(arguments: &[&str], dark: bool, depth: usize) -> Option<Colour> {
    let [space, one, other] = arguments else { return None };
    let space = space.strip_prefix("in ")?.trim();
    let (one, first) = weighed(one, dark, depth)?;
    let (other, second) = weighed(other, dark, depth)?;
    let (first, second) = match (first, second) {
        (None, None) => (0.5, 0.5),
        (Some(first), None) => (first, 1.0 - first),
        (None, Some(second)) => (1.0 - second, second),
        (Some(first), Some(second)) => (first, second),
    };
    let sum = first + second;
    if sum <= 0.0 {
        return None;
    }
    let (share, alpha) = (second / sum, one.alpha * first / sum + other.alpha * second / sum);
    if alpha <= 0.0 {
        return Some(Colour { rgb: one.rgb, alpha: 0.0 });
    }
    // What covers less counts less.
    let between = |a: f64, b: f64| (a * one.alpha * (1.0 - share) + b * other.alpha * share) / alpha;
    let each = |a: [f64; 3], b: [f64; 3]| [between(a[0], b[0]), between(a[1], b[1]), between(a[2], b[2])];
    let rgb = match space {
        "srgb" => each(one.rgb.map(encoded), other.rgb.map(encoded)).map(linear),
        "srgb-linear" => each(one.rgb, other.rgb),
        "oklab" => from_oklab(each(oklab(one.rgb), oklab(other.rgb))),
        "oklch" => {
            let ([l1, c1, h1], [l2, c2, h2]) = (polar(oklab(one.rgb)), polar(oklab(other.rgb)));
            let (h1, h2) = if c1 < 1e-4 {
                (h2, h2)
            } else if c2 < 1e-4 {
                (h1, h1)
            } else {
                (h1, h2)
            };
            let turn = (h2 - h1 + std::f64::consts::PI).rem_euclid(std::f64::consts::TAU) - std::f64::consts::PI;
            let (hue, chroma) = (h1 + turn * share, between(c1, c2));
            from_oklab([between(l1, l2), chroma * hue.cos(), chroma * hue.sin()])
        }
        _ => return None,
    };
    Some(Colour { rgb, alpha })
}

/// A colour and its share, before or behind it.
fn weighed(text: &str, dark: bool, depth: usize) -> Option<(Colour, Option<f64>)> {
    let share = |text: &str| Some(part(text.strip_suffix('%')?)?.number / 100.0);
    if let Some((colour, last)) = text.rsplit_once(' ')
        && let Some(found) = share(last)
    {
        return Some((parse(colour.trim(), dark, depth + 1)?, Some(found)));
    }
    if let Some((first, colour)) = text.split_once(' ')
        && let Some(found) = share(first)
    {
        return Some((parse(colour.trim(), dark, depth + 1)?, Some(found)));
    }
    Some((parse(text, dark, depth + 1)?, None))
}

fn hex(digits: &str) -> Option<Colour> {
    let nibbles: Vec<u8> =
        digits.chars().map(|digit| digit.to_digit(16).map(|value| value as u8)).collect::<Option<_>>()?;
    let bytes: Vec<u8> = match nibbles.len() {
        3 | 4 => nibbles.iter().map(|nibble| nibble * 17).collect(),
        6 | 8 => nibbles.chunks(2).map(|pair| pair.iter().fold(0, |byte, nibble| byte * 16 + nibble)).collect(),
        _ => return None,
    };
    let channel = |at: usize| bytes.get(at).map_or(1.0, |byte| f64::from(*byte) / 255.0);
    Some(Colour { rgb: [linear(channel(0)), linear(channel(1)), linear(channel(2))], alpha: channel(3) })
}

/// The names of HTML 4.01, and what else is common for paper and ink.
fn named(name: &str) -> Option<Colour> {
    let digits = match name {
        "black" => "000",
        "white" => "fff",
        "gray" | "grey" => "808080",
        "silver" => "c0c0c0",
        "red" => "f00",
        "maroon" => "800000",
        "yellow" => "ff0",
        "olive" => "808000",
        "lime" => "0f0",
        "green" => "008000",
        "aqua" | "cyan" => "0ff",
        "teal" => "008080",
        "blue" => "00f",
        "navy" => "000080",
        "fuchsia" | "magenta" => "f0f",
        "purple" => "800080",
        "orange" => "ffa500",
        "ivory" => "fffff0",
        "snow" => "fffafa",
        "beige" => "f5f5dc",
        "whitesmoke" => "f5f5f5",
        "transparent" => "0000",
        _ => return None,
    };
    hex(digits)
}

fn linear(channel: f64) -> f64 {
    if channel <= 0.040_45 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
}

fn encoded(channel: f64) -> f64 {
    if channel <= 0.003_130_8 { channel * 12.92 } else { 1.055 * channel.powf(1.0 / 2.4) - 0.055 }
}

fn from_hsl(hue: f64, saturation: f64, lightness: f64) -> [f64; 3] {
    let reach = saturation * lightness.min(1.0 - lightness);
    let channel = |offset: f64| {
        let at = (offset + hue.rem_euclid(360.0) / 30.0) % 12.0;
        linear(lightness - reach * (at - 3.0).min(9.0 - at).clamp(-1.0, 1.0))
    };
    [channel(0.0), channel(8.0), channel(4.0)]
}

/// OKLab to linear sRGB, by the matrices of its author.
fn from_oklab([lightness, a, b]: [f64; 3]) -> [f64; 3] {
    let long = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let medium = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let short = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    [
        4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701_0 * short,
    ]
    .map(|channel| channel.clamp(0.0, 1.0))
}

fn oklab([red, green, blue]: [f64; 3]) -> [f64; 3] {
    let long = (0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue).cbrt();
    let medium = (0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue).cbrt();
    let short = (0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue).cbrt();
    [
        0.210_454_255_3 * long + 0.793_617_785_0 * medium - 0.004_072_046_8 * short,
        1.977_998_495_1 * long - 2.428_592_205_0 * medium + 0.450_593_709_9 * short,
        0.025_904_037_1 * long + 0.782_771_766_2 * medium - 0.808_675_766_0 * short,
    ]
}

fn polar([lightness, a, b]: [f64; 3]) -> [f64; 3] {
    [lightness, a.hypot(b), b.atan2(a)]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The colour as `#rrggbb`, with its alpha if it is not opaque.
    fn shown(value: &str, dark: bool) -> String {
        let Some(colour) = Colour::parse(value, dark) else { return "none".to_owned() };
        let byte = |channel: f64| (encoded(channel) * 255.0 + 1e-6).round() as u8;
        let [red, green, blue] = colour.rgb.map(byte);
        let alpha = if colour.alpha < 1.0 { format!(" {:.2}", colour.alpha) } else { String::new() };
        format!("#{red:02x}{green:02x}{blue:02x}{alpha}")
    }

    #[test]
    fn notations() {
        // As Chromium 156 paints the same texts.
        for (value, expected) in [
            ("#abc", "#aabbcc"),
            ("#AABBCC80", "#aabbcc 0.50"),
            ("rgb(10 20 30)", "#0a141e"),
            ("rgba(10, 20, 30, 0.5)", "#0a141e 0.50"),
            ("rgb(100% 0% 50% / 25%)", "#ff0080 0.25"),
            ("hsl(210 50% 40%)", "#336699"),
            ("hsl(-150deg, 50%, 40%)", "#336699"),
            ("hsl(0.5turn 100% 25%)", "#008080"),
            ("oklch(42% 0.14 300)", "#5a358c"),
            ("oklch(0.6279554 0.2576833 29.2338805)", "#ff0000"),
            ("oklab(62.8% 0.22486 0.1258)", "#ff0000"),
            ("oklch(70% 0.4 150)", "#00d600"),
            ("oklch(80% 0.09 150)", "#94cf9f"),
            ("color-mix(in oklch, #f00, #00f 30%)", "#e1008a"),
            ("color-mix(in oklab, #f00 20%, #0a0)", "#749b00"),
            ("color-mix(in oklab, oklch(43% 0.09 150) 9%, oklch(96.5% 0 0))", "#e0e5e1"),
            ("white", "#ffffff"),
            ("transparent", "#000000 0.00"),
            ("color-mix(in srgb, red, blue)", "#800080"),
            ("color-mix(in srgb, #fff 25%, black)", "#404040"),
            ("color-mix(in oklab, white, black)", "#636363"),
            ("color-mix(in oklch, #fff, #000 50%)", "#636363"),
            ("color-mix(in srgb, red 20%, transparent)", "#ff0000 0.20"),
            ("color-mix(in srgb-linear, 50% white, black)", "#bcbcbc"),
            ("light-dark(#111, color-mix(in srgb, #222, light-dark(red, #222)))", "#111111"),
            ("currentcolor", "none"),
            ("oklch(from red l c h)", "none"),
            ("oklch(1 2)", "none"),
            ("#12345", "none"),
            ("rgb(", "none"),
            ("color-mix(in hsl, red, blue)", "none"),
        ] {
            assert_eq!(shown(value, false), expected, "{value}");
        }
        assert_eq!(shown("light-dark(#111, color-mix(in srgb, #222, light-dark(red, #222)))", true), "#222222");
    }

    #[test]
    fn ratios() {
        let ratio = |one: &str, other: &str| {
            let (one, other) =
                (Colour::parse(one, false).expect("a colour"), Colour::parse(other, false).expect("a colour"));
            format!("{:.2}", contrast(one.over(other), other))
        };
        assert_eq!(ratio("black", "white"), "21.00");
        assert_eq!(ratio("#777", "#fff"), "4.48");
        assert_eq!(ratio("#767676", "#fff"), "4.54");
        assert_eq!(ratio("#fff", "#0057b7"), ratio("#0057b7", "#fff"));
        assert_eq!(ratio("rgb(0 0 0 / 50%)", "#fff"), "3.98");
    }

    #[test]
    fn lightness_is_changed_alone() {
        let colour = Colour::parse("oklch(60% 0.04 200)", false).expect("a colour");
        assert!((colour.lightness() - 0.6).abs() < 1e-3);
        assert!((colour.with_lightness(0.4).lightness() - 0.4).abs() < 1e-3);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_colour_or_none(value in "(?s).{0,40}|(rgb|oklch|hsl|color-mix|light-dark)\\([0-9a-z%., ()/-]{0,40}\\)") {
            if let Some(colour) = Colour::parse(&value, true) {
                let white = Colour::parse("white", false).expect("a colour");
                proptest::prop_assert!((1.0..=21.01).contains(&contrast(colour.over(white), white)));
            }
        }
    }
}
