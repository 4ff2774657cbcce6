"""Where in a source its sentences and claims stand, and which statements were made of them."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import URIRef

from kg.ns import entity
from kg.read.models import Model, Ref, Speaker
from kg.read.refs import first_rows, local_name, ref, speaker
from kg.read.shipped import rows
from kg.store.base import Row, Store


class SentencePlace(Model):
    """A sentence by its offsets, in code points: whether it states something, and if not or if nobody claims
    it, why."""

    id: str
    ordinal: int
    start: int
    end: int
    states: bool
    reason: str | None


class ClaimPlace(Model):
    """The words of a claim by their offsets, in code points; the IRIs of who says it and who passed it on."""

    id: str
    iri: str
    exact: str
    start: int
    end: int
    speaker: str
    reporter: str | None
    modality: str


class Made(Model):
    """A statement that rests on a claim, by the hash of its axiom. `rule` is the rule that inferred it."""

    id: str
    iri: str
    subject: Ref
    property: str
    object: Ref | None
    value: str | None
    standing: str | None
    rule: str | None


class Held(Model):
    """A position by its company and front."""

    company: Ref
    front: Ref


def sentences(store: Store, source: str) -> list[SentencePlace]:
    """The sentences of a source (a slug) in the order of the text."""
    return [
        SentencePlace(
            id=local_name(row["sentence"]),
            ordinal=int(row["ordinal"]),
            start=int(row["start"]),
            end=int(row["end"]),
            states=row["states"] == "true",
            reason=row.get("reason"),
        )
        for row in first_rows(rows(store, "source/sentences", source=entity("source", source)), "sentence")
    ]


def places(store: Store, source: str) -> list[ClaimPlace]:
    """Where each claim of a source (a slug) stands, in the order of the text."""
    return [
        ClaimPlace(
            id=local_name(row["claim"]),
            iri=row["claim"],
            exact=row["words"],
            start=int(row["start"]),
            end=int(row["end"]),
            speaker=row["speaker"],
            reporter=row.get("reporter"),
            modality=local_name(row["modality"]),
        )
        for row in first_rows(rows(store, "source/places", source=entity("source", source)), "claim")
    ]


def voices(store: Store, iris: Iterable[str]) -> dict[str, Speaker]:
    """Speakers by their IRIs."""
    wanted = [URIRef(iri) for iri in sorted(set(iris))]
    if not wanted:
        return {}
    found = first_rows(rows(store, "evidence/voices", voice=wanted), "voice")
    return {row["voice"]: speaker(row["voice"], row, "voice") for row in found}


def made(store: Store, claims: Iterable[str]) -> dict[str, list[Made]]:
    """The statements that rest on claims, by the IRIs of these: the asserted before the inferred."""
    wanted = [URIRef(claim) for claim in dict.fromkeys(claims)]
    found: dict[str, dict[str, Made]] = {}
    for row in rows(store, "claim/statements", claim=wanted) if wanted else []:
        found.setdefault(row["claim"], {}).setdefault(row["axiom"], _made(row))
    return {claim: list(statements.values()) for claim, statements in found.items()}


def held(store: Store, positions: Iterable[str]) -> dict[str, Held]:
    """Positions by their IRIs."""
    wanted = [URIRef(iri) for iri in sorted(set(positions))]
    return {
        row["position"]: Held(
            company=ref(row["company"], row.get("companyLabel")),
            front=ref(row["front"], row.get("frontLabel")),
        )
        for row in (rows(store, "claim/positions", position=wanted) if wanted else [])
    }


def _made(row: Row) -> Made:
    node = row["isNode"] == "true"
    return Made(
        id=local_name(row["axiom"]),
        iri=row["axiom"],
        subject=ref(row["subject"], row.get("subjectLabel")),
        property=local_name(row["property"]),
        object=ref(row["object"], row.get("objectLabel")) if node else None,
        value=None if node else row["object"],
        standing=row.get("stated") or None,
        rule=local_name(row["rule"]) if "rule" in row else None,
    )
