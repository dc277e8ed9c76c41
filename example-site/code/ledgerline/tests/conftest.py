import pytest

from ledger.models import Account, Charity


@pytest.fixture
def charity(db: None) -> Charity:
    charity = Charity.objects.create(name="Havnekoret", organisation_number="912345678")
    Account.objects.bulk_create(
        Account(charity=charity, code=code, name=name, kind=kind)
        for code, name, kind in [
            ("1920", "Bank", Account.Kind.ASSET),
            ("2050", "Roof fund", Account.Kind.FUND),
            ("3220", "Gifts", Account.Kind.INCOME),
            ("6300", "Rent", Account.Kind.EXPENSE),
        ]
    )
    return charity
