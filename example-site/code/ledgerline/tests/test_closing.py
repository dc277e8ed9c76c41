from datetime import date

import pytest

from ledger.closing import (
    EarlierOpen,
    NotReady,
    Overdrawn,
    Unexplained,
    blockers,
    close,
    digest,
)
from ledger.models import BankLine, Charity, Line
from ledger.posting import Draft, Leg, PostingError, post

MARCH = date(2022, 3, 1)


def gift(charity: Charity, day: date, reference: str, ore: int = 50_000) -> None:
    legs = [Leg("1920", ore), Leg("3220", -ore)]
    post(charity, Draft(day, "Gift", reference, legs))


def test_a_clean_month_closes_and_takes_no_more(charity: Charity) -> None:
    gift(charity, date(2022, 3, 31), "g-1")
    sealed = close(charity, MARCH)
    assert sealed.digest == digest(charity, MARCH)
    with pytest.raises(PostingError, match="2022-03 is closed"):
        gift(charity, date(2022, 3, 31), "g-2")
    gift(charity, date(2022, 4, 1), "g-3")


def test_every_blocker_is_told_at_once(charity: Charity) -> None:
    gift(charity, date(2022, 2, 14), "g-1")
    overspent = [Leg("2050", 120_000), Leg("1920", -120_000)]
    post(charity, Draft(date(2022, 3, 4), "Slates", "b-1", overspent))
    bank = charity.accounts.get(code="1920")
    BankLine.objects.create(account=bank, date=MARCH, ore=-4_500, text="FEE 03")

    with pytest.raises(NotReady) as refusal:
        close(charity, MARCH)
    assert [type(found) for found in refusal.value.found] == [
        Unexplained,
        Overdrawn,
        EarlierOpen,
    ]
    assert str(refusal.value).splitlines() == [
        "2022-03-01: −45,00 “FEE 03” is not in the books",
        "Fund 2050 Roof fund is 1\u00a0200,00 short",
        "Close 2022-02 first",
    ]


def test_an_explained_bank_line_is_no_blocker(charity: Charity) -> None:
    gift(charity, date(2022, 3, 31), "g-1")
    line = Line.objects.get(account__code="1920")
    BankLine.objects.create(
        account=line.account,
        date=date(2022, 3, 31),
        ore=line.ore,
        text="VIPPS",
        explained_by=line,
    )
    assert list(blockers(charity, MARCH)) == []


def test_the_digest_notices_a_change_made_behind_our_back(charity: Charity) -> None:
    gift(charity, date(2022, 3, 31), "g-1")
    sealed = close(charity, MARCH)
    Line.objects.filter(account__code="1920").update(ore=50_001)
    assert digest(charity, MARCH) != sealed.digest
