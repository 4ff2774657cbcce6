"""A link to a place in a page of ours leads to a place that is there."""

from __future__ import annotations

from functools import cache
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from starlette.testclient import TestClient

from tests.api.html import BROWSER, Html

pytestmark = pytest.mark.usefixtures("uncounted")

PAGES = (
    "/",
    "/ontology",
    "/rule/front-count",
    "/company/openai",
    "/fronts",
    "/events",
    "/forecasts",
    "/disputes",
    "/ask/support?withdrawn=source%2Fopenai-crossroads",
)
MOST = 15
"""Claims whose pages are read, with those of the statements that are made of them."""


def test_each_place_that_a_link_names_is_there(client: TestClient) -> None:
    @cache
    def page(address: str) -> Html:
        answer = client.get(address, headers=BROWSER)
        assert answer.status_code == 200, address
        return Html(answer.text)

    claims = [
        f"/claim/{one['id']}"
        for about in ("company/openai", "product/github-copilot")
        for one in client.get(f"/claims?limit={MOST}&about={about}").json()["items"]
    ]
    made = {link for one in (*PAGES, *claims) for link in page(one).links if link.startswith("/axiom/")}
    read = [*PAGES, *claims, *sorted(made)]
    places = {
        (address, *urldefrag(urljoin(address, link)))
        for address in read
        for link in page(address).links
        if "#" in link and not link.startswith(("http:", "https:"))
    }
    assert len(places) > len(PAGES)
    missing = [
        (address, f"{there}#{place}")
        for address, there, place in places
        if unquote(place) not in page(there).ids
    ]
    assert missing == []
