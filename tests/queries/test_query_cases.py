"""Each question on small data of its own: `<subject>/<question>/data.trig` with `expected.json` beside it.

The data holds what the question must find and what it must leave out. Expected rows have the columns that a
person reads; identifiers are left out.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from rdflib import URIRef

from kg import ns
from kg.binding import bind
from kg.read.ask import question_files
from kg.read.shipped import query
from kg.store.base import Row
from tests.queries.engines import comparable, embedded, merged, rdflib_rows
from tests.queries.test_shipped_queries import OF_ONE_ENGINE

FOLDER = Path(__file__).parent
CASES = sorted(file.parent for file in FOLDER.rglob("data.trig"))


def name_of(folder: Path) -> str:
    return folder.relative_to(FOLDER).as_posix()


def readable(rows: list[Row], expected: list[Row]) -> list[Row]:
    """Rows without the columns that no expected row has, if these hold identifiers or offsets only."""
    columns = {column for row in expected for column in row}
    return [{name: value for name, value in row.items() if name in columns} for row in rows]


def test_each_question_has_a_case() -> None:
    assert {name_of(folder) for folder in CASES} >= set(question_files().values())


@pytest.mark.parametrize("folder", CASES, ids=name_of)
def test_question_finds_what_it_must_and_no_more(folder: Path) -> None:
    case: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    expected = [{name: str(value) for name, value in row.items()} for row in case["rows"]]
    terms = {name: URIRef(urljoin(ns.ID, value)) for name, value in case["parameters"].items()}
    text = bind(query(name_of(folder)), **terms)
    store = embedded((folder / "data.trig").read_text(encoding="utf-8"))
    assert expected
    assert comparable(readable(store.rows(text), expected)) == expected
    if folder.name not in OF_ONE_ENGINE:
        assert comparable(readable(rdflib_rows(merged(store), text), expected)) == expected
