"""Is a file from elsewhere what the shapes ask for? The report as a value."""

from __future__ import annotations

from typing import Literal

from kg.read.models import Model
from kg.validate.process import Validator

Severity = Literal["violation", "warning", "info"]


class Term(Model):
    """A node or literal, as SPARQL results in JSON have it; blank nodes get new labels each time."""

    type: Literal["uri", "literal", "bnode"]
    value: str
    datatype: str | None
    language: str | None


class Finding(Model):
    """What one constraint of a shape found: the node that it looked at, the path (a SPARQL property path) and
    the value at fault where there are such, what is wrong, how grave that is, and the IRIs of the shape and
    of the kind of constraint (`component`). Texts of more than 2,000 characters are cut, with `…` at the
    end."""

    severity: Severity
    shape: str
    component: str
    focus: Term
    path: str | None
    value: Term | None
    message: str


class Counts(Model):
    """Findings by severity."""

    violation: int
    warning: int
    info: int


class Validation(Model):
    """A file conforms when there is no violation. `total` counts all findings; `results` are the first 1,000,
    the gravest before the others."""

    conforms: bool
    counts: Counts
    total: int
    results: list[Finding]


def validation(validator: Validator, data: bytes, media_type: str) -> Validation:
    """The report on a file of RDF, checked with the ontology in a process of its own; see `Validator.run` for
    the errors."""
    return Validation.model_validate(validator.run(data, media_type))
