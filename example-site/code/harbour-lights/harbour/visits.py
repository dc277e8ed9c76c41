"""Week 6: from the log of a lighthouse keeper to one row a visit. Model solution."""

import pandas as pd


def tidy(log: pd.DataFrame) -> pd.DataFrame:
    """One row a visit, with its length; visits that never ended are kept.

    The log has one row an event: `light`, `at` and `event`, which is *arrive* or
    *leave*. Keepers forgot to write *leave* about once in forty visits.
    """
    ordered = log.sort_values(["light", "at"], kind="stable")
    arrivals = ordered["event"].eq("arrive")
    # Each arrival opens a visit; what follows belongs to it until the next one.
    visit = arrivals.groupby(ordered["light"]).cumsum()
    ordered = ordered.assign(visit=visit)[visit > 0]
    table = (
        ordered.drop_duplicates(["light", "visit", "event"])
        .pivot(index=["light", "visit"], columns="event", values="at")
        .reindex(columns=["arrive", "leave"])
        .astype(log["at"].dtype)
        .reset_index()
        .rename_axis(columns=None)
    )
    stay = table["leave"] - table["arrive"]
    return table.assign(hours=stay.dt.total_seconds() / 3600)
