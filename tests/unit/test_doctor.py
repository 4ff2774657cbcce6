"""`stratagem doctor`: each fault is found, named and given a remedy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.access import Tokens
from kg.cli import checkup
from kg.cli.app import app
from kg.search import table
from kg.store.disk.generations import Generations

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"
CLAIM = (
    "<https://w3id.org/stratagem/id/claim/c> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
    "<https://w3id.org/stratagem/ontology#Claim> <https://w3id.org/stratagem/graph/s> .\n"
    "<https://w3id.org/stratagem/id/claim/c> <https://w3id.org/stratagem/ontology#hasQuote> "
    "<https://w3id.org/stratagem/id/quote/q> <https://w3id.org/stratagem/graph/s> .\n"
    "<https://w3id.org/stratagem/id/quote/q> <https://w3id.org/stratagem/ontology#exact> "
    '"words" <https://w3id.org/stratagem/graph/s> .\n'
)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A store with one claim and its quote."""
    Generations(tmp_path / "store").load("r1", CLAIM.encode(), b"{}")
    return tmp_path / "store"


def told(found: list[checkup.Finding]) -> dict[str, tuple[str, str]]:
    """State and text of the last finding on each subject; what is not right has a remedy."""
    assert all(one.remedy for one in found if one.state != "ok")
    return {one.subject: (one.state, one.found) for one in found}


def test_a_good_store_passes(directory: Path) -> None:
    done = CliRunner().invoke(app, ["doctor", "--store", str(directory)], env={"STRATAGEM_PORT": None})
    found = {row["subject"]: row["state"] for row in json.loads(done.stdout)}
    assert found.keys() >= {"settings", "store", "snapshot", "disk", "lock", "tokens", "search", "versions"}
    assert {found[name] for name in ("settings", "store", "snapshot", "disk", "lock", "tokens")} == {"ok"}
    assert done.exit_code == ("fault" in found.values())


def test_a_python_without_full_text_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert told(list(checkup.words()))["search"][0] == "ok"
    schema = tmp_path / "schema.sql"
    schema.write_text("CREATE VIRTUAL TABLE word USING fts99 (label);")
    monkeypatch.setattr(table, "_SCHEMA", schema)
    assert told(list(checkup.words()))["search"] == (
        "fault",
        "the index of words failed: no such module: fts99",
    )


