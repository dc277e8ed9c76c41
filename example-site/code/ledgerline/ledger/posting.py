"""The only door into the books: `post` and `reverse`.

Views, imports and the nightly jobs all come through here, so that each rule is
written once. Nothing else in the code base may create an `Entry` or a `Line`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from ledger.models import Account, Charity, ClosedMonth, Entry, Line
from ledger.money import Ore, kroner


class PostingError(ValueError):
    """The draft cannot be booked; the message is written for a treasurer."""


@dataclass(frozen=True, slots=True)
class Leg:
    account: str
    ore: Ore


@dataclass(frozen=True, slots=True)
class Draft:
    date: date
    memo: str
    reference: str
    legs: Sequence[Leg]


def post(charity: Charity, draft: Draft) -> Entry:
    """Book the draft, or return the entry that an earlier call booked for it."""
    accounts = _accounts(charity, draft)
    _refuse_unbalanced(draft)
    try:
        with transaction.atomic():
            _refuse_closed(charity, draft.date)
            entry = Entry.objects.create(
                charity=charity,
                date=draft.date,
                memo=draft.memo,
                reference=draft.reference,
            )
            Line.objects.bulk_create(
                Line(entry=entry, account=accounts[leg.account], ore=leg.ore)
                for leg in draft.legs
            )
            return entry
    except IntegrityError:
        # Somebody was faster with the same reference. Asking first and then
        # inserting would leave a gap between the two; the constraint has none.
        return _same_or_refuse(charity, draft)


def reverse(entry: Entry, on: date, reason: str) -> Entry:
    """Book the opposite of an entry, in an open month, and link the two."""
    draft = Draft(
        date=on,
        memo=f"Reversal of {entry.reference}: {reason}",
        reference=f"reversal-of-{entry.pk}",
        legs=[
            Leg(line.account.code, -line.ore)
            for line in entry.lines.select_related("account").order_by("id")
        ],
    )
    with transaction.atomic():
        reversal = post(entry.charity, draft)
        Entry.objects.filter(pk=reversal.pk).update(reverses=entry)
        reversal.refresh_from_db()
        return reversal


def _accounts(charity: Charity, draft: Draft) -> dict[str, Account]:
    wanted = {leg.account for leg in draft.legs}
    found = {a.code: a for a in charity.accounts.filter(code__in=wanted)}
    if unknown := sorted(wanted - found.keys()):
        raise PostingError(f"no account {', '.join(unknown)} in {charity.name}")
    return found


def _refuse_unbalanced(draft: Draft) -> None:
    if len(draft.legs) < 2:
        raise PostingError("an entry needs at least two lines")
    if any(leg.ore == 0 for leg in draft.legs):
        raise PostingError("a line of 0,00 says nothing; leave it out")
    if difference := sum(leg.ore for leg in draft.legs):
        raise PostingError(f"debit and credit differ by {kroner(difference)}")


def _refuse_closed(charity: Charity, day: date) -> None:
    # The row lock makes closing and posting wait for each other. SQLite has no
    # such lock and ignores this; its writers queue for the whole database anyway.
    Charity.objects.select_for_update().get(pk=charity.pk)
    if ClosedMonth.objects.filter(
        charity=charity, first_day=day.replace(day=1)
    ).exists():
        raise PostingError(f"{day:%Y-%m} is closed; book a correction in an open month")


def _same_or_refuse(charity: Charity, draft: Draft) -> Entry:
    entry = Entry.objects.get(charity=charity, reference=draft.reference)
    booked = sorted(entry.lines.values_list("account__code", "ore"))
    if booked != sorted((leg.account, leg.ore) for leg in draft.legs):
        raise PostingError(
            f"{draft.reference} is already booked with other amounts; "
            "reverse that entry first"
        )
    return entry
