"""The questions by name: what they take, and what is refused."""

from __future__ import annotations

import pytest

from kg.errors import BadParameterError, NotFoundError
from kg.read.ask import ask, query_text, question, questions
from kg.store.base import Store


def test_questions_stand_in_the_order_of_the_design() -> None:
    names = [one.name for one in questions()]
    assert names[:3] == ["fronts", "rivals", "threats"]
    assert names[-2:] == ["trends", "coverage"]
    assert len(names) == 18


@pytest.mark.parametrize("name", [one.name for one in questions()])
def test_question_says_what_it_takes_and_gives(name: str) -> None:
    asked = question(name)
    assert asked.question.endswith("?")
    assert asked.answers
    assert set(asked.columns) >= {"words", "claim"}
    assert len(asked.parameters) <= 1
    assert all(one.example in one.takes for one in asked.parameters)
    assert query_text(name).startswith("# question: ")


@pytest.mark.parametrize("name", [one.name for one in questions()])
def test_rows_have_only_the_columns_named(name: str, article_store: Store) -> None:
    given = {one.name: one.example for one in question(name).parameters}
    answer = ask(article_store, name, given)
    assert answer.total == len(answer.rows) > 0
    assert {column for row in answer.rows for column in row} <= set(answer.columns)
    assert answer.parameters == given


@pytest.mark.parametrize(
    ("speaker", "words"),
    [
        ("elon-musk", []),
        ("speaker/zoe-hitzig", ["We don't understand the impact of AI on human psychology"] * 2),
        (
            "company/softbank",
            ["its Vision Fund has obtained a quarterly income of $2.4 billion through OpenAI investment"],
        ),
    ],
)
def test_speaker_may_be_of_several_kinds(speaker: str, words: list[str], article_store: Store) -> None:
    rows = ask(article_store, "sayings", {"speaker": speaker}).rows
    assert [row["words"] for row in rows] == words


def test_outlet_passes_on_what_critics_say(article_store: Store) -> None:
    rows = ask(article_store, "sayings", {"speaker": "business-insider"}).rows
    assert {(row["role"], row["speaker"]) for row in rows} == {
        ("passed on", "critics of ChatGPT"),
        ("passed on in quotation marks", "critics of ChatGPT"),
    }


def test_withdrawing_the_source_takes_every_statement_of_its_own(article_store: Store) -> None:
    rows = ask(article_store, "support", {"withdrawn": "source/openai-crossroads"}).rows
    stated = [row for row in rows if row["stated"] != "inferred"]
    assert {row["effect"] for row in stated} == {"falls"}
    assert {row["effect"] for row in rows} <= {"falls", "may fall"}
    assert len({(row["subjectNode"], row["property"], row["objectNode"]) for row in stated}) > 200


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("fronts", {}),
        ("fronts", {"company": ""}),
        ("fronts", {"company": "product/codex"}),
        ("fronts", {"company": "openai", "product": "codex"}),
        ("trends", {"company": "openai"}),
        ("support", {"withdrawn": "company/openai"}),
        ("support", {"withdrawn": "claim/"}),
        ("dependence", {"product": "GPT-4o"}),
    ],
)
def test_parameters_that_do_not_fit_are_refused(
    name: str, given: dict[str, str], article_store: Store
) -> None:
    with pytest.raises(BadParameterError):
        ask(article_store, name, given)


def test_unknown_names_are_told_with_the_nearest(article_store: Store) -> None:
    with pytest.raises(NotFoundError) as error:
        ask(article_store, "front", {})
    assert error.value.nearest[0] == "fronts"
    with pytest.raises(NotFoundError) as error:
        ask(article_store, "dependence", {"product": "gpt-4"})
    assert "gpt-4o" in error.value.nearest
