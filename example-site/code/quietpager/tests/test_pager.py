import asyncio
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietpager.alerts import Alert, Severity, fingerprint
from quietpager.pager import Page, Pager


class Clock:
    """Time that passes when a test says so, and not before."""

    def __init__(self) -> None:
        self.now = 0.0
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.now + seconds, next(self._order), future))
        await future

    async def advance(self, seconds: float) -> None:
        await settle()
        self.now += seconds
        for due, _, future in sorted(self._sleepers, key=lambda s: s[:2]):
            if due <= self.now and not future.done():
                future.set_result(None)
        await settle()


async def settle() -> None:
    """Let every task that can run, run. Ten rounds are more than any chain here."""
    for _ in range(10):
        await asyncio.sleep(0)


class Inbox(list[Page]):
    async def send(self, page: Page) -> None:
        self.append(page)


def disk(number: int, severity: Severity = Severity.WARNING) -> Alert:
    return Alert("ledger", f"disk at {number} % on worker-{number}", severity)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("timeout after 30 s", "timeout after 1.5 s"),
        ("no answer from 192.0.2.7:5432", "no answer from 198.51.100.3:5432"),
        ("db-replica-3 is behind", "db-replica-12 is behind"),
        (
            "job 6f9619ff-8b86-4d01-b42d-00cf4fc964ff failed",
            "job 0e37df36-f698-4ce6-8f9a-1d0d8a1f2c11 failed",
        ),
    ],
)
def test_what_varies_is_left_out(text: str, same: str) -> None:
    assert fingerprint(Alert("a", text)) == fingerprint(Alert("a", same))


def test_what_matters_is_kept() -> None:
    texts = ["disk full on db-1", "disk full on web-1x", "deadlock on db-1"]
    prints = {fingerprint(Alert("a", text)) for text in texts}
    assert len(prints) == 3
    assert fingerprint(Alert("a", texts[0])) != fingerprint(Alert("b", texts[0]))


async def test_a_hundred_alerts_are_one_page() -> None:
    clock, inbox = Clock(), Inbox()
    async with Pager(inbox.send, window=300, sleep=clock.sleep) as pager:
        for number in range(100):
            pager.report(disk(number))
        await clock.advance(299)
        assert inbox == []
        await clock.advance(1)
        assert [page.count for page in inbox] == [100]
    assert str(inbox[0]) == "[ledger] disk at 0 % on worker-0 (100 times)"


async def test_a_critical_alert_does_not_wait_and_its_echoes_are_silent() -> None:
    clock, inbox = Clock(), Inbox()
    async with Pager(inbox.send, window=300, sleep=clock.sleep) as pager:
        pager.report(disk(80))
        pager.report(disk(99, Severity.CRITICAL))
        await clock.advance(0)
        assert [page.count for page in inbox] == [2]
        pager.report(disk(99, Severity.CRITICAL))
        await clock.advance(300)
        assert len(inbox) == 1
        pager.report(disk(99, Severity.CRITICAL))
        await clock.advance(0)
        assert len(inbox) == 2


async def test_closing_sends_what_is_still_waiting() -> None:
    """The bug of June 2020: a deploy in an open window lost the page."""
    inbox = Inbox()
    async with Pager(inbox.send, window=300, sleep=Clock().sleep) as pager:
        pager.report(disk(80))
        await settle()
    assert [page.count for page in inbox] == [1]


async def test_a_receiver_that_is_down_costs_only_its_own_page(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock, sent = Clock(), Inbox()

    async def send(page: Page) -> None:
        if page.first.service == "a":
            raise ConnectionRefusedError("receiver is down")
        await sent.send(page)

    async with Pager(send, window=60, sleep=clock.sleep) as pager:
        pager.report(Alert("a", "x"))
        pager.report(Alert("b", "x"))
        await clock.advance(60)
    assert [page.first.service for page in sent] == ["b"]
    assert "page lost: a: x" in caplog.text


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 400)), max_size=30))
def test_no_alert_is_lost_or_counted_twice(steps: list[tuple[int, float]]) -> None:
    async def scenario() -> int:
        clock, inbox = Clock(), Inbox()
        async with Pager(inbox.send, window=300, sleep=clock.sleep) as pager:
            for service, pause in steps:
                pager.report(Alert(f"service {service}", "down"))
                await clock.advance(pause)
        return sum(page.count for page in inbox)

    assert asyncio.run(scenario()) == len(steps)
