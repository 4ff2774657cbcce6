"""The queries in `components/`, one a constraint component of SHACL, and how they are filled.

A query runs as it stands; in it the property `sh:path` stands for the path of a shape, `sh:equals` and
the like for the other property, the literal "sh:pattern" for a regular expression, and the parameter
?focus for the focus nodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from rdflib import Literal, URIRef

from kg.binding import load_query, serialize

FOLDER: Final = Path(__file__).with_name("components")
_PATH: Final = "?focus sh:path ?value ."
_PATTERN: Final = '"sh:pattern"'
_FOCI: Final = "\0"
_OTHER: Final = re.compile(r"\bsh:(?:equals|disjoint|lessThan(?:OrEquals)?)\b")


class Template:
    """A query but for its focus nodes.

    Args:
        name: of its file, without suffix.
        terms: of its parameters but ?focus, by name.
        path: a SPARQL property path; without one the value of a focus node is the node, as in a node shape.
        pattern: a regular expression.
        other: the property that `sh:equals` and the like stand for.
    """

    def __init__(
        self,
        name: str,
        terms: Mapping[str, Iterable[URIRef | Literal]],
        *,
        path: str | None = None,
        pattern: str | None = None,
        other: str | None = None,
    ) -> None:
        self._itself = False
        lines = []
        for line in load_query(FOLDER / f"{name}.rq").lines:
            if isinstance(line, str) and line.strip() == _PATH and path is None:
                self._itself = True
            elif isinstance(line, str):
                walked = _OTHER.sub(other or "", line.replace("sh:path", path or ""))
                lines.append(walked.replace(_PATTERN, serialize(Literal(pattern or ""))))
            elif line.name != "focus":
                lines.append(
                    f"{line.head} {' '.join(serialize(term) for term in terms[line.name])} {line.tail}"
                )
            else:
                lines.append(f"{line.head} {_FOCI} {line.tail}")
        text = "\n".join(line for line in lines if not line.startswith("#"))
        if self._itself:
            text = text.replace("VALUES ?focus {", "VALUES (?focus ?value) {")
        self._pieces = text.split(_FOCI)

    def text(self, foci: Iterable[str] = ()) -> str:
        """The query for these focus nodes, each a term as SPARQL has it."""
        nodes = " ".join(f"({node} {node})" for node in foci) if self._itself else " ".join(foci)
        return nodes.join(self._pieces)
