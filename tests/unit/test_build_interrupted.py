"""A kill or a full disk in the middle of a build: the old store and bundles stand, the next build works."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from kg.build import Options, build
from kg.errors import StoreError
from kg.files import replace, staged
from kg.store.disk.generations import Generations
from kg.store.embedded import EmbeddedStore
from tests.unit.airline_seeds import Airline

pytestmark = pytest.mark.usefixtures("uncounted")

ROOT = Path(__file__).resolve().parents[2]
FULL_DISK = """
import resource, sys
from kg.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)), resource.RLIM_INFINITY))
try:
    main()
finally:  # what measures the tests writes at the end
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
"""
# Sizes of a file from which on the disk is full: nothing can be written, a part of a bundle can.
LIMITS = (0, 60_000)


@pytest.fixture
def airline(tmp_path: Path) -> Airline:
    return Airline(tmp_path)


@pytest.fixture
def options(airline: Airline, tmp_path: Path) -> Options:
    return Options(airline.folder, tmp_path / "store", tmp_path / "dist", shapes=False, reasoner=False)


def start(*words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *words], env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def arguments(options: Options) -> list[str]:
    return [str(options.seeds), str(options.store), str(options.out)]


def graphs(options: Options) -> dict[str, bytes]:
    current = Generations(options.store).current()
    assert current is not None
    store = current.open()
    return {name: store.get_graph(name) for name in store.graphs()}


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def unfinished(folders: Sequence[Path]) -> list[Path]:
    return [path for folder in folders for path in folder.rglob(".*")]


def test_a_kill_at_any_step_leaves_store_and_bundles_whole(airline: Airline, tmp_path: Path) -> None:
    changed = Airline(tmp_path / "changed").edit(
        "entities.yaml", "An airline of the far north.", "An airline."
    )

    def built_before(name: str) -> tuple[Options, Options]:
        old, new = (
            Options(seeds, tmp_path / name / "store", tmp_path / name / "dist", False, False)
            for seeds in (airline.folder, changed.folder)
        )
        build(old)
        return old, new

    rehearsal, options = built_before("rehearsal")
    old = graphs(rehearsal), files(rehearsal.out)
    done = start("-m", "tests.unit.build_and_die", *arguments(options), "0")
    assert done.returncode == 0, done.stderr
    steps = int(done.stdout)
    assert steps > 40
    new = graphs(options), files(options.out)
    assert new[0] != old[0]
    assert new[1].keys() == old[1].keys()
    seen = []
    for last in (1, *range(steps - 15, steps, 4)):
        _, options = built_before(f"killed-{last}")
        killed = start("-m", "tests.unit.build_and_die", *arguments(options), str(last))
        assert killed.returncode == -9, killed.stderr
        assert graphs(options) in (old[0], new[0])
        bundles = {name: content for name, content in files(options.out).items() if name in old[1]}
        assert bundles.keys() == old[1].keys()
        assert all(content in (old[1][name], new[1][name]) for name, content in bundles.items())
        seen.append((graphs(options) == new[0], bundles == new[1]))
        build(options)
        assert (graphs(options), files(options.out)) == new
        assert unfinished([options.store, options.out]) == []
    assert seen[0] == (False, False)
    assert (True, False) in seen, "the moment between store and bundles was met"
    assert seen[-1] == (True, True)


@pytest.mark.parametrize("limit", LIMITS)
def test_a_full_disk_is_one_sentence_and_changes_nothing(
    airline: Airline, options: Options, limit: int
) -> None:
    build(options)
    before = files(options.out), graphs(options), (options.store / "current").read_text(encoding="utf-8")
    airline.edit("entities.yaml", "An airline of the far north.", "An airline.")
    words = ["build", "--seeds", str(options.seeds), "--store", str(options.store), "--out", str(options.out)]
    done = start("-c", FULL_DISK, str(limit), *words, "--no-shapes", "--no-reason")
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    told = done.stderr.splitlines()[-1]
    assert told.startswith("stratagem: ")
    assert "cannot be written" in told
    assert done.stdout == ""
    after = files(options.out), graphs(options), (options.store / "current").read_text(encoding="utf-8")
    assert after == before
    report, _ = build(options)
    assert report.fresh
    assert unfinished([options.store, options.out]) == []


def test_a_store_that_cannot_be_filled_leaves_the_bundles(
    airline: Airline, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(options)
    before = files(options.out), graphs(options)
    airline.edit("entities.yaml", "An airline of the far north.", "An airline.")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(EmbeddedStore, "bulk_load", full)
        with pytest.raises(StoreError, match=r"cannot be written: .*No space left on device"):
            build(options)
    assert (files(options.out), graphs(options)) == before
    assert build(options)[0].fresh


def test_files_stand_in_their_places_only_after_the_block(tmp_path: Path) -> None:
    one, two = tmp_path / "a" / "one", tmp_path / "b" / "two"
    replace(one, b"old")
    with staged({one: b"new", two: b"new"}):
        assert one.read_bytes() == b"old"
        assert not two.exists()
    assert (one.read_bytes(), two.read_bytes()) == (b"new", b"new")
    assert unfinished([tmp_path]) == []
    assert one.stat().st_mode & 0o777 == 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_block_that_fails_leaves_the_old_files(tmp_path: Path) -> None:
    file = tmp_path / "one"
    replace(file, b"old")
    with pytest.raises(KeyError), staged({file: b"new", tmp_path / "two": b"new"}):
        raise KeyError
    assert files(tmp_path) == {"one": b"old"}


def test_what_a_killed_process_left_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / ".new-one").write_bytes(b"left over and longer than what comes")
    replace(tmp_path / "one", b"new")
    assert files(tmp_path) == {"one": b"new"}


def test_two_processes_do_not_write_one_file(tmp_path: Path) -> None:
    file = tmp_path / "one"
    with staged({file: b"first"}), pytest.raises(StoreError, match=r"another process writes .*one; wait"):
        replace(file, b"second")
    assert file.read_bytes() == b"first"


def test_a_file_that_another_process_has_just_put_in_place_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "one"

    def overtaken(*_: object) -> None:
        (tmp_path / ".new-one").rename(file)

    monkeypatch.setattr(fcntl, "flock", overtaken)
    with pytest.raises(StoreError, match="another process writes"):
        replace(file, b"second")
    assert files(tmp_path) == {"one": b""}


@pytest.mark.parametrize("obstacle", ["file for a folder", "folder for a file"])
def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path, obstacle: str) -> None:
    file = tmp_path / "folder" / "one"
    if obstacle == "file for a folder":
        (tmp_path / "folder").write_text("in the way", encoding="utf-8")
    else:
        file.mkdir(parents=True)
    with pytest.raises(StoreError, match=r"one cannot be written: \w+"):
        replace(file, b"new")
    assert unfinished([tmp_path]) == []
