"""Many clients, writes and hostile queries for a long time: `./run soak`.

python -m tests.faults.soak --minutes 30 --page docs/faults.md
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

from bench.servers import memory
from kg.access import Tokens
from tests.faults import page
from tests.faults.client import Client, Ledger, of_the_article
from tests.faults.server import Server
from tests.faults.whole import disagreements, journal_gaps, leaked, newest
from tests.hostile.assault import send
from tests.hostile.canary import names_of
from tests.hostile.corpus import Attack, queries
from tests.hostile.run import built, machine

CLIENTS: Final = 32
PAUSE: Final = 0.5
"""Mean seconds between an answer and the next request of a client."""
HOSTILE_EVERY: Final = 10.0
WRITE_EVERY: Final = 1.0
SOURCES: Final = 5
RATIO: Final = 2.0
GROWTH: Final = 0.10
"""The share by which memory may be larger in the last third than in the middle one."""
_ASK: Final = "ASK {{ <https://w3id.org/stratagem/id/company/openai> ?p ?o{n} }}"
_SELECT: Final = (
    "SELECT ?s ?l{n} {{ ?s a <https://w3id.org/stratagem/ontology#Company> ; ?p ?l{n} }} LIMIT 50"
)
KINDS: Final = {
    "resource": (30, "/company/openai/fronts?_={n}"),
    "cached resource": (18, "/company/openai/fronts"),
    "list": (20, "/claims?_={n}"),
    "question": (10, "/ask/fronts?company=openai&_={n}"),
    "ask": (10, "/sparql?query=" + quote(_ASK, safe="{}")),
    "sparql": (9, "/sparql?query=" + quote(_SELECT, safe="{}")),
    "export": (3, "/export.nt?_={n}"),
}
"""What good clients ask, with weights; `{n}` is another number each time. Of the slowest there is more than
one in a hundred: else chance says whether the p99 is one of these."""


@dataclass(slots=True)
class Phase:
    """What good clients got: kind and seconds of each answer, and what went wrong."""

    answers: list[tuple[str, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def seconds(self) -> list[float]:
        """How long each answer took."""
        return [seconds for _, seconds in self.answers]

    @property
    def p99(self) -> float:
        """Seconds within which 99 of 100 answers came."""
        return _p99(self.seconds)

    def p99_of(self, kind: str) -> float:
        """Seconds within which 99 of 100 answers of a kind came."""
        return _p99([seconds for name, seconds in self.answers if name == kind])


@dataclass(slots=True)
class Soak:
    """What a soak found. `resident`: seconds, bytes of the server, bytes of all its processes."""

    minutes: float
    quiet: Phase = field(default_factory=Phase)
    busy: Phase = field(default_factory=Phase)
    resident: list[tuple[float, int, int]] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    hostile: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """p99 with writes and hostile queries over p99 without."""
        return self.busy.p99 / max(self.quiet.p99, 1e-6)

    def growth(self, place: int) -> float:
        """The share by which memory (1: of the server, 2: of all) grew from the middle third to the last."""
        third = len(self.resident) // 3
        if not third:
            return 0.0
        middle = statistics.mean(row[place] for row in self.resident[third : 2 * third])
        return statistics.mean(row[place] for row in self.resident[2 * third :]) / middle - 1

    def slope(self, place: int) -> float:
        """Megabytes an hour by which memory grew after the first third, by least squares."""
        rows = self.resident[len(self.resident) // 3 :]
        if len(rows) < 3:
            return 0.0
        found = statistics.linear_regression([row[0] for row in rows], [row[place] for row in rows])
        return found.slope * 3600 / 2**20

    @property
    def faults(self) -> list[str]:
        """Everything that is wrong, a line each."""
        found = [f"a good client: {error}" for error in [*self.quiet.errors, *self.busy.errors][:20]]
        found += self.wrong
        if self.ratio > RATIO:
            found.append(f"p99 is {self.ratio:.2f} times that without writes; {RATIO:g} is allowed")
        if self.growth(1) > GROWTH:
            found.append(f"the memory of the server grew by {self.growth(1):.0%}; {GROWTH:.0%} is allowed")
        return found


def soak(store: Path, minutes: float, seed: int = 1) -> Soak:
    """Runs on a copy of a built store: a quiet part of a tenth of the time, the soak, a quiet part again."""
    found = Soak(minutes)
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "store"
        shutil.copytree(store, copy, ignore=shutil.ignore_patterns("lock", "tokens*"))
        token, ledger = Tokens(copy).make("soak", "write"), Ledger()
        with Server(copy, Path(name) / "log", {"QUERY_WORKERS": "4"}) as server:
            quiet = max(15.0, minutes * 6)
            _warm_up(server, token, ledger, seed)
            _read(server, found.quiet, quiet, seed)
            with _Trouble(server, token, ledger, found):
                _read(server, found.busy, minutes * 60, seed + 1)
            time.sleep(3)
            _read(server, found.quiet, quiet, seed + 2)
            client = Client(server.port, token, ledger)
            for slug, held in ledger.acknowledged.items():
                if client.held(slug) != held:
                    found.wrong.append(f"{slug} does not hold what was acknowledged")
            entries = client.journal()
            found.wrong += journal_gaps(entries)
            if len(entries) != ledger.changes:
                found.wrong.append(f"the journal has {len(entries)} changes of {ledger.changes}")
            client.close()
            found.wrong += disagreements(newest(copy))
            if server.stop():
                found.wrong.append("the server did not end well")
            server.start()  # it removes what readers of the one before may still have had open
            found.wrong += [f"{path} was left" for path in leaked(copy, changed=True)]
    return found


def _warm_up(server: Server, token: str, ledger: Ledger, seed: int) -> None:
    """Reads without a pause until caches are full, and replaces every source once, so that all is loaded:
    what memory grows by afterwards is no longer these."""
    _read(server, Phase(), 10.0, seed, pause=0.0)
    client = Client(server.port, token, ledger)
    for place in range(SOURCES):
        if not client.replace(of_the_article(place, place)).is_good:
            raise RuntimeError("a source cannot be written")
    client.close()
    time.sleep(3)  # the snapshot follows


def _read(server: Server, phase: Phase, seconds: float, seed: int, pause: float = PAUSE) -> None:
    """Good clients for so many seconds."""
    until = time.monotonic() + seconds
    chances = [random.Random(f"{seed}/{number}") for number in range(CLIENTS)]
    threads = [
        threading.Thread(target=_good, args=(server.port, phase, until, chance, pause)) for chance in chances
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _good(port: int, phase: Phase, until: float, chance: random.Random, pause: float) -> None:
    client = Client(port, "", Ledger())
    kinds, weights = list(KINDS), [weight for weight, _ in KINDS.values()]
    time.sleep(chance.uniform(0, 2 * pause))
    while time.monotonic() < until:
        kind = chance.choices(kinds, weights)[0]
        path = KINDS[kind][1].replace("{n}", str(chance.randrange(10**9)))
        begun = time.perf_counter()
        answer = client.read(path)
        if answer.status == 200:
            phase.answers.append((kind, time.perf_counter() - begun))
        else:
            phase.errors.append(f"{kind}: {answer.status} {answer.body[:200]!r}")
        time.sleep(chance.uniform(0, 2 * pause))
    client.close()


class _Trouble:
    """Writes, hostile queries and a look at the memory as long as the block runs."""

    def __init__(self, server: Server, token: str, ledger: Ledger, found: Soak) -> None:
        self._server, self._token, self._ledger, self._found = server, token, ledger, found
        self._over = threading.Event()
        self._threads = [threading.Thread(target=work) for work in (self._write, self._attack, self._watch)]

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _write(self) -> None:
        client, edition = Client(self._server.port, self._token, self._ledger), SOURCES
        while not self._over.wait(WRITE_EVERY):
            begun = time.perf_counter()
            answer = client.replace(of_the_article(edition % SOURCES, edition))
            self._found.writes.append(time.perf_counter() - begun)
            edition += 1
            if not answer.is_good:
                self._found.wrong.append(f"a write: {answer.status} {answer.body[:200]!r}")
        client.close()

    def _attack(self) -> None:
        chosen: Sequence[Attack] = queries(names_of("http://127.0.0.1:1/"))
        chance = random.Random(7)
        while not self._over.wait(HOSTILE_EVERY):
            send(self._server.port, chance.choice(chosen).request, 15.0)
            self._found.hostile += 1

    def _watch(self) -> None:
        begun, process = time.monotonic(), self._server.process
        while not self._over.wait(1.0):
            statm = Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii")
            everything = memory(process) * 2**20
            self._found.resident.append((time.monotonic() - begun, int(statm.split()[1]) * 4096, everything))


def figures(found: Soak) -> list[tuple[str, str]]:
    """What a soak measured, in words and figures."""
    mixed, quiet = found.busy, found.quiet
    resident = [row[1] / 2**20 for row in found.resident] or [0.0]
    everything = [row[2] / 2**20 for row in found.resident] or [0.0]
    asked = ", ".join(f"{name} {weight} %" for name, (weight, _) in KINDS.items())
    writes = sorted(found.writes) or [0.0]
    return [
        ("time", f"{found.minutes:g} minutes, {CLIENTS} clients ({asked})"),
        ("answers, errors", f"{len(mixed.seconds)}, {len(mixed.errors)}"),
        (
            "p50, p99 while sources are replaced",
            f"{_ms(statistics.median(mixed.seconds or [0]))}, {_ms(mixed.p99)}",
        ),
        (
            "p50, p99 quiet, before and after",
            f"{_ms(statistics.median(quiet.seconds or [0]))}, {_ms(quiet.p99)}",
        ),
        ("p99 over quiet p99, 2 at most", f"{found.ratio:.2f}"),
        ("p99 of each kind, busy and quiet", "; ".join(_of_kind(found, kind) for kind in KINDS)),
        (
            "writes, their p50 and slowest",
            f"{len(writes)}, {_ms(statistics.median(writes))}, {_ms(writes[-1])}",
        ),
        ("hostile queries", str(found.hostile)),
        (
            "memory of the server",
            f"{resident[0]:.0f} MB at the begin, {max(resident):.0f} MB at most, "
            f"slope {found.slope(1):+.1f} MB an hour",
        ),
        (
            "memory of all processes",
            f"{everything[0]:.0f} MB at the begin, {max(everything):.0f} MB at most, "
            f"slope {found.slope(2):+.1f} MB an hour",
        ),
        ("faults", str(len(found.faults))),
    ]


def _p99(seconds: Sequence[float]) -> float:
    ordered = sorted(seconds) or [0.0]
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


def _of_kind(found: Soak, kind: str) -> str:
    return f"{kind} {_ms(found.busy.p99_of(kind))} and {_ms(found.quiet.p99_of(kind))}"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="./run soak", description="Let many clients read, write and attack."
    )
    parser.add_argument("--minutes", type=float, default=30.0, help="how long (30)")
    parser.add_argument("--seed", type=int, default=1, help="of all that is drawn (1)")
    parser.add_argument("--store", type=Path, help="a built store of the seeds; without it one is built")
    parser.add_argument("--page", type=Path, help="write this part of docs/faults.md there")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        store = given.store or built(Path(name))
        print(f"soaking for {given.minutes * 1.2:g} minutes", file=sys.stderr, flush=True)
        found = soak(store, given.minutes, given.seed)
    table = figures(found)
    print("\n".join(f"{name}: {value}" for name, value in table))
    print("\n".join(f"FAULT {fault}" for fault in found.faults))
    if given.page:
        page.write(given.page, page.SOAK, [f"Measured on {machine()}.", page.table(table)])
    return bool(found.faults)


if __name__ == "__main__":
    sys.exit(main())
