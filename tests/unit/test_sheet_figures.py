"""Figures are read from words exactly, or refused with a reason."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kg.sheet.figures import Reading, Unreadable, read_figure, read_period
from kg.sheet.numerals import TENS, UNITS, read_number


@pytest.mark.parametrize(
    ("words", "value", "unit"),
    [
        ("14", "14", None),
        ("1,000", "1000", None),
        ("1,234,567.5", "1234567.5", None),
        ("six", "6", None),
        ("Twenty-one", "21", None),
        ("one hundred and five", "105", None),
        ("twelve hundred", "1200", None),
        ("two million three hundred thousand and four", "2300004", None),
        ("a dozen", "12", None),
        ("a million", "1000000", None),
        ("2 hundred thousand", "200000", None),
        ("500bn", "500000000000", None),
        ("$14 billion", "14000000000", "usDollar"),
        ("$2.4 billion", "2400000000", "usDollar"),
        ("$500\u00a0billion", "500000000000", "usDollar"),
        ("US$3m", "3000000", "usDollar"),
        ("14 billion dollars", "14000000000", "usDollar"),
        ("11%", "11", "percent"),
        ("eleven percent", "11", "percent"),
        ("0.50 per cent", "0.5", "percent"),
        ("20 times", "20", "ratio"),
        ("6x", "6", "ratio"),
        ("tenfold", "10", "ratio"),
        ("20-fold", "20", "ratio"),
        ("tripled", "3", "ratio"),
        ("halved", "0.5", "ratio"),
        ("twice", "2", "ratio"),
        ("five years", "5", "year"),
        ("six weeks", "6", "week"),
        ("three months", "3", "month"),
        ("one day", "1", "day"),
    ],
)
def test_single_figures(words: str, value: str, unit: str | None) -> None:
    assert read_figure(words) == Reading(value=Decimal(value), unit=unit)


@pytest.mark.parametrize(
    ("words", "least", "greatest", "unit"),
    [
        ("six or seven", "6", "7", None),
        ("6–7", "6", "7", None),
        ("6-7", "6", "7", None),
        ("between six and seven", "6", "7", None),
        ("from 2 to 3 percent", "2", "3", "percent"),
        ("two to three billion", "2000000000", "3000000000", None),
        ("$2 to $3 billion", "2000000000", "3000000000", "usDollar"),
        ("$900 million to $1 billion", "900000000", "1000000000", "usDollar"),
        ("five or ten years", "5", "10", "year"),
        ("at least six", "6", None, None),
        ("more than 100 million", "100000000", None, None),
        ("up to 11%", None, "11", "percent"),
    ],
)
def test_ranges(words: str, least: str | None, greatest: str | None, unit: str | None) -> None:
    expected = Reading(
        least=Decimal(least) if least else None, greatest=Decimal(greatest) if greatest else None, unit=unit
    )
    assert read_figure(words) == expected


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("six fronts", "“six fronts” is no number"),
        ("", "is no number"),
        ("1,5", "is no number"),
        ("-3", "is no number"),
        ("one two", "is no number"),
        ("ten and", "is no number"),
        ("hundred million billion", "is no number"),
        ("one million two billion", "is no number"),
        ("sixth", "is no number"),
        ("3q", "is no number"),
        ("2 thousand million", "is no number"),
        ("one hundred and", "is no number"),
        ("six hundred hundred", "is no number"),
        ("twenty ten", "is no number"),
        ("dozens", "no exact number"),
        ("several million", "no exact number"),
        ("€3 million", "currency"),
        ("3 million pounds", "currency"),
        ("seven or six", "does not rise"),
        ("500 to 1 million", "does not rise"),
        ("six or many", "no exact number"),
        ("six or x", "is no number"),
        ("3 percent to 4 years", "different units"),
        ("at least six or seven", "no single number"),
        ("9" * 200, "longer than"),
    ],
)
def test_refusals(words: str, reason: str) -> None:
    found = read_figure(words)
    assert isinstance(found, Unreadable)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("words", "length"),
    [
        ("in six weeks", "P6W"),
        ("quarterly", "P3M"),
        ("a quarterly income", "P3M"),
        ("in two years", "P2Y"),
        ("for the first time in five years", "P5Y"),
        ("over the next 12 months", "P12M"),
        ("a two-year period", "P2Y"),
        ("per day", "P1D"),
        ("every week", "P1W"),
        ("within a decade", "P10Y"),
        ("two quarters", "P6M"),
        ("one hundred days", "P100D"),
        ("in 2026", None),
        ("some years", None),
        ("this year", None),
        ("in five or six years", None),
        ("two and a half years", None),
        ("2.5 years", None),
        ("two years and six weeks", None),
        ("zero days", None),
    ],
)
def test_periods(words: str, length: str | None) -> None:
    assert read_period(words) == length


def test_every_whole_number_below_a_thousand_is_read_from_its_words() -> None:
    ones = [word for word, _ in sorted(UNITS.items(), key=lambda item: item[1])]
    tens = [word for word, _ in sorted(TENS.items(), key=lambda item: item[1])]
    assert (ones[7], ones[12], tens[0], tens[-1]) == ("seven", "twelve", "twenty", "ninety")

    def spelled(number: int) -> str:
        if number < 20:
            return ones[number]
        if number < 100:
            return tens[number // 10 - 2] + (f"-{ones[number % 10]}" if number % 10 else "")
        rest = f" and {spelled(number % 100)}" if number % 100 else ""
        return f"{ones[number // 100]} hundred{rest}"

    assert [read_number(spelled(number)) for number in range(1000)] == [Decimal(n) for n in range(1000)]
