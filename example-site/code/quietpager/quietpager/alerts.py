"""What comes in, and what two alerts have in common when they are one incident."""

import re
from dataclasses import dataclass
from enum import IntEnum


class Severity(IntEnum):
    INFO = 0
    WARNING = 1
    CRITICAL = 2


@dataclass(frozen=True, slots=True)
class Alert:
    service: str
    text: str
    severity: Severity = Severity.WARNING


# region: fingerprint
# Ordered: an address must be recognised before its digits are taken for numbers.
VARIABLE = [
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}\b"), "<id>"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b"), "<address>"),
    (re.compile(r"\b[a-z]+(?:-[a-z]+)*-\d+\b"), "<host>"),
    (re.compile(r"\b\d+(?:\.\d+)?\s?(?:ms|s|%|MB|GB)"), "<amount>"),
    (re.compile(r"\b\d+\b"), "<number>"),
]


def fingerprint(alert: Alert) -> str:
    """The alert without the parts that differ from one occurrence to the next."""
    text = alert.text
    for pattern, name in VARIABLE:
        text = pattern.sub(name, text)
    return f"{alert.service}: {text}"


# endregion
