"""What the SPARQL service can do, in the words of its standard vocabulary.

SPARQL 1.1 Service Description: https://www.w3.org/TR/sparql11-service-description/.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import RDF, RDFS, Literal, Namespace, URIRef

from kg.store import formats
from kg.store.base import Triple

SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS: Final = Namespace("http://www.w3.org/ns/formats/")
MOST_GRAPHS: Final = 500
"""Named graphs that are listed; where there are more, none is, and a query tells them."""

_RESULTS: Final = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads",
)  # fmt: skip
_INPUTS: Final = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads")
_UNION: Final = (
    "The default graph is the union of all named graphs but those of texts. Each triple stands in one graph, "
    "so the union is their merge."
)
_OWN: Final = "The default graph is a graph of its own."


@dataclass(frozen=True, slots=True)
class Service:
    """A SPARQL service: the addresses for queries and updates, the IRIs of its named graphs, and whether its
    default graph is their union."""

    endpoint: str
    update: str
    graphs: Sequence[str]
    union_default: bool


def description(service: Service, media_type: str) -> bytes:
    """The description of a service in one of the formats of RDF, the same bytes every time."""
    return formats.serialize(_triples(service), formats.BY_MEDIA_TYPE[media_type])


def _triples(service: Service) -> Iterator[Triple]:
    query, update = URIRef(f"{service.endpoint}#query"), URIRef(f"{service.endpoint}#update")
    dataset = URIRef(f"{service.endpoint}#dataset")
    for node, endpoint, language, label in (
        (query, service.endpoint, SD.SPARQL11Query, "Queries"),
        (update, service.update, SD.SPARQL11Update, "Updates, by those who have a token for writing"),
    ):
        yield node, RDF.type, SD.Service
        yield node, RDFS.label, Literal(label, lang="en")
        yield node, SD.endpoint, URIRef(endpoint)
        yield node, SD.supportedLanguage, language
        yield node, SD.defaultDataset, dataset
    if service.union_default:
        yield query, SD.feature, SD.UnionDefaultGraph
    yield from ((query, SD.resultFormat, FORMATS[name]) for name in _RESULTS)
    yield from ((update, SD.inputFormat, FORMATS[name]) for name in _INPUTS)
    yield from _dataset(service, dataset)


def _dataset(service: Service, dataset: URIRef) -> Iterator[Triple]:
    default = URIRef(f"{service.endpoint}#default-graph")
    yield dataset, RDF.type, SD.Dataset
    yield dataset, SD.defaultGraph, default
    yield default, RDF.type, SD.Graph
    yield default, RDFS.comment, Literal(_UNION if service.union_default else _OWN, lang="en")
    if len(service.graphs) > MOST_GRAPHS:
        text = f"There are {len(service.graphs)} named graphs, too many to list: ask for them."
        yield dataset, RDFS.comment, Literal(text, lang="en")
        return
    for number, name in enumerate(service.graphs, 1):
        graph = URIRef(f"{service.endpoint}#graph-{number}")
        yield dataset, SD.namedGraph, graph
        yield graph, RDF.type, SD.NamedGraph
        yield graph, SD.name, URIRef(name)
