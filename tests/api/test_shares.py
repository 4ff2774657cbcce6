"""One client never has all query workers."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.edge.service import Service
from api.edge.shares import WAITING, Shares
from kg.errors import ShareUsedError
from kg.store.disk.generations import Generations
from kg.store.embedded import EmbeddedStore
from kg.store.pool.process import Bounds
from kg.store.pool.workers import QueryPool
from tests.conftest import Demo

HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(STR(?c) < STR(?i)) }"


def test_a_client_has_its_share_at_once_and_others_have_theirs() -> None:
    shares, running, most = Shares(2, 5), {"one": 0, "two": 0}, {"one": 0, "two": 0}

    async def ask(client: str) -> None:
        async with shares.turn(client):
            running[client] += 1
            most[client] = max(most[client], running[client])
            await anyio.sleep(0.01)
            running[client] -= 1

    async def both() -> None:
        async with anyio.create_task_group() as tasks:
            for _ in range(7):
                tasks.start_soon(ask, "one")
                tasks.start_soon(ask, "two")

    anyio.run(both)
    assert most == {"one": 2, "two": 2}
    assert shares._turns == shares._users == {}, "what nobody uses is forgotten"


def test_who_waits_too_long_or_behind_too_many_is_told() -> None:
    shares = Shares(1, 0.05)

    async def asked() -> None:
        async with shares.turn("one"):
            begun = time.monotonic()
            with pytest.raises(ShareUsedError, match="1 of your queries"):
                async with shares.turn("one"):
                    raise AssertionError("there were two at once")
            assert 0.04 < time.monotonic() - begun < 2
            shares._users["one"] = 1 + WAITING
            with pytest.raises(ShareUsedError):
                async with shares.turn("one"):
                    raise AssertionError("there were too many")
            shares._users["one"] = 1
        async with shares.turn("one"):
            return

    anyio.run(asked)


def test_a_second_heavy_query_of_a_client_waits_and_is_refused(demo: Demo) -> None:
    made = Generations(demo.store).current()
    assert made is not None
    path = made.path
    with QueryPool(path, 2, Bounds(deadline=1.5)) as pool:
        service = Service(shares=Shares(1, 0.2))
        with TestClient(create_app(EmbeddedStore.read_only(path), pool, "r1", service=service)) as client:

            def ask(query: str) -> int:
                return client.get("/sparql", params={"query": query}).status_code

            with ThreadPoolExecutor(1) as other:
                heavy = other.submit(ask, HEAVY)
                time.sleep(0.5)
                refused = client.get("/sparql", params={"query": "ASK {}"})
                assert heavy.result() == 504
            assert ask("ASK {}") == 200
    assert refused.status_code == 429
    assert refused.json()["type"].endswith("/share-used")
    assert refused.json()["limit"] == 1
    assert refused.headers["Retry-After"] == "1"
