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
    query_result: int = field(
        default=32 * 1024 * 1024, metadata={"meaning": "bytes that the result of a query may have"}
    )
    query_memory: int = field(
        default=1024 * 1024 * 1024, metadata={"meaning": "bytes of memory that a query may take"}
    )

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings of an environment; BadParameterError names a variable whose value cannot be used."""

        def number(name: str, kind: type[int] | type[float], default: float) -> float:
            text = environment.get(variable(name))
            return default if text is None else _number(variable(name), text, kind)

        store = environment.get(variable("store"), str(cls().store))
        if not store:
            raise BadParameterError(variable("store"), store, "give a directory")
        return cls(
            store=Path(store),
            port=int(number("port", int, cls().port)),
            query_deadline=number("query_deadline", float, cls().query_deadline),
            query_workers=int(number("query_workers", int, cls().query_workers)),
            query_result=int(number("query_result", int, cls().query_result)),
            query_memory=int(number("query_memory", int, cls().query_memory)),
        )


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"STRATAGEM_{name.upper()}"


def table() -> list[tuple[str, str, str]]:
    """Variable, default and meaning of each setting, in order."""
    return [(variable(f.name), str(f.default), str(f.metadata["meaning"])) for f in fields(Settings)]


def _number(name: str, text: str, kind: type[int] | type[float]) -> float:
    try:
        number = kind(text)
    except ValueError:
        raise BadParameterError(name, text, "give a number") from None
    if not 0 < number < float("inf"):
        raise BadParameterError(name, text, "give a number above 0")
    return number
