"""The OpenAPI document: complete, with one problem schema and names that clients can use."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from api.app import create_app
from kg.errors import StoreError
from kg.kinds import KINDS
from kg.store.embedded import EmbeddedStore
from kg.store.pool.workers import QueryPool
from tests.api.test_problems import Failing


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    """The document as it is served."""
    answer = client.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    found: dict[str, Any] = answer.json()
    return found


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Path, method and description of each operation."""
    found = [
        (path, method, what)
        for path, methods in document["paths"].items()
        for method, what in methods.items()
    ]
    assert found
    return found


def test_each_route_stands_in_it(app: FastAPI, document: dict[str, Any]) -> None:
    routes = {
        route.path_format for route in app.routes if isinstance(route, APIRoute) and route.include_in_schema
    }
    assert routes == document["paths"].keys()
    for kind in KINDS:
        assert {f"/{kind.plural}", f"/{kind.name}/{{id}}"} <= routes


def test_operations_have_names_and_summaries(document: dict[str, Any]) -> None:
    names = [what["operationId"] for _, _, what in operations(document)]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z][A-Za-z]+", name) for name in names)
    tags = {tag["name"] for tag in document["tags"]}
    for path, _, what in operations(document):
        assert what["summary"], path
        assert set(what["tags"]) <= tags


def test_errors_are_problems(document: dict[str, Any]) -> None:
    for path, method, what in operations(document):
        assert {"400", "414", "500"} <= what["responses"].keys()
        for status, answer in what["responses"].items():
            if status >= "400":
                kinds = {"application/problem+json", "text/html"}
                assert answer["content"].keys() == kinds, (path, method, status)
                schema = answer["content"]["application/problem+json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/Problem"}


def test_each_reference_is_there(document: dict[str, Any]) -> None:
    text = str(document)
    referred = set(re.findall(r"#/components/schemas/(\w+)", text))
    assert referred <= document["components"]["schemas"].keys()
    assert "HTTPValidationError" not in text


def test_resources_have_all_formats(document: dict[str, Any]) -> None:
    content = document["paths"]["/company/{id}/fronts"]["get"]["responses"]["200"]["content"]
    assert content.keys() == {
        *("application/json", "application/ld+json", "text/turtle", "application/n-triples"),
        "application/rdf+xml",
        "text/csv",
    }
    assert content["application/json"]["schema"]["$ref"].endswith("/Fronts")


def test_the_example_of_fronts_is_an_answer(client: TestClient, document: dict[str, Any]) -> None:
    content = document["paths"]["/company/{id}/fronts"]["get"]["responses"]["200"]["content"]
    answer = client.get("/company/openai/fronts").json()
    del answer["@context"]
    assert content["application/json"]["example"] == answer
    with_one = [path for path, _, what in operations(document) if "'example':" in str(what["responses"])]
    assert with_one == ["/company/{id}/fronts"]


@pytest.mark.parametrize("store", [EmbeddedStore.memory(), Failing(StoreError("closed"))])
def test_without_data_the_document_has_no_example(pool: QueryPool, store: EmbeddedStore) -> None:
    document = TestClient(create_app(store, pool, "1")).get("/openapi.json").json()
    assert "example" not in str(document["paths"]["/company/{id}/fronts"]["get"]["responses"])


def test_the_default_graph_is_offered_only_where_it_is_a_graph(document: dict[str, Any]) -> None:
    named = [each["name"] for each in document["paths"]["/graphs"]["get"]["parameters"]]
    assert named == ["graph"]
