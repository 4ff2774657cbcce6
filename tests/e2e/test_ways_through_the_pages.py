"""The ways that people go: from a statement to its sentence and back, by mouse, by keyboard, on paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.served import Served
from tests.e2e.addresses import CLAIM, SOURCE
from tests.e2e.browser import Visit

pytestmark = pytest.mark.browser

COMPANY: Final = "/company/openai"
MOST_KEYS: Final = 250
UNSEEN: Final = """() => [...document.querySelectorAll("main blockquote")]
  .filter((node) => !node.checkVisibility({ contentVisibilityAuto: true, opacityProperty: true }))
  .map((node) => node.textContent.trim())"""
WITH_FOCUS: Final = """(selector) => {
  const node = document.activeElement;
  if (!node?.matches(selector)) return null;
  const look = getComputedStyle(node);
  return look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2 ? "seen" : "not seen";
}"""


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A tab of which nothing may be said afterwards."""
    with Visit(browser, served.port, viewport={"width": 1280, "height": 900}) as visit:
        yield visit.page
        assert (visit.complaints, visit.elsewhere) == ([], [])


def fronts(served: Served) -> list[str]:
    found = json.loads(served.get(f"{COMPANY}/fronts")[2])["fronts"]
    assert len(found) == 4
    return [front["id"] for front in found]


def path(page: Page) -> str:
    parts = urlsplit(page.url)
    return f"{parts.path}#{parts.fragment}" if parts.fragment else parts.path


def test_from_each_front_to_its_sentence_and_back(page: Page, served: Served) -> None:
    for front in fronts(served):
        page.goto(COMPANY)
        row = page.locator(f"#front-{front}")
        assert row.locator("details.evidence").count() > 0
        for number in range(row.locator("details.evidence").count()):
            page.goto(COMPANY)
            evidence = row.locator("details.evidence").nth(number)
            evidence.locator("summary").click()
            words = evidence.locator("blockquote").first.inner_text()
            evidence.get_by_role("link", name="in the source").first.click()
            page.wait_for_url(f"**/source/{SOURCE}**")
            claim = path(page).partition("#claim-")[2]
            marked = page.locator(f"[data-claims~='{claim}']")
            expect(marked.first).to_be_in_viewport()
            assert " ".join("".join(marked.all_inner_texts()).split()) == " ".join(words.split())
            page.locator(f"#claim-{claim}").click()
            note = page.locator(f"#note-{claim}")
            expect(note).to_be_in_viewport()
            note.get_by_role("link", name="claim", exact=True).click()
            page.wait_for_url(f"**/claim/{claim}")
            page.locator(f"main a[href='{COMPANY}#front-{front}']").first.click()
            page.wait_for_url(f"**{COMPANY}#front-{front}")
            expect(row).to_be_in_viewport()


def test_each_claim_in_the_reader_has_a_note_that_leads_back_to_its_words(page: Page, served: Served) -> None:
    total = json.loads(served.get(f"/claims?source={SOURCE}")[2])["total"]
    page.goto(f"/source/{SOURCE}")
    assert page.locator(".note[data-claim]").count() == total
    lost = page.evaluate(
        """() => [...document.querySelectorAll(".note[data-claim]")].map((note) => note.dataset.claim)
           .filter((id) => !document.getElementById(`claim-${id}`)
             || !document.querySelector(`#note-${id} a[href="#claim-${id}"]`)
             || !document.querySelector(`#note-${id} a[href="/claim/${id}"]`))"""
    )
    assert lost == []


def tab_to(page: Page, selector: str) -> None:
    """Goes on by the Tab key until what fits the selector has the focus, and shows it."""
    for _ in range(MOST_KEYS):
        page.keyboard.press("Tab")
        if found := page.evaluate(WITH_FOCUS, selector):
            assert found == "seen", f"{selector} has the focus and does not show it"
            return
    raise AssertionError(f"{MOST_KEYS} times Tab do not lead to {selector}")


def test_by_keyboard_from_a_company_to_the_evidence_the_claim_the_source_and_back(page: Page) -> None:
    page.goto(COMPANY)
    page.keyboard.press("Tab")
    assert page.evaluate(WITH_FOCUS, "a.skip") == "seen"
    page.keyboard.press("Enter")
    assert path(page) == f"{COMPANY}#main"
    evidence = "#front-code-generation .own details.evidence"
    tab_to(page, f"{evidence} > summary")
    page.keyboard.press("Enter")
    expect(page.locator(f"{evidence} blockquote").first).to_be_visible()
    tab_to(page, f"{evidence} a[href^='/claim/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/claim/*")
    claim = path(page).rpartition("/")[2]
    tab_to(page, f"main a[href^='/source/{SOURCE}'][href$='#claim-{claim}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/source/{SOURCE}**")
    expect(page.locator(f"#claim-{claim}")).to_be_in_viewport()
    tab_to(page, f"#note-{claim} a[href='/claim/{claim}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/claim/{claim}")
    tab_to(page, f"main a[href^='{COMPANY}#front-']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{COMPANY}#front-*")


def test_by_keyboard_through_the_menu(page: Page) -> None:
    page.goto(COMPANY)
    tab_to(page, "details.more > summary")
    page.keyboard.press("Enter")
    expect(page.locator("details.more a").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("details.more a").first).to_be_hidden()
    assert page.evaluate(WITH_FOCUS, "details.more > summary") is not None


@pytest.mark.parametrize("address", [COMPANY, f"/claim/{CLAIM}"])
@pytest.mark.parametrize("scripts", [True, False])
def test_on_paper_the_evidence_stands_open_and_the_ways_are_gone(
    browser: Browser, served: Served, address: str, scripts: bool
) -> None:
    with Visit(browser, served.port, java_script_enabled=scripts) as visit:
        page = visit.go(address)
        page.emulate_media(media="print")
        for part in ("header.top", "footer.end", "a.skip"):
            expect(page.locator(part)).to_be_hidden()
        expect(page.locator("h1")).to_be_visible()
        if scripts:
            assert page.evaluate(UNSEEN) == []
        else:
            for quote in page.locator("main blockquote").all():
                expect(quote).to_be_visible()
        assert page.pdf().startswith(b"%PDF")


def test_a_closed_quote_is_unseen_on_the_screen(page: Page) -> None:
    """What the test of paper looks for can be found."""
    page.goto(COMPANY)
    assert page.evaluate(UNSEEN)


def test_a_query_of_the_gallery_runs_at_a_click(page: Page) -> None:
    page.goto("/sparql")
    page.locator(".gallery a[data-run]").first.click()
    expect(page.locator("#results")).to_contain_text("OpenAI")


def test_the_picture_of_a_neighbourhood_has_a_table_that_says_the_same(page: Page, served: Served) -> None:
    page.goto(f"{COMPANY}/neighbourhood")
    expect(page.locator("#graph canvas").first).to_be_visible()
    found = json.loads(served.get(f"{COMPANY}/neighbourhood.json")[2])
    assert page.locator("main table tbody tr").count() == len(found["edges"])


def test_the_search_box_leads_to_words_found(page: Page) -> None:
    page.goto("/")
    page.locator("header.top input[name=q]").fill("decisive")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=decisive")
    expect(page.locator("main mark").first).to_be_visible()
