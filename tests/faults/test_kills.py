"""kill -9 at drawn moments: what was acknowledged is there, nothing is there in part, nothing is left."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

import pytest

from kg.store.delta import Delta
from kg.store.embedded import EmbeddedStore
from tests.conftest import Demo
from tests.faults import page
from tests.faults.client import Answer, Ledger, of_the_article
from tests.faults.rounds import KINDS, Outcome, Rounds, order
from tests.faults.run import Run, run
from tests.faults.server import Child, Ready
from tests.faults.whole import disagreements, journal_gaps, leaked

pytestmark = pytest.mark.usefixtures("uncounted")

SHORT = 20


@pytest.mark.faults
def test_twenty_kills_lose_nothing(demo: Demo) -> None:
    found = run(demo.store, of_the_article, order(SHORT), graph="the first article", seed=20, every=7)
    assert not found.faults, "\n".join(found.faults)
    assert set(found.outcome.rounds) == set(KINDS)
    assert found.outcome.acknowledged >= SHORT
    assert found.outcome.moments["a write was under way"] >= 3, "the kills missed what they aim at"


@pytest.fixture
def store(demo: Demo, tmp_path: Path) -> Path:
    """A copy of the built store, to be spoilt."""
    return shutil.copytree(demo.store, tmp_path / "store")


def test_what_was_lost_or_left_is_seen(store: Path, tmp_path: Path) -> None:
    rounds = Rounds(store, tmp_path, of_the_article, seed=1)
    try:
        rounds.run(0, "replace")
        assert rounds.outcome.faults == []
        ledger = rounds._ledger
        slug = next(slug for slug, held in ledger.acknowledged.items() if held[0])
        graph, text = ledger.acknowledged[slug]
        ledger.acknowledged[slug] = (graph | {"<https://e/s> <https://e/p> <https://e/o> ."}, text)
        ledger.changes += 1
        ledger.revisions.add("build.999")
        (store / "snapshots" / ".new-left").mkdir()
        rounds._check(full=False)
    finally:
        rounds.close()
    told = "\n".join(rounds.outcome.faults)
    for fault in (f"{slug} holds neither", "changes of", "build.999", "snapshots/.new-left was left"):
        assert fault in told


def test_statements_that_do_not_follow_are_seen(article_store: EmbeddedStore) -> None:
    spoilt = EmbeddedStore.memory()
    lines = [
        f"{line.removesuffix(' .')} <{name}> .\n"
        for name in article_store.graphs()
        for line in article_store.get_graph(name).decode().split("\n")
        if line
    ]
    spoilt.load("".join(lines).encode())
    assert disagreements(spoilt) == []
    gone = next(line.strip() for line in lines if line.endswith("/graph/inferred> .\n") and "_:" not in line)
    spoilt.apply(Delta.of([gone], ()))
    assert disagreements(spoilt) == [f"missing: {gone}"]


def test_processes_that_are_left_are_seen(tmp_path: Path) -> None:
    script = "import subprocess, sys; subprocess.Popen(['sleep', '20'], start_new_session=True)"
    child = Child([sys.executable, "-c", script], tmp_path / "log", {})
    assert child.wait() == 0
    (left,) = child.left(patience=0.2)
    os.kill(left, signal.SIGKILL)
    assert child.left() == []


def test_a_gap_in_the_journal_is_seen() -> None:
    assert journal_gaps([(1, "a.1"), (2, "a.2")]) == []
    assert journal_gaps([(1, "a.1"), (3, "a.3")])


def test_files_that_should_not_be_there_are_seen(store: Path) -> None:
    assert leaked(store, changed=True) == []
    for name in ("stage", "written/other", "snapshots/old", "generations/.new-x", ".new-current"):
        (store / name).mkdir(parents=True)
    assert len(leaked(store, changed=True)) == 5
    assert leaked(store, changed=True, interrupted_build=True) == ["snapshots/old", "stage", "written/other"]


def test_a_start_that_takes_long_is_a_fault_unless_others_had_the_processor() -> None:
    late = Run("", Outcome(ready=[Ready(wall=5, own=2.5)]), 1)
    assert "2.50 s of its own" in late.faults[0]
    assert Run("", Outcome(ready=[Ready(wall=5, own=1)]), 1).faults == []


def test_only_what_was_answered_is_acknowledged() -> None:
    ledger = Ledger()
    for status in (204, 0, 422):
        ledger.begin("a", (frozenset({str(status)}), frozenset()))
        ledger.end("a", Answer(status, {"stratagem-revision": "b.1"}, b""))
        if status:
            assert not ledger.under_way
    assert ledger.acknowledged == {"a": (frozenset({"204"}), frozenset())}
    assert (ledger.changes, ledger.revisions) == (1, {"b.1"})


def test_a_command_keeps_the_part_of_the_other(tmp_path: Path) -> None:
    file = tmp_path / "faults.md"
    page.write(file, page.SOAK, [page.table([("p99", "1 ms")])])
    page.write(file, page.KILLS, ["first"])
    page.write(file, page.KILLS, ["second"])
    text = file.read_text(encoding="utf-8")
    assert "| p99 | 1 ms |" in text
    assert "second" in text
    assert "first" not in text
    assert text.index(page.KILLS) < text.index(page.SOAK)
