"""The corpus: each file of queries/ and bodies/ is a family, each entry an attack with what is expected.

A file holds groups, a group what its entries have in common; an entry is a text, or a table where it differs
from its group. What is expected is a list of statuses, each with the kind of problem where it is one, such as
`"400 query-refused"`; `"closed"` is a connection that is closed without an answer.
"""

from __future__ import annotations

import gzip
import tomllib
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

from tests.hostile.notation import expand

HERE: Final = Path(__file__).parent
QUERY: Final = "application/sparql-query"
FORM: Final = "application/x-www-form-urlencoded"

_WRITING: Final = ("/graphs", "/sparql/update")
# How a text becomes bytes, by the name in the corpus.
_ENCODED: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "deflate": zlib.compress,
}


@dataclass(frozen=True, slots=True)
class Attack:
    """One request of the corpus.

    Attributes:
        family, name: where it stands: the file, and the entry in it (with the address it is sent to).
        entry: the entry alone; several requests may be made of one.
        request: the bytes that are sent.
        expected: statuses with kinds of problems, one of which the answer must have.
        measured: whether the problem must state the limit and what was measured.
        path: the path that the request names.
        ends: whether the client says after the request that it will send no more, as one does that lies.
    """

    family: str
    name: str
    entry: str
    request: bytes
    expected: tuple[str, ...]
    measured: bool
    path: str
    ends: bool = False


def queries(names: Mapping[str, str]) -> list[Attack]:
    """The hostile queries; `names` has what stands for `⟨canary⟩` and the like."""
    return [_query(family, entry, names) for family, entry in _entries("queries")]


def bodies(names: Mapping[str, str]) -> list[Attack]:
    """The hostile bodies and names, each for every address that its group lists; `⟨token⟩` in `names` is a
    token for writing, which all that writes sends."""
    return [attack for family, entry in _entries("bodies") for attack in _body(family, entry, names)]


def _entries(folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Family and entry; an entry has what its group has, its `name` and its `text`."""
    files = sorted((HERE / folder).glob("*.toml"))
    if not files:
        raise FileNotFoundError(f"there is no corpus in {HERE / folder}")
    for path in files:
        for group in tomllib.loads(path.read_text(encoding="utf-8"))["group"]:
            for name, entry in group.pop("entries").items():
                own = {"text": entry} if isinstance(entry, str) else entry
                headers = {**group.get("headers", {}), **own.get("headers", {})}
                yield path.stem, {**group, **own, "headers": headers, "name": name}


def _encode(text: str, how: str | list[str]) -> bytes:
    steps = [how] if isinstance(how, str) else how
    first = steps[0] if steps and steps[0] not in _ENCODED else "utf-8"
    data = text.encode(first)
    for step in steps:
        if step in _ENCODED:
            data = _ENCODED[step](data)
    return data


def _query(family: str, entry: dict[str, Any], names: Mapping[str, str]) -> Attack:
    text = expand(entry["text"], names)
    data = _encode(text, entry.get("as", "utf-8"))
    kind = QUERY
    if entry.get("via") == "form":
        fields = [
            (key, expand(value, names))
            for key in ("default-graph-uri", "named-graph-uri")
            for value in entry.get(key, ())
        ]
        data, kind = urlencode([("query", data), *fields]).encode(), FORM
    request = _request("POST", "/sparql", {"Content-Type": kind}, data)
    return Attack(
        family,
        entry["name"],
        entry["name"],
        request,
        tuple(entry["expect"]),
        entry.get("measured", False),
        "/sparql",
    )


def _body(family: str, entry: dict[str, Any], names: Mapping[str, str]) -> Iterator[Attack]:
    own, measured = entry["name"], entry.get("measured", False)
    for address in entry["to"]:
        method, _, path = address.partition(" ")
        headers = {name: expand(value, names) for name, value in entry.get("headers", {}).items()}
        if method in {"PUT", "DELETE"} or path.startswith(_WRITING):
            headers.setdefault("Authorization", f"Bearer {names['token']}")
        if "⟨name⟩" in path:  # the entry is a name in an address
            path, data = path.replace("⟨name⟩", quote(expand(entry["text"], names), safe="%")), b""
        elif entry.get("raw"):  # the entry is all that stands behind the request line
            text = expand(entry["text"], names).replace("\n", "\r\n").encode("latin-1")
            line = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n".encode()
            expected = tuple(entry["expect"])
            yield Attack(family, f"{own} → {address}", own, line + text, expected, measured, path, ends=True)
            continue
        else:
            data = _encode(expand(entry["text"], names), entry.get("as", "utf-8"))
        request = _request(method, path, headers, data)
        yield Attack(family, f"{own} → {address}", own, request, tuple(entry["expect"]), measured, path)


def _request(method: str, path: str, headers: Mapping[str, str], data: bytes) -> bytes:
    lines = {"Host": "127.0.0.1", "Connection": "close", **headers}
    if method not in {"GET", "HEAD"}:
        lines.setdefault("Content-Length", str(len(data)))
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("latin-1", "replace") + data
