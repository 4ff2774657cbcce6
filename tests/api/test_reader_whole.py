"""The page of a source whose rights allow its whole text: nothing of it is missing, doubled or run."""

from __future__ import annotations

import pytest
from rdflib import RDF, Literal
from starlette.testclient import TestClient

from api.app import create_app
from kg.bundle import ontology_graph
from kg.ns import ONTOLOGY_GRAPH, SG, entity, source_graph
from kg.store.embedded import EmbeddedStore
from kg.store.pool.workers import QueryPool
from tests.api.html import BROWSER, Html
from tests.api.open_source import CLAIMS, SENTENCES, SILENT, SLUG, TEXT, TITLE, put
from tests.api.reader import Reader


def served(pool: QueryPool, rights: str = "full", text: bool = True) -> TestClient:
    """A client of a server that holds the ontology and the source."""
    store = EmbeddedStore.memory()
    store.put_graph(ONTOLOGY_GRAPH, list(ontology_graph()))
    put(store, rights, text)
    return TestClient(create_app(store, pool, "1"))


@pytest.fixture(scope="module")
def open_client(pool: QueryPool) -> TestClient:
    return served(pool)


def test_the_whole_text_is_there_once_and_in_order(open_client: TestClient) -> None:
    found = Reader(open_client.get(f"/source/{SLUG}", headers=BROWSER).text)
    assert "".join(part.words for part in found.parts) == TEXT
    assert not [part for part in found.parts if part.length]


def test_each_claim_has_its_words(open_client: TestClient) -> None:
    found = Reader(open_client.get(f"/source/{SLUG}", headers=BROWSER).text)
    for told in CLAIMS:
        assert found.ids.count(f"claim-{told.id}") == found.ids.count(f"note-{told.id}") == 1
        assert found.words_of(told.id) == told.words
        assert TEXT[told.start : told.start + len(told.words)] == told.words
    title = next(part for part in found.parts if part.words == TITLE and part.claims)
    assert found.parts.index(title) == 0, "the title is claimed where it stands first"


def test_claims_that_cross_each_other_share_a_piece(open_client: TestClient) -> None:
    found = Reader(open_client.get(f"/source/{SLUG}", headers=BROWSER).text)
    rockets, satellites, whole, again = (CLAIMS[number].id for number in (1, 2, 3, 4))
    (shared,) = [part for part in found.parts if part.words == "🛰 satellites"]
    assert set(shared.claims) == {rockets, satellites, whole, again}
    empty = [part for part in found.parts if part.claims and not part.words]
    assert {part.id for part in empty} & {f"claim-{whole}", f"claim-{again}"}


def test_sentences_that_nobody_claims_show_and_say_why(open_client: TestClient) -> None:
    answer = open_client.get(f"/source/{SLUG}", headers=BROWSER).text
    words = Html(answer).words
    unclaimed = [part.words for part in Reader(answer).parts if "unclaimed" in part.classes]
    assert unclaimed == [SENTENCES[2]]
    assert f"No claim rests on sentence 3 , which states something: {SILENT}".replace(" ,", ",") in words
    assert "8 claims from 5 sentences that state something; 1 of these has none (coverage 80 %)." in words


@pytest.mark.parametrize(
    "address",
    [
        "source/open",
        "sentence/open-002",
        "speaker/open-author",
        f"quote/{CLAIMS[5].id}",
        *(f"claim/{told.id}" for told in CLAIMS),
    ],
)
def test_words_that_would_run_are_words(address: str, open_client: TestClient) -> None:
    answer = open_client.get(f"/{address}", headers=BROWSER)
    assert answer.status_code == 200
    found = Html(answer.text)
    assert found.inline == []
    tags = [tag for tag, _ in found.attributes]
    assert not {"img", "i", "u"} & set(tags)
    assert "b" not in tags
    assert answer.text.count("<script") == answer.text.count("<script src=")


def test_a_claim_of_a_long_paragraph_is_shown_with_what_is_around_it(open_client: TestClient) -> None:
    long = next(told for told in CLAIMS if told.name == "long")
    found = Reader(open_client.get(f"/claim/{long.id}", headers=BROWSER).text)
    assert found.words_of(long.id) == long.words


@pytest.mark.parametrize(("rights", "text"), [("quotes", True), ("full", False)])
def test_without_rights_or_text_only_quotes_are_shown(rights: str, text: bool, pool: QueryPool) -> None:
    answer = served(pool, rights, text).get(f"/source/{SLUG}", headers=BROWSER).text
    found = Reader(answer)
    for told in CLAIMS:
        assert found.words_of(told.id) == told.words
    assert all(part.claims or part.length for part in found.parts if part.words or part.length)
    assert SENTENCES[2] not in Html(answer).words
    assert SENTENCES[3] not in Html(answer).words
    why = "Its rights allow quotes only" if rights == "quotes" else "Its text is not stored here"
    assert why in Html(answer).words


def test_a_source_of_many_claims_comes_in_sections(
    open_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.web.views.source.SECTION", 4)
    seen: list[str] = []
    words, address = "", f"/source/{SLUG}?_=1"
    for _ in range(10):
        answer = open_client.get(address, headers=BROWSER)
        found = Reader(answer.text)
        seen += [note.id for note in found.notes]
        words += "".join(part.words for part in found.parts)
        following = [
            given["href"] for tag, given in Html(answer.text).attributes if given.get("rel") == "next"
        ]
        if not following:
            break
        address = following[0]
    assert (len(seen), len(set(seen))) == (len(CLAIMS), len(CLAIMS))
    assert words == TEXT
    last = CLAIMS[-1]
    pointed = Reader(open_client.get(f"/source/{SLUG}?claim={last.id}", headers=BROWSER).text)
    assert pointed.words_of(last.id) == last.words
    assert f"note-{CLAIMS[0].id}" not in pointed.ids


def test_a_source_without_a_sentence_says_so(pool: QueryPool) -> None:
    store = EmbeddedStore.memory()
    source = entity("source", SLUG)
    about = [
        (RDF.type, SG.Article),
        (SG.title, Literal("T")),
        (SG.rights, Literal("quotes")),
        (SG.sha256, Literal("0")),
    ]
    store.put_graph(source_graph(SLUG), [(source, name, value) for name, value in about])
    answer = TestClient(create_app(store, pool, "1")).get(f"/source/{SLUG}", headers=BROWSER)
    assert "No sentence and no claim of this source is recorded yet." in Html(answer.text).words
