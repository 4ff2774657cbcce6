"""The page of limits says what the code does, and what a run of the whole corpus found."""

from __future__ import annotations

from dataclasses import fields

from kg.settings import Settings, variable
from tests.hostile import corpus
from tests.hostile.assault import GOOD_PATHS, Good, Outcome
from tests.hostile.canary import names_of
from tests.hostile.page import MARK, limits, page, table
from tests.hostile.run import Run
from tests.repo.checkout import ROOT

PAGE = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
NAMES = names_of("http://127.0.0.1:1/")


def test_the_page_has_the_limits_of_the_code() -> None:
    assert table() in PAGE


def test_settings_of_limits_are_settings() -> None:
    named = {row.setting for row in limits()} - {""}
    assert named <= {variable(field.name) for field in fields(Settings)}
    assert len(named) >= 6


def test_the_page_is_of_a_run_without_faults_over_the_whole_corpus() -> None:
    measured = PAGE.partition(MARK)[2]
    assert "| faults | 0 |" in measured
    assert "| outbound connections, counted by a canary | 0 |" in measured
    for attack in [*corpus.queries(NAMES), *corpus.bodies(NAMES)]:
        assert f"| {attack.family} |" in measured


def test_a_page_tells_the_worst_of_its_run() -> None:
    attack = corpus.queries(NAMES)[0]
    outcomes = [Outcome(attack, "504 query-timeout", seconds, ()) for seconds in (1.0, 1.4)]
    good = Good({path: [0.1] * 10 for path in GOOD_PATHS}, ["late"])
    written = page(Run(1, outcomes, good, {"api": 2**20, "worker": 2**21}, [], alive=True, seconds=3))
    assert f"| slowest answer | 1.40 s ({attack.name}: 504 query-timeout) |" in written
    assert "| errors of good clients | 1 |" in written
    assert f"| {attack.family} | 1 | 2 | 1.40 s | 2 × 504 query-timeout |" in written
