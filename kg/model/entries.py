"""The seed files as a person writes them: which keys there are and which form each value has.

These models know the form only. Whether a name is in the register, a class in the ontology or a quote in the
text is found out by `kg.sheet`. Every scalar arrives as a string, since the YAML loader gives no other; the
JSON Schema (`kg.sheet.schema`) allows what an editor takes for a number or a truth value.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, WithJsonSchema

SLUG: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
PARTIAL_DATE: Final = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
MAX_CLAIMS: Final = 20_000

Status = Literal["proposed", "accepted", "edited", "rejected", "superseded"]


def _flag(value: object) -> object:
    """A truth value is spelled true or false; anything else is left for Pydantic to refuse."""
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _form(value: object) -> str:
    """Which form an entry of `asserts` has: a mapping is a figure, all else should be a triple."""
    return "figure" if isinstance(value, dict) else "triple"


Words = Annotated[str, Field(min_length=1)]
Scalar = Annotated[
    str, Field(min_length=1), WithJsonSchema({"type": ["string", "number", "boolean"], "minLength": 1})
]
Key = Annotated[str, Field(pattern=SLUG, max_length=120)]
Reference = Annotated[str, Field(min_length=1, max_length=300)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Member = Annotated[
    str,
    Field(min_length=1, max_length=300),
    WithJsonSchema({"type": ["string", "number"], "minLength": 1, "maxLength": 300}),
]
"""A name, or the words of a date, which may be a year alone."""
TripleEntry = Annotated[list[Member], Field(min_length=3, max_length=3)]
PairEntry = Annotated[list[Reference], Field(min_length=2, max_length=2)]


class Entry(BaseModel):
    """What all entries share: no unknown keys, no conversion, never changed after it was read."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class EntityEntry(Entry):
    """An individual of the register."""

    id: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*/[a-z0-9]+(-[a-z0-9]+)*$", max_length=200)]
    label: Scalar
    class_: Annotated[Reference | None, Field(alias="class")] = None
    aliases: list[Scalar] = []
    definition: Words | None = None
    curated: list[PairEntry] = []


class SourceEntry(Entry):
    """`source.yaml`: what is known of a document."""

    title: Scalar
    kind: Reference
    outlet: Reference | None = None
    author: Reference | None = None
    published: Annotated[
        str | None, Field(pattern=PARTIAL_DATE), WithJsonSchema({"type": ["string", "integer"]})
    ] = None
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    rights: Literal["full", "quotes"]


class SpeakerEntry(Entry):
    """A speaker whom the source does not name; `mention` are the words by which it speaks of them."""

    key: Key
    label: Scalar
    mention: Words


class FigureEntry(Entry):
    """What one claim says of a figure. `value` and `period` are words of its quote, read by code."""

    figure: Key
    class_: Annotated[Reference | None, Field(alias="class")] = None
    label: Scalar | None = None
    about: Reference | None = None
    metric: Reference | None = None
    value: Scalar | None = None
    unit: Reference | None = None
    period: Scalar | None = None
    compared_to: Annotated[Reference | None, Field(alias="comparedTo")] = None
    direction: Reference | None = None
    forecast_by: Annotated[Reference | None, Field(alias="forecastBy")] = None


AssertionEntry = Annotated[
    Annotated[TripleEntry, Tag("triple")] | Annotated[FigureEntry, Tag("figure")], Discriminator(_form)
]


class ClaimEntry(Entry):
    """One claim: who says what, how, in which words, and what that asserts."""

    key: Key
    quote: Scalar
    prefix: Scalar | None = None
    suffix: Scalar | None = None
    speaker: Reference
    reported_by: Reference | None = None
    modality: Reference
    certainty: Reference = "certain"
    polarity: Reference = "affirmed"
    status: Status
    superseded_by: Key | None = None
    asserts: list[AssertionEntry] = []
    untyped: Words | None = None
    supports: list[Key] = []
    disputes: list[Key] = []
    qualifies: list[Key] = []


class QuotationEntry(Entry):
    """A span in quotation marks; `span` are the exact words between the marks."""

    span: Scalar
    kind: Literal["attributed", "scare", "heading"]
    speaker: Reference | None = None
    reported_by: Reference | None = None


class ExceptionEntry(Entry):
    """A sentence without a claim: `sentence` are its exact words or its unique beginning."""

    sentence: Scalar
    states: Flag
    reason: Words


class ClaimsFile(Entry):
    """`claims.yaml`: the sheet of one source."""

    speakers: list[SpeakerEntry] = []
    claims: Annotated[list[ClaimEntry], Field(min_length=1, max_length=MAX_CLAIMS)]
    quotations: list[QuotationEntry] = []
    exceptions: list[ExceptionEntry] = []


def field_names(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys that an entry may have, as they are written in the sheet."""
    return tuple(field.alias or name for name, field in model.model_fields.items())
