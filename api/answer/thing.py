"""An individual as an answer has it: what is stated of it, and what it is named in, apart."""

from __future__ import annotations

from kg.read.resource import Resource
from kg.read.statements import Statement


class Thing(Resource):
    """An individual with all that is said of it: its properties by their local names stand beside the other
    members. `statements` are those of which it is the subject, `incoming` those of which it is the object;
    `mentioned_in` are the claims that assert something of it without stating it: denied, asked, supposed."""

    incoming: list[Statement]


def thing(found: Resource) -> Thing:
    """The answer for what was read."""
    fields = dict(found)
    stated = fields.pop("statements")
    return Thing(
        **fields,
        statements=[s for s in stated if s.direction == "out"],
        incoming=[s for s in stated if s.direction == "in"],
    )
