"""Lists as pages: the same items as the JSON at the same address, and the ways on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from rdflib import OWL, RDFS
from starlette.testclient import TestClient

from kg.kinds import KINDS
from kg.ns import ONTOLOGY_GRAPH, SG
from kg.read.lists import list_kind
from kg.store.disk.journal import Entry
from kg.store.embedded import EmbeddedStore
from tests.api.html import BROWSER, Html


def page(client: TestClient, address: str) -> Html:
    """The page at an address, as a browser gets it."""
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    found = Html(answer.text)
    assert found.inline == []
    assert len(found.ids) == len(set(found.ids))
    return found


OWN = frozenset({"front", "event", "open-question"})
"""Kinds whose list is a page of another make."""


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind.name not in OWN], ids=lambda kind: kind.plural
)
def test_a_list_leads_to_each_of_its_items(client: TestClient, kind: Any) -> None:
    body = client.get(f"/{kind.plural}").json()
    found = page(client, f"/{kind.plural}")
    for item in body["items"]:
        assert f"/{kind.name}/{quote(item['id'])}" in found.links, item["id"]
    if body["total"] > len(body["items"]):
        assert f"1 to {len(body['items'])} of {body['total']:,}" in found.words
    elif body["total"] > 1:
        assert f"All {body['total']}" in found.words


def test_a_long_list_goes_on_to_its_end_and_back(client: TestClient) -> None:
    total = client.get("/products").json()["total"]
    address, places = "/products?limit=3", []
    while address:
        found = page(client, address)
        places.append(next(words for words in found.within["p"] if words.endswith(f"of {total}")))
        address = next((link for link, words in found.links.items() if words == "Next"), "")
        assert ("/products?limit=3" in found.links) == (len(places) > 1)
    assert places[0] == f"1 to 3 of {total}"
    assert places[1].startswith("4 to 6 ")
    assert f"to {total} of {total}" in places[-1]


def test_a_figure_stands_with_value_and_unit(client: TestClient) -> None:
    words = page(client, "/figures").words
    assert "14,000,000,000" in words
    assert "6 to 7" in words


def test_claims_have_their_words_and_a_form_that_keeps_what_was_given(client: TestClient) -> None:
    address = "/claims?modality=opinion&q=advantage"
    body = client.get(address).json()
    found = page(client, address)
    assert body["total"] > 0
    assert found.within["blockquote"] == [item["quote"]["exact"] for item in body["items"]]
    chosen = [given for tag, given in found.attributes if tag == "option" and "selected" in given]
    assert [given["value"] for given in chosen] == ["opinion"]
    assert any(given.get("value") == "advantage" for tag, given in found.attributes if tag == "input")
    assert {"/claims?q=advantage", "/claims?modality=opinion", "/claims"} <= found.links.keys()


def test_a_form_that_was_left_empty_shows_every_claim(client: TestClient) -> None:
    total = client.get("/claims").json()["total"]
    found = page(client, "/claims?q=&speaker=&modality=&standing=&about=")
    assert f"1 to 50 of {total} claims" in found.words
    assert next(link for link, words in found.links.items() if words == "Next").startswith("/claims?after=")


def test_claims_that_no_filter_fits_lead_back(client: TestClient) -> None:
    found = page(client, "/claims?q=nobody-says-this")
    assert "No claim fits" in found.words
    assert "/claims" in found.links


def test_claims_about_a_company_have_a_page(client: TestClient) -> None:
    body = client.get("/company/openai/claims").json()
    assert page(client, "/company/openai/claims").within["blockquote"] == [
        item["quote"]["exact"] for item in body["items"]
    ]


def test_a_source_says_how_it_came(client: TestClient) -> None:
    item = client.get("/sources").json()["items"][0]
    assert (item["origin"], item["rights"]) == ("sheet", "quotes")
    assert item["claims"] == client.get("/claims?source=openai-crossroads").json()["total"]
    assert "a reviewed sheet" in page(client, "/sources").words
    assert "origin" in client.get("/sources.csv").text.splitlines()[0]


def test_changes_stand_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    store = EmbeddedStore.open(tmp_path / "store")
    classes = f"<{SG.GraphChange}> <{RDFS.subClassOf}> <{OWL.Thing}> <{ONTOLOGY_GRAPH}> .\n"
    store.load(classes.encode())
    for number in (10, 2, 1, 100):
        made = Entry(number, "r", "ann", datetime(2026, 1, 1, tzinfo=UTC), (), 1, 0)
        store.load("\n".join(made.delta().added).encode())
    first = list_kind(store, "change", limit=2)
    rest = list_kind(store, "change", first.next, limit=2)
    assert [item.id for item in (*first.items, *rest.items)] == ["1", "2", "10", "100"]
