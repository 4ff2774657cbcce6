"""The real server as a process, watched from outside: does it live, and how much memory does it take?"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.repo.checkout import ROOT

HOST: Final = "127.0.0.1"
_PAGE: Final = os.sysconf("SC_PAGESIZE")


class Server:
    """`stratagem serve` on a free port of 127.0.0.1, with settings of its own; to be used in a `with`.

    Attributes:
        port: where it listens.
        pid: its process.
        peaks: the most resident bytes that were seen, of the server itself (`api`) and of the largest of its
            workers (`worker`), sampled every 20 ms.
    """

    def __init__(self, store: Path, settings: Mapping[str, str]) -> None:
        with socket.create_server((HOST, 0)) as probe:
            self.port = int(probe.getsockname()[1])
        settings = {"HOSTS": HOST, **settings}  # attacks are written before the port is known
        own = {f"STRATAGEM_{name}": value for name, value in settings.items()}
        self._log = (store.parent / f"server-{self.port}.log").open("w+b")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kg.cli", "serve", "--store", str(store), "--port", str(self.port)],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | own,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self.pid = self._process.pid
        self.peaks = {"api": 0, "worker": 0}
        self._stop = threading.Event()
        self._watch = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Self:
        until = time.monotonic() + 60
        while True:
            try:
                socket.create_connection((HOST, self.port), timeout=1).close()
                break
            except OSError:
                if not self.alive or time.monotonic() > until:
                    self.__exit__(None, None, None)
                    raise RuntimeError(f"the server did not start: {self.log}") from None
                time.sleep(0.05)
        self._watch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self.log = self._read_log()
        self._log.close()

    @property
    def alive(self) -> bool:
        """Whether it is still the process that was started."""
        return self._process.poll() is None

    def memory(self) -> int:
        """Resident bytes of the server itself, now."""
        return _resident(self.pid)

    def workers(self) -> list[int]:
        """The processes that it has started."""
        found = []
        for task in Path(f"/proc/{self.pid}/task").glob("*/children"):
            try:
                found += [int(pid) for pid in task.read_text(encoding="ascii").split()]
            except OSError:
                continue  # the thread has ended meanwhile
        return found

    def files(self) -> int:
        """The files and sockets that it has open."""
        return len(list(Path(f"/proc/{self.pid}/fd").iterdir()))

    def _read_log(self) -> str:
        self._log.seek(0)
        return self._log.read().decode(errors="replace")

    def _sample(self) -> None:
        while not self._stop.wait(0.02):
            self.peaks["api"] = max(self.peaks["api"], _resident(self.pid))
            for worker in self.workers():
                self.peaks["worker"] = max(self.peaks["worker"], _resident(worker))


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0  # it has ended
