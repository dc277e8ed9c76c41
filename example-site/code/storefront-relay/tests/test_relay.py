import asyncio
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from relay.app import create_app
from relay.compose import Product, Stock, product_page, variant
from relay.contract import Availability, Price, module, typescript

GENERATED = Path(__file__).parents[1] / "storefront.ts"


class Shop:
    """The shop's systems, with a switch for each to be slow or broken."""

    def __init__(self) -> None:
        self.slow: set[str] = set()
        self.broken: set[str] = set()
        self.running = 0
        self.together = 0

    async def _answer[T](self, name: str, value: T) -> T:
        self.running += 1
        self.together = max(self.together, self.running)
        try:
            if name in self.broken:
                raise ConnectionResetError(name)
            await (asyncio.Event().wait() if name in self.slow else asyncio.sleep(0))
            return value
        finally:
            self.running -= 1

    async def product(self, slug: str) -> Product | None:
        known = Product("oilskin", "Oilskin coat", {"o-s": "Small", "o-l": "Large"})
        return await self._answer("product", known if slug == "oilskin" else None)

    async def stock(self, skus: list[str]) -> dict[str, Stock]:
        return await self._answer("stock", dict.fromkeys(skus, Stock(9)))

    async def price(self, slug: str) -> Price:
        return await self._answer("price", Price(now="1 290,–"))

    async def also_bought(self, slug: str) -> list[str]:
        return await self._answer("also", ["cap", "boots", "lamp", "rope", "tar"])


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_one_request_one_page(shop: Shop) -> None:
    response = TestClient(create_app(shop)).get("/pages/product/oilskin")
    assert response.headers["cache-control"] == "public, max-age=300"
    page = response.json()
    assert page["price"] == {"now": "1 290,–", "before": None}
    assert [v["availability"] for v in page["variants"]] == ["in-stock", "in-stock"]
    assert page["also_bought"] == ["cap", "boots", "lamp", "rope"]


def test_an_unknown_product(shop: Shop) -> None:
    client = TestClient(create_app(shop))
    assert client.get("/pages/product/sextant").status_code == 404


async def test_the_three_are_asked_at_the_same_time(shop: Shop) -> None:
    await product_page(shop, "oilskin")
    assert shop.together == 3


async def test_a_slow_source_leaves_a_hole_and_not_a_wait(shop: Shop) -> None:
    shop.slow = {"stock", "price"}
    page = await product_page(shop, "oilskin", deadline=0.01)
    assert page is not None
    assert page.price is None
    assert {v.availability for v in page.variants} == {Availability.UNKNOWN}
    assert shop.running == 0, "a source that nobody waits for was left running"


def test_a_page_with_holes_is_not_cached_for_long(shop: Shop) -> None:
    shop.broken = {"price"}
    response = TestClient(create_app(shop)).get("/pages/product/oilskin")
    assert response.headers["cache-control"] == "public, max-age=5"


@pytest.mark.parametrize(
    ("stock", "state"),
    [
        (None, Availability.UNKNOWN),
        (Stock(5), Availability.IN_STOCK),
        (Stock(4), Availability.LOW_STOCK),
        (Stock(0, date(2018, 3, 1)), Availability.ON_ORDER),
        (Stock(0), Availability.SOLD_OUT),
        # The warehouse corrects itself with negative counts. It is still sold out.
        (Stock(-2), Availability.SOLD_OUT),
    ],
)
def test_states(stock: Stock | None, state: Availability) -> None:
    assert variant("sku", "Small", stock).availability is state


def test_the_typescript_is_up_to_date() -> None:
    assert GENERATED.read_text(encoding="utf-8") == module()


def test_what_has_no_typescript_is_refused() -> None:
    with pytest.raises(TypeError, match="no TypeScript"):
        typescript(bytes)
    assert typescript(list[str | None]) == "(string | null)[]"
