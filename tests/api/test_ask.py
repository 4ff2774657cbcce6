"""`/ask` answers the questions by name with the rows of the reading layer, as JSON and as CSV."""

from __future__ import annotations

import csv
import io

import pytest
from starlette.testclient import TestClient

from kg.read.ask import Question, ask, questions
from kg.store.base import Store
from tests.api.test_problems import problem


def given(question: Question) -> dict[str, str]:
    """The parameters of a question, with their examples as values."""
    return {parameter.name: parameter.example for parameter in question.parameters}


def test_the_questions_are_listed(client: TestClient) -> None:
    body = client.get("/ask").json()
    assert body["total"] == len(body["items"]) == 18
    assert all(item["question"] and item["columns"] for item in body["items"])


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.name)
def test_the_rows_are_those_of_the_reading_layer(
    client: TestClient, article_store: Store, question: Question
) -> None:
    expected = ask(article_store, question.name, given(question)).rows
    assert expected
    body = client.get(f"/ask/{question.name}", params=given(question)).json()
    assert body["rows"] == expected
    assert body["total"] == len(expected)
    answer = client.get(f"/ask/{question.name}.csv", params=given(question))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = csv.DictReader(io.StringIO(answer.text, newline=""))
    assert [{name: value for name, value in row.items() if value} for row in rows] == [
        {name: value for name, value in row.items() if value} for row in expected
    ]


@pytest.mark.parametrize(
    "address",
    [
        "/ask/rivals",
        "/ask/rivals?company=Open+AI",
        "/ask/rivals?company=product/chatgpt",
        "/ask/trends?company=openai",
        "/ask/sayings?speaker=speaker/",
    ],
)
def test_parameters_that_a_question_does_not_take(client: TestClient, address: str) -> None:
    problem(client.get(address), 400, "bad-parameter")


def test_unknown_names_have_the_nearest(client: TestClient) -> None:
    assert problem(client.get("/ask/rival"), 404, "not-found")["nearest"] == ["rivals"]
    assert problem(client.get("/ask/rivals?company=opnai"), 404, "not-found")["nearest"] == ["openai"]
