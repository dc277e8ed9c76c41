"""Draw the social card, 1200 × 630, and write it to static/images/card.png.

The line along the bottom is not decoration: it is the tide of one month, from the two largest constituents,
and the swelling and shrinking of it is spring and neap. The date in the corner would be out of date, so there is none.

    pip install pillow
    apt-get install fonts-vollkorn fonts-lato        # both under the SIL Open Font Licence
    python code/figures/social_card.py
"""

import argparse
import math
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SITE = Path(__file__).resolve().parents[2]
SIZE = (1200, 630)
MARGIN = 88
SCALE = 3  # drawn larger and reduced, since Pillow's lines are not smoothed

PAPER = (247, 243, 235)
INK = (33, 37, 46)
MUTED = (98, 100, 105)
SEA = (38, 84, 112)

NAME = "Juno Halvorsen"
HEADLINE = ("Python developer for ledgers,", "forecasts and the tools between them")
PLACE = "juno-halvorsen.example   ·   Bergen, Norway"

M2_HOURS = 12.4206012  # the moon's half-day tide
S2_HOURS = 12.0  # the sun's


def tide(hours: float) -> float:
    """The height of the water, with the largest possible height as 1."""
    moon = math.cos(2 * math.pi * hours / M2_HOURS)
    sun = 0.46 * math.cos(2 * math.pi * hours / S2_HOURS)
    return (moon + sun) / 1.46


def draw_tide(draw: ImageDraw.ImageDraw, base: int, height: int) -> None:
    """One month of tide across the whole width, `height` pixels above and below `base`."""
    width = SIZE[0] * SCALE
    month = 24 * 29.53
    points = [
        (x, base * SCALE - height * SCALE * tide((x / width - 0.25) * month))
        for x in range(width + 1)
    ]
    draw.line(points, fill=SEA, width=2 * SCALE, joint="curve")


def draw_text(draw: ImageDraw.ImageDraw, fonts: Path) -> None:
    """Name, headline and place, flush left on the margin."""

    def font(name: str, size: int) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(fonts / name, size * SCALE)

    def line(
        y: int, text: str, face: ImageFont.FreeTypeFont, colour: tuple[int, int, int]
    ) -> None:
        draw.text(
            (MARGIN * SCALE, y * SCALE), text, font=face, fill=colour, anchor="ls"
        )

    line(172, NAME, font("vollkorn/Vollkorn-Medium.ttf", 84), INK)
    for row, text in enumerate(HEADLINE):
        line(252 + 52 * row, text, font("vollkorn/Vollkorn-Regular.ttf", 41), MUTED)
    line(378, PLACE, font("lato/Lato-Regular.ttf", 23), SEA)


def card(fonts: Path) -> Image.Image:
    """The finished card, with a palette that keeps the file small."""
    large = Image.new("RGB", (SIZE[0] * SCALE, SIZE[1] * SCALE), PAPER)
    draw = ImageDraw.Draw(large)
    draw_tide(draw, base=516, height=62)
    draw_text(draw, fonts)
    return large.resize(SIZE, Image.Resampling.LANCZOS).quantize(
        64, dither=Image.Dither.NONE
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--fonts", type=Path, default=Path("/usr/share/fonts/truetype"))
    parser.add_argument("--out", type=Path, default=SITE / "static/images/card.png")
    arguments = parser.parse_args()
    card(arguments.fonts).save(arguments.out, optimize=True)


if __name__ == "__main__":
    main()
