"""The page of whoever speaks: what they said and passed on, with their words, source by source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from api.answer.thing import Thing
from api.web.asked import Asked
from api.web.render import href, with_query
from api.web.views.claim import VOICES
from api.web.views.lines import Line, lines, positions
from api.web.views.thing import said
from kg.kinds import SPEAKING
from kg.read import passages
from kg.read.claims import Claim
from kg.read.lists import list_kind
from kg.read.models import SourceRef

FIRST: Final = 20
"""How many claims of a sort stand on the first page."""
MORE: Final = 50
SORTS: Final = (("said", "speaker", "Said"), ("passed-on", "reported_by", "Passed on"))
"""What somebody may do with words: the name of the part, the filter of claims, what a page calls it."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A claim with what it asserts."""

    claim: Claim
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Sayings:
    """What somebody said, or what of others they passed on: a part of it by source. `more` leads on."""

    id: str
    label: str
    total: int
    shown: int
    sources: list[tuple[SourceRef, list[Saying]]]
    all: str
    more: str | None


def speaker(asked: Asked, found: Thing) -> bytes:
    """The page of a speaker."""
    only, after = asked.query.get("part"), asked.query.get("after") or None
    made = [
        sayings(asked, found, sort, MORE if only else FIRST, after if only else None)
        for sort in SORTS
        if only in (None, "", sort[0])
    ]
    voice = next((word for word, name in SPEAKING.items() if name in found.types), None)
    return asked.page(
        "speaker.html",
        thing=found,
        what=VOICES.get(voice or "", ""),
        sayings=made,
        only=only,
        after=after,
        said=said([*found.statements, *found.incoming]) if not only else [],
        about=list_kind(asked.store, "claim", None, 1, {"about": href(found).removeprefix("/")}).total,
    )


def sayings(
    asked: Asked, found: Thing, sort: tuple[str, str, str], limit: int, after: str | None = None
) -> Sayings:
    """What a thing said or passed on, by source."""
    name, role, label = sort
    who = href(found).removeprefix("/")
    page = list_kind(asked.store, "claim", after, limit, {role: who})
    claims = [item for item in page.items if isinstance(item, Claim)]
    statements = passages.made(asked.store, [each.iri for each in claims])
    known = positions(asked.store, [one for some in statements.values() for one in some])
    told = [Saying(each, lines(each, statements.get(each.iri, []), known)) for each in claims]
    return Sayings(
        id=name,
        label=label,
        total=page.total,
        shown=len(told),
        sources=_by_source(told),
        all=with_query("/claims", **{role: who}),
        more=with_query(asked.path, part=name, after=page.next) if page.next else None,
    )


def _by_source(told: Sequence[Saying]) -> list[tuple[SourceRef, list[Saying]]]:
    """Sayings, which come source by source, under their sources."""
    groups = groupby(told, key=lambda each: each.claim.quote.source.iri)
    return [(some[0].claim.quote.source, some) for _, group in groups for some in (list(group),)]
