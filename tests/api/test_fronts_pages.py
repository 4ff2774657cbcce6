"""Fronts, one front, and companies side by side: pages say what the answers say."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

HTML = {"Accept": "text/html"}


def text(html: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def rows_of(html: str) -> list[str]:
    """The rows of the tables of a page, as text."""
    return [text(row) for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL)]


@pytest.mark.parametrize("address", ["/fronts", "/fronts/positions"])
def test_on_which_fronts_openai_fights_and_with_what_advantage(client: TestClient, address: str) -> None:
    rows = rows_of(client.get(address, headers=HTML).text)
    assert "OpenAI" in rows[0]
    known = client.get("/company/openai/fronts").json()["fronts"]
    assert len(known) == 4
    for front in known:
        (row,) = [row for row in rows if row.strip().startswith(front["label"])]
        assert front["position"]["advantage"] == "noDecisiveAdvantage"
        assert f"No decisive advantage {front['position']['standing']}" in row
        for item in front["position"]["evidence"]:
            assert item["quote"]["exact"] in row


def test_rivals_that_are_products_are_shown_as_such(client: TestClient) -> None:
    page = text(client.get("/fronts", headers=HTML).text)
    assert "GitHub Copilot product" in page
    assert "OpenAI product" not in page


def test_positions_can_be_narrowed(client: TestClient) -> None:
    everything = client.get("/fronts/positions").json()
    assert everything["total"] == client.get("/fronts").json()["total"] == 4
    own = client.get("/fronts/positions?company=openai").json()
    assert own["items"] == everything["items"]
    said = client.get("/fronts/positions?standing=attributed").json()["items"]
    assert {stand["who"]["id"] for item in said for stand in item["stands"]} == {"openai"}
    none = client.get("/fronts/positions?advantage=leading")
    assert none.json() == {"items": [], "total": 0, "next": None}
    assert "On no front" in client.get("/fronts/positions.html?advantage=leading").text
    assert client.get("/fronts/positions?company=opnai").json()["nearest"] == ["openai"]
    assert client.get("/fronts/positions?advantage=winning").status_code == 400


def test_positions_come_in_parts(client: TestClient) -> None:
    whole = client.get("/fronts/positions").json()["items"]
    first = client.get("/fronts/positions?limit=3")
    rest = client.get(first.links["next"]["url"])
    assert first.json()["items"] + rest.json()["items"] == whole
    assert "1 to 3 of 4 fronts" in text(client.get("/fronts/positions.html?limit=3").text)


def test_a_front_says_who_stands_there(client: TestClient) -> None:
    (front,) = [
        item
        for item in client.get("/fronts/positions").json()["items"]
        if item["front"]["id"] == "code-generation"
    ]
    page = client.get("/front/code-generation", headers=HTML).text
    assert len(front["stands"]) == 3
    for stand in front["stands"]:
        (row,) = [row for row in rows_of(page) if row.strip().startswith(stand["who"]["label"])]
        for item in stand["evidence"]:
            assert item["quote"]["exact"] in row
        for product in stand["products"]:
            assert product["label"] in row


def test_what_two_companies_share_stands_first(client: TestClient) -> None:
    found = client.get("/compare?companies=openai,google").json()
    assert [one["company"]["id"] for one in found["companies"]] == ["openai", "google"]
    shared = {one["thing"]["label"] for one in found["shared"]}
    own = [
        {item["label"] for item in client.get(f"/company/{slug}/strategies").json()["items"]}
        for slug in ("openai", "google")
    ]
    assert shared == own[0] & own[1] != set()
    page = text(client.get("/compare.html?companies=openai,google").text)
    for label in shared:
        assert page.index("What they share") < page.index(label) < page.index("Fronts Front")


def test_the_form_of_a_comparison_works_without_javascript(client: TestClient) -> None:
    page = client.get("/compare", headers=HTML).text
    assert 'action="/compare.html"' in page
    for company in client.get("/companies").json()["items"]:
        assert page.count(f'<option value="{company["id"]}"') == 3
    by_form = client.get("/compare?first=openai&second=google&third=").json()
    assert by_form == client.get("/compare?companies=openai,google").json()


def test_a_comparison_of_what_is_not_there_names_the_nearest(client: TestClient) -> None:
    wrong = client.get("/compare?companies=openai,gogle")
    assert wrong.status_code == 404
    assert wrong.json()["nearest"] == ["google"]
    assert client.get("/compare?companies=a,b,c,d").status_code == 400
    twice = client.get("/compare?companies=openai&companies=google")
    assert (twice.status_code, twice.json()["allowed"]) == (
        400,
        "give it once, its values separated by commas",
    )
    assert "Choose a second company" in client.get("/compare.html?companies=openai").text


@pytest.mark.parametrize("address", ["/fronts/positions", "/events/chains"])
def test_a_company_is_chosen_from_a_list(client: TestClient, address: str) -> None:
    page = client.get(f"{address}.html?company=openai").text
    for company in client.get("/companies").json()["items"]:
        assert page.count(f'<option value="{company["id"]}"') == 1
    assert '<option value="openai" selected>OpenAI</option>' in page


def test_the_page_of_a_front_begins_with_who_fights_there(client: TestClient) -> None:
    page = client.get("/front/code-generation", headers=HTML).text
    lead = re.findall(r'<p class="lead">.*?</p>', page, re.DOTALL)[-1]
    rows = re.findall(r'<th scope="row">\s*<a href="([^"]+)"', page)
    named = re.findall(r'href="([^"]+)"', lead)
    assert named == rows[:5]
    assert named
