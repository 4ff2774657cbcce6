"""Servers of a benchmark: on free loopback ports, started and ended by their own process."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path


def program(name: str) -> str:
    """The path of a program that a package of this environment installed; SystemExit with the remedy."""
    found = shutil.which(name, path=str(Path(sys.executable).parent))
    if found is None:
        raise SystemExit(f"{name} is missing in this environment: pip install {name}")
    return found


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(
    command: list[str], port: int, patience: float = 30.0, settings: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a server until the block ends; SystemExit when it does not listen within `patience` seconds.

    `settings` are added to the environment.
    """
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(settings or {})},
    )
    try:
        deadline = time.monotonic() + patience
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"`{' '.join(command)}` does not answer on port {port}")
            time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        process.wait(10)


def memory(process: subprocess.Popen[bytes]) -> int:
    """The memory of a server and of the processes that it started, in MB: what is theirs alone, and their
    share of what they share (PSS of Linux)."""
    found, pids = 0, [process.pid]
    while pids:
        pid = pids.pop()
        with suppress(OSError):
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
            found += int(next(line for line in rollup.split("\n") if line.startswith("Pss:")).split()[1])
            for task in Path(f"/proc/{pid}/task").iterdir():
                pids += [int(child) for child in (task / "children").read_text(encoding="ascii").split()]
    return found // 1024


def at_rest(process: subprocess.Popen[bytes], patience: float = 180.0) -> int:
    """The memory of a server (see `memory`) once it has not grown for three seconds."""
    until, seen = time.monotonic() + patience, [0]
    while time.monotonic() < until and (len(seen) < 4 or max(seen[-4:]) > min(seen[-4:]) + 1):
        time.sleep(1)
        seen.append(memory(process))
    return seen[-1]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0
