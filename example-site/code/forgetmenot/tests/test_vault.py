from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forgetmenot.vault import Erased, MemoryKeys, Place, Subject, Tampered, Vault

ADA = Subject("person-0001")
BO = Subject("person-0002")
ADDRESS = Place(ADA, "donor", "address")


@pytest.fixture
def vault() -> Vault:
    return Vault(MemoryKeys())


@given(st.text(), st.text(max_size=20), st.text(max_size=20))
def test_what_is_sealed_can_be_opened(text: str, table: str, column: str) -> None:
    vault, place = Vault(MemoryKeys()), Place(ADA, table, column)
    assert vault.open(place, vault.seal(place, text)) == text


def test_the_same_text_never_looks_the_same(vault: Vault) -> None:
    assert vault.seal(ADDRESS, "Nygata 1") != vault.seal(ADDRESS, "Nygata 1")


def test_a_backup_cannot_be_read_after_the_erasure(vault: Vault) -> None:
    backup = vault.seal(ADDRESS, "Nygata 1")
    vault.keys.destroy(ADA)
    with pytest.raises(Erased):
        vault.open(ADDRESS, backup)


def test_an_erased_person_gets_no_second_key(vault: Vault) -> None:
    vault.seal(ADDRESS, "Nygata 1")
    vault.keys.destroy(ADA)
    with pytest.raises(Erased):
        vault.seal(ADDRESS, "Nygata 1")


def test_erasing_twice_gives_the_same_moment(vault: Vault) -> None:
    assert vault.keys.destroy(ADA) == vault.keys.destroy(ADA)


def test_others_keep_their_data(vault: Vault) -> None:
    hers = replace(ADDRESS, subject=BO)
    sealed = vault.seal(hers, "Strandgata 4")
    vault.keys.destroy(ADA)
    assert vault.open(hers, sealed) == "Strandgata 4"


@pytest.mark.parametrize(
    "elsewhere",
    [replace(ADDRESS, column="name"), replace(ADDRESS, table="staff")],
)
def test_a_value_cannot_be_moved(vault: Vault, elsewhere: Place) -> None:
    sealed = vault.seal(ADDRESS, "Nygata 1")
    with pytest.raises(Tampered):
        vault.open(elsewhere, sealed)


@given(st.integers(0), st.integers(1, 255))
def test_every_flipped_byte_is_noticed(position: int, flip: int) -> None:
    vault = Vault(MemoryKeys())
    sealed = bytearray(vault.seal(ADDRESS, "Nygata 1"))
    sealed[position % len(sealed)] ^= flip
    with pytest.raises(Tampered):
        vault.open(ADDRESS, bytes(sealed))


def test_places_that_join_to_the_same_letters_differ() -> None:
    assert Place(ADA, "ab", "c").label() != Place(ADA, "a", "bc").label()
