"""The questions on the first article: each answer is one that a person checked against the text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg import paths
from kg.read.ask import questions
from kg.store.base import Store
from tests.queries.article import FOLDER, answer

NAMES = [question.name for question in questions()]
ARTICLE = (paths.SEEDS / "openai-crossroads" / "article.txt").read_text(encoding="utf-8")


def expected(name: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return rows


def test_each_question_has_a_checked_answer() -> None:
    assert len(NAMES) == 18
    assert sorted(NAMES) == sorted(Path(file).stem for file in FOLDER.glob("*.json"))


@pytest.mark.parametrize("name", NAMES)
def test_answer_on_the_article(name: str, article_store: Store) -> None:
    assert answer(article_store, name) == expected(name)


@pytest.mark.parametrize("name", NAMES)
def test_checked_words_stand_in_the_article(name: str) -> None:
    rows = expected(name)
    assert rows
    for row in rows:
        for column in ("words", "otherWords"):
            assert row.get(column, "") in ARTICLE
