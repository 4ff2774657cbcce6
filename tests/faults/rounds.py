"""Rounds of kill -9: a server at work is killed at a drawn moment, started again, and asked what it has."""

from __future__ import annotations

import random
import shutil
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kg import paths
from kg.access import Tokens
from kg.store.disk.generations import Generations
from tests.faults.client import NOTHING, Client, Ledger, Telling
from tests.faults.server import Child, Ready, Server, command
from tests.faults.whole import digest, disagreements, journal_gaps, leaked, newest

BEFORE_AIM: Final = 1
"""Changes that are acknowledged in a round before its kill."""
PATIENCE: Final = 30.0
_WRITERS: Final = 2


@dataclass(slots=True)
class Outcome:
    """What the rounds of a run found.

    Attributes:
        rounds: how many of each kind.
        moments: how many kills hit a write that was under way, and how many left what was half done on disk.
        ready: how long each restart took.
        acknowledged: the writes that were acknowledged.
        kept: the writes that were under way at a kill and turned out to be there.
        derivations: how often a full derivation was compared.
        faults: all that was wrong, a line each.
    """

    rounds: Counter[str] = field(default_factory=Counter)
    moments: Counter[str] = field(default_factory=Counter)
    ready: list[Ready] = field(default_factory=list)
    acknowledged: int = 0
    kept: int = 0
    derivations: int = 0
    faults: list[str] = field(default_factory=list)


