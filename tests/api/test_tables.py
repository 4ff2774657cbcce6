"""Lists as tables for spreadsheets: all rows, one shape, and nothing that a program would run."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from rdflib import RDF, RDFS, XSD, Literal
from starlette.testclient import TestClient

from api.answer import files
from api.app import create_app
from kg.kinds import KINDS
from kg.ns import REGISTER_GRAPH, SG, entity
from kg.read import lists, tables
from kg.read.spreadsheet import FORMULA, defused, lines
from kg.store.base import Store
from kg.store.embedded import EmbeddedStore
from kg.store.pool.workers import QueryPool

_SECTIONS = ("fronts", "products", "strategies", "risks", "events", "moats", "rivals", "figures", "claims")
_HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", '=HYPERLINK("x")')


def table(answer: Any) -> list[dict[str, str]]:
    """The rows of an answer in CSV, each with all columns."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    text = answer.content.decode()
    assert text.endswith("\r\n")
    found = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert all(None not in row and None not in row.values() for row in found)
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.plural)
def test_each_list_has_all_its_rows(client: TestClient, kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "BATCH", 7)
    found = table(client.get(f"/{kind.plural}.csv"))
    listed, following = [], f"/{kind.plural}?limit=200"
    while following:
        answer = client.get(following)
        listed += [item["iri"] for item in answer.json()["items"]]
        following = answer.links.get("next", {}).get("url", "")
    assert [row["iri"] for row in found] == listed
    assert len(found) == client.get(f"/{kind.plural}").json()["total"]


@pytest.mark.parametrize("section", _SECTIONS)
def test_each_list_of_a_company(client: TestClient, section: str) -> None:
    body = client.get(f"/company/openai/{section}", params={"limit": 200} if section == "claims" else {})
    items = body.json()["fronts" if section == "fronts" else "items"]
    found = table(client.get(f"/company/openai/{section}.csv"))
    assert [row["iri"] for row in found] == [item["iri"] for item in items]
    for row, item in zip(found, items, strict=True):
        for key, value in item.items():
            if isinstance(value, str):
                assert row[key] == defused(value)
            elif value is None:
                own = {name for name in row if name.startswith(f"{key}_") and name not in item} | {key}
                assert not [name for name in own if row.get(name)]
            else:
                assert key in row or any(name.startswith(f"{key}_") for name in row), key
    asked = client.get(f"/company/openai/{section}", headers={"Accept": "text/csv"})
    assert asked.content == client.get(f"/company/openai/{section}.csv").content
    assert client.get(f"/company/nobody/{section}.csv").status_code == 404


def test_what_is_not_stated_is_not_shown_as_if_it_were(client: TestClient) -> None:
    moats = {row["id"]: row for row in table(client.get("/company/openai/moats.csv"))}
    assert moats["original-mission"]["stated"] == "denied"
    assert moats["original-mission"]["standing"] == ""
    assert "(conditional)" in moats["original-mission"]["eroded_by"]


def test_filters_and_pages(client: TestClient) -> None:
    all_of_it = table(client.get("/claims.csv"))
    opinions = table(client.get("/claims.csv?modality=opinion"))
    assert 0 < len(opinions) < len(all_of_it)
    assert {row["modality"] for row in opinions} == {"opinion"}
    about = table(client.get("/claims.csv?about=company/openai"))
    assert about == table(client.get("/company/openai/claims.csv"))
    assert table(client.get("/claims.csv?about=company/none")) == []
    answer = client.get("/claims.csv?limit=3")
    assert table(answer) == all_of_it[:3]
    assert table(client.get(answer.links["next"]["url"])) == all_of_it[3:6]
    assert client.get("/claims.csv?standing=none").status_code == 400
    assert client.get("/company/openai.csv").status_code == 406


def test_no_cell_begins_as_a_formula(pool: QueryPool, monkeypatch: pytest.MonkeyPatch) -> None:
    store = EmbeddedStore.memory()
    named = [(entity("company", f"c{number}"), Literal(text)) for number, text in enumerate(_HOSTILE)]
    store.put_graph(
        REGISTER_GRAPH,
        [
            triple
            for node, text in named
            for triple in ((node, RDF.type, SG.Company), (node, RDFS.label, text), (node, RDFS.comment, text))
        ],
    )
    assert any(label.datatype in (None, XSD.string) for _, label in named)
    client = TestClient(create_app(store, pool, "1"))
    for size in (0, 1_000_000):
        monkeypatch.setattr(files, "SMALL", size)
        found = table(client.get(f"/companies.csv?_={size}"))
        assert {row["label"] for row in found} == {f"'{text}" for text in _HOSTILE}
        assert not [cell for row in found for cell in row.values() if cell.startswith(FORMULA)]


@pytest.mark.parametrize("cell", ["a,b", 'a "b"', "a\r\nb", "a\nb", "ü – “x”", "a=b", "", " =1"])
def test_what_is_no_formula_comes_back_as_it_was(cell: str) -> None:
    text = "".join(lines(["a", "b"], [{"a": cell, "b": "end"}]))
    assert [*csv.reader(io.StringIO(text, newline=""))] == [["a", "b"], [cell, "end"]]
    assert text.count("\r\n") >= 2


def test_answers_to_questions_are_defused_and_those_of_the_protocol_exact(client: TestClient) -> None:
    asked = client.get("/ask/figures.csv?company=openai")
    assert table(asked)
    query = 'select ("=1+1" as ?a) ("-x" as ?b) {}'
    exact = client.get("/sparql.csv", params={"query": query})
    assert exact.content == b"a,b\r\n=1+1,-x\r\n"


def test_large_lists_are_read_in_batches(article_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    read = lists.claims

    def counting(store: Store, iris: Any) -> Any:
        given = [*iris]
        asked.append(len(given))
        return read(store, given)

    monkeypatch.setattr(lists, "claims", counting)
    monkeypatch.setattr(tables, "BATCH", 50)
    output = io.BytesIO()
    tables.table(article_store, "claim")(output)
    assert asked == [50, 50, 14]
    assert len(output.getvalue().decode().split("\r\n")) == 116
