"""The soak: what it finds wrong, and its form of two minutes."""

from __future__ import annotations

import pytest

from tests.conftest import Demo
from tests.faults.soak import CLIENTS, Phase, Soak, figures, soak


def test_a_soak_names_all_that_is_wrong() -> None:
    found = Soak(
        1, quiet=Phase([("list", 0.1)] * 200), busy=Phase([("list", 0.1)] * 190 + [("list", 0.25)] * 10)
    )
    found.resident = [(second, 2**20 * (100 + second), 2**21) for second in range(60)]
    found.busy.errors.append("resource: 500")
    found.wrong.append("a write: 500")
    assert [fault.partition(";")[0] for fault in found.faults] == [
        "a good client: resource: 500",
        "a write: 500",
        "p99 is 2.50 times that without writes",
        "the memory of the server grew by 15%",
    ]
    assert round(found.slope(1)) == 3600
    assert ("p99 over quiet p99, 2 at most", "2.50") in figures(found)
    assert "list 250 ms and 100 ms" in dict(figures(found))["p99 of each kind, busy and quiet"]


def test_nothing_is_wrong_with_a_flat_one() -> None:
    found = Soak(1, quiet=Phase([("list", 0.1)] * 200), busy=Phase([("list", 0.19)] * 200))
    found.resident = [(second, 2**27, 2**28) for second in range(60)]
    assert found.faults == []


@pytest.mark.soak
def test_two_minutes_do_no_harm(demo: Demo) -> None:
    found = soak(demo.store, 2)
    told = "\n".join([*(f"{name}: {value}" for name, value in figures(found)), *found.faults])
    assert len(found.busy.answers) > 100 * CLIENTS, told
    assert found.hostile >= 5, told
    assert len(found.writes) > 60, told
    assert not found.faults, told
