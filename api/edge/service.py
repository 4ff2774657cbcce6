"""What stands around the application: whom it answers, how much, what is written down of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from api.edge.clients import Proxies
from api.edge.hosts import Hosts
from api.edge.limits import Budgets
from api.edge.logs import RequestLog
from api.edge.shares import Shares
from api.edge.traffic import Traffic
from kg.settings import Settings


@dataclass(slots=True)
class Service:
    """The parts of the edge of an application. As it is made without arguments it refuses nobody and writes
    nothing: for tests, and for programs that put their own edge around it.

    Attributes:
        hosts: names by which it may be addressed; None for any.
        proxies: whose word on the client's address is believed.
        origins: origins whose pages may read answers.
        closed: whether reading needs a token.
        budgets: how much work a client may ask for; None for any amount.
        shares: how many queries of a client run at once; None for any number.
        log: where a line for each request goes.
        traffic: the numbers for Prometheus.
        stopping: whether new requests are turned away.
        running: requests that are being answered.
        has_room: whether the disk of the store has room for a change.
    """

    hosts: Hosts | None = None
    proxies: Proxies = field(default_factory=Proxies)
    origins: frozenset[str] = frozenset()
    closed: bool = False
    budgets: Budgets | None = None
    shares: Shares | None = None
    log: RequestLog | None = None
    traffic: Traffic = field(default_factory=Traffic)
    stopping: bool = False
    running: int = 0
    has_room: Callable[[], bool] = lambda: True

    @classmethod
    def of(cls, settings: Settings, port: int, log: RequestLog | None, has_room: Callable[[], bool]) -> Self:
        """The edge that the settings ask for, listening on `port`."""
        return cls(
            hosts=Hosts(port, settings.hosts),
            proxies=Proxies(settings.proxies),
            origins=frozenset(settings.origins),
            closed=settings.reading == "token",
            budgets=Budgets(settings.query_budget),
            shares=Shares(max(1, settings.query_workers - 1), settings.query_deadline),
            log=log,
            has_room=has_room,
        )
