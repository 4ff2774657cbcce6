"""The few settings: read once from the environment and a file, passed on as a value.

`docs/settings.md` lists them. A variable of the environment goes before the same setting in the file.
"""

from __future__ import annotations

import ipaddress
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from kg.errors import BadParameterError

FILE: Final = "STRATAGEM_SETTINGS"
"""The variable that names the file; it is no setting itself."""
NONE: Final = "(none)"
"""How the table shows a default of nothing."""

Reader = Callable[[str, str], Any]
"""From the name of a setting and its text to its value; BadParameterError when that cannot be used."""


def _by(reader: Reader, meaning: str) -> dict[str, Any]:
    """How a setting is read, and what it means."""
    return {"read": reader, "meaning": meaning}


def _path(name: str, text: str) -> Path:
    if not text:
        raise BadParameterError(name, text, "give a directory")
    return Path(text)


def _number(kind: type[int] | type[float], least: float = 0, *, open_end: bool = True) -> Reader:
    """Numbers above `least`, or from it on."""

    def read(name: str, text: str) -> float:
        try:
            number = kind(text)
        except ValueError:
            raise BadParameterError(name, text, "give a number") from None
        if not (number > least if open_end else number >= least) or number == float("inf"):
            bound = f"above {least:g}" if open_end else f"of {least:g} or more"
            raise BadParameterError(name, text, f"give a number {bound}")
        return number

    return read


def _one_of(*known: str) -> Reader:
    def read(name: str, text: str) -> str:
        if text not in known:
            raise BadParameterError(name, text, f"give {' or '.join(known)}")
        return text

    return read


def _list(pattern: str, allowed: str) -> Reader:
    """Words between commas, each of one form."""

    def read(name: str, text: str) -> tuple[str, ...]:
        words = tuple(word.strip().lower() for word in text.split(",") if word.strip())
        for word in words:
            if not re.fullmatch(pattern, word):
                raise BadParameterError(name, word, allowed)
        return words

    return read


def _networks(name: str, text: str) -> tuple[str, ...]:
    words = tuple(word.strip() for word in text.split(",") if word.strip())
    for word in words:
        try:
            ipaddress.ip_network(word)
        except ValueError:
            raise BadParameterError(name, word, "give addresses or networks such as 10.0.0.0/8") from None
    return words


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the store is, who is served, what a query may cost.

    A field is `STRATAGEM_<NAME>` in the environment, and its name in lower case in the file.
    """

    store: Path = field(default=Path(".stratagem"), metadata=_by(_path, "directory of the built graph"))
    mode: str = field(
        default="guarded",
        metadata=_by(
            _one_of("guarded", "plain"),
            "`guarded`, or `plain`: `serve` serves a bare store of any graphs, kept beside the built one",
        ),
    )
    port: int = field(
        default=8000, metadata=_by(_number(int), "port on 127.0.0.1 that `serve` and `demo` listen on")
    )
    metrics_port: int = field(
        default=0,
        metadata=_by(
            _number(int, open_end=False), "port on 127.0.0.1 for the metrics of Prometheus; 0 for none"
        ),
    )
    hosts: tuple[str, ...] = field(
        default=(),
        metadata=_by(
            _list(
                r"[a-z0-9.-]+(:\d+)?|\[[0-9a-f:.]+\](:\d+)?", "give names of hosts such as graph.example.org"
            ),
            "names of hosts that are answered beside localhost, 127.0.0.1 and [::1] with the port",
        ),
    )
    proxies: tuple[str, ...] = field(
        default=(),
        metadata=_by(_networks, "addresses of proxies whose word on the client's address is believed"),
    )
    origins: tuple[str, ...] = field(
        default=(),
        metadata=_by(
            _list(r"https?://[a-z0-9.-]+(:\d+)?", "give origins such as https://app.example.org"),
            "origins whose pages may read answers (CORS)",
        ),
    )
    reading: str = field(
        default="open", metadata=_by(_one_of("open", "token"), "`open`, or `token`: who reads needs a token")
    )
    memory_triples: int = field(
        default=2_000_000,
        metadata=_by(
            _number(int, open_end=False),
            "triples up to which answers come from a copy of the graph in memory; 0 for never",
        ),
    )
    query_deadline: float = field(
        default=10.0, metadata=_by(_number(float), "seconds after which a query is ended")
    )
    query_workers: int = field(default=3, metadata=_by(_number(int), "processes that run ad-hoc queries"))
    query_result: int = field(
        default=32 * 1024 * 1024, metadata=_by(_number(int), "bytes that the result of a query may have")
    )
    query_memory: int = field(
        default=1024 * 1024 * 1024, metadata=_by(_number(int), "bytes of memory that a query may take")
    )
    query_budget: float = field(
        default=30.0,
        metadata=_by(
            _number(float), "seconds of work on queries and checks that a client may ask for in a minute"
        ),
    )
    validation_deadline: float = field(
        default=60.0, metadata=_by(_number(float), "seconds after which the check of a file is ended")
    )
    log: str = field(
        default="console",
        metadata=_by(_one_of("console", "json"), "`console`, or `json`: a JSON object a line"),
    )
    log_level: str = field(
        default="info",
        metadata=_by(
            _one_of("debug", "info", "warning"),
            "`info`, `warning`, or `debug`: with the texts of queries",
        ),
    )

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings of an environment and of the file that it names.

        BadParameterError names a setting whose value cannot be used, and one in the file that is none.
        """
        given = _in_file(environment.get(FILE, ""))
        found = {}
        for known in fields(cls):
            name = variable(known.name)
            text = environment.get(name, given.get(known.name))
            if text is not None:
                found[known.name] = known.metadata["read"](name, text)
        return cls(**found)


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"STRATAGEM_{name.upper()}"


def table() -> list[tuple[str, str, str]]:
    """Variable, default and meaning of each setting, in order."""
    return [
        (variable(f.name), NONE if f.default == () else str(f.default), str(f.metadata["meaning"]))
        for f in fields(Settings)
    ]


def unknown(environment: Mapping[str, str]) -> list[str]:
    """Variables that look like settings and are none, such as mistyped ones."""
    known = {variable(f.name) for f in fields(Settings)} | {FILE}
    return sorted(name for name in environment if name.startswith("STRATAGEM_") and name not in known)


def _in_file(path: str) -> dict[str, str]:
    """The settings of a TOML file as texts; none where no file is named."""
    if not path:
        return {}
    try:
        tables = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        remedy = f"there is no such file; make it (it may be empty), or leave {FILE} out"
        raise BadParameterError(FILE, path, remedy) from None
    except OSError as error:
        raise BadParameterError(FILE, path, f"{error.strerror}; name a file that can be read") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadParameterError(FILE, path, f"it is no TOML in UTF-8: {error}; correct it") from error
    known = [f.name for f in fields(Settings)]
    for name in tables:
        if name not in known:
            remedy = f"correct or remove it; the settings are {', '.join(known)}"
            raise BadParameterError(FILE, path, f"its key “{name}” is no setting: {remedy}")
    return {name: _text(value) for name, value in tables.items()}


def _text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
