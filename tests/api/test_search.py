"""`/search` over HTTP: its formats, its links, its errors, and that it follows what is written."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.edge.limits import Budgets
from api.edge.service import Service
from api.web.views.search import AROUND, pieces
from kg.access import Tokens
from kg.change import Changes
from kg.errors import SearchUnreadyError
from kg.ns import text_graph
from kg.read.lists import list_kind
from kg.read.measured import measured
from kg.search import Search
from kg.search.results import Mark, Passage
from kg.store.base import Store
from kg.store.disk.generations import Generations
from kg.store.disk.live import LiveStore
from kg.store.pool.process import Bounds
from kg.store.pool.workers import QueryPool
from tests.api.html import Html
from tests.api.served import Served, serving
from tests.change.article import article
from tests.change.conftest import BUILD, nquads
from tests.unit.test_search_words import HOSTILE


class Page(HTMLParser):
    """What a page marks, and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.marked: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self._in_mark = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._in_mark = tag == "mark"
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = self._in_mark and tag != "mark"

    def handle_data(self, data: str) -> None:
        if self._in_mark:
            self.marked.append(data)


def test_json_has_items_total_and_facets(client: TestClient) -> None:
    answer = client.get("/search", params={"q": "decisive advantage"})
    assert answer.status_code == 200
    found = answer.json()
    assert sorted(found) == ["all_words", "facets", "items", "nearest", "total"]
    assert found["all_words"] is True
    (hit,) = found["items"]
    text = hit["found"][0]
    assert [text["text"][mark["start"] : mark["end"]] for mark in text["marks"]] == ["decisive", "advantage"]
    assert hit["evidence"]["quote"]["exact"] == text["text"]
    assert found["facets"]["modality"] == {
        "values": [{"value": "opinion", "label": "opinion", "count": 1}],
        "total": 1,
    }
    assert answer.headers["stratagem-revision"] == "test-1"


@pytest.mark.parametrize("typed", ["users attached", "users attached to ChatGPT"])
def test_a_question_in_other_forms_of_the_words_finds_the_quote(client: TestClient, typed: str) -> None:
    found = client.get("/search", params={"q": typed}).json()
    assert found["all_words"] is True
    quotes = [hit["evidence"]["quote"]["exact"] for hit in found["items"] if hit["evidence"]]
    assert 'users have developed an "emotional attachment" to ChatGPT' in quotes
    page = Page(client.get("/search.html", params={"q": typed}).text)
    assert {"users", "attachment"} <= set(page.marked)


def test_where_no_text_has_all_words_it_is_said(client: TestClient) -> None:
    said = "No text has all of these words; these have some of them:"
    found = client.get("/search", params={"q": "who fights openai"}).json()
    assert found["all_words"] is False
    assert (found["items"][0]["kind"], found["items"][0]["id"]) == ("company", "openai")
    assert {hit["kind"] for hit in found["items"]} > {"company"}
    text = client.get("/search.html", params={"q": "who fights openai"}).text
    assert said in text
    assert "OpenAI" in Page(text).marked
    assert said not in client.get("/search.html?q=openai").text
    near = client.get("/search.html?q=chatgpt+openia").text
    assert said in near
    assert '<a href="/company/openai">OpenAI</a>' in near


def test_a_list_leads_on_by_its_links(client: TestClient) -> None:
    address, seen = "/search?q=openai&limit=7&kind=claim", list[str]()
    while address:
        answer = client.get(address)
        seen += [hit["id"] for hit in answer.json()["items"]]
        address = answer.links.get("next", {}).get("url", "")
        assert "kind=claim" in answer.links["first"]["url"]
    assert len(seen) == len(set(seen)) == answer.json()["total"] > 14


def test_csv_has_all_and_a_page_where_one_is_asked_for(client: TestClient) -> None:
    total = client.get("/search?q=openai").json()["total"]
    rows = list(csv.DictReader(io.StringIO(client.get("/search.csv?q=openai").text)))
    assert len(rows) == total > 20
    assert {"kind", "id", "text", "speaker", "modality", "standings"} <= rows[0].keys()
    assert len(list(csv.reader(io.StringIO(client.get("/search.csv?q=openai&limit=5").text)))) == 6


