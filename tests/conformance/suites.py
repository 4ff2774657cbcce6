"""The W3C test suites on this machine: where they are, and the tests that their manifests list."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

ROOT: Final = Path(__file__).resolve().parents[2]
VARIABLE: Final = "STRATAGEM_W3C"
"""The environment variable that names the folder of the suites."""
MISSING: Final = (
    "THE W3C SUITES ARE NOT HERE, SO NOTHING WAS TESTED. Clone https://github.com/w3c/rdf-tests and "
    "https://github.com/w3c/data-shapes (its folder data-shapes-test-suite) into one folder, as "
    f"sparql/sparql11 and data-shapes/tests, and name that folder by {VARIABLE}=FOLDER or by "
    "./run conformance --w3c FOLDER."
)

MF: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT: Final = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT: Final = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
SHT: Final = Namespace("http://www.w3.org/ns/shacl-test#")

SPARQL: Final = Path("sparql/sparql11")
SHACL: Final = Path("data-shapes/tests")
BASE: Final = "https://w3c.github.io/rdf-tests/"
"""What IRIs of files begin with: where the suite is published, so that no result names a machine."""


@dataclass(frozen=True)
class Case:
    """One test: its name in the list of known failures, its kinds, the graph that describes it and its IRI,
    and the folder of the suites."""

    name: str
    iri: URIRef
    kinds: frozenset[str]
    graph: Graph
    manifest: str
    suites: Path

    def value(self, *path: URIRef) -> Node | None:
        """What a path of properties leads to."""
        node: Node | None = self.iri
        for step in path:
            node = self.graph.value(node, step) if node is not None else None
        return node


def folder(given: Path | None = None) -> Path | None:
    """The folder of the suites: the one given, else that of the variable, else `../shared/w3c`; None where
    there are none."""
    named = given or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    found = named or ROOT.parent / "shared" / "w3c"
    return found if (found / SPARQL).is_dir() and (found / SHACL).is_dir() else None


def parsed(file: Path, base: str) -> Graph:
    """A file of RDF as a graph, relative IRIs resolved against `base`."""
    form = {".rdf": "xml", ".nt": "nt"}.get(file.suffix, "turtle")
    return Graph().parse(data=file.read_text(encoding="utf-8"), format=form, publicID=base)


def cases(suites: Path, manifest: Path) -> Iterator[Case]:
    """The tests of a manifest and of those it includes, in its order; AssertionError where it has none.

    `manifest` is its path from the folder of the suites.
    """
    base = BASE + manifest.as_posix()
    graph = parsed(suites / manifest, base)
    found = 0
    for included in _members(graph, MF.include):
        path = Path(str(included).removeprefix(BASE))
        for case in cases(suites, path):
            found += 1
            yield case
    for test in _members(graph, MF.entries):
        kinds = frozenset(str(kind).rpartition("#")[2] for kind in graph.objects(test, RDF.type))
        name = f"{manifest.parent.name}/{str(test).rpartition('#')[2].rpartition('/')[2]}"
        found += 1
        yield Case(name, URIRef(str(test)), kinds, graph, base, suites)
    assert found, f"{manifest} lists no test"


def _members(graph: Graph, predicate: URIRef) -> Iterator[Node]:
    """The members of lists, or the values where they are no lists."""
    for value in graph.objects(None, predicate):
        if (value, RDF.first, None) in graph:
            yield from Collection(graph, value)
        elif value != RDF.nil:
            yield value


def file_of(suites: Path, iri: Node) -> Path:
    """The file that an IRI of a manifest names."""
    return suites / str(iri).removeprefix(BASE)
