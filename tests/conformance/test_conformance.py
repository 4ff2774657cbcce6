"""The W3C suites pass but for the known failures, and the published page says so."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.conformance import page, suites
from tests.conformance.run import SUITES, Outcome, known, run
from tests.conformance.suites import MISSING, folder

WHOLE = ("protocol", "graph-store", "description", "csv-tsv", "json", "update")
"""Suites of which nothing may be known to fail."""


@pytest.fixture(scope="module")
def outcomes() -> tuple[list[Outcome], list[Outcome]]:
    """What all suites gave, ours and of the bare engine; fails where the suites are not there."""
    found = folder()
    if found is None:
        pytest.fail(MISSING, pytrace=False)
    return run(found)


@pytest.mark.w3c
@pytest.mark.parametrize("number", range(len(SUITES)), ids=[suite.name for suite in SUITES])
def test_only_known_tests_fail(outcomes: tuple[list[Outcome], list[Outcome]], number: int) -> None:
    outcome = outcomes[0][number]
    expected = known().get(outcome.suite, {}).keys()
    assert not {name: why for name, why in outcome.failed.items() if name not in expected}, "they newly fail"
    assert not expected - outcome.failed.keys(), "they newly pass: take them out of known.toml"


@pytest.mark.w3c
def test_our_server_is_not_below_the_bare_engine(outcomes: tuple[list[Outcome], list[Outcome]]) -> None:
    ours = {outcome.suite: outcome for outcome in outcomes[0]}
    assert [outcome.suite for outcome in outcomes[1]] == [suite.name for suite in SUITES if suite.bare]
    for bare in outcomes[1]:
        assert ours[bare.suite].failed.keys() <= bare.failed.keys()


@pytest.mark.w3c
def test_the_page_has_the_counts_of_this_run(outcomes: tuple[list[Outcome], list[Outcome]]) -> None:
    assert page.PAGE.read_text(encoding="utf-8") == page.text(*outcomes), "run ./run conformance"


def test_the_page_names_each_known_failure_with_its_reason() -> None:
    shown = page.PAGE.read_text(encoding="utf-8")
    listed = re.findall(r"^- [^`\n]+, `([^`]+)`: (.+?)(?: \(\[thread\]\((.+)\)\))?$", shown, re.MULTILINE)
    expected = [
        (name, entry["reason"], entry.get("issue", ""))
        for tests in known().values()
        for name, entry in tests.items()
    ]
    assert listed == expected
    for suite in SUITES:
        (row,) = re.findall(rf"^\| {re.escape(suite.title)} \| (\d+) \| (\d+) \|", shown, re.MULTILINE)
        assert int(row[1]) - int(row[0]) == len(known().get(suite.name, {})), suite.title


def test_some_suites_pass_as_a_whole() -> None:
    assert not set(WHOLE) & known().keys()
    assert known().keys() <= {suite.name for suite in SUITES}


def test_missing_suites_are_said_loudly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(suites.VARIABLE, str(tmp_path))
    assert folder() is None
    assert suites.VARIABLE in MISSING
    assert "--w3c" in MISSING


def test_suites_are_found_where_they_are_named(tmp_path: Path) -> None:
    for part in (suites.SPARQL, suites.SHACL):
        (tmp_path / part).mkdir(parents=True)
    assert folder(tmp_path) == tmp_path
    shutil.rmtree(tmp_path / suites.SHACL)
    assert folder(tmp_path) is None


def test_a_manifest_without_tests_fails(tmp_path: Path) -> None:
    (tmp_path / "manifest.ttl").write_text("<> a <urn:x:Manifest> .")
    with pytest.raises(AssertionError, match="no test"):
        list(suites.cases(tmp_path, Path("manifest.ttl")))