def test_what_only_an_extra_needs_is_not_asked_for(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    served, peers = project["dependencies"], project["optional-dependencies"]["test"]
    required = [*served, *(f'{text}; extra == "test"' for text in peers)]
    monkeypatch.setattr(metadata, "requires", lambda _: required)
    pins = dict(text.split("==") for text in served if "==" in text)
    assert pins
    assert any("==" in text for text in peers)

    def installed(name: str) -> str:
        if name not in pins:
            raise metadata.PackageNotFoundError(name)
        return str(pins[name])

    monkeypatch.setattr(metadata, "version", installed)
    done = CliRunner().invoke(app, ["doctor", "--store", str(directory)], env={"STRATAGEM_PORT": None})
    found = {row["subject"]: row["found"] for row in json.loads(done.stdout)}
    assert (done.exit_code, found["versions"]) == (0, ", ".join(f"{name} {pins[name]}" for name in pins))


def test_no_store_is_a_fault_and_the_exit_code_says_so(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["doctor", "--store", str(tmp_path)])
    assert done.exit_code == 1
    store = next(row for row in json.loads(done.stdout) if row["subject"] == "store")
    assert (store["state"], store["remedy"]) == ("fault", "run `stratagem build`")


def test_a_damaged_store_is_a_fault(directory: Path) -> None:
    for file in (directory / "generations" / "r1").iterdir():
        file.unlink()
    assert told(list(checkup.store(directory)))["store"][0] == "fault"
    (directory / "current").write_text("gone\n")
    assert told(list(checkup.store(directory)))["store"][0] == "fault"


def test_a_store_without_a_claim_is_a_fault(tmp_path: Path) -> None:
    line = b"<urn:a> <urn:b> <urn:c> <https://w3id.org/stratagem/graph/s> .\n"
    Generations(tmp_path).load("r1", line, b"{}")
    assert told(list(checkup.store(tmp_path)))["store"][0] == "fault"


def test_settings_that_cannot_be_used_and_mistyped_ones_are_named() -> None:
    read, found = checkup.settings({"STRATAGEM_PORT": "x", "STRATAGEM_PROT": "1"})
    assert [one.state for one in found] == ["warning", "fault"]
    assert "STRATAGEM_PROT" in found[0].found
    assert "STRATAGEM_PORT" in found[1].found
    assert read.port == 8000
    _, same = checkup.settings({"STRATAGEM_METRICS_PORT": "8000"})
    assert told(same)["settings"][0] == "fault"


def test_tokens_that_others_can_read_are_a_fault(directory: Path) -> None:
    assert "writing over HTTP is off" in told(list(checkup.tokens(directory)))["tokens"][1]
    known = Tokens(directory)
    known.make("anna", "write")
    known.make("berta", "read")
    assert told(list(checkup.tokens(directory)))["tokens"] == ("ok", "2, of which 1 may write")
    known.file.chmod(0o644)
    assert "644" in told(list(checkup.tokens(directory)))["tokens"][1]
    known.file.chmod(0o600)
    known.file.write_text("[")
    assert told(list(checkup.tokens(directory)))["tokens"][0] == "fault"


def test_a_full_disk_is_a_fault(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for left, state in ((0, "fault"), (checkup.ROOM, "warning"), (checkup.ROOM * 20, "ok")):
        monkeypatch.setattr(checkup, "free", lambda _, left=left: left)
        assert told(list(checkup.disk(directory)))["disk"][0] == state


def test_the_process_that_holds_the_lock_is_named(directory: Path) -> None:
    assert told(list(checkup.lock(directory)))["lock"] == ("ok", "nobody holds it")
    script = (
        "import sys; from pathlib import Path; from kg.store.disk.lock import DirectoryLock;"
        "DirectoryLock(Path(sys.argv[1])).take(); print('taken', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"taken\n"
        assert checkup.holder(directory) in {holder.pid, 0}
        holder.kill()
    assert checkup.holder(directory) is None


def test_what_an_interrupted_build_left_is_named(directory: Path) -> None:
    assert not list(checkup.leftovers(directory))
    (directory / "generations" / ".new-r2").mkdir()
    (left,) = checkup.leftovers(directory)
    assert left.state == "warning"
    assert "generations/.new-r2" in left.found


def test_other_versions_than_the_pinned_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    required = [
        "pyoxigraph==0.5.13",
        "orjson>=3",
        'pyshacl==0.40.1; sys_platform != "win32"',
        'oxigraph==0.5.13; extra == "test"',
    ]
    monkeypatch.setattr(metadata, "requires", lambda _: required)
    have = {"pyoxigraph": "0.5.13", "pyshacl": "0.40.1"}
    monkeypatch.setattr(metadata, "version", have.__getitem__)
    assert told(list(checkup.versions()))["versions"] == ("ok", "pyoxigraph 0.5.13, pyshacl 0.40.1")
    have["pyoxigraph"] = "0.6.0"
    assert told(list(checkup.versions()))["versions"] == ("fault", "pyoxigraph 0.6.0, not 0.5.13")


def test_a_missing_library_or_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "requires", lambda _: ["pyoxigraph==0.5.13"])
    monkeypatch.setattr(metadata, "version", missing)
    assert told(list(checkup.versions()))["versions"] == ("fault", "pyoxigraph missing, not 0.5.13")
    monkeypatch.setattr(metadata, "requires", missing)
    assert told(list(checkup.versions()))["versions"][0] == "warning"
