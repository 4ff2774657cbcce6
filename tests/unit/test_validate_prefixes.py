"""Shapes whose queries use prefixes that an import declares, and shapes that use what is not offered."""

from __future__ import annotations

import pytest
from rdflib import Graph

from kg.validate import ShapesError, validate

DATA = "<urn:x:a> <urn:x:p> <urn:x:b> ."
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
<urn:x:shape> a sh:NodeShape ; sh:targetNode <urn:x:a> ; sh:sparql [
    sh:prefixes <urn:x:prefixes> ; sh:select "SELECT $this ?value { $this ex:p ?value %s }" ] .
<urn:x:prefixes> owl:imports <urn:x:imported> .
<urn:x:imported> sh:declare [ sh:prefix "ex" ; sh:namespace "urn:x:" ] .
"""


def graph(text: str) -> Graph:
    """A graph from Turtle."""
    return Graph().parse(data=text, format="turtle")


def test_imported_prefixes_are_declared() -> None:
    report = validate(graph(DATA), shapes=graph(SHAPES % ""), ontology=Graph())
    assert [str(found.value) for found in report.results] == ["urn:x:b"]


def test_what_is_not_offered_is_said() -> None:
    with pytest.raises(ShapesError, match="shapesGraph"):
        validate(graph(DATA), shapes=graph(SHAPES % "GRAPH $shapesGraph { ?s ?p ?o }"), ontology=Graph())
