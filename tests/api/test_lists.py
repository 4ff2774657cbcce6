"""Lists go on from page to page by `Link`, and filters narrow the list of claims."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from kg.kinds import KINDS
from tests.api.test_problems import problem


def pages(client: TestClient, address: str) -> list[dict[str, Any]]:
    """All pages of a list, by following the links."""
    found = []
    following: str | None = address
    while following:
        answer = client.get(following)
        assert answer.status_code == 200, answer.text
        assert answer.links["first"]["url"] == address
        found.append(answer.json())
        following = answer.links.get("next", {}).get("url")
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.plural)
def test_each_kind_has_a_list_of_individuals_that_answer(client: TestClient, kind: Any) -> None:
    body = client.get(f"/{kind.plural}").json()
    assert body.keys() == {"@context", "items", "total"}
    assert body["total"] >= len(body["items"])
    for item in body["items"][:3]:
        assert client.get(f"/{kind.name}/{item['id']}").json()["iri"] == item["iri"]


@pytest.mark.parametrize("address", ["/claims?limit=7", "/fronts?limit=1", "/company/openai/claims?limit=9"])
def test_pages_make_up_the_whole(client: TestClient, address: str) -> None:
    found = pages(client, address)
    assert len(found) > 1
    ids = [item["id"] for page in found for item in page["items"]]
    assert len(ids) == len(set(ids)) == found[0]["total"]


def test_links_keep_filters_and_suffix(client: TestClient) -> None:
    answer = client.get("/claims.ttl?source=openai-crossroads&limit=2")
    assert answer.links["first"]["url"] == "/claims.ttl?source=openai-crossroads&limit=2"
    assert answer.links["next"]["url"].startswith("/claims.ttl?source=openai-crossroads&limit=2&after=")


@pytest.mark.parametrize(
    ("query", "test"),
    [
        ("modality=opinion", lambda claim: claim["modality"] == "opinion"),
        ("source=openai-crossroads", lambda claim: claim["quote"]["source"]["id"] == "openai-crossroads"),
        ("speaker=company/softbank", lambda claim: claim["speaker"]["id"] == "softbank"),
        ("q=VALUATION", lambda claim: "valuation" in claim["quote"]["exact"].lower()),
        ("about=product/gpt-4o", lambda claim: "gpt-4o" in str(claim["asserts"])),
        ("modality=question&about=product/gpt-4o", lambda claim: claim["modality"] == "question"),
    ],
)
def test_filters(client: TestClient, query: str, test: Any) -> None:
    everything = client.get("/claims").json()["total"]
    body = client.get(f"/claims?{query}&limit=200").json()
    assert 0 < body["total"] == len(body["items"])
    assert body["total"] < everything or query.startswith("source")
    assert all(test(claim) for claim in body["items"])


def test_standing_of_what_a_claim_supports(client: TestClient) -> None:
    body = client.get("/claims?standing=reported").json()
    assert 0 < body["total"] < client.get("/claims").json()["total"]


@pytest.mark.parametrize(
    "address",
    [
        "/claims?modality=shouted",
        "/claims?standing=x",
        "/claims?about=openai",
        "/claims?about=company/../x",
        "/claims?source=%00",
        "/claims?q=" + "a" * 300,
        "/claims?limit=0",
        "/claims?limit=1000000",
        "/claims?limit=ten",
        "/companies?after=%25%25%25",
        "/companies?after=_w",
        "/companies?after=AAAA",
        "/companies?after=" + "A" * 10000,
        "/companies?q=openai",
    ],
)
def test_what_cannot_be_used(client: TestClient, address: str) -> None:
    problem(client.get(address), 400, "bad-parameter")


def test_words_with_marks_of_sparql_are_only_words(client: TestClient) -> None:
    for words in ('" } ASK {', "'''", "?x", "\\", "<urn:x>"):
        answer = client.get("/claims", params={"q": words})
        assert answer.status_code == 200, answer.text
        assert answer.json()["items"] == []
