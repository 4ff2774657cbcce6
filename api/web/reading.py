"""A source as a reader sees it: its units in order, each a sentence or a paragraph, and the runs within.

Where the whole text may be shown a unit is a paragraph. Where only quotes may, it is a sentence, or what
stands between sentences, since where paragraphs end is not known without the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.web.marking import Piece, pieces
from kg.read.passages import ClaimPlace, SentencePlace

_PARAGRAPH: Final = re.compile(r"\n*[^\n]+\n*")
_BLANK: Final = 2
"""Up to so many code points between sentences are taken for white space."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a source: the sentences that begin in it, the claims whose words do, and its pieces.

    `whole` says that it is shown as the text has it."""

    start: int
    end: int
    whole: bool
    sentences: tuple[SentencePlace, ...]
    words: tuple[ClaimPlace, ...]
    pieces: tuple[Piece, ...]

    @property
    def between(self) -> bool:
        """Whether it stands outside of all sentences."""
        return not self.whole and not self.sentences

    @property
    def hidden(self) -> int:
        """How many of its code points are not shown."""
        return sum(each.length for each in self.pieces if each.text is None)

    @property
    def length(self) -> int:
        """How many code points it has."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Run:
    """A piece as it is shown: the claim that its link leads to, those that begin here beside it, and whether
    it is part of a sentence that states something of which nobody claims a word."""

    piece: Piece
    claims: tuple[str, ...]
    begins: tuple[str, ...]
    unclaimed: bool

    @property
    def main(self) -> str | None:
        """The claim of the shortest words that begin here, or else of the shortest words."""
        return next(iter((*self.begins, *self.claims)), None)


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int


def units(
    sentences: Sequence[SentencePlace], words: Sequence[ClaimPlace], text: str | None = None
) -> list[Unit]:
    """The units of a source, in the order of its text; both sequences are in that order."""
    spans = _sentence_spans(sentences, words) if text is None else _paragraphs(text)
    begins = [each.start for each in words]
    opens = [each.start for each in sentences]
    longest = max((each.end - each.start for each in words), default=0)
    made: list[Unit] = []
    for span in spans:
        near = words[_first(begins, span.start - longest) : _first(begins, span.end)]
        here = tuple(each for each in near if span.start <= each.start < span.end)
        own = tuple(sentences[_first(opens, span.start) : _first(opens, span.end)])
        cut = tuple(pieces(span, near, text, own))
        made.append(Unit(span.start, span.end, text is not None, own, here, cut))
    return made


def runs(unit: Unit, shown: Collection[str], unclaimed: Mapping[int, SentencePlace]) -> list[Run]:
    """The runs of a unit, with the claims that are `shown`; `unclaimed` are sentences by their beginnings."""
    silent = [each for each in unit.sentences if each.start in unclaimed]
    return [
        Run(
            piece=piece,
            claims=tuple(claim for claim in piece.claims if claim in shown),
            begins=tuple(claim for claim in piece.begins if claim in shown),
            unclaimed=any(each.start <= piece.start < each.end for each in silent),
        )
        for piece in unit.pieces
    ]


def unclaimed(sentences: Sequence[SentencePlace], words: Sequence[ClaimPlace]) -> list[SentencePlace]:
    """The sentences that state something, of whose words no claim holds any."""
    reach: list[int] = []
    for each in words:
        reach.append(max(each.end, reach[-1] if reach else 0))
    begins = [each.start for each in words]
    found: list[SentencePlace] = []
    for sentence in sentences:
        before = _first(begins, sentence.end)
        if sentence.states and not (before and reach[before - 1] > sentence.start):
            found.append(sentence)
    return found


def _first(starts: Sequence[int], place: int) -> int:
    """The index of the first start that is not before a place."""
    return bisect_right(starts, place - 1)


def _paragraphs(text: str) -> list[_Span]:
    return [_Span(*found.span()) for found in _PARAGRAPH.finditer(text)]


def _sentence_spans(sentences: Sequence[SentencePlace], words: Sequence[ClaimPlace]) -> Iterator[_Span]:
    """Sentences and what stands between them; white space is left out where no claim needs it."""
    begins = [each.start for each in words]
    place = 0
    last = max((*(each.end for each in sentences), *(each.end for each in words)), default=0)
    for span in (*(_Span(each.start, each.end) for each in sentences), _Span(last, last)):
        outside = _first(begins, span.start) - _first(begins, place)
        if span.start > place and (span.start - place > _BLANK or outside > 0):
            yield _Span(place, span.start)
        if span.end > span.start:
            yield span
        place = max(place, span.end)
