"""What a build is asked for and what it made, as values."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from pydantic import TypeAdapter

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
    """What a build made. Results of a gate that was left out are None.

    `carried` has the sources that came over HTTP and were kept, `inputs` is the hash of all that the build
    was made from. `classified` has the individuals that the reasoner put into classes, as (individual,
    class); `bundles` the files for Protégé with their SHA-256. `seconds` is by step, `elapsed` of all: shapes
    and reasoner run side by side. In the report beside a generation both lack what it took to load it.
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
    carried: list[str] = field(default_factory=list)
    inputs: str = ""
    classified: list[tuple[str, str]] = field(default_factory=list)
    bundles: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    elapsed: float = 0.0
    fresh: bool = True

    def to_json(self) -> bytes:
        """The report as it stands beside its generation."""
        return orjson.dumps(self, option=orjson.OPT_INDENT_2)

    @classmethod
    def from_json(cls, data: bytes) -> Report:
        """A report that was kept; it is of an earlier build, so not fresh. ValueError when it is none."""
        return dataclasses.replace(TypeAdapter(cls).validate_json(data), fresh=False)
