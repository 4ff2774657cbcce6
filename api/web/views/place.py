"""Words in their place: the part of a source around them, as far as its rights allow."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from api.web.asked import Asked
from api.web.marking import pieces
from api.web.reading import Run, Unit, runs, unclaimed, units
from kg.read import passages
from kg.read.documents import Source
from kg.read.passages import ClaimPlace
from kg.read.text import FULL, text
from kg.store.base import Store

SIGNS: Final = {
    "fact": "F", "report": "R", "forecast": "↗", "opinion": "O", "interpretation": "I", "conditional": "if",
    "question": "?",
}  # fmt: skip
"""What stands beside the number of a claim, by its modality."""
LONGEST: Final = 3000
"""A paragraph of more code points is cut around the words."""


@dataclass(frozen=True, slots=True)
class Sign:
    """How the words of a claim are marked: its number in the source with the sign of its modality."""

    sign: str
    modality: str


@dataclass(frozen=True, slots=True)
class Place:
    """The units around words, each with its runs; `signs` are those of the claims there, by identifier. How
    much of a long paragraph is left out, before and after, stands in `before` and `after`."""

    units: list[tuple[Unit, list[Run]]]
    signs: dict[str, Sign]
    whole: bool
    before: int = 0
    after: int = 0


def place(asked: Asked, source: Source, start: int, end: int, around: int = 1) -> Place:
    """Where words from `start` to `end` stand: their paragraph, or where only quotes may be shown their
    sentence with `around` units on either side."""
    sentences = passages.sentences(asked.store, source.id)
    words = passages.places(asked.store, source.id)
    whole = full_text(asked.store, source)
    cut = units(sentences, words, whole)
    index = next((i for i, unit in enumerate(cut) if unit.start <= start < unit.end), 0)
    near = cut[index : index + 1] if whole is not None else cut[max(index - around, 0) : index + around + 1]
    before = after = 0
    if whole is not None and near and near[0].length > LONGEST:
        long = near[0]
        near = [_clipped(long, start, end, words, whole)]
        before, after = near[0].start - long.start, long.end - near[0].end
    shown = {claim for unit in near for piece in unit.pieces for claim in piece.claims}
    silent = {each.start: each for each in unclaimed(sentences, words)}
    return Place(
        [(unit, runs(unit, shown, silent)) for unit in near],
        signs(words, shown),
        whole is not None,
        before,
        after,
    )


def full_text(store: Store, source: Source) -> str | None:
    """The text of a source where its rights allow all of it and it is stored."""
    return text(store, source.id).text if source.rights == FULL else None


def signs(words: Sequence[ClaimPlace], shown: Collection[str]) -> dict[str, Sign]:
    """How the words of claims are marked, by identifier; numbers count the claims of the source."""
    return {
        each.id: Sign(f"{number} {SIGNS[each.modality]}", each.modality)
        for number, each in enumerate(words, 1)
        if each.id in shown
    }


def _clipped(unit: Unit, start: int, end: int, words: Sequence[ClaimPlace], whole: str) -> Unit:
    """A part of a long paragraph."""
    first, last = max(unit.start, start - LONGEST // 3), min(unit.end, end + LONGEST // 3)
    stretch = Unit(first, last, True, (), (), ())
    return Unit(first, last, True, unit.sentences, unit.words, tuple(pieces(stretch, words, whole)))
