"""Settings come from the environment, and the documented table is the one of the code."""

import re
from pathlib import Path

import pytest

from kg.errors import BadParameterError
from kg.settings import Settings, table

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


def test_documented_table_is_the_code_s() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `([^`]+)` \| (.+) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == table()


def test_values_come_from_the_environment() -> None:
    settings = Settings.read(
        {"STRATAGEM_PORT": "9001", "STRATAGEM_STORE": "/data", "STRATAGEM_QUERY_DEADLINE": "2.5"}
    )
    assert (settings.port, settings.store, settings.query_deadline) == (9001, Path("/data"), 2.5)


@pytest.mark.parametrize("value", ["", "x", "-1", "0", "1.5"])
def test_a_value_that_is_no_number_is_named(value: str) -> None:
    with pytest.raises(BadParameterError, match="STRATAGEM_PORT"):
        Settings.read({"STRATAGEM_PORT": value})