def test_the_page_marks_what_was_found_and_its_links_answer(client: TestClient) -> None:
    answer = client.get("/search?q=users", headers={"Accept": "text/html"})
    page = Page(answer.text)
    assert {text.lower() for text in page.marked} == {"users", "user"} & {t.lower() for t in page.marked}
    assert "users" in page.marked
    assert {"h1", "ol", "nav", "form"} <= page.tags
    narrowing = [link for link in page.links if link.startswith("/search?")]
    assert any("modality=" in link for link in narrowing)
    assert any("standing=" in link for link in narrowing)
    for link in [*narrowing, *(link for link in page.links if link.startswith("/search."))]:
        assert client.get(link).status_code == 200, link


def test_a_chosen_value_can_be_taken_back(client: TestClient) -> None:
    text = client.get("/search.html?q=users&kind=claim").text
    assert 'href="/search?q=users" aria-current="true"' in text
    assert '<input type="hidden" name="kind" value="claim">' in text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/search.html", "What can be found"),
        ("/search.html?q=opnai", '<a href="/company/openai">OpenAI</a>'),
        ("/search.html?q=opnai&kind=claim", "Search without what was chosen"),
        ("/search.html?q=*", "Nothing here has this word"),
    ],
)
def test_where_nothing_is_found_the_page_helps(client: TestClient, address: str, words: str) -> None:
    assert words in client.get(address).text


@pytest.mark.parametrize("typed", [text for text in HOSTILE if "\ud800" not in text], ids=ascii)
@pytest.mark.parametrize("form", ["json", "html", "csv"])
def test_whatever_is_typed_is_answered(client: TestClient, typed: str, form: str) -> None:
    answer = client.get(f"/search.{form}?q={quote(typed)}")
    assert answer.status_code == 200


