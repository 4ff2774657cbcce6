"""The page of a search: results with the words found, and links that narrow them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from api.web.asked import Asked
from api.web.render import with_query
from kg.kinds import BY_NAME
from kg.read.measured import Measured, measured
from kg.read.terms import Term
from kg.search import Facets, Hit, Results
from kg.search.results import Facet, Passage

_HEADINGS: Final = {
    "kind": "Kind",
    "source": "Source",
    "speaker": "Speaker",
    "modality": "How it is put",
    "standing": "Standing",
}
AROUND: Final = 320
"""Characters of a long text that are shown before and after the words found."""
DOUBTS: Final = 5
"""Claims against a forecast that a result shows; it says how many there are and leads to all."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to narrow by: `address` chooses it, or takes it back where it is `chosen`."""

    label: str
    count: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The values of a field; `more` are those that are not shown."""

    field: str
    heading: str
    choices: list[Choice]
    more: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A result with its texts in pieces: each piece is text, and whether it was found; of a figure also what
    it gives."""

    hit: Hit
    kind: str
    texts: dict[str, list[list[tuple[str, bool]]]]
    measured: Measured | None


def search_page(asked: Asked, found: Results) -> bytes:
    """The page of what was found, or of how to search."""
    filters = {name: value for name in _HEADINGS if (value := asked.query.get(name))}
    same = {"q": asked.query.get("q", ""), **filters, "limit": asked.query.get("limit")}
    given = measured(asked.store, [hit.iri for hit in found.items if hit.kind == "figure"])
    return asked.page(
        "search.html",
        words=asked.query.get("q", ""),
        found=found,
        filters=filters,
        groups=list(_groups(found.facets, same, asked)),
        without=with_query("/search", q=same["q"], limit=same["limit"]),
        forms={form: with_query(f"/search.{form}", **same) for form in ("json", "csv")},
        results=[_shown(hit, given.get(hit.iri)) for hit in found.items],
        most_doubts=DOUBTS,
    )


def _groups(facets: Facets, same: dict[str, str | None], asked: Asked) -> Iterator[Group]:
    for field, heading in _HEADINGS.items():
        facet: Facet = getattr(facets, field)
        choices = []
        for value in facet.values:
            chosen = same.get(field) == value.value
            address = with_query("/search", **{**same, field: None if chosen else value.value})
            label = _word(asked.terms.get(value.value), value.label) if _is_term(field) else value.label
            choices.append(Choice(label, value.count, address, chosen))
        if choices:
            yield Group(field, heading, choices, facet.total - len(choices))


def _is_term(field: str) -> bool:
    return field in {"modality", "standing"}


def _word(term: Term | None, label: str) -> str:
    return term.label if term else label


def _shown(hit: Hit, given: Measured | None) -> Shown:
    texts: dict[str, list[list[tuple[str, bool]]]] = {}
    for passage in hit.found:
        texts.setdefault(passage.text_of, []).append(pieces(passage))
    if hit.evidence and "quote" not in texts:
        texts["quote"] = [[(hit.evidence.quote.exact, False)]]
    return Shown(hit, _singular(hit), texts, given)


def _singular(hit: Hit) -> str:
    return hit.types[0] if hit.types else BY_NAME[hit.kind].classes[0]


def pieces(passage: Passage) -> list[tuple[str, bool]]:
    """A text in pieces, those that were found apart; of a long text what is around them."""
    text, end, made = passage.text, 0, list[tuple[str, bool]]()
    for mark in passage.marks:
        made += [(text[end : mark.start], False), (text[mark.start : mark.end], True)]
        end = mark.end
    made.append((text[end:], False))
    return [piece for piece in _shortened(made) if piece[0]]


def _shortened(made: Sequence[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    for at, (text, found) in enumerate(made):
        if found or len(text) <= 2 * AROUND:
            yield text, found
            continue
        before = f"{text[:AROUND]} …" if at else "…"
        after = f" {text[-AROUND:]}" if at < len(made) - 1 else ""
        yield f"{before}{after}", False
