"""The lists of a company, on the article."""

from __future__ import annotations

import pytest

from kg.errors import NotFoundError
from kg.read import company
from kg.read.figures import figures
from kg.read.items import Link
from kg.store.base import Store


def ids(links: list[Link]) -> list[str]:
    return [link.id for link in links]


def test_products_are_curated_or_reported(article_store: Store) -> None:
    items = {item.id: item for item in company.products(article_store, "openai").items}
    assert set(items) == {"chatgpt", "codex", "gpt-4o", "gpt-5-2", "gpt-oss-120b", "gpt-oss-20b"}
    assert (items["chatgpt"].standing, items["chatgpt"].evidence) == ("curated", [])
    assert items["gpt-oss-20b"].standing == "reported"
    assert "OpenModel" in items["gpt-oss-20b"].types
    assert ids(items["codex"].positions) == ["openai-code-generation"]


def test_strategies_pull_apart_and_the_rule_says_so(article_store: Store) -> None:
    found = company.strategies(article_store, "openai")
    items = {(item.relation, item.id): item for item in found.items}
    premium = items["considers", "premium-innovation"]
    assert ids(premium.conflicts_with) == ["scale-competition"]
    assert [(form.id, form.standing) for form in premium.generic_form] == [("differentiation", "curated")]
    scale = items["pursues", "scale-competition"]
    assert ids(scale.conflicts_with) == ["premium-innovation"]
    assert ids(scale.creates_risk) == ["margin-compression"]
    assert ids(items["pursues", "premium-and-scale"].combines) == ["premium-innovation", "scale-competition"]
    assert [one.rule for one in found.assessments] == ["stuck-between"]


def test_risks_have_severities_also_supposed_ones(article_store: Store) -> None:
    items = {item.id: item for item in company.risks(article_store, "openai").items}
    assert [(one.id, one.standing) for one in items["fragile-investor-confidence"].severity] == [
        ("severe", "attributed")
    ]
    (supposed,) = items["overextension"].severity
    assert (supposed.id, supposed.standing, supposed.stated) == ("severe", None, "conditional")
    assert items["excessive-flattery"].of.id == "chatgpt"
    assert items["leaders-become-laggards"].relation == "threatens"


def test_moat_that_is_denied_has_no_standing(article_store: Store) -> None:
    items = {item.id: item for item in company.moats(article_store, "openai").items}
    assert (items["original-mission"].standing, items["original-mission"].stated) == (None, "denied")
    assert {(one.id, one.stated) for one in items["original-mission"].eroded_by} >= {
        ("mission-statement-change", "conditional")
    }
    assert items["user-loyalty"].standing == "attributed"
    assert ids(items["user-loyalty"].draws_on) == ["branding"]


def test_events_say_what_led_to_what(article_store: Store) -> None:
    items = {item.id: item for item in company.events(article_store, "openai").items}
    retirement = items["gpt-4o-retirement"]
    assert (retirement.relation, retirement.of.id) == ("performedBy", "openai")
    assert ids(retirement.led_to) == ["gpt-4o-backlash"]
    assert ids(items["gpt-4o-backlash"].triggered_by) == ["gpt-4o-retirement"]
    assert ids(items["openai-ads-in-ai"].answered_by) == ["anthropic-super-bowl-ad"]
    assert ids(items["gpt-oss-release"].responds_to) == ["competitive-pressure"]
    assert next(iter(items)) == "gpt-4o-retirement", "the order of the text"


def test_rivals_are_named_with_the_front(article_store: Store) -> None:
    items = {item.id: item for item in company.rivals(article_store, "openai").items}
    assert set(items) == {"anthropic", "gemini", "github-copilot", "open-source-programming-tools"}
    assert (items["gemini"].of.id, items["gemini"].front) == ("chatgpt", None)
    front = items["github-copilot"].front
    assert front is not None
    assert (front.id, items["github-copilot"].of.id) == ("code-generation", "openai")


def test_rivalry_is_seen_from_both_sides(article_store: Store) -> None:
    (rival,) = company.rivals(article_store, "anthropic").items
    assert (rival.id, rival.of.id, rival.relation) == ("openai", "anthropic", "competesWith")


def test_figures_keep_each_claim_apart(article_store: Store) -> None:
    items = {
        item.id.removeprefix("openai-crossroads-"): item for item in figures(article_store, "openai").items
    }
    loss = items["loss"]
    assert (loss.value, loss.standing, loss.metric.id) == ("14000000000", "qualified", "netLoss")
    assert [(one.period, one.stated) for one in loss.given] == [
        ("in two years", "qualified"),
        ("in 2026", "qualified"),
        (None, "hedged"),
    ]
    assert len(loss.evidence) == 2
    assert loss.forecast_by is not None
    assert loss.forecast_by.id == "openai"
    count = items["front-count"]
    assert (count.value, count.value_min, count.value_max) == (None, "6", "7")
    comparison = items["gemini-conversations"]
    assert comparison.compared_to is not None
    assert (comparison.compared_to.id, comparison.direction, comparison.value) == ("chatgpt", "higher", None)
    assert "vision-fund-income" in items
    assert "anthropic-user-growth" not in items
    assert figures(article_store, "github").items == []


@pytest.mark.parametrize("name", ["products", "strategies", "risks", "moats", "events", "rivals"])
def test_lists_of_an_unknown_company_are_not_found(name: str, article_store: Store) -> None:
    with pytest.raises(NotFoundError):
        getattr(company, name)(article_store, "openaii")


@pytest.mark.parametrize("name", ["products", "strategies", "risks", "moats", "events", "rivals"])
def test_total_counts_the_items(name: str, article_store: Store) -> None:
    found = getattr(company, name)(article_store, "openai")
    assert found.total == len(found.items) > 0
    empty = getattr(company, name)(article_store, "softbank")
    assert (empty.total, empty.items) == (0, [])
