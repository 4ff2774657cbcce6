"""Lists over several sources: pages join, and what is counted the short way is what a full count finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.kinds import KINDS
from kg.read.lists import keys, list_kind
from kg.read.overview import overview
from kg.store.base import Store

FULL_COUNT = Path(__file__).with_name("fronts-counted.rq")


def paged(store: Store, kind: str, limit: int, filters: dict[str, str]) -> list[str]:
    """The IRIs of a list, read page by page."""
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = list_kind(store, kind, cursor, limit, filters)
        assert len(page.items) == limit or page.next is None
        seen += [item.iri for item in page.items]
        cursor = page.next
        if cursor is None:
            assert page.total == len(seen)
            return seen


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_the_total_of_a_kind_is_what_a_full_reading_counts(store: Store, kind: str) -> None:
    node = "claim" if kind == "claim" else "node"
    everything = [row[node] for row in keys(store, kind, {})]
    assert list_kind(store, kind, limit=1).total == len(everything) == len(set(everything))


@pytest.mark.parametrize("limit", [1, 7, 60, 200])
@pytest.mark.parametrize("filters", [{}, {"modality": "opinion"}, {"q": "it"}, {"q": "no such words"}])
def test_claims_read_source_by_source_are_all_in_their_order(
    store: Store, limit: int, filters: dict[str, str]
) -> None:
    found = [row["claim"] for row in keys(store, "claim", filters)]
    assert found if filters.get("q") != "no such words" else not found
    assert paged(store, "claim", limit, filters) == found


def test_the_fronts_that_writes_count_are_those_that_a_full_count_finds(store: Store) -> None:
    counted = {row["company"]: int(row["fronts"]) for row in store.rows(FULL_COUNT.read_text("utf-8"))}
    assert {each.iri: each.fronts for each in overview(store).companies} == counted
    assert max(counted.values()) > min(counted.values())
