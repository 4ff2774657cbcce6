"""The first article's own sheet loads, covers the article and compiles."""

from __future__ import annotations

import time

import pytest

from kg import paths
from kg.compile import compile_seeds, coverage, quads
from kg.model import Seeds, Sheet
from kg.sheet.load import load_seeds


@pytest.fixture(scope="module")
def seeds() -> Seeds:
    return load_seeds(paths.SEEDS)


@pytest.fixture(scope="module")
def sheet(seeds: Seeds) -> Sheet:
    return next(sheet for sheet in seeds.sheets if sheet.source.slug == "openai-crossroads")


def test_the_sheet_covers_the_article(sheet: Sheet) -> None:
    found = coverage(sheet)
    assert found.share >= 0.95
    assert found.untyped_share <= 0.15
    assert all(uncovered.reason for uncovered in found.uncovered)


def test_all_nineteen_spans_are_told(sheet: Sheet) -> None:
    assert len(sheet.spans) == 19
    for span in sheet.spans:
        assert sheet.text.string[span.start : span.end] == span.exact
        assert (span.speaker is not None) == (span.kind == "attributed")


def test_every_quote_stands_at_its_offsets(sheet: Sheet) -> None:
    assert len(sheet.claims) >= 100
    for claim in sheet.claims:
        assert sheet.text.string[claim.quote.start : claim.quote.end] == claim.quote.exact


def test_the_article_is_the_one_that_the_sheet_was_written_for(sheet: Sheet) -> None:
    assert sheet.source.sha256 == "b4162ba8f7b3398b6b968ae3f86860815a52adab0684b6903fcb9121fdbedb2d"
    assert sheet.source.published is None


def test_loading_and_compiling_are_fast() -> None:
    """Aim: under 0.8 s; the limit leaves room for a machine that does other work."""
    started = time.perf_counter()
    assert sum(1 for _ in quads(compile_seeds(load_seeds(paths.SEEDS)))) > 3_000
    assert time.perf_counter() - started < 4
