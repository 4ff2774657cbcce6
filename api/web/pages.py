"""Which page shows which kind of thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.web.asked import Page
from api.web.views.company import company
from api.web.views.thing import thing

OF_KIND: Final[Mapping[str, Page]] = {"company": company}
"""The pages of the kinds that have one of their own; `thing` shows any other."""
PLAIN: Final = frozenset({"assertion", "axiom", "claim", "quote", "sentence", "source", "span"})


def page_of(kind: str) -> Page | None:
    """The page of a thing of this kind."""
    return OF_KIND.get(kind, None if kind in PLAIN else thing)
