"""Single individuals of every kind."""

from __future__ import annotations

import pytest

from kg import paths
from kg.errors import BadParameterError, NotFoundError
from kg.kinds import KINDS
from kg.read.claims import AssertionResource, Claim, Replaced
from kg.read.documents import QuoteResource, Sentence, Source, SpanResource
from kg.read.lists import ListItem, list_kind
from kg.read.resource import Resource, resource
from kg.read.statements import StatementResource
from kg.store.base import Store
from tests.queries.engines import embedded

TEXT = (paths.SEEDS / "openai-crossroads" / "article.txt").read_text(encoding="utf-8")


BUILT = [kind.name for kind in KINDS if kind.name != "change"]
"""The kinds that a build makes individuals of: changes come later."""


def first(store: Store, kind: str) -> str:
    """The slug of the first individual of a kind."""
    item = list_kind(store, kind, limit=1).items[0]
    return item.id


def claim_of(store: Store, words: str) -> Claim:
    found = list_kind(store, "claim", filters={"q": words}).items
    assert len(found) == 1
    assert isinstance(found[0], Claim)
    return found[0]


@pytest.mark.parametrize("kind", BUILT)
def test_each_kind_answers(kind: str, article_store: Store) -> None:
    slug = first(article_store, kind)
    fields = resource(article_store, kind, slug).model_dump()
    assert (fields["id"], fields["kind"]) == (slug, kind)
    assert fields["iri"] == f"https://w3id.org/stratagem/id/{kind}/{slug}"


def test_company_stands_at_both_ends_of_statements(article_store: Store) -> None:
    found = resource(article_store, "company", "openai")
    assert isinstance(found, Resource)
    assert {"Company", "OverextendedCompany"} <= set(found.types)
    assert found.definition == "A maker of generative AI models and applications."
    ends = {(one.property, one.direction, one.node.id if one.node else one.value) for one in found.statements}
    assert {
        ("develops", "out", "codex"),
        ("performedBy", "in", "gpt-4o-retirement"),
        ("namedFrontCount", "out", "4"),
    } <= ends
    curated = next(one for one in found.statements if one.node and one.node.id == "codex")
    assert (curated.standing, curated.evidence) == ("curated", [])
    inferred = next(one for one in found.statements if one.property == "namedFrontCount")
    assert (inferred.standing, inferred.rule) == ("inferred", "front-count")
    assert inferred.evidence


def test_what_is_only_denied_or_asked_is_mentioned_not_stated(article_store: Store) -> None:
    moat = resource(article_store, "moat", "original-mission")
    assert isinstance(moat, Resource)
    assert not [one for one in moat.statements if one.property == "hasMoat"]
    assert ("has lost its original mission", "denied") in {
        (one.quote.exact, one.polarity) for one in moat.mentioned_in
    }
    question = resource(article_store, "open-question", "codex-growth-sustainable")
    assert isinstance(question, Resource)
    assert question.mentioned_in == []


def test_properties_stand_beside_the_fields(article_store: Store) -> None:
    fields = resource(article_store, "figure", "openai-crossroads-valuation").model_dump()
    assert fields["value"] == ["500000000000"]
    assert [one["id"] for one in fields["unit"]] == ["usDollar"]
    assert [one["id"] for one in fields["about"]] == ["openai"]
    assert "properties" not in fields
    assert list(fields)[-2:] == ["statements", "mentioned_in"]


def test_claim_says_what_it_asserts_and_who_hedges_it(article_store: Store) -> None:
    slug = claim_of(article_store, "is expected to lose $14 billion").id
    claim = resource(article_store, "claim", slug)
    assert isinstance(claim, Claim)
    head = claim.asserts[0]
    assert (head.head, head.property, head.value, head.object) == (True, "value", "14000000000", None)
    assert [one.head for one in claim.asserts[1:]] == [False] * (len(claim.asserts) - 1)
    assert [one.label for one in claim.supported_by] == ["is not groundless"]
    assert [one.label for one in claim.qualified_by] == [
        "The $14 billion loss prediction may ultimately prove to be exaggerated"
    ]
    assert (claim.supports, claim.disputes, claim.untyped_reason) == ([], [], None)


def test_claim_without_an_assertion_says_why(article_store: Store) -> None:
    claim = claim_of(article_store, "is not groundless")
    assert claim.asserts == []
    assert claim.untyped_reason
    assert [one.kind for one in claim.supports] == ["claim"]


def test_source_has_its_counts_and_no_made_up_date(article_store: Store) -> None:
    source = resource(article_store, "source", "openai-crossroads")
    assert isinstance(source, Source)
    assert (source.published, source.outlet, source.rights) == (None, None, "quotes")
    assert source.author is not None
    assert source.author.id == "openai-crossroads-author"
    assert source.counts.spans == 19
    assert source.counts.claims == list_kind(article_store, "claim", limit=1).total
    assert source.counts.sentences == list_kind(article_store, "sentence", limit=1).total


