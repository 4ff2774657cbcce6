"""The constraint components of SHACL (section 4), on the values of nodes as a store writes them.

What asks only which terms there are is judged here. What asks for the value of a literal is judged where no
engine could differ, such as that `"7"^^xsd:integer` is above 1; the rest is left to a query of `components/`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from functools import lru_cache
from operator import ge, le, lt
from typing import Final, NamedTuple

from rdflib import RDF, XSD

from kg.binding import serialize
from kg.validate.path import Step
from kg.validate.shape import Constraint
from kg.validate.values import Ends, Values

_TYPE: Final = Step(serialize(RDF.type))
_NUMERIC: Final = {f"^^{serialize(XSD.integer)}", f"^^{serialize(XSD.decimal)}"}
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_LONGEST_ESCAPE: Final = 10
_OF_NODES: Final = frozenset(("minCount", "maxCount", "hasValue"))
_COMPARED: Final[dict[str, Callable[[Decimal, Decimal], bool]]] = {"lessThan": lt, "lessThanOrEquals": le}

Judge = Callable[[str], bool | None]
"""Whether a value is as it shall be; None where a query has to say."""


class Judged(NamedTuple):
    """What breaks a constraint: a focus node and the value at fault, None where none is; and the focus nodes
    of which a query has to say."""

    broken: list[tuple[str, str | None]]
    unsure: list[str]


def judge(
    constraint: Constraint, terms: tuple[str, ...], foci: Collection[str], ends: Ends, values: Values
) -> Judged:
    """Holds focus nodes against a constraint.

    Args:
        constraint: of a shape.
        terms: its parameters as the store writes them, of a class with all its subclasses.
        foci: the focus nodes, IRIs.
        ends: their values by the path of the shape.
        values: what else the store holds.
    """
    if constraint.name in _OF_NODES:
        return Judged([(f, None) for f in foci if not _has(constraint, terms, ends.get(f, ()))], [])
    if constraint.kind.pair:
        return _paired(constraint.name, foci, ends, values.by(Step(terms[0]), foci))
    if constraint.name == "class":
        return _each(ends, _of_class(terms, ends, values))
    return _each(ends, _JUDGES[constraint.name](constraint, terms))


def _has(constraint: Constraint, terms: tuple[str, ...], found: Collection[str]) -> bool:
    """Whether a node has as many values as it shall, or the one."""
    if constraint.name == "hasValue":
        return terms[0] in found
    limit = int(str(constraint.terms[0]))
    return len(found) >= limit if constraint.name == "minCount" else len(found) <= limit


def _paired(name: str, foci: Iterable[str], ends: Ends, other: Ends) -> Judged:
    """Holds the values by a path against those by another property."""
    judged = Judged([], [])
    for focus in foci:
        found, compared = set(ends.get(focus, ())), set(other.get(focus, ()))
        if name == "equals":
            judged.broken.extend((focus, value) for value in found ^ compared)
        elif name == "disjoint":
            judged.broken.extend((focus, value) for value in found & compared)
        elif not _below(_COMPARED[name], found, compared):
            judged.unsure.append(focus)
    return judged


def _below(below: Callable[[Decimal, Decimal], bool], found: set[str], compared: set[str]) -> bool:
    """Whether all values are numbers and below all numbers of others."""
    if not found or not compared:
        return True
    left, right = [_number(value) for value in found], [_number(value) for value in compared]
    return all(a is not None and b is not None and below(a, b) for a in left for b in right)


def _each(ends: Ends, judge_value: Judge) -> Judged:
    """Holds each value against a judge."""
    verdicts: dict[str, bool | None] = {}
    judged = Judged([], [])
    for focus, found in ends.items():
        bad = []
        for value in found:
            if value not in verdicts:
                verdicts[value] = judge_value(value)
            if not verdicts[value]:
                bad.append(value)
        if any(verdicts[value] is None for value in bad):
            judged.unsure.append(focus)
        else:
            judged.broken.extend((focus, value) for value in bad)
    return judged


def _of_class(classes: tuple[str, ...], ends: Ends, values: Values) -> Judge:
    """Whether a value is of one of these classes: all values are looked up at once."""
    allowed = frozenset(classes)
    named = {value for found in ends.values() for value in found if value.startswith("<")}
    types = values.by(_TYPE, named)

    def judge_value(value: str) -> bool | None:
        return None if value.startswith("_:") else not allowed.isdisjoint(types.get(value, ()))

    return judge_value


def _in(_: Constraint, terms: tuple[str, ...]) -> Judge:
    return frozenset(terms).__contains__


def _node_kind(_: Constraint, terms: tuple[str, ...]) -> Judge:
    signs = {"IRI>": "<", "Literal>": '"', "BlankNode>": "_"}
    allowed = {signs[term.rpartition("#")[2]] for term in terms}
    return lambda value: value[0] in allowed


def _datatype(constraint: Constraint, terms: tuple[str, ...]) -> Judge:
    suffix = "" if terms[0] == serialize(XSD.string) else f"^^{terms[0]}"
    form = _compiled(constraint.pattern or "")

    def judge_value(value: str) -> bool | None:
        if value[0] != '"':
            return False
        text, found = _parts(value)
        return True if found == suffix and form is not None and form.search(text) else None

    return judge_value


def _pattern(constraint: Constraint, _: tuple[str, ...]) -> Judge:
    form = _compiled(constraint.pattern or "")

    def judge_value(value: str) -> bool | None:
        text = value[1:-1] if value[0] == "<" else _parts(value)[0]
        plain = value[0] != "_" and "\\" not in text
        return True if plain and form is not None and form.search(text) else None

    return judge_value


def _min_length(_: Constraint, terms: tuple[str, ...]) -> Judge:
    least = _number(terms[0])

    def judge_value(value: str) -> bool | None:
        text = value[1:-1] if value[0] == "<" else _parts(value)[0]
        if least is None or value[0] == "_":
            return None
        return len(text) - (_LONGEST_ESCAPE - 1) * text.count("\\") >= least or None

    return judge_value


def _min_inclusive(_: Constraint, terms: tuple[str, ...]) -> Judge:
    least = _number(terms[0])

    def judge_value(value: str) -> bool | None:
        number = _number(value)
        return True if least is not None and number is not None and ge(number, least) else None

    return judge_value


def _language_in(_: Constraint, terms: tuple[str, ...]) -> Judge:
    ranges = tuple(_parts(term)[0].lower() for term in terms)

    def judge_value(value: str) -> bool | None:
        language = _parts(value)[1].lower() if value[0] == '"' else ""
        sure = any(language == f"@{each}" or language.startswith(f"@{each}-") for each in ranges)
        return sure or None

    return judge_value


_JUDGES: Final[dict[str, Callable[[Constraint, tuple[str, ...]], Judge]]] = {
    "datatype": _datatype,
    "in": _in,
    "languageIn": _language_in,
    "minInclusive": _min_inclusive,
    "minLength": _min_length,
    "nodeKind": _node_kind,
    "pattern": _pattern,
}


def _parts(literal: str) -> tuple[str, str]:
    """The text of a literal, escaped as it is, and its datatype or language with their marks."""
    end = literal.rfind('"')
    return literal[1:end], literal[end + 1 :]


def _number(term: str) -> Decimal | None:
    """A decimal or an integer whose value no engine rounds."""
    if term[0] != '"':
        return None
    text, suffix = _parts(term)
    return Decimal(text) if suffix in _NUMERIC and _NUMBER.fullmatch(text) else None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    """A regular expression that finds nothing but what XPath's would; None for one that might.

    In Python `$` also stands before a last line end.
    """
    body = pattern.removesuffix("$")
    if "$" in body or body.endswith("\\"):
        return None
    return re.compile(body if body == pattern else rf"{body}\Z")
