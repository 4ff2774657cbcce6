"""The page of a thing says each statement once, in words that read well from both ends, with its claims."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from api.answer.thing import Thing, thing
from api.web.asked import Asked
from api.web.views import thing as view
from api.web.views.sketch import _CLAUSES, MOST, sketch
from api.web.views.thing import AWAY, TOWARDS
from kg.kinds import BY_NAME, KINDS
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


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (
            "/product/chatgpt",
            ["Made by OpenAI; ", "competes with Gemini; ", "threatened by Excessive flattery"],
        ),
        ("/moat/user-loyalty", ["A moat of OpenAI; draws on branding; eroded by Retirement of GPT-4o."]),
        ("/strategy/commercialization", ["Pursued by OpenAI; creates Long-term consequences"]),
        ("/event/anthropic-super-bowl-ad", ["Done by Anthropic; aimed at OpenAI", "led to Anthropic's ad"]),
        ("/trend/commoditization", ["Presses on generative AI; indicated by Price of Chinese models"]),
        ("/risk/margin-compression", ["Created by Scale competition. Spoken of by the author of"]),
    ],
)
def test_a_thing_begins_with_its_picture(client: TestClient, address: str, words: list[str]) -> None:
    page = Html(client.get(address, headers=BROWSER).text)
    (lead,) = [" ".join(text.split()) for text in page.within["p"] if "Spoken of by" in text]
    for part in words:
        assert part in lead


@pytest.mark.parametrize("kind", sorted(_CLAUSES))
def test_a_picture_names_what_is_stated_and_counts_the_rest(client: TestClient, kind: str) -> None:
    for item in client.get(f"/{BY_NAME[kind].plural}?limit=50").json()["items"]:
        body = client.get(f"/{kind}/{item['id']}").json()
        found = Thing.model_validate(
            {name: body.get(name) for name in Thing.model_fields} | {"properties": {}}
        )
        drawn = sketch(found)
        stated = [one for one in (*found.statements, *found.incoming) if one.standing and one.node]
        known = {one.node.iri for one in stated if one.node}
        for clause in drawn.clauses if drawn else ():
            assert {name.iri for name in clause.names} <= known
            assert 1 <= len(clause.names) <= MOST
            assert not clause.more or len(clause.names) == MOST
        evidence = {each.speaker.iri for one in stated for each in one.evidence}
        evidence |= {each.speaker.iri for each in found.mentioned_in}
        speakers = drawn.speakers if drawn else None
        assert len(evidence) == (len(speakers.names) + speakers.more if speakers else 0)


def test_what_has_no_picture_begins_without_one(client: TestClient) -> None:
    assert 'class="lead"' not in client.get("/figure/openai-crossroads-loss", headers=BROWSER).text
