"""The words behind statements: from IRIs of claims to who said what, in which words, and how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rdflib import URIRef

from kg.read.models import Evidence, Quote, SourceRef
from kg.read.refs import first_rows, local_name, speaker
from kg.read.shipped import rows
from kg.store.base import Row, Store

EvidenceByClaim = Mapping[str, Evidence]


def evidence(store: Store, claims: Iterable[str]) -> dict[str, Evidence]:
    """The evidence of claims by their IRIs, in the order of source and text.

    What is no claim of the store is left out. One query, whatever the number of claims.
    """
    wanted = [URIRef(claim) for claim in dict.fromkeys(claims)]
    if not wanted:
        return {}
    found = rows(store, "evidence/evidence", claim=wanted)
    sources: dict[str, SourceRef] = {}
    return {row["claim"]: _evidence(row, sources) for row in first_rows(found, "claim")}


def select(found: EvidenceByClaim, claims: Iterable[str]) -> list[Evidence]:
    """Those of the given claims, each once, in the order of source and text."""
    wanted = set(claims)
    return [item for claim, item in found.items() if claim in wanted]


def said(item: Evidence) -> str:
    """A claim in a line: its words and its speaker."""
    passed_on = f", passed on by {item.reported_by.label}" if item.reported_by else ""
    return f"“{item.quote.exact}” ({item.speaker.label}{passed_on})"


def _evidence(row: Row, sources: dict[str, SourceRef]) -> Evidence:
    iri = row["source"]
    source = sources.get(iri)
    if source is None:
        source = sources[iri] = SourceRef(id=local_name(iri), iri=iri, title=row["title"])
    return Evidence(
        claim=local_name(row["claim"]),
        iri=row["claim"],
        quote=Quote(
            iri=row["quote"],
            exact=row["words"],
            start=int(row["start"]),
            end=int(row["end"]),
            source=source,
        ),
        speaker=speaker(row["speaker"], row, "speaker"),
        reported_by=speaker(row["reporter"], row, "reporter") if "reporter" in row else None,
        modality=local_name(row["modality"]),
        certainty=local_name(row["certainty"]),
        polarity=local_name(row["polarity"]),
    )
