"""Closing a month: say everything that is in the way at once, then seal it.

The old close was slow because it was serial: find a problem, fix it, start
again. `blockers` therefore never stops at the first one.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Sum

from ledger.models import Account, BankLine, Charity, ClosedMonth, Line
from ledger.money import Ore, kroner


@dataclass(frozen=True, slots=True)
class Unexplained:
    """The bank saw money move, and the books do not say why."""

    bank_line: BankLine


@dataclass(frozen=True, slots=True)
class Overdrawn:
    """A restricted fund has paid out more than donors gave it."""

    account: Account
    ore: Ore


@dataclass(frozen=True, slots=True)
class EarlierOpen:
    """The month before has entries and is still open."""

    first_day: date


type Blocker = Unexplained | Overdrawn | EarlierOpen


def describe(blocker: Blocker) -> str:
    """One sentence for the treasurer: what is wrong, and where to look."""
    match blocker:
        case Unexplained(bank_line=line):
            return f"{line.date}: {kroner(line.ore)} “{line.text}” is not in the books"
        case Overdrawn(account=fund, ore=ore):
            return f"Fund {fund.code} {fund.name} is {kroner(ore)} short"
        case EarlierOpen(first_day=first_day):
            return f"Close {first_day:%Y-%m} first"


def trial_balance(charity: Charity, until: date) -> dict[str, Ore]:
    """The balance of each account that ever moved, by code, up to and with a day."""
    rows = (
        Line.objects.filter(entry__charity=charity, entry__date__lte=until)
        .values("account__code")
        .annotate(total=Sum("ore"))
        .order_by("account__code")
    )
    return {row["account__code"]: row["total"] for row in rows}


def blockers(charity: Charity, first_day: date) -> Iterator[Blocker]:
    """Everything that keeps a month from closing; nothing means it may."""
    last_day = _last_day(first_day)
    unexplained = BankLine.objects.filter(
        account__charity=charity,
        date__range=(first_day, last_day),
        explained_by=None,
    )
    yield from (Unexplained(line) for line in unexplained.order_by("date", "id"))

    balance = trial_balance(charity, last_day)
    for fund in charity.accounts.filter(kind=Account.Kind.FUND).order_by("code"):
        # Funds are credit accounts, so a positive balance is money that is not there.
        if (short := balance.get(fund.code, 0)) > 0:
            yield Overdrawn(fund, short)

    before = (first_day - timedelta(days=1)).replace(day=1)
    if (
        charity.entries.filter(date__range=(before, _last_day(before))).exists()
        and not charity.closed_months.filter(first_day=before).exists()
    ):
        yield EarlierOpen(before)


class NotReady(Exception):
    def __init__(self, found: list[Blocker]) -> None:
        super().__init__("\n".join(describe(blocker) for blocker in found))
        self.found = found


def close(charity: Charity, first_day: date) -> ClosedMonth:
    """Seal a month. The digest lets an auditor see that nothing moved since."""
    with transaction.atomic():
        Charity.objects.select_for_update().get(pk=charity.pk)
        if found := list(blockers(charity, first_day)):
            raise NotReady(found)
        return ClosedMonth.objects.create(
            charity=charity, first_day=first_day, digest=digest(charity, first_day)
        )


def digest(charity: Charity, first_day: date) -> str:
    """A fingerprint of the month's lines in the order they were written."""
    lines = (
        Line.objects.filter(
            entry__charity=charity,
            entry__date__range=(first_day, _last_day(first_day)),
        )
        .order_by("id")
        .values_list("entry__date", "entry__reference", "account__code", "ore")
    )
    text = "\n".join(f"{day}\t{ref}\t{code}\t{ore}" for day, ref, code, ore in lines)
    return hashlib.sha256(text.encode()).hexdigest()


def _last_day(first_day: date) -> date:
    # 32 days after the first is always in the next month.
    return (first_day + timedelta(days=32)).replace(day=1) - timedelta(days=1)
