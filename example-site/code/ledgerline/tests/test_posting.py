from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from ledger.closing import trial_balance
from ledger.models import Account, Charity, Entry, Line
from ledger.posting import Draft, Leg, PostingError, post, reverse

RENT = Draft(
    date(2022, 3, 1), "Rent", "bank-1", [Leg("6300", 900_000), Leg("1920", -900_000)]
)


def test_an_entry_and_its_lines(charity: Charity) -> None:
    entry = post(charity, RENT)
    assert sorted(entry.lines.values_list("account__code", "ore")) == [
        ("1920", -900_000),
        ("6300", 900_000),
    ]


def test_the_same_webhook_twice_is_booked_once(charity: Charity) -> None:
    assert post(charity, RENT) == post(charity, RENT)
    assert Line.objects.count() == 2


def test_the_same_reference_with_other_amounts_is_refused(charity: Charity) -> None:
    post(charity, RENT)
    other = Draft(RENT.date, "Rent", "bank-1", [Leg("6300", 1), Leg("1920", -1)])
    with pytest.raises(PostingError, match="other amounts"):
        post(charity, other)


@pytest.mark.parametrize(
    ("legs", "message"),
    [
        ([Leg("6300", 100), Leg("1920", -99)], "differ by 0,01"),
        ([Leg("6300", 100)], "at least two"),
        ([Leg("6300", 0), Leg("1920", 0)], "0,00"),
        ([Leg("6300", 100), Leg("9999", -100)], "no account 9999"),
    ],
)
def test_what_is_refused_leaves_no_trace(
    charity: Charity, legs: list[Leg], message: str
) -> None:
    with pytest.raises(PostingError, match=message):
        post(charity, Draft(RENT.date, "Wrong", "bank-2", legs))
    assert not Entry.objects.exists()


def test_a_reversal_is_linked_and_leaves_nothing(charity: Charity) -> None:
    entry = post(charity, RENT)
    reversal = reverse(entry, date(2022, 3, 9), "paid twice")
    assert reversal.reverses == entry
    assert set(trial_balance(charity, date(2022, 3, 31)).values()) == {0}


def test_the_database_itself_refuses_a_line_of_nothing(charity: Charity) -> None:
    entry = post(charity, RENT)
    bank = charity.accounts.get(code="1920")
    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.create(entry=entry, account=bank, ore=0)


class Books(TestCase):
    """Whatever is posted and reversed, in whatever order, the books balance."""

    amounts = st.lists(st.integers(1, 10**9), min_size=1, max_size=6)

    # Each example fills a database; thirty find what a hundred find.
    @settings(max_examples=30)
    @given(amounts, st.data())
    def test_the_trial_balance_is_always_zero(
        self, amounts: list[int], data: st.DataObject
    ) -> None:
        charity = Charity.objects.create(name="C", organisation_number="1")
        for code in ("1920", "3220", "6300"):
            Account.objects.create(charity=charity, code=code, name=code, kind="asset")
        for number, ore in enumerate(amounts):
            there, back = data.draw(st.permutations(["1920", "3220", "6300"]))[:2]
            draft = Draft(
                date(2022, 1, 1 + number),
                "",
                f"g-{number}",
                [Leg(there, ore), Leg(back, -ore)],
            )
            entry = post(charity, draft)
            if data.draw(st.booleans()):
                reverse(entry, date(2022, 2, 1), "drawn")
        assert sum(trial_balance(charity, date(2022, 12, 31)).values()) == 0
