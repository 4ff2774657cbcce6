"""The words behind statements: from IRIs of claims to who said what, in which words, and how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rdflib import URIRef

from kg.read.models import Evidence, Quote, SourceRef, Speaker
from kg.read.refs import first_rows, local_name, speaker
from kg.read.shipped import rows
from kg.store.base import Row, Store

EvidenceByClaim = Mapping[str, Evidence]


def evidence(store: Store, claims: Iterable[str]) -> dict[str, Evidence]:
    """The evidence of claims by their IRIs, in the order of source and text.

    What is no claim of the store is left out. Two queries, whatever the number of claims: many claims have
    one source and few speakers, whose names are asked for once.
    """
    wanted = [URIRef(claim) for claim in dict.fromkeys(claims)]
    if not wanted:
        return {}
    found = first_rows(rows(store, "evidence/evidence", claim=wanted), "claim")
    named = {row[name] for row in found for name in ("source", "speaker", "reporter") if name in row}
    if not named:
        return {}
    voices = rows(store, "evidence/voices", voice=[URIRef(iri) for iri in sorted(named)])
    known = {row["voice"]: row for row in first_rows(voices, "voice")}
    sources: dict[str, SourceRef] = {}
    speakers: dict[str, Speaker] = {}
    return {row["claim"]: _evidence(row, known, sources, speakers) for row in found}


def select(found: EvidenceByClaim, claims: Iterable[str]) -> list[Evidence]:
    """Those of the given claims, each once, in the order of source and text."""
    wanted = {claim for claim in claims if claim in found}
    chosen = [found[claim] for claim in wanted]
    return sorted(chosen, key=_place) if len(chosen) > 1 else chosen


def said(item: Evidence) -> str:
    """A claim in a line: its words and its speaker."""
    passed_on = f", passed on by {item.reported_by.label}" if item.reported_by else ""
    return f"“{item.quote.exact}” ({item.speaker.label}{passed_on})"


def _place(item: Evidence) -> tuple[str, int, int, str]:
    return item.quote.source.iri, item.quote.start, item.quote.end, item.iri


def _evidence(
    row: Row, known: Mapping[str, Row], sources: dict[str, SourceRef], speakers: dict[str, Speaker]
) -> Evidence:
    """A claim's row; `sources` and `speakers` keep those that were made for the rows before."""
    iri = row["source"]
    source = sources.get(iri)
    if source is None:
        title = known[iri].get("title", local_name(iri))
        source = sources[iri] = SourceRef(id=local_name(iri), iri=iri, title=title)
    for voice in (row["speaker"], row.get("reporter")):
        if voice is not None and voice not in speakers:
            speakers[voice] = speaker(voice, known[voice], "voice")
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
        speaker=speakers[row["speaker"]],
        reported_by=speakers[row["reporter"]] if "reporter" in row else None,
        modality=local_name(row["modality"]),
        certainty=local_name(row["certainty"]),
        polarity=local_name(row["polarity"]),
    )
