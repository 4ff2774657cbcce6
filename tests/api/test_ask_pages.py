"""The gallery of questions and their answers as pages: the same rows as the JSON."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from api.web.views.ask import MOST, SUBJECTS
from kg.read.ask import Question, questions
from tests.api.html import BROWSER, Html

QUESTIONS = questions()


def test_the_gallery_has_each_question_once_with_a_form_that_answers(client: TestClient) -> None:
    answer = client.get("/ask", headers=BROWSER)
    found = Html(answer.text)
    assert sorted(found.within["h3"]) == sorted(question.question for question in QUESTIONS)
    assert {name for names in SUBJECTS.values() for name in names} == {each.name for each in QUESTIONS}
    forms = [given["action"] for tag, given in found.attributes if tag == "form"]
    assert {f"/ask/{question.name}" for question in QUESTIONS} <= set(forms)
    assert found.inline == []
    assert len(found.ids) == len(set(found.ids))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_an_answer_has_the_rows_of_the_json(client: TestClient, question: Question) -> None:
    given = {parameter.name: parameter.example for parameter in question.parameters}
    address = f"/ask/{question.name}?{urlencode(given)}" if given else f"/ask/{question.name}"
    body = client.get(address).json()
    answer = client.get(address, headers=BROWSER)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    found = Html(answer.text)
    rows = sum(tag == "tr" for tag, _ in found.attributes)
    assert rows - 1 == min(body["total"], MOST) > 0
    for row in body["rows"][:MOST]:
        words = row.get("words")
        assert words is None or " ".join(words.split()) in found.words
    if body["total"] > MOST:
        assert f"The first {MOST} of {body['total']:,} rows" in found.words
    assert "SELECT" in found.words
    assert f"stratagem ask {question.name}" in found.words
    for link in list(found.links)[20:40]:
        if link.startswith(("/company", "/claim", "/product", "/risk", "/source", "/figure")):
            assert client.get(link).status_code == 200, link


def test_what_is_missing_is_told_on_a_page(client: TestClient) -> None:
    answer = client.get("/ask/fronts", headers=BROWSER)
    assert answer.status_code == 400
    assert "Company: Field required" in Html(answer.text).words


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_no_answer_names_a_thing_by_a_hash(client: TestClient, question: Question) -> None:
    given = {parameter.name: parameter.example for parameter in question.parameters}
    answer = client.get(f"/ask/{question.name}.html", params=given)
    cells = "".join(re.findall(r"<tbody>.*</tbody>", answer.text, re.DOTALL))
    texts = [text.strip() for text in Html(cells).within["td"]]
    assert texts
    assert not [text for text in texts if re.search(r"\b[0-9a-f]{16}\b|https://w3id\.org/", text)]


def test_what_stands_in_quotation_marks_is_named_by_its_words(client: TestClient) -> None:
    found = Html(client.get("/ask/sayings.html?speaker=sam-altman").text)
    assert found.links["/span/73e513ae3f0a1a06"] == "“very fun”"
    assert found.links["/source/openai-crossroads"].startswith("OpenAI's Crossroads")
