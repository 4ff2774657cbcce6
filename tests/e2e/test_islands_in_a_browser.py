"""The two islands of JavaScript in Chromium: the graph and the SPARQL desk, by mouse and by keys alone."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.served import Served
from tests.e2e.browser import Visit

BROWSER = pytest.mark.browser
GRAPH = "/company/openai/neighbourhood"
PNG = b"\x89PNG\r\n\x1a\n"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/stratagem/ontology#Company> }"


def drawn(page: Page) -> None:
    """Returns when the picture is there."""
    expect(page.locator("#graph .nodes button").first).to_be_visible()


@BROWSER
def test_a_statement_in_the_graph_shows_its_words(browser: Browser, served: Served) -> None:
    with Visit(browser, served.port) as visit:
        page = visit.go(GRAPH)
        drawn(page)
        expect(page.locator("#graph .legend li")).to_have_count(5)
        page.locator("#sift").fill("GPT-4o")
        page.get_by_role("button", name="GPT-4o product", exact=True).click()
        page.get_by_role("button", name="OpenAI – depends on – GPT-4o").click()
        expect(page.locator(".shown blockquote").first).to_contain_text("user loyalty")
        assert visit.findings() == []
        assert (visit.complaints, visit.elsewhere) == ([], [])


@BROWSER
def test_one_walks_on_from_a_thing_and_saves_the_picture(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    with Visit(browser, served.port, accept_downloads=True) as visit:
        page = visit.go("/company/anthropic/neighbourhood")
        drawn(page)
        before = page.locator(".nodes button").count()
        page.locator(".nodes button", has_text="OpenAI").first.click()
        page.get_by_role("button", name="Walk on from here").click()
        expect(page.locator(".shown")).to_contain_text("more things")
        assert page.locator(".nodes button").count() > before
        with page.expect_download() as waited:
            page.get_by_role("button", name="PNG").click()
        waited.value.save_as(tmp_path / "picture.png")
        assert (tmp_path / "picture.png").read_bytes().startswith(PNG)
        assert waited.value.suggested_filename == "anthropic-neighbourhood.png"
        assert (visit.complaints, visit.elsewhere) == ([], [])


@BROWSER
def test_the_graph_by_keys_alone(browser: Browser, served: Served) -> None:
    with Visit(browser, served.port, reduced_motion="reduce") as visit:
        page = visit.go(f"{GRAPH}?property=hasMoat")
        drawn(page)
        page.locator("#sift").focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".shown h3")).to_have_text("User loyalty")
        assert visit.complaints == []


@BROWSER
def test_a_query_of_the_gallery_runs_and_is_drawn(browser: Browser, served: Served) -> None:
    with Visit(browser, served.port, accept_downloads=True) as visit:
        page = visit.go("/sparql")
        page.get_by_role("link", name="Who makes how many claims?").click()
        expect(page.locator("#results tbody tr").first).to_contain_text("96")
        page.locator(".select_chart").click()
        expect(page.locator("#results .bars rect").first).to_be_visible()
        assert visit.findings() == []
        with page.expect_download() as waited:
            page.get_by_role("button", name="Download CSV").click()
        assert waited.value.path().read_text(encoding="utf-8").count("\n") >= 11
        assert page.url.partition("#")[2].startswith("query=")
        assert (visit.complaints, visit.elsewhere) == ([], [])


@BROWSER
def test_a_link_to_a_query_runs_it(browser: Browser, served: Served) -> None:
    with Visit(browser, served.port) as visit:
        page = visit.go(f"/sparql#query={quote(COUNT)}")
        expect(page.locator("#results tbody tr").first).to_contain_text("5")
        assert COUNT in (page.locator(".forms .curl").text_content() or "")
        assert (visit.complaints, visit.elsewhere) == ([], [])


@BROWSER
def test_a_thing_in_the_results_leads_to_its_page(browser: Browser, served: Served) -> None:
    with Visit(browser, served.port) as visit:
        page = visit.go("/sparql")
        page.get_by_role("link", name="On which fronts do how many compete?").click()
        page.locator("#results a.iri").first.click()
        page.wait_for_url("**/front/*")
        assert visit.complaints == []


@BROWSER
def test_a_refusal_says_why(browser: Browser, served: Served) -> None:
    with Visit(browser, served.port) as visit:
        page = visit.go(f"/sparql#query={quote('SELECT * { SERVICE <http://x/> { ?s ?p ?o } }')}")
        expect(page.locator(".refused")).to_contain_text("SERVICE is not allowed")
        assert visit.elsewhere == []
        assert [one for one in visit.complaints if "400" not in one] == []


@BROWSER
def test_the_editor_completes_our_terms_and_prefixes(browser: Browser, served: Served) -> None:
    with Visit(browser, served.port) as visit:
        page = visit.go("/sparql")
        editor = page.locator("#editor textarea").first
        page.evaluate("document.querySelector('#editor .CodeMirror').CodeMirror.setValue('')")
        editor.focus()
        page.keyboard.type("SELECT * { ?a sg:competesW")
        written = page.locator("#editor .CodeMirror-code")
        expect(written).to_contain_text("PREFIX sg:")
        page.keyboard.press("Control+Space")
        expect(page.locator(".CodeMirror-hint").first).to_have_text("sg:competesWith")
        page.keyboard.press("Enter")
        expect(written).to_contain_text("sg:competesWith")
        page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.dataset.do") == "run"
        assert (visit.complaints, visit.elsewhere) == ([], [])


@BROWSER
def test_the_query_in_the_editor_as_a_program_runs(browser: Browser, served: Served) -> None:
    with Visit(browser, served.port) as visit:
        page = visit.go(f"/sparql#query={quote(COUNT)}")
        expect(page.locator("#results tbody tr").first).to_be_visible()
        program = page.locator(".forms .python").text_content() or ""
    told: list[str] = []
    exec(compile(program, "the desk", "exec"), {"print": lambda row: told.append(json.dumps(row))})
    assert told == ['{"n": "5"}']
