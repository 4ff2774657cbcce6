"""The commands that ask the graph: the same rows as the reading functions, in each form, and clear errors."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from rdflib import Graph

from kg import paths
from kg.errors import StratagemError
from kg.read import ask
from kg.store.base import Store
from kg.store.disk.generations import Generations
from tests.conftest import Demo
from tests.unit.conftest import Stratagem

ONE_ROW = "SELECT ?label WHERE { <https://w3id.org/stratagem/id/company/openai> rdfs:label ?label }"
PREFIX = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def store(demo: Demo) -> Store:
    current = Generations(demo.store).current()
    assert current is not None
    return current.open()


def test_without_a_question_all_are_listed(stratagem: Stratagem) -> None:
    listed = stratagem("ask")
    assert listed.code == 0
    assert [row["question"] for row in listed.json] == [known.name for known in ask.questions()]
    assert len(listed.json) == 18
    assert all(row["asks"].endswith("?") for row in listed.json)
    assert {row["question"]: row["parameters"] for row in listed.json}["fronts"] == "company=openai"


@pytest.mark.parametrize("question", ask.questions(), ids=lambda known: known.name)
def test_a_question_gives_the_rows_of_the_library(
    stratagem: Stratagem, demo: Demo, store: Store, question: ask.Question
) -> None:
    parameters = {each.name: each.example for each in question.parameters}
    answer = ask.ask(store, question.name, parameters)
    words = [f"{name}={value}" for name, value in parameters.items()]
    ended = stratagem("ask", question.name, *words, "--store", demo.store)
    assert (ended.code, ended.err) == (0, "")
    assert ended.json == answer.rows
    assert answer.rows, "each question has an answer in the first article"
    shown = stratagem("ask", question.name, *words, "--store", demo.store, "--format", "csv")
    reader = csv.DictReader(io.StringIO(shown.out))
    assert [{name: value for name, value in row.items() if value} for row in reader] == [
        {name: value for name, value in row.items() if value} for row in answer.rows
    ]
    assert reader.fieldnames == answer.columns


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("fronst", "company=openai"), 1, "there is no question “fronst”; the nearest are fronts"),
        (("fronts", "company=opena"), 1, "there is no company “opena”; the nearest are openai"),
        (("fronts", "openai"), 2, "parameter “openai” cannot be used: give each once, as name=value"),
        (
            ("fronts", "company=openai", "company=google"),
            2,
            "“company=google” cannot be used: give each once",
        ),
        (("fronts", "product=codex"), 2, "product “codex” cannot be used: fronts takes only company"),
        (("fronts",), 2, "it is the identifier of a company, such as openai"),
        (("disputes", "company=openai"), 2, "disputes takes no parameter"),
        (("sayings", "speaker=product/codex"), 2, "speaker/… or company/…"),
    ],
)
def test_a_wrong_question_is_one_sentence(
    stratagem: Stratagem, demo: Demo, words: tuple[str, ...], code: int, message: str
) -> None:
    ended = stratagem("ask", *words, "--store", demo.store)
    assert (ended.code, ended.out) == (code, "")
    assert ended.err.startswith("stratagem: ")
    assert ended.err.count("\n") == 1
    assert message in ended.err


def test_a_query_comes_as_text_as_a_file_and_by_standard_input(
    stratagem: Stratagem, demo: Demo, tmp_path: Path
) -> None:
    text = PREFIX + ONE_ROW
    (tmp_path / "label.rq").write_text(text, encoding="utf-8")
    (tmp_path / "label.txt").write_text(text, encoding="utf-8")
    given = (text, tmp_path / "label.rq", tmp_path / "label.txt", "-")
    for query in given:
        ended = stratagem("query", query, "--store", demo.store, stdin=text.encode())
        assert (ended.code, ended.json) == (0, [{"label": "OpenAI"}])
    ended = stratagem("query", text, "--store", demo.store, "--format", "csv")
    assert ended.out == "label\r\nOpenAI\r\n"


def test_a_shipped_query_runs_as_it_stands(stratagem: Stratagem, demo: Demo, store: Store) -> None:
    ended = stratagem("query", paths.QUERIES / "company" / "fronts.rq", "--store", demo.store)
    assert ended.json == ask.ask(store, "fronts", {"company": "openai"}).rows


def test_columns_stand_where_there_are_no_rows(stratagem: Stratagem, demo: Demo) -> None:
    none = "SELECT ?b ?a { <urn:none> ?b ?a }"
    assert stratagem("query", none, "--store", demo.store).json == []
    assert stratagem("query", none, "--store", demo.store, "--format", "csv").out == "b,a\r\n"
    assert stratagem("query", none, "--store", demo.store, "--format", "table").out == "no rows\n"


@pytest.mark.parametrize(
    ("query", "code", "answer"), [("ASK {}", 0, "yes"), ("ASK { <urn:no> ?p ?o }", 1, "no")]
)
def test_yes_and_no_are_exit_codes_too(
    stratagem: Stratagem, demo: Demo, query: str, code: int, answer: str
) -> None:
    ended = stratagem("query", query, "--store", demo.store)
    assert (ended.code, ended.out, ended.err) == (code, f"{answer}\n", "")


def test_a_graph_is_printed_as_turtle(stratagem: Stratagem, demo: Demo) -> None:
    query = "DESCRIBE <https://w3id.org/stratagem/id/company/openai>"
    ended = stratagem("query", query, "--store", demo.store)
    assert ended.code == 0
    assert len(Graph().parse(data=ended.out, format="turtle")) > 5
    refused = stratagem("query", query, "--store", demo.store, "--format", "csv")
    assert (refused.code, refused.out) == (2, "")
    assert "DESCRIBE gives a graph, written as Turtle" in refused.err


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * { ?s ?p ", "“{” is not closed"),
        ("SELECT * { ?s ?p ?o . FILTER(?s = ) }", "the query was not accepted: "),
        ("hello", "stratagem: "),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE is not allowed"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE"),
        ("none.rq", "none.rq cannot be read: No such file or directory"),
        ("SELECT * { ?s ?p ?o } # " + 70_000 * "x", "65536"),
    ],
)
def test_a_query_that_cannot_run_is_one_sentence(
    stratagem: Stratagem, demo: Demo, query: str, message: str
) -> None:
    ended = stratagem("query", query, "--store", demo.store)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("stratagem: ")
    assert "Traceback" not in ended.err
    assert message in ended.err


def test_a_query_that_is_not_utf8_names_the_byte(stratagem: Stratagem, demo: Demo) -> None:
    ended = stratagem("query", "-", "--store", demo.store, stdin=b"ASK {} # \xff")
    assert ended.code == 2
    assert ended.err == "stratagem: the query is not UTF-8 at byte 10\n"


def test_a_long_query_is_no_name_of_a_file(stratagem: Stratagem, demo: Demo) -> None:
    ended = stratagem("query", f"ASK {{}} # {5000 * 'x'}", "--store", demo.store)
    assert (ended.code, ended.out) == (0, "yes\n")


def test_a_heavy_query_is_ended_at_the_deadline(
    stratagem: Stratagem, demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRATAGEM_QUERY_DEADLINE", "0.5")
    ended = stratagem("query", HEAVY, "--store", demo.store)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "stratagem: the query was ended after its deadline of 0.5 s\n"


def test_settings_that_cannot_be_used_are_named(
    stratagem: Stratagem, demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRATAGEM_QUERY_DEADLINE", "soon")
    ended = stratagem("query", "ASK {}", "--store", demo.store)
    assert ended.code == 2
    assert ended.err.startswith("stratagem: STRATAGEM_QUERY_DEADLINE “soon” cannot be used")


def test_the_store_of_the_settings_stands_where_none_is_named(
    stratagem: Stratagem, demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRATAGEM_STORE", str(demo.store))
    assert stratagem("query", "ASK {}").out == "yes\n"


def test_every_error_of_ours_has_a_code_that_is_not_zero(
    stratagem: Stratagem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StratagemError("all is lost")

    monkeypatch.setattr("kg.cli.answers.ask.questions", fail)
    ended = stratagem("ask")
    assert (ended.code, ended.out, ended.err) == (2, "", "stratagem: all is lost\n")
