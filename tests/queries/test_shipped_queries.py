"""Every shipped query runs as it stands, answers on the first article, and alike on two engines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import Graph

from kg import paths
from kg.binding import load_query
from kg.store.base import Store
from tests.queries.engines import comparable, merged, rdflib_rows

pytestmark = pytest.mark.usefixtures("uncounted")

FILES = sorted(paths.QUERIES.rglob("*.rq"))
SELECTS = [file for file in FILES if re.search(r"^SELECT ", file.read_text(encoding="utf-8"), re.MULTILINE)]
# These read one named graph, which a merged graph of another engine has not.
STREAMED = re.compile(r"^# order: as the engine has it, since the .+$", re.MULTILINE)
OF_ONE_ENGINE = {"text"}


def name_of(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


@pytest.fixture(scope="session")
def article_graph(article_store: Store) -> Graph:
    """The article as one graph of rdflib."""
    return merged(article_store)


def test_queries_are_found() -> None:
    assert len(FILES) >= 40
    assert len(FILES) - len(SELECTS) <= 2


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_header_says_what_is_asked_and_answered(file: Path) -> None:
    query = load_query(file)
    assert query.title
    assert query.title.endswith("?")
    assert query.answers
    if query.parameters:
        for parameter in query.parameters:
            assert re.search(rf"\b{parameter}\b", query.takes), f"the header does not name {parameter}"
    else:
        assert query.takes == "none"


@pytest.mark.parametrize("file", SELECTS, ids=name_of)
def test_answers_on_the_article_as_it_stands(file: Path, article_store: Store) -> None:
    assert article_store.rows(file.read_text(encoding="utf-8")), "no row"


@pytest.mark.parametrize("file", [f for f in SELECTS if f.stem not in OF_ONE_ENGINE], ids=name_of)
def test_two_engines_give_the_same_rows(file: Path, article_store: Store, article_graph: Graph) -> None:
    text = file.read_text(encoding="utf-8")
    found = comparable(article_store.rows(text))
    expected = comparable(rdflib_rows(article_graph, text))
    if STREAMED.search(text):
        found, expected = sorted(found, key=str), sorted(expected, key=str)
    assert found == expected


@pytest.mark.parametrize("file", SELECTS, ids=name_of)
def test_rows_have_a_fixed_order(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    one_row = re.search(r"^# answers: one row\b(?! an? )", text, re.MULTILINE)
    assert one_row or STREAMED.search(text) or re.search(r"^ORDER BY ", text, re.MULTILINE)
