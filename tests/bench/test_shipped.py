"""Shipped queries beside many texts: asked of the whole store, they answer as over all graphs but texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.shipped import bound
from bench.world import World
from kg import ns, paths
from kg.binding import bind, load_query
from kg.store.base import Row
from kg.store.embedded import EmbeddedStore

QUERIES = [file for file in sorted(paths.QUERIES.rglob("*.rq")) if "\nASK" not in file.read_text("utf-8")]


def in_some_order(rows: list[Row]) -> list[list[tuple[str, str]]]:
    """Rows to compare where a query gives no order."""
    return sorted(sorted(row.items()) for row in rows)


@pytest.mark.parametrize("file", QUERIES, ids=lambda file: file.stem)
def test_no_shipped_query_sees_a_text(file: Path, store: EmbeddedStore, world: World) -> None:
    text = bound(load_query(file), world)
    assert in_some_order(store.rows(text, whole=True)) == in_some_order(store.rows(text))


def test_the_properties_of_a_source_leave_out_its_text(store: EmbeddedStore, world: World) -> None:
    source = ns.entity("source", f"{world.company(0).slug}-review")
    text = bind(load_query(paths.QUERIES / "entity" / "properties.rq"), node=source)
    found = store.rows(text, whole=True)
    assert found
    assert str(ns.SG.text) not in {row["property"] for row in found}
