"""Searches over the first article: what is found, in which order, with which words, and what narrows it."""

from __future__ import annotations

import io

import pytest

from kg import paths
from kg.errors import BadParameterError
from kg.ns import ID, text_graph
from kg.read.lists import keys, list_kind
from kg.search import FIELDS, Hit, Results, Table, Wanted, documents, search, spreadsheet
from kg.search.match import COUNTED
from kg.search.results import SEARCHED
from kg.store.base import Store
from kg.store.embedded import EmbeddedStore
from tests.unit.test_search_words import HOSTILE

LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
DEFINITION = "http://www.w3.org/2004/02/skos/core#definition"
ALIAS = "http://www.w3.org/2004/02/skos/core#altLabel"


@pytest.fixture(scope="module")
def table(article_store: Store) -> Table:
    made = Table()
    made.put(documents(article_store))
    return made


def named(*names: tuple[str, str, str]) -> tuple[EmbeddedStore, Table]:
    """A store of individuals (path, property, name), and its index."""
    store = EmbeddedStore.memory()
    store.load(
        "".join(f'<{ID}{path}> <{told}> "{name}" <https://e/g> .\n' for path, told, name in names).encode()
    )
    made = Table()
    made.put(documents(store))
    return store, made


def found_words(hit: Hit) -> list[str]:
    return [passage.text[mark.start : mark.end] for passage in hit.found for mark in passage.marks]


def has_all(found: Results) -> bool:
    """Whether texts were found that have all the words."""
    return found.all_words and found.total > 0


def labels(found: Results) -> list[str]:
    return [hit.label for hit in found.items]


def test_a_name_is_found_as_it_is_typed(article_store: Store, table: Table) -> None:
    for typed in ("o", "op", "open", "openA", "OPENAI"):
        found = search(article_store, table, Wanted(typed))
        assert "OpenAI" in labels(found)[:3], typed
    first = search(article_store, table, Wanted("openai")).items[0]
    assert (first.kind, first.id, found_words(first)) == ("company", "openai", ["OpenAI"])


def test_names_come_before_quotes(article_store: Store, table: Table) -> None:
    found = search(article_store, table, Wanted("users", limit=200))
    in_name = [any(passage.text_of in {"label", "alias"} for passage in hit.found) for hit in found.items]
    assert in_name == sorted(in_name, reverse=True)
    assert True in in_name
    assert False in in_name


def test_the_name_itself_comes_first_then_what_begins_so() -> None:
    store, made = named(
        ("company/a", LABEL, "The Acme of all"),
        ("company/b", LABEL, "Acme Industries"),
        ("company/c", LABEL, "Other"),
        ("company/c", ALIAS, "ACME"),
        ("company/d", LABEL, "Acmes"),
    )
    assert labels(search(store, made, Wanted("acme"))) == [
        "Other",
        "Acmes",
        "Acme Industries",
        "The Acme of all",
    ]


def test_a_claim_is_found_by_its_words_and_has_its_evidence(article_store: Store, table: Table) -> None:
    found = search(article_store, table, Wanted('"decisive advantage"'))
    assert found.total == 1
    (hit,) = found.items
    assert hit.evidence is not None
    assert hit.evidence.quote.exact == hit.found[0].text == "none of them have formed a decisive advantage"
    assert found_words(hit) == ["decisive advantage"]
    assert (hit.kind, hit.standings, hit.id) == ("claim", ["attributed"], hit.evidence.claim)


def test_every_result_shows_each_word(article_store: Store, table: Table) -> None:
    for typed in ("open ai", "users attach", "loss 14"):
        found = search(article_store, table, Wanted(typed, limit=200))
        for hit in found.items:
            shown = " ".join(found_words(hit)).lower()
            assert all(word in shown for word in typed.split()), (typed, hit)


def test_every_quote_is_found_by_its_own_words(article_store: Store, table: Table) -> None:
    claims = list_kind(article_store, "claim", limit=200).items
    assert len(claims) > 100
    for claim in claims:
        words = " ".join(claim.quote.exact.split()[:6])[:200]
        found = search(article_store, table, Wanted(words, {"kind": "claim"}, limit=200))
        assert claim.iri in {hit.iri for hit in found.items}, words


def test_texts_are_not_searched_beyond_their_quotes(article_store: Store, table: Table) -> None:
    text = (paths.SEEDS / "openai-crossroads" / "article.txt").read_text(encoding="utf-8")
    assert text_graph("openai-crossroads").n3()[1:-1] in article_store.graphs()
    quoted = {claim.quote.exact for claim in list_kind(article_store, "claim", limit=200).items}
    sentences = [part.strip() for part in text.replace("\n", ". ").split(". ") if len(part) > 60]
    unquoted = [part for part in sentences if not any(quote in part or part in quote for quote in quoted)]
    assert unquoted
    for part in unquoted:
        assert not has_all(search(article_store, table, Wanted(f'"{part[:150]}"', {"kind": "claim"})))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("speaker", "sam-altman"),
        ("modality", "opinion"),
        ("standing", "qualified"),
        ("source", "openai-crossroads"),
    ],
)
def test_filters_are_those_of_claims(article_store: Store, table: Table, field: str, value: str) -> None:
    want = {row["claim"] for row in keys(article_store, "claim", {field: value})}
    found: set[str] = set()
    for letter in "abcdefghijklmnopqrstuvwxyz0123456789":
        found |= {
            hit.iri for hit in search(article_store, table, Wanted(letter, {field: value}, limit=200)).items
        }
    assert found == want
    assert want