def test_sentence_quote_and_span_stand_where_they_say(article_store: Store) -> None:
    claim = claim_of(article_store, "excessive flattery")
    quote = resource(article_store, "quote", claim.quote.iri.rpartition("/")[2])
    assert isinstance(quote, QuoteResource)
    assert TEXT[quote.start : quote.end] == quote.exact == "excessive flattery"
    assert [one.claim for one in quote.claims] == [claim.id]
    assert quote.sentence is not None
    sentence = resource(article_store, "sentence", quote.sentence.rpartition("/")[2])
    assert isinstance(sentence, Sentence)
    assert TEXT[sentence.start : sentence.end].startswith("The Wall Street Journal reported")
    assert claim.id in {one.claim for one in sentence.claims}
    assert [span.exact for span in sentence.spans] == [
        "emotional attachment",
        "excessive flattery",
        "psychological delusion.",
    ]
    span = resource(article_store, "span", sentence.spans[1].id)
    assert isinstance(span, SpanResource)
    assert span.reported_by is not None
    assert (span.span_kind, span.reported_by.id) == ("attributedSpan", "business-insider")
    assert span.speaker is not None
    assert (span.speaker.kind, span.reported_by.kind) == ("group", "outlet")
    assert span.model_dump(exclude={"source"}) == sentence.spans[1].model_dump()


def test_assertion_and_statement_answer_by_their_hashes(article_store: Store) -> None:
    claim = claim_of(article_store, "none of them have formed")
    assertion = resource(article_store, "assertion", claim.asserts[0].iri.rpartition("/")[2])
    assert isinstance(assertion, AssertionResource)
    assert assertion.property == "hasAdvantage"
    assert [one.claim for one in assertion.evidence] == [claim.id]
    position = resource(article_store, "position", "openai-code-generation")
    assert isinstance(position, Resource)
    axiom = next(one.iri for one in position.statements if one.property == "hasAdvantage")
    statement = resource(article_store, "axiom", axiom.rpartition("/")[2])
    assert isinstance(statement, StatementResource)
    assert statement.object is not None
    assert (statement.subject.id, statement.object.id, statement.standing) == (
        "openai-code-generation",
        "noDecisiveAdvantage",
        "attributed",
    )


def test_superseded_claim_names_its_heir() -> None:
    store = embedded(
        "@prefix sg: <https://w3id.org/stratagem/ontology#> ."
        "@prefix cl: <https://w3id.org/stratagem/id/claim/> ."
        "<https://w3id.org/stratagem/graph/one> { cl:old a sg:SupersededClaim ; sg:replacedBy cl:new . }"
    )
    found = resource(store, "claim", "old")
    assert isinstance(found, Replaced)
    assert (found.id, found.by.id, found.by.kind) == ("old", "new", "claim")


@pytest.mark.parametrize("kind", ["company", "claim", "axiom", "quote", "sentence", "source", "span"])
def test_what_is_not_there_is_not_found(kind: str, article_store: Store) -> None:
    with pytest.raises(NotFoundError):
        resource(article_store, kind, "nothing-of-the-kind")


def test_unknown_kind_is_refused(article_store: Store) -> None:
    with pytest.raises(BadParameterError):
        resource(article_store, "planet", "mars")


@pytest.mark.parametrize("kind", BUILT)
def test_pages_hold_everything_once(kind: str, article_store: Store) -> None:
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = list_kind(article_store, kind, after=cursor, limit=40)
        seen += [item.iri for item in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == page.total > 0


def test_list_items_say_what_they_are(article_store: Store) -> None:
    items = [item for item in list_kind(article_store, "company").items if isinstance(item, ListItem)]
    assert [item.id for item in items] == ["anthropic", "github", "google", "openai", "softbank"]
    assert all("Company" in item.types for item in items)
    assert next(item.claims for item in items if item.id == "github") == 0
    assert next(item.claims for item in items if item.id == "openai") > 40


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ({"speaker": "sam-altman"}, 'building applications with Codex is "very fun"'),
        ({"speaker": "company/softbank"}, "its Vision Fund has obtained"),
        ({"about": "event/zoe-hitzig-departure"}, "AI researcher Zoe Hitzig when she left OpenAI"),
        ({"q": "GHOST", "source": "openai-crossroads"}, None),
        ({"q": "Strong Backlash"}, "OpenAI's decision to retire the GPT-4o model"),
        ({"about": "product/x"}, "Sam Altman recently stated on X"),
        ({"about": "company/nobody"}, None),
        ({"standing": "qualified", "speaker": "openai-crossroads-price-observer"}, "Chinese models are 20"),
        ({"modality": "question", "about": "product/gpt-4o"}, "Where does OpenAI's valuation come from"),
    ],
)
def test_claims_are_filtered(filters: dict[str, str], words: str | None, article_store: Store) -> None:
    page = list_kind(article_store, "claim", filters=filters)
    found = [item.quote.exact for item in page.items if isinstance(item, Claim)]
    assert page.total == len(found)
    assert found[0].startswith(words) if words else not found


@pytest.mark.parametrize(
    ("kind", "after", "limit", "filters"),
    [
        ("planet", None, 10, {}),
        ("company", None, 0, {}),
        ("company", None, 201, {}),
        ("company", "not a cursor!", 10, {}),
        ("company", "ÿ", 10, {}),
        ("company", None, 10, {"q": "x"}),
        ("claim", None, 10, {"colour": "red"}),
        ("claim", None, 10, {"modality": "song"}),
        ("claim", None, 10, {"standing": "tall"}),
        ("claim", None, 10, {"about": "openai"}),
        ("claim", None, 10, {"speaker": "Sam Altman"}),
        ("claim", None, 10, {"q": "x" * 201}),
    ],
)
def test_lists_refuse_what_they_cannot_use(
    kind: str, after: str | None, limit: int, filters: dict[str, str], article_store: Store
) -> None:
    with pytest.raises(BadParameterError):
        list_kind(article_store, kind, after, limit, filters)
