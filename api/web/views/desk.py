"""The SPARQL desk: an editor on our own endpoint, and queries to begin with, each in three more forms."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from api.web.asked import Asked
from kg.ns import PREFIXES
from kg.read.gallery import Offered, offered

_CLASSES: Final = frozenset({"Class"})
_PROPERTIES: Final = frozenset({"ObjectProperty", "DatatypeProperty", "AnnotationProperty"})
_START: Final = "claims-by-speaker"
"""The query that stands in the editor at first."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take: seconds until it is ended, bytes of its result, and of its text, and how many
    seconds of work a client may ask for in a minute (None for any)."""

    deadline: float
    result: int
    text: int
    budget: float | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A query of the desk with the same request as commands and as a program; `address` answers it."""

    query: Offered
    address: str
    curl: str
    command: str
    python: str


def desk(asked: Asked, root: str, limits: Limits) -> bytes:
    """The page of the desk; `root` is the address of the service as the client wrote it."""
    found = [shown(each, root) for each in offered()]
    names = {name: set(term.types) for name, term in asked.terms.items()}
    return asked.page(
        "desk.html",
        questions=[each for each in found if each.query.parameters is not None],
        overviews=[each for each in found if each.query.parameters is None],
        start=next(each.query.text for each in found if each.query.name == _START),
        prefixes=PREFIXES,
        classes=[name for name, types in names.items() if types & _CLASSES],
        properties=[name for name, types in names.items() if types & _PROPERTIES],
        limits=limits,
    )


def shown(query: Offered, root: str) -> Shown:
    """A query in all its forms."""
    if query.parameters is None:
        address = f"/sparql?{urlencode({'query': query.text})}"
        heredoc = f"<<'RQ'\n{query.text.rstrip()}\nRQ"
        curl = f"curl {root}/sparql.csv --data-urlencode query@- {heredoc}"
        return Shown(query, address, curl, f"stratagem query - {heredoc}", _posted(query.text, root))
    given = f"?{urlencode(query.parameters)}" if query.parameters else ""
    address = f"/ask/{query.name}{given}"
    curl = f"curl {shlex.quote(f'{root}/ask/{query.name}.csv{given}')}"
    pairs = [shlex.quote(f"{name}={value}") for name, value in query.parameters.items()]
    return Shown(
        query, address, curl, " ".join(["stratagem ask", query.name, *pairs]), _got(f"{root}{address}")
    )


def _got(address: str) -> str:
    return (
        "import json\nfrom urllib.request import urlopen\n\n"
        f'with urlopen("{address}") as answer:\n'
        '    for row in json.load(answer)["rows"]:\n        print(row)\n'
    )


def _posted(text: str, root: str) -> str:
    return (
        "import json\nfrom urllib.parse import urlencode\nfrom urllib.request import Request, urlopen\n\n"
        f'query = """\n{text.rstrip()}\n"""\n'
        f'request = Request("{root}/sparql", urlencode({{"query": query}}).encode())\n'
        'request.add_header("Accept", "application/sparql-results+json")\n'
        "with urlopen(request) as answer:\n"
        '    for row in json.load(answer)["results"]["bindings"]:\n'
        '        print({name: term["value"] for name, term in row.items()})\n'
    )
