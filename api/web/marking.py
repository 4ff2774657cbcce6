"""A text cut into pieces where the words of claims begin and end, with gaps where it may not be shown.

Offsets count code points. Words of claims may overlap: a piece belongs to every claim whose words hold it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol


class Words(Protocol):
    """The words of a claim and where they stand."""

    @property
    def id(self) -> str: ...
    @property
    def exact(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Stretch(Protocol):
    """A part of a text, such as a sentence."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text that begins and ends with the words of some claim or of a sentence, or stands between.

    `text` is None where nothing of it may be shown; `claims` are those whose words hold it, the shortest
    words first, `begins` those of them that begin here."""

    start: int
    end: int
    text: str | None
    claims: tuple[str, ...]
    begins: tuple[str, ...]

    @property
    def length(self) -> int:
        """How many code points it has."""
        return self.end - self.start


def pieces(
    within: Stretch, words: Sequence[Words], text: str | None = None, cuts: Iterable[Stretch] = ()
) -> list[Piece]:
    """The pieces of a part of a text, in its order.

    `words` are those of the claims there, which may reach beyond; `cuts` are further parts at whose ends it
    is cut. `text` is the whole text where it may be shown; without it only words of claims are.
    """
    start, end = within.start, within.end
    here = [each for each in words if each.start < end and each.end > start]
    ends = {place for each in (*here, *cuts) for place in (each.start, each.end) if start < place < end}
    places = [start, *sorted(ends), end]
    return [_piece(first, last, here, text) for first, last in pairwise(places)]


def _piece(start: int, end: int, words: Sequence[Words], text: str | None) -> Piece:
    over = sorted((each for each in words if each.start < end and each.end > start), key=_length)
    shown = text[start:end] if text is not None else None
    if shown is None and over:
        first = over[0]
        shown = first.exact[start - first.start : end - first.start]
    return Piece(
        start=start,
        end=end,
        text=shown,
        claims=tuple(each.id for each in over),
        begins=tuple(each.id for each in over if each.start == start),
    )


def _length(words: Words) -> tuple[int, int, str]:
    return words.end - words.start, words.start, words.id
