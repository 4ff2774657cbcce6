"""Problems as pages, for those who come with a browser; programs get the problem document as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import mimeparse
import orjson

from api.web.render import render
from kg.kinds import BY_NAME, BY_PLURAL, Kind

MEDIA_TYPE: Final = "text/html; charset=utf-8"
_LONGEST_ACCEPT: Final = 1000
_LONGEST_WORDS: Final = 80
_NAMED: Final = frozenset({*BY_NAME, "ask", "ontology", "shapes"})
"""First parts of addresses whose second part is a name."""


@dataclass(frozen=True, slots=True)
class Near:
    """A name like the one asked for, and its address; empty where the name is no part of the address."""

    name: str
    address: str


def prefers_page(accept: str, problem: str) -> bool:
    """Whether this `Accept` asks for a page rather than for a problem document (`problem` is its type)."""
    if "text/html" not in accept:
        return False
    try:
        given = accept[:_LONGEST_ACCEPT]
        return bool(mimeparse.quality("text/html", given) > mimeparse.quality(problem, given))
    except (mimeparse.MimeTypeParseException, ValueError):
        return False


def page(document: bytes, path: str) -> bytes:
    """The page of a problem document that was the answer to an address."""
    problem: dict[str, Any] = orjson.loads(document)
    return render(
        "pages/problem.html",
        {},
        problem=problem,
        near=_near(path, problem.get("nearest", ())),
        kind=_kind(path),
        words=_words(path) if problem["status"] == 404 else "",
    )


def _near(path: str, names: Sequence[str]) -> list[Near]:
    parts = path.split("/")
    fits = len(parts) > 2 and parts[1] in _NAMED
    return [Near(name, quote("/".join([*parts[:2], name, *parts[3:]])) if fits else "") for name in names]


def _kind(path: str) -> Kind | None:
    first = path.split("/")[1] if path.startswith("/") else ""
    return BY_NAME.get(first) or BY_PLURAL.get(first)


def _words(path: str) -> str:
    """What was asked for, as words to search for."""
    last = path.rstrip("/").rpartition("/")[2].partition(".")[0]
    return last.replace("-", " ")[:_LONGEST_WORDS]
