"""Claims, who speaks, and the small parts of a source as pages: what they say is what the answers say."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.html import BROWSER, Html
from tests.api.reader import Reader

ATTACHED = "users have developed"


def page(client: TestClient, address: str) -> Html:
    """The page at an address, as a browser gets it."""
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200, address
    found = Html(answer.text)
    assert found.inline == []
    assert len(found.ids) == len(set(found.ids)), "an anchor stands twice"
    assert len(found.within["h1"]) == 1
    return found


def claim_of(client: TestClient, words: str) -> dict[str, Any]:
    """The claim with these words."""
    (found,) = client.get("/claims", params={"q": words}).json()["items"]
    item: dict[str, Any] = found
    return item


@pytest.mark.parametrize("part", range(6))
def test_every_claim_has_a_page_with_all_that_its_answer_says(part: int, client: TestClient) -> None:
    items = client.get("/claims?limit=200").json()["items"]
    assert len(items) > 100
    for item in items[part::6]:
        found = page(client, f"/claim/{item['id']}")
        assert "".join(found.within["h1"]).strip() == item["quote"]["exact"]
        assert f"/{item['speaker']['iri'].partition('/id/')[2]}" in found.links
        assert f"/source/openai-crossroads?claim={item['id']}#claim-{item['id']}" in found.links
        for one in item["asserts"]:
            assert one["subject"]["label"] in found.words
            assert one["object"] is None or one["object"]["label"] in found.words
        if item["untyped_reason"]:
            assert item["untyped_reason"] in found.words
        for name in ("supports", "disputes", "qualifies", "supported_by", "disputed_by", "qualified_by"):
            for other in item[name]:
                assert f"/claim/{other['id']}" in found.links


def test_a_claim_says_who_spoke_through_whom_and_how(client: TestClient) -> None:
    found = page(client, f"/claim/{claim_of(client, 'excessive flattery')['id']}")
    assert (
        "Said by critics of ChatGPT, a group, not one person; passed on by Business Insider, an outlet"
        in found.words
    )
    assert "opinion The speaker judges." in found.words
    assert "affirmed Saying that it is so." in found.words


def test_a_claim_can_be_cited(client: TestClient) -> None:
    item = claim_of(client, ATTACHED)
    citation = "".join(page(client, f"/claim/{item['id']}").within["pre"])
    for part in (
        item["quote"]["exact"],
        "The Wall Street Journal",
        item["quote"]["source"]["title"],
        "no date",
        f"characters {item['quote']['start']} to {item['quote']['end']}",
        item["iri"],
    ):
        assert part in citation


def test_a_claim_stands_between_the_sentences_around_it(client: TestClient) -> None:
    item = claim_of(client, ATTACHED)
    found = Reader(client.get(f"/claim/{item['id']}", headers=BROWSER).text)
    chosen = [part for part in found.parts if "chosen" in part.classes]
    assert "".join(part.words for part in chosen) == item["quote"]["exact"]
    others = {claim for part in found.parts for claim in part.claims} - {item["id"]}
    assert len(others) >= 4
    assert {part.href for part in found.parts if part.claims} == {
        f"/claim/{id}" for id in {item["id"], *others}
    }


def test_what_is_doubted_stands_beside_the_loss_forecast(client: TestClient) -> None:
    found = page(client, f"/claim/{claim_of(client, 'is expected to lose $14 billion')['id']}")
    assert "It is qualified by" in found.within["h3"]
    assert "The $14 billion loss prediction may ultimately prove to be exaggerated" in found.words
    assert "qualified" in found.words


def test_from_a_row_of_a_company_to_the_sentence_and_back_by_links(client: TestClient) -> None:
    row = page(client, "/company/openai")
    item = claim_of(client, "none of them have formed")
    to_source = f"/source/openai-crossroads?claim={item['id']}#claim-{item['id']}"
    assert to_source in row.links
    reader = page(client, to_source.partition("#")[0])
    assert f"claim-{item['id']}" in reader.ids
    assert f"/claim/{item['id']}" in reader.links
    claim = page(client, f"/claim/{item['id']}")
    (back, *_) = [link for link in claim.links if link.startswith("/company/openai#front-")]
    assert back.partition("#")[2] in row.ids
    axioms = [link for link in claim.links if link.startswith("/axiom/")]
    assert axioms
    for link in axioms:
        statement = page(client, link)
        assert to_source in statement.links
        assert item["quote"]["exact"] in statement.words


@pytest.mark.parametrize(
    "address",
    [
        "speaker/business-insider",
        "speaker/openai-critics",
        "speaker/openai-crossroads-price-observer",
        "speaker/sam-altman",
        "speaker/wall-street-journal",
    ],
)
def test_who_speaks_has_all_their_words(address: str, client: TestClient) -> None:
    found = page(client, f"/{address}")
    count = 0
    for role, label in (("speaker", "Said"), ("reported_by", "Passed on")):
        claims = client.get("/claims", params={role: address}).json()
        count += claims["total"]
        assert (label in found.within["h2"]) == bool(claims["items"])
        for item in claims["items"]:
            assert item["quote"]["exact"] in found.words
            assert f"/claim/{item['id']}" in found.links
    assert count


def test_many_words_come_in_parts_and_none_is_lost(client: TestClient) -> None:
    address = "/speaker/openai-crossroads-author"
    wanted = {
        item["id"]
        for item in client.get("/claims?speaker=openai-crossroads-author&limit=200").json()["items"]
    }
    assert len(wanted) > 60
    seen: list[str] = []
    first = page(client, address)
    assert f"Showing 20 of {len(wanted)} claims" in first.words
    following: str | None = f"{address}?part=said"
    while following:
        found = page(client, following)
        seen += [link.removeprefix("/claim/") for link in found.links if link.startswith("/claim/")]
        following = next(
            (link for link in found.links if link.startswith(f"{address}?part=said&after=")), None
        )
    assert len(seen) == len(set(seen))
    assert set(seen) == wanted


def test_what_was_passed_on_can_be_listed(client: TestClient) -> None:
    items = client.get("/claims?reported_by=business-insider").json()["items"]
    assert {item["reported_by"]["id"] for item in items} == {"business-insider"}
    both = client.get("/claims?reported_by=business-insider&about=product/chatgpt").json()["total"]
    assert 0 < both <= len(items)
    assert client.get("/claims?reported_by=business-insider&about=product/codex").json()["total"] == 0


def test_a_sentence_has_its_claims_and_neighbours(client: TestClient) -> None:
    body = client.get("/sentence/openai-crossroads-021").json()
    found = page(client, "/sentence/openai-crossroads-021")
    assert "Sentence 21 of 56" in found.words
    assert {"/sentence/openai-crossroads-020", "/sentence/openai-crossroads-022"} <= set(found.links)
    for item in body["claims"]:
        assert f"/claim/{item['claim']}" in found.links
    for span in body["spans"]:
        assert span["exact"] in found.words
        words = page(client, f"/span/{span['id']}")
        assert "".join(words.within["h1"]).strip() == span["exact"]


def test_quote_and_assertion_lead_to_the_claim(client: TestClient) -> None:
    item = claim_of(client, ATTACHED)
    quote = page(client, item["quote"]["iri"].partition("/id")[2])
    assertion = page(client, item["asserts"][0]["iri"].partition("/id")[2])
    assert "".join(quote.within["h1"]) == item["quote"]["exact"]
    for found in (quote, assertion):
        assert f"/claim/{item['id']}" in found.links
    assert item["asserts"][0]["object"]["label"] in assertion.within["h1"][0]


@pytest.mark.parametrize("standing", ["qualified", "attributed", "curated", "inferred"])
def test_a_statement_says_its_standing_and_on_what_it_rests(standing: str, client: TestClient) -> None:
    body = client.get("/company/openai").json()
    stated = next(one for one in [*body["statements"], *body["incoming"]] if one["standing"] == standing)
    found = page(client, f"/axiom/{stated['iri'].rpartition('/')[2]}")
    assert standing in found.words
    for item in stated["evidence"]:
        assert item["quote"]["exact"] in found.words
    assert stated["evidence"] or "the register does" in found.words


def test_a_company_that_speaks_has_its_words_on_its_page(client: TestClient) -> None:
    claims = client.get("/claims?speaker=company/softbank").json()["items"]
    assert claims
    found = page(client, "/company/softbank")
    assert "What it said" in found.within["h2"]
    for item in claims:
        assert item["quote"]["exact"] in found.words
    assert "What it said" not in page(client, "/company/openai").within["h2"]
