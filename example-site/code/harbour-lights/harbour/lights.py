"""Week 3: read a light's character off the chart. This is the model solution.

On a chart a lighthouse is written as `Fl(2) W 10s 27m 15M`: two flashes, white,
every ten seconds, 27 metres high, seen from 15 nautical miles.
"""

import re
from dataclasses import dataclass
from typing import Literal

type Rhythm = Literal["fixed", "flashing", "occulting", "isophase", "quick"]

RHYTHMS: dict[str, Rhythm] = {
    "F": "fixed",
    "Fl": "flashing",
    "Oc": "occulting",
    "Iso": "isophase",
    "Q": "quick",
}
PATTERN = re.compile(
    r"(?P<rhythm>F|Fl|Oc|Iso|Q)(?:\((?P<group>\d+)\))?"
    r" (?P<colours>[WRG]+)"
    r"(?: (?P<period>\d+(?:\.\d+)?)s)?"
    r"(?: (?P<height>\d+)m)?"
    r"(?: (?P<range>\d+)M)?"
)


@dataclass(frozen=True, slots=True)
class Light:
    rhythm: Rhythm
    colours: str
    group: int = 1
    period: float | None = None
    height: int | None = None
    range: int | None = None

    @property
    def flashes_an_hour(self) -> float | None:
        if self.rhythm == "fixed" or self.period is None:
            return None
        return 3600 / self.period * self.group


def parse(text: str) -> Light:
    """Read one light; a `ValueError` quotes what could not be read."""
    # Charts use narrow spaces, and people use several. Both mean one space.
    tidy = " ".join(text.split())
    found = PATTERN.fullmatch(tidy)
    if found is None:
        raise ValueError(f"not a light: {text!r}")
    return Light(
        rhythm=RHYTHMS[found["rhythm"]],
        colours=found["colours"],
        group=int(found["group"] or 1),
        period=float(found["period"]) if found["period"] else None,
        height=int(found["height"]) if found["height"] else None,
        range=int(found["range"]) if found["range"] else None,
    )
