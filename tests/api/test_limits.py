"""Budgets of work: by seconds used, for each client, filled again in a minute."""

from __future__ import annotations

import pytest

from api.edge.limits import Budgets
from kg.errors import RateLimitedError


class Clock:
    """A time that stands still until it is set."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_budget_is_seconds_and_not_requests() -> None:
    clock = Clock()
    budgets = Budgets(30, clock)
    for _ in range(1000):
        budgets.check("a")
        budgets.charge("a", 0.001)
    budgets.check("a")
    budgets.charge("a", 29)
    with pytest.raises(RateLimitedError, match="30 seconds"):
        budgets.check("a")
    budgets.check("b")


def test_debt_is_waited_for_and_the_time_told_is_true() -> None:
    clock = Clock()
    budgets = Budgets(30, clock)
    budgets.charge("a", 50)
    with pytest.raises(RateLimitedError) as refused:
        budgets.check("a")
    assert refused.value.retry_after == 41
    clock.now += 39
    with pytest.raises(RateLimitedError) as refused:
        budgets.check("a")
    assert refused.value.retry_after in {1, 2, 3}
    clock.now += refused.value.retry_after
    budgets.check("a")


def test_a_budget_is_never_more_than_a_minute_s() -> None:
    clock = Clock()
    budgets = Budgets(30, clock)
    budgets.charge("a", 1)
    clock.now += 3600
    budgets.charge("a", 30)
    with pytest.raises(RateLimitedError):
        budgets.check("a")


def test_many_clients_take_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.edge.limits._MOST_CLIENTS", 10)
    budgets = Budgets(30, Clock())
    for number in range(100):
        budgets.charge(str(number), 40)
    budgets.check("0")
    with pytest.raises(RateLimitedError):
        budgets.check("99")
