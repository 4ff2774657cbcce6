"""The outcome of a validation as a value: findings, counts, rows of a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib.term import Node

from kg import ns

SEVERITIES: Final = ("violation", "warning", "info")
_PREFIXES: Final = (
    ("", ns.ID),
    ("sgsh:", f"{ns.BASE}/shapes#"),
    *((f"{name}:", iri) for name, iri in ns.PREFIXES.items()),
)


@dataclass(frozen=True, slots=True)
class Result:
    """One finding. `focus` is the node that the shape looked at (for a rule over many nodes the term that the
    rule speaks of), `value` the node or literal at fault, `path` a SPARQL property path, `shape` and
    `component` IRIs; `severity` is one of SEVERITIES; `file` and `line` say where a sheet states it."""

    focus: Node
    path: str | None
    value: Node | None
    message: str
    severity: str
    shape: str
    component: str
    file: Path | None = None
    line: int | None = None

    @property
    def where(self) -> str:
        """`file:line`, or nothing where the finding does not come from a sheet."""
        return f"{self.file}:{self.line}" if self.file else ""


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one validation, the gravest first. Data conform when there is no violation."""

    results: tuple[Result, ...]

    @property
    def conforms(self) -> bool:
        """Whether no finding is a violation; warnings and infos do not count."""
        return self.counts["violation"] == 0

    @property
    def counts(self) -> dict[str, int]:
        """The number of findings by severity."""
        return {severity: sum(r.severity == severity for r in self.results) for severity in SEVERITIES}

    def rows(self) -> list[tuple[str, ...]]:
        """The findings as rows of a table, IRIs in short: severity, shape, focus node, path, value, message,
        where."""
        return [
            (
                r.severity,
                short(r.shape),
                short(r.focus.n3()),
                short(r.path or ""),
                short(r.value.n3() if r.value is not None else ""),
                short(r.message),
                r.where,
            )
            for r in self.results
        ]

    def __str__(self) -> str:
        """A line of counts and a line a finding."""
        counts = ", ".join(f"{number} {severity}" for severity, number in self.counts.items())
        lines = [f"{'conforms' if self.conforms else 'does not conform'}: {counts}"]
        lines += ["  ".join(cell for cell in row if cell) for row in self.rows()]
        return "\n".join(lines)


def short(text: str) -> str:
    """A text with our IRIs in short: `company/openai` for an individual, `sg:onFront` for a term."""
    for prefix, iri in _PREFIXES:
        text = re.sub(rf"<?{re.escape(iri)}([\w/-]*\w)>?", rf"{prefix}\1", text)
    return text
