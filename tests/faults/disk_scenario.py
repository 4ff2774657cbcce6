"""What happens on a disk that fills up: run by `test_full_disk.py` on a tmpfs of its own.

python -m tests.faults.disk_scenario STORE DISK FOLDER

copies the built STORE to DISK, serves it from there, fills DISK, and prints a JSON object of what it saw.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from kg import paths
from kg.access import Tokens
from tests.faults.client import Client, Ledger, of_the_article, problem
from tests.faults.server import Server, command
from tests.faults.whole import content, disagreements, newest

_GOOD: Final = (
    "/company/openai/fronts",
    "/companies",
    "/sparql?query=ASK%20%7B%7D",
    "/healthz",
    "/export.nt",
)


def fill(disk: Path, leave: int = 0) -> Path:
    """Fills a disk with one file, but `leave` bytes."""
    file = disk / "filler"
    with file.open("wb", buffering=0) as out, suppress(OSError):
        while True:
            size = min(65536, shutil.disk_usage(disk).free - leave)
            if size < 4096:
                break
            out.write(os.urandom(size))
    return file


def served(store: Path, folder: Path) -> dict[str, Any]:
    """A server whose disk is full for some time."""
    seen: dict[str, Any] = {}
    token, ledger = Tokens(store).make("disk", "write"), Ledger()
    with Server(store, folder / "server.log") as server:
        client = Client(server.port, token, ledger)
        seen["before"] = client.replace(of_the_article(1, 1)).status
        time.sleep(2)  # the snapshot is there: what is written from now on is new
        revision, held = client.revision(), client.held("fault-1")
        filler = fill(store.parent)
        answers = [client.update(of_the_article(2, number)) for number in range(4)]
        answers += [client.replace(of_the_article(1, 2)), client.withdraw("fault-1")]
        seen["full"] = [[answer.status, problem(answer)] for answer in answers]
        seen["read"] = [client.ask("GET", path).status for path in _GOOD]
        seen["ready"] = client.ask("GET", "/readyz").status
        seen["unchanged"] = client.held("fault-1") == held and client.held("fault-2") == (
            frozenset(),
            frozenset(),
        )
        seen["same revision"] = client.revision() == revision
        filler.unlink()
        again = client.replace(of_the_article(1, 3))
        seen["after"] = [again.status, again.body.decode()[:500]]
        seen["there"] = client.held("fault-1") == ledger.acknowledged["fault-1"]
        seen["ready after"] = client.ask("GET", "/readyz").status
        time.sleep(4)  # a snapshot that could not be made is tried again
        server.kill()
        server.start()
        client = Client(server.port, token, ledger)
        seen["after a kill"] = client.held("fault-1") == ledger.acknowledged["fault-1"]
        seen["changes"] = len(client.journal())
    seen["whole"] = disagreements(newest(store))
    return seen


def built_and_backed_up(store: Path, folder: Path) -> dict[str, Any]:
    """A build and a backup on a full disk, then with room."""
    disk, seen = store.parent, {}
    seeds = folder / "seeds"
    shutil.copytree(paths.SEEDS, seeds)
    with (seeds / "entities.yaml").open("a", encoding="utf-8") as file:
        file.write("# another\n")
    build = command("build", "--seeds", str(seeds), "--store", str(store), "--out", str(disk / "dist"))
    build += ["--no-shapes", "--no-reason"]
    backup = command("backup", str(disk / "backup.tar"), "--store", str(store))
    before, current = content(newest(store)), (store / "current").read_text(encoding="utf-8")
    filler = fill(disk, 100_000)
    listing = sorted(str(path) for path in disk.rglob("*") if path.is_dir())
    for name, words in (("build", build), ("backup", backup)):
        seen[name] = _run(words)
    seen["left"] = sorted(
        {str(path) for path in disk.rglob("*") if path.is_dir()} ^ {*listing, str(disk / "dist")}
    )
    seen["kept"] = content(newest(store)) == before
    seen["current kept"] = (store / "current").read_text(encoding="utf-8") == current
    filler.unlink()
    seen["build after"], seen["backup after"] = _run(build), _run(backup)
    seen["new ones"] = sorted(path.name for path in disk.rglob(".new-*"))
    return seen


def _run(words: list[str]) -> list[Any]:
    done = subprocess.run(words, cwd=paths.ROOT, capture_output=True, text=True, check=False, timeout=200)
    return [done.returncode, done.stderr[-400:]]


def main() -> None:
    """Runs both and prints what was seen."""
    source, disk, folder = map(Path, sys.argv[1:])
    store = disk / "store"
    shutil.copytree(source, store, ignore=shutil.ignore_patterns("lock", "tokens*"))
    seen = served(store, folder) | built_and_backed_up(store, folder)
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
