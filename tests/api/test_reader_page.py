"""The page of a source on the first article: every claim in its place, and no word that nobody quotes."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from kg import paths
from kg.ns import entity
from kg.read.passages import ClaimPlace, places, sentences
from kg.read.shipped import rows
from kg.store.base import Store
from tests.api.html import BROWSER, Html
from tests.api.reader import Reader

TEXT = (paths.SEEDS / "openai-crossroads" / "article.txt").read_text(encoding="utf-8")
ADDRESS = "/source/openai-crossroads"


@pytest.fixture(scope="module")
def html(client: TestClient) -> str:
    answer = client.get(ADDRESS, headers=BROWSER)
    assert answer.status_code == 200
    return answer.text


@pytest.fixture(scope="module")
def page(html: str) -> Reader:
    return Reader(html)


@pytest.fixture(scope="module")
def claims(article_store: Store) -> list[ClaimPlace]:
    found = places(article_store, "openai-crossroads")
    assert len(found) > 100
    return found


def quoted(claims: list[ClaimPlace]) -> set[int]:
    """The places of the characters that some claim quotes."""
    return {place for claim in claims for place in range(claim.start, claim.end)}


def test_each_claim_is_an_anchor_once_and_its_words_are_its_quote(
    page: Reader, claims: list[ClaimPlace]
) -> None:
    anchors = [name.removeprefix("claim-") for name in page.ids if name.startswith("claim-")]
    assert sorted(anchors) == sorted(claim.id for claim in claims)
    for claim in claims:
        assert page.words_of(claim.id) == claim.exact == TEXT[claim.start : claim.end]
        parts = [part for part in page.parts if claim.id in part.claims]
        begins = next(part for part in parts if part.words)
        assert f"as-{claim.modality}" in begins.classes or len(begins.claims) > 1


def test_overlapping_claims_share_pieces(page: Reader) -> None:
    shared = [part for part in page.parts if len(part.claims) > 1]
    assert len(shared) >= 4
    assert all("shared" in part.classes for part in shared)


def test_what_stands_between_quotes_is_a_gap_of_its_length(page: Reader, claims: list[ClaimPlace]) -> None:
    inside = quoted(claims)
    place, seen = 0, set()
    for part in (part for part in page.parts if part.words or part.length):
        if part.length:
            place += part.length
            continue
        place = TEXT.index(part.words, place)
        assert set(range(place, place + len(part.words))) <= inside
        seen |= set(range(place, place + len(part.words)))
        place += len(part.words)
    assert seen == inside


def test_sentences_are_as_long_as_in_the_text(html: str, client: TestClient, article_store: Store) -> None:
    for sentence in sentences(article_store, "openai-crossroads")[:6]:
        found = Reader(client.get(f"/sentence/{sentence.id}.html").text)
        assert sum(len(part.words) + part.length for part in found.parts) == sentence.end - sentence.start
        assert f'id="sentence-{sentence.ordinal}"' in html


def unquoted(claims: list[ClaimPlace], length: int = 24) -> list[str]:
    """Stretches of the text that no claim quotes, and that its title does not have either."""
    inside = quoted(claims)
    title = TEXT.split("\n", 1)[0]
    stretches = [
        TEXT[place : place + length]
        for place in range(0, len(TEXT) - length, 8)
        if not inside & set(range(place, place + length))
    ]
    return [words for words in stretches if words.strip() not in title and "\n" not in words]


@pytest.mark.parametrize("kind", ["source", "claims", "sentences", "speaker"])
def test_no_page_has_words_that_nobody_quotes(
    kind: str, client: TestClient, claims: list[ClaimPlace], article_store: Store
) -> None:
    addresses = {
        "source": [ADDRESS, f"{ADDRESS}?speaker=sam-altman"],
        "claims": [f"/claim/{claim.id}" for claim in claims[::6]],
        "sentences": [f"/sentence/{one.id}" for one in sentences(article_store, "openai-crossroads")[::4]],
        "speaker": ["/speaker/openai-crossroads-author", "/speaker/business-insider"],
    }[kind]
    hidden = unquoted(claims)
    assert len(hidden) > 20
    for address in addresses:
        words = Html(client.get(address, headers=BROWSER).text).words
        assert [stretch for stretch in hidden if " ".join(stretch.split()) in words] == []


def test_either_side_leads_to_the_other(page: Reader, claims: list[ClaimPlace]) -> None:
    assert len(page.ids) == len(set(page.ids))
    for link in page.links:
        if link.startswith("#"):
            assert link[1:] in page.ids, link
    assert sorted(note.id for note in page.notes) == sorted(f"note-{claim.id}" for claim in claims)
    for note in page.notes:
        claim = note.id.removeprefix("note-")
        assert f"#claim-{claim}" in note.links
        assert f"/claim/{claim}" in note.links
    reached = {part.href for part in page.parts if part.claims}
    assert reached == {f"#{note.id}" for note in page.notes}


def test_the_margin_has_what_each_claim_asserts(
    page: Reader, client: TestClient, claims: list[ClaimPlace]
) -> None:
    notes = {note.id: note for note in page.notes}
    items = client.get("/claims?source=openai-crossroads&limit=200").json()["items"]
    assert len(items) == len(claims)
    for item in items:
        note = notes[f"note-{item['id']}"]
        words = " ".join(note.words.split())
        for one in item["asserts"]:
            assert one["subject"]["label"] in words
            assert one["object"] is None or one["object"]["label"] in words
        assert item["asserts"] or item["untyped_reason"] in words


def test_statements_of_the_margin_answer(page: Reader, client: TestClient) -> None:
    axioms = sorted({link for note in page.notes for link in note.links if link.startswith("/axiom/")})
    assert len(axioms) > 100
    for link in axioms[::12]:
        assert client.get(link, headers=BROWSER).status_code == 200, link


def test_the_coverage_is_that_of_the_question(html: str, article_store: Store) -> None:
    words = Html(html).words
    found = rows(article_store, "source/coverage", source=entity("source", "openai-crossroads"))
    counts = {row["measure"]: row["number"] for row in found if "number" in row}
    assert f"{counts['claims']} claims from {counts['sentences that state something']} sentences" in words
    assert f"coverage {float(counts['of these, with a claim, in percent']):g} %" in words


@pytest.mark.parametrize("name", ["speaker", "modality"])
def test_filters_show_as_many_claims_as_they_promise(name: str, page: Reader, client: TestClient) -> None:
    choices = [link for link in page.links if link.startswith(f"{ADDRESS}?{name}=")]
    assert len(choices) >= 7
    for link in choices:
        answer = client.get(link, headers=BROWSER)
        found, words = Reader(answer.text), Html(answer.text).words
        value = re.sub(r".*=", "", link).replace("%2F", "/")
        total = client.get(f"/claims?source=openai-crossroads&{name}={value}&limit=1").json()["total"]
        if name == "speaker":
            passed = f"/claims?source=openai-crossroads&reported_by={value}&limit=1"
            total += client.get(passed).json()["total"]
        assert len(found.notes) == total > 0
        assert f"Showing {total} of 114 claims" in words
        shown = {name for name in found.ids if name.startswith("claim-")}
        assert shown == {note.id.replace("note-", "claim-") for note in found.notes}


def test_what_a_filter_leaves_out_is_counted(client: TestClient) -> None:
    answer = client.get(f"{ADDRESS}?speaker=zoe-hitzig", headers=BROWSER).text
    units = answer.count('class="unit"')
    skipped = sum(int(number) for number in re.findall(r'class="skipped">(\d+) ', answer))
    sentences = client.get(ADDRESS).json()["counts"]["sentences"]
    assert units == 1
    assert units + skipped == sentences > 50


def test_a_filter_that_leaves_nothing_says_so(client: TestClient) -> None:
    answer = client.get(f"{ADDRESS}?speaker=nobody&modality=forecast", headers=BROWSER)
    assert answer.status_code == 200
    assert "No claim of this source fits these filters." in Html(answer.text).words


def test_a_claim_that_is_pointed_at_stands_out_on_both_sides(
    client: TestClient, claims: list[ClaimPlace]
) -> None:
    chosen = next(claim for claim in claims if claim.exact.startswith("users have developed"))
    answer = client.get(f"{ADDRESS}?claim={chosen.id}", headers=BROWSER).text
    parts = [part for part in Reader(answer).parts if "chosen" in part.classes]
    assert "".join(part.words for part in parts) == chosen.exact
    assert re.search(rf'class="note as-report chosen" id="note-{chosen.id}"', answer)


def test_the_page_is_for_pages_only(client: TestClient) -> None:
    assert client.get(ADDRESS).json() == client.get(f"{ADDRESS}?speaker=sam-altman&part=1").json()
    assert client.get(f"{ADDRESS}?speeker=sam-altman").status_code == 400
    assert client.get(f"{ADDRESS}?part=0").status_code == 400
