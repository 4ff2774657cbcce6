"""The page of the quality of the graph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from api.web.asked import Asked
from api.web.views.lists import part
from kg.read.models import Ref
from kg.read.quality import Alone, Quality

MOST: Final = 25
"""Items of a sort on the page; the others are in the JSON, or where the page leads."""


@dataclass(frozen=True, slots=True)
class OfOne:
    """What rests on an unidentified speaker alone about one subject: the statements shown, and the number of
    all."""

    subject: Ref
    statements: list[Alone]
    total: int


def quality(asked: Asked, found: Quality) -> bytes:
    """The page of `/quality`."""
    return asked.page(
        "quality.html",
        found=found,
        part=part(asked, len(found.coverage), found.total),
        most=MOST,
        alone=list(by_subject(found.alone, MOST)),
        subjects=len({one.subject.iri for one in found.alone}),
    )


def by_subject(found: Sequence[Alone], most: int) -> Iterator[OfOne]:
    """Statements by what they are about, `most` at most together; each subject says how many it has."""
    groups: dict[str, list[Alone]] = {}
    for one in found:
        groups.setdefault(one.subject.iri, []).append(one)
    left = most
    for group in groups.values():
        if left <= 0:
            return
        yield OfOne(group[0].subject, group[:left], len(group))
        left -= len(group)
