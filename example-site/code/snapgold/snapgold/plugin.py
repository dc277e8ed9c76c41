"""The pytest side: a `gold` fixture, and a report of gold that nothing checks."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from snapgold.gold import Gold, Render, as_json

CHECKED = pytest.StashKey[set[Path]]()
FOLDERS = pytest.StashKey[set[Path]]()
# Options that leave tests out on purpose (`lf` exists only with the cache plugin).
PARTIAL = ("keyword", "markexpr", "maxfail", "lf")


class MakeGold(Protocol):
    """What the fixture hands to a test. Generic, so a type checker sees a
    renderer for `Invoice` being given a `Customer`."""

    def __call__[T](
        self, value: T, *, name: str = "", render: Render[T] = as_json
    ) -> None: ...


def pytest_configure(config: pytest.Config) -> None:
    config.stash[CHECKED] = set()
    config.stash[FOLDERS] = set()


@pytest.fixture
def gold(request: pytest.FixtureRequest) -> MakeGold:
    """Compare a value with `gold/<module>/<test>[-<name>].gold`."""
    folder = request.path.parent / "gold" / request.path.stem
    stash = request.config.stash
    stash[FOLDERS].add(folder)
    here: set[Path] = set()

    def check[T](value: T, *, name: str = "", render: Render[T] = as_json) -> None:
        # node.name carries the parameters: test_total[NOK] has a file of its own.
        stem = f"{request.node.name}-{name}" if name else request.node.name
        path = folder / f"{file_name(stem)}.gold"
        if path in here:
            raise ValueError(f"two snapshots named {path.name}; give one a name=")
        here.add(path)
        stash[CHECKED].add(path)
        Gold(path, render).check(value)

    return check


def file_name(stem: str) -> str:
    """A name that Windows accepts too: a colleague there must be able to clone."""
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in stem)


def unused(config: pytest.Config) -> Iterator[Path]:
    folders, checked = config.stash[FOLDERS], config.stash[CHECKED]
    for folder in sorted(folders):
        for path in sorted(folder.glob("*.gold")):
            if path not in checked:
                yield path


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    # After -k, -x or a failure much gold is unchecked for good reasons: stay silent.
    if any(config.getoption(name, default=None) for name in PARTIAL):
        return
    if "failed" in terminalreporter.stats or "error" in terminalreporter.stats:
        return
    if paths := list(unused(config)):
        terminalreporter.section("gold that no test checks")
        for path in paths:
            terminalreporter.line(str(path.relative_to(config.rootpath)))
