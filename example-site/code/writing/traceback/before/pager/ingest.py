"""Turn an alert as a probe sent it into an Alert as we store it."""

from dataclasses import dataclass

REGIONS = {"osl": "Oslo", "bgo": "Bergen"}


@dataclass(frozen=True, slots=True)
class Alert:
    service: str
    region: str
    text: str


def parse(raw: dict[str, str]) -> Alert:
    host = raw["host"]
    service, _, site = host.rpartition("-")
    return Alert(service, REGIONS[site], raw["text"].strip())
