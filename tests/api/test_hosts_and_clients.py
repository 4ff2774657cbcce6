"""By which names the service answers, and whose word on a client's address it believes."""

from __future__ import annotations

import pytest

from api.edge.clients import Proxies, bucket
from api.edge.hosts import Hosts


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        (b"localhost:8000", True),
        (b"LocalHost:8000", True),
        (b"localhost.:8000", False),
        (b"127.0.0.1:8000", True),
        (b"[::1]:8000", True),
        (b"localhost", False),
        (b"localhost:8001", False),
        (b"graph.example.org", True),
        (b"GRAPH.example.org:443", True),
        (b"graph.example.org.", True),
        (b"graph.example.org.:443", True),
        (b"other.example.org:81", True),
        (b"other.example.org:82", False),
        (b"other.example.org", False),
        (b"evil.example", False),
        (b"evil.example:8000", False),
        (b"graph.example.org.evil.example", False),
        (b"graph.example.org@evil.example", False),
        (b"localhost:8000, evil.example", False),
        (b"", False),
        (b":8000", False),
        (b"\xff", False),
    ],
)
def test_allow_list(host: bytes, allowed: bool) -> None:
    assert Hosts(8000, ["graph.example.org", "Other.example.org:81"]).allow(host) is allowed


def test_port_80_is_left_out_by_browsers() -> None:
    assert Hosts(80).allow(b"localhost")


PROXIES = Proxies(["127.0.0.1", "10.0.0.0/8", "::1"])


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "forwarded", "client"),
    [
        ("192.0.2.1", ["198.51.100.7"], [], "192.0.2.1"),
        ("127.0.0.1", [], [], "127.0.0.1"),
        ("127.0.0.1", ["198.51.100.7"], [], "198.51.100.7"),
        ("::ffff:127.0.0.1", ["198.51.100.7"], [], "198.51.100.7"),
        ("127.0.0.1", ["203.0.113.9, 198.51.100.7"], [], "198.51.100.7"),
        ("127.0.0.1", ["203.0.113.9", "198.51.100.7, 10.1.2.3"], [], "198.51.100.7"),
        ("127.0.0.1", ["198.51.100.7:1234"], [], "198.51.100.7"),
        ("127.0.0.1", ["[2001:db8::5]:1234"], [], "2001:db8::5"),
        ("127.0.0.1", ["nonsense"], [], "127.0.0.1"),
        ("127.0.0.1", ["198.51.100.7, nonsense"], [], "127.0.0.1"),
        ("127.0.0.1", ["10.0.0.1, 10.0.0.2"], [], "127.0.0.1"),
        ("127.0.0.1", [], ["for=198.51.100.7;proto=https"], "198.51.100.7"),
        ("127.0.0.1", [], ['proto=https;For="[2001:db8::5]:47011"'], "2001:db8::5"),
        ("127.0.0.1", [], ["for=203.0.113.9, for=198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", [], ["for=_hidden"], "127.0.0.1"),
        ("127.0.0.1", ["198.51.100.7"], ["for=198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["198.51.100.7"], ["for=203.0.113.9"], "127.0.0.1"),
        ("127.0.0.1", ["203.0.113.9"], ["for=198.51.100.7"], "127.0.0.1"),
    ],
)
def test_the_client_s_address(peer: str, forwarded_for: list[str], forwarded: list[str], client: str) -> None:
    given = ([value.encode() for value in values] for values in (forwarded_for, forwarded))
    assert PROXIES.client(peer, *given) == client


def test_without_proxies_nobody_is_believed() -> None:
    assert Proxies().client("127.0.0.1", [b"198.51.100.7"], []) == "127.0.0.1"


def test_a_household_has_one_budget() -> None:
    assert bucket("2001:db8::1") == bucket("2001:db8::ffff") != bucket("2001:db8:0:1::1")
    assert bucket("192.0.2.1") == "192.0.2.1"
    assert bucket("testclient") == "testclient"
