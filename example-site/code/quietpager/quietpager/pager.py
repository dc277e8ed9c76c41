"""Collects alerts of one kind for a while, then pages once.

A critical alert pages at once, and what follows it is counted silently. Time is
handed in as a `sleep`, so that the tests wait for nothing and race with nothing.
"""

# region: page
import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from quietpager.alerts import Alert, Severity, fingerprint

type Send = Callable[[Page], Awaitable[None]]
type Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Page:
    fingerprint: str
    first: Alert
    count: int

    def __str__(self) -> str:
        times = f" ({self.count} times)" if self.count > 1 else ""
        return f"[{self.first.service}] {self.first.text}{times}"


# endregion

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Group:
    """The alerts of one fingerprint since its window opened."""

    first: Alert
    count: int = 1
    urgent: asyncio.Event = field(default_factory=asyncio.Event)


class Pager:
    """Use as `async with Pager(send) as pager: pager.report(alert)`."""

    def __init__(
        self, send: Send, *, window: float = 300, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._send = send
        self._window = window
        self._sleep = sleep
        self._groups: dict[str, Group] = {}
        self._closing = asyncio.Event()
        self._tasks = asyncio.TaskGroup()

    async def __aenter__(self) -> Self:
        await self._tasks.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Windows still open are cut short and *sent*. The first version cancelled
        # their tasks here, and every deploy swallowed up to five minutes of alerts.
        self._closing.set()
        await self._tasks.__aexit__(kind, error, trace)

    def report(self, alert: Alert) -> None:
        """Take an alert; never blocks, and never fails for what a receiver does."""
        key = fingerprint(alert)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = Group(alert)
            self._tasks.create_task(self._watch(key, group), name=key)
        else:
            group.count += 1
        if alert.severity is Severity.CRITICAL:
            group.urgent.set()

    async def _watch(self, key: str, group: Group) -> None:
        window = asyncio.ensure_future(self._sleep(self._window))
        closing = asyncio.ensure_future(self._closing.wait())
        urgent = asyncio.ensure_future(group.urgent.wait())
        waits = {window, closing, urgent}
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            if paged := urgent.done():
                await self._page(key, group)
                await asyncio.wait(
                    {window, closing}, return_when=asyncio.FIRST_COMPLETED
                )
            # From here on an alert of this kind opens a new window. It must not be
            # counted in this one, whose page may be on its way already.
            del self._groups[key]
            if not paged:
                await self._page(key, group)
        finally:
            for wait in waits:
                wait.cancel()

    async def _page(self, key: str, group: Group) -> None:
        try:
            await self._send(Page(key, group.first, group.count))
        except OSError as error:
            # One receiver that is down must not end the windows of all others.
            log.error("page lost: %s: %s", key, error)
