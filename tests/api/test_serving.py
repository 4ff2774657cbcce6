"""`stratagem serve` as a process: what it logs and counts, and how it stops."""

from __future__ import annotations

import http.client
import json
import signal
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.api.served import HOST, Served, serving
from tests.conftest import Demo

HEAVY = "/sparql?" + urlencode({"query": "select (count(*) as ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"})


@pytest.fixture
def served(demo: Demo, tmp_path: Path) -> Iterator[Served]:
    """The first article, served by a process."""
    with serving(demo.store, tmp_path / "log") as made:
        yield made


def test_it_answers_to_its_own_name_only(served: Served) -> None:
    assert served.get("/companies")[0] == 200
    assert served.get("/companies", {"Host": "evil.example"})[0] == 421
    assert served.get("/companies", {"Host": f"localhost:{served.port}"})[0] == 200
    assert served.get("/readyz")[0] == 200


def test_no_program_on_this_machine_is_believed_about_the_client(served: Served) -> None:
    served.get("/companies", {"X-Forwarded-For": "198.51.100.7"})
    time.sleep(0.5)
    lines = [line for line in served.lines() if line["event"] == "request"]
    assert {line["client"] for line in lines} == {HOST}


def test_numbers_are_on_a_port_of_their_own(served: Served) -> None:
    served.get("/companies")
    served.get("/sparql?query=ask%20%7B%7D")
    assert served.get("/metrics")[0] == 404
    with urllib.request.urlopen(f"http://{HOST}:{served.metrics}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    assert 'stratagem_requests_total{method="GET",route="/companies",status="200"} 1.0' in text
    assert 'stratagem_request_seconds_count{route="/sparql"} 1.0' in text
    work = next(line for line in text.splitlines() if line.startswith("stratagem_work_seconds_total "))
    assert float(work.split()[1]) > 0
    assert "process_resident_memory_bytes" in text


def test_a_stop_lets_running_requests_end_and_turns_new_ones_away(served: Served) -> None:
    slow: list[int] = []
    running = threading.Thread(target=lambda: slow.append(served.get(HEAVY)[0]))
    running.start()
    time.sleep(1)
    served.process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    status, headers, body = served.get("/companies")
    assert status == 503
    assert int(headers["Retry-After"]) > 0
    assert json.loads(body)["type"].endswith("/stopping")
    assert served.get("/healthz")[0] == 200
    running.join(20)
    assert slow == [504]
    assert served.process.wait(10) == 0
    lines = [line for line in served.lines() if line["event"] == "request"]
    assert [line["status"] for line in lines if line["route"] == "/sparql"] == [504]
    assert json.loads(body)["request_id"] in {line["id"] for line in lines}


def test_an_idle_server_stops_at_once_and_two_signals_end_any(demo: Demo, tmp_path: Path) -> None:
    with serving(demo.store, tmp_path / "idle") as idle:
        begun = time.monotonic()
        idle.process.send_signal(signal.SIGINT)
        assert idle.process.wait(10) == 0
        assert time.monotonic() - begun < 5
    with serving(demo.store, tmp_path / "busy", STRATAGEM_QUERY_DEADLINE="60") as busy:
        threading.Thread(target=lambda: _ask_and_lose(busy), daemon=True).start()
        time.sleep(1)
        busy.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert busy.process.poll() is None
        busy.process.send_signal(signal.SIGTERM)
        busy.process.wait(15)


def _ask_and_lose(served: Served) -> None:
    try:
        served.get(HEAVY)
    except (OSError, http.client.HTTPException):
        return
