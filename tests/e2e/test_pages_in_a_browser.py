"""Each page in Chromium: loads in peace, holds at every width, works without scripts, suits axe."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Final, Literal

import pytest
from playwright.sync_api import Browser

from tests.api.served import Served
from tests.e2e.addresses import PAGES
from tests.e2e.browser import AXE, WIDTHS, Visit

BROWSER = pytest.mark.browser
NONE_YET: Final = {"/change/{id}"}
"""What the first article has no example of: a build is no change."""


@pytest.fixture(scope="module")
def scripted(browser: Browser, served: Served) -> Iterator[Visit]:
    """A tab as most people have it."""
    with Visit(browser, served.port) as visit:
        yield visit


@pytest.fixture(scope="module")
def unscripted(browser: Browser, served: Served) -> Iterator[Visit]:
    """A tab in which no script runs."""
    with Visit(browser, served.port, java_script_enabled=False) as visit:
        yield visit


@BROWSER
@pytest.mark.parametrize("address", PAGES)
def test_a_page_loads_in_peace_holds_at_every_width_and_suits_axe(scripted: Visit, address: str) -> None:
    scripted.prefer("light")
    page = scripted.go(address)
    if page.locator("script[src]").count() > 1:
        page.wait_for_load_state("networkidle")  # such a page may fetch more by itself
    headings = page.locator("h1:visible").count()
    wide = {width: found for width in WIDTHS if (found := scripted.too_wide(width))}
    assert (headings, wide, scripted.complaints, scripted.elsewhere) == (1, {}, [], [])
    page.set_viewport_size({"width": 1280, "height": 900})
    light = scripted.findings()
    scripted.prefer("dark")
    assert {"light": light, "dark": scripted.findings("color-contrast")} == {"light": [], "dark": []}


@BROWSER
@pytest.mark.parametrize("address", [address for address, words in PAGES.items() if words])
def test_without_scripts_a_page_has_its_content(unscripted: Visit, address: str) -> None:
    page = unscripted.go(address)
    shown = " ".join((page.locator("main").text_content() or "").split())
    assert PAGES[address] in shown
    assert (unscripted.complaints, unscripted.elsewhere) == ([], [])


@BROWSER
def test_what_must_not_be_would_be_found(browser: Browser, served: Served) -> None:
    with Visit(browser, served.port) as visit:
        page = visit.go("/about")
        page.evaluate(
            """() => {
              document.querySelector("main").innerHTML =
                '<p class="much"></p><img src="/static/icon.svg" onload="canary()"><button></button>';
              document.querySelector(".much").textContent = "W".repeat(500);
              document.querySelector(".much").style.whiteSpace = "pre";
              document.querySelector(".much").style.overflowWrap = "normal";
              new Image().src = "http://evil.example/x.png";
              setTimeout(() => { throw new Error("nobody catches it"); });
              setTimeout(() => alert("a dialog"));
            }"""
        )
        page.wait_for_timeout(300)
        assert visit.too_wide(1280)
        assert any("button-name" in found for found in visit.findings())
        told = "\n".join(visit.complaints)
        assert all(words in told for words in ("refused by the policy", "nobody catches it", "a dialog"))
        assert visit.elsewhere == ["http://evil.example/x.png"]  # the policy stopped it, and it was tried


@BROWSER
@pytest.mark.parametrize(("scheme", "lightness"), [("light", range(230, 256)), ("dark", range(80))])
def test_the_interface_is_as_light_or_dark_as_its_page_and_can_be_read(
    browser: Browser, served: Served, scheme: Literal["light", "dark"], lightness: range
) -> None:
    with Visit(browser, served.port) as visit:
        page = visit.page
        visit.prefer("light" if scheme == "dark" else "dark")
        visit.go("/docs")
        operations = page.locator(".opblock-summary-control")
        operations.first.click()
        page.locator(".opblock.is-open .try-out__btn").first.click()
        page.locator(".opblock.is-open .highlight-code").first.wait_for()
        visit.prefer(scheme)
        grounds = page.evaluate(
            """() => ["body", "#docs", "#docs .is-open .opblock-section-header", "#docs .scheme-container"]
              .map((one) => getComputedStyle(document.querySelector(one)).backgroundColor)"""
        )
        parts = [int(number) for ground in grounds for number in re.findall(r"\d+", ground)[:3]]
        assert set(parts) <= set(lightness), grounds
        assert visit.findings("color-contrast") == []


@BROWSER
def test_no_page_is_forgotten(served: Served) -> None:
    paths = json.loads(served.get("/openapi.json")[2])["paths"]
    with_pages = {
        path
        for path, operations in paths.items()
        if "text/html" in operations.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
    }
    visited = {_page(_route(address, with_pages)) for address in PAGES}
    assert {_page(route) for route in with_pages} - visited == NONE_YET


def _page(route: str) -> str:
    """What the routes of one page share: every kind has a neighbourhood, every question an answer."""
    route = re.sub(r"^/[a-z-]+/\{id\}/neighbourhood$", "/{kind}/{id}/neighbourhood", route)
    return re.sub(r"^/ask/[a-z-]+$", "/ask/{question}", route)


def _route(address: str, routes: set[str]) -> str:
    """The route that an address belongs to: it has as many parts, and those without a name are the same."""
    parts = address.partition("?")[0].split("/")
    fitting = [
        route
        for route in routes
        if len(named := route.split("/")) == len(parts)
        and all(name.startswith("{") or name == part for name, part in zip(named, parts, strict=True))
    ]
    return min(fitting, key=lambda route: route.count("{"), default="")


def test_axe_is_what_its_manifest_says() -> None:
    folder = AXE.parents[1]
    (package,) = json.loads((folder / "manifest.json").read_text(encoding="utf-8")).values()
    found = {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in AXE.parent.iterdir()
    }
    assert found == package["files"]
    assert f"axe v{package['version']}" in AXE.read_text(encoding="utf-8")[:40]
