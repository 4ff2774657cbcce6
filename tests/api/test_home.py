"""The first page answers at once: who fights whom, what is disputed, and where to go on."""

from __future__ import annotations

import re
from html import unescape

from starlette.testclient import TestClient

from api.web.render import amount, render
from kg.read.disputes import Disputes
from kg.read.home import Home
from kg.read.models import Ref
from kg.read.stands import Stand

JSON = {"Accept": "application/json"}
EVIL = "<script>alert(1)</script>"


def text(html: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def links(html: str) -> set[str]:
    """The addresses that a page leads to, without their fragments."""
    return {unescape(link).partition("#")[0] for link in re.findall(r'<a [^>]*href="([^"]+)"', html)} - {""}


def test_whoever_does_not_care_gets_the_page(client: TestClient) -> None:
    assert client.get("/").headers["content-type"].startswith("text/html")
    assert client.get("/", headers={"Accept": "*/*"}).headers["content-type"].startswith("text/html")
    assert client.get("/", headers=JSON).headers["content-type"] == "application/json"
    assert client.get("/", headers={"Accept": "text/turtle"}).status_code == 406


def test_it_says_on_which_fronts_the_first_company_fights(client: TestClient) -> None:
    page, found = client.get("/").text, client.get("/", headers=JSON).json()
    assert found["first"] == {
        name: value
        for name, value in client.get("/company/openai/fronts").json().items()
        if name != "@context"
    }
    assert "OpenAI is said to fight on 6 to 7 fronts; 4 are named" in text(page)
    rows = [text(row) for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)]
    for front in found["first"]["fronts"]:
        (row,) = [row for row in rows if row.strip().startswith(front["label"])]
        assert "No decisive advantage" in row
        for rival in front["rivals"]:
            assert rival["label"] in row


def test_it_names_every_company_of_the_article(client: TestClient) -> None:
    page = client.get("/").text
    for company in client.get("/companies").json()["items"]:
        assert f"/company/{company['id']}" in links(page)


def test_it_shows_disputes_with_the_words_on_both_sides(client: TestClient) -> None:
    page, found = text(client.get("/").text), client.get("/", headers=JSON).json()["disputes"]
    assert found["items"] == client.get("/disputes?limit=3").json()["items"]
    for item in found["items"]:
        for one in item["stated_by"][:2]:
            assert one["quote"]["exact"] in page
        for one in item["answered_by"][:2]:
            assert one["evidence"]["quote"]["exact"] in page
    assert f"Showing 3 of {found['total']}" in page


def test_its_links_within_what_is_held_answer(client: TestClient) -> None:
    found = links(client.get("/").text)
    assert len(found) > 20
    asides = {"/search", "/sparql", "/quality"}
    for link in found - asides:
        assert client.get(link, headers={"Accept": "text/html,*/*;q=0.8"}).status_code == 200, link


def test_an_empty_graph_has_a_page_too() -> None:
    empty = Home(
        first=None,
        others=[],
        companies=0,
        disputes=Disputes(items=[], total=0, next=None),
        changes=[],
        sources=[],
        source_count=0,
        claim_count=0,
    )
    page = text(render("pages/home.html", {}, found=empty, first=None).decode())
    assert "holds no company yet" in page
    assert "Nothing is disputed or qualified here" in page


def test_what_is_held_is_escaped() -> None:
    evil = Ref(id="x", iri="https://w3id.org/stratagem/id/company/x", kind="company", label=EVIL)
    stand = Stand(
        who=evil, front=evil, standing="reported", evidence=[], advantages=[], products=[], claims=1
    )
    page = render("parts/stands.html", {}).decode()
    assert EVIL not in page
    shown = render("pages/fronts.html", {}, **_fronts(evil, stand)).decode()
    assert EVIL not in shown
    assert "&lt;script&gt;" in shown


def _fronts(who: Ref, stand: Stand) -> dict[str, object]:
    """What the page of fronts shows, with one front."""
    return {
        "grid": {"columns": [who], "rows": [(who, [stand], [])]},
        "companies": [who],
        "chosen": {"company": EVIL, "advantage": "", "standing": ""},
        "advantages": (),
        "standings": (),
        "first": 0,
        "total": 1,
        "asked": {"others": [], "first": "", "next": None},
    }


def test_numbers_are_said_where_no_digit_is_lost() -> None:
    said = {
        "14000000000": "14 billion",
        "2400000000.00": "2.4 billion",
        "1234567": "1,234,567",
        "-3000000": "−3 million",
        "20": "20",
        "1500000000000": "1.5 trillion",
    }
    assert {value: amount(value) for value in said} == said
