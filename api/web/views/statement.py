"""The pages of a statement, by its axiom, and of an assertion, which one claim makes."""

from __future__ import annotations

from api.web.asked import Asked
from api.web.views.lines import line, lines, positions
from kg.read import passages
from kg.read.claims import AssertionResource, claims
from kg.read.passages import Made
from kg.read.statements import StatementResource


def statement(asked: Asked, found: StatementResource) -> bytes:
    """The page of a statement: its standing, and the words that it rests on."""
    made = Made(
        id=found.id,
        iri=found.iri,
        subject=found.subject,
        property=found.property,
        object=found.object,
        value=found.value,
        standing=found.standing or None,
        rule=found.rule.id if found.rule else None,
    )
    return asked.page("statement.html", found=found, line=line(made, positions(asked.store, [made])))


def assertion(asked: Asked, found: AssertionResource) -> bytes:
    """The page of an assertion: the claim that makes it, and the statement that was made of it."""
    wanted = [each.iri for each in found.evidence]
    made = passages.made(asked.store, wanted)
    known = positions(asked.store, [one for some in made.values() for one in some])
    own = [
        each
        for claim in claims(asked.store, wanted)
        for one, each in zip(claim.asserts, lines(claim, made.get(claim.iri, []), known), strict=True)
        if one.iri == found.iri
    ]
    return asked.page("assertion.html", found=found, line=own[0])