class Rounds:
    """A store, its server and its clients over many rounds; to be closed."""

    def __init__(self, store: Path, folder: Path, told: Telling, seed: int, every: int = 5) -> None:
        """
        Args:
            store: the directory of a built graph; it is written to.
            folder: where logs, backups and the seeds of builds are put.
            told: makes the sources that are written.
            seed: of all that is drawn.
            every: after so many rounds a full derivation is compared.
        """
        self.store, self._folder, self._told, self._every = store, folder, told, every
        self._chance = random.Random(seed)
        self.outcome = Outcome()
        self._tokens = Tokens(store).make(f"faults-{time.time_ns()}", "write")
        self._ledger = Ledger()
        self._entries, self._edition = 0, 0
        self._broken_build = self._full = False
        self.server = Server(store, folder / "server.log", {"QUERY_DEADLINE": "60"})
        self.server.start()
        self._kinds: Mapping[str, Callable[[], None]] = {
            "replace": self._replace,
            "update": self._update,
            "withdraw": self._withdraw,
            "snapshot": self._snapshot,
            "compaction": self._compaction,
            "start": self._start,
            "restore": self._restore,
            "build": self._build,
        }

    def close(self) -> None:
        """Ends the server."""
        self.server.stop()

    def run(self, number: int, kind: str) -> None:
        """One round: work, kill, restart, checks."""
        before = len(self.outcome.faults)
        self._full = number % self._every == self._every - 1
        self._kinds[kind]()
        self.outcome.rounds[kind] += 1
        try:
            self._check(full=self._full)
        except (AssertionError, OSError) as error:
            self.outcome.faults.append(f"the check failed: {error}")
        for place in range(before, len(self.outcome.faults)):
            self.outcome.faults[place] = f"round {number}, {kind}: {self.outcome.faults[place]}"

    # What a round does until its kill.

    def _replace(self) -> None:
        self._at_work("replace", self._in_flight)

    def _update(self) -> None:
        self._at_work("update", self._in_flight)

    def _withdraw(self) -> None:
        self._at_work("withdraw", self._in_flight)

    def _snapshot(self) -> None:
        """At the moment at which a snapshot is being made, or somewhat after."""
        folder = self.store / "snapshots"
        self._at_work("replace", lambda: self._seen(lambda: any(folder.glob(".new-*")), 0.01))

    def _compaction(self) -> None:
        """When the engine has written a table: every second time it then merges tables."""
        before = self._tables()
        self._at_work("replace", lambda: self._seen(lambda: bool(self._tables() - before), 0.06))

    def _start(self) -> None:
        """While the server starts after a kill."""
        self._at_work("replace", self._in_flight)
        self._kill_of(self.server.kill())
        self.server.launch()
        time.sleep(
            self._chance.uniform(
                0, 1.5 * max(ready.wall for ready in self.outcome.ready[-5:] or [Ready(1, 1)])
            )
        )
        self._kill_of(self.server.kill())
        self._restart()

    def _restore(self) -> None:
        """A backup of the graph while it is served and written, then kills of its restore."""
        archive, other = self._folder / "backup.tar", self._folder / "restored"
        shutil.rmtree(other, ignore_errors=True)
        archive.unlink(missing_ok=True)
        with self._working("replace"):
            self._killed(command("backup", str(archive), "--store", str(self.store)), 2.5)
            self._done(command("backup", str(archive), "--store", str(self.store)))
        self._killed(command("restore", str(archive), "--store", str(other)), 2.5, other / ".new-restored")
        if Generations(other).current() is None:
            self._done(command("restore", str(archive), "--store", str(other)))
        if found := leaked(other, changed=True):
            self.outcome.faults.append(f"the restore left {found}")
        if self._full:
            self.outcome.faults += disagreements(newest(other))
        self._kill_of(self.server.kill())
        self._restart()

    def _build(self) -> None:
        """A build from other seeds is killed, and every third time made again to its end."""
        self.server.stop()
        seeds = self._folder / "seeds"
        if not seeds.is_dir():
            shutil.copytree(paths.SEEDS, seeds)
        with (seeds / "entities.yaml").open("a", encoding="utf-8") as file:
            file.write(f"# {self._chance.random()}\n")
        words = command(
            "build", "--seeds", str(seeds), "--store", str(self.store), "--no-shapes", "--no-reason"
        )
        words += ["--out", str(self._folder / "dist")]
        aim = self.store / "generations" if self._chance.random() < 0.5 else None
        self._killed(words, 4.0, aim)
        self._broken_build = True
        if self.outcome.rounds["build"] % 3 == 2:
            self._done(words)
            self._broken_build = False
            if left := list((self._folder / "dist").glob(".new-*")):
                self.outcome.faults.append(f"the build left {left}")
        self._restart()

    def _killed(self, words: list[str], longest: float, aim: Path | None = None) -> None:
        """Starts a command and kills it at a drawn moment, or soon after it has begun to write in `aim`."""
        process = Child(words, self._folder / "commands.log", {})
        if aim is None:
            time.sleep(self._chance.uniform(0, longest))
        else:
            self._seen(
                lambda: (
                    process.poll() is not None
                    or any(aim.parent.glob(f"{aim.name}/.new-*"))
                    or (aim.name.startswith(".new-") and aim.exists())
                ),
                0.1,
            )
        self.outcome.moments[
            "a command was running" if process.poll() is None else "a command had ended"
        ] += 1
        process.kill()
        process.wait()
        self._kill_of(process.left())

    def _done(self, words: list[str]) -> None:
        """Runs a command to its end."""
        done = subprocess.run(words, cwd=paths.ROOT, capture_output=True, text=True, check=False, timeout=300)
        if done.returncode:
            self.outcome.faults.append(f"`{' '.join(words[3:])}` failed: {done.stderr[-500:]}")

    # How a kill meets its moment.

    def _at_work(self, kind: str, wait: Callable[[], None]) -> None:
        """Kills the server while clients write, and starts it again."""
        with self._working(kind):
            wait()
            self._kill_of(self.server.kill())
        if kind != "start":
            self._restart()

    def _working(self, kind: str) -> _Working:
        return _Working(self, kind)

    def _in_flight(self) -> None:
        """A drawn time after some writes."""
        time.sleep(self._chance.uniform(0, 0.5))

    def _seen(self, holds: Callable[[], bool], most: float) -> None:
        """A drawn time, `most` seconds at most, after something is seen on disk."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                if holds():
                    break
            except OSError:
                continue  # it went away while we looked
            time.sleep(0.0005)
        else:
            self.outcome.moments["what was waited for did not come"] += 1
        time.sleep(self._chance.uniform(0, most))

    def _tables(self) -> frozenset[str]:
        return frozenset(path.name for path in self.store.glob("written/*/*.sst"))

    def _kill_of(self, left: list[int]) -> None:
        if left:
            self.outcome.faults.append(f"processes were left: {left}")

    def _restart(self) -> None:
        self.server.start()
        self.outcome.ready.append(self.server.ready)

    # What must hold after it.

    def _check(self, *, full: bool) -> None:
        ledger, client = self._ledger, Client(self.server.port, self._tokens, self._ledger)
        if any(held != NOTHING for held in ledger.under_way.values()):
            self.outcome.moments["a write was under way"] += 1
        kept = 0
        for slug in sorted({*ledger.acknowledged, *ledger.under_way}):
            kept += self._settle(client, slug)
        self.outcome.kept += kept
        entries = client.journal()
        expected = self._entries + ledger.changes + kept
        self.outcome.faults += journal_gaps(entries)
        if len(entries) != expected:
            self.outcome.faults.append(f"the journal has {len(entries)} changes of {expected}")
        if lost := ledger.revisions - {revision for _, revision in entries}:
            self.outcome.faults.append(f"the journal lost {sorted(lost)}")
        self.outcome.acknowledged += ledger.changes
        self._entries, ledger.changes = len(entries), 0
        ledger.revisions.clear()
        client.close()
        changed = Generations(self.store).was_changed and not self._broken_build
        for path in leaked(self.store, changed=changed, interrupted_build=self._broken_build):
            self.outcome.faults.append(f"{path} was left")
        if full:
            self.outcome.derivations += 1
            self.outcome.faults += disagreements(newest(self.store))

    def _settle(self, client: Client, slug: str) -> int:
        """Compares what a source holds; 1 when a write that was under way is there."""
        ledger = self._ledger
        held, acknowledged = client.held(slug), ledger.acknowledged.get(slug, NOTHING)
        under_way = ledger.under_way.pop(slug, acknowledged)
        if held not in (acknowledged, under_way):
            self.outcome.faults.append(f"{slug} holds neither what was acknowledged nor what was under way")
        ledger.acknowledged[slug] = held
        return int(held == under_way != acknowledged)

    def next_edition(self) -> int:
        """A number that no source of this run had."""
        self._edition += 1
        return self._edition


class _Working:
    """Clients that write until the server is gone or the block ends; it begins when some writes are there."""

    def __init__(self, rounds: Rounds, kind: str) -> None:
        self._rounds, self._kind = rounds, kind
        self._over = threading.Event()
        self._begun = rounds._ledger.changes
        self._threads = [threading.Thread(target=self._write, args=(n,)) for n in range(_WRITERS)]

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()
        ledger, until = self._rounds._ledger, time.monotonic() + PATIENCE
        while ledger.changes < self._begun + BEFORE_AIM and time.monotonic() < until:
            time.sleep(0.005)

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _write(self, writer: int) -> None:
        rounds = self._rounds
        client = Client(rounds.server.port, rounds._tokens, rounds._ledger)
        # Each writer has a source of its own for each way to write it: no two wait for the same.
        place = writer + _WRITERS * ["replace", "update", "withdraw"].index(self._kind)
        while not self._over.is_set():
            told = rounds._told(place, rounds.next_edition())
            there = rounds._ledger.acknowledged.get(told[0], NOTHING) != NOTHING
            if self._kind == "update":
                answer = client.update(told)
            elif self._kind == "withdraw" and there:
                answer = client.withdraw(told[0])
            else:
                answer = client.replace(told)
            if answer.status == 0:
                break
            if not answer.is_good and answer.status != 503:
                rounds.outcome.faults.append(f"{self._kind}: {answer.status} {answer.body[:300]!r}")
                break
        client.close()


KINDS: Final = ("replace", "update", "withdraw", "snapshot", "compaction", "start", "restore", "build")


def order(rounds: int, kinds: tuple[str, ...] = KINDS) -> list[str]:
    """The kinds of so many rounds, in turn."""
    return [kinds[number % len(kinds)] for number in range(rounds)]


__all__ = ["KINDS", "Outcome", "Rounds", "digest", "order"]
