"""The page of a source: its text with every claim in place, and beside it what each claim asserts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from api.web.asked import Asked
from api.web.reading import Run, Unit, runs, unclaimed, units
from api.web.views.filters import Filters, modalities, speakers
from api.web.views.lines import Line, lines
from api.web.views.place import SIGNS, full_text, signs
from kg.read import passages
from kg.read.claims import Claim, claims
from kg.read.documents import Source
from kg.read.passages import ClaimPlace, SentencePlace
from kg.store.base import Store

SECTION: Final = 250
"""How many units and claims a page has at most, together; a unit is not cut."""


@dataclass(frozen=True, slots=True)
class Note:
    """A claim in the margin, by its number in the source."""

    number: int
    claim: Claim
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Row:
    """A unit with its runs, the notes beside it, and its sentences of which nobody claims a word. `skipped`
    units before it are left out by a filter; without a unit, after the last."""

    skipped: int
    unit: Unit | None
    runs: list[Run]
    notes: list[Note]
    silent: list[SentencePlace]


def source(asked: Asked, found: Source) -> bytes:
    """The page of a source."""
    filters = Filters.of(asked.query)
    sentences, words = passages.sentences(asked.store, found.id), passages.places(asked.store, found.id)
    whole = full_text(asked.store, found)
    cut = units(sentences, words, whole)
    left = [each for each in words if filters.leaves(each)]
    wanted = _wanted(cut, left, filters)
    sections = _sections(cut, wanted)
    part = _part(cut, sections, filters)
    notes = _notes(asked.store, cut, sections[part - 1], words, left)
    silent = unclaimed(sentences, words)
    return asked.page(
        "source.html",
        thing=found,
        whole=whole is not None,
        filters=filters,
        rows=_rows(cut, sections[part - 1], wanted, notes, silent),
        signed=signs(words, notes),
        part=part,
        pages=[filters.address(asked.path, number) for number in range(1, len(sections) + 1)],
        left=len(left),
        of=len(words),
        stating=sum(each.states for each in sentences),
        silent=silent,
        modalities=modalities(asked, filters, words),
        speakers=speakers(asked, filters, words),
        signs=SIGNS,
    )


def _wanted(cut: Sequence[Unit], left: Sequence[ClaimPlace], filters: Filters) -> list[int]:
    """The indexes of the units that are shown: all, or those in which a claim begins that is left."""
    known = {each.id for each in left}
    return [
        i
        for i, unit in enumerate(cut)
        if not filters.narrowed or any(each.id in known for each in unit.words)
    ]


def _sections(cut: Sequence[Unit], wanted: Sequence[int]) -> list[list[int]]:
    """The indexes of units by the page that shows them; at least one page."""
    made: list[list[int]] = [[]]
    size = 0
    for index in wanted:
        weight = 1 + len(cut[index].words)
        if made[-1] and size + weight > SECTION:
            made.append([])
            size = 0
        made[-1].append(index)
        size += weight
    return made


def _part(cut: Sequence[Unit], sections: Sequence[Sequence[int]], filters: Filters) -> int:
    """The number of the page to show: the one asked for, or where the claim begins that is pointed at."""
    if filters.part:
        return min(filters.part, len(sections))
    for number, section in enumerate(sections, 1):
        if any(each.id == filters.claim for index in section for each in cut[index].words):
            return number
    return 1


def _notes(
    store: Store,
    cut: Sequence[Unit],
    section: Sequence[int],
    words: Sequence[ClaimPlace],
    left: Sequence[ClaimPlace],
) -> dict[str, Note]:
    """The notes of the claims that are left, of those whose words stand on a page, by identifier."""
    if not section:
        return {}
    numbers = {each.id: number for number, each in enumerate(words, 1)}
    shown = {claim for index in section for piece in cut[index].pieces for claim in piece.claims}
    here = [each.iri for each in left if each.id in shown]
    made = passages.made(store, here)
    return {
        claim.id: Note(numbers[claim.id], claim, lines(claim, made.get(claim.iri, [])))
        for claim in claims(store, here)
    }


def _rows(
    cut: Sequence[Unit],
    section: Sequence[int],
    wanted: Sequence[int],
    notes: dict[str, Note],
    silent: Sequence[SentencePlace],
) -> list[Row]:
    """The rows of a page, with what a filter leaves out between them, before the first and after the last."""
    by_start = {each.start: each for each in silent}
    found: list[Row] = []
    first = bool(wanted) and bool(section) and section[0] == wanted[0]
    place = 0 if first or not section else section[0]
    for index in section:
        unit = cut[index]
        found.append(
            Row(
                skipped=_told(cut[place:index]),
                unit=unit,
                runs=runs(unit, notes, by_start),
                notes=[notes[each.id] for each in unit.words if each.id in notes],
                silent=[by_start[each.start] for each in unit.sentences if each.start in by_start],
            )
        )
        place = index + 1
    following = next((index for index in wanted if index >= place), len(cut))
    if section and following > place:
        found.append(Row(_told(cut[place:following]), None, [], [], []))
    return found


def _told(left_out: Sequence[Unit]) -> int:
    """How many units are no mere headings or blanks."""
    return sum(not unit.between for unit in left_out)
