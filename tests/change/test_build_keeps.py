"""A build after changes: it keeps what came over HTTP, and refuses what would lose it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg import paths
from kg.build import ALL, Options, build
from kg.change import Changes
from kg.errors import BuildError, StoreLockedError
from kg.ns import JOURNAL_GRAPH, source_graph, text_graph
from kg.store.disk.live import LiveStore
from tests.change.article import article
from tests.change.conftest import nquads


@pytest.fixture
def options(tmp_path: Path) -> Options:
    """A build of the seeds without the gates that take long."""
    seeds = tmp_path / "seeds"
    shutil.copytree(paths.SEEDS, seeds)
    made = Options(seeds, tmp_path / "store", tmp_path / "dist", shapes=False, reasoner=False)
    build(made)
    return made


def touch(options: Options) -> None:
    """Changes the seeds in their bytes alone."""
    file = options.seeds / "entities.yaml"
    file.write_bytes(file.read_bytes() + b"# looked at\n")


def test_sources_and_journal_go_over(options: Options) -> None:
    with LiveStore(options.store) as live:
        Changes(live).replace(article("second"), "ada")
        Changes(live).replace(article("third", words="It grew up."), "ada")
        Changes(live).withdraw("third", "bob")
        before = nquads(live.reading)
        changed = live.revision
    report, made = build(options)
    assert (report.fresh, made.revision) == (False, changed.rpartition(".")[0])
    touch(options)
    report, made = build(options)
    assert report.fresh
    assert report.carried == ["second"]
    with LiveStore(options.store) as live:
        assert live.revision == made.revision != changed
        assert nquads(live.reading) == before
        assert Changes(live).withdraw("second", "eve").revision == f"{made.revision}.4"
    assert not (options.store / "snapshots" / changed).exists()
    bundle = (options.out / ALL).read_text(encoding="utf-8")
    assert "source/second" in bundle
    assert "change/1" not in bundle
    assert '"ada"' not in bundle
    report, _ = build(options)
    assert not report.fresh


def test_the_same_seeds_with_other_sources_are_another_revision(options: Options) -> None:
    first = LiveStore(options.store)
    plain = first.generation.revision
    Changes(first).replace(article("second"), "ada")
    first.close()
    (options.out / ALL).unlink()  # so that the build is made again
    _, made = build(options)
    assert made.revision != plain
    with LiveStore(options.store) as live:
        assert live.reading.get_graph(str(source_graph("second")))
        assert live.reading.get_graph(str(text_graph("second")))
        assert live.reading.get_graph(str(JOURNAL_GRAPH))


def test_a_sheet_does_not_take_the_name_of_a_source_that_came_over_http(options: Options) -> None:
    with LiveStore(options.store) as live:
        Changes(live).replace(article("second"), "ada")
        before = nquads(live.reading)
    (options.seeds / "openai-crossroads").rename(options.seeds / "second")
    with pytest.raises(BuildError, match="DELETE /source/second"):
        build(options)
    with LiveStore(options.store) as live:
        assert nquads(live.reading) == before


def test_no_build_while_a_server_takes_changes(options: Options) -> None:
    with LiveStore(options.store) as live:
        touch(options)
        Changes(live).replace(article("second"), "ada")
        with pytest.raises(StoreLockedError, match="end that server"):
            build(options)
    assert build(options)[0].carried == ["second"]


def test_a_damaged_store_with_changes_is_not_built_over(options: Options) -> None:
    with LiveStore(options.store) as live:
        Changes(live).replace(article("second"), "ada")
    (options.store / "current").write_text("nothing\n")
    with pytest.raises(BuildError, match="restore a backup"):
        build(options)
