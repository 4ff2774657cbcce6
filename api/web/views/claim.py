"""The page of a claim: its words in their place, who said them and how, and what was made of them."""

from __future__ import annotations

from typing import Final

from api.web.asked import Asked
from api.web.views.lines import lines, others, positions
from api.web.views.place import place
from kg.read import passages
from kg.read.claims import Claim
from kg.read.documents import Source, source
from kg.read.evidence import evidence

VOICES: Final = {
    "person": "a person whom the source names",
    "outlet": "an outlet",
    "group": "a group, not one person",
    "unidentified": "somebody whom the source does not identify",
    "author": "the author of the source",
    "company": "a company",
    "organization": "an organization",
}
"""What a speaker is, in plain words."""
_BESIDE: Final = (
    ("supports", "It supports"),
    ("supported_by", "It is supported by"),
    ("disputes", "It disputes"),
    ("disputed_by", "It is disputed by"),
    ("qualifies", "It qualifies"),
    ("qualified_by", "It is qualified by"),
)


def claim(asked: Asked, found: Claim) -> bytes:
    """The page of a claim."""
    document = source(asked.store, found.quote.source.id)
    made = passages.made(asked.store, [found.iri]).get(found.iri, [])
    known = positions(asked.store, made)
    linked = [(label, [each.iri for each in getattr(found, name)]) for name, label in _BESIDE]
    words = evidence(asked.store, [iri for _, iris in linked for iri in iris])
    return asked.page(
        "claim.html",
        claim=found,
        source=document,
        place=place(asked, document, found.quote.start, found.quote.end),
        lines=lines(found, made, known),
        others=others(found, made, known),
        beside=[(label, [words[iri] for iri in iris if iri in words]) for label, iris in linked if iris],
        voices=VOICES,
        citation=citation(found, document),
    )


def citation(found: Claim, document: Source) -> str:
    """A claim as one cites it, in plain text: who, in which words, where, and its lasting address."""
    passed_on = f", passed on by {found.reported_by.label}" if found.reported_by else ""
    own = document.author is not None and document.author.iri == found.speaker.iri
    where = [
        document.author.label if document.author and not own else "",
        f"“{document.title}”",
        document.outlet.label if document.outlet else "",
        document.published or "no date",
        f"characters {found.quote.start} to {found.quote.end}",
    ]
    return (
        f"“{found.quote.exact}” ({found.speaker.label}{passed_on})\n"
        f"{', '.join(part for part in where if part)}\n{found.iri}"
    )
