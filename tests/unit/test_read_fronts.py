"""The main question: fronts, positions, rivals and assessments, on the article and on other data."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import BadParameterError, NotFoundError
from kg.read.fronts import fronts
from kg.store.base import Store
from tests.queries.engines import embedded

CASE = Path(__file__).parents[1] / "queries" / "company" / "fronts" / "data.trig"
AUTHOR = "openai-crossroads-author"


def test_fronts_of_the_article(article_store: Store) -> None:
    answer = fronts(article_store, "openai")
    assert answer.company.model_dump() == {
        "id": "openai",
        "iri": "https://w3id.org/stratagem/id/company/openai",
        "kind": "company",
        "label": "OpenAI",
    }
    assert answer.named_count == 4
    assert [front.id for front in answer.fronts] == [
        "code-generation",
        "consumer-applications",
        "enterprise-services",
        "multimodal-ai",
    ]
    positions = [front.position for front in answer.fronts]
    assert {position.advantage for position in positions if position} == {"noDecisiveAdvantage"}
    assert {position.standing for position in positions if position} == {"attributed"}
    assert {front.standing for front in answer.fronts} == {"reported"}


def test_count_of_the_article_is_a_range(article_store: Store) -> None:
    count = fronts(article_store, "openai").stated_count
    assert count is not None
    assert (count.min, count.max, count.standing) == (6, 7, "reported")
    assert [item.quote.exact for item in count.evidence] == ["simultaneously opening six or seven fronts"]


def test_code_generation_has_codex_and_two_rivals(article_store: Store) -> None:
    front = fronts(article_store, "openai").fronts[0]
    assert front.position is not None
    assert [product.id for product in front.position.products] == ["codex"]
    assert [(rival.kind, rival.id, rival.standing) for rival in front.rivals] == [
        ("product", "github-copilot", "reported"),
        ("product", "open-source-programming-tools", "reported"),
    ]
    assert all(not other.rivals for other in fronts(article_store, "openai").fronts[1:])


def test_evidence_names_words_and_speaker(article_store: Store) -> None:
    position = fronts(article_store, "openai").fronts[0].position
    assert position is not None
    (evidence,) = position.evidence
    assert evidence.quote.exact == "none of them have formed a decisive advantage"
    assert evidence.quote.end - evidence.quote.start == len(evidence.quote.exact)
    assert evidence.quote.source.id == "openai-crossroads"
    assert (evidence.speaker.id, evidence.speaker.kind) == (AUTHOR, "author")
    assert (evidence.modality, evidence.certainty, evidence.polarity) == ("opinion", "certain", "affirmed")
    assert evidence.reported_by is None
    assert evidence.iri.endswith(f"/claim/{evidence.claim}")


def test_overextension_gives_its_reasons(article_store: Store) -> None:
    (assessment,) = fronts(article_store, "openai").assessments
    assert (assessment.rule, assessment.type) == ("overextension", "OverextendedCompany")
    words = [evidence.quote.exact for evidence in assessment.evidence]
    assert "simultaneously opening six or seven fronts" in words
    assert "none of them have formed a decisive advantage" in words
    assert len(assessment.because) == len(words)
    assert all(said.startswith(f"“{word}”") for said, word in zip(assessment.because, words, strict=True))


def test_company_without_fronts_has_empty_lists(article_store: Store) -> None:
    answer = fronts(article_store, "github")
    assert (answer.stated_count, answer.named_count, answer.fronts, answer.assessments) == (None, 0, [], [])


def test_unknown_company_names_the_nearest(article_store: Store) -> None:
    with pytest.raises(NotFoundError) as error:
        fronts(article_store, "open-ai")
    assert error.value.nearest[0] == "openai"


def test_name_is_found_by_label_too(article_store: Store) -> None:
    with pytest.raises(NotFoundError) as error:
        fronts(article_store, "soft-bank")
    assert "softbank" in error.value.nearest


@pytest.mark.parametrize("slug", ["OpenAI", "", "open ai", "a/b", "-a", "x> ?y"])
def test_what_is_no_slug_is_refused(slug: str, article_store: Store) -> None:
    with pytest.raises(BadParameterError):
        fronts(article_store, slug)


def test_own_product_is_no_rival_and_inference_is_no_second_front() -> None:
    answer = fronts(embedded(CASE.read_text(encoding="utf-8")), "alpha")
    (front,) = answer.fronts
    assert [rival.id for rival in front.rivals] == ["rival-tool"]
    assert front.standing == "reported"
    assert front.position is not None
    assert (front.position.advantage, front.position.standing) == ("leading", "attributed")


def test_a_count_may_be_written_with_a_point() -> None:
    text = CASE.read_text(encoding="utf-8") + (
        "graph:more { fi:fronts a sg:FrontCount ; sg:about co:alpha ; sg:value 6.0 . ax:98 a owl:Axiom ; "
        "owl:annotatedSource fi:fronts ; owl:annotatedProperty sg:value ; owl:annotatedTarget 6.0 ; "
        "sg:standing sg:reported ; sg:supportedBy cl:c4 . }"
    )
    count = fronts(
        embedded(f"@prefix fi: <https://w3id.org/stratagem/id/figure/> .\n{text}"), "alpha"
    ).stated_count
    assert count is not None
    assert (count.min, count.max, count.standing) == (6, 6, "reported")


def test_advantages_that_differ_stand_side_by_side_the_best_supported_first() -> None:
    text = CASE.read_text(encoding="utf-8") + (
        "graph:more { po:alpha-chips sg:hasAdvantage sg:trailing . ax:99 a owl:Axiom ; "
        "owl:annotatedSource po:alpha-chips ; owl:annotatedProperty sg:hasAdvantage ; "
        "owl:annotatedTarget sg:trailing ; sg:standing sg:reported ; sg:supportedBy cl:c4 . "
        'so:one sg:title "One" . }'
    )
    position = fronts(embedded(text), "alpha").fronts[0].position
    assert position is not None
    assert (position.advantage, position.standing) == ("trailing", "reported")
    assert [item.quote.exact for item in position.evidence] == ["a rival tool fights in chips"]
    assert [(other.advantage, other.standing) for other in position.other_advantages] == [
        ("leading", "attributed")
    ]


@pytest.mark.parametrize(
    ("classes", "kind"),
    [("sg:Company , sg:MediaOutlet , sg:OverextendedCompany", "company"), ("sg:Agent", None)],
)
def test_a_speaker_of_several_classes_is_one_and_of_none_has_no_kind(classes: str, kind: str | None) -> None:
    case = CASE.read_text(encoding="utf-8").replace("sg:speaker sp:author", "sg:speaker sp:press")
    more = f'graph:more {{ sp:press a {classes} ; rdfs:label "the press"@en . so:one sg:title "One" . }}'
    front = fronts(embedded(case + more), "alpha").fronts[0]
    (evidence,) = front.rivals[0].evidence
    speaker = evidence.speaker
    assert (speaker.id, speaker.label, speaker.kind) == ("press", "the press", kind)
