"""`POST /validate`: a file from elsewhere against the shapes, in a process that can be ended."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, URIRef
from starlette.testclient import TestClient

from api.app import create_app
from api.routes.validation import LARGEST
from kg.store import formats
from kg.store.base import Store
from kg.store.pool.workers import QueryPool
from kg.validate.process import Bounds, Validator
from kg.validate.worker import LISTED, LONGEST, outcome
from tests.api.conftest import Document
from tests.api.test_problems import problem
from tests.repo.checkout import ROOT
from tests.store.test_workers import gone

CASES = ROOT / "tests" / "shapes" / "Claim"
CONFORMING = (CASES / "valid-typed.ttl").read_bytes()
VIOLATING = (CASES / "invalid-ClaimSpeaker-class.ttl").read_bytes()
CLAIM = "https://w3id.org/stratagem/id/claim/"
BARE_CLAIM = "<{}{}> a <https://w3id.org/stratagem/ontology#Claim> .\n"
TURTLE = "text/turtle"


def post(client: TestClient, data: bytes, media_type: str = TURTLE) -> Any:
    """The answer on a file."""
    return client.post("/validate", content=data, headers={"Content-Type": media_type})


def client_of(store: Store, pool: QueryPool, validator: Validator) -> TestClient:
    """A client of an application with another validator, each answer held against the OpenAPI document."""
    app = create_app(store, pool, "1", validator)
    made = TestClient(app)
    made.event_hooks = {"response": [Document(app).check]}
    return made


class Near(Validator):
    """A validator without a process, for what is the same in one."""

    def _answer(self, data: bytes, media_type: str) -> dict[str, Any]:
        return outcome(data, media_type)


@pytest.fixture(scope="module")
def near(article_store: Store, pool: QueryPool) -> TestClient:
    """A client of an application that validates in its own process."""
    return client_of(article_store, pool, Near())


def test_what_conforms(client: TestClient) -> None:
    answer = post(client, CONFORMING)
    assert answer.json() == {
        "conforms": True,
        "counts": {"violation": 0, "warning": 0, "info": 0},
        "total": 0,
        "results": [],
    }
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"


def test_a_violation_names_node_path_value_and_shape(client: TestClient) -> None:
    answer = post(client, VIOLATING, "text/turtle; charset=utf-8").json()
    assert (answer["conforms"], answer["total"]) == (False, 1)
    assert answer["counts"] == {"violation": 1, "warning": 0, "info": 0}
    node = {"type": "uri", "datatype": None, "language": None}
    assert answer["results"] == [
        {
            "severity": "violation",
            "shape": "https://w3id.org/stratagem/shapes#ClaimSpeaker",
            "component": "http://www.w3.org/ns/shacl#ClassConstraintComponent",
            "focus": {**node, "value": f"{CLAIM}c100000000000000"},
            "path": "<https://w3id.org/stratagem/ontology#speaker>",
            "value": {**node, "value": "https://w3id.org/stratagem/id/product/widget"},
            "message": "A claim has exactly one speaker, an agent, named or not.",
        }
    ]


@pytest.mark.parametrize("form", formats.FORMATS, ids=lambda form: form.suffix)
def test_each_format(near: TestClient, form: formats.Format) -> None:
    graph = URIRef("https://w3id.org/stratagem/graph/s") if form.graphs else None
    triples = Graph().parse(data=VIOLATING, format="turtle")
    data = formats.serialize([(s, p, o, graph) for s, p, o in triples], form)
    assert post(near, data, form.media_type).json()["counts"]["violation"] == 1


@pytest.mark.parametrize(
    ("media_type", "data", "line"),
    [
        (TURTLE, b"@prefix : <urn:x:> .\n\n:a :b ; oops .", 3),
        ("application/n-quads", b"<a:a> <a:b> <a:c> .\noops", 2),
        ("application/ld+json", b'{"@id":\n oops}', 2),
        ("application/rdf+xml", b"<rdf>\n</oops>", 2),
    ],
)
def test_a_syntax_error_has_its_line(near: TestClient, media_type: str, data: bytes, line: int) -> None:
    assert problem(post(near, data, media_type), 400, "rdf-syntax")["line"] == line


def test_a_process_tells_of_a_syntax_error(client: TestClient) -> None:
    body = problem(post(client, CONFORMING + b"oops"), 400, "rdf-syntax")
    assert body["line"] == CONFORMING.count(b"\n") + 1
    assert body["detail"].startswith("the data: not Turtle")


@pytest.mark.parametrize(
    ("media_type", "data", "says"),
    [
        ("application/ld+json", b'{"@context": "http://127.0.0.1:9/c.jsonld"}', "remote context"),
        ("application/rdf+xml", b'<!DOCTYPE r [<!ENTITY a "b">]><rdf>&a;</rdf>', "DOCTYPE"),
        ("application/ld+json", b"[" * 10_000 + b"]" * 10_000, "JSON-LD"),
        (TURTLE, b"\xff", "utf-8"),
    ],
)
def test_what_is_hostile(near: TestClient, media_type: str, data: bytes, says: str) -> None:
    assert says in problem(post(near, data, media_type), 400, "rdf-syntax")["detail"]


@pytest.mark.parametrize("media_type", ["", "text/csv", "application/json", "text/turtle; charset=latin-1"])
def test_other_media_types(client: TestClient, media_type: str) -> None:
    problem(post(client, CONFORMING, media_type), 415, "unsupported-media-type")


def test_a_file_that_is_too_large(client: TestClient) -> None:
    problem(post(client, b"#" * (LARGEST + 1)), 413, "content-too-large")


def test_other_formats_methods_and_parameters(client: TestClient) -> None:
    headers = {"Content-Type": TURTLE, "Accept": TURTLE}
    problem(client.post("/validate", content=CONFORMING, headers=headers), 406, "not-acceptable")
    problem(client.post("/validate?shape=x", content=CONFORMING), 400, "bad-parameter")
    answer = client.get("/validate")
    problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "POST"


def test_the_deadline_ends_the_process(
    article_store: Store, pool: QueryPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Recorded(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            started.append(self)

    monkeypatch.setattr("kg.store.pool.child.subprocess.Popen", Recorded)
    client = client_of(article_store, pool, Validator(Bounds(processes=1, deadline=0.1)))
    # More than a pipe holds: the process is ended while it is still being sent the file.
    for data in (CONFORMING, CONFORMING + b"#" * 1_000_000):
        assert problem(post(client, data), 504, "validation-timeout")["seconds"] == 0.1
    assert len(started) == 2
    assert all(process.poll() is not None for process in started)


def test_a_file_that_takes_too_much_memory(article_store: Store, pool: QueryPool) -> None:
    client = client_of(article_store, pool, Validator(Bounds(memory=64 * 1024 * 1024)))
    data = "".join(BARE_CLAIM.format(CLAIM, f"{number:016x}") for number in range(40_000))
    body = problem(post(client, data.encode()), 413, "content-too-large")
    assert body["limit"] == 64 * 1024 * 1024
    assert post(client, CONFORMING).json()["conforms"]


class Held(Near):
    """A validator whose work lasts until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.go = threading.Semaphore(0), threading.Event()

    def _answer(self, data: bytes, media_type: str) -> dict[str, Any]:
        self.inside.release()
        assert self.go.wait(10)
        return super()._answer(data, media_type)


