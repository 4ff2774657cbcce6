"""Seed files once every name, quote and number in them is found: what compile reads. All of it is
immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import Literal, URIRef

from kg.model.passages import Text


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the seeds something is said: a file and its line, from 1."""

    file: Path
    line: int


@dataclass(frozen=True, slots=True)
class Entity:
    """An individual of the register; `ref` is `kind/slug`, `cls` the local name of its class.

    `cls` is empty only while a faulty register is read, for an entry whose class could not be told.
    """

    ref: str
    iri: URIRef
    label: str
    cls: str
    aliases: tuple[str, ...]
    definition: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Fact:
    """A curated fact: background that the register states and no article need state."""

    subject: URIRef
    property: URIRef
    object: URIRef
    place: Place


@dataclass(frozen=True, slots=True)
class Register:
    """`entities.yaml`: the individuals that all sources share, by `kind/slug`."""

    file: Path
    entities: Mapping[str, Entity]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """A company's place on a front. Two sources may name the same, so it is declared beside the register."""

    iri: URIRef
    label: str
    place: Place


@dataclass(frozen=True, slots=True)
class Speaker:
    """An individual of one source that speaks: its author or somebody it does not name; `cls` a local
    name."""

    iri: URIRef
    cls: str
    label: str
    place: Place


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric statement of one source."""

    key: str
    iri: URIRef
    label: str
    place: Place


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words of the text within one sentence; `start` and `end` in code points, `sentence` an ordinal
    from 1.

    `prefix` and `suffix` are the text right before `start` and right after `end`, white space included, and
    are there only where the words occur more than once.
    """

    start: int
    end: int
    exact: str
    sentence: int
    prefix: str | None = None
    suffix: str | None = None


@dataclass(frozen=True, slots=True)
class Assertion:
    """A triple that a claim puts forward."""

    subject: URIRef
    property: URIRef
    object: URIRef | Literal

    def n3(self) -> str:
        """The triple as N-Triples terms, separated by blanks."""
        return f"{self.subject.n3()} {self.property.n3()} {self.object.n3()}"


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim whose names and words are found. Modality, certainty and polarity are local names.

    `replacement` is the key of the compiled claim that a superseded one leads to.
    """

    key: str
    iri: URIRef
    quote: Quote
    speaker: URIRef
    reported_by: URIRef | None
    modality: str
    certainty: str
    polarity: str
    status: str
    assertions: tuple[Assertion, ...]
    untyped: str | None
    supports: tuple[str, ...]
    disputes: tuple[str, ...]
    qualifies: tuple[str, ...]
    replacement: str | None
    place: Place

    @property
    def compiles(self) -> bool:
        """Whether the claim goes into the graph: only accepted and edited ones do."""
        return self.status in ("accepted", "edited")


@dataclass(frozen=True, slots=True)
class Span:
    """Words in quotation marks, without the marks; `kind` is attributed, scare or heading."""

    start: int
    end: int
    exact: str
    kind: str
    sentence: int | None
    speaker: URIRef | None
    reported_by: URIRef | None
    place: Place


@dataclass(frozen=True, slots=True)
class SentenceNote:
    """Why a sentence has no claim, and whether it states something all the same."""

    states: bool
    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class Source:
    """A document: `cls` is the local name of its class, `author` an individual of the register or of the
    source."""

    slug: str
    iri: URIRef
    cls: str
    title: str
    author: URIRef
    outlet: URIRef | None
    published: str | None
    sha256: str
    rights: str
    place: Place


@dataclass(frozen=True, slots=True)
class Sheet:
    """One source with all that its sheet says. `notes` has the exceptions by ordinal of their sentence."""

    source: Source
    text: Text
    speakers: tuple[Speaker, ...]
    figures: tuple[Figure, ...]
    positions: tuple[Position, ...]
    claims: tuple[Claim, ...]
    spans: tuple[Span, ...]
    notes: Mapping[int, SentenceNote]


@dataclass(frozen=True, slots=True)
class Seeds:
    """The whole seeds folder: the register and the sheets, sorted by slug."""

    register: Register
    sheets: tuple[Sheet, ...]
