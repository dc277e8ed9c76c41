from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from forgetmenot.app import Store, create_app
from forgetmenot.journal import Journal, broken
from forgetmenot.vault import MemoryKeys, Vault

SERVICE = {"x-caller": "donations"}
OFFICER = {"x-caller": "privacy-officer"}
ADA = "/subjects/person-0001"


@pytest.fixture
def journal() -> Journal:
    return Journal(pepper=b"only for tests")


@pytest.fixture
def client(journal: Journal) -> TestClient:
    return TestClient(create_app(Vault(MemoryKeys()), journal, Store()))


def put(client: TestClient, column: str, text: str) -> int:
    value = {"table": "donor", "column": column, "text": text}
    return client.put(f"{ADA}/values", json=value, headers=SERVICE).status_code


def test_export_then_erase(client: TestClient, journal: Journal) -> None:
    assert put(client, "name", "Ada") == 201
    assert put(client, "address", "Nygata 1") == 201
    exported = client.get(f"{ADA}/export", headers=OFFICER)
    assert exported.json() == {"donor": {"name": "Ada", "address": "Nygata 1"}}

    receipt = client.delete(ADA, headers=OFFICER).json()
    assert receipt["journal"] == journal.lines[-1].digest()
    assert client.get(f"{ADA}/export", headers=OFFICER).status_code == 410
    assert put(client, "name", "Ada") == 410


def test_a_service_may_write_but_neither_export_nor_erase(client: TestClient) -> None:
    assert client.get(f"{ADA}/export", headers=SERVICE).status_code == 403
    assert client.delete(ADA, headers=SERVICE).status_code == 403
    assert client.get(f"{ADA}/export").status_code == 422


def test_the_journal_names_nobody(client: TestClient, journal: Journal) -> None:
    client.delete(ADA, headers=OFFICER)
    assert "person-0001" not in repr(journal.lines)


def test_a_changed_line_breaks_the_chain(client: TestClient, journal: Journal) -> None:
    for _ in range(3):
        client.delete(ADA, headers=OFFICER)
    assert list(broken(journal.lines)) == []
    forged = journal.lines.copy()
    forged[1] = replace(forged[1], action="exported")
    assert list(broken(forged)) == [2]
