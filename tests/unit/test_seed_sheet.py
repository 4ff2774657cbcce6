"""The first article's own sheet loads and covers the article; its figures are read from the words."""

from __future__ import annotations

import re

import pytest

from kg import ns, paths
from kg.compile import coverage
from kg.model import Seeds, Sheet
from kg.ns import SG
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


FIGURES = {
    "valuation": {("value", "500000000000"), ("unit", "usDollar"), ("about", "company/openai")},
    "loss": {
        ("value", "14000000000"),
        ("unit", "usDollar"),
        ("periodLabel", "in 2026"),
        ("type", "Forecast"),
    },
    "vision-fund-income": {("value", "2400000000"), ("periodLabel", "quarterly"), ("periodLength", "P3M")},
    "price-ratio": {("value", "20"), ("unit", "ratio"), ("direction", "lower")},
    "front-count": {("valueMin", "6"), ("valueMax", "7"), ("unit", "count")},
    "codex-user-growth": {("value", "3"), ("periodLabel", "in six weeks"), ("periodLength", "P6W")},
    "anthropic-user-growth": {("value", "11"), ("unit", "percent"), ("about", "company/anthropic")},
    "open-release-gap": {("value", "5"), ("unit", "year"), ("periodLength", "P5Y")},
    "gemini-conversations": {("direction", "higher"), ("comparedTo", "product/chatgpt")},
}


@pytest.mark.parametrize("key", FIGURES)
def test_figures_of_the_article_are_read(sheet: Sheet, key: str) -> None:
    figure = ns.entity("figure", f"openai-crossroads-{key}")
    asserted = {
        (re.split("[#/]", assertion.property)[-1], _short(str(assertion.object)))
        for claim in sheet.claims
        for assertion in claim.assertions
        if assertion.subject == figure
    }
    assert asserted >= FIGURES[key]


def test_a_time_when_a_forecast_falls_due_is_no_length(sheet: Sheet) -> None:
    loss = ns.entity("figure", "openai-crossroads-loss")
    lengths = [
        a for c in sheet.claims for a in c.assertions if a.subject == loss and a.property == SG.periodLength
    ]
    assert not lengths


def _short(text: str) -> str:
    return text.removeprefix(ns.ID).removeprefix(str(SG))
