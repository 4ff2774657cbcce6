"""`/{kind}/{id}/neighbourhood`: what is stated around a thing, narrowed, within a limit, with a page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from rdflib import OWL, URIRef
from starlette.testclient import TestClient

from kg.kinds import KINDS
from kg.ns import SG, STATEMENTS_GRAPH, axiom, entity
from kg.read.neighbourhood import AROUND, LARGEST, Narrowed, neighbourhood
from kg.store.base import Store
from kg.store.embedded import EmbeddedStore
from tests.api.rdf import by_pyld, by_pyoxigraph, triples

OPENAI = "/company/openai/neighbourhood"
HTML = {"Accept": "text/html"}


def asked(client: TestClient, address: str) -> dict[str, Any]:
    answer = client.get(address)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_it_has_every_statement_between_a_thing_and_another(client: TestClient) -> None:
    thing, found = client.get("/company/openai").json(), asked(client, OPENAI)
    stated = {s["iri"] for s in [*thing["statements"], *thing["incoming"]] if s["node"]}
    assert {edge["iri"] for edge in found["edges"]} == stated
    assert found["total"] == len(found["nodes"]) <= found["limit"]
    assert found["statements"] == len(found["edges"])
    claims = {s["iri"]: len(s["evidence"]) for s in [*thing["statements"], *thing["incoming"]]}
    assert {edge["iri"]: edge["claims"] for edge in found["edges"]} == {iri: claims[iri] for iri in stated}


def test_each_statement_leads_to_its_words_and_is_as_its_own_page_says(client: TestClient) -> None:
    for edge in asked(client, f"{OPENAI}?depth=2")["edges"][:20]:
        own = client.get(f"/axiom/{edge['iri'].rpartition('/')[2]}").json()
        assert (own["subject"]["iri"], own["property"], own["object"]["iri"]) == (
            edge["subject"], edge["property"], edge["object"],
        )  # fmt: skip
        assert own["standing"] == edge["standing"]
        assert len(own["evidence"]) == edge["claims"]
        assert (own["rule"] or {}).get("id") == edge["rule"]


def test_two_statements_reach_further_but_not_through_terms(client: TestClient) -> None:
    near, far = asked(client, OPENAI), asked(client, f"{OPENAI}?depth=2")
    assert {node["iri"] for node in near["nodes"]} < {node["iri"] for node in far["nodes"]}
    distances = {node["iri"]: node["distance"] for node in far["nodes"]}
    assert set(distances.values()) == {0, 1, 2}
    assert distances[near["centre"]["iri"]] == 0
    terms = {node["iri"] for node in far["nodes"] if node["kind"] == "term"}
    for edge in far["edges"]:
        assert edge["subject"] not in terms
        ends = sorted((distances[edge["subject"]], distances[edge["object"]]))
        assert ends[0] < 2


def test_it_is_narrowed_by_property_standing_and_kind(client: TestClient) -> None:
    rivals = asked(client, f"{OPENAI}?property=competesWith")
    assert {edge["property"] for edge in rivals["edges"]} == {"competesWith"}
    assert {count["value"] for count in rivals["properties"]} > {"competesWith", "hasMoat"}
    doubted = asked(client, f"{OPENAI}?standing=qualified")
    assert {edge["standing"] for edge in doubted["edges"]} == {"qualified"}
    fronts = asked(client, f"{OPENAI}?kind=front&depth=2")
    assert {node["kind"] for node in fronts["nodes"] if node["distance"] == 2} <= {"front"}
    assert "front" in {node["kind"] for node in fronts["nodes"]}
    assert asked(client, f"{OPENAI}?property=nothing")["edges"] == []


def test_what_the_form_of_the_page_sends_narrows_nothing(client: TestClient) -> None:
    whole = asked(client, OPENAI)
    assert asked(client, f"{OPENAI}?depth=1&property=&standing=&kind=") == whole


@pytest.mark.parametrize("depth", ["0", "3", "x"])
def test_another_depth_is_refused(client: TestClient, depth: str) -> None:
    assert client.get(f"{OPENAI}?depth={depth}").status_code == 400


def test_what_is_left_out_is_said(client: TestClient) -> None:
    found = asked(client, f"{OPENAI}?limit=5")
    assert len(found["nodes"]) == 5 < found["total"]
    assert found["nodes"][0]["iri"] == found["centre"]["iri"]
    page = client.get(f"{OPENAI}?limit=5", headers=HTML).text
    assert f"Showing 5 of {found['total']} things" in page
    assert "Showing" not in client.get(OPENAI, headers=HTML).text
    assert client.get(f"{OPENAI}?limit={LARGEST + 1}").status_code == 400


def test_no_more_than_the_limit_of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    store = EmbeddedStore.memory()
    centre, many = entity("company", "a"), [entity("company", f"b-{n}") for n in range(LARGEST + 20)]
    lines = [
        f"<{centre}> a <{SG.Company}>",
        *(
            f"<{axiom(centre, SG.competesWith, other)}> a <{OWL.Axiom}> ; "
            f"<{OWL.annotatedSource}> <{centre}> ; <{OWL.annotatedTarget}> <{other}> ; "
            f"<{OWL.annotatedProperty}> <{SG.competesWith}> ; <{SG.standing}> <{SG.reported}>"
            for other in many
        ),
    ]
    store.put_graph(STATEMENTS_GRAPH, triples(" .\n".join([*lines, ""]).encode(), "text/turtle"))
    found = neighbourhood(store, "company", "a")
    assert (found.total, len(found.nodes), len(found.edges)) == (LARGEST + 21, LARGEST, LARGEST - 1)
    assert neighbourhood(store, "company", "a") == found
    monkeypatch.setattr("kg.read.neighbourhood.MOST", 50)
    fewer = neighbourhood(store, "company", "a")
    assert (len(fewer.edges), fewer.statements) == (50, LARGEST - 1)
    assert neighbourhood(store, "company", "a", narrowed=Narrowed(standing="disputed")).total == 1


def test_its_rdf_says_what_the_graph_says(client: TestClient, article_store: Store) -> None:
    data = client.get(f"{OPENAI}?depth=2").content
    found = by_pyoxigraph(data)
    assert by_pyld(data) == found == triples(data, "application/ld+json")
    graph = set().union(
        *(triples(article_store.get_graph(name), "application/n-triples") for name in article_store.graphs())
    )
    assert found <= graph
    edges = {s for s, p, _ in found if p == OWL.annotatedTarget}
    assert URIRef(asked(client, OPENAI)["edges"][0]["iri"]) in edges
    assert client.get(f"{OPENAI}.ttl").headers["content-type"].startswith("text/turtle")


def test_the_page_has_a_table_of_all_that_it_draws(client: TestClient) -> None:
    found, page = asked(client, OPENAI), client.get(OPENAI, headers=HTML).text
    links = set(re.findall(r'<td><a href="(/axiom/[0-9a-f]+)">', page))
    assert links == {f"/axiom/{edge['iri'].rpartition('/')[2]}" for edge in found["edges"]}
    assert 'data-json="/company/openai/neighbourhood.json"' in page
    assert (
        'data-json="/company/openai/neighbourhood.json?depth=2"' in client.get(f"{OPENAI}.html?depth=2").text
    )


def test_an_empty_neighbourhood_says_where_to_go_on(client: TestClient) -> None:
    assert "Show everything" in client.get(f"{OPENAI}?property=nothing", headers=HTML).text


def test_each_kind_of_thing_has_one_and_no_part_of_a_text(client: TestClient) -> None:
    assert {"company", "front", "speaker", "open-question"} < set(AROUND)
    for kind in KINDS:
        items = client.get(f"/{kind.plural}?limit=1").json()["items"]
        for item in items:
            status = client.get(f"/{kind.name}/{item['id']}/neighbourhood").status_code
            assert status == (200 if kind.name in AROUND else 404), kind.name


def test_the_policy_lets_scripts_set_styles_on_the_islands_alone(client: TestClient) -> None:
    for path, loose in ((OPENAI, True), ("/sparql", True), ("/company/openai", False), ("/ask", False)):
        for _ in range(2):  # the second answer is that of the cache
            policy = client.get(path, headers=HTML).headers["content-security-policy"]
            assert "default-src 'self'" in policy
            assert ("style-src 'self' 'unsafe-inline'" in policy) is loose, path
            assert "unsafe" not in policy.replace("style-src 'self' 'unsafe-inline'", "")


def test_pages_of_things_lead_to_their_neighbourhood(client: TestClient) -> None:
    for thing in ("company/openai", "product/codex", "risk/margin-compression"):
        assert f'href="/{thing}/neighbourhood"' in client.get(f"/{thing}", headers=HTML).text
