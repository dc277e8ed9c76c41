#!/usr/bin/env python3
"""Checks the contrast of every pair of colour tokens, in every scheme, light and dark.

    python contrast.py [../assets/style.css]

Reads the tokens as they stand in the style sheet: `--name: light-dark(oklch(…), oklch(…))`, with
`var(--x)` for the numbers that a scheme sets in its `[data-scheme="…"]` block. Converts OKLCH to
sRGB (clipping what is out of gamut, as a browser at worst does) and computes the ratio of WCAG 2.
Exits with 1 if a pair falls short.
"""
import math
import os
import re
import sys

CODE = ["ink", "comment", "keyword", "string", "number", "name", "type", "error"]
# (what stands on it, ground, least ratio)
PAIRS = [("ink", "paper", 7), ("ink", "paper-2", 7), ("ink", "code-paper", 7), ("ink", "code-mark", 7),
         ("muted", "paper", 4.5), ("muted", "paper-2", 4.5), ("muted", "code-paper", 4.5),
         ("accent", "paper", 4.5), ("accent", "paper-2", 4.5), ("accent", "code-paper", 4.5),
         ("on-accent", "accent", 4.5)]
PAIRS += [(f"code-{name}", ground, 4.5) for name in CODE for ground in ("code-paper", "code-mark")]


def main(path):
    with open(path, encoding="utf-8") as file:
        sheet = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
    root = declarations(re.findall(r":root\s*\{(.*?)\}", sheet, re.S))
    schemes = {"(default)": {}}
    for name, body in re.findall(r'\[data-scheme="(\w+)"\]\s*\{(.*?)\}', sheet, re.S):
        schemes[name] = declarations([body])
    failures, least = 0, (99, "")
    for scheme, own in schemes.items():
        tokens = {**root, **own}
        for side in (0, 1):
            for above, ground, wanted in PAIRS:
                ratio = contrast(colour(tokens, above, side), colour(tokens, ground, side))
                place = f"{scheme} {'dark' if side else 'light'}: {above} on {ground}"
                least = min(least, (ratio / wanted, f"{place} {ratio:.2f} of {wanted}"))
                if ratio < wanted:
                    failures += 1
                    print(f"too low: {place} is {ratio:.2f}, wanted {wanted}")
    print(f"{len(schemes)} schemes, {len(schemes) * 2 * len(PAIRS)} pairs, {failures} too low; closest: {least[1]}")
    return 1 if failures else 0


def declarations(bodies):
    """`{name: value}` of the custom properties in some rule bodies."""
    return {name: value.strip() for body in bodies for name, value in re.findall(r"--([\w-]+):([^;]+);", body)}


def colour(tokens, name, side):
    """The linear sRGB of one token on the light (0) or the dark (1) side."""
    value = re.sub(r"var\(--([\w-]+)\)", lambda m: tokens[m[1]], tokens[name])
    sides = re.findall(r"oklch\(\s*([\d.]+)%\s+([\d.]+)\s+([\d.]+)\s*\)", value)
    if len(sides) != 2:
        sys.exit(f"--{name} is not light-dark(oklch(…), oklch(…)): {value}")
    lightness, chroma, hue = map(float, sides[side])
    return linear_srgb(lightness / 100, chroma, math.radians(hue))


def linear_srgb(lightness, chroma, hue):
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    rgb = (4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
           -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
           -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short)
    return [min(1.0, max(0.0, channel)) for channel in rgb]


def contrast(one, other):
    light, dark = sorted((0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2] for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, "..", "assets", "style.css")))
