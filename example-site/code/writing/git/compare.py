"""Compare a file with its approved version."""

from pathlib import Path


def normalise(text: str) -> str:
    return text.rstrip("\n") + "\n"


def same(actual: str, approved: Path) -> bool:
    return normalise(actual) == normalise(approved.read_text(encoding="utf-8"))
