"""The pages about the graph itself: the ontology, the files, the interface, what all this is."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from kg import __version__
from kg.read.terms import terms
from kg.store.base import Store
from tests.api.html import BROWSER, Html


def page(client: TestClient, address: str) -> Html:
    """The page at an address, as a browser gets it."""
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    found = Html(answer.text)
    assert found.inline == []
    assert len(found.ids) == len(set(found.ids)), "an anchor stands twice"
    assert len(found.within["h1"]) == 1
    return found


def test_each_term_has_its_place_and_its_meaning(client: TestClient, article_store: Store) -> None:
    found = page(client, "/ontology")
    known = terms(article_store)
    assert len(known) > 200
    assert known.keys() <= set(found.ids)
    for term in known.values():
        assert term.label in found.words
        assert term.definition is None or " ".join(term.definition.split()) in found.words
    for link in found.links:
        if link.startswith("#"):
            assert link[1:] in found.ids, link


def test_a_term_stands_with_examples_uses_and_rules(client: TestClient) -> None:
    answer = client.get("/ontology", headers=BROWSER).text
    risk = Html(answer[answer.index('id="Risk"') :].partition("</section>")[0])
    assert f"{client.get('/risks').json()['total']} things" in risk.words
    assert "#FinancialRisk" in risk.links
    examples = [link for link in risk.links if link.startswith("/risk/")]
    assert examples
    for example in examples:
        assert client.get(example).status_code == 200
    assert "Several severities are stated of this risk" in risk.words


def test_rdf_stays_what_the_ontology_is_by_default(client: TestClient) -> None:
    assert client.get("/ontology").headers["content-type"].startswith("text/turtle")
    assert client.get("/export").headers["content-type"].startswith("text/turtle")
    assert client.get("/ontology.html").headers["content-type"].startswith("text/html")


def test_each_file_of_the_exports_is_there(client: TestClient) -> None:
    found = page(client, "/export")
    files = [link for link in found.links if link.startswith(("/export.", "/ontology.", "/shapes."))]
    lists = [link for link in found.links if link.endswith(".csv")]
    assert len(files) >= 10
    assert len(lists) >= 10
    for link in (*files, *lists):
        assert client.get(link).status_code == 200, link


def test_about_says_what_may_be_done_with_it(client: TestClient) -> None:
    body = client.get("/about").json()
    assert body["version"] == __version__
    found = page(client, "/about")
    for text in (body["citation"], *body["licences"].values()):
        assert text in found.words
    assert "disputed" in found.words
    assert "cookie" in found.words


@pytest.mark.parametrize("address", ["/about", "/ontology", "/export", "/docs", "/ask"])
def test_pages_lead_to_addresses_that_answer(client: TestClient, address: str) -> None:
    found = page(client, address)
    asides = ("/search", "/sparql", "/compare", "/disputes", "/forecasts", "/quality", "/static/")
    links = [link for link in found.links if link.startswith("/") and not link.startswith(asides)]
    assert len(links) > 5
    for link in links[:40]:
        assert client.get(link, headers=BROWSER).status_code == 200, link


def test_the_interface_is_shown_in_the_frame_of_the_other_pages(client: TestClient) -> None:
    found = page(client, "/docs")
    assert "/openapi.json" in found.links
    assert "/companies" in found.links
    assert "docs" in found.ids


def test_the_page_of_the_ontology_leads_to_each_of_its_terms_by_name(client: TestClient) -> None:
    answer = client.get("/ontology", headers=BROWSER).text
    whole = Html(answer)
    contents = Html("".join(re.findall(r"<nav.*?</nav>|<ul class=\"tree\">.*?<h2", answer, re.DOTALL)))
    places = {given["id"] for tag, given in whole.attributes if tag == "section" and "id" in given}
    assert len(places) > 150
    assert {f"#{place}" for place in places} <= contents.links.keys()
    assert {f"#{name}" for name in whole.ids if name in {"classes", "properties", "datatypes"}} <= set(
        contents.links
    )
