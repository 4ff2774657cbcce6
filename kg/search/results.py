"""What a search answers: things and claims with the words found, and how they are spread over the fields."""

from __future__ import annotations

import base64
import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from kg import ns
from kg.errors import BadParameterError
from kg.kinds import BY_NAME
from kg.read.entities import checked_iri
from kg.read.evidence import evidence
from kg.read.lists import LARGEST_PAGE, MODALITIES, STANDINGS, items
from kg.read.models import Evidence, Model, Ref
from kg.read.refs import ref
from kg.search.documents import CLAIM, FIELDS, LEFT_OUT, name_of
from kg.search.table import Row, Table
from kg.search.words import BEGINNING, Phrase, marks, phrases
from kg.store.base import Store

SEARCHED: Final = tuple(name for name in BY_NAME if name not in LEFT_OUT)
"""The kinds of what is found."""
SHOWN: Final = 20
"""Values of a field that an answer names; how many there are stands beside them."""
_NEAREST: Final = 5
TextOf = Literal["label", "alias", "definition", "quote"]
_LIKE: Final = 0.7
"""How much a word must look like another to be offered in its place (Ratcliff/Obershelp)."""


class Mark(Model):
    """Words that were found, by their place in the text, in code points: `text[start:end]`."""

    start: int
    end: int


class Passage(Model):
    """A text in which words were found: a name, another name, the definition or the quote."""

    text_of: TextOf
    text: str
    marks: list[Mark]


class Hit(Ref):
    """A thing or a claim in which the words were found. A thing has its classes, and how many claims
    assert something of it; a claim has its evidence, and the standings of the statements that it supports."""

    types: list[str]
    claims: int | None
    evidence: Evidence | None
    standings: list[str]
    found: list[Passage]


class Value(Model):
    """A value of a field: as a filter takes it, as a person reads it, and how many results have it."""

    value: str
    label: str
    count: int


class Facet(Model):
    """The values of a field, the most frequent first, 20 at most; `total` says how many there are. Counts
    leave out the filter by the field itself."""

    values: list[Value]
    total: int


class Facets(Model):
    """How results are spread: by kind, and of claims by source, speaker, modality and standing."""

    kind: Facet
    source: Facet
    speaker: Facet
    modality: Facet
    standing: Facet


