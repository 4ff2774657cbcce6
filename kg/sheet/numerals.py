"""Reads numbers that are written in digits or in English words, as exact decimals."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

UNITS: Final = {
    word: Decimal(number)
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS: Final = {
    word: Decimal(10 * number)
    for number, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
SCALES: Final = {
    "thousand": Decimal(10) ** 3,
    "k": Decimal(10) ** 3,
    "million": Decimal(10) ** 6,
    "mn": Decimal(10) ** 6,
    "m": Decimal(10) ** 6,
    "billion": Decimal(10) ** 9,
    "bn": Decimal(10) ** 9,
    "b": Decimal(10) ** 9,
    "trillion": Decimal(10) ** 12,
    "tn": Decimal(10) ** 12,
    "t": Decimal(10) ** 12,
}
_HUNDRED: Final = Decimal(100)
_DIGITS: Final = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,15}(?:\.\d{1,9})?)(?P<scale>[a-z]{1,2})?"
)
_HYPHEN: Final = re.compile(r"(?<=[a-z])-(?=[a-z])")


def read_number(words: str) -> Decimal | None:
    """The number that the words are, all of them, or None: `14`, `2.4 billion`, `six`, `one hundred and
    five`.

    Letter case is ignored. `500bn` has its scale glued on; a comma groups thousands only; `1.5` is one and a
    half.
    """
    tokens = _tokens(words)
    if not tokens or len(tokens) > 20:
        return None
    head = _digits(tokens[0])
    if head is not None:
        return _scaled(head, tokens[1:])
    if tokens[0] in ("a", "an") and len(tokens) > 1:
        tokens = ["one", *tokens[1:]]
    return _worded(tokens)


def scale_of(words: str) -> Decimal | None:
    """The scale that the words end in, such as 10⁹ for `2.4 billion` and `2.4bn`, or None."""
    tokens = _tokens(words)
    if not tokens:
        return None
    match = _DIGITS.fullmatch(tokens[-1])
    return SCALES.get((match["scale"] or "") if match else tokens[-1])


def _tokens(words: str) -> list[str]:
    """The words, hyphens within number words (`twenty-one`) taken for blanks; a minus sign stays."""
    return _HYPHEN.sub(" ", words.casefold()).split()


def _digits(token: str) -> Decimal | None:
    """A number in digits, with a scale when that is glued to it."""
    match = _DIGITS.fullmatch(token)
    if match is None or (match["scale"] and match["scale"] not in SCALES):
        return None
    number = Decimal(match["number"].replace(",", ""))
    return number * SCALES[match["scale"]] if match["scale"] else number


def _scaled(number: Decimal, scales: list[str]) -> Decimal | None:
    """A number times the scales that follow it: none, or one, or `hundred` and one (`2 hundred thousand`)."""
    if scales and scales[0] == "hundred":
        number, scales = number * _HUNDRED, scales[1:]
    if not scales:
        return number
    if len(scales) == 1 and len(scales[0]) > 1 and scales[0] in SCALES:
        return number * SCALES[scales[0]]
    return None


def _worded(tokens: list[str]) -> Decimal | None:
    """A number in words: groups below a thousand, each with its scale, from the largest scale down."""
    total, ceiling, group, filled = Decimal(0), Decimal(10) ** 15, list[str](), False
    for token in tokens:
        if token in SCALES and len(token) > 2:
            part = _below_thousand(group)
            if part is None or SCALES[token] >= ceiling:
                return None
            total, ceiling, group, filled = total + part * SCALES[token], SCALES[token], [], True
        else:
            group.append(token)
    if not group:
        return total if filled else None
    if filled and group[0] == "and":
        group = group[1:]
    part = _below_thousand(group)
    return None if part is None else total + part


def _below_thousand(tokens: list[str]) -> Decimal | None:
    """`seven`, `twenty one`, `three hundred and five`, `twelve hundred`."""
    if "hundred" not in tokens:
        return _below_hundred(tokens)
    cut = tokens.index("hundred")
    hundreds, rest = _below_hundred(tokens[:cut]), tokens[cut + 1 :]
    if rest and rest[0] == "and":
        rest = rest[1:]
        if not rest:
            return None
    below = _below_hundred(rest) if rest else Decimal(0)
    if hundreds is None or below is None:
        return None
    return hundreds * _HUNDRED + below


def _below_hundred(tokens: list[str]) -> Decimal | None:
    """`seven`, `twenty`, `twenty one`, `dozen` after `one`."""
    match tokens:
        case [word] if word in UNITS:
            return UNITS[word]
        case [word] if word in TENS:
            return TENS[word]
        case [number, "dozen"] if number in UNITS:
            return UNITS[number] * 12
        case [ten, unit] if ten in TENS and unit in UNITS and 0 < UNITS[unit] < 10:
            return TENS[ten] + UNITS[unit]
    return None
