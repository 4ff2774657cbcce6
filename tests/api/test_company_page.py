"""The page of a company: a true picture in a paragraph, and lists that say where they are cut."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.answer.thing import Thing, thing
from api.web.asked import Asked
from api.web.views.company import company
from api.web.views.picture import picture
from kg.read import company as read
from kg.read.items import Link, RiskItem, Section
from kg.read.models import Front, Fronts, Position, Ref
from kg.read.resource import Resource, resource
from kg.read.terms import terms
from kg.store.base import Store
from tests.api.html import Html

HTML = {"Accept": "text/html"}
COMPANY = Ref(id="a", iri="https://w3id.org/stratagem/id/company/a", kind="company", label="A")


def text(html: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def lead(client: TestClient, company: str) -> str:
    """The picture of a company."""
    page = client.get(f"/company/{company}", headers=HTML).text
    found = [text(part).strip() for part in re.findall(r'<p class="lead">(.*?)</p>', page, re.DOTALL)]
    return found[-1].replace(" ,", ",").replace(" .", ".")


def test_the_picture_of_openai(client: TestClient) -> None:
    said = lead(client, "openai")
    assert said.startswith("OpenAI is said to fight on 6 to 7 fronts; 4 are named: Code generation,")
    assert "None of them is said to give it a decisive advantage. Its rivals" in said
    assert "Anthropic" in said
    assert "GitHub Copilot" in said
    risks = client.get("/company/openai/risks").json()["items"]
    worst = {
        risk["label"]
        for risk in risks
        if any(link["id"] == "existential" and link["standing"] for link in risk["severity"])
    }
    for label in worst:
        assert label in said.partition("threatens it most")[2]
    assert worst


def test_a_company_without_fronts_has_a_picture_too(client: TestClient) -> None:
    assert lead(client, "softbank").startswith("No front of SoftBank is named.")


@pytest.mark.parametrize("section", ["products", "strategies", "risks", "events", "moats", "rivals"])
def test_each_list_has_a_page_with_every_item_and_word(client: TestClient, section: str) -> None:
    answer = client.get(f"/company/openai/{section}", headers=HTML)
    assert answer.headers["content-type"].startswith("text/html")
    page, found = text(answer.text), client.get(f"/company/openai/{section}").json()
    assert found["total"] > 0
    for item in found["items"]:
        assert item["label"] in page
        for one in item["evidence"]:
            assert one["quote"]["exact"] in page


def test_classes_that_rules_make_stand_apart(client: TestClient) -> None:
    page = client.get("/company/openai", headers=HTML).text
    kind = text(re.findall(r'<p class="kind">.*?</p>', page, re.DOTALL)[0])
    assert kind.split() == ["company"]
    assert "Overextended company inferred by the rule overextension" in text(page)


def test_the_page_draws_what_led_to_the_backlash(client: TestClient) -> None:
    page = client.get("/company/openai", headers=HTML).text
    drawing = " ".join(text(part) for part in re.findall(r"<svg.*?</svg>", page, re.DOTALL))
    assert "Retirement of GPT-4o" in drawing
    assert "triggered" in drawing


def position(advantage: str | None, other: str | None = None) -> Position:
    """A position with an advantage, and another that somebody else speaks of."""
    others: list[Any] = [{"advantage": other, "standing": "attributed", "evidence": []}] if other else []
    return Position(
        iri="urn:p",
        advantage=advantage,
        standing="attributed" if advantage else None,
        evidence=[],
        products=[],
        other_advantages=others,
    )


def fronts(*positions: Position | None) -> Fronts:
    """The fronts of a company with these positions."""
    made = [
        Front(
            id=f"f{number}",
            iri=f"https://w3id.org/stratagem/id/front/f{number}",
            label=f"F{number}",
            standing="reported",
            position=one,
            rivals=[],
            evidence=[],
        )
        for number, one in enumerate(positions)
    ]
    return Fronts(
        company=COMPANY,
        stated_count=None,
        other_counts=[],
        named_count=len(made),
        fronts=made,
        assessments=[],
    )


THING = Thing(
    **COMPANY.model_dump(),
    aliases=[],
    types=["Company"],
    definition=None,
    properties={},
    statements=[],
    incoming=[],
    mentioned_in=[],
)


@pytest.mark.parametrize(
    ("positions", "none"),
    [
        ((position("noDecisiveAdvantage"),), True),
        ((position("noDecisiveAdvantage"), position("leading")), False),
        ((position("noDecisiveAdvantage"), position(None)), False),
        ((position("noDecisiveAdvantage"), None), False),
        ((position("noDecisiveAdvantage", other="decisive"),), False),
        ((), False),
    ],
)
def test_none_is_decisive_only_where_it_is_said_of_each(
    positions: tuple[Position | None, ...], none: bool
) -> None:
    assert picture(THING, fronts(*positions), []).none_decisive is none


def test_a_denied_threat_is_not_the_worst() -> None:
    def risk(name: str, severity: str, standing: str | None) -> RiskItem:
        ref = {"id": name, "iri": f"urn:{name}", "kind": "risk", "label": name}
        degree = Link(
            id=severity, iri="urn:s", kind="term", label=severity, stated="x", standing=standing, evidence=[]
        )
        return RiskItem(
            **ref,
            stated="reported",
            standing="reported",
            evidence=[],
            types=[],
            relation="exposedTo",
            of=COMPANY,
            severity=[degree],
        )

    found = picture(THING, fronts(), [risk("a", "existential", None), risk("b", "severe", "attributed")])
    assert (found.severity, [one.id for one in found.threats]) == ("severe", ["b"])


def test_what_a_list_leaves_out_stands_by_name_with_the_anchors_of_its_rows(
    article_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def many(name: str) -> Callable[..., Section[Any]]:
        question = getattr(read, name)

        def asked(*given: Any) -> Section[Any]:
            found = question(*given)
            one = found.items[0]
            iri = one.iri.removesuffix(one.id)
            more = [
                one.model_copy(update={"id": f"n{at}", "iri": f"{iri}n{at}", "label": f"N {name} {at}"})
                for at in range(30)
            ]
            items = [*found.items, *more, more[-1]]
            return found.model_copy(update={"items": items, "total": len(items)})

        return asked

    cut = ("products", "strategies", "moats", "risks", "events")
    for name in cut:
        monkeypatch.setattr(read, name, many(name))
    asked = Asked(article_store, terms(article_store), "/company/openai", {}, (), None)
    found = resource(article_store, "company", "openai")
    assert isinstance(found, Resource)
    whole = company(asked, thing(found))
    page = Html(whole.decode())
    assert len(page.ids) == len(set(page.ids))
    for name in cut:
        items = getattr(read, name)(article_store, "openai").items
        links = [link for link in page.links if link.startswith(f"/company/openai/{name}#")]
        left = {f"{one.kind}-{one.id}" for one in items[20:]} - {f"{one.kind}-{one.id}" for one in items[:20]}
        assert sorted(links) == sorted(f"/company/openai/{name}#{place}" for place in left)
        assert left <= set(page.ids)
        assert f"Showing 20 of {len(items)}" in page.words
        assert f"{len(left)} others by name" in page.words
