"""Reads the figures of a text from its own words: numbers, ranges, money, percent, multiples, lengths of
time.

A number in the graph is never typed by a person: the sheet names the words of the quote, and this module
reads them. What it cannot read it refuses, with the reason; it never guesses. `14` and `41` can so not be
confused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kg.sheet.numerals import read_number, scale_of

LONGEST: Final = 120
_TIME: Final = {"year": "Y", "month": "M", "week": "W", "day": "D"}
_MULTIPLES: Final = {
    "halved": Decimal("0.5"),
    "doubled": Decimal(2),
    "twice": Decimal(2),
    "tripled": Decimal(3),
    "trebled": Decimal(3),
    "thrice": Decimal(3),
    "quadrupled": Decimal(4),
    "quintupled": Decimal(5),
}
_PERIODS: Final = {
    "quarterly": "P3M",
    "monthly": "P1M",
    "weekly": "P1W",
    "daily": "P1D",
    "yearly": "P1Y",
    "annual": "P1Y",
    "annually": "P1Y",
}
_LOWER: Final = re.compile(r"^(?:at least|more than|no fewer than|no less than|upwards of)\s+")
_UPPER: Final = re.compile(r"^(?:at most|up to|less than|fewer than|no more than)\s+")
_BETWEEN: Final = re.compile(r"^(?:between\s+(?P<a>.+?)\s+and|from\s+(?P<b>.+?)\s+to)\s+(?P<high>.+)$")
_RANGE: Final = re.compile(
    r"^(?P<low>.+?)(?:\s+(?:or|to)\s+|\s*[–—]\s*|(?<=\d)\s*-\s*(?=[$\d]))(?P<high>.+)$"
)
_CURRENCY: Final = re.compile(
    r"^(?P<sign>us\$|usd\s|[$€£¥₹]|eur\s|gbp\s)\s*|\s+(?P<word>(?:us\s+)?dollars?|euros?|pounds?|yen|yuan)$"
)
_DOLLARS: Final = frozenset({"$", "us$", "usd", "dollar", "dollars", "us dollar", "us dollars"})
_PERCENT: Final = re.compile(r"\s*(?:%|percent|per cent)$")
_TIMES: Final = re.compile(r"(?:\s+times|(?<=\d)x|-?fold)$")
_SPAN_OF_TIME: Final = re.compile(r"[\s-]+(?P<unit>year|month|week|day)s?$")
_INEXACT: Final = re.compile(
    r"\b(?:dozens|hundreds|thousands|millions|billions|several|few|many|some|numerous)\b"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What words say of a figure. Either `value` is there, or one or both ends of a range.

    `unit` is the local name of a unit of the ontology, or None when the words name none (a plain number).
    """

    value: Decimal | None = None
    least: Decimal | None = None
    greatest: Decimal | None = None
    unit: str | None = None

    @property
    def numbers(self) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """The numbers alone, to compare two readings."""
        return self.value, self.least, self.greatest


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why words could not be read as a figure."""

    reason: str


def read_figure(words: str) -> Reading | Unreadable:
    """Reads words, all of them, as one figure.

    `$2.4 billion` is 2400000000 usDollar, `six or seven` 6 to 7 without a unit, `11%` percent, `20 times` and
    `tripled` a ratio, `five years` 5 year, `at least six` a range with a lower end only.
    """
    text = " ".join(words.casefold().replace("\u00a0", " ").split())
    if len(text) > LONGEST:
        return Unreadable(f"it is longer than {LONGEST} characters")
    if text in _MULTIPLES:
        return Reading(value=_MULTIPLES[text], unit="ratio")
    if _INEXACT.search(text):
        return Unreadable("it names no exact number")
    for pattern, lower in ((_LOWER, True), (_UPPER, False)):
        if pattern.search(text):
            inner = _quantity(pattern.sub("", text, count=1))
            if isinstance(inner, Unreadable) or inner.value is None:
                return Unreadable("the bound names no single number")
            return _canonical(
                Reading(
                    least=inner.value if lower else None,
                    greatest=None if lower else inner.value,
                    unit=inner.unit,
                )
            )
    found = _quantity(text)
    return found if isinstance(found, Unreadable) else _canonical(found)


def read_period(words: str) -> str | None:
    """The length of time that words name, after ISO 8601 (`P6W`, `P3M`), or None when they name a date or no
    length.

    `in six weeks` is P6W, `quarterly` P3M, `in two years` P2Y, `per day` P1D; `in 2026` and `for some years`
    have none.
    """
    text = " ".join(words.casefold().replace("-", " ").split())[:400]
    tokens = re.findall(r"[\w.,$%]+", text)
    lengths: list[str] = []
    for index, token in enumerate(tokens):
        unit = token.removesuffix("s")
        if token in _PERIODS:
            lengths.append(_PERIODS[token])
        elif unit in _TIME or unit in ("quarter", "decade"):
            length = _length(tokens[:index], unit)
            if length is not None:
                lengths.append(length)
    return lengths[0] if len(lengths) == 1 and lengths[0] else None


def _length(before: list[str], unit: str) -> str | None:
    """The ISO length of a unit of time with the number before it: one to three words, `a`, `per`.

    None without a number (`some years`), empty for one that gives no length (`five or six years`).
    """
    factor, letter = {"quarter": (3, "M"), "decade": (10, "Y")}.get(unit, (1, _TIME.get(unit, "")))
    for size in (3, 2, 1):
        number = read_number(" ".join(before[-size:])) if len(before) >= size else None
        if number is not None:
            joined = len(before) > size and before[-size - 1] in ("or", "to", "and")
            whole = number == number.to_integral_value() and number > 0
            return f"P{int(number) * factor}{letter}" if whole and not joined else ""
    return f"P{factor}{letter}" if before and before[-1] in ("a", "an", "per", "each", "every") else None


def _quantity(text: str) -> Reading | Unreadable:
    """A single number or a range, with its unit."""
    match = _BETWEEN.match(text)
    low, high = (match["a"] or match["b"], match["high"]) if match else ("", "")
    if not match and not isinstance(single := _single(text), Unreadable):
        return single
    if not match and (match := _RANGE.match(text)):
        low, high = match["low"], match["high"]
    return _range(low, high) if match else _single(text)


def _single(text: str) -> Reading | Unreadable:
    """One number with its unit."""
    unit, number_words = _split_unit(text)
    if unit == "":
        return Unreadable("its currency is none of the ontology's units")
    number = read_number(number_words)
    if number is None:
        return Unreadable(f"“{number_words or text}” is no number")
    return Reading(value=number, unit=unit)


def _split_unit(text: str) -> tuple[str | None, str]:
    """The unit that the words name (None: none, empty: a currency that we have not) and the words of the
    number."""
    currency = _CURRENCY.search(text)
    if currency:
        sign = (currency["sign"] or currency["word"]).strip()
        rest = text[: currency.start()] + text[currency.end() :]
        return ("usDollar" if sign in _DOLLARS else ""), rest
    for pattern, unit in ((_PERCENT, "percent"), (_TIMES, "ratio")):
        if pattern.search(text):
            return unit, pattern.sub("", text)
    time = _SPAN_OF_TIME.search(text)
    if time:
        return time["unit"], text[: time.start()]
    return None, text


def _range(low: str, high: str) -> Reading | Unreadable:
    """Two numbers; the first takes unit and scale of the second when it has none of its own."""
    upper = _single(high)
    if isinstance(upper, Unreadable):
        return upper
    lower = _single(low)
    if isinstance(lower, Unreadable):
        return lower
    least, greatest = lower.value, upper.value
    assert least is not None
    assert greatest is not None
    if lower.unit is not None and upper.unit is not None and lower.unit != upper.unit:
        return Unreadable("the ends of the range have different units")
    scale, own = scale_of(_split_unit(high)[1]), scale_of(_split_unit(low)[1])
    if scale is not None and own is None:
        least *= scale
    if least >= greatest:
        return Unreadable("the range does not rise")
    return Reading(least=least, greatest=greatest, unit=upper.unit or lower.unit)


def _canonical(reading: Reading) -> Reading:
    """The same numbers without needless zeros."""

    def plain(number: Decimal | None) -> Decimal | None:
        return None if number is None else Decimal(f"{number.normalize():f}")

    return Reading(plain(reading.value), plain(reading.least), plain(reading.greatest), reading.unit)