def test_what_is_counted_is_what_a_filter_leaves(article_store: Store, table: Table) -> None:
    whole = search(article_store, table, Wanted("openai"))
    for field in FIELDS:
        for value in getattr(whole.facets, field).values:
            narrowed = search(article_store, table, Wanted("openai", {field: value.value}))
            assert narrowed.total == value.count > 0
            assert getattr(narrowed.facets, field) == getattr(whole.facets, field), (
                "others stay to choose from"
            )
    both = search(article_store, table, Wanted("openai", {"kind": "claim", "modality": "fact"}))
    assert 0 < both.total < search(article_store, table, Wanted("openai", {"kind": "claim"})).total


def test_parts_join_to_the_whole(article_store: Store, table: Table) -> None:
    whole = search(article_store, table, Wanted("a", limit=200))
    seen, cursor = list[str](), None
    while True:
        part = search(article_store, table, Wanted("a", after=cursor, limit=7))
        seen += [hit.iri for hit in part.items]
        cursor = part.next
        if cursor is None:
            break
    assert seen == [hit.iri for hit in whole.items]
    assert len(seen) == len(set(seen)) == whole.total > 100


def test_all_results_as_a_table(article_store: Store, table: Table) -> None:
    output = io.BytesIO()
    spreadsheet.every(article_store, table, Wanted("a", limit=3))(output)
    total = search(article_store, table, Wanted("a")).total
    assert output.getvalue().count(b"https://w3id.org/stratagem/id/") == total


@pytest.mark.parametrize(("typed", "total"), [("opnai", 0), ("opnai opnay", 0), ("chatgpt openia", 6)])
def test_of_words_that_no_text_has_the_nearest_names_are_said(
    article_store: Store, table: Table, typed: str, total: int
) -> None:
    found = search(article_store, table, Wanted(typed))
    assert (found.total, found.all_words) == (total, False)
    assert any("OpenAI" in near.label for near in found.nearest)
    assert all(near.kind != "claim" for near in found.nearest)


@pytest.mark.parametrize(
    "typed",
    ["users attached", "users attached to ChatGPT", "Which users are attached to ChatGPT?", "user attaching"],
)
def test_a_quote_is_found_by_other_forms_of_its_words(article_store: Store, table: Table, typed: str) -> None:
    found = search(article_store, table, Wanted(typed))
    assert has_all(found)
    (hit,) = [hit for hit in found.items if "attachment" in found_words(hit)]
    assert hit.evidence is not None
    assert hit.evidence.quote.exact == 'users have developed an "emotional attachment" to ChatGPT'


def test_where_no_text_has_all_words_those_with_some_are_shown(article_store: Store, table: Table) -> None:
    found = search(article_store, table, Wanted("who fights openai", limit=200))
    assert not found.all_words
    assert (found.items[0].kind, found.items[0].id) == ("company", "openai")
    openai = {hit.iri for hit in search(article_store, table, Wanted("openai", limit=200)).items}
    assert {"claim", "company", "figure", "position"} <= {hit.kind for hit in found.items}
    assert openai <= {hit.iri for hit in found.items}
    assert all(found_words(hit)[0].lower().startswith(("openai", "fight")) for hit in found.items)


def test_what_has_most_of_the_words_comes_first(article_store: Store, table: Table) -> None:
    found = search(article_store, table, Wanted("decisive unheardof openai advantage", limit=200))
    assert not found.all_words
    assert found_words(found.items[0]) == ["decisive", "advantage"]
    counts = [len({word.lower() for word in found_words(hit)} - {"openai's"}) for hit in found.items]
    assert counts[0] == 2
    assert "openai" in {hit.id for hit in found.items[1:]}
    narrowed = search(article_store, table, Wanted("decisive unheardof openai advantage", {"kind": "claim"}))
    assert 0 < narrowed.total < found.total
    assert not narrowed.all_words


def test_a_filter_does_not_loosen_the_words(article_store: Store, table: Table) -> None:
    found = search(article_store, table, Wanted("decisive advantage", {"kind": "company"}))
    assert (found.total, found.all_words) == (0, True), "there are such texts, only of another kind"


