"""The page of all files that can be taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from api.web.asked import Asked
from kg.kinds import KINDS

ORIGIN: Final = "http://127.0.0.1:8000"
"""The address of a server as commands name it; a script puts that of the page in its place."""
_LISTED: Final = (
    "company", "product", "front", "position", "strategy", "risk", "event", "moat", "trend", "figure",
    "claim", "speaker", "source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """A file: its address, name and format, and what it is for."""

    address: str
    name: str
    format: str
    purpose: str


_WHOLE: Final = (
    ("export.trig", "TriG", "Stores that keep named graphs; to read, too", ""),
    ("export.nq", "N-Quads", "Loading into a store, comparing line by line", ""),
    ("export.ttl", "Turtle", "Protégé and tools that know one graph", ""),
    ("export.nt", "N-Triples", "Tools that read line by line", ""),
    ("export.jsonld", "JSON-LD", "Programs that read JSON", ""),
    ("export.rdf", "RDF/XML", "Older tools of the Semantic Web", ""),
    ("export.graphml", "GraphML", "Gephi, yEd, Cytoscape: things as nodes, statements as edges", ""),
    ("export.ttl", "Turtle of RDF 1.2", "Statements with their evidence on reifiers", "?version=1.2"),
)
_MODEL: Final = (
    ("ontology.ttl", "Turtle", "The ontology as one file without imports"),
    ("ontology.rdf", "RDF/XML", "The same for older tools"),
    ("shapes.ttl", "Turtle", "The SHACL shapes that the graph is held against"),
)


def files(asked: Asked) -> bytes:
    """The page of `/export`."""
    whole = [File(f"/{name}{query}", name, form, what) for name, form, what, query in _WHOLE]
    model = [File(f"/{name}", name, form, what) for name, form, what in _MODEL]
    lists = [
        File(f"/{kind.plural}.csv", f"{kind.plural}.csv", "CSV", kind.label)
        for kind in KINDS
        if kind.name in _LISTED
    ]
    return asked.page("export.html", whole=whole, model=model, lists=lists, origin=ORIGIN)
