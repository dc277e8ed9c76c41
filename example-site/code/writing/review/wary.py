"""A test client that fails when one customer is shown what belongs to another."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

CANARY = "canary-7f3a"


class WaryClient(Client):
    """Django's client, but no response may contain the canary."""

    def request(self, **request: Any) -> HttpResponse:
        response = super().request(**request)
        content = response.getvalue()
        if response.streaming:
            response.streaming_content = [content]  # reading it has used it up
        assert CANARY.encode() not in content, f"shown at {request['PATH_INFO']}"
        return response
