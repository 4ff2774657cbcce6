"""The JSON Schemas that editors use accept the sheets that load and refuse what the models refuse."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from kg.sheet.schema import json_schema
from tests.unit.airline_seeds import FOLDER, vocabulary

FILES = {
    "entities.yaml": FOLDER / "entities.yaml",
    "source.yaml": FOLDER / "northair" / "source.yaml",
    "claims.yaml": FOLDER / "northair" / "claims.yaml",
}


def as_an_editor_reads(name: str) -> Any:
    """The data with numbers and truth values guessed, as an editor's YAML reader gives it."""
    return YAML(typ="safe", pure=True).load(FILES[name].read_text(encoding="utf-8"))


def faults(name: str, data: Any) -> list[str]:
    return [
        error.message for error in Draft202012Validator(json_schema(vocabulary())[name]).iter_errors(data)
    ]


@pytest.mark.parametrize("name", sorted(FILES))
def test_good_files_pass(name: str) -> None:
    schema = json_schema(vocabulary())[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$id"].startswith("https://w3id.org/stratagem/schema/")
    assert faults(name, as_an_editor_reads(name)) == []


def test_unknown_modality_key_and_unit_fail() -> None:
    data = as_an_editor_reads("claims.yaml")
    data["claims"][0]["modality"] = "asking"
    data["claims"][0]["quot"] = "x"
    found = " ".join(faults("claims.yaml", data))
    assert "'asking' is not one of" in found
    assert "'quot' was unexpected" in found
    figure = json_schema(vocabulary())["claims.yaml"]["$defs"]["FigureEntry"]["properties"]["unit"]
    assert "usDollar" in str(figure)


def test_without_a_vocabulary_the_lists_are_open() -> None:
    assert "usDollar" not in str(json_schema())
