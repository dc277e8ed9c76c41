"""Forecast against truth in the spring of the made-up sailing.

    PYTHONPATH=ferrycast python figures/draw_ferrycast.py

May is the month to look at: Ascension Day, Constitution Day and Whit Monday move
through it, and the average of four weeks always arrives late.
"""

import matplotlib.pyplot as plt
from matplotlib.dates import DateFormatter, DayLocator
from paper import CONTENT, INK, QUIET, RUST, SEA, STYLE, save

from ferrycast.backtest import Plan, backtest
from ferrycast.holidays import holidays
from ferrycast.models import Ridge, SameWeekday
from ferrycast.synthetic import DECK, sailing


def main() -> None:
    counts, plan = sailing(), Plan()
    ridge = backtest(counts, lambda: Ridge(ceiling=DECK), plan).loc[
        "2024-04-29":"2024-05-31"
    ]
    naive = backtest(counts, SameWeekday, plan).loc[ridge.index]

    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(7.6, 3.8), dpi=100, layout="constrained")
        for day in holidays(2024):
            if str(ridge.index[0].date()) <= str(day) <= str(ridge.index[-1].date()):
                axes.axvspan(day, day, color=QUIET, alpha=0.35, linewidth=9)
        axes.plot(ridge["actual"], "o", color=INK, markersize=4.5, label="counted")
        axes.plot(naive["forecast"], "--", color=RUST, label="same weekday, four weeks")
        axes.plot(ridge["forecast"], color=SEA, linewidth=2, label="Ferrycast")
        axes.set_ylim(0, DECK + 5)
        axes.set_ylabel("vehicles on the 16:30")
        axes.xaxis.set_major_locator(DayLocator(interval=7))
        axes.xaxis.set_major_formatter(DateFormatter("%-d %b"))
        axes.legend(loc="lower left", ncols=3)
        save(figure, CONTENT / "ferrycast" / "may.png")


if __name__ == "__main__":
    main()
