"""The directory of a store: what stands in use through builds, kills, full disks and two builds at once."""

from __future__ import annotations

import fcntl
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.errors import RdfSyntaxError, StoreError
from kg.ns import REGISTER_GRAPH
from kg.store.disk.generations import Generations

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "tests" / "store" / "build_and_die.py"
FULL_DISK = """
import resource, sys
from pathlib import Path
from kg.errors import StoreError
from kg.store.disk.generations import Generations
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    Generations(Path(sys.argv[1])).load("second", sys.stdin.buffer.read(), b"{}")
except StoreError as error:
    sys.exit(f"StoreError: {error}")
"""


def nquads(word: str, count: int = 3) -> bytes:
    return "".join(f'<a:{word}{n}> <a:p> "{word}" <{REGISTER_GRAPH}> .\n' for n in range(count)).encode()


def words(generations: Generations) -> set[str]:
    generation = generations.current()
    assert generation is not None
    return {row["o"] for row in generation.open().rows("SELECT DISTINCT ?o WHERE { ?s ?p ?o }")}


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "store")


def names(generations: Generations) -> list[str]:
    return sorted(path.name for path in (generations.directory / "generations").iterdir())


def test_nothing_is_in_use_before_the_first_build(generations: Generations) -> None:
    assert generations.current() is None
    assert not generations.directory.exists()


def test_a_build_is_put_in_use_with_its_report(generations: Generations) -> None:
    made = generations.load("first", nquads("one"), b'{"triples": 3}')
    assert made == generations.current()
    assert made.revision == "first"
    assert made.report.read_bytes() == b'{"triples": 3}'
    assert (generations.directory / "current").read_text() == "first\n"
    assert words(generations) == {"one"}
    assert names(generations) == ["first", "first.json"]


def test_the_one_before_stays_for_its_readers_and_older_ones_go(generations: Generations) -> None:
    reader = generations.load("first", nquads("one"), b"{}").open()
    generations.load("second", nquads("two"), b"{}")
    assert names(generations) == ["first", "first.json", "second", "second.json"]
    generations.load("third", nquads("three"), b"{}")
    assert names(generations) == ["second", "second.json", "third", "third.json"]
    assert words(generations) == {"three"}
    assert len(reader) == 3


def test_a_complete_generation_is_used_again(generations: Generations) -> None:
    first = generations.load("first", nquads("one"), b"{}")
    made = first.path.stat().st_ino
    generations.load("second", nquads("two"), b"{}")
    again = generations.load("first", b"never read", b'{"again": true}')
    assert again.path.stat().st_ino == made
    assert words(generations) == {"one"}
    assert again.report.read_bytes() == b'{"again": true}'
    generations.load("first", b"never read", b"{}")
    assert names(generations) == ["first", "first.json", "second", "second.json"]


def test_a_damaged_generation_is_built_again(generations: Generations) -> None:
    made = generations.load("first", nquads("one"), b"{}")
    (made.path / "CURRENT").unlink()
    with pytest.raises(StoreError):
        made.open()
    generations.load("first", nquads("one"), b"{}")
    assert words(generations) == {"one"}


@pytest.mark.parametrize("content", [b"absent\n", b"../escape\n", b"", b"\xff"])
def test_a_damaged_current_is_an_error_until_the_next_build(generations: Generations, content: bytes) -> None:
    generations.load("first", nquads("one"), b"{}")
    (generations.directory / "current").write_bytes(content)
    with pytest.raises(StoreError, match="current"):
        generations.current()
    generations.load("second", nquads("two"), b"{}")
    assert words(generations) == {"two"}


@pytest.mark.parametrize("revision", ["", "..", "a/b", ".new-x", "a" * 101, "a b"])
def test_a_revision_is_a_plain_name(generations: Generations, revision: str) -> None:
    with pytest.raises(StoreError, match="cannot name"):
        generations.load(revision, nquads("one"), b"{}")


