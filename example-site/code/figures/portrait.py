"""Draw the portrait, 480 × 480, and write it to static/images/portrait.png.

A head and shoulders, a pale sun and three lines of water: enough to recognise the page by, and nobody's face.

    pip install pillow
    python code/figures/portrait.py
"""

import argparse
import math
from pathlib import Path

from PIL import Image, ImageDraw

SITE = Path(__file__).resolve().parents[2]
SIZE = 480
SCALE = 4

SKY = (222, 226, 222)
SUN = (243, 231, 203)
SEA = (62, 104, 128)
FOAM = (206, 220, 224)
COAT = (35, 42, 54)
SCARF = (178, 84, 58)
SKIN = (214, 170, 138)
SHADE = (191, 142, 110)
HAIR = (46, 40, 42)


def box(x: float, y: float, rx: float, ry: float) -> list[float]:
    """The bounding box of an ellipse around a centre, in the pixels of the large drawing."""
    return [SCALE * (x - rx), SCALE * (y - ry), SCALE * (x + rx), SCALE * (y + ry)]


def wave(
    draw: ImageDraw.ImageDraw, y: float, colour: tuple[int, int, int], width: int
) -> None:
    """A line of water; every line has the same wave, a quarter of a wave further on."""
    points = [
        (SCALE * x, SCALE * (y + 5 * math.sin(2 * math.pi * (x + y) / 96)))
        for x in range(-8, SIZE + 9)
    ]
    draw.line(points, fill=colour, width=width * SCALE, joint="curve")


def background(draw: ImageDraw.ImageDraw) -> None:
    draw.ellipse(box(322, 168, 112, 112), fill=SUN)
    draw.rectangle([0, SCALE * 300, SCALE * SIZE, SCALE * SIZE], fill=SEA)
    for y in (324, 356, 388):
        wave(draw, y, FOAM, 4)


def figure(draw: ImageDraw.ImageDraw) -> None:
    draw.ellipse(box(212, 196, 104, 118), fill=HAIR)
    sides = [SCALE * 108, SCALE * 196, SCALE * 316, SCALE * 330]
    draw.rounded_rectangle(
        sides, SCALE * 40, fill=HAIR, corners=(False, False, True, True)
    )
    draw.ellipse(box(212, 510, 196, 172), fill=COAT)
    draw.rectangle([SCALE * 176, SCALE * 270, SCALE * 248, SCALE * 352], fill=SHADE)
    draw.ellipse(box(212, 214, 72, 92), fill=SKIN)
    draw.pieslice(box(212, 176, 96, 90), 180, 360, fill=HAIR)
    fringe = [(284, 160), (284, 238), (140, 186), (140, 160)]
    draw.polygon([(SCALE * x, SCALE * y) for x, y in fringe], fill=HAIR)
    draw.rounded_rectangle(
        [SCALE * 142, SCALE * 322, SCALE * 282, SCALE * 376], SCALE * 27, fill=SCARF
    )
    end = [(226, 360), (270, 360), (288, 480), (232, 480)]
    draw.polygon([(SCALE * x, SCALE * y) for x, y in end], fill=SCARF)


def portrait() -> Image.Image:
    """The finished portrait, with a palette that keeps the file small."""
    large = Image.new("RGB", (SIZE * SCALE, SIZE * SCALE), SKY)
    draw = ImageDraw.Draw(large)
    background(draw)
    figure(draw)
    return large.resize((SIZE, SIZE), Image.Resampling.LANCZOS).quantize(
        48, dither=Image.Dither.NONE
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=SITE / "static/images/portrait.png")
    portrait().save(parser.parse_args().out, optimize=True)


if __name__ == "__main__":
    main()
