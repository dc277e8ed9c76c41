"""Ten days of the made-up gauge: what it wrote, what was left out, what was fitted.

PYTHONPATH=tideline python figures/draw_tideline.py
"""

import matplotlib.pyplot as plt
import numpy as np
from paper import CONTENT, INK, QUIET, RUST, SEA, STYLE, save

from tideline.clean import Flag, flag
from tideline.fit import fit
from tideline.gauge import TRUTH, record


def main() -> None:
    hours, level = record()
    flags = flag(level)
    good = flags == 0
    found = fit(hours[good], level[good], list(TRUTH))

    # Ten days that hold every kind of fault: the first hanging float, and around it.
    start = int(np.flatnonzero(flags & Flag.STUCK)[0]) - 60
    window = slice(start, start + 240)
    days, seen, kept = hours[window] / 24, level[window], good[window]

    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(7.6, 3.6), dpi=100, layout="constrained")
        axes.plot(days, found.predict(hours[window]), color=SEA, label="five tides")
        axes.plot(days[kept], seen[kept], ".", color=INK, ms=4, label="used")
        axes.plot(days[~kept], seen[~kept], "x", color=RUST, ms=6, label="left out")
        axes.axhline(found.mean, color=QUIET, linewidth=0.8)
        axes.set_xlabel("day of the record")
        axes.set_ylabel("level in metres")
        axes.legend(loc="upper left", ncols=3)
        axes.set_ylim(top=axes.get_ylim()[1] + 0.35)
        save(figure, CONTENT / "tideline" / "ten-days.png")


if __name__ == "__main__":
    main()
