"""Draw static/images/two-judges.svg: which days a forecaster has seen, under shuffled and under rolling folds.

The days are those of the code, not an artist's: the splits come from `writing/back_test/two_judges.py`.

    cd example-site/code
    PYTHONPATH=writing/back_test python figures/draw_two_judges.py
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from two_judges import Split, rolling, shuffled

OUT = Path(__file__).resolve().parents[2] / "static/images/two-judges.svg"
# A window of ten weeks around the first Monday that rolling folds ask for.
FIRST, SHOWN = 710, 70
CELL, GAP, LEFT = 8.4, 1.4, 28

STYLE = """
    .paper { fill: #f7f3eb }
    .seen { fill: #b9bfc4 }
    .asked { fill: #a8432d }
    .hidden { fill: none; stroke: #b9bfc4; stroke-width: 1 }
    .ink { fill: #21252e }
    .muted { fill: #5a5f68 }
    @media (prefers-color-scheme: dark) {
      .paper { fill: #1d2026 }
      .seen { fill: #565d68 }
      .asked { fill: #ee9c85 }
      .hidden { stroke: #565d68 }
      .ink { fill: #e8e4dc }
      .muted { fill: #a9afb8 }
    }"""


def row(split: Split, y: float) -> Iterator[str]:
    """One fold: a bar for each day of the window, taller for the days that are asked."""
    seen, asked = (set(part.tolist()) for part in split)
    bars: dict[str, list[str]] = {"seen": [], "asked": [], "hidden": []}
    for place, day in enumerate(range(FIRST, FIRST + SHOWN)):
        kind = "asked" if day in asked else "seen" if day in seen else "hidden"
        top, height = (y - 4, 26) if kind == "asked" else (y, 18)
        bars[kind].append(
            f"M{LEFT + place * (CELL + GAP):.1f} {top:.0f}h{CELL}v{height}h-{CELL}z"
        )
    for kind, paths in bars.items():
        if paths:
            yield f'<path class="{kind}" d="{"".join(paths)}"/>'


def panel(splits: Iterator[Split], title: str, y: float) -> Iterator[str]:
    """A title and the first three folds below it."""
    yield f'<text class="ink" x="{LEFT}" y="{y:.0f}">{title}</text>'
    for number, split in enumerate(islice(splits, 3)):
        yield from row(split, y + 18 + 34 * number)


def legend(y: float) -> Iterator[str]:
    """What the three kinds of bar mean, on one line."""
    words = {"seen": "seen", "asked": "asked", "hidden": "not known yet"}
    for x, (kind, word) in zip((LEFT, 120, 220), words.items(), strict=True):
        yield f'<rect class="{kind}" x="{x}" y="{y - 13:.0f}" width="{CELL}" height="16"/>'
        yield f'<text class="muted" x="{x + 16}" y="{y:.0f}">{word}</text>'


def main() -> None:
    parts = [
        *panel(shuffled(FIRST + SHOWN), "Shuffled: three of ten folds", 40),
        *panel(
            rolling(FIRST + SHOWN),
            "Rolling origin: three weeks, each with its embargo",
            200,
        ),
        *legend(348),
    ]
    body = "\n  ".join(parts)
    OUT.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 740 372" role="img" aria-labelledby="t d"'
        " font-family=\"ui-sans-serif, system-ui, 'Segoe UI', 'Liberation Sans', Arial, sans-serif\" font-size=\"15\">\n"
        '  <title id="t">Which days are seen under shuffled and under rolling folds</title>\n'
        '  <desc id="d">Ten weeks of days. Under shuffled folds the days that are asked lie scattered among days that were seen,'
        " before and after. Under rolling folds each asked week comes after all that was seen, with three days between"
        " them.</desc>\n"
        f"  <style>{STYLE}\n  </style>\n"
        f'  <rect class="paper" width="740" height="372" rx="6"/>\n  {body}\n</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
