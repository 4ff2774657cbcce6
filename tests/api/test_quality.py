"""What is covered and what to look at twice: the same as the questions say, as JSON and as a page."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from starlette.requests import Request
from starlette.testclient import TestClient

from api.routes.quality import _checked
from api.web.views.quality import MOST, by_subject
from kg.build import Report
from kg.read.quality import quality
from kg.store.base import Store
from kg.store.disk.generations import Generation
from tests.api.html import BROWSER, Html


def test_it_says_what_the_questions_say(client: TestClient) -> None:
    body = client.get("/quality").json()
    (coverage,) = body["coverage"]
    rows = client.get("/ask/coverage?source=openai-crossroads").json()["rows"]
    told = {row["measure"]: row["number"] for row in rows if "number" in row}
    assert coverage["stating"] == int(told["sentences that state something"])
    assert coverage["covered"] == int(told["of these, with a claim"])
    assert coverage["claims"] == int(told["claims"])
    assert coverage["untyped"] == len(body["untyped"]) == int(told["of these, without an assertion"])
    alone = client.get("/ask/unidentified").json()
    assert len(body["alone"]) == alone["total"]
    pairs = client.get("/ask/candidate-tensions?source=openai-crossroads").json()["rows"]
    assert [pair["one"]["quote"]["exact"] for pair in body["tensions"]] == [row["words"] for row in pairs]
    assert body["total"] == 1
    assert body["checked"] is None


def test_the_page_says_the_same(client: TestClient) -> None:
    body = client.get("/quality").json()
    answer = client.get("/quality", headers=BROWSER)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    found = Html(answer.text)
    assert found.inline == []
    assert "100 %" in found.words
    quotes = found.within["blockquote"]
    for pair in body["tensions"]:
        assert {pair["one"]["quote"]["exact"], pair["other"]["quote"]["exact"]} <= set(quotes)
    for item in body["untyped"]:
        assert item["evidence"]["quote"]["exact"] in quotes
        assert item["reason"] in found.words
    assert "no report of the build" in found.words


def test_what_the_build_was_told_is_told(tmp_path: Path) -> None:
    report = tmp_path / "r.json"
    report.write_bytes(Report("r", violations=0, warnings=3, consistent=True).to_json())
    live = SimpleNamespace(generation=Generation("r", tmp_path / "r", report))
    state = SimpleNamespace(changes=SimpleNamespace(live=live))
    request = Request({"type": "http", "app": SimpleNamespace(state=state)})
    found = _checked(request)
    assert found is not None
    assert (found.violations, found.warnings, found.consistent) == (0, 3, True)
    report.unlink()
    assert _checked(request) is None


def test_statements_stand_below_their_subject_once(client: TestClient) -> None:
    alone = client.get("/quality").json()["alone"]
    subjects = {one["subject"]["iri"]: one["subject"]["label"] for one in alone}
    page = client.get("/quality", headers=BROWSER).text
    section = Html(page[page.index('id="alone"') : page.index('id="untyped"')])
    names = [text.strip() for text in section.within["p"] if text.strip() in set(subjects.values())]
    assert names == list(subjects.values())
    assert f"{len(alone)} statements about {len(subjects)} subjects." in section.words
    assert len(section.within["figure"]) == len(alone) <= MOST


def test_what_is_cut_says_so_and_of_how_many(article_store: Store) -> None:
    found = quality(article_store, None).alone
    whole = list(by_subject(found, len(found)))
    assert sum(len(group.statements) for group in whole) == len(found)
    assert all(len(group.statements) == group.total for group in whole)
    assert len({group.subject.iri for group in whole}) == len(whole)
    at = next(place for place, group in enumerate(whole) if group.total > 1)
    before = sum(group.total for group in whole[:at])
    cut = list(by_subject(found, before + 1))
    assert [group.total for group in cut] == [group.total for group in whole[: at + 1]]
    assert sum(len(group.statements) for group in cut) == before + 1
    assert len(cut[-1].statements) == 1 < cut[-1].total
