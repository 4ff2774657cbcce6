"""The page of a thing says each statement once, in words that read well from both ends, with its claims."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from api.answer.thing import thing
from api.web.asked import Asked
from api.web.views import thing as view
from api.web.views.thing import AWAY, TOWARDS
from kg.kinds import KINDS
from kg.ns import entity
from kg.read.made import made
from kg.read.resource import Resource, resource
from kg.read.terms import terms
from kg.store.base import Store
from tests.api.html import BROWSER, Html

OWN = frozenset(
    {"assertion", "axiom", "claim", "company", "front", "quote", "sentence", "source", "span", "speaker"}
)
"""Kinds with a page of another make."""


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.name not in OWN], ids=lambda kind: kind.name)
def test_each_statement_stands_with_its_standing_and_words(client: TestClient, kind: Any) -> None:
    for item in client.get(f"/{kind.plural}?limit=5").json()["items"]:
        address = f"/{kind.name}/{item['id']}"
        body = client.get(address).json()
        found = Html(client.get(address, headers=BROWSER).text)
        assert found.inline == []
        assert len(found.ids) == len(set(found.ids))
        assert body["label"] in found.within["h1"]
        for statement in (*body["statements"], *body["incoming"]):
            assert statement["node"] is None or statement["node"]["label"] in found.words
            for evidence in statement["evidence"]:
                assert evidence["quote"]["exact"] in found.within["blockquote"]
                assert f"/claim/{evidence['claim']}" in found.links
        for evidence in body["mentioned_in"]:
            assert evidence["quote"]["exact"] in found.within["blockquote"]


def test_what_leads_to_it_is_put_from_its_side(client: TestClient) -> None:
    headings = Html(client.get("/product/chatgpt", headers=BROWSER).text).within["h2"]
    assert {"Made by", "Criticized by", "Is exposed to"} <= set(headings)
    assert headings.count("Competes with") == 1


def test_a_figure_begins_with_its_number(client: TestClient) -> None:
    words = Html(client.get("/figure/openai-crossroads-loss", headers=BROWSER).text).words
    assert "14,000,000,000 US dollar, in 2026" in words


def test_a_rule_says_what_it_made(client: TestClient) -> None:
    number = 0
    for rule in client.get("/rules").json()["items"]:
        found = Html(client.get(f"/rule/{rule['id']}", headers=BROWSER).text)
        links = [link for link in found.links if link.startswith("/axiom/")]
        number += len(links)
        for link in links[:2]:
            assert client.get(link).json()["rule"]["id"] == rule["id"]
        assert links or "found nothing to infer" in found.words
    assert number > 0


def test_each_heading_is_of_a_property_of_the_ontology(article_store: Store) -> None:
    assert {*TOWARDS, *AWAY} - {"type"} <= terms(article_store).keys()


def test_every_statement_that_a_rule_made_stands_on_some_part_of_its_page(
    article_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "MOST", 1)
    rule = made(article_store, str(entity("rule", "competes-on-front")), 1000)
    assert rule.total == len(rule.items) > 2
    found = resource(article_store, "rule", "competes-on-front")
    assert isinstance(found, Resource)
    seen: list[str] = []
    number, address = 1, "/rule/competes-on-front"
    while address:
        part = parse_qs(urlsplit(address).query).get("part", [""])[0]
        asked = Asked(
            article_store, terms(article_store), "/rule/competes-on-front", {"part": part}, (), None
        )
        page = Html(view.thing(asked, thing(found)).decode())
        why = [link.removeprefix("/axiom/") for link, text in page.links.items() if text == "why"]
        first = len(seen) + 1
        seen += why
        assert f"{first} to {len(seen)} of {rule.total} statements" in page.words
        following = [link for link, text in page.links.items() if text == "Next"]
        address = following[0] if following else ""
        assert not address or address == f"/rule/competes-on-front?part={number + 1}#made"
        number += 1
    assert seen == [one.id for one in rule.items]


def test_a_part_of_a_rule_that_is_none_is_told(client: TestClient) -> None:
    beyond = Html(client.get("/rule/competes-on-front?part=9", headers=BROWSER).text)
    assert "None of" in beyond.words
    assert "/rule/competes-on-front#made" in beyond.links
    assert client.get("/rule/competes-on-front?part=0", headers=BROWSER).status_code == 400
