"""Dates of events: from the words of a quote to a year, a month or a day, or the reason why not.

Nothing is guessed: a date without its year, a day that its month has not, and figures whose order is not told
(3/5/2026) are refused.
"""

from __future__ import annotations

import calendar
import re
from typing import Final

from rdflib import Literal, URIRef

from kg.model import Assertion, Quote, Text
from kg.ns import SG
from kg.sheet.assertions import fits_end
from kg.sheet.figures import Unreadable
from kg.sheet.measures import within
from kg.sheet.names import Names
from kg.sheet.problems import Reporter, shorten

_MONTHS: Final = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_SHORT: Final = {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_YEAR: Final = r"(?P<year>[12][0-9]{3})"
_MONTH: Final = r"(?P<month>[A-Za-z]+\.?)"
_DAY: Final = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        _YEAR,
        rf"{_MONTH},?\s+{_YEAR}",
        rf"{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_YEAR}-(?P<month>[0-9]{{2}})(?:-(?P<day>[0-9]{{2}}))?",
    )
)
_REMEDY: Final = (
    "give just the words of the date with its year, such as “2026”, “March 2026”, “5 March 2026”; "
    "where the quote has none, the event stays undated"
)


def is_dated(property_name: str, names: Names) -> bool:
    """Whether a property takes a date that claims state."""
    prop = names.vocabulary.properties.get(property_name)
    return prop is not None and prop.is_date


def read_dated(
    parts: list[str], quote: Quote, text: Text, names: Names, reporter: Reporter
) -> Assertion | None:
    """The assertion that `[event, property, words]` makes, its words read as a date, or None when its faults
    were reported."""
    subject_name, property_name, words = parts
    subject = names.thing(subject_name, reporter)
    prop = names.vocabulary.properties[property_name]
    date = _date(words, quote, text, reporter)
    if subject is None or not fits_end(prop, "domain", subject, subject_name, names, reporter):
        return None
    return None if date is None else Assertion(subject, URIRef(SG[property_name]), Literal(date))


def _date(words: str, quote: Quote, text: Text, reporter: Reporter) -> str | None:
    if within(words, quote, text, reporter) is None:
        return None
    date = read_date(words)
    if isinstance(date, Unreadable):
        reporter.report(f"“{shorten(words)}” cannot be read as a date: {date.reason}", _REMEDY)
        return None
    return date


def read_date(words: str) -> str | Unreadable:
    """The date that words give, as a partial date: 2026, 2026-03 or 2026-03-05."""
    found = next((match for form in _FORMS if (match := form.fullmatch(words))), None)
    if found is None:
        return Unreadable(_why_not(words))
    given = found.groupdict()
    year, month_word, day_word = given["year"], given.get("month"), given.get("day")
    if month_word is None:
        return str(year)
    month = _month(month_word)
    if month is None:
        return Unreadable(f"“{shorten(month_word)}” is no month")
    if day_word is None:
        return f"{year}-{month:02d}"
    if not 1 <= int(day_word) <= calendar.monthrange(int(year), month)[1]:
        return Unreadable(f"{calendar.month_name[month]} {year} has no day {int(day_word)}")
    return f"{year}-{month:02d}-{int(day_word):02d}"


def _month(word: str) -> int | None:
    """The number of a month, by its name, its abbreviation, or two digits."""
    if word.isdecimal():
        return int(word) if 1 <= int(word) <= 12 else None
    plain = word.lower().removesuffix(".")
    return _SHORT.get(plain) or (_MONTHS.get(plain) if word[-1] != "." else None)


def _why_not(words: str) -> str:
    if re.fullmatch(r"[0-9]{1,4}[/.][0-9]{1,2}[/.][0-9]{1,4}", words):
        return "which figure is the day and which the month is not told"
    if not re.search(r"(?<![0-9])[12][0-9]{3}(?![0-9])", words):
        return "it names no year of four digits"
    return "it has other words than those of a year, a month or a day"
