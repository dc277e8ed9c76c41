"""What is kept. Amounts are whole øre; a debit is positive, a credit negative."""

from django.db import models
from django.db.models import F, Q


class Charity(models.Model):
    name = models.CharField(max_length=120)
    organisation_number = models.CharField(max_length=9, unique=True)


class Account(models.Model):
    class Kind(models.TextChoices):
        ASSET = "asset"
        LIABILITY = "liability"
        FUND = "fund"
        INCOME = "income"
        EXPENSE = "expense"

    charity = models.ForeignKey(Charity, models.CASCADE, related_name="accounts")
    code = models.CharField(max_length=4)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=9, choices=Kind)

    class Meta:
        constraints = [
            models.UniqueConstraint("charity", "code", name="account_code_once"),
        ]


class Entry(models.Model):
    """One event in the books. It is never changed: a mistake gets a reversal."""

    charity = models.ForeignKey(Charity, models.PROTECT, related_name="entries")
    date = models.DateField()
    memo = models.CharField(max_length=200)
    # The sender's own key. A webhook that arrives twice must not be booked twice.
    reference = models.CharField(max_length=64)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversal"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint("charity", "reference", name="entry_once"),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reverses=F("id")),
                name="entry_not_its_own_reversal",
            ),
        ]


class Line(models.Model):
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, models.PROTECT, related_name="lines")
    ore = models.BigIntegerField()

    class Meta:
        constraints = [
            # A line of nothing is always a bug upstream; we met three kinds of them.
            models.CheckConstraint(condition=~Q(ore=0), name="line_not_zero"),
        ]


class BankLine(models.Model):
    """A row of the bank's statement, and the ledger line that explains it."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="bank_lines")
    date = models.DateField()
    ore = models.BigIntegerField()
    text = models.CharField(max_length=140)
    explained_by = models.OneToOneField(
        Line, models.PROTECT, null=True, blank=True, related_name="bank_line"
    )


class ClosedMonth(models.Model):
    charity = models.ForeignKey(Charity, models.PROTECT, related_name="closed_months")
    first_day = models.DateField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint("charity", "first_day", name="month_closed_once"),
            models.CheckConstraint(
                condition=Q(first_day__day=1), name="month_starts_on_day_one"
            ),
        ]