def test_two_at_once_and_no_more(article_store: Store, pool: QueryPool) -> None:
    validator = Held()
    client = client_of(article_store, pool, validator)
    with ThreadPoolExecutor(2) as others:
        running = [others.submit(post, client, data) for data in (CONFORMING, VIOLATING)]
        assert all(validator.inside.acquire(timeout=10) for _ in running)
        answer = post(client, CONFORMING)
        validator.go.set()
        assert [other.result().json()["conforms"] for other in running] == [True, False]
    assert problem(answer, 503, "busy")["limit"] == 2
    assert answer.headers["retry-after"] == "1"
    assert post(client, CONFORMING).json()["conforms"]


def test_a_fault_of_ours_is_logged_and_not_told(
    near: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise TypeError("our secret")

    monkeypatch.setattr("kg.validate.worker.validate_file", fail)
    answer = post(near, CONFORMING)
    problem(answer, 500, "internal")
    assert "secret" not in answer.text
    assert "TypeError: our secret" in caplog.text


def test_an_answer_is_bounded() -> None:
    long = f"{CLAIM}{'a' * LONGEST}"
    data = "".join(BARE_CLAIM.format(CLAIM, f"{number:016x}") for number in range(LISTED // 2))
    answer = outcome((data + BARE_CLAIM.format(long, "")).encode(), TURTLE)
    assert len(answer["results"]) == LISTED < answer["total"] == sum(answer["counts"].values())
    assert {result["severity"] for result in answer["results"]} == {"violation"}
    cut = [r["focus"]["value"] for r in answer["results"] if r["focus"]["value"].endswith("…")]
    assert cut
    assert {len(value) for value in cut} == {LONGEST + 1}


PARENT = """
import subprocess, sys, threading
from kg.validate.process import Validator
class Told(subprocess.Popen):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        print(self.pid, flush=True)
subprocess.Popen = Told
claim = sys.stdin.readline()
data = "".join(claim.replace("0", f"{number:x}", 1) for number in range(20_000)).encode()
threading.Thread(target=Validator().run, args=(data, "text/turtle"), daemon=True).start()
sys.stdin.read()
"""


@pytest.mark.parametrize("seconds", [0.2, 3.0], ids=["while it starts", "while it works"])
def test_a_process_ends_with_its_parent(seconds: float) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        parent.stdin.write(BARE_CLAIM.format(CLAIM, "0").encode())
        parent.stdin.flush()
        pid = int(parent.stdout.readline())
        with pytest.raises(subprocess.TimeoutExpired):
            parent.wait(seconds)
        assert Path(f"/proc/{pid}").exists()
        parent.kill()
    assert gone(pid)
