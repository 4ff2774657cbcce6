"""The log: a line a request, no text of a query or a client in it that could look like another line."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from api.edge import logs
from api.edge.logs import Events, Line, RequestLog, query_hash
from api.edge.request_ids import REQUEST_ID

SECRET = 'select "x"\n* {}'


LINE = Line(
    at=1_800_000_000.25,
    method="GET",
    route="/sparql",
    status=200,
    rows=3,
    bytes=120,
    seconds=0.0125,
    id="abc-00000001",
    query=SECRET,
    revision="r1",
    client="192.0.2.1",
)


def line(**other: Any) -> Line:
    """A line of a query, with other members where they are given."""
    return replace(LINE, **other)


def written(form: str, *lines: Line, texts: bool = False) -> str:
    """What a log has after these lines."""
    stream = io.StringIO()
    log = RequestLog(stream, form, texts=texts)
    for one in lines:
        log.put(one)
    log.close()
    return stream.getvalue()


def test_json_has_every_member_of_a_request() -> None:
    assert json.loads(written("json", line())) == {
        "time": "2027-01-15T08:00:00.250+00:00",
        "event": "request",
        "method": "GET",
        "route": "/sparql",
        "status": 200,
        "rows": 3,
        "bytes": 120,
        "ms": 12.5,
        "id": "abc-00000001",
        "query_hash": query_hash(SECRET),
        "revision": "r1",
        "client": "192.0.2.1",
    }


@pytest.mark.parametrize("form", ["json", "console"])
def test_the_text_of_a_query_is_written_only_where_it_is_asked_for(form: str) -> None:
    assert "select" not in written(form, line())
    assert "select" in written(form, line(), texts=True)


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_request_is_one_line_whatever_a_client_sends(form: str) -> None:
    hostile = line(method="GET\n1970 request status=200", client="x y=z\x1b[31m\u2028")
    text = written(form, hostile, line(), texts=True)
    assert text.count("\n") == 2
    assert form == "json" or len(text.splitlines()) == 2
    assert "\x1b" not in text


def test_lines_of_many_threads_are_all_written_in_order() -> None:
    text = written("json", *(line(bytes=number) for number in range(5000)))
    assert [json.loads(one)["bytes"] for one in text.splitlines()] == list(range(5000))


def test_what_nobody_reads_is_dropped_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_MOST_WAITING", 2)
    monkeypatch.setattr(logs, "INTERVAL", 60)
    text = written("json", line(), line(), line(), line())
    assert [json.loads(one).get("lines") for one in text.splitlines()] == [None, None, 2]


def record(fault: Exception | None = None) -> logging.LogRecord:
    """An event of the library's own logger, with a fault where one is given."""
    info = (type(fault), fault, None) if fault else None
    return logging.LogRecord("stratagem.api", logging.ERROR, "f.py", 1, "a request failed", None, info)


@pytest.fixture
def request_id() -> Iterator[str]:
    """A request that is being answered."""
    token = REQUEST_ID.set("abc-00000007")
    yield "abc-00000007"
    REQUEST_ID.reset(token)


def test_an_event_has_the_request_s_identifier_and_the_traceback(request_id: str) -> None:
    try:
        raise RuntimeError("no\ndisk")
    except RuntimeError:
        failed = record()
        failed.exc_info = sys.exc_info()
    members = json.loads(Events("json").format(failed))
    assert members["id"] == request_id
    assert members["level"] == "error"
    assert "RuntimeError: no\ndisk" in members["exception"]
    shown = Events("console").format(failed)
    assert f"id={request_id}" in shown
    assert all(one.startswith("    ") for one in shown.splitlines()[1:])


def test_install_sends_events_to_the_stream() -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    try:
        logs.install("json", "warning", stream)
        logging.getLogger("stratagem.api").info("quiet")
        logging.getLogger("stratagem.api").warning("heard")
    finally:
        root.handlers[:], root.level = before, level
    assert [json.loads(one)["event"] for one in stream.getvalue().splitlines()] == ["heard"]
