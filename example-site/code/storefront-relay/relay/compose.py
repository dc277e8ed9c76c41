"""Four services make a page. A page without a price is a page; without a title, not.

Each source gets a deadline, and the page says what it does not know. What must
never happen is that the slowest service decides how long a customer waits.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from relay.contract import Availability, Price, ProductPage, Variant

LOW = 4


@dataclass(frozen=True, slots=True)
class Product:
    slug: str
    title: str
    variants: dict[str, str]
    """Labels by stock-keeping unit, in the order of the catalogue."""


@dataclass(frozen=True, slots=True)
class Stock:
    pieces: int
    arrives: date | None = None


class Sources(Protocol):
    """What the shop's systems can be asked; three of the four are other people's."""

    async def product(self, slug: str) -> Product | None: ...

    async def stock(self, skus: list[str]) -> dict[str, Stock]: ...

    async def price(self, slug: str) -> Price: ...

    async def also_bought(self, slug: str) -> list[str]: ...


async def within[T](deadline: float, ask: Awaitable[T], otherwise: T) -> T:
    """The answer, or `otherwise` if the source is late or broken."""
    try:
        async with asyncio.timeout(deadline):
            return await ask
    except (TimeoutError, ConnectionError):
        return otherwise


async def product_page(
    sources: Sources, slug: str, deadline: float = 0.25
) -> ProductPage | None:
    product = await sources.product(slug)
    if product is None:
        return None
    stock, price, others = await asyncio.gather(
        within(deadline, sources.stock(list(product.variants)), {}),
        within(deadline, sources.price(slug), None),
        within(deadline, sources.also_bought(slug), []),
    )
    return ProductPage(
        slug=product.slug,
        title=product.title,
        price=price,
        variants=[
            variant(sku, label, stock.get(sku))
            for sku, label in product.variants.items()
        ],
        also_bought=others[:4],
    )


def variant(sku: str, label: str, stock: Stock | None) -> Variant:
    """The five states that the designers drew, and no sixth."""
    arrives: date | None = None
    match stock:
        case None:
            state = Availability.UNKNOWN
        case Stock(pieces=pieces) if pieces > LOW:
            state = Availability.IN_STOCK
        case Stock(pieces=pieces) if pieces > 0:
            state = Availability.LOW_STOCK
        case Stock(arrives=date() as day):
            state, arrives = Availability.ON_ORDER, day
        case _:
            state = Availability.SOLD_OUT
    return Variant(sku=sku, label=label, availability=state, arrives=arrives)
