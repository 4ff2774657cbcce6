"""What a build is asked for and what it made, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import orjson

from kg import paths


@dataclass(frozen=True, slots=True)
class Options:
    """What to build from, where to, and which gates to pass."""

    seeds: Path = paths.SEEDS
    store: Path = Path(".stratagem")
    out: Path = Path("dist")
    shapes: bool = True
    reasoner: bool = True


@dataclass(slots=True)
class Report:
    """What a build made. Results of a gate that was left out are None; `seconds` is wall time by step.

    `classified` has the individuals that the reasoner put into classes, as (individual, class).
    """

    revision: str
    sources: list[dict[str, object]] = field(default_factory=list)
    claims: int = 0
    statements: int = 0
    inferred: int = 0
    triples: int = 0
    violations: int | None = None
    warnings: int | None = None
    consistent: bool | None = None
    classified: list[tuple[str, str]] = field(default_factory=list)
    bundles: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    fresh: bool = True

    def to_json(self) -> bytes:
        """The report as it stands beside its generation."""
        return orjson.dumps(self, option=orjson.OPT_INDENT_2)

    @classmethod
    def from_json(cls, data: bytes) -> Report:
        """A report that was kept; it is of an earlier build, so not fresh. ValueError when it is none."""
        try:
            return cls(**{**orjson.loads(data), "fresh": False})
        except TypeError as error:
            raise ValueError(str(error)) from error
