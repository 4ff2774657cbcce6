"""A route that takes only what it knows: slugs in their one spelling, no parameter that it would ignore."""

from __future__ import annotations

from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator
from typing import Any, Final
from urllib.parse import parse_qsl

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from api.answer.cache import BYPASS
from api.answer.negotiation import EXPORT, TABULAR, TEXT
from kg.errors import BadParameterError
from kg.read.entities import SLUG

LONGEST_SLUG: Final = 200
SLUG_SCHEMA: Final = {"pattern": "^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", "maxLength": LONGEST_SLUG}
"""A slug in a path as the document has it: one in another case leads to its own."""
MOST_PARAMETERS: Final = 100
_SEVERAL: Final = "separated by commas"
"""What the description of a parameter says that takes several values."""
_SLUGS: Final = "lower-case letters, digits and single hyphens"


class StrictRoute(APIRoute):
    """A route whose `{id}` is a slug and whose parameters are each known and given once.

    A slug in another case is redirected to its own (308); anything else that is no slug is a 400, and so is a
    parameter that the route does not have: a mistyped filter must not answer with everything. `_` may always
    be given; it only keeps the answer out of caches.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of FastAPI behind these checks."""
        handle = super().get_route_handler()
        fields = self.dependant.query_params
        allowed = tuple(_names(fields))
        several = {field.alias for field in fields if _SEVERAL in (field.field_info.description or "")}

        async def checked(request: Request) -> Response:
            if (slug := request.path_params.get("id")) is not None and not _is_slug(slug):
                return _redirect(request, slug)
            if raw := request.scope["query_string"]:
                _check(parameters(raw), allowed, several)
            return await handle(request)

        return checked


def parameters(raw: bytes) -> list[tuple[str, str]]:
    """The parameters of a query string or form, in order; a 400 when it is not UTF-8 or has too many."""
    try:
        return parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS
        )
    except UnicodeDecodeError as error:
        raise HTTPException(400, "the parameters are not UTF-8, percent-encoded") from error
    except ValueError as error:
        raise HTTPException(400, f"there are more than {MOST_PARAMETERS} parameters") from error


def _names(fields: Iterable[Any]) -> Iterator[str]:
    """The names of parameters; a model stands for those of its fields."""
    for field in fields:
        kind = field.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from kind.model_fields
        else:
            yield field.alias


def _check(given: list[tuple[str, str]], allowed: Collection[str], several: Collection[str]) -> None:
    seen: set[str] = set()
    for name, value in given:
        if name == BYPASS:
            continue
        if name not in allowed:
            known = f"this address takes {', '.join(allowed)}" if allowed else "this address takes none"
            raise BadParameterError("parameter", name, known)
        if name in seen:
            raise BadParameterError(
                name, value, f"give it once{f', its values {_SEVERAL}' if name in several else ''}"
            )
        seen.add(name)


def _is_slug(slug: str) -> bool:
    return len(slug) <= LONGEST_SLUG and SLUG.fullmatch(slug) is not None


def _redirect(request: Request, slug: str) -> Response:
    """To the same address with the slug in lower case; BadParameterError when that is no slug either."""
    if not _is_slug(slug.lower()):
        at_end = "." in slug and request.scope["path"].endswith(slug)
        raise BadParameterError("id", slug, f"{_SLUGS}{_suffixes(request) if at_end else ''}")
    return moved(request, slug.lower())


def _suffixes(request: Request) -> str:
    """Which suffixes the address has: those of the formats that its route documents."""
    answers: dict[str, Any] = request.scope["route"].responses.get(200, {}).get("content", {})
    found = [f".{form.suffix}" for form in (*TABULAR, *EXPORT, TEXT) if form.media_type in answers]
    return f"; the suffixes here are {', '.join(dict.fromkeys(found))}" if found else ""


def moved(request: Request, slug: str) -> Response:
    """To the same address with another slug, for good."""
    parts = request.scope["path"].split("/")
    suffix = request.scope.get("stratagem.suffix")
    query = request.scope["query_string"].decode("latin-1")
    path = "/".join([*parts[:2], slug, *parts[3:]])
    return RedirectResponse(f"{path}{f'.{suffix}' if suffix else ''}{f'?{query}' if query else ''}", 308)


def add_route(app: FastAPI, path: str, endpoint: Callable[..., Any], **document: Any) -> None:
    """Adds a GET route of this kind; `document` is what the OpenAPI document says of it."""
    app.router.add_api_route(path, endpoint, route_class_override=StrictRoute, **document)
