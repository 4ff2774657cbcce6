"""The description of the graph: every figure of it against a count of our own."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, VOID, Graph, Literal, URIRef
from starlette.testclient import TestClient

from api.answer import files
from api.answer.negotiation import EXPORT, GRAPH
from api.app import create_app
from kg import ns
from kg.kinds import KINDS
from kg.read.description import DATASET, DOCUMENT
from kg.store.base import Store
from kg.store.pool.workers import QueryPool
from tests.api.rdf import triples
from tests.api.rights import two_sources

_VOID = "/.well-known/void"


def described(client: TestClient) -> Graph:
    """The description as rdflib reads it."""
    answer = client.get(_VOID)
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    return Graph().parse(data=answer.content, format="turtle")


def partition(found: Graph, link: URIRef, term: URIRef, counted: URIRef) -> dict[str, int]:
    """The numbers of a partition by the term that each part is of."""
    parts = list(found.objects(DATASET, link))
    numbers = {str(found.value(part, term)): int(str(found.value(part, counted))) for part in parts}
    assert len(numbers) == len(parts)
    return numbers


def held_by(store: Store, *withheld: str) -> list[ox.Quad]:
    """The triples of all graphs but those that are not passed on, read by themselves."""
    names = [name for name in store.graphs() if name not in withheld]
    return [quad for name in names for quad in ox.parse(store.get_graph(name), ox.RdfFormat.N_TRIPLES)]


@pytest.mark.parametrize("which", ["article", "two sources"])
def test_each_number_is_true(pool: QueryPool, article_store: Store, which: str) -> None:
    store = article_store if which == "article" else two_sources()
    withheld = "openai-crossroads" if which == "article" else "closed"
    held = held_by(store, str(ns.text_graph(withheld)))
    client = TestClient(create_app(store, pool, "1"))
    found = described(client)
    subjects = {quad.subject.value for quad in held}
    properties = Counter(quad.predicate.value for quad in held)
    classes = Counter(quad.object.value for quad in held if quad.predicate.value == str(RDF.type))
    expected = {
        VOID.triples: len(held),
        VOID.distinctSubjects: len(subjects),
        VOID.entities: len([subject for subject in subjects if subject.startswith(ns.ID)]),
        VOID.properties: len(properties),
        VOID.classes: len(classes),
    }
    assert {term: int(str(found.value(DATASET, term))) for term in expected} == expected
    assert partition(found, VOID.propertyPartition, VOID.property, VOID.triples) == properties
    assert partition(found, VOID.classPartition, VOID["class"], VOID.entities) == classes
    exported = ox.parse(client.get("/export.nq").content, ox.RdfFormat.N_QUADS)
    assert len([*exported]) == expected[VOID.triples]
    vocabularies = {str(iri) for iri in found.objects(DATASET, VOID.vocabulary)}
    assert str(ns.SG) in vocabularies
    assert all(any(term.startswith(name) for name in vocabularies) for term in [*properties, *classes])
    assert not [name for name in vocabularies if not name.endswith(("#", "/"))]


def test_who_may_use_it_and_where_it_is(client: TestClient) -> None:
    found = described(client)
    assert (DOCUMENT, FOAF.primaryTopic, DATASET) in found
    for kind in (VOID.Dataset, DCAT.Dataset):
        assert (DATASET, RDF.type, kind) in found
    assert (DATASET, DCTERMS.license, URIRef(ns.LICENSE)) in found
    assert (DATASET, DCTERMS.conformsTo, ns.VERSION_IRI) in found
    revision = client.get("/readyz").json()["revision"]
    assert (DATASET, URIRef(f"{DCAT}version"), Literal(revision)) in found
    (endpoint,) = found.objects(DATASET, VOID.sparqlEndpoint)
    assert endpoint == URIRef("http://testserver/sparql")
    (example,) = found.objects(DATASET, VOID.exampleResource)
    assert client.get(str(example).removeprefix(ns.BASE)).status_code == 303


def test_each_format_says_the_same(client: TestClient) -> None:
    first = triples(client.get(f"{_VOID}.nt").content, "application/n-triples")
    for form in GRAPH:
        answer = client.get(f"{_VOID}.{form.suffix}")
        assert answer.headers["content-type"].startswith(form.media_type)
        assert len(triples(answer.content, form.media_type)) == len(first)
        assert client.get(f"{_VOID}.{form.suffix}").content == answer.content


@pytest.mark.parametrize("small", [0, 1_000_000])
def test_each_file_is_there_and_has_the_bytes_that_are_told(
    pool: QueryPool, article_store: Store, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    monkeypatch.setattr(files, "SMALL", small)
    client = TestClient(create_app(article_store, pool, "1"))
    found = described(client)
    assert not [*found.objects(None, DCAT.byteSize)]
    addresses = {str(address) for address in found.objects(None, DCAT.downloadURL)}
    assert len(addresses) == len(EXPORT) + len(KINDS)
    assert {str(address) for address in found.objects(DATASET, VOID.dataDump)} < addresses
    sizes = {}
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        sizes[address] = len(answer.content)
    before = client.get(_VOID, headers={"If-None-Match": client.get(_VOID).headers["etag"]})
    assert before.status_code == 304
    found = described(client)
    for node in found.objects(DATASET, DCAT.distribution):
        address = str(found.value(node, DCAT.downloadURL))
        assert int(str(found.value(node, DCAT.byteSize))) == sizes[address], address
        media_type = str(found.value(node, DCAT.mediaType)).partition("media-types/")[2]
        assert client.get(address).headers["content-type"].startswith(media_type)


def test_numbers_follow_a_change(pool: QueryPool) -> None:
    store = two_sources()
    app = create_app(store, pool, "1")
    client = TestClient(app)
    before = described(client)
    fewer = two_sources()
    fewer.delete_graph(str(ns.source_graph("closed")))
    app.state.reading.change("2", lambda: fewer)
    after = described(client)
    assert int(str(after.value(DATASET, VOID.triples))) == int(str(before.value(DATASET, VOID.triples))) - 4
    assert (DATASET, URIRef(f"{DCAT}version"), Literal("2")) in after
