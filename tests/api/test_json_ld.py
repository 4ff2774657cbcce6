"""The JSON of every answer is JSON-LD: three parsers read the same triples, and each stands in the graph."""

from __future__ import annotations

import re
from typing import Any, Final, get_args

import orjson
import pytest
from rdflib import RDF, URIRef
from starlette.testclient import TestClient

from api.answer import context
from kg import paths
from kg.kinds import KINDS, SPEAKING, Speaking
from kg.ns import SG, entity, text_graph
from kg.read.properties import properties
from kg.store.base import Store
from tests.api.rdf import Triples, by_pyld, by_pyoxigraph, triples

pytestmark = pytest.mark.usefixtures("uncounted")

OPENAI: Final = entity("company", "openai")
SECTIONS: Final = (
    "fronts", "products", "strategies", "risks", "events", "moats", "rivals", "figures", "claims"
)  # fmt: skip
JSON_LD: Final = "application/ld+json"


@pytest.fixture(scope="module")
def graph(article_store: Store) -> Triples:
    """The union of all graphs but the text."""
    text = str(text_graph("openai-crossroads"))
    found: Triples = set()
    for name in article_store.graphs():
        if name != text:
            found |= triples(article_store.get_graph(name), "application/n-triples")
    return found


@pytest.fixture(scope="module")
def addresses(client: TestClient) -> list[str]:
    """Every list, and every single resource that a list names."""
    found = [f"/company/{slug}/{name}" for slug in ("openai", "google") for name in SECTIONS]
    for kind in KINDS:
        following: str | None = f"/{kind.plural}?limit=200"
        while following:
            answer = client.get(following)
            found += [following, *(f"/{kind.name}/{item['id']}" for item in answer.json()["items"])]
            following = answer.links.get("next", {}).get("url")
    return found


def read(data: bytes) -> Triples:
    """The triples of an answer, which three parsers must agree on."""
    found = by_pyoxigraph(data)
    assert by_pyld(data) == found
    assert triples(data, JSON_LD) == found
    return found


def evidence_of(value: Any) -> list[dict[str, Any]]:
    """Every piece of evidence anywhere in an answer."""
    if isinstance(value, list):
        return [found for item in value for found in evidence_of(item)]
    if not isinstance(value, dict):
        return []
    own = [value] if {"claim", "quote", "modality"} <= value.keys() else []
    return own + [found for key, item in value.items() if key != "@context" for found in evidence_of(item)]


def test_fronts(client: TestClient, graph: Triples) -> None:
    answer = client.get("/company/openai/fronts")
    found, body = read(answer.content), answer.json()
    assert found <= graph
    assert body["fronts"]
    for front in body["fronts"]:
        position = URIRef(front["position"]["iri"])
        assert (position, SG.onFront, URIRef(front["iri"])) in found
        for product in front["position"]["products"]:
            assert (position, SG.viaProduct, URIRef(product["iri"])) in found
        for rival in front["rivals"]:
            assert (URIRef(rival["iri"]), SG.competesOnFront, URIRef(front["iri"])) in found
        if front["position"]["advantage"]:
            assert (position, SG.hasAdvantage, SG[front["position"]["advantage"]]) in found
    said = evidence_of(body)
    assert said
    for item in said:
        claim = URIRef(item["iri"])
        assert (claim, SG.hasQuote, URIRef(item["quote"]["iri"])) in found
        assert (claim, SG.speaker, URIRef(item["speaker"]["iri"])) in found
        assert (claim, SG.modality, SG[item["modality"]]) in found
    figure = URIRef(body["stated_count"]["iri"])
    assert {p for s, p, _ in found if s == figure} >= {SG.about, SG.valueMin, SG.valueMax}
    assert (None in {body["stated_count"]["min"], body["stated_count"]["max"]}) is False


def test_every_resource_and_list(client: TestClient, graph: Triples, addresses: list[str]) -> None:
    assert len(addresses) > 500
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        found = by_pyoxigraph(answer.content)
        assert found <= graph, (address, list(found - graph)[:3])
        body = answer.json()
        assert found or body["total"] == 0, address
        if "items" in body:
            # A list has no node of its own that the axioms of an assessment could be about.
            body.pop("assessments", None)
        for item in evidence_of(body):
            claim = URIRef(item["iri"])
            assert (claim, SG.speaker, URIRef(item["speaker"]["iri"])) in found
            assert (claim, SG.modality, SG[item["modality"]]) in found


