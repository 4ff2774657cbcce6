"""Checks a file from elsewhere in a process of its own, with a deadline, bounded memory and no network.

pyshacl cannot be interrupted, and what it costs depends on the data: measured on 0.40.1 with 15 shapes, 41 s
and 221 MB for 100,000 triples.
"""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from typing import Any, Final

import orjson

from kg.errors import (
    RdfSyntaxError,
    ValidationBusyError,
    ValidationTimeoutError,
    ValidationTooHeavyError,
)
from kg.meter import working
from kg.store.pool.child import start
from kg.validate.results import ShapesError


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds of validations.

    Attributes:
        processes: validations at once.
        deadline: seconds until a process is killed, its start (about a second) included.
        memory: bytes that a process may take beyond what it has when it starts (where the system can cap it:
            Linux).
    """

    processes: int = 2
    deadline: float = 60.0
    memory: int = 1024 * 1024 * 1024


DEFAULT_BOUNDS: Final = Bounds()


class Validator:
    """Starts a process a file, a few at once. It may be used from several threads and keeps nothing open."""

    def __init__(self, bounds: Bounds = DEFAULT_BOUNDS) -> None:
        self._bounds = bounds
        self._places = threading.BoundedSemaphore(bounds.processes)

    def run(self, data: bytes, media_type: str) -> dict[str, Any]:
        """The report on a file as JSON of `kg.validate.worker`; it blocks until the process has ended.

        ValidationBusyError at once when all places are taken, ValidationTimeoutError at the deadline,
        ValidationTooHeavyError when the process ends by the file, RdfSyntaxError with the line when the file
        is not RDF of its media type, ShapesError when the shapes cannot be run on it.
        """
        if not self._places.acquire(blocking=False):
            raise ValidationBusyError(self._bounds.processes)
        try:
            with working():
                answer = self._answer(data, media_type)
        finally:
            self._places.release()
        match answer.get("error"):
            case "syntax":
                raise RdfSyntaxError(answer["origin"], answer["detail"], answer["line"])
            case "memory":
                raise ValidationTooHeavyError(self._bounds.memory)
            case "failure":
                raise ShapesError(f"the shapes cannot be run on a file: {answer['detail']}")
        return answer

    def _answer(self, data: bytes, media_type: str) -> dict[str, Any]:
        """What the process says; that it was killed at its deadline is an error, any other end `memory`."""
        process = start("kg.validate.worker")
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        deadline = threading.Timer(self._bounds.deadline, end)
        deadline.daemon = True
        deadline.start()
        config = {"media_type": media_type, "size": len(data), "memory": self._bounds.memory}
        said = b""
        # A pipe breaks when the process ends before it has read everything.
        with contextlib.suppress(BrokenPipeError), process:
            try:
                assert process.stdin is not None
                assert process.stdout is not None
                process.stdin.write(orjson.dumps(config) + b"\n" + data)
                process.stdin.flush()
                said = process.stdout.read()
            finally:
                deadline.cancel()
                process.kill()
        if late.is_set():
            raise ValidationTimeoutError(self._bounds.deadline)
        answer: dict[str, Any] = orjson.loads(said) if said.endswith(b"\n") else {"error": "memory"}
        return answer
