"""The book: an SQLite file with its history of shapes built in.

Entries are added and never edited; a correction is an entry that names the one
it corrects. In 2016 there was an `edit` command. Somebody used it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

# Each item brings the book from version n to n + 1 and is never changed again:
# somewhere there is a laptop whose book still has to go through it.
MIGRATIONS = (
    """
    create table entry (
        id integer primary key,
        at text not null,
        text text not null check (trim(text) <> '')
    ) strict;
    """,
    """
    alter table entry add column corrects integer references entry (id);
    create unique index entry_corrected_once on entry (corrects);
    """,
    """
    create virtual table entry_words using fts5 (
        text, content='entry', content_rowid='id', tokenize='unicode61'
    );
    insert into entry_words (rowid, text) select id, text from entry;
    create trigger entry_added after insert on entry begin
        insert into entry_words (rowid, text) values (new.id, new.text);
    end;
    create trigger entry_kept before update on entry begin
        select raise(abort, 'entries are never edited');
    end;
    """,
)


class BookError(Exception):
    """Something to tell the person at the keyboard, in one line."""


@dataclass(frozen=True, slots=True)
class Entry:
    id: int
    at: datetime
    text: str
    corrects: int | None = None


class Book:
    """Use as `with Book.open(path) as book: …`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        connection = sqlite3.connect(path, autocommit=True)
        connection.execute("pragma foreign_keys = on")
        migrate(connection)
        return cls(connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def add(self, text: str, at: datetime, corrects: int | None = None) -> Entry:
        statement = "insert into entry (at, text, corrects) values (?, ?, ?)"
        values = (at.astimezone(UTC).isoformat(), text, corrects)
        try:
            cursor = self._connection.execute(statement, values)
        except sqlite3.IntegrityError as error:
            raise BookError(_reason(error, corrects)) from error
        return Entry(cursor.lastrowid or 0, at, text, corrects)

    def entries(self) -> Iterator[Entry]:
        yield from self._select("from entry order by at, id")

    def find(self, words: str) -> Iterator[Entry]:
        """Entries with all the words; typed text is never a query language."""
        quoted = " ".join(f'"{word.replace('"', '""')}"' for word in words.split())
        if quoted:
            yield from self._select(
                "from entry_words join entry on entry.id = entry_words.rowid "
                "where entry_words match ? order by rank, entry.id",
                quoted,
            )

    def _select(self, rest: str, *values: str) -> Iterator[Entry]:
        columns = "select entry.id, entry.at, entry.text, entry.corrects "
        with closing(self._connection.execute(columns + rest, values)) as rows:
            for number, at, text, corrects in rows:
                yield Entry(number, datetime.fromisoformat(at), text, corrects)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring an old book to today's shape, all the way or not at all."""
    (version,) = connection.execute("pragma user_version").fetchone()
    if version > len(MIGRATIONS):
        raise BookError("this book was written by a newer fieldbook; please update")
    steps = "".join(MIGRATIONS[version:])
    if steps:
        # One script, so one transaction: a crash leaves the book as it was.
        connection.executescript(
            f"begin immediate; {steps} pragma user_version = {len(MIGRATIONS)}; commit;"
        )


def _reason(error: sqlite3.IntegrityError, corrects: int | None) -> str:
    match error.sqlite_errorname:
        case "SQLITE_CONSTRAINT_CHECK":
            return "an entry needs some text"
        case "SQLITE_CONSTRAINT_UNIQUE":
            return f"entry {corrects} is corrected already; correct the correction"
        case "SQLITE_CONSTRAINT_FOREIGNKEY":
            return f"there is no entry {corrects}"
        case other:
            return f"the book refuses this entry ({other})"