def test_a_word_as_typed_comes_before_others_of_its_stem() -> None:
    store, made = named(
        ("company/a", LABEL, "New attachments"),
        ("company/b", LABEL, "The attached"),
        ("company/c", LABEL, "Attached"),
        ("company/d", LABEL, "Untold"),
        ("company/d", DEFINITION, "It is attached."),
        ("company/e", LABEL, "Detached"),
    )
    found = search(store, made, Wanted("attached"))
    assert labels(found) == ["Attached", "The attached", "New attachments", "Untold"]
    assert labels(search(store, made, Wanted('"attached"'))) == ["Attached", "The attached", "Untold"]


def test_common_words_count_in_names() -> None:
    store, made = named(
        ("company/a", LABEL, "Information"),
        ("company/b", LABEL, "The Information"),
        ("company/c", LABEL, "Who"),
    )
    assert labels(search(store, made, Wanted("the information"))) == ["Information", "The Information"]
    assert labels(search(store, made, Wanted('"the" information'))) == ["The Information"]
    for typed in ("who", "who is", "Who?"):
        assert "Who" in labels(search(store, made, Wanted(typed))), typed


def test_more_words_than_are_counted_find_what_has_some() -> None:
    store, made = named(("company/a", LABEL, "Acme of Springfield"))
    typed = " ".join(["springfield", *(f"z{number}y" for number in range(COUNTED * 2))])
    found = search(store, made, Wanted(typed))
    assert (labels(found), found.all_words) == (["Acme of Springfield"], False)


def test_words_of_texts_that_are_gone_find_nothing() -> None:
    store, made = named(("company/a", LABEL, "Attachment"))
    made.put([], [f"{ID}company/a"])
    assert search(store, made, Wanted("attached")).total == 0
    made.put(documents(store))
    assert labels(search(store, made, Wanted("attached"))) == ["Attachment"]


def test_chinese_japanese_and_accents_are_found() -> None:
    store, made = named(
        ("company/a", LABEL, "深度求索公司"),
        ("company/b", LABEL, "Société Générale"),
        ("company/c", LABEL, "任天堂の戦略"),
        ("company/d", LABEL, "Straße"),
    )
    for typed, label in (
        ("求索", "深度求索公司"),
        ("索公", "深度求索公司"),
        ("societe gen", "Société Générale"),
        ("SOCIE\u0301TE\u0301", "Société Générale"),
        ("戦略", "任天堂の戦略"),
        ("strasse", "Straße"),
    ):
        found = search(store, made, Wanted(typed))
        assert labels(found) == [label], typed
        assert found_words(found.items[0]), typed
    assert search(store, made, Wanted("索深")).total == 0


def test_no_phrase_is_found_across_two_names() -> None:
    store, made = named(
        ("company/a", LABEL, "One"), ("company/a", ALIAS, "Two Three"), ("company/a", ALIAS, "Four")
    )
    assert search(store, made, Wanted('"two three"')).total == 1
    assert (
        search(store, made, Wanted('"four two"')).total
        == search(store, made, Wanted('"three four"')).total
        == 0
    )


@pytest.mark.parametrize("typed", HOSTILE, ids=ascii)
def test_nothing_that_is_typed_fails(article_store: Store, table: Table, typed: str) -> None:
    found = search(article_store, table, Wanted(typed))
    assert len(found.items) <= found.total


@pytest.mark.parametrize(
    ("wanted", "named"),
    [
        (Wanted("a" * 201), "q"),
        (Wanted("a", {"kind": "sentence"}), "kind"),
        (Wanted("a", {"kind": "x"}), "kind"),
        (Wanted("a", {"modality": "x"}), "modality"),
        (Wanted("a", {"standing": "x"}), "standing"),
        (Wanted("a", {"source": "A b"}), "source"),
        (Wanted("a", {"speaker": "x/y/z"}), "kind"),
        (Wanted("a", {"colour": "red"}), "colour"),
        (Wanted("a", limit=0), "limit"),
        (Wanted("a", limit=201), "limit"),
        (Wanted("a", after="é"), "after"),
        (Wanted("a", after="!"), "after"),
        (Wanted("a", after="LTE"), "after"),
        (Wanted("a", after="OTk5OTk5OTk5OTk5"), "after"),
    ],
)
def test_what_cannot_be_used_is_named(article_store: Store, table: Table, wanted: Wanted, named: str) -> None:
    with pytest.raises(BadParameterError) as refused:
        search(article_store, table, wanted)
    assert refused.value.name == named


def test_a_speaker_of_another_kind_is_found_by_kind_and_slug(article_store: Store, table: Table) -> None:
    found = search(article_store, table, Wanted("a", {"speaker": "company/softbank"}))
    assert {hit.evidence.speaker.id for hit in found.items if hit.evidence} == {"softbank"}
    assert {value.value for value in found.facets.speaker.values} >= {"company/softbank", "sam-altman"}


def test_every_kind_that_has_names_is_searched() -> None:
    assert {"company", "claim", "source", "speaker", "rule", "front"} <= set(SEARCHED)
    assert not {"assertion", "quote", "sentence", "span", "change"} & set(SEARCHED)
