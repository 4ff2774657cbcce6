"""The few settings: read from the environment once, passed on as a value. `docs/settings.md` lists them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from kg.errors import BadParameterError


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the store is and what a query may cost; a field is `STRATAGEM_<NAME>` in the environment."""

    store: Path = field(default=Path(".stratagem"), metadata={"meaning": "directory of the built graph"})
    port: int = field(
        default=8000, metadata={"meaning": "port on 127.0.0.1 that `serve` and `demo` listen on"}
    )
    query_deadline: float = field(default=10.0, metadata={"meaning": "seconds after which a query is ended"})
    query_workers: int = field(default=2, metadata={"meaning": "processes that run ad-hoc queries"})
    query_text: int = field(default=65_536, metadata={"meaning": "bytes that the text of a query may have"})
    query_result: int = field(
        default=50_000_000, metadata={"meaning": "bytes that the result of a query may have"}
    )
    query_memory: int = field(
        default=1_000_000_000, metadata={"meaning": "bytes of memory that a query may take"}
    )

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings of an environment; BadParameterError names a variable whose value cannot be used."""
        given: dict[str, object] = {}
        for known in fields(cls):
            name = variable(known.name)
            if (text := environment.get(name)) is not None:
                given[known.name] = _value(name, text, type(known.default))
        return cls(**given)  # type: ignore[arg-type]  # each value has the type of its field's default


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"STRATAGEM_{name.upper()}"


def table() -> list[tuple[str, str, str]]:
    """Variable, default and meaning of each setting, in order."""
    return [(variable(f.name), str(f.default), str(f.metadata["meaning"])) for f in fields(Settings)]


def _value(name: str, text: str, kind: type) -> object:
    if issubclass(kind, Path):
        if not text:
            raise BadParameterError(name, text, "give a directory")
        return Path(text)
    try:
        number = kind(text)
    except ValueError:
        raise BadParameterError(name, text, "give a number") from None
    if number <= 0:
        raise BadParameterError(name, text, "give a number above 0")
    return number
