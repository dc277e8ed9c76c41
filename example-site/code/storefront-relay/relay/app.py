"""The HTTP side of the relay."""

from fastapi import FastAPI, HTTPException, Response

from relay.compose import Sources, product_page
from relay.contract import Availability, ProductPage


def create_app(sources: Sources) -> FastAPI:
    app = FastAPI(title="Storefront relay")

    @app.get("/pages/product/{slug}")
    async def product(slug: str, response: Response) -> ProductPage:
        page = await product_page(sources, slug)
        if page is None:
            raise HTTPException(404, "no such product")
        # A page with holes must not sit in a cache for as long as a whole one.
        response.headers["cache-control"] = f"public, max-age={lifetime(page)}"
        return page

    return app


def lifetime(page: ProductPage) -> int:
    """Seconds that a page may be served from a cache."""
    states = {variant.availability for variant in page.variants}
    if page.price is None or Availability.UNKNOWN in states:
        return 5
    return 30 if Availability.LOW_STOCK in states else 300