class Results(Model):
    """A part of what was found, the best first; `total` counts all of it, `next` is the cursor of the next
    part. `all_words` is false where no text has all of the words: then the results have some of them, those
    with the most first. `nearest` are names like the words, where nothing was found, or like those that no
    text has."""

    items: list[Hit]
    total: int
    all_words: bool
    facets: Facets
    nearest: list[Ref]
    next: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: words, and the values that results must have (`kind`, `source`, `speaker`,
    `modality`, `standing`)."""

    words: str
    filters: dict[str, str] = field(default_factory=dict)
    after: str | None = None
    limit: int = 20


def search(store: Store, table: Table, wanted: Wanted) -> Results:
    """What has all the words, but for common ones of English; where no text has, what has some, the most
    first; nothing where there are none. BadParameterError for words that are too many, a limit, cursor or
    filter that cannot be used."""
    if not 1 <= wanted.limit <= LARGEST_PAGE:
        raise BadParameterError("limit", str(wanted.limit), f"it is a number from 1 to {LARGEST_PAGE}")
    filters, offset = _checked(wanted.filters), _offset(wanted.after)
    looked_for = phrases(wanted.words)
    if not looked_for:
        return Results(items=[], total=0, all_words=True, facets=_facets(table, {}), nearest=[], next=None)
    found = table.select(looked_for, filters, offset, wanted.limit)
    end = offset + len(found.rows)
    return Results(
        items=_hits(store, found.rows, found.sought),
        total=found.total,
        all_words=found.all_words,
        facets=_facets(table, found.counts),
        nearest=_nearest(table, found.absent if found.total else found.sought),
        next=_cursor(end) if found.rows and end < found.total else None,
    )


def _hits(store: Store, rows: Sequence[Row], looked_for: Sequence[Phrase]) -> list[Hit]:
    said = evidence(store, [row.iri for row in rows if row.kind == CLAIM])
    things = items(store, [{"node": row.iri, "label": row.label} for row in rows if row.kind != CLAIM])
    of = {thing.iri: thing for thing in things}
    hits = []
    for row in rows:
        thing = of.get(row.iri)
        found = list(_passages(row, looked_for))
        hits.append(
            Hit(
                **dict(ref(row.iri, row.label or row.quote)),
                types=thing.types if thing else [],
                claims=thing.claims if thing else None,
                evidence=said.get(row.iri),
                standings=list(row.standings),
                found=found,
            )
        )
    return hits


def _passages(row: Row, looked_for: Sequence[Phrase]) -> Iterator[Passage]:
    """The texts of a document in which something was found."""
    texts: list[tuple[TextOf, str]] = [("label", row.label), ("definition", row.definition)]
    texts[1:1] = [("alias", alias) for alias in row.aliases]
    texts.append(("quote", row.quote))
    for of, text in texts:
        if places := marks(text, looked_for):
            yield Passage(text_of=of, text=text, marks=[Mark(start=start, end=end) for start, end in places])


def _facets(table: Table, counts: dict[str, list[tuple[str, int]]]) -> Facets:
    return Facets(**{name: _facet(table, name, counts.get(name, [])) for name in FIELDS})


def _facet(table: Table, name: str, counts: list[tuple[str, int]]) -> Facet:
    shown = counts[:SHOWN]
    labels = {value: value for value, _ in shown}
    if name in {"source", "speaker"}:
        iris = {value: f"{ns.ID}{value if '/' in value else f'{name}/{value}'}" for value, _ in shown}
        called = table.labels(iris.values())
        labels = {value: called.get(iri, value) for value, iri in iris.items()}
    elif name == "kind":
        labels = {value: BY_NAME[value].label for value, _ in shown}
    values = [Value(value=value, label=labels[value], count=count) for value, count in shown]
    return Facet(values=values, total=len(counts))


def _nearest(table: Table, looked_for: Sequence[Phrase]) -> list[Ref]:
    """The names that have the words, or words like them: all of them if there are such, else any."""
    meant = [
        Phrase((form,), beginning=False)
        for phrase in looked_for
        for word in phrase.forms
        for form in _like(table, word)[:1]
    ]
    telling = [phrase for phrase in meant if len(phrase.forms[0]) >= BEGINNING]
    for some in [meant, *([phrase] for phrase in telling)]:
        rows = table.select(some, {}, 0, _NEAREST * 4, partly=False).rows if some else []
        if found := [ref(row.iri, row.label) for row in rows if row.kind != CLAIM][:_NEAREST]:
            return found
    return []


def _like(table: Table, word: str) -> list[str]:
    """The words of names that are this one, or look most like it."""
    known = table.known(word[0])
    if word in known:
        return [word]
    begun = [other for other in known if other.startswith(word)] if len(word) >= BEGINNING else []
    return begun or difflib.get_close_matches(word, known, n=1, cutoff=_LIKE)


def _checked(filters: dict[str, str]) -> dict[str, str]:
    """Filters with the values that the index has for them."""
    found = dict(filters)
    for name, value in filters.items():
        allowed: Sequence[str] = {"kind": SEARCHED, "modality": MODALITIES, "standing": STANDINGS}.get(
            name, ()
        )
        if allowed and value not in allowed:
            raise BadParameterError(name, value, f"it is one of {', '.join(allowed)}")
        if not allowed and name not in FIELDS:
            raise BadParameterError(name, value, f"results are narrowed by {', '.join(FIELDS)}")
        if not allowed:
            kind, _, slug = value.rpartition("/")
            found[name] = name_of(str(checked_iri(kind or name, slug, name)), name)
    return found


def _cursor(offset: int) -> str:
    return base64.urlsafe_b64encode(str(offset).encode()).decode().rstrip("=")


def _offset(cursor: str | None) -> int:
    """The place of a cursor; results have no key that stays the same when words are added or removed."""
    if not cursor:
        return 0
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
        if not text.isdecimal() or len(text) > 9:
            raise ValueError(text)
    except ValueError as error:  # also of what is no base64 (binascii.Error) or no ASCII
        raise BadParameterError("after", cursor, "it is a cursor that a part gave as its next") from error
    return int(text)
