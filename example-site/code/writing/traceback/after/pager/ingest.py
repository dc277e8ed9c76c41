from dataclasses import dataclass

REGIONS = {"osl": "Oslo", "bgo": "Bergen"}


class BadAlert(Exception):
    """A probe sent something that we cannot read."""


@dataclass(frozen=True, slots=True)
class Alert:
    service: str
    region: str
    text: str


def parse(raw: dict[str, str]) -> Alert:
    host = raw["host"]
    service, dash, site = host.rpartition("-")
    if not dash:
        raise BadAlert(f"host {host!r} has no site suffix; expected e.g. 'ledger-osl'")
    try:
        region = REGIONS[site]
    except KeyError as error:
        known = ", ".join(sorted(REGIONS))
        raise BadAlert(f"host {host!r}: site not one of {known}") from error
    return Alert(service, region, raw["text"].strip())
