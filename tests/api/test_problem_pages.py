"""A browser meets a problem as a page with the ways on; a program meets the problem document."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.api.html import BROWSER, Html

PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/company/open-ai", 404),
        ("/nowhere", 404),
        ("/companies?colour=red", 400),
        ("/company/a_b", 400),
        ("/claims?after=%C3%A9", 400),
        (f"/company/{'a' * 1200}", 414),
        ("/source/openai-crossroads/text", 406),
        ("/sparql?query=SELECT", 400),
    ],
)
def test_a_browser_gets_a_page_with_the_same_status_and_words(
    client: TestClient, address: str, status: int
) -> None:
    plain = client.get(address, headers={"accept": "image/png"} if status == 406 else {})
    answer = client.get(address, headers=BROWSER if status != 406 else {"accept": "text/html"})
    assert answer.status_code == plain.status_code == status
    assert plain.headers["content-type"] == PROBLEM
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "Accept" in answer.headers["vary"]
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    found = Html(answer.text)
    assert found.inline == []
    assert plain.json()["title"] in found.within["h1"]
    detail = " ".join(plain.json()["detail"].split())
    assert detail[1:] in found.words


def test_nearest_names_are_links(client: TestClient) -> None:
    found = Html(client.get("/company/open-ai/fronts", headers=BROWSER).text)
    assert found.links["/company/openai/fronts"] == "openai"
    searched = [given for tag, given in found.attributes if given.get("id") == "again"]
    assert searched


@pytest.mark.parametrize(
    "accept", ["*/*", "application/json", "application/problem+json, text/html;q=0.5", ""]
)
def test_a_program_gets_the_document(client: TestClient, accept: str) -> None:
    answer = client.get("/company/open-ai", headers={"accept": accept})
    assert answer.headers["content-type"] == PROBLEM
    assert answer.json()["nearest"] == ["openai"]


def test_what_was_sent_is_text_on_the_page(client: TestClient) -> None:
    answer = client.get("/company/%3Cscript%3Ealert(1)%3C%2Fscript%3E", headers=BROWSER)
    assert answer.status_code in (400, 404)
    assert "<script>alert" not in answer.text


def test_head_has_the_headers_of_the_page_and_no_body(client: TestClient) -> None:
    answer = client.head("/company/open-ai", headers=BROWSER)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.content == b""
