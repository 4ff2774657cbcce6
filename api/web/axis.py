"""Dated events along an axis of time: what has a day as a point, a month or a year as its span.

Labels stand over their marks, in as many rows as it takes that none lies upon another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from unicodedata import east_asian_width

from api.web.dates import days, in_words
from kg.read.events import Dating
from kg.read.models import Ref

WIDTH: Final = 900
"""Width of a drawing; all lengths are in its units, about a pixel each."""
MOST: Final = 40
"""Dates that are drawn; the table beside the drawing has all of its part."""
ROW: Final = 40
BAR: Final = 8
LETTERS: Final = 34
_LETTER: Final = 8.0
_BROAD: Final = frozenset("mwMW@%")
_MARGIN: Final = 12
_TOP: Final = 34
_GAP: Final = 14
_LEAST: Final = 8.0
_MOST_TICKS: Final = 9
_MONTHS_APART: Final = (1, 2, 3, 6)
_YEAR_ONWARD: Final = 30
"""Months from which the axis counts in years."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A date of an event: its bar from `x`, `width` long; its label begins at `text_x`."""

    thing: Ref
    date: str
    title: str
    label: str
    x: float
    y: float
    width: float
    text_x: float
    text_y: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the axis where a year or a month begins."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A whole drawing with its size; `left_out` dates are not in it."""

    height: float
    ticks: list[Tick]
    marks: list[Mark]
    left_out: int
    width: float = WIDTH
    top: float = _TOP
    bar: float = BAR


@dataclass(frozen=True, slots=True)
class _Scale:
    """From days to places: `first` to `end` (excluded), as ordinals."""

    first: int
    end: int

    def at(self, day: int) -> float:
        return round(_MARGIN + (day - self.first) / (self.end - self.first) * (WIDTH - 2 * _MARGIN), 1)


def draw(items: Sequence[Dating]) -> Axis | None:
    """The drawing of dates, the first `MOST` of them; None where the calendar has none of them."""
    spans = [(one, span) for one in items if (span := days(one.date)) is not None][:MOST]
    if not spans:
        return None
    ticks, scale = _ticks(min(first for _, (first, _) in spans), max(last for _, (_, last) in spans))
    rows: list[float] = []
    marks = [_mark(one, span, scale, rows) for one, span in spans]
    return Axis(_TOP + len(rows) * ROW + _MARGIN, ticks, marks, len(items) - len(spans))


def _ticks(first: int, last: int) -> tuple[list[Tick], _Scale]:
    """The ticks and the scale: whole months, or whole years where there are many months."""
    start, until = _month(first), _month(last) + 1
    by_year = until - start > _YEAR_ONWARD
    if by_year:
        start, until = start - start % 12, until + -until % 12
    scale = _Scale(_ordinal(start), _ordinal(until))
    step = next(_steps(until - start, by_year=by_year))
    aligned = (month for month in range(start, until) if month % step == 0 and month - start >= step)
    return [Tick(scale.at(_ordinal(at)), _name(at, by_year=by_year)) for at in (start, *aligned)], scale


def _steps(months: int, *, by_year: bool) -> Iterator[int]:
    """The months between ticks by which there are few enough of these, the closest first."""
    years = (12 * factor * 10**power for power in range(5) for factor in (1, 2, 5))
    for step in years if by_year else (*_MONTHS_APART, months):
        if months / step <= _MOST_TICKS:
            yield step


def _month(day: int) -> int:
    found = date.fromordinal(day)
    return found.year * 12 + found.month - 1


def _ordinal(month: int) -> int:
    """The first day of a month; the day after the calendar's last for the month behind it."""
    year, month = divmod(month, 12)
    return date(year, month + 1, 1).toordinal() if year <= date.max.year else date.max.toordinal() + 1


def _name(month: int, *, by_year: bool) -> str:
    year, month = divmod(month, 12)
    return str(year) if by_year else f"{date(2000, month + 1, 1):%b} {year}"


def _mark(one: Dating, span: tuple[int, int], scale: _Scale, rows: list[float]) -> Mark:
    """The mark of a date in the first row with room; `rows` has the places up to which each is taken."""
    left, right = scale.at(span[0]), scale.at(span[1] + 1)
    width = max(_LEAST, right - left)
    label = _short(one.event.label)
    long = _length(label)
    text_x = max(float(_MARGIN), min(left, WIDTH - _MARGIN - long))
    begin, end = min(left, text_x), max(left + width, text_x + long)
    row = next((at for at, taken in enumerate(rows) if taken + _GAP <= begin), len(rows))
    rows[row : row + 1] = [end]
    y = float(_TOP + row * ROW)
    title = f"{one.event.label}, {in_words(one.date)}"
    return Mark(one.event, one.date, title, label, left, y + 22, width, text_x, y + 15)


def _short(label: str) -> str:
    """A label cut to the room that it has."""
    room = LETTERS * _LETTER
    if _length(label) <= room:
        return label
    kept = ""
    for letter in label:
        if _length(kept + letter) > room - _LETTER:
            break
        kept += letter
    return kept.rstrip() + "…"


def _length(label: str) -> float:
    """How long a label is at most; wide letters count twice, broad ones nearly so."""
    return sum(
        _LETTER * (2 if east_asian_width(one) in "WF" else 1.7 if one in _BROAD else 1) for one in label
    )
