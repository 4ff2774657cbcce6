"""Who sends a request: the address of the connection, or what a proxy that we trust says."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_FOR: Final = re.compile(rb'(?i)(?:^|[;,])\s*for="?(\[[^\]]*\]|[^;,":\s]*)(?::\d+)?"?')
_MOST: Final = 20
"""Addresses that are looked at in one header; a chain of proxies is shorter."""
UNKNOWN: Final = "unknown"


class Proxies:
    """The proxies of the settings.

    Only when one of them is the other end of the connection is `X-Forwarded-For` or `Forwarded` (RFC 7239)
    believed, from its right end up to the first address that is no proxy of ours: what stands further left,
    the client may have written itself.
    """

    def __init__(self, networks: Iterable[str] = ()) -> None:
        self._networks = tuple(ipaddress.ip_network(network) for network in networks)
        self._trusted = lru_cache(maxsize=4096)(self._is_ours)

    def trusts(self, peer: str) -> bool:
        """Whether the other end of a connection is a proxy of ours."""
        return bool(self._networks) and self._trusted(peer)

    def client(self, peer: str, forwarded_for: list[bytes], forwarded: list[bytes]) -> str:
        """The client's address.

        Args:
            peer: the other end of the connection.
            forwarded_for: the values of `X-Forwarded-For`, in order.
            forwarded: the values of `Forwarded`, in order.

        A proxy writes one of the two and hands the other through; where they do not agree, one is the
        client's own work, and the address is that of the proxy.
        """
        if not self.trusts(peer):
            return peer
        found = [
            self._first_stranger(hops)
            for hops in (
                [part.strip() for value in forwarded_for for part in value.split(b",")],
                [hop for value in forwarded for hop in _FOR.findall(value)],
            )
            if hops
        ]
        known = set(found)
        return found[0] or peer if len(known) == 1 else peer

    def _first_stranger(self, hops: list[bytes]) -> str | None:
        for hop in reversed(hops[-_MOST:]):
            text = hop.decode("latin-1")
            address = _parsed(text) or _parsed(text.rpartition(":")[0])
            if address is None:
                return None
            if not self._trusted(str(address)):
                return str(address)
        return None

    def _is_ours(self, text: str) -> bool:
        address = _parsed(text)
        return address is not None and any(address in network for network in self._networks)


def bucket(client: str) -> str:
    """Whose budget a client uses: an IPv4 address, or the /64 of an IPv6 one, which one household has."""
    address = _parsed(client)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return client


def _parsed(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address
