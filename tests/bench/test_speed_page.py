"""The page of the speed runs: no query grows faster than its file says it may."""

from __future__ import annotations

import re

import pytest

from bench.shipped import unexplained, why
from kg import paths
from kg.binding import load_query

PAGE = paths.ROOT / "docs" / "speed.md"
LINE = re.compile(
    r"^\| `(?P<name>[a-z-]+/[a-z-]+)` \| [0-9.]+ \| (?P<large>[0-9.]+) \| (?P<times>[0-9.]+) ",
    re.MULTILINE,
)


def test_each_query_that_grows_fast_says_why() -> None:
    """By the figures of the page, held against the files as they are now."""
    lines = list(LINE.finditer(PAGE.read_text(encoding="utf-8")))
    assert len(lines) > 40
    files = {line["name"]: paths.QUERIES / f"{line['name']}.rq" for line in lines}
    times = {
        line["name"]: {
            "factor": float(line["times"]),
            "large": float(line["large"]),
            "why": why(load_query(files[line["name"]]).text),
        }
        for line in lines
        if files[line["name"]].exists()
    }
    assert unexplained(times) == []


@pytest.mark.parametrize(
    ("factor", "large", "reason", "found"),
    [(16.0, 5.0, "", ["a"]), (16.0, 5.0, "it must", []), (14.9, 5.0, "", []), (30.0, 0.9, "", [])],
)
def test_what_counts_as_growth(factor: float, large: float, reason: str, found: list[str]) -> None:
    assert unexplained({"a": {"factor": factor, "large": large, "why": reason}}) == found
