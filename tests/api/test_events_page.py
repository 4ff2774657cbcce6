"""Events: chains are drawn and told, and lead from what happened to what led to it."""

from __future__ import annotations

import re
from html import unescape

from starlette.testclient import TestClient

HTML = {"Accept": "text/html"}


def text(html: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def test_what_led_to_the_backlash(client: TestClient) -> None:
    found = client.get("/events/chains").json()["items"]
    (cause,) = [
        tie
        for chain in found
        for tie in chain["ties"]
        if tie["object"]["id"] == "gpt-4o-backlash" and tie["property"] == "triggered"
    ]
    assert cause["subject"]["label"] == "Retirement of GPT-4o"
    page = client.get("/events", headers=HTML).text
    told = text(page)
    assert "Retirement of GPT-4o triggered User backlash over GPT-4o reported 2 claims" in told
    for item in cause["evidence"]:
        assert item["quote"]["exact"] in told


def test_ties_are_those_that_the_question_states(client: TestClient) -> None:
    tied = {"triggered", "leads to", "precedes", "responds to"}
    rows = [
        row
        for row in client.get("/ask/events?company=openai").json()["rows"]
        if row["relation"] in tied and row["stated"] not in {"denied", "asked", "conditional"}
    ]
    ties = [tie for item in client.get("/events/chains").json()["items"] for tie in item["ties"]]
    assert {(row["subject"], row["object"], row["stated"]) for row in rows} == {
        (tie["subject"]["label"], tie["object"]["label"], tie["standing"]) for tie in ties
    }


def test_each_drawing_links_what_it_shows(client: TestClient) -> None:
    page = client.get("/events/chains", headers=HTML).text
    drawings = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    found = client.get("/events/chains").json()["items"]
    assert len(drawings) == len(found) > 0
    for drawing, chain in zip(drawings, found, strict=True):
        assert "style=" not in drawing
        for event in chain["events"]:
            assert f'<a href="/{event["kind"]}/{event["id"]}">' in drawing
        shown = text(drawing).replace(" ", "")
        for event in chain["events"]:
            assert event["label"].replace(" ", "") in shown


def test_every_event_is_listed_also_those_in_no_chain(client: TestClient) -> None:
    page = client.get("/events", headers=HTML).text
    events = client.get("/events").json()["items"]
    for event in events:
        assert f'href="/event/{event["id"]}"' in page
    chained = {
        one["iri"] for chain in client.get("/events/chains").json()["items"] for one in chain["events"]
    }
    assert {event["iri"] for event in events} - chained


def test_chains_of_a_company(client: TestClient) -> None:
    whole = client.get("/events/chains").json()["items"]
    own = client.get("/events/chains?company=anthropic").json()["items"]
    assert own == [chain for chain in whole if "anthropic-super-bowl-ad" in str(chain)]
    assert client.get("/events/chains?company=anthropik").json()["nearest"] == ["anthropic"]
    assert "No event of google" in text(client.get("/events/chains.html?company=google").text)


def test_chains_come_in_parts(client: TestClient) -> None:
    whole = client.get("/events/chains").json()["items"]
    first = client.get("/events/chains?limit=2")
    assert first.json()["items"] + client.get(first.links["next"]["url"]).json()["items"] == whole
