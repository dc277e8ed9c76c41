from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from roster.models import Person, Shift

OSLO = ZoneInfo("Europe/Oslo")
HTMX = {"HX-Request": "true"}

pytestmark = pytest.mark.django_db


def shift(day: int, start: int, end: int, needs: str = "") -> Shift:
    return Shift.objects.create(
        start=datetime(2022, 9, day, start, tzinfo=OSLO),
        end=datetime(2022, 9, day, end, tzinfo=OSLO),
        needs=needs,
    )


@pytest.fixture
def runa() -> Person:
    return Person.objects.create(name="Runa")


def test_htmx_gets_one_row(client: Client, runa: Person) -> None:
    evening = shift(5, 15, 23)
    answer = client.post(
        f"/shifts/{evening.pk}/assign", {"person": runa.pk}, headers=HTMX
    )
    html = answer.content.decode()
    assert html.lstrip().startswith(f'<tr id="shift-{evening.pk}">')
    assert "<td>Runa</td>" in html
    assert list(evening.people.all()) == [runa]


def test_an_objection_is_said_and_can_be_overruled(
    client: Client, runa: Person
) -> None:
    shift(5, 15, 23).people.add(runa)
    morning = shift(6, 7, 15)
    url = f"/shifts/{morning.pk}/assign"

    html = client.post(url, {"person": runa.pk}, headers=HTMX).content.decode()
    assert 'role="alert"' in html
    assert "Only 8 h of rest" in html
    assert not morning.people.exists()

    client.post(url, {"person": runa.pk, "anyway": "yes"}, headers=HTMX)
    assert list(morning.people.all()) == [runa]


def test_without_javascript_it_is_a_form(client: Client, runa: Person) -> None:
    evening = shift(5, 15, 23)
    answer = client.post(f"/shifts/{evening.pk}/assign", {"person": runa.pk})
    assert (answer.status_code, answer.headers["location"]) == (302, "/")
    page = client.get("/").content.decode()
    assert "<caption>" in page
    assert "<td>Runa</td>" in page


def test_assigning_twice_is_assigning_once(client: Client, runa: Person) -> None:
    evening = shift(5, 15, 23)
    for _ in range(2):
        client.post(f"/shifts/{evening.pk}/assign", {"person": runa.pk})
    assert evening.people.count() == 1


def test_only_a_form_of_ours_may_assign(runa: Person) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"/shifts/{shift(5, 15, 23).pk}/assign", {"person": runa.pk})
    assert answer.status_code == 403


def test_every_select_has_its_own_label(client: Client, runa: Person) -> None:
    first, second = shift(5, 7, 15), shift(6, 7, 15)
    page = client.get("/").content.decode()
    for one in (first, second):
        assert page.count(f'for="person-{one.pk}"') == 1
        assert page.count(f'id="person-{one.pk}"') == 1