def test_three_parsers_agree_on_each_kind_of_answer(client: TestClient, addresses: list[str]) -> None:
    kinds: dict[str, list[str]] = {}
    for address in addresses:
        kinds.setdefault(address.split("/")[1].split("?")[0], []).append(address)
    # There is no change in what a build made; test_withdraw.py makes one and reads it.
    assert kinds.keys() == {name for kind in KINDS for name in (kind.name, kind.plural)} - {"change"}
    for chosen in kinds.values():
        for address in chosen[:2]:
            read(client.get(address).content)


@pytest.mark.parametrize("terms", [context.CLAIM, context.ASSERTION, context.STATEMENT, context.THING])
def test_the_name_of_each_property_is_read_as_that_property(
    article_store: Store, terms: context.Context
) -> None:
    for name in [*properties(article_store), "type"]:
        node = {"iri": "urn:node", "property": name}
        wrapped = {"asserts": [node]} if terms is context.CLAIM else {"statements": [node]}
        body = node if terms in (context.ASSERTION, context.STATEMENT) else {"iri": "urn:root", **wrapped}
        found = {str(obj) for _, _, obj in read(orjson.dumps({"@context": terms, **body}))}
        assert str(RDF.type if name == "type" else SG[name]) in found, name


SPEAKERS: Final = {
    ("openai-crossroads-author", "author", SG.ArticleAuthor),
    ("openai-crossroads-price-observer", "unidentified", SG.UnidentifiedSpeaker),
    ("business-insider", "outlet", SG.MediaOutlet),
    ("chatgpt-critics", "group", SG.AgentGroup),
    ("softbank", "company", SG.Company),
    ("sam-altman", "person", SG.Person),
}


def test_the_kind_of_a_speaker_is_a_class(client: TestClient) -> None:
    answer = client.get("/claims?limit=200")
    body, found = answer.json(), read(answer.content)
    agents = [item[key] for item in body["items"] for key in ("speaker", "reported_by") if item[key]]
    assert None not in {agent["kind"] for agent in agents}
    for agent in agents:
        assert (URIRef(agent["iri"]), RDF.type, SG[SPEAKING[agent["kind"]]]) in found
    iris = {agent["id"]: URIRef(agent["iri"]) for agent in agents}
    assert {(agent["id"], agent["kind"]) for agent in agents} >= {(slug, kind) for slug, kind, _ in SPEAKERS}
    for slug, _, stated in SPEAKERS:
        assert {o for s, p, o in found if (s, p) == (iris[slug], RDF.type)} == {stated}
    passed_on = {item["reported_by"]["id"] for item in body["items"] if item["reported_by"]}
    assert "business-insider" in passed_on


def test_every_kind_of_speaker_has_its_class() -> None:
    assert set(get_args(Speaking)) == SPEAKING.keys()
    agent = {"iri": "urn:agent"}
    for kind, name in SPEAKING.items():
        for key in ("speaker", "reported_by"):
            for terms in (context.FRONTS, context.CLAIM, context.SOURCE, context.SPAN, context.THING):
                body = {"@context": terms, "iri": "urn:claim", key: {**agent, "kind": kind}}
                assert (URIRef("urn:agent"), RDF.type, SG[name]) in read(orjson.dumps(body))
    for query, times in (("evidence/voices", 1), ("source/spans", 2)):
        text = (paths.QUERIES / f"{query}.rq").read_text(encoding="utf-8")
        asked = re.findall(r"IN \(([^)]*)\)", text)
        assert [set(re.findall(r"sg:(\w+)", one)) for one in asked] == [set(SPEAKING.values())] * times


def test_keys_without_a_triple() -> None:
    assert {
        "because", "claim", "counts", "direction", "head", "id", "kind", "max", "min", "named_count", "next",
        "other_counts", "standing", "total", "value",
    } == context.NO_TRIPLE  # fmt: skip
    for key in context.NO_TRIPLE:
        assert context.COMMON[key] is None


def test_no_property_of_a_thing_meets_a_key_of_evidence(article_store: Store) -> None:
    parts_of_evidence = {"certainty", "exact", "modality", "polarity", "speaker", "title"}
    assert properties(article_store).keys() & context.THING.keys() == {
        *parts_of_evidence,
        "direction",
        "standing",
        "value",
    }


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [("ttl", "text/turtle"), ("nt", "application/n-triples"), ("rdf", "application/rdf+xml"),
     ("jsonld", "application/ld+json")],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/company/openai/fronts", "/figure/openai-crossroads-loss", "/claims"])
def test_all_formats_say_the_same(client: TestClient, path: str, suffix: str, media_type: str) -> None:
    plain = client.get(path)
    answer = client.get(f"{path}.{suffix}")
    assert answer.headers["content-type"].startswith(media_type)
    assert triples(answer.content, media_type) == by_pyoxigraph(plain.content)
    assert client.get(path, headers={"Accept": media_type}).content == answer.content
