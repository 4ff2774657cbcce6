"""The brief of a company over HTTP is the one of the command line."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from kg.read.brief import brief
from kg.read.brief_markdown import markdown
from kg.read.resource import Resource, resource
from kg.store.base import Store


def test_it_is_the_brief_of_the_command_line(client: TestClient, article_store: Store) -> None:
    answer = client.get("/company/openai/brief")
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert 'filename="openai.md"' in answer.headers["content-disposition"]
    found = resource(article_store, "company", "openai")
    assert isinstance(found, Resource)
    assert answer.text == markdown(brief(article_store, found))
    assert client.get("/company/openai/brief.md").text == answer.text


def test_each_line_leads_to_words(client: TestClient) -> None:
    text = client.get("/company/openai/brief").text
    used, noted = (
        set(re.findall(r"\[\^(\d+)\](?!:)", text)),
        set(re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE)),
    )
    assert len(noted) > 20
    assert used == noted
    for front in client.get("/company/openai/fronts").json()["fronts"]:
        assert front["label"] in text


def test_what_is_not_there_is_a_problem(client: TestClient) -> None:
    assert client.get("/company/open-ai/brief").json()["nearest"] == ["openai"]
    assert client.get("/company/OpenAI/brief").headers["location"] == "/company/openai/brief"
    assert client.get("/company/openai/brief", headers={"accept": "image/png"}).status_code == 406
