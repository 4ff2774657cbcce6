"""Other faults: a second server, a clock that jumps, workers that die, a stop with a write under way."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg import paths
from kg.access import Tokens
from tests.conftest import Demo
from tests.faults.client import Client, Ledger, of_the_article, problem
from tests.faults.server import Server, command
from tests.faults.whole import content, disagreements, journal_gaps, newest

pytestmark = pytest.mark.usefixtures("uncounted")

JUMPS = """
import os, time
_real, _begun = time.time, time.monotonic()
def _jumping():
    # an hour ahead, an hour back, and so on, each for a tenth of a second
    return _real() + (3600 if int((time.monotonic() - _begun) * 10) % 2 else -3600)
time.time = _jumping
open(os.environ["STRATAGEM_JUMPED"], "a").write(f"{os.getpid()}\\n")
"""
ASK = "/sparql?query=ASK%20%7B%7D"


@dataclass
class Served:
    """A copy of the built store, its server and a client that may write."""

    store: Path
    server: Server
    token: str
    ledger: Ledger

    def client(self) -> Client:
        """Another connection to the server."""
        return Client(self.server.port, self.token, self.ledger)


@pytest.fixture
def store(demo: Demo, tmp_path: Path) -> Path:
    """A copy of the built store, to be written to."""
    ignored = shutil.ignore_patterns("lock", "tokens*")
    return Path(shutil.copytree(demo.store, tmp_path / "store", ignore=ignored))


@pytest.fixture
def served(store: Path, tmp_path: Path) -> Iterator[Served]:
    """The store, served by a process."""
    token = Tokens(store).make("faults", "write")
    with Server(store, tmp_path / "log", {"QUERY_DEADLINE": "5"}) as server:
        yield Served(store, server, token, Ledger())


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """A command of ours, to its end."""
    return subprocess.run(
        command(*words), cwd=paths.ROOT, capture_output=True, text=True, check=False, timeout=200
    )


def test_only_one_process_writes_and_the_others_say_what_to_do(
    served: Served, tmp_path: Path, store: Path
) -> None:
    with Server(store, tmp_path / "second.log") as second:
        assert served.client().replace(of_the_article(1, 1)).status == 201
        other = Client(second.port, served.token, Ledger())
        answer = other.replace(of_the_article(2, 1))
        assert (answer.status, problem(answer)) == (503, "not-ready"), answer.body
        assert b"end that server" in answer.body
        assert other.ask("GET", "/companies").status == 200
    third = run("serve", "--store", str(store), "--port", str(second.port))
    assert third.returncode != 0
    assert "end that server" in third.stderr + third.stdout
    seeds = Path(shutil.copytree(paths.SEEDS, tmp_path / "seeds"))
    with (seeds / "entities.yaml").open("a", encoding="utf-8") as file:
        file.write("# another\n")
    words = ("--seeds", str(seeds), "--store", str(store), "--out", str(tmp_path / "dist"))
    build = run("build", *words, "--no-shapes", "--no-reason")
    assert build.returncode != 0
    assert "end that server" in build.stderr
    for refused in (third, build):
        assert "Traceback" not in refused.stderr
    assert served.client().replace(of_the_article(1, 2)).status == 204
    assert served.server.stop() == 0
    assert run("build", *words, "--no-shapes", "--no-reason").returncode == 0


def test_a_clock_that_jumps_moves_nothing_but_dates(store: Path, tmp_path: Path) -> None:
    hook, jumped = tmp_path / "hook", tmp_path / "jumped"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(JUMPS, encoding="utf-8")
    token, ledger = Tokens(store).make("faults", "write"), Ledger()
    settings = {
        "PYTHONPATH": f"{hook}:{paths.ROOT}",
        "JUMPED": str(jumped),
        "QUERY_DEADLINE": "2",
        "QUERY_BUDGET": "1000000",
    }
    with Server(store, tmp_path / "log", settings) as server:
        assert str(server.process.pid) in jumped.read_text(encoding="ascii").split()
        client = Client(server.port, token, ledger)
        for edition in range(6):
            assert client.replace(of_the_article(1, edition)).is_good
            answer = client.ask("GET", ASK)
            assert answer.status == 200, answer.body
            time.sleep(0.07)
        heavy = "/sparql?query=SELECT%20(COUNT(*)%20AS%20?n)%20%7B?a%20?b%20?c.?d%20?e%20?f.?g%20?h%20?i%7D"
        begun = time.monotonic()
        assert client.ask("GET", heavy).status == 504
        assert 1.5 < time.monotonic() - begun < 20, "the deadline went by a clock that jumps"
        held = client.held("fault-1")
        assert held == ledger.acknowledged["fault-1"]
        time.sleep(2.5)
        assert client.revision().endswith(".6"), "snapshots wait for a clock that jumps"
        entries = client.journal()
        assert (len(entries), journal_gaps(entries)) == (6, [])
        server.kill()
        server.start()
        assert Client(server.port, token, ledger).held("fault-1") == held


def test_workers_that_die_are_replaced(served: Served) -> None:
    client = served.client()
    for round_ in range(3):
        workers = served.server.workers()
        assert workers
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        statuses = []
        until = time.monotonic() + 20
        while 200 not in statuses and time.monotonic() < until:
            statuses.append(client.ask("GET", ASK).status)
        assert statuses[-1] == 200, statuses
        assert set(statuses) <= {200, 503}
        assert client.ask("GET", "/companies").status == 200
        assert client.replace(of_the_article(1, round_)).is_good


def test_a_stop_lets_a_write_end_that_is_under_way(served: Served) -> None:
    ledger, stopping = served.ledger, threading.Event()
    after: list[int] = []

    def write(place: int) -> None:
        client = served.client()
        edition = 0
        while True:
            late = stopping.is_set()
            answer = client.replace(of_the_article(place, edition))
            edition += 1
            if late or answer.status in (0, 503):
                after.append(answer.status)
                return
            assert answer.is_good, answer.body

    threads = [threading.Thread(target=write, args=(place,)) for place in range(3)]
    for thread in threads:
        thread.start()
    while ledger.changes < 4:
        time.sleep(0.01)
    served.server.process.send_signal(signal.SIGTERM)
    stopping.set()
    code = served.server.process.wait(60)
    for thread in threads:
        thread.join(60)
    assert code == 0
    assert served.server.process.left() == []
    assert set(after) <= {0, 503, 200, 201, 204}, after
    acknowledged = dict(ledger.acknowledged)
    served.server.start()
    client = served.client()
    for slug, held in acknowledged.items():
        assert client.held(slug) in (held, ledger.under_way.get(slug, held))
    entries = client.journal()
    assert journal_gaps(entries) == []
    assert ledger.changes <= len(entries) <= ledger.changes + len(ledger.under_way)
    assert disagreements(newest(served.store)) == []


@pytest.mark.parametrize("form", ["backup.tar.gz", "backup"])
def test_a_backup_while_writes_go_on_is_of_one_revision(served: Served, tmp_path: Path, form: str) -> None:
    over = threading.Event()
    statuses: list[int] = []

    def write() -> None:
        client, edition = served.client(), 0
        while not over.is_set():
            statuses.append(client.replace(of_the_article(1, edition)).status)
            edition += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while served.ledger.changes < 3:
            time.sleep(0.02)
        time.sleep(2)
        made = run("backup", str(tmp_path / form), "--store", str(served.store))
    finally:
        over.set()
        writer.join()
    assert made.returncode == 0, made.stderr
    assert set(statuses) <= {201, 204}
    restored = tmp_path / "restored"
    assert run("restore", str(tmp_path / form), "--store", str(restored)).returncode == 0
    store = newest(restored)
    assert disagreements(store) == []
    revision = made.stderr.rpartition(" ")[2].strip()
    edition = int(revision.rpartition(".")[2]) - 1
    told = of_the_article(1, edition)
    graph = f"/graph/{told[0]}> ."
    there = {line.rpartition(" <")[0] + " ." for line in content(store) if line.endswith(graph)}
    sent = Ledger()
    Client(1, "", sent).replace(told)  # nobody listens: what it would have put is noted
    assert there == sent.under_way[told[0]][0]


def test_a_restored_backup_is_equal(served: Served, tmp_path: Path) -> None:
    client = served.client()
    for place in range(3):
        assert client.update(of_the_article(place, place)).is_good
    assert client.withdraw("fault-1").is_good
    time.sleep(2.5)
    assert run("backup", str(tmp_path / "b.tar"), "--store", str(served.store)).returncode == 0
    restored = tmp_path / "restored"
    assert run("restore", str(tmp_path / "b.tar"), "--store", str(restored)).returncode == 0
    assert content(newest(restored)) == content(newest(served.store))
    assert run("restore", str(tmp_path / "b.tar"), "--store", str(restored)).returncode != 0
    token = Tokens(restored).make("again", "write")
    with Server(restored, tmp_path / "again.log") as server:
        again = Client(server.port, token, Ledger(acknowledged=dict(served.ledger.acknowledged)))
        assert again.replace(of_the_article(3, 9)).is_good
        assert again.held("fault-2") == served.ledger.acknowledged["fault-2"]
        time.sleep(2)
        assert len(again.journal()) == 5
