"""The commands. Standard output carries entries only, so that it can be piped."""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from fieldbook.book import Book, BookError, Entry


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="fieldbook", description="A lab notebook.")
    top.add_argument("--book", type=Path, default=Path("field.book"), metavar="FILE")
    commands = top.add_subparsers(dest="command", required=True)

    add = commands.add_parser("add", help="write an entry; - reads standard input")
    add.add_argument("text", nargs="+")
    add.add_argument("--at", type=moment, metavar="TIME", help="ISO 8601, with zone")
    add.add_argument("--corrects", type=int, metavar="ID")

    commands.add_parser("show", help="all entries, oldest first")
    find = commands.add_parser("find", help="entries with all the words")
    find.add_argument("words", nargs="+")
    commands.add_parser("export", help="one JSON object a line, for leaving us")
    return top


def moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        # A notebook goes to sea. Local time without a zone is a riddle for later.
        raise argparse.ArgumentTypeError(f"{text!r} needs a zone, such as +01:00 or Z")
    return at


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        with Book.open(options.book) as book:
            return run(book, options)
    except BookError as error:
        print(f"fieldbook: {error}", file=sys.stderr)
        return 1


def run(book: Book, options: argparse.Namespace) -> int:
    match options.command:
        case "add":
            text = sys.stdin.read() if options.text == ["-"] else " ".join(options.text)
            at = options.at or datetime.now(UTC)
            print(book.add(text.strip(), at, options.corrects).id)
        case "show":
            show(book.entries())
        case "find":
            # Like grep: finding nothing is an answer, and a status.
            return 0 if show(book.find(" ".join(options.words))) else 1
        case "export":
            for entry in book.entries():
                record = {
                    "id": entry.id,
                    "at": entry.at.isoformat(),
                    "text": entry.text,
                    "corrects": entry.corrects,
                }
                print(json.dumps(record, ensure_ascii=False))
    return 0


def show(entries: Iterable[Entry]) -> int:
    count = 0
    for count, entry in enumerate(entries, start=1):
        note = f" (corrects {entry.corrects})" if entry.corrects else ""
        print(f"{entry.id:>4}  {entry.at:%Y-%m-%d %H:%M}Z{note}  {entry.text}")
    return count


if __name__ == "__main__":
    raise SystemExit(main())
