"""Hostile input against the real server: nobody can hurt it, and good clients do not notice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import Demo
from tests.hostile import corpus
from tests.hostile.assault import Good, Outcome
from tests.hostile.canary import Canary, names_of
from tests.hostile.corpus import Attack
from tests.hostile.notation import expand
from tests.hostile.run import Run, attacks, run, summary
from tests.hostile.server import HOST

pytestmark = pytest.mark.usefixtures("uncounted")

NAMES = names_of("http://127.0.0.1:1/")
DEADLINE = 1.0
SAMPLE = 20
"""The ordinary suite sends one in so many of each family."""


def test_the_corpus_is_as_large_as_it_must_be() -> None:
    queries = {(attack.family, attack.entry) for attack in corpus.queries(NAMES)}
    bodies = {(attack.family, attack.entry) for attack in corpus.bodies(NAMES)}
    assert len(queries) >= 200
    assert len(bodies) >= 150


@pytest.mark.parametrize("found", [corpus.queries(NAMES), corpus.bodies(NAMES)], ids=["queries", "bodies"])
def test_each_attack_is_one_of_its_own(found: list[Attack]) -> None:
    requests = Counter(attack.request for attack in found)
    assert not [attack.name for attack in found if requests[attack.request] > 1]
    assert all(attack.expected for attack in found)


def test_a_corpus_that_is_not_there_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "HERE", tmp_path)
    with pytest.raises(FileNotFoundError, match="no corpus"):
        corpus.queries(NAMES)


@pytest.mark.parametrize(
    ("text", "written_out"),
    [
        ("a«bc»×3d", "abcbcbcd"),
        ("«⟨n⟩<⟨n+1⟩ »×2", "0<1 1<2 "),
        ("«(«x»×2)»×2", "(xx)(xx)"),
        ("«»×5", ""),
        ("⟨here⟩", "there"),
    ],
)
def test_the_notation(text: str, written_out: str) -> None:
    assert expand(text, {"here": "there"}) == written_out


@pytest.mark.parametrize("text", ["«a", "a»×", "⟨nowhere⟩"])
def test_what_is_no_notation_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="no notation"):
        expand(text, {})


def test_the_canary_hears_who_calls() -> None:
    import socket

    with Canary() as canary:
        port = int(canary.address.rstrip("/").rpartition(":")[2])
        with socket.create_connection((HOST, port)) as caller:
            caller.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert caller.recv(10) == b""
        assert canary.calls == [b"GET / HTTP/1.1\r\n\r\n"]


def test_a_run_names_all_that_is_wrong() -> None:
    attack = Attack("family", "name", "name", b"", ("400",), measured=False, path="/")
    outcome = Outcome(attack, "500 internal", 9.0, ("a fault of ours: 500",))
    good = Good(errors=["late"])
    found = Run(1, [outcome], good, {"api": 2**40, "worker": 0}, [b"GET"], alive=False, seconds=1)
    assert [fault.partition(":")[0] for fault in found.faults] == [
        "family / name",
        "a good client",
        "the canary was called",
        f"api took {2**40} bytes of memory; 262144000 are allowed",
        "the server died",
    ]


def test_a_sample_of_each_family_does_no_harm(demo: Demo) -> None:
    found = run(demo.store, DEADLINE, SAMPLE)
    assert not found.faults, "\n".join(found.faults)
    assert {o.attack.family for o in found.outcomes} == {attack.family for attack in attacks(NAMES)}


@pytest.mark.hostile
def test_the_whole_corpus_does_no_harm(demo: Demo) -> None:
    found = run(demo.store, DEADLINE)
    assert not found.faults, "\n".join([summary(found), *found.faults])
