"""Posting entries to the ledger."""

import datetime
import json
from decimal import Decimal
from typing import overload

import pandas as pd

# region: limits
LIMIT = Decimal("10_000")  # in the currency of the ledger
# endregion


class Ledger:
    """All entries of a year."""

    def __init__(self) -> None:
        self.entries: list[str] = []

    @property
    def total(self) -> Decimal:
        """The sum of all entries."""
        return sum(map(Decimal, self.entries), Decimal())

    @total.setter
    def total(self, value: Decimal) -> None:
        raise AttributeError("a total is not set")

    # Posting twice is posting once.
    def post(self, entry: str) -> None:
        """Post an entry.

        It is refused above the limit.
        """
        # region: check
        if Decimal(entry) > LIMIT:
            raise ValueError(f"{entry} > {LIMIT}")
        # endregion
        self.entries.append(entry)

    def frame(self) -> pd.DataFrame:
        return pd.DataFrame({"entry": self.entries})


@overload
def read(path: str) -> Ledger: ...
@overload
def read(path: None = None) -> None: ...
def read(path=None):
    return path and Ledger()
