#!/usr/bin/env python3
"""Draws the pictures of the base theme: the icons and the card for social previews.

    pip install pillow
    python pictures.py ../assets

The motif is the theme's own: spans and marks on a common axis of time. Nothing in it is text, so it
serves any site in any language. Shapes are drawn four times as large and scaled down.
"""
import os
import sys

from PIL import Image, ImageDraw

PAPER, INK, LINE, QUIET = "#f7f6f3", "#26282c", "#d3d1cb", "#8d8b86"
SCALE = 4

# The icon's shapes in units of a 64 square: tracks, spans (x, y, width), and marks (x, y, radius).
TRACKS = [(10, 20), (10, 32), (10, 44)]
SPANS = [(10, 20, 20), (22, 32, 18), (34, 44, 20)]

# The card's rows: height, then spans as (from, to) and marks, in percent of the axis.
ROWS = [
    (170, [(4, 22), (30, 62)], []),
    (215, [(12, 40)], [52]),
    (260, [(26, 88)], []),
    (305, [(38, 58), (70, 96)], []),
    (350, [(8, 18)], [33, 47, 81]),
    (395, [(54, 100)], []),
]


def icon(path, size, padding):
    """One square icon; `padding` in units of the 64 square keeps a maskable icon's safe zone."""
    side = size * SCALE
    picture = Image.new("RGB", (side, side), PAPER)
    draw = ImageDraw.Draw(picture)
    unit = side / (64 + 2 * padding)

    def box(x, y, width, height):
        return [(x + padding) * unit, (y + padding) * unit, (x + width + padding) * unit, (y + height + padding) * unit]

    for x, y in TRACKS:
        draw.rectangle(box(x, y - 0.5, 44, 1), fill=LINE)
    for x, y, width in SPANS:
        draw.rectangle(box(x, y - 3, width, 6), fill=INK)
    picture.resize((size, size), Image.Resampling.LANCZOS).save(path, optimize=True)


def vector(path):
    """The same icon as SVG, light and dark."""
    tracks = "".join(f"M{x} {y}h44" for x, y in TRACKS)
    spans = "".join(f"M{x} {y}h{width}" for x, y, width in SPANS)
    with open(path, "w", encoding="utf-8") as file:
        file.write(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
            f"<style>.p{{fill:{PAPER}}}.t{{stroke:{LINE}}}.s{{stroke:{INK}}}"
            "@media(prefers-color-scheme:dark){.p{fill:#1f2023}.t{stroke:#46474c}.s{stroke:#e6e4df}}</style>"
            '<path class="p" d="M0 0h64v64H0z"/>'
            f'<path class="t" d="{tracks}"/><path class="s" stroke-width="6" d="{spans}"/></svg>\n'
        )


def card(path):
    """The 1200×630 card: spans and marks on one axis with its ticks."""
    width, height, left, right = 1200, 630, 150, 1050
    picture = Image.new("RGB", (width * SCALE, height * SCALE), PAPER)
    draw = ImageDraw.Draw(picture)

    def at(percent):
        return left + (right - left) * percent / 100

    def rectangle(x0, y0, x1, y1, fill):
        draw.rectangle([x0 * SCALE, y0 * SCALE, x1 * SCALE - 1, y1 * SCALE - 1], fill=fill)

    for y, spans, marks in ROWS:
        rectangle(left, y - 0.5, right, y + 0.5, LINE)
        for start, end in spans:
            rectangle(at(start), y - 4, at(end), y + 4, INK)
        for mark in marks:
            x = at(mark)
            draw.ellipse([(x - 7) * SCALE, (y - 7) * SCALE, (x + 7) * SCALE, (y + 7) * SCALE], fill=INK)
    for tick in range(0, 101, 10):
        rectangle(at(tick) - 0.75, 446, at(tick) + 0.75, 460 if tick % 50 else 474, QUIET)
    picture.resize((width, height), Image.Resampling.LANCZOS).quantize(64).save(path, optimize=True)


def main(folder):
    vector(os.path.join(folder, "icon.svg"))
    icon(os.path.join(folder, "icon-192.png"), 192, 6)
    icon(os.path.join(folder, "icon-512.png"), 512, 6)
    icon(os.path.join(folder, "apple-touch-icon.png"), 180, 2)
    card(os.path.join(folder, "social-card.png"))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
