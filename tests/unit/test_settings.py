"""Settings come from the environment, and the documented table is the one of the code."""

import re
from pathlib import Path

import pytest

from kg.errors import BadParameterError
from kg.settings import FILE, Settings, table, unknown

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


def test_a_file_gives_settings_and_the_environment_goes_before_it(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(
        'port = 9001\nhosts = ["Graph.example.org", "b:81"]\nquery_deadline = 2.5\nlog = "json"\n'
    )
    settings = Settings.read({FILE: str(file), "STRATAGEM_PORT": "9002"})
    assert (settings.port, settings.query_deadline, settings.log) == (9002, 2.5, "json")
    assert settings.hosts == ("graph.example.org", "b:81")


@pytest.mark.parametrize("content", ["prot = 1", "[server]\nport = 1", "port", 'port = "x"', "port = [1, 2]"])
def test_a_file_with_what_is_no_setting_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(content)
    with pytest.raises(BadParameterError, match="STRATAGEM_"):
        Settings.read({FILE: str(file)})
    with pytest.raises(BadParameterError, match=FILE):
        Settings.read({FILE: str(tmp_path / "nothing.toml")})


def test_what_is_wrong_with_a_file_is_said_with_the_remedy(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"

    def told() -> str:
        with pytest.raises(BadParameterError) as caught:
            Settings.read({FILE: str(file)})
        assert str(file) in str(caught.value)
        assert "Errno" not in str(caught.value)
        return str(caught.value)

    assert "no such file; make it" in told()
    file.write_text("prot = 1")
    assert "“prot” is no setting: correct or remove it; the settings are store, mode, port" in told()
    file.write_text("port")
    assert "no TOML" in told()
    file.unlink()
    file.mkdir()
    assert "Is a directory; name a file" in told()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOSTS", "a b"),
        ("HOSTS", "https://x"),
        ("PROXIES", "10.0.0.1/8"),
        ("PROXIES", "nginx"),
        ("ORIGINS", "app.example.org"),
        ("ORIGINS", "https://a/b"),
        ("ORIGINS", "null"),
        ("READING", "closed"),
        ("LOG", "xml"),
        ("LOG_LEVEL", "trace"),
        ("METRICS_PORT", "-1"),
        ("STORE", ""),
        ("QUERY_DEADLINE", "nan"),
        ("QUERY_DEADLINE", "inf"),
    ],
)
def test_each_value_has_its_form(name: str, value: str) -> None:
    with pytest.raises(BadParameterError, match=f"STRATAGEM_{name}"):
        Settings.read({f"STRATAGEM_{name}": value})


def test_lists_are_separated_by_commas() -> None:
    settings = Settings.read(
        {"STRATAGEM_PROXIES": "127.0.0.1, 10.0.0.0/8,::1", "STRATAGEM_ORIGINS": "https://a.org,http://b:81"}
    )
    assert settings.proxies == ("127.0.0.1", "10.0.0.0/8", "::1")
    assert settings.origins == ("https://a.org", "http://b:81")


def test_a_mistyped_variable_is_found() -> None:
    assert unknown({"STRATAGEM_PROT": "1", FILE: "", "STRATAGEM_PORT": "1", "HOME": ""}) == ["STRATAGEM_PROT"]
