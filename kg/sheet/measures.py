"""Figures of a claim: from the words of its quote to the assertions that give number, unit, period and the
rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rdflib import RDF, Literal, URIRef

from kg.model import Assertion, FigureEntry, Quote, Text
from kg.ns import SG
from kg.sheet.assertions import read_class, read_fact
from kg.sheet.figures import LONGEST, Reading, Unreadable, read_figure, read_period
from kg.sheet.locate import is_whole
from kg.sheet.names import Names
from kg.sheet.problems import Reporter, shorten

_TOKEN: Final = re.compile(r"\S+")
_EDGES: Final = '.,;:!?—–"“”()[]'
_REACH: Final = 3


def read_measure(
    entry: FigureEntry, quote: Quote, text: Text, names: Names, reporter: Reporter
) -> list[Assertion]:
    """The assertions of a figure's entry, its value (or what it is compared to) first; faults are reported.

    Numbers and periods are read from words of the quote; nothing that the entry leaves out is asserted.
    """
    figure = names.figures[entry.figure]
    reading = None if entry.value is None else _reading(entry.value, quote, text, reporter.at("value"))
    if reading is not None and _counts_fronts(figure, names):
        _check_whole(entry, reading, reporter.at("value"))
    unit = _unit(entry, reading, names, reporter)
    found = list(_numbers(figure, reading))
    compared = _link(figure, entry, "comparedTo", entry.compared_to, names, reporter)
    direction = _member(figure, "direction", entry.direction, names, reporter)
    if not found:
        found += direction or compared
    if entry.class_ is not None:
        cls = read_class(f"figure/{entry.figure}", entry.class_, names, reporter.at("class"))
        found += [Assertion(figure, RDF.type, cls)] if cls is not None else []
    found += _link(figure, entry, "about", entry.about, names, reporter)
    found += _member(figure, "metric", entry.metric, names, reporter)
    found += [Assertion(figure, URIRef(SG.unit), unit)] if unit is not None else []
    found += [assertion for assertion in (*direction, *compared) if assertion not in found]
    found += _link(figure, entry, "forecastBy", entry.forecast_by, names, reporter)
    if entry.period is not None:
        found += _period(figure, entry, entry.period, quote, text, reporter.at("period"))
    return found


def _numbers(figure: URIRef, reading: Reading | None) -> Iterator[Assertion]:
    """The value, or the ends of the range that there are."""
    if reading is None:
        return
    for name, number in (
        ("value", reading.value),
        ("valueMin", reading.least),
        ("valueMax", reading.greatest),
    ):
        if number is not None:
            yield Assertion(figure, URIRef(SG[name]), Literal(number))


def _counts_fronts(figure: URIRef, names: Names) -> bool:
    """Whether any claim of the sheet calls a figure a count of fronts."""
    return names.vocabulary.is_any_of(names.asserted.get(figure, ()), "FrontCount")


def _check_whole(entry: FigureEntry, reading: Reading, reporter: Reporter) -> None:
    """Reports a number of fronts that is a fraction, or ends of a range that are."""
    if any(number is not None and number != number.to_integral_value() for number in reading.numbers):
        reporter.report(
            f"“{shorten(entry.value or '')}” is no whole number, but “{entry.figure}” is a FrontCount",
            "give words of a whole number, or another class such as Observation",
        )


def _reading(words: str, quote: Quote, text: Text, reporter: Reporter) -> Reading | None:
    """The figure that words of the quote give, or None with the fault reported."""
    start = within(words, quote, text, reporter)
    if start is None:
        return None
    reading = read_figure(words)
    if isinstance(reading, Unreadable):
        remedy = (
            "give just the words of the number with its unit, such as “$2.4 billion”, “six or seven”, “11%”"
        )
        reporter.report(f"“{shorten(words)}” cannot be read as a figure: {reading.reason}", remedy)
        return None
    longer = _longer(reading, start, start + len(words), quote, text)
    if longer:
        reporter.report(
            f"“{shorten(words)}” is only a part of the number", f"the text has “{shorten(longer)}”"
        )
        return None
    return reading


def within(words: str, quote: Quote, text: Text, reporter: Reporter) -> int | None:
    """Where in the text the words stand within the quote, whole; reported when they do not."""
    start = text.string.find(words, quote.start, quote.end)
    while start >= 0:
        if is_whole(text.string, start, start + len(words)):
            return start
        start = text.string.find(words, start + 1, quote.end)
    where = "cuts a word or number of" if words in quote.exact else "is not in"
    reporter.report(f"“{shorten(words)}” {where} the quote", f"the quote is “{shorten(quote.exact, 200)}”")
    return None


def _longer(reading: Reading, start: int, end: int, quote: Quote, text: Text) -> str | None:
    """A longer run of words around the number that says another number: `seven` of `six or seven`.

    A range after `from` (`rose from 2 to 3`) may be a change, so its ends may be taken alone.
    """
    sentence = text.sentences[quote.sentence - 1]
    left_edge, right_edge = max(sentence.start, start - LONGEST), min(sentence.end, end + LONGEST)
    before = [m.start() for m in _TOKEN.finditer(text.string, left_edge, start)][-_REACH:]
    after = [m.end() for m in _TOKEN.finditer(text.string, end, right_edge)][:_REACH]
    changes = any(text.string.startswith(("from ", "From "), place) for place in before)
    for left in [start, *reversed(before)]:
        for right in [end, *after]:
            words = text.string[left:right].strip(_EDGES)
            found = read_figure(words) if (left, right) != (start, end) else reading
            if isinstance(found, Unreadable) or found.numbers == reading.numbers:
                continue
            if not (changes and found.value is None):
                return words
    return None


def _unit(entry: FigureEntry, reading: Reading | None, names: Names, reporter: Reporter) -> URIRef | None:
    """The unit that the words name or, where they name none, the one that the entry gives."""
    given = None if entry.unit is None else names.term(entry.unit, "Unit", reporter.at("unit"))
    read = reading.unit if reading is not None else None
    if read is None:
        return given
    if entry.unit is not None and given is not None and entry.unit != read:
        reporter.at("unit").report(
            f"“{entry.unit}” contradicts the words, which say {read}", "remove the key"
        )
    return URIRef(SG[read])


def _link(
    figure: URIRef, entry: FigureEntry, name: str, target: str | None, names: Names, reporter: Reporter
) -> list[Assertion]:
    """The assertion that links a figure to an individual; none where the entry has no such key."""
    if target is None:
        return []
    found = read_fact(figure, f"figure/{entry.figure}", name, target, names, reporter.at(name))
    return [found] if found is not None else []


def _member(
    figure: URIRef, name: str, value: str | None, names: Names, reporter: Reporter
) -> list[Assertion]:
    """The assertion that gives a figure a member of the short list of the same name."""
    if value is None:
        return []
    term = names.term(value, name.capitalize(), reporter.at(name))
    return [Assertion(figure, URIRef(SG[name]), term)] if term is not None else []


def _period(
    figure: URIRef, entry: FigureEntry, words: str, quote: Quote, text: Text, reporter: Reporter
) -> list[Assertion]:
    """The words for the time that a figure speaks of, and its length where they name one.

    "In two years" of a forecast is when it falls due, not how long it lasts.
    """
    if within(words, quote, text, reporter) is None:
        return []
    found = [Assertion(figure, URIRef(SG.periodLabel), Literal(words))]
    is_due = entry.class_ == "Forecast" and words.lower().startswith("in ")
    length = None if is_due else read_period(words)
    return [*found, Assertion(figure, URIRef(SG.periodLength), Literal(length))] if length else found
