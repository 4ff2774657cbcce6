"""What a page is made from beside its model: the store, the words of the ontology, the address."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from fastapi import Request

from api.answer.negotiation import Format, split_suffix
from api.web.render import render
from kg.read.terms import Term, terms
from kg.store.base import Store

_LINK: Final = re.compile(r'<([^>]*)>; rel="(first|next)"')


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a page. `path` is the address without its suffix, `query` are its parameters, `formats`
    those that the same address has, `first` and `next` the addresses of the first and the next part of a
    list."""

    store: Store
    terms: Mapping[str, Term]
    path: str
    query: Mapping[str, str]
    formats: tuple[Format, ...]
    next: str | None
    first: str = ""

    def page(self, template: str, **values: Any) -> bytes:
        """The page of a template in `templates/pages`; it sees the request as `asked`."""
        return render(f"pages/{template}", self.terms, asked=self, **values)

    @property
    def others(self) -> list[tuple[str, str]]:
        """The addresses of the other formats with a suffix of their own, by that suffix."""
        return [
            (form.suffix, f"{quote(self.path)}.{form.suffix}")
            for form in self.formats
            if form.suffix != "html" and not form.version and split_suffix(f"{self.path}.{form.suffix}")[1]
        ]


Page = Callable[[Asked, Any], bytes]
"""Makes the page of a model of the reading layer."""


def asked(request: Request, links: str = "") -> Asked:
    """What was asked; `links` is the `Link` header of a list."""
    found = {relation: address for address, relation in _LINK.findall(links)}
    return Asked(
        store=request.app.state.store,
        terms=_terms(request),
        path=request.scope["path"],
        query=dict(request.query_params),
        formats=request.scope.get("stratagem.formats", ()),
        next=found.get("next"),
        first=found.get("first", ""),
    )


def _terms(request: Request) -> Mapping[str, Term]:
    """The words of the served ontology, read once: a served ontology does not change."""
    state = request.app.state
    if not hasattr(state, "terms"):
        state.terms = terms(state.store)
    found: Mapping[str, Term] = state.terms
    return found
