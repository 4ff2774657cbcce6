"""Pages: a template and what it shows, to bytes. All that is shown is text; only templates write HTML.

A template gets its values and, in all pages: `word` (a local name of the ontology in plain words), `meaning`
(its definition), `href` (the address of a thing or a term), `followed` (whether an address may be a link).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.web.dates import in_words
from kg import __version__
from kg.kinds import BY_NAME, KINDS
from kg.ns import SG
from kg.read.refs import TERM
from kg.read.terms import Term

TEMPLATES: Final = Path(__file__).with_name("templates")
_FOLLOWED: Final = re.compile(r"(?:https?://|mailto:|/(?![/\\]))", re.IGNORECASE)


class Referred(Protocol):
    """Whatever has an identifier and a kind."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str | None: ...
    @property
    def iri(self) -> str: ...


def render(template: str, terms: Mapping[str, Term], **values: Any) -> bytes:
    """The page of a template (`pages/company.html`) for these values, in the words of these terms."""
    return environment().get_template(template).render(terms=terms, **values).encode()


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates: every value is escaped, a name that is not there is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(version=__version__, kinds=KINDS, by_kind=BY_NAME, href=href, with_query=with_query)
    made.tests["followed"] = followed
    made.filters.update(amount=amount, number=number, plural=plural, first_up=first_up, in_words=in_words)
    return made


def href(thing: Referred) -> str:
    """The address of a thing on this server: speakers of every class, terms of the ontology as well."""
    path = thing.iri.partition("/id/")[2]
    if path:
        return f"/{quote(path)}"
    if thing.iri.startswith(str(SG)) or thing.kind == TERM:
        return f"/ontology#{quote(thing.id)}"
    return thing.iri if followed(thing.iri) else "#"


def followed(address: str) -> bool:
    """Whether an address may be a link: what a source names may be a script."""
    return bool(_FOLLOWED.match(address))


def with_query(path: str, **parameters: str | int | None) -> str:
    """An address with those parameters that are given."""
    given = {name: str(value) for name, value in parameters.items() if value not in (None, "")}
    return f"{path}?{urlencode(given)}" if given else path


def number(value: str | int) -> str:
    """A number with its thousands apart and no empty decimals: `1,250,000`, `4.5`."""
    whole, dot, decimals = str(value).partition(".")
    sign, digits = ("−", whole[1:]) if whole.startswith("-") else ("", whole)
    decimals = decimals.rstrip("0")
    shown = f"{int(digits):,}" if digits.isdecimal() else digits
    return f"{sign}{shown}{dot if decimals else ''}{decimals}"


def amount(value: str | int) -> str:
    """A number as people say it, where no digit is lost by that: `14 billion`, `2.4 million`; else
    `number`."""
    for size, name in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")):
        exact = Decimal(value) / size
        if abs(exact) >= 1 and exact == round(exact, 3):
            return f"{number(f'{exact:f}')} {name}"
    return number(value)


def plural(count: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 claim`, `3 claims`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def first_up(text: str) -> str:
    """A text that begins with a capital letter."""
    return text[:1].upper() + text[1:]