def test_what_is_typed_is_shown_as_text(client: TestClient) -> None:
    evil = '"><script>alert(1)</script>'
    text = client.get("/search.html", params={"q": evil}).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize(
    "query",
    ["q=" + "a" * 201, "q=" + "a" * 10_000, "q=%ff", "q=%ed%a0%80", "q=a&kind=x", "q=a&standing=x",
     "q=a&source=A%20b", "q=a&after=!", "q=a&limit=0", "q=a&limit=201", "q=a&q=b", "q=a&colour=red"],
    ids=lambda query: query[:20],
)  # fmt: skip
def test_what_cannot_be_used_is_a_400_that_says_what(client: TestClient, query: str) -> None:
    answer = client.get(f"/search?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_while_the_index_is_made_it_says_when_to_come_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unready(*_: object) -> None:
        raise SearchUnreadyError

    monkeypatch.setattr(Search, "table", unready)
    answer = client.get("/search?q=never+asked+before")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "2"
    assert answer.json()["type"].endswith("/not-ready")
    assert client.get("/companies").status_code == 200


def test_its_time_is_charged_to_the_client(article_store: Store, pool: QueryPool) -> None:
    service = Service(budgets=Budgets(0.000_001))
    limited = TestClient(create_app(article_store, pool, "test-2", service=service))
    assert limited.get("/search?q=openai").status_code == 200
    refused = limited.get("/search?q=users")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert limited.get("/companies").status_code == 200


@pytest.fixture
def changing(article_store: Store, tmp_path: Path) -> Iterator[tuple[TestClient, LiveStore]]:
    content = nquads(article_store, frozenset({str(text_graph("openai-crossroads"))}))
    Generations(tmp_path).load(BUILD, content, b"{}")
    with (
        LiveStore(tmp_path, pause=0.01) as live,
        QueryPool(live.snapshot.path, 1, Bounds(deadline=5)) as pool,
    ):
        app = create_app(live.reading, pool, live.revision, tokens=Tokens(tmp_path), changes=Changes(live))
        yield TestClient(app), live


def test_a_write_is_found_at_once_at_the_revision_that_the_answer_names(
    changing: tuple[TestClient, LiveStore],
) -> None:
    client, live = changing
    writer = {"Authorization": f"Bearer {Tokens(live.directory).make('ada', 'write')}"}
    assert client.get("/search?q=zebra").json()["total"] == 0
    second = article("second", "Zebras lead the market.")
    body = b"".join(second.values())
    headers = {**writer, "Content-Type": "application/n-triples", "If-None-Match": "*"}
    made = client.put("/graphs/second", content=body, headers=headers)
    assert made.status_code == 201, made.text
    found = client.get("/search?q=zebra")
    assert found.json()["total"] == 1
    assert found.headers["stratagem-revision"] == f"{BUILD}.1"
    gone = client.delete("/graphs/second", headers={**writer, "If-Match": "*"})
    assert gone.status_code == 204, gone.text
    after = client.get("/search?q=zebra")
    assert (after.json()["total"], after.headers["stratagem-revision"]) == (0, f"{BUILD}.2")


def found(served: Served, words: str) -> int:
    """How much a served process finds, as soon as it has an index."""
    until = time.monotonic() + 30
    while True:
        status, headers, body = served.get(f"/search?{urlencode({'q': words})}")
        if status == 200:
            total: int = json.loads(body)["total"]
            return total
        assert (status, headers["Retry-After"]) == (503, "2")
        assert time.monotonic() < until
        time.sleep(0.2)


def test_a_killed_server_finds_what_was_written_before(article_store: Store, tmp_path: Path) -> None:
    store = tmp_path / "store"
    Generations(store).load(
        BUILD, nquads(article_store, frozenset({str(text_graph("openai-crossroads"))})), b"{}"
    )
    with LiveStore(store) as live:
        Changes(live).replace(article("second", "Zebras lead the market."), "ada")
    with serving(store, tmp_path / "first.log") as served:
        assert found(served, "zebras market") == 1
    with serving(store, tmp_path / "second.log") as served:  # the first was killed
        assert found(served, "zebras market") == 1


def test_a_long_text_is_shown_around_its_words() -> None:
    text = f"{'a' * 10_000} wanted {'b' * 10_000}"
    made = pieces(Passage(text_of="quote", text=text, marks=[Mark(start=10_001, end=10_007)]))
    assert [piece for piece, marked in made if marked] == ["wanted"]
    assert sum(len(piece) for piece, _ in made) < 3 * AROUND
    short = Passage(text_of="label", text="as it is", marks=[Mark(start=3, end=5)])
    assert pieces(short) == [("as ", False), ("it", True), (" is", False)]


def test_a_figure_is_shown_with_what_it_gives_and_who_doubts_it(client: TestClient) -> None:
    text = client.get("/search.html", params={"q": "loss forecast"}).text
    found = Html(text)
    assert "14 billion US dollar, in 2026, in two years" in found.words
    assert "Doubted by 1 claim" in found.within["summary"]
    doubt = "The $14 billion loss prediction may ultimately prove to be exaggerated"
    assert doubt in found.within["blockquote"]
    rows = client.get("/ask/forecasts").json()["rows"]
    assert doubt in [row["words"] for row in rows if row["role"] == "qualifies or disputes"]
    assert "/figure/openai-crossroads-loss" in found.links


def test_what_a_page_of_figures_asks_does_not_grow_with_them(
    article_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    select = article_store.rows

    def counted(query: str, **options: Any) -> list[dict[str, str]]:
        asked.append(query)
        return select(query, **options)

    monkeypatch.setattr(article_store, "rows", counted)
    figures = [item.iri for item in list_kind(article_store, "figure", None, 50).items]
    asked.clear()
    given = measured(article_store, figures)
    assert len(given) == len(figures) > 5
    assert len(asked) == 4
    assert sum(bool(one.doubted_by) for one in given.values()) == 1
    assert measured(article_store, []) == {}
    assert len(asked) == 4
