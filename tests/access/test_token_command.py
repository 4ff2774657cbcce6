"""The commands `stratagem token …`."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.access import Tokens
from kg.cli.app import app
from kg.errors import NotFoundError


def run(*words: str) -> tuple[str, str]:
    """What a command prints, on standard output and on standard error."""
    done = CliRunner().invoke(app, ["token", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout, done.stderr


def test_a_token_is_printed_once_and_works_until_it_is_revoked(tmp_path: Path) -> None:
    store = ("--store", str(tmp_path))
    printed, told = run("make", "anna", "--scope", "write", *store)
    assert "not shown again" in told
    found = Tokens(tmp_path).find(printed.strip())
    assert found is not None
    listed, _ = run("list", *store)
    assert '"anna"' in listed
    assert '"write"' in listed
    assert printed.strip() not in listed
    assert found.digest not in listed
    run("revoke", "anna", *store)
    assert Tokens(tmp_path).find(printed.strip()) is None


def test_the_scope_is_read_unless_more_is_asked_for(tmp_path: Path) -> None:
    run("make", "anna", "--store", str(tmp_path))
    assert [token.scope for token in Tokens(tmp_path).listed()] == ["read"]


def test_revoking_what_is_not_there_names_what_is(tmp_path: Path) -> None:
    run("make", "anna", "--store", str(tmp_path))
    with pytest.raises(NotFoundError, match="anna"):
        run("revoke", "ann", "--store", str(tmp_path))
