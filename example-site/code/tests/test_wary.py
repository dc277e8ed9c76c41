"""The test client of the post on reviews: it must see a leak, and nothing else."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "writing" / "review"))
from wary import CANARY, WaryClient


def mine(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Havnekoret")


def leaking(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"Havnekoret, {CANARY}")


def export(rows: list[str]) -> StreamingHttpResponse:
    def lines() -> Iterator[str]:
        yield from rows

    return StreamingHttpResponse(lines())


urlpatterns = [
    path("mine", mine),
    path("leaking", leaking),
    path("export", lambda request: export(["Havne", "koret"])),
    path("leaking-export", lambda request: export(["Havnekoret, ", CANARY])),
]

pytestmark = pytest.mark.urls(__name__)


def test_my_own_data_pass() -> None:
    assert WaryClient().get("/mine").content == b"Havnekoret"


def test_a_stream_can_still_be_read() -> None:
    assert WaryClient().get("/export").getvalue() == b"Havnekoret"


@pytest.mark.parametrize("page", ["/leaking", "/leaking-export"])
def test_somebody_elses_data_fail(page: str) -> None:
    with pytest.raises(AssertionError, match=page):
        WaryClient().get(page)
