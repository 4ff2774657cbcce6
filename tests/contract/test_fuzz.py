"""The server against its own OpenAPI document: a short run; `./run fuzz` makes the long one."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from tests.conftest import Demo
from tests.contract.run import HERE, SETTINGS, fuzz
from tests.hostile.run import token_of
from tests.hostile.server import Server

EXCEPTED = frozenset({"positive_data_acceptance"})
"""The one check that SPARQL, RDF and cursors are excepted from: no schema can say their language."""


def test_only_valid_input_refused_is_excepted_each_time_with_a_reason() -> None:
    text = (HERE / "schemathesis.toml").read_text(encoding="utf-8")
    config = tomllib.loads(text)
    refusals = config["checks"].pop("negative_data_rejection")["expected-statuses"]
    assert all(status == 308 or 400 <= status < 500 for status in refusals)
    assert config["checks"] == {"enabled": True}
    for operation in config["operations"]:
        assert set(operation["checks"]) == EXCEPTED
        assert operation["checks"]["positive_data_acceptance"] == {"enabled": False}
        assert "enabled" not in operation
    blocks = text.split("\n\n")
    assert all(block.startswith("#") for block in blocks if "[[operations]]" in block)


@pytest.mark.fuzz
def test_the_server_does_what_its_document_says(demo: Demo, tmp_path: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(demo.store, store)
    with Server(store, SETTINGS) as server:
        found = fuzz(server, token_of(store), seed=1, examples=2, folder=tmp_path)
        assert server.alive
    assert found.passed, found.printed
    assert found.cases >= 1000
