"""The HTTP side: put a value, export a person, erase a person.

Three verbs and no more. Whoever may call which is decided at the gateway by the
audience of the token; this service sees the result as the `x-caller` header and
nothing reaches it but the gateway.
"""

import base64
from collections import defaultdict
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Path
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.requests import Request

from forgetmenot.journal import Journal
from forgetmenot.vault import Erased, Place, Subject, Vault

type SubjectId = Annotated[str, Path(pattern=r"^[a-z0-9-]{8,64}$")]


class Value(BaseModel):
    table: str = Field(max_length=63)
    column: str = Field(max_length=63)
    text: str = Field(max_length=10_000)


class Receipt(BaseModel):
    """What the person gets, and can show to the data-protection authority."""

    erased_at: datetime
    journal: str


class Store:
    """Sealed values by person; each product service has such a table of its own."""

    def __init__(self) -> None:
        self.rows: defaultdict[Subject, dict[tuple[str, str], bytes]] = defaultdict(
            dict
        )


async def caller(x_caller: Annotated[str, Header()]) -> str:
    return x_caller


async def officer(who: Annotated[str, Depends(caller)]) -> str:
    # Exports and erasures are asked for by people, so a person's role must sign.
    if who != "privacy-officer":
        raise HTTPException(403, "only the privacy officer may do this")
    return who


def create_app(vault: Vault, journal: Journal, store: Store) -> FastAPI:
    app = FastAPI(title="Forgetmenot", docs_url=None)

    @app.exception_handler(Erased)
    async def erased(_: Request, __: Exception) -> JSONResponse:
        # 410 and not 404: callers must stop asking, and drop what they cached.
        return JSONResponse({"detail": "this person was erased"}, 410)

    @app.put("/subjects/{subject}/values", status_code=201)
    async def put(
        subject: SubjectId, value: Value, _: Annotated[str, Depends(caller)]
    ) -> dict[str, str]:
        person = Subject(subject)
        sealed = vault.seal(Place(person, value.table, value.column), value.text)
        store.rows[person][value.table, value.column] = sealed
        return {"sealed": base64.b64encode(sealed).decode()}

    @app.get("/subjects/{subject}/export")
    async def export(
        subject: SubjectId, _: Annotated[str, Depends(officer)]
    ) -> dict[str, dict[str, str]]:
        person = Subject(subject)
        found: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for (table, column), sealed in store.rows.get(person, {}).items():
            found[table][column] = vault.open(Place(person, table, column), sealed)
        # Written last: an export that failed half-way has not been handed out.
        journal.write("exported", person, datetime.now(UTC))
        return found

    @app.delete("/subjects/{subject}")
    async def erase(subject: SubjectId, _: Annotated[str, Depends(officer)]) -> Receipt:
        person = Subject(subject)
        # The key first. Should anything fail after this, the data is already gone.
        erased_at = vault.keys.destroy(person)
        line = journal.write("erased", person, erased_at)
        return Receipt(erased_at=erased_at, journal=line)

    return app
