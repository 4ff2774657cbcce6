"""The graph as a dataset, in the words of VoID and DCAT.

VoID: https://www.w3.org/TR/void/; DCAT 3: https://www.w3.org/TR/vocab-dcat-3/.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import DCAT, DCTERMS, FOAF, RDF, VOID, XSD, BNode, Literal, URIRef

from kg import ns
from kg.read.dataset import Dataset
from kg.store import formats
from kg.store.base import Triple

DOCUMENT: Final = URIRef(f"{ns.BASE}/.well-known/void")
DATASET: Final = URIRef(f"{DOCUMENT}#dataset")
SERVICE: Final = URIRef(f"{DOCUMENT}#sparql")
_VERSION: Final = URIRef(f"{DCAT}version")  # newer than the list of the library
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_TITLE: Final = "Stratagem: who fights whom, on which front, and which words say so"
_RIGHTS: Final = (
    "The words in quotes are those of the sources that they name; a source's text is here only where its "
    "rights allow."
)
_RDF_12: Final = URIRef("https://www.w3.org/TR/rdf12-concepts/")


@dataclass(frozen=True, slots=True)
class Distribution:
    """A file of the dataset: its address, media type without parameters, what it holds, its bytes where they
    are known, and whether it is RDF of the whole graph, and of version 1.2."""

    address: str
    media_type: str
    title: str
    size: int | None = None
    dump: bool = False
    reified: bool = False


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a description says: the numbers, the revision that they are of, and the addresses of a server."""

    dataset: Dataset
    revision: str
    home: str
    sparql: str
    distributions: Sequence[Distribution]


def description(catalogue: Catalogue, media_type: str) -> bytes:
    """A description in one of the formats of RDF, the same bytes every time."""
    return formats.serialize(_triples(catalogue), formats.BY_MEDIA_TYPE[media_type], first=(DATASET,))


def _triples(catalogue: Catalogue) -> Iterator[Triple]:
    yield DOCUMENT, RDF.type, VOID.DatasetDescription
    yield DOCUMENT, FOAF.primaryTopic, DATASET
    yield from _about(catalogue)
    yield from _statistics(catalogue.dataset)
    for number, distribution in enumerate(catalogue.distributions):
        yield from _distribution(distribution, BNode(f"d{number}"))
    yield SERVICE, RDF.type, DCAT.DataService
    yield SERVICE, DCTERMS.title, Literal("SPARQL", lang="en")
    yield SERVICE, DCAT.endpointURL, URIRef(catalogue.sparql)
    yield SERVICE, DCAT.servesDataset, DATASET


def _about(catalogue: Catalogue) -> Iterator[Triple]:
    for kind in (VOID.Dataset, DCAT.Dataset):
        yield DATASET, RDF.type, kind
    yield DATASET, DCTERMS.title, Literal(_TITLE, lang="en")
    yield DATASET, DCTERMS.license, URIRef(ns.LICENSE)
    yield DATASET, DCTERMS.rights, Literal(_RIGHTS, lang="en")
    yield DATASET, DCTERMS.conformsTo, ns.VERSION_IRI
    yield DATASET, _VERSION, Literal(catalogue.revision)
    yield DATASET, FOAF.homepage, URIRef(catalogue.home)
    yield DATASET, DCAT.landingPage, URIRef(catalogue.home)
    yield DATASET, VOID.sparqlEndpoint, URIRef(catalogue.sparql)
    yield DATASET, VOID.uriSpace, Literal(ns.ID)
    if catalogue.dataset.example:
        yield DATASET, VOID.exampleResource, URIRef(catalogue.dataset.example)


def _statistics(dataset: Dataset) -> Iterator[Triple]:
    for term, number in (
        (VOID.triples, dataset.triples),
        (VOID.entities, dataset.entities),
        (VOID.distinctSubjects, dataset.subjects),
        (VOID.properties, len(dataset.properties)),
        (VOID.classes, len(dataset.classes)),
    ):
        yield DATASET, term, _number(number)
    for vocabulary in dataset.vocabularies:
        yield DATASET, VOID.vocabulary, URIRef(vocabulary)
    for partition, term, counted, parts in (
        (VOID.propertyPartition, VOID.property, VOID.triples, dataset.properties),
        (VOID.classPartition, VOID["class"], VOID.entities, dataset.classes),
    ):
        for iri, number in parts.items():
            node = BNode()
            yield DATASET, partition, node
            yield node, term, URIRef(iri)
            yield node, counted, _number(number)


def _distribution(distribution: Distribution, node: BNode) -> Iterator[Triple]:
    address = URIRef(distribution.address)
    yield DATASET, DCAT.distribution, node
    yield node, RDF.type, DCAT.Distribution
    yield node, DCTERMS.title, Literal(distribution.title, lang="en")
    yield node, DCAT.downloadURL, address
    yield node, DCAT.mediaType, URIRef(_MEDIA_TYPES + distribution.media_type)
    yield node, DCTERMS.license, URIRef(ns.LICENSE)
    if distribution.size is not None:
        yield node, DCAT.byteSize, Literal(str(distribution.size), datatype=XSD.nonNegativeInteger)
    if distribution.dump:
        yield DATASET, VOID.dataDump, address
    if distribution.reified:
        yield node, DCTERMS.conformsTo, _RDF_12


def _number(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)
