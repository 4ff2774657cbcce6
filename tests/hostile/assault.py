"""Sends attacks to a server while good clients work, and says what each of them did."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from tests.hostile.corpus import Attack
from tests.hostile.server import HOST, Server

HOSTILE_HOST: Final = "127.0.0.2"
"""Where attacks come from: another client than the good ones, who come from 127.0.0.1."""

GOOD_PATHS: Final = (
    "/company/openai/fronts?_={n}",  # past the cache
    "/company/openai/fronts",
    "/sparql?query=" + quote("ASK { <https://w3id.org/stratagem/id/company/openai> ?p ?o }"),
)
BUSY: Final = "503 busy"
SILENT: Final = "silent"
UNAVAILABLE: Final = frozenset({503, 504})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attack: the answer as the corpus writes it, its seconds, what is wrong with it."""

    attack: Attack
    answer: str
    seconds: float
    faults: tuple[str, ...]


@dataclass(slots=True)
class Good:
    """What good clients got: seconds of each answer by path, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {path: [] for path in GOOD_PATHS})
    errors: list[str] = field(default_factory=list)

    def p99(self, path: str) -> float:
        """Seconds within which 99 of 100 answers came."""
        ordered = sorted(self.seconds[path])
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


class GoodClients:
    """A thread for each good path that asks all the while, ten times a second."""

    def __init__(self, port: int) -> None:
        self.found = Good()
        self._port = port
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(path,), daemon=True) for path in GOOD_PATHS]

    def __enter__(self) -> Good:
        for thread in self._threads:
            thread.start()
        return self.found

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(15)

    def _ask(self, path: str) -> None:
        number = 0
        connection = http.client.HTTPConnection(HOST, self._port, timeout=15)
        while not self._stop.is_set():
            number += 1
            begun = time.monotonic()
            try:
                connection.request("GET", path.format(n=number))
                answer = connection.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException) as error:
                self.found.errors.append(f"{path}: {error!r}")
                connection.close()
                continue
            self.found.seconds[path].append(time.monotonic() - begun)
            if answer.status != http.client.OK:
                self.found.errors.append(f"{path}: {answer.status} {body[:300]!r}")
            self._stop.wait(0.1)
        connection.close()


def assault(server: Server, attacks: Sequence[Attack], *, deadline: float, at_once: int) -> list[Outcome]:
    """Sends all attacks, `at_once` at a time, each on a connection of its own.

    Args:
        deadline: seconds that the server is set to give; an answer must come half a second later.
    """
    with ThreadPoolExecutor(at_once) as threads:
        return list(threads.map(lambda attack: _patient(server, attack, deadline + 0.5), attacks))


def _patient(server: Server, attack: Attack, longest: float) -> Outcome:
    """Sends an attack again when all workers were busy: else it would not be tried at all."""
    for _ in range(5):
        outcome = _one(server, attack, longest)
        if outcome.answer != BUSY or outcome.faults:
            break
        time.sleep(1)
    return outcome


def _one(server: Server, attack: Attack, longest: float) -> Outcome:
    begun = time.monotonic()
    status, kind, body = send(server.port, attack.request, longest + 3, ends=attack.ends)
    seconds = time.monotonic() - begun
    faults = []
    document = _problem(kind, body)
    answer = (
        f"{status} {document['type'].rpartition('/')[2]}" if document else str(status or kind or "closed")
    )
    if answer not in (*attack.expected, BUSY) and str(status) not in attack.expected:
        faults.append(f"answered {answer}, not {' or '.join(attack.expected)}: {body[:300]!r}")
    if status >= 500 and status not in UNAVAILABLE:
        faults.append(f"a fault of ours: {status}")
    if status >= 400 and not document and status != 400:
        faults.append(f"{status} as {kind}, not as a problem")
    if attack.measured and answer != BUSY and not {"limit", "measured"} <= document.keys():
        faults.append(f"the problem states no limit or measured value: {document}")
    if b"Traceback" in body or b"/site-packages/" in body:
        faults.append("the answer shows our insides")
    if seconds > longest:
        faults.append(f"the answer took {seconds:.2f} s")
    if not server.alive:
        faults.append("the server died")
    return Outcome(attack, answer, seconds, tuple(faults))


def _problem(kind: str, body: bytes) -> dict[str, str]:
    if not kind.startswith("application/problem+json"):
        return {}
    document: dict[str, str] = json.loads(body)
    return document


def send(port: int, data: bytes, timeout: float, *, ends: bool = False) -> tuple[int, str, bytes]:
    """Status, media type and body of the answer to these bytes; status 0 when there was none.

    The server may answer and close before it has read all: what it says counts, not that sending failed.
    """
    source = (HOSTILE_HOST, 0)
    with socket.create_connection((HOST, port), timeout, source_address=source) as connection:
        sending = threading.Thread(target=_send_all, args=(connection, data, ends), daemon=True)
        sending.start()
        answer = http.client.HTTPResponse(connection)
        try:
            answer.begin()
            return answer.status, answer.getheader("content-type", "") or "", answer.read()
        except (http.client.HTTPException, ConnectionError) as error:
            return 0, "", repr(error).encode()
        except TimeoutError:
            return 0, SILENT, b""
        finally:
            answer.close()


def _send_all(connection: socket.socket, data: bytes, ends: bool) -> None:
    try:
        connection.sendall(data)
        if ends:
            connection.shutdown(socket.SHUT_WR)
    except OSError:
        return
