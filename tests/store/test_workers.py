"""Worker processes: a query runs in one, is killed at its deadline, and takes nothing else with it."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import orjson
import pytest
from rdflib import Graph, Literal, URIRef

from kg.errors import (
    PoolBusyError,
    QueryError,
    QueryRefusedError,
    QueryTimeoutError,
    ResultTooLargeError,
    StoreError,
)
from kg.ns import REGISTER_GRAPH, source_graph, text_graph
from kg.store.embedded import EmbeddedStore
from kg.store.pool.process import Bounds, EndedError, WorkerProcess
from kg.store.pool.workers import QueryPool
from kg.store.syntax.guard import Checked, check

ROOT = Path(__file__).resolve().parents[2]
JSON = "application/sparql-results+json"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("workers") / "store"
    store = EmbeddedStore.open(directory)
    store.bulk_load(
        "".join(f'<a:s{n}> <a:p> "{n}" <{REGISTER_GRAPH}> .\n' for n in range(1000)).encode()
        + f'<a:s> <a:text> "hidden" <{text_graph("a")}> .\n<a:s> <a:q> "é" <{source_graph("a")}> .\n'.encode()
    )
    del store
    return directory


@pytest.fixture(scope="module")
def pool(path: Path) -> Iterator[QueryPool]:
    with QueryPool(path, bounds=Bounds(patience=20)) as made:
        yield made


def value(data: bytes) -> str:
    (binding,) = orjson.loads(data)["results"]["bindings"]
    (term,) = binding.values()
    return str(term["value"])


def gone(pid: int, seconds: float = 5.0) -> bool:
    """Whether a process ends within some seconds, with all its threads; its parent may not have seen it."""
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        try:
            threads = len(list(Path(f"/proc/{pid}/task").iterdir()))
            if threads == 1 and ") Z " in Path(f"/proc/{pid}/stat").read_text():
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.01)
    return False


def test_a_query_sees_what_the_store_shows(pool: QueryPool) -> None:
    assert value(pool.run(check(COUNT), JSON)) == "1001"
    named = check(f"SELECT ?o FROM <{text_graph('a')}> {{ ?s ?p ?o }}")
    assert value(pool.run(named, JSON)) == "hidden"
    assert value(pool.run(check(r"SELECT ?o { <a:s> <a:q> ?o FILTER (?o = '\u00e9') }"), JSON)) == "é"


def test_each_form_in_each_format(pool: QueryPool) -> None:
    select, ask = check("SELECT ?o { <a:s> <a:q> ?o }"), check("ASK {}")
    construct, describe = check("CONSTRUCT WHERE { <a:s> <a:q> ?o }"), check("DESCRIBE <a:s>")
    assert (
        select.media_types
        == ask.media_types
        == (
            JSON,
            "application/sparql-results+xml",
            "text/csv",
            "text/tab-separated-values",
        )
    )
    assert value(pool.run(select, JSON)) == "é"
    assert ET.fromstring(pool.run(select, select.media_types[1])).tag.endswith("sparql")
    assert pool.run(select, "text/csv").decode() == "o\r\né\r\n"
    assert pool.run(select, "text/tab-separated-values").decode() == '?o\n"é"\n'
    assert orjson.loads(pool.run(ask, JSON))["boolean"] is True
    triple = (URIRef("a:s"), URIRef("a:q"), Literal("é"))
    for query in (construct, describe):
        assert query.media_types[:3] == ("text/turtle", "application/n-triples", "application/rdf+xml")
        for media_type in query.media_types[:3]:
            assert list(Graph().parse(pool.run(query, media_type), format=media_type)) == [triple]
        (node,) = orjson.loads(pool.run(query, query.media_types[3]))
        assert node == {"@id": "a:s", "a:q": [{"@value": "é"}]}


def test_faults_of_a_query_are_errors_and_the_worker_goes_on(pool: QueryPool) -> None:
    before = sorted(pool.pids)
    with pytest.raises(QueryError, match="not accepted"):
        pool.run(check("SELECT ?x { ?x }"), JSON)
    with pytest.raises(QueryError, match="a:function"):
        pool.run(check("SELECT * { ?s ?p ?o FILTER (<a:function>(?s)) }"), JSON)
    with pytest.raises(QueryRefusedError, match="cannot be written as text/turtle"):
        pool.run(check(COUNT), "text/turtle")
    with pytest.raises(QueryRefusedError, match="cannot be written as text/csv"):
        pool.run(check("DESCRIBE <a:s>"), "text/csv")
    assert sorted(pool.pids) == before
    assert value(pool.run(check(COUNT), JSON)) == "1001"


def test_a_large_result_comes_whole_and_one_over_the_cap_not_at_all(path: Path) -> None:
    everything = check("SELECT ?a ?b { ?a <a:p> ?x . ?b <a:p> ?y FILTER (?x < '3') }")
    with QueryPool(path, workers=1) as wide:
        data = wide.run(everything, JSON)
    assert len(data) > 10_000_000
    assert len(orjson.loads(data)["results"]["bindings"]) % 1000 == 0
    with QueryPool(path, workers=1, bounds=Bounds(max_bytes=1_000_000)) as narrow:
        with pytest.raises(ResultTooLargeError) as refused:
            narrow.run(everything, JSON)
        assert refused.value.limit == 1_000_000
        assert refused.value.measured > 1_000_000
        assert value(narrow.run(check(COUNT), JSON)) == "1001"


def test_a_query_is_killed_at_its_deadline_and_another_worker_takes_its_place(path: Path) -> None:
    with QueryPool(path, workers=1, bounds=Bounds(deadline=0.5)) as pool:
        (before,) = pool.pids
        begin = time.monotonic()
        with pytest.raises(QueryTimeoutError) as late:
            pool.run(check(HEAVY), JSON)
        took = time.monotonic() - begin
        assert late.value.seconds == 0.5
        assert 0.5 <= took < 2
        assert gone(before)
        assert value(pool.run(check(COUNT), JSON)) == "1001"
        assert pool.pids != [before]


def test_a_full_pool_says_so(path: Path) -> None:
    with QueryPool(path, workers=1, bounds=Bounds(deadline=2, patience=0.1)) as pool:
        with ThreadPoolExecutor(1) as others:
            running = others.submit(pool.run, check(HEAVY), JSON)
            while pool._idle.qsize():
                time.sleep(0.01)
            with pytest.raises(PoolBusyError) as busy:
                pool.run(check(COUNT), JSON)
            with pytest.raises(QueryTimeoutError):
                running.result()
        assert (busy.value.workers, busy.value.waited) == (1, 0.1)
        assert isinstance(busy.value, StoreError)


def test_a_query_that_takes_too_much_memory_ends_alone(path: Path) -> None:
    grow = "".join(f"BIND (CONCAT(?v{n}, ?v{n}) AS ?v{n + 1}) " for n in range(34))
    text = f"SELECT (STRLEN(?v34) AS ?n) {{ BIND ('aaaa' AS ?v0) {grow} }}"
    with QueryPool(path, workers=1, bounds=Bounds(memory=128 * 1024 * 1024, deadline=20)) as pool:
        with pytest.raises(QueryError, match="128 MiB of memory"):
            pool.run(check(text), JSON)
        assert value(pool.run(check(COUNT), JSON)) == "1001"


@pytest.mark.skipif(sys.platform != "linux", reason="memory is capped on Linux alone")
def test_the_memory_that_is_capped_is_memory_in_use(path: Path) -> None:
    # The cap counts addresses: each that a worker has when it starts and does not use widens it by as much.
    with QueryPool(path, workers=1) as pool:
        assert value(pool.run(check(COUNT), JSON)) == "1001"
        mapped, resident = Path(f"/proc/{pool.pids[0]}/statm").read_text(encoding="ascii").split()[:2]
    assert (int(mapped) - int(resident)) * resource.getpagesize() < 128 * 1024 * 1024


def test_a_query_that_breaks_the_stack_ends_alone(path: Path) -> None:
    deep = "SELECT * { " + "{" * 20_000 + "}" * 20_000 + " }"
    with QueryPool(path, workers=1) as pool:
        with pytest.raises(QueryError, match="ended its process"):
            pool.run(Checked(deep, "SELECT", names_graphs=False), JSON)
        assert value(pool.run(check(COUNT), JSON)) == "1001"


def test_a_worker_that_was_killed_from_outside_is_replaced(path: Path) -> None:
    with QueryPool(path, workers=1) as pool:
        (pid,) = pool.pids
        os.kill(pid, signal.SIGKILL)
        assert gone(pid)
        assert value(pool.run(check(COUNT), JSON)) == "1001"


def test_a_query_whose_worker_is_killed_from_outside_is_asked_once_more(path: Path) -> None:
    with (
        QueryPool(path, workers=1, bounds=Bounds(deadline=30, patience=20)) as pool,
        ThreadPoolExecutor(1) as others,
    ):
        (pid,) = pool.pids
        os.kill(pid, signal.SIGSTOP)
        running = others.submit(pool.run, check(COUNT), JSON)
        while pool._idle.qsize():
            time.sleep(0.01)
        os.kill(pid, signal.SIGKILL)
        assert value(running.result()) == "1001"


def test_a_query_whose_worker_is_killed_twice_is_not_asked_again(path: Path) -> None:
    def seconds(pid: int) -> float:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return int(fields[11]) / os.sysconf("SC_CLK_TCK")

    with (
        QueryPool(path, workers=1, bounds=Bounds(deadline=60, patience=20)) as pool,
        ThreadPoolExecutor(1) as others,
    ):
        running = others.submit(pool.run, check(HEAVY), JSON)
        killed: set[int] = set()
        while len(killed) < 2:
            time.sleep(0.01)
            (pid,) = pool.pids
            if pid not in killed and seconds(pid) > 1:  # it does more than start
                os.kill(pid, signal.SIGKILL)
                killed.add(pid)
        with pytest.raises(QueryError, match="ended its process"):
            running.result()


def test_many_callers_share_the_workers(pool: QueryPool) -> None:
    def count(number: int) -> str:
        return value(pool.run(check(f"SELECT (COUNT(*) + {number} AS ?n) {{ ?s ?p ?o }}"), JSON))

    with ThreadPoolExecutor(8) as callers:
        assert list(callers.map(count, range(100))) == [str(1001 + number) for number in range(100)]


def test_a_worker_reaches_no_network(path: Path) -> None:
    """Past the guard on purpose: the process itself has no way out, where the system allows that."""
    probe = "from kg.store.pool.worker import leave_network; raise SystemExit(0 if leave_network() else 7)"
    allowed = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, check=False).returncode == 0
    with socket.create_server(("127.0.0.1", 0)) as server, QueryPool(path, workers=1) as pool:
        server.settimeout(1 if allowed else 20)
        port = server.getsockname()[1]
        called = threading.Event()

        def answer() -> None:
            try:
                connection, _ = server.accept()
            except TimeoutError:
                return
            called.set()
            connection.close()

        thread = threading.Thread(target=answer)
        thread.start()
        text = f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"
        with pytest.raises(QueryError):
            pool.run(Checked(text, "SELECT", names_graphs=False), JSON)
        thread.join()
        assert called.is_set() is not allowed


def test_a_store_that_is_not_there_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        QueryPool(tmp_path / "none")


def test_a_closed_pool_runs_nothing(path: Path) -> None:
    pool = QueryPool(path, workers=2, bounds=Bounds(patience=0.1))
    pids = pool.pids
    pool.close()
    assert all(gone(pid) for pid in pids)
    with pytest.raises(StoreError, match="closed"):
        pool.run(check(COUNT), JSON)
    pool.close()


def test_closing_ends_what_runs(path: Path) -> None:
    pool = QueryPool(path, workers=1)
    with ThreadPoolExecutor(1) as others:
        running = others.submit(pool.run, check(HEAVY), JSON)
        while pool._idle.qsize():
            time.sleep(0.01)
        pids = pool.pids
        pool.close()
        with pytest.raises(StoreError, match="closed"):
            running.result()
    assert all(gone(pid) for pid in [*pids, *pool.pids])


PARENT = """
import sys, threading
from pathlib import Path
from kg.store.syntax.guard import check
from kg.store.pool.workers import QueryPool
pool = QueryPool(Path(sys.argv[1]))
threading.Thread(target=pool.run, args=(check(sys.argv[2]), sys.argv[3]), daemon=True).start()
print(*pool.pids, flush=True)
sys.stdin.read()
"""


def test_workers_end_with_their_parent_even_in_the_middle_of_a_query(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(path), HEAVY, JSON],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(pids) == 2
        time.sleep(0.3)
        parent.kill()
    assert all(gone(pid) for pid in pids)


def test_a_request_that_was_never_read_goes_with_the_process(path: Path) -> None:
    worker = WorkerProcess(path, Bounds())
    worker.wait_until_ready()
    worker.kill()
    assert worker.was_killed
    with pytest.raises(EndedError):
        worker.ask({"query": COUNT})
    worker.end()
    assert worker._requests.closed
