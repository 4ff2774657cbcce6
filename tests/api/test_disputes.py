"""Disputes, forecasts and open questions: pages and JSON say the same, and the same as the questions."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

HTML = {"Accept": "text/html"}
LOSS = "Forecast of OpenAI's loss"
DOUBT = "The $14 billion loss prediction may ultimately prove to be exaggerated"


def text(html: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def words(found: Any) -> set[str]:
    """The exact words of every quote in JSON."""
    if isinstance(found, dict):
        return {found["exact"]} if "exact" in found else set().union(*map(words, found.values()), set())
    return set().union(*map(words, found)) if isinstance(found, list) and found else set()


def test_disputes_are_those_of_the_question(client: TestClient) -> None:
    found = client.get("/disputes").json()
    rows = client.get("/ask/disputes").json()["rows"]
    sides = {
        (item["subject"]["label"], role, words_of["claim"])
        for item in found["items"]
        for role, words_of in [
            *(("states", one) for one in item["stated_by"]),
            *((one["role"], one["evidence"]) for one in item["answered_by"]),
        ]
    }
    assert sides
    assert sides == {(row["subject"], row["role"], row["claim"].rpartition("/")[2]) for row in rows}
    assert found["total"] == len(found["items"])


@pytest.mark.parametrize("path", ["/disputes", "/forecasts"])
def test_a_page_has_every_word_of_its_json(client: TestClient, path: str) -> None:
    page = client.get(path, headers=HTML)
    assert page.headers["content-type"].startswith("text/html")
    said, found = text(page.text), client.get(path).json()
    assert words(found)
    for quote in words(found):
        assert quote in said


def test_what_is_doubted_about_the_loss_forecast(client: TestClient) -> None:
    (loss,) = [item for item in client.get("/forecasts").json()["items"] if item["label"] == LOSS]
    assert [one["evidence"]["quote"]["exact"] for one in loss["doubted_by"]] == [DOUBT]
    assert loss["value"] == "14000000000"
    assert {one["period"] for one in loss["made_by"]} == {"in two years", "in 2026"}
    assert client.get("/forecasts").json()["items"][0] == loss
    page = text(client.get("/forecasts", headers=HTML).text)
    section = page[page.index(LOSS) : page.index("Maturity of the AI industry")]
    assert f"Who doubts it Qualified by {DOUBT}" in section


def test_forecasts_are_those_of_the_question(client: TestClient) -> None:
    found = client.get("/forecasts").json()
    given = {
        one["evidence"]["claim"]
        for item in found["items"]
        for side in ("made_by", "backed_by", "doubted_by")
        for one in item[side]
    }
    assert given == {row["claim"].rpartition("/")[2] for row in client.get("/ask/forecasts").json()["rows"]}
    assert found["doubted"] == 1


def test_only_one_standing(client: TestClient) -> None:
    everything = client.get("/disputes").json()["total"]
    parts = [client.get("/disputes", params={"standing": name}).json() for name in ("disputed", "qualified")]
    assert sum(part["total"] for part in parts) == everything > 0
    assert client.get("/disputes?standing=reported").status_code == 400
    empty = client.get("/disputes.html?standing=disputed").text
    assert ("Nothing is disputed" in empty) == (parts[0]["total"] == 0)


@pytest.mark.parametrize("path", ["/disputes", "/forecasts"])
def test_parts_follow_each_other_and_leave_nothing_out(client: TestClient, path: str) -> None:
    whole = client.get(path).json()["items"]
    seen, address = [], f"{path}?limit=1"
    while address:
        answer = client.get(address)
        seen += answer.json()["items"]
        address = answer.links.get("next", {}).get("url", "")
        assert len(seen) <= len(whole)
    assert seen == whole
    page = client.get(f"{path}.html?limit=1&after=1").text
    assert f"2 to 2 of {len(whole)}" in text(page)
    assert "Nothing stands behind" in text(client.get(f"{path}.html?after=1000").text)


def test_open_questions_with_who_asks(client: TestClient) -> None:
    page = text(client.get("/open-questions", headers=HTML).text)
    rows = client.get("/ask/open-questions").json()["rows"]
    assert rows
    for row in rows:
        assert row["question"] in page
        assert row["words"] in page
        assert row["thing"] in page
