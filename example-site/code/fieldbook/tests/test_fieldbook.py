import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldbook.book import MIGRATIONS, Book, BookError
from fieldbook.cli import main

NOON = datetime(2018, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "field.book"


def test_what_is_added_can_be_found(path: Path) -> None:
    with Book.open(path) as book:
        book.add("Sensor 4 replaced, cable was salt-eaten", NOON)
        book.add("Sensor 5 fine", NOON)
        assert [e.text for e in book.find("salt sensor")] == [
            "Sensor 4 replaced, cable was salt-eaten"
        ]
        assert list(book.find("   ")) == []


@given(st.text())
def test_no_search_text_is_an_error(words: str) -> None:
    with Book.open(Path(":memory:")) as book:
        book.add("something", NOON)
        list(book.find(words.replace("\0", "")))


def test_corrections_form_a_chain(path: Path) -> None:
    with Book.open(path) as book:
        book.add("12 m", NOON)
        book.add("12 cm", NOON, corrects=1)
        with pytest.raises(BookError, match="correct the correction"):
            book.add("12 mm", NOON, corrects=1)
        with pytest.raises(BookError, match="no entry 99"):
            book.add("?", NOON, corrects=99)
        with pytest.raises(BookError, match="some text"):
            book.add("  ", NOON)


def test_nobody_edits(path: Path) -> None:
    with Book.open(path) as book:
        book.add("12 m", NOON)
    behind = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="never edited"):
        behind.execute("update entry set text = '11 m'")
    behind.close()


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_an_old_book_opens_with_its_entries(path: Path, version: int) -> None:
    with sqlite3.connect(path) as old:
        old.executescript("".join(MIGRATIONS[:version]))
        old.execute(
            "insert into entry (at, text) values (?, 'kelp')", [NOON.isoformat()]
        )
        old.execute(f"pragma user_version = {version}")
    with Book.open(path) as book:
        assert [e.text for e in book.find("kelp")] == ["kelp"]
        assert [e.at for e in book.entries()] == [NOON]


def test_a_book_from_the_future_is_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as future:
        future.execute("pragma user_version = 99")
    with pytest.raises(BookError, match="newer fieldbook"):
        Book.open(path)


def test_a_migration_that_fails_leaves_the_book_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Book.open(path) as book:
        book.add("kelp", NOON)
    broken = (*MIGRATIONS, "create table half (x); this is not sql;")
    monkeypatch.setattr("fieldbook.book.MIGRATIONS", broken)
    with pytest.raises(sqlite3.OperationalError):
        Book.open(path)
    monkeypatch.undo()
    with Book.open(path) as book:
        assert [e.text for e in book.entries()] == ["kelp"]


def test_a_session(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: str) -> int:
        return main(["--book", str(path), *arguments])

    assert run("add", "--at", "2018-06-01T14:00+02:00", "Hull", "cleaned") == 0
    assert (
        run("add", "--at", "2018-06-02T08:00Z", "--corrects", "1", "Hull scraped") == 0
    )
    assert capsys.readouterr().out == "1\n2\n"
    assert run("find", "hull", "scraped") == 0
    assert (
        capsys.readouterr().out
        == "   2  2018-06-02 08:00Z (corrects 1)  Hull scraped\n"
    )
    assert run("find", "walrus") == 1
    assert run("export") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["corrects"] for line in lines] == [None, 1]
    assert run("add", "x", "--corrects", "7") == 1
    assert capsys.readouterr().err == "fieldbook: there is no entry 7\n"


def test_a_time_needs_a_zone(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--book", str(path), "add", "--at", "2018-06-01T14:00", "x"])
    assert "needs a zone" in capsys.readouterr().err
