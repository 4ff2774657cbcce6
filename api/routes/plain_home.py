"""`/` of plain mode: which addresses there are."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI
from pydantic import BaseModel

from api.strict import add_route

GUIDE: Final = "“/” says what there is: /sparql, /sparql/update, /graphs"
"""What the 404 of plain mode says."""

_ADDRESSES: Final = {
    "/sparql": "queries (SPARQL 1.1 Protocol); without one, the description of the service",
    "/sparql/update": "updates, with a token that may write",
    "/graphs": "whole graphs (Graph Store Protocol): ?graph=IRI, ?default, or an address below it",
    "/healthz": "whether the process lives",
    "/readyz": "whether the store can be asked",
    "/openapi.json": "all of this for programs",
}


class Addresses(BaseModel):
    """What is served, and what each address is for."""

    service: str
    addresses: dict[str, str]


async def home() -> Addresses:
    """Names the addresses of this service."""
    return Addresses(
        service="Stratagem, plain mode: any graph, no shapes, nothing derived", addresses=_ADDRESSES
    )


def add(app: FastAPI) -> None:
    """Adds the route."""
    add_route(
        app,
        "/",
        home,
        summary="What there is",
        operation_id="getHome",
        tags=["service"],
        response_model=Addresses,
    )
