"""Hygiene of the ontology: one SPARQL SELECT a rule, each in its own file, run over the merge of the modules.

The rules are our own; what they look for is a selection from ROBOT report, FIBO's hygiene tests, the OOPS!
pitfalls and FOOPS!. Each file's header names the one it stems from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast

from rdflib import Graph
from rdflib.query import ResultRow

from kg import paths
from kg.errors import RdfSyntaxError

Severity = Literal["error", "warning"]

_SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning")
_FIELDS: Final = ("check", "why", "severity", "source")


@dataclass(frozen=True, slots=True)
class Check:
    """One rule of hygiene, named like its file; `query` selects ?entity and ?detail of each offender."""

    name: str
    why: str
    severity: Severity
    source: str
    query: str


@dataclass(frozen=True, slots=True, order=True)
class CheckFinding:
    """One offender: which rule, how bad, the IRI (or blank node label) at fault, what is wrong with it."""

    check: str
    severity: Severity
    entity: str
    detail: str


def _header(text: str) -> dict[str, str]:
    """The fields of the comment block on top of a file; a line indented below a field continues it."""
    fields: dict[str, str] = {}
    field = ""
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if line.startswith("#   ") and field:
            fields[field] += " " + line[1:].strip()
            continue
        field, _, value = line[1:].strip().partition(":")
        fields[field] = value.strip()
    return fields


def read_check(file: Path) -> Check:
    """One rule from its file.

    Raises RdfSyntaxError where a header field is missing, the name is not the file's or the severity unknown.
    """
    query = file.read_text(encoding="utf-8")
    fields = _header(query)
    missing = [field for field in _FIELDS if not fields.get(field)]
    if missing:
        raise RdfSyntaxError(str(file), f"the header lacks {', '.join(missing)}")
    if fields["check"] != file.stem:
        raise RdfSyntaxError(str(file), f"the header says check “{fields['check']}”, the file “{file.stem}”")
    for severity in _SEVERITIES:
        if fields["severity"] == severity:
            return Check(file.stem, fields["why"], severity, fields["source"], query)
    raise RdfSyntaxError(str(file), f"severity “{fields['severity']}” is neither error nor warning")


def read_checks(folder: Path = paths.CHECKS) -> tuple[Check, ...]:
    """All rules of a folder, by name. Raises RdfSyntaxError where there is none at all."""
    checks = tuple(read_check(file) for file in sorted(folder.glob("*.rq")))
    if not checks:
        raise RdfSyntaxError(str(folder), "there is no check (*.rq) here")
    return checks


def _run(check: Check, graph: Graph) -> Iterable[CheckFinding]:
    result = graph.query(check.query)
    if [str(variable) for variable in result.vars or ()] != ["entity", "detail"]:
        raise RdfSyntaxError(f"{check.name}.rq", "a check selects ?entity and ?detail, in this order")
    for row in cast("Iterable[ResultRow]", result):
        entity, detail = row
        yield CheckFinding(check.name, check.severity, str(entity), str(detail))


def run_checks(graph: Graph, checks: Sequence[Check] | None = None) -> list[CheckFinding]:
    """What the rules find in an ontology.

    `graph` is the merge of all modules; `checks` are all that ship where none are given. The result is sorted
    and free of repetitions, empty where the ontology is tidy. Raises RdfSyntaxError where a check does not
    select ?entity and ?detail.
    """
    rules = read_checks() if checks is None else checks
    return sorted({finding for check in rules for finding in _run(check, graph)})
