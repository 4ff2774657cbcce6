"""The page of any individual: what it is, what is said of it, and with which words."""

from __future__ import annotations

from dataclasses import dataclass

from api.answer.thing import Thing
from api.web.asked import Asked
from kg.read.statements import Statement


@dataclass(frozen=True, slots=True)
class Said:
    """Statements of one property in one direction."""

    property: str
    outgoing: bool
    statements: list[Statement]


def thing(asked: Asked, found: Thing) -> bytes:
    """The page of an individual of a kind that has no page of its own."""
    return asked.page("thing.html", thing=found, said=said([*found.statements, *found.incoming]))


def said(statements: list[Statement]) -> list[Said]:
    """Statements by property: first those of which the thing is the subject."""
    groups: dict[tuple[bool, str], list[Statement]] = {}
    for statement in statements:
        outgoing = statement.direction == "out"
        groups.setdefault((not outgoing, statement.property), []).append(statement)
    return [Said(name, not incoming, found) for (incoming, name), found in sorted(groups.items())]
