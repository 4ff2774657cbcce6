"""What the page of a source may be narrowed to: a speaker, a modality, a section; and the choices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from api.web.asked import Asked
from api.web.render import with_query
from kg.read.lists import MODALITIES
from kg.read.passages import ClaimPlace, voices

_MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Filters:
    """What an address asks for: claims of a speaker (`kind/slug`), of a modality; a section, a claim to
    point at. Empty, or 0, is no wish."""

    speaker: str
    modality: str
    part: int
    claim: str

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filters:
        """The wishes of an address; a speaker by a slug alone is one of the kind `speaker`."""
        who, part = query.get("speaker", ""), query.get("part", "")
        return cls(
            speaker=who if "/" in who or not who else f"speaker/{who}",
            modality=query.get("modality", ""),
            part=int(part) if part.isascii() and part.isdecimal() and len(part) <= _MOST_DIGITS else 0,
            claim=query.get("claim", ""),
        )

    @property
    def narrowed(self) -> bool:
        """Whether some claims are left out."""
        return bool(self.speaker or self.modality)

    def leaves(self, place: ClaimPlace) -> bool:
        """Whether a claim is left: said or passed on by the speaker, of the modality."""
        who = {_path(place.speaker), _path(place.reporter or "")}
        return (not self.speaker or self.speaker in who) and self.modality in ("", place.modality)

    def address(self, path: str, part: int | None = None) -> str:
        """The address with these filters, or of one of its sections."""
        return with_query(path, speaker=self.speaker, modality=self.modality, part=part)


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter that may be chosen: its name, label and address, how many claims it leaves."""

    id: str
    label: str
    address: str
    count: int
    chosen: bool


def modalities(asked: Asked, filters: Filters, words: Sequence[ClaimPlace]) -> list[Choice]:
    """The modalities of a source, with the claims that each leaves beside the speaker that is chosen."""
    anything = replace(filters, modality="")
    counts = Counter(each.modality for each in words if anything.leaves(each))
    return [
        Choice(
            id=name,
            label=asked.terms[name].label if name in asked.terms else name,
            address=replace(anything, modality="" if name == filters.modality else name).address(asked.path),
            count=counts[name],
            chosen=name == filters.modality,
        )
        for name in MODALITIES
        if counts[name] or name == filters.modality
    ]


def speakers(asked: Asked, filters: Filters, words: Sequence[ClaimPlace]) -> list[Choice]:
    """Who speaks or passes on words in a source, the most heard first, likewise."""
    anyone = replace(filters, speaker="")
    counts: Counter[str] = Counter()
    for each in words:
        if anyone.leaves(each):
            counts.update({each.speaker, each.reporter or each.speaker})
    known = voices(asked.store, counts)
    found = [
        Choice(
            id=path,
            label=known[iri].label if iri in known else path,
            address=replace(anyone, speaker="" if path == filters.speaker else path).address(asked.path),
            count=count,
            chosen=path == filters.speaker,
        )
        for iri, count in counts.items()
        for path in (_path(iri),)
    ]
    return sorted(found, key=lambda each: (-each.count, each.label.casefold(), each.id))


def _path(iri: str) -> str:
    """`speaker/sam-altman` for the IRI of a speaker."""
    return iri.partition("/id/")[2]
