"""Partial dates (2026, 2026-03, 2026-03-05): the days that they span, and how people write them."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Final

_PARTIAL: Final = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
_Parts = tuple[int, int | None, int | None]


def days(partial: str) -> tuple[int, int] | None:
    """The ordinals (`date.toordinal`) of the first and the last day of a partial date; None where the
    calendar has no such day."""
    parts = _parts(partial)
    if parts is None:
        return None
    year, month, day = parts
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    except ValueError:
        return None
    return first.toordinal(), last.toordinal()


def in_words(partial: str) -> str:
    """A partial date as people write it: `5 March 2026`; as it is where it is none."""
    parts = _parts(partial)
    if parts is None:
        return partial
    year, month, day = parts
    if month is None:
        return str(year)
    return f"{day or ''} {calendar.month_name[month]} {year}".strip()


def _parts(partial: str) -> _Parts | None:
    found = _PARTIAL.fullmatch(partial)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.group("year", "month", "day"))
    if not year or (month is not None and not 1 <= month <= 12):
        return None
    return year, month, day
