"""A graph that changes while it is served: answers, revisions, tags, and the withdrawal of a source."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from kg.access import Tokens
from kg.change import Changes
from kg.ns import JOURNAL_GRAPH, SG, text_graph
from kg.store.base import Store
from kg.store.disk.generations import Generations
from kg.store.disk.live import LiveStore
from kg.store.pool.process import Bounds
from kg.store.pool.workers import QueryPool
from tests.api.rdf import by_pyld, by_pyoxigraph, triples
from tests.change.article import article
from tests.change.conftest import BUILD, nquads


@pytest.fixture
def live(article_store: Store, tmp_path: Path) -> Iterator[LiveStore]:
    content = nquads(article_store, frozenset({str(text_graph("openai-crossroads"))}))
    Generations(tmp_path).load(BUILD, content, b"{}")
    with LiveStore(tmp_path, pause=0.01) as opened:
        yield opened


@pytest.fixture
def served(live: LiveStore) -> Iterator[TestClient]:
    with QueryPool(live.snapshot.path, 1, Bounds(deadline=5)) as pool:
        app = create_app(
            live.reading, pool, live.revision, tokens=Tokens(live.directory), changes=Changes(live)
        )
        yield TestClient(app)


@pytest.fixture
def writer(live: LiveStore) -> dict[str, str]:
    """The header of whoever may write."""
    return {"Authorization": f"Bearer {Tokens(live.directory).make('ada', 'write')}"}


def test_answers_follow_a_change(served: TestClient, live: LiveStore) -> None:
    first = served.get("/sources")
    assert first.headers["stratagem-revision"] == BUILD
    assert served.get("/sources").headers["etag"] == first.headers["etag"]
    Changes(live).replace(article("second"), "ada")
    after = served.get("/sources", headers={"If-None-Match": first.headers["etag"]})
    assert (after.status_code, after.json()["total"]) == (200, first.json()["total"] + 1)
    assert after.headers["stratagem-revision"] == f"{BUILD}.1"
    assert served.get("/readyz").json()["revision"] == f"{BUILD}.1"
    assert served.get("/source/second").json()["origin"] == "http"
    assert served.get("/change/1").status_code == 200
    assert [item["id"] for item in served.get("/changes").json()["items"]] == ["1"]


def test_the_list_of_changes_says_what_the_changes_say(served: TestClient, live: LiveStore) -> None:
    Changes(live).replace(article("second"), "ada")
    Changes(live).withdraw("second", "bob")
    items = served.get("/changes").json()["items"]
    assert [(item["id"], item["made_by"]) for item in items] == [("1", "ada"), ("2", "bob")]
    for item in items:
        one = served.get(f"/change/{item['id']}").json()
        for field in ("made_by", "made_at", "triples_added", "triples_removed", "revision"):
            first, last = field.partition("_")[::2]
            assert one[first + last.capitalize()] == [str(item[field])], field
        assert sorted(one["changedGraph"]) == sorted(item["changed_graphs"])
        assert "claims" not in item
    assert items[0]["triples_added"] == items[1]["triples_removed"] > 0
    table = list(csv.DictReader(io.StringIO(served.get("/changes.csv").text.lstrip("\ufeff"))))
    assert [row["made_by"] for row in table] == ["ada", "bob"]
    assert [row["changed_graphs"].split("; ") for row in table] == [i["changed_graphs"] for i in items]
    schemas = served.get("/openapi.json").json()["components"]["schemas"]
    assert schemas["Change"]["properties"].keys() >= items[0].keys()


def test_three_parsers_read_a_change(served: TestClient, live: LiveStore) -> None:
    Changes(live).replace(article("second"), "ada")
    journal = triples(live.reading.get_graph(str(JOURNAL_GRAPH)), "application/n-triples")
    for address in ("/change/1", "/changes"):
        content = served.get(address).content
        found = by_pyoxigraph(content)
        assert found == by_pyld(content) == triples(content, "application/ld+json")
        assert found, address
        assert found <= journal, address
        # The list leaves out the number alone: it is the identifier.
        assert {p for _, p, _ in journal - found} <= {SG.changeNumber}, address


def test_a_source_is_withdrawn(served: TestClient, live: LiveStore, writer: dict[str, str]) -> None:
    Changes(live).replace(article("second"), "ada")
    assert served.get("/source/second").status_code == 200
    answer = served.delete("/source/second", headers=writer)
    assert (answer.status_code, answer.headers["stratagem-revision"]) == (204, f"{BUILD}.2")
    assert served.get("/source/second").status_code == 404
    assert served.delete("/source/second", headers=writer).status_code == 404


def test_who_may_not_withdraw(served: TestClient, live: LiveStore) -> None:
    Changes(live).replace(article("second"), "ada")
    assert served.delete("/source/second").status_code == 403
    reader = Tokens(live.directory).make("bob", "read")
    assert served.delete("/source/second").status_code == 401
    assert served.delete("/source/second", headers={"Authorization": f"Bearer {reader}"}).status_code == 403
    assert served.get("/source/second").status_code == 200


def test_a_source_of_a_sheet_is_a_conflict(served: TestClient, writer: dict[str, str]) -> None:
    answer = served.delete("/source/openai-crossroads", headers=writer)
    assert answer.status_code == 409
    assert "stratagem build" in answer.json()["detail"]


def test_query_workers_follow_within_two_seconds(served: TestClient, live: LiveStore) -> None:
    query = "/sparql?query=ASK{<https://w3id.org/stratagem/id/source/second> ?p ?o}"
    assert served.get(query).json()["boolean"] is False
    Changes(live).replace(article("second"), "ada")
    begun = time.monotonic()
    while served.get(query).json()["boolean"] is False:
        assert time.monotonic() - begun < 2
        time.sleep(0.05)


def test_a_server_without_changes_only_reads(live: LiveStore, writer: dict[str, str]) -> None:
    with QueryPool(live.snapshot.path, 1) as pool:
        app = create_app(live.reading, pool, live.revision, tokens=Tokens(live.directory))
        answer = TestClient(app).delete("/source/second", headers=writer)
        assert (answer.status_code, answer.json()["detail"]) == (403, "this graph is served for reading only")
