"""What reading functions return: evidence, references, fronts, lists. Field names are those of the answers.

A `kind` is the kind of an identifier (kg/kinds.py), or `term` for a class, a property or a member of a
vocabulary; that of a speaker says what the speaker is. `standing` is the local name of a standing, null where
a thing is not stated at all. Numbers of figures are decimal strings.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from kg.kinds import Speaking


class Model(BaseModel):
    """The common ground: values that do not change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Ref(Model):
    """A thing that is spoken of: identifier within its kind, IRI, kind and label."""

    id: str
    iri: str
    kind: str
    label: str


class Speaker(Model):
    """Who says words or passes them on. `kind` is what the speaker is by the class that the graph states: a
    named person, an outlet, a group, a speaker whom the source does not name, the author of the source, a
    company, or an organization (a fund). It is null where the graph states none of these classes."""

    id: str
    iri: str
    kind: Speaking | None
    label: str


class SourceRef(Model):
    """The document that words stand in."""

    id: str
    iri: str
    title: str


class Quote(Model):
    """Exact words, with their offsets in code points of the stored text: `text[start:end] == exact`."""

    iri: str
    exact: str
    start: int
    end: int
    source: SourceRef


class Evidence(Model):
    """A claim: who said it, in which words, and how. `reported_by` is who passed it on."""

    claim: str
    iri: str
    quote: Quote
    speaker: Speaker
    reported_by: Speaker | None
    modality: str
    certainty: str
    polarity: str


class Stated(Ref):
    """A thing of which something is stated, with the standing of that statement and what it rests on."""

    standing: str | None
    evidence: list[Evidence]


class Advantage(Model):
    """How strong a position is said to be."""

    advantage: str
    standing: str | None
    evidence: list[Evidence]


class Position(Model):
    """A company on one front. `advantage` is null where no source speaks of one; `standing` and `evidence`
    are those of the advantage; what other sources say of it stands in `other_advantages`."""

    iri: str
    advantage: str | None
    standing: str | None
    evidence: list[Evidence]
    products: list[Stated]
    other_advantages: list[Advantage]


class Front(Model):
    """A front on which a company fights; standing and evidence are those of its being there."""

    id: str
    iri: str
    label: str
    standing: str | None
    position: Position | None
    rivals: list[Stated]
    evidence: list[Evidence]


class FrontCount(Model):
    """A number of fronts as a source states it; both ends are equal where it is no range."""

    iri: str
    min: int
    max: int
    standing: str | None
    evidence: list[Evidence]


class Assessment(Model):
    """What a rule infers, named by the rule; `because` has the words that it rests on and their speakers."""

    iri: str
    rule: str
    type: str
    label: str
    because: list[str]
    evidence: list[Evidence]


class Fronts(Model):
    """The answer to `/company/{id}/fronts`. `named_count` counts `fronts`; what is counted but not named is
    not made up."""

    company: Ref
    stated_count: FrontCount | None
    other_counts: list[FrontCount]
    named_count: int
    fronts: list[Front]
    assessments: list[Assessment]
