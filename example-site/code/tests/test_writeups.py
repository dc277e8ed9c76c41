"""The write-ups quote this code. Here the quotations are held to the letter.

Most blocks show the code itself (`src`), and Showpiece says when it is gone. A fence
with a title such as `ledger/posting.py` must be found, line for line, in the file of
that name; a console session in Python must give what it prints.
"""

import doctest
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

CODE = Path(__file__).resolve().parents[1]
CONTENT = CODE.parent / "content" / "projects"
OPENING = re.compile(r"^(?P<ticks>```+)(?P<language>\w*) *(?:\{(?P<attributes>.*)\})?$")


@dataclass(frozen=True, slots=True)
class Fence:
    page: Path
    line: int
    language: str
    attributes: dict[str, str]
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(CONTENT)}:{self.line}"


def fences(page: Path) -> Iterator[Fence]:
    lines = iter(enumerate(page.read_text(encoding="utf-8").splitlines(), start=1))
    for number, line in lines:
        if opening := OPENING.match(line):
            body: list[str] = []
            for _, inside in lines:
                if inside == opening["ticks"]:
                    break
                body.append(inside)
            pairs = re.findall(r'(\w+)="([^"]*)"', opening["attributes"] or "")
            yield Fence(page, number, opening["language"], dict(pairs), "\n".join(body))


@cache
def source(title: str) -> str | None:
    """The one file below `code/` whose path ends in the title."""
    found = [path for path in CODE.rglob(Path(title).name) if path.is_file()]
    matching = [path for path in found if path.as_posix().endswith(f"/{title}")]
    assert len(matching) < 2, f"{title} is ambiguous: {matching}"
    return matching[0].read_text(encoding="utf-8") if matching else None


FENCES = [fence for page in sorted(CONTENT.rglob("*.md")) for fence in fences(page)]
QUOTED = [fence for fence in FENCES if source(fence.attributes.get("title", "-"))]
SHOWN = [fence for fence in FENCES if "src" in fence.attributes]
SESSIONS = [fence for fence in FENCES if fence.language == "pycon"]


@pytest.mark.parametrize("fence", QUOTED, ids=str)
def test_a_quotation_is_verbatim(fence: Fence) -> None:
    text = source(fence.attributes["title"])
    assert text is not None
    place = f"\n{text}".find(f"\n{fence.text}\n")
    assert place >= 0, f"not in {fence.attributes['title']}:\n{fence.text}"
    if start := fence.attributes.get("start"):
        assert text[:place].count("\n") + 1 == int(start)


@pytest.mark.parametrize("fence", SESSIONS, ids=str)
def test_a_session_prints_what_it_shows(fence: Fence) -> None:
    # No final newline on the page; doctest wants one.
    example = doctest.DocTestParser().get_doctest(
        fence.text + "\n", {}, str(fence), str(fence.page), fence.line
    )
    assert example.examples
    assert doctest.DocTestRunner().run(example).failed == 0


def test_every_titled_python_fence_is_a_quotation() -> None:
    loose = [
        str(fence)
        for fence in FENCES
        if fence.language == "python"
        and fence not in QUOTED
        and "title" in fence.attributes
    ]
    assert loose == []


def test_every_project_has_a_page_that_quotes_it() -> None:
    quoting = {fence.page.relative_to(CONTENT).parts[0] for fence in QUOTED + SHOWN}
    slugs = {name.removesuffix(".md") for name in quoting}
    pages = {page.relative_to(CONTENT).parts[0] for page in CONTENT.rglob("*.md")}
    assert slugs == {name.removesuffix(".md") for name in pages} - {"_index"}
    assert all((CODE / slug / "tests").is_dir() for slug in slugs)
