"""The server that runs the application: its log, its metrics, and a stop that lets running requests end."""

from __future__ import annotations

import ctypes
import resource
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Final

import uvicorn

from api.edge import logs
from api.edge.logs import RequestLog
from api.edge.service import Service
from api.edge.traffic import MetricsServer
from api.edge.unread import ReadProtocol
from kg.disk import has_room
from kg.errors import BadParameterError
from kg.settings import Settings

Application = Callable[..., Awaitable[None]]
"""An application as servers run it (ASGI)."""

HOST: Final = "127.0.0.1"
GRACE: Final = 75.0
"""Seconds that running requests have to end after a signal: the longest, a check of a file, has 60."""

SWITCH_INTERVAL: Final = 0.0005
"""Seconds after which a thread of Python lets another go on (5 ms by itself): readers go on beside a change.

Measured with a change a second and 32 readers: p99 36 ms instead of 89, without changes 22.
"""

_M_MMAP_THRESHOLD: Final = -3
LARGE_PIECE: Final = 1024 * 1024
"""Bytes from which a piece of memory is the system's own, and goes back to it as soon as it is free."""

FILES: Final = 16_384
"""Open files to ask the system for: each connection is one, and most systems begin with 1,024."""


@contextmanager
def service_of(settings: Settings, port: int, directory: Path) -> Iterator[Service]:
    """The edge that the settings ask for, its log written as long as the block runs.

    `directory` is where the store is: `/readyz` says whether its disk has room.
    """
    logs.install(settings.log, settings.log_level)
    log = None
    if settings.log_level != "warning":
        log = RequestLog(sys.stderr, settings.log, texts=settings.log_level == "debug")
    try:
        yield Service.of(settings, port, log, partial(has_room, directory))
    finally:
        if log is not None:
            log.close()


def run(app: Application, service: Service, settings: Settings, port: int) -> None:
    """Serves on 127.0.0.1 until SIGTERM or Ctrl-C.

    After that running requests end, new ones get a 503, then the application ends, and this returns; a second
    signal ends it at once.
    """
    sys.setswitchinterval(SWITCH_INTERVAL)
    allow_files()
    give_memory_back()
    with metrics(service, settings.metrics_port):
        config = uvicorn.Config(
            app,
            host=HOST,
            port=port,
            http=ReadProtocol,
            log_config=None,
            log_level="warning",
            access_log=False,
            # Who the client is, `api.edge.clients` says by the settings; this would believe any program here.
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
        StoppingServer(config, service).run()


def allow_files() -> None:
    """Lets this process have as many files open as the system allows it, FILES at most."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def give_memory_back() -> None:
    """Lets the memory of large answers go back to the system when they are sent, where glibc has it.

    By itself it keeps it once a large piece was freed: measured after ten answers of 20 MB, 265 MB instead of
    the 99 MB before them.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, LARGE_PIECE)


@contextmanager
def metrics(service: Service, port: int) -> Iterator[MetricsServer | None]:
    """The numbers of a service on a loopback port as long as the block runs; none for port 0."""
    if not port:
        yield None
        return
    service.traffic.gauge("requests_running", "Requests that are being answered.", lambda: service.running)
    try:
        server = MetricsServer(service.traffic, port)
    except OSError as error:
        raise BadParameterError(
            "STRATAGEM_METRICS_PORT", str(port), f"{error.strerror}; name another, or 0 for none"
        ) from None
    try:
        yield server
    finally:
        server.close()


class StoppingServer(uvicorn.Server):
    """uvicorn, but a signal first lets running requests end while new ones are told to come again.

    By itself it would close its sockets at once, so that new requests were refused without an answer, and
    would end by the signal it was sent instead of with 0.
    """

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service, self._until = service, 0.0

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Takes a signal: the first begins to stop, the second stops."""
        del sig, frame
        if self._service.stopping:
            self.should_exit = self.force_exit = True
        self._until = time.monotonic() + GRACE
        self._service.stopping = True

    async def on_tick(self, counter: int) -> bool:
        """Whether to end now; asked ten times a second."""
        if await super().on_tick(counter):
            return True
        late = time.monotonic() > self._until
        return self._service.stopping and (late or not self._service.running)