def test_content_that_is_no_nquads_changes_nothing(generations: Generations) -> None:
    generations.load("first", nquads("one"), b"{}")
    for bad in (b"<broken", b"<a:s> <a:p> 'o' .\n", b"<a:s> <a:p> <a:o> .\n"):
        with pytest.raises(RdfSyntaxError):
            generations.load("second", nquads("two") + bad, b"{}")
    assert names(generations) == ["first", "first.json"]
    assert words(generations) == {"one"}


def test_two_builds_do_not_collide(generations: Generations) -> None:
    generations.load("first", nquads("one"), b"{}")
    with (generations.directory / "lock").open() as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(StoreError, match="another process writes"):
            generations.load("second", nquads("two"), b"{}")
        assert words(generations) == {"one"}
    generations.load("second", nquads("two"), b"{}")
    assert words(generations) == {"two"}


def build(directory: Path, revision: str, last: int, data: bytes) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, str(BUILD), str(directory), revision, str(last)]
    return subprocess.run(
        command, input=data, capture_output=True, check=False, env={"PYTHONPATH": str(ROOT)}
    )


def test_a_kill_at_any_step_leaves_one_generation_whole(tmp_path: Path) -> None:
    """The build is killed at each of its steps in turn; then the next build must come through."""
    rehearsal = Generations(tmp_path / "rehearsal")
    rehearsal.load("first", nquads("one"), b"{}")
    done = build(rehearsal.directory, "second", 0, nquads("two"))
    assert done.returncode == 0, done.stderr.decode()
    steps = int(done.stdout)
    assert steps > 20
    seen = set()
    chance = random.Random(3)
    swap = range(steps - 9, steps + 1)
    for last in [*chance.sample(range(1, swap.start), 5), *swap]:
        generations = Generations(tmp_path / f"killed-{last}")
        generations.load("first", nquads("one"), b"{}")
        killed = build(generations.directory, "second", last, nquads("two"))
        assert killed.returncode == -9
        found = words(generations)
        assert found in ({"one"}, {"two"})
        seen |= found
        made = generations.load("second", nquads("two"), b"{}")
        assert made.open().get_graph(REGISTER_GRAPH).count(b"two") == 2 * 3
        assert words(generations) == {"two"}
        assert not [name for name in names(generations) if name.startswith(".new-")]
    assert seen == {"one", "two"}


def test_a_kill_at_any_moment_of_a_long_build(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    generations.load("first", nquads("one"), b"{}")
    data = nquads("two", 60_000)
    for number in range(4):
        command = [sys.executable, str(BUILD), str(tmp_path), "second", "0"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, env={"PYTHONPATH": str(ROOT)}) as process:
            assert process.stdin is not None
            process.stdin.write(data)
            process.stdin.close()
            give_up = time.monotonic() + 20
            while len(names(generations)) < 3 and process.poll() is None and time.monotonic() < give_up:
                time.sleep(0.001)
            time.sleep(0.05 * number)
            process.kill()
        assert words(generations) in ({"one"}, {"two"})
    assert len(generations.load("second", data, b"{}").open()) == 60_000


def test_a_full_disk_is_an_error_and_changes_nothing(generations: Generations) -> None:
    generations.load("first", nquads("one"), b"{}")
    data = nquads("two", 20_000)
    for limit in (100, 60_000, 300_000):
        done = subprocess.run(
            [sys.executable, "-c", FULL_DISK, str(generations.directory), str(limit)],
            input=data,
            capture_output=True,
            check=False,
            env={"PYTHONPATH": str(ROOT)},
        )
        assert done.returncode == 1, done.stderr.decode()
        message = done.stderr.decode()
        assert message.startswith("StoreError: ")
        assert "still stands" in message
        assert words(generations) == {"one"}
        assert names(generations) == ["first", "first.json"]
    generations.load("second", data, b"{}")
    assert words(generations) == {"two"}


def test_a_directory_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be written"):
        Generations(tmp_path / "file").load("first", nquads("one"), b"{}")
